"""Mails that the mail server refused for good."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FailedMail(models.Model):
    """A mail that the mail server refused for good; open until staff have settled it (``done_at``)."""

    class Outcome(models.TextChoices):
        RESENT = "resent", _("sent again")
        WRONG_ADDRESS = "wrong", _("address is wrong")
        SETTLED = "settled", _("settled otherwise")

    name = models.CharField(_("message"), max_length=60)
    object_id = models.BigIntegerField(_("about"))
    message_id = models.UUIDField(unique=True)
    reason = models.CharField(_("answer of the mail server"), max_length=200)
    participant = models.ForeignKey(
        "core.Participant", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("address")
    )
    failed_at = models.DateTimeField(_("failed"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )

    class Meta:
        ordering = ["-failed_at", "-pk"]
        verbose_name = _("failed e-mail")
        verbose_name_plural = _("failed e-mails")
        indexes = [models.Index(fields=["failed_at"], name="failedmail_open", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.name} {self.failed_at:%d.%m.%Y}"
