"""Anybody reports what stands on a page; the office decides, answers, and says whom to turn to."""

import re
import uuid

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eving.core.models import Note
from eving.core.work_queue import queue_lines
from eving.portal import notes
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import hidden_fields, text_of
from tests.projects.project_rows import make_project
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


def report(client: Client, about: str, **fields: str) -> Note:
    assert send(client, about, **fields).status_code == 302
    return Note.objects.latest("pk")


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

    note = Note.objects.get()
    assert (note.kind, note.reason, note.path) == ("report", "insult", idea.get_absolute_url())
    thanks = text_of(client.get(answer["Location"]))
    assert f"M-{note.pk}" in thanks and "Wir entscheiden spätestens am" in thanks
    assert "datenschutz@eving.example" in thanks and "Beispielträger Eving" in thanks
    [to_office] = sent()
    assert "Meldung eines Inhalts" in to_office.subject


def test_a_report_is_a_queue_of_its_own_and_leads_to_the_case(client: Client) -> None:
    idea = make_idea(title="Eine Bank")
    note = report(client, f"/en{idea.get_absolute_url()}")
    staff = office()

    lines = {line.name: line for line in queue_lines(make_staff(), timezone.now())}

    assert (lines["reports"].count, "notes" in lines) == (1, False)
    assert "Beleidigung oder Hass" in text_of(staff.get(reverse("admin:core_note_change", args=[note.pk])))
    page = staff.get(reverse("admin:core_note_change", args=[note.pk])).content.decode()
    case = reverse("admin:projects_idea_change", args=[idea.pk])
    assert case in page
    assert reverse("admin:core_note_change", args=[note.pk]) in staff.get(case).content.decode()


def test_the_answer_names_the_complaint_route(client: Client, sent, settings) -> None:
    settings.OFFICE = {**settings.OFFICE, "supervisory_authority": "Aufsicht Musterstadt"}
    note = report(client, "/ideen/", email="nora@example.org")

    notes.close_note(note, by=make_staff(), answer="Wir haben den Satz entfernt.")

    mail = sent()[-1]
    assert mail.subject == f"Antwort auf Ihre Meldung M-{note.pk}"
    for words in ("Wir haben den Satz entfernt.", "datenschutz@eving.example", "Aufsicht Musterstadt", "Gericht"):
        assert words in mail.body
    other = notes.send_note(
        key=uuid.uuid4(), kind="contact", text="Wann?", email="o@example.org", privacy_version="test"
    )[0]
    notes.close_note(other, by=make_staff(), answer="Um zehn.")
    assert "Gericht" not in sent()[-1].body


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/ideen/{}/eine-bank/", True), ("/en/ideen/{}/", True), ("/ideen/{}", True), ("/projekte/{}/", False),
        ("https://boese.example/ideen/{}/", False), ("", False), ("/ideen/I-2026-99999/", False),
    ],
)  # fmt: skip
def test_the_case_is_found_by_the_path_of_its_page(path: str, found: bool) -> None:
    idea = make_idea()

    case = notes.reported_case(Note(kind="report", path=path.format(idea.number)))

    assert (case == idea) == found


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
    assert "<title>Fehler:" in answer.content.decode() and not Note.objects.exists()


def test_a_double_click_reports_once(client: Client, sent) -> None:
    fields = {**hidden_fields(client.get("/melden/")), **REPORT, "path": "/ideen/", "email": "nora@example.org"}

    first, second = client.post("/melden/", fields), client.post("/melden/", fields)

    assert first["Location"] == second["Location"]
    assert (Note.objects.count(), len(sent())) == (1, 2)


def test_the_public_page_says_nothing_of_a_report(client: Client) -> None:
    idea = make_idea()
    before = text_of(client.get(idea.get_absolute_url()))

    report(client, idea.get_absolute_url())

    assert text_of(client.get(idea.get_absolute_url())) == before
