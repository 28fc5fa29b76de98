"""Messages to the office: questions, barriers, mistakes, reported contents."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from eving.core.models.assignable import Assignable
from eving.core.models.participants import Contribution


class OfficeMessage(Assignable):
    """A message that somebody sends to the office, mostly about a page of the site."""

    class Kind(models.TextChoices):
        CONTACT = "contact", _("message to the office")
        BARRIER = "barrier", _("barrier on the website")
        ERROR = "error", _("mistake on a page")
        REPORT = "report", _("report of content")

    class Reason(models.TextChoices):
        INSULT = "insult", _("insult or hate")
        PRIVATE = "private", _("private data of somebody")
        RIGHTS = "rights", _("picture or text of somebody else")
        WRONG = "wrong", _("not true")
        SPAM = "spam", _("advertising")
        OTHER = "other", _("something else")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    path = models.CharField(_("page"), max_length=300, blank=True)
    # The case that the page is about, resolved when the message comes in: page URLs change, code and number stay.
    about_code = models.CharField(_("register"), max_length=40, blank=True, default="", db_default="", editable=False)
    about_number = models.CharField(_("number"), max_length=20, blank=True, default="", db_default="", editable=False)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    text = models.TextField(_("text"), max_length=3000)
    contribution = models.OneToOneField(
        Contribution,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="office_message",
        verbose_name=_("contribution"),
    )
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    due_on = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), max_length=5000, blank=True)
    internal_note = models.TextField(
        _("internal note"), max_length=3000, blank=True, help_text=_("Only the office reads this.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["due_on"], name="officemessage_open_due", condition=models.Q(done_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created_at:%d.%m.%Y}"
