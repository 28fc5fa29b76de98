"""What the frame of every page leads to."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from eving.portal import context
from tests.factories import make_idea, make_staff

pytestmark = pytest.mark.django_db


def other_language(page: HttpResponse) -> str:
    """Where the page's link to the other language leads; empty when it has none."""
    found = re.search(r'<a class="site-language" href="([^"]*)"', page.content.decode())
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/", "/en/"),
        ("/en/", "/"),
        ("/ideen/?q=Bank", "/en/ideen/?q=Bank"),
        ("/en/kontakt/", "/kontakt/"),
        # The page that says so is read in both languages.
        ("/gibt-es-nicht/", "/en/gibt-es-nicht/"),
        # Nothing that somebody makes up leads to another host or page.
        ("/en/%5Cboese.example/", "/%5Cboese.example/"),
        ("/en//boese.example/", "/boese.example/"),
        ("/gibt%3Fes=nicht/", "/en/gibt%3Fes%3Dnicht/"),
        ("/stra%C3%9Fe/", "/en/stra%C3%9Fe/"),
    ],
)
def test_a_page_leads_to_itself_in_the_other_language(client: Client, path: str, other: str) -> None:
    assert other_language(client.get(path)) == other


def test_a_preview_leads_to_no_other_language_for_it_has_none(client: Client) -> None:
    client.force_login(make_staff())
    preview = client.get(reverse("admin:projects_idea_preview", args=[make_idea().pk]))

    assert (preview.status_code, other_language(preview)) == (200, "")


# ---------------------------------------------------------------- drawn once
def header_of(client: Client, path: str) -> str:
    return re.search(r"<header class=\"site-header\">.*?</header>", client.get(path).text, re.DOTALL)[0]


def test_header_and_footer_are_drawn_once_per_language(client: Client):
    context.kept.clear()
    client.get("/ideen/")
    drawn = {key: value for key, value in context.kept.items() if isinstance(value, str)}

    client.get("/ideen/?seite=1")
    client.get("/projekte/")

    assert {key[0] for key in context.kept if isinstance(context.kept[key], str)} > {key[0] for key in drawn}
    assert {key: context.kept[key] for key in drawn} == drawn
    assert len([key for key in context.kept if key[0] == "footer"]) == 1
    client.get("/en/ideen/")
    assert len([key for key in context.kept if key[0] == "footer"]) == 2


def test_each_page_marks_its_part_and_leads_to_itself_in_the_other_language(client: Client):
    for _round in range(2):
        ideas, shops = header_of(client, "/ideen/?q=a%26b"), header_of(client, "/ladenlokale/")
        assert re.findall(r'href="([^"]*)" aria-current="page"', ideas) == ["/ideen/"]
        assert re.findall(r'href="([^"]*)" aria-current="page"', shops) == ["/ladenlokale/"]
        assert 'href="/en/ideen/?q=a%26b" lang="en"' in ideas
        assert 'href="/en/ladenlokale/" lang="en"' in shops


def test_the_words_of_a_search_stay_in_its_own_header(client: Client):
    assert 'value="Bank"' in header_of(client, "/suche/?q=Bank")
    assert 'value="Bank"' not in header_of(client, "/ideen/")
    assert 'href="/en/suche/?q=Bank"' in header_of(client, "/suche/?q=Bank")


def test_other_settings_draw_the_frame_anew(client: Client, settings):
    before = client.get("/ideen/").text
    settings.OFFICE = {**settings.OFFICE, "name": "Büro im Turm"}

    assert "Büro im Turm" in client.get("/ideen/").text
    assert "Büro im Turm" not in before
