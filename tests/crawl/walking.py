"""A walk through the portal that presses every link and never sends a form that changes something."""

import json
import re
import traceback
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation

from tests.crawl.reading import Page, read

START = "start"  # what led to a beginning
REDIRECTS = {301, 302, 303, 307, 308}
# Reading may leave these behind: who is signed in, how often an address asked, who took a table out, copies of pages.
MAY_BE_WRITTEN = {"django_session", "core_ratebucket", "core_exportrecord", "core_pagefigures", "core_storedpage"}
WRITES = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE)\s+(?:ONLY\s+)?"?(\w+)', re.IGNORECASE)
# Arguments of addresses that say which object is meant, where they are no number.
OBJECTS = {"object_id", "number", "slug", "token"}


@dataclass(frozen=True)
class Sample:
    """How many of what looks alike are visited; only of objects all, for parameters need not come to an end."""

    # Pages of one kind, such as the page of an idea or the page of one of its transitions; None for all of them.
    objects: int | None = None
    # A page with one of its own parameters set: each filter with so many of its choices.
    choices: int = 8
    # A page with two of its own parameters, with three, and so on.
    combinations: int = 4
    # A page with parameters that another page hands over, for each set of them.
    handed_over: int = 2


@dataclass
class Visit:
    """What came of one address."""

    address: str
    source: str  # the page that led here first
    route: str = ""
    status: int = 0
    leads_to: str = ""
    title: str = ""
    language: str = ""
    ids: frozenset[str] | None = None  # None where no HTML came


Keep = Callable[[Visit, bytes], object]


def ignore(visit: Visit, body: bytes) -> None:
    pass


