"""Tables of more than 200 rows: checked and imported by the worker, a hundred rows in each transaction."""

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from actors.models import Actor
from eving.core.background.kinds import kinds
from eving.core.background.tables import LARGE
from eving.core.models import BackgroundRun, CheckedRows, ImportBatch, Street, User
from eving.core.tables.reading import purge_imports
from tests.core.background.tables import (
    HEADER,
    apply,
    batch_path,
    checked,
    file_of,
    imported,
    newest,
    progress_path,
    queries_of,
    unit_rows,
    upload,
    work,
)
from tests.pages import text_of
from tests.vacancies.make import make_unit
from vacancies.models import ShopUnit

pytestmark = pytest.mark.django_db

ACTORS, STREETS = "/verwaltung/actors/actor/", "/verwaltung/core/street/"


def results(run: BackgroundRun) -> tuple[int, int, int, int]:
    return tuple(run.result.get(name, 0) for name in ("new", "changed", "same", "skipped"))  # type: ignore[return-value]


def test_two_hundred_rows_are_checked_at_once_and_one_more_in_the_background(staff: Client) -> None:
    small = upload(staff, file_of(HEADER, *unit_rows(200)))
    assert staff.get(batch_path(small)).context["numbers"]["new"] == 200
    assert not BackgroundRun.objects.exists()

    large = upload(staff, file_of(HEADER, *unit_rows(201)))

    run = BackgroundRun.objects.get()
    assert (run.kind, run.about, run.total, run.state, run.title) == (
        "tables.check", large.pk, 201, "waiting", "Begehung",
    )  # fmt: skip
    assert staff.get(batch_path(large))["Location"] == progress_path(run)


def test_a_large_table_comes_in_as_a_small_one_does(staff: Client, boss: User) -> None:
    old = make_unit(house_number="1", unit_label="", position=10, total_area_m2=70)

    batch = checked(staff, file_of(HEADER, *unit_rows(250)))
    page = staff.get(batch_path(batch))

    assert page.context["numbers"] == {"new": 249, "changed": 1, "same": 0, "wrong": 0, "warnings": 0}
    assert [outcome.number for outcome in page.context["rows"]] == list(range(2, 102))
    assert ShopUnit.objects.count() == 1  # nothing is written by a check

    answer = apply(staff, batch)
    run = work(newest("import"))

    assert answer["Location"] == progress_path(run)
    assert (run.state, run.done, run.started_by) == ("done", 250, boss) and results(run) == (249, 1, 0, 0)
    old.refresh_from_db()
    assert str(old.total_area_m2) == "80.50"
    assert ShopUnit.objects.filter(side="even", total_area_m2="80.50").count() == 250
    assert len(set(ShopUnit.objects.values_list("number", flat=True))) == 250
    batch.refresh_from_db()
    assert (batch.state, batch.content, batch.rows_new, batch.rows_changed, batch.rows_same, batch.rows_skipped) == (
        "applied", None, 249, 1, 0, 0,
    )  # fmt: skip
    assert not CheckedRows.objects.exists()


def test_the_history_names_who_started_it(staff: Client, boss: User) -> None:
    imported(staff, file_of(HEADER, *unit_rows(201)))

    unit = ShopUnit.objects.get(house_number="150")
    page = text_of(staff.get(f"/verwaltung/vacancies/shopunit/{unit.pk}/history/"))

    assert "Erika Muster" in page and "Begehung" in page


def test_a_row_that_somebody_changed_meanwhile_is_left_out_and_named_and_nothing_else_is_lost(staff: Client) -> None:
    rows = unit_rows(210)
    imported(staff, file_of(HEADER, *rows))
    numbers = dict(ShopUnit.objects.values_list("house_number", "number"))
    header = ["Nummer", "Mietfläche (m²)", "Straße", "Hausnummer", "Straßenseite", "Position im Straßenband",
              "Im Bestand seit"]  # fmt: skip
    again = [
        [numbers[row[1]], "90", row[0], row[1], row[2], row[3], row[5]]
        for row in rows
    ]  # fmt: skip
    batch = checked(staff, file_of(header, *again))
    ShopUnit.objects.filter(house_number="7").update(total_area_m2=77)  # somebody else was faster
    ShopUnit.objects.filter(house_number="8").update(total_area_m2=90)  # and here meant the same
    gone = ShopUnit.objects.get(house_number="9")
    gone.delete()

    apply(staff, batch)
    run = work(newest("import"))

    assert run.state == "done" and results(run) == (0, 207, 1, 2)
    assert run.result["left_out"] == [
        [8, "Jemand hat den Eintrag seit der Prüfung geändert."],
        [10, "Diese Nummer gibt es nicht. Lassen Sie die Zelle leer, um etwas Neues anzulegen."],
    ]
    areas = dict(ShopUnit.objects.values_list("house_number", "total_area_m2"))
    assert {house: str(area) for house, area in areas.items() if area != 90} == {"7": "77.00"}
    page = text_of(staff.get(progress_path(run)))
    assert "Zeile 8: Jemand hat den Eintrag seit der Prüfung geändert." in page
    assert "2 Zeilen wurden ausgelassen." in text_of(staff.get(batch_path(batch)))


