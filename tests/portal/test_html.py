"""The Nu HTML checker finds nothing on our pages: no error and no warning. Nor do ids that name nothing.

Here stand the pages that a walk does not reach, such as forms sent with mistakes; tests/portal/test_crawl.py has those
that it does.
"""

import re
from collections.abc import Callable, Iterable, Iterator

import pytest
from django.test import Client

from eving.core.models import Topic
from eving.core.people import links
from tests.actors.entries import make_actor
from tests.crawl import nu
from tests.crawl.reading import read
from tests.crawl.visitors import make_lead, register_pages, sign_in
from tests.crawl.walking import language_of, problems
from tests.factories import make_idea, make_staff
from tests.vacancies.make import make_listing

READING = [
    "/", "/ideen/", "/ideen/?thema=gruen&stand=neu", "/ideen/?q=Unfindbares", "/projekte/", "/ladenlokale/",
    "/ideen/plan/", "/akteure/plan/", "/en/ladenlokale/plan/?q=Unfindbares",
    "/akteure/", "/suche/", "/suche/?q=Bank", "/kontakt/", "/impressum/", "/datenschutz/", "/barrierefreiheit/",
    "/leichte-sprache/", "/suche/?q=Bank+Unfindbares", "/suche/?q=Bamk", "/suche/?q=Bank&art=projekte",
    "/suche/?q=Unfindbares", "/suche/vorschlaege/", "/suche/vorschlaege/?q=Bank", "/en/suche/?q=Bank",
    "/meine-daten/verschickt/", "/meine-daten/geloescht/", "/ideen/neu/danke/", "/gibt-es-nicht/", "/en/",
]  # fmt: skip
FORMS = [
    "/ideen/neu/", "/kontakt/nachricht/", "/barrierefreiheit/melden/", "/melden/", "/meine-daten/",
    "/ladenlokale/anbieten/", "/akteure/eintragen/", "/gesuche/neu/",
]  # fmt: skip
SIGN_IN = ["/verwaltung/login/", "/verwaltung/passwort-vergessen/", "/verwaltung/anmelden/code/"]

# How many rows of each form within a form a page sends along.
COUNTS = re.compile(r'name="([\w-]+_FORMS)" value="(\d+)"')
GOOD = b'<!doctype html><html lang="de"><head><title>Gut</title></head><body><p>Gut</p></body></html>'

pytestmark = pytest.mark.skipif(nu.IS_MISSING, reason="no Java on this machine")


@pytest.fixture
def findings(client: Client) -> Callable[..., list[str]]:
    """What is wrong with the pages at these addresses, and with the answers to their forms sent without a word."""

    def look(opened: Iterable[str] = (), *, sent: Iterable[str] = ()) -> list[str]:
        pages = {address: client.get(address, follow=True).content for address in opened}
        for address in sent:
            counts = dict(COUNTS.findall(client.get(address).content.decode()))
            pages[f"{address} sent"] = client.post(address, {"_save": "", **counts}, follow=True).content
        return [
            *(f"{address}: {odd}" for address, body in pages.items() for odd in odd_things(address, body)),
            *nu.findings(pages),
        ]

    return look


def odd_things(address: str, body: bytes) -> Iterator[str]:
    return problems(read(body.decode()), language_of(address))


@pytest.mark.django_db
def test_every_kind_of_page_is_valid(findings) -> None:
    idea, actor, listing = make_idea(topics=[Topic.objects.get(slug="gruen")]), make_actor(), make_listing()
    manage = f"/ideen/verwalten/{links.make(idea.contribution, 'manage')}/"
    mine = f"/meine-daten/{links.make(idea.contribution.participant, 'my-data')}/"
    forms = [*FORMS, f"/ladenlokale/{listing.number}/anfragen/", f"{actor.get_absolute_url()}nachricht/"]
    pages = [idea.get_absolute_url(), actor.get_absolute_url(), listing.get_absolute_url(), manage, mine]

    assert findings([*READING, *forms, *pages], sent=[*forms, f"{manage}aendern/", f"{mine}alles-loeschen/"]) == []


@pytest.mark.django_db
def test_the_pages_to_sign_in_are_valid(findings) -> None:
    assert findings(SIGN_IN, sent=SIGN_IN) == []


@pytest.mark.django_db
def test_forms_of_the_back_office_with_mistakes_are_valid(findings, client: Client) -> None:
    lead = make_lead()
    sign_in(client, lead)
    idea, listing, actor = make_idea(state="submitted"), make_listing(state="draft"), make_actor(state="submitted")
    one = f"/verwaltung/projects/idea/{idea.pk}"
    addresses = [
        *(address for address in register_pages(lead) if address.endswith(("/add/", "/change/"))),
        f"{one}/schritt/publish/", f"{one}/schritt/decline/", f"{one}/schritt/ask/",
        f"/verwaltung/vacancies/listing/{listing.pk}/schritt/publish/",
        f"/verwaltung/actors/actor/{actor.pk}/schritt/publish/",
        "/verwaltung/password_change/", f"/verwaltung/core/user/{make_staff().pk}/password/",
    ]  # fmt: skip

    assert findings(sent=addresses) == []


@pytest.mark.django_db
def test_a_row_of_a_form_within_a_form_with_mistakes_is_valid(findings, client: Client) -> None:
    sign_in(client, make_lead())
    unit = make_listing().unit
    address = f"/verwaltung/vacancies/shopunit/{unit.pk}/change/"
    counts = dict(COUNTS.findall(client.get(address).content.decode()))

    answer = client.post(address, {**counts, "photos-TOTAL_FORMS": "1", "photos-0-alt": "Front"})

    body = answer.content
    assert b'id="id_photos-0-upload_error"' in body
    assert [*odd_things(address, body), *nu.findings({address: body})] == []


def test_the_checker_finds_a_mistake() -> None:
    """The twin: an unclosed element and a missing title do not pass."""
    found = nu.findings({"/gut/": GOOD, "/schlecht/": b"<!doctype html><html lang=de><body><p><div></p></body></html>"})

    assert [line.partition(": Nu: ")[0] for line in found] == ["/schlecht/"] * 4
    assert "Element “head” is missing a required instance of child element “title”" in " ".join(found)
