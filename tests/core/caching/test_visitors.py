"""Whoever comes first, the copy is the page that a plain visitor gets."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from eving.core.models import StoredPage
from eving.core.texts import site_texts
from projects.views.ideas import IdeaList
from tests.factories import make_idea, make_staff
from tests.vacancies.make import make_listing

pytestmark = pytest.mark.django_db(transaction=True)
PATHS = (
    "/",
    "/ideen/",
    "/en/ideen/",
    "/ladenlokale/",
    "/kontakt/",
    "/ideen/feed.atom",
    "/ideen/export.json",
    "/ideen/einbetten/",
    "/sitemap.xml",
)
# Of the moment at which a feed or a file was written.
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d[:\d.]*(Z|[+-]\d\d:\d\d)")


@pytest.fixture(autouse=True)
def _rows() -> None:
    site_texts.keep(None)
    make_idea()
    make_listing()


def plain(path: str) -> Any:
    return Client().get(path)


def as_staff(path: str) -> None:
    client = Client()
    client.force_login(make_staff())
    client.get("/verwaltung/")
    client.get(path)


def with_a_form_open(path: str) -> None:
    client = Client()
    client.get("/ideen/neu/")
    client.get(path)


def with_headers(path: str) -> None:
    Client().get(
        path,
        headers={
            "accept-language": "en",
            "x-forwarded-host": "boese.example",
            "x-forwarded-proto": "http",
            "x-forwarded-prefix": "/boese",
            "x-script-name": "/boese",
            "x-http-method-override": "POST",
            "range": "bytes=0-10",
            "referer": "https://boese.example/",
            "user-agent": "<script>",
        },
    )


def with_a_day_to_come(path: str) -> None:
    Client().get(path, headers={"if-modified-since": "Mon, 01 Jan 2035 00:00:00 GMT"})


def with_cookies(path: str) -> None:
    Client().get(
        path,
        headers={"cookie": f"django_language=en; csrftoken={'boese123' * 4}; any=thing"},
    )


def with_a_session_that_is_over(path: str) -> None:
    Client().get(path, headers={"cookie": f"sessionid={'boese' * 6}"})


def with_a_token_that_is_none(path: str) -> None:
    Client().get(path, headers={"cookie": "csrftoken=boese"})


def with_a_message(path: str) -> None:
    Client().get(path, headers={"cookie": "messages=boese"})


def with_parameters(path: str) -> None:
    Client().get(
        f"{path}?next=//boese.example&utm_source=%22%3E%3Cb%3E&language=en&format=json&_method=DELETE&x[]=1&;="
    )


def with_head(path: str) -> None:
    Client().head(path)


def below_another_path(path: str) -> None:
    Client().generic("GET", path, SCRIPT_NAME="/boese", PATH_INFO=path)


def by_another_name_of_ours(path: str) -> None:
    Client().get(path, headers={"host": "localhost"})


FIRST = [
    as_staff,
    with_a_form_open,
    with_headers,
    with_a_day_to_come,
    with_cookies,
    with_a_session_that_is_over,
    with_a_token_that_is_none,
    with_a_message,
    with_parameters,
    with_head,
    below_another_path,
    by_another_name_of_ours,
]


# A cookie comes with the page, or the page is not sent whole.
LEAVES_FEWER = {with_head: 0, with_a_token_that_is_none: 0}


def comparable(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    headers = {name: value for name, value in answer.items() if name not in {"ETag", "Content-Length", "Last-Modified"}}
    return answer.status_code, MOMENT.sub(b"moment", answer.content), headers


@pytest.mark.parametrize("first", FIRST, ids=lambda first: first.__name__)
def test_who_comes_first_leaves_nothing_in_the_copy(first: Callable[[str], None], settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    expected = {path: comparable(plain(path)) for path in PATHS}
    StoredPage.objects.all().delete()

    for path in PATHS:
        first(path)
    copies = StoredPage.objects.count()
    found = {path: comparable(plain(path)) for path in PATHS}

    assert {status for status, _content, _headers in expected.values()} == {200}
    assert found == expected
    assert copies == LEAVES_FEWER.get(first, len(PATHS))


def test_a_page_that_repeats_a_header_would_be_found(monkeypatch, settings) -> None:
    """The twin: a page that says from where its reader comes."""
    whole = IdeaList.get_context_data

    def repeats(self: Any, **kwargs: Any) -> Any:
        return whole(self, **kwargs) | {"title": self.request.headers.get("Referer", "nowhere")}

    monkeypatch.setattr(IdeaList, "get_context_data", repeats)
    with_headers("/ideen/")

    assert "boese.example" in plain("/ideen/").content.decode()
