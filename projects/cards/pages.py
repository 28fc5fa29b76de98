"""Template contexts of an idea's page: for the public, for the office's preview, for the author before sending."""

from collections.abc import Iterable
from typing import Any

from eving.core import registry
from eving.core.models import Topic
from projects.cards import ideas, participation
from projects.models import Idea, IdeaState
from projects.services import counting


def text_and_facts(idea: Idea, *, topics: Iterable[Topic], photos: list[dict[str, Any]]) -> dict[str, Any]:
    return {"idea": idea, "place": ideas.place_text(idea), "facts": ideas.idea_facts(idea, topics), "photos": photos}


def idea_page(idea: Idea, *, is_preview: bool = False) -> dict[str, Any]:
    with_unapproved = is_preview and not idea.was_public  # once public, each photo is shown or hidden on its own
    photos = [photo.picture(1600) for photo in idea.photos.all() if photo.approved_at or with_unapproved]
    merged_from = [row for row in idea.merged_from.published().order_by("pk") if row.state == IdeaState.MERGED]
    return {
        **text_and_facts(idea, topics=idea.topics.all(), photos=photos),
        "badge": ideas.state_badge(idea),
        "timeline": ideas.timeline(idea.history.filter(is_public=True), idea),
        "panels": registry.panels_of("idea", idea),
        "merged_into": counting.merge_target(idea),
        "merged_from": merged_from,
        "participation": participation.block(idea) if idea.number else None,
        "sharing": None if is_preview else ideas.sharing(idea),
        "is_preview": is_preview,
    }
