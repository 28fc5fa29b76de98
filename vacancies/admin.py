from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.forms import DateRangeField as DateRangeFormField
from django.contrib.postgres.forms import RangeWidget
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core import photos, search
from eving.core.admin import GuardedForm, StaffAdmin, overdue_badge, short_date
from eving.core.cases import CaseAdmin, badge_column
from eving.core.forms import PRIVACY_VERSION, FormKey, bare_helper, changed
from eving.core.models import User
from eving.core.photo_fields import ACCEPT
from eving.core.transfers import TableAdmin
from vacancies import cards, services, views
from vacancies.forms import CallNote
from vacancies.models import (
    Enquiry,
    EnquiryState,
    Listing,
    ListingState,
    OccupancyPeriod,
    PropertyContact,
    ShopUnit,
    UnitPhoto,
    UseClass,
)
from vacancies.models.listing import LIVE
from vacancies.resources import EnquiryTable, ListingTable, OwnerTable, PeriodTable, UnitTable
from vacancies.steps import ENQUIRY_EFFECTS, ENQUIRY_USUAL, LISTING_EFFECTS, LISTING_USUAL, LetForm, NoteForm


# ---------------------------------------------------------------- fields
class FromToWidget(RangeWidget):
    """Two dates, each with a name for those who hear the page."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(forms.DateInput, attrs)
        self.widgets = [
            forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "aria-label": label})
            for label in (gettext_lazy("from"), gettext_lazy("until before"))
        ]


class FromToField(DateRangeFormField):
    widget = FromToWidget


RANGES: dict[Any, Any] = {
    **StaffAdmin.formfield_overrides,
    DateRangeField: {"form_class": FromToField, "widget": FromToWidget},
}


@admin.register(UseClass)
class UseClassAdmin(StaffAdmin):
    list_display = ["name", "code", "group", "sort"]
    list_filter = ["group"]
    search_fields = ["name"]


# ---------------------------------------------------------------- the stock
class OccupancyInline(admin.TabularInline):
    model = OccupancyPeriod
    fields = ["status", "period", "use_class", "tenant_name", "source", "verified_on"]
    formfield_overrides = RANGES
    extra = 0

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.choices = cached_choices(request, db_field, field)
        return field


def cached_choices(request: HttpRequest, db_field: Any, field: Any) -> list:
    """The choices of a field, read once per page however many rows show it."""
    name = f"_choices_of_{db_field.name}"
    if not hasattr(request, name):
        setattr(request, name, list(field.choices))
    return getattr(request, name)


class UnitPhotoForm(forms.ModelForm):
    """A photo or plan that staff add: checked and re-encoded like those of visitors."""

    upload = forms.FileField(
        label=gettext_lazy("file"), required=False, widget=forms.FileInput(attrs={"accept": ACCEPT})
    )
    is_shown = forms.BooleanField(label=gettext_lazy("show publicly"), required=False)

    class Meta:
        model = UnitPhoto
        fields = ["kind", "alt", "sort", "rights_confirmed"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_shown"].initial = self.instance.approved_at is not None
        self.fields["upload"].disabled = self.instance.pk is not None

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if self.instance.pk:
            return None
        if not upload:
            raise forms.ValidationError(_("Please choose a photo or a plan."))
        self.encoded = photos.encode(upload)
        return upload

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("is_shown") and not (self.cleaned_data.get("alt") or "").strip():
            self.add_error("alt", _("Please say what the photo shows before everyone sees it."))
        return cleaned

    def save(self, commit: bool = True) -> UnitPhoto:
        photo = self.instance
        if encoded := getattr(self, "encoded", None):
            photo.key = photos.store(encoded)
            photo.width, photo.height = encoded.width, encoded.height
            photo.byte_size, photo.sha256 = encoded.byte_size, encoded.sha256
        shown = self.cleaned_data.get("is_shown")
        photo.approved_at = (photo.approved_at or timezone.now()) if shown else None
        return super().save(commit)


class UnitPhotoInline(admin.TabularInline):
    model = UnitPhoto
    form = UnitPhotoForm
    fields = ["picture", "upload", "kind", "alt", "sort", "rights_confirmed", "is_shown"]
    readonly_fields = ["picture"]
    extra = 0

    @admin.display(description=gettext_lazy("picture"))
    def picture(self, photo: UnitPhoto) -> str:
        if not photo.pk:
            return "–"
        width = photo.stored_width(400)
        return format_html(
            '<img src="{}" alt="{}" width="{}" height="{}" class="photo-small">',
            photo.url(400),
            photo.alt,
            width,
            photo.stored_height(width),
        )


class StepFreeFilter(admin.SimpleListFilter):
    title = gettext_lazy("entrance")
    parameter_name = "entrance"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("free", _("step-free")), ("one", _("one step")), ("more", _("more steps")), ("unknown", _("unknown"))]

    def queryset(self, request: HttpRequest, units: QuerySet) -> QuerySet:
        # A ramp that nobody asked about is no ramp here.
        no_ramp = Q(has_ramp=False) | Q(has_ramp__isnull=True)
        chosen = {
            "free": Q(entrance_steps=0) | Q(has_ramp=True),
            "one": Q(entrance_steps=1) & no_ramp,
            "more": Q(entrance_steps__gt=1) & no_ramp,
            "unknown": Q(entrance_steps__isnull=True) & no_ramp,
        }
        wanted = self.value() or ""
        return units.filter(chosen[wanted]) if wanted in chosen else units


@admin.register(ShopUnit)
class ShopUnitAdmin(TableAdmin):
    table = UnitTable
    list_display = ["number", "address_shown", "area", "access", "gastronomy"]
    list_filter = ["street", "side", StepFreeFilter, "gastronomy"]
    list_select_related = ["street"]
    search_fields = ["number", "street__name", "house_number", "unit_label"]
    search_help_text = gettext_lazy("Number, street or house number")
    formfield_overrides = RANGES
    copyable = True
    copy_leaves_out = ("house_number", "unit_label", "position", "property_contact", "internal_note")
    inlines = [OccupancyInline, UnitPhotoInline]
    fieldsets = [
        (
            gettext_lazy("Where it is"),
            {
                "fields": [
                    "street", "house_number", "unit_label", "postcode", "city", "part", "side", "position", "floor",
                    "in_stock",
                ]
            },
        ),
        (
            gettext_lazy("Areas"),
            {
                "fields": [
                    "total_area_m2", "sales_area_m2", "ancillary_area_m2", "storage_area_m2", "basement_area_m2",
                    "outdoor_area_m2", "shopfront_width_m", "ceiling_height_m",
                ]
            },
        ),
        (
            gettext_lazy("How to get in"),
            {
                "fields": [
                    "entrance_steps", "entrance_step_height_cm", "has_ramp", "door_width_cm", "has_accessible_wc",
                ]
            },
        ),
        (
            gettext_lazy("Equipment"),
            {
                "fields": [
                    "gastronomy", "has_water", "power_kw", "has_three_phase", "wc_count", "has_kitchenette",
                    "has_extract_duct", "has_grease_separator", "equipment_note", "year_built", "is_listed",
                ]
            },
        ),
        (gettext_lazy("Only for the office"), {"fields": ["property_contact", "internal_note"]}),
    ]  # fmt: skip

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a unit that no longer counts ends in stock, so that old figures stay true

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The owner is a person: only who may see owners finds them here."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.sees_owners(request):
            return fieldsets
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name != "property_contact"]})
            for title, options in fieldsets
        ]

    def sees_owners(self, request: HttpRequest) -> bool:
        return request.user.has_perm("vacancies.view_propertycontact")

    @admin.display(description=gettext_lazy("address"), ordering="street__name_sort")
    def address_shown(self, unit: ShopUnit) -> str:
        return unit.address

    @admin.display(description=gettext_lazy("area (m²)"), ordering="total_area_m2")
    def area(self, unit: ShopUnit) -> Any:
        return unit.lettable_area_m2

    @admin.display(description=gettext_lazy("entrance"))
    def access(self, unit: ShopUnit) -> Any:
        badge = cards.access_badge(unit)
        return badge_column(badge) if badge else None

    def save_model(self, request: HttpRequest, obj: ShopUnit, form: Any, change: bool) -> None:
        if not change:
            services.register_unit(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        services.unit_changed(form.instance)


@admin.register(PropertyContact)
class PropertyContactAdmin(TableAdmin):
    table = OwnerTable
    list_display = ["name", "kind", "phone", "email", "informed_on", "purge_on"]
    list_filter = ["kind"]
    search_fields = ["name", "email", "phone", "postal_address"]


@admin.register(OccupancyPeriod)
class OccupancyPeriodAdmin(TableAdmin):
    table = PeriodTable
    list_display = ["unit", "status", "begins", "ends", "use_class", "source", "verified_on"]
    list_filter = ["status", "unit__street", "use_class", "source"]
    list_select_related = ["unit__street", "use_class"]
    search_fields = ["unit__number", "unit__street__name", "unit__house_number"]
    fields = ["unit", "status", "period", "use_class", "tenant", "tenant_name", "source", "verified_on"]
    formfield_overrides = RANGES

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "unit":
            kwargs["queryset"] = ShopUnit.objects.select_related("street")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("from"), ordering="period")
    def begins(self, period: OccupancyPeriod) -> date:
        return period.period.lower

    @admin.display(description=gettext_lazy("until before"))
    def ends(self, period: OccupancyPeriod) -> date | None:
        return period.period.upper


# ---------------------------------------------------------------- listings
AMOUNTS = ("net_cold_rent_month", "ancillary_costs_month", "heating_costs_month", "deposit", "sale_price")


class ListingForm(GuardedForm):
    """A listing that is public stays complete: what it lacks is named before the database refuses it."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in AMOUNTS:
            amount = self.cleaned_data.get(name)
            if amount is not None and amount < 0:
                self.add_error(name, _("Please enter a positive amount, or leave the field empty."))
        both = set(self.cleaned_data.get("wanted_uses") or []) & set(self.cleaned_data.get("excluded_uses") or [])
        if both:
            names = ", ".join(sorted(use.name for use in both))
            self.add_error("excluded_uses", _("Wanted and not wanted at once: %(names)s") % {"names": names})
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own hook, unknown to its stubs
        if self.instance.state in LIVE and not self.errors:
            for problem in services.missing_details(self.instance):
                self.add_error(None, problem)


