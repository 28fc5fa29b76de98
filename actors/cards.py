"""Template contexts of an actor: card, badge, picture, timeline."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery
from django.db.models.functions import JSONObject
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from actors.models import Actor, ActorHistory, ActorLogo, ActorQuerySet, ActorState, Location, PlaceVisibility, StepFree
from actors.workflow import TONES
from eving.core.models import Photo, Role

PICTURE = ("key", "width", "height", "alt")


def state_badge(actor: Actor) -> dict[str, str]:
    return {"label": actor.get_state_display(), "tone": TONES.get(actor.state, "neutral")}


def with_card(actors: ActorQuerySet) -> ActorQuerySet:
    """Two queries for any number of actors: everything that ``actor_card`` reads."""
    logo = ActorLogo.objects.filter(actor=OuterRef("pk"), approved_at__isnull=False).order_by("sort", "pk")
    return (
        actors.select_related("group")
        .annotate(card_logo=Subquery(logo.values(json=JSONObject(**{name: name for name in PICTURE}))[:1]))
        .prefetch_related(Prefetch("locations", Location.objects.select_related("street", "part")))
    )


def logo_picture(logo: Photo, width: int, name: str) -> dict[str, Any]:
    """Context of a picture in a card or gallery. A logo without a description is described by the actor's name."""
    stored_width = logo.stored_width(width)
    return {
        "src": logo.url(width),
        "srcset": logo.srcset,
        "alt": logo.alt or _("Logo of %(name)s") % {"name": name},
        "width": stored_width,
        "height": logo.stored_height(stored_width),
    }


def public_places(actor: Actor) -> list[Location]:
    return [place for place in actor.locations.all() if place.public_line]


def step_free_badge(place: Location) -> dict[str, str] | None:
    """None when it is unknown whether the place is step-free."""
    label, tone = {
        StepFree.YES: (_("step-free"), "success"),
        StepFree.PARTLY: (_("partly step-free"), "info"),
        StepFree.NO: (_("not step-free"), "neutral"),
    }.get(StepFree(place.step_free), ("", ""))
    return {"label": label, "tone": tone} if label else None


def place_name(place: Location) -> str:
    """The place as the page of an actor names it; its own label only where the exact address is public."""
    is_exact = place.visibility == PlaceVisibility.EXACT and place.street_name
    return f"{place.label}: {place.public_line}" if is_exact and place.label else place.public_line


def short_place(place: Location) -> str:
    if place.visibility == PlaceVisibility.EXACT and place.street_name:
        return f"{place.street_name} {place.house_number}".strip()
    return place.public_line


def actor_card(actor: Actor, *, step_free: bool = False) -> dict[str, Any]:
    """Context of components/card.html. Needs ``with_card()``.

    ``step_free``: the list was filtered for step-free places, so the card names one of those instead of the main place.
    """
    stored: dict[str, Any] | None = getattr(actor, "card_logo")  # noqa: B009 - annotated by with_card()
    logo = ActorLogo(**stored) if stored else None
    places = public_places(actor)
    if step_free:
        places.sort(key=lambda place: place.step_free != StepFree.YES)  # stable: the main place stays first
    place = next(iter(places), None)
    badges = []
    if place and place.step_free == StepFree.YES and (badge := step_free_badge(place)):
        badges.append(badge)
    if actor.is_open_for_cooperation:
        badges.append({"label": _("open to cooperation"), "tone": "actor"})
    return {
        "kind": "actor",
        "url": actor.get_absolute_url(),
        "title": actor.name,
        "preline": actor.group.name,
        "summary": Truncator(actor.summary).chars(120),
        "facts": [{"label": _("Place"), "value": short_place(place)}] if place else [],
        "badges": badges,
        "picture": logo_picture(logo, 400, actor.name) if logo else None,
    }


def timeline(entries: Iterable[ActorHistory], actor: Actor) -> list[dict[str, Any]]:
    who = {Role.STAFF: _("Office"), Role.AUTHOR: _("Local organisation"), Role.SYSTEM: _("Portal")}
    return [
        {
            "at": entry.at,
            "who": who[Role(entry.role)],
            "title": actor.lifecycle.wording(entry.from_state, entry.to_state) or ActorState(entry.to_state).label,
            "text": entry.text,
            "tone": "actor",
        }
        for entry in entries
    ]
