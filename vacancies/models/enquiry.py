from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eving.core.lifecycle import Lifecycle, Step
from eving.core.models import RIGHTS, Contribution, HistoryEntry, Worked
from eving.core.models.history import Role
from vacancies.models.listing import Listing
from vacancies.models.unit import UseClass


class EnquiryState(models.TextChoices):
    NEW = "new", _("new")
    CONTACTED = "contacted", _("contacted")
    VIEWING = "viewing", _("viewing")
    NEGOTIATION = "negotiation", _("negotiation")
    WON = "won", _("came to a lease")
    LOST = "lost", _("came to nothing")
    SPAM = "spam", _("spam")


OPEN = (EnquiryState.NEW, EnquiryState.CONTACTED, EnquiryState.VIEWING, EnquiryState.NEGOTIATION)


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def new(self) -> EnquiryQuerySet:
        return self.filter(state=EnquiryState.NEW)


class Enquiry(Worked):
    """Somebody is interested in a shop unit. Reaches the office at once, its address may be unconfirmed."""

    lifecycle: ClassVar[Lifecycle]

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
    next_step = models.CharField(
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
    """One step of an enquiry. Internal."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="history", verbose_name=_("enquiry"))

    class Meta(HistoryEntry.Meta):
        abstract = False


ES, STAFF = EnquiryState, Role.STAFF

Enquiry.lifecycle = Lifecycle(
    history=EnquiryHistory,
    owner="enquiry",
    steps=(
        Step("contact", (ES.NEW,), ES.CONTACTED, (STAFF,), _("Contacted"), _("Contacted")),
        # Taken once more, it moves the viewing.
        Step(
            "view",
            (ES.NEW, ES.CONTACTED, ES.VIEWING),
            ES.VIEWING,
            (STAFF,),
            _("Viewing agreed"),
            _("Viewing agreed"),
        ),
        Step(
            "negotiate", (ES.CONTACTED, ES.VIEWING), ES.NEGOTIATION, (STAFF,), _("In negotiation"), _("In negotiation")
        ),
        Step(
            "win",
            (ES.CONTACTED, ES.VIEWING, ES.NEGOTIATION),
            ES.WON,
            (STAFF,),
            _("Came to a lease"),
            _("Came to a lease"),
        ),
        Step(
            "lose",
            OPEN,
            ES.LOST,
            (STAFF,),
            _("Came to nothing"),
            _("Came to nothing"),
            text_required=True,
            is_loss=True,
        ),
        Step("spam", (ES.NEW,), ES.SPAM, (STAFF,), _("Mark as spam"), _("Marked as spam"), is_loss=True),
        Step("reopen", (ES.LOST, ES.SPAM), ES.NEW, (STAFF,), _("Take up again"), _("Taken up again")),
    ),
)
