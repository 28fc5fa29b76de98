"""Tests of work on cases besides deciding: assign, follow up, note, answer templates, bulk actions."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eving.core.models import AnswerTemplate, Contribution, Topic, User
from eving.core.texts import answer_templates, site_texts
from eving.core.workflow import lifecycle
from eving.core.workflow.assignment import Assignment, assign
from eving.core.workflow.work_queue import queue_lines
from projects.mails.ideas import manage_address
from projects.models import Idea, IdeaHistory, IdeaState, Project
from tests.actors.entries import make_actor
from tests.databases import multiply
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields, text_of
from tests.projects.projects.rows import make_project
from vacancies.models import Listing

pytestmark = [pytest.mark.django_db, pytest.mark.server]
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def anna() -> User:
    return make_staff(username="anna", first_name="Anna", last_name="Kowalski")


@pytest.fixture
def bert() -> User:
    return make_staff(username="bert", first_name="Bert", last_name="Zweiter")


@pytest.fixture
def staff(client: Client, anna: User) -> Client:
    client.force_login(anna)
    return client


def page_of(name: str, idea: Idea, *args: Any) -> str:
    return reverse(f"admin:projects_idea_{name}", args=[idea.pk, *args])


def assignment(client: Client, idea: Idea, **values: Any) -> Any:
    return fill_in(client, page_of("assignment", idea), **values)


# ---------------------------------------------------------------- assignment
def test_a_case_gets_somebody_a_day_and_a_note_that_only_the_office_reads(
    staff: Client, anna: User, bert: User
) -> None:
    idea = make_idea(by=anna)
    tomorrow = timezone.localdate() + timedelta(days=1)

    answer = assignment(
        staff, idea, assigned_to=bert.pk, follow_up_on=tomorrow, internal_note="Mit dem Grünflächenamt sprechen."
    )

    saved = Idea.objects.get(pk=idea.pk)
    entry = saved.history.last()
    assert (answer.status_code, answer["Location"]) == (302, page_of("change", idea))
    assert (saved.assigned_to, saved.follow_up_on, saved.state) == (bert, tomorrow, idea.state)
    assert (entry.text, entry.by, entry.is_public, entry.is_internal_note) == (
        "Mit dem Grünflächenamt sprechen.", anna, False, True,
    )  # fmt: skip
    assert "Mit dem Grünflächenamt sprechen." in text_of(staff.get(page_of("change", idea)))
    for path in (idea.get_absolute_url(), services_manage_page(idea)):
        assert "Grünflächenamt" not in text_of(Client().get(path))


def services_manage_page(idea: Idea) -> str:

    return manage_address(Contribution.objects.get(pk=idea.contribution_id))


def test_taking_a_case_on_oneself_needs_one_button(staff: Client, anna: User) -> None:
    idea = make_idea(state="submitted")

    assignment(staff, idea, _mine="1")

    assert Idea.objects.get(pk=idea.pk).assigned_to == anna


def test_an_assignment_of_a_colleague_is_not_overwritten(staff: Client, anna: User, bert: User) -> None:
    idea = make_idea(state="submitted")
    seen = hidden_fields(staff.get(page_of("assignment", idea)))
    assign(idea, by=bert, assigned_to=bert, follow_up_on=None)

    page = staff.post(page_of("assignment", idea), {**seen, "assigned_to": anna.pk, "internal_note": "Ich frage nach."})

    assert "Bert Zweiter" in text_of(page) and "Ich frage nach." in page.content.decode()
    assert Idea.objects.get(pk=idea.pk).assigned_to == bert

    staff.post(
        page_of("assignment", idea), {**hidden_fields(page), "assigned_to": anna.pk, "internal_note": "Ich frage nach."}
    )
    assert Idea.objects.get(pk=idea.pk).assigned_to == anna


def test_without_the_look_at_what_was_seen_the_colleague_would_be_overwritten(anna: User, bert: User) -> None:
    """Twin of the test above: without the version check the colleague's change is lost."""
    idea = make_idea(state="submitted")
    seen = str(Assignment.of(idea))
    assign(Idea.objects.get(pk=idea.pk), by=bert, assigned_to=bert, follow_up_on=None)

    with pytest.raises(ValidationError):
        assign(idea, by=anna, assigned_to=anna, follow_up_on=None, seen=seen)
    assign(idea, by=anna, assigned_to=anna, follow_up_on=None)

    assert Idea.objects.get(pk=idea.pk).assigned_to == anna


