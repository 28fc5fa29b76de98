"""What the office needs to run its day: answers it gives often, texts it owns, notices, mails that failed, tables."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AnswerTemplate(models.Model):
    """A text that staff write often. Its placeholders are filled in when somebody takes it into a decision."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    register = models.CharField(_("for"), max_length=40, blank=True, help_text=_("Empty: offered everywhere."))
    step = models.CharField(_("with the step"), max_length=30, blank=True, help_text=_("Empty: with every step."))
    text = models.TextField(_("text"), max_length=3000)
    sort = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ["sort", "name"]
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")

    def __str__(self) -> str:
        return self.name


class SiteText(models.Model):
    """A text of the portal in the office's own words. Without a row, or when empty, the stock text stands."""

    key = models.CharField(_("place"), max_length=60, unique=True, editable=False)
    text_de = models.TextField(_("German text"), max_length=20000, blank=True)
    text_en = models.TextField(_("English text"), max_length=20000, blank=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        ordering = ["key"]
        verbose_name = _("text of the portal")
        verbose_name_plural = _("texts of the portal")

    def __str__(self) -> str:
        return self.key


class Announcement(models.Model):
    """A notice on top of every public page for a while: closed on Friday, an event, a fault."""

    class Tone(models.TextChoices):
        INFO = "info", _("notice")
        WARNING = "warning", _("warning")

    tone = models.CharField(_("kind"), max_length=8, choices=Tone, default=Tone.INFO)
    title_de = models.CharField(_("headline"), max_length=120)
    text_de = models.TextField(_("text"), max_length=1000, blank=True)
    title_en = models.CharField(_("English headline"), max_length=120, blank=True)
    text_en = models.TextField(_("English text"), max_length=1000, blank=True)
    starts_on = models.DateField(_("shown from"), default=timezone.localdate)
    ends_on = models.DateField(_("shown until"), help_text=_("The last day on which it is shown."))

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="announcement_ends_after_beginning",
                violation_error_message=_("The last day cannot lie before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.title_de


class FailedMail(models.Model):
    """A mail that the mail server will not take. It waits until somebody of the office has looked."""

    class Outcome(models.TextChoices):
        RESENT = "resent", _("sent once more")
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
        verbose_name = _("failed mail")
        verbose_name_plural = _("failed mails")
        indexes = [models.Index(fields=["failed_at"], name="failedmail_open", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.name} {self.failed_at:%d.%m.%Y}"


class ImportBatch(models.Model):
    """A table that somebody read in, or is about to. Its content goes as soon as it is applied or given up."""

    class State(models.TextChoices):
        CHECKED = "checked", _("checked, not applied")
        APPLIED = "applied", _("applied")
        DROPPED = "dropped", _("given up")

    register = models.CharField(_("register"), max_length=40)
    label = models.CharField(_("label"), max_length=120, help_text=_("By this name the history finds the batch."))
    file_name = models.CharField(_("file"), max_length=120)
    content = models.BinaryField(null=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.CHECKED)
    rows_new = models.PositiveIntegerField(_("new"), default=0)
    rows_changed = models.PositiveIntegerField(_("changed"), default=0)
    rows_same = models.PositiveIntegerField(_("unchanged"), default=0)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="checked") | Q(content__isnull=True), name="importbatch_content_only_while_open"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ExportRecord(models.Model):
    """Who took data about persons out of the portal, when and why. Append-only."""

    register = models.CharField(_("register"), max_length=40)
    file_format = models.CharField(_("format"), max_length=4)
    reason = models.CharField(_("reason"), max_length=300)
    filters = models.CharField(_("filters"), max_length=500, blank=True)
    rows = models.PositiveIntegerField(_("rows"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("staff member")
    )

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("export with personal data")
        verbose_name_plural = _("exports with personal data")
        permissions = [("export_personal", _("Export personal data"))]

    def __str__(self) -> str:
        return f"{self.register} {self.at:%d.%m.%Y}"
