"""Two large tables at the same moment, and a table beside somebody who saves an entry."""

import pytest
from django.db import connection
from django.test import Client

from actors.models import Actor
from eving.core.background import runs
from eving.core.models import BackgroundRun
from tests.at_once import while_it_waits
from tests.core.background.tables import apply, batch_path, checked, file_of, newest, progress_path

pytestmark = pytest.mark.usefixtures("committed")

ACTORS = "/verwaltung/actors/actor/"


def two_imports(staff: Client) -> tuple[BackgroundRun, BackgroundRun]:
    """Of the same 201 new actors: nothing but the portal keeps a name from standing there twice."""
    content = file_of(
        ["Name", "Gruppe", "In einem Satz"], *[[f"Verein {n:03}", "Vereine", "Satz."] for n in range(201)]
    )
    batches = [checked(staff, content, ACTORS), checked(staff, content, ACTORS)]
    found = []
    for batch in batches:
        assert apply(staff, batch, ACTORS, despite="on").status_code == 302
        found.append(newest("import"))
    return found[0], found[1]


def one_batch(run: BackgroundRun) -> None:
    runs.turn(run.pk, run.attempt, seconds=0)


def test_of_two_imports_at_once_the_second_finds_what_the_first_enters(staff: Client) -> None:
    one, other = two_imports(staff)

    while_it_waits(lambda: one_batch(one), lambda: one_batch(other))

    assert Actor.objects.count() == 100
    one.refresh_from_db(), other.refresh_from_db()
    assert (one.result["new"], one.result["same"]) == (100, 0)
    assert (other.result["new"], other.result["same"], other.result["skipped"]) == (0, 100, 0)


def test_without_their_turns_both_would_enter_them(staff: Client) -> None:
    """Twin: the same two batches, each without the lock on the register."""
    one, other = two_imports(staff)

    def without_turns(run: BackgroundRun) -> None:
        def skip(execute, sql, params, many, context):
            return execute("SELECT 1" if "pg_advisory_xact_lock" in sql else sql, None if "advisory" in sql else params,
                           many, context)  # fmt: skip

        with connection.execute_wrapper(skip):
            one_batch(run)

    while_it_waits(lambda: without_turns(one), lambda: without_turns(other))

    assert Actor.objects.count() == 200


def test_a_stop_waits_for_the_batch_at_hand(staff: Client) -> None:
    run, _other = two_imports(staff)

    assert while_it_waits(lambda: one_batch(run), lambda: runs.stop(run)) is True

    run.refresh_from_db()
    assert (run.state, run.done, Actor.objects.count()) == ("cancelled", 100, 100)


def test_an_import_and_another_check_pressed_at_once_do_not_take_each_others_rows(staff: Client) -> None:
    rows = [[f"Verein {n:03}", "Vereine", "Satz."] for n in range(201)]
    batch = checked(staff, file_of(["Name", "Gruppe", "In einem Satz"], *rows), ACTORS)
    staff.get(batch_path(batch, ACTORS))

    late = while_it_waits(
        lambda: apply(staff, batch, ACTORS, despite="on"),
        lambda: staff.post(batch_path(batch, ACTORS), {"again": "1"}),
    )

    run = newest("import")
    assert late["Location"] == progress_path(run)
    runs.turn(run.pk, run.attempt)
    run.refresh_from_db()
    assert (run.result["new"], run.result["skipped"]) == (201, 0)
