"""How far a run is, in a sentence."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from eving.core.background import runs
from eving.core.background.kinds import kinds
from eving.core.models import BackgroundRun, User

State = BackgroundRun.State


def sentence_of(run: BackgroundRun) -> str:
    kind = kinds.get(run.kind)
    sentences = [state_of(run)]
    if run.done and kind and kind.writes and run.state in (State.FAILED, State.CANCELLED):
        sentences.append(_("What was written until then stays."))
    if kind and run.state == State.CANCELLED and not kind.can_go_on(run):
        sentences.append(_("What was to be worked on is not there any more."))
    return " ".join(sentences)


def still_to_do(run: BackgroundRun) -> str:
    kind = kinds.get(run.kind)
    is_left = kind and kind.still_to_do and run.state == State.DONE and kind.can_go_on(run)
    return str(kind.still_to_do) if kind and is_left else ""


def state_of(run: BackgroundRun) -> str:
    names = {"done": run.done, "total": run.total}
    if run.is_silent:
        return _("It gives no sign of life any more: it has failed after %(done)d of %(total)d rows.") % names
    sentences = {
        State.WAITING: _("It goes on in a moment.") if run.done else _("It waits for its turn."),
        State.RUNNING: _("It is running: %(done)d of %(total)d rows.") % names,
        State.DONE: _("It is finished."),
        State.FAILED: _("It failed after %(done)d of %(total)d rows.") % names,
        State.CANCELLED: _("It was stopped after %(done)d of %(total)d rows.") % names,
    }
    return sentences[State(run.state)]


def own_work(user: User) -> list[dict[str, Any]]:
    """For the start page: what somebody waits for, or has to look at."""
    return [
        {"title": run.title, "sentence": sentence_of(run), "is_wrong": not run.is_open, "url": progress_url(run)}
        for run in runs.mine(user)
    ]


def progress_url(run: BackgroundRun) -> str:
    return reverse("admin:core_backgroundrun_progress", args=[run.pk])
