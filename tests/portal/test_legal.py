"""Pages the law asks for, the privacy of reading, and what every form tells about itself."""

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from eving.core.forms import PRIVACY_VERSION
from eving.portal.retention import retention_table
from tests.factories import make_idea
from tests.pages import hidden_fields, text_of

pytestmark = pytest.mark.django_db
STATIC_PAGES = ["/kontakt/", "/impressum/", "/datenschutz/", "/barrierefreiheit/", "/leichte-sprache/"]
# Where a visitor of any page must get to.
OWED_LINKS = [*STATIC_PAGES, "/meine-daten/"]
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def addresses(patterns: list, prefix: str = "") -> Iterator[str]:
    """Every address of the portal that needs no argument, from the URL configuration itself."""
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if entry.namespace != "admin" and entry.app_name != "admin":
                yield from addresses(entry.url_patterns, route)
        elif isinstance(entry, URLPattern) and "<" not in route:
            yield f"/{route}"


def public_pages(client: Client) -> dict[str, object]:
    """All pages for everybody, with the answers to reading them; ideas included."""
    idea = make_idea(state="published")
    paths = [*addresses(get_resolver().url_patterns), idea.get_absolute_url(), "/ideen/?seite=1", "/gibt-es-nicht/"]
    return {path: whole(client.get(path)) for path in paths}


def whole(answer: HttpResponseBase) -> object:
    """An answer that is sent in pieces, with its bytes together."""
    if not answer.streaming:
        return answer
    together = HttpResponse(b"".join(answer.streaming_content), status=answer.status_code, headers=answer.headers)
    together.cookies = answer.cookies
    return together


# Data for everybody may be read from other sites, and one page is made to be framed by them.
OPEN_DATA = {"/ideen/feed.atom", "/ideen/export.csv", "/ideen/export.json"}
FRAMED = "/ideen/einbetten/"


def is_form(response: object) -> bool:
    return bool(hidden_fields(response))


def test_reading_sets_no_cookie_and_never_varies_by_one(client: Client) -> None:
    pages = public_pages(client)

    reading = {path: page for path, page in pages.items() if not is_form(page)}

    assert {*STATIC_PAGES, "/", "/ideen/", "/kontakt/danke/", "/robots.txt"} <= reading.keys()
    assert {path: page.cookies for path, page in reading.items() if page.cookies} == {}
    assert [path for path, page in reading.items() if "cookie" in page.get("Vary", "").lower()] == []
    assert [path for path, page in pages.items() if page.status_code >= 500] == []


