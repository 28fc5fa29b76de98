"""Services on shop units: use, joining, dividing. Each is one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from eving.core.models import Street
from eving.core.search.german import street_key
from eving.core.series import next_numbers
from eving.core.workflow import lifecycle
from vacancies.models import (
    InventoryEnd,
    ListingState,
    OccupancyPeriod,
    OccupancyStatus,
    ShopUnit,
    UseClass,
)
from vacancies.workflow.listings import LIVE

# States of a listing that may still lead to a lease: its unit can be neither joined nor divided.
OFFERED = (ListingState.OFFERED, ListingState.DRAFT, *LIVE, ListingState.PAUSED, ListingState.EXPIRED)


@transaction.atomic
def set_status(
    unit: ShopUnit,
    status: str,
    on: date,
    *,
    use_class: UseClass | None = None,
    tenant: Any = None,
    tenant_name: str = "",
    source: str = OccupancyPeriod.Source.OTHER,
    **details: Any,
) -> OccupancyPeriod:
    """Record the use of a unit from a day on: ends the running period on that day and starts a new one.

    ``details`` are further fields of the period: precision, vacancy_reason, lease_ends_on, note. Raises ValidationError
    when a later period exists, when a used unit has no use class, or outside of the inventory.
    """
    stored = lifecycle.locked(unit)
    if not stored.was_in_inventory(on):
        raise ValidationError({"on": _("On this day the unit is not in inventory.")})
    if status in (OccupancyStatus.OCCUPIED, OccupancyStatus.INTERIM) and use_class is None:
        raise ValidationError({"use_class": _("Please say what the unit is used for.")})
    later = unit.periods.filter(period__startswith__gt=on).order_by("period").first()
    if later:
        day = formats.date_format(later.period.lower, "DATE_FORMAT")
        raise ValidationError({"on": _("Something else is already recorded from %(day)s on.") % {"day": day}})
    running = unit.periods.filter(period__contains=on).first()
    if running and running.period.lower == on:
        running.delete()  # recorded twice for one day: the later entry replaces the earlier
    elif running:
        running.period = DateRange(running.period.lower, on)
        running.save(update_fields=["period"])
    return OccupancyPeriod.objects.create(
        unit=unit,
        status=status,
        period=DateRange(on, None),
        use_class=use_class,
        tenant=tenant,
        tenant_name=tenant_name,
        source=source,
        verified_on=timezone.localdate(),
        **details,
    )


def loses_its_street(unit: ShopUnit, street: Street | None) -> bool:
    """Whether a shop that everybody sees would stand in a street that the office has not chosen."""
    return street is None and bool(unit.pk) and unit.listings.published().exists()


def street_error() -> str:
    return _("A shop in this unit is public. Please choose a street of the list.")


@transaction.atomic
def register_unit(unit: ShopUnit) -> None:
    """Gives a unit the next inventory number; call before the first save."""
    register_units([unit])


@transaction.atomic
def register_units(units: Sequence[ShopUnit]) -> None:
    for unit, number in zip(units, next_numbers(ShopUnit.number_series, len(units)), strict=True):
        unit.number = number


KEPT = (
    "street_id", "other_street", "postcode", "city", "part_id", "side", "position", "floor", "property_contact_id",
    "owner_willing", "year_built", "modernised_in", "is_listed",
)  # fmt: skip
SUMMED = (
    "total_area_m2", "sales_area_m2", "ancillary_area_m2", "storage_area_m2", "basement_area_m2", "outdoor_area_m2",
    "shopfront_width_m", "shopfront_count", "wc_count", "parking_spaces",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    unit_label: str
    total_area_m2: Decimal | None = None


@transaction.atomic
def merge_units(units: Sequence[ShopUnit], *, on: date, house_number: str, unit_label: str = "") -> ShopUnit:
    """Join neighbouring units into a new one from a day on; the old ones end but stay readable with their history.

    Areas are summed when all are known. The new unit is vacant when all were, otherwise its use is unknown. Raises
    ValidationError for fewer than two units, different streets, or units on offer.
    """
    if len({unit.pk for unit in units}) < 2:
        raise ValidationError(_("Please choose at least two units."))
    old = _locked(units)
    if len({(unit.street_id, street_key(unit.other_street)) for unit in old}) > 1:
        raise ValidationError(_("Only units of one street can be joined."))
    were_vacant = all(_status_on(unit, on) == OccupancyStatus.VACANT for unit in old)
    for unit in old:
        _end_inventory(unit, on, InventoryEnd.MERGED)
    joined = _successor(old[0], on, house_number=house_number, unit_label=unit_label)
    for name in SUMMED:
        known = [getattr(unit, name) for unit in old]
        setattr(joined, name, None if None in known else sum(known))
    _write_successor(joined, old)
    if were_vacant:
        set_status(joined, OccupancyStatus.VACANT, on)
    return joined


@transaction.atomic
def split_unit(unit: ShopUnit, parts: Sequence[Part], *, on: date) -> list[ShopUnit]:
    """Divide a unit into several from a day on; the old one ends but stays readable with its history.

    Raises ValidationError for fewer than two parts, for parts larger than the whole, or a unit on offer.
    """
    if len(parts) < 2 or len({part.unit_label.casefold() for part in parts}) < len(parts):
        raise ValidationError(_("Please name at least two parts, each with a name of its own."))
    [old] = _locked([unit])
    known = [part.total_area_m2 for part in parts if part.total_area_m2 is not None]
    if old.total_area_m2 is not None and sum(known) > old.total_area_m2:
        raise ValidationError(_("The parts are larger than the whole."))
    was_vacant = _status_on(old, on) == OccupancyStatus.VACANT
    _end_inventory(old, on, InventoryEnd.SPLIT)
    made = []
    for number, part in enumerate(parts):
        new = _successor(old, on, house_number=old.house_number, unit_label=part.unit_label)
        new.total_area_m2, new.position = part.total_area_m2, old.position + number
        _write_successor(new, [old])
        if was_vacant:
            set_status(new, OccupancyStatus.VACANT, on)
        made.append(new)
    return made


def _locked(units: Sequence[ShopUnit]) -> list[ShopUnit]:
    """The rows, locked, in the order of the street. Raises ValidationError for a unit on offer."""
    rows = ShopUnit.objects.select_for_update(of=("self",)).filter(pk__in=[unit.pk for unit in units])
    locked = list(rows.order_by("position", "pk"))
    for unit in locked:
        if unit.listings.filter(state__in=OFFERED).exists():
            raise ValidationError(_("%(unit)s is on offer. Please end the listing first.") % {"unit": unit.number})
    return locked


def _status_on(unit: ShopUnit, on: date) -> str:
    """The status on the day before a change. Raises ValidationError when the unit is not in the inventory."""
    _check_in_inventory(unit, on)
    period = unit.periods.filter(period__contains=on - timedelta(days=1)).first()
    return period.status if period else ""


def _check_in_inventory(unit: ShopUnit, on: date) -> None:
    if not unit.was_in_inventory(on) or unit.in_inventory.lower == on:
        raise ValidationError(_("%(unit)s is not in inventory on this day.") % {"unit": unit.number})


def _end_inventory(unit: ShopUnit, on: date, reason: str) -> None:
    _check_in_inventory(unit, on)
    if unit.periods.filter(period__startswith__gte=on).exists():
        raise ValidationError(_("%(unit)s has a history after this day.") % {"unit": unit.number})
    if running := unit.periods.filter(period__contains=on).first():
        running.period = DateRange(running.period.lower, on)
        running.save(update_fields=["period"])
    unit.in_inventory, unit.inventory_end_reason = DateRange(unit.in_inventory.lower, on), reason
    unit.save(update_fields=["in_inventory", "inventory_end_reason"])


def _successor(old: ShopUnit, on: date, *, house_number: str, unit_label: str) -> ShopUnit:
    kept = {name: getattr(old, name) for name in KEPT}
    return ShopUnit(house_number=house_number, unit_label=unit_label, in_inventory=DateRange(on, None), **kept)


def _write_successor(unit: ShopUnit, predecessors: Sequence[ShopUnit]) -> None:
    register_unit(unit)
    unit.full_clean(exclude=["number"])  # gives a readable message when the address is taken
    unit.save(force_insert=True)
    unit.predecessors.set(predecessors)
