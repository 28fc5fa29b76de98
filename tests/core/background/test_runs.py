"""Runs: they go on after any interruption, can be stopped and started again, and tell when they end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from eving.core.background import kinds, runs
from eving.core.background.kinds import GivenUp
from eving.core.models import BackgroundRun, NumberSequence, User
from eving.core.series import next_number
from tests.core.background.tables import progress_path, queries_of, work
from tests.factories import make_staff
from tests.pages import text_of

pytestmark = pytest.mark.django_db


class Counting:
    """Takes a number for each row, ten in a batch, and stumbles where it is told to."""

    def __init__(self, stumble_at: int = -1, problem: Exception | None = None) -> None:
        self.stumble_at, self.problem = stumble_at, problem

    def step(self, run: BackgroundRun) -> int:
        for row in range(run.done, run.done + 10):
            next_number("TEST")
            if row == self.stumble_at and self.problem:
                raise self.problem
        run.result["rows"] = run.result.get("rows", 0) + 10
        return 10

    def finish(self, run: BackgroundRun) -> None:
        run.result["finished"] = run.result.get("finished", 0) + 1


@contextmanager
def counting(work: Counting) -> Iterator[None]:
    kinds.add(
        kinds.Kind(
            "test.count",
            "Zählen",
            begin=lambda run: work,
            may_use=lambda user, run: user.username == "chefin",
            url=lambda user, run: "/verwaltung/",
            link_label="Weiter",
            counts=lambda run: [("gezählt", run.result.get("rows", 0))],
        )
    )
    yield
    del kinds.kinds["test.count"]


@pytest.fixture
def counter() -> Iterator[Counting]:
    work = Counting()
    with counting(work):
        yield work


def order(by: User, total: int = 50, about: int = 1) -> BackgroundRun:
    return runs.order("test.count", about=about, title="Zählung", total=total, by=by)


def taken() -> int:
    return NumberSequence.objects.filter(series="TEST").values_list("last", flat=True).first() or 0


def refreshed(run: BackgroundRun) -> BackgroundRun:
    return BackgroundRun.objects.get(pk=run.pk)


# ---------------------------------------------------------------- batches
def test_a_run_is_done_in_batches_and_says_how_far_it_is(boss: User, counter: Counting) -> None:
    run = order(boss)

    seen = []
    while run.state != "done":
        run = work(run, seconds=0)
        seen.append((run.state, run.done, run.result.get("rows")))

    assert seen == [*(("running", done, done) for done in (10, 20, 30, 40)), ("done", 50, 50)]
    assert taken() == 50 and run.result["finished"] == 1
    assert run.started_at and run.finished_at and run.heartbeat_at and run.started_at <= run.finished_at


def test_between_two_turns_other_jobs_have_theirs(boss: User, counter: Counting, drain) -> None:
    run = order(boss)
    runs.turn(run.pk, run.attempt, seconds=0)

    waiting = list(ProcrastinateJob.objects.filter(task_name="core.background").values_list("args", flat=True))

    assert waiting == [{"pk": run.pk, "attempt": 1}] * 2  # the one ordered, and the one that goes on
    while drain():
        pass
    assert refreshed(run).state == "done" and taken() == 50


def test_a_job_that_comes_twice_counts_nothing_twice(boss: User, counter: Counting) -> None:
    run = work(order(boss))

    for _again in range(2):
        work(run)

    assert taken() == 50 and refreshed(run).result == {"rows": 50, "finished": 1}


def test_a_batch_that_fails_leaves_nothing_and_what_came_before_stays(boss: User) -> None:
    with counting(Counting(stumble_at=25, problem=RuntimeError("kaputt"))):
        run = work(order(boss))

    assert (run.state, run.done, run.result) == ("failed", 20, {"rows": 20})
    assert taken() == 20  # five numbers of the third batch were taken and given back
    assert run.error == "Ein Fehler des Portals hat es angehalten. Bitte sagen Sie dem Betrieb des Portals Bescheid."

    with counting(Counting()):
        assert runs.start_again(run, by=boss)
        run = work(refreshed(run))

    assert (run.state, run.done, run.result, run.error) == ("done", 50, {"rows": 50, "finished": 1}, "")
    assert taken() == 50


def test_what_cannot_go_on_says_why(boss: User) -> None:
    with counting(Counting(stumble_at=0, problem=GivenUp("Die Liste ist weg."))):
        run = work(order(boss))

    assert (run.state, run.error) == ("failed", "Die Liste ist weg.")


def test_a_lost_database_is_tried_again_and_fails_nothing(boss: User) -> None:
    with counting(Counting(stumble_at=25, problem=OperationalError("weg"))):
        run = order(boss)
        with pytest.raises(OperationalError):
            runs.turn(run.pk, run.attempt)

    assert (refreshed(run).state, refreshed(run).done) == ("running", 20)
    decision = runs.go_on.retry_strategy.get_retry_decision(
        exception=OperationalError(), job=type("Job", (), {"attempts": 0})()
    )
    assert decision is not None


def test_only_one_run_works_on_a_row_at_a_time(boss: User, counter: Counting) -> None:
    first = order(boss)

    with pytest.raises(runs.InUse) as other:
        order(make_staff())

    assert other.value.run == first
    order(boss, about=2)
    work(first)
    order(boss)  # it has ended: once more


# ---------------------------------------------------------------- stop, silence, start again
def test_a_run_is_stopped_between_two_batches(staff: Client, boss: User, counter: Counting) -> None:
    run = work(order(boss), seconds=0)

    staff.post(progress_path(run), {"stop": "1"})
    run = work(run)

    assert (run.state, run.done) == ("cancelled", 10) and taken() == 10
    assert "Angehalten nach 10 von 50 Zeilen." in text_of(staff.get(progress_path(run)))
    answer = staff.post(progress_path(run), {"stop": "1"}, follow=True)
    assert "Es war schon beendet." in text_of(answer)


def test_without_a_sign_of_life_for_five_minutes_it_has_failed_and_starts_again(
    staff: Client, boss: User, counter: Counting
) -> None:
    run = work(order(boss), seconds=0)
    now = timezone.now()
    BackgroundRun.objects.update(heartbeat_at=now - timedelta(minutes=4, seconds=50))
    assert not refreshed(run).is_silent and not runs.start_again(run, by=boss)

    BackgroundRun.objects.update(heartbeat_at=now - timedelta(minutes=5, seconds=1))

    page = text_of(staff.get(progress_path(run)))
    assert "Kein Lebenszeichen mehr: gescheitert nach 10 von 50 Zeilen." in page
    assert "Erneut starten" in page
    staff.post(progress_path(run), {"again": "1"})
    again = refreshed(run)
    assert (again.state, again.attempt, again.done) == ("waiting", 2, 10)
    # The worker that was given up comes back: it finds that it is not meant any more.
    runs.turn(run.pk, attempt=1)
    assert refreshed(run).done == 10
    assert work(again).state == "done" and taken() == 50


def test_a_waiting_run_is_no_failed_one(boss: User, counter: Counting) -> None:
    run = order(boss)
    BackgroundRun.objects.update(created_at=timezone.now() - timedelta(days=1))

    assert refreshed(run).is_open and not runs.start_again(run, by=boss)


# ---------------------------------------------------------------- who may
def test_a_run_belongs_to_those_who_may_do_its_work_and_the_lead_sees_all(boss: User, counter: Counting) -> None:
    run = order(boss)
    other = Client()
    other.force_login(make_staff(is_superuser=False))

    assert other.get(progress_path(run)).status_code == other.post(progress_path(run), {"stop": "1"}).status_code == 403
    lead = Client()
    lead.force_login(make_staff())  # may look at everything, but this work is not theirs
    assert lead.get(progress_path(run)).status_code == 200
    assert lead.post(progress_path(run), {"stop": "1"}).status_code == 403
    assert refreshed(run).state == "waiting"


def test_whoever_started_it_may_stop_it_but_not_start_it_again_without_the_right(counter: Counting) -> None:
    former = make_staff(is_superuser=False)
    run = order(former)
    client = Client()
    client.force_login(former)

    client.post(progress_path(run), {"stop": "1"})

    assert refreshed(run).state == "cancelled"
    assert client.post(progress_path(run), {"again": "1"}).status_code == 403


# ---------------------------------------------------------------- pages
def test_the_page_says_how_far_it_is_without_a_script(staff: Client, boss: User, counter: Counting) -> None:
    run = order(boss)
    assert "Wartet, bis es an der Reihe ist." in text_of(staff.get(progress_path(run)))

    run = work(run, seconds=0)
    page = staff.get(progress_path(run)).content.decode()

    assert '<progress class="steps__bar" id="run-progress" value="10" max="50">20 %</progress>' in page
    assert 'for="run-progress"' in page and "Stand aktualisieren" in page and "Anhalten" in page
    piece = staff.get(f"{progress_path(run)}?teil=1").content.decode()
    assert "data-progress-runs" in piece and "<html" not in piece
    work(run)
    piece = staff.get(f"{progress_path(run)}?teil=1").content.decode()
    assert "data-progress-runs" not in piece and "gezählt" in piece and 'href="/verwaltung/"' in piece


def test_the_start_page_shows_what_runs_and_what_failed_of_ones_own(
    staff: Client, boss: User, counter: Counting
) -> None:
    order(make_staff(), about=2)
    run = work(order(boss), seconds=0)

    assert [(line["title"], line["sentence"], line["url"]) for line in staff.get("/verwaltung/").context["runs"]] == [
        ("Zählung", "Läuft: 10 von 50 Zeilen.", progress_path(run))
    ]
    work(run)
    assert staff.get("/verwaltung/").context["runs"] == []


def test_the_start_page_and_the_list_cost_the_same_for_one_run_and_for_three(
    staff: Client, boss: User, counter: Counting
) -> None:
    costs: dict[str, list[int]] = {"/verwaltung/": [], "/verwaltung/core/backgroundrun/": []}
    for number in (1, 2, 3):
        order(boss, about=number)
        for path, counts in costs.items():
            staff.get(path)
            with queries_of(counts):
                staff.get(path)

    assert all(len(set(counts)) == 1 for counts in costs.values()), costs


# ---------------------------------------------------------------- mail, purge
def test_whoever_started_it_gets_a_mail_at_the_end(boss: User, counter: Counting, sent) -> None:
    run = work(order(boss))

    [mail] = sent()

    assert mail.to == [f"Erika Muster <{boss.email}>"] and mail.subject == "Fertig: Zählen, Zählung"
    assert "- gezählt: 50" in mail.body and progress_path(run) in mail.body
    assert "„Zählung“ ist fertig. 50 Zeilen wurden bearbeitet:" in mail.body


def test_a_failed_run_is_told_in_the_language_in_which_it_was_started(boss: User, sent) -> None:
    with counting(Counting(stumble_at=15, problem=RuntimeError())):
        run = order(boss)
        BackgroundRun.objects.update(language="en")
        work(run)
        [mail] = sent()

    assert mail.subject == "Not finished: Zählen, Zählung"
    assert "stopped after 10 of 50 rows" in mail.body and "A mistake of the portal stopped it." in mail.body


def test_who_stops_it_needs_no_mail(boss: User, counter: Counting, sent) -> None:
    runs.stop(order(boss))

    assert sent() == []


def test_ended_runs_go_after_thirty_days_and_what_waits_stays(boss: User, counter: Counting, settings) -> None:
    now = timezone.now()
    old, young, waiting = work(order(boss, about=1)), work(order(boss, about=2)), order(boss, about=3)
    for run, days in ((old, 31), (young, 29), (waiting, 29)):
        ago = now - timedelta(days=days)
        BackgroundRun.objects.filter(pk=run.pk).update(created_at=ago, finished_at=ago if run.finished_at else None)

    assert runs.purge(now, True) == runs.purge(now, False) == 1

    assert set(BackgroundRun.objects.all()) == {young, waiting}


def test_a_run_that_is_rolled_back_leaves_no_job(boss: User, counter: Counting) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        order(boss)
        raise RuntimeError

    assert not ProcrastinateJob.objects.filter(task_name="core.background").exists()


def test_a_batch_outside_its_transaction_would_count_twice(boss: User, counter: Counting) -> None:
    """Twin: what is written apart from how far the run is comes again after an interruption."""
    run = order(boss)
    counter.step(run)  # and the worker dies before it says so

    work(refreshed(run))

    assert taken() == 60
