"""Mails that come back: the office sees them, decides once, and a wrong address stays quiet."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from eving.core.messaging import mail
from eving.core.models import Contribution, FailedMail, OfficeMessage, User
from eving.core.people import links, participants
from eving.core.workflow import lifecycle
from eving.core.workflow.work_queue import queue_lines
from eving.portal.services import failed_mails, office_messages
from tests.core.messaging.test_mail import post_office, smtp_port, work  # noqa: F401 - the port is a fixture
from tests.core.workflow.test_assignment import decide_together
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return make_staff(first_name="Anna", last_name="Kowalski")


@pytest.fixture
def staff(client: Client, anna: User) -> Client:
    client.force_login(anna)
    return client


def failed(contribution: Contribution, reason: str = "refused (550)") -> FailedMail:
    mail.note_failure("projects.idea_received", contribution.pk, str(uuid.uuid4()), reason, contribution.email)
    return FailedMail.objects.latest("pk")


def page_of(row: FailedMail) -> str:
    return reverse("admin:core_failedmail_change", args=[row.pk])


def address_page(contribution: Contribution) -> str:
    return reverse("admin:core_failedmail_address", args=[contribution.pk])


# ---------------------------------------------------------------- what failed
def test_a_refused_mail_waits_for_the_office_and_its_page_says_why(committed, smtp_port: int, client: Client) -> None:  # noqa: F811
    make_idea(state="unconfirmed", email="weg@example.org")
    with post_office(smtp_port) as postman:
        postman.refuse = "550 no such mailbox"
        work()
    anna = make_staff()
    client.force_login(anna)

    row = FailedMail.objects.get()
    [line] = queue_lines(anna, timezone.now())

    assert "weg@example.org" not in row.reason and row.participant.email == "weg@example.org"
    assert (line.name, line.count) == ("failed-mails", 1)
    page = text_of(client.get(page_of(row)))
    assert "Bestätigungslink zu einer Idee" in page and "Das Postfach gibt es nicht." in page
    assert "weg@example.org" in page


def test_a_mail_is_sent_once_more_as_the_same_mail(committed, smtp_port: int, client: Client) -> None:  # noqa: F811
    make_idea(state="unconfirmed", email="voll@example.org")
    with post_office(smtp_port) as postman:
        postman.refuse = "552 mailbox full"
        work()
        row, postman.refuse = FailedMail.objects.get(), ""
        client.force_login(make_staff())

        client.post(page_of(row), {"_resend": "1"})
        client.post(page_of(row), {"_resend": "1"})
        work()

    [letter] = postman.letters
    row.refresh_from_db()
    assert f"Message-ID: <{row.message_id}@".encode() in letter.content
    assert (row.outcome, row.done_by is not None) == ("resent", True)


def test_a_mail_that_is_refused_again_waits_again(staff: Client) -> None:
    row = failed(make_idea(state="submitted").contribution)
    failed_mails.settle(row, FailedMail.Outcome.RESENT, by=make_staff())

    mail.note_failure(row.name, row.object_id, str(row.message_id), "refused (550)")

    row.refresh_from_db()
    assert FailedMail.objects.count() == 1 and (row.outcome, row.done_at) == ("", None)


def test_mails_given_up_without_a_no_are_collected_once() -> None:
    make_idea(state="unconfirmed")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")

    assert (mail.collect_given_up(), mail.collect_given_up()) == (1, 0)
    assert failed_mails.reason_text(FailedMail.objects.get().reason) == "Der Mailserver war tagelang nicht erreichbar."


def test_of_two_who_settle_a_mail_at_once_one_counts(committed) -> None:
    idea, people = make_idea(state="submitted"), [make_staff(), make_staff()]
    row, settled = failed(idea.contribution), []

    decide_together(
        lambda _idea, by: settled.append(failed_mails.settle(row, FailedMail.Outcome.RESENT, by=by)), idea.pk, people
    )

    assert sorted(settled) == [False, True]
    assert ProcrastinateJob.objects.filter(args__message_id=str(row.message_id)).count() == 1


# ---------------------------------------------------------------- wrong addresses
def test_nothing_goes_to_an_address_that_is_wrong_but_what_its_person_asks_for(
    staff: Client, sent: Callable[[], list]
) -> None:
    idea = make_idea(state="submitted", email="erika@example.org")
    told = len(sent())

    staff.post(address_page(idea.contribution), {"_wrong": "1"})
    lifecycle.apply(idea, "publish", by=make_staff())
    fill_in(Client(), "/meine-daten/", email="erika@example.org")

    assert [letter.subject for letter in sent()[told:]] == ["Ihr Link zu Ihren Daten"]


def test_staff_read_on_the_case_that_they_have_to_call(staff: Client) -> None:
    idea = make_idea(state="submitted", phone="0231 4711")

    staff.post(address_page(idea.contribution), {"_wrong": "1"})

    page = text_of(staff.get(reverse("admin:projects_idea_change", args=[idea.pk])))
    transition = text_of(staff.get(reverse("admin:projects_idea_transition", args=[idea.pk, "publish"])))
    assert "Adresse falsch seit" in page
    assert "Die E-Mail-Adresse ist falsch: Bitte rufen Sie 0231 4711 an." in transition


def test_a_person_who_confirms_with_the_address_proves_it_right() -> None:
    idea = make_idea(state="unconfirmed")
    participants.mark_wrong(idea.contribution.participant)
    path = f"/bestaetigen/{links.make(idea.contribution, 'confirm')}/"

    fill_in(Client(), path)

    idea.contribution.participant.refresh_from_db()
    assert idea.contribution.participant.wrong_since is None


def test_the_way_back_from_an_address_leads_into_the_back_office_only(staff: Client) -> None:
    action = make_idea(state="submitted").contribution

    inside = staff.post(address_page(action), {"_wrong": "1", "back": "/verwaltung/projects/idea/"})
    outside = staff.post(address_page(action), {"_right": "1", "back": "https://evil.example/"})

    assert [inside["Location"], outside["Location"]] == ["/verwaltung/projects/idea/", "/verwaltung/"]


# ---------------------------------------------------------------- answers to messages
def make_office_message(**fields: str) -> OfficeMessage:
    values = {"kind": "contact", "text": "Wann?", "name": "Bert Beispiel", "email": "bert@example.org", **fields}
    return office_messages.submit(key=uuid.uuid4(), privacy_version="test", **values)[0]


def note_page(note: OfficeMessage) -> str:
    return reverse("admin:core_officemessage_change", args=[note.pk])


def test_an_answer_goes_out_by_mail_and_the_message_is_done(
    staff: Client, anna: User, sent: Callable, settings
) -> None:
    note = make_office_message()
    told = len(sent())

    fill_in(staff, note_page(note), answer="Dienstags von 10 bis 16 Uhr.", _answer="1")

    note.refresh_from_db()
    [letter] = sent()[told:]
    assert (note.answer, note.done_by) == ("Dienstags von 10 bis 16 Uhr.", anna)
    assert letter.to == ["bert@example.org"] and "Dienstags von 10 bis 16 Uhr." in letter.body
    assert letter.reply_to == [settings.OFFICE_EMAIL]


def test_the_answer_to_a_barrier_names_the_ombuds_office_and_others_do_not(staff: Client, sent: Callable) -> None:
    barrier, other = make_office_message(kind="barrier"), make_office_message()
    told = len(sent())

    for note in (barrier, other):
        fill_in(staff, note_page(note), answer="Wir haben es geändert.", _answer="1")

    first, second = (letter.body for letter in sent()[told:])
    assert "Ombudsstelle" in first and "Ombudsstelle" not in second


def test_an_empty_answer_is_asked_for_and_nothing_is_sent(staff: Client, sent: Callable) -> None:
    note = make_office_message()
    told = len(sent())

    page = fill_in(staff, note_page(note), answer="  ", _answer="1")

    note.refresh_from_db()
    assert page.status_code == 200 and note.done_at is None and sent()[told:] == []


def test_who_answers_second_is_told_and_keeps_the_words(staff: Client, sent: Callable) -> None:
    note, bert = make_office_message(), make_staff()
    seen = {"version": note.version, "_answer": "1", "answer": "Mittwochs."}
    office_messages.close_message(note, by=bert, answer="Dienstags.")
    told = len(sent())

    page = staff.post(note_page(note), seen)

    note.refresh_from_db()
    assert (note.answer, note.done_by) == ("Dienstags.", bert) and sent()[told:] == []
    assert "Mittwochs." in page.content.decode() and "Dienstags." in text_of(page)


def test_of_two_answers_at_once_one_goes_out(committed) -> None:
    note, people, idea = make_office_message(), [make_staff(), make_staff()], make_idea(state="submitted")

    results = decide_together(
        lambda _idea, by: office_messages.close_message(
            OfficeMessage.objects.get(pk=note.pk), by=by, answer=str(by), seen_version=1
        ),
        idea.pk,
        people,
    )

    assert len([result for result in results if result]) == 1
    assert ProcrastinateJob.objects.filter(args__name="portal.note_answer").count() == 1


def test_an_internal_note_and_a_day_stay_with_the_message(staff: Client, anna: User) -> None:
    note = make_office_message()

    fill_in(
        staff, note_page(note), assigned_to=anna.pk, follow_up_on="2027-03-03", internal_note="Fragt nach.", _assign="1"
    )

    note.refresh_from_db()
    assert (note.assigned_to, str(note.follow_up_on), note.internal_note) == (anna, "2027-03-03", "Fragt nach.")
    assert note.done_at is None


# ---------------------------------------------------------------- nothing slips through
def give_up() -> None:
    """As if the patience of all waiting mails had ended."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'todo'")


