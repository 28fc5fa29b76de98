"""Template context of an actor's page, for the public and for the preview in the back office."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from actors import cards, messages
from actors.models import Actor, ContactPoint, ContactVisibility
from eving.core import registry

HOURS_HOLD = timedelta(days=365)  # older opening hours are marked as possibly outdated


def public_contacts(actor: Actor) -> list[ContactPoint]:
    return [contact for contact in actor.contacts.all() if contact.visibility == ContactVisibility.PUBLIC]


def message_url(actor: Actor) -> str:
    """Empty when the actor is not public or no mail reaches it."""
    if not (actor.is_public and messages.can_be_written_to(actor)):
        return ""
    return reverse("actors:message-create", args=[actor.number, actor.slug or "akteur"])


def actor_page(actor: Actor, *, is_preview: bool = False) -> dict[str, Any]:
    contacts = public_contacts(actor)
    confirmed_on = actor.opening_hours_confirmed_on
    with_unapproved = is_preview and not actor.is_public
    logo = next((logo for logo in actor.logos.all() if logo.approved_at or with_unapproved), None)
    return {
        "actor": actor,
        "places": [
            {"line": cards.place_name(place), "badge": cards.step_free_badge(place)}
            for place in cards.public_places(actor)
        ],
        "contacts": contacts,
        "message_url": message_url(actor),
        "hours_are_old": bool(confirmed_on and confirmed_on < timezone.localdate() - HOURS_HOLD),
        "logo": cards.logo_picture(logo, 400, actor.name) if logo else None,
        "timeline": cards.timeline(actor.history.filter(is_public=True), actor),
        "panels": registry.panels_of("actor", actor),
        "is_preview": is_preview,
    }
