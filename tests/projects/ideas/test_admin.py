"""Back office of ideas: transitions, preview, list, calls, redaction."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core.models import Street, Topic, User
from eving.core.workflow import lifecycle
from eving.core.working_days import promised_date
from projects.models import Idea, IdeaState
from projects.services import ideas
from projects.workflow.ideas import LIFECYCLE
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields, text_of

pytestmark = pytest.mark.django_db

REASON = "Der Platz gehört der Bahn. Wir haben dort nachgefragt."
CALL = {
    "title": "Ein Spiegel an der Ecke Deutsche Straße",
    "text": "Man sieht die Kinder nicht kommen.",
    "channel": "phone",
    "name": "Gerda Beispiel",
    "name_display": "first",
    "phone": "0231 4711",
    "privacy_informed": "on",
}


@pytest.fixture
def anna() -> User:
    return make_staff(username="anna", first_name="Anna", last_name="Kowalski")


@pytest.fixture
def staff(client: Client, anna: User) -> Client:
    client.force_login(anna)
    return client


def page_of(name: str, idea: Idea, *args: Any) -> str:
    return reverse(f"admin:projects_idea_{name}", args=[idea.pk, *args])


def take(client: Client, idea: Idea, transition: str, text: str = "") -> HttpResponse:
    return fill_in(client, page_of("transition", idea, transition), text=text)


# ---------------------------------------------------------------- decisions
@pytest.mark.parametrize(
    ("before", "transition", "after", "is_public", "is_notified"),
    [
        ("submitted", "publish", IdeaState.PUBLISHED, True, True),
        ("submitted", "ask", IdeaState.QUERY, False, True),
        ("submitted", "decline", IdeaState.DECLINED, False, True),
        ("published", "withdraw", IdeaState.WITHDRAWN, False, True),
        ("published", "accept", IdeaState.ACCEPTED, True, True),
        ("submitted", "spam", IdeaState.SPAM, False, False),
        ("spam", "not_spam", IdeaState.SUBMITTED, False, False),
    ],
)
def test_a_button_takes_the_transition_writes_the_history_and_notifies_the_author(
    staff: Client,
    anna: User,
    sent: Callable,
    before: str,
    transition: str,
    after: str,
    is_public: bool,
    is_notified: bool,
) -> None:
    idea = make_idea(state=before, by=anna, email="erika@example.org")
    told = len(sent())
    assert page_of("transition", idea, transition) in staff.get(page_of("change", idea)).content.decode()

    answer = take(staff, idea, transition, REASON)

    assert (answer.status_code, answer["Location"]) == (302, page_of("change", idea))
    saved = Idea.objects.get(pk=idea.pk)
    entry = saved.history.last()
    assert (saved.state, saved.is_public) == (after, is_public)
    assert (entry.by, entry.from_state, entry.to_state, entry.text) == (anna, before, after, REASON)
    mails = sent()[told:]
    assert [mail.to for mail in mails] == ([["Erika Beispiel <erika@example.org>"]] if is_notified else [])
    assert all(REASON in mail.body for mail in mails)


def test_the_page_of_a_transition_says_what_happens_and_who_is_notified(staff: Client) -> None:
    idea = make_idea(state="submitted", email="erika@example.org", text="Wer wartet, möchte sitzen.")

    page = staff.get(page_of("transition", idea, "decline"))

    effect = str(LIFECYCLE.transition("decline").help)
    for expected in (effect, "erika@example.org", idea.title, "Wer wartet, möchte sitzen."):
        assert expected in text_of(page)


def test_a_missing_reason_is_asked_for_and_nothing_is_decided(staff: Client) -> None:
    idea = make_idea(state="submitted")

    page = take(staff, idea, "decline", "   ")

    assert page.status_code == 200
    assert _("Please give a reason. The person reads it.") in text_of(page)
    assert "<title>" + _("Error:") in page.content.decode()
    assert Idea.objects.get(pk=idea.pk).state == IdeaState.SUBMITTED


def test_a_text_that_is_too_long_stays_in_the_field(staff: Client) -> None:
    idea, long = make_idea(state="submitted"), "sehr " * 700

    page = take(staff, idea, "decline", long)

    assert long.strip() in page.content.decode()
    assert Idea.objects.get(pk=idea.pk).state == IdeaState.SUBMITTED


def test_who_decides_second_is_told_and_nothing_is_overwritten(staff: Client) -> None:
    idea = make_idea(state="submitted")
    bert = make_staff(first_name="Bert", last_name="Zweiter")
    seen = hidden_fields(staff.get(page_of("transition", idea, "decline")))
    lifecycle.apply(idea, "publish", by=bert, text="Schöne Idee.")

    page = staff.post(page_of("transition", idea, "decline"), {**seen, "text": REASON})

    assert page.status_code == 200
    assert _("Somebody else changed this in the meantime. Please look again before you decide.") in text_of(page)
    assert "Bert Zweiter" in text_of(page) and "Schöne Idee." in text_of(page)
    assert REASON in page.content.decode()
    saved = Idea.objects.get(pk=idea.pk)
    assert (saved.state, saved.history.filter(text=REASON).count()) == (IdeaState.PUBLISHED, 0)

    # Having read it, one may still decide: the page carries the new version now.
    answer = staff.post(page_of("transition", idea, "decline"), {**hidden_fields(page), "text": REASON})
    assert answer.status_code == 302
    assert Idea.objects.get(pk=idea.pk).state == IdeaState.DECLINED


def test_without_the_version_the_second_decision_would_overwrite_the_first(anna: User) -> None:
    """The twin: without the version of the hidden field the conflict goes unnoticed."""
    idea = make_idea(state="submitted")
    stale = Idea.objects.get(pk=idea.pk)
    lifecycle.apply(idea, "publish", by=make_staff(), text="Schöne Idee.")

    lifecycle.apply(stale, "decline", by=anna, text=REASON, seen_version=None)

    assert Idea.objects.get(pk=idea.pk).state == IdeaState.DECLINED


def test_a_transition_that_is_not_possible_is_explained(staff: Client) -> None:
    idea = make_idea(state="submitted")

    opened = staff.get(page_of("transition", idea, "finish"), follow=True)
    posted = staff.post(page_of("transition", idea, "finish"), {"text": REASON, "version": idea.version})

    refused = _("This step is not possible from “%(state)s”.") % {"state": idea.get_state_display()}
    assert refused in text_of(opened) and refused in text_of(posted)
    assert REASON in posted.content.decode()
    assert Idea.objects.get(pk=idea.pk).state == IdeaState.SUBMITTED


@pytest.mark.parametrize("transition", ["confirm", "answer", "gibt-es-nicht"])
def test_transitions_that_are_not_the_offices_do_not_exist(staff: Client, transition: str) -> None:
    idea = make_idea(state="unconfirmed")

    assert staff.get(page_of("transition", idea, transition)).status_code == 404
    assert page_of("transition", idea, transition) not in staff.get(page_of("change", idea)).content.decode()


def test_asking_somebody_without_address_is_refused_with_a_way_out(staff: Client, anna: User) -> None:
    fill_in(staff, reverse("admin:projects_idea_add"), **CALL)
    idea = Idea.objects.get()

    # As from a page that was opened before the address was noted as wrong.
    page = staff.post(page_of("transition", idea, "ask"), {"text": "Welche Ecke meinen Sie?", "version": idea.version})

    assert "0231 4711" in text_of(page)
    assert "Welche Ecke meinen Sie?" in page.content.decode()
    assert Idea.objects.get().state == IdeaState.SUBMITTED


def test_after_a_decision_the_next_case_is_one_click_away(staff: Client) -> None:
    idea, other = make_idea(state="submitted"), make_idea(state="submitted")
    answer = take(staff, idea, "publish")
    assert page_of("change", other) in staff.get(answer["Location"]).content.decode()

    answer = take(staff, other, "publish")

    assert _("Check the next idea") not in text_of(staff.get(answer["Location"]))


# ---------------------------------------------------------------- preview and the page of a case
def test_the_preview_shows_an_unpublished_idea_to_staff_only(staff: Client) -> None:
    idea = make_idea(state="submitted", text="Das soll noch niemand lesen.")
    address = page_of("preview", idea)

    page = staff.get(address)
    anonymous = Client().get(address)

    assert "Das soll noch niemand lesen." in text_of(page)
    assert (anonymous.status_code, anonymous["Location"].split("?")[0]) == (302, "/verwaltung/login/")
    assert Client().get(f"/ideen/{idea.number}/").status_code == 404


def test_the_preview_offers_to_follow_what_can_be_followed_alone(staff: Client) -> None:
    public, hidden = make_idea(), make_idea(state="submitted")

    pages = [staff.get(page_of("preview", idea)).content.decode() for idea in (public, hidden)]

    assert [f"/folgen/?idee={idea.number}" in page for idea, page in zip((public, hidden), pages, strict=True)] == [
        True, False,
    ]  # fmt: skip


def test_the_page_of_a_case_shows_how_to_reach_the_author_and_what_happened(staff: Client, anna: User) -> None:
    idea = make_idea(state="query", by=anna, email="erika@example.org", phone="0231 / 12 34-56", name_display="first")

    page = staff.get(page_of("change", idea))

    html, text = page.content.decode(), text_of(page)
    assert 'href="mailto:erika@example.org"' in html and 'href="tel:0231123456"' in html
    assert "Erika Beispiel" in text and idea.number in text and "Anna Kowalski" in text
    assert "Wir haben darüber gesprochen." in text
    assert page.context["due_on"] and not page.context["is_overdue"]


def test_a_broken_promise_and_a_suspicion_are_marked(staff: Client) -> None:
    idea = make_idea(state="submitted", screening="too fast")
    Idea.objects.filter(pk=idea.pk).update(answer_due_on=timezone.localdate() - timedelta(days=1))

    page = staff.get(page_of("change", idea))

    assert _("Answer overdue, promised by") in text_of(page)
    assert _("The form came back within a few seconds.") in text_of(page)


def test_the_page_of_a_case_without_person_still_opens(staff: Client) -> None:
    idea = make_idea()
    ideas.erase_idea(idea.contribution)

    assert _("This case holds no personal details.") in text_of(staff.get(page_of("change", idea)))


def test_the_page_of_a_case_costs_the_same_whatever_its_history(staff: Client, django_assert_max_num_queries) -> None:
    short, long = make_idea(state="submitted"), make_idea(state="archived")
    with django_assert_max_num_queries(24) as one:
        staff.get(page_of("change", short))

    with django_assert_max_num_queries(24) as other:
        staff.get(page_of("change", long))

    assert len(other) == len(one)


def test_staff_correct_an_idea_and_the_search_follows(staff: Client) -> None:
    idea = make_idea(title="Eine Bnk am Weg")
    topic = Topic.objects.filter(is_active=True).first()

    answer = save(staff, idea, title="Eine Sitzgruppe am Weg", topics=[topic.pk])

    saved = Idea.objects.get(pk=idea.pk)
    assert (answer.status_code, answer["Location"]) == (302, page_of("change", idea))
    assert (saved.title, list(saved.topics.all()), saved.version) == (
        "Eine Sitzgruppe am Weg",
        [topic],
        1 + idea.version,
    )
    assert saved.state == IdeaState.PUBLISHED
    assert "Eine Sitzgruppe am Weg" in text_of(Client().get("/ideen/?q=Sitzgruppe"))


def test_two_corrections_at_once_do_not_overwrite_each_other(staff: Client) -> None:
    idea = make_idea(title="Eine Bnk")
    mine = hidden_fields(staff.get(page_of("change", idea)))
    save(staff, idea, title="Eine Bank")

    page = staff.post(page_of("change", idea), {**mine, "title": "Ein Bänkchen", "text": idea.text})

    assert Idea.objects.get(pk=idea.pk).title == "Eine Bank"
    assert "Ein Bänkchen" in page.content.decode() and page.context["errors"]


def save(client: Client, idea: Idea, **values: Any) -> HttpResponse:
    return fill_in(client, page_of("change", idea), **{"title": idea.title, "text": idea.text, **values})


# ---------------------------------------------------------------- the list
def test_the_list_finds_by_number_words_and_author_and_filters_what_is_late(staff: Client) -> None:
    late, other = make_idea(state="submitted", name="Gerda Müller"), make_idea(state="submitted")
    closed = make_idea(state="done")
    Idea.objects.filter(pk=late.pk).update(answer_due_on=timezone.localdate() - timedelta(days=2))
    path = reverse("admin:projects_idea_changelist")

    def found(query: str) -> list[Idea]:
        return list(staff.get(f"{path}?{query}").context["cl"].result_list)

    assert found("") == [late, other, closed]
    assert found("promise=late") == [late] and found("promise=open") == [other]
    assert found("q=Gerda") == [late] and found(f"q={closed.number}") == [closed]
    assert found("state__exact=done") == [closed]
    assert text_of(staff.get(f"{path}?promise=late")).count(_("overdue since %(day)s").split("%")[0].strip()) == 1


def test_the_list_costs_the_same_with_one_and_with_three(staff: Client, django_assert_max_num_queries) -> None:
    street = Street.objects.first()
    make_idea(state="submitted", street=street)
    path = reverse("admin:projects_idea_changelist")
    with django_assert_max_num_queries(12) as one:
        staff.get(path)
    make_idea(state="published", street=Street.objects.last()), make_idea(state="spam")

    with django_assert_max_num_queries(12) as three:
        page = staff.get(path)

    assert page.context["cl"].result_count == 3
    assert len(three) == len(one)


# ---------------------------------------------------------------- calls
def test_a_call_becomes_a_submitted_idea_without_mail(staff: Client, anna: User, sent: Callable) -> None:
    answer = fill_in(staff, reverse("admin:projects_idea_add"), **CALL)

    idea = Idea.objects.select_related("contribution").get()
    contribution = idea.contribution
    assert answer["Location"] == page_of("change", idea)
    assert idea.number in text_of(staff.get(answer["Location"]))
    assert (idea.state, idea.is_public) == (IdeaState.SUBMITTED, False)
    assert idea.answer_due_on == promised_date(timezone.localdate())
    assert (contribution.channel, contribution.recorded_by, contribution.participant, contribution.phone) == (
        "phone",
        anna,
        None,
        "0231 4711",
    )
    assert (contribution.name, contribution.name_display) == ("Gerda Beispiel", "first")
    assert [mail.to for mail in sent()] == []


def test_a_call_with_address_gets_a_receipt(staff: Client, sent: Callable) -> None:
    fill_in(staff, reverse("admin:projects_idea_add"), **CALL, email="gerda@example.org")

    assert [mail.to for mail in sent()] == [["Gerda Beispiel <gerda@example.org>"]]


def test_the_same_call_sent_twice_is_noted_once(staff: Client) -> None:
    path = reverse("admin:projects_idea_add")
    values = {**hidden_fields(staff.get(path)), **CALL}

    first, second = staff.post(path, values), staff.post(path, values)

    assert first["Location"] == second["Location"]
    assert Idea.objects.count() == 1


def test_a_call_note_keeps_what_was_typed_when_something_is_missing(staff: Client) -> None:
    path = reverse("admin:projects_idea_add")
    topic = Topic.objects.filter(is_active=True).first()
    typed = {**CALL, "topics": [topic.pk]}
    del typed["channel"], typed["privacy_informed"]

    page = fill_in(staff, path, **typed)

    html = page.content.decode()
    assert CALL["title"] in html and CALL["text"] in html and "0231 4711" in html
    assert set(page.context["form"].errors) == {"channel", "privacy_informed"}
    assert page.context["form"]["topics"].value() == [str(topic.pk)]
    assert Idea.objects.count() == 0


def test_a_call_note_with_a_forged_key_is_asked_for_once_more_and_then_works(staff: Client) -> None:
    path = reverse("admin:projects_idea_add")
    topic = Topic.objects.filter(is_active=True).first()

    page = staff.post(path, {**CALL, "topics": [topic.pk], "form_key": "selbstgemacht"})
    assert (page.status_code, Idea.objects.count()) == (200, 0)

    staff.post(path, {**CALL, "topics": page.context["form"]["topics"].value(), **hidden_fields(page)})
    assert list(Idea.objects.get().topics.all()) == [topic]


# ---------------------------------------------------------------- redaction
def test_a_text_is_removed_from_the_history_and_the_rest_stays(staff: Client, anna: User) -> None:
    idea = make_idea()
    lifecycle.apply(idea, "accept", by=anna, text="Frau Geheim aus der Hessischen Straße hilft mit.")
    entry = idea.history.last()
    public = f"/ideen/{idea.number}/"
    assert "Frau Geheim" in text_of(Client().get(public, follow=True))

    page = fill_in(staff, page_of("redact", idea, entry.pk), reason="nennt eine Privatperson")

    assert page.status_code == 302
    entry.refresh_from_db()
    assert (entry.text, entry.redacted_by, entry.redaction_reason) == ("[entfernt]", anna, "nennt eine Privatperson")
    assert (entry.by, entry.from_state, entry.to_state) == (anna, "published", "accepted")
    assert "Frau Geheim" not in text_of(Client().get(public, follow=True))
    case = staff.get(page_of("change", idea))
    assert "nennt eine Privatperson" in text_of(case) and "Frau Geheim" not in text_of(case)


def test_a_redaction_needs_a_reason_and_the_right_idea(staff: Client) -> None:
    idea, other = make_idea(), make_idea()
    entry = idea.history.last()

    page = fill_in(staff, page_of("redact", idea, entry.pk), reason=" ")

    assert page.status_code == 200 and page.context["form"].errors
    assert staff.get(page_of("redact", other, entry.pk)).status_code == 404
    entry.refresh_from_db()
    assert (entry.redacted_at, entry.text) == (None, "Wir haben darüber gesprochen.")
