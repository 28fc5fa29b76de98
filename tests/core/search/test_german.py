"""Tests of folding, splitting and sorting German words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eving.core.search.german import SEED_WORDS, Splitter, fold, plain, sort_key, spellings, words


@pytest.fixture(scope="module")
def splitter() -> Splitter:
    return Splitter(SEED_WORDS)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Förderung", "foerderung"),
        ("Foerderung", "foerderung"),
        ("STRAẞE", "strasse"),
        ("Straße", "strasse"),
        ("Café Olé", "cafe ole"),
        ("A\N{COMBINING DIAERESIS}pfel", "aepfel"),
        ("Şişli Çarşısı", "sisli carsisi"),
        ("Łódź", "lodz"),
    ],
)
def test_spellings_of_one_word_fold_to_the_same(text, folded):
    assert fold(text) == folded


def test_accents_go_but_umlauts_stay_for_the_stemmer():
    assert plain("Café für GRÜSSE, Maß, Ägypten") == "cafe für grüsse, maß, ägypten"


def test_names_sort_as_in_a_german_dictionary():
    names = ["Zebra", "Ärzte", "Apfel", "Öl", "Oase", "Straße", "Strand", "Strasse 2", "„Adler“"]

    assert sorted(names, key=sort_key) == [
        "„Adler“",
        "Apfel",
        "Ärzte",
        "Oase",
        "Öl",
        "Strand",
        "Straße",
        "Strasse 2",
        "Zebra",
    ]


def test_a_sort_key_fits_its_column():
    assert len(sort_key("ß" * 80)) == 100
    assert sort_key("ßßß", length=4) == "ssss"


def test_words_of_a_text():
    assert words("Café/Bistro „Zur Linde“, L-17: 85 m²!") == ["cafe", "bistro", "zur", "linde", "l", "17", "85", "m2"]


@pytest.mark.parametrize("text", ["Bürger*innen", "Bürger:innen", "Bürger_innen", "Bürger/innen", "Bürger/-innen"])
def test_gendered_words_are_one_word(text):
    assert words(text) == ["bürgerinnen"]


@pytest.mark.parametrize("text", ["Nachbarn e. V.", "Nachbarn e.V.", "Nachbarn eV", "NACHBARN E. V."])
def test_a_registered_club_is_a_club(text):
    assert words(text) == ["nachbarn", "verein"]


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("strassenbaeume", ["strassenbäume"]),
        ("mauerfoerderung", ["mauerförderung", "maürfoerderung", "maürförderung"]),
        ("gründerinnen", ["gründer"]),
        ("zentren", ["zentrum"]),
        ("museen", ["museum"]),
        ("themen", ["thema"]),
        ("kitas", ["kita"]),
        ("bergstr", ["bergstraße"]),
        ("haus", []),
        ("bank", []),
    ],
)
def test_other_spellings_of_a_word(word, others):
    assert spellings(word) == [word, *others]


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("nachbarschaftshilfe", ["nachbarschaft", "hilfe"]),
        ("jugendzentren", ["jugend", "zentrum"]),
        ("jugendräume", ["jugend", "raum"]),
        ("jugendraeume", ["jugend", "raum"]),
        ("gartenverein", ["garten", "verein"]),
        ("fahrradwerkstätten", ["fahrrad", "werkstatt"]),
        ("schulhof", ["schule", "hof"]),
        ("kirchplatz", ["kirche", "platz"]),
        ("wochenmarkt", ["woche", "markt"]),
        ("bürgerinnenbüro", ["bürger", "büro"]),
        ("stadtbezirksmarketing", ["stadt", "bezirk", "marketing"]),
        ("kinderspielplätze", ["kind", "spielplatz"]),
        ("schaufensterdekoration", ["schaufenster", "dekoration"]),
        ("zwischennutzung", ["zwischen", "nutzung"]),
        ("sitzbänke", ["sitz", "bank"]),
        ("bergstr", ["berg", "straße"]),
    ],
)
def test_compounds_come_apart(splitter, compound, parts):
    assert splitter.parts(compound) == parts


def test_simple_words_stay_whole(splitter):
    text = """werkstatt werkstätten beratung vereinigung minister ministerium partnerschaft altes planung festung kartei
        sportler wohnen wohnung eltern bauen angebote gruppen leitung ordnung evinger lindenhorst einsatz haus"""

    assert {word: parts for word in text.split() if (parts := splitter.parts(word))} == {}


def test_a_known_compound_still_holds_its_parts(splitter):
    assert splitter.parts("flohmärkte") == []
    assert splitter.all_parts("flohmärkte") == ["flohmarkt", "floh", "markt"]
    assert splitter.all_parts("stadtteilfest") == ["stadtteil", "fest", "stadt", "teil"]


def test_a_word_is_split_once_its_parts_are_in_the_vocabulary():
    assert Splitter(["kasse"]).parts("bürgerkasse") == []
    assert Splitter(["kasse", "bürger"]).parts("bürgerkasse") == ["bürger", "kasse"]


def test_an_empty_vocabulary_splits_nothing():
    assert Splitter([]).parts("wochenmarkt") == []


def test_the_first_vocabulary_fits_its_table():
    assert len(SEED_WORDS) == len(set(SEED_WORDS)) >= 200
    assert [word for word in SEED_WORDS if not 3 <= len(word) <= 40 or plain(word) != word or not word.isalpha()] == []


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text):
    splitter = Splitter(SEED_WORDS)

    for word in words(text):
        assert spellings(word)[0] == word
        assert set(splitter.all_parts(word)) <= set(SEED_WORDS)
        assert fold(word) == fold(fold(word))
    assert sort_key(text) == sort_key(sort_key(text))