def test_a_mail_sent_once_more_and_given_up_again_waits_again() -> None:
    make_idea(state="unconfirmed")
    give_up()
    mail.collect_given_up()
    row = FailedMail.objects.get()
    failed_mails.settle(row, FailedMail.Outcome.RESENT, by=make_staff())

    give_up()
    found = mail.collect_given_up()

    row.refresh_from_db()
    assert (found, FailedMail.objects.count()) == (1, 1)
    assert (row.outcome, row.done_at) == ("", None)


def test_a_mail_that_was_settled_and_purged_does_not_come_back() -> None:
    make_idea(state="unconfirmed")
    give_up()
    mail.collect_given_up()
    failed_mails.settle(FailedMail.objects.get(), FailedMail.Outcome.SETTLED, by=make_staff())
    FailedMail.objects.all().delete()

    assert mail.collect_given_up() == 0


def test_the_page_of_a_mail_that_cannot_be_built_opens(staff: Client) -> None:
    @mail.message("tests.broken", label="Kaputte Mail")
    def broken(pk: int) -> mail.Mail | None:
        raise ValueError("a builder with a mistake")

    try:
        mail.note_failure("tests.broken", 1, str(uuid.uuid4()), mail.GIVEN_UP)
        answer = staff.get(page_of(FailedMail.objects.get()))
    finally:
        del mail.builders["tests.broken"], mail.labels["tests.broken"]

    assert answer.status_code == 200 and "Kaputte Mail" in text_of(answer)


