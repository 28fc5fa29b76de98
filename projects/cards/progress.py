"""How far an idea is, in four parts: submitted, checked, under review, result."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from eving.core.public.facts import day_text
from projects.models import Idea, IdeaHistory, IdeaState

CHECKED, REVIEW, RESULT = 1, 2, 3
STAGES = {
    IdeaState.UNCONFIRMED: 0,
    IdeaState.SUBMITTED: 0,
    IdeaState.QUERY: 0,
    IdeaState.PUBLISHED: CHECKED,
    IdeaState.UNDER_REVIEW: REVIEW,
}
# Something goes on in these, so their part is half full.
GOES_ON = (IdeaState.SUBMITTED, IdeaState.QUERY, IdeaState.UNDER_REVIEW, IdeaState.ACCEPTED, IdeaState.IN_PROGRESS)


def progress(idea: Idea, entries: Iterable[IdeaHistory]) -> list[dict[str, Any]]:
    """For ``progress_line``, with days where they are known. ``entries``: the public history, oldest first."""
    state = IdeaState(idea.state)
    stage, goes_on = STAGES.get(state, RESULT), state in GOES_ON
    days: dict[str, Any] = {}
    for entry in entries:
        if not entry.corrects_id:
            days[entry.to_state] = entry.at
    steps = [
        (_("Submitted"), days.get(IdeaState.SUBMITTED)),
        (_("Checked"), idea.published_at),
        (_("Under review"), days.get(IdeaState.UNDER_REVIEW)),
        (capfirst(state.label) if stage == RESULT else _("Result"), idea.state_changed_at if stage == RESULT else None),
    ]
    return [
        {
            "label": label,
            "when": "" if place > stage else since(at) if place == stage and goes_on else day_text(at),
            "is_done": place < stage or (place == stage and not goes_on),
            "is_current": place == stage,
        }
        for place, (label, at) in enumerate(steps)
    ]


def since(at: Any) -> str:
    return _("since %(day)s") % {"day": day_text(at)} if at else ""
