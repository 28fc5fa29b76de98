"""Talks of the office with owners of shop units."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vacancies.models.occupancy import VacancyReason
from vacancies.models.owners import PropertyContact, Willing
from vacancies.models.units import ShopUnit


class OwnerTalk(models.Model):
    """One contact of the office with an owner or manager about a unit. Internal; deleted after some years."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("telephone")
        MAIL = "mail", _("e-mail")
        LETTER = "letter", _("letter")
        VISIT = "visit", _("visit")

    unit = models.ForeignKey(ShopUnit, models.CASCADE, related_name="talks", verbose_name=_("shop unit"))
    contact = models.ForeignKey(
        PropertyContact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="talks",
        verbose_name=_("owner or manager"),
    )
    on = models.DateField(_("on"))
    channel = models.CharField(_("channel"), max_length=6, choices=Channel, default=Channel.PHONE)
    result = models.TextField(_("what was said"), max_length=3000)
    willing = models.CharField(_("owner wants to let"), max_length=10, choices=Willing, blank=True)
    vacancy_reason = models.CharField(_("reason for the vacancy"), max_length=11, choices=VacancyReason, blank=True)
    warns = models.BooleanField(
        _("may become vacant"), default=False, help_text=_("Puts the unit on the list of early warnings.")
    )
    empty_from = models.DateField(_("may be empty from"), null=True, blank=True)
    next_action = models.CharField(_("next step"), max_length=200, blank=True)
    next_action_on = models.DateField(_("next step on"), null=True, blank=True)
    done_on = models.DateField(_("step done on"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("noted by")
    )

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("talk with an owner")
        verbose_name_plural = _("talks with owners")
        constraints = [
            models.CheckConstraint(
                condition=Q(next_action_on__isnull=True) | ~Q(next_action=""),
                name="ownertalk_day_needs_action",
                violation_error_message=_("Please say what the next step is."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_action_on"],
                name="ownertalk_open_action",
                condition=Q(next_action_on__isnull=False, done_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.on:%d.%m.%Y}"
