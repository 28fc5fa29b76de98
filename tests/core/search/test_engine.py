"""Tests of the search engine: quality, order, suggestions, hostile input, growth."""

from collections.abc import Iterator

import pytest
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import connection, models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eving.core import registry
from eving.core.models import CompoundWord, Searchable, SynonymGroup
from eving.core.search import engine
from tests.core.search.gold import QUERIES, TEXTS, TYPOS
from tests.plans import buffers

pytestmark = pytest.mark.server


class Entry(Searchable):
    """A searchable model as the registers have them; core knows none of them."""

    code = models.SlugField()
    name = models.CharField(max_length=200)
    topics = models.TextField(blank=True)
    place = models.TextField(blank=True)
    text = models.TextField(blank=True)
    is_public = models.BooleanField(default=True)
    created_at = models.IntegerField(default=0)

    class Meta:
        app_label = "search_tests"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["-created_at"], name="search_tests_newest"),
            GinIndex(fields=["search_vector"], name="search_tests_vector"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="search_tests_text"),
        ]

    def __str__(self) -> str:
        return self.name

    def search_parts(self) -> dict[str, str]:
        return {"A": self.name, "B": self.topics, "C": self.place, "D": self.text}


@pytest.fixture(scope="module", autouse=True)
def table(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Entry)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Entry)


@pytest.fixture
def district(db) -> None:
    Entry.objects.bulk_create(
        Entry(code=code, name=name, topics=topics, place=place, text=text)
        for code, (name, topics, place, text) in TEXTS.items()
    )
    engine.index_many(Entry.objects.all())


def add(name: str, **fields) -> Entry:
    entry = Entry.objects.create(name=name, **fields)
    engine.index(entry)
    return entry


def find(text: str) -> engine.Result:
    return engine.find(Entry.objects.all(), text)


def codes(result: engine.Result) -> set[str]:
    return set(result.queryset.values_list("code", flat=True))


def names(result: engine.Result) -> list[str]:
    return [entry.name for entry in result.queryset]


# ---------------------------------------------------------------- quality
def test_what_people_look_for_is_found(district):
    recall, precision, misses = [], [], []
    for text, wanted in QUERIES.items():
        found = codes(find(text))
        recall.append(len(found & wanted) / len(wanted) if wanted else 1.0)
        precision.append(len(found & wanted) / len(found) if found else 1.0)
        if found != wanted:
            misses.append(f"{text}: missing {sorted(wanted - found)}, too much {sorted(found - wanted)}")

    assert len(QUERIES) >= 100
    assert sum(recall) / len(recall) >= 0.95, misses
    assert sum(precision) / len(precision) >= 0.9, misses


def test_a_clear_correction_is_searched_at_once(district):
    results = {text: find(text) for text in TYPOS}

    assert {text: engine.fold(result.query.text) for text, result in results.items() if result.is_corrected} == {
        text: meant for text, meant in TYPOS.items() if meant
    }
    assert [text for text, result in results.items() if result.is_corrected != bool(result.count)] == []


# ---------------------------------------------------------------- order
def test_the_best_hit_comes_first(db):
    add("Lager", text="Der Garten ist nebenan.")
    add("Hof", place="Garten")
    add("Schulgarten")
    add("Garten am Turm")
    add("Garten")

    assert names(find("garten")) == ["Garten", "Garten am Turm", "Schulgarten", "Hof", "Lager"]


def test_equal_hits_keep_the_order_of_the_list(db):
    for day in (1, 3, 2):
        add(f"Bank {day}", created_at=day)

    assert names(find("bank")) == ["Bank 3", "Bank 2", "Bank 1"]
    by_age = engine.find(Entry.objects.order_by("created_at"), "bank")
    assert names(by_age) == ["Bank 1", "Bank 2", "Bank 3"]


