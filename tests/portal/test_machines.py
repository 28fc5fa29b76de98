"""Answers for machines: sitemap, robots, security contact, health."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.test import Client

from tests.factories import make_idea

pytestmark = pytest.mark.django_db


def addresses(client: Client) -> set[str]:
    answer = client.get("/sitemap.xml")
    assert answer["Content-Type"].startswith("application/xml")
    tree = ElementTree.fromstring(answer.content)
    return {
        element.text.removeprefix("http://127.0.0.1:8000") for element in tree.iter() if element.tag.endswith("loc")
    }


def test_the_sitemap_names_what_is_public_and_nothing_else(client: Client) -> None:
    shown = make_idea()
    hidden = [make_idea(state=state) for state in ("submitted", "withdrawn", "spam")]

    found = addresses(client)

    assert {shown.get_absolute_url(), "/", "/ideen/", "/datenschutz/"} <= found
    assert not {idea.number for idea in hidden} & {path.split("/")[2] for path in found if path.count("/") > 3}


def test_every_address_of_the_sitemap_answers(client: Client) -> None:
    make_idea()

    assert {client.get(path).status_code for path in addresses(client)} == {200}


def test_the_sitemap_needs_no_more_queries_for_more_rows(client: Client, django_assert_max_num_queries) -> None:
    counts = []
    for _round in range(2):
        make_idea()
        with django_assert_max_num_queries(50) as queries:
            client.get("/sitemap.xml")
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
