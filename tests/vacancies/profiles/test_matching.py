"""Comparison of premises and requirements, and its counterpart in the database."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eving.core.models import Street
from tests.vacancies.make import make_listing, make_profile, make_unit, use
from vacancies.matching.comparison import Verdict, compare
from vacancies.matching.premises import Premises, premises_of
from vacancies.matching.requirements import PremisesRequirements, need_of
from vacancies.matching.selection import may_fit, who_may_fit
from vacancies.models import Listing, SearchProfile

pytestmark = pytest.mark.server

FITS, UNKNOWN, FAILS = Verdict.FITS, Verdict.UNKNOWN, Verdict.FAILS


def verdicts(need: dict[str, Any], premises: dict[str, Any]) -> dict[str, Verdict]:
    return {row.name: row.verdict for row in compare(PremisesRequirements(**need), Premises(**premises)).criteria}


@pytest.mark.parametrize(
    ("need", "premises", "expected"),
    [
        ({"kinds": frozenset({"lease"})}, {"kind": "lease"}, FITS),
        ({"kinds": frozenset({"lease"})}, {"kind": "sale"}, FAILS),
        ({"kinds": frozenset({"lease"})}, {}, UNKNOWN),
        ({"area_min_m2": Decimal(60)}, {"area_m2": Decimal(60)}, FITS),
        ({"area_min_m2": Decimal(60)}, {"area_m2": Decimal(54)}, FITS),  # ten per cent less still fits
        ({"area_min_m2": Decimal(60)}, {"area_m2": Decimal("53.99")}, FAILS),
        ({"area_min_m2": Decimal(60)}, {}, UNKNOWN),
        ({"area_max_m2": Decimal(60)}, {"area_m2": Decimal(66)}, FITS),
        ({"area_max_m2": Decimal(60)}, {"area_m2": Decimal("66.01")}, FAILS),
        ({"area_max_m2": Decimal(60)}, {"area_m2": Decimal(200), "divisible_from_m2": Decimal(50)}, FITS),
        ({"area_max_m2": Decimal(60)}, {"area_m2": Decimal(200), "divisible_from_m2": Decimal(61)}, FAILS),
        ({"rent_max_month": Decimal(500)}, {"rent_month": Decimal(550)}, FITS),
        ({"rent_max_month": Decimal(500)}, {"rent_month": Decimal("550.01")}, FAILS),
        ({"rent_max_month": Decimal(500)}, {}, UNKNOWN),
        ({"rent_max_m2": Decimal(8)}, {"rent_m2": Decimal("8.80")}, FITS),
        ({"rent_max_m2": Decimal(8)}, {"rent_m2": Decimal("8.81")}, FAILS),
        ({"uses": frozenset({1, 2})}, {"wanted": frozenset({2})}, FITS),
        ({"uses": frozenset({1, 2})}, {"excluded": frozenset({1, 2, 3})}, FAILS),
        ({"uses": frozenset({1, 2})}, {"excluded": frozenset({1})}, UNKNOWN),
        ({"streets": frozenset({4})}, {"street": 4}, FITS),
        ({"streets": frozenset({4})}, {"street": 5}, FAILS),
        ({"needed_by": date(2027, 3, 1)}, {"is_available": True}, FITS),
        ({"needed_by": date(2027, 3, 1)}, {"is_available": True, "available_from": date(2027, 3, 2)}, FAILS),
        ({"needed_by": date(2027, 3, 1)}, {}, UNKNOWN),
        ({"term_months": 24}, {"max_term_months": 12}, FAILS),
        ({"term_months": 24}, {"min_term_months": 36}, FAILS),
        ({"term_months": 24}, {"min_term_months": 12, "max_term_months": 36}, FITS),
        ({"term_months": 24}, {"min_term_months": 24}, FITS),
        ({"term_months": 24}, {"max_term_months": 24}, FITS),
        ({"term_months": 120}, {"min_term_months": 12}, UNKNOWN),
        ({"term_months": 1}, {"max_term_months": 24}, UNKNOWN),
        ({"uses": frozenset({1})}, {"wanted": frozenset({1}), "excluded": frozenset({1})}, FAILS),
        ({"term_months": 24}, {}, UNKNOWN),
        ({"steps_max": 0}, {"steps": 0}, FITS),
        ({"steps_max": 0}, {"steps": 1}, FAILS),
        ({"steps_max": 1}, {}, UNKNOWN),
        ({"needs_gastronomy": True}, {"gastronomy": "yes"}, FITS),
        ({"needs_gastronomy": True}, {"gastronomy": "no"}, FAILS),
        ({"needs_gastronomy": True}, {"gastronomy": "unclear"}, UNKNOWN),
        ({"features": frozenset({"abluft"})}, {"features": frozenset({"abluft", "ecklage"})}, FITS),
        ({"features": frozenset({"abluft"})}, {"without": frozenset({"abluft"})}, FAILS),
        ({"features": frozenset({"abluft"})}, {"without": frozenset({"ecklage"})}, UNKNOWN),
        ({"shopfront_min_m": Decimal(4)}, {"shopfront_m": Decimal("3.99")}, FAILS),
        ({"shopfront_min_m": Decimal(4)}, {}, UNKNOWN),
    ],
)
def test_each_criterion_fits_fails_or_is_unknown(
    need: dict[str, Any], premises: dict[str, Any], expected: Verdict
) -> None:
    fit = compare(PremisesRequirements(**need), Premises(**premises))

    assert [row.verdict for row in fit.criteria] == [expected]
    assert fit.is_possible == (expected != FAILS)
    assert fit.criteria[0].reason


def test_only_what_is_asked_counts_and_the_unknown_counts_half() -> None:
    nothing = compare(PremisesRequirements(), Premises(area_m2=Decimal(3)))
    half = compare(
        PremisesRequirements(area_min_m2=Decimal(50), rent_max_month=Decimal(500)), Premises(area_m2=Decimal(50))
    )

    assert (nothing.criteria, nothing.score, nothing.is_possible) == ((), 100, True)
    assert half.score == 75  # area 25 of 25, rent half of 25
    assert [row.name for row in half.of(UNKNOWN)] == ["rent"]


def test_reasons_are_read_by_people() -> None:
    need = PremisesRequirements(area_min_m2=Decimal(60), rent_max_month=Decimal(500), steps_max=0)
    fit = compare(need, Premises(area_m2=Decimal(55), rent_month=Decimal(900)))

    reasons = {row.name: row.reason for row in fit.criteria}
    assert reasons["area"] == "55\u00a0m², gewünscht: ab 60\u00a0m² (knapp)"
    assert reasons["rent"].startswith("900\u00a0€ ist mehr als")
    assert fit.sentence == "passt: Fläche; passt nicht: Miete; unbekannt: Zugang"


@pytest.mark.django_db
def test_a_rent_on_request_stays_unknown_to_everyone() -> None:
    listing = make_listing(net_cold_rent_month=Decimal(900), rent_on_request=True)
    listing.refresh_from_db()

    fit = compare(PremisesRequirements(rent_max_month=Decimal(100)), premises_of(listing))

    assert fit.is_possible
    assert "900" not in fit.sentence + "".join(row.reason for row in fit.criteria)


def test_a_shop_for_sale_has_no_rent_on_request() -> None:
    need = PremisesRequirements(rent_max_month=Decimal(500), rent_max_m2=Decimal(8))
    on_request, for_sale = (compare(need, Premises(kind=kind)) for kind in ("lease", "sale"))

    assert [row.verdict for row in for_sale.criteria] == [FAILS, FAILS]
    assert all("auf Anfrage" in row.reason for row in on_request.criteria)
    assert all("auf Anfrage" not in row.reason and "500" in for_sale.criteria[0].reason for row in for_sale.criteria)


@pytest.mark.django_db
def test_whoever_asks_of_rent_or_term_hears_of_sales_by_their_own_word_alone() -> None:
    sale = make_listing(kind="sale", sale_price=Decimal(100_000), net_cold_rent_month=None)
    sale.refresh_from_db()
    asked = {"rent_max_month": Decimal(500), "rent_max_m2": Decimal(8), "term_months": 12}

    for name, value in asked.items():
        for kinds, expected in (([], False), (["lease", "sale"], True)):
            profile = make_profile(**{name: value}, kinds=kinds)
            need, premises = need_of(profile), premises_of(sale)

            assert compare(need, premises).is_possible == expected, (name, kinds)
            assert may_fit(need, Listing.objects.all()).exists() == expected, (name, kinds)
            who = who_may_fit(premises, SearchProfile.objects.filter(pk=profile.pk))
            assert who.exists() == expected, (name, kinds)
    assert compare(PremisesRequirements(area_min_m2=Decimal(50)), premises_of(sale)).is_certain


@pytest.mark.django_db
def test_the_rent_per_square_metre_says_what_is_unknown() -> None:
    no_area = make_listing(unit=make_unit(total_area_m2=None))
    free = make_listing(
        kind="interim", max_term_months=6, net_cold_rent_month=Decimal(0), unit=make_unit(total_area_m2=None)
    )
    for listing in (no_area, free):
        listing.refresh_from_db()

    [unknown], [nothing] = (
        compare(PremisesRequirements(rent_max_m2=Decimal(8)), premises_of(listing)).criteria
        for listing in (no_area, free)
    )

    assert (unknown.verdict, nothing.verdict) == (UNKNOWN, FITS)
    assert "auf Anfrage" not in unknown.reason and "unbekannt" in unknown.reason


# ---------------------------------------------------------------- the database finds no fewer
def cents(least: int, most: int) -> st.SearchStrategy:
    return st.none() | st.integers(least * 100, most * 100).map(lambda n: Decimal(n) / 100)


NEEDS = st.fixed_dictionaries(
    {
        "kinds": st.sampled_from([[], ["lease"], ["interim", "sale"]]),
        "area_min_m2": cents(40, 60),
        "area_max_m2": cents(60, 90),
        "rent_max_month": cents(500, 700),
        "rent_max_m2": cents(7, 10),
        "steps_max": st.sampled_from([None, 0, 1]),
        "needs_gastronomy": st.booleans(),
        "features": st.lists(st.sampled_from(["abluft", "ecklage"]), unique=True),
        "needed_by": st.none() | st.dates(date(2026, 11, 1), date(2027, 3, 1)),
        "term_months": st.sampled_from([None, 1, 24]),
    }
)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(given_need=NEEDS, in_street=st.booleans())
def test_the_database_never_drops_what_the_comparison_finds_possible(
    given_need: dict[str, Any], in_street: bool
) -> None:
    listings = several_listings()
    profile = make_profile(**given_need)
    if in_street:
        profile.streets.add(Street.objects.get(slug="bergstrasse"))
    need = need_of(profile)

    possible = {row.pk for row in listings if compare(need, premises_of(row)).is_possible}
    offered = {row.pk for row in may_fit(need, Listing.objects.published())}
    seen_by = {
        row.pk
        for row in listings
        if who_may_fit(premises_of(row), SearchProfile.objects.filter(pk=profile.pk)).exists()
    }

    assert possible <= offered
    assert possible <= seen_by


def several_listings() -> list[Listing]:
    """Listings that differ in every column, made once for all examples of a test."""
    if not Listing.objects.published().exists():
        facts: list[tuple[dict[str, Any], dict[str, Any]]] = [
            ({"total_area_m2": Decimal("54.00"), "entrance_steps": 0}, {"net_cold_rent_month": Decimal("550.00")}),
            (
                {"total_area_m2": Decimal("66.00"), "gastronomy": "no", "is_corner": True, "has_extract_duct": False},
                {"net_cold_rent_month": Decimal("660.01")},
            ),
            ({"total_area_m2": None, "gastronomy": "yes", "has_extract_duct": True}, {"rent_on_request": True}),
            (
                {"total_area_m2": Decimal("99.00"), "divisible_from_m2": Decimal(50)},
                {"kind": "interim", "max_term_months": 9},
            ),
            ({"entrance_steps": 2}, {"available_from": date(2027, 2, 1)}),
            ({"street": Street.objects.get(slug="evinger-strasse")}, {"kind": "sale", "sale_price": Decimal(90000)}),
        ]
        for unit, listing in facts:
            make_listing(unit=make_unit(**unit), **listing)
    return list(Listing.objects.published().for_cards())


@pytest.mark.django_db
def test_wanted_and_excluded_uses_are_read_from_the_list() -> None:
    listing = make_listing(wanted_uses=[use("gastronomie")], excluded_uses=[use("einzelhandel")])
    listing.refresh_from_db()
    wants, avoids = use("gastronomie").pk, use("einzelhandel").pk

    assert verdicts({"uses": frozenset({wants})}, vars(premises_of(listing))) == {"use": FITS}
    assert verdicts({"uses": frozenset({avoids})}, vars(premises_of(listing))) == {"use": FAILS}
