"""The pages that are measured: one of each kind, and the floor that each is compared with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from actors.models import Actor
from eving.core.models import Street, Topic
from eving.demo.bench import load
from projects.models import Idea, Project
from vacancies.models import Listing, SearchProfile

HIDDEN = re.compile(r"<input[^>]*>")


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    register: str = "ideas"  # whose plain cards are its floor
    status: int = 200
    form: tuple[tuple[str, str], ...] = ()  # what is typed into the form of this page, which is then sent


def one_of(rows: QuerySet) -> str:
    """The address of a row in the middle of the first page of a list."""
    return list(rows.order_by("-published_at", "-pk")[:7])[-1].get_absolute_url()


def all_pages() -> Iterator[Page]:
    street = Street.objects.filter(pk__in=Idea.objects.published().values("street")).earliest("pk").slug
    topic = Topic.objects.filter(ideas__in=Idea.objects.published()).earliest("pk").slug
    idea = one_of(Idea.objects.published().exclude(state="merged"))
    listing = one_of(Listing.objects.published())
    yield Page("home", "/")
    yield Page("ideas", "/ideen/")
    yield Page("ideas, page 3", "/ideen/?seite=3")
    yield Page("ideas, filtered", f"/ideen/?strasse={street}&thema={topic}")
    yield Page("ideas, searched", "/ideen/?q=bank")
    yield Page("ideas in English", "/en/ideen/")
    yield Page("shops", "/ladenlokale/", "listings")
    yield Page("shops, filtered", f"/ladenlokale/?strasse={street}&flaeche_ab=50", "listings")
    yield Page("shops, searched", "/ladenlokale/?q=laden", "listings")
    yield Page("wanted ads", "/gesuche/", "profiles")
    yield Page("projects", "/projekte/", "projects")
    yield Page("actors", "/akteure/", "actors")
    yield Page("one idea", idea)
    yield Page("one shop", listing, "listings")
    yield Page("one wanted ad", one_of(SearchProfile.objects.published()), "profiles")
    yield Page("one project", one_of(Project.objects.published()), "projects")
    yield Page("one actor", one_of(Actor.objects.published()), "actors")
    yield Page("form: idea", "/ideen/neu/")
    yield Page("form: idea with errors", "/ideen/neu/", status=422, form=(("title", "x"),))
    yield Page("form: shop to let", "/ladenlokale/anbieten/")
    yield Page("form: wanted ad", "/gesuche/neu/")
    yield Page("form: actor", "/akteure/eintragen/")
    yield Page("form: message", "/kontakt/nachricht/")
    yield Page("search", "/suche/?q=haltestelle")
    yield Page("feed", "/ideen/feed.atom")
    yield Page("embedded list", "/ideen/einbetten/")
    yield Page("JSON of all ideas", "/ideen/export.json")
    yield Page("sitemap", "/sitemap.xml")
    yield Page("imprint", "/impressum/")
    yield Page("privacy", "/datenschutz/")


def request_for(page: Page, port: int) -> load.Request:
    """The request that is repeated; a form is fetched first, for its key and its cookie."""
    if not page.form:
        return load.Request(page.path, page.status)
    _status, headers, body = load.ask(port, load.Request(page.path))
    cookie = "; ".join(line.partition(";")[0] for line in headers.get("set-cookie", ()))
    return load.Request(page.path, page.status, (*hidden_fields(body.decode()), *page.form), cookie)


def hidden_fields(html: str) -> list[tuple[str, str]]:
    found = []
    for tag in HIDDEN.findall(html):
        values = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if values.get("type") == "hidden" and values.get("name"):
            found.append((values["name"], values.get("value", "")))
    return found


def cards_in(body: bytes) -> int:
    return len(re.findall(rb'<article[^>]*class="[^"]*\bcard\b', body))
