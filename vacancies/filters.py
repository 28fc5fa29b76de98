"""The public list of shop units: filters with German names, so that their addresses can be printed and kept."""

from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from eving.core.filters import ListFilter, RowFilter
from eving.core.models import Street
from vacancies.models import Gastronomy, Listing, ListingKind, UseClass

KINDS = {
    "miete": (_("to let"), ListingKind.LEASE),
    "untermiete": (_("sublet"), ListingKind.SUBLEASE),
    "zwischennutzung": (_("interim use"), ListingKind.INTERIM),
    "kauf": (_("for sale"), ListingKind.SALE),
}
ACCESS = {"stufenlos": (_("step-free"), 0), "eine-stufe": (_("at most one step"), 1)}
SORTS = {
    "neu": (_("newest"), ("-published_at", "-pk")),
    "miete": (_("lowest rent"), (F("shown_rent").asc(nulls_last=True), "-published_at", "-pk")),
    "flaeche": (_("largest area"), (F("list_area_m2").desc(nulls_last=True), "-published_at", "-pk")),
    "frei": (_("soonest available"), (F("available_from").asc(nulls_first=True), "-published_at", "-pk")),
}


class AmountFilter(django_filters.NumberFilter):
    """A figure that fits into our columns: no NaN, nothing negative, no exponents that a database stumbles over."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "min": "0", "step": "any"}
        super().__init__(**kwargs, min_value=0, max_digits=9, decimal_places=2, widget=forms.NumberInput(attrs=attrs))

    def get_max_validator(self) -> None:
        return None  # max_digits says it already


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
    flaeche_ab = AmountFilter(label=_("Area from (m²)"), method="area_from")
    flaeche_bis = AmountFilter(label=_("Area up to (m²)"), method="area_to")
    miete_bis = AmountFilter(label=_("Rent up to (€ a month)"), method="rent_to")
    miete_m2_bis = AmountFilter(label=_("Rent up to (€ per m²)"), method="rent_m2_to")
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
        label=_("Gastronomy"),
        choices=[("ja", _("possible"))],
        method="with_gastronomy",
        empty_label=_("Does not matter"),
    )
    frei_bis = django_filters.DateFilter(
        label=_("Free on this day at the latest"),
        method="available_by",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    ohne_angabe = django_filters.ChoiceFilter(
        label=_("Offers without a detail"),
        choices=[("nein", _("leave out"))],
        method="keep",
        empty_label=_("show as well"),
        help_text=_("Not everything is known about every unit."),
    )

    class Meta:
        model = Listing
        fields: list[str] = []

    def known(self, condition: Q, unknown: Q) -> Q:
        """The condition, and rows of which nobody knows it, unless the visitor leaves them out."""
        leave_out = self.form.cleaned_data.get("ohne_angabe") == "nein"
        return condition if leave_out else condition | unknown

    def keep(self, listings: QuerySet, name: str, value: str) -> QuerySet:
        return listings

    def of_kind(self, listings: QuerySet, name: str, value: str) -> QuerySet:
        return listings.filter(kind=KINDS[value][1])

    def area_from(self, listings: QuerySet, name: str, value: Decimal) -> QuerySet:
        return listings.filter(self.known(Q(list_area_m2__gte=value), Q(list_area_m2__isnull=True)))

    def area_to(self, listings: QuerySet, name: str, value: Decimal) -> QuerySet:
        return listings.filter(self.known(Q(list_area_m2__lte=value), Q(list_area_m2__isnull=True)))

    def rent_to(self, listings: QuerySet, name: str, value: Decimal) -> QuerySet:
        rented = listings.exclude(kind=ListingKind.SALE)
        return rented.filter(self.known(Q(shown_rent__lte=value), Q(shown_rent__isnull=True)))

    def rent_m2_to(self, listings: QuerySet, name: str, value: Decimal) -> QuerySet:
        rented = listings.exclude(kind=ListingKind.SALE)
        return rented.filter(self.known(Q(shown_rent_m2__lte=value), Q(shown_rent_m2__isnull=True)))

    def for_use(self, listings: QuerySet, name: str, value: UseClass) -> QuerySet:
        """Wanted uses fit, excluded ones do not; about all others nobody has said anything."""
        excluded = Q(list_excluded__contains=[value.pk])
        return listings.filter(self.known(Q(list_wanted__contains=[value.pk]), ~excluded)).exclude(excluded)

    def with_access(self, listings: QuerySet, name: str, value: str) -> QuerySet:
        fits, unknown = Q(list_steps__lte=ACCESS[value][1]), Q(list_steps__isnull=True)
        return listings.filter(self.known(fits, unknown))

    def with_gastronomy(self, listings: QuerySet, name: str, value: str) -> QuerySet:
        yes, unclear = Q(list_gastronomy=Gastronomy.YES), Q(list_gastronomy=Gastronomy.UNCLEAR)
        return listings.filter(self.known(yes, unclear))

    def available_by(self, listings: QuerySet, name: str, value: Any) -> QuerySet:
        return listings.filter(Q(available_from__isnull=True) | Q(available_from__lte=value))