def test_a_wrong_row_is_named_and_nothing_can_be_imported(staff: Client) -> None:
    rows = unit_rows(220)
    rows[150][5] = "morgen"

    batch = checked(staff, file_of(HEADER, *rows))
    page = staff.get(batch_path(batch))

    assert page.context["numbers"]["wrong"] == 1 and "31.12.2027" in text_of(page)
    assert [outcome.number for outcome in page.context["wrong"]] == [152]
    staff.post(batch_path(batch), {"seen": page.context["form"].initial["seen"]})
    assert not BackgroundRun.objects.filter(kind="tables.import").exists() and not ShopUnit.objects.exists()


def test_what_only_the_database_refuses_is_found_by_the_check_in_whichever_row_it_stands(staff: Client) -> None:
    rows = unit_rows(230)
    rows[228] = [*rows[3][:3], "9999", *rows[3][4:]]
    rows[228][1] = "4 "  # the same house once more, but for a space

    batch = checked(staff, file_of(HEADER, *rows))

    assert staff.get(batch_path(batch)).context["numbers"]["wrong"] == 1


@pytest.mark.parametrize("count", [3, 210])
def test_a_table_that_changes_nothing_says_so(staff: Client, count: int) -> None:
    sentence, content = "Es gibt nichts einzulesen.", file_of(HEADER, *unit_rows(count))
    for is_there in (False, True):
        batch = upload(staff, content)
        if count > LARGE:
            work(newest("check"))
        page = staff.get(batch_path(batch))
        assert (sentence in text_of(page), page.context["may_apply"]) == (is_there, not is_there)
        apply(staff, batch)
        if count > LARGE:
            work(newest())


def test_similar_rows_want_a_tick(staff: Client) -> None:
    make_unit(house_number="300", unit_label="links")
    batch = checked(staff, file_of(HEADER, *unit_rows(205), *unit_rows(1, first=300)))

    assert apply(staff, batch).status_code == 200
    assert apply(staff, batch, despite="on").status_code == 302
    assert results(work(newest("import"))) == (206, 0, 0, 0)


def test_two_tables_with_the_same_new_entries_enter_them_once(staff: Client) -> None:
    content = file_of(HEADER, *unit_rows(240))
    first, second = checked(staff, content), checked(staff, content)
    apply(staff, first)
    one = newest("import")
    apply(staff, second)
    other = newest("import")

    # In turns, as two workers would.
    while one.state != "done" or other.state != "done":
        one, other = work(one, seconds=0), work(other, seconds=0)

    assert ShopUnit.objects.count() == 240
    assert sum(results(one)) == sum(results(other)) == 240
    assert results(one)[0] + results(other)[0] == 240 and results(one)[3] + results(other)[3] == 0


def test_pressing_twice_starts_one_import(staff: Client) -> None:
    batch = checked(staff, file_of(HEADER, *unit_rows(201)))
    seen = staff.get(batch_path(batch)).context["form"].initial["seen"]

    for _press in range(2):
        assert staff.post(batch_path(batch), {"seen": seen})["Location"] == progress_path(newest("import"))

    assert BackgroundRun.objects.filter(kind="tables.import").count() == 1


def test_a_check_that_was_done_again_wants_to_be_looked_at_again(staff: Client) -> None:
    batch = checked(staff, file_of(HEADER, *unit_rows(201)))
    seen = staff.get(batch_path(batch)).context["form"].initial["seen"]
    make_unit(house_number="1", unit_label="", total_area_m2=70)

    staff.post(batch_path(batch), {"again": "1"})
    work(newest("check"))

    assert staff.get(batch_path(batch)).context["numbers"]["new"] == 200
    staff.post(batch_path(batch), {"seen": seen})
    assert not BackgroundRun.objects.filter(kind="tables.import").exists()