def test_an_answer_to_an_address_noted_as_wrong_meanwhile_is_refused_and_kept(staff: Client, sent: Callable) -> None:
    note = make_office_message()
    typed = {"version": note.version, "_answer": "1", "answer": "Dienstags."}
    participants.mark_wrong(note.contribution.participant)
    told = len(sent())

    page = staff.post(note_page(note), typed)

    note.refresh_from_db()
    assert (note.done_at, note.answer) == (None, "") and sent()[told:] == []
    assert "Dienstags." in page.content.decode()
    assert "Ihre Antwort käme nicht an." in text_of(page)


def test_without_the_lock_both_answers_would_go_out(committed) -> None:
    """Twin of the test of two answers at once: reading, waiting and writing unguarded ends in two mails."""
    note, people, idea = make_office_message(), [make_staff(), make_staff()], make_idea(state="submitted")
    read = threading.Barrier(2)

    def unguarded(_idea: object, by: User) -> None:
        with transaction.atomic():
            stored = OfficeMessage.objects.get(pk=note.pk)
            read.wait()
            assert stored.done_at is None
            OfficeMessage.objects.filter(pk=note.pk).update(answer=str(by), done_at=timezone.now(), done_by=by)
            mail.send_later("portal.note_answer", note.pk)

    results = decide_together(unguarded, idea.pk, people)

    assert results == [None, None]
    assert ProcrastinateJob.objects.filter(args__name="portal.note_answer").count() == 2


def test_the_list_takes_as_many_queries_with_three_mails_as_with_one(staff: Client) -> None:
    address, seen = reverse("admin:core_failedmail_changelist"), {}
    staff.get(address)
    for number in (1, 3):
        while FailedMail.objects.count() < number:
            failed(make_idea(state="submitted").contribution)
        with CaptureQueriesContext(connection) as queries:
            page = staff.get(address)
        seen[number] = len(queries)
        assert text_of(page).count("Das Postfach gibt es nicht.") == number

    assert seen[1] == seen[3] <= 12


def test_the_page_leads_to_the_case(staff: Client) -> None:
    idea = make_idea(state="submitted")

    page = staff.get(page_of(failed(idea.contribution)))

    assert f'href="{reverse("admin:projects_idea_change", args=[idea.pk])}"' in page.content.decode()


def test_without_the_right_to_see_persons_neither_address_nor_subject_are_shown(client: Client) -> None:
    idea = make_idea(state="submitted", email="geheim@example.org")
    row = failed(idea.contribution)
    reader = make_staff(is_superuser=False)
    reader.user_permissions.set(Permission.objects.filter(codename__in=["view_failedmail", "change_failedmail"]))
    pages = {}

    for name, user in {"reader": reader, "lead": make_staff()}.items():
        client.force_login(user)
        pages[name] = text_of(client.get(page_of(row)))

    assert "geheim@example.org" in pages["lead"] and "geheim@example.org" not in pages["reader"]
    assert "Noch einmal senden" in pages["reader"]
