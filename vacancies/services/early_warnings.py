"""Early warnings: shops in use that may become vacant."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext as _

from eving.core.search.german import sort_key
from vacancies.models import OccupancyPeriod, OccupancyStatus, OwnerTalk, ShopUnit
from vacancies.services.owners import open_actions

USED = (OccupancyStatus.OCCUPIED, OccupancyStatus.INTERIM)
LEASE_YEARS = 1  # leases that end within this time warn
TALK_YEARS = 2  # older talks no longer warn


@dataclass(frozen=True)
class EarlyWarning:
    unit: ShopUnit
    reasons: tuple[str, ...]
    on: date | None  # the earliest day that somebody named
    use: str
    next_talk: OwnerTalk | None  # the talk whose open action is due first


def early_warnings(today: date, *, with_talks: bool = True) -> list[EarlyWarning]:
    """Shops in use that may become vacant, soonest first, unknown days last. Three queries whatever their number.

    A shop is listed when the lease of its running use ends within LEASE_YEARS or is over, when the period is marked as
    ``ends_soon``, or when an owner warned of it in a talk since the use began, at most TALK_YEARS ago. Without
    ``with_talks`` no talk is read.
    """
    talks_by_unit: dict[int, list[OwnerTalk]] = defaultdict(list)
    if with_talks:
        for talk in OwnerTalk.objects.filter(warns=True, on__gte=years_from(today, -TALK_YEARS)):
            talks_by_unit[talk.unit_id].append(talk)
    written = Q(lease_ends_on__lte=years_from(today, LEASE_YEARS)) | Q(ends_soon=True) | Q(unit__in=list(talks_by_unit))
    running = (
        OccupancyPeriod.objects.on(today)
        .filter(written, status__in=USED, unit__in_inventory__contains=today)
        .select_related("unit__street", "use_class")
    )
    warned = []
    for period in running:
        talks = [talk for talk in talks_by_unit[period.unit_id] if talk.on >= period.period.lower]
        if reasons := (*reasons_of(period, today), *(reason_of(talk) for talk in talks)):
            days = [period.lease_ends_on, *(talk.empty_from for talk in talks)]
            warned.append((period, reasons, min((day for day in days if day), default=None)))
    actions = first_actions([period.unit_id for period, _reasons, _day in warned]) if with_talks else {}
    rows = [
        EarlyWarning(period.unit, reasons, day, use_of(period), actions.get(period.unit_id))
        for period, reasons, day in warned
    ]
    return sorted(rows, key=lambda row: (row.on is None, row.on or today, sort_key(row.unit.street_name), row.unit.pk))


def years_from(day: date, years: int) -> date:
    """29 February becomes 28 February."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year + years, day.month, last)


def reasons_of(period: OccupancyPeriod, today: date) -> list[str]:
    reasons, ends_on = [], period.lease_ends_on
    if ends_on and ends_on < today:
        reasons.append(_("The lease ended on %(day)s; the use continues.") % {"day": day_text(ends_on)})
    elif ends_on and ends_on <= years_from(today, LEASE_YEARS):
        reasons.append(_("The lease ends on %(day)s.") % {"day": day_text(ends_on)})
    if period.ends_soon:
        reasons.append(_("Marked as “soon empty”."))
    return reasons


def reason_of(talk: OwnerTalk) -> str:
    days = {"day": day_text(talk.on), "from": day_text(talk.empty_from) if talk.empty_from else ""}
    if talk.empty_from:
        return _("Talk of %(day)s: may be empty from %(from)s.") % days
    return _("Talk of %(day)s: may become vacant.") % days


def day_text(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def use_of(period: OccupancyPeriod) -> str:
    use = str(period.use_class or period.get_status_display())
    return _("%(use)s (interim use)") % {"use": use} if period.status == OccupancyStatus.INTERIM else use


def first_actions(units: list[int]) -> dict[int, OwnerTalk]:
    """The talk of each unit whose open action is due first; actions without a day come last."""
    actions: dict[int, OwnerTalk] = {}
    # PostgreSQL sorts NULL last.
    for talk in open_actions().filter(unit__in=units).order_by("next_action_on", "pk"):
        actions.setdefault(talk.unit_id, talk)
    return actions
