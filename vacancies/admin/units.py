"""Back office of the inventory: shop units, their uses, photos and owners."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import GuardedForm, StaffAdmin, badge_column
from eving.core.backoffice.columns import OneLineFields
from eving.core.backoffice.list_search import Word, one_holds
from eving.core.backoffice.tables import TableAdmin
from eving.core.photos import encoding, storage
from eving.core.public.photo_fields import ACCEPT, UploadsFirst
from eving.core.public.streets import StreetOnce
from eving.core.templatetags.eving import square_metres
from vacancies.admin.inventory import InventoryAdmin
from vacancies.admin.matches import SeekersAdmin
from vacancies.admin.occupancy import OccupancyInline
from vacancies.admin.owners import OwnerDialogue, TalksGoAlong
from vacancies.admin.ranges import RANGES
from vacancies.cards import units as unit_cards
from vacancies.forms.days import SensibleDays
from vacancies.models import (
    OccupancyPeriod,
    OccupancyStatus,
    PropertyContact,
    ShopUnit,
    UnitPhoto,
    UseClass,
)
from vacancies.models.features import Group, columns_of
from vacancies.services import address_privacy, list_columns
from vacancies.services.units import loses_its_street, register_unit, street_error
from vacancies.tables.owners import OwnerTable
from vacancies.tables.units import UnitTable


@admin.register(UseClass)
class UseClassAdmin(StaffAdmin):
    in_office_search = False
    list_display = ["name", "code", "group", "sort"]
    list_filter = ["group"]
    search_fields = ["name"]


class UnitForm(StreetOnce, SensibleDays, GuardedForm):
    """Refuses public texts that name a hidden house number, and a public shop without a street of the list."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "street" not in self.errors and loses_its_street(self.instance, self.cleaned_data.get("street")):
            self.add_error("street", street_error())
        street = self.cleaned_data.get("street")
        if street and "street" in self.changed_data and not self.cleaned_data.get("part"):
            self.cleaned_data["part"] = street.part
        for name in address_privacy.PUBLIC_TEXTS:
            if name in self.changed_data and address_privacy.gives_away(
                self.instance, self.cleaned_data.get(name) or ""
            ):
                self.add_error(name, address_privacy.house_number_error())
        return cleaned


class UnitPhotoForm(forms.ModelForm):
    """Uploads are checked and re-encoded like those of visitors."""

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
        self.encoded = encoding.encode(upload)
        return upload

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("is_shown") and not (self.cleaned_data.get("alt") or "").strip():
            self.add_error("alt", _("Please say what the photo shows before everyone sees it."))
        # Only for changed rows: reading the unit costs a query for each photo.
        is_shown_anew = self.instance.unit_id and self.changed_data and self.cleaned_data.get("is_shown")
        if is_shown_anew and address_privacy.gives_away(self.instance.unit, self.cleaned_data.get("alt") or ""):
            self.add_error("alt", address_privacy.house_number_error())
        return cleaned

    def save(self, commit: bool = True) -> UnitPhoto:
        photo = self.instance
        if encoded := getattr(self, "encoded", None):
            photo.key = storage.store(encoded)
            photo.width, photo.height = encoded.width, encoded.height
            photo.byte_size, photo.sha256 = encoded.byte_size, encoded.sha256
        is_shown = self.cleaned_data.get("is_shown")
        photo.approved_at = (photo.approved_at or timezone.now()) if is_shown else None
        return super().save(commit)


class UnitPhotoInline(OneLineFields, admin.TabularInline):
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
        # An unknown ramp does not count as one.
        no_ramp = Q(has_ramp=False) | Q(has_ramp__isnull=True)
        chosen = {
            "free": Q(entrance_steps=0) | Q(has_ramp=True),
            "one": Q(entrance_steps=1) & no_ramp,
            "more": Q(entrance_steps__gt=1) & no_ramp,
            "unknown": Q(entrance_steps__isnull=True) & no_ramp,
        }
        wanted = self.value() or ""
        return units.filter(chosen[wanted]) if wanted in chosen else units


UNKNOWN, ENDED = "unknown", "ended"
STATUS_TONES: dict[str, str] = {
    OccupancyStatus.VACANT: "warning",
    OccupancyStatus.INTERIM: "info",
    OccupancyStatus.MISUSED: "danger",
}


class StatusFilter(admin.SimpleListFilter):
    """Needs the annotation ``status_today`` of the list."""

    title = gettext_lazy("use today")
    parameter_name = "today"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [*OccupancyStatus.choices, (UNKNOWN, _("unknown")), (ENDED, _("no longer in inventory"))]

    def queryset(self, request: HttpRequest, units: QuerySet) -> QuerySet:
        wanted, today = self.value(), timezone.localdate()
        if wanted == ENDED:
            return units.filter(in_inventory__fully_lt=(today, None))
        if wanted not in (*OccupancyStatus.values, UNKNOWN):
            return units
        status = Q(status_today__isnull=True) if wanted == UNKNOWN else Q(status_today=wanted)
        return units.filter(status, in_inventory__contains=today)


