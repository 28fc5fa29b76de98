"""Enquiries about listings, and their history."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eving.core.models import RIGHTS, Assignable, Contribution, HistoryEntry
from vacancies.models.listings import Listing
from vacancies.models.units import UseClass
from vacancies.workflow.enquiries import LIFECYCLE, EnquiryState


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def new(self) -> EnquiryQuerySet:
        return self.filter(state=EnquiryState.NEW)


class Enquiry(Assignable):
    """Somebody is interested in a shop unit. The office gets it at once, even when the address is unconfirmed."""

    lifecycle = LIFECYCLE

    listing = models.ForeignKey(Listing, models.PROTECT, related_name="enquiries", verbose_name=_("listing"))
    contribution = models.OneToOneField(
        Contribution, models.SET_NULL, null=True, blank=True, related_name="enquiry", verbose_name=_("contribution")
    )
    company = models.CharField(_("firm"), max_length=120, blank=True)
    intended_use = models.ForeignKey(
        UseClass, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("intended use")
    )
    text = models.TextField(_("plan"), max_length=3000)
    start_wanted = models.CharField(_("wanted from"), max_length=80, blank=True)
    wants_viewing = models.BooleanField(_("would like to see the unit"), default=False)
    wants_call = models.BooleanField(_("would like a call"), default=False)
    owner_may_know = models.BooleanField(
        _("the owner may be told who is asking"), default=False, help_text=_("Name, firm and plan; never the address.")
    )
    next_action = models.CharField(
        _("next step"), max_length=200, blank=True, help_text=_("What comes next; its day is “follow up on”.")
    )
    viewing_at = models.DateTimeField(_("viewing on"), null=True, blank=True, editable=False)
    viewing_minutes = models.PositiveSmallIntegerField(_("minutes"), default=30, editable=False)
    viewing_place = models.CharField(_("meeting point"), max_length=160, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=EnquiryState, default=EnquiryState.NEW, editable=False)
    state_changed_at = models.DateTimeField(_("state since"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    answer_due_on = models.DateField(_("answer promised by"))

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        default_permissions = RIGHTS
        ordering = ["-created_at", "-pk"]
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        indexes = [models.Index(fields=["state", "answer_due_on"], name="enquiry_state_due")]

    def __str__(self) -> str:
        return f"{self.listing} {self.created_at:%d.%m.%Y}"


class EnquiryHistory(HistoryEntry):
    """One entry in the history of an enquiry. For the office alone."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="history", verbose_name=_("enquiry"))

    class Meta(HistoryEntry.Meta):
        abstract = False
