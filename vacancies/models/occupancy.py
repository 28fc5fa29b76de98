"""Periods of use of shop units."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.models import Actor
from eving.core.models import tracked
from vacancies.models.units import ShopUnit, UseClass


class OccupancyStatus(models.TextChoices):
    OCCUPIED = "occupied", _("in use")
    INTERIM = "interim", _("interim use")
    VACANT = "vacant", _("vacant")
    REFURBISHING = "refurbishing", _("being rebuilt")
    MISUSED = "misused", _("used against its purpose")


class VacancyReason(models.TextChoices):
    """Why a unit is vacant or may become so, as practitioners classify it."""

    PRICE = "price", _("asking price")
    CONDITION = "condition", _("state of the building")
    LAYOUT = "layout", _("size or layout")
    ACCESS = "access", _("way in, steps")
    OWNER = "owner", _("owner does not act")
    INHERITANCE = "inheritance", _("heirs do not agree")
    INSOLVENCY = "insolvency", _("insolvency")
    SUCCESSION = "succession", _("no successor")
    LOCATION = "location", _("location")
    LEGAL = "legal", _("legal matter, fire protection")
    WORKS = "works", _("works are planned")


class OccupancyQuerySet(models.QuerySet["OccupancyPeriod"]):
    def on(self, day: date) -> OccupancyQuerySet:
        """The periods on a day; no period means unknown."""
        return self.filter(period__contains=day)


@tracked(leave_out=["tenant_name", "note"])
class OccupancyPeriod(models.Model):
    """How a unit was used from when to when, and by whom. A gap means unknown."""

    class Source(models.TextChoices):
        SURVEY = "survey", _("walk along the street")
        OWNER = "owner", _("owner")
        REPORT = "report", _("report of a resident")
        REGISTER = "register", _("trade register")
        PRESS = "press", _("newspaper")
        OTHER = "other", _("other")

    class Precision(models.TextChoices):
        DAY = "day", _("to the day")
        MONTH = "month", _("to the month")
        QUARTER = "quarter", _("to the quarter")
        YEAR = "year", _("to the year")
        ESTIMATE = "estimate", _("estimated")

    unit = models.ForeignKey(ShopUnit, models.CASCADE, related_name="periods", verbose_name=_("shop unit"))
    status = models.CharField(_("status"), max_length=14, choices=OccupancyStatus)
    period = DateRangeField(_("from–to"), help_text=_("The end is the first day after it; empty means until today."))
    use_class = models.ForeignKey(
        UseClass, models.PROTECT, null=True, blank=True, related_name="periods", verbose_name=_("use")
    )
    tenant = models.ForeignKey(
        Actor, models.SET_NULL, null=True, blank=True, related_name="tenancies", verbose_name=_("tenant (actor)")
    )
    tenant_name = models.CharField(
        _("name of the tenant"), max_length=160, blank=True, help_text=_("Only the office sees this.")
    )
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.SURVEY)
    precision = models.CharField(_("beginning known"), max_length=8, choices=Precision, default=Precision.DAY)
    vacancy_reason = models.CharField(
        _("reason for the vacancy"),
        max_length=11,
        choices=VacancyReason,
        blank=True,
        help_text=_("Only the office sees this."),
    )
    lease_ends_on = models.DateField(
        _("lease ends on"), null=True, blank=True, help_text=_("Warns the office a year before.")
    )
    ends_soon = models.BooleanField(
        _("soon empty"),
        default=False,
        help_text=_("Somebody said that the shop will close. Puts the unit on the list of early warnings."),
    )
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("Only the office sees this."))
    verified_on = models.DateField(_("last checked"), null=True, blank=True)

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "period"]
        verbose_name = _("period of use")
        verbose_name_plural = _("periods of use")
        constraints = [
            ExclusionConstraint(
                name="occupancy_no_overlap",
                expressions=[("unit", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                violation_error_message=_("This period overlaps another one of the same unit."),
            ),
            models.CheckConstraint(
                condition=Q(period__startswith__isnull=False) & Q(period__isempty=False),
                name="occupancy_has_beginning",
                violation_error_message=_("A period needs a first day before its last."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("occupied", "interim")) | Q(use_class__isnull=False),
                name="occupancy_use_when_used",
                violation_error_message=_("Please say what the unit is used for."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.period.lower:%d.%m.%Y}"

    @property
    def last_day(self) -> date | None:
        """Inclusive, unlike the range; None while the period runs."""
        return self.period.upper - timedelta(days=1) if self.period.upper else None
