"""Template context of an actor's page, for the public and for the preview in the back office."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from actors import cards, messages
from actors.models import Actor, ActorHistory, ActorLogo, ContactPoint, Location
from eving.core import registry
from eving.core.models import Topic
from eving.core.models.compiled import Prepared, RowsByKey, WithRows, attach
from eving.core.models.search import SEARCH_COLUMNS
from eving.core.people import links
from eving.core.texts.stored import stored

# What an actor's page reads, by number and by primary key.
ACTOR = Prepared(
    lambda number: Actor.objects.once_public().filter(number=number).select_related("group").defer(*SEARCH_COLUMNS),
    "A-1",
)
TOPICS = Prepared(lambda pk: Topic.objects.filter(actors=pk), -1)
CONTACTS = Prepared(lambda pk: ContactPoint.objects.filter(actor=pk), -1)
LOGOS = Prepared(lambda pk: ActorLogo.objects.filter(actor=pk), -1)
LOCATIONS = Prepared(lambda pk: Location.objects.filter(actor=pk).select_related("street", "part"), -1)
NAMED = RowsByKey(lambda: Actor.objects.published().only("number", "slug", "name"))
HISTORY = Prepared(lambda pk: ActorHistory.objects.filter(actor=pk, is_public=True), -1)
WHOLE = WithRows(ACTOR, topics=TOPICS, contacts=CONTACTS, logos=LOGOS, locations=LOCATIONS, history=HISTORY)


def once_public_actor(number: str) -> Actor | None:
    """The actor with all that its page shows, also if it is no longer public."""
    actor = WHOLE.first(number)
    if actor:
        rows = WHOLE.beside(actor)
        attach(
            actor, topics=rows["topics"], contacts=rows["contacts"], logos=rows["logos"], locations=rows["locations"]
        )
    return actor


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
    others = {other.pk: other for other in NAMED(list(reasons)[:MOST_CONNECTIONS])}
    return [
        {"name": others[pk].name, "url": others[pk].get_absolute_url(), "reasons": texts}
        for pk, texts in reasons.items()
        if pk in others
    ]


def side_action(message_url: str) -> dict[str, Any]:
    """Writing to the actor, or to the office where no mail reaches it."""
    if not message_url:
        return {
            "title": _("Would you like to reach this organisation?"),
            "text": _("The office passes your message on."),
            "url": links.address("write"),
            "label": _("Message to the office"),
        }
    return {
        "title": _("Get in touch"),
        "text": _(
            "We pass your message on. You do not see the organisation's address, and it sees yours only if you want."
        ),
        "url": message_url,
        "label": _("Write a message"),
        "second_url": links.address("write"),
        "second_label": _("Tell the office about a mistake"),
    }


def actor_page(actor: Actor, *, is_preview: bool = False) -> dict[str, Any]:
    with_unapproved = is_preview and not actor.is_public
    logo = next((logo for logo in actor.logos.all() if logo.approved_at or with_unapproved), None)
    return {
        "actor": actor,
        "group": stored(*actor.group.text_in("name")),
        "crumbs": [{"label": _("Local organisations"), "url": links.page_address("actors:actor-list")}],
        "key_facts": cards.ways_to_reach(actor),
        "facts": cards.further_facts(actor),
        "action": side_action(message_url(actor)),
        "logo": cards.logo_picture(logo.picture(400), actor.name) if logo else None,
        "timeline": cards.timeline(WHOLE.beside(actor)["history"], actor),
        "panels": registry.panels_of("actor", actor),
        "connections": connections(actor),
        "is_preview": is_preview,
    }
