"""Answers for machines: sitemap, robots, security contact, health."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from eving.core.audit import watched
from eving.portal.views import health, sitemaps
from projects.models import Idea
from tests.factories import make_idea

pytestmark = pytest.mark.django_db


NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
LONG_AGO = datetime(2020, 2, 1, 12, tzinfo=UTC)
BASE = "http://127.0.0.1:8000"


def read(client: Client, path: str) -> ElementTree.Element:
    answer = client.get(path)
    assert answer["Content-Type"].startswith("application/xml"), path
    return ElementTree.fromstring(answer.content)


def files(client: Client) -> list[str]:
    return [
        found.text.removeprefix(BASE) for found in read(client, "/sitemap.xml").iterfind("s:sitemap/s:loc", NAMESPACES)
    ]


def entries(client: Client) -> dict[str, ElementTree.Element]:
    return {
        url.find("s:loc", NAMESPACES).text.removeprefix(BASE): url
        for path in files(client)
        for url in read(client, path).iterfind("s:url", NAMESPACES)
    }


def test_the_sitemap_names_what_is_public_and_nothing_else(client: Client) -> None:
    shown = make_idea()
    hidden = [make_idea(state=state) for state in ("submitted", "withdrawn", "spam")]

    found = set(entries(client))

    assert {shown.get_absolute_url(), "/", "/ideen/", "/datenschutz/", "/ideen/neu/", "/gesuche/neu/"} <= found
    assert not {idea.number for idea in hidden} & {path.split("/")[2] for path in found if path.count("/") > 3}


def test_each_register_has_a_file_of_its_own(client: Client) -> None:
    assert files(client) == [
        f"/sitemap-{section}.xml" for section in ("seiten", "akteure", "ladenlokale", "gesuche", "ideen", "projekte")
    ]


def test_an_address_stands_there_in_each_language_and_names_the_others(client: Client) -> None:
    path = make_idea().get_absolute_url()

    found = entries(client)

    links = {
        url: {link.get("hreflang"): link.get("href") for link in found[url].iterfind("x:link", NAMESPACES)}
        for url in (path, f"/en{path}", "/", "/en/")
    }
    of_idea = {"de": f"{BASE}{path}", "en": f"{BASE}/en{path}", "x-default": f"{BASE}{path}"}
    of_home = {"de": f"{BASE}/", "en": f"{BASE}/en/", "x-default": f"{BASE}/"}
    assert links == {path: of_idea, f"/en{path}": of_idea, "/": of_home, "/en/": of_home}


def test_addresses_begin_with_that_of_the_portal_whatever_the_host(client: Client, settings) -> None:
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://portal.example", ["*"]

    index = client.get("/sitemap.xml", headers={"host": "other.example"}).content.decode()
    pages = client.get("/sitemap-seiten.xml", headers={"host": "other.example"}).content.decode()

    assert "https://portal.example/sitemap-ideen.xml" in index and "https://portal.example/ideen/" in pages
    assert "other.example" not in index + pages


def test_a_row_was_changed_when_it_was_published_or_edited_last(client: Client) -> None:
    idea = make_idea()
    Idea.objects.filter(pk=idea.pk).update(published_at=LONG_AGO, state_changed_at=LONG_AGO)
    kept = {"idea": idea.get_absolute_url()}

    [edited] = entries(client)[kept["idea"]].iterfind("s:lastmod", NAMESPACES)
    assert edited.text == str(timezone.now().date())

    watched.rows_of(watched.event_of(Idea)).all().delete()
    [published] = entries(client)[kept["idea"]].iterfind("s:lastmod", NAMESPACES)
    assert published.text == "2020-02-01"


def test_a_file_holds_one_range_of_keys(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(sitemaps, "KEYS_PER_FILE", 1)
    first, hidden, last = make_idea(), make_idea(state="submitted"), make_idea()

    paths = [path for path in files(client) if path.startswith("/sitemap-ideen")]
    named = {
        path: set(re.findall(r"<loc>http://[^/]+(/ideen/[^<]*)</loc>", client.get(path).content.decode()))
        for path in paths
    }

    def file_of(idea: Idea) -> str:
        return f"/sitemap-ideen.xml?p={idea.pk}" if idea.pk > 1 else "/sitemap-ideen.xml"

    assert paths[-1] == file_of(last) and len(paths) == last.pk
    assert named[file_of(first)] == {first.get_absolute_url()} and named[file_of(last)] == {last.get_absolute_url()}
    # The protocol knows no empty file: such a range names the list.
    assert named[file_of(hidden)] == {"/ideen/"}
    assert client.get(f"/sitemap-ideen.xml?p={last.pk + 1}").status_code == 404
    assert client.get("/sitemap-fundsachen.xml").status_code == 404


def test_every_address_of_the_sitemap_answers(client: Client) -> None:
    make_idea()

    assert {client.get(path).status_code for path in entries(client)} == {200}


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-ideen.xml"])
def test_the_sitemap_needs_no_more_queries_for_more_rows(
    client: Client, django_assert_max_num_queries, path: str
) -> None:
    counts = []
    for _round in range(2):
        make_idea()
        with django_assert_max_num_queries(6) as queries:
            client.get(path)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_robots_stay_out_of_what_is_not_for_them(client: Client, settings) -> None:
    settings.DEMO = False
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /verwaltung/" in text and "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text


def test_a_demo_is_not_for_robots_at_all(client: Client, settings) -> None:
    settings.DEMO = True

    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


def test_the_security_contact_has_not_expired(client: Client) -> None:
    text = client.get("/.well-known/security.txt").content.decode()

    assert "Contact: mailto:buero@eving.example" in text and "Expires: 20" in text


def test_ready_means_database_and_migrations(client: Client, django_assert_max_num_queries) -> None:
    assert client.get("/readyz").content == b"ok\n"
    with django_assert_max_num_queries(0):
        assert client.get("/livez").content == b"ok\n"


def test_a_release_whose_migrations_are_not_applied_is_not_ready(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("core", "0001_initial")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content, answer["Retry-After"]) == (503, b"migrations missing\n", "10")


def test_the_migrations_of_a_release_are_those_that_django_finds() -> None:
    assert health.migrations_of_release() == set(MigrationLoader(None).disk_migrations)
