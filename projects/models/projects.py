"""Projects in the district with their history, participants, documents and photos."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from actors.models import Actor
from eving.core.models import (
    RIGHTS,
    FieldOfAction,
    Framework,
    FrameworkGoal,
    HistoryEntry,
    Located,
    Moderated,
    ModeratedQuerySet,
    Photo,
    Searchable,
    Topic,
    tracked,
)
from eving.core.models.places import district_name
from projects.models.ideas import Idea
from projects.workflow.projects import LIFECYCLE, ProjectState

if TYPE_CHECKING:
    from collections.abc import Iterable


@tracked(leave_out=["slug", "search_vector", "search_text", "version", "state_changed_at"])
class Project(Moderated, Searchable, Located):
    """A project in the district, with the fields of the town's project document."""

    lifecycle = LIFECYCLE

    contribution = None  # projects come from the office, not from the public
    number_series = "P"
    kind_words = pgettext_lazy("words that find projects", "project projects")
    search_related = ("topics", "street", "field")

    number = models.CharField(
        _("number"), max_length=20, unique=True, blank=True, help_text=_("For example P-863. Empty: the next free one.")
    )
    slug = models.SlugField(_("address"), max_length=80, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("in one sentence"), max_length=300)
    generation = models.PositiveSmallIntegerField(_("project generation"), null=True, blank=True)
    family = models.CharField(_("project family"), max_length=80, blank=True)
    theme = models.CharField(_("theme"), max_length=80, blank=True)
    district = models.CharField(_("district"), max_length=80, default=district_name)
    starting_situation = models.TextField(_("initial situation"), blank=True)
    description = models.TextField(_("description"), blank=True)
    goals_text = models.TextField(_("goals"), blank=True, help_text=_("One goal per line."))
    financial_frame = models.TextField(_("budget"), blank=True)
    duration_text = models.CharField(_("duration in words"), max_length=160, blank=True)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    funding = models.TextField(_("funding"), blank=True)
    field = models.ForeignKey(
        FieldOfAction, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("field of action")
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="projects", verbose_name=_("topics"))
    frameworks = models.ManyToManyField(Framework, blank=True, related_name="projects", verbose_name=_("frameworks"))
    goals = models.ManyToManyField(
        FrameworkGoal, blank=True, related_name="projects", verbose_name=_("goals of frameworks")
    )
    idea = models.ForeignKey(
        Idea, models.SET_NULL, null=True, blank=True, related_name="projects", verbose_name=_("grew out of the idea")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=ProjectState, default=ProjectState.DRAFT, editable=False
    )

    objects = ModeratedQuerySet.as_manager()

    class Meta(Located.Meta):
        abstract = False
        default_permissions = RIGHTS
        ordering = ["-created_at", "-pk"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            *Located.Meta.constraints,
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(hidden_at__isnull=False) | ~Q(state=ProjectState.DRAFT),
                name="project_draft_is_not_public",
                violation_error_message=_("A draft cannot be public."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="project_ends_after_beginning",
                violation_error_message=_("A project ends after it begins."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                include=["street", "field", "state"],  # covers the filters, for index-only scans
                name="project_public_newest",
                condition=Q(published_at__isnull=False, hidden_at__isnull=True),
            ),
            GinIndex(fields=["search_vector"], name="project_search"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="project_search_text"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("projects:project-detail", args=[self.number, self.slug or "projekt"])

    def search_parts(self) -> dict[str, str]:
        return {
            "A": self.title,
            "B": f"{self.summary} {self.place} {self.family} {self.theme}",
            "C": f"{self.starting_situation} {self.description} {self.goals_text}",
            "D": " ".join(
                [name for topic in self.topics.all() for name in topic.all_texts("name")]
                + list(self.field.all_texts("name") if self.field else ())
            ),
        }

    def search_topics(self) -> Iterable[Topic]:
        return self.topics.all()

    def search_excerpt(self) -> str:
        return "\n".join([self.summary, self.starting_situation, self.description, self.goals_text])


class ProjectHistory(HistoryEntry):
    """One entry in the history of a project, usually a transition."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="history", verbose_name=_("project"))

    class Meta(HistoryEntry.Meta):
        abstract = False


class ProjectPhoto(Photo):
    """A photo of a project; public once approved, with its project."""

    owner_relations = ("project",)

    project = models.ForeignKey(Project, models.CASCADE, related_name="photos", verbose_name=_("project"))

    class Meta(Photo.Meta):
        abstract = False
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def is_public(self) -> bool:
        return self.approved_at is not None and self.project.is_public


class ProjectParticipation(models.Model):
    """Who takes part in a project and in which role: a registered actor, or just a name."""

    class Role(models.TextChoices):
        SPONSOR = "sponsor", _("sponsor")
        PARTNER = "partner", _("partner")
        SUPPORTER = "supporter", _("supporter")
        FUNDER = "funder", _("funder")
        STEERING = "steering", _("steering group")

    project = models.ForeignKey(Project, models.CASCADE, related_name="participations", verbose_name=_("project"))
    actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="participations", verbose_name=_("actor")
    )
    name = models.CharField(_("name as text"), max_length=160, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.PARTNER)
    sort = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["sort", "pk"]
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.CheckConstraint(
                condition=Q(actor__isnull=False, name="") | (Q(actor__isnull=True) & ~Q(name="")),
                name="participation_actor_or_name",
                violation_error_message=_("Please choose an actor or write a name, not both."),
            ),
            models.UniqueConstraint(
                fields=["project", "actor", "role"],
                name="participation_once",
                violation_error_message=_("This actor already has this role in the project."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.display_name} ({self.get_role_display()})"

    @property
    def display_name(self) -> str:
        return self.actor.name if self.actor else self.name


def document_key() -> str:
    return secrets.token_urlsafe(16)


class ProjectDocument(models.Model):
    """A PDF of a project; downloadable once the project is public."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="documents", verbose_name=_("project"))
    title = models.CharField(_("title"), max_length=160)
    key = models.CharField(max_length=32, unique=True, default=document_key, editable=False)
    byte_size = models.PositiveIntegerField(_("size in bytes"), default=0, editable=False)
    added_on = models.DateField(_("added on"), default=timezone.localdate, editable=False)
    sort = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["sort", "pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title
