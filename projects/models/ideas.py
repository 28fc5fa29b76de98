"""Ideas of residents with their history, supports, help offers, proposed changes and photos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from actors.models import Actor
from eving.core.models import (
    RIGHTS,
    Contribution,
    FieldOfAction,
    Framework,
    HelpKind,
    HistoryEntry,
    Located,
    Moderated,
    ModeratedQuerySet,
    Participant,
    Photo,
    Searchable,
    Topic,
    tracked,
)
from eving.core.models.history import HistoryQuerySet
from eving.core.models.photos import first_approved
from eving.core.models.search import SEARCH_COLUMNS
from projects.workflow.ideas import LIFECYCLE, VISIBLE, WAITING, IdeaState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class IdeaQuerySet(ModeratedQuerySet):
    def waiting_for_review(self) -> IdeaQuerySet:
        return self.filter(state=IdeaState.SUBMITTED)

    def waiting_for_author(self) -> IdeaQuerySet:
        return self.filter(state=IdeaState.QUERY)

    def for_cards(self) -> IdeaQuerySet:
        """Everything a card reads, in one query; ``card_photo`` as of first_approved()."""
        photo = first_approved(IdeaPhoto, idea=OuterRef("pk"))
        return self.select_related("street", "field").annotate(card_photo=photo).defer(*SEARCH_COLUMNS)


@tracked(
    leave_out=[
        "contribution",
        "slug",
        "search_vector",
        "search_text",
        "version",
        "state_changed_at",
        "support_count",
        "help_count",
        "prepared_transition",
        "prepared_text",
        "prepared_on",
    ]
)
class Idea(Moderated, Searchable, Located):
    """What somebody would like to change in the district."""

    lifecycle = LIFECYCLE

    number_series = "I"
    kind_words = pgettext_lazy("words that find ideas", "idea ideas proposal suggestion wish")
    search_related = ("topics", "street", "field")

    number = models.CharField(_("number"), max_length=20, unique=True, null=True, blank=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("description"), max_length=3000)
    field = models.ForeignKey(
        FieldOfAction, models.PROTECT, null=True, blank=True, related_name="ideas", verbose_name=_("field of action")
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="ideas", verbose_name=_("topics"))
    frameworks = models.ManyToManyField(Framework, blank=True, related_name="ideas", verbose_name=_("frameworks"))
    own_contribution = models.TextField(
        _("own contribution"), max_length=500, blank=True, help_text=_("What the author would do themselves.")
    )
    cost_text = models.CharField(_("rough cost"), max_length=120, blank=True)
    actor = models.ForeignKey(
        Actor, models.SET_NULL, null=True, blank=True, related_name="ideas", verbose_name=_("on behalf of (actor)")
    )
    contribution = models.OneToOneField(
        Contribution, models.SET_NULL, null=True, blank=True, related_name="idea", verbose_name=_("contribution")
    )
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name=_("merged into"),
        editable=False,
    )
    support_count = models.PositiveIntegerField(_("supports"), default=0, editable=False)
    paper_support_count = models.PositiveIntegerField(_("supports on paper"), default=0)
    help_count = models.PositiveIntegerField(_("offers of help"), default=0, editable=False)
    prepared_transition = models.CharField(_("prepared step"), max_length=20, blank=True, editable=False)
    prepared_text = models.TextField(_("prepared answer"), max_length=3000, blank=True, editable=False)
    prepared_on = models.DateField(_("goes out on"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=IdeaState, default=IdeaState.UNCONFIRMED)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    answer_due_on = models.DateField(_("answer promised by"), null=True, blank=True)

    objects = IdeaQuerySet.as_manager()

    class Meta(Located.Meta):
        abstract = False
        default_permissions = RIGHTS
        ordering = ["-created_at", "-pk"]
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        constraints = [
            *Located.Meta.constraints,
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(hidden_at__isnull=False) | Q(state__in=VISIBLE),
                name="idea_public_only_in_visible_states",
                violation_error_message=_("An idea in this state cannot be public."),
            ),
            models.CheckConstraint(
                condition=~Q(state=IdeaState.MERGED) | Q(merged_into__isnull=False),
                name="idea_merged_has_target",
                violation_error_message=_("Please say which idea continues."),
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False)
                | Q(state__in=(IdeaState.UNCONFIRMED, IdeaState.WITHDRAWN, IdeaState.SPAM)),
                name="idea_has_number_once_confirmed",
                violation_error_message=_("A confirmed idea has a number."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WAITING) | Q(answer_due_on__isnull=False),
                name="idea_waiting_has_promise",
                violation_error_message=_("An idea that waits for us has a date by which we answer."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                include=["street", "state"],  # covers the most used filters, for index-only scans
                name="idea_public_newest",
                condition=Q(published_at__isnull=False, hidden_at__isnull=True),
            ),
            models.Index(
                fields=["street", "-published_at", "-id"],
                include=["state"],
                name="idea_public_in_street",
                condition=Q(published_at__isnull=False, hidden_at__isnull=True),
            ),
            models.Index(
                fields=["state", "-published_at", "-id"],
                include=["street"],
                name="idea_public_in_state",
                condition=Q(published_at__isnull=False, hidden_at__isnull=True),
            ),
            models.Index(fields=["state", "answer_due_on"], name="idea_state_due"),
            models.Index(
                (F("support_count") + F("paper_support_count")).desc(),
                F("published_at").desc(),
                F("id").desc(),
                name="idea_public_supported",
                condition=Q(published_at__isnull=False, hidden_at__isnull=True),
            ),
            GinIndex(fields=["search_vector"], name="idea_search"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="idea_search_text"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}" if self.number else self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:idea-detail", args=[self.number, self.slug or "idee"])

    @property
    def author(self) -> str:
        """The author's name as they want it published; empty for none."""
        return self.contribution.public_name if self.contribution else ""

    def is_overdue(self, today: date) -> bool:
        return self.state in WAITING and self.answer_due_on is not None and self.answer_due_on < today

    def search_parts(self) -> dict[str, str]:
        return {
            "A": self.title,
            "B": self.place,
            "C": self.text,
            "D": " ".join(
                [name for topic in self.topics.all() for name in topic.all_texts("name")]
                + list(self.field.all_texts("name") if self.field else ())
            ),
        }

    def search_topics(self) -> Iterable[Topic]:
        return self.topics.all()

    def search_excerpt(self) -> str:
        return self.text


