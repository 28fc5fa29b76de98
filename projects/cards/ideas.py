"""Template contexts of an idea: card, badge, picture, facts, timeline, sharing."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from eving.core.models import Role, Topic
from eving.core.models.photos import picture_of
from eving.core.people import links
from eving.core.public import pages
from eving.core.public.facts import beginning, day_text, fact, joined, linked_names, stored_fact, terms_fact
from eving.core.public.rows import column, near_day
from eving.core.texts.stored import stored
from projects.cards.participation import everyone_text, support_text
from projects.models import Idea, IdeaHistory, IdeaState
from projects.workflow.ideas import TONES


def state_badge(idea: Idea) -> dict[str, str]:
    return {"label": str(IdeaState(idea.state).label), "tone": TONES.get(idea.state, "neutral")}


def idea_card(idea: Idea) -> dict[str, Any]:
    """A card for eving.core.public.components. Needs ``for_cards()``."""
    picture = card_picture(idea, 800)
    facts = [fact(_("Published"), day_text(idea.published_at))]
    if idea.field:
        facts.append(terms_fact(_("Field"), [idea.field]))
    if support := support_text(idea):
        facts.append(fact(_("Support"), support))
    return {
        "kind": "idea",
        "url": idea.get_absolute_url(),
        "title": idea.title,
        "preline": place_text(idea),
        # Without a picture the beginning of the text stands in its place.
        "summary": "" if picture else beginning(idea.text, 120),
        "facts": facts,
        "badges": [state_badge(idea)],
        "picture": picture,
    }


def idea_row(idea: Idea) -> dict[str, Any]:
    """A row for eving.core.public.rows. Needs ``for_cards()``."""
    picture = card_picture(idea, 400)
    return {
        "kind": "idea",
        "url": idea.get_absolute_url(),
        "title": idea.title,
        "preline": stored(idea.street.name) if idea.street else place_text(idea),
        "summary": "" if picture else beginning(idea.text, 120),
        "columns": [column(_("State"), state_text(idea)), column(_("Support"), everyone_text(idea))],
        "picture": picture,
    }


def state_text(idea: Idea) -> str:
    """The state in the words of a list: of new ideas also since when."""
    if idea.state == IdeaState.PUBLISHED and idea.published_at:
        return _("new, %(day)s") % {"day": near_day(idea.published_at)}
    return str(IdeaState(idea.state).label)


def card_picture(idea: Idea, width: int) -> dict[str, Any] | None:
    photo = getattr(idea, "card_photo")  # noqa: B009 - annotated by for_cards()
    return picture_of(photo, width) if photo else None


def place_text(idea: Idea) -> str:
    return stored(idea.place) or _("Whole district")


def idea_facts(idea: Idea, topics: Iterable[Topic]) -> list[dict[str, Any]]:
    """For components/description_list.html; an idea that is not saved yet has topics without addresses."""
    list_url = links.page_address("projects:idea-list")
    actor = idea.actor if idea.actor and idea.actor.is_public else None
    frameworks = idea.frameworks.all() if idea.pk else []
    return [
        fact(_("Number"), idea.number),
        fact(_("From"), idea.author),
        stored_fact(_("On behalf of"), actor.name if actor else "", actor.get_absolute_url() if actor else ""),
        fact(_("Place"), place_text(idea)),
        terms_fact(_("Field of action"), [idea.field] if idea.field else []),
        fact(
            _("Topics"),
            linked_names((topic, f"{list_url}?thema={topic.slug}" if idea.pk else "") for topic in topics),
        ),
        stored_fact(_("Own contribution"), idea.own_contribution),
        stored_fact(_("Rough cost"), idea.cost_text),
        fact(_("Contributes to"), joined(stored(framework) for framework in frameworks)),
    ]


def timeline(entries: Iterable[IdeaHistory], idea: Idea) -> list[dict[str, Any]]:
    """Context of components/timeline.html, oldest first; corrections stand with the entry they correct."""
    items: dict[int, dict[str, Any]] = {}
    for entry in entries:
        corrected = items.get(entry.corrects_id or 0)
        if corrected:
            corrected["corrections"].append({"at": entry.at, "text": entry.text})
            continue
        items[entry.pk] = {
            "at": entry.at,
            "who": who_acted(entry),
            "title": wording(entry, idea),
            "text": entry.text,
            "corrections": [],
        }
    return list(items.values())


def who_acted(entry: IdeaHistory) -> str:
    # Transitions by the clock have a text only when the office prepared it: then the office is named.
    role = Role.STAFF if entry.role == Role.SYSTEM and entry.text else Role(entry.role)
    return {Role.STAFF: _("Office"), Role.AUTHOR: _("Author"), Role.SYSTEM: _("Portal")}[role]


def wording(entry: IdeaHistory, idea: Idea) -> str:
    if entry.corrects_id:
        return _("Corrected")
    return idea.lifecycle.wording(entry.from_state, entry.to_state) or str(IdeaState(entry.to_state).label)


def sharing(idea: Idea) -> dict[str, Any]:
    context = {
        "url": links.absolute(idea.get_absolute_url()),
        "title": idea.title,
        "description": beginning(idea.text, 200),
        "locale": pages.territory(),
    }
    photo = next((photo for photo in idea.photos.all() if photo.approved_at), None)
    if photo is None:
        return context
    return {
        **context,
        "picture": links.absolute(photo.jpeg_url),
        "picture_alt": photo.alt,
        "picture_width": photo.width,
        "picture_height": photo.height,
    }
