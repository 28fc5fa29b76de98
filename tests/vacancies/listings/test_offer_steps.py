"""An offer of a shop in short steps."""

import re
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from eving.core.models import Street
from eving.core.workflow import lifecycle
from tests.factories import make_staff
from tests.pages import hidden_fields, text_of
from tests.photo_files import jpeg, upload
from tests.vacancies.make import make_profile
from vacancies.models import Listing, UnitPhoto

pytestmark = pytest.mark.django_db
FORM = "/ladenlokale/anbieten/"
SHOP = {"area_m2": "64", "price_idea": "450"}
OWNER = {"role": "manager", "name": "Erika Eigen", "email": "erika@example.org", "consent": "on"}


def place(**changes: Any) -> dict[str, Any]:
    return {"street": Street.objects.get(slug="bergstrasse").pk, "house_number": "12", "kind": "interim", **changes}


def go(client: Client, page: HttpResponse, to: str, **values: Any) -> HttpResponse:
    return client.post(FORM, {**hidden_fields(page), **values, "step": to})


def summary(client: Client, **shop: Any) -> HttpResponse:
    person = go(client, go(client, client.get(FORM), "shop", **place()), "person", **SHOP, **shop)
    return go(client, person, "summary", **OWNER)


def test_three_short_steps_and_the_summary_make_an_offer(client: Client, sent) -> None:
    page = summary(client, photos=upload(jpeg()), photo_rights="on")
    rows = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page.content.decode(), re.DOTALL)

    answers = [client.post(FORM, {**hidden_fields(page), "action": "send"}) for _click in range(2)]

    assert [tuple(unescape(part) for part in row) for row in rows] == [
        ("Straße", "Bergstraße"),
        ("Hausnummer", "12"),
        ("Das Ladenlokal ist", "zur Zwischennutzung"),
        ("Fläche in m²", "64"),
        ("Preisvorstellung in €", "450"),
        ("Fotos", "1 Foto"),
        ("Ihre Rolle", "Ich verwalte es für die Eigentümerseite"),
        ("Ihr Name", "Erika Eigen"),
        ("Wir dürfen das Angebot aufnehmen und mit Ihnen sprechen", "ja"),
    ]
    assert "Wir antworten an: erika@example.org" in text_of(page)
    assert [answer.status_code for answer in answers] == [302, 302]
    listing = Listing.objects.get()
    assert (listing.unit.house_number, listing.kind, listing.net_cold_rent_month, listing.owner_consent_on) == (
        "12", "interim", 450, None,
    )  # fmt: skip
    assert UnitPhoto.objects.get().unit == listing.unit


def test_who_offers_is_chosen_beforehand_as_on_the_whole_form(client: Client) -> None:
    person = go(client, go(client, client.get(FORM), "shop", **place()), "person", **SHOP)

    chosen = re.findall(r'<input[^>]*name="(\w+)"[^>]*value="(\w+)"[^>]* checked', person.content.decode())

    assert chosen == [("role", "owner")]


def test_a_street_that_the_list_lacks_may_be_written_instead(client: Client) -> None:
    without = go(client, client.get(FORM), "shop", **place(street=""))
    written = go(client, without, "shop", **place(street="", other_street="Schleifenstraße"))

    assert (without.status_code, list(without.context["form"].errors)) == (422, ["street"])
    assert "Bitte wählen Sie eine Straße, oder schreiben Sie sie unter „Ort genauer“." in text_of(without)
    assert (written.status_code, written.context["form"].shown.name) == (200, "shop")


def test_the_ad_that_an_offer_is_about_reaches_the_office(client: Client) -> None:
    ad = make_profile(wants_ad=True)
    lifecycle.apply(ad, "publish", by=make_staff())
    ad.refresh_from_db()
    page = client.get(f"{FORM}?gesuch={ad.number}")

    shop = go(client, page, "shop", **place())

    assert "Zum Gesuch" in shop.content.decode().partition('name="text"')[2].partition("</textarea>")[0]


@pytest.mark.parametrize(
    ("changes", "step", "field"),
    [
        ({"house_number": ""}, "place", "house_number"),
        ({"area_m2": "groß"}, "shop", "area_m2"),
        ({"consent": ""}, "person", "consent"),
    ],
)
def test_an_error_opens_its_step_also_when_all_is_sent_at_once(
    client: Client, changes: dict, step: str, field: str
) -> None:
    answer = client.post(FORM, {**hidden_fields(client.get(FORM)), **place(), **SHOP, **OWNER, **changes})

    form = answer.context["form"]
    assert (answer.status_code, form.shown.name, list(form.errors)) == (422, step, [field])
    assert not Listing.objects.exists()
