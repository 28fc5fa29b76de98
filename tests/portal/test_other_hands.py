"""Slips, links and limits in other hands: what a stranger, a second press and a colleague in a hurry can not do."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from actors import messages
from actors.services import Contact
from eving.core.models import Contribution, Subscription
from eving.core.workflow import lifecycle
from eving.portal.services import unconfirmed
from projects.models import Idea, Support
from projects.services import ideas
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields, link_in, text_of
from tests.portal.test_thanks import IDEA, change_link, page_after

pytestmark = pytest.mark.django_db


def supporter(client: Client, sent: Any, idea: Idea, email: str, **more: str) -> None:
    fill_in(client, f"/ideen/{idea.number}/unterstuetzen/", email=email, **more)
    fill_in(client, link_in(sent()[-1].body, "/bestaetigen/"))


def test_correcting_to_another_address_tells_nothing_about_who_supports(client: Client, sent) -> None:
    """Type the victim's address with the box ticked, correct it to mine: which mail do I get?"""
    idea = make_idea(email="wer@example.org")
    supporter(client, sent, idea, "opfer@example.org")
    path = f"/ideen/{idea.number}/unterstuetzen/"
    letters = []
    for typed, own in (("opfer@example.org", "ich1@example.org"), ("niemand@example.org", "ich2@example.org")):
        answer = fill_in(client, path, email=typed, also_follow="on")
        fill_in(client, change_link(client, answer), email=own)
        letters.append([letter for letter in sent() if letter.to == [own]][-1])
    assert letters[0].subject == letters[1].subject
    assert Support.objects.filter(participant__email="ich1@example.org").exists()


@pytest.mark.parametrize("known", ["support_and_follow", "follow"])
def test_correcting_tells_nothing_about_who_follows(client: Client, sent, known: str) -> None:
    idea = make_idea(email="wer@example.org")
    path = f"/ideen/{idea.number}/unterstuetzen/"
    ticked = {}
    if known == "follow":
        fill_in(client, f"/folgen/?idee={idea.number}", email="opfer@example.org")
        fill_in(client, link_in(sent()[-1].body, "/bestaetigen/"))
        ticked = {"also_follow": "on"}
    else:
        supporter(client, sent, idea, "opfer@example.org", also_follow="on")
    for typed, own in (("opfer@example.org", "ich1@example.org"), ("niemand@example.org", "ich2@example.org")):
        answer = fill_in(client, path, email=typed, **ticked)
        fill_in(client, change_link(client, answer), email=own)
        sent()
    follows = {row.participant.email for row in Subscription.objects.all()}
    assert ("ich1@example.org" in follows) == ("ich2@example.org" in follows) == bool(ticked)


def test_an_old_link_in_other_hands_names_no_address_and_changes_none(client: Client, sent) -> None:
    fill_in(client, "/ideen/neu/", **IDEA, email="erika@example.org")
    old = link_in(sent()[-1].body, "/bestaetigen/")
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        answer = fill_in(client, old)  # “Send me a new link”
        said = page_after(client, answer)
        assert "erika@example.org" not in said  # whoever has an old link learns the address
        page = client.get(answer["Location"]).content.decode()
        assert "/bestaetigen/adresse/" not in page


@pytest.mark.parametrize("kind", ["idea", "support"])
def test_a_second_press_on_change_the_address_is_harmless(client: Client, sent, kind: str) -> None:
    idea = make_idea(email="wer@example.org")
    if kind == "idea":
        answer = fill_in(client, "/ideen/neu/", **IDEA, email="falsch@example.org")
    else:
        answer = fill_in(client, f"/ideen/{idea.number}/unterstuetzen/", email="falsch@example.org")
    path = change_link(client, answer)
    typed = {**hidden_fields(client.get(path)), "email": "richtig@example.org"}
    first, second = client.post(path, typed), client.post(path, typed)
    assert (first.status_code, second.status_code) == (302, 302), text_of(second)[-600:]


def test_what_the_office_marked_as_spam_does_not_wait_for_confirmation(client: Client, sent) -> None:
    idea = make_idea(state="unconfirmed", email="uli@example.org")
    lifecycle.apply(idea, "spam", by=make_staff(), text="")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert not unconfirmed.waiting().exists()


