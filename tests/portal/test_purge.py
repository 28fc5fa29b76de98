"""Deletion on schedule: what is due goes, what is not stays, twice is harmless, a dry run only counts."""

import re
import uuid
from datetime import datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from eving.core import registry
from eving.core.models import Contribution, OfficeMessage, Participant, PendingPhoto, RateBucket
from eving.core.models.photos import photo_folder
from eving.core.people import participants, rate_limits
from eving.core.photos import pending
from eving.core.workflow import lifecycle
from eving.portal.services import office_messages
from projects.models import Idea
from tests.factories import make_idea, make_staff
from tests.photo_files import jpeg, upload
from tests.portal.database import snapshot, tables_with

pytestmark = [pytest.mark.django_db, pytest.mark.server]


@pytest.fixture(autouse=True)
def deadlines(settings) -> None:
    settings.PURGE_UNCONFIRMED_DAYS = 30
    settings.PURGE_SPAM_DAYS = 90
    settings.PURGE_IDEA_MONTHS = 24
    settings.PURGE_NOTE_MONTHS = 6
    settings.PURGE_PENDING_PHOTOS_HOURS = 24


def purge(at: datetime | None = None, *, dry_run: bool = False) -> dict[str, int]:
    """Run the command at a time; the counts it prints, by the name of the rule, zeros left out."""
    out = StringIO()
    with time_machine.travel(at or timezone.now()):
        call_command("purge", dry_run=dry_run, stdout=out)
    names = {str(rule.label): rule.name for rule in registry.purges}
    counts = dict(re.findall(r"^(.+): (\d+)$", out.getvalue(), re.M))
    assert counts.keys() == names.keys(), "every rule reports"
    return {names[label]: int(number) for label, number in counts.items() if int(number)}


def after(**span: float) -> datetime:
    return timezone.now() + timedelta(**span)


def make_office_message(**fields: str) -> OfficeMessage:
    note, _is_new = office_messages.submit(
        key=uuid.uuid4(), **{"kind": "contact", "text": "Hallo?", "privacy_version": "test", **fields}
    )
    return note


def test_an_idea_nobody_confirmed_goes_after_thirty_days_with_its_person() -> None:
    make_idea(state="unconfirmed", email="zwetschge@example.org", name="Zora Zwetschge")
    kept = make_idea(state="submitted", email="bleibt@example.org")

    early = purge(after(days=29))
    assert Idea.objects.count() == 2, "the day before, nothing is lost"
    late = purge(after(days=31))

    assert "ideas" not in early and late["ideas"] == 1
    assert Idea.objects.get() == kept
    assert tables_with("zwetschge") == []
    assert Participant.objects.get().email == "bleibt@example.org"


def test_spam_goes_after_ninety_days() -> None:
    make_idea(state="spam", email="spam@example.org", title="Billige Uhren")

    early, late = purge(after(days=89)), purge(after(days=91))

    assert "ideas" not in early and late["ideas"] == 1
    assert tables_with("Billige Uhren") == tables_with("spam@example.org") == []


def test_the_person_behind_a_closed_idea_is_forgotten_and_the_idea_stays(client) -> None:
    idea = make_idea(state="done", email="zwetschge@example.org", name="Zora Zwetschge", name_display="full")
    running = make_idea(state="in_progress", email="bleibt@example.org", name="Bea Bleibt")

    early, late = purge(after(days=719)), purge(after(days=721))

    assert "persons" not in early and late["persons"] == 1
    assert tables_with("zwetschge") == []
    page = client.get(idea.get_absolute_url())
    assert page.status_code == 200 and idea.title in page.content.decode()
    assert Contribution.objects.get(pk=running.contribution_id).name == "Bea Bleibt"