def test_forms_set_the_one_cookie_that_protects_them(client: Client) -> None:
    pages = public_pages(client)

    forms = {path: page for path, page in pages.items() if is_form(page)}

    assert {"/kontakt/nachricht/", "/barrierefreiheit/melden/", "/meine-daten/", "/ideen/neu/"} <= forms.keys()
    names = {name for page in forms.values() for name in page.cookies}
    assert names <= {"csrftoken"}
    cookie = client.get("/kontakt/nachricht/").cookies["csrftoken"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


def test_every_form_says_who_why_how_long_and_which_rights(client: Client, settings) -> None:
    forms = {path: page for path, page in public_pages(client).items() if is_form(page)}

    for path, page in forms.items():
        shown = text_of(page)
        for words in ("Wer:", settings.OFFICE["operator"], "Wozu:", "Wie lange:", "Ihre Rechte:", PRIVACY_VERSION):
            assert words in shown, f"{path} does not say “{words}”"
        source = page.content.decode()
        assert 'href="/datenschutz/"' in source and 'href="/meine-daten/"' in source


def test_every_form_speaks_itself_and_sends_files_only_where_it_asks_for_some(client: Client) -> None:
    forms = {path: page.content.decode() for path, page in public_pages(client).items() if is_form(page)}

    for path, source in forms.items():
        tag = re.search(r'<form[^>]*method="post"[^>]*>', source)[0]
        assert "novalidate" in tag, path
        assert ('enctype="multipart/form-data"' in tag) == ('type="file"' in source), path
    assert 'type="file"' in forms["/ideen/neu/"]


def test_every_answer_carries_the_security_headers(client: Client) -> None:
    answers = {**public_pages(client), "/livez": client.get("/livez"), "/verwaltung/": client.get("/verwaltung/")}
    answers["static"] = client.get("/static/css/base.css")
    answers["post"] = client.post("/impressum/")

    for path, answer in answers.items():
        owed = {**HEADERS, "Cross-Origin-Resource-Policy": "cross-origin"} if path in OPEN_DATA else HEADERS
        assert {name: answer.get(name) for name in HEADERS} == owed, path
        policy = answer["Content-Security-Policy"]
        framed_by = "'self'" if path == FRAMED else "'none'"
        assert "default-src 'none'" in policy and f"frame-ancestors {framed_by}" in policy, path
        assert "unsafe" not in policy and "http" not in policy, path
        assert answer["Permissions-Policy"], path


def test_no_page_loads_or_runs_anything_the_policy_forbids(client: Client) -> None:
    for path, page in public_pages(client).items():
        if path in OPEN_DATA:
            continue  # no pages: a feed names addresses, and nothing of it is loaded
        source = page.content.decode()
        assert not re.search(r"\sstyle=|<style|\son\w+=\"|javascript:", source), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", source), path
        # The canonical address is named in full; nothing is loaded from it.
        loads = r'<(?:script|img|link(?! rel="canonical")|iframe|source)[^>]+(?:src|href)="(?:https?:)?//'
        assert not re.search(loads, source), path


def test_every_page_leads_to_the_pages_the_law_asks_for(client: Client) -> None:
    pages = {
        path: page
        for path, page in public_pages(client).items()
        if page["Content-Type"].startswith("text/html") and page.content and path != FRAMED
    }

    assert len(pages) > 10
    for path, page in pages.items():
        source = page.content.decode()
        assert [link for link in OWED_LINKS if f'href="{link}"' not in source] == [], path


def test_titles_are_unique_and_each_page_has_one_heading(client: Client) -> None:
    titles: dict[str, str] = {}
    for path, page in public_pages(client).items():
        if page.status_code != 200 or not page["Content-Type"].startswith("text/html") or "?" in path:
            continue
        source = page.content.decode()
        title = re.search(r"<title>(.*?)</title>", source, re.S)[1].strip()
        # The thanks after a message and after a report of a barrier say the same.
        if path != "/barrierefreiheit/danke/":
            assert title not in titles, f"{path} and {titles.get(title)}"
        titles[title] = path
        assert len(re.findall(r"<h1[ >]", source)) == 1, path


@pytest.mark.parametrize("path", STATIC_PAGES)
def test_legal_pages_need_no_database(client: Client, path: str, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        page = client.get(path)

    assert page.status_code == 200
    assert f'href="{path}"' in page.content.decode()


@pytest.mark.parametrize("path", STATIC_PAGES)
def test_legal_pages_exist_in_english(client: Client, path: str) -> None:
    page = client.get(f"/en{path}")

    assert page.status_code == 200
    assert '<html lang="en">' in page.content.decode()


def test_the_imprint_names_who_answers_for_the_portal(client: Client, settings) -> None:
    settings.OFFICE = {**settings.OFFICE, "supervisory_authority": "Bezirksregierung Arnsberg"}

    shown = text_of(client.get("/impressum/"))

    keys = ("operator", "representative", "street", "city", "phone", "email", "supervisory_authority")
    assert [key for key in keys if settings.OFFICE[key] not in shown] == []
    assert "§ 5 Digitale-Dienste-Gesetz" in shown and "§ 18 Abs. 2 MStV" in shown


def test_the_privacy_page_says_what_article_13_asks_for(client: Client, settings) -> None:
    shown = text_of(client.get("/datenschutz/"))

    for words in (
        settings.OFFICE["operator"],
        settings.OFFICE["data_protection_officer"],
        "Artikel 6 Absatz 1 Buchstabe e DSGVO",
        "§ 3 Datenschutzgesetz Nordrhein-Westfalen",
        "Wer Ihre Angaben sieht",
        "Landesbeauftragte für Datenschutz und Informationsfreiheit",
        "Widerspruch",
        f"Fassung dieser Hinweise: {PRIVACY_VERSION}",
    ):
        assert words in shown


def test_the_privacy_page_shows_the_deadlines_that_the_purge_obeys(client: Client, settings) -> None:
    settings.PURGE_NOTE_MONTHS = 17

    shown = text_of(client.get("/datenschutz/"))

    assert [row for row in retention_table() if row["what"] not in shown or row["how_long"] not in shown] == []
    assert "17 Monate nach unserer Antwort" in shown


def test_the_accessibility_statement_is_honest_and_leads_to_form_and_ombuds_office(client: Client) -> None:
    page = client.get("/barrierefreiheit/")

    shown, source = text_of(page), page.content.decode()
    for words in (
        "BGG NRW",
        "BITVNRW",
        "EN 301 549",
        "Was noch nicht barrierefrei ist",
        "§ 10d BGG NRW",
        "sechs Wochen",
    ):
        assert words in shown
    assert 'href="/barrierefreiheit/melden/"' in source
    assert 'href="mailto:ombudsstelle-barrierefreie-it@mags.nrw.de"' in source
    assert 'id="ombudsstelle"' in source


def test_easy_language_uses_short_sentences(client: Client) -> None:
    page = client.get("/leichte-sprache/").content.decode()
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    lines = [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in re.split(r"<br>|</(?:p|li|h\d)>", main)]

    too_long = [
        line for line in lines if max((len(part.split()) for part in re.split(r"[.?!:] ", line)), default=0) > 12
    ]

    assert len(lines) > 50
    assert too_long == []


def test_no_address_of_a_person_stands_in_any_public_byte(client: Client) -> None:
    make_idea(email="erika.geheim@example.org", phone="0231 98765", name="Erika Geheim", name_display="none")

    pages = public_pages(client)

    for secret in ("erika.geheim", "98765", "Geheim"):
        assert [path for path, page in pages.items() if secret in page.content.decode()] == []
