"""Inventory of units: use, joining, dividing, accessibility."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eving.core.models import Street
from tests.factories import make_staff
from tests.pages import fill_in, text_of
from tests.vacancies.make import make_listing, make_unit, use
from vacancies.cards import units as unit_cards
from vacancies.models import OccupancyStatus, ShopUnit
from vacancies.services.units import Part, merge_units, set_status, split_unit

pytestmark = [pytest.mark.django_db, pytest.mark.server]
DAY = date(2026, 10, 1)


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff(is_superuser=True))
    return client


def vacant(**fields: Any) -> ShopUnit:
    unit = make_unit(**fields)
    set_status(unit, OccupancyStatus.VACANT, date(2024, 1, 1))
    return unit


def spans(unit: ShopUnit) -> list[tuple[str, date, date | None]]:
    return [(row.status, row.period.lower, row.period.upper) for row in unit.periods.order_by("period")]


def test_two_units_become_one_and_keep_their_history() -> None:
    left, right = (
        vacant(house_number="12", unit_label=label, total_area_m2=Decimal(area), sales_area_m2=sales)
        for label, area, sales in (("links", 40, Decimal(30)), ("rechts", 60, None))
    )

    joined = merge_units([right, left], on=DAY, house_number="12", unit_label="")

    assert joined.number not in (left.number, right.number)
    assert (joined.total_area_m2, joined.sales_area_m2) == (100, None)  # one unknown area makes the sum unknown
    assert list(joined.predecessors.order_by("pk")) == [left, right]
    assert spans(joined) == [("vacant", DAY, None)]
    left.refresh_from_db()
    assert (left.in_inventory.upper, left.inventory_end_reason) == (DAY, "merged")
    assert spans(left) == [("vacant", date(2024, 1, 1), DAY)]


def test_what_was_used_and_is_joined_is_unknown_until_somebody_looks() -> None:
    one, other = vacant(), make_unit()
    set_status(other, OccupancyStatus.OCCUPIED, date(2024, 1, 1), use_class=use("einzelhandel"))

    assert spans(merge_units([one, other], on=DAY, house_number="12-14")) == []


def test_a_unit_becomes_several() -> None:
    whole = vacant(house_number="20", total_area_m2=Decimal(120), is_listed=True)

    left, right = split_unit(whole, [Part("links", Decimal(70)), Part("rechts", Decimal(50))], on=DAY)

    assert [(row.address, row.total_area_m2, row.is_listed) for row in (left, right)] == [
        ("Bergstraße 20 (links)", 70, True),
        ("Bergstraße 20 (rechts)", 50, True),
    ]
    assert spans(left) == spans(right) == [("vacant", DAY, None)]
    whole.refresh_from_db()
    assert (whole.in_inventory.upper, whole.inventory_end_reason) == (DAY, "split")
    assert list(whole.successors.order_by("pk")) == [left, right]


@pytest.mark.parametrize(
    "parts", [[Part("links")], [Part("a"), Part("A")], [Part("a", Decimal(100)), Part("b", Decimal(30))]]
)
def test_strange_parts_are_refused_and_nothing_changes(parts: list[Part]) -> None:
    whole = vacant(total_area_m2=Decimal(120))

    with pytest.raises(ValidationError):
        split_unit(whole, parts, on=DAY)
    whole.refresh_from_db()
    assert (ShopUnit.objects.count(), whole.in_inventory.upper) == (1, None)


def test_a_taken_address_rolls_everything_back() -> None:
    one, other, taken = vacant(), vacant(), make_unit(house_number="99")

    with pytest.raises(ValidationError):
        merge_units([one, other], on=DAY, house_number=taken.house_number)
    one.refresh_from_db()
    assert (one.in_inventory.upper, one.periods.get().period.upper) == (None, None)


def test_units_on_offer_in_other_streets_or_with_a_later_history_are_refused() -> None:
    offered = make_listing().unit
    far = vacant(street=Street.objects.get(slug="evinger-strasse"))
    late = make_unit()
    set_status(late, OccupancyStatus.VACANT, date(2026, 11, 1))

    for other in (offered, far, late):
        with pytest.raises(ValidationError):
            merge_units([vacant(), other], on=DAY, house_number="500")
    with pytest.raises(ValidationError):
        merge_units([far, far], on=DAY, house_number="500")


def test_a_status_outside_of_the_inventory_is_refused() -> None:
    whole = vacant(total_area_m2=None)
    split_unit(whole, [Part("a"), Part("b")], on=DAY)

    with pytest.raises(ValidationError):
        set_status(whole, OccupancyStatus.VACANT, DAY)


@pytest.mark.django_db(transaction=True)
def test_the_same_units_joined_twice_at_once_become_one(committed) -> None:
    units = [vacant(), vacant()]
    start = Barrier(2)

    def join(number: int) -> str:
        start.wait()
        try:
            return merge_units(units, on=DAY, house_number=f"30{number}").number
        except ValidationError:
            return ""
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        made = [number for number in pool.map(join, range(2)) if number]
    assert len(made) == 1
    assert ShopUnit.objects.filter(in_inventory__contains=DAY).count() == 1


# ---------------------------------------------------------------- pages
def test_staff_change_the_use_on_one_page(staff: Client) -> None:
    unit = vacant()
    path = reverse("admin:vacancies_shopunit_use", args=[unit.pk])
    given = {"status": "occupied", "on": "2026-10-01", "precision": "month", "source": "owner"}

    refused = fill_in(staff, path, **given)
    assert "Bitte sagen Sie, wofür die Einheit genutzt wird." in text_of(refused)
    assert spans(unit) == [("vacant", date(2024, 1, 1), None)]

    use_class = use("einzelhandel").pk
    fill_in(staff, path, **{**given, "use_class": use_class, "lease_ends_on": "2029-09-30", "tenant_name": "Bäckerei"})
    assert spans(unit) == [("vacant", date(2024, 1, 1), DAY), ("occupied", DAY, None)]
    running = unit.periods.get(period__contains=DAY)
    assert (running.precision, running.lease_ends_on) == ("month", date(2029, 9, 30))
    assert path in staff.get(reverse("admin:vacancies_shopunit_change", args=[unit.pk])).content.decode()


def test_staff_join_and_divide_by_pages(staff: Client) -> None:
    units = [vacant(house_number="40"), vacant(house_number="42")]
    chosen = {"action": "merge_chosen", "_selected_action": [unit.pk for unit in units]}
    answer = staff.post(reverse("admin:vacancies_shopunit_changelist"), chosen)
    form = staff.get(answer.url).context["form"]
    assert form["house_number"].value() == "40-42"

    fill_in(staff, answer.url, on="2026-10-01", house_number="40-42")
    joined = ShopUnit.objects.get(house_number="40-42")
    page = text_of(staff.get(reverse("admin:vacancies_shopunit_change", args=[joined.pk])))
    assert units[0].number in page and units[1].number in page

    split = reverse("admin:vacancies_shopunit_split", args=[joined.pk])
    divided = fill_in(staff, split, on="2026-11-01", label_1="links", area_1="80", label_2="rechts", area_2="70,5")
    assert divided.status_code == 302, divided.context["form"].errors
    assert [row.total_area_m2 for row in joined.successors.order_by("pk")] == [80, Decimal("70.5")]
    again = fill_in(staff, split, on="2026-11-02", label_1="x", label_2="y")
    assert "nicht im Bestand" in text_of(again)


# ---------------------------------------------------------------- the way in
@pytest.mark.parametrize(
    ("facts", "labels"),
    [
        ({}, []),
        ({"entrance_steps": 0}, ["stufenlos"]),
        ({"entrance_steps": 1, "entrance_step_height_cm": 12}, ["1 Stufe (12\u00a0cm)"]),
        ({"entrance_steps": 2, "has_ramp": True}, ["stufenlos"]),
        ({"entrance_steps": 0, "door_width_cm": 90, "has_accessible_wc": True}, ["stufenlos"]),
        (
            {"entrance_steps": 0, "door_width_cm": 90, "has_accessible_wc": True, "has_turning_space": True},
            ["rollstuhlgerecht", "stufenlos"],
        ),
        (
            {"entrance_steps": 0, "door_width_cm": 89, "has_accessible_wc": True, "has_turning_space": True},
            ["stufenlos"],
        ),
    ],
)
def test_badges_follow_from_facts_alone(facts: dict[str, Any], labels: list[str]) -> None:
    assert [badge["label"] for badge in unit_cards.access_badges(make_unit(**facts))] == labels


def test_the_list_says_what_is_in_each_unit_today(staff: Client) -> None:
    today = timezone.localdate()
    empty = vacant(house_number="1")
    used, gone, dark = make_unit(house_number="3"), make_unit(house_number="5"), make_unit(house_number="7")
    set_status(used, OccupancyStatus.OCCUPIED, date(2025, 1, 1), use_class=use("buero"))
    ShopUnit.objects.filter(pk=gone.pk).update(in_inventory=DateRange(date(2020, 1, 1), today))
    address = reverse("admin:vacancies_shopunit_changelist")

    page = text_of(staff.get(address))
    filtered = {
        status: sorted(unit.number for unit in staff.get(f"{address}?today={status}").context["cl"].result_list)
        for status in ("vacant", "occupied", "unknown", "ended", "nonsense")
    }

    labels = {empty: "leerstehend", used: "genutzt", gone: "nicht mehr im Bestand", dark: "unbekannt"}
    for unit, label in labels.items():
        assert f"{unit.number} {unit.address} {label} 80 m²" in page
    every = sorted(unit.number for unit in (empty, used, gone, dark))
    assert filtered == {
        "vacant": [empty.number], "occupied": [used.number], "unknown": [dark.number], "ended": [gone.number],
        "nonsense": every,
    }  # fmt: skip


def test_a_new_use_reminds_of_the_listing_that_is_still_public(staff: Client) -> None:
    listing = make_listing()
    quiet = make_unit()
    values = {"status": "occupied", "on": "2026-11-01", "precision": "day", "source": "owner"}
    warning = f"Das Angebot {listing} ist noch öffentlich."

    pages = {}
    for unit in (listing.unit, quiet):
        address = reverse("admin:vacancies_shopunit_use", args=[unit.pk])
        before = text_of(staff.get(address))
        after = staff.post(address, {**values, "use_class": use("buero").pk}, follow=True)
        pages[unit.pk] = (warning in before, warning in text_of(after))

    assert pages == {listing.unit_id: (True, True), quiet.pk: (False, False)}


@pytest.mark.parametrize("chosen", [0, 1])
def test_joining_needs_two_units_and_says_where_to_choose_them(staff: Client, chosen: int) -> None:
    units = ",".join(str(vacant().pk) for _number in range(chosen))

    page = staff.get(reverse("admin:vacancies_shopunit_merge") + f"?units={units}")

    assert "Bitte wählen Sie zuerst die Einheiten" in text_of(page)
    assert f'href="{reverse("admin:vacancies_shopunit_changelist")}"' in page.content.decode()
    assert "Einheiten zusammenlegen" not in text_of(page)


# ---------------------------------------------------------------- strange days
FIRST_DAY = "0001-01-01"


@pytest.mark.parametrize(
    ("day", "sentence"), [(FIRST_DAY, "prüfen Sie die Jahreszahl"), ("1900-01-01", "nicht im Bestand")]
)
def test_the_first_day_of_a_calendar_is_refused_with_a_sentence(staff: Client, day: str, sentence: str) -> None:
    one, other = vacant(house_number="50"), vacant(house_number="52")
    merge = reverse("admin:vacancies_shopunit_merge") + f"?units={one.pk},{other.pk}"
    split = reverse("admin:vacancies_shopunit_split", args=[one.pk])
    change = reverse("admin:vacancies_shopunit_use", args=[one.pk])
    vacancy = {"status": "vacant", "precision": "day", "source": "owner"}

    answers = [
        fill_in(staff, merge, on=day, house_number="50-52"),
        fill_in(staff, split, on=day, label_1="links", label_2="rechts"),
        fill_in(staff, change, on=day, **vacancy),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert all(sentence in text_of(answer) for answer in answers)
    assert ShopUnit.objects.count() == 2 and spans(one) == [("vacant", date(2024, 1, 1), None)]