def test_lists_find_ones_own_cases_and_those_that_come_back(staff: Client, anna: User, bert: User) -> None:
    mine, theirs, nobodys = make_idea(by=anna), make_idea(), make_idea()
    assign(mine, by=anna, assigned_to=anna, follow_up_on=timezone.localdate())
    assign(theirs, by=anna, assigned_to=bert, follow_up_on=timezone.localdate() + timedelta(days=2))

    def found(query: str) -> set[Idea]:
        return set(staff.get(f"{reverse('admin:projects_idea_changelist')}?{query}").context["cl"].queryset)

    assert found("assigned=me") == {mine}
    assert found(f"assigned={bert.pk}") == {theirs}
    assert found("assigned=none") == {nobodys}
    assert found("follow_up=due") == {mine}
    assert found("follow_up=later") == {theirs}


def test_what_comes_back_stands_on_the_start_page_and_says_how_many_are_ones_own(
    staff: Client, anna: User, bert: User
) -> None:
    one, other = make_idea(by=anna), make_idea()
    assign(one, by=anna, assigned_to=anna, follow_up_on=timezone.localdate() - timedelta(days=4))
    assign(other, by=anna, assigned_to=bert, follow_up_on=timezone.localdate())

    [line] = queue_lines(anna, timezone.now())

    assert (line.name, line.count, line.mine, line.level) == ("follow-up-projects.idea", 2, 1, "soon")
    assert set(staff.get(line.url).context["cl"].queryset) == {one, other}
    assert set(staff.get(line.mine_url).context["cl"].queryset) == {one}


def test_what_came_yesterday_evening_is_a_day_old_in_the_morning(anna: User) -> None:
    make_idea(state="submitted")
    evening = datetime(2026, 11, 25, 23, 30, tzinfo=BERLIN)
    Idea.objects.update(submitted_at=evening)

    ages = [
        next(
            row.oldest_days
            for row in queue_lines(anna, evening + timedelta(minutes=minutes))
            if row.name == "ideas-new"
        )
        for minutes in (29, 31)
    ]

    assert ages == [0, 1]


# ---------------------------------------------------------------- answers
def test_a_template_comes_into_the_text_below_what_is_typed_and_nothing_is_decided(staff: Client) -> None:
    idea = make_idea(state="submitted", name="Erika Beispiel")
    template = AnswerTemplate.objects.create(
        name="Zuständig ist die Stadt",
        register="projects.idea",
        transition="decline",
        text="Guten Tag {name}, {nummer} …",
    )
    AnswerTemplate.objects.create(name="Nur für Läden", register="vacancies.listing", text="Miete")

    first = staff.get(page_of("transition", idea, "decline"))
    page = fill_in(
        staff, page_of("transition", idea, "decline"), text="Danke für Ihre Mühe.", template=template.pk, _insert="1"
    )

    assert "Nur für Läden" not in text_of(first) and "Zuständig ist die Stadt" in text_of(first)
    assert page.context["form"].initial["text"] == (
        f"Danke für Ihre Mühe.\n\nGuten Tag Erika Beispiel, {idea.number} …"
    )
    assert Idea.objects.get(pk=idea.pk).state == IdeaState.SUBMITTED
    assert "<title>Fehler" not in page.content.decode()


