"""Inventory of shop units as a table: columns, matching of rows and saving for import and export."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.models import DistrictPart, Street, User
from eving.core.search.german import fold
from eving.core.tables.columns import (
    PERSONAL,
    ChoiceCell,
    Column,
    DateCell,
    HouseNumberCell,
    NumberCell,
    PostcodeCell,
    RelatedCell,
    StreetCell,
)
from eving.core.tables.saving import Candidate
from eving.core.tables.table import Table
from vacancies.forms.days import unlikely_days
from vacancies.models import Gastronomy, ShopUnit, Side, Willing
from vacancies.models.units import Internet
from vacancies.services import address_privacy, list_columns
from vacancies.services.units import loses_its_street, register_units, street_error
from vacancies.tables.columns import plain_column


def units() -> QuerySet:
    return ShopUnit.objects.select_related("street")


def street_in(values: dict[str, Any]) -> str:
    street = values.get("street")
    return street.name if street else values.get("other_street") or ""


class UnitTable(Table):
    model = ShopUnit
    name_column = "house_number"

    number = Column(gettext_lazy("number"), help=gettext_lazy("Empty: a new unit."))
    street = Column(
        gettext_lazy("street"),
        StreetCell(Street.objects.all, "name", "slug"),
        help=gettext_lazy("Required, unless the next column names one that is not in the list."),
        example="Bergstraße",
    )
    other_street = Column(gettext_lazy("other street"), help=gettext_lazy("Only for a street that is not in the list."))
    house_number = Column(gettext_lazy("house number"), HouseNumberCell(), required=True, example="12a")
    unit_label = Column(gettext_lazy("part of the house"), example="links")
    postcode = Column(
        gettext_lazy("postcode"),
        PostcodeCell(),
        usual=settings.DISTRICT.postcode,
        help=format_lazy(gettext_lazy("Empty: {value}."), value=settings.DISTRICT.postcode),
    )
    part = Column(gettext_lazy("part of the district"), RelatedCell(DistrictPart.objects.all, "name", "slug"))
    side = Column(gettext_lazy("side of the street"), ChoiceCell(Side), required=True, example="gerade Nummern")
    position = Column(
        gettext_lazy("position in the street band"),
        NumberCell(),
        required=True,
        help=gettext_lazy("Small numbers come first; house number × 10 is a good start."),
        example="120",
    )
    floor = Column(gettext_lazy("floor"), NumberCell(), usual=0, help=gettext_lazy("Empty: ground floor (0)."))
    total_area_m2 = plain_column(ShopUnit.total_area_m2)
    sales_area_m2 = plain_column(ShopUnit.sales_area_m2)
    ancillary_area_m2 = plain_column(ShopUnit.ancillary_area_m2)
    storage_area_m2 = plain_column(ShopUnit.storage_area_m2)
    basement_area_m2 = plain_column(ShopUnit.basement_area_m2)
    outdoor_area_m2 = plain_column(ShopUnit.outdoor_area_m2)
    divisible_from_m2 = plain_column(ShopUnit.divisible_from_m2)
    shopfront_width_m = plain_column(ShopUnit.shopfront_width_m)
    shopfront_count = plain_column(ShopUnit.shopfront_count)
    ceiling_height_m = plain_column(ShopUnit.ceiling_height_m)
    entrance_steps = plain_column(ShopUnit.entrance_steps)
    entrance_step_height_cm = plain_column(ShopUnit.entrance_step_height_cm)
    has_ramp = plain_column(ShopUnit.has_ramp)
    door_width_cm = plain_column(ShopUnit.door_width_cm)
    is_corner = plain_column(ShopUnit.is_corner)
    has_accessible_wc = plain_column(ShopUnit.has_accessible_wc)
    has_turning_space = plain_column(ShopUnit.has_turning_space)
    has_water = plain_column(ShopUnit.has_water)
    has_three_phase = plain_column(ShopUnit.has_three_phase)
    has_kitchenette = plain_column(ShopUnit.has_kitchenette)
    has_extract_duct = plain_column(ShopUnit.has_extract_duct)
    has_grease_separator = plain_column(ShopUnit.has_grease_separator)
    power_kw = plain_column(ShopUnit.power_kw)
    wc_count = plain_column(ShopUnit.wc_count)
    delivery_access = plain_column(ShopUnit.delivery_access)
    parking_spaces = plain_column(ShopUnit.parking_spaces)
    equipment_note = plain_column(ShopUnit.equipment_note)
    year_built = plain_column(ShopUnit.year_built)
    modernised_in = plain_column(ShopUnit.modernised_in)
    is_listed = plain_column(ShopUnit.is_listed)
    gastronomy = Column(gettext_lazy("café or restaurant use"), ChoiceCell(Gastronomy, Gastronomy.UNCLEAR))
    internet = Column(gettext_lazy("internet"), ChoiceCell(Internet))
    owner_willing = Column(gettext_lazy("owner wants to let"), ChoiceCell(Willing))
    since = Column(
        gettext_lazy("in inventory since"),
        DateCell(),
        required=True,
        get=lambda unit: unit.in_inventory.lower,
        example="01.01.2020",
    )
    until = Column(gettext_lazy("in inventory until (exclusive)"), DateCell(), get=lambda unit: unit.in_inventory.upper)
    owner = Column(
        gettext_lazy("owner or manager"), level=PERSONAL, get=lambda unit: unit.property_contact or "", only_out=True
    )
    internal_note = Column(gettext_lazy("internal note"), level=PERSONAL)

    def rows(self) -> QuerySet:
        return ShopUnit.objects.select_related("street", "part", "property_contact")

    def alias_of(self, obj: Any) -> str:
        return fold(f"{obj.street_name} {obj.house_number} {obj.unit_label}".strip())

    def alias_in(self, values: dict[str, Any]) -> str:
        return fold(f"{street_in(values)} {values['house_number']} {values.get('unit_label', '')}".strip())

    def similar(self, values: dict[str, Any], alias: str) -> str:
        """Only another unit in the same house: similar addresses in a street are normal."""
        return next((self.marked[mark] for mark in self.marks_in(values) if mark in self.marked), "")

    def marks(self, obj: Any) -> list[str]:
        return [fold(f"{obj.street_name} {obj.house_number}")]

    def marks_in(self, values: dict[str, Any]) -> list[str]:
        return [fold(f"{street_in(values)} {values['house_number']}")]

    def put(self, obj: ShopUnit, values: dict[str, Any]) -> None:
        super().put(obj, values)
        if obj.street:
            obj.other_street = ""
        if {"since", "until"} & values.keys():
            inventory = obj.in_inventory
            since = values.get("since") or (inventory.lower if inventory else None)
            until = values.get("until", inventory.upper if inventory else None)
            if since and until and until <= since:
                raise ValidationError({"until": _("The last day cannot lie before the first.")})
            obj.in_inventory = DateRange(since, until)

    def check(self, obj: ShopUnit, values: dict[str, Any]) -> None:
        if not obj.street_name:
            raise ValidationError({"street": _("Please fill in this cell.")})
        if loses_its_street(obj, obj.street):
            raise ValidationError({"street": street_error()})
        if wrong := unlikely_days(values):
            raise ValidationError(wrong)
        revealing = [
            name for name in address_privacy.PUBLIC_TEXTS if address_privacy.gives_away(obj, values.get(name) or "")
        ]
        if revealing:
            raise ValidationError(dict.fromkeys(revealing, address_privacy.house_number_error()))

    def write_all(self, rows: Sequence[Candidate], *, by: User) -> None:
        new = [row.obj for row in rows if row.is_new]
        register_units(new)
        ShopUnit.objects.bulk_create(new)
        if changed := self.update(rows, "in_inventory", "other_street"):
            list_columns.units_changed(changed)