class IdeaHistoryQuerySet(HistoryQuerySet):
    def for_its_person(self) -> Self:
        """Corrections change no state, but unlike internal notes the author reads them."""
        return super().for_its_person() | self.filter(corrects__isnull=False)


class IdeaHistory(HistoryEntry):
    """One entry in the history of an idea, usually a transition, or the correction of an earlier entry."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="history", verbose_name=_("idea"))
    corrects = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )

    objects = IdeaHistoryQuerySet.as_manager()  # type: ignore[misc]  # a manager of more specific rows

    class Meta(HistoryEntry.Meta):
        abstract = False

    @property
    def is_internal_note(self) -> bool:
        return super().is_internal_note and self.corrects_id is None


class Support(models.Model):
    """Somebody supports an idea: once per person, counted once the address is confirmed."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="supports", verbose_name=_("idea"))
    contribution = models.OneToOneField(
        Contribution, models.CASCADE, related_name="support", verbose_name=_("contribution")
    )
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="supports", verbose_name=_("participant"))
    also_follow = models.BooleanField(
        _("wants news as well"), default=False, help_text=_("Confirmed with the same click.")
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)

    class Meta:
        default_permissions = ("view",)
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints = [
            models.UniqueConstraint(
                fields=["idea", "participant"],
                name="support_once",
                violation_error_message=_("This person already supports the idea."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.idea}"


class HelpOffer(models.Model):
    """Somebody would help with an idea. Public are the number of each kind, and names only with consent."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="help_offers", verbose_name=_("idea"))
    contribution = models.OneToOneField(
        Contribution, models.CASCADE, related_name="help_offer", verbose_name=_("contribution")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=HelpKind)
    text = models.TextField(_("what they offer"), max_length=1000, blank=True)
    share_with_author = models.BooleanField(
        _("author may see it"), default=False, help_text=_("With name and address, as the person agreed.")
    )
    created_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view", "change")
        verbose_name = _("offer of help")
        verbose_name_plural = _("offers of help")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.idea}"


class IdeaProposal(models.Model):
    """A change to a public idea that its author proposes and the office accepts or refuses."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="proposals", verbose_name=_("idea"))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("description"), max_length=3000)
    created_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    is_accepted = models.BooleanField(_("adopted"), null=True, blank=True)
    decision = models.OneToOneField(
        IdeaHistory,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="decided_proposal",
        verbose_name=_("decision in the history"),
    )

    class Meta:
        ordering = ["created_at", "pk"]
        default_permissions = ()
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        constraints = [
            models.UniqueConstraint(
                fields=["idea"],
                condition=Q(decided_at__isnull=True),
                name="ideaproposal_one_open",
                violation_error_message=_("A proposed change is already waiting."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.idea}"


class IdeaPhoto(Photo):
    """A photo that the author sent with an idea; public once approved, with its idea."""

    owner_relations = ("idea",)
    of_form = "idea__contribution__idempotency_key"

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="photos", verbose_name=_("idea"))

    class Meta(Photo.Meta):
        abstract = False
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def is_public(self) -> bool:
        return self.approved_at is not None and self.idea.is_public
