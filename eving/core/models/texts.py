"""Texts that the office edits: answer templates, site texts, announcements."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eving.core.models.translations import Translated, TranslationsField


class AnswerTemplate(models.Model):
    """A text that staff write often. Its placeholders are filled in when it is inserted into a decision."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    register = models.CharField(_("for"), max_length=40, blank=True, help_text=_("Empty: offered everywhere."))
    transition = models.CharField(_("for the step"), max_length=30, blank=True, help_text=_("Empty: for every step."))
    text = models.TextField(_("text"), max_length=3000)
    sort = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ["sort", "name"]
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")

    def __str__(self) -> str:
        return self.name


class SiteText(Translated):
    """The office's replacement of a default text. Without a row, or when empty, the default is displayed."""

    key = models.CharField(_("place"), max_length=60, unique=True, editable=False)
    text = models.TextField(_("text"), max_length=20000, blank=True)
    texts = TranslationsField(_("text in other languages"), of="text")
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

    def by_language(self) -> dict[str, str]:
        return {settings.LANGUAGE_CODE: self.text, **self.texts}


class Announcement(Translated):
    """A notice on top of every public page for some days: closed on Friday, an event, a fault."""

    label_column = "title"

    class Tone(models.TextChoices):
        INFO = "info", _("notice")
        WARNING = "warning", _("warning")

    tone = models.CharField(_("kind"), max_length=8, choices=Tone, default=Tone.INFO)
    title = models.CharField(_("headline"), max_length=120)
    titles = TranslationsField(_("headline in other languages"), of="title")
    text = models.TextField(_("text"), max_length=1000, blank=True)
    texts = TranslationsField(_("text in other languages"), of="text")
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
