"""Anybody reports what stands on a page; the office decides, answers, and says whom to turn to."""

import re
import uuid
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eving.core import registry
from eving.core.models import OfficeMessage, Participant
from eving.core.workflow.work_queue import queue_lines
from eving.portal.admin.office_messages import may_be_ticked_off
from eving.portal.services import office_messages
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields, text_of
from tests.projects.projects.rows import make_project
from tests.vacancies.make import make_listing

pytestmark = pytest.mark.django_db
REPORT = {"reason": "insult", "text": "Der zweite Satz beleidigt meine Nachbarin."}


def office() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def send(client: Client, about: str, **fields: str) -> HttpResponse:
    form = hidden_fields(client.get("/melden/"))
    return client.post("/melden/", {**form, **REPORT, "path": about, **fields})


def report(client: Client, about: str, **fields: str) -> OfficeMessage:
    assert send(client, about, **fields).status_code == 302
    return OfficeMessage.objects.latest("pk")


@pytest.mark.parametrize("make", [make_idea, make_actor, make_listing, make_project])
def test_every_public_page_of_an_entry_leads_to_the_form(client: Client, make) -> None:
    entry = make()
    page = client.get(entry.get_absolute_url()).content.decode()

    [link] = re.findall(r'href="(/melden/\?seite=[^"]+)"', page)

    assert f'value="{entry.get_absolute_url()}"' in client.get(link).content.decode()


def test_a_report_without_name_and_address_reaches_the_office(client: Client, sent) -> None:
    idea = make_idea()
    sent().clear()

    answer = send(client, idea.get_absolute_url())

    message = OfficeMessage.objects.get()
    assert (message.kind, message.reason, message.path) == ("report", "insult", idea.get_absolute_url())
    thanks = text_of(client.get(answer["Location"]))
    assert f"M-{message.pk}" in thanks and "Wir entscheiden spätestens am" in thanks
    assert "datenschutz@eving.example" in thanks and "Beispielträger Eving" in thanks
    [to_office] = sent()
    assert "Meldung eines Inhalts" in to_office.subject


def test_a_report_is_a_queue_of_its_own_and_leads_to_the_case(client: Client) -> None:
    idea = make_idea(title="Eine Bank")
    message = report(client, f"/en{idea.get_absolute_url()}")
    staff = office()

    lines = {line.name: line for line in queue_lines(make_staff(), timezone.now())}

    assert (lines["reports"].count, "notes" in lines) == (1, False)
    assert "Beleidigung oder Hass" in text_of(staff.get(reverse("admin:core_officemessage_change", args=[message.pk])))
    page = staff.get(reverse("admin:core_officemessage_change", args=[message.pk])).content.decode()
    case = reverse("admin:projects_idea_change", args=[idea.pk])
    assert case in page
    assert reverse("admin:core_officemessage_change", args=[message.pk]) in staff.get(case).content.decode()


def test_the_answer_names_the_complaint_route(client: Client, sent, settings) -> None:
    settings.OFFICE = {**settings.OFFICE, "supervisory_authority": "Aufsicht Musterstadt"}
    message = report(client, "/ideen/", email="nora@example.org")

    office_messages.close_message(message, by=make_staff(), answer="Wir haben den Satz entfernt.", decision="corrected")

    mail = sent()[-1]
    assert mail.subject == f"Antwort auf Ihre Meldung M-{message.pk}"
    for words in (
        "Wir haben entschieden: Der Inhalt wird berichtigt.",
        "Wir haben den Satz entfernt.",
        "datenschutz@eving.example",
        "Aufsicht Musterstadt",
        "Gericht",
    ):
        assert words in mail.body
    other = office_messages.submit(
        key=uuid.uuid4(), kind="contact", text="Wann?", email="o@example.org", privacy_version="test"
    )[0]
    office_messages.close_message(other, by=make_staff(), answer="Um zehn.")
    assert "Gericht" not in sent()[-1].body


@pytest.mark.parametrize("email", ["nora@example.org", ""])
@pytest.mark.parametrize(
    ("decision", "answer"), [("", ""), ("kept", "  "), ("", "Stimmt nicht."), ("x", "Stimmt nicht.")]
)
def test_a_report_is_closed_by_a_decision_with_its_reason_alone(
    client: Client, sent, email: str, decision: str, answer: str
) -> None:
    message = report(client, "/ideen/", email=email)
    before = len(sent())

    with pytest.raises(ValidationError, match="Eine Meldung braucht eine Entscheidung"):
        office_messages.close_message(message, by=make_staff(), answer=answer, decision=decision)

    message.refresh_from_db()
    assert (message.done_at, message.answer, len(sent())) == (None, "", before)


