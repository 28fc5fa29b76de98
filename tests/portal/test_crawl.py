"""Every link of the portal leads somewhere: a walk through all pages of a filled one, as a visitor and as staff."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern

from tests.crawl import nu
from tests.crawl.visitors import make_lead, plain_addresses, register_pages, visitor, walk_office, walk_public
from tests.crawl.walking import START, Sample, Visit, Walk, language_of

# Addresses without an argument that are no pages to walk to, and why.
NO_PAGES = {
    "/ideen/aehnlich/": "a piece of a page, fetched by the form's script",
    "/suche/vorschlaege/": "a button beside each search field sends it, with what was typed",
    "/ladenlokale/merkliste/anfragen/": "asks for the shops that somebody remembered",
    "/ladenlokale/merkliste/anfragen/danke/": "behind a form that was sent",
    "/verwaltung/autocomplete/": "answers a field of a form, and refuses who does not say which",
    "/verwaltung/logout/": "a button sends it",
    "/verwaltung/vacancies/shopunit/zusammenlegen/": "asks for the units that were ticked in the list",
    # Nobody writes these by hand: they come in, or the portal writes them.
    "/verwaltung/core/exportrecord/add/": "written with each table taken out",
    "/verwaltung/core/failedmail/add/": "comes from the mail server",
    "/verwaltung/core/fruitlesssearch/add/": "written with each search that finds nothing",
    "/verwaltung/core/importbatch/add/": "made by reading in a table",
    "/verwaltung/core/backgroundrun/add/": "made by whatever takes long",
    "/verwaltung/core/officemessage/add/": "comes by the public form",
    "/verwaltung/core/sitetext/add/": "the texts are fixed",
    "/verwaltung/projects/helpoffer/add/": "comes by the public form",
}


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """A portal with all content of the demo, rolled back after the module."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        call_command("demo_data", "--yes", verbosity=0)
        yield folder
        transaction.set_rollback(True)


class FirstOfEachKind(dict[str, bytes]):
    """The first page of each line of the address table, in each language, untouched and with parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[tuple[str, str, bool]] = set()

    def keep(self, visit: Visit, body: bytes) -> None:
        kind = (visit.route, language_of(visit.address), "?" in visit.address)
        if kind not in self.seen:
            self.seen.add(kind)
            self[visit.address] = body


@pytest.fixture(scope="module")
def kept() -> FirstOfEachKind:
    return FirstOfEachKind()


@pytest.fixture(scope="module")
def public(demo: Path, kept: FirstOfEachKind) -> Walk:
    return walk_public(keep=kept.keep)


@pytest.fixture(scope="module")
def office(demo: Path, kept: FirstOfEachKind) -> Walk:
    return walk_office(make_lead(), keep=kept.keep)


@pytest.fixture(scope="module")
def kinds(public: Walk, office: Walk, kept: FirstOfEachKind) -> dict[str, bytes]:
    return kept


def test_a_visitor_finds_every_page_whole(public: Walk) -> None:
    assert not public.findings, "\n".join(public.findings)
    # So many at the least: a walk that ends at the door finds no fault.
    assert len(public.visits) > 800
    assert {visit.language for visit in public.visits.values() if visit.language} == {"de", "en"}


def test_staff_find_every_page_whole(office: Walk) -> None:
    assert not office.findings, "\n".join(office.findings)
    assert len(office.visits) > 1000


@pytest.mark.django_db
def test_every_public_page_answers_in_both_languages(public: Walk) -> None:
    pages = {address for address, visit in public.visits.items() if visit.language and "?" not in address}
    german = {page for page in pages if not page.startswith(("/en/", "/verwaltung/"))}
    # The page for another site to show has no frame, and so no link to its other language.
    unlinked = {"/en/ideen/einbetten/"}

    assert {f"/en{page}" for page in german} - pages == unlinked
    assert Walk(visitor(), Sample(objects=0)).start(unlinked).finish().findings == []


def test_only_machines_photos_and_the_office_have_addresses_without_a_language() -> None:
    without = {str(entry.pattern) for entry in get_resolver().url_patterns if not is_in_all_languages(entry)}

    assert without == {
        ".well-known/security.txt", "medien/<str:name>", "readyz", "robots.txt", "sitemap-<slug:section>.xml",
        "sitemap.xml", "verwaltung/", "verwaltung/core/note/<path:rest>",
    }  # fmt: skip


def is_in_all_languages(entry: URLPattern | URLResolver) -> bool:
    return isinstance(entry.pattern, LocalePrefixPattern)


@pytest.mark.skipif(nu.IS_MISSING, reason="no Java on this machine")
def test_every_kind_of_page_is_valid_html(kinds: dict[str, bytes]) -> None:
    """One page of each line of the address table, language and way to ask; ``tests.crawl --html`` reads all."""
    assert len(kinds) > 300
    assert nu.findings(kinds) == []


@pytest.mark.django_db
def test_every_register_of_the_office_is_reached_by_links(office: Walk) -> None:
    reached = {address.partition("?")[0] for address, visit in office.visits.items() if visit.source != START}
    lists = {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in admin.site._registry
    }

    assert len(lists) > 20 and lists - reached == set()
    assert set(register_pages(make_lead())) - set(office.visits) == set()


def test_every_address_without_an_argument_is_visited(public: Walk, office: Walk) -> None:
    addresses = plain_addresses()

    assert len(addresses) > 100
    assert addresses - set(public.visits) - set(office.visits) == set(NO_PAGES)
