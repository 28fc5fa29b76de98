"""What nobody can go on with: nobody is asked to, and nobody is told that it failed for the next thirty days."""

import pytest
from django.test import Client
from django.utils import timezone

from eving.core.background import mails
from eving.core.background.sentences import own_work, sentence_of
from eving.core.models import BackgroundRun, ImportBatch, User
from eving.core.tables.reading import purge_imports
from tests.core.background.tables import (
    HEADER,
    apply,
    batch_path,
    checked,
    file_of,
    newest,
    progress_path,
    unit_rows,
    upload,
    work,
)
from tests.pages import text_of
from vacancies.models import ShopUnit

pytestmark = pytest.mark.django_db

TABLE = file_of(HEADER, *unit_rows(210))


@pytest.fixture
def failed(staff: Client, boss: User) -> BackgroundRun:
    """An import that failed after a hundred rows: the account was closed for a moment."""
    apply(staff, checked(staff, TABLE))
    work(newest("import"), seconds=0)
    User.objects.filter(pk=boss.pk).update(is_active=False)
    run = work(newest("import"))
    User.objects.filter(pk=boss.pk).update(is_active=True)
    assert (run.state, run.done) == ("failed", 100)
    return run


def offers(staff: Client, run: BackgroundRun) -> tuple[bool, str]:
    context = staff.get(progress_path(run)).context
    return context["may_start"], context["drop_url"]


def test_what_failed_can_be_started_again_or_discarded_and_stands_on_the_start_page(
    staff: Client, boss: User, failed: BackgroundRun, sent
) -> None:
    """The twin of the two tests below: the same before the table is gone."""
    table = ImportBatch.objects.get()

    assert offers(staff, failed) == (True, batch_path(table))
    assert [row["is_wrong"] for row in own_work(boss)] == [True]
    assert sentence_of(failed) == "Gescheitert nach 100 von 210 Zeilen. Was bis dahin geschrieben war, bleibt."
    body = sent()[-1].body
    assert "Was bis dahin geschrieben war, bleibt." in body and "Sie können es erneut starten" in body

    staff.post(progress_path(failed), {"again": "1"})
    assert (work(newest("import")).state, ShopUnit.objects.count()) == ("done", 210)


def discard(staff: Client) -> None:
    answer = staff.post(batch_path(ImportBatch.objects.get()), {"drop": "1"}, follow=True)
    assert "Was schon eingelesen war, bleibt." in text_of(answer) or "verworfen" in text_of(answer)


def let_a_day_pass(staff: Client) -> None:
    ImportBatch.objects.update(created_at="2026-01-01T00:00Z")
    assert purge_imports(timezone.now(), False) == 1


@pytest.mark.parametrize("lose", [discard, let_a_day_pass])
def test_a_table_that_is_gone_is_over(staff: Client, boss: User, failed: BackgroundRun, sent, lose) -> None:
    lose(staff)

    failed.refresh_from_db()
    assert failed.state == "cancelled" and failed.finished_at
    assert sentence_of(failed).endswith("Was zu bearbeiten war, gibt es nicht mehr.")
    assert offers(staff, failed) == (False, "")
    assert own_work(boss) == []
    staff.post(progress_path(failed), {"again": "1"})
    failed.refresh_from_db()
    assert (failed.state, failed.attempt, ShopUnit.objects.count()) == ("cancelled", 1, 100)
    assert newest("check").state == "done"  # what came to its end stays as it was


def test_a_run_without_a_sign_of_life_is_over_as_well_when_its_table_is_discarded(staff: Client, boss: User) -> None:
    apply(staff, checked(staff, TABLE))
    run = work(newest("import"), seconds=0)
    BackgroundRun.objects.filter(pk=run.pk).update(heartbeat_at="2026-01-01T00:00Z")
    assert offers(staff, run) == (True, batch_path(ImportBatch.objects.get()))

    discard(staff)

    run.refresh_from_db()
    assert (run.state, bool(run.finished_at), own_work(boss)) == ("cancelled", True, [])


def test_the_mail_about_a_table_that_is_gone_does_not_ask_to_start_it_again(staff: Client, sent) -> None:
    batch = upload(staff, TABLE)
    run = work(newest("check"), seconds=0)
    ImportBatch.objects.filter(pk=batch.pk).update(state="dropped", content=None)  # by a hand that knows no runs

    run = work(run)

    [mail] = [mail for mail in sent() if mail.subject.startswith("Nicht fertig")]
    assert run.state == "failed" and "Bitte laden Sie sie noch einmal hoch." in mail.body
    assert "erneut starten" not in mail.body
    assert "geschrieben" not in mail.body + sentence_of(run)  # a check writes nothing


def test_a_check_that_was_stopped_has_written_nothing(staff: Client) -> None:
    upload(staff, TABLE)
    run = work(newest("check"), seconds=0)
    staff.post(progress_path(run), {"stop": "1"})

    run.refresh_from_db()
    assert sentence_of(run) == "Angehalten nach 100 von 210 Zeilen."


def test_a_check_that_is_done_says_that_nothing_is_imported_until_it_is(staff: Client, sent) -> None:
    sentence = "Eingelesen ist noch nichts. Bitte sehen Sie sich die Prüfung an."
    batch = checked(staff, TABLE)
    check = newest("check")
    assert sentence in text_of(staff.get(progress_path(check)))
    assert sentence in sent()[-1].body

    apply(staff, batch)
    run = work(newest("import"))
    assert [sentence in text_of(staff.get(progress_path(each))) for each in (check, run)] == [False, False]
    assert sentence not in sent()[-1].body


def test_pressing_late_in_a_second_window_orders_nothing_more(staff: Client, sent) -> None:
    """The page was opened before the import, and its button is pressed after it."""
    batch = checked(staff, TABLE)
    seen = staff.get(batch_path(batch)).context["form"].initial["seen"]
    apply(staff, batch)
    answer = staff.post(batch_path(batch), {"again": "1"})
    assert answer["Location"] == progress_path(newest("import"))
    work(newest("import"))

    for pressed in ({"again": "1"}, {"seen": seen}):
        assert staff.post(batch_path(batch), pressed).status_code == 200  # its result
    assert BackgroundRun.objects.count() == 2
    assert newest("import").result["skipped"] == 0


def test_who_is_not_of_the_office_any_more_writes_nothing(staff: Client, boss: User) -> None:
    apply(staff, checked(staff, TABLE))
    User.objects.filter(pk=boss.pk).update(is_staff=False)

    run = work(newest("import"))

    assert (run.state, ShopUnit.objects.count()) == ("failed", 0)
    assert mails.ended_mail(run.pk) is None
