"""What brings people back to the home page: answers of the office, and dates once a register has some."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from eving.core import registry
from eving.core.home import HomeDate, HomeDates
from eving.core.workflow import lifecycle
from eving.portal.views import home
from projects.cards import answers
from projects.models import Idea, IdeaHistory
from tests.factories import make_idea, make_staff
from tests.pages import text_of
from tests.plans import cost
from tests.projects.projects.rows import make_project

pytestmark = pytest.mark.django_db
WORDS = "Wir haben darüber gesprochen."


def shown() -> list[tuple[str, str, str]]:
    found = home.answers()
    return [(row.title, row.text, str(row.state)) for row in found["rows"]] if found else []


# ---------------------------------------------------------------- answers
def test_the_newest_answers_of_all_registers_stand_there_one_for_each_thing() -> None:
    make_idea(title="Ohne Antwort", state="submitted")
    make_idea(title="Bank", state="accepted")
    make_idea(title="Brunnen", state="done")
    project = make_project(title="Markt", state="planned")
    lifecycle.apply(project, "start", by=make_staff(), text="Es geht los.")
    make_idea(title="Baum", state="declined")

    assert shown() == [
        ("Baum", WORDS, "abgelehnt"),
        ("Markt", "Es geht los.", "läuft"),
        ("Brunnen", WORDS, "umgesetzt"),
    ]


def test_what_is_not_public_or_was_taken_out_is_no_answer() -> None:
    hidden, redacted, asked = make_idea(), make_idea(), make_idea(state="query")
    IdeaHistory.objects.filter(idea=hidden).update(is_public=False)
    staff = make_staff()
    for entry in redacted.history.filter(is_public=True):
        lifecycle.redact(entry, by=staff, reason="nennt einen Namen")
    visible = make_idea(state="accepted")

    assert [title for title, _text, _state in shown()] == [visible.title]
    Idea.objects.filter(pk=visible.pk).update(hidden_at=timezone.now())
    assert (home.answers(), asked.is_public) == (None, False)


def test_a_long_answer_is_shortened_to_its_beginning() -> None:
    idea = make_idea()
    lifecycle.apply(idea, "accept", by=make_staff(), text="Lang " * 100)

    [(_title, text, _state)] = shown()

    assert text.endswith("Lang…") and len(text) <= answers.LONGEST + 1


def test_the_page_says_in_which_language_an_answer_is(client: Client) -> None:
    make_idea(title="Bank", state="accepted")

    german, english = client.get("/").text, client.get("/en/").text

    assert f"<p>{WORDS}</p>" in german and "Das Büro antwortet" in german
    assert f'<p lang="de">{WORDS}</p>' in english and '<span lang="de">Bank</span>' in english
    assert "The office answers" in english


def test_without_an_answer_there_is_no_empty_place(client: Client) -> None:
    make_idea(state="submitted")

    assert "Das Büro antwortet" not in text_of(client.get("/"))


def test_a_change_of_an_answer_changes_the_copy_of_the_page(client: Client, settings) -> None:
    settings.PAGE_CACHE = True
    idea = make_idea(state="accepted")
    before = client.get("/").text

    for entry in idea.history.all():
        lifecycle.redact(entry, by=make_staff(), reason="nennt einen Namen")

    assert WORDS in before and WORDS not in client.get("/").text


def test_answers_read_no_more_steps_than_the_newest() -> None:
    idea = make_idea(state="accepted")
    old = datetime(2020, 1, 1, tzinfo=UTC)
    steps = [IdeaHistory(idea=idea, at=old, role="staff", to_state="x") for _step in range(9000)]
    answers.ABOUT_IDEAS()
    IdeaHistory.objects.bulk_create(steps[:1000])
    few = cost(answers.ABOUT_IDEAS)
    IdeaHistory.objects.bulk_create(steps[1000:])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE projects_idea, projects_ideahistory")  # as PostgreSQL does by itself
    many = cost(answers.ABOUT_IDEAS)
    every = cost(lambda: list(IdeaHistory.objects.exclude(text="").order_by("-at")[:3]))

    assert (few.queries, many.queries) == (1, 1)
    assert many.buffers <= few.buffers * 1.5 + 10
    assert every.buffers > 2 * many.buffers  # the twin that would be noticed


# ---------------------------------------------------------------- dates
def test_dates_stand_there_in_their_order_once_a_register_has_some(client: Client, monkeypatch) -> None:
    def date(day: int) -> HomeDate:
        return HomeDate(datetime(2027, 3, day, 16, tzinfo=UTC), f"Fest {day}", f"/termine/{day}/", "im Park")

    assert "Nächste Termine" not in text_of(client.get("/"))
    registers = [
        HomeDates(2, lambda today, most: [date(9), date(5)][:most], "Alle Treffen", "portal:contact"),
        HomeDates(1, lambda today, most: [date(7), date(12)][:most], "Alle Termine", "portal:search"),
    ]
    monkeypatch.setattr(registry, "home_dates", registers)

    page = client.get("/")

    assert [row.title for row in home.dates(home.midnight())["rows"]] == ["Fest 5", "Fest 7", "Fest 9"]
    assert "Nächste Termine Alle Termine 5. März Fest 5 im Park 7. März Fest 7" in " ".join(text_of(page).split())
    assert '<time class="date-row__day" datetime="2027-03-05T17:00:00+01:00">' in page.text


# ---------------------------------------------------------------- the whole page
def test_the_home_page_asks_the_database_ten_times_at_most(client: Client, django_assert_max_num_queries) -> None:
    for number in range(4):
        make_idea(title=f"Bank {number}", state="accepted")
        make_project(title=f"Markt {number}")
    client.get("/")

    with django_assert_max_num_queries(10):
        client.get("/")