def test_a_template_for_one_of_two_steps_that_are_called_alike_fits_both() -> None:
    check, reserved = (Listing.lifecycle.transition(name) for name in ("check", "check_reserved"))
    templates = [
        AnswerTemplate.objects.create(name=name, register="vacancies.listing", transition=name, text="…")
        for name in ("check", "check_reserved", "publish")
    ]

    offered = [list(answer_templates.fitting("vacancies.listing", step).order_by("pk")) for step in (check, reserved)]

    assert offered == [templates[:2], templates[:2]]


def test_steps_that_are_called_alike_are_one_choice(staff: Client) -> None:
    template = AnswerTemplate.objects.create(name="Alt", transition="check_reserved", text="…")

    page = staff.get(reverse("admin:core_answertemplate_change", args=[template.pk])).content.decode()

    assert page.count(">Heute geprüft</option>") == 1
    assert '<option value="check" selected>Heute geprüft</option>' in page
    assert "Heute geprüft" in text_of(staff.get(reverse("admin:core_answertemplate_changelist")))


def test_a_template_with_an_unknown_placeholder_is_not_saved_and_the_known_ones_are_named(staff: Client) -> None:
    page = fill_in(staff, reverse("admin:core_answertemplate_add"), name="Neu", text="Hallo {vorname}", sort=0)

    assert AnswerTemplate.objects.count() == 0
    assert "{vorname}" in text_of(page) and "{unterschrift}" in text_of(page)


@pytest.mark.parametrize("text", ["{name.__class__}", "{0}", "{name!r}", "{", "}", "{Name}", "{{name}}"])
def test_braces_that_stand_for_nothing_are_refused(text: str) -> None:
    assert site_texts.check(text, answer_templates.PLACEHOLDERS) != []


def test_all_placeholders_of_a_template_are_filled(anna: User) -> None:
    idea = make_idea(state="submitted", name="Erika Beispiel")
    text = " ".join(f"{{{name}}}" for name in answer_templates.PLACEHOLDERS)
    assert site_texts.check(text, answer_templates.PLACEHOLDERS) == []

    filled = answer_templates.filled(AnswerTemplate(text=text), idea, anna)

    assert "{" not in filled
    assert filled.startswith(f"Erika Beispiel {idea.number} {idea.title} ") and filled.endswith("Anna Kowalski")


# ---------------------------------------------------------------- bulk actions
def choose(client: Client, action: str, *ideas: Idea) -> Any:
    path = reverse("admin:projects_idea_changelist")
    return client.post(path, {"action": f"bulk_{action}", "_selected_action": [idea.pk for idea in ideas]})


def go_on(client: Client, page: Any, **values: Any) -> Any:
    seen = [row["seen"] for row in page.context["affected"]]
    return client.post(page.context["action_url"], {"seen": seen, "back": page.context["back"], **values}, follow=True)


def test_a_bulk_action_says_first_whom_it_reaches_and_whom_not_and_why(staff: Client) -> None:
    new, public = make_idea(state="submitted", title="Eine neue Idee"), make_idea(title="Längst öffentlich")

    page = choose(staff, "publish", new, public)

    assert [row["entry"] for row in page.context["affected"]] == [new]
    assert [(row["entry"], row["reason"]) for row in page.context["skipped"]] == [
        (public, "Dieser Schritt ist aus dem Stand „veröffentlicht“ nicht möglich.")
    ]
    assert {idea.state for idea in Idea.objects.all()} == {IdeaState.SUBMITTED, IdeaState.PUBLISHED}


def test_a_bulk_action_takes_every_case_the_way_it_would_take_alone(
    staff: Client, anna: User, sent: Callable[[], list]
) -> None:
    ideas = [make_idea(state="submitted") for _number in range(3)]
    mails_before = len(sent())

    page = go_on(staff, choose(staff, "publish", *ideas), text="Schöne Ideen.")

    entries = IdeaHistory.objects.filter(to_state="published")
    assert [entry.text for entry in entries] == ["Schöne Ideen."] * 3 and {entry.by for entry in entries} == {anna}
    assert Idea.objects.published().count() == 3
    assert len(sent()) - mails_before == 3
    assert "3" in text_of(page)


