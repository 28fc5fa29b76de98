"""An idea in short steps: what travels from page to page, where errors open, what a broken field costs."""

import re
from typing import Any

import pytest
from django.core.signing import loads
from django.http import HttpResponse
from django.test import Client

from eving.core.models import Contribution, PendingPhoto, Street, Topic
from projects.forms.ideas import IdeaForm
from projects.models import Idea, IdeaPhoto
from tests.pages import hidden_fields, text_of, window_title
from tests.photo_files import jpeg, upload

pytestmark = pytest.mark.django_db

FORM = "/ideen/neu/"
IDEA = {"title": "Ein Trinkbrunnen am Markt", "text": "Im Sommer ist es heiß.\r\nKinder haben Durst."}
PERSON = {"name": "Erika Beispiel", "email": "erika@example.org", "name_display": "first"}


def go(client: Client, page: HttpResponse, step: str, **values: Any) -> HttpResponse:
    """Press the button that leads to this step, with what the page holds."""
    return client.post(FORM, {**hidden_fields(page), **values, "step": step})


def send(client: Client, page: HttpResponse, **values: Any) -> HttpResponse:
    return client.post(FORM, {**hidden_fields(page), **values, "action": "send"})


def step_of(page: HttpResponse) -> str:
    return " ".join(re.search(r"Schritt \d von \d:[^<]+", page.content.decode())[0].split())


def names_in(page: HttpResponse) -> set[str]:
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    return set(re.findall(r'name="([^"]+)"', main))


def values_in(page: HttpResponse) -> dict[str, list[str]]:
    return loads(hidden_fields(page)["step_values"], salt="eving.steps.idea")["values"]


def test_two_screens_and_a_look_make_an_idea(client: Client, sent) -> None:
    street, topics = Street.objects.get(slug="bergstrasse"), [*Topic.objects.filter(is_active=True)[:2]]

    first = client.get(FORM)
    second = go(client, first, "person", **IDEA, topics=[topic.pk for topic in topics], cost_text="5 Euro")
    look = go(client, second, "summary", **PERSON, street=street.pk)
    answer = send(client, look)

    assert [step_of(page) for page in (first, second, look)] == [
        "Schritt 1 von 3: Ihre Idee", "Schritt 2 von 3: Ort und Kontakt", "Schritt 3 von 3: Ansehen und absenden",
    ]  # fmt: skip
    assert [page.status_code for page in (second, look, answer)] == [200, 200, 302]
    idea = Idea.objects.get()
    assert (idea.title, idea.text, idea.street, idea.cost_text) == (
        IDEA["title"], IDEA["text"], street, "5 Euro",
    )  # fmt: skip
    assert set(idea.topics.all()) == set(topics)
    assert (idea.contribution.email, idea.contribution.name_display) == (PERSON["email"], "first")
    assert len(sent()) == 1


def test_what_holds_the_second_screen_can_be_sent_at_once(client: Client) -> None:
    second = go(client, client.get(FORM), "person", **IDEA)

    assert send(client, second, **PERSON).status_code == 302
    assert Idea.objects.get().title == IDEA["title"]


def test_each_page_asks_for_its_own_fields_and_says_where_it_is(client: Client) -> None:
    first = client.get(FORM)
    second = go(client, first, "person", **IDEA)

    assert {"title", "text", "photos", "topics"} <= names_in(first) and not {"email", "name"} & names_in(first)
    assert {"email", "name", "street"} <= names_in(second) and not {"title", "text", "photos"} & names_in(second)
    assert values_in(second) == {name: [words] for name, words in IDEA.items()}
    assert "Ort und Kontakt" in window_title(second)
    assert ("Was mit Ihren Angaben geschieht" in text_of(first)) < (
        "Was mit Ihren Angaben geschieht" in text_of(second)
    )


def test_nothing_is_asked_for_before_its_step(client: Client) -> None:
    second = go(client, client.get(FORM), "person", **IDEA)

    assert second.status_code == 200 and "Fehler:" not in second.content.decode()
    assert "aria-invalid" not in second.content.decode()


def test_going_on_checks_the_step_that_it_leaves(client: Client) -> None:
    page = go(client, client.get(FORM), "person", title="", text="Kinder haben Durst.")

    assert page.status_code == 422 and step_of(page) == "Schritt 1 von 3: Ihre Idee"
    assert 'href="#id_title"' in page.content.decode() and 'href="#id_email"' not in page.content.decode()
    assert "Kinder haben Durst." in page.content.decode()


