"""Searches for shops: saved search, mail alerts and public wanted ad in one."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eving.core.models import RIGHTS, Contribution, HistoryEntry, Moderated, ModeratedQuerySet, Searchable, Street
from eving.core.models.history import Role
from eving.core.models.search import SEARCH_COLUMNS
from vacancies.models.features import CODE_LENGTH, feature_choices
from vacancies.models.listings import Listing, ListingKind
from vacancies.models.units import ShopUnit, UseClass
from vacancies.workflow.profiles import LIFECYCLE, SEARCHING, ProfileState


class Alert(models.TextChoices):
    NEVER = "never", _("no e-mails")
    IMMEDIATE = "immediate", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")


class SearchProfileQuerySet(ModeratedQuerySet):
    def searching(self) -> SearchProfileQuerySet:
        return self.filter(state__in=SEARCHING)

    def to_review(self) -> SearchProfileQuerySet:
        return self.filter(state=ProfileState.REVIEW)

    def for_matching(self) -> SearchProfileQuerySet:
        return self.prefetch_related("uses", "streets").defer(*SEARCH_COLUMNS)


class SearchProfile(Moderated, Searchable):
    """Somebody looks for a shop. Every criterion is optional: an empty one does not matter to them."""

    lifecycle = LIFECYCLE

    number_series = "G"
    kind_words = pgettext_lazy("words that find wanted ads", "wanted request")
    search_related = ("uses", "streets")

    number = models.CharField(_("number"), max_length=20, unique=True, null=True, blank=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("plan"), max_length=2000, blank=True)
    kinds = ArrayField(
        models.CharField(max_length=10, choices=ListingKind),
        default=list,
        blank=True,
        verbose_name=_("kinds of offer"),
    )
    uses = models.ManyToManyField(UseClass, blank=True, related_name="profiles", verbose_name=_("uses"))
    streets = models.ManyToManyField(
        Street, blank=True, related_name="+", verbose_name=_("streets"), help_text=_("Empty: everywhere.")
    )
    # For the office alone: a match is made with streets of the list, and a free text in an ad would need another check.
    other_streets = models.CharField(
        _("other streets"), max_length=160, blank=True, help_text=_("In the person's words; only the office sees them.")
    )
    area_min_m2 = models.DecimalField(_("area from (m²)"), max_digits=7, decimal_places=2, null=True, blank=True)
    area_max_m2 = models.DecimalField(_("area up to (m²)"), max_digits=7, decimal_places=2, null=True, blank=True)
    rent_max_month = models.DecimalField(
        _("rent up to (€ a month)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    rent_max_m2 = models.DecimalField(_("rent up to (€ per m²)"), max_digits=8, decimal_places=2, null=True, blank=True)
    shopfront_min_m = models.DecimalField(
        _("shop window from (m)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    steps_max = models.PositiveSmallIntegerField(
        _("steps at the entrance, at most"), null=True, blank=True, help_text=_("0: step-free.")
    )
    needs_gastronomy = models.BooleanField(_("for a café or restaurant"), default=False)
    features = ArrayField(
        models.CharField(max_length=CODE_LENGTH, choices=feature_choices),
        default=list,
        blank=True,
        verbose_name=_("required features"),
    )
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    term_months = models.PositiveSmallIntegerField(_("wanted term (months)"), null=True, blank=True)
    alert = models.CharField(_("e-mails"), max_length=9, choices=Alert, default=Alert.DAILY)
    wants_ad = models.BooleanField(
        _("public space-wanted ad"), default=False, help_text=_("Everyone sees it once the office has checked it.")
    )
    contribution = models.OneToOneField(
        Contribution, models.SET_NULL, null=True, blank=True, related_name="search_profile",
        verbose_name=_("contribution"),
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=12, choices=ProfileState, default=ProfileState.UNCONFIRMED, editable=False
    )
    answer_due_on = models.DateField(_("answer promised by"), null=True, blank=True)
    expires_on = models.DateField(_("searches until"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True, editable=False)
    alerted_at = models.DateTimeField(_("last e-mail"), null=True, blank=True, editable=False)

    objects = SearchProfileQuerySet.as_manager()

    class Meta:
        default_permissions = RIGHTS
        ordering = ["-created_at", "-pk"]
        verbose_name = _("search profile")
        verbose_name_plural = _("search profiles")
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(hidden_at__isnull=False) | Q(state="published"),
                name="profile_public_only_while_searching",
                violation_error_message=_("A space-wanted ad in this state cannot be public."),
            ),
            models.CheckConstraint(
                condition=Q(area_min_m2__isnull=True)
                | Q(area_max_m2__isnull=True)
                | Q(area_max_m2__gte=F("area_min_m2")),
                name="profile_areas_in_order",
                violation_error_message=_("The largest area cannot be smaller than the smallest."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SEARCHING) | Q(expires_on__isnull=False),
                name="profile_search_has_end",
                violation_error_message=_("A search that runs has a day on which it ends."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                name="profile_public_newest",
                condition=Q(published_at__isnull=False, hidden_at__isnull=True),
            ),
            models.Index(fields=["state", "expires_on"], name="profile_state_end"),
            GinIndex(fields=["search_vector"], name="profile_search"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="profile_search_text"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}" if self.number else self.title

    def get_absolute_url(self) -> str:
        return reverse("vacancies:profile-detail", args=[self.number, self.slug or "gesuch"])

    def search_parts(self) -> dict[str, str]:
        return {
            "A": self.title,
            "B": " ".join(
                [name for use in self.uses.all() for name in use.all_texts("name")]
                + [street.name for street in self.streets.all()]
            ),
            "C": self.text,
        }

    def search_excerpt(self) -> str:
        return self.text

    @property
    def is_search_alone(self) -> bool:
        return not self.wants_ad

    @property
    def seeker(self) -> str:
        """The person's name as they want it published; empty for none."""
        return self.contribution.public_name if self.contribution else ""


class SearchProfileHistory(HistoryEntry):
    """One entry in the history of a search. For the office, except what its person reads."""

    profile = models.ForeignKey(SearchProfile, models.CASCADE, related_name="history", verbose_name=_("search profile"))

    class Meta(HistoryEntry.Meta):
        abstract = False


class Match(models.Model):
    """What happened between a search and a unit: mailed, or dismissed. How well they fit is computed, not stored."""

    profile = models.ForeignKey(SearchProfile, models.CASCADE, related_name="matches", verbose_name=_("search profile"))
    unit = models.ForeignKey(ShopUnit, models.CASCADE, related_name="matches", verbose_name=_("shop unit"))
    listing = models.ForeignKey(
        Listing,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="matches",
        verbose_name=_("listing"),
        help_text=_("Empty: the unit without an offer, which only the office knows."),
    )
    sent_at = models.DateTimeField(_("notified by e-mail"), null=True, blank=True)
    dismissed_at = models.DateTimeField(_("not interested since"), null=True, blank=True)
    dismissed_by = models.CharField(_("said by"), max_length=8, choices=Role, blank=True)

    class Meta:
        default_permissions = ()  # edited with the search
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "unit", "listing"],
                nulls_distinct=False,
                name="match_once",
                violation_error_message=_("This match is already recorded."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile} – {self.listing or self.unit}"
