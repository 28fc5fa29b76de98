"""Asks the search what people ask, and counts: ``.venv/bin/python -m tests.search.measure``.

A hit is a link in a heading of the page's main part, or in the first column of a list of the back office. A page that
leads on by itself is one hit. Links to /suche/ that keep what was typed or name a kind lead to further hits. Of a list
only the first page counts.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlencode, urlsplit

import django
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client, override_settings
from django.test.utils import setup_test_environment
from django.utils import timezone

from tests.databases import own_database
from tests.search.queries import Query, read
from tests.search.things import Things

SEARCH, OFFICE_SEARCH = "/suche/", "/verwaltung/suche/"
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
MOST_PAGES = 40


class Results(HTMLParser):
    """The hits of a page in their order, and the addresses of further results."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hits: list[str] = []
        self.links: list[str] = []
        self.open = {"main": 0, "heading": 0, "rows": 0, "th": 0}
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.count(tag, 1)
        href = given.get("href")
        if tag == "a" and href and self.open["main"]:
            is_row = self.open["rows"] and self.open["th"]
            (self.hits if self.open["heading"] or is_row else self.links).append(href)

    def handle_endtag(self, tag: str) -> None:
        self.count(tag, -1)

    def count(self, tag: str, step: int) -> None:
        name = {"main": "main", "tbody": "rows", "th": "th"}.get(tag, "heading" if tag in HEADINGS else "")
        if name:
            self.open[name] += step


@dataclass(frozen=True)
class Answer:
    query: Query
    text: str
    found: tuple[str, ...]  # full names, or addresses of something else, in their order
    missing: tuple[str, ...]
    wrong: tuple[str, ...]
    is_right_first: bool

    @property
    def recall(self) -> float:
        return 1 - len(self.missing) / len(self.query.find)


@dataclass(frozen=True)
class Report:
    answers: Sequence[Answer]

    @property
    def recall(self) -> float:
        """Found of what was expected, the mean over all queries that expect something."""
        return mean(answer.recall for answer in self.answers if answer.query.find)

    @property
    def first(self) -> float:
        """How many of these queries show the right thing first."""
        return mean(answer.is_right_first for answer in self.answers if answer.query.find)

    @property
    def kept_out(self) -> float:
        """How many of the queries that say what must not be found show nothing of that."""
        return mean(not answer.wrong for answer in self.answers if is_strict(answer.query))

    def lines(self) -> Iterator[str]:
        for answer in self.answers:
            where = answer.query.list or " ".join(filter(None, [answer.query.lang, "staff" * answer.query.staff]))
            said = [
                f"misses {', '.join(answer.missing)}" if answer.missing else "",
                f"shows {', '.join(answer.wrong[:5])}" if answer.wrong else "",
                f"first {answer.found[0]}" if answer.found and answer.query.find and not answer.is_right_first else "",
            ]
            if any(said):
                yield f"{answer.query.who:<12} {answer.text:<34} {where:<22} {'; '.join(filter(None, said))}"
        figures = f"recall {self.recall:.4f}, first {self.first:.4f}, kept out {self.kept_out:.4f}"
        yield f"{len(self.answers)} queries: {figures}"


def mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else 1.0


def is_strict(query: Query) -> bool:
    return bool(query.unwanted) or query.only is not None


def measure(queries: Sequence[Query], things: Things, public: Client, staff: Client) -> Report:
    year = timezone.localdate().year
    return Report([ask(query, query.text(year), things, staff if query.staff else public) for query in queries])


def ask(query: Query, text: str, things: Things, client: Client) -> Answer:
    expected = [things.named(name)[0] for name in query.find]
    found: dict[str, None] = {}
    for hits in pages(query, text, client):
        found |= dict.fromkeys(map(things.at, hits))
        if set(expected) <= set(found) and not is_strict(query):
            break
    names = tuple(found)
    return Answer(
        query,
        text,
        names,
        missing=tuple(name for name in expected if name not in found),
        wrong=tuple(name for name in names if is_wrong(query, name, things)),
        is_right_first=bool(names) and things.is_one_of(names[0], query.first or query.find),
    )


def is_wrong(query: Query, name: str, things: Things) -> bool:
    if query.only is not None and not things.is_one_of(name, [*query.only, *query.find]):
        return True
    return things.is_one_of(name, query.unwanted)


def pages(query: Query, text: str, client: Client) -> Iterator[list[str]]:
    """The hits of the page that the search opens, then those of its other kinds and pages."""
    start = query.list or (OFFICE_SEARCH if query.staff else SEARCH)
    before = f"/{query.lang}" if query.lang != "de" else ""
    waiting, seen = [f"{before}{start}?{urlencode({'q': text})}"], set[str]()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address)
        if response.status_code in (301, 302):
            leads_to = response["Location"]
            if path_of(leads_to) == start:
                waiting.append(leads_to)
            else:
                yield [path_of(leads_to)]
            continue
        assert response.status_code == 200, f"{address} answers {response.status_code}"
        results = Results(response.content.decode())
        yield [path_of(href) for href in results.hits if path_of(href) not in (SEARCH, "")]
        if start == SEARCH:
            waiting += [href for href in [*results.links, *results.hits] if leads_on(href, text)]


def path_of(href: str) -> str:
    """The path of a link on any language's page."""
    path = urlsplit(href).path
    return path.removeprefix("/en")


def leads_on(href: str, text: str) -> bool:
    values = parse_qs(urlsplit(href).query)
    # Links to further pages have no path of their own.
    return path_of(href) in (SEARCH, "") and ("art" in values or values.get("q") == [text])


@contextmanager
def filled_portal() -> Iterator[tuple[Client, Client]]:
    """The demo in a database of this process alone; yields a visitor and somebody who has signed in."""
    with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=Path(folder), PAGE_CACHE=False), own_database():
        call_command("demo_data", "--yes", verbosity=0)
        yield Client(), signed_in()


def signed_in() -> Client:
    staff = Client()
    staff.force_login(get_user_model().objects.create_superuser("searching", "searching@eving.example"))
    return staff


def main() -> None:
    with filled_portal() as (public, staff):
        report = measure(read(), Things(), public, staff)
    sys.stdout.writelines(f"{line}\n" for line in report.lines())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eving.settings")
    django.setup()
    setup_test_environment()
    main()