def test_what_a_colleague_changed_meanwhile_is_skipped_with_the_reason(staff: Client, bert: User) -> None:
    first, second = make_idea(state="submitted"), make_idea(state="submitted")
    page = choose(staff, "publish", first, second)
    lifecycle.apply(first, "ask", by=bert, text="Wo genau?")

    answer = go_on(staff, page)

    assert {idea.pk: idea.state for idea in Idea.objects.all()} == {first.pk: "query", second.pk: "published"}
    assert str(first) in text_of(answer)


def test_many_are_assigned_and_come_back_on_one_day(staff: Client, bert: User) -> None:
    ideas = [make_idea() for _number in range(2)]
    day = timezone.localdate() + timedelta(days=9)

    go_on(staff, choose(staff, "assign", *ideas), assigned_to=bert.pk)
    go_on(staff, choose(staff, "follow_up", *ideas), follow_up_on=day)

    assert {(idea.assigned_to, idea.follow_up_on) for idea in Idea.objects.all()} == {(bert, day)}


def test_who_may_not_decide_gets_no_bulk_transition_and_no_page_of_one(client: Client) -> None:

    editor = make_staff(is_superuser=False)
    editor.user_permissions.add(*Permission.objects.filter(codename__in=["view_idea", "change_idea"]))
    client.force_login(editor)
    idea = make_idea(state="submitted", by=make_staff())

    listed = client.get(reverse("admin:projects_idea_changelist")).content.decode()
    answer = client.post(reverse("admin:projects_idea_bulk", args=["publish"]), {"seen": f"{idea.pk}:{idea.version}"})

    assert "bulk_assign" in listed and "bulk_publish" not in listed
    assert answer.status_code == 403
    assert Idea.objects.get(pk=idea.pk).state == IdeaState.SUBMITTED


def test_the_way_back_leads_to_the_list_only(staff: Client) -> None:
    idea = make_idea(state="submitted")
    address = reverse("admin:projects_idea_bulk", args=["publish"])

    answer = staff.post(address, {"seen": f"{idea.pk}:{idea.version}", "back": "https://evil.example/"})

    assert answer["Location"] == reverse("admin:projects_idea_changelist")


@pytest.mark.parametrize("seen", ["x", "7", "7:x", "-1:2", "9" * 40 + ":1", "1:1\0", ""])
def test_nonsense_in_a_bulk_form_does_nothing(staff: Client, seen: str) -> None:
    answer = staff.post(reverse("admin:projects_idea_bulk", args=["publish"]), {"seen": seen})

    assert answer.status_code in (200, 302)
    assert IdeaHistory.objects.count() == 0


# ---------------------------------------------------------------- copies, places of use, two versions
def test_a_copy_begins_with_what_its_original_shows_but_not_with_its_number(staff: Client) -> None:
    topic = Topic.objects.first()
    original = make_project(title="Hofflohmarkt", summary="Ein Fest im Hof.")
    original.topics.add(topic)
    address = f"{reverse('admin:projects_project_add')}?copy={original.pk}"
    assert address in staff.get(reverse("admin:projects_project_change", args=[original.pk])).content.decode()

    form = staff.get(address).context["adminform"].form

    assert (form.initial["title"], form.initial["summary"]) == ("Hofflohmarkt", "Ein Fest im Hof.")
    assert list(form.initial["topics"]) == [topic] and "number" not in form.initial
    assert Project.objects.count() == 1