def test_a_table_is_not_discarded_while_it_is_imported(staff: Client) -> None:
    batch = checked(staff, file_of(HEADER, *unit_rows(250)))
    apply(staff, batch)
    run = work(newest("import"), seconds=0)
    assert run.done == 100

    answer = staff.post(batch_path(batch), {"drop": "1"}, follow=True)

    assert "wird gerade bearbeitet" in text_of(answer)
    staff.post(progress_path(run), {"stop": "1"})
    answer = staff.post(batch_path(batch), {"drop": "1"}, follow=True)
    assert "Was übernommen war, bleibt." in text_of(answer)
    batch.refresh_from_db()
    assert (batch.state, batch.content, batch.rows_new) == ("dropped", None, 100)
    assert not CheckedRows.objects.exists()


def test_whoever_lost_the_right_meanwhile_writes_nothing(staff: Client, boss: User) -> None:
    batch = checked(staff, file_of(HEADER, *unit_rows(250)))
    apply(staff, batch)
    User.objects.filter(pk=boss.pk).update(is_active=False)

    run = work(newest("import"))

    assert (run.state, run.done) == ("failed", 0) and not ShopUnit.objects.exists()
    assert "darf diese Tabelle nicht mehr einlesen" in run.error


@pytest.mark.parametrize("is_new", [True, False])
def test_units_need_no_more_than_two_queries_a_row(staff: Client, is_new: bool) -> None:
    rows = unit_rows(300)
    if not is_new:
        imported(staff, file_of(HEADER, *unit_rows(300, area="70")))
    counts: list[int] = []

    batch = upload(staff, file_of(HEADER, *rows))
    with queries_of(counts):
        work(newest("check"))
    apply(staff, batch)
    with queries_of(counts):
        run = work(newest("import"))

    assert results(run) == ((300, 0, 0, 0) if is_new else (0, 300, 0, 0))
    assert max(counts) <= 100, counts  # 600 would be two a row; it is a few for each hundred rows


def test_streets_need_no_more_than_two_queries_a_row(staff: Client) -> None:
    rows = [[f"Teststraße {number}", "Eving"] for number in range(300)]
    counts: list[int] = []

    batch = upload(staff, file_of(["Straßenname", "Stadtteil"], *rows), STREETS)
    with queries_of(counts):
        work(newest("check"))
    apply(staff, batch, STREETS, despite="on")
    with queries_of(counts):
        run = work(newest("import"))

    assert results(run) == (300, 0, 0, 0) and Street.objects.filter(name__startswith="Teststraße").count() == 300
    assert max(counts) <= 100, counts


def test_looking_at_a_large_check_costs_the_same_for_more_rows(staff: Client, django_assert_num_queries) -> None:
    counts: list[int] = []
    for count in (201, 401):
        batch = checked(staff, file_of(HEADER, *unit_rows(count)))
        staff.get(batch_path(batch))
        with queries_of(counts):
            assert staff.get(batch_path(batch)).status_code == 200

    assert counts[0] == counts[1]


def test_a_table_that_is_being_imported_outlives_the_purge(staff: Client, settings) -> None:
    batch = checked(staff, file_of(HEADER, *unit_rows(250)))
    ImportBatch.objects.update(created_at="2026-01-01T00:00Z")
    apply(staff, batch)
    run = work(newest("import"), seconds=0)

    assert purge_imports(timezone.now(), False) == 0
    staff.post(progress_path(run), {"stop": "1"})
    assert purge_imports(timezone.now(), True) == purge_imports(timezone.now(), False) == 1
    batch.refresh_from_db()
    assert batch.content is None and not CheckedRows.objects.exists()


@pytest.mark.parametrize("kind", ["check", "import"])
def test_a_worker_that_takes_over_from_another_knows_the_rows_that_it_did(staff: Client, kind: str) -> None:
    rows = [[f"Verein {number:03}", "Vereine", "Satz."] for number in range(250)]
    if kind == "check":
        rows[150][0] = rows[50][0]  # the same entry twice: one worker has the first row, the other the second
    batch = upload(staff, file_of(["Name", "Gruppe", "In einem Satz"], *rows), ACTORS)
    if kind == "import":
        work(newest("check"))
        apply(staff, batch, ACTORS, despite="on")
    run = newest(kind)
    late = kinds[run.kind].begin(run)  # it has loaded the table, and waits for the batch of the other one

    run = work(run, seconds=0)
    with transaction.atomic():
        assert late.step(run) == 100

    if kind == "check":
        found = [row for part in batch.checked_rows.all() for row in part.outcomes]
        assert len(found) == 200 and [row["number"] for row in found if row["kind"] == "wrong"] == [152]
    else:
        assert (Actor.objects.count(), run.result["new"], run.result["skipped"]) == (200, 200, 0)
