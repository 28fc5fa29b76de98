"""How a page is found and handed on: descriptions, languages, and the address to copy."""

import re

import pytest
from django.utils import translation

from eving.core.public import sharing

EVIL = "<script>alert('x')</script>\" onload=\"x"


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        ("Kurz &amp;\n gut.", "Kurz & gut."),
        (f"{'Wort ' * 14}endet. {'Wort ' * 30}", f"{'Wort ' * 14}endet."),
        # A sentence that ends too early says too little; behind "Nr." none ends.
        (f"Kurzer Satz. {'Wort ' * 40}", f"Kurzer Satz. {('Wort ' * 29).strip()}…"),
        (f"{'Wort ' * 14}Nr. 5 {'Wort ' * 30}", f"{'Wort ' * 14}Nr. 5 {('Wort ' * 16).strip()}…"),
    ],
)
def test_a_description_is_one_line_of_whole_sentences(drawn: str, said: str) -> None:
    assert sharing.description(drawn) == said
    assert len(said) <= sharing.MOST


def test_a_page_names_itself_in_each_of_its_languages() -> None:
    with translation.override("en"):
        drawn = sharing.head(title="Ideas", text="All.", paths={"de": "/ideen/", "en": "/en/ideen/"}, query="seite=2")

    links = re.findall(r'<link rel="(\w+)"(?: hreflang="([\w-]+)")? href="http://127\.0\.0\.1:8000([^"]*)">', drawn)
    assert links == [
        ("canonical", "", "/en/ideen/?seite=2"),
        ("alternate", "de", "/ideen/?seite=2"),
        ("alternate", "en", "/en/ideen/?seite=2"),
        ("alternate", "x-default", "/ideen/?seite=2"),
    ]


def test_a_page_of_one_language_names_no_other() -> None:
    with translation.override("de"):
        assert "hreflang" not in sharing.head(title="Nur hier", text="Hier.", paths={"de": "/hier/"})


def test_what_a_page_says_of_itself_comes_before_what_is_usual() -> None:
    with translation.override("de"):
        drawn = sharing.head(
            title="Seite – 2", text="Kurz.", paths={"de": "/a/"}, own={"title": "Ein Laden", "data": ""}
        )

    assert '<meta property="og:title" content="Ein Laden">' in drawn
    assert '<meta property="og:description" content="Kurz.">' in drawn


def test_an_address_stands_there_to_be_copied_and_buttons_wait_for_a_script() -> None:
    with translation.override("de"):
        drawn = sharing.share("https://x.example/a/", "Eine Bank")

    assert 'value="https://x.example/a/"' in drawn and 'data-share="Eine Bank"' in drawn
    assert re.findall(r"<button[^>]*( hidden)>", drawn) == [" hidden", " hidden"]


def test_nothing_that_people_wrote_becomes_markup() -> None:
    with translation.override("de"):
        drawn = sharing.share(EVIL, EVIL) + sharing.head(title=EVIL, text=EVIL, paths={"de": EVIL, "en": EVIL})

    assert "alert" in drawn and "<script" not in drawn and 'onload="x' not in drawn
