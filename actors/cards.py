"""Template contexts of an actor: card, badge, picture, facts, timeline."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Prefetch
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from actors.models import (
    Actor,
    ActorHistory,
    ActorLogo,
    ActorQuerySet,
    ActorState,
    ContactPoint,
    ContactVisibility,
    Location,
    PlaceVisibility,
    StepFree,
)
from actors.workflow import TONES
from eving.core import telephones
from eving.core.models import Role
from eving.core.models.photos import first_approved, picture_of
from eving.core.models.search import SEARCH_COLUMNS
from eving.core.people import links
from eving.core.public.facts import LINE, beginning, day_text, fact, joined, link, linked_names, stored_fact
from eving.core.public.rows import column, in_a_line, stored_column
from eving.core.texts.stored import stored

HOURS_HOLD = timedelta(days=365)  # older opening hours are marked as possibly outdated


def state_badge(actor: Actor) -> dict[str, str]:
    return {"label": str(ActorState(actor.state).label), "tone": TONES.get(actor.state, "neutral")}


def with_card(actors: ActorQuerySet) -> ActorQuerySet:
    """Two queries for any number of actors: everything that ``actor_card`` reads."""
    return (
        actors.select_related("group")
        .annotate(card_logo=first_approved(ActorLogo, actor=OuterRef("pk")))
        .prefetch_related(Prefetch("locations", Location.objects.select_related("street", "part")))
        .defer(*SEARCH_COLUMNS)
    )


def logo_picture(picture: dict[str, Any], name: str) -> dict[str, Any]:
    """A logo without a description is described by the actor's name."""
    return {**picture, "alt": picture["alt"] or _("Logo of %(name)s") % {"name": name}}


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


def actor_card(actor: Actor) -> dict[str, Any]:
    """A card for eving.core.public.components. Needs ``with_card()``."""
    logo = getattr(actor, "card_logo")  # noqa: B009 - annotated by with_card()
    place = next(iter(public_places(actor)), None)
    badges = []
    if place and place.step_free == StepFree.YES and (badge := step_free_badge(place)):
        badges.append(badge)
    if actor.is_open_for_cooperation:
        badges.append({"label": _("open to cooperation"), "tone": "actor"})
    return {
        "kind": "actor",
        "url": actor.get_absolute_url(),
        "title": actor.name,
        "preline": stored(*actor.group.text_in("name")),
        "summary": beginning(actor.summary, 120),
        "facts": [stored_fact(_("Place"), short_place(place))] if place else [],
        "badges": badges,
        "picture": logo_picture(picture_of(logo, 400), actor.name) if logo else None,
    }


def actor_row(actor: Actor, *, step_free: bool = False) -> dict[str, Any]:
    """A row for eving.core.public.rows. Needs ``with_card()``.

    ``step_free``: the list was filtered for step-free places, so the row names one of those instead of the main place.
    """
    logo = getattr(actor, "card_logo")  # noqa: B009 - annotated by with_card()
    places = public_places(actor)
    if step_free:
        places.sort(key=lambda place: place.step_free != StepFree.YES)  # stable: the main place stays first
    place = next(iter(places), None)
    is_open = _("open to cooperation") if actor.is_open_for_cooperation else ""
    is_step_free = place is not None and place.step_free == StepFree.YES
    return {
        "kind": "actor",
        "url": actor.get_absolute_url(),
        "title": actor.name,
        "preline": in_a_line(stored(*actor.group.text_in("name")), is_open),
        "summary": beginning(actor.summary, 120),
        "columns": [
            stored_column(_("Place"), short_place(place) if place else _("without an address")),
            column(_("Entrance"), _("step-free") if is_step_free else ""),
        ],
        "picture": logo_picture(picture_of(logo, 400), actor.name) if logo else None,
    }


def ways_to_reach(actor: Actor) -> list[dict[str, Any]]:
    """Where an actor is, when, and how to reach it: what its page says first."""
    return [
        *({**stored_fact(_("Place"), place_name(row)), "badge": step_free_badge(row)} for row in public_places(actor)),
        *(fact(stored(row.label) or _("Contact"), contact_value(row)) for row in public_contacts(actor)),
        fact(_("Opening hours"), opening_hours(actor)),
        fact(_("Website"), website(actor)),
    ]


def further_facts(actor: Actor) -> list[dict[str, Any]]:
    topics = links.page_address("actors:actor-list") + "?thema="
    is_open = actor.is_open_for_cooperation
    return [
        stored_fact(_("Languages"), actor.languages),
        stored_fact(_("Cooperation"), actor.cooperation_note if is_open else ""),
        fact(_("Topics"), linked_names((topic, f"{topics}{topic.slug}") for topic in actor.topics.all())),
        fact(_("Number"), actor.number),
    ]


def public_contacts(actor: Actor) -> list[ContactPoint]:
    return [contact for contact in actor.contacts.all() if contact.visibility == ContactVisibility.PUBLIC]


def contact_value(contact: ContactPoint) -> str:
    phone = telephones.linked(contact.phone)
    email = link(contact.email, f"mailto:{contact.email}") if contact.email else ""
    return joined([contact.person_name, phone, email], LINE)


def opening_hours(actor: Actor) -> str:
    """The hours, and since when the office knows that they are right."""
    confirmed_on = actor.opening_hours_confirmed_on
    if not actor.opening_hours or not confirmed_on:
        return stored(actor.opening_hours)
    note = _("last confirmed on %(day)s") % {"day": day_text(confirmed_on)}
    if confirmed_on < timezone.localdate() - HOURS_HOLD:
        note = f"{note}, {_('perhaps out of date')}"
    return joined([stored(actor.opening_hours), format_html("<small>{}</small>", note)], LINE)


def website(actor: Actor) -> str:
    if not actor.website_is_link:
        return actor.website
    address = actor.website
    return format_html('<a href="{0}" rel="external nofollow noopener">{0}</a>', address) if address else ""


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
