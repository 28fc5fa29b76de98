"""Registration of an actor in short steps: what each asks, what travels, where an error opens."""

import re
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from actors.models import Actor, ActorGroup, ActorLogo
from eving.core.models import Street
from tests.pages import hidden_fields, window_title
from tests.photo_files import jpeg, upload

pytestmark = pytest.mark.django_db
FORM = "/akteure/eintragen/"
NAMES = {
    "actor": [
        "actor_name", "group", "kind", "person_consent", "sentence", "description", "topics", "languages",
        "is_open_for_cooperation", "cooperation_note",
    ],
    "place": [
        "street", "house_number", "place_visibility", "contact_email", "contact_phone", "contact_display", "website",
        "opening_hours", "photos", "photos-alt-new", "photo_rights", "step_free", "other_street", "part",
    ],
    "person": ["name", "email", "phone"],
}  # fmt: skip


def who(**changes: Any) -> dict[str, Any]:
    group = ActorGroup.objects.get(code="vereine").pk
    return {
        "actor_name": "Radwerkstatt",
        "group": group,
        "kind": "organisation",
        "sentence": "Wir reparieren.",
        **changes,
    }


def where(**changes: Any) -> dict[str, Any]:
    street = Street.objects.get(slug="bergstrasse").pk
    return {
        "street": street, "house_number": "12", "place_visibility": "exact", "step_free": "unknown",
        "contact_email": "rad@verein.example", "contact_display": "on", **changes,
    }  # fmt: skip


PERSON = {"name": "Karla Kette", "email": "karla@example.org"}


def go(client: Client, page: HttpResponse, to: str, **values: Any) -> HttpResponse:
    """Press the button that leads ``to`` a step, with these answers on the page."""
    return client.post(FORM, {**hidden_fields(page), **values, "step": to})


def asked(page: HttpResponse) -> list[str]:
    main = page.content.decode().partition("<main")[2]
    names = re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* name="([^"]+)"', main)
    return [name for name in dict.fromkeys(names) if name != "homepage2"]


def answers(page: HttpResponse) -> list[tuple[str, str, str]]:
    """Question, answer and step of each row of the summary."""
    rows = re.findall(r'<dt>(.*?)</dt>\s*<dd>(.*?)</dd>.*?name="step" value="(\w+)"', page.content.decode(), re.DOTALL)
    return [tuple(unescape(part) for part in row) for row in rows]


def summary(client: Client) -> HttpResponse:
    place = go(client, client.get(FORM), "place", **who())
    person = go(client, place, "person", **where())
    return go(client, person, "summary", **PERSON)


def test_each_step_asks_its_group_and_says_where_one_is(client: Client) -> None:
    first = client.get(FORM)
    second = go(client, first, "place", **who())
    third = go(client, second, "person", **where())

    assert [asked(page) for page in (first, second, third)] == list(NAMES.values())
    assert [window_title(page).split(" – ")[0] for page in (first, second, third)] == [
        "Akteur eintragen", "Akteur eintragen: Ort und Kontakt", "Akteur eintragen: Wer das hier ausfüllt",
    ]  # fmt: skip


def test_three_short_steps_and_the_summary_make_an_entry(client: Client, sent) -> None:
    page = summary(client)

    assert answers(page) == [
        ("Name des Akteurs", "Radwerkstatt", "actor"),
        ("Gruppe", "Vereine", "actor"),
        ("Art der Organisation", "Organisation", "actor"),
        ("In einem Satz", "Wir reparieren.", "actor"),
        ("Straße", "Bergstraße", "place"),
        ("Hausnummer", "12", "place"),
        ("Vom Ort sehen alle", "Straße und Hausnummer", "place"),
        ("E-Mail der Organisation", "rad@verein.example", "place"),
        ("E-Mail und Telefon sehen alle", "ja", "place"),
        ("Stufenloser Zugang", "unbekannt", "place"),
        ("Ihr Name (nur für das Büro)", "Karla Kette", "person"),
    ]
    assert not Actor.objects.exists()
    answer = client.post(FORM, {**hidden_fields(page), "action": "send"})
    again = client.post(FORM, {**hidden_fields(page), "action": "send"})
    assert (answer.status_code, again.status_code) == (302, 302)
    actor = Actor.objects.get()
    assert (actor.name, actor.locations.get().house_number, actor.contacts.get().email, actor.contribution.email) == (
        "Radwerkstatt", "12", "rad@verein.example", "karla@example.org",
    )  # fmt: skip
    assert len(sent()) == 1


