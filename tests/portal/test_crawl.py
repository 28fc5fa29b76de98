"""Every link of the portal leads somewhere: a walk through all pages of a filled one, as a visitor and as staff."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from tests.crawl.visitors import make_lead, plain_addresses, register_pages, walk_office, walk_public
from tests.crawl.walking import START, Walk

# Addresses without an argument that are no pages to walk to, and why.
NO_PAGES = {
    "/ideen/aehnlich/": "a piece of a page, fetched by the form's script",
    "/verwaltung/autocomplete/": "answers a field of a form, and refuses who does not say which",
    "/verwaltung/logout/": "a button sends it",
    "/verwaltung/vacancies/shopunit/zusammenlegen/": "asks for the units that were ticked in the list",
    # Nobody writes these by hand: they come in, or the portal writes them.
    "/verwaltung/core/exportrecord/add/": "written with each table taken out",
    "/verwaltung/core/failedmail/add/": "comes from the mail server",
    "/verwaltung/core/importbatch/add/": "made by reading in a table",
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


@pytest.fixture(scope="module")
def public(demo: Path) -> Walk:
    return walk_public()


@pytest.fixture(scope="module")
def office(demo: Path) -> Walk:
    return walk_office(make_lead())


def test_a_visitor_finds_every_page_whole(public: Walk) -> None:
    assert not public.findings, "\n".join(public.findings)
    # So many at the least: a walk that ends at the door finds no fault.
    assert len(public.visits) > 800
    assert {visit.language for visit in public.visits.values() if visit.language} == {"de", "en"}


def test_staff_find_every_page_whole(office: Walk) -> None:
    assert not office.findings, "\n".join(office.findings)
    assert len(office.visits) > 1000


def test_every_public_page_is_visited_in_both_languages(public: Walk) -> None:
    pages = {address for address, visit in public.visits.items() if visit.language and "?" not in address}
    german = {page for page in pages if not page.startswith(("/en/", "/verwaltung/"))}

    # The page for another site to show has no frame, and so no link to its other language.
    assert {f"/en{page}" for page in german} - pages <= {"/en/ideen/einbetten/"}


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
