"""How an actor looks on a card, as a badge and as a timeline: one place for every page that shows it."""

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
    """All that a card shows, in two queries."""
    logo = ActorLogo.objects.filter(actor=OuterRef("pk"), approved_at__isnull=False).order_by("sort", "pk")
    return (
        actors.select_related("group")
        .annotate(card_logo=Subquery(logo.values(json=JSONObject(**{name: name for name in PICTURE}))[:1]))
        .prefetch_related(Prefetch("locations", Location.objects.select_related("street", "part")))
    )


def logo_picture(logo: Photo, width: int, name: str) -> dict[str, Any]:
    """The context of a picture in a card or gallery; without a description the logo is called after its actor."""
    shown = logo.stored_width(width)
    return {
        "src": logo.url(width),
        "srcset": logo.srcset,
        "alt": logo.alt or _("Logo of %(name)s") % {"name": name},
        "width": shown,
        "height": logo.stored_height(shown),
    }


def public_places(actor: Actor) -> list[Location]:
    """The places of which everyone may read something, the main one first."""
    return [place for place in actor.locations.all() if place.public_line]


def step_free_badge(place: Location) -> dict[str, str] | None:
    """Whether a place is step-free, as a badge; None when nobody knows."""
    label, tone = {
        StepFree.YES: (_("step-free"), "success"),
        StepFree.PARTLY: (_("partly step-free"), "info"),
        StepFree.NO: (_("not step-free"), "neutral"),
    }.get(StepFree(place.step_free), ("", ""))
    return {"label": label, "tone": tone} if label else None


def place_name(place: Location) -> str:
    """The line of a place, with its own name where the address is shown anyway."""
    is_exact = place.visibility == PlaceVisibility.EXACT and place.street
    return f"{place.label}: {place.public_line}" if is_exact and place.label else place.public_line


def short_place(place: Location) -> str:
    """What a card says of a place: the street, without postcode and town."""
    if place.visibility == PlaceVisibility.EXACT and place.street:
        return f"{place.street.name} {place.house_number}".strip()
    return place.public_line


def actor_card(actor: Actor, *, step_free: bool = False) -> dict[str, Any]:
    """The context of components/card.html. Needs ``with_card()``.

    ``step_free``: whoever asks for this reads of the place that is, not of another one of which nobody knows it.
    """
    stored: dict[str, Any] | None = getattr(actor, "card_logo")  # noqa: B009 - annotated by with_card()
    logo = ActorLogo(**stored) if stored else None
    places = public_places(actor)
    if step_free:
        places.sort(key=lambda place: place.step_free != StepFree.YES)  # stable: the main one stays first of its kind
    place = next(iter(places), None)
    badges = []
    if place and place.step_free == StepFree.YES and (badge := step_free_badge(place)):
        badges.append(badge)
    if actor.is_open_for_cooperation:
        badges.append({"label": _("open for cooperation"), "tone": "actor"})
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
    """The context of components/timeline.html, oldest first."""
    who = {Role.STAFF: _("Office"), Role.AUTHOR: _("Actor"), Role.SYSTEM: _("Portal")}
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