@admin.register(ShopUnit)
class ShopUnitAdmin(UploadsFirst, InventoryAdmin, OwnerDialogue, SeekersAdmin, TableAdmin):
    read_first = {"photos": encoding.encode}
    table = UnitTable
    form = UnitForm
    list_display = ["number", "address_display", "today_display", "area", "access"]
    list_filter = [StatusFilter, "street", "side", StepFreeFilter, "gastronomy"]
    list_select_related = ["street"]
    search_fields = [
        "number", "street__name", "other_street", "house_number", "unit_label", "property_contact__name",
    ]  # fmt: skip
    search_help_text = gettext_lazy("Number, street and house number, who is in it today, or the owner")
    formfield_overrides = RANGES
    copyable = True
    copy_leaves_out = (
        "house_number", "unit_label", "position", "property_contact", "owner_willing", "internal_note",
        "inventory_end_reason",
    )  # fmt: skip
    readonly_fields = ["lineage"]
    inlines = [OccupancyInline, UnitPhotoInline]
    fieldsets = [
        (
            gettext_lazy("Where it is"),
            {
                "fields": [
                    "street", "other_street", "house_number", "unit_label", "postcode", "city", "part", "side",
                    "position", "floor", "in_inventory", "inventory_end_reason", "lineage",
                ]
            },
        ),
        (
            gettext_lazy("Areas"),
            {
                "fields": [
                    "total_area_m2", "sales_area_m2", "ancillary_area_m2", "storage_area_m2", "basement_area_m2",
                    "outdoor_area_m2", "divisible_from_m2", "shopfront_width_m", "shopfront_count",
                    *columns_of(Group.AREAS), "ceiling_height_m",
                ]
            },
        ),
        (
            gettext_lazy("Access"),
            {
                "fields": [
                    "entrance_steps", "entrance_step_height_cm", "has_ramp", "door_width_cm",
                    *columns_of(Group.ACCESS),
                ]
            },
        ),
        (
            gettext_lazy("Equipment"),
            {
                "fields": [
                    "gastronomy", *columns_of(Group.EQUIPMENT), "power_kw", "wc_count", "internet", "delivery_access",
                    "parking_spaces", "equipment_note", "year_built", "modernised_in", "is_listed",
                ]
            },
        ),
        (gettext_lazy("Only for the office"), {"fields": ["property_contact", "owner_willing", "internal_note"]}),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        holds = OccupancyPeriod.objects.on(timezone.localdate()).filter(unit=OuterRef("pk"))
        return super().get_queryset(request).annotate(status_today=Subquery(holds.values("status")[:1]))

    def search_besides(self, request: HttpRequest, word: Word) -> Q:
        """Who is in it today."""
        if not request.user.has_perm("vacancies.view_occupancyperiod"):
            return super().search_besides(request, word)
        holds = one_holds(["tenant_name", "tenant__name"], word)
        return Q(pk__in=OccupancyPeriod.objects.on(timezone.localdate()).filter(holds).values("unit"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # its period in the inventory ends instead, so that old figures stay true

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if self.sees_owners(request):
            return fieldsets
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name != "property_contact"]})
            for title, options in fieldsets
        ]

    def sees_owners(self, request: HttpRequest) -> bool:
        return request.user.has_perm("vacancies.view_propertycontact")

    @admin.display(description=gettext_lazy("joined or divided"))
    def lineage(self, unit: ShopUnit) -> str:
        if not unit.pk:
            return "–"
        kin = [
            (_("came from"), unit.predecessors.select_related("street")),
            (_("became"), unit.successors.select_related("street")),
        ]
        lines = [(label, ", ".join(str(row) for row in rows)) for label, rows in kin]
        return format_html_join(" ", "{}: {}", [line for line in lines if line[1]]) or "–"

    @admin.display(description=gettext_lazy("address"), ordering="street__name_sort")
    def address_display(self, unit: ShopUnit) -> str:
        return unit.address

    @admin.display(description=gettext_lazy("use today"), ordering="status_today")
    def today_display(self, unit: Any) -> Any:
        if not unit.was_in_inventory(timezone.localdate()):
            return _("no longer in inventory")
        if unit.status_today is None:
            return _("unknown")
        label = OccupancyStatus(unit.status_today).label
        return badge_column({"label": label, "tone": STATUS_TONES.get(unit.status_today, "neutral")})

    @admin.display(description=gettext_lazy("area"), ordering="total_area_m2")
    def area(self, unit: ShopUnit) -> Any:
        return square_metres(unit.lettable_area_m2) or None

    @admin.display(description=gettext_lazy("entrance"))
    def access(self, unit: ShopUnit) -> Any:
        badge = unit_cards.access_badge(unit)
        return badge_column(badge) if badge else None

    def save_model(self, request: HttpRequest, obj: ShopUnit, form: Any, change: bool) -> None:
        if not change:
            register_unit(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        list_columns.unit_changed(form.instance)


class ContactForm(SensibleDays, GuardedForm):
    pass


@admin.register(PropertyContact)
class PropertyContactAdmin(TalksGoAlong, TableAdmin):
    form = ContactForm
    table = OwnerTable
    list_display = ["name", "kind", "phone", "email", "informed_on", "purge_on"]
    list_filter = ["kind"]
    search_fields = ["name", "email", "phone", "postal_address"]