def test_what_was_withdrawn_does_not_wait_for_confirmation(client: Client, sent) -> None:
    idea = make_idea(state="unconfirmed", email="uli@example.org")
    lifecycle.apply(idea, "withdraw", by="author", text="")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert not unconfirmed.waiting().exists()


def test_what_was_withdrawn_does_not_stand_beside_what_can_be_confirmed(client: Client, sent) -> None:
    gone = make_idea(state="unconfirmed", email="uli@example.org", title="Zurückgezogen")
    lifecycle.apply(gone, "withdraw", by="author", text="")
    fill_in(client, "/ideen/neu/", **IDEA, email="uli@example.org")
    page = client.get(link_in(sent()[-1].body, "/bestaetigen/"))
    assert "Zurückgezogen" not in text_of(page)


def test_what_was_confirmed_by_telephone_is_not_moved_by_a_second_call(client: Client, sent) -> None:
    staff = make_staff()
    idea = make_idea(state="unconfirmed", email="uli@example.org")
    unconfirmed.confirm_by_telephone(idea.contribution, "uli@example.org", by=staff)
    with pytest.raises(ValidationError):
        unconfirmed.confirm_by_telephone(idea.contribution, "andere@example.org", by=staff)
    assert Contribution.objects.get(pk=idea.contribution_id).email == "uli@example.org"


def test_a_correction_of_a_support_whose_idea_is_gone_promises_no_mail(client: Client, sent) -> None:
    staff = make_staff()
    idea = make_idea(email="wer@example.org", by=staff)
    answer = fill_in(client, f"/ideen/{idea.number}/unterstuetzen/", email="falsch@example.org")
    path = change_link(client, answer)
    lifecycle.apply(idea, "withdraw", by="author", text="")
    sent().clear()
    changed = fill_in(client, path, email="richtig@example.org")
    said = page_after(client, changed) if changed.status_code == 302 else ""
    got = [letter for letter in sent() if letter.to == ["richtig@example.org"]]
    assert bool(got) == ("unterwegs" in said), said


def test_changing_away_at_once_leaves_the_owner_of_the_address_a_mail(client: Client, sent) -> None:
    """Type the victim's address and change it at once, twice, before the worker sends: 0 mails, all counted."""
    for number in range(2):
        answer = fill_in(client, "/ideen/neu/", **{**IDEA, "title": f"B{number}"}, email="opfer@example.org")
        fill_in(client, change_link(client, answer), email=f"weg{number}@example.org")
    said = page_after(client, fill_in(client, "/ideen/neu/", **IDEA, email="opfer@example.org"))
    assert [letter for letter in sent() if letter.to == ["opfer@example.org"]], said


def test_a_second_press_does_not_turn_a_refusal_into_a_promise(client: Client, sent) -> None:
    make_idea(email="uli@example.org")
    for _ in range(3):
        fill_in(client, "/meine-daten/", email="uli@example.org")
    typed = {**hidden_fields(client.get("/meine-daten/")), "email": "uli@example.org"}
    first, second = (text_of(client.post("/meine-daten/", typed)) for _ in range(2))
    assert "Heute kein neuer Link" in first
    assert "Heute kein neuer Link" in second


def test_after_a_correction_in_the_office_the_log_still_says_who(client: Client, sent) -> None:
    staff = make_staff()
    idea = make_idea(email="wer@example.org")
    fill_in(client, f"/ideen/{idea.number}/unterstuetzen/", email="falsch@example.org")
    unconfirmed.correct(Contribution.objects.get(kind="support"), "richtig@example.org", by=staff)
    new = Contribution.objects.get(kind="support")
    assert LogEntry.objects.filter(object_id=str(new.pk)).exists()


def test_the_queue_does_not_blame_a_link_that_never_went_out(client: Client, sent, settings) -> None:
    settings.MAIL_CONFIRMATIONS_PER_DAY = 0
    fill_in(client, "/ideen/neu/", **IDEA, email="uli@example.org")
    assert not sent()
    Contribution.objects.update(screening="")
    staff = Client()
    staff.force_login(make_staff())
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        page = staff.get(f"/verwaltung/core/contribution/{Contribution.objects.get().pk}/change/")
    assert "wurde nicht gedrückt" not in text_of(page)