# ---------------------------------------------------------------- filters, pages and counts of lists
def test_hits_are_only_of_the_given_rows_and_can_be_filtered_further(db):
    add("Bank am Markt", code="markt", place="Evinger Platz")
    add("Bank am Wald", code="wald", place="Süggelweg")
    add("Bank im Hof", code="hof", place="Süggelweg", is_public=False)

    result = engine.find(Entry.objects.filter(is_public=True), "Bank")

    assert (result.count, result.is_more, result.is_inside) == (2, False, False)
    assert codes(result) == {"markt", "wald"}
    assert [entry.code for entry in result.queryset.filter(place="Süggelweg").distinct()[:24]] == ["wald"]
    assert result.queryset.count() == 2


def test_a_blank_text_leaves_the_list_as_it_is(db):
    add("Bank", code="bank")

    for text in ("", "   ", "\t\n"):
        result = find(text)
        assert result.query.is_blank
        assert codes(result) == {"bank"}


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_takes_two_queries_before_the_list(db, django_assert_num_queries, rows):
    for number in range(rows):
        add(f"Sternwarte {number}")

    with django_assert_num_queries(3):
        assert len(find("sternwarte").queryset) == rows


def test_few_hits_of_a_compound_take_one_query_more(db, django_assert_num_queries):
    add("Wochenmarkt")

    with django_assert_num_queries(4):
        assert len(find("wochenmarkt").queryset) == 1


def test_a_search_without_hits_takes_no_query_for_the_list(db, django_assert_num_queries):
    add("Wochenmarkt")

    # What the office says of words; words; inside of words; whether the word is known; similar ones; each by itself.
    with django_assert_num_queries(6):
        result = find("Xylophon")
        assert list(result.queryset) == []
        assert result.queryset.count() == 0
    with django_assert_num_queries(0):
        assert find("?!").count == 0


def test_several_lists_share_one_query(district, django_assert_num_queries):
    query = engine.parse("Bücherschrank")
    lists = [Entry.objects.filter(is_public=True), Entry.objects.filter(is_public=False)]

    with django_assert_num_queries(2):
        assert [result.count for result in engine.find_all(lists, query)] == [1, 0]


# More than are looked at, and fewer.
@pytest.mark.parametrize("looked_at", [4, 3000])
def test_beyond_the_limit_the_list_keeps_its_own_order(db, monkeypatch, looked_at):
    monkeypatch.setattr(engine, "MOST", 3)
    monkeypatch.setattr(engine, "LOOKED_AT", looked_at)
    for day in range(5):
        add("Bank" if day == 0 else f"Bank {day}", created_at=day)

    result = find("bank")

    assert (result.count, result.is_more) == (3, True)
    assert names(result) == ["Bank 4", "Bank 3", "Bank 2", "Bank 1", "Bank"]
    assert find("ank").count == 0
    add("Planken")
    for day in range(5):
        add(f"Schranken {day}", created_at=day)
    assert (find("rank").count, find("rank").is_more, find("rank").is_inside) == (3, True, True)


def test_lists_do_not_load_what_only_the_search_needs(db):
    add("Bank")

    assert next(iter(find("bank").queryset)).get_deferred_fields() == {"search_vector", "search_text"}


# ---------------------------------------------------------------- parts of words, suggestions
def test_parts_of_words_are_found_only_when_no_word_is(db):
    add("Planken")
    assert names(find("lank")) == ["Planken"]
    assert find("lank").is_inside

    add("Lank")

    assert names(find("lank")) == ["Lank"]
    assert not find("lank").is_inside


def test_short_words_match_only_beginnings(db):
    add("Busch")
    add("Omnibus")

    assert names(find("bus")) == ["Busch"]


def test_a_suggestion_never_comes_from_hidden_rows(db):
    add("Geheimtreppe", is_public=False)
    add("Bank")

    assert names(find("Geheimtrepe")) == ["Geheimtreppe"]
    public = engine.find(Entry.objects.filter(is_public=True), "Geheimtrepe")
    assert (names(public), public.query.text, public.suggestion) == ([], "Geheimtrepe", "")


