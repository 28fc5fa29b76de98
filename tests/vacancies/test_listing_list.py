from typing import Any

import pytest
from django.test import Client

from tests.vacancies.make import make_listing, make_photo, use

pytestmark = pytest.mark.django_db


@pytest.fixture
def capture(django_assert_max_num_queries):
    return lambda: django_assert_max_num_queries(1000)


def count_queries(client: Client, path: str, capture: Any) -> int:
    with capture() as queries:
        assert client.get(path).status_code == 200
    return len(queries)


ALL_FILTERS = (
    "/ladenlokale/?art=miete&strasse=bergstrasse&flaeche_ab=10&flaeche_bis=900&miete_bis=9000&miete_m2_bis=90"
    "&nutzung=buero&zugang=stufenlos&gastronomie=ja&frei_bis=2027-03-01&sortierung=miete"
)


@pytest.mark.parametrize(
    ("path", "budget"), [("/ladenlokale/", 6), (ALL_FILTERS, 6), ("/ladenlokale/?q=Eckfenster", 8)]
)
def test_lists_need_the_same_queries_for_one_row_and_for_three(
    client: Client, capture: Any, path: str, budget: int
) -> None:
    make_listing()
    client.get(path)
    one = count_queries(client, path, capture)
    make_listing()
    make_listing()

    three = count_queries(client, path, capture)

    assert one == three <= budget


def test_detail_and_forms_keep_their_budgets(client: Client, capture: Any) -> None:
    listing = make_listing(wanted_uses=[use("kultur")], excluded_uses=[use("lager")])
    make_photo(listing.unit)

    assert count_queries(client, listing.get_absolute_url(), capture) <= 10
    assert count_queries(client, f"/ladenlokale/{listing.number}/anfragen/", capture) <= 6
    assert count_queries(client, "/ladenlokale/anbieten/", capture) <= 6
