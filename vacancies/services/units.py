"""The stock of shop units and what each is used for. Each deed is one transaction."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from eving.core.places import next_number
from vacancies.models import (
    OccupancyPeriod,
    OccupancyStatus,
    ShopUnit,
    UseClass,
)


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
) -> OccupancyPeriod:
    """Say what holds in a unit from a day on: closes the running period on that day and opens the next.

    Raises ValidationError when a later period is already written down, or when a used unit has no use.
    """
    ShopUnit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if status in (OccupancyStatus.OCCUPIED, OccupancyStatus.INTERIM) and use_class is None:
        raise ValidationError({"use_class": _("Please say what the unit is used for.")})
    following = unit.periods.filter(period__startswith__gt=on).order_by("period").first()
    if following:
        day = formats.date_format(following.period.lower, "DATE_FORMAT")
        raise ValidationError({"on": _("Something else is written down from %(day)s on.") % {"day": day}})
    running = unit.periods.filter(period__contains=on).first()
    if running and running.period.lower == on:
        running.delete()  # said twice for the same day: the later word counts
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
    )


@transaction.atomic
def register_unit(unit: ShopUnit) -> None:
    """A unit that staff write down gets the next number of the stock; call before the first save."""
    unit.number = next_number("EV")
