"""The addresses that the test of growth asks."""

import pytest

from tests.performance.addresses import addresses

pytestmark = pytest.mark.django_db


def test_every_public_address_has_an_example_and_every_filter_and_order_is_asked() -> None:
    found = list(addresses())

    assert len(found) == len(set(found)) > 130
    assert {
        "/", "/sitemap.xml", "/ideen/I-1/idee-1/", "/ideen/?sortierung=unterstuetzung", "/ladenlokale/?seite=30",
        "/ladenlokale/?miete_m2_bis=100", "/akteure/?ort=part-eving", "/suche/?q=Markt", "/gesuche/neu/",
    } <= set(found)  # fmt: skip
    assert not [address for address in found if address.startswith(("/verwaltung/", "/demo/"))]
