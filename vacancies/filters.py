"""Filters and sort orders of the public list of shops; their names are German, so that addresses can be printed.

An unknown fact never counts as fitting: such listings come after the others, and each card names what is missing.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from eving.core.amounts import EURO_M2, EURO_MONTH, M2
from eving.core.models import Street
from eving.core.public.filters import AmountFilter, KnownChoicesFilter, ListFilter, RowFilter
from vacancies.models import Gastronomy, Listing, ListingKind, UseClass
from vacancies.models.features import chosen, feature_choices

KINDS = {
    "miete": (_("to let"), ListingKind.LEASE),
    "untermiete": (_("sublet"), ListingKind.SUBLEASE),
    "zwischennutzung": (_("interim use"), ListingKind.INTERIM),
    "kauf": (_("for sale"), ListingKind.SALE),
}
ACCESS = {"stufenlos": (_("step-free"), 0), "eine-stufe": (_("at most one step"), 1)}
SORTS = {
    "neu": (_("newest"), ("-published_at", "-pk")),
    "miete": (_("lowest rent"), (F("list_rent").asc(nulls_last=True), "-published_at", "-pk")),
    "flaeche": (_("largest area"), (F("list_area_m2").desc(nulls_last=True), "-published_at", "-pk")),
    "frei": (_("available soonest"), (F("available_from").asc(nulls_first=True), "-published_at", "-pk")),
}


# Names of facts that a card reports as missing.
FACTS = {
    "area": _("area"),
    "rent": _("rent"),
    "rent_m2": _("rent per m²"),
    "use": _("whether your use is wanted"),
    "steps": _("steps at the entrance"),
    "gastronomy": _("café or restaurant use"),
}


@dataclass(frozen=True)
class Asked:
    """What a filter requires of a listing: when it fits, and when the fact is unknown. The two exclude each other."""

    fact: str
    label: Any  # as a card reports it missing
    fits: Q
    unknown: Q


class ListingFilter(ListFilter):
    art = django_filters.ChoiceFilter(
        label=_("Offer"),
        choices=[(code, label) for code, (label, _kind) in KINDS.items()],
        method="of_kind",
        empty_label=_("All offers"),
    )
    strasse = RowFilter(
        label=_("Street"),
        field_name="list_street",
        queryset=Street.objects.all(),
        to_field_name="slug",
        empty_label=_("All streets"),
    )
    flaeche_ab = AmountFilter(label=_("Area from (m²)"), unit=M2, method="area_from")
    flaeche_bis = AmountFilter(label=_("Area up to (m²)"), unit=M2, method="area_to")
    miete_bis = AmountFilter(label=_("Rent up to (€ a month)"), unit=EURO_MONTH, method="rent_to")
    miete_m2_bis = AmountFilter(label=_("Rent up to (€ per m²)"), unit=EURO_M2, method="rent_m2_to")
    nutzung = RowFilter(
        label=_("Your use"),
        queryset=UseClass.objects.all(),
        to_field_name="code",
        empty_label=_("Any use"),
        method="for_use",
    )
    zugang = django_filters.ChoiceFilter(
        label=_("Entrance"),
        choices=[(code, label) for code, (label, _steps) in ACCESS.items()],
        method="with_access",
        empty_label=_("Any entrance"),
    )
    gastronomie = django_filters.ChoiceFilter(
        label=_("Café or restaurant use"),
        choices=[("ja", _("possible"))],
        method="with_gastronomy",
        empty_label=_("Does not matter"),
    )
    ausstattung = KnownChoicesFilter(
        label=_("Equipment"),
        choices=feature_choices,
        method="with_features",
        widget=forms.CheckboxSelectMultiple,
    )
    frei_bis = django_filters.DateFilter(
        label=_("Available by"),
        method="available_by",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    ohne_angabe = django_filters.ChoiceFilter(
        label=_("Offers without a detail"),
        choices=[("nein", _("leave out"))],
        method="keep",
        empty_label=_("include"),
        help_text=_("Not everything is known about every unit."),
    )

    class Meta:
        model = Listing
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked: list[Asked] = []  # filters whose fact may be unknown
        self.without_asked: QuerySet = self.queryset  # what the other filters leave

    def ask(self, listings: QuerySet, fact: str, fits: Q, unknown: Q, *, label: Any = None) -> QuerySet:
        if self.form.cleaned_data.get("ohne_angabe") == "nein":
            return listings.filter(fits)
        self.asked.append(Asked(fact, label or FACTS[fact], fits, unknown))
        return listings

    def before_search(self, listings: QuerySet) -> QuerySet:
        self.without_asked = listings
        return listings.filter(*(each.fits | each.unknown for each in self.asked))

    def keep(self, listings: QuerySet, name: str, value: str) -> QuerySet:
        return listings

    def of_kind(self, listings: QuerySet, name: str, value: str) -> QuerySet:
        return listings.filter(kind=KINDS[value][1])

    def area_from(self, listings: QuerySet, name: str, value: Decimal) -> QuerySet:
        return self.ask(listings, "area", Q(list_area_m2__gte=value), Q(list_area_m2__isnull=True))

    def area_to(self, listings: QuerySet, name: str, value: Decimal) -> QuerySet:
        return self.ask(listings, "area", Q(list_area_m2__lte=value), Q(list_area_m2__isnull=True))

    def rent_to(self, listings: QuerySet, name: str, value: Decimal) -> QuerySet:
        rented = listings.exclude(kind=ListingKind.SALE)
        return self.ask(rented, "rent", Q(list_rent__lte=value), Q(list_rent__isnull=True))

    def rent_m2_to(self, listings: QuerySet, name: str, value: Decimal) -> QuerySet:
        rented = listings.exclude(kind=ListingKind.SALE)
        # A rent of zero is zero per m², also where the area is unknown.
        unknown = Q(list_rent_m2__isnull=True) & (Q(list_rent__isnull=True) | Q(list_rent__gt=0))
        return self.ask(rented, "rent_m2", Q(list_rent_m2__lte=value) | Q(list_rent=0), unknown)

    def for_use(self, listings: QuerySet, name: str, value: UseClass) -> QuerySet:
        """Neither wanted nor excluded by the owner counts as unknown."""
        wanted, excluded = Q(list_wanted__contains=[value.pk]), Q(list_excluded__contains=[value.pk])
        return self.ask(listings, "use", wanted & ~excluded, ~wanted & ~excluded)

    def with_access(self, listings: QuerySet, name: str, value: str) -> QuerySet:
        return self.ask(listings, "steps", Q(list_steps__lte=ACCESS[value][1]), Q(list_steps__isnull=True))

    def with_gastronomy(self, listings: QuerySet, name: str, value: str) -> QuerySet:
        yes, unclear = Q(list_gastronomy=Gastronomy.YES), Q(list_gastronomy=Gastronomy.UNCLEAR)
        return self.ask(listings, "gastronomy", yes, unclear)

    def with_features(self, listings: QuerySet, name: str, value: list[str]) -> QuerySet:
        for feature in chosen(value):
            has, lacks = Q(list_features__contains=[feature.code]), Q(list_without__contains=[feature.code])
            listings = self.ask(listings, f"feature_{feature.column}", has, ~has & ~lacks, label=feature.label)
        return listings

    def available_by(self, listings: QuerySet, name: str, value: Any) -> QuerySet:
        return listings.filter(Q(available_from__isnull=True) | Q(available_from__lte=value))
