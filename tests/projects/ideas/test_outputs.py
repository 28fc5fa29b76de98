"""Feed, CSV, JSON, embedded list and link preview of ideas: content, caching, privacy."""

import csv
import gc
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client, override_settings
from django.utils import timezone, translation
from django.utils.http import http_date

from eving.core.audit import watched
from eving.core.models import FieldOfAction, Framework, Street, Topic
from projects import exports
from projects.models import Idea, IdeaPhoto
from tests.factories import make_idea
from tests.pages import text_of

pytestmark = pytest.mark.django_db
FILES = ["/ideen/export.csv", "/ideen/export.json"]
PROGRAMS = ["/ideen/feed.atom", *FILES]
ATOM = "{http://www.w3.org/2005/Atom}"


def get(client: Client, path: str, **headers: str) -> tuple[Any, bytes]:
    """The response and all of its bytes, as a program would read it."""
    answer = client.get(path, headers=headers)
    content = b"".join(answer) if answer.streaming else answer.content
    return answer, content


def fetch(client: Client, path: str) -> bytes:
    answer, content = get(client, path)
    assert answer.status_code == 200, path
    return content


def entries(client: Client, query: str = "") -> list[ElementTree.Element]:
    return ElementTree.fromstring(fetch(client, f"/ideen/feed.atom{query}")).findall(f"{ATOM}entry")


def table(client: Client, query: str = "") -> list[dict[str, str]]:
    text = fetch(client, f"/ideen/export.csv{query}").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def title_of(entry: ElementTree.Element) -> str | None:
    return entry.findtext(f"{ATOM}title")


# ---------------------------------------------------------------- feed
def test_the_feed_says_what_the_page_says(client: Client, settings) -> None:
    settings.BASE_URL = "https://eving.example"
    idea = make_idea(
        title="Bank <am> Markt & Größe",
        text="Sitzen & reden.\n\n<b>Alle</b>",
        topics=[Topic.objects.get(slug="gruen")],
        name_display="first",
    )

    root = ElementTree.fromstring(fetch(client, "/ideen/feed.atom?thema=gruen"))

    link = {element.get("rel"): element.get("href") for element in root.findall(f"{ATOM}link")}
    assert link["self"] == "https://eving.example/ideen/feed.atom?thema=gruen"
    assert link["alternate"] == "https://eving.example/ideen/?thema=gruen"
    [entry] = root.findall(f"{ATOM}entry")
    assert title_of(entry) == "Bank <am> Markt & Größe"
    assert entry.findtext(f"{ATOM}summary") == "<p>Sitzen &amp; reden.</p>\n\n<p>&lt;b&gt;Alle&lt;/b&gt;</p>"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Erika"
    assert entry.find(f"{ATOM}link").get("href") == f"https://eving.example{idea.get_absolute_url()}"
    assert [category.get("term") for category in entry.findall(f"{ATOM}category")] == [
        Topic.objects.get(slug="gruen").name
    ]
    assert entry.findtext(f"{ATOM}published").startswith(f"{timezone.localtime(idea.published_at):%Y-%m-%dT%H:%M}")


def test_an_entry_keeps_its_id_when_the_title_changes(client: Client) -> None:
    idea = make_idea(title="Bank")
    [before] = entries(client)
    Idea.objects.filter(pk=idea.pk).update(title="Zwei Bänke", slug="zwei-baenke")

    [after] = entries(client)
    [english] = ElementTree.fromstring(fetch(client, "/en/ideen/feed.atom")).findall(f"{ATOM}entry")

    ids = {entry.findtext(f"{ATOM}id") for entry in (before, after, english)}
    assert len(ids) == 1 and ids.pop().endswith(f":/ideen/{idea.number}/")
    assert title_of(after) == "Zwei Bänke"


