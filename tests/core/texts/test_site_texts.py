"""Tests of texts that the office rewords: placeholders, a little markup, no HTML, the cache."""

import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.template import Engine, Origin, Template
from django.utils import translation
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from eving.core import registry
from eving.core.caching import versions
from eving.core.models import SiteText
from eving.core.registry import SiteTextSlot
from eving.core.texts import site_texts

NAMES = ("nummer", "titel", "frist")
TAGS = {"p", "br", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr"}
ATTRIBUTES = {"href", "rel", "lang"}


# ---------------------------------------------------------------- placeholders
def test_a_text_with_known_placeholders_is_fine() -> None:
    assert site_texts.check("Ihre Idee {nummer}: {titel}", NAMES, required=["nummer"]) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{numer}", "Did you mean {nummer}?"),
        ("{Nummer}", "Did you mean {nummer}?"),
        ("{ nummer }", "Did you mean {nummer}?"),
        ("{völlig anders}", "There is no placeholder {völlig anders}."),
        ("{}", "There is no placeholder {}."),
        ("{titel.__class__}", "There is no placeholder {titel.__class__}."),
        ("{titel[0]}", "There is no placeholder {titel[0]}."),
        ("{titel!r}", "There is no placeholder {titel!r}."),
        ("{0}", "There is no placeholder {0}."),
        ("{nummer", "A curly bracket has no partner."),
        ("nummer}", "A curly bracket has no partner."),
        ("{num\nmer}", "A curly bracket has no partner."),
        ("{{nummer}}", "A curly bracket has no partner."),
    ],
)
def test_an_unknown_or_broken_placeholder_is_named_with_those_that_exist(text: str, sentence: str) -> None:
    with translation.override("en"):
        wrong = " ".join(site_texts.check(text, NAMES))

    assert sentence in wrong
    assert "Allowed here: {nummer}, {titel}, {frist}." in wrong


def test_each_wrong_placeholder_is_named_once() -> None:
    assert len(site_texts.check("{a} {b} {a}", NAMES)) == 2


def test_what_must_appear_is_demanded() -> None:
    with translation.override("en"):
        assert site_texts.check("Danke.", NAMES, ["frist", "nummer"]) == [
            "This must appear in the text: {frist}, {nummer}."
        ]


def test_values_are_put_in_once_and_are_never_read_as_placeholders() -> None:
    values = {"titel": "{nummer}", "nummer": 7}

    assert site_texts.fill("{titel} {nummer} {titel}", values) == "{nummer} 7 {nummer}"


def test_what_is_no_placeholder_stays_as_it_is_written() -> None:
    text = "{titel.__class__} {0} {unbekannt} { {titel"

    assert site_texts.fill(text, {"titel": "Bank"}) == text


# ---------------------------------------------------------------- markup instead of HTML
class Found(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.other: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attributes}
        self.links += [value or "" for name, value in attributes if name == "href"]

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def is_safe(address: str) -> bool:
    """Whether a link leads where a text of the office may lead, however a browser reads it."""
    return re.match(r"https?://|mailto:|tel:|/(?![/\\])", address) is not None and not re.search(
        r"[\s\\\x00-\x1f]", address
    )


def test_the_few_marks_become_tags() -> None:
    text = "## Zeiten\n\n- **Mo** bis *Do*\n- Fr\n\n1. eins\n\n> so\n\nZeile\nZeile\n\n---"

    assert Found(site_texts.to_html(text)).tags == {
        "h2", "ul", "ol", "li", "strong", "em", "blockquote", "p", "br", "hr"
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<b onclick=x>fett</b>", "<!-- still -->", "<?php ?>", "<![CDATA[x]]>",
        "    <i>eingerückt</i>", "`<u>`", "```\n<s>\n```", "&lt;img src=x&gt;", "**<em>**", "<a href=/x>x</a>",
    ],
)  # fmt: skip
def test_html_of_the_writer_is_text(text: str) -> None:
    found = Found(site_texts.to_html(text))

    assert found.tags <= {"p", "strong", "br"}
    assert (found.attributes, found.other) == (set(), [])


