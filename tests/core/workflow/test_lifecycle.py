"""Tests of transitions: who may apply them, locks, versions, the history."""

import sys
import threading
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from eving.core import registry
from eving.core.models import Role
from eving.core.workflow import lifecycle
from eving.core.workflow.lifecycle import Conflict, NotAllowed
from projects.models import Idea, IdeaState
from projects.services.ideas import confirm_idea
from projects.workflow.ideas import VISIBLE
from tests import locks
from tests.core.people.test_idempotency import in_parallel
from tests.factories import make_idea, make_staff
from tests.pages import hidden_fields

pytestmark = pytest.mark.server


@pytest.mark.django_db
def test_a_transition_writes_state_time_and_one_entry() -> None:
    idea, staff = make_idea(state="submitted"), make_staff()
    before = idea.history.count()

    entry = lifecycle.apply(idea, "publish", by=staff, text=" Schön. ")

    saved = Idea.objects.get(pk=idea.pk)
    assert (saved.state, saved.version) == (IdeaState.PUBLISHED, idea.version)
    assert saved.history.count() == before + 1
    assert (entry.role, entry.by, entry.from_state, entry.to_state, entry.text) == (
        Role.STAFF, staff, "submitted", "published", "Schön.",
    )  # fmt: skip


@pytest.mark.django_db
def test_an_unknown_transition_is_refused_and_leaves_no_trace() -> None:
    idea = make_idea(state="submitted")
    before = list(idea.history.values_list("pk", flat=True))

    with pytest.raises(NotAllowed):
        lifecycle.apply(idea, "finish", by=make_staff(), text="fertig")

    assert Idea.objects.get(pk=idea.pk).state == IdeaState.SUBMITTED
    assert list(idea.history.values_list("pk", flat=True)) == before


@pytest.mark.django_db
def test_a_transition_of_the_office_is_not_the_authors() -> None:
    with pytest.raises(NotAllowed):
        lifecycle.apply(make_idea(state="submitted"), "publish", by=Role.AUTHOR)


@pytest.mark.django_db
@pytest.mark.parametrize("transition", ["decline", "forward"])
def test_a_reason_is_owed(transition: str) -> None:
    idea = make_idea(state="submitted")

    with pytest.raises(ValidationError, match="Bitte nennen Sie einen Grund"):
        lifecycle.apply(idea, transition, by=make_staff(), text="  ")


@pytest.mark.django_db
def test_every_state_is_reached_and_every_transition_starts_somewhere() -> None:
    transitions = Idea.lifecycle.transitions

    assert {transition.target for transition in transitions} | {IdeaState.UNCONFIRMED, IdeaState.MERGED} == set(
        IdeaState.values
    )
    assert all(transition.source and transition.who for transition in transitions)
    assert len({transition.name for transition in transitions}) == len(transitions)


def without_service(model: type) -> list[str]:
    return [name for name in model.lifecycle.by_name if (model, name) not in lifecycle.services]


@pytest.mark.parametrize("model", registry.cases, ids=lambda model: model._meta.model_name)
def test_each_transition_has_its_service(model: type) -> None:
    assert model.lifecycle.by_name and without_service(model) == []


def test_a_transition_without_a_service_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(lifecycle.services, (Idea, "review"))

    assert without_service(Idea) == ["review"]


CARELESS = """
def save_as_loaded(idea):
    idea.save(update_fields=["title"])

def save_under_a_lock(idea):
    with transaction.atomic():
        lifecycle.locked(idea)
        idea.save(update_fields=["title"])
"""


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "places"), [("save_as_loaded", 1), ("save_under_a_lock", 0)])
def test_a_row_that_is_written_without_its_lock_is_found(name: str, places: int) -> None:
    """Counter-check of tests/locks.py: as if this code stood in a module of the portal."""
    idea = make_idea()
    code: dict[str, Any] = {"transaction": transaction, "lifecycle": lifecycle}
    exec(compile(CARELESS, str(settings.BASE_DIR / "projects/careless.py"), "exec"), code)
    watch = next(each for each in connection.execute_wrappers if isinstance(each, locks.Watch))

    code[name](idea)

    found, watch.found[:] = list(watch.found), []
    assert [line.rpartition(" at ")[2] for line in found] == [f"/projects/careless.py:3 {name}"] * places