def test_a_suggestion_is_written_as_in_the_text(db):
    add("Müllabfuhr in der Grünstraße")

    assert [find("Grünstrase").query.text, find("Grünstrase").is_corrected] == ["Grünstraße", True]
    assert find("muelabfuhr").query.text == "müllabfuhr"


def test_a_suggestion_may_be_the_part_of_a_compound(db):
    add("Fahrradwerkstatt")

    assert find("Werkstat").count == 1
    assert find("Werkstadt").query.text == "Werkstatt"


def test_of_two_words_that_are_as_near_none_is_searched_unasked(db):
    add("Rampe")
    add("Lampe")

    result = find("Zampe")

    assert (result.count, result.suggestion) == (0, "Lampe")


def test_a_suggestion_of_several_words_stands_in_one_row(db):
    add("Neue Laterne am Kanal")
    add("Rutsche im Hof")

    assert find("Laterme Kanal").query.text == "Laterne Kanal"
    partly = find("Laterme Rutsche")
    assert (names(partly), partly.left_out, partly.is_corrected) == (["Rutsche im Hof"], ("laterme",), False)


# ---------------------------------------------------------------- more words than anything has
def test_rows_with_most_of_the_words_come_first(db):
    add("Rutsche im Hof")
    add("Grüne Rutsche im Hof")
    add("Grüne Laterne")

    result = find("grüne Rutsche Tiger")

    assert names(result) == ["Grüne Rutsche im Hof", "Rutsche im Hof", "Grüne Laterne"]
    assert (result.is_partial, result.left_out) == (True, ("tiger",))
    assert [engine.missing(result.query, row) for row in result.queryset] == [
        ["tiger"],
        ["grüne", "tiger"],
        ["rutsche", "tiger"],
    ]


def test_enough_rows_by_most_words_leave_those_by_fewer_out(db):
    for number in range(engine.ENOUGH):
        add(f"Grüne Rutsche {number}")
    add("Rutsche")

    assert find("grüne Rutsche Tiger").count == engine.ENOUGH


# ---------------------------------------------------------------- numbers
class Numbered(Searchable):
    """A model whose rows have public numbers."""

    number_series = "X"
    number = models.CharField(max_length=20)

    class Meta:
        app_label = "search_tests"
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number

    def search_parts(self) -> dict[str, str]:
        return {"A": f"Haus {self.number}"}


@pytest.fixture
def numbered(db, monkeypatch):
    monkeypatch.setattr(registry, "number_series", {*registry.number_series, "X", "Y"})
    with connection.schema_editor() as editor:
        editor.create_model(Numbered)
    rows = [Numbered(number=f"X-2027-{number}") for number in (2, 20, 21)] + [
        Numbered(number="X-2"),
        Numbered(number="X-20"),
    ]
    Numbered.objects.bulk_create(rows)
    engine.index_many(Numbered.objects.all())
    return Numbered.objects.all()


@pytest.mark.parametrize(
    "typed", ["X-2027-2", "x 2027 2", "X–2027–2", "x2027-2", "X-2027-02", "Nummer X-2027-2", "x-2027/2"]
)
def test_a_number_is_found_exactly_however_it_is_typed(numbered, typed):
    assert names_of(engine.find(numbered, typed)) == ["X-2027-2"]


@pytest.mark.parametrize("typed", ["X-2", "x 2", "x2"])
def test_a_short_number_is_not_the_beginning_of_a_longer_one(numbered, typed):
    assert names_of(engine.find(numbered, typed)) == ["X-2"]


@pytest.mark.parametrize("typed", ["X-3", "X-2027-3", "Y-2", "y 2"])
def test_an_unknown_number_finds_nothing(numbered, typed):
    assert names_of(engine.find(numbered, typed)) == []


@pytest.mark.parametrize("typed", ["Haus 2", "Z-2", "Tempo 30", "0231 555", "A1B2"])
def test_what_is_no_number_is_searched_as_words(numbered, typed):
    assert engine.parse(typed).number is None


