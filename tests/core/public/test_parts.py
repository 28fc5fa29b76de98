"""Parts of the page of one thing: what each of them holds, and that what people wrote stays text."""

import re
from datetime import date

import pytest
from django.utils import translation

from eving.core.public import parts

EVIL = "<script>alert('x')</script>\" onload=\"x"
PHOTO = {"src": "/medien/a-800.webp", "srcset": "", "alt": "Bank", "width": 800, "height": 600}
SHARED = {"url": "https://x.example/a/", "title": "Eine Bank", "description": "Sitzen.", "locale": "de_DE"}
ACTION = {"title": "Auch Sie?", "url": "/neu/", "label": "Vorschlagen"}


def links(drawn: str) -> list[tuple[str, str]]:
    return [
        (url, re.sub("<[^>]*>", "", text)) for url, text in re.findall(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', drawn)
    ]


@pytest.mark.parametrize(("language", "home"), [("de", ("/", "Start")), ("en", ("/en/", "Home"))])
def test_the_way_to_a_page_begins_at_home_and_ends_without_a_link(language, home):
    with translation.override(language):
        drawn = parts.breadcrumbs("Eine Bank", [{"label": "Ideen", "url": "/ideen/"}])

    assert links(drawn) == [home, ("/ideen/", "Ideen")]
    assert drawn.endswith('<span aria-current="page">Eine Bank</span></li>\n</ol>\n</nav>')
    assert "aria-current" not in parts.breadcrumbs("", [])


def test_a_link_preview_without_a_picture_says_nothing_of_one():
    picture = {"picture": "/b.jpg", "picture_alt": "Bank", "picture_width": 800, "picture_height": 600}

    def said(row):
        return dict(re.findall(r'<meta (?:property|name)="([^"]*)" content="([^"]*)">', parts.sharing(row)))

    without, whole = said(SHARED), said(SHARED | picture)
    assert (without["og:title"], without["og:locale"], without["og:url"]) == ("Eine Bank", "de_DE", SHARED["url"])
    assert whole == without | {
        "og:image": "/b.jpg", "og:image:type": "image/jpeg", "og:image:width": "800", "og:image:height": "600",
        "og:image:alt": "Bank", "twitter:card": "summary_large_image",
    }  # fmt: skip


def test_the_first_photo_is_large_and_fetched_at_once_and_the_others_wait():
    fine = {**PHOTO, "srcset": "/medien/a-400.webp 400w", "href": "/medien/a-1600.webp", "credit": "A. Beispiel"}

    first, second = parts.gallery([fine, fine]).split("<li")[1:]

    assert "48rem" in first and 'fetchpriority="high"' in first and "lazy" not in first
    assert "16rem" in second and 'loading="lazy"' in second and "fetchpriority" not in second
    for photo in (first, second):
        assert '<a href="/medien/a-1600.webp">' in photo and "<figcaption>Foto: A. Beispiel</figcaption>" in photo
    assert "srcset" not in parts.gallery([PHOTO]) and "figcaption" not in parts.gallery([PHOTO])
    assert parts.gallery([]) == ""


def test_a_state_says_since_when():
    assert "<span>seit 3. März 2027</span>" in parts.state_line({"label": "neu", "tone": "info"}, date(2027, 3, 3))


def test_a_decisive_fact_has_its_figure_and_a_second_one_below():
    rows = [{"label": "Miete", "value": "715 €", "more": "8,51 € je m²"}, {"label": "Fläche", "value": "84 m²"}]

    assert re.findall(r"<dt>(.*?)</dt><dd><b>(.*?)</b>(.*?)</dd>", parts.fact_strip(rows)) == [
        ("Miete", "715 €", " 8,51 € je m²"),
        ("Fläche", "84 m²", ""),
    ]
    assert parts.fact_strip([{"label": "Miete", "value": ""}]) == ""


def test_a_step_of_a_case_is_done_half_done_or_to_come():
    steps = [
        {"label": "Geprüft", "when": "3. März 2027", "is_done": True, "is_current": False},
        {"label": "In Prüfung", "when": "", "is_done": False, "is_current": True},
        {"label": "Ergebnis", "when": "", "is_done": False, "is_current": False},
    ]

    assert re.findall(r"<li([^>]*)><strong>(.*?)</strong> <span>(.*?)</span>", parts.progress_line(steps)) == [
        (' class="is-done"', "Geprüft", "3. März 2027"),
        (' aria-current="step"', "In Prüfung", ""),
        ("", "Ergebnis", ""),
    ]


def test_the_card_and_the_bar_lead_to_the_same_step():
    other = {"label": "Folgen", "url": "/folgen/", "icon": "bell"}

    card, bar = parts.key_buttons(ACTION | {"text": "Ein Feld."}, [other]), parts.action_bar(ACTION, [other])
    assert links(card) == links(bar) == [("/neu/", "Vorschlagen"), ("/folgen/", "Folgen")]
    assert "<p>Ein Feld.</p>" in card and "<p>" not in parts.key_buttons(ACTION)
    assert links(parts.key_links([other])) == [("/folgen/", "Folgen")]
    assert parts.key_links([]) == ""


def test_what_may_be_chosen_is_a_radio_for_each_and_none_is_chosen():
    drawn = parts.choices("tag", "Welcher Tag?", [("2027-03-03", "Mi 3. März"), ("anderer", "anderer Tag")])

    assert re.findall(r'name="tag" value="(.*?)"> (.*?)</label>', drawn) == [
        ("2027-03-03", "Mi 3. März"),
        ("anderer", "anderer Tag"),
    ]
    assert "checked" not in drawn and "<legend>Welcher Tag?</legend>" in drawn


def test_support_says_how_it_is_made_up_and_the_last_line_leaves_out_what_is_empty():
    assert parts.support(49, "Menschen wollen das auch.", "12 und 37 auf Papier").count("<small>") == 1
    assert "<small>" not in parts.support(1, "Mensch will das auch.")
    assert parts.last_line(["", "Nummer", None, "Ende"]) == '<p class="last-line">Nummer · Ende</p>'
    assert parts.last_line(["Geprüft.", "Nummer", "Ende"]) == '<p class="last-line">Geprüft. Nummer · Ende</p>'


def test_photos_that_scroll_can_be_reached_by_keyboard():
    linked = PHOTO | {"href": "/medien/a-1600.webp"}

    assert 'tabindex="0"' in parts.gallery([PHOTO, PHOTO])
    assert "tabindex" not in parts.gallery([linked, linked]) and "tabindex" not in parts.gallery([PHOTO])


def test_an_action_has_a_second_link_only_where_there_is_one():
    second = {"text": "Ein Feld.", "second_url": "/liste/", "second_label": "Andere"}

    assert links(parts.side_action(ACTION)) == [("/neu/", "Vorschlagen")]
    assert links(parts.side_action(ACTION | second)) == [("/neu/", "Vorschlagen"), ("/liste/", "Andere")]
    assert "side-action__text" not in parts.side_action(ACTION)


def test_buttons_say_which_of_them_is_quiet():
    drawn = parts.buttons([{"label": "Helfen", "url": "/a/"}, {"label": "Folgen", "url": "/b/", "is_quiet": True}])

    kinds = re.findall(r'kern-btn--(\w+)" href="([^"]*)">\n<span class="kern-label">(\w+)</span></a>', drawn)
    assert kinds == [("secondary", "/a/", "Helfen"), ("tertiary", "/b/", "Folgen")]


def test_a_report_names_the_page_in_its_address():
    assert links(parts.report_link("/ideen/I-1/bänke & mehr/")) == [
        ("/melden/?seite=/ideen/I-1/b%C3%A4nke%20%26%20mehr/", "Inhalt melden")
    ]


def test_nothing_that_people_wrote_becomes_markup():
    photo = {**PHOTO, "src": EVIL, "alt": EVIL, "href": EVIL, "credit": EVIL}
    picture = {"picture_width": 1, "picture_height": 1}
    row = {"label": EVIL, "value": EVIL, "more": EVIL, "when": EVIL, "url": EVIL, "text": EVIL, "icon": "bell"}
    drawn = [
        parts.breadcrumbs(EVIL, [{"label": EVIL, "url": EVIL}]),
        parts.sharing({**dict.fromkeys([*SHARED, "picture", "picture_alt"], EVIL), **picture}),
        parts.gallery([photo]),
        parts.state_line({"label": EVIL, "tone": EVIL}, date(2027, 3, 3)),
        parts.fact_strip([row]),
        parts.support(1, EVIL, EVIL),
        parts.progress_line([row | {"is_done": True, "is_current": True}]),
        parts.key_buttons(row, [row]),
        parts.key_links([row]),
        parts.action_bar(row, [row]),
        parts.choices(EVIL, EVIL, [(EVIL, EVIL)]),
        parts.last_line([EVIL]),
        parts.file_link(EVIL, EVIL),
        parts.history([{"at": date(2027, 3, 3), "who": EVIL, "title": EVIL, "text": EVIL}]),
        parts.report_link(EVIL),
        parts.buttons([{"label": EVIL, "url": EVIL}]),
        parts.side_action(dict.fromkeys([*ACTION, "text", "second_url", "second_label"], EVIL)),
    ]

    for part in drawn:
        assert "alert" in part and "<script" not in part and 'onload="x' not in part
