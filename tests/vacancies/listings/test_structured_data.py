"""Structured data of a listing: schema.org, canonical address, link preview."""

import json
import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_staff
from tests.vacancies.listings.document_files import make_published, photographed
from tests.vacancies.make import make_listing, make_unit
from vacancies.models import Listing

pytestmark = pytest.mark.django_db
BASE = "http://127.0.0.1:8000"


class Head(HTMLParser):
    """Parses the data block, the properties and the canonical address of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.data: list[str] = []
        self.properties: dict[str, str] = {}
        self.canonical: list[str] = []
        self.scripts = 0
        self.inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "meta" and (name := given.get("property") or given.get("name", "")).startswith(("og:", "twitter:")):
            self.properties[name] = given["content"]
        if tag == "link" and given.get("rel") == "canonical":
            self.canonical.append(given["href"])
        self.scripts += tag == "script"
        self.inside = tag == "script" and given.get("type") == "application/ld+json"
        if self.inside:
            self.data.append("")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.data[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.inside = False


def head_of(client: Client, address: str) -> Head:
    answer = client.get(address)
    assert answer.status_code == 200
    head = Head()
    head.feed(answer.content.decode())
    return head


def data_of(client: Client, listing: Listing) -> dict[str, Any]:
    [text] = head_of(client, listing.get_absolute_url()).data
    return json.loads(text)


def test_a_listing_says_all_of_itself(client: Client) -> None:
    unit = make_unit(
        house_number="59", total_area_m2=Decimal("85.5"), entrance_steps=0, has_accessible_wc=False, has_water=True
    )
    photographed(unit, kind="floor_plan", alt="Grundriss")
    listing = make_published(
        unit=unit,
        title="Laden mit Ecke",
        description="Hell & groß.",
        available_from=date(2027, 1, 1),
        min_term_months=24,
        max_term_months=60,
        vat_charged=True,
    )
    address = f"{BASE}/ladenlokale/{listing.number}/laden-mit-ecke/"
    picture = f"{BASE}{unit.photos.get(kind='outside').jpeg_url}"

    data = data_of(client, listing)

    rent = {
        "@type": "UnitPriceSpecification",
        "priceCurrency": "EUR",
        "unitCode": "MON",
        "valueAddedTaxIncluded": False,
    }
    assert data == {
        "@context": "https://schema.org",
        "@type": "RealEstateListing",
        "@id": address,
        "url": address,
        "name": "Laden mit Ecke",
        "description": "Hell & groß.",
        "datePosted": timezone.localdate(listing.published_at).isoformat(),
        "image": [picture],
        "leaseLength": {"@type": "QuantitativeValue", "minValue": 24, "maxValue": 60, "unitCode": "MON"},
        "mainEntity": {
            "@type": "Offer",
            "businessFunction": "http://purl.org/goodrelations/v1#LeaseOut",
            "availability": "https://schema.org/InStock",
            "availabilityStarts": "2027-01-01",
            "priceSpecification": [
                {**rent, "name": "Nettokaltmiete", "price": 640},
                {
                    **rent,
                    "name": "Nettokaltmiete je m²",
                    "price": 7.49,
                    "referenceQuantity": {"@type": "QuantitativeValue", "value": 1, "unitCode": "MTK"},
                },
            ],
            "offeredBy": {
                "@type": "Organization",
                "name": "Quartiersmanagement Eving",
                "url": f"{BASE}/",
                "telephone": "0231 000000",
                "address": "Hauptstraße 0, 44339 Dortmund",
            },
            "itemOffered": {
                "@type": "Accommodation",
                "name": "Laden mit Ecke",
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": "Bergstraße 59",
                    "postalCode": "44339",
                    "addressLocality": "Dortmund",
                    "addressCountry": "DE",
                },
                "floorSize": {"@type": "QuantitativeValue", "value": 85.5, "unitCode": "MTK"},
                "amenityFeature": data["mainEntity"]["itemOffered"]["amenityFeature"],
                "image": [picture],
            },
        },
    }
    features = data["mainEntity"]["itemOffered"]["amenityFeature"]
    assert [feature["value"] for feature in features] == [True, False, True]
    assert [feature["name"] for feature in features][1:] == ["Barrierefreies WC", "Wasseranschluss"]


def test_what_nobody_knows_is_left_out(client: Client) -> None:
    listing = make_listing(unit=make_unit(total_area_m2=None))

    data = data_of(client, listing)

    assert "leaseLength" not in data and "availabilityStarts" not in data["mainEntity"]
    assert not {"floorSize", "amenityFeature"} & set(data["mainEntity"]["itemOffered"])
    [rent] = data["mainEntity"]["priceSpecification"]
    assert "referenceQuantity" not in rent and "valueAddedTaxIncluded" not in rent


def test_a_hidden_house_number_is_in_no_byte_of_the_page(client: Client) -> None:
    listing = make_listing(unit=make_unit(house_number="7353"))
    assert b"7353" in client.get(listing.get_absolute_url()).content
    Listing.objects.filter(pk=listing.pk).update(show_address=False)

    page = client.get(listing.get_absolute_url()).content.decode()

    assert "7353" not in page
    address = data_of(client, listing)["mainEntity"]["itemOffered"]["address"]
    assert address == {
        "@type": "PostalAddress",
        "streetAddress": "Bergstraße",
        "addressLocality": "Dortmund",
        "addressCountry": "DE",
    }


def test_a_rent_on_request_is_not_told(client: Client) -> None:
    listing = make_listing(net_cold_rent_month=Decimal("7353"))
    assert "7353" in str(data_of(client, listing))
    Listing.objects.filter(pk=listing.pk).update(rent_on_request=True)

    assert "priceSpecification" not in data_of(client, listing)["mainEntity"]
    assert "7353" not in client.get(listing.get_absolute_url()).content.decode()


def test_a_shop_for_sale_has_one_price(client: Client) -> None:
    listing = make_listing(kind="sale", sale_price=Decimal("285000"), net_cold_rent_month=None)

    offer = data_of(client, listing)["mainEntity"]

    assert offer["businessFunction"] == "http://purl.org/goodrelations/v1#Sell"
    assert offer["priceSpecification"] == {"@type": "PriceSpecification", "price": 285000, "priceCurrency": "EUR"}


def test_a_reserved_shop_says_so(client: Client) -> None:
    listing = make_listing(state="reserved")

    assert data_of(client, listing)["mainEntity"]["availability"] == "https://schema.org/Reserved"


def test_a_let_shop_makes_no_offer(client: Client) -> None:
    listing = make_listing(state="let", net_cold_rent_month=Decimal("7353"), min_term_months=12)

    data = data_of(client, listing)

    assert data["mainEntity"]["@type"] == "Accommodation"
    assert not {"Offer", "price", "leaseLength", "availability"} & set(re.findall(r"\w+", json.dumps(data)))
    assert "7353" not in json.dumps(data)


def test_texts_cannot_leave_the_data_block(client: Client) -> None:
    hostile = "</script><script>alert(1)</script><!-- & \u2028 \" '"
    listing = make_listing(title=hostile, description=hostile)

    head = head_of(client, listing.get_absolute_url())

    assert (head.scripts, len(head.data)) == (5, 1)  # the others are files of the portal
    [text] = head.data
    assert not re.search("[<>&\u2028]", text)
    data = json.loads(text)
    assert (data["name"], data["description"]) == (hostile, hostile)
    assert head.properties["og:description"].startswith("</script><script>alert(1)")


def test_a_link_has_a_card(client: Client) -> None:
    listing = make_listing(title="Laden mit Ecke", description="Hell.\n\nGroß." + " und weit" * 60)

    head = head_of(client, listing.get_absolute_url())

    address = f"{BASE}{listing.get_absolute_url()}"
    assert head.canonical == [address]
    assert head.properties.pop("og:description") == "Hell. Groß." + " und weit" * 20 + " und…"
    alt = head.properties.pop("og:image:alt").replace("\N{NO-BREAK SPACE}", " ")
    assert alt == f"Laden mit Ecke, {listing.place}: 80 m², 640 € im Monat"
    assert head.properties == {
        "og:type": "website",
        "og:site_name": "Eving",
        "og:locale": "de_DE",
        "og:url": address,
        "og:title": f"Laden mit Ecke, {listing.place}",
        "og:image": f"{BASE}/ladenlokale/{listing.number}/vorschau.jpg",
        "og:image:type": "image/jpeg",
        "og:image:width": "1200",
        "og:image:height": "630",
        "twitter:card": "summary_large_image",
    }
    assert client.get(head.properties["og:image"].removeprefix(BASE))["Content-Type"] == "image/jpeg"


def test_the_english_page_is_its_own_address(client: Client) -> None:
    listing = make_listing()

    address = f"/en{listing.get_absolute_url()}"

    head = head_of(client, address)

    assert head.canonical == [f"{BASE}{address}"]
    assert head.properties["og:locale"] == "en_GB"
    assert head.properties["og:image"] == f"{BASE}/en/ladenlokale/{listing.number}/vorschau.jpg"


def test_the_preview_of_the_office_tells_nobody_anything(client: Client) -> None:
    listing = make_listing(state="draft")
    client.force_login(make_staff())

    head = head_of(client, f"/verwaltung/vacancies/listing/{listing.pk}/vorschau/")

    assert (head.data, head.properties, head.canonical) == ([], {}, [])


@pytest.mark.parametrize(("state", "linked"), [("published", True), ("reserved", True), ("let", False)])
def test_the_page_links_its_document_while_the_shop_is_free(client: Client, state: str, linked: bool) -> None:
    listing = make_listing(state=state)

    page = client.get(listing.get_absolute_url()).content.decode()

    for name in ("expose.pdf", "aushang.pdf"):
        assert (f'href="/ladenlokale/{listing.number}/{name}"' in page) == linked


def test_the_page_needs_no_more_queries_than_before(client: Client, django_assert_max_num_queries: Any) -> None:
    listing = make_published(pictures=3, plan=True)

    with django_assert_max_num_queries(10):
        client.get(listing.get_absolute_url())