def test_nothing_is_public_that_nobody_chose_on_the_way(client: Client) -> None:
    place = go(client, client.get(FORM), "place", **who())

    chosen = re.findall(r'<input[^>]*name="(\w+)"[^>]*value="(\w+)"[^>]* checked', place.content.decode())

    assert sorted(chosen) == [("place_visibility", "hidden"), ("step_free", "unknown")]


def test_a_fold_is_open_only_where_somebody_has_answered(client: Client) -> None:
    place = go(client, client.get(FORM), "place", **who())
    back = go(client, go(client, place, "person", **where(website="rad.example")), "place", **PERSON)

    opened = [
        [
            bool(state)
            for state in re.findall(r'<details class="kern-accordion form-fold"( open)?>', page.content.decode())
        ]
        for page in (place, back)
    ]

    assert opened == [[False] * 5, [True, False, False, False, False]]


def test_going_back_keeps_even_what_is_wrong(client: Client) -> None:
    person = go(client, go(client, client.get(FORM), "place", **who()), "person", **where())

    back = go(client, person, "place", name="Karla", email="keine adresse")
    forth = go(client, back, "person", **where())

    assert (back.status_code, forth.status_code) == (200, 200)
    assert "keine adresse" in forth.content.decode()


@pytest.mark.parametrize(
    ("first", "second", "third", "step", "field"),
    [
        ({"actor_name": ""}, {}, {}, "actor", "actor_name"),
        ({"kind": "person"}, {}, {}, "actor", "person_consent"),
        ({}, {"street": ""}, {}, "place", "street"),
        ({}, {"contact_email": ""}, {}, "place", "contact_display"),
        ({}, {"website": "javascript:alert(1)"}, {}, "place", "website"),
        ({}, {}, {"email": ""}, "person", "email"),
    ],
)
def test_an_error_opens_its_step_also_when_all_is_sent_at_once(
    client: Client, first: dict, second: dict, third: dict, step: str, field: str
) -> None:
    whole = {**who(**first), **where(**second), **PERSON, **third}

    answer = client.post(FORM, {**hidden_fields(client.get(FORM)), **whole})

    form = answer.context["form"]
    assert (answer.status_code, form.shown.name, list(form.errors)) == (422, step, [field])
    assert f'href="#{form[field].auto_id}"' in answer.content.decode()
    assert not Actor.objects.exists()


def test_a_step_does_not_ask_for_what_comes_later(client: Client) -> None:
    assert go(client, client.get(FORM), "place", **who()).context["form"].errors == {}


def test_a_logo_chosen_on_the_second_step_arrives_with_the_entry(client: Client) -> None:
    place = go(client, client.get(FORM), "place", **who())
    person = go(client, place, "person", **where(photos=upload(jpeg()), photo_rights="on"))

    page = go(client, person, "summary", **PERSON)
    client.post(FORM, {**hidden_fields(page), "action": "send"})

    assert ("Logo oder Bild", "1 Foto", "place") in answers(page)
    assert ActorLogo.objects.get().actor == Actor.objects.get()


def test_only_individuals_are_asked_whether_they_may_appear(client: Client) -> None:
    page = client.get(FORM).content.decode()

    inside = page.partition('class="once-person__more"')[2]
    assert 'name="person_consent"' in inside and page.count('name="person_consent"') == 1
    assert re.search(r'<div class="once-person">.*?<select name="kind"', page, re.DOTALL)


def test_nobody_jumps_to_a_summary_of_nothing(client: Client) -> None:
    page = client.get(FORM)

    answer = client.post(FORM, {**hidden_fields(page), "step_at": "summary", "step": "summary"})

    assert (answer.status_code, answer.context["form"].shown.name) == (422, "actor")


@pytest.mark.parametrize("unknown", ["", "nirgends", "\N{LATIN SMALL LETTER E WITH ACUTE}"])
def test_a_button_that_leads_to_an_unknown_step_shows_the_answers_and_sends_nothing(
    client: Client, unknown: str
) -> None:
    page = go(client, summary(client), unknown)

    assert (page.status_code, answers(page)[0]) == (200, ("Name des Akteurs", "Radwerkstatt", "actor"))
    assert not Actor.objects.exists()
    assert client.post(FORM, {**hidden_fields(page), "action": "send"}).status_code == 302
    assert Actor.objects.count() == 1
