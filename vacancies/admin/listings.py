"""Back office of listings."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import GuardedForm, badge_column, overdue_badge, short_date
from eving.core.backoffice.tables import TableAdmin
from eving.core.backoffice.transitions import TransitionPages
from eving.core.models import User
from eving.core.search import engine
from eving.core.texts.periods import period
from vacancies import energy
from vacancies.admin.matches import SeekersAdmin
from vacancies.admin.transitions import LetForm, NoteForm
from vacancies.cards.listings import state_badge
from vacancies.forms.days import SensibleDays
from vacancies.models import (
    Listing,
    ListingKind,
    ListingState,
    Owed,
    ShopUnit,
    UnitPhoto,
)
from vacancies.pricing.graduated import GraduatedRentField, steps_of
from vacancies.services import list_columns, open_facts, rechecks
from vacancies.services.listings import missing_details, missing_for_publication, register_listing
from vacancies.tables.listings import ListingTable, impossible
from vacancies.views.listings import detail_context
from vacancies.workflow.listings import LIFECYCLE, LIVE


class ListingForm(SensibleDays, GuardedForm):
    """Validates in the form what database constraints would refuse, so that each error stands beside its field."""

    graduated_rent = GraduatedRentField()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name, sentence in impossible(self.cleaned_data).items():
            if not self.has_error(name):
                self.add_error(name, sentence)
        both = set(self.cleaned_data.get("wanted_uses") or []) & set(self.cleaned_data.get("excluded_uses") or [])
        if both:
            names = ", ".join(sorted(map(str, both)))
            self.add_error("excluded_uses", _("Wanted and not wanted at once: %(names)s") % {"names": names})
        self.check_amounts()
        return cleaned

    def check_amounts(self) -> None:
        given = self.cleaned_data
        for answer, amount in (("transfer_fee_owed", "transfer_fee"), ("commission_owed", "commission")):
            if given.get(amount) not in (None, "") and given.get(answer) not in (None, Owed.SOME):
                self.add_error(answer, _("Please choose “to be paid”, or leave the amount empty."))
        is_interim = given.get("kind") == ListingKind.INTERIM
        if not is_interim and any(step.rent == 0 for step in steps_of(given.get("graduated_rent"))):
            self.add_error("graduated_rent", _("Only an interim use may be rent-free."))

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # of Django's forms, unknown to its stubs
        if self.instance.state in LIVE and not self.errors:
            problems = missing_details(self.instance)
            # A certificate that expired after publication must not block other changes; a new one has to be valid.
            if {"energy_status", "energy_issued_on"} & set(self.changed_data):
                problems += energy.missing_validity(self.instance)
            for problem in problems:
                self.add_error(None, problem)


class EnergyFilter(admin.SimpleListFilter):
    title = gettext_lazy("energy certificate")
    parameter_name = "energy"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        choices = [("missing", _("not asked yet")), ("renew", _("expired, or soon"))]
        day = energy.LAWS[-1].in_force_from
        if day:
            choices.append(("law", _("to complete by %(day)s") % {"day": short_date(day)}))
        return choices

    def queryset(self, request: HttpRequest, listings: QuerySet) -> QuerySet:
        if self.value() == "missing":
            return listings.filter(energy_status="missing")
        waiting = {"renew": energy.certificates_to_renew, "law": energy.to_complete_for_the_law}.get(self.value() or "")
        return listings.filter(pk__in=waiting().values("pk")) if waiting else listings


class OpenFactsFilter(admin.SimpleListFilter):
    title = gettext_lazy("details")
    parameter_name = "details"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("open", _("to be added"))]

    def queryset(self, request: HttpRequest, listings: QuerySet) -> QuerySet:
        if self.value() != "open":
            return listings
        return listings.filter(pk__in=open_facts.listings_to_complete().values("pk"))


class RecheckFilter(admin.SimpleListFilter):
    title = gettext_lazy("freshness")
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("due", _("to check again"))]

    def queryset(self, request: HttpRequest, listings: QuerySet) -> QuerySet:
        if self.value() != "due":
            return listings
        return listings.filter(pk__in=Listing.objects.to_recheck().values("pk"))


@admin.register(Listing)
class ListingAdmin(SeekersAdmin, TableAdmin, TransitionPages):
    table = ListingTable
    form = ListingForm
    list_display = ["title", "number", "state_display", "promise", "place_display"]
    list_filter = ["state", "kind", "unit__street", EnergyFilter, RecheckFilter, OpenFactsFilter]
    list_select_related = ["unit__street"]
    search_fields = [
        "number",
        "title",
        "unit__number",
        "unit__street__name",
        "unit__other_street",
        "unit__house_number",
    ]
    search_help_text = gettext_lazy("Number, title, street or house number")
    # First what owners offer, by the promised date; then the newest.
    ordering = [Case(When(state=ListingState.OFFERED, then="answer_due_on")).asc(nulls_last=True), "-created_at"]
    bulk_transitions = ("check", "pause", "expire", "spam")
    publishing_transitions = ("publish",)
    pictures_are = ("unit__photos",)
    copyable = True
    copy_leaves_out = ("owner_consent_on", "owner_consent_note", "checked_on", "recheck_remark")
    transition_forms = {**dict.fromkeys(LIFECYCLE.by_name, NoteForm), "let": LetForm}
    add_form_template = "admin/change_form.html"  # a new listing has no history yet
    fieldsets = [
        (gettext_lazy("The offer"), {"fields": ["unit", "kind", "title", "description", "location_text"]}),
        (gettext_lazy("Consent of the owner"), {"fields": ["owner_consent_on", "owner_consent_note", "show_address"]}),
        (
            gettext_lazy("Rent or price"),
            {
                "fields": [
                    "net_cold_rent_month", "graduated_rent", "rent_on_request", "sale_price",
                    "ancillary_costs_month", "heating_costs_month", "heating_included", "vat_charged", "deposit",
                ]
            },
        ),
        (
            gettext_lazy("Paid once"),
            {
                "fields": [
                    "transfer_fee_owed", "transfer_fee", "commission_owed", "commission",
                ]
            },
        ),
        (
            gettext_lazy("Dates and terms"),
            {"fields": ["available_from", "min_term_months", "max_term_months", "checked_on", "recheck_remark"]},
        ),
        (
            gettext_lazy("Energy"),
            {
                "fields": [
                    "energy_status", "energy_issued_on", "building_kind", "energy_kind", "energy_heat_kwh",
                    "energy_power_kwh", "energy_total_kwh", "energy_primary_kwh", "energy_carrier",
                    "energy_year_built", "energy_class", "energy_exempt_reason",
                ]
            },
        ),
        (gettext_lazy("Uses"), {"fields": ["wanted_uses", "excluded_uses"]}),
    ]  # fmt: skip

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The house number stays hidden unless somebody ticks it; a copy keeps the choice of its original."""
        return {"show_address": False, **super().get_changeform_initial_data(request)}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).defer(*engine.COLUMNS)
        return rows.select_related("unit__street", "unit__property_contact", "contribution__participant")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list:
        settled = obj is not None and obj.state not in (ListingState.OFFERED, ListingState.DRAFT)
        return ["unit"] if settled else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "unit":
            kwargs["queryset"] = ShopUnit.objects.select_related("street")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_display(self, listing: Listing) -> SafeString:
        return badge_column(state_badge(listing))

    @admin.display(description=gettext_lazy("answer promised by"), ordering="answer_due_on")
    def promise(self, listing: Listing) -> Any:
        due = self.due_on(listing)
        return overdue_badge(due) if due and due < timezone.localdate() else short_date(due)

    @admin.display(description=gettext_lazy("address"), ordering="unit__street__name_sort")
    def place_display(self, listing: Listing) -> str:
        return listing.unit.address

    def due_on(self, obj: Any) -> Any:
        return obj.answer_due_on if obj.state == ListingState.OFFERED else None

    def pictures(self, obj: Any) -> Sequence[UnitPhoto]:
        return obj.unit.photos.all()

    def needs_description(self) -> bool:
        return True

    def badge(self, obj: Any) -> dict[str, Any]:
        return state_badge(obj)

    def next_case(self) -> Listing | None:
        return Listing.objects.offered().order_by("answer_due_on", "pk").first()

    def body(self, obj: Any) -> str:
        return ""  # what the owner wrote is the first entry of the history

    def blocking_reasons(self, obj: Any) -> list[str]:
        goes_public = obj.state not in (*LIVE, ListingState.LET, ListingState.WITHDRAWN, ListingState.SPAM)
        return missing_for_publication(obj) if goes_public else []

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        unit, contact = obj.unit, obj.unit.property_contact
        described = [photo for photo in unit.photos.all() if photo.alt.strip()]
        enquiries = reverse("admin:vacancies_enquiry_changelist") + f"?listing__id__exact={obj.pk}"
        unit_url = reverse("admin:vacancies_shopunit_change", args=[unit.pk])
        facts = [
            {"label": _("Shop unit: facts and photos"), "value": unit, "url": unit_url},
            {"label": _("Photos with a description"), "value": str(len(described))},
            {"label": _("Enquiries"), "value": str(obj.enquiries.count()), "url": enquiries},
            *self.to_do(obj),
            {"label": _("Consent of the owner"), "value": obj.owner_consent_note},
            {"label": _("What the contact wants to change"), "value": obj.recheck_remark},
            {"label": _("Question whether it is still right"), "value": self.asked_by_mail(obj)},
        ]
        if contact:
            address = reverse("admin:vacancies_propertycontact_change", args=[contact.pk])
            facts.append({"label": _("Owner or manager"), "value": contact, "url": address})
        return facts

    def asked_by_mail(self, listing: Listing) -> str:
        if listing.state not in LIVE or rechecks.can_be_asked(listing):
            return ""
        return _("No e-mail reaches the contact. Please call every %(time)s and press “Checked today”.") % {
            "time": period("RECHECK_AFTER_DAYS")
        }

    def to_do(self, obj: Listing) -> list[dict[str, Any]]:
        if obj.state not in LIVE:
            return []
        return [
            {"label": _("Details to be added"), "value": ", ".join(open_facts.open_facts(obj))},
            {"label": _("Energy certificate"), "value": " ".join(energy.certificate_warnings(obj))},
        ]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        hidden = set()
        if not request.user.has_perm("vacancies.view_propertycontact"):
            hidden.add(_("Owner or manager"))
        if not request.user.has_perm("vacancies.view_enquiry"):
            hidden.add(_("Enquiries"))
        context["facts"] = [fact for fact in context.get("facts", []) if fact["label"] not in hidden]
        return super().render_change_form(request, context, *args, **kwargs)

    def preview(self, request: HttpRequest, obj: Any) -> tuple[str, dict[str, Any]]:
        return "vacancies/listings/detail.html", {
            **detail_context(obj, is_preview=True),
            "panels": [],
        }

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change:
            list_columns.listing_changed(form.instance)
        else:
            register_listing(form.instance, by=cast(User, request.user))
