"""Pages the law asks for, the privacy of reading, and what every form tells about itself."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.conf import settings as live
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import select_template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from eving.core.models import Street
from eving.core.public.forms import PRIVACY_VERSION
from eving.portal.services.retention import retention_table
from eving.runtime import environment
from eving.runtime import land as land_reader
from eving.runtime.land import PAGES, Body, read_land
from eving.runtime.wordings import Wordings
from tests.factories import make_idea
from tests.pages import hidden_fields, sitemap, text_of, with_other_steps

pytestmark = pytest.mark.django_db
STATIC_PAGES = ["/kontakt/", "/regeln/", "/impressum/", "/datenschutz/", "/barrierefreiheit/", "/leichte-sprache/"]
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

    for path, first in forms.items():
        pages = with_other_steps(client, path, first)
        shown = " ".join(map(text_of, pages))
        for words in ("Wer:", settings.OFFICE["operator"], "Wozu:", "Wie lange:", "Ihre Rechte:", PRIVACY_VERSION):
            assert words in shown, f"{path} does not say “{words}”"
        source = "".join(page.content.decode() for page in pages)
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
        loads = r'<(?:script|img|link(?! rel="(?:canonical|alternate)")|iframe|source)[^>]+(?:src|href)="(?:https?:)?//'
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


def test_the_imprint_shows_what_is_set_and_nothing_else(client: Client, settings) -> None:
    bare = {
        **settings.OFFICE,
        **dict.fromkeys(
            ("register_court", "register_number", "vat_id", "supervisory_authority", "second_contact", "responsible"),
            "",
        ),
    }
    settings.OFFICE = bare
    headings = ("Registereintrag", "Umsatzsteuer-Identifikationsnummer", "Aufsichtsbehörde")

    without = text_of(client.get("/impressum/"))
    settings.OFFICE = {
        **bare,
        "register_court": "Amtsgericht Dortmund",
        "register_number": "VR 1234",
        "vat_id": "DE123456789",
        "supervisory_authority": "Bezirksregierung Arnsberg",
        "second_contact": "Fax 0231 000001",
        "responsible": "Vera Antwort",
    }
    full = text_of(client.get("/impressum/"))

    assert [heading for heading in headings if heading in without] == []
    assert f"{bare['representative']}, {bare['street']}" in without
    assert [heading for heading in headings if heading not in full] == []
    for words in (
        "Registergericht: Amtsgericht Dortmund", "Registernummer: VR 1234", "DE123456789", "Bezirksregierung Arnsberg",
        "Fax 0231 000001", f"Vera Antwort, {bare['street']}",
    ):  # fmt: skip
        assert words in full


@pytest.mark.parametrize(
    ("kind", "basis", "other"),
    [
        ("authority", "Buchstabe e DSGVO mit § 3 Datenschutzgesetz Nordrhein-Westfalen", "Buchstabe f DSGVO"),
        ("association", "berechtigtes Interesse", "Buchstabe e DSGVO"),
    ],
)
def test_the_legal_basis_is_that_of_the_operator(client: Client, settings, kind: str, basis: str, other: str) -> None:
    settings.OPERATOR_KIND = kind

    shown = text_of(client.get("/datenschutz/"))

    assert basis in shown and other not in shown
    assert "Buchstabe a" in shown  # consent holds for both


def test_objection_and_withdrawal_stand_apart(client: Client) -> None:
    source = client.get("/datenschutz/").content.decode()

    [notice] = re.findall(r'<section class="rights-notice".*?</section>', source, re.S)

    assert "Artikel 21 DSGVO" in notice and "Artikel 7 Absatz 3 DSGVO" in notice
    assert source.index("rights-notice") < source.index("Wer verantwortlich ist")


@pytest.mark.parametrize(("name", "value"), [("client", "Stadt Musterhausen"), ("host", "Rechenhaus eG")])
def test_recipients_are_named_where_the_operator_names_them(client: Client, settings, name: str, value: str) -> None:
    settings.OFFICE = {**settings.OFFICE, name: ""}
    assert value not in text_of(client.get("/datenschutz/"))

    settings.OFFICE = {**settings.OFFICE, name: value}

    assert value in text_of(client.get("/datenschutz/"))


def test_the_law_of_the_land_is_the_one_that_is_set(client: Client, settings) -> None:
    """A second Land brings its own authority; nothing of the first stays."""
    nobody = Body(
        name=Wordings({"de": "Aufsicht von Anderswo"}),
        street="Weg 1",
        city="00000 Anderswo",
        website="https://aufsicht.example/",
    )
    settings.LAW = replace(settings.LAW, data_protection=nobody)

    shown = text_of(client.get("/datenschutz/"))

    assert "Aufsicht von Anderswo" in shown and "aufsicht.example" in shown
    assert "LDI NRW" not in shown


def names_a_land(text: str) -> bool:
    return re.search(r"NRW|nrw\.de|North Rhine|Nordrhein", text) is not None


def test_law_of_a_land_stands_in_its_folder_alone() -> None:
    root = Path(live.BASE_DIR)
    files = [*(root / "templates").rglob("*.*"), *(root / "eving/portal").rglob("*.py")]

    assert [
        path.relative_to(root).as_posix()
        for path in files
        if names_a_land(path.read_text()) and "/law/" not in path.as_posix()
    ] == []


def test_law_of_a_land_in_a_page_is_noticed() -> None:
    """Twin of the test above: its own folder is full of such words."""
    folder = Path(live.BASE_DIR) / "templates/law/nw"

    assert [path.name for path in folder.iterdir() if names_a_land(path.read_text())] != []
    assert names_a_land("§ 10b BGG NRW") and not names_a_land("{{ land.exceptions }}")


def test_every_land_is_whole() -> None:
    root = Path(live.BASE_DIR)
    codes = sorted(path.stem.upper() for path in (root / "eving/law").glob("*.toml"))
    before = [*environment.problems]

    lands = [read_land(root / "eving/law", root / "templates/law", code) for code in codes]

    assert codes == sorted(path.name.upper() for path in (root / "templates/law").iterdir())
    assert environment.problems == before
    for land in lands:
        for names in (land.law_page, land.ombuds_page, land.ombuds_hint, land.ombuds_mail, land.ombuds_easy):
            assert select_template(names)


def test_another_land_is_new_files_only(tmp_path: Path, client: Client, settings) -> None:
    """Its data as a file, its pages as German texts; what it also says in English is shown there."""
    laws, pages = tmp_path / "law", tmp_path / "templates/law"
    laws.mkdir()
    (pages / "xx/en").mkdir(parents=True)
    law = (Path(live.BASE_DIR) / "eving/law/nw.toml").read_text()
    (laws / "xx.toml").write_text(law.replace("§ 10 BGG NRW", "§ 4 Gesetz von Anderswo"))
    for name in PAGES:
        (pages / "xx" / name).write_text("Das Gesetz von Anderswo gilt.")
    (pages / "xx/en/accessibility_law.html").write_text("The law of elsewhere holds.")

    settings.LAW = read_land(laws, pages, "XX")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path / "templates"]}]
    german, english = text_of(client.get("/barrierefreiheit/")), text_of(client.get("/en/barrierefreiheit/"))

    assert "Das Gesetz von Anderswo gilt." in german and "§ 4 Gesetz von Anderswo" in german
    assert "The law of elsewhere holds." in english and english.count("Das Gesetz von Anderswo gilt.") == 1
    assert "Nordrhein" not in german


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("exceptions = 3", "xx.toml is not whole"),
        ("exceptions = {", "xx.toml cannot be read"),
        ("", "templates/law/xx lacks ombuds.txt."),
    ],
)
def test_a_land_that_is_not_whole_is_named(tmp_path: Path, monkeypatch, wrong: str, sentence: str) -> None:
    monkeypatch.setattr(land_reader, "problems", problems := [])
    law = (Path(live.BASE_DIR) / "eving/law/nw.toml").read_text()
    (tmp_path / "xx.toml").write_text(re.sub("^exceptions.*", wrong, law, flags=re.M) if wrong else law)
    (tmp_path / "xx").mkdir()
    for name in PAGES[:-1]:
        (tmp_path / "xx" / name).write_text("Gesetz")

    read_land(tmp_path, tmp_path, "XX")

    assert [problem for problem in problems if sentence in problem] != []


FORMS_THAT_PUBLISH = (
    "projects:idea-create",
    "actors:actor-register",
    "vacancies:offer-create",
    "vacancies:profile-create",
)


def least_answers(form: forms.Form) -> dict[str, object]:
    """Just enough to come to the summary."""
    typed = {"house_number": "12", "email": "wer@example.org", "street": Street.objects.values_list("pk", flat=True)[0]}
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField):
            given = field.queryset.values_list("pk", flat=True).first()
        else:
            given = next(code for code, _label in field.choices if code) if hasattr(field, "choices") else "on"
        if field.required:
            typed.setdefault(name, given)
    return typed


@pytest.mark.parametrize("name", FORMS_THAT_PUBLISH)
def test_a_form_whose_content_becomes_public_says_what_we_may_do_with_it(client: Client, name: str) -> None:
    page = client.get(reverse(name))
    answers = {**hidden_fields(page), **least_answers(page.context["form"])}
    source = client.post(reverse(name), {**answers, "step": "summary"}).content.decode()

    [terms] = re.findall(r'<p class="terms">.*?</p>', source, re.S)

    assert 'href="/regeln/"' in terms
    assert ("offene Daten" in terms) == (name == "projects:idea-create")


def test_a_form_whose_content_stays_with_the_office_asks_for_no_rights(client: Client) -> None:
    assert 'class="terms"' not in client.get("/kontakt/nachricht/").content.decode()


def test_the_rules_say_who_decides_by_when_and_how_to_complain(client: Client, settings) -> None:
    page = client.get("/regeln/")

    shown, source = text_of(page), page.content.decode()
    for words in (
        "Was wir nicht veröffentlichen", "Beleidigung und Hass", "Private Daten anderer", "Werbung",
        f"spätestens nach {settings.REVIEW_WORKING_DAYS} Arbeitstagen", "Jede Ablehnung hat eine Begründung",
        "Namensnennung", settings.OFFICE["representative"], "Artikel 14, 16 und 17",
    ):  # fmt: skip
        assert words in shown, words
    assert 'href="/melden/"' in source


def test_form_sitemap_and_report_page_lead_to_the_rules(client: Client) -> None:
    assert "/regeln/</loc>" in sitemap(client)
    report = client.get("/melden/").content.decode()
    assert 'href="/regeln/"' in report.split("<main", 1)[1].split("</main>", 1)[0]


def test_the_statement_names_its_days_and_a_ground_for_each_gap(client: Client, settings) -> None:
    settings.STATEMENT_MADE_ON, settings.STATEMENT_CHECKED_ON = date(2026, 11, 30), date(2027, 10, 4)

    page = client.get("/barrierefreiheit/")

    shown, source = text_of(page), page.content.decode()
    assert "am 30. November 2026 erstellt und zuletzt am 4. Oktober 2027 geprüft" in shown
    gaps = re.findall(r"<dt>.*?</dd>", source, re.S)
    assert len(gaps) >= 6
    assert [gap for gap in gaps if "Rechtlicher Grund:" not in gap or "Stattdessen:" not in gap] == []


def test_the_privacy_page_says_what_article_13_asks_for(client: Client, settings) -> None:
    settings.OPERATOR_KIND = "authority"

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

    assert [row for row in retention_table() if row.what not in shown or row.how_long not in shown] == []
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
        "6 Wochen",
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
