"""Template contexts of an idea's page: for the public, for the office's preview, for the author before sending."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from eving.core import registry
from eving.core.models import Framework, Topic
from eving.core.models.compiled import Prepared, WithRows, attach
from eving.core.models.search import SEARCH_COLUMNS
from eving.core.people import links
from projects.cards import ideas, participation
from projects.cards.progress import progress
from projects.models import Idea, IdeaHistory, IdeaPhoto, IdeaState
from projects.services import counting

# What an idea's page reads, by number and by primary key.
IDEA = Prepared(
    lambda number: (
        Idea.objects.once_public()
        .filter(number=number)
        .select_related("street", "field", "actor", "contribution", "merged_into")
        .defer(
            *SEARCH_COLUMNS, *(f"{name}__{column}" for name in ("actor", "merged_into") for column in SEARCH_COLUMNS)
        )
    ),
    "I-1",
)
TOPICS = Prepared(lambda pk: Topic.objects.filter(ideas=pk), -1)
FRAMEWORKS = Prepared(lambda pk: Framework.objects.filter(ideas=pk), -1)
PHOTOS = Prepared(lambda pk: IdeaPhoto.objects.filter(idea=pk), -1)
HISTORY = Prepared(lambda pk: IdeaHistory.objects.filter(idea=pk, is_public=True), -1)
MERGED_FROM = Prepared(
    lambda pk: (
        Idea.objects.published()
        .filter(merged_into=pk, state=IdeaState.MERGED)
        .order_by("pk")
        .only("number", "slug", "title")
    ),
    -1,
)
WHOLE = WithRows(IDEA, topics=TOPICS, frameworks=FRAMEWORKS, photos=PHOTOS, history=HISTORY, merged_from=MERGED_FROM)


def once_public_idea(number: str) -> Idea | None:
    """The idea with all that its page shows, also if it is no longer public."""
    idea = WHOLE.first(number)
    if idea:
        rows = WHOLE.beside(idea)
        attach(idea, topics=rows["topics"], frameworks=rows["frameworks"], photos=rows["photos"])
    return idea


def text_and_facts(idea: Idea, *, topics: Iterable[Topic], photos: list[dict[str, Any]]) -> dict[str, Any]:
    return {"idea": idea, "place": ideas.place_text(idea), "facts": ideas.idea_facts(idea, topics), "photos": photos}


def side_action(idea: Idea, support_url: str) -> dict[str, Any]:
    """What a reader may do: support the idea, read on where it continues, or tell an idea of their own."""
    create_url, own = links.page_address("projects:idea-create"), _("Submit an idea of your own")
    if support_url:
        return {
            "title": _("Do you want this, too?"),
            "text": _("One field and one e-mail are enough. You do not need an account."),
            "url": support_url,
            "label": _("Support the idea"),
            "second_url": create_url,
            "second_label": own,
        }
    if merged_into := counting.merge_target(idea):
        return {
            "title": _("Do you want this, too?"),
            "text": _("This idea continues as part of another one."),
            "url": merged_into.get_absolute_url(),
            "label": _("See the idea that continues"),
            "second_url": create_url,
            "second_label": own,
        }
    return {
        "title": _("Do you have an idea, too?"),
        "text": _("Five minutes are enough. You do not need an account."),
        "url": create_url,
        "label": _("Submit idea"),
    }


def told(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """The newest answer of the office in a box of its own, and the history, which then need not repeat it."""
    answers = [entry for entry in entries if entry["text"] and entry["who"] == _("Office")]
    if not answers:
        return {"answer": None, "timeline": entries}
    newest = answers[-1]
    rest = [{**entry, "text": "", "corrections": []} if entry is newest else entry for entry in entries]
    return {"answer": newest, "timeline": rest}


def idea_page(idea: Idea, *, is_preview: bool = False) -> dict[str, Any]:
    with_unapproved = is_preview and not idea.was_public  # once public, each photo is shown or hidden on its own
    photos = [photo.picture(1600) for photo in idea.photos.all() if photo.approved_at or with_unapproved]
    rows = WHOLE.beside(idea)
    taking_part = participation.block(idea) if idea.number else None
    entries = ideas.timeline(rows["history"], idea)
    return {
        **text_and_facts(idea, topics=idea.topics.all(), photos=photos),
        "crumbs": [{"label": _("Ideas"), "url": links.page_address("projects:idea-list")}],
        "badge": ideas.state_badge(idea),
        "progress": progress(idea, rows["history"]),
        **told(entries),
        "panels": registry.panels_of("idea", idea),
        "action": side_action(idea, taking_part["support_url"] if taking_part and not is_preview else ""),
        "merged_into": counting.merge_target(idea),
        "merged_from": rows["merged_from"],
        "participation": taking_part,
        "sharing": None if is_preview else ideas.sharing(idea),
        "is_preview": is_preview,
    }
