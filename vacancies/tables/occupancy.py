"""Periods of use as a table: columns, matching of rows and saving for import and export."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.models import User
from eving.core.tables.columns import PERSONAL, ChoiceCell, Column, DateCell, RelatedCell
from eving.core.tables.saving import Candidate
from eving.core.tables.table import Table
from vacancies.forms.days import unlikely_days
from vacancies.models import OccupancyPeriod, OccupancyStatus, UseClass, VacancyReason
from vacancies.tables.units import units


class PeriodTable(Table):
    """A row is matched by unit and first day."""

    model = OccupancyPeriod
    name_column = "unit"
    key_column = "begins"

    unit = Column(
        gettext_lazy("shop unit"), RelatedCell(units, "number", "address"), required=True, example="EV-12",
        help=gettext_lazy("Number or address."),
    )  # fmt: skip
    begins = Column(gettext_lazy("from"), DateCell(), required=True, get=lambda row: row.period.lower)
    ends = Column(
        gettext_lazy("until (exclusive)"),
        DateCell(),
        get=lambda row: row.period.upper,
        help=gettext_lazy("The first day after it; empty: until today."),
    )
    status = Column(gettext_lazy("status"), ChoiceCell(OccupancyStatus), required=True, example="leerstehend")
    use_class = Column(gettext_lazy("use"), RelatedCell(UseClass.objects.all, "name", "code"))
    source = Column(gettext_lazy("source"), ChoiceCell(OccupancyPeriod.Source, OccupancyPeriod.Source.SURVEY))
    precision = Column(
        gettext_lazy("beginning known"), ChoiceCell(OccupancyPeriod.Precision, OccupancyPeriod.Precision.DAY)
    )
    vacancy_reason = Column(gettext_lazy("reason for the vacancy"), ChoiceCell(VacancyReason))
    lease_ends_on = Column(gettext_lazy("lease ends on"), DateCell())
    verified_on = Column(gettext_lazy("last checked"), DateCell())
    note = Column(gettext_lazy("note"), level=PERSONAL)
    tenant_name = Column(gettext_lazy("name of the tenant"), level=PERSONAL)

    def rows(self) -> QuerySet:
        return OccupancyPeriod.objects.select_related("unit__street", "use_class").order_by("unit", "period")

    def key_of(self, obj: Any) -> str:
        return f"{obj.unit_id} {obj.period.lower}"

    def key_in(self, values: dict[str, Any]) -> str:
        return f"{values['unit'].pk} {values['begins']}"

    def alias_of(self, obj: Any) -> str:
        return ""

    def alias_in(self, values: dict[str, Any]) -> str:
        return ""

    def blank(self, values: dict[str, Any]) -> OccupancyPeriod:
        return OccupancyPeriod(period=DateRange(values["begins"], None))

    def put(self, obj: OccupancyPeriod, values: dict[str, Any]) -> None:
        super().put(obj, values)
        if {"begins", "ends"} & values.keys():
            period = obj.period or DateRange(None, None)  # none yet where the cell of its beginning is wrong
            begins = values.get("begins") or period.lower
            ends = values.get("ends", period.upper)
            if begins and ends and ends <= begins:
                raise ValidationError({"ends": _("A period needs a first day before its last.")})
            obj.period = DateRange(begins, ends)

    def check(self, obj: OccupancyPeriod, values: dict[str, Any]) -> None:
        if wrong := unlikely_days(values):
            raise ValidationError(wrong)
        if obj.status in (OccupancyStatus.OCCUPIED, OccupancyStatus.INTERIM) and obj.use_class is None:
            raise ValidationError({"use_class": _("Please say what the unit is used for.")})

    def write_all(self, rows: Sequence[Candidate], *, by: User) -> None:
        OccupancyPeriod.objects.bulk_create([row.obj for row in rows if row.is_new])
        self.update(rows, "period")
