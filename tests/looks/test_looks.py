"""What the script that measures calls too much and what it writes; docs/design.md shows what it draws."""

import json
import re
from pathlib import Path

import pytest

from tests.looks import pictures, tables

DOCS = Path(__file__).parents[2] / "docs"
GOOD = {"phone": 1500, "desk": 900, "heading": 160, "words": 90}


def idea(*screens: dict, to_summary: int) -> dict:
    shown = [{**GOOD, **screen} for screen in screens]
    return {"screens": shown, "to_summary": to_summary, "clicks_to_summary": 6, "clicks": 7}


def figures(**changes: dict) -> dict:
    pages = {"list of ideas": GOOD}
    forms = {"submit an idea": idea({}, {}, {}, {}, to_summary=2)}
    return {"pages": {**pages, **changes.get("pages", {})}, "forms": {**forms, **changes.get("forms", {})}}


def test_what_is_short_enough_is_not_named() -> None:
    assert list(tables.too_much(figures())) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"pages": {"list of ideas": {**GOOD, "phone": 3601}}}, ["list of ideas: 3,601 px on a phone, at most 3,600"]),
        ({"pages": {"shop": {**GOOD, "heading": 261}}}, ["shop: heading at 261 px, at most 260"]),
        (
            {"forms": {"support an idea": idea({"phone": 1501}, {}, to_summary=0)}},
            ["support an idea: 1,501 px on a phone, at most 1,500"],
        ),
        (
            {"forms": {"wanted ad": idea({"phone": 1801}, {}, to_summary=0)}},
            ["wanted ad: 1,801 px on a phone, at most 1,800"],
        ),
        (
            {"forms": {"submit an idea": idea({}, {"phone": 1601}, {}, {}, to_summary=2)}},
            ["submit an idea, screen 2: 1,601 px on a phone, at most 1,600"],
        ),
        (
            {"forms": {"submit an idea": idea({}, {}, {}, {}, {}, to_summary=3)}},
            ["submit an idea: 3 screens to the summary, at most 2"],
        ),
        (
            {"forms": {"submit an idea": idea({}, {}, {"heading": 300}, {}, to_summary=2)}},
            ["submit an idea, screen 3: heading at 300 px, at most 260"],
        ),
    ],
)
def test_what_is_too_much_is_named(changes: dict, found: list[str]) -> None:
    assert list(tables.too_much(figures(**changes))) == found


def test_the_table_shows_both_days_where_they_differ() -> None:
    before = {
        "pages": {"list of ideas": {**GOOD, "phone": 7467}},
        "forms": {"submit an idea": idea({}, {}, to_summary=0)},
    }

    lines = tables.table(figures(), before).splitlines()

    assert lines[2] == "| list of ideas | 7,467 → 1,500 | 160 | 900 | 90 | – |"
    assert lines[6] == (
        "| submit an idea | 0 (0) | 90 → 180 | 1,500 → 1,500 + 1,500, summary 1,500 | 160 | "
        "900 → 900 + 900, summary 900 | – → 2 screens, 6 clicks | 1 screen, 7 clicks → 3 screens, 7 clicks |"
    )


def test_a_table_takes_the_place_of_the_one_before() -> None:
    once = tables.put_into("a\n<!-- figures -->\n<!-- /figures -->\nb\n", "| 1 |")

    assert tables.put_into(once, "| 2 |") == "a\n<!-- figures -->\n| 2 |\n<!-- /figures -->\nb\n"


def test_the_figures_of_the_day_before_can_be_read() -> None:
    before = json.loads((DOCS / "design/before.json").read_text())

    assert before["forms"]["submit an idea"]["screens"][0]["required"] == 5
    assert tables.table(before, before).count("→") == 0


# ---------------------------------------------------------------- docs/design.md
def test_the_document_shows_each_main_page_on_a_phone_and_at_a_desk() -> None:
    shown = re.findall(r"\(design/([\w-]+\.webp)\)", (DOCS / "design.md").read_text())

    assert len(pictures.PAGES) == 12
    assert sorted(shown) == sorted(f"{page.code}-{size}.webp" for page in pictures.PAGES for size in pictures.SIZES)


def test_no_picture_is_large_or_of_no_page() -> None:
    there = list((DOCS / "design").glob("*.webp"))

    assert {file.name for file in there if file.stat().st_size > pictures.LARGEST} == set()
    assert {file.stem.rpartition("-")[0] for file in there} <= {page.code for page in pictures.PAGES}
