"""Messages to the office and reports of barriers."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from eving.core.models import Contribution, OfficeMessage, Participant
from eving.portal.services import office_messages
from tests.factories import make_staff
from tests.pages import fill_in, hidden_fields, link_in, text_of

pytestmark = pytest.mark.django_db
CONTACT, BARRIER = "/kontakt/nachricht/", "/barrierefreiheit/melden/"
MESSAGE = {"text": "Wann ist Sprechstunde?", "name": "Otto Normal", "email": "otto@example.org", "phone": "0231 42"}
WEDNESDAY_BEFORE_CHRISTMAS = datetime(2026, 12, 23, 11, tzinfo=ZoneInfo("Europe/Berlin"))


def test_a_message_reaches_the_office_at_once(client: Client, sent, settings) -> None:
    answer = fill_in(client, CONTACT, **MESSAGE)

    assert answer.status_code == 302 and answer["Location"].startswith("/kontakt/danke/?")
    message = OfficeMessage.objects.get()
    contribution = message.contribution
    assert (message.kind, message.text) == ("contact", "Wann ist Sprechstunde?")
    assert (contribution.name, contribution.email, contribution.phone) == ("Otto Normal", "otto@example.org", "0231 42")
    assert contribution.confirmed_at is None
    to_office, to_sender = sent()
    assert to_office.to == [f"{settings.OFFICE['name']} <{settings.OFFICE_EMAIL}>"]
    assert to_sender.to == ["otto@example.org"]


def test_the_mail_to_the_office_leads_to_the_message_and_tells_nothing_of_the_sender(client: Client, sent) -> None:
    fill_in(client, CONTACT, **MESSAGE)

    mail = sent()[0]

    whole = mail.message().as_string()
    assert not [detail for detail in MESSAGE.values() if detail in whole]
    path = link_in(mail.body, "/verwaltung/")
    assert client.get(path)["Location"].startswith("/verwaltung/login/")
    client.force_login(make_staff())
    assert "Wann ist Sprechstunde?" in text_of(client.get(path))


def test_the_receipt_cannot_carry_a_strangers_words_to_a_strangers_address(client: Client, sent) -> None:
    fill_in(client, CONTACT, **{**MESSAGE, "name": "Gewinnen Sie auf boese.example", "text": "Kauft boese.example!"})

    mail = sent()[1]

    assert "boese.example" not in mail.message().as_string()
    assert mail.body.startswith("Guten Tag,\n")


def test_the_promise_counts_working_days(client: Client, sent, settings) -> None:
    settings.REVIEW_WORKING_DAYS = 5

    with time_machine.travel(WEDNESDAY_BEFORE_CHRISTMAS):
        answer = fill_in(client, CONTACT, **MESSAGE)
        thanks = text_of(client.get(answer["Location"]))
        receipt = sent()[1].body

    assert OfficeMessage.objects.get().due_on == date(2026, 12, 31)  # Christmas and the weekend do not count
    assert "spätestens am 31. Dezember 2026" in thanks and "spätestens am 31. Dezember 2026" in receipt


def test_a_barrier_is_due_in_six_weeks_and_needs_no_name(client: Client, sent, settings) -> None:
    settings.BARRIER_ANSWER_DAYS = 42

    with time_machine.travel(WEDNESDAY_BEFORE_CHRISTMAS):
        form = hidden_fields(client.get(BARRIER))
        answer = client.post(BARRIER, {**form, "text": "Der Kontrast ist zu schwach.", "path": "/ideen/"})
        thanks = text_of(client.get(answer["Location"]))
        mails = sent()

    message = OfficeMessage.objects.get()
    assert (message.kind, message.path, message.due_on) == ("barrier", "/ideen/", date(2027, 2, 3))
    assert (message.contribution.name, message.contribution.participant) == ("", None)
    assert answer["Location"] == "/barrierefreiheit/danke/" and "3. Februar 2027" in thanks
    assert len(mails) == 1, "nobody to send a receipt to"
    assert "Barriere" in mails[0].subject


def test_the_barrier_form_names_the_office_and_the_ombuds_office(client: Client, settings) -> None:
    """§ 10b (2) no. 2 BGG NRW: the form itself shows who is responsible."""
    page = client.get(BARRIER)

    assert settings.OFFICE["phone"] in text_of(page)
    assert 'href="/barrierefreiheit/#ombudsstelle"' in page.content.decode()


def test_one_person_is_one_participant_and_a_new_message_changes_no_older_one(client: Client) -> None:
    fill_in(client, CONTACT, **MESSAGE)
    fill_in(client, CONTACT, **{**MESSAGE, "name": "Otto N.", "email": "OTTO@example.org"})

    assert Participant.objects.count() == 1
    assert sorted(Contribution.objects.values_list("name", flat=True)) == ["Otto N.", "Otto Normal"]


def test_the_fourth_receipt_of_a_day_is_not_sent_but_every_message_arrives(client: Client, sent) -> None:
    for number in range(4):
        fill_in(client, CONTACT, **{**MESSAGE, "text": f"Frage {number}"})

    addresses = [mail.to[0] for mail in sent()]

    assert OfficeMessage.objects.count() == 4
    assert addresses.count("otto@example.org") == 3
    assert len(addresses) == 7


def test_twenty_posts_of_one_form_make_one_message(client: Client, sent) -> None:
    fields = {**hidden_fields(client.get(CONTACT)), **MESSAGE}

    answers = {
        (answer.status_code, answer["Location"]) for answer in (client.post(CONTACT, fields) for _n in range(20))
    }

    [(status, address)] = answers
    assert status == 302 and address.startswith("/kontakt/danke/?beleg=")
    assert OfficeMessage.objects.count() == Contribution.objects.count() == 1
    assert len(sent()) == 2


def test_twenty_parallel_posts_of_one_form_make_one_message(committed) -> None:
    fields = {**hidden_fields(Client().get(BARRIER)), **MESSAGE}
    start = threading.Barrier(20)

    def post(_number: int) -> int:
        start.wait()
        try:
            return Client().post(BARRIER, fields).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(post, range(20)))

    assert set(answers) == {302}
    assert OfficeMessage.objects.count() == Contribution.objects.count() == 1
    assert ProcrastinateJob.objects.count() == 2


def test_what_is_missing_is_named_and_what_was_typed_stays(client: Client) -> None:
    page = fill_in(client, CONTACT, text="", name="Otto Normal", email="otto@")

    source = page.content.decode()
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"text", "email"}
    assert "<title>Fehler: Dem Büro schreiben" in source
    assert 'href="#id_text"' in source and 'href="#id_email"' in source
    assert "Bitte schreiben Sie auf, worum es geht." in source and "Bitte prüfen Sie die E-Mail-Adresse." in source
    assert 'value="Otto Normal"' in source and 'value="otto@"' in source
    assert OfficeMessage.objects.count() == 0


@pytest.mark.parametrize("path", [CONTACT, BARRIER])
@pytest.mark.parametrize("field", ["text", "name", "email", "phone", "homepage2", "form_key"])
def test_a_nul_byte_in_a_field_is_an_answer_and_no_accident(client: Client, path: str, field: str) -> None:
    sent = {**hidden_fields(client.get(path)), **MESSAGE}

    page = client.post(path, {**sent, field: "a\0b"})

    assert page.status_code == 422
    assert "<title>Fehler:" in page.content.decode()
    assert OfficeMessage.objects.count() == 0


def test_a_text_that_is_too_long_says_so(client: Client) -> None:
    page = fill_in(client, CONTACT, **{**MESSAGE, "text": "x" * 3001})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["text"]
    assert "x" * 3001 in page.content.decode()


def test_a_filled_honeypot_marks_the_message_and_refuses_nobody(client: Client, sent) -> None:
    answer = fill_in(client, CONTACT, **MESSAGE, homepage2="https://boese.example")

    assert answer.status_code == 302
    assert Contribution.objects.get().screening == "honeypot"
    assert "Bitte sehen Sie genau hin" in sent()[0].body


def test_a_name_of_two_lines_adds_no_mail_header(client: Client) -> None:
    fill_in(client, CONTACT, **{**MESSAGE, "name": "Otto\r\nBcc: alle@example.org"})

    assert Contribution.objects.get().name == "Otto Bcc: alle@example.org"


def test_above_the_hard_limit_a_page_says_when_to_come_back(client: Client, settings) -> None:
    settings.PUBLIC_POSTS_HARD_PER_HOUR = 2
    for _number in range(2):
        fill_in(client, CONTACT, **MESSAGE)

    refused = fill_in(client, CONTACT, **MESSAGE)

    assert refused.status_code == 429
    assert refused["Retry-After"] == "3600"
    assert OfficeMessage.objects.count() == 2


def test_closing_a_message_plans_the_end_of_its_personal_data(settings) -> None:
    settings.PURGE_NOTE_MONTHS = 6
    staff = make_staff()
    message, _is_new = office_messages.submit(
        key=uuid.uuid4(), kind="contact", text="?", email="otto@example.org", privacy_version="test"
    )

    office_messages.close_message(message, by=staff)

    message.refresh_from_db()
    assert (message.done_at is not None, message.done_by) == (True, staff)
    assert message.contribution.purge_on == timezone.localdate() + timedelta(days=180)


@pytest.mark.parametrize(
    ("path", "is_link"),
    [("/ideen/", True), ("//boese.example", False), ("/\\boese.example", False), ("https://x", False)],
)
def test_the_page_of_a_report_leads_to_this_portal_or_nowhere(client: Client, path: str, is_link: bool) -> None:
    message = OfficeMessage.objects.create(
        kind=OfficeMessage.Kind.BARRIER, text="Zu klein.", path=path, due_on=timezone.localdate()
    )
    client.force_login(make_staff())

    page = client.get(reverse("admin:core_officemessage_change", args=[message.pk])).content.decode()

    assert (f'href="{path}"' in page) == is_link and path in page