def test_an_entry_says_where_it_is_used(staff: Client) -> None:
    topic, unused = Topic.objects.all()[:2]
    idea, actor = make_idea(topics=[topic]), make_actor()
    actor.topics.add(topic)

    page = staff.get(reverse("admin:core_topic_usages", args=[topic.pk]))
    empty = staff.get(reverse("admin:core_topic_usages", args=[unused.pk]))

    assert {row["count"] for row in page.context["rows"]} == {1} and len(page.context["rows"]) == 2
    assert str(idea) in text_of(page) and str(actor) in text_of(page)
    for row in page.context["rows"]:
        assert staff.get(row["list_url"]).context["cl"].result_count == 1
    assert empty.context["rows"] == []


def test_two_versions_stand_side_by_side_when_two_people_edit_one_entry(staff: Client, bert: User) -> None:
    idea = make_idea(state="submitted", title="Eine Bank am Markt")
    address = page_of("change", idea)
    mine = fields_of(staff.get(address))
    Idea.objects.filter(pk=idea.pk).update(title="Eine Bank an der Haltestelle", version=F("version") + 1)

    page = staff.post(address, {**mine, "title": "Zwei Bänke am Markt"})

    assert page.context["conflicts"] == [
        {"label": "Titel", "mine": "Zwei Bänke am Markt", "theirs": "Eine Bank an der Haltestelle"}
    ]
    assert Idea.objects.get(pk=idea.pk).title == "Eine Bank an der Haltestelle"


def fields_of(page: Any) -> dict[str, Any]:
    form = page.context["adminform"].form
    return {**hidden_fields(page), **{name: value for name, value in form.initial.items() if value not in (None, [])}}


# ---------------------------------------------------------------- concurrent decisions
def decide_together(decide: Callable[[Idea, User], Any], pk: int, people: list[User]) -> list[Exception | None]:
    """Both have read the page; then both press the button."""
    barrier, results = threading.Barrier(len(people)), []

    def press(person: User) -> None:
        idea = Idea.objects.get(pk=pk)
        barrier.wait()
        try:
            decide(idea, person)
            results.append(None)
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_decisions_at_once_one_counts_and_the_other_is_refused(committed) -> None:
    idea, people = make_idea(state="submitted"), [make_staff(), make_staff()]

    results = decide_together(
        lambda case, by: lifecycle.apply(case, "publish", by=by, seen_version=case.version), idea.pk, people
    )

    refused = [error for error in results if error]
    assert len(refused) == 1 and isinstance(refused[0], lifecycle.Conflict)
    assert IdeaHistory.objects.filter(idea=idea, to_state="published").count() == 1


def test_without_lock_and_version_both_decisions_would_be_written(committed) -> None:
    """Twin of the test above: reading, waiting and writing without the guard ends in two decisions."""
    idea, people = make_idea(state="submitted"), [make_staff(), make_staff()]
    read = threading.Barrier(2)

    def unguarded(case: Idea, by: User) -> None:
        with transaction.atomic():
            stored = Idea.objects.get(pk=case.pk)
            read.wait()
            assert stored.state == IdeaState.SUBMITTED
            lifecycle.add_entry(stored, by=by, before="submitted", after="published", is_public=True)

    results = decide_together(unguarded, idea.pk, people)

    assert results == [None, None]
    assert IdeaHistory.objects.filter(idea=idea, to_state="published").count() == 2


# ---------------------------------------------------------------- many cases
@pytest.mark.bulk
def test_the_start_page_costs_the_same_with_ten_thousand_open_items(
    staff: Client, anna: User, django_assert_max_num_queries
) -> None:
    idea = make_idea(state="submitted")
    with django_assert_max_num_queries(20) as few:
        staff.get("/verwaltung/")
    facts = {"number": "'I-2020-' || copy", "answer_due_on": f"'{timezone.localdate()}'::date"}
    multiply("projects_idea", f"id = {idea.pk}", 10_000, **facts, assigned_to_id=f"{anna.pk}", contribution_id="NULL")

    with django_assert_max_num_queries(20) as many:
        page = staff.get("/verwaltung/")

    [line] = page.context["lines"]
    assert (line.count, line.mine, line.due_today) == (10_001, 10_000, 10_000)
    assert len(many) == len(few)
