"""Each fact of a shop unit is in the office's form, in the table and on the public page."""

from datetime import date

import pytest
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.vacancies.field_places import FORM, PAGE, TABLE, Row, complaints, fields_of, page_of
from tests.vacancies.make import make_listing, make_unit
from vacancies.models import ShopUnit
from vacancies.tables.units import UnitTable

pytestmark = pytest.mark.django_db

LEFT_OUT = {
    FORM: {
        "number": "given once, when the unit is registered",
        "predecessors": "written by joining and dividing, shown beside the form as “joined or divided”",
    },
    TABLE: {
        "city": "the district lies in one town, which the model fills in",
        "inventory_end_reason": "asked when a unit ends, on its page",
        "predecessors": "written by joining and dividing alone, which end one unit and begin another",
    },
    PAGE: {
        "number": "the listing has a number of its own; this one is the office's",
        "other_street": "nothing is on offer before staff chose a street of the list",
        "postcode": "within the district street and house number say enough; machines read it beside the page",
        "city": "as the postcode",
        "side": "the order of the street's band, which the house number says",
        "position": "the order of the street's band, which the house number says",
        "floor": "not said yet; the inventory is the ground floor, with few exceptions",
        "property_contact": "only the office knows the owner",
        "owner_willing": "only the office sees this",
        "internal_note": "only the office sees this",
        "in_inventory": "about the statistics; a listing says from when one can move in",
        "inventory_end_reason": "about the statistics; what has ended is not on offer",
        "predecessors": "about the statistics",
    },
}


@pytest.fixture
def unit() -> Row:
    """A unit on offer with all facts known."""
    unit = make_unit()
    listing = make_listing(unit=unit)
    others = {"in_inventory": DateRange(date(2021, 1, 1), date(2031, 1, 1)), "predecessors": make_unit()}
    row = Row(unit, UnitTable(), lambda: [page_of(listing)], others)
    row.fill()
    return row


def test_each_field_stands_in_the_form_the_table_and_on_the_page_or_says_why_not(unit: Row) -> None:
    problems = complaints(unit, fields_of(ShopUnit), LEFT_OUT)

    assert not problems, "\n".join(problems)


def test_a_new_field_is_missed_in_all_three_places(unit: Row) -> None:
    awning = models.BooleanField(name="has_awning", null=True)

    problems = complaints(unit, [*fields_of(ShopUnit), awning], LEFT_OUT)

    assert [sentence.partition(". ")[0] for sentence in problems] == [
        f"has_awning is missing in {place}" for place in (FORM, TABLE, PAGE)
    ]


def test_a_reason_that_is_no_longer_needed_is_found(unit: Row) -> None:
    more = {"has_ramp": "nobody asks", "has_awning": "gone since the last release"}
    left_out = {place: {**reasons, **more} for place, reasons in LEFT_OUT.items()}

    problems = complaints(unit, fields_of(ShopUnit), left_out)

    for place in (FORM, TABLE, PAGE):
        assert f"has_ramp stands in {place}. Please take it off LEFT_OUT." in problems
    assert problems.count("has_awning is no field. Please take it off LEFT_OUT.") == 3
    assert len(problems) == 6


def test_a_field_left_out_without_a_reason_is_found(unit: Row) -> None:
    left_out = {**LEFT_OUT, PAGE: {**LEFT_OUT[PAGE], "floor": ""}}

    assert complaints(unit, fields_of(ShopUnit), left_out) == [f"floor is left out of {PAGE} without a reason."]
