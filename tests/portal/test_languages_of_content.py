"""What people and the office wrote is German on English pages, and says so (WCAG 3.1.2)."""

from html.parser import HTMLParser

import pytest
from django.test import Client

from actors.models import ActorGroup
from actors.services import Contact, Place
from eving.core.models import FieldOfAction, Framework, Street, Topic
from eving.core.workflow import lifecycle
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.projects.projects.rows import make_project
from tests.vacancies.make import make_listing, make_profile, make_unit, use
from vacancies.models import UseClass

pytestmark = [pytest.mark.django_db, pytest.mark.server]


@pytest.fixture(autouse=True)
def without_translations(db) -> None:
    """Terms that nobody has translated yet: their German names say so, too."""
    for model in (FieldOfAction, Topic, UseClass):
        model.objects.update(names={})
    Framework.objects.update(names={}, short_names={})
    ActorGroup.objects.update(names={}, names_plural={})


VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Read(HTMLParser):
    """The texts of a page's body with the language that they stand in; without what cannot hold a mark."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        language = dict(attributes).get("lang") or (self.open[-1][1] if self.open else "")
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"title", "option", "script", "textarea"} & {tag for tag, _language in self.open}:
            self.texts.append((self.open[-1][1] if self.open else "", data))


def languages_of(source: str, words: list[str]) -> dict[str, set[str]]:
    read = Read(source)
    return {word: {language for language, text in read.texts if word in text} for word in words}


def make_pages() -> dict[str, list[str]]:
    """Addresses of lists and pages, and words that people wrote for them."""
    street, topic = Street.objects.get(slug="bergstrasse"), Topic.objects.get(slug="gruen")
    field, framework = FieldOfAction.objects.first(), Framework.objects.first()
    assert field and framework
    idea = make_idea(
        title="Bank am Brunnen", text="Zum Ausruhen.", own_contribution="Wir streichen.", cost_text="Wenig",
        street=street, topics=[topic],
    )  # fmt: skip
    actor = make_actor(
        name="Nähkreis Nadelöhr", summary="Wir nähen.", place=Place(street, "12", None, "exact", "yes"),
        contact=Contact("nadel@example.org", may_be_published=True), topics=[topic], languages="Deutsch, Türkisch",
        opening_hours="Montags ab zehn",
    )  # fmt: skip
    project = make_project(
        title="Mehr Grün", summary="Acht Beete.", description="Wir pflanzen.", goals_text="Schatten", theme="Klima",
        funding="Noch offen", field=field, topics=[topic], frameworks=[framework],
    )  # fmt: skip
    listing = make_listing(
        title="Heller Laden", description="Mit Eckfenster.", location_text="Am Markt.", wanted_uses=[use("kultur")],
        unit=make_unit(equipment_note="Alte Theke", delivery_access="Über den Hof"),
    )  # fmt: skip
    return {
        "/ideen/": [idea.title, "Zum Ausruhen."],
        idea.get_absolute_url(): [
            idea.title, "Zum Ausruhen.", "Wir streichen.", "Wenig", topic.name, street.name,
        ],
        "/akteure/": [actor.name, "Wir nähen.", actor.group.name],
        actor.get_absolute_url(): [
            actor.name, "Wir nähen.", actor.group.name, topic.name, "Türkisch", "Montags ab zehn",
        ],
        "/projekte/": [project.title, "Acht Beete.", field.name],
        project.get_absolute_url(): [
            project.title, "Acht Beete.", "Wir pflanzen.", "Schatten", "Klima", "Noch offen", field.name, topic.name,
            framework.name, "Der Rat hat es beschlossen.",
        ],
        "/ladenlokale/": [listing.title],
        listing.get_absolute_url(): [
            listing.title, "Mit Eckfenster.", "Am Markt.", "Alte Theke", "Über den Hof", use("kultur").name,
        ],
        "/suche/?q=Bank&art=ideen": [idea.title],
        "/": [idea.title],
    }  # fmt: skip


def test_what_people_wrote_says_its_language_on_english_pages_and_nothing_on_german_ones(client: Client) -> None:
    pages = make_pages()

    for path, words in pages.items():
        english, german = (client.get(f"{prefix}{path}").content.decode() for prefix in ("/en", ""))
        assert languages_of(english, words) == {word: {"de"} for word in words}, path
        assert german.partition("<main")[2].partition("</main>")[0].count(' lang="') == 0, path


def test_a_badge_beside_a_stored_value_is_not_marked(client: Client) -> None:
    street = Street.objects.get(slug="bergstrasse")
    actor = make_actor(place=Place(street, "12", None, "exact", "yes"))

    page = client.get(f"/en{actor.get_absolute_url()}").content.decode().partition("<dl")[2]

    assert languages_of(page, ["Bergstraße 12", "step-free"]) == {"Bergstraße 12": {"de"}, "step-free": {""}}


def test_a_wanted_ad_says_its_language_on_english_pages(client: Client) -> None:
    ad = make_profile(wants_ad=True, title="Suche Werkstatt", text="Für Räder.", uses=[use("kultur")])
    lifecycle.apply(ad, "publish", by=make_staff())
    words = ["Suche Werkstatt", "Für Räder.", use("kultur").name]

    page = client.get(f"/en{ad.get_absolute_url()}").content.decode()

    assert languages_of(page, words) == {word: {"de"} for word in words}


def test_words_without_a_mark_are_found() -> None:
    source = '<html lang="en"><title>Bank</title><h1><span lang="de">Bank</span></h1><p>Bank</p><br><p>See Beet</p>'

    assert languages_of(source, ["Bank", "Beet"]) == {"Bank": {"de", "en"}, "Beet": {"en"}}
