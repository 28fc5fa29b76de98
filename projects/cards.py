"""How an idea looks on a card, as a badge and as a timeline: one place for every page that shows it."""

from collections.abc import Iterable
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from eving.core.models import Role
from projects.models import Idea, IdeaHistory, IdeaPhoto, IdeaState
from projects.taking_part_cards import support_text

TONES = {
    IdeaState.PUBLISHED: "info",
    IdeaState.UNDER_REVIEW: "info",
    IdeaState.ACCEPTED: "success",
    IdeaState.IN_PROGRESS: "success",
    IdeaState.DONE: "success",
    IdeaState.QUERY: "warning",
    IdeaState.SUBMITTED: "warning",
    IdeaState.UNCONFIRMED: "warning",
    IdeaState.SPAM: "danger",
}


def state_badge(idea: Idea) -> dict[str, str]:
    return {"label": idea.get_state_display(), "tone": TONES.get(idea.state, "neutral")}


def day(moment: Any) -> str:
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")


def photo_picture(photo: IdeaPhoto, width: int) -> dict[str, Any]:
    """The context of a picture in a card or gallery; width and height keep its place free while it loads."""
    shown = photo.stored_width(width)
    return {
        "src": photo.url(width),
        "srcset": photo.srcset,
        "alt": photo.alt,
        "width": shown,
        "height": photo.stored_height(shown),
    }


def idea_card(idea: Idea) -> dict[str, Any]:
    """The context of components/card.html. Needs ``for_cards()``."""
    photo = next((photo for photo in idea.photos.all() if photo.approved_at), None)
    picture = photo_picture(photo, 800) if photo else None
    facts = [{"label": _("Published"), "value": day(idea.published_at)}]
    if idea.field:
        facts.append({"label": _("Field"), "value": idea.field.name})
    if support := support_text(idea):
        facts.append({"label": _("Support"), "value": support})
    return {
        "kind": "idea",
        "url": idea.get_absolute_url(),
        "title": idea.title,
        "preline": idea.place or _("Whole district"),
        "facts": facts,
        "badges": [state_badge(idea)],
        "picture": picture,
    }


def timeline(entries: Iterable[IdeaHistory], idea: Idea) -> list[dict[str, Any]]:
    """The context of components/timeline.html, oldest first."""
    who = {Role.STAFF: _("Office"), Role.AUTHOR: _("Author"), Role.SYSTEM: _("Portal")}
    return [
        {
            "at": entry.at,
            "who": who[Role(entry.role)],
            "title": idea.lifecycle.wording(entry.from_state, entry.to_state) or IdeaState(entry.to_state).label,
            "text": entry.text,
        }
        for entry in entries
    ]
