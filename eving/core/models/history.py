"""Abstract model of a case's history, and the roles that take transitions."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Who may take a transition, and who took it."""

    STAFF = "staff", _("office")
    AUTHOR = "author", _("person")
    SYSTEM = "system", _("portal")


class HistoryQuerySet(models.QuerySet):
    def for_its_person(self) -> Self:
        """What the person who sent a case may read: no internal notes, nothing about spam."""
        return self.exclude(from_state=models.F("to_state")).exclude(to_state="spam").exclude(from_state="spam")


class HistoryEntry(models.Model):
    """One transition or internal note of a case. Append-only, except for workflow.lifecycle.redact."""

    at = models.DateTimeField(_("when"))
    role = models.CharField(_("who"), max_length=8, choices=Role)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("staff member"),
    )
    from_state = models.CharField(_("from"), max_length=20, blank=True)
    to_state = models.CharField(_("to"), max_length=20)
    text = models.TextField(_("text"), blank=True)
    is_public = models.BooleanField(_("shown publicly"), default=False)
    redacted_at = models.DateTimeField(_("redacted"), null=True, blank=True)
    redacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("redacted by"),
    )
    redaction_reason = models.CharField(_("reason for redaction"), max_length=200, blank=True)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["at", "pk"]
        verbose_name = _("history entry")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y}: {self.from_state} → {self.to_state}"

    @property
    def is_internal_note(self) -> bool:
        return self.from_state == self.to_state
