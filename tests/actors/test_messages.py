"""Messages to actors: confirmed, one way, without disclosing addresses."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors import messages
from actors.models import Actor, ActorMessage, ContactPoint
from eving.core.models import Contribution, Participant
from eving.core.workflow import lifecycle
from tests.actors.entries import make_actor
from tests.factories import make_staff
from tests.pages import fill_in, hidden_fields, link_in, text_of

pytestmark = pytest.mark.django_db
WORDS = {"text": "Guten Tag, ich möchte mitmachen.", "name": "Otto Normal", "email": "otto@example.org"}


@pytest.fixture
def actor() -> Actor:
    actor = make_actor()
    ContactPoint.objects.filter(actor=actor).delete()
    ContactPoint.objects.create(actor=actor, email="geheim@verein.example", visibility="staff")
    return actor


def form_of(actor: Actor) -> str:
    return f"{actor.get_absolute_url()}nachricht/"


def confirm(client: Client, letters: list) -> None:
    fill_in(client, link_in(letters[-1].body, "/bestaetigen/"))


@pytest.mark.parametrize(("ticked", "reply_to"), [({"shares_address": "on"}, "otto@example.org"), ({}, None)])
def test_a_confirmed_message_reaches_the_actor_and_the_answer_goes_where_the_sender_agreed(
    client: Client, actor: Actor, sent: Callable[[], list], settings, ticked: dict, reply_to: str | None
) -> None:
    assert form_of(actor) in client.get(actor.get_absolute_url()).content.decode()
    before = len(sent())

    fill_in(client, form_of(actor), **WORDS, **ticked)
    asked = sent()[before:]
    confirm(client, asked)
    relayed = sent()[before + 1 :]

    [question], [letter, copy] = asked, relayed
    assert copy.to == ["Otto Normal <otto@example.org>"] and "Guten Tag, ich möchte mitmachen." in copy.body
    assert question.to == ["otto@example.org"] and "mitmachen" not in question.body
    assert letter.to == [f"{actor.name} <geheim@verein.example>"] or "geheim@verein.example" in letter.to[0]
    assert letter.reply_to == [reply_to or settings.OFFICE_EMAIL]
    assert "Guten Tag, ich möchte mitmachen." in letter.body and "Otto Normal" in letter.body
    assert ("otto@example.org" in letter.message().as_string()) == bool(ticked)


def test_nobody_learns_the_actors_address(client: Client, actor: Actor, sent: Callable[[], list]) -> None:
    before = len(sent())
    pages = [client.get(actor.get_absolute_url()), client.get(form_of(actor))]
    pages.append(fill_in(client, form_of(actor), **WORDS))
    confirm(client, sent())

    to_sender = [letter for letter in sent()[before:] if "otto@example.org" in letter.to[0]]

    assert not [page for page in pages if "geheim@verein.example" in page.content.decode()]
    assert to_sender and not [letter for letter in to_sender if "verein.example" in letter.message().as_string()]


def test_without_a_confirmation_nothing_is_passed_on(client: Client, actor: Actor, sent: Callable[[], list]) -> None:
    before = len(sent())

    fill_in(client, form_of(actor), **WORDS)

    assert [letter.to for letter in sent()[before:]] == [["otto@example.org"]]
    assert ActorMessage.objects.get().sent_at is None


def test_pressing_twice_sends_once(client: Client, actor: Actor, sent: Callable[[], list]) -> None:
    fill_in(client, form_of(actor), **WORDS)
    letters = sent()
    confirm(client, letters)

    confirm(client, letters)

    assert len([letter for letter in sent() if "verein.example" in letter.to[0]]) == 1


def test_more_than_a_handful_a_day_from_one_address_to_one_actor_is_not_passed_on(
    client: Client, actor: Actor, monkeypatch: pytest.MonkeyPatch, sent: Callable[[], list], settings
) -> None:
    settings.MAIL_CONFIRMATIONS_PER_DAY = 99
    monkeypatch.setattr(messages, "MOST_A_DAY", 2)

    for _number in range(3):
        fill_in(client, form_of(actor), **WORDS)
        confirm(client, [letter for letter in sent() if "otto@example.org" in letter.to[0]])

    assert [bool(message.sent_at) for message in ActorMessage.objects.order_by("pk")] == [True, True, False]
    assert len([letter for letter in sent() if "verein.example" in letter.to[0]]) == 2


def test_an_actor_without_address_offers_no_form_and_one_that_left_is_gone(client: Client, actor: Actor) -> None:
    mute, left = make_actor(), make_actor(state="withdrawn")
    ContactPoint.objects.filter(actor=mute).delete()

    page = client.get(mute.get_absolute_url())

    assert "nachricht/" not in page.content.decode().replace("kontakt/nachricht/", "")
    assert client.get(form_of(mute)).status_code == 404
    assert client.get(form_of(left)).status_code == 410
    assert client.get("/akteure/A-999/nichts/nachricht/").status_code == 404


def note_as_wrong(email: str) -> None:
    Participant.objects.create(email=email, email_key=email, wrong_since=timezone.now())


def test_an_actor_whose_mails_come_back_offers_no_form_and_the_office_reads_why(client: Client, actor: Actor) -> None:
    assert client.get(form_of(actor)).status_code == 200
    note_as_wrong("geheim@verein.example")

    page = client.get(actor.get_absolute_url()).content.decode()

    assert form_of(actor) not in page
    assert client.get(form_of(actor)).status_code == 404
    client.force_login(make_staff())
    case = text_of(client.get(reverse("admin:actors_actor_change", args=[actor.pk])))
    assert "Über das Portal kann niemand schreiben" in case


def test_a_message_takes_the_next_address_that_works(client: Client, actor: Actor, sent: Callable[[], list]) -> None:
    ContactPoint.objects.create(actor=actor, email="zwei@verein.example", visibility="staff")
    note_as_wrong("geheim@verein.example")
    fill_in(client, form_of(actor), **WORDS)

    confirm(client, sent())

    assert [letter.to[0] for letter in sent() if "verein.example" in letter.to[0]] == [
        f"{actor.name} <zwei@verein.example>"
    ]


def test_a_header_cannot_be_smuggled_in(client: Client, actor: Actor, sent: Callable[[], list]) -> None:
    before = len(sent())

    fill_in(client, form_of(actor), **{**WORDS, "name": "Otto\r\nBcc: alle@example.org"}, shares_address="on")
    confirm(client, sent())

    assert all("Bcc" not in letter.message() for letter in sent()[before:])


def test_everything_of_the_sender_is_erased_on_request(client: Client, actor: Actor, sent: Callable[[], list]) -> None:
    fill_in(client, form_of(actor), **WORDS)
    confirm(client, sent())
    fill_in(client, "/meine-daten/", email="otto@example.org")
    mine = link_in(sent()[-1].body, "/meine-daten/")
    assert "ich möchte mitmachen" in text_of(client.get(mine))

    fill_in(client, f"{mine}alles-loeschen/", sure="on", confirm="on", agree="on")

    assert ActorMessage.objects.count() == Participant.objects.filter(email="otto@example.org").count() == 0


def test_messages_go_when_their_time_has_come(client: Client, actor: Actor, sent: Callable[[], list], settings) -> None:
    fill_in(client, form_of(actor), **WORDS)
    confirm(client, sent())
    fill_in(client, form_of(actor), **{**WORDS, "email": "nie@example.org"})
    month = timezone.now() + timedelta(days=settings.PURGE_UNCONFIRMED_DAYS + 1)
    later = timezone.now() + timedelta(days=30 * settings.PURGE_NOTE_MONTHS + 1)

    assert messages.purge_messages(timezone.now(), False) == 0
    assert (messages.purge_messages(month, True), messages.purge_messages(month, False)) == (1, 1)
    assert messages.purge_messages(later, False) == 1

    assert ActorMessage.objects.count() == 0
    assert not Contribution.objects.filter(kind=messages.KIND).exists()


def test_the_form_asks_for_what_is_missing_and_keeps_the_words(client: Client, actor: Actor) -> None:
    fields = hidden_fields(client.get(form_of(actor)))

    page = client.post(form_of(actor), {**fields, **WORDS, "email": "keine Adresse"})

    assert page.status_code == 422 and "ich möchte mitmachen" in page.content.decode()
    assert ActorMessage.objects.count() == 0


def test_a_message_counts_once_however_often_the_form_is_sent(client: Client, actor: Actor) -> None:
    fields = hidden_fields(client.get(form_of(actor)))
    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        for _number in range(2):
            client.post(form_of(actor), {**fields, **WORDS})

    assert ActorMessage.objects.count() == 1


def test_the_sender_is_told_when_a_message_is_not_passed_on(
    client: Client, actor: Actor, monkeypatch: pytest.MonkeyPatch, sent: Callable[[], list]
) -> None:
    monkeypatch.setattr(messages, "MOST_A_DAY", 1)
    answers = []

    for _number in range(2):
        fill_in(client, form_of(actor), **WORDS)
        question = [letter for letter in sent() if "/bestaetigen/" in letter.body][-1]
        answers.append(fill_in(client, link_in(question.body, "/bestaetigen/"))["Location"])

    assert answers == ["/akteure/nachricht/verschickt/", "/akteure/nachricht/nicht-verschickt/"]
    assert "Ihre Nachricht wurde nicht weitergegeben" in text_of(client.get(answers[1]))


@pytest.mark.parametrize("happens", ["withdrawn", "address gone", "address wrong", "nothing"])
def test_a_message_goes_only_to_an_actor_that_can_still_be_reached(
    client: Client, actor: Actor, sent: Callable[[], list], happens: str
) -> None:
    fill_in(client, form_of(actor), **WORDS)
    letters = list(sent())
    if happens == "withdrawn":
        lifecycle.apply(actor, "withdraw", by=make_staff())
    if happens == "address gone":
        ContactPoint.objects.filter(actor=actor).delete()
    if happens == "address wrong":
        Participant.objects.create(
            email="geheim@verein.example", email_key="geheim@verein.example", wrong_since=timezone.now()
        )

    confirm(client, letters)

    assert bool(ActorMessage.objects.get().sent_at) == (happens == "nothing")
    assert len([letter for letter in sent() if "verein.example" in letter.to[0]]) == int(happens == "nothing")


def test_staff_see_how_many_messages_went_out_and_not_what_they_say(
    client: Client, actor: Actor, sent: Callable[[], list]
) -> None:
    for number in range(2):
        fill_in(client, form_of(actor), **{**WORDS, "email": f"otto{number}@example.org"})
        confirm(client, sent())
    fill_in(client, form_of(actor), **{**WORDS, "email": "nie@example.org"})
    client.force_login(make_staff())

    page = text_of(client.get(reverse("admin:actors_actor_change", args=[actor.pk])))

    assert "2 Nachrichten weitergegeben" in page and "ich möchte mitmachen" not in page
