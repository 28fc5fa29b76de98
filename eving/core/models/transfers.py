"""Imports of tables, and the log of exports with personal data."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """An uploaded table. Its content is deleted as soon as it is applied or given up."""

    class State(models.TextChoices):
        CHECKED = "checked", _("checked, not applied")
        APPLIED = "applied", _("applied")
        DROPPED = "dropped", _("discarded")

    register = models.CharField(_("register"), max_length=40)
    label = models.CharField(_("label"), max_length=120, help_text=_("The history lists the batch under this name."))
    file_name = models.CharField(_("file"), max_length=120)
    content = models.BinaryField(null=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.CHECKED)
    rows_new = models.PositiveIntegerField(_("new"), default=0)
    rows_changed = models.PositiveIntegerField(_("changed"), default=0)
    rows_same = models.PositiveIntegerField(_("unchanged"), default=0)
    # Only of large tables, which are applied in batches: somebody had changed the entry since the check.
    rows_skipped = models.PositiveIntegerField(_("left out"), default=0)
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


class CheckedRows(models.Model):
    """What the check of a large table found in some of its rows. Deleted with the content of the table."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="checked_rows")
    first = models.PositiveIntegerField()  # place of the first of these rows in the table
    outcomes = models.JSONField()

    class Meta:
        ordering = ["batch", "first"]
        constraints = [
            # A batch of rows that a killed worker had checked already is never kept twice.
            models.UniqueConstraint(fields=["batch", "first"], name="checkedrows_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.first}"


class ExportRecord(models.Model):
    """Who exported personal data, when and why. Append-only."""

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