@override_settings(LANGUAGES=[("de", "German"), ("en", "English"), ("fr", "French")])
def test_an_idea_is_the_same_entry_in_the_feed_of_every_language(client: Client) -> None:
    make_idea()

    ids = {fetch_id(client, prefix) for prefix in ("", "/en", "/fr")}

    assert len(ids) == 1


def fetch_id(client: Client, prefix: str) -> str | None:
    [entry] = ElementTree.fromstring(fetch(client, f"{prefix}/ideen/feed.atom")).findall(f"{ATOM}entry")
    return entry.findtext(f"{ATOM}id")


def test_a_feed_holds_no_more_than_fifty_and_the_newest_first(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(exports, "MOST_ENTRIES", 2)
    for title in ("Erste", "Zweite", "Dritte"):
        make_idea(title=title)

    assert [title_of(entry) for entry in entries(client)] == ["Dritte", "Zweite"]


def test_characters_that_xml_cannot_hold_are_left_out(client: Client) -> None:
    make_idea(title="Bank\x07 \x1bam\ufffe Markt", text="a\x0bb", name="E\x01va", name_display="full")

    [entry] = entries(client)

    assert title_of(entry) == "Bank am Markt"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Eva"


def test_the_list_names_the_feed_of_its_filter(client: Client) -> None:
    page = client.get("/ideen/?thema=gruen&seite=1&fremd=1").content.decode()

    [feed_url] = re.findall(r'<link rel="alternate" type="application/atom\+xml" [^>]*href="([^"]*)"', page)
    assert feed_url == "/ideen/feed.atom?thema=gruen"


def test_an_empty_feed_is_the_same_each_time(client: Client) -> None:
    first = fetch(client, "/ideen/feed.atom")

    assert fetch(client, "/ideen/feed.atom") == first
    assert b"2000-01-01T00:00:00" in first


# ---------------------------------------------------------------- table and JSON
def test_both_formats_hold_the_fields_of_the_contract(client: Client) -> None:
    framework = Framework.objects.first() or Framework.objects.create(code="iek", name="Konzept", short_name="IEK")
    idea = make_idea(
        title="Bank am Markt",
        text="Erste Zeile\nzweite; Zeile",
        street=Street.objects.get(slug="bergstrasse"),
        place_note="vor der Post",
        field=FieldOfAction.objects.first(),
        topics=[Topic.objects.get(slug="gruen"), Topic.objects.get(slug="wege")],
        state="under_review",
    )
    idea.frameworks.add(framework)
    Idea.objects.filter(pk=idea.pk).update(support_count=7, paper_support_count=5, help_count=3)
    today = timezone.localdate()

    data = json.loads(fetch(client, "/ideen/export.json"))
    [row] = table(client)

    topics = [topic.name for topic in idea.topics.all()]
    assert {name: value for name, value in data.items() if name != "ideas"} == {
        "version": 1,
        "licence": "dl-de/by-2-0",
        "licence_url": "https://www.govdata.de/dl-de/by-2-0",
        "source": "Quartiersmanagement Eving",
    }
    expected = {
        "number": idea.number,
        "address": f"http://127.0.0.1:8000{idea.get_absolute_url()}",
        "title": "Bank am Markt",
        "text": "Erste Zeile\nzweite; Zeile",
        "place": "Bergstraße, vor der Post",
        "street": "Bergstraße",
        "field": FieldOfAction.objects.first().name,
        "topics": topics,
        "frameworks": [framework.short_name],
        "state": "under_review",
        "published_on": today.isoformat(),
        "changed_on": today.isoformat(),
        "supports": 12,
        "help_offers": 3,
    }
    assert data["ideas"] == [expected]
    assert list(expected) == list(exports.FIELDS)
    assert row == {
        **{name: str(value) for name, value in expected.items()},
        "topics": ", ".join(topics),
        "frameworks": framework.short_name,
        "published_on": f"{today:%d.%m.%Y}",
        "changed_on": f"{today:%d.%m.%Y}",
        "licence": "dl-de/by-2-0",
    }


def test_the_document_and_the_page_show_the_same_fields(client: Client) -> None:
    text = (exports.settings.BASE_DIR / "docs/open-data.md").read_text()

    with translation.override("en"):
        fields = {name: str(meaning) for name, meaning in exports.FIELDS.items()}
    assert dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", text, re.M)) == fields
    page = text_of(client.get("/en/ideen/daten/"))
    assert all(f"{name} {meaning}" in page for name, meaning in fields.items())


@pytest.mark.parametrize(
    ("written", "cell"),
    [
        ("=1+1", "'=1+1"), ("+49", "'+49"), ("-2", "'-2"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t'=1"),
        (" =cmd|' /C calc'!A0", "' =cmd|' /C calc'!A0"), ("Bank,=1", "Bank,'=1"), ("Bank;=1", "Bank;'=1"),
    ],
)  # fmt: skip
def test_no_cell_acts_as_a_formula(client: Client, written: str, cell: str) -> None:
    make_idea(title=written, text=written)

    [row] = table(client)

    assert row["title"] == cell and row["text"] == cell


def test_no_person_goes_out_with_the_data(client: Client) -> None:
    make_idea(name="Erika Geheim", email="geheim@example.org", phone="0231 424242", name_display="full")

    for path in FILES:
        content = fetch(client, path)
        assert b"Bank" in content
        for secret in (b"Geheim", b"geheim@", b"424242"):
            assert secret not in content


def test_nothing_in_a_feed_tells_an_address_or_a_hidden_name(client: Client) -> None:
    make_idea(name="Erika Geheim", email="geheim@example.org")

    content = fetch(client, "/ideen/feed.atom")

    assert b"Bank" in content and b"eheim" not in content and b"@" not in content


@pytest.mark.parametrize("path", [*PROGRAMS, "/ideen/einbetten/"])
def test_only_public_ideas_go_out(client: Client, path: str) -> None:
    for state in ("unconfirmed", "submitted", "query", "withdrawn", "spam"):
        make_idea(state=state, title=f"Verborgen {state}")
    make_idea(state="declined", title="Abgelehnt")
    make_idea(title="Sichtbar")

    content = fetch(client, path).decode()

    assert "Sichtbar" in content and "Abgelehnt" in content and "Verborgen" not in content


@pytest.mark.parametrize("path", [*PROGRAMS, "/ideen/einbetten/"])
def test_filters_are_those_of_the_list(client: Client, path: str) -> None:
    make_idea(title="Radweg", topics=[Topic.objects.get(slug="wege")], street=Street.objects.get(slug="bergstrasse"))
    make_idea(title="Blumenbeet", topics=[Topic.objects.get(slug="gruen")], state="done")

    for query in ("thema=wege", "strasse=bergstrasse", "stand=neu", "q=Radweg"):
        content = fetch(client, f"{path}?{query}").decode()
        assert "Radweg" in content and "Blumenbeet" not in content, query


@pytest.mark.parametrize("path", PROGRAMS)
@pytest.mark.parametrize("query", ["thema=gibt-es-nicht", "stand=quatsch", "strasse=%F0%9F", "q=" + "x" * 500])
def test_a_filter_that_does_not_exist_is_no_filter_for_programs(client: Client, path: str, query: str) -> None:
    make_idea()

    assert client.get(f"{path}?{query}").status_code == 404


# ---------------------------------------------------------------- how they are served
@pytest.mark.parametrize("path", PROGRAMS)
def test_who_has_it_gets_it_again_only_when_something_changed(client: Client, path: str) -> None:
    idea = make_idea()
    first, _content = get(client, path)
    etag, moment = first["ETag"], first["Last-Modified"]

    for headers in ({"if_none_match": etag}, {"if_modified_since": moment}):
        same, content = get(client, path, **headers)
        assert (same.status_code, content, same["ETag"]) == (304, b"", etag)
    yesterday = http_date(timezone.now().timestamp() - 86_400)
    assert get(client, path, if_modified_since=yesterday)[0].status_code == 200
    Idea.objects.filter(pk=idea.pk).update(title="Neuer Titel", support_count=1)
    changed, content = get(client, path, if_none_match=etag)
    assert changed.status_code == 200 and changed["ETag"] != etag and "Neuer Titel" in content.decode()


@pytest.mark.parametrize("path", PROGRAMS)
def test_when_it_last_changed_tells_nothing_of_ideas_that_are_not_public(client: Client, path: str) -> None:
    make_idea()
    Idea.objects.get().history.update(at=timezone.now() - timedelta(days=9))
    watched.rows_of(watched.event_of(Idea)).update(pgh_created_at=timezone.now() - timedelta(days=9))
    before = get(client, path)[0]["Last-Modified"]
    make_idea(state="submitted")

    assert get(client, path)[0]["Last-Modified"] == before


@pytest.mark.parametrize("path", PROGRAMS)
def test_other_sites_may_read_them_and_nobody_gets_a_cookie(client: Client, path: str) -> None:
    answer, _content = get(client, path)

    assert answer["Access-Control-Allow-Origin"] == "*" and answer["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer and "Cookie" not in answer.get("Vary", "")
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", FILES)
def test_files_come_with_name_licence_and_length(client: Client, path: str) -> None:
    make_idea()

    answer, content = get(client, path)

    assert answer["Content-Disposition"] == f'attachment; filename="ideen.{path.rpartition(".")[2]}"'
    assert answer["Link"] == '<https://www.govdata.de/dl-de/by-2-0>; rel="license"'
    assert int(answer["Content-Length"]) == len(content)


def test_who_fetches_very_often_is_told_to_wait(client: Client, settings) -> None:
    settings.PUBLIC_EXPORTS_PER_HOUR = 2
    make_idea()

    codes = [get(client, path)[0].status_code for path in (*FILES, *FILES)]

    assert codes == [200, 200, 429, 429]
    assert client.get(FILES[0])["Retry-After"] == "3600"
    assert client.get("/ideen/feed.atom").status_code == 200


@pytest.mark.parametrize(("path", "budget"), [("/ideen/feed.atom", 7), ("/ideen/einbetten/", 3), (FILES[0], 7)])
def test_the_same_queries_for_one_and_for_three(client: Client, django_assert_max_num_queries, path, budget) -> None:
    topics = [Topic.objects.get(slug="gruen")]
    make_idea(topics=topics)
    counts = []
    for _time in range(2):
        with django_assert_max_num_queries(budget) as queries:
            fetch(client, path)
        counts.append(len(queries))
        make_idea(topics=topics)
        make_idea(topics=topics, street=Street.objects.get(slug="bergstrasse"))

    assert counts[0] == counts[1]


def test_an_export_holds_few_ideas_in_memory_at_a_time(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(exports, "CHUNK", 2)
    for _number in range(5):
        make_idea(topics=[Topic.objects.get(slug="gruen")])
    numbers = [row["number"] for row in table(client)]

    assert len(set(numbers)) == 5
    assert [idea["number"] for idea in json.loads(fetch(client, FILES[1]))["ideas"]] == numbers


# ---------------------------------------------------------------- inside another site
def test_only_the_embedded_list_may_be_framed_and_only_by_those_named(client: Client, settings) -> None:
    settings.EMBED_FRAME_ANCESTORS = "'self' https://www.dortmund.example"
    idea = make_idea()

    answer = client.get("/ideen/einbetten/")

    policy = answer["Content-Security-Policy"]
    assert policy.endswith("; frame-ancestors 'self' https://www.dortmund.example") and "unsafe" not in policy
    assert "X-Frame-Options" not in answer and "Set-Cookie" not in answer and answer["X-Robots-Tag"] == "noindex"
    for other in ("/ideen/", idea.get_absolute_url(), "/ideen/daten/"):
        page = client.get(other)
        assert page["X-Frame-Options"] == "DENY"
        assert page["Content-Security-Policy"].endswith("frame-ancestors 'none'")


@pytest.mark.parametrize(
    ("query", "expected"), [("", 5), ("?anzahl=2", 2), ("?anzahl=0", 1), ("?anzahl=999", 7), ("?anzahl=-1", 5)]
)
def test_the_embedded_list_shows_as_many_as_wanted(client: Client, query: str, expected: int) -> None:
    for _number in range(7):
        make_idea()

    page = client.get(f"/ideen/einbetten/{query}").content.decode()

    assert page.count('<h2 class="bare__name">') == expected
    assert page.count('target="_top"') == page.count("<a ") == expected + 1


@pytest.mark.parametrize("query", ["anzahl=%C3", "anzahl=²", f"anzahl={'9' * 5000}"])
def test_strange_numbers_are_ignored(client: Client, query: str) -> None:
    assert client.get(f"/ideen/einbetten/?{query}").status_code == 200


def test_a_topic_that_is_gone_shows_no_other_ideas_on_foreign_sites(client: Client) -> None:
    make_idea(title="Etwas anderes")

    page = text_of(client.get("/ideen/einbetten/?thema=vorbei"))

    assert "Diese Auswahl gibt es nicht mehr." in page and "Etwas anderes" not in page


def test_the_list_leads_to_the_code_of_its_filter(client: Client) -> None:
    address = "http://127.0.0.1:8000/ideen/daten/?thema=gruen&amp;stand=neu#embed"
    assert f'<a href="{address}">Einbetten</a>' in client.get("/ideen/?thema=gruen&stand=neu").content.decode()

    page = client.get("/ideen/daten/?thema=gruen&stand=neu").content.decode()

    assert 'id="embed"' in page
    assert "src=&quot;http://127.0.0.1:8000/ideen/einbetten/?thema=gruen&amp;amp;stand=neu&quot;" in page


# ---------------------------------------------------------------- memory
def left_after(read: Callable[[], object]) -> int:
    """How many more ideas stay in memory until Python looks for garbage."""
    gc.collect()
    gc.disable()
    try:
        before = ideas_in_memory()
        read()
        return ideas_in_memory() - before
    finally:
        gc.enable()


def ideas_in_memory() -> int:
    return sum(isinstance(one, Idea) for one in gc.get_objects())


def test_an_export_lets_go_of_each_idea_at_once() -> None:
    for number in range(3):
        make_idea(title=f"Idee {number}", topics=[Topic.objects.get(slug="gruen")])

    assert left_after(lambda: list(exports.records(Idea.objects.published()))) == 0


def test_prefetched_topics_would_keep_the_ideas() -> None:
    """The twin."""
    for number in range(3):
        make_idea(title=f"Idee {number}", topics=[Topic.objects.get(slug="gruen")])

    assert left_after(lambda: list(Idea.objects.published().prefetch_related("topics"))) == 3


# ---------------------------------------------------------------- link preview
def test_a_link_to_an_idea_brings_its_title_and_its_approved_photo(client: Client) -> None:
    idea = make_idea(title="Bank & Baum", text="Kurz\nund gut")
    bare = client.get(idea.get_absolute_url()).content.decode()
    size = {"width": 1200, "height": 900, "byte_size": 1}
    IdeaPhoto.objects.create(idea=idea, alt="Nicht frei", sort=0, sha256="a", **size)
    approved = IdeaPhoto.objects.create(idea=idea, alt="Blick", sort=1, sha256="b", approved_at=timezone.now(), **size)

    page = client.get(idea.get_absolute_url()).content.decode()

    assert '<meta property="og:title" content="Bank &amp; Baum">' in page
    assert '<meta property="og:description" content="Kurz und gut">' in page
    assert f'<meta property="og:image" content="http://127.0.0.1:8000{approved.jpeg_url}">' in page
    assert "Nicht frei" not in page and "og:image" not in bare and "og:title" in bare