class EnergyFilter(admin.SimpleListFilter):
    title = gettext_lazy("energy certificate")
    parameter_name = "energy"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("missing", _("not asked yet"))]

    def queryset(self, request: HttpRequest, listings: QuerySet) -> QuerySet:
        return listings.filter(energy_status="missing") if self.value() == "missing" else listings


@admin.register(Listing)
class ListingAdmin(TableAdmin, CaseAdmin):
    table = ListingTable
    form = ListingForm
    list_display = ["title", "number", "state_shown", "promise", "unit", "kind"]
    list_filter = ["state", "kind", "unit__street", EnergyFilter]
    list_select_related = ["unit__street"]
    search_fields = ["number", "title", "unit__number", "unit__street__name", "unit__house_number"]
    search_help_text = gettext_lazy("Number, title, street or house number")
    # What owners offer comes first, by its promise; then the newest.
    ordering = [Case(When(state=ListingState.OFFERED, then="answer_due_on")).asc(nulls_last=True), "-created_at"]
    effects, usual = LISTING_EFFECTS, LISTING_USUAL
    bulk_steps = ("pause", "expire", "spam")
    copyable = True
    copy_leaves_out = ("owner_consent_on", "owner_consent_note", "checked_on")
    silent = set(LISTING_EFFECTS)  # owners are told by the office itself
    step_forms = {**dict.fromkeys(LISTING_EFFECTS, NoteForm), "let": LetForm}
    add_form_template = "admin/change_form.html"  # a new listing has no history yet
    fieldsets = [
        (gettext_lazy("The offer"), {"fields": ["unit", "kind", "title", "description", "location_text"]}),
        (gettext_lazy("Consent of the owner"), {"fields": ["owner_consent_on", "owner_consent_note", "show_address"]}),
        (
            gettext_lazy("Rent or price"),
            {
                "fields": [
                    "net_cold_rent_month", "rent_on_request", "sale_price", "ancillary_costs_month",
                    "heating_costs_month", "heating_included", "vat_charged", "deposit", "commission",
                ]
            },
        ),
        (
            gettext_lazy("Dates and terms"),
            {"fields": ["available_from", "min_term_months", "max_term_months", "checked_on"]},
        ),
        (
            gettext_lazy("Energy"),
            {
                "fields": [
                    "energy_status", "building_kind", "energy_kind", "energy_heat_kwh", "energy_power_kwh",
                    "energy_total_kwh", "energy_carrier", "energy_year_built", "energy_class", "energy_issued_on",
                    "energy_exempt_reason",
                ]
            },
        ),
        (gettext_lazy("Uses"), {"fields": ["wanted_uses", "excluded_uses"]}),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).defer(*search.COLUMNS)
        return rows.select_related("unit__street", "unit__property_contact", "contribution__participant")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list:
        settled = obj is not None and obj.state not in (ListingState.OFFERED, ListingState.DRAFT)
        return ["unit"] if settled else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "unit":
            kwargs["queryset"] = ShopUnit.objects.select_related("street")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_shown(self, listing: Listing) -> SafeString:
        return badge_column(cards.state_badge(listing))

    @admin.display(description=gettext_lazy("answer promised by"), ordering="answer_due_on")
    def promise(self, listing: Listing) -> Any:
        due = self.due_on(listing)
        return overdue_badge(due) if due and due < timezone.localdate() else short_date(due)

    def due_on(self, obj: Any) -> Any:
        return obj.answer_due_on if obj.state == ListingState.OFFERED else None

    def badge(self, obj: Any) -> dict[str, Any]:
        return cards.state_badge(obj)

    def take_step(self, obj: Any, step: str, **given: Any) -> Any:
        return services.take_step(obj, step, **given)

    def following(self) -> Listing | None:
        return Listing.objects.offered().order_by("answer_due_on", "pk").first()

    def story(self, obj: Any) -> str:
        return ""  # what the owner said stands first in the history

    def missing(self, obj: Any) -> list[str]:
        goes_public = obj.state not in (*LIVE, ListingState.LET, ListingState.WITHDRAWN, ListingState.SPAM)
        return services.missing_for_publication(obj) if goes_public else []

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        unit, contact = obj.unit, obj.unit.property_contact
        described = [photo for photo in unit.photos.all() if photo.alt.strip()]
        enquiries = reverse("admin:vacancies_enquiry_changelist") + f"?listing__id__exact={obj.pk}"
        unit_url = reverse("admin:vacancies_shopunit_change", args=[unit.pk])
        facts = [
            {"label": _("Shop unit: facts and photos"), "value": unit, "url": unit_url},
            {"label": _("Photos with a description"), "value": str(len(described))},
            {"label": _("Enquiries"), "value": str(obj.enquiries.count()), "url": enquiries},
            {"label": _("Consent of the owner"), "value": obj.owner_consent_note},
        ]
        if contact:
            address = reverse("admin:vacancies_propertycontact_change", args=[contact.pk])
            facts.append({"label": _("Owner or manager"), "value": contact, "url": address})
        return facts

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Facts that lead to pages of persons stay with those who may open these."""
        hidden = set()
        if not request.user.has_perm("vacancies.view_propertycontact"):
            hidden.add(_("Owner or manager"))
        if not request.user.has_perm("vacancies.view_enquiry"):
            hidden.add(_("Enquiries"))
        context["facts"] = [fact for fact in context.get("facts", []) if fact["label"] not in hidden]
        return super().render_change_form(request, context, *args, **kwargs)

    def preview(self, request: HttpRequest, obj: Any) -> tuple[str, dict[str, Any]]:
        return "vacancies/listing_detail.html", {**views.detail_context(obj, all_photos=True), "panels": []}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            services.register_listing(form.instance, by=cast(User, request.user))


# ---------------------------------------------------------------- enquiries
@admin.register(Enquiry)
class EnquiryAdmin(TableAdmin, CaseAdmin):
    table = EnquiryTable
    shortcut = gettext_lazy("Note an enquiry")
    list_display = ["person", "listing", "state_shown", "promise", "received_on"]
    list_display_links = ["person"]
    list_filter = ["state", "intended_use"]
    list_select_related = ["listing", "contribution"]
    search_fields = ["listing__number", "text", "company", "contribution__name", "contribution__participant__email"]
    search_help_text = gettext_lazy("Number of the listing, text, name or e-mail address")
    ordering = [Case(When(state=EnquiryState.NEW, then="answer_due_on")).asc(nulls_last=True), "-created_at"]
    effects, usual = ENQUIRY_EFFECTS, ENQUIRY_USUAL
    bulk_steps = ("contact", "lose", "spam")
    silent = set(ENQUIRY_EFFECTS)  # the office answers in its own words
    step_forms = dict.fromkeys(ENQUIRY_EFFECTS, NoteForm)
    fields = ["company", "intended_use", "start_wanted", "wants_viewing", "wants_call", "answer_due_on"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related("listing__unit__street", "contribution__participant", "intended_use").defer(
            *(f"listing__{column}" for column in search.COLUMNS)
        )

    @admin.display(description=gettext_lazy("from"))
    def person(self, enquiry: Enquiry) -> str:
        name = enquiry.contribution.name if enquiry.contribution else ""
        return ", ".join(part for part in (name, enquiry.company) if part) or _("name deleted")

    @admin.display(description=gettext_lazy("received"), ordering="created_at")
    def received_on(self, enquiry: Enquiry) -> str | None:
        return short_date(enquiry.created_at)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_shown(self, enquiry: Enquiry) -> SafeString:
        return badge_column(self.badge(enquiry))

    @admin.display(description=gettext_lazy("answer promised by"), ordering="answer_due_on")
    def promise(self, enquiry: Enquiry) -> Any:
        due = self.due_on(enquiry)
        return overdue_badge(due) if due and due < timezone.localdate() else short_date(due)

    def due_on(self, obj: Any) -> Any:
        return obj.answer_due_on if obj.state == EnquiryState.NEW else None

    def badge(self, obj: Any) -> dict[str, Any]:
        return {"label": obj.get_state_display(), "tone": cards.ENQUIRY_TONES.get(obj.state, "neutral")}

    def take_step(self, obj: Any, step: str, **given: Any) -> Any:
        return services.take_enquiry_step(obj, step, **given)

    def following(self) -> Enquiry | None:
        return Enquiry.objects.new().order_by("answer_due_on", "pk").first()

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        wishes = [word for word, wanted in ((_("viewing"), obj.wants_viewing), (_("call"), obj.wants_call)) if wanted]
        listing_url = reverse("admin:vacancies_listing_change", args=[obj.listing_id])
        return [
            {"label": _("Listing"), "value": obj.listing, "url": listing_url},
            {"label": _("Address"), "value": obj.listing.unit.address},
            {"label": _("Intended use"), "value": obj.intended_use},
            {"label": _("Firm or club"), "value": obj.company},
            {"label": _("Wanted from"), "value": obj.start_wanted},
            {"label": _("Wishes"), "value": ", ".join(wishes)},
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """“Note an enquiry”: for somebody without web form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        listings = Listing.objects.filter(state__in=LIVE).defer(*search.COLUMNS).order_by("number")
        start = {"form_key": FormKey.fresh().sign("enquiry-call"), "listing": request.GET.get("listing", "")}
        form = CallNote(request.POST or None, listings=listings, initial=start)
        if request.method == "POST" and form.is_valid():
            key = FormKey.read(form.cleaned_data["form_key"], "enquiry-call")
            if key is None:
                form.data = changed(form.data, form_key=FormKey.fresh().sign("enquiry-call"))
                form.add_error(None, _("This page was open for a long time. Please send it once more."))
            else:
                enquiry, _is_new = services.record_enquiry(
                    form.cleaned_data["listing"],
                    key=key.key,
                    draft=form.draft(),
                    person=form.person(),
                    channel=form.cleaned_data["channel"],
                    privacy_version=PRIVACY_VERSION,
                    by=cast(User, request.user),
                )
                self.tell(request, _("The enquiry is noted."))
                return HttpResponseRedirect(self.address("change", enquiry.pk))
        return self.page(
            request,
            "admin/vacancies/enquiry/call.html",
            _("Note an enquiry"),
            None,
            form=form,
            helper=bare_helper(form),
        )
