"""Listings of shop units: one per letting, published only when complete by law."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, F, OrderBy, OuterRef, Q, Value, When
from django.db.models.functions import NullIf, Round
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eving.core.models import (
    RIGHTS,
    Contribution,
    HistoryEntry,
    Moderated,
    ModeratedQuerySet,
    Searchable,
    Street,
    tracked,
)
from eving.core.models.participants import new_nonce
from eving.core.models.photos import first_approved
from eving.core.models.search import SEARCH_COLUMNS
from eving.core.models.translations import in_all_languages
from vacancies.models.features import CODE_LENGTH, words_of_access, words_of_equipment
from vacancies.models.units import ShopUnit, UnitPhoto, UseClass
from vacancies.workflow.listings import LIFECYCLE, LIVE, ListingState


class ListingKind(models.TextChoices):
    LEASE = "lease", _("to let")
    SUBLEASE = "sublease", _("sublet")
    INTERIM = "interim", _("interim use")
    SALE = "sale", _("for sale")


class EnergyStatus(models.TextChoices):
    MISSING = "missing", _("not asked yet")
    AVAILABLE = "available", _("certificate at hand")
    NOT_YET = "not_yet", _("is shown at the viewing")
    EXEMPT = "exempt", _("no certificate needed")


class EnergyKind(models.TextChoices):
    DEMAND = "demand", _("demand-based certificate")
    CONSUMPTION = "consumption", _("consumption-based certificate")


class Owed(models.TextChoices):
    """Whether a one-off payment, such as a commission, is owed. NONE only when somebody said so."""

    UNKNOWN = "unknown", _("not stated")
    NONE = "none", pgettext_lazy("a payment", "none")
    SOME = "some", _("to be paid")


class BuildingKind(models.TextChoices):
    NON_RESIDENTIAL = "non_residential", _("non-residential building")
    RESIDENTIAL = "residential", _("residential building")


RENT = models.DecimalField(max_digits=10, decimal_places=2, null=True)
# The public net cold rent; NULL on request and for a sale.
LIST_RENT = Case(
    When(Q(rent_on_request=True) | Q(kind="sale"), then=None), default=F("net_cold_rent_month"), output_field=RENT
)
# Columns the public list filters by, included in its indexes for index-only scans.
LIST_FACTS = [
    "kind", "list_area_m2", "list_steps", "list_gastronomy", "list_features", "list_without", "list_wanted",
    "list_excluded", "list_rent", "list_rent_m2", "available_from", "hidden_at",
]  # fmt: skip
PUBLIC = Q(published_at__isnull=False, hidden_at__isnull=True)


def in_order(name: str, column: str, order: OrderBy) -> models.Index:
    """An index of one order of the public list. Like that of the newest it holds what the filters ask for."""
    facts = [fact for fact in ("list_street", *LIST_FACTS) if fact != column]
    newest = (F("published_at").desc(), F("id").desc())
    return models.Index("let_rank", order, *newest, include=facts, condition=PUBLIC, name=name)


class ListingQuerySet(ModeratedQuerySet):
    def offered(self) -> ListingQuerySet:
        return self.filter(state=ListingState.OFFERED)

    def to_recheck(self) -> ListingQuerySet:
        last = timezone.localdate() - timedelta(days=settings.RECHECK_AFTER_DAYS)
        old = Q(state__in=LIVE, checked_on__lte=last) | Q(state=ListingState.EXPIRED)
        changed = Q(state__in=(*LIVE, ListingState.PAUSED)) & ~Q(recheck_remark="")
        return self.filter(old | changed)

    def for_cards(self) -> ListingQuerySet:
        """Everything a card reads, in one query; ``card_photo`` as of first_approved()."""
        photo = first_approved(UnitPhoto, unit=OuterRef("unit"))
        return self.select_related("unit__street").annotate(card_photo=photo).defer(*SEARCH_COLUMNS)


@tracked(
    leave_out=[
        "contribution", "owner_consent_note", "slug", "search_vector", "search_text", "version", "state_changed_at",
        "nonce", "recheck_remark", "list_street", "list_area_m2", "list_steps", "list_gastronomy", "list_features",
        "list_without", "list_wanted", "list_excluded", "let_rank", "list_rent", "list_rent_m2",
    ]
)  # fmt: skip
class Listing(Moderated, Searchable):
    """The offer of a shop unit, from draft to lease. One per letting: the next letting gets a new listing."""

    lifecycle = LIFECYCLE

    number_series = "L"
    kind_words = pgettext_lazy("words that find shops", "shop premises let rent vacant vacancy commercial space")
    search_related = ("wanted_uses", "unit__street", "unit__part")

    number = models.CharField(_("number"), max_length=20, unique=True, null=True, blank=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80, blank=True, editable=False)
    unit = models.ForeignKey(ShopUnit, models.PROTECT, related_name="listings", verbose_name=_("shop unit"))
    kind = models.CharField(_("kind"), max_length=10, choices=ListingKind, default=ListingKind.LEASE)
    title = models.CharField(_("title"), max_length=80)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    location_text = models.TextField(_("about the surroundings"), max_length=2000, blank=True)
    wanted_uses = models.ManyToManyField(UseClass, blank=True, related_name="wanted_in", verbose_name=_("wanted uses"))
    excluded_uses = models.ManyToManyField(
        UseClass, blank=True, related_name="excluded_in", verbose_name=_("excluded uses")
    )
    available_from = models.DateField(_("available from"), null=True, blank=True, help_text=_("Empty: at once."))
    min_term_months = models.PositiveSmallIntegerField(_("minimum term (months)"), null=True, blank=True)
    max_term_months = models.PositiveSmallIntegerField(_("maximum term (months)"), null=True, blank=True)

    net_cold_rent_month = models.DecimalField(
        _("rent excl. service charges per month (€)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    graduated_rent = models.JSONField(
        _("graduated rent"),
        default=list,
        blank=True,
        help_text=_("Rents of later months, excl. service charges: a list of {“month_from”: 13, “rent”: “700.00”}."),
    )
    rent_on_request = models.BooleanField(_("rent on request"), default=False)
    ancillary_costs_month = models.DecimalField(
        _("service charges per month (€)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    heating_costs_month = models.DecimalField(
        _("heating per month (€)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    heating_included = models.BooleanField(_("service charges include heating"), default=False)
    vat_charged = models.BooleanField(_("VAT is charged"), null=True, blank=True)
    deposit = models.DecimalField(_("deposit (€)"), max_digits=10, decimal_places=2, null=True, blank=True)
    transfer_fee_owed = models.CharField(
        _("payment to the previous tenant"),
        max_length=8,
        choices=Owed,
        default=Owed.UNKNOWN,
        help_text=_("For fittings that stay."),
    )
    transfer_fee = models.DecimalField(
        _("payment to the previous tenant (€)"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty where the amount is still open."),
    )
    commission_owed = models.CharField(_("commission"), max_length=8, choices=Owed, default=Owed.UNKNOWN)
    commission = models.CharField(
        _("amount of the commission"), max_length=160, blank=True, help_text=_("With VAT, and who pays it.")
    )
    sale_price = models.DecimalField(_("price (€)"), max_digits=12, decimal_places=2, null=True, blank=True)
    show_address = models.BooleanField(
        _("show the house number"), default=True, help_text=_("Otherwise only the street appears, everywhere.")
    )

    energy_status = models.CharField(
        _("energy certificate"), max_length=10, choices=EnergyStatus, default=EnergyStatus.MISSING
    )
    building_kind = models.CharField(
        _("kind of building"), max_length=16, choices=BuildingKind, default=BuildingKind.NON_RESIDENTIAL
    )
    energy_kind = models.CharField(_("kind of certificate"), max_length=12, choices=EnergyKind, blank=True)
    energy_heat_kwh = models.DecimalField(
        _("heat, kWh per m² and year"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    energy_power_kwh = models.DecimalField(
        _("electricity, kWh per m² and year"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    energy_total_kwh = models.DecimalField(
        _("final energy, kWh per m² and year"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    energy_primary_kwh = models.DecimalField(
        _("primary energy, kWh per m² and year"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    energy_carrier = models.CharField(_("main source of heat"), max_length=80, blank=True)
    energy_year_built = models.PositiveSmallIntegerField(_("year built by certificate"), null=True, blank=True)
    energy_class = models.CharField(_("energy class"), max_length=2, blank=True)
    energy_issued_on = models.DateField(_("certificate issued on"), null=True, blank=True)
    energy_exempt_reason = models.CharField(_("why no certificate is needed"), max_length=160, blank=True)

    owner_consent_on = models.DateField(_("consent of the owner on"), null=True, blank=True)
    owner_consent_note = models.CharField(
        _("how the owner agreed"),
        max_length=200,
        blank=True,
        help_text=_("Letter, e-mail or call, with whom. Internal."),
    )
    contribution = models.OneToOneField(
        Contribution, models.SET_NULL, null=True, blank=True, related_name="listing", verbose_name=_("contribution")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=ListingState, default=ListingState.DRAFT, editable=False
    )
    checked_on = models.DateField(_("last checked"), null=True, blank=True)
    recheck_asked_on = models.DateField(_("asked whether it is still right"), null=True, blank=True, editable=False)
    recheck_remark = models.TextField(
        _("what the contact wants to change"), max_length=2000, blank=True, help_text=_("Only the office sees this.")
    )
    nonce = models.CharField(max_length=24, default=new_nonce, editable=False)

    # Copies of what the public list filters and sorts by, so that one index covers it. ``sync_list_columns`` copies
    # from unit and uses, the database computes the rest.
    list_street = models.ForeignKey(
        Street, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("street")
    )
    list_area_m2 = models.DecimalField(
        _("area to let (m²)"), max_digits=7, decimal_places=2, null=True, blank=True, editable=False
    )
    list_steps = models.PositiveSmallIntegerField(
        _("steps at the entrance"), null=True, blank=True, editable=False, help_text=_("0: step-free, by ramp as well.")
    )
    list_gastronomy = models.CharField(_("café or restaurant use"), max_length=8, blank=True, editable=False)
    # Codes of the features that the unit has, and of those that it is known to lack; what is in neither is unknown.
    list_features = ArrayField(models.CharField(max_length=CODE_LENGTH), default=list, blank=True, editable=False)
    list_without = ArrayField(models.CharField(max_length=CODE_LENGTH), default=list, blank=True, editable=False)
    list_wanted = ArrayField(models.PositiveIntegerField(), default=list, blank=True, editable=False)
    list_excluded = ArrayField(models.PositiveIntegerField(), default=list, blank=True, editable=False)
    let_rank = models.GeneratedField(
        expression=Case(When(state="let", then=1), default=0, output_field=models.SmallIntegerField()),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    list_rent = models.GeneratedField(expression=LIST_RENT, output_field=RENT, db_persist=True)
    list_rent_m2 = models.GeneratedField(
        expression=Round(LIST_RENT / NullIf(F("list_area_m2"), Value(Decimal(0))), 2, output_field=RENT),
        output_field=RENT,
        db_persist=True,
    )
    answer_due_on = models.DateField(_("answer promised by"), null=True, blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        default_permissions = RIGHTS
        ordering = ["-created_at", "-pk"]
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(state__in=LIVE),
                name="listing_one_live_per_unit",
                violation_error_message=_("This unit already has a public listing."),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(hidden_at__isnull=False) | Q(state__in=(*LIVE, "let")),
                name="listing_public_only_in_visible_states",
                violation_error_message=_("A listing in this state cannot be public."),
            ),
            # Each condition handles empty fields explicitly: a CHECK lets NULL pass.
            models.CheckConstraint(
                condition=~Q(state__in=LIVE) | Q(owner_consent_on__isnull=False),
                name="listing_live_has_consent",
                violation_error_message=_("Without the owner's consent nothing is published."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=LIVE)
                | Q(rent_on_request=True)
                | (Q(net_cold_rent_month__isnull=False) & Q(net_cold_rent_month__gt=0))
                | (Q(kind="interim") & Q(net_cold_rent_month__isnull=False) & Q(net_cold_rent_month=0))
                | (Q(kind="sale") & Q(sale_price__isnull=False) & Q(sale_price__gt=0)),
                name="listing_live_has_rent",
                violation_error_message=_("Please give the rent, or tick “rent on request”."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=LIVE) | ~Q(energy_status=EnergyStatus.MISSING),
                name="listing_live_has_energy_status",
                violation_error_message=_("Please say what is known about the energy certificate."),
            ),
            models.CheckConstraint(
                condition=Q(commission="") | Q(commission_owed=Owed.SOME),
                name="listing_commission_only_where_owed",
                violation_error_message=_("An amount needs the answer “to be paid”."),
            ),
            models.CheckConstraint(
                condition=Q(transfer_fee__isnull=True) | Q(transfer_fee_owed=Owed.SOME),
                name="listing_transfer_fee_only_where_owed",
                violation_error_message=_("An amount needs the answer “to be paid”."),
            ),
            models.CheckConstraint(
                condition=Q(min_term_months__isnull=True)
                | Q(max_term_months__isnull=True)
                | Q(max_term_months__gte=F("min_term_months")),
                name="listing_terms_in_order",
                violation_error_message=_("The maximum term cannot be shorter than the minimum term."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="interim") | ~Q(state__in=LIVE) | Q(max_term_months__isnull=False),
                name="listing_interim_has_maximum_term",
                violation_error_message=_("An interim use needs a maximum term."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["let_rank", "-published_at", "-id"],
                name="listing_public_newest",
                include=["list_street", *LIST_FACTS],
                condition=PUBLIC,
            ),
            models.Index(
                fields=["list_street", "let_rank", "-published_at", "-id"],
                name="listing_public_in_street",
                include=LIST_FACTS,
                condition=PUBLIC,
            ),
            models.Index(
                fields=["-published_at", "-id"],
                name="listing_public_free",
                condition=PUBLIC & Q(state=ListingState.PUBLISHED),
            ),
            # For a rent that few shops have, and for facts that few have or lack.
            models.Index(fields=["list_rent_m2"], name="listing_public_rent_m2", condition=PUBLIC),
            GinIndex(
                fields=["list_features", "list_without", "list_wanted"], name="listing_public_facts", condition=PUBLIC
            ),
            in_order("listing_public_rent", "list_rent", F("list_rent").asc(nulls_last=True)),
            in_order("listing_public_area", "list_area_m2", F("list_area_m2").desc(nulls_last=True)),
            in_order("listing_public_soonest", "available_from", F("available_from").asc(nulls_first=True)),
            models.Index(fields=["checked_on"], name="listing_live_checked", condition=Q(state__in=LIVE)),
            GinIndex(fields=["search_vector"], name="listing_search"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="listing_search_text"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}" if self.number else self.title

    def get_absolute_url(self) -> str:
        return reverse("vacancies:listing-detail", args=[self.number, self.slug or "ladenlokal"])

    @property
    def place(self) -> str:
        """The public address: the street alone where the house number is hidden."""
        return self.unit.address if self.show_address else self.unit.street_name

    @property
    def rent_per_m2_month(self) -> Decimal | None:
        """Net cold rent per lettable m² and month, rounded half up to cents; None when rent or area is unknown."""
        area = self.unit.lettable_area_m2
        if not area or self.net_cold_rent_month is None:
            return None
        return (self.net_cold_rent_month / area).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")

    def search_parts(self) -> dict[str, str]:
        """Public texts only: a hidden house number must not be found."""
        return {
            "A": self.title,
            "B": " ".join(
                [self.place, str(self.unit.part or ""), in_all_languages(ListingKind(self.kind).label)]
                + [name for use in self.wanted_uses.all() for name in use.all_texts("name")]
                + [in_all_languages(words) for words in words_of_access(self.unit)]
            ),
            "C": f"{self.description} {self.location_text}",
            "D": " ".join(in_all_languages(words) for words in words_of_equipment(self.unit)),
        }

    def search_excerpt(self) -> str:
        return "\n".join([self.description, self.location_text])


class ListingHistory(HistoryEntry):
    """One entry in the history of a listing. For the office alone."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="history", verbose_name=_("listing"))

    class Meta(HistoryEntry.Meta):
        abstract = False