def names_of(result: engine.Result) -> list[str]:
    return [row.number for row in result.queryset]


# ---------------------------------------------------------------- words of the same meaning, topics, streets
def test_words_of_the_same_meaning_find_each_other_after_the_word_itself(db):
    SynonymGroup.objects.create(words=["Lesesaal", "Schmökerecke", "Ort zum Lesen"])
    add("Schmökerecke im Turm")
    add("Ein Ort zum Lesen")
    add("Haus", text="Im Lesesaal ist Platz.")

    assert names(find("Lesesäle"))[0] == "Haus"
    assert set(names(find("Lesesäle"))) == {"Haus", "Schmökerecke im Turm", "Ein Ort zum Lesen"}
    assert names(find("ort zum lesen"))[0] == "Ein Ort zum Lesen"
    assert set(names(find("schmökerecken"))) == {"Haus", "Schmökerecke im Turm", "Ein Ort zum Lesen"}


def test_a_changed_table_of_meanings_counts_at_once(db):
    add("Schmökerecke")
    assert find("Lesesaal").count == 0

    group = SynonymGroup.objects.create(words=["Lesesaal", "Schmökerecke"])
    assert find("Lesesaal").count == 1

    group.delete()
    assert find("Lesesaal").count == 0


@pytest.mark.parametrize(
    "typed", ["Evinger Straße", "evinger str", "evinger str.", "Evingerstraße", "evingerstr.", "EVINGER-STRASSE"]
)
def test_a_street_is_found_however_it_is_written(db, typed):
    add("Bank", place="Evinger Straße 12")
    add("Evinger Fest", place="Lange Straße")

    assert names(find(typed)) == ["Bank"]


def test_town_and_district_narrow_nothing_and_can_be_searched_themselves(db):
    add("Bank")
    add("Chor Eving")

    assert names(find("Bank in Dortmund Eving")) == ["Bank"]
    assert names(find("Eving")) == ["Chor Eving"]


def test_words_of_a_question_narrow_nothing(db):
    add("Sternwarte")

    assert names(find("Wo finde ich bitte eine Sternwarte?")) == ["Sternwarte"]


# ---------------------------------------------------------------- writing
def test_a_changed_row_is_found_by_its_new_words_only(db):
    entry = add("Bank")
    entry.name = "Laterne"
    entry.save(update_fields=["name"])
    engine.index(entry)

    assert find("Laterne").count == 1
    assert find("Bank").count == 0


def test_indexing_writes_both_columns_and_nothing_else(db, django_assert_num_queries):
    entry = Entry.objects.create(name="Süßes Café", topics="Essen", text="Kuchen")
    Entry.objects.filter(pk=entry.pk).update(place="Markt")

    with django_assert_num_queries(2):
        engine.index(entry)

    stored = Entry.objects.get(pk=entry.pk)
    assert stored.place == "Markt"
    assert stored.search_text == " suesses cafe \n essen kuchen \n suesses=süßes "


def test_an_index_over_many_rows_finds_every_row(db, django_assert_max_num_queries):
    Entry.objects.bulk_create(Entry(name=f"Wochenmarkt {number}") for number in range(7))

    assert engine.index_many(Entry.objects.exclude(name="Wochenmarkt 3"), chunk=2) == 6

    assert find("Markt").count == 6


def test_a_word_of_the_office_lets_compounds_be_found(db):
    add("Quarzquirle")
    assert find("Quirl").is_inside

    CompoundWord.objects.create(word="quirl")
    engine.index_many(Entry.objects.all())

    assert (find("Quirl").count, find("Quirl").is_inside) == (1, False)


@pytest.mark.parametrize("word", ["Markt 1", "ab", "bürger-kasse", "café"])
def test_a_word_of_the_office_is_one_word_of_small_letters(db, word):
    with pytest.raises(ValidationError):
        CompoundWord(word=word).full_clean()