@dataclass
class Walk:
    """Visits what can be reached from the beginnings, each address once; everything odd is a finding.

    Nothing that a visit writes stays: each is undone before the next.
    """

    client: Client
    sample: Sample = Sample()
    # Links are followed from pages below this address alone; what they lead to is looked at, wherever it is.
    inside: str = "/"
    # The page to log in, for who is signed in: whatever leads there is a finding.
    login: str = ""
    # Beginnings of addresses that are left out.
    closed: tuple[str, ...] = ()
    # Endings of addresses that share a title with others.
    alike: tuple[str, ...] = ()
    # Gets every HTML page that answers.
    keep: Keep = ignore
    visits: dict[str, Visit] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.waiting: deque[tuple[str, str]] = deque()
        self.known: set[str] = set()
        self.matches: dict[str, ResolverMatch] = {}
        self.counts: Counter[Any] = Counter()
        self.pointed: dict[tuple[str, str], str] = {}  # address and fragment: the first page that points there
        self.static: dict[str, str] = {}

    # ------------------------------------------------------------ the way
    def start(self, addresses: Iterable[str]) -> "Walk":
        """Walk from here until nothing new is left. May be called again with further beginnings."""
        for address in addresses:
            self.add(address, START, always=True)
        while self.waiting:
            self.visit(*self.waiting.popleft())
        return self

    def finish(self) -> "Walk":
        """What only shows when all pages are known: dead fragments and files, circles, titles that tell nothing."""
        for (address, fragment), source in self.pointed.items():
            ids = self.last_of(address).ids if address in self.visits else None
            if ids is not None and fragment not in ids:
                self.report(f"#{fragment} is not there", address, source)
        for name, source in self.static.items():
            if finders.find(name) is None:
                self.report("no such static file", settings.STATIC_URL + name, source)
        for visit in self.visits.values():
            if self.last_of(visit.address).leads_to in self.visits:
                self.report("leads in a circle", visit.address, visit.source)
        self.compare_titles()
        return self

    def compare_titles(self) -> None:
        routes: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for visit in self.visits.values():
            if visit.title and "?" not in visit.address and self.has_own_title(visit.address):
                routes[visit.language, visit.title].setdefault(visit.route, visit.address)
        for (_language, title), alike in routes.items():
            # Two things may bear one name, an actor and its contact; a page of its own may not be called like another.
            is_fixed = any(not self.match(address).kwargs for address in alike.values())
            if len(alike) > (1 if is_fixed else 2):
                self.findings.append(f"one title for different pages, “{title}”: {', '.join(sorted(alike.values()))}")

    def has_own_title(self, address: str) -> bool:
        return address.startswith(self.inside) and not address.endswith(self.alike)

    def last_of(self, address: str) -> Visit:
        """The visit at the end of an address's redirects."""
        passed = set()
        while (visit := self.visits[address]).leads_to in self.visits and address not in passed:
            passed.add(address)
            address = visit.leads_to
        return visit

    def report(self, what: str, address: str, source: str) -> None:
        self.findings.append(f"{address}: {what} (from {source})")

    # ------------------------------------------------------------ what is visited
    def follow(self, link: str, page: str, *, always: bool = False) -> str:
        """Note where a link on a page leads; returns the address, empty for what is not ours."""
        link = link.strip()
        if link.startswith(f"{settings.BASE_URL}/"):
            link = link.removeprefix(settings.BASE_URL)
        target = urlsplit(urljoin(page, link))
        if urlsplit(link).scheme or target.netloc:
            return ""
        address = target.path + (f"?{target.query}" if target.query else "")
        if target.path.startswith(settings.STATIC_URL):
            self.static.setdefault(unquote(target.path.removeprefix(settings.STATIC_URL)), page)
            return ""
        if target.fragment not in {"", "top"}:
            self.pointed.setdefault((address, unquote(target.fragment)), page)
        self.add(address, page, always=always)
        return address

    def add(self, address: str, source: str, *, always: bool = False) -> None:
        if address in self.known or address.startswith(self.closed):
            return
        if always or self.is_wanted(address, source):
            self.known.add(address)
            self.waiting.append((address, source))

    def is_wanted(self, address: str, source: str) -> bool:
        """Whether not enough of what looks like this address has been visited yet."""
        path, has_query, query = address.partition("?")
        match, sample = self.match(path), self.sample
        names = frozenset(name for name, value in parse_qsl(query) if value)
        most: int | None
        kind: tuple[Any, ...]
        if not has_query:
            most, kind = (sample.objects if match.kwargs else None), (match.route, *chosen(match))
        elif match.route != self.match(source.partition("?")[0]).route:
            most, kind = sample.handed_over, (match.route, names)
        elif len(names) > 1:
            most, kind = sample.combinations, (match.route, len(names))
        else:
            most, kind = sample.choices, (match.route, names)
        self.counts[kind] += 1
        return most is None or self.counts[kind] <= most

    def match(self, path: str) -> ResolverMatch:
        if path not in self.matches:
            self.matches[path] = match_of(path)
        return self.matches[path]

    # ------------------------------------------------------------ a visit
    def visit(self, address: str, source: str) -> None:
        visit = self.visits[address] = Visit(address, source, self.match(address.partition("?")[0]).route)
        try:
            with undone(lambda table: self.report(f"reading it writes to {table}", address, source)):
                answer = self.client.get(address, secure=settings.BASE_URL.startswith("https:"))
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        except Exception as error:
            if not connection.is_usable():  # nothing after this says anything about pages
                raise
            place = traceback.extract_tb(error.__traceback__)[-1]
            self.report(f"{type(error).__name__}: {error} ({place.filename}:{place.lineno})", address, source)
            return
        visit.status = answer.status_code
        if visit.status in REDIRECTS:
            self.note_redirect(visit, answer["Location"])
        elif visit.status != 200:
            self.report(f"answers {visit.status}", address, source)
        else:
            self.look(visit, answer, body)

    def note_redirect(self, visit: Visit, location: str) -> None:
        visit.leads_to = self.follow(location, visit.address, always=True)
        if self.login and visit.leads_to.partition("?")[0] == self.login:
            self.report("leads to the log-in page", visit.address, visit.source)

    def look(self, visit: Visit, answer: HttpResponse, body: bytes) -> None:
        kind = answer.get("Content-Type", "").partition(";")[0]
        if kind == "text/html":
            self.keep(visit, body)
            page = read(body.decode())
            visit.title, visit.language, visit.ids = page.title, page.language, frozenset(page.ids)
            for problem in problems(page, language_of(visit.address)):
                self.report(problem, visit.address, visit.source)
            if not visit.address.startswith(self.inside):
                return
            for link in [*page.links, *page.pictures]:
                self.follow(link, visit.address)
            # Only on the untouched page: each filter with each other one would be thousands of addresses.
            if "?" not in visit.address:
                for link in chain.from_iterable(form.addresses() for form in page.forms):
                    self.follow(link, visit.address)
            return
        check = FILES.get(kind, is_not_empty)
        try:
            for link in check(body) or ():
                self.follow(link, visit.address)
        except ValueError as error:
            self.report(f"is no whole {kind}: {error}", visit.address, visit.source)


