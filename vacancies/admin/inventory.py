"""Inventory pages of a shop unit: change of use, joining units, dividing a unit."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actors.models import Actor
from eving.core.amounts import M2, AmountField
from eving.core.backoffice.base import StaffAdmin
from eving.core.public.forms import SingleLineField, bare_helper
from eving.core.public.streets import HouseNumberField
from vacancies.forms.days import SensibleDays
from vacancies.models import Listing, OccupancyPeriod, OccupancyStatus, ShopUnit, UseClass, VacancyReason
from vacancies.services.units import Part, merge_units, set_status, split_unit
from vacancies.workflow.listings import LIVE

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MOST_PARTS = 4
USED = (OccupancyStatus.OCCUPIED, OccupancyStatus.INTERIM)


def still_offered(listing: Listing) -> str:
    """Use and listing are recorded apart: whoever changes the use is reminded of a public listing."""
    return _("The listing %(listing)s is still public. Has the shop been let? Then mark it as let.") % {
        "listing": listing
    }


class UseForm(SensibleDays, forms.Form):
    status = forms.ChoiceField(
        label=gettext_lazy("What is in it?"), choices=OccupancyStatus.choices, widget=forms.RadioSelect
    )
    on = forms.DateField(label=gettext_lazy("From"), widget=DAY, help_text=gettext_lazy("What was before ends then."))
    precision = forms.ChoiceField(
        label=gettext_lazy("How exactly is the day known?"), choices=OccupancyPeriod.Precision.choices
    )
    use_class = forms.ModelChoiceField(
        label=gettext_lazy("Use"),
        queryset=UseClass.objects.all(),
        required=False,
        empty_label=gettext_lazy("none"),
        help_text=gettext_lazy("Needed where the unit is in use."),
    )
    tenant = forms.ModelChoiceField(
        label=gettext_lazy("Tenant, if it is an actor"),
        queryset=Actor.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    tenant_name = SingleLineField(
        label=gettext_lazy("Name of the tenant"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Only the office sees this."),
    )
    lease_ends_on = forms.DateField(label=gettext_lazy("Lease ends on"), widget=DAY, required=False)
    vacancy_reason = forms.ChoiceField(
        label=gettext_lazy("Reason for the vacancy"),
        choices=[("", gettext_lazy("unknown")), *VacancyReason.choices],
        required=False,
    )
    source = forms.ChoiceField(label=gettext_lazy("How do we know?"), choices=OccupancyPeriod.Source.choices)
    note = SingleLineField(label=gettext_lazy("Note"), max_length=300, required=False)


class MergeForm(SensibleDays, forms.Form):
    on = forms.DateField(label=gettext_lazy("Joined from"), widget=DAY)
    house_number = HouseNumberField(
        label=gettext_lazy("House number"), max_length=10, help_text=gettext_lazy("For example: 12-14.")
    )
    unit_label = SingleLineField(label=gettext_lazy("Part of the house"), max_length=40, required=False)


class SplitForm(SensibleDays, forms.Form):
    """Up to MOST_PARTS parts; rows without a name are left out."""

    on = forms.DateField(label=gettext_lazy("Divided from"), widget=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_PARTS + 1):
            self.fields[f"label_{number}"] = SingleLineField(
                label=_("Part %(n)d: name") % {"n": number},
                max_length=40,
                required=number <= 2,
                help_text=_("For example: left.") if number == 1 else "",
            )
            self.fields[f"area_{number}"] = AmountField(
                label=_("Part %(n)d: area to let (m²)") % {"n": number},
                max_digits=7,
                decimal_places=2,
                min_value=1,
                required=False,
                unit=M2,
            )

    def parts(self) -> list[Part]:
        given = self.cleaned_data
        rows = [(given[f"label_{n}"], given[f"area_{n}"]) for n in range(1, MOST_PARTS + 1)]
        return [Part(label, area) for label, area in rows if label]


class InventoryAdmin(StaffAdmin):
    actions = ["merge_chosen"]

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("zusammenlegen/", view(self.merge_view), name="vacancies_shopunit_merge"),
            path("<int:pk>/nutzung/", view(self.use_view), name="vacancies_shopunit_use"),
            path("<int:pk>/teilen/", view(self.split_view), name="vacancies_shopunit_split"),
            *super().get_urls(),
        ]

    def links_of(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        links = super().links_of(request, obj)
        if self.has_change_permission(request, obj):
            links = [{"label": _("Change the use"), "url": self.address("use", obj.pk)}, *links]
            if self.has_add_permission(request):
                links.append({"label": _("Divide the unit"), "url": self.address("split", obj.pk)})
        return links

    def page(self, request: HttpRequest, title: str, form: forms.Form | None, **context: Any) -> HttpResponse:
        unit = context.get("case")
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "form": form,
            "helper": bare_helper(form) if form else None,
            "list_url": self.address("changelist"),
            "case_url": self.address("change", unit.pk) if unit else self.address("changelist"),
        }
        return TemplateResponse(request, "admin/vacancies/inventory.html", {**shared, **context})

    def use_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        unit = get_object_or_404(ShopUnit.objects.select_related("street"), pk=pk)
        listing = unit.listings.filter(state__in=LIVE).first()
        start = {"on": timezone.localdate(), "source": OccupancyPeriod.Source.OWNER}
        form = UseForm(request.POST or None, initial=start)
        if request.method == "POST" and form.is_valid():
            given = dict(form.cleaned_data)
            try:
                set_status(unit, given.pop("status"), given.pop("on"), **given)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.message_user(request, _("Saved."))
                if listing and form.cleaned_data["status"] in USED:
                    self.message_user(request, still_offered(listing), messages.WARNING)
                return HttpResponseRedirect(self.address("change", unit.pk))
        periods = unit.periods.select_related("use_class").order_by("-period")
        return self.page(
            request,
            _("Change the use"),
            form,
            case=unit,
            submit=_("Save the new use"),
            periods=periods,
            offered=still_offered(listing) if listing else "",
            lead=_("What is recorded now ends on the day you name. None of it is lost."),
        )

    def split_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.check_may_build(request)
        unit = get_object_or_404(ShopUnit.objects.select_related("street"), pk=pk)
        form = SplitForm(request.POST or None, initial={"on": timezone.localdate()})
        if request.method == "POST" and form.is_valid():
            try:
                made = split_unit(unit, form.parts(), on=form.cleaned_data["on"])
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                self.message_user(
                    request, _("The unit is divided: %(new)s.") % {"new": ", ".join(row.number for row in made)}
                )
                return HttpResponseRedirect(self.address("changelist") + f"?q={unit.street_name} {unit.house_number}")
        return self.page(
            request,
            _("Divide the unit"),
            form,
            case=unit,
            submit=_("Divide the unit"),
            lead=_("The whole ends on this day and stays readable. The parts get numbers of their own."),
        )

    @admin.action(description=gettext_lazy("Join into one unit"), permissions=["change"])
    def merge_chosen(self, request: HttpRequest, units: QuerySet) -> HttpResponse:
        chosen = ",".join(str(pk) for pk in units.values_list("pk", flat=True)[:10])
        return HttpResponseRedirect(f"{self.address('merge')}?units={chosen}")

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        self.check_may_build(request)
        given = [pk for pk in request.GET.get("units", "").split(",") if pk.isascii() and pk.isdigit() and len(pk) < 18]
        units = list(ShopUnit.objects.filter(pk__in=given[:10]).select_related("street").order_by("position", "pk"))
        if len(units) < 2:
            return self.page(request, _("Join into one unit"), None, nothing_chosen=True)
        numbers = "-".join(dict.fromkeys(unit.house_number for unit in units))
        form = MergeForm(request.POST or None, initial={"on": timezone.localdate(), "house_number": numbers[:10]})
        if request.method == "POST" and form.is_valid():
            try:
                joined = merge_units(units, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                sentence = ngettext(
                    "%(n)d unit is now one: %(new)s.", "%(n)d units are now one: %(new)s.", len(units)
                ) % {"n": len(units), "new": joined.number}
                self.message_user(request, sentence)
                return HttpResponseRedirect(self.address("change", joined.pk))
        return self.page(
            request,
            _("Join into one unit"),
            form,
            units=units,
            submit=_("Join the units"),
            lead=_("The chosen units end on this day and stay readable with their history."),
        )

    def check_may_build(self, request: HttpRequest) -> None:
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
