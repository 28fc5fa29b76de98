"""Anybody reports what stands on a page; the office decides, answers, and says whom to turn to."""

from importlib import import_module

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from eving.core import registry
from eving.core.models import Note
from eving.portal.services import notes
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import hidden_fields, text_of
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


def report(client: Client, about: str, **fields: str) -> Note:
    assert send(client, about, **fields).status_code == 302
    return Note.objects.latest("pk")


@pytest.mark.parametrize("make", [make_idea, make_actor, make_listing, make_project])
def test_a_message_keeps_which_case_it_is_about(client: Client, make) -> None:
    entry = make()

    note = report(client, entry.get_absolute_url())

    assert (note.about_code, note.about_number) == (entry._meta.label_lower, entry.number)
    assert notes.case_about(note) == entry


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
    note = report(client, make_idea().get_absolute_url())
    Note.objects.filter(pk=note.pk).update(about_number="I-2025-7")
    note.refresh_from_db()

    page = text_of(office().get(reverse("admin:core_note_change", args=[note.pk])))

    assert notes.case_about(note) is None
    assert "I-2025-7 (nicht mehr vorhanden)" in page


def test_messages_of_before_learn_what_they_are_about(client: Client) -> None:
    idea, actor = make_idea(), make_actor()
    paths = [idea.get_absolute_url(), f"/en/akteure/{actor.number}/", "/ideen/", f"/x/{idea.number}/"]
    old = [report(client, path) for path in paths]
    Note.objects.update(about_code="", about_number="")
    step = import_module("eving.core.migrations.0013_what_old_notes_are_about")

    with connection.cursor() as cursor:
        cursor.execute(step.FIND)

    for note in old:
        note.refresh_from_db()
    assert [(note.about_code, note.about_number) for note in old] == [
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