def test_any_other_message_is_still_ticked_off_without_a_word() -> None:
    message, _new = office_messages.submit(key=uuid.uuid4(), kind="contact", text="Wann?", privacy_version="test")

    office_messages.close_message(message, by=make_staff())

    message.refresh_from_db()
    assert message.done_at is not None and message.answer == ""


@pytest.mark.parametrize("is_wrong", [True, False])
def test_without_an_address_the_office_keeps_decision_and_reason(client: Client, sent, is_wrong: bool) -> None:
    message = report(client, "/ideen/", email="nora@example.org" if is_wrong else "")
    if is_wrong:
        Participant.objects.update(wrong_since=timezone.now())
    staff, address = office(), reverse("admin:core_officemessage_change", args=[message.pk])
    before = len(sent())

    page = text_of(staff.get(address))
    assert "Entscheidung festhalten" in page and "Ohne E-Mail abhaken" not in page
    answer = fill_in(staff, address, decision="kept", answer="Das ist eine Meinung.", _answer="1")

    message.refresh_from_db()
    assert answer.status_code == 302 and message.done_at is not None and len(sent()) == before
    assert message.answer == "Wir haben entschieden: Der Inhalt bleibt, wie er ist.\n\nDas ist eine Meinung."
    assert "Das ist eine Meinung." in text_of(staff.get(address))


@pytest.mark.parametrize("button", ["_answer", "_done"])
def test_the_page_asks_for_what_is_missing_and_keeps_what_was_typed(client: Client, sent, button: str) -> None:
    message = report(client, "/ideen/", email="nora@example.org")
    staff, address = office(), reverse("admin:core_officemessage_change", args=[message.pk])
    before = len(sent())

    no_decision = fill_in(staff, address, answer="Das ist eine Meinung.", **{button: "1"})
    no_reason = fill_in(staff, address, decision="removed", **{button: "1"})

    assert "Bitte wählen Sie, was Sie entschieden haben." in text_of(no_decision)
    assert "Das ist eine Meinung." in text_of(no_decision)
    assert "Bitte begründen Sie Ihre Entscheidung." in text_of(no_reason)
    assert 'value="removed" id="id_decision_2" checked' in " ".join(no_reason.content.decode().split()).replace(
        " required", ""
    )
    assert OfficeMessage.objects.filter(done_at=None).count() == 1 and len(sent()) == before


@pytest.mark.parametrize(("decision", "is_notified"), [("kept", False), ("corrected", True), ("removed", True)])
def test_the_office_is_reminded_to_tell_the_author(client: Client, decision: str, is_notified: bool) -> None:
    listing = make_listing()
    message = report(client, listing.get_absolute_url(), email="nora@example.org")
    staff, address = office(), reverse("admin:core_officemessage_change", args=[message.pk])
    case = reverse("admin:vacancies_listing_change", args=[listing.pk])
    assert case in staff.get(address).content.decode()

    fill_in(staff, address, decision=decision, answer="Der Satz war falsch.", _answer="1")

    page = staff.get("/verwaltung/")
    reminder = "Bitte schreiben Sie auch der Person, von der der Inhalt stammt"
    assert (reminder in text_of(page)) == is_notified
    assert (f'<a href="{case}">' in page.content.decode()) == is_notified


def test_reports_are_not_ticked_off_by_the_dozen(client: Client) -> None:
    message = report(client, "/ideen/", email="nora@example.org")
    other, _new = office_messages.submit(key=uuid.uuid4(), kind="contact", text="Wann?", privacy_version="test")

    assert may_be_ticked_off(message) == "Eine Meldung braucht eine Entscheidung und ihre Begründung."
    assert may_be_ticked_off(other) == ""


def test_the_rules_promise_what_the_office_does(client: Client) -> None:
    rules = text_of(client.get("/regeln/"))

    assert "Haben Sie eine E-Mail-Adresse angegeben, bekommen Sie dorthin die Entscheidung mit der Begründung." in rules
    assert "soweit sie zu erreichen ist. Wer gemeldet hat, sagen wir nie." in rules