def test_a_support_of_a_stranger_leaves_the_own_wish_for_news_alone(client: Client, sent) -> None:
    """A stranger's support with the box ticked must not take the victim's own pending wish along."""
    idea = make_idea(email="wer@example.org")
    fill_in(client, f"/folgen/?idee={idea.number}", email="opfer@example.org")  # theirs, not confirmed yet
    answer = fill_in(client, f"/ideen/{idea.number}/unterstuetzen/", email="opfer@example.org", also_follow="on")
    fill_in(client, change_link(client, answer), email="fremd@example.org")
    assert Subscription.objects.filter(participant__email="opfer@example.org").exists()


def test_the_thanks_page_of_a_stranger_does_not_tell_who_confirmed(client: Client, sent) -> None:
    idea = make_idea(email="wer@example.org")
    path = f"/ideen/{idea.number}/unterstuetzen/"
    answer = fill_in(client, path, email="opfer@example.org")
    before = text_of(client.get(answer["Location"]))
    fill_in(Client(), path, email="opfer@example.org")  # the victim supports by themselves
    fill_in(Client(), link_in(sent()[-1].body, "/bestaetigen/"))
    assert text_of(client.get(answer["Location"])) == before


def test_two_presses_at_once_pass_a_message_on_once(client: Client, sent) -> None:
    """Both requests have read the row before the first has written it, as on a double click."""

    actor = make_actor(contact=Contact(email="verein@example.org", may_be_published=True))
    message, _new = messages.write_to_actor(
        actor, key=uuid.uuid4(), text="Hallo", name="E", email="e@example.org", shares_address=False,
        privacy_version="t",
    )  # fmt: skip
    ProcrastinateJob.objects.all().delete()
    first, second = (Contribution.objects.get(pk=message.contribution_id) for _ in range(2))
    messages.confirm_message(first)
    messages.confirm_message(second)
    names = [job.args["name"] for job in ProcrastinateJob.objects.all()]
    assert names and len(names) == len(set(names)), names


def test_what_was_corrected_lives_as_long_as_its_link(client: Client, sent, settings) -> None:
    idea = make_idea(state="unconfirmed", email="falsch@example.org")
    staff = make_staff()
    day_29 = timezone.now() + timedelta(days=settings.PURGE_UNCONFIRMED_DAYS - 1)
    with time_machine.travel(day_29):
        unconfirmed.correct(idea.contribution, "richtig@example.org", by=staff)
        body = sent()[-1].body
    with time_machine.travel(day_29 + timedelta(days=2)):
        ideas.purge_unconfirmed(timezone.now(), False)
        page = client.get(link_in(body, "/bestaetigen/"))
    assert "gilt 7 Tage" in body and page.status_code == 200


def test_confirming_spam_by_telephone_says_what_is_so() -> None:
    staff = make_staff()
    idea = make_idea(state="unconfirmed", email="uli@example.org")
    lifecycle.apply(idea, "spam", by=staff, text="")
    with pytest.raises(ValidationError) as told:
        unconfirmed.confirm_by_telephone(idea.contribution, "uli@example.org", by=staff)
    assert "inzwischen bestätigt" not in str(told.value)


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Do all at the same moment; returns what each gave, or the error it raised."""
    start, got = threading.Barrier(len(actions)), [None] * len(actions)

    def run(place: int) -> None:
        try:
            start.wait()
            got[place] = actions[place]()
        except BaseException as error:
            got[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def poster(path: str, typed: dict[str, Any]) -> Callable[[], int]:
    client = Client(raise_request_exception=False)
    return lambda: client.post(path, typed).status_code


@pytest.mark.django_db(transaction=True)
def test_crosswise_corrections_do_not_lock_each_other_out(client: Client) -> None:
    for turn in range(4):
        a, b = f"a{turn}@example.org", f"b{turn}@example.org"
        actions = []
        for number, (old, new) in enumerate(((a, b), (b, a))):
            answer = fill_in(client, "/ideen/neu/", **{**IDEA, "title": f"{turn} {number}"}, email=old)
            path = change_link(client, answer)
            actions.append(poster(path, {**hidden_fields(client.get(path)), "email": new}))
        assert at_once(*actions) == [302, 302], turn
