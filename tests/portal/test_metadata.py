"""What search engines and messengers read of each public page: canonical address, languages, description, preview."""

from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import translation

from actors.models import Actor
from eving.core.public import sharing
from eving.demo.seed import REGISTERS, seed
from projects.models import Idea
from tests.core.caching.test_entries import OBJECTS, public_names
from vacancies.models import Listing

pytestmark = pytest.mark.django_db
BASE = "http://127.0.0.1:8000"
WANTED = {"og:type", "og:site_name", "og:locale", "og:url", "og:title", "og:description"}


class Head(HTMLParser):
    """What the head of a page says."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self.links: list[tuple[str, str, str]] = []
        self.feed(markup.partition("</head>")[0])

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "meta" and (name := given.get("property") or given.get("name")):
            assert name not in self.said, f"{name} twice"
            self.said[name] = given.get("content", "")
        if tag == "link" and given.get("rel") in ("canonical", "alternate") and "type" not in given:
            self.links.append((given["rel"], given.get("hreflang", ""), given["href"]))


def addresses() -> Iterator[str]:
    """One address of each kind of public page, in German, without what a link for one person opens."""
    for name, path in public_names(get_resolver().url_patterns):
        given = {}
        if "<str:number>" in path:
            obj = model_of(name).objects.published().first()
            given = {key: getattr(obj, key) for key in ("number", "slug") if f":{key}>" in path}
        if path.count("<") == len(given):
            with translation.override("de"):  # each answer leaves its own language behind
                address = reverse(name, kwargs=given or None)
            yield address


def model_of(name: str) -> Any:
    namespace, _colon, page = name.partition(":")
    return OBJECTS.get(page.partition("-")[0]) or {"actors": Actor, "projects": Idea, "vacancies": Listing}[namespace]


def heads(client: Client) -> dict[str, Head]:
    found = {}
    for path in addresses():
        for address in (path, f"/en{path}"):
            answer = client.get(address)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                found[address] = Head(answer.content.decode())
    return found


def is_findable(head: Head) -> bool:
    return "noindex" not in head.said.get("robots", "")


def faults(address: str, head: Head) -> list[str]:
    said = head.said
    german = address.removeprefix("/en") if address.startswith("/en/") else address
    own_links = [
        ("canonical", "", BASE + address),
        ("alternate", "de", BASE + german),
        ("alternate", "en", f"{BASE}/en{german}"),
        ("alternate", "x-default", BASE + german),
    ]
    text = said.get("description", "")
    wrong = {
        f"links {head.links}": head.links != own_links,
        f"lacks {sorted(WANTED - set(said))}": not set(said) >= WANTED,
        f"description of {len(text)} letters": not 20 <= len(text) <= sharing.MOST,
        "another address in the preview": said.get("og:url") != BASE + address,
        "another language in the preview": said.get("og:locale") != ("en_GB" if address != german else "de_DE"),
        "no words": not all(said.get(name) for name in WANTED),
    }
    return [fault for fault, is_there in wrong.items() if is_there]


def test_each_kind_of_public_page_says_where_it_lies_and_what_it_is(client: Client, settings) -> None:
    settings.PAGE_CACHE = False
    seed(registers=REGISTERS)
    found = heads(client)
    findable = {address: head for address, head in found.items() if is_findable(head)}
    same = defaultdict(list)
    for address, head in findable.items():
        # What people wrote is the same in both languages.
        same[address.startswith("/en/"), head.said.get("description")].append(address)

    assert {address: wrong for address, head in findable.items() if (wrong := faults(address, head))} == {}
    assert {text: pages for text, pages in same.items() if len(pages) > 1} == {}
    assert {address: head.links for address, head in found.items() if not is_findable(head) and head.links} == {}
    assert {address for address, head in found.items() if not is_findable(head) and WANTED & set(head.said)} == set()
    assert len(findable) > 40


def test_what_a_page_leaves_out_or_says_of_another_would_be_found() -> None:
    head = Head(
        f'<head><link rel="canonical" href="{BASE}/"><meta property="og:url" content="{BASE}/">'
        f'<meta name="description" content="{"Wort " * 40}"><meta property="og:locale" content="en_GB"></head>'
    )

    assert faults("/ideen/", head) == [
        f"links {head.links}",
        "lacks ['og:description', 'og:site_name', 'og:title', 'og:type']",
        "description of 200 letters",
        "another address in the preview",
        "another language in the preview",
        "no words",
    ]
    assert not is_findable(Head('<head><meta name="robots" content="noindex"></head>'))
