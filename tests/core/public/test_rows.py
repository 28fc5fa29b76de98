"""Rows of a list drawn in Python: what stands in them, and that nothing in them becomes markup or is empty."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from eving.core.public.rows import column, in_a_line, month_text, near_day, rows, stored_column

EVIL = "<script>alert('x')</script>\" onload=\"x"
WHOLE = {
    "kind": "shop",
    "url": "/ladenlokale/L-1/laden/",
    "title": "Heller Laden",
    "preline": "Bergstraße 9",
    "summary": "Mit großem Fenster.",
    "columns": [column("Fläche", "84 m²", is_figure=True), column("Miete", "715 €", is_lead=True, is_figure=True)],
    "note": "Angabe fehlt: Stufen",
    "ask": {"label": "Büro fragen", "url": "/ladenlokale/L-1/anfragen/"},
    "picture": {"small": "/medien/a-400.webp", "double": "/b", "alt": "Front", "width": 400, "height": 267},
}
ALONE = {"url": "/a/", "title": "Allein"}


def test_a_row_says_everything_in_the_order_that_it_is_read() -> None:
    drawn = rows([WHOLE])

    texts = ["Front", "Heller Laden", "Bergstraße 9", "Mit großem Fenster.", "Fläche", "84 m²", "Miete", "715 €",
             "Angabe fehlt: Stufen", "Büro fragen"]  # fmt: skip
    places = [drawn.index(text) for text in texts]
    assert places == sorted(places)
    assert '<h3 class="card-row__title"><a href="/ladenlokale/L-1/laden/">Heller Laden</a></h3>' in drawn
    assert '<div class="card-row__lead card-row__figure"><dt>Miete</dt><dd>715 €</dd></div>' in drawn
    assert '<a href="/ladenlokale/L-1/anfragen/">Büro fragen</a>' in drawn


def test_a_row_that_has_only_a_title_holds_no_empty_parts() -> None:
    assert rows([ALONE], "h2") == (
        '<ul class="card-rows card-rows--end kind-plain"><li class="card-row card-row--bare">'
        '<div class="card-row__words"><h2 class="card-row__title"><a href="/a/">Allein</a></h2></div></li></ul>'
    )
    assert rows([]) == ""


def test_pictures_of_shops_stand_at_the_start_and_all_others_at_the_end() -> None:
    drawn = [rows([{**WHOLE, "kind": kind}]) for kind in ("shop", "idea", "project", "actor")]

    assert ["card-rows--end" in one for one in drawn] == [False, True, True, True]
    assert "card-rows--small" in rows([WHOLE], is_small=True)


def test_only_the_first_picture_of_a_list_in_view_is_not_awaited() -> None:
    assert [rows([WHOLE, WHOLE], is_in_view=shown).count("loading") for shown in (True, False)] == [1, 2]


def test_a_column_after_a_missing_one_keeps_its_place() -> None:
    drawn = rows([{**ALONE, "columns": [column("A", "1"), column("B", ""), column("C", "3")]}])

    assert '<div><dt>A</dt><dd>1</dd></div><div class="card-row__column-3"><dt>C</dt><dd>3</dd></div>' in drawn
    assert "<dt>B</dt>" not in drawn


def test_no_value_becomes_markup() -> None:
    row = {
        "kind": "idea", "url": EVIL, "title": EVIL, "preline": EVIL, "summary": EVIL, "note": EVIL,
        "ask": {"label": EVIL, "url": EVIL}, "columns": [column(EVIL, EVIL), stored_column(EVIL, EVIL)],
        "picture": {"small": EVIL, "alt": EVIL, "width": 1, "height": 1},
    }  # fmt: skip

    drawn = rows([row])

    assert "<script" not in drawn
    assert 'onload="x' not in drawn
    assert drawn.count("&lt;script&gt;") == 13


def test_on_a_page_of_another_language_what_people_wrote_says_its_language() -> None:
    row = {**WHOLE, "columns": [*WHOLE["columns"], stored_column("Place", "an der Kirche")]}
    with translation.override("en"):
        drawn = rows([row])

    assert '<span lang="de">Heller Laden</span>' in drawn
    assert '<span lang="de">Mit großem Fenster.</span>' in drawn
    assert '<dd lang="de">an der Kirche</dd>' in drawn
    assert "<dd>715 €</dd>" in drawn


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_day_of_this_year_has_no_year_and_an_older_one_has(language: str) -> None:
    this, older = timezone.localtime().replace(month=3, day=3), datetime(2019, 3, 2, 23, 30, tzinfo=UTC)

    with translation.override(language):
        assert (near_day(this), near_day(older)) == {
            "de": ("3. März", "3. März 2019"),
            "en": ("3 March", "3 March 2019"),
        }[language]
    assert near_day(this - timedelta(days=400)).split()[-1].isdigit()


def test_the_parts_of_a_line_are_escaped_once_and_empty_ones_left_out() -> None:
    assert in_a_line("A & B", "", mark_safe("<b>C</b>")) == "A &amp; B · <b>C</b>"
    assert in_a_line("", None) == ""


def test_a_month_is_written_in_the_readers_language() -> None:
    assert month_text(date(2027, 3, 31)) == "März 2027"
    with translation.override("en"):
        assert month_text(date(2027, 3, 31)) == "March 2027"


def test_rows_are_well_formed() -> None:
    drawn = rows([WHOLE, ALONE])

    for name in ("ul", "li", "div", "p", "h3", "a", "dl", "dt", "dd", "span", "svg"):
        assert drawn.count(f"<{name}>") + drawn.count(f"<{name} ") == drawn.count(f"</{name}>"), name
