"""The pages that are measured, one of each kind, and the floor that each is compared with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from actors.models import Actor
from eving.core.models import Street, Topic
from eving.demo.bench import load
from projects.models import Idea, Project
from vacancies.models import Listing, SearchProfile

LIST, DETAIL, COPY, FORM, OTHER, OFFICE = "lists", "details", "from a copy", "forms", "others", "back office"
KINDS = (LIST, DETAIL, COPY, FORM, OTHER, OFFICE)
BARE = "/floor/bare/"
UNCHANGED = 304
CARD = rb'<(?:article|li)[^>]*class="(?:[^"]* )?card(?:-row)?[ "]'
# Answers that hold everything are not asked for in a portal with more rows than this.
MOST_EXPORTED = 10_000


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    kind: str = LIST
    register: str = "ideas"  # whose plain cards are its floor
    status: int = 200
    form: tuple[tuple[str, str], ...] = ()  # what is typed into the form of this page, which is then sent
    entry: bytes = field(default=CARD, repr=False)  # what stands once for each row

    def entries(self, body: bytes) -> int:
        return len(re.findall(self.entry, body))

    def floor(self, entries: int) -> str:
        """The address of its floor: the bare view where the page shows no row."""
        shown = 0 if self.kind == COPY else max(entries, 1 if self.kind == DETAIL else 0)
        return f"/floor/cards/{self.register}/{shown}/" if shown else BARE

    def request(self, port: int, cookie: str) -> load.Request:
        """The request that is repeated; a form is fetched first, for its key and its cookie; a copy is made first."""
        if self.kind == COPY:
            copy = load.Request(self.path, of_copy=True)
            _status, headers, _body = load.ask(port, copy)
            etag = headers["etag"][0] if self.status == UNCHANGED else ""
            return load.Request(self.path, self.status, of_copy=True, etag=etag)
        if self.kind == OFFICE:
            return load.Request(self.path, self.status, cookie=cookie)
        if not self.form:
            return load.Request(self.path, self.status)
        _status, headers, body = load.ask(port, load.Request(self.path))
        cookie = "; ".join(line.partition(";")[0] for line in headers.get("set-cookie", ()))
        return load.Request(self.path, self.status, (*hidden_fields(body.decode()), *self.form), cookie)


def hidden_fields(html: str) -> list[tuple[str, str]]:
    found = []
    for tag in re.findall(r"<input[^>]*>", html):
        values = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if values.get("type") == "hidden" and values.get("name"):
            found.append((values["name"], values.get("value", "")))
    return found


def one_of(rows: QuerySet[Any]) -> str:
    """The address of a row in the middle of the first page of a list."""
    return str(list(rows.order_by("-published_at", "-pk")[:7])[-1].get_absolute_url())


def all_pages(rows: int) -> Iterator[Page]:
    """In the order of KINDS."""
    street = Street.objects.filter(pk__in=Idea.objects.published().values("street")[:100]).earliest("pk").slug
    topic = Topic.objects.filter(ideas__in=Idea.objects.published().values("pk")[:100]).earliest("pk").slug
    yield Page("home", "/")
    yield from lists(street, topic)
    yield from details()
    yield from copies()
    yield Page("form: idea", "/ideen/neu/", FORM)
    yield Page("form: idea with errors", "/ideen/neu/", FORM, status=422, form=(("title", "x"),))
    yield Page("form: shop to let", "/ladenlokale/anbieten/", FORM)
    yield Page("form: wanted ad", "/gesuche/neu/", FORM)
    yield Page("form: actor", "/akteure/eintragen/", FORM)
    yield Page("form: message", "/kontakt/nachricht/", FORM)
    yield Page("feed of ideas", "/ideen/feed.atom", OTHER, entry=rb"<entry>")
    yield Page("embedded ideas", "/ideen/einbetten/", OTHER, entry=rb"<li\b")
    if rows <= MOST_EXPORTED:
        yield Page("JSON of all ideas", "/ideen/export.json", OTHER)
    yield Page("sitemap", "/sitemap.xml", OTHER)
    yield Page("imprint", "/impressum/", OTHER)
    yield Page("privacy notice", "/datenschutz/", OTHER)
    yield Page("office: start", "/verwaltung/", OFFICE)
    yield Page("office: ideas", "/verwaltung/projects/idea/", OFFICE)


def lists(street: str, topic: str) -> Iterator[Page]:
    yield Page("ideas", "/ideen/")
    yield Page("ideas, page 7", "/ideen/?seite=7")
    yield Page("ideas, filtered", f"/ideen/?strasse={street}&thema={topic}")
    yield Page("ideas, searched", "/ideen/?q=radweg")
    yield Page("ideas in English", "/en/ideen/")
    yield Page("shops", "/ladenlokale/", register="listings")
    yield Page("shops, page 7", "/ladenlokale/?seite=7", register="listings")
    yield Page("shops, filtered", f"/ladenlokale/?strasse={street}&flaeche_ab=50", register="listings")
    yield Page("shops, searched", "/ladenlokale/?q=werkstatt", register="listings")
    yield Page("wanted ads", "/gesuche/", register="profiles")
    yield Page("projects", "/projekte/", register="projects")
    yield Page("actors", "/akteure/", register="actors")
    yield Page("search", "/suche/?q=markt")


def copies() -> Iterator[Page]:
    shop = one_of(Listing.objects.published())
    yield Page("home from a copy", "/", COPY)
    yield Page("ideas from a copy", "/ideen/", COPY)
    yield Page("shops from a copy", "/ladenlokale/", COPY)
    yield Page("one shop from a copy", shop, COPY)
    yield Page("shops, which the reader has", "/ladenlokale/", COPY, status=UNCHANGED)


def details() -> Iterator[Page]:
    ideas = Idea.objects.published().exclude(state="merged")
    yield Page("one idea", one_of(ideas), DETAIL)
    yield Page("one shop", one_of(Listing.objects.published()), DETAIL, "listings")
    yield Page("one wanted ad", one_of(SearchProfile.objects.published()), DETAIL, "profiles")
    yield Page("one project", one_of(Project.objects.published()), DETAIL, "projects")
    yield Page("one actor", one_of(Actor.objects.published()), DETAIL, "actors")