def test_an_idea_taken_up_again_keeps_its_person() -> None:
    staff = make_staff()
    idea = make_idea(state="done", email="zwetschge@example.org", by=staff)
    lifecycle.apply(idea, "reopen", by=staff, text="Es geht weiter.")

    counts = purge(after(days=2000))

    assert "persons" not in counts
    assert Participant.objects.get().email == "zwetschge@example.org"


def test_an_answered_message_goes_after_six_months_and_an_open_one_never() -> None:
    staff = make_staff()
    answered = make_office_message(email="zwetschge@example.org", name="Zora Zwetschge", text="Zwetschge fragt")
    nameless = make_office_message(kind="barrier", text="Zwetschge sieht nichts")
    waiting = make_office_message(email="bleibt@example.org")
    for note in (answered, nameless):
        office_messages.close_message(note, by=staff)

    early = purge(after(days=179))
    assert OfficeMessage.objects.count() == 3
    purge(after(days=181))

    assert "notes" not in early
    assert OfficeMessage.objects.get() == waiting
    assert tables_with("zwetschge") == []
    assert Participant.objects.get().email == "bleibt@example.org"


def test_an_address_without_a_contribution_goes_after_a_day() -> None:
    participants.participant_for("zwetschge@example.org")
    make_idea(email="bleibt@example.org")

    early, late = purge(after(hours=23)), purge(after(hours=25))

    assert "participants" not in early and late["participants"] == 1
    assert Participant.objects.get().email == "bleibt@example.org"


def test_counters_go_when_their_window_is_over() -> None:
    rate_limits.hit("post:note", "192.0.2.1", timedelta(hours=1))
    rate_limits.hit("confirmation", "zwetschge@example.org", timedelta(days=1))

    first, second = purge(after(hours=2)), purge(after(hours=25))

    assert (first["limits"], second["limits"]) == (1, 1)
    assert RateBucket.objects.count() == 0


def test_photos_of_a_form_never_sent_go_after_a_day_with_their_files(django_capture_on_commit_callbacks) -> None:
    pending.keep_pending(uuid.uuid4(), upload(jpeg()))

    with django_capture_on_commit_callbacks(execute=True):
        early = purge(after(hours=23))
    assert PendingPhoto.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        late = purge(after(hours=25))

    assert "pending-photos" not in early and late["pending-photos"] == 1
    assert PendingPhoto.objects.count() == 0
    assert [path for path in photo_folder().rglob("*") if path.is_file()] == []


def everything_due() -> datetime:
    """One row for each rule, and the moment when all are due."""
    staff = make_staff()
    make_idea(state="unconfirmed", email="a@example.org")
    make_idea(state="spam", email="b@example.org", by=staff)
    make_idea(state="declined", email="c@example.org", by=staff)
    office_messages.close_message(make_office_message(email="d@example.org"), by=staff)
    participants.participant_for("e@example.org")
    pending.keep_pending(uuid.uuid4(), upload(jpeg()))
    return after(days=3000)


def test_a_dry_run_changes_nothing_and_counts(django_capture_on_commit_callbacks) -> None:
    due = everything_due()
    before = snapshot()
    files = sorted(photo_folder().rglob("*"))

    with django_capture_on_commit_callbacks(execute=True):
        counted = purge(due, dry_run=True)

    assert {"ideas", "persons", "notes", "participants", "limits", "pending-photos"} <= counted.keys()
    assert counted["ideas"] == 2
    assert snapshot() == before
    assert sorted(photo_folder().rglob("*")) == files


def test_a_second_run_finds_nothing(django_capture_on_commit_callbacks) -> None:
    due = everything_due()

    with django_capture_on_commit_callbacks(execute=True):
        first = purge(due)
    after_first = snapshot()
    with django_capture_on_commit_callbacks(execute=True):
        second = purge(due)

    assert first["ideas"] == 2
    assert second == {}
    assert snapshot() == after_first
    assert Participant.objects.count() == 0


def test_an_empty_portal_has_nothing_to_purge() -> None:
    assert purge() == {}
