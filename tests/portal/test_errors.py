"""When something goes wrong: a clear sentence in German, a next step, the headers, and never a 5xx by bad input."""

import json
import os
import re
import socket
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import eving.urls
from eving.core.people import links
from eving.core.public.pages import Gone, gone
from eving.urls import handler400, handler403, handler404, handler500  # noqa: F401 - Django reads them here
from tests.factories import make_idea
from tests.pages import fill_in, hidden_fields, text_of

pytestmark = pytest.mark.server

HARD_NUMBERS = ["1" + "0" * 60, "-1", "0", "1e9", "٣", "NaN", "99999999999999999999"]
READING = ["/", "/ideen/", "/suche/", "/kontakt/", "/impressum/", "/meine-daten/", "/verwaltung/login/"]


# ---------------------------------------------------------------- addresses that fail on purpose


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a mistake of ours, with a name in it: Erika Geheim")


def close(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def lose_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the connection is lost")


def lose_cursor(request: HttpRequest) -> HttpResponse:
    raise InterfaceError("the connection already closed")


def take_down(request: HttpRequest) -> HttpResponse:
    return gone(request, Gone("Diese Idee gibt es nicht mehr.", "/ideen/", "Alle Ideen ansehen"))


urlpatterns = [
    path("kaputt/", break_down),
    path("zu/", close),
    path("ohne-datenbank/", lose_database),
    path("ohne-verbindung/", lose_cursor),
    path("weg/", take_down),
    *eving.urls.urlpatterns,
]


def german(sentence: str) -> str:
    """What German visitors read; fails when nobody has translated it."""
    with translation.override("de"):
        translated = gettext(sentence)
    assert translated != sentence, f"no German for “{sentence}”"
    return translated


@pytest.fixture
def browser(settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def forged(client: Client) -> HttpResponse:
    return Client(enforce_csrf_checks=True).post("/kontakt/nachricht/", {"text": "Hallo"})


ANSWERS = {
    "400": (400, lambda client: client.get("/ideen/?q=%00"), "We could not read this request"),
    "403": (403, lambda client: client.get("/zu/"), "You cannot open this page"),
    "403 form": (403, forged, "Please send the form again"),
    "404": (404, lambda client: client.get("/gibt-es-nicht/"), "We did not find this page"),
    "410": (410, lambda client: client.get("/weg/"), "This page no longer exists"),
    "500": (500, lambda client: client.get("/kaputt/"), "Something went wrong on our side"),
    "503": (503, lambda client: client.get("/ohne-datenbank/"), "The portal takes a short break"),
    "503 closed": (503, lambda client: client.get("/ohne-verbindung/"), "The portal takes a short break"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_error_pages_speak_german_offer_a_step_and_need_no_database(browser: Client, name: str, caplog) -> None:
    """No database mark: a query would fail this test."""
    status, ask, heading = ANSWERS[name]

    page = ask(browser)

    source = page.content.decode()
    assert page.status_code == status
    assert source.count("<h1") == 1 and german(heading) in source.split("<h1")[1].split("</h1>")[0]
    assert '<html lang="de">' in source
    assert re.search(r'<ul class="next-steps">\s*<li>', source)
    assert 'href="/kontakt/"' in source
    assert "Erika Geheim" not in source and "Traceback" not in source
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert page["X-Content-Type-Options"] == "nosniff"
    assert not page.cookies


def test_a_silent_database_says_when_to_come_back(browser: Client) -> None:
    assert browser.get("/ohne-datenbank/")["Retry-After"].isdigit()


@pytest.mark.django_db
def test_too_many_messages_are_answered_with_a_page(client: Client, settings) -> None:
    settings.PUBLIC_POSTS_HARD_PER_HOUR = 0

    page = fill_in(client, "/kontakt/nachricht/", text="Hallo")

    assert (page.status_code, page["Retry-After"]) == (429, "3600")
    assert german("Too many messages in a short time") in text_of(page)
    assert "default-src 'none'" in page["Content-Security-Policy"]


@pytest.mark.django_db
def test_an_error_in_english_stays_english_and_does_not_rub_off(browser: Client) -> None:
    english = browser.get("/en/gibt-es-nicht/").content.decode()
    german = browser.get("/gibt-es-nicht/").content.decode()

    assert '<html lang="en">' in english and "We did not find this page" in english
    assert '<html lang="de">' in german


def test_an_unreadable_address_after_an_english_page_is_answered_in_german(browser: Client) -> None:
    """The language of one visitor must not stay in the thread for the next."""
    browser.get("/en/impressum/")

    assert '<html lang="de">' in browser.get("/ideen/?q=%00").content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options", "trace"])
def test_reading_pages_refuse_other_methods_without_harm(client: Client, method: str) -> None:
    answer = getattr(client, method)("/impressum/")

    assert answer.status_code == (200 if method == "options" else 405)
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert answer["Content-Security-Policy"]


# ---------------------------------------------------------------- hostile input


def mean_requests() -> list[str]:
    queries = [
        "q=%00",
        "q=a%00b",
        "\0=1",
        "q=%ff%fe",
        "q=%ED%A0%80",
        "q=" + "a" * 100_000,
        "&".join(f"a{number}=1" for number in range(3000)),
        "q=%2527%22%3E%3Cscript%3E",
        "seite=&seite=2",
        *(f"seite={number}" for number in HARD_NUMBERS),
        *(f"street={number}&topics={number}&field={number}" for number in HARD_NUMBERS),
    ]
    return [f"{page}?{query}" for page in READING for query in queries]


@pytest.mark.django_db
def test_no_query_however_mean_ends_in_a_5xx(browser: Client) -> None:
    make_idea()

    answers = {address[:80]: browser.get(address).status_code for address in mean_requests()}

    assert {
        address: status for address, status in answers.items() if status not in (200, 301, 302, 400, 404, 414)
    } == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "%00",
        "a%00b",
        "%ff",
        "..%2f..%2f",
        "x" * 5000,
        "1.2.3",
        f"{10**60}.1.x",
        "1.1.\ud800",
        "²",
        "I-2026-" + "9" * 60,
    ],
)
def test_no_path_however_mean_ends_in_a_5xx(browser: Client, text: str) -> None:
    places = [
        "/{}/",
        "/ideen/{}/",
        "/ideen/{}/x/",
        "/bestaetigen/{}/",
        "/meine-daten/{}/",
        "/medien/{}",
        "/ideen/verwalten/{}/",
    ]

    for place in places:
        answer = browser.get("/", PATH_INFO=place.format(text).encode("utf-8", "surrogatepass").decode("latin-1"))
        assert 300 < answer.status_code < 500, place


@pytest.mark.django_db
@pytest.mark.parametrize("number", [str(10**60), "0", "00001"])
def test_absurd_numbers_behind_a_link_are_not_found(browser: Client, number: str) -> None:
    participant = make_idea(email="erika@example.org").contribution.participant
    token = links.make(participant, "my-data")

    assert browser.get(f"/meine-daten/{token}/{number}/loeschen/").status_code == 404
    assert browser.get(f"/meine-daten/{token}/{number}/berichtigen/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/kontakt/nachricht/", "/barrierefreiheit/melden/", "/meine-daten/", "/ideen/neu/"]
)
def test_no_form_however_mean_ends_in_a_5xx(browser: Client, address: str) -> None:
    fields = hidden_fields(browser.get(address))
    names = [
        "text",
        "title",
        "name",
        "email",
        "phone",
        "path",
        "street",
        "topics",
        "field",
        "name_display",
        "homepage2",
    ]
    mean = [
        "\0",
        "\ud800".encode("utf-8", "surrogatepass"),
        "x" * 100_000,
        str(10**60),
        "<script>",
        "\r\nBcc: a@b.de",
        "=",
    ]

    for value in mean:
        answer = browser.post(address, {**fields, **dict.fromkeys(names, value)})
        assert answer.status_code == 422, value[:20]
    broken = browser.generic("POST", address, b"\xff\xfe\x00&&&=%%%", content_type="application/x-www-form-urlencoded")
    multipart = browser.generic("POST", address, b"--x\r\nbroken", content_type="multipart/form-data; boundary=x")
    empty = browser.generic("POST", address, b"", content_type="multipart/form-data")
    json_body = browser.generic("POST", address, b'{"text": 1}', content_type="application/json")
    assert {answer.status_code for answer in (broken, multipart, empty, json_body)} <= {400, 422}


@pytest.mark.django_db
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(READING))
def test_any_text_in_a_query_gets_an_answer(name: str, value: str, page: str) -> None:
    client = Client(raise_request_exception=False)

    answer = client.get(page, {name.encode("utf-8", "replace"): value.encode("utf-8", "replace")})

    assert answer.status_code < 500