def own_frames() -> list[str]:
    """The portal's functions on the call stack, innermost first, down to the admin view."""
    names: list[str] = []
    frame: Any = sys._getframe(1)
    while frame and frame.f_code.co_name != "transition_view":
        path = frame.f_code.co_filename
        if path.startswith(str(settings.BASE_DIR)) and "site-packages" not in path and "/tests/" not in path:
            names.append(frame.f_code.co_name)
        frame = frame.f_back
    return names


@pytest.mark.django_db
def test_few_functions_lie_between_the_page_and_the_history(client: Client) -> None:
    idea = make_idea(state="submitted")
    client.force_login(make_staff())
    path = f"/verwaltung/projects/idea/{idea.pk}/schritt/publish/"
    fields = hidden_fields(client.get(path))
    ways: list[list[str]] = []

    def look(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "projects_ideahistory"'):
            ways.append(own_frames())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        assert client.post(path, {**fields, "text": ""}).status_code == 302

    assert ways == [["write", "move", "publish_idea", "apply", "taken"]]


@pytest.mark.django_db
@pytest.mark.parametrize("state", [state for state in IdeaState.values if state not in VISIBLE])
def test_the_database_refuses_to_show_an_idea_in_a_hidden_state(state: str) -> None:
    idea = make_idea()
    assert idea.is_public

    with pytest.raises(IntegrityError, match="idea_public_only_in_visible_states"), transaction.atomic():
        Idea.objects.filter(pk=idea.pk).update(state=state)


def test_two_who_decide_at_once_make_one_decision(committed) -> None:
    idea, staff = make_idea(state="submitted"), make_staff()
    seen = idea.version

    def decide() -> str:
        mine = Idea.objects.get(pk=idea.pk)
        try:
            lifecycle.apply(mine, "publish", by=staff, seen_version=seen)
        except Conflict:
            return "refused"
        return "done"

    assert sorted(in_parallel(4, decide)) == ["done", "refused", "refused", "refused"]
    assert Idea.objects.get().history.filter(to_state="published").count() == 1


def test_without_the_lock_two_would_decide(committed) -> None:
    """Twin: read, wait, write, as in code without lock and version."""
    idea = make_idea(state="submitted")
    staff = make_staff()
    both_have_read = threading.Barrier(2)

    def careless() -> None:
        mine = Idea.objects.get(pk=idea.pk)
        both_have_read.wait()
        if mine.state == IdeaState.SUBMITTED:
            lifecycle.add_entry(mine, by=staff, before=mine.state, after="published")

    in_parallel(2, careless)

    assert idea.history.filter(to_state="published").count() == 2


@pytest.mark.django_db
def test_redaction_takes_the_text_and_keeps_the_rest() -> None:
    idea, staff = make_idea(state="query"), make_staff()
    entry = idea.history.get(to_state="query")
    before = (entry.at, entry.role, entry.by, entry.from_state, entry.to_state)

    lifecycle.redact(entry, reason="nennt eine Nachbarin", by=staff)

    entry.refresh_from_db()
    assert entry.text == "[entfernt]"
    assert (entry.at, entry.role, entry.by, entry.from_state, entry.to_state) == before
    assert (entry.redacted_by, entry.redaction_reason) == (staff, "nennt eine Nachbarin")


@pytest.mark.django_db
def test_redaction_needs_a_reason() -> None:
    entry = make_idea(state="query").history.get(to_state="query")

    with pytest.raises(ValidationError):
        lifecycle.redact(entry, reason=" ", by=make_staff())


def test_numbers_have_no_gap_and_no_duplicate_in_a_race(committed) -> None:
    ideas = [make_idea(state="unconfirmed") for _number in range(8)]
    waiting = iter(ideas)

    def confirm() -> str:
        return confirm_idea(next(waiting).contribution).number

    numbers = in_parallel(8, confirm)

    year = timezone.localdate().year
    assert sorted(int(number.rsplit("-", 1)[1]) for number in numbers) == list(range(1, 9))
    assert all(number.startswith(f"I-{year}-") for number in numbers)