def test_going_back_checks_nothing_and_keeps_even_what_is_wrong(client: Client) -> None:
    second = go(client, client.get(FORM), "person", **IDEA)
    first = go(client, second, "idea", **{**PERSON, "email": "kein-punkt@beispiel"}, actor_name="Unbekannte e. V.")
    again = go(client, first, "person", **{**IDEA, "title": "Zwei Brunnen"})

    assert (first.status_code, step_of(first)) == (200, "Schritt 1 von 3: Ihre Idee")
    assert IDEA["title"] in first.content.decode()
    assert again.status_code == 200 and "Fehler:" not in again.content.decode()
    for words in ("kein-punkt@beispiel", "Unbekannte e. V.", PERSON["name"]):
        assert words in again.content.decode()
    assert go(client, again, "summary", **{**PERSON, "email": "kein-punkt@beispiel"}).status_code == 422


def test_an_error_found_at_the_end_opens_its_step(client: Client) -> None:
    second = go(client, client.get(FORM), "person", **IDEA)
    look = go(client, second, "summary", **PERSON)
    back = go(client, look, "idea")
    # Somebody empties a required field and sends the page of the second step that still lies in another window.
    emptied = go(client, back, "person", title="", text=IDEA["text"])

    assert emptied.status_code == 422 and step_of(emptied) == "Schritt 1 von 3: Ihre Idee"
    whole = client.post(FORM, {**hidden_fields(client.get(FORM)), **PERSON, "title": "", "text": "Text"})
    assert whole.status_code == 422 and step_of(whole) == "Schritt 1 von 3: Ihre Idee"
    assert values_in(whole)["email"] == [PERSON["email"]]
    other = client.post(FORM, {**hidden_fields(client.get(FORM)), **IDEA, **PERSON, "email": "@"})
    assert other.status_code == 422 and step_of(other) == "Schritt 2 von 3: Ort und Kontakt"
    assert 'href="#id_email"' in other.content.decode() and not Idea.objects.exists()


def test_the_summary_leads_to_each_answer_and_straight_back(client: Client) -> None:
    second = go(client, client.get(FORM), "person", **IDEA, cost_text="5 Euro")
    look = go(client, second, "summary", **PERSON)
    changed = re.findall(r'value="(\w+)" formaction="/ideen/neu/#(\w+)"', look.content.decode())

    assert changed == [
        ("person", "id_email"), ("idea", "id_title"), ("idea", "id_text"), ("idea", "id_cost_text"),
        ("person", "id_name"), ("person", "id_name_display"),
    ]  # fmt: skip
    back = go(client, look, "idea")
    assert 'name="step" value="summary"' in back.content.decode() and 'value="send"' not in back.content.decode()
    again = go(client, back, "summary", **{**IDEA, "title": "Zwei Brunnen"}, cost_text="5 Euro")
    assert again.status_code == 200 and "Zwei Brunnen" in text_of(again)
    assert send(client, again).status_code == 302 and Idea.objects.get().title == "Zwei Brunnen"


def test_what_is_unticked_on_its_step_stays_unticked(client: Client) -> None:
    topics = [topic.pk for topic in Topic.objects.filter(is_active=True)[:2]]
    second = go(client, client.get(FORM), "person", **IDEA, topics=topics)
    first = go(client, second, "idea", **PERSON)
    second = go(client, first, "person", **IDEA)  # without topics
    look = go(client, second, "summary", **PERSON)

    assert "topics" in values_in(first) or "checked" in first.content.decode()
    assert send(client, look).status_code == 302 and not Idea.objects.get().topics.exists()


# ---------------------------------------------------------------- the field that travels
@pytest.mark.parametrize("broken", ["x", "eyJhIjoxfQ:1:2", "{}", "\0", "é" * 50])
def test_a_broken_field_costs_a_sentence_and_nothing_of_this_page(client: Client, broken: str) -> None:
    second = go(client, client.get(FORM), "person", **IDEA)

    page = client.post(FORM, {**hidden_fields(second), **PERSON, "step_values": broken, "step": "summary"})

    assert page.status_code == 422 and not Idea.objects.exists()
    assert "Ihre Angaben aus den anderen Schritten konnten wir nicht lesen." in text_of(page)
    assert values_in(page)["email"] == [PERSON["email"]]
    again = go(client, page, "person", **IDEA)
    assert again.status_code == 200 and PERSON["email"] in again.content.decode()


def test_the_field_of_another_form_of_the_same_kind_is_refused(client: Client) -> None:
    mine = go(client, client.get(FORM), "person", **IDEA)
    other = go(client, client.get(FORM), "person", title="Fremd", text="Fremd")

    page = client.post(
        FORM, {**hidden_fields(mine), **PERSON, "step_values": hidden_fields(other)["step_values"], "action": "send"}
    )

    assert page.status_code == 422 and "Fremd" not in page.content.decode() and not Idea.objects.exists()


def test_with_a_broken_key_the_other_steps_are_kept(client: Client) -> None:
    second = go(client, client.get(FORM), "person", **IDEA)

    page = client.post(FORM, {**hidden_fields(second), **PERSON, "form_key": "x", "action": "send"})

    assert page.status_code == 422
    assert send(client, page, **PERSON).status_code == 302
    assert Idea.objects.get().title == IDEA["title"]


