"""What goes to an address that nobody has confirmed: our words and a link, nothing that a stranger may have typed."""

import re

import pytest
from django.core import mail as outbox
from django.http import HttpResponse
from django.test import Client

from actors.models import Actor, ActorGroup, ContactPoint
from eving.core.messaging import mail
from eving.core.models import OfficeMessage, Street
from eving.portal.services import office_messages
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields
from tests.vacancies.make import make_listing

pytestmark = pytest.mark.django_db

# What somebody would like to have sent in our name.
MARK = "Gewinn abholen"
VICTIM = "opfer@example.org"


def advert(place: str) -> str:
    return f"{MARK} {place} https://boese.example/"


@pytest.fixture
def forms() -> dict[str, dict]:
    """All public forms that order a mail, with an advert in each field that takes free words."""
    idea, listing = make_idea(email="wer@example.org"), make_listing()
    actor = make_actor(name="Radwerkstatt")
    ContactPoint.objects.create(actor=actor, email="rad@example.org", visibility="public")
    street = Street.objects.get(slug="bergstrasse").pk
    words = {name: advert(name) for name in ("text", "title", "sentence", "path", "description", "opening_hours")}
    return {
        "/ideen/neu/": {**words, "name_display": "none"},
        f"/ideen/{idea.number}/unterstuetzen/": {},
        f"/ideen/{idea.number}/helfen/": {**words, "kind": "time", "name_display": "none"},
        "/folgen/?thema=gruen": {},
        "/kontakt/nachricht/": words,
        "/barrierefreiheit/melden/": words,
        "/melden/": {**words, "reason": "wrong"},
        f"/ladenlokale/{listing.number}/anfragen/": words,
        "/ladenlokale/anbieten/": {
            **words, "street": street, "house_number": "77", "kind": "lease", "role": "owner", "consent": "on",
        },
        "/gesuche/neu/": {**words, "kinds": ["lease"], "alert": "daily", "name_display": "none"},
        "/akteure/eintragen/": {
            **words, "actor_name": advert("actor"), "kind": "organisation", "place_visibility": "exact",
            "step_free": "yes", "house_number": "12", "contact_email": "w@rad.example", "contact_phone": "0231 112233",
            "group": ActorGroup.objects.get(code="vereine").pk, "street": street,
        },
        f"{actor.get_absolute_url()}nachricht/": {**words, "shares_address": "on"},
    }  # fmt: skip


def send(client: Client, path: str, typed: dict) -> HttpResponse:
    person = {"name": advert("name"), "phone": advert("phone")[:40]}
    return client.post(path, {**hidden_fields(client.get(path)), **person, **typed})


def everything(letter: outbox.EmailMessage) -> str:
    return " ".join([letter.subject, *letter.to, letter.body, str(letter.message())])


def test_no_form_carries_words_of_a_stranger_to_an_address(client: Client, sent, forms: dict[str, dict]) -> None:
    for number, (path, typed) in enumerate(forms.items()):
        sent().clear()
        victim = f"opfer{number}@example.org"

        answer = send(client, path, {**typed, "email": victim})

        assert answer.status_code == 302, (path, re.findall(r"error[^>]*>([^<]+)<", answer.content.decode()))
        letters = [letter for letter in sent() if victim in str(letter.to)]
        assert [letter.to for letter in letters] == [[victim]], path
        assert MARK not in everything(letters[0]) and "boese" not in everything(letters[0]), path


def test_the_answer_of_the_office_repeats_no_name_that_a_stranger_typed(client: Client, sent) -> None:
    """The address of a message is never confirmed; whoever answers may not have noticed the name."""
    fill_in(client, "/kontakt/nachricht/", text="Guten Tag", name=advert("name"), email=VICTIM)
    office_messages.close_message(OfficeMessage.objects.get(), by=make_staff(), answer="Wir haben bis 16 Uhr auf.")

    letter = sent()[-1]

    assert letter.to == [VICTIM] and "Wir haben bis 16 Uhr auf." in letter.body
    assert MARK not in everything(letter)


def test_a_mail_that_greets_by_name_would_be_noticed(client: Client, sent, forms, monkeypatch) -> None:
    """Twin: the mail as it was, with the typed name of the actor in it."""

    def careless(pk: int) -> mail.Mail:
        actor = Actor.objects.get(contribution=pk)
        context = {"actor": actor, "name": actor.name, "manage_url": ""}
        return mail.Mail(to=VICTIM, name=actor.name, template="actors/mails/received.txt", context=context)

    monkeypatch.setitem(mail.builders, "actors.actor_confirm", careless)
    send(client, "/akteure/eintragen/", {**forms["/akteure/eintragen/"], "email": VICTIM})

    assert MARK in everything(sent()[-1])