@pytest.mark.parametrize(
    ("level", "text", "tags"),
    [
        (2, "# A\n\n## B\n\n### C", ["h2", "h2", "h3"]),
        (2, "#### A\n\n###### B\n\n# C", ["h2", "h3", "h2"]),
        (3, "## A\n\n### B\n\n## C", ["h3", "h4", "h3"]),
        (3, "Oben\n===\n\nUnten\n---", ["h3", "h3"]),
        (5, "## A\n\n### B\n\n#### C\n\n##### D", ["h5", "h6", "h6", "h6"]),
    ],
)
def test_headings_begin_at_the_level_of_their_place_and_none_is_skipped(level: int, text: str, tags: list) -> None:
    assert re.findall(r"<(h\d)>", site_texts.to_html(text, level)) == tags


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/ideen/?q=a", '<a href="/ideen/?q=a">x</a>'),
        ("https://www.dortmund.de/", '<a href="https://www.dortmund.de/" rel="external noopener">x</a>'),
        ("mailto:buero@eving.example", '<a href="mailto:buero@eving.example">x</a>'),
        ("tel:+49-231-42", '<a href="tel:+49-231-42">x</a>'),
    ],
)
def test_links_lead_to_own_paths_web_mail_and_telephone(address: str, expected: str) -> None:
    assert site_texts.to_html(f"[x]({address})") == f"<p>{expected}</p>\n"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JavaScript:alert(1)", "java&#115;cript:alert(1)", "data:text/html,x", "vbscript:x",
        "file:///etc/passwd", "//boese.example", "&sol;&sol;boese.example", "ideen", "#oben", "<java\tscript:x>",
    ],
)  # fmt: skip
def test_other_links_stay_text(address: str) -> None:
    for text in (f"[x]({address})", f"<{address}>", f"[x][1]\n\n[1]: {address}", f"![x]({address})"):
        assert "a" not in Found(site_texts.to_html(text)).tags, text


@pytest.mark.parametrize(
    "address", [r"/\boese.example", r"/\\boese.example", r"\/boese.example", "/&#9;/boese.example"]
)
def test_no_spelling_leads_to_another_host(address: str) -> None:
    links = Found(site_texts.to_html(f"[x]({address})")).links

    assert [link for link in links if not is_safe(link)] == []


def test_a_link_that_leads_away_would_be_found() -> None:
    bad = ["//boese.example", r"/\boese.example", "javascript:x", "/\t/boese.example", ""]

    assert [address for address in bad if is_safe(address)] == []
    assert Found('<p><a href="//x" onclick="y">z</a><!-- w -->').attributes == {"href", "onclick"}


def test_plain_text_is_escaped_and_its_addresses_become_links() -> None:
    text = "Mehr: https://eving.example/a?b=c.\r\n<b>/kontakt/</b> und /kontakt/, nicht //boese.example\n"

    assert site_texts.with_links(text) == (
        'Mehr: <a href="https://eving.example/a?b=c" rel="external noopener">https://eving.example/a?b=c</a>.<br>'
        '&lt;b&gt;/kontakt/&lt;/b&gt; und <a href="/kontakt/">/kontakt/</a>, nicht //boese.example'
    )