def test_fields_that_the_form_does_not_know_do_not_travel(client: Client) -> None:
    second = go(client, client.get(FORM), "person", **IDEA, fremd="x", password="geheim", action="")

    assert set(values_in(second)) == {"title", "text"}


def test_every_visible_field_stands_in_one_step() -> None:
    in_steps = [name for step in IdeaForm.steps for name in step.fields]

    assert sorted(in_steps) == sorted(bound.name for bound in IdeaForm().visible_fields() if bound.name != "homepage2")


# ---------------------------------------------------------------- photos, limits, pages of errors
def test_a_photo_goes_through_the_steps(client: Client) -> None:
    ticks = {"photo_rights": "on", "photo_persons": "on"}
    second = go(
        client, client.get(FORM), "person", **IDEA, **ticks, photos=upload(jpeg()), **{"photos-alt-new": "Platz"}
    )
    look = go(client, second, "summary", **PERSON)

    assert "Fotos 1 Foto" in text_of(look)
    assert send(client, look).status_code == 302
    kept = IdeaPhoto.objects.get()
    assert (kept.alt, kept.rights_confirmed) == ("Platz", True)


def test_photos_of_an_idea_that_was_sent_go_along_with_the_next(client: Client) -> None:
    ticks = {"photo_rights": "on", "photo_persons": "on"}
    second = go(client, client.get(FORM), "person", **IDEA, **ticks, photos=upload(jpeg()))
    look = go(client, second, "summary", **PERSON)
    assert send(client, look).status_code == 302

    back = go(client, look, "idea")  # after the browser's Back button
    [described] = [name for name in names_in(back) if re.match("photos-alt-(?!new)", name)]
    again = go(client, back, "summary", **{**IDEA, "title": "Zwei Brunnen"}, **ticks, **{described: "Platz"})

    assert "data-photos-kept" in back.content.decode()
    assert send(client, again).status_code == 302
    assert [idea.photos.count() for idea in Idea.objects.all()] == [1, 1]


def test_a_photo_without_its_ticks_stays_on_its_step(client: Client) -> None:
    page = go(client, client.get(FORM), "person", **IDEA, photos=upload(jpeg()))

    assert page.status_code == 422 and 'href="#id_photo_rights"' in page.content.decode()
    assert PendingPhoto.objects.count() == 1 and "data-photos-kept" in page.content.decode()
    assert re.search(r"<details[^>]*\bopen\b[^>]*>\s*<summary[^>]*><span[^>]*>Fotos", page.content.decode())


def test_sending_twice_is_one_idea(client: Client, sent) -> None:
    look = go(client, go(client, client.get(FORM), "person", **IDEA), "summary", **PERSON)

    answers = [send(client, look) for _press in range(2)]

    assert len({answer["Location"] for answer in answers}) == 1
    assert (Idea.objects.count(), Contribution.objects.count(), len(sent())) == (1, 1, 1)


def test_steps_do_not_use_up_what_may_be_sent_and_have_a_limit_of_their_own(client: Client, settings) -> None:
    settings.PUBLIC_POSTS_SOFT_PER_HOUR = settings.PUBLIC_POSTS_HARD_PER_HOUR = 1
    settings.FORM_MIN_SECONDS = 0
    first = client.get(FORM)
    pages = [go(client, first, "person", **IDEA) for _move in range(6)]
    assert [page.status_code for page in pages] == [200] * 5 + [429]

    assert send(client, pages[0], **PERSON).status_code == 302
    assert Contribution.objects.get().screening == ""


def test_a_page_that_refuses_shows_what_all_steps_held(client: Client, settings) -> None:
    second = go(client, client.get(FORM), "person", **IDEA)
    settings.PUBLIC_POSTS_HARD_PER_HOUR = 0

    page = send(client, second, **PERSON)

    assert page.status_code == 429
    for words in (IDEA["title"], "Kinder haben Durst.", PERSON["name"], PERSON["email"]):
        assert words in page.content.decode()


def test_the_browser_may_keep_a_step_and_nobody_else(client: Client) -> None:
    second = go(client, client.get(FORM), "person", **IDEA)
    look = go(client, second, "summary", **PERSON)
    wrong = go(client, second, "summary", **{**PERSON, "email": ""})

    assert [page["Cache-Control"] for page in (second, look, wrong)] == ["private, no-cache"] * 3
    assert send(client, look)["Cache-Control"] == "no-store"


def test_an_address_is_asked_about_once_and_on_its_step(client: Client) -> None:
    typo = {**PERSON, "email": "erika@gmial.com"}
    second = go(client, client.get(FORM), "person", **IDEA)
    first = go(client, second, "idea", **typo)
    second = go(client, first, "person", **IDEA)  # not asked: nobody would see it

    asked = go(client, second, "summary", **typo)
    look = go(client, asked, "summary", **typo)

    assert asked.status_code == 422 and "gmail.com" in text_of(asked)
    assert look.status_code == 200
