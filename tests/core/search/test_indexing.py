"""The index in batches: as row by row, nothing written that is the same, no row saved meanwhile lost."""

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from eving.core.models import Topic
from eving.core.search import engine, german, indexing
from projects.models import Idea
from tests.factories import make_idea

pytestmark = [pytest.mark.django_db, pytest.mark.server]

TEXTS = [
    "Gemeinschaftsgärten für Nachbar:innen",
    "Bürger*innen-Café e. V. an der Bergstr.",
    "Radweg, Radweg, Fahrradwerkstatt und Straßenbäume",
    "strassenbaeume",
    "Zentren, Museen, Büros",
    "",
    "' \\ \" % { } || $1 NULL",
    "漢字 кириллица \u00ad Ærø",
]


def written() -> list[tuple[str, str]]:
    return list(Idea.objects.order_by("pk").values_list("search_vector", "search_text"))


def forget() -> None:
    Idea.objects.update(search_vector=None, search_text="")


@pytest.fixture
def ideas() -> list[Idea]:
    return [make_idea(title=f"Idee {number}", text=text) for number, text in enumerate(TEXTS)]


def test_a_batch_writes_what_is_written_row_by_row(ideas: list[Idea]) -> None:
    forget()
    for idea in Idea.objects.all():
        engine.index(idea)
    one_by_one = written()

    forget()
    assert engine.index_many(Idea.objects.all(), chunk=3) == len(TEXTS)
    in_chunks = written()
    forget()
    engine.index_together(ideas)

    assert in_chunks == written() == one_by_one
    assert len(set(one_by_one)) == len(TEXTS)


def test_what_is_the_same_is_not_written_again(ideas: list[Idea]) -> None:
    def versions() -> dict[int, str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, ctid::text FROM projects_idea")
            return dict(cursor.fetchall())

    engine.index_many(Idea.objects.all())
    before = versions()
    Idea.objects.filter(pk=ideas[2].pk).update(search_text="altes")
    changed_by_hand = versions()

    assert engine.index_many(Idea.objects.all()) == len(TEXTS)

    after = versions()
    assert {pk for pk in after if after[pk] != changed_by_hand[pk]} == {ideas[2].pk}
    assert {pk for pk in before if before[pk] != changed_by_hand[pk]} == {ideas[2].pk}


def test_relations_that_changed_are_read_anew(ideas: list[Idea]) -> None:
    [idea] = Idea.objects.filter(pk=ideas[0].pk).prefetch_related("topics")
    topic = Topic.objects.order_by("pk")[0]
    idea.topics.through.objects.create(idea=idea, topic=topic)

    engine.index_together([idea])

    assert topic.name.split()[0].lower()[:4] in Idea.objects.get(pk=idea.pk).search_text


def test_ten_times_the_rows_of_a_chunk_need_the_same_queries() -> None:
    counts = []
    for number in (1, 10):
        for _time in range(number):
            make_idea()
        with CaptureQueriesContext(connection) as queries:
            engine.index_many(Idea.objects.all())
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_words_are_forgotten_when_there_are_very_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(german, "MOST_REMEMBERED", 10)
    vocabulary = indexing.Vocabulary(german.Splitter(["nachbarschaft", "hilfe"]))

    words = [vocabulary.word(f"nachbarschaftshilfe{number}") for number in range(25)]

    assert len({word.folded for word in words}) == 25
    assert len(vocabulary.words) <= 10 and len(vocabulary.splitter.seen) <= 10


@pytest.mark.django_db(transaction=True)
def test_a_row_saved_meanwhile_keeps_its_new_words(committed) -> None:
    idea = make_idea(title="Bank")
    changed, may_commit = threading.Event(), threading.Event()

    def change() -> None:
        try:
            with transaction.atomic():
                row = Idea.objects.select_for_update().get(pk=idea.pk)
                row.title = "Laterne"
                row.save(update_fields=["title"])
                engine.index(row)
                changed.set()
                may_commit.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=change)
    thread.start()
    changed.wait(10)
    threading.Timer(0.2, may_commit.set).start()
    engine.index_many(Idea.objects.all())
    thread.join(10)

    assert engine.find(Idea.objects.all(), "Laterne").count == 1
    assert engine.find(Idea.objects.all(), "Bank").count == 0
