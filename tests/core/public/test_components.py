"""Cards, badges and pictures drawn in Python: what stands in them, and that nothing in them becomes markup."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from django.utils.safestring import mark_safe

from eving.core.public import components
from eving.core.public.facts import beginning, day_text, fact, joined, stored_fact

EVIL = "<script>alert('x')</script>\" onload=\"x"
WHOLE = {
    "kind": "idea",
    "url": "/ideen/I-1/bank/",
    "title": "Eine Bank",
    "preline": "Bergstraße",
    "summary": "Sitzen, wo der Bus hält.",
    "note": "Angabe fehlt: Stufen",
    "facts": [fact("Veröffentlicht", "3. März 2027"), stored_fact("Ort", "an der Kirche")],
    "badges": [{"label": "neu", "tone": "success"}, {"label": "frei", "tone": "info", "icon": "check"}],
    "picture": {
        "small": "/medien/a-400.webp",
        "double": "/medien/a-800.webp",
        "alt": "Bank",
        "width": 800,
        "height": 600,
    },
}


def test_a_card_says_everything_in_the_order_that_it_is_read():
    drawn = components.cards([WHOLE])

    texts = [
        "Bergstraße",
        "Eine Bank",
        "Sitzen, wo der Bus hält.",
        "Angabe fehlt: Stufen",
        "3. März 2027",
        "neu",
        "frei",
    ]
    places = [drawn.index(text) for text in texts]
    assert places == sorted(places)
    assert '<h3 class="card__title"><a class="kern-link--stretched card__link" href="/ideen/I-1/bank/">' in drawn
    assert 'alt="Bank"' in drawn
    assert 'width="800" height="600"' in drawn
    assert "kind-idea" in drawn


def test_a_card_that_has_only_a_title_holds_no_empty_parts():
    drawn = components.cards([{"url": "/a/", "title": "Allein"}], "h2")

    assert '<h2 class="card__title">' in drawn
    for name in ("card__preline", "card__summary", "card__note", "card__facts", "card__badges", "card__picture"):
        assert name not in drawn


def test_a_fact_without_a_value_has_no_row():
    drawn = components.cards([{**WHOLE, "facts": [fact("Ort", ""), fact("Feld", "Verkehr")]}])

    assert "<dt>Ort</dt>" not in drawn
    assert "<dt>Feld</dt><dd>Verkehr</dd>" in drawn


def test_no_value_becomes_markup():
    row = {
        "kind": "idea", "url": EVIL, "title": EVIL, "preline": EVIL, "summary": EVIL, "note": EVIL,
        "facts": [fact(EVIL, EVIL), stored_fact(EVIL, EVIL)], "badges": [{"label": EVIL, "tone": EVIL}],
        "picture": {"small": EVIL, "double": EVIL + "2", "alt": EVIL, "width": 1, "height": 1},
    }  # fmt: skip

    drawn = components.cards([row])

    assert "<script" not in drawn
    assert 'onload="x' not in drawn
    assert drawn.count("&lt;script&gt;") == 14


def test_markup_of_ours_stays_markup():
    drawn = components.cards([{**WHOLE, "preline": mark_safe('<span lang="de">Wohnen</span>')}])

    assert '<p class="card__preline"><span lang="de">Wohnen</span></p>' in drawn


def test_on_a_page_of_another_language_what_people_wrote_says_its_language():
    with translation.override("en"):
        drawn = components.cards([WHOLE])

    assert '<span lang="de">Eine Bank</span>' in drawn
    assert '<p class="card__summary"><span lang="de">Sitzen' in drawn
    assert '<dd lang="de">an der Kirche</dd>' in drawn
    assert "<dd>3. März 2027</dd>" in drawn


def test_badges_bring_the_sign_of_their_tone_or_their_own():
    assert components.icon("check") in components.badge("fertig", "success")
    assert components.icon("dot") in components.badge("Entwurf")
    assert components.icon("calendar") in components.badge("fällig", "neutral", "calendar")
    assert 'class="badge badge--neutral"' in components.badge("Entwurf")


@pytest.mark.parametrize("moment", [date(2027, 3, 3), datetime(2027, 3, 2, 23, 30, tzinfo=UTC)])
def test_the_day_of_a_badge_is_that_of_the_town(moment):
    drawn = components.badge("fällig", "danger", date=moment)

    assert '<time class="badge__date" datetime="2027-03-03">3. März 2027</time>' in drawn


def test_no_list_of_badges_without_badges():
    assert components.badges([]) == ""


def test_cards_are_well_formed():
    drawn = components.cards([WHOLE, {"url": "/a/", "title": "Allein"}])

    for name in ("ul", "li", "article", "div", "p", "h3", "a", "dl", "dt", "dd", "span"):
        assert drawn.count(f"<{name}>") + drawn.count(f"<{name} ") == drawn.count(f"</{name}>"), name


# ---------------------------------------------------------------- what cards are made of
def test_a_text_is_cut_where_a_line_ends():
    assert beginning("Kurz  und\n gut", 20) == "Kurz und gut"
    assert beginning("x" * 20, 20) == "x" * 20
    assert beginning("eins zwei drei", 10) == "eins zwei…"
    assert beginning("eins zwei drei", 6) == "eins…"
    assert beginning("", 10) == ""


def test_a_text_is_cut_between_words_unless_one_word_fills_the_line():
    assert beginning("Beutel und Eimer gäbe. Zum", 25) == "Beutel und Eimer gäbe…"
    assert beginning("Beutel und Eimer gäbe. Zum", 16) == "Beutel und…"
    assert beginning("a https://beispiel.example/weg", 20) == "a https://beispiel…"
    assert beginning("x" * 21, 20) == "x" * 19 + "…"


def test_a_day_is_written_in_the_readers_language():
    moment = datetime(2027, 3, 2, 23, 30, tzinfo=UTC)

    assert (day_text(moment), day_text(date(2027, 3, 3)), day_text(None)) == ("3. März 2027", "3. März 2027", "")
    with translation.override("en"):
        assert day_text(moment) == "3 March 2027"


def test_joined_parts_are_escaped_once():
    assert joined(["a & b", mark_safe("<b>c</b>"), ""], " < ") == "a &amp; b &lt; <b>c</b>"
