"""How far an idea is, in four parts with the days that are known."""

from datetime import UTC, datetime

import pytest

from projects.cards.pages import told
from projects.cards.participation import support_words
from projects.cards.progress import progress
from projects.models import Idea, IdeaHistory, IdeaState

MARCH = [datetime(2027, 3, day, 10, tzinfo=UTC) for day in (1, 2, 3)]


def parts_of(state: str) -> list[tuple[str, str, str]]:
    idea = Idea(state=state, published_at=MARCH[1], state_changed_at=MARCH[2])
    entries = [
        IdeaHistory(to_state=IdeaState.SUBMITTED, at=MARCH[0]),
        IdeaHistory(to_state=IdeaState.PUBLISHED, at=MARCH[1]),
        IdeaHistory(to_state=IdeaState.UNDER_REVIEW, at=MARCH[2]),
    ]
    sign = {(True, False): "done", (True, True): "here, done", (False, True): "here, half", (False, False): "open"}
    return [
        (step["label"], step["when"], sign[step["is_done"], step["is_current"]]) for step in progress(idea, entries)
    ]


DONE = [("Eingereicht", "1. März 2027", "done"), ("Geprüft", "2. März 2027", "done")]


@pytest.mark.parametrize(
    ("state", "parts"),
    [
        (
            IdeaState.PUBLISHED,
            [DONE[0], ("Geprüft", "2. März 2027", "here, done"), ("In Prüfung", "", "open"), ("Ergebnis", "", "open")],
        ),
        (IdeaState.UNDER_REVIEW, [*DONE, ("In Prüfung", "seit 3. März 2027", "here, half"), ("Ergebnis", "", "open")]),
        (
            IdeaState.IN_PROGRESS,
            [*DONE, ("In Prüfung", "3. März 2027", "done"), ("In Umsetzung", "seit 3. März 2027", "here, half")],
        ),
        (
            IdeaState.DECLINED,
            [*DONE, ("In Prüfung", "3. März 2027", "done"), ("Abgelehnt", "3. März 2027", "here, done")],
        ),
        (
            IdeaState.SUBMITTED,
            [
                ("Eingereicht", "seit 1. März 2027", "here, half"),
                ("Geprüft", "", "open"),
                ("In Prüfung", "", "open"),
                ("Ergebnis", "", "open"),
            ],
        ),
    ],
)
def test_the_part_an_idea_is_in(state: str, parts: list[tuple[str, str, str]]) -> None:
    assert parts_of(state) == parts


def test_the_newest_answer_of_the_office_stands_apart_and_is_not_repeated() -> None:
    asked = {"who": "Büro", "title": "Veröffentlicht", "text": "Danke.", "corrections": []}
    newest = {"who": "Büro", "title": "In Prüfung", "text": "Wir fragen nach.", "corrections": []}
    own = {"who": "Ideengeberin", "title": "Eingereicht", "text": "Bitte.", "corrections": []}

    assert told([own, asked, newest]) == {"answer": newest, "timeline": [own, asked, {**newest, "text": ""}]}
    assert told([own]) == {"answer": None, "timeline": [own]}


def test_support_always_has_its_noun() -> None:
    assert [support_words(count) for count in (0, 1, 2)] == [
        "Noch niemand unterstützt diese Idee.",
        "Mensch will das auch.",
        "Menschen wollen das auch.",
    ]