def match_of(path: str) -> ResolverMatch:
    """The line of the address table that answers a path, in the path's own language."""
    with translation.override(language_of(path)):
        try:
            return resolve(path)
        except Resolver404:
            return ResolverMatch(None, (), {}, route=path)


def language_of(path: str) -> str:
    return translation.get_language_from_path(path) or settings.LANGUAGE_CODE


def chosen(match: ResolverMatch) -> list[str]:
    """Arguments that say which page of an object it is; those that say which object are left out."""
    return [value for name, value in match.kwargs.items() if isinstance(value, str) and name not in OBJECTS]


@contextmanager
def undone(report: Callable[[str], None]) -> Iterator[None]:
    """Nothing written inside stays; reports each table that was written to and that reading should leave alone."""
    written: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if match := WRITES.match(str(sql)):
            written.add(match[1])
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(watch):
        yield
        transaction.set_rollback(True)
    for table in sorted(written - MAY_BE_WRITTEN):
        report(table)


# ---------------------------------------------------------------- what is wrong with a page
def problems(page: Page, language: str) -> Iterator[str]:
    if page.language != language:
        yield f"says lang=“{page.language}” in place of {language}"
    if len(page.headings) != 1:
        yield f"{len(page.headings)} h1"
    if "" in page.headings:
        yield "an empty h1"
    if not page.title:
        yield "no title"
    if doubled := sorted(name for name, count in page.ids.items() if count > 1):
        yield f"ids given twice: {', '.join(doubled)}"
    for attribute, identity in dict.fromkeys(page.references):
        if identity not in page.ids:
            yield f"{attribute} names what is not there: {identity}"
    for options in page.lists:
        if doubled := sorted(option for option, count in Counter(map(str.strip, options)).items() if count > 1):
            yield f"one list says twice: {', '.join(doubled)}"
    for leftover in page.leftovers:
        yield f"left over: “{leftover}”"


def is_not_empty(body: bytes) -> None:
    if not body.strip():
        raise ValueError("empty")


def addresses_in_xml(body: bytes) -> list[str]:
    """What a sitemap or a feed names."""
    try:
        tree = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise ValueError(error) from error
    texts = [element.text or "" for element in tree.iter() if element.tag.endswith("}loc")]
    return [*texts, *(element.get("href", "") for element in tree.iter() if element.tag.endswith("}link"))]


def is_json(body: bytes) -> None:
    json.loads(body)


def is_whole_pdf(body: bytes) -> None:
    if not (body.startswith(b"%PDF-") and b"%%EOF" in body[-1024:]):
        raise ValueError("no beginning or no end")


FILES: dict[str, Callable[[bytes], list[str] | None]] = {
    "application/xml": addresses_in_xml,
    "application/atom+xml": addresses_in_xml,
    "application/json": is_json,
    "application/pdf": is_whole_pdf,
}
