"""What the public can read of an actor, compared byte by byte."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from actors.models import Actor
from eving.core import registry
from eving.core.models import DistrictPart
from eving.core.search import engine
from eving.core.workflow import lifecycle
from tests.actors.entries import add_contact, add_place, make_actor
from tests.factories import make_staff
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def public_bytes(client: Client, actor: Actor) -> str:
    """Everything of an actor that a visitor can get: pages, search results, search index, site map."""
    pages = [
        actor.get_absolute_url(),
        "/akteure/",
        "/akteure/?q=Fahrradwerkstatt",
        "/akteure/?q=Bergstraße",
        "/akteure/?q=Petra",
        "/suche/?q=Fahrradwerkstatt",
        "/suche/?q=Petra",
        "/sitemap-akteure.xml",
    ]
    texts = [client.get(path).content.decode() for path in pages]
    assert actor.name in texts[0] and actor.name in texts[1]
    stored = Actor.objects.filter(pk=actor.pk).values_list("search_text", "search_vector").get()
    kind = next(kind for kind in registry.search_kinds if kind.code == "akteure")
    cards = [kind.card(row) for row in kind.published()]
    return "\n".join([*texts, *map(str, stored), str(cards)])


def hits(client: Client, word: str) -> list[str]:
    return [card["title"] for card in client.get(f"/akteure/?q={word}").context["cards"]]


@pytest.mark.parametrize(
    ("visibility", "sees_street", "sees_part"),
    [("exact", True, False), ("district", False, True), ("hidden", False, False)],
)
def test_a_place_is_shown_as_far_as_somebody_said(
    client: Client, visibility: str, sees_street: bool, sees_part: bool
) -> None:
    actor = make_actor()
    part = DistrictPart.objects.get_or_create(name="Prüfviertel", slug="pruefviertel")[0]
    add_place(actor, visibility, part=part, label="Hinterhaus Schmidt", step_free="yes")

    page = text_of(client.get(actor.get_absolute_url()))

    assert ("Bergstraße 47b" in page, "Hinterhaus Schmidt" in page) == (sees_street, sees_street)
    assert ("Prüfviertel" in page) == sees_part
    assert ("stufenlos" in page) == (visibility != "hidden")
    assert (actor.name in hits(client, "Bergstraße")) == sees_street
    assert (actor.name in hits(client, "Prüfviertel")) == sees_part
    assert bool(client.get("/akteure/?ort=street-bergstrasse").context["cards"]) == sees_street


@pytest.mark.parametrize("visibility", ["district", "hidden"])
def test_a_hidden_address_is_in_no_public_byte(client: Client, visibility: str) -> None:
    actor = make_actor()
    place = add_place(actor, "exact")
    assert "47b" in public_bytes(client, actor)

    place.visibility = visibility
    place.save(update_fields=["visibility"])
    actor.refresh_from_db()
    engine.index(actor)

    assert "47b" not in public_bytes(client, actor)


@pytest.mark.parametrize(
    ("visibility", "fields", "expected"),
    [
        ("public", {}, {"Petra Kontaktfrau", "petra@kontakt.example", "0231 445566"}),
        ("public", {"person_name": ""}, {"petra@kontakt.example", "0231 445566"}),
        ("staff", {}, set()),
        ("staff", {"consent_on": None}, set()),
    ],
)
def test_contacts_are_shown_as_far_as_somebody_said(
    client: Client, visibility: str, fields: dict[str, Any], expected: set[str]
) -> None:
    actor = make_actor()
    add_contact(actor, visibility, **fields)

    everything = public_bytes(client, actor)

    secrets = ("Petra Kontaktfrau", "petra@kontakt.example", "0231 445566")
    assert {word for word in secrets if word in everything} == expected


def test_whoever_registered_is_in_no_public_byte(client: Client) -> None:
    actor = make_actor()

    everything = public_bytes(client, actor)

    for word in ("Karla", "Kette", "998877", actor.contribution.email):
        assert word not in everything


def test_the_internal_note_is_in_no_public_byte(client: Client) -> None:
    actor = make_actor()
    Actor.objects.filter(pk=actor.pk).update(internal_note="Zahlt seine Miete nicht")
    actor.refresh_from_db()
    engine.index(actor)

    assert "Miete" not in public_bytes(client, actor)


def test_markup_stays_text(client: Client) -> None:
    actor = make_actor(name="<b>Rad</b>", description="<script>alert(1)</script>", opening_hours="<i>immer</i>")

    page = client.get(actor.get_absolute_url()).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page and "<b>Rad" not in page and "<i>immer" not in page


def test_old_opening_hours_are_marked(client: Client) -> None:
    actor = make_actor(opening_hours="Dienstag 10 bis 12 Uhr")
    assert "zuletzt bestätigt am" in text_of(client.get(actor.get_absolute_url()))
    assert "eventuell veraltet" not in text_of(client.get(actor.get_absolute_url()))

    old = timezone.localdate() - timedelta(days=400)
    Actor.objects.filter(pk=actor.pk).update(opening_hours_confirmed_on=old)

    assert "eventuell veraltet" in text_of(client.get(actor.get_absolute_url()))


def test_reading_pages_set_no_cookie(client: Client) -> None:
    actor = make_actor()

    for path in ("/akteure/", actor.get_absolute_url()):
        answer = client.get(path)
        assert not answer.cookies and "Cookie" not in answer.get("Vary", "")


def test_transitions_that_are_not_public_stay_inside(client: Client) -> None:
    actor = make_actor(state="archived")  # with a reason that only the office and the actor read

    lifecycle.apply(actor, "publish", by=make_staff(), text="Wieder da.")

    page = text_of(client.get(actor.get_absolute_url()))
    assert "Wieder da." in page
    assert "Archiviert" not in page
