"""Each fact of a listing is in the office's form, in the table and on the public page."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.vacancies.field_places import FORM, PAGE, TABLE, Row, complaints, fields_of, page_of
from tests.vacancies.make import make_listing, make_unit, use
from vacancies.models import Listing
from vacancies.tables.listings import ListingTable

pytestmark = pytest.mark.django_db

NOWHERE = {
    **dict.fromkeys(
        ["assigned_to", "follow_up_on", "answer_due_on"],
        "about the office's work; the page of the case has forms of its own",
    ),
    **dict.fromkeys(
        ["state_changed_at", "created_at", "published_at", "hidden_at"], "written by the steps of the case"
    ),
    **dict.fromkeys(["version", "nonce"], "written by the portal"),
    **dict.fromkeys(["search_vector", "search_text"], "what the search reads"),
    **dict.fromkeys(
        [
            "list_street",
            "list_area_m2",
            "list_steps",
            "list_gastronomy",
            "list_features",
            "list_without",
            "list_wanted",
            "list_excluded",
        ],
        "copies of unit and uses, for the list",
    ),
    **dict.fromkeys(["let_rank", "list_rent", "list_rent_m2"], "computed by the database, for the list"),
    "contribution": "the person who offered; a table of listings names nobody",
    "recheck_asked_on": "written by the job that asks",
}
LEFT_OUT = {
    FORM: {
        **NOWHERE,
        "number": "given once, with the first step",
        "slug": "made of the title once; printed addresses keep it",
        "state": "only the steps of the case change it",
    },
    TABLE: {
        **NOWHERE,
        "slug": "made of the title once; printed addresses keep it",
        "graduated_rent": "a list in itself, which a cell does not hold",
        "recheck_remark": "words of a contact, answered on the page of the case",
    },
    PAGE: {
        **NOWHERE,
        "slug": "stands in the address of the page",
        "owner_consent_on": "about the owner; only the office sees this",
        "owner_consent_note": "about the owner; only the office sees this",
        "recheck_remark": "only the office sees this",
    },
}
# The page depends on kind and certificate: a sale has a price, a lease has a rent.
LOOKS: list[dict[str, Any]] = [
    {},
    {"kind": "sale"},
    {"energy_status": "exempt"},
    {"energy_total_kwh": None, "energy_class": ""},
]


def pages_of(listing: Listing) -> Callable[[], list[str]]:
    def pages() -> list[str]:
        texts = []
        for look in LOOKS:
            before = {name: getattr(listing, name) for name in look}
            vars(listing).update(look)
            texts.append(page_of(listing))
            vars(listing).update(before)
        return texts

    return pages


@pytest.fixture
def listing() -> Row:
    """A listing with all facts known."""
    listing = make_listing(
        transfer_fee_owed="some", commission_owed="some", energy_status="available", energy_kind="demand",
        energy_issued_on=date(2024, 1, 1), energy_heat_kwh=1, energy_power_kwh=1, energy_carrier="Gas",
    )  # fmt: skip
    others = {
        "unit": make_unit(),
        "wanted_uses": use("einzelhandel"),
        "excluded_uses": use("gastronomie"),
        "graduated_rent": [{"month_from": 13, "rent": "700.00"}],
        "list_features": ["abluft"],
        "list_without": ["abluft"],
        "list_wanted": [1],
        "list_excluded": [1],
        "search_vector": "etwas",
        "let_rank": 1,
        "list_rent": 1,
        "list_rent_m2": 1,
    }
    row = Row(listing, ListingTable(), pages_of(listing), others)
    row.fill()
    return row


def test_each_field_stands_in_the_form_the_table_and_on_the_page_or_says_why_not(listing: Row) -> None:
    problems = complaints(listing, fields_of(Listing), LEFT_OUT)

    assert not problems, "\n".join(problems)
