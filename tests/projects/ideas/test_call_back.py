"""Calls back to authors whom no mail reaches."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eving.core.models import Participant, User
from eving.core.workflow import lifecycle
from projects.models import Idea, IdeaState
from projects.services import ideas
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, text_of
from tests.projects.ideas.test_admin import CALL

pytestmark = pytest.mark.django_db
NO_ADDRESS = "Eine Rückfrage per E-Mail ist nicht möglich: Es gibt keine Adresse."
COMES_BACK = "Eine Rückfrage per E-Mail ist nicht möglich: E-Mails an diese Adresse kommen zurück."


@pytest.fixture
def anna() -> User:
    return make_staff(first_name="Anna", last_name="Kowalski")


@pytest.fixture
def staff(client: Client, anna: User) -> Client:
    client.force_login(anna)
    return client


def page_of(name: str, idea: Idea, *args: Any) -> str:
    return reverse(f"admin:projects_idea_{name}", args=[idea.pk, *args])


def by_telephone(staff: Client, **fields: str) -> Idea:
    """An idea that the office recorded for somebody without e-mail."""
    assert fill_in(staff, reverse("admin:projects_idea_add"), **{**CALL, **fields}).status_code == 302
    return Idea.objects.latest("pk")


def with_wrong_address(state: str = "submitted", **fields: Any) -> Idea:
    idea = make_idea(state=state, **fields)
    Participant.objects.filter(contributions__idea=idea).update(wrong_since=timezone.now())
    return Idea.objects.get(pk=idea.pk)


def test_who_can_be_mailed_is_asked_by_mail(staff: Client) -> None:
    idea = make_idea(state="submitted")

    page = staff.get(page_of("change", idea))

    html = page.content.decode()
    assert page_of("transition", idea, "ask") in html and page_of("call_back", idea) not in html
    assert staff.get(page_of("transition", idea, "ask")).status_code == 200


@pytest.mark.parametrize("why", ["no address", "wrong address"])
def test_whom_no_mail_reaches_is_called(staff: Client, why: str) -> None:
    idea = by_telephone(staff) if why == "no address" else with_wrong_address(phone="0231 4711")
    sentence = NO_ADDRESS if why == "no address" else COMES_BACK

    page = staff.get(page_of("change", idea))
    opened = staff.get(page_of("transition", idea, "ask"), follow=True)

    html = page.content.decode()
    assert page_of("transition", idea, "ask") not in html and page_of("call_back", idea) in html
    assert f"{sentence} Bitte rufen Sie 0231 4711 an und notieren Sie den Rückruf." in text_of(page)
    assert opened.redirect_chain == [(page_of("change", idea), 302)] and sentence in text_of(opened)


def test_without_address_and_number_the_page_says_what_is_left(staff: Client) -> None:
    idea = by_telephone(staff, phone="")

    text = text_of(staff.get(page_of("change", idea)))

    assert f"{NO_ADDRESS} Eine Telefonnummer gibt es auch nicht." in text


def test_who_may_not_see_persons_reads_no_number() -> None:
    idea = with_wrong_address(phone="0231 4711")
    editor = make_staff(is_superuser=False)
    editor.groups.add(Group.objects.get(name="Redaktion"))
    client = Client()
    client.force_login(editor)

    text = text_of(client.get(page_of("change", idea)))

    assert "0231 4711" not in text


def test_a_call_back_is_a_note_of_the_office_with_its_day(staff: Client, anna: User) -> None:
    idea = by_telephone(staff)
    day = timezone.localdate() + timedelta(days=2)

    answer = fill_in(
        staff,
        page_of("call_back", idea),
        internal_note="Welche Ecke meint sie? Nicht da.",
        follow_up_on=day.isoformat(),
    )

    assert answer["Location"] == page_of("change", idea)
    idea.refresh_from_db()
    assert (idea.follow_up_on, idea.state) == (day, IdeaState.SUBMITTED)
    entry = idea.history.last()
    assert entry is not None and entry.is_internal_note and not entry.is_public and entry.by == anna
    assert entry.text == "Rückruf:\nWelche Ecke meint sie? Nicht da."


def test_an_empty_call_back_is_asked_for_words(staff: Client) -> None:
    idea = by_telephone(staff)

    answer = fill_in(staff, page_of("call_back", idea), internal_note=" ", follow_up_on="")

    assert "Bitte schreiben Sie etwas." in text_of(answer)
    assert not [entry for entry in idea.history.all() if entry.is_internal_note]


def test_a_call_back_does_not_overwrite_the_day_of_a_colleague(staff: Client) -> None:
    idea = by_telephone(staff)
    seen = staff.get(page_of("call_back", idea)).context["form"].initial["seen"]
    theirs, mine = (timezone.localdate() + timedelta(days=days) for days in (3, 9))
    staff.post(page_of("call_back", idea), {"internal_note": "Erste", "follow_up_on": theirs.isoformat(), "seen": seen})

    late = staff.post(
        page_of("call_back", idea), {"internal_note": "Zweite", "follow_up_on": mine.isoformat(), "seen": seen}
    )

    idea.refresh_from_db()
    assert idea.follow_up_on == theirs
    assert "Zweite" in late.content.decode() and "Inzwischen hat jemand anderes das geändert" in text_of(late)


def test_readers_cannot_note_a_call() -> None:
    idea = with_wrong_address()
    reader = make_staff(is_superuser=False)
    reader.groups.add(Group.objects.get(name="Lesen"))
    client = Client()
    client.force_login(reader)

    assert client.get(page_of("call_back", idea)).status_code == 403
    assert page_of("call_back", idea) not in client.get(page_of("change", idea)).content.decode()


def test_the_service_refuses_a_question_that_would_not_arrive(anna: User) -> None:
    with pytest.raises(ValidationError, match="kommen zurück"):
        lifecycle.apply(with_wrong_address(), "ask", by=anna, text="Welche Ecke?")


def test_an_open_question_that_can_no_longer_be_answered_by_mail_leads_to_the_telephone(staff: Client) -> None:
    idea = with_wrong_address("query", phone="0231 4711")

    html = staff.get(page_of("change", idea)).content.decode()

    assert page_of("call_back", idea) in html and page_of("transition", idea, "resume") in html


@pytest.mark.parametrize("reaches", [True, False])
def test_no_page_promises_a_mail_that_cannot_arrive(staff: Client, reaches: bool) -> None:
    idea = make_idea(state="published") if reaches else with_wrong_address("published")
    entry = idea.history.get(to_state=IdeaState.PUBLISHED)
    mailed = "und die Person per E-Mail", "die Person auch per E-Mail"
    pages = [
        page_of("transition", idea, "review"),
        page_of("transition", idea, "decline"),
        page_of("prepare", idea),
        page_of("correct", idea, entry.pk),
    ]

    for page in pages:
        text = text_of(staff.get(page))
        assert any(promise in text for promise in mailed) == reaches, page
        assert ("ist per E-Mail nicht zu erreichen" in text) != reaches, page


def test_writing_to_somebody_whom_no_mail_reaches_is_not_begun(staff: Client) -> None:
    idea = with_wrong_address("published")

    opened = staff.get(page_of("write", idea), follow=True)

    assert "Es gibt keine E-Mail-Adresse, an die eine E-Mail ginge." in text_of(opened)
    assert staff.get(page_of("write", make_idea())).status_code == 200


def test_the_page_of_a_case_costs_the_same_whether_a_mail_arrives(staff: Client, django_assert_max_num_queries) -> None:
    reached, unreached = make_idea(state="submitted"), with_wrong_address()
    with django_assert_max_num_queries(100) as one:
        staff.get(page_of("change", reached))

    with django_assert_max_num_queries(100) as other:
        staff.get(page_of("change", unreached))

    assert len(one) == len(other)


def test_erased_persons_leave_no_offer_to_call(staff: Client) -> None:
    idea = make_idea(state="published")
    ideas.erase_idea(idea.contribution)

    assert page_of("call_back", idea) not in staff.get(page_of("change", idea)).content.decode()
