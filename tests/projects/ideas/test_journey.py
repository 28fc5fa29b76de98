"""Idea of a resident from submission and confirmation to publication and withdrawal."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eving.core.models import Contribution, Role, Street
from eving.core.workflow import lifecycle
from projects.models import Idea, IdeaState
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields, link_in, links_in, text_of

pytestmark = pytest.mark.django_db

IDEA = {
    "title": "Eine Bank an der Haltestelle Amtsstraße",
    "text": "Wer auf die Bahn wartet, möchte sitzen.\nVor allem ältere Menschen.",
    "name": "Erika Beispiel",
    "name_display": "first",
    "email": "erika@example.org",
}


def test_an_idea_travels_from_the_form_to_the_public_list(client: Client, sent) -> None:
    street = Street.objects.get(slug="bergstrasse")
    staff = Client()
    staff.force_login(make_staff())

    answer = fill_in(client, "/ideen/neu/", **IDEA, street=street.pk)
    assert answer.status_code == 302 and answer["Location"].startswith("/ideen/neu/danke/?")
    assert Idea.objects.get().state == IdeaState.UNCONFIRMED

    confirm_mail = sent()[-1]
    assert confirm_mail.to == ["erika@example.org"]
    assert "Erika" not in confirm_mail.body and IDEA["title"] not in confirm_mail.body
    confirm_path = link_in(confirm_mail.body, "/bestaetigen/")
    answer = fill_in(client, confirm_path)
    manage_path = answer["Location"]
    idea = Idea.objects.get()
    assert (idea.state, idea.number is not None) == (IdeaState.SUBMITTED, True)
    assert idea.number in text_of(client.get(manage_path))
    assert link_in(sent()[-1].body, "/ideen/verwalten/")

    queue = staff.get("/verwaltung/")
    assert "1 neue Idee" in text_of(queue)
    transition = reverse("admin:projects_idea_transition", args=[idea.pk, "publish"])
    answer = staff.post(transition, {"text": "Danke, das prüfen wir gern.", "version": idea.version})
    assert answer.status_code == 302

    page = client.get(f"/ideen/{idea.number}/")
    assert page.status_code == 301
    page = client.get(page["Location"])
    assert IDEA["title"] in text_of(page) and "Danke, das prüfen wir gern." in text_of(page)
    assert "Erika" in text_of(page) and "Beispiel" not in text_of(page).replace("Beispielträger", "")
    assert "erika@example.org" not in page.content.decode()
    assert IDEA["title"] in text_of(client.get("/ideen/"))
    assert IDEA["title"] in text_of(client.get("/"))
    assert "Danke, das prüfen wir gern." in sent()[-1].body


def test_a_mail_scanner_that_opens_every_link_changes_nothing(client: Client, sent) -> None:
    fill_in(client, "/ideen/neu/", **IDEA)

    for mail in sent():
        for path in links_in(mail.body):
            assert client.get(path).status_code == 200

    assert Idea.objects.get().state == IdeaState.UNCONFIRMED


def test_a_second_press_of_the_confirmation_changes_nothing(client: Client, sent) -> None:
    fill_in(client, "/ideen/neu/", **IDEA)
    path = link_in(sent()[-1].body, "/bestaetigen/")

    fields = hidden_fields(client.get(path))
    first, second = client.post(path, fields), client.post(path, fields)

    assert first.status_code == second.status_code == 302
    assert Idea.objects.get().number == f"I-{timezone.localdate(Idea.objects.get().submitted_at).year}-1"
    assert len([mail for mail in sent() if "ist angekommen" in mail.subject]) == 1


def test_missing_fields_are_named_and_typed_text_stays(client: Client) -> None:
    answer = fill_in(client, "/ideen/neu/", text="Ohne Titel, aber mit viel Mühe geschrieben.", name_display="none")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fehler:" in page
    assert 'href="#id_title"' in page and 'href="#id_email"' not in page  # asked in the second step
    assert "Ohne Titel, aber mit viel Mühe geschrieben." in page
    assert not Idea.objects.exists()


def test_a_form_with_a_forged_key_asks_to_send_once_more_and_keeps_the_text(client: Client) -> None:
    page = client.get("/ideen/neu/")
    assert page.status_code == 200

    answer = client.post("/ideen/neu/", {**IDEA, "form_key": "0" * 32 + ".1:forged"})

    assert answer.status_code == 422
    assert "noch einmal" in text_of(answer)
    assert IDEA["title"] in answer.content.decode()


@pytest.mark.parametrize("field", ["title", "text", "name"])
def test_a_nul_byte_in_a_field_is_a_clear_error(client: Client, field: str) -> None:
    answer = fill_in(client, "/ideen/neu/", **{**IDEA, field: "a\0b"})

    assert answer.status_code == 422
    assert not Idea.objects.exists()


def test_a_name_of_two_lines_cannot_add_a_mail_header(client: Client, sent) -> None:
    fill_in(client, "/ideen/neu/", **{**IDEA, "name": "Erika\r\nBcc: all@example.org"})
    fill_in(client, link_in(sent()[-1].body, "/bestaetigen/"))

    mail = sent()[-1]
    assert mail.recipients() == ['"Erika Bcc: all@example.org" <erika@example.org>']
    assert "\nBcc:" not in mail.message().as_string()


def test_the_author_answers_a_question_of_the_office(client: Client, sent) -> None:
    idea = make_idea(state="submitted", email="erika@example.org")
    lifecycle.apply(idea, "ask", by=make_staff(), text="Auf welcher Straßenseite?")

    mail = sent()[-1]
    assert "Auf welcher Straßenseite?" in mail.body
    path = link_in(mail.body, "/ideen/verwalten/")
    assert "Auf welcher Straßenseite?" in text_of(client.get(f"{path}antworten/"))
    fill_in(client, f"{path}antworten/", text="Vor der Bäckerei.")

    idea.refresh_from_db()
    assert idea.state == IdeaState.SUBMITTED
    assert [(entry.role, entry.text) for entry in idea.history.all()][-1] == ("author", "Vor der Bäckerei.")


def test_question_and_answer_stay_between_office_and_author(client: Client) -> None:
    idea = make_idea(state="query")
    lifecycle.apply(idea, "answer", by=Role.AUTHOR, text="Die Antwort mit meiner Hausnummer.")
    lifecycle.apply(idea, "publish", by=make_staff())

    page = text_of(client.get(idea.get_absolute_url()))

    assert "Veröffentlicht" in page
    assert "Wir haben darüber gesprochen." not in page
    assert "Hausnummer" not in page


def test_the_author_withdraws_and_the_page_is_gone(client: Client, sent) -> None:
    idea = make_idea(email="erika@example.org")
    manage = link_in(sent()[-1].body, "/ideen/verwalten/")
    assert client.get(idea.get_absolute_url()).status_code == 200

    fill_in(client, f"{manage}zurueckziehen/", text="Hat sich erledigt.")

    page = client.get(idea.get_absolute_url())
    assert page.status_code == 410
    assert "Alle Ideen ansehen" in text_of(page)
    assert idea.title not in text_of(client.get("/ideen/"))


def test_the_author_corrects_until_publication_and_no_longer(client: Client, sent) -> None:
    idea = make_idea(state="submitted", email="erika@example.org")
    manage = link_in(sent()[-1].body, "/ideen/verwalten/")

    fill_in(client, f"{manage}aendern/", title="Zwei Bänke", text="Eine ist zu wenig.")
    idea.refresh_from_db()
    assert idea.title == "Zwei Bänke"
    fields = hidden_fields(client.get(f"{manage}aendern/"))  # still open while the office decides
    lifecycle.apply(idea, "publish", by=make_staff())
    answer = client.post(f"{manage}aendern/", {**fields, "title": "Drei Bänke", "text": "Zwei sind zu wenig."})

    idea.refresh_from_db()
    assert answer.status_code == 422 and idea.title == "Zwei Bänke"
    assert "Zwei sind zu wenig." in answer.content.decode()


@pytest.mark.parametrize("state", ["unconfirmed", "submitted", "query", "spam"])
def test_an_idea_that_never_was_public_is_like_one_that_never_existed(client: Client, state: str) -> None:
    idea = make_idea(state=state)
    number = idea.number or "I-2026-1"

    assert client.get(f"/ideen/{number}/{idea.slug}/").status_code == 404
    assert idea.title not in text_of(client.get("/ideen/"))


def test_a_number_that_nobody_has_is_not_found(client: Client) -> None:
    assert client.get("/ideen/I-2026-99999/eine-bank/").status_code == 404


def test_a_forged_management_link_is_not_found(client: Client, sent) -> None:
    make_idea(state="submitted")
    good = link_in(sent()[-1].body, "/ideen/verwalten/")
    assert client.get(good).status_code == 200

    assert client.get(f"{good[:-4]}xxx/").status_code == 404
    assert client.get("/ideen/verwalten/1.2.3/").status_code == 404
    make_idea(state="unconfirmed")
    confirm = link_in(sent()[-1].body, "/bestaetigen/").rstrip("/").rsplit("/", 1)[1]
    assert client.get(f"/ideen/verwalten/{confirm}/").status_code == 404


def test_more_than_three_confirmation_mails_a_day_reach_nobody(client: Client, sent) -> None:
    for number in range(5):
        answer = fill_in(client, "/ideen/neu/", **{**IDEA, "title": f"Idee {number}"})
        assert answer.status_code == 302

    assert len(sent()) == 3
    assert Idea.objects.count() == 5


def test_a_flood_from_one_address_is_first_marked_and_then_refused(client: Client, settings) -> None:
    settings.PUBLIC_POSTS_SOFT_PER_HOUR, settings.PUBLIC_POSTS_HARD_PER_HOUR = 2, 3
    settings.FORM_MIN_SECONDS = 0

    answers = [fill_in(client, "/ideen/neu/", **{**IDEA, "title": f"Idee {number}"}) for number in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert answers[-1]["Retry-After"] == "3600"
    marks = Contribution.objects.order_by("pk").values_list("screening", flat=True)
    assert list(marks) == ["", "", "many from one address"]


def test_a_filled_honeypot_marks_the_idea_and_refuses_nobody(client: Client) -> None:
    answer = fill_in(client, "/ideen/neu/", **IDEA, homepage2="https://spam.example")

    assert answer.status_code == 302
    assert Contribution.objects.get().screening == "honeypot"


def test_what_the_office_notes_about_spam_stays_with_the_office(client: Client, sent) -> None:
    idea = make_idea(state="submitted", email="erika@example.org")
    manage = link_in(sent()[-1].body, "/ideen/verwalten/")
    assert "Eingereicht" in text_of(client.get(manage))
    staff = make_staff()

    lifecycle.apply(idea, "spam", by=staff, text="Werbung der Firma Dreist.")
    lifecycle.apply(idea, "not_spam", by=staff, text="Doch keine Werbung.")

    page = text_of(client.get(manage))
    assert "Eingereicht" in page
    assert "Dreist" not in page and "Doch keine" not in page