def test_a_word_of_the_office_is_tidied(db):
    word = CompoundWord(word="  Bürgerkasse ")

    word.full_clean()

    assert word.word == "bürgerkasse"


def test_a_searchable_model_says_by_which_words_it_is_found():
    with pytest.raises(NotImplementedError):
        Searchable.search_parts(Entry())


# ---------------------------------------------------------------- hostile input
ABSURD = {
    "nothing but signs": "&|!:*()<->'\"\\%_;--",
    "NUL": "Bank\0markt\0",
    "100 kB": "bank " * 20_000,
    "one long word": "b" * 100_000,
    "500 words": " ".join(f"wort{number}" for number in range(500)),
    "operators": "bank & !markt | 'x':* <-> (y",
    "open quote": 'bank "am markt',
    "quotes only": '""""""',
    "other alphabets": "公园 парк حديقة ١٢٣",
    "lone surrogate": "bank \ud800",
    "superscripts": "m² ½ ª º",
    "pattern": r"bank.*\d+[a-z",
}


@pytest.mark.parametrize("text", ABSURD.values(), ids=ABSURD.keys())
def test_absurd_input_gets_an_ordinary_answer(district, text):
    result = find(text)

    assert result.count == len(result.queryset) <= len(TEXTS)
    assert isinstance(result.suggestion, str)


def test_only_the_first_words_count(db):
    add("Eins zwei drei vier fünf sechs sieben acht")

    assert find("eins zwei drei vier fünf sechs sieben acht neun zehn").count == 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300) | st.text(alphabet="bankmrt &|!:*()<>-'\"\\\0äßéeV.„“%_", max_size=120))
def test_no_text_raises(district, text):
    result = find(text)

    assert result.count <= len(result.queryset) <= len(TEXTS)
    assert engine.find(Entry.objects.none(), text).suggestion == ""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=400))
def test_no_text_of_a_row_raises(db, text):
    # Forms refuse NUL already; here only the index must cope with the rest.
    text = text.replace("\0", "").encode("utf-8", "ignore").decode()

    add(text[:200], text=text)


def test_a_text_of_a_megabyte_is_indexed(db):
    add("Roman", text=" ".join(f"wort{number}" for number in range(100_000)))

    assert find("Roman").count == 1
    assert find("wort1").count == 1


# ---------------------------------------------------------------- many rows
def grow(rows: int) -> None:
    """Rows of ordinary words, the oldest with a rare one; with statistics as after autovacuum."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_tests_entry"
            " (code, name, topics, place, text, is_public, created_at, search_text, search_vector)"
            " SELECT '', 'Bank ' || n, '', '', repeat('Laterne ', 20), true, n, ' bank ' || n || ' \n  \n  ',"
            " setweight(to_tsvector('german', 'bank ' || n), 'A') || to_tsvector('german', 'laterne ' || mod(n, 97))"
            " FROM generate_series(1, %s) n",
            [rows],
        )
        add("Sternwarte", created_at=0)
        for index in ("search_tests_vector", "search_tests_text"):
            cursor.execute("SELECT gin_clean_pending_list(%s)", [index])
        cursor.execute("ANALYZE search_tests_entry")


def rare_word() -> None:
    assert [entry.name for entry in find("Sternwarte").queryset[:24]] == ["Sternwarte"]


def rare_word_naively() -> None:
    hits = Entry.objects.filter(search_vector=engine.parse("Sternwarte").all_of("wide")).order_by("-created_at")
    assert [entry.name for entry in hits[:24]] == ["Sternwarte"]


def test_a_rare_word_costs_the_same_in_a_hundred_times_the_rows(db):
    grow(200)
    few = buffers(rare_word)
    Entry.objects.all().delete()
    grow(20_000)

    assert buffers(rare_word) <= 1.5 * few


def test_the_naive_form_of_the_same_search_walks_the_table(db):
    grow(20_000)

    assert buffers(rare_word_naively) > 5 * buffers(rare_word)
