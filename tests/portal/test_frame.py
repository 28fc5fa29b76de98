"""What the frame of every page leads to."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

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
    ],
)
def test_a_page_leads_to_itself_in_the_other_language(client: Client, path: str, other: str) -> None:
    assert other_language(client.get(path)) == other


def test_a_preview_leads_to_no_other_language_for_it_has_none(client: Client) -> None:
    client.force_login(make_staff())
    preview = client.get(reverse("admin:projects_idea_preview", args=[make_idea().pk]))

    assert (preview.status_code, other_language(preview)) == (200, "")
