"""The town's action frameworks with their goals, the fields of action, and the topics that sort contents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from eving.core.models.translations import Translated, TranslationsField


class FieldOfAction(Translated):
    """One of the fields a neighbourhood office joins up: economy, social work, planning, education, culture."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    names = TranslationsField(_("name in other languages"), of="name")
    sort = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["sort", "name"]
        verbose_name = _("field of action")
        verbose_name_plural = _("fields of action")


class Topic(Translated):
    """What an idea, an actor or a shop is about, in residents' words."""

    slug = models.SlugField(_("address"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    names = TranslationsField(_("name in other languages"), of="name")
    field = models.ForeignKey(FieldOfAction, models.PROTECT, related_name="topics", verbose_name=_("field of action"))
    is_active = models.BooleanField(_("offered in forms"), default=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by")
    )
    sort = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["sort", "name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(replaced_by__isnull=True) | models.Q(is_active=False),
                name="topic_replaced_is_inactive",
                violation_error_message=_("A topic that was replaced is no longer offered in forms."),
            ),
        ]


class Framework(Translated):
    """An action framework of the town, such as the retail concept, whose goals work in the district serves."""

    label_column = "short_name"

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=160)
    names = TranslationsField(_("name in other languages"), of="name")
    short_name = models.CharField(_("short name"), max_length=40)
    short_names = TranslationsField(_("short name in other languages"), of="short_name")
    owner = models.CharField(_("responsible office"), max_length=160, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    document_url = models.URLField(_("document"), blank=True)
    sort = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["sort", "name"]
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")


class FrameworkGoal(models.Model):
    """One goal of a framework, numbered as in its document."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="goals", verbose_name=_("framework"))
    number = models.CharField(_("number"), max_length=12)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    fields = models.ManyToManyField(FieldOfAction, blank=True, related_name="goals", verbose_name=_("fields of action"))

    class Meta:
        ordering = ["framework__sort", "number"]
        verbose_name = _("goal of a framework")
        verbose_name_plural = _("goals of frameworks")
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "number"],
                name="frameworkgoal_number",
                violation_error_message=_("This framework already has a goal with this number."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.number}: {self.title}"
