"""Links in mails: opening shows, only a person's press acts, twice is harmless."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from eving.core.models import Contribution, Participant, Role
from eving.core.people import links, participants
from eving.core.workflow import lifecycle
from eving.portal.services import office_messages
from projects.models import Idea, IdeaState
from projects.services import ideas
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields, link_in, links_in, text_of
from tests.portal.database import snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def idea(db) -> Idea:
    return make_idea(state="unconfirmed", title="Ein Brunnen")


def confirm_path(idea: Idea) -> str:
    return f"/bestaetigen/{links.make(idea.contribution, 'confirm')}/"


def test_the_page_asks_and_the_press_confirms(client: Client, sent, idea: Idea) -> None:
    path = link_in(sent()[0].body, "/bestaetigen/")
    page = client.get(path)

    answer = client.post(path, hidden_fields(page))

    assert "„Ein Brunnen“" in text_of(page) and "Jetzt bestätigen" in text_of(page)
    assert answer.status_code == 302 and answer["Location"].startswith("/ideen/verwalten/")
    idea.refresh_from_db()
    assert (idea.state, idea.contribution.confirmed_at is not None) == (IdeaState.SUBMITTED, True)
    assert client.get(answer["Location"]).status_code == 200


def test_a_mail_scanner_that_opens_every_link_of_every_mail_changes_nothing(client: Client, sent) -> None:
    staff = make_staff()
    waiting = make_idea(state="unconfirmed", email="erika@example.org")
    answered = make_idea(state="query", email="otto@example.org", by=staff)
    make_idea(state="published", email="paula@example.org", by=staff)
    lifecycle.apply(answered, "answer", by=Role.AUTHOR, text="Ja, gern.")
    office_messages.submit(
        key=uuid.uuid4(), kind="barrier", text="Zu klein", email="erika@example.org", privacy_version="t"
    )
    fill_in(client, "/meine-daten/", email="erika@example.org")
    mails = sent()
    before = snapshot()

    paths = {path for mail in mails for path in links_in(mail.body)}
    for path in paths:
        scanner = Client()
        assert scanner.head(path).status_code in (200, 302)
        assert scanner.get(path, follow=True).status_code == 200

    assert {path.split("/")[1] for path in paths} >= {"bestaetigen", "ideen", "meine-daten", "verwaltung"}
    assert snapshot() == before
    waiting.refresh_from_db()
    assert waiting.state == IdeaState.UNCONFIRMED


def test_a_second_press_changes_nothing_and_leads_to_the_idea(client: Client, drain, idea: Idea) -> None:
    path = confirm_path(idea)
    fields = hidden_fields(client.get(path))
    first = client.post(path, fields)
    drain()
    before = snapshot()
    before.pop("core_ratebucket")

    second = client.post(path, fields)

    assert {answer.status_code for answer in (first, second)} == {302}
    assert {answer["Location"].split("/")[2] for answer in (first, second)} == {"verwalten"}
    after = snapshot()
    after.pop("core_ratebucket")
    assert after == before
    assert drain() == 0


def test_after_the_press_the_page_says_so_and_leads_on(client: Client, idea: Idea) -> None:
    ideas.confirm_idea(idea.contribution)

    page = client.get(confirm_path(idea))

    assert "Sie haben schon bestätigt" in text_of(page)
    assert hidden_fields(page) == {}, "there is nothing left to press"
    assert 'href="/ideen/verwalten/' in page.content.decode()


def test_a_late_link_offers_a_fresh_one_that_works(client: Client, sent, idea: Idea) -> None:
    path = confirm_path(idea)
    sent().clear()

    with time_machine.travel(timezone.now() + timedelta(days=8)):
        page = client.get(path)
        answer = client.post(path, hidden_fields(page))
        [mail] = sent()
        fresh = link_in(mail.body, "/bestaetigen/")
        still_waiting = Idea.objects.get(pk=idea.pk).state
        confirmed = fill_in(client, fresh)

    assert "Dieser Link ist abgelaufen" in text_of(page) and "Neuen Link zuschicken" in text_of(page)
    assert (answer.status_code, answer["Location"]) == (302, "/bestaetigen/verschickt/")
    assert "Ein neuer Link ist unterwegs" in text_of(client.get(answer["Location"]))
    assert still_waiting == IdeaState.UNCONFIRMED
    assert confirmed.status_code == 302
    assert Idea.objects.get(pk=idea.pk).state == IdeaState.SUBMITTED


def test_a_late_link_sends_at_most_three_mails_a_day(client: Client, sent, idea: Idea) -> None:
    path = confirm_path(idea)
    sent().clear()

    with time_machine.travel(timezone.now() + timedelta(days=8)):
        answers = [fill_in(client, path)["Location"] for _try in range(5)]
        mails = len(sent())

        said = [text_of(client.get(answer)) for answer in answers]

    assert (set(answers[:3]), mails) == ({"/bestaetigen/verschickt/"}, 3)
    assert ["ist unterwegs" in text for text in said] == [True, True, True, False, False]
    assert all("Heute kein neuer Link" in text for text in said[3:])


def test_a_late_link_of_a_confirmed_idea_opens_no_way_in(client: Client, sent, idea: Idea) -> None:
    """An old mail in the wrong hands must not hand out a management link."""
    path = confirm_path(idea)
    fields = hidden_fields(client.get(path))
    ideas.confirm_idea(idea.contribution)
    sent().clear()

    with time_machine.travel(timezone.now() + timedelta(days=8)):
        page = client.get(path)
        answer = client.post(path, fields)

    assert "Sie haben schon bestätigt" in text_of(page)
    assert "/ideen/verwalten/" not in page.content.decode()
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert sent() == []


def test_links_that_are_not_ours_get_a_sentence_and_a_next_step(client: Client, idea: Idea) -> None:
    row = idea.contribution
    note, _is_new = office_messages.submit(
        key=uuid.uuid4(), kind="contact", text="?", email="n@example.org", privacy_version=""
    )
    pk, made_at, signature = links.make(row, "confirm").split(".")
    wrong = [
        f"{pk}.{int(made_at) + 1}.{signature}",
        f"{int(pk) + 1}.{made_at}.{signature}",
        f"{pk}.{made_at}.{signature[:-1]}",
        f"{10**14}.{made_at}.{signature}",
        links.make(row, "manage"),
        links.make(row.participant, "my-data"),
        links.make(note.contribution, "confirm"),
        "x" * 3000,
    ]

    pages = [client.get(f"/bestaetigen/{token}/") for token in wrong]
    presses = [client.post(f"/bestaetigen/{token}/") for token in wrong]

    assert {page.status_code for page in pages + presses} == {404}
    assert {text_of(page).split(" – ")[0] for page in pages} == {"Dieser Link funktioniert nicht"}
    assert 'href="/meine-daten/"' in pages[0].content.decode()
    assert Contribution.objects.get(pk=row.pk).confirmed_at is None


def test_the_link_of_an_erased_idea_is_like_one_that_never_was(client: Client, idea: Idea) -> None:
    path = confirm_path(idea)

    participants.erase_participant(Participant.objects.get())

    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_a_script_that_presses_without_the_page_is_refused(idea: Idea) -> None:
    """Some scanners submit forms: without our cookie and key nothing happens."""
    browser = Client(enforce_csrf_checks=True)
    path = confirm_path(idea)

    blind = browser.post(path, {}).status_code
    page = browser.get(path)
    without_key = browser.post(path, {"csrfmiddlewaretoken": hidden_fields(page)["csrfmiddlewaretoken"]}).status_code

    assert (blind, without_key) == (403, 422)
    idea.refresh_from_db()
    assert idea.state == IdeaState.UNCONFIRMED