# Fragments that mean something to Markdown, HTML, URLs or our placeholders, between ordinary text.
PIECES = [
    "#", "##", "######", "- ", "1. ", "> ", "**", "*", "_", "`", "```", "~~~", "[", "](", ")", "![", "<", ">", "</",
    "/>", "<script>", "<img src=x onerror=y>", "<a href='x'>", "<!--", "-->", "<![CDATA[", "&", "&lt;", "&#106;",
    "&#0;", "\0", "javascript:", "data:", "https://", "mailto:", "tel:", "//", "/\\", "\\", "/", '"', "'", "{", "}",
    "{nummer}", "{x.y}", "\n", "\r\n", "\n\n", "    ", "\t", "\u2028", "\ufeff", "\x1b", "x", "www.x.de", "a@b.de",
    "[1]: ", "[1]", ' "t"', "===", "---",
]  # fmt: skip
TYPED = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=25).map("".join)


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TYPED, st.sampled_from(["line", "page"]), st.integers(2, 5), st.sampled_from(["", "de", "en"]))
@example("[x](javascript:alert(1))<script>", "page", 2, "en")
@example("https:///\\", "line", 2, "")
def test_whatever_staff_type_only_harmless_tags_come_out(text: str, kind: str, level: int, language: str) -> None:
    slot = SiteTextSlot("probe", "", "", kind=kind, level=level)

    with translation.override("de"):
        found = Found(site_texts.shown(slot, text, {"nummer": "<b>7</b>"}, language))
        plain = Found(site_texts.with_links(text))
    site_texts.check(text, NAMES, NAMES)

    assert found.tags <= (TAGS | {"div"} if kind == "page" else {"span"})
    assert plain.tags <= {"a", "br"}
    assert found.attributes | plain.attributes <= ATTRIBUTES
    assert [link for link in found.links + plain.links if not is_safe(link)] == []
    assert found.other + plain.other == []


# ---------------------------------------------------------------- the cache
def by_another_process(key: str, text: str) -> None:
    # No signal, so this process does not hear of the row.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_sitetext (key, text, texts, updated_at) VALUES (%s, %s, '{}', now())"
            " ON CONFLICT (key) DO UPDATE SET text = excluded.text",
            [key, text],
        )


@pytest.mark.django_db
def test_a_change_by_another_process_is_seen_by_the_next_request() -> None:
    site_texts.keep(None)
    assert site_texts.custom_text("contact.lead") is None

    by_another_process("contact.lead", "neu")

    assert site_texts.custom_text("contact.lead") == ("neu", "de")


@pytest.mark.django_db
def test_a_request_asks_for_changes_once(django_assert_num_queries) -> None:
    site_texts.keep(None)
    site_texts.snapshot()

    versions.begin()
    with django_assert_num_queries(1):
        for _time in range(3):
            site_texts.custom_text("contact.lead")
    versions.end()


@pytest.mark.django_db
def test_a_change_by_this_process_is_seen_at_once() -> None:
    assert site_texts.custom_text("contact.lead") is None

    row = SiteText.objects.create(key="contact.lead", text="neu")
    first = site_texts.custom_text("contact.lead")
    row.delete()

    assert first == ("neu", "de")
    assert site_texts.custom_text("contact.lead") is None


@pytest.mark.django_db
def test_english_readers_get_english_words_and_german_ones_where_there_are_none() -> None:
    site_texts.warm(
        texts={
            "both": {"de": "hier", "en": "here"},
            "german": {"de": "hier", "en": " "},
            "english": {"de": "", "en": "here"},
            "empty": {"de": " "},
        }
    )

    keys = ("both", "german", "english", "empty")
    with translation.override("en"):
        english = [site_texts.custom_text(key) for key in keys]
    with translation.override("de"):
        german = [site_texts.custom_text(key) for key in keys]

    assert english == [("here", "en"), ("hier", "de"), ("here", "en"), None]
    assert german == [("hier", "de"), ("hier", "de"), None, None]


def test_a_control_character_ends_an_address() -> None:
    assert "href" not in str(site_texts.with_links("https://#\x00"))


def test_a_tag_declares_its_own_slot_with_group_page_and_placeholders(monkeypatch) -> None:
    monkeypatch.setattr(registry, "site_text_slots", {})
    engine = Engine.get_default()
    source = (
        '{% load eving %}{% site_text "actor.lead" label=_("lead") page="actors:actor-list" titel=name'
        ' required="titel" %}Hallo {{ titel }}.{% endsite_text %}'
    )

    Template(source, origin=Origin("list.html", "actors/list.html"), engine=engine)

    slot = registry.site_text_slots["actor.lead"]
    assert (str(slot.label), slot.kind, slot.page) == ("Einleitung", "line", "actors:actor-list")
    assert str(slot.group) == "Akteure"
    assert (slot.template, slot.placeholders, slot.required) == ("actors/list.html", ("titel",), ("titel",))