@pytest.mark.parametrize("make", [make_idea, make_actor, make_listing, make_project])
def test_a_message_keeps_which_case_it_is_about(client: Client, make) -> None:
    entry = make()

    message = report(client, entry.get_absolute_url())

    assert (message.about_code, message.about_number) == (entry._meta.label_lower, entry.number)
    assert office_messages.case_about(message) == entry


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/ideen/{}/eine-bank/", True), ("/ideen/{}/eine-b%C3%A4nk/", True), ("/ideen/{}", True),
        ("/en/ideen/{}/", True), ("/ideen/{}/helfen/", True),
        ("/ideen/{}/?seite=2#verlauf", True), ("/projekte/{}/", False),
        ("https://boese.example/ideen/{}/", False), ("//ideen/{}/", False), ("", False),
        ("/ideen/I-2026-99999/", False), ("/ideen/", False), ("/ideen/{}%00/", False), ("/ideen/[{}", False),
    ],
)  # fmt: skip
def test_the_case_is_found_by_the_path_of_its_page(path: str, found: bool) -> None:
    idea = make_idea()

    about = registry.resolve(path.format(idea.number))

    assert about == (("projects.idea", idea.number) if found else ("", ""))


def test_a_message_says_what_it_was_about_when_that_is_gone(client: Client) -> None:
    message = report(client, make_idea().get_absolute_url())
    OfficeMessage.objects.filter(pk=message.pk).update(about_number="I-2025-7")
    message.refresh_from_db()

    page = text_of(office().get(reverse("admin:core_officemessage_change", args=[message.pk])))

    assert office_messages.case_about(message) is None
    assert "I-2025-7 (nicht mehr vorhanden)" in page


def test_messages_of_before_learn_what_they_are_about(client: Client) -> None:
    idea, actor = make_idea(), make_actor()
    paths = [idea.get_absolute_url(), f"/en/akteure/{actor.number}/", "/ideen/", f"/x/{idea.number}/"]
    old = [report(client, path) for path in paths]
    OfficeMessage.objects.update(about_code="", about_number="")
    transition = import_module("eving.core.migrations.0013_what_old_notes_are_about")

    with connection.cursor() as cursor:
        cursor.execute(transition.FIND.replace("core_note", "core_officemessage"))  # as the table is called by now

    for message in old:
        message.refresh_from_db()
    assert [(message.about_code, message.about_number) for message in old] == [
        ("projects.idea", idea.number),
        ("actors.actor", actor.number),
        ("", ""),
        ("", ""),
    ]


@pytest.mark.parametrize("path", ["//boese.example/", "https://boese.example/", "javascript:alert(1)", "/a\nb"])
def test_only_a_path_of_ours_is_filled_in(client: Client, path: str) -> None:
    page = client.get("/melden/", {"seite": path})

    assert page.status_code == 200 and page.context["form"]["path"].value() == ""


@pytest.mark.parametrize("number", ["<b>", "9" * 30, "²", ""])
def test_a_made_up_number_is_not_repeated(client: Client, number: str) -> None:
    page = client.get("/melden/danke/", {"nummer": number})

    assert "hat die Nummer" not in text_of(page)


def test_missing_fields_are_named_and_typed_text_stays(client: Client) -> None:
    answer = send(client, "/ideen/", text="Das stimmt so nicht.", reason="")

    assert answer.status_code == 422 and "Das stimmt so nicht." in answer.content.decode()
    assert "<title>Fehler:" in answer.content.decode() and not OfficeMessage.objects.exists()


def test_a_double_click_reports_once(client: Client, sent) -> None:
    fields = {**hidden_fields(client.get("/melden/")), **REPORT, "path": "/ideen/", "email": "nora@example.org"}

    first, second = client.post("/melden/", fields), client.post("/melden/", fields)

    assert first["Location"] == second["Location"]
    assert (OfficeMessage.objects.count(), len(sent())) == (1, 2)


def test_the_public_page_says_nothing_of_a_report(client: Client) -> None:
    idea = make_idea()
    before = text_of(client.get(idea.get_absolute_url()))

    report(client, idea.get_absolute_url())

    assert text_of(client.get(idea.get_absolute_url())) == before