@pytest.mark.parametrize("address", ["//boese.example/impressum", "/\\boese.example/impressum", "//boese.example//"])
def test_redirects_lead_only_to_ourselves(browser: Client, address: str) -> None:
    answer = browser.get("/", PATH_INFO=address)

    target = answer.get("Location", "/")
    assert target.startswith("/") and not target.startswith(("//", "/\\"))


# ---------------------------------------------------------------- the database is really gone

WITHOUT_DATABASE = """
import json, sys
import django
django.setup()
from django.test import Client
client = Client(SERVER_NAME="localhost", raise_request_exception=False)
answers = {}
for path in sys.argv[1:]:
    method, _sign, path = path.rpartition("!")
    page = client.post(path, {"text": "x"}) if method else client.get(path)
    answers[path] = [page.status_code, page.get("Retry-After", ""), page.content.decode()]
print(json.dumps(answers))
"""


def test_without_database_legal_pages_stay_and_all_else_says_so(tmp_path) -> None:
    with socket.socket() as probe:  # a port that nobody listens on
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    legal = [
        "/impressum/",
        "/datenschutz/",
        "/barrierefreiheit/",
        "/kontakt/",
        "/leichte-sprache/",
        "/kontakt/nachricht/",
    ]
    needy = ["/ideen/", "post!/meine-daten/", "/readyz"]
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://niemand@127.0.0.1:{port}/nichts",
        "DJANGO_SETTINGS_MODULE": "eving.settings",
        "EVING_PROCESS": "web",
        "EVING_ENV": "development",
        "MEDIA_ROOT": str(tmp_path),
    }

    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_DATABASE, "/livez", *legal, *needy],
        cwd=django_settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert run.returncode == 0, run.stderr
    answers = json.loads(run.stdout)
    assert {path: answers[path][0] for path in ["/livez", *legal]} == dict.fromkeys(["/livez", *legal], 200)
    assert {address: answers[address][:2] for address in ("/ideen/", "/meine-daten/", "/readyz")} == {
        "/ideen/": [503, "10"],
        "/meine-daten/": [503, "10"],
        "/readyz": [503, "10"],
    }
    assert german("The portal takes a short break") in answers["/ideen/"][2]
