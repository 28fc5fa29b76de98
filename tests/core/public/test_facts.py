"""Lists of facts and timelines, as pages draw them: every value escaped, empty rows left out, stored texts marked."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from eving.core.public.facts import description_list, fact, fact_table, stored_fact
from eving.core.public.timelines import timeline

MARKUP = '<script>"&'
ESCAPED = "&lt;script&gt;&quot;&amp;"


def row(label: str, value: str, attributes: str = "") -> str:
    return (
        f'<div class="kern-description-list-item"><dt class="kern-description-list-item__key">{label}</dt>'
        f'<dd class="kern-description-list-item__value"{attributes}>{value}</dd></div>'
    )


def drawn(*rows: str) -> str:
    return f'<dl class="kern-description-list facts">{"".join(rows)}</dl>'


def test_what_people_wrote_is_escaped_and_its_lines_stay_lines() -> None:
    rows = [fact(MARKUP, MARKUP), fact("Ziel", MARKUP, f"/{MARKUP}"), fact("Zeilen", "eins\r\nzwei\n<b>")]

    assert description_list(rows) == drawn(
        row(ESCAPED, ESCAPED),
        row("Ziel", f'<a href="/{ESCAPED}">{ESCAPED}</a>'),
        row("Zeilen", "eins<br>zwei<br>&lt;b&gt;"),
    )


def test_a_fact_without_value_is_left_out_and_a_zero_is_none() -> None:
    assert description_list([fact("Nichts", None), fact("Leer", ""), fact("Toiletten", 0)]) == drawn(
        row("Toiletten", "0")
    )


def test_the_same_rows_stand_in_the_grid_of_a_fold_with_a_line_above_the_total() -> None:
    rows = [fact("Miete", "500 €"), fact("Leer", ""), fact(MARKUP, MARKUP, f"/{MARKUP}")]
    total = {**fact("Zusammen", "700 €"), "is_total": True}

    assert fact_table([*rows, total]) == (
        '<dl class="fact-table"><div><dt>Miete</dt><dd>500 €</dd></div>'
        f'<div><dt>{ESCAPED}</dt><dd><a href="/{ESCAPED}">{ESCAPED}</a></dd></div>'
        '<div class="fact-table__sum"><dt>Zusammen</dt><dd>700 €</dd></div></dl>'
    )
    assert fact_table([fact("Leer", "")]) == ""
    with override("en"):
        assert '<dd lang="de">Turm</dd>' in fact_table([stored_fact("Place", "Turm")])


def test_numbers_and_lazy_texts_are_in_the_reader_s_language() -> None:
    rows = [fact(gettext_lazy("Number"), Decimal("1.5")), fact("HTML", mark_safe("<em>so</em>"))]

    with override("de"):
        assert description_list(rows) == drawn(row("Nummer", "1,5"), row("HTML", "<em>so</em>"))
    with override("en"):
        assert description_list(rows) == drawn(row("Number", "1.5"), row("HTML", "<em>so</em>"))


def test_stored_values_carry_their_language_on_pages_of_another_one() -> None:
    badge = {"label": MARKUP, "tone": "info"}
    rows = [stored_fact("Place", "Bergstraße"), {**stored_fact("Place", "Turm"), "badge": badge}]

    with override("en"):
        page = description_list(rows)
        assert page.startswith(drawn(row("Place", "Bergstraße", ' lang="de"')).removesuffix("</dl>"))
        assert '<span lang="de">Turm</span> <span class="badge badge--info">' in page and ESCAPED in page
    with override("de"):
        assert 'lang="' not in description_list(rows)


def test_a_row_in_several_languages_shows_what_is_marked() -> None:
    marked = {**fact("Topics", "Wohnen"), "marked": mark_safe('<span lang="de">Wohnen</span>')}

    assert description_list([marked]) == drawn(row("Topics", '<span lang="de">Wohnen</span>'))


ENTRY = (
    '<li class="timeline__entry kind-{tone}"><p class="timeline__when">'
    '<time datetime="2026-12-01">1. Dezember 2026</time>{rest}</li>'
)


def test_a_timeline_says_when_by_the_clock_of_the_town_and_escapes_what_was_said() -> None:
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    entries = [
        {"at": late, "who": MARKUP, "title": MARKUP, "text": f"{MARKUP}\n\nzwei", "tone": MARKUP, "corrections": []},
        {"at": date(2026, 12, 1)},
    ]

    with override("de"):
        page = timeline(entries)

    said = f'<div class="timeline__text"><p>{ESCAPED}</p>\n\n<p>zwei</p></div>'
    first = f' · {ESCAPED}</p><h3 class="timeline__title">{ESCAPED}</h3>{said}'
    assert page == (
        f'<ol class="timeline">{ENTRY.format(tone=ESCAPED, rest=first)}{ENTRY.format(tone="plain", rest="</p>")}</ol>'
    )


def test_a_correction_stands_with_what_it_corrects() -> None:
    correction = {"at": datetime(2026, 12, 2, 12, tzinfo=UTC), "text": MARKUP}

    with override("en"):
        page = timeline([{"at": date(2026, 12, 1), "text": "Falsch", "corrections": [correction]}])

    assert (
        '<div class="timeline__text" lang="de"><p>Falsch</p></div><div class="timeline__text timeline__correction">'
        '<p class="timeline__when">corrected on <time datetime="2026-12-02">2 December 2026</time></p>'
        f'<div lang="de"><p>{ESCAPED}</p></div></div></li></ol>'
    ) in page
