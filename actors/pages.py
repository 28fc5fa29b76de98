"""Template context of an actor's page, for the public and for the preview in the back office."""

from typing import Any

from django.urls import reverse

from actors import cards, messages
from actors.models import Actor
from eving.core import registry
from eving.core.texts.stored import stored


def message_url(actor: Actor) -> str:
    """Empty when the actor is not public or no mail reaches it."""
    if not (actor.is_public and messages.can_be_written_to(actor)):
        return ""
    return reverse("actors:message-create", args=[actor.number, actor.slug or "akteur"])


# More would be a page of its own.
MOST_CONNECTIONS = 12


def connections(actor: Actor) -> list[dict[str, Any]]:
    """Public actors that something connects with this one, with the reasons, in the order of the registers."""
    reasons: dict[int, list[str]] = {}
    for edges in registry.edges:
        for found in edges.between(actor.pk):
            reasons.setdefault(found.other if found.one == actor.pk else found.one, []).append(found.reason)
    others = Actor.objects.published().in_bulk(list(reasons)[:MOST_CONNECTIONS])
    return [
        {"name": others[pk].name, "url": others[pk].get_absolute_url(), "reasons": texts}
        for pk, texts in reasons.items()
        if pk in others
    ]


def actor_page(actor: Actor, *, is_preview: bool = False) -> dict[str, Any]:
    with_unapproved = is_preview and not actor.is_public
    logo = next((logo for logo in actor.logos.all() if logo.approved_at or with_unapproved), None)
    return {
        "actor": actor,
        "group": stored(*actor.group.text_in("name")),
        "facts": cards.actor_facts(actor),
        "message_url": message_url(actor),
        "logo": cards.logo_picture(logo.picture(400), actor.name) if logo else None,
        "timeline": cards.timeline(actor.history.filter(is_public=True), actor),
        "panels": registry.panels_of("actor", actor),
        "connections": connections(actor),
        "is_preview": is_preview,
    }
