"""Which answers a browser or a proxy may keep, and which files nobody is given."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from eving.core.public.forms import PublicFormView
from eving.core.public.steps import SteppedFormView
from eving.runtime.middleware import Headers, StaticFiles

pytestmark = pytest.mark.django_db

TOKEN = "4711.1795000000.t3ST-_q0dPZ5yV1xkWcJmB7nR2uE8hLsA4fGiO6bYvQ"
# What further parts of an address may be called, and something that fits each.
PARTS = {"token": TOKEN, "number": "I-2026-0001", "slug": "bank", "pk": 1}


def pages(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """All public addresses with a name, and the name by which they are reversed."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "admin":
                yield from pages(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
        elif entry.name:
            yield ":".join([*spaces, entry.name]), entry


def address(name: str, page: URLPattern) -> str:
    return reverse(name, kwargs={part: PARTS[part] for part in page.pattern.converters})


ALL = dict(pages(get_resolver()))
BEHIND_A_LINK = {name: page for name, page in ALL.items() if "token" in page.pattern.converters}
FORMS = {
    name: page
    for name, page in ALL.items()
    if issubclass(getattr(page.callback, "view_class", object), PublicFormView)
    and "token" not in page.pattern.converters
}


def is_stored(answer: HttpResponse) -> bool:
    return "no-store" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("name", BEHIND_A_LINK)
def test_no_page_behind_a_link_is_stored(client: Client, name: str) -> None:
    assert not is_stored(client.get(address(name, BEHIND_A_LINK[name])))


@pytest.mark.parametrize("name", FORMS)
def test_no_answer_to_a_public_form_is_stored_but_a_step_of_one_by_the_browser_alone(client: Client, name: str) -> None:
    answer = client.post(address(name, FORMS[name]), {"email": "erika@example.org"})

    if issubclass(FORMS[name].callback.view_class, SteppedFormView):
        assert answer.headers["Cache-Control"] == "private, no-cache"
    else:
        assert not is_stored(answer)


def test_of_both_kinds_of_forms_there_are_some() -> None:
    in_steps = [issubclass(page.callback.view_class, SteppedFormView) for page in FORMS.values()]

    assert (in_steps.count(True), in_steps.count(False) > 5) == (4, True)


def test_a_page_whose_query_holds_a_link_is_not_stored(client: Client) -> None:
    assert not is_stored(client.get("/ideen/neu/danke/", {"beleg": TOKEN}))


def test_what_breaks_down_or_is_refused_behind_a_link_is_not_stored() -> None:
    refused = Client(enforce_csrf_checks=True).post(f"/bestaetigen/{TOKEN}/")

    assert refused.status_code == 403 and not is_stored(refused)


@pytest.mark.parametrize("path", ["/verwaltung/", "/verwaltung/login/", "/verwaltung/gibt-es-nicht/"])
def test_the_back_office_is_not_stored(client: Client, path: str) -> None:
    assert not is_stored(client.get(path))


@pytest.mark.parametrize("path", ["/", "/ideen/", "/laeden/", "/ideen/neu/", "/kontakt/nachricht/", "/meine-daten/"])
def test_reading_pages_and_empty_forms_may_be_stored(client: Client, path: str) -> None:
    """Twin of the tests above; a form that is not stored would be empty after the browser's Back."""
    assert is_stored(client.get(path))


def test_the_two_lists_of_pages_are_not_empty() -> None:
    assert {"portal:my-data-show", "projects:idea-manage", "actors:actor-manage"} <= set(BEHIND_A_LINK)
    assert {"projects:idea-create", "vacancies:enquiry-create", "portal:message-create"} <= set(FORMS)


def test_without_the_rule_the_page_behind_a_link_would_be_stored() -> None:
    """Twin: the page's own view says nothing about storing."""
    request = RequestFactory().get(f"/meine-daten/{TOKEN}/")

    answers = [Headers(lambda _request: HttpResponse("Erika"))(request), HttpResponse("Erika")]

    assert [is_stored(answer) for answer in answers] == [False, True]


# ---------------------------------------------------------------- collected files
def collected(folder: Path) -> None:
    (folder / "css").mkdir()
    (folder / "css/eving.0123456789ab.css").write_text("a{}")
    (folder / "staticfiles.json").write_text(json.dumps({"paths": {"css/eving.css": "css/eving.0123456789ab.css"}}))


@pytest.mark.parametrize("kind", [StaticFiles, StaticFiles.__base__])
def test_the_list_of_all_files_is_not_served(tmp_path: Path, settings, kind: type) -> None:
    """Its twin is the class below ours, which serves it."""
    collected(tmp_path)
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH, settings.WHITENOISE_USE_FINDERS = tmp_path, False, False
    server = kind(lambda _request: HttpResponse(status=404))

    def status(path: str) -> int:
        request: HttpRequest = RequestFactory().get(path)
        answer = server(request)
        answer.close()
        return answer.status_code

    assert status("/static/css/eving.0123456789ab.css") == 200
    assert status("/static/staticfiles.json") == (404 if kind is StaticFiles else 200)


def test_production_and_the_demo_serve_files_in_this_way() -> None:
    ask = "import django; django.setup(); from django.conf import settings; print(settings.MIDDLEWARE)"
    environment = os.environ | {"EVING_ENV": "demo", "DJANGO_SETTINGS_MODULE": "eving.settings"}

    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )

    assert "eving.runtime.middleware.StaticFiles" in done.stdout and "whitenoise.middleware" not in done.stdout
