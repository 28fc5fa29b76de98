"""The stock of shop units, their uses, listings, enquiries and owners as tables."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.models import DistrictPart, Street, User
from eving.core.search import engine
from eving.core.search.german import fold
from eving.core.tables.columns import (
    PERSONAL,
    PUBLIC,
    ChoiceCell,
    Column,
    DateCell,
    ManyCell,
    NumberCell,
    RelatedCell,
    YesNoCell,
)
from eving.core.tables.table import Table
from vacancies import energy
from vacancies.forms.days import unlikely_days
from vacancies.models import (
    EnergyKind,
    EnergyStatus,
    Enquiry,
    EnquiryState,
    Gastronomy,
    Listing,
    ListingKind,
    ListingState,
    OccupancyPeriod,
    OccupancyStatus,
    Owed,
    PropertyContact,
    ShopUnit,
    Side,
    UseClass,
    VacancyReason,
    Willing,
)
from vacancies.models.listings import BuildingKind
from vacancies.models.units import Internet
from vacancies.services import hidden, listed, listings
from vacancies.services.units import register_unit
from vacancies.workflow.listings import LIVE

AMOUNTS = (
    "net_cold_rent_month", "ancillary_costs_month", "heating_costs_month", "deposit", "transfer_fee", "sale_price",
)  # fmt: skip
ENERGY_VALUES = ("energy_heat_kwh", "energy_power_kwh", "energy_total_kwh", "energy_primary_kwh")
# What is paid once: the answer whether, and how much.
PAID_ONCE = {"transfer_fee_owed": "transfer_fee", "commission_owed": "commission"}


def plain_columns(model: Any, names: str, *, level: int, places: int = 2, cell: Any = None) -> dict[str, Column]:
    """Columns that carry a field's own name and value, in the kind of the field."""
    columns = {}
    for name in names.split():
        field = model._meta.get_field(name)
        kinds = {
            "DateField": DateCell,
            "DecimalField": lambda field=field: NumberCell(field.decimal_places),
            "BooleanField": lambda field=field: YesNoCell(may_be_unknown=field.null),
        }
        kind = field.get_internal_type()
        widget = kinds[kind]() if kind in kinds else NumberCell() if "Integer" in kind else None
        columns[name] = Column(field.verbose_name, widget, level=level)
    return columns


def units() -> QuerySet:
    return ShopUnit.objects.select_related("street")


class UnitTable(Table):
    model = ShopUnit
    name_column = "house_number"

    number = Column(gettext_lazy("number"), help=gettext_lazy("Empty: a new unit."))
    street = Column(
        gettext_lazy("street"), RelatedCell(Street.objects.all, "name", "slug"), required=True, example="Bergstraße"
    )
    house_number = Column(gettext_lazy("house number"), required=True, example="12a")
    unit_label = Column(gettext_lazy("part of the house"), example="links")
    postcode = Column(gettext_lazy("postcode"), usual="44339", help=gettext_lazy("Empty: 44339."))
    part = Column(gettext_lazy("part of the district"), RelatedCell(DistrictPart.objects.all, "name", "slug"))
    side = Column(gettext_lazy("side of the street"), ChoiceCell(Side), required=True, example="gerade Nummern")
    position = Column(
        gettext_lazy("position in the band"),
        NumberCell(),
        required=True,
        help=gettext_lazy("Small numbers come first; house number × 10 is a good start."),
        example="120",
    )
    floor = Column(gettext_lazy("floor"), NumberCell(), usual=0, help=gettext_lazy("Empty: ground floor (0)."))
    locals().update(
        plain_columns(
            ShopUnit,
            "total_area_m2 sales_area_m2 ancillary_area_m2 storage_area_m2 basement_area_m2 outdoor_area_m2"
            " divisible_from_m2 shopfront_width_m shopfront_count is_corner ceiling_height_m entrance_steps"
            " entrance_step_height_cm has_ramp door_width_cm has_accessible_wc has_turning_space has_water power_kw"
            " has_three_phase wc_count has_kitchenette has_extract_duct"
            " has_grease_separator delivery_access parking_spaces equipment_note year_built modernised_in is_listed",
            level=2,
        )
    )
    gastronomy = Column(gettext_lazy("gastronomy"), ChoiceCell(Gastronomy, Gastronomy.UNCLEAR))
    internet = Column(gettext_lazy("internet"), ChoiceCell(Internet))
    owner_willing = Column(gettext_lazy("owner wants to let"), ChoiceCell(Willing))
    since = Column(
        gettext_lazy("in stock since"),
        DateCell(),
        required=True,
        get=lambda unit: unit.in_stock.lower,
        example="01.01.2020",
    )
    until = Column(gettext_lazy("in stock until before"), DateCell(), get=lambda unit: unit.in_stock.upper)
    owner = Column(
        gettext_lazy("owner or manager"), level=PERSONAL, get=lambda unit: unit.property_contact or "", only_out=True
    )
    internal_note = Column(gettext_lazy("internal note"), level=PERSONAL)

    def rows(self) -> QuerySet:
        return ShopUnit.objects.select_related("street", "part", "property_contact")

    def alias_of(self, obj: Any) -> str:
        return fold(f"{obj.street.name} {obj.house_number} {obj.unit_label}".strip())

    def alias_in(self, values: dict[str, Any]) -> str:
        street = values.get("street")
        return fold(f"{street.name if street else ''} {values['house_number']} {values.get('unit_label', '')}".strip())

    def warn(self, outcome: Any, values: dict[str, Any], alias: str) -> None:
        """Neighbours have similar addresses: only another unit of the same house is worth a word."""
        house = fold(f"{values['street'].name} {values['house_number']}")
        outcome.warning = self.marked.get(house, "")
        self.marked.setdefault(house, _("row %(number)d of this table") % {"number": outcome.number})

    def marks(self, obj: Any) -> list[str]:
        return [fold(f"{obj.street.name} {obj.house_number}")]

    def put(self, obj: ShopUnit, values: dict[str, Any]) -> None:
        super().put(obj, values)
        if {"since", "until"} & values.keys():
            stock = obj.in_stock
            since = values.get("since") or (stock.lower if stock else None)
            until = values.get("until", stock.upper if stock else None)
            if since and until and until <= since:
                raise ValidationError({"until": _("The last day cannot lie before the first.")})
            obj.in_stock = DateRange(since, until)

    def check(self, obj: ShopUnit, values: dict[str, Any]) -> None:
        if wrong := unlikely_days(values):
            raise ValidationError(wrong)
        told = [name for name in hidden.SHOWN_TEXTS if hidden.gives_away(obj, values.get(name) or "")]
        if told:
            raise ValidationError(dict.fromkeys(told, hidden.told_house()))

    def write(self, obj: ShopUnit, values: dict[str, Any], *, by: User, is_new: bool) -> None:
        if is_new:
            register_unit(obj)
        obj.save()
        if not is_new:
            listed.unit_changed(obj)


class PeriodTable(Table):
    """Who or what was where from when to when. A period is found again by its unit and its first day."""

    model = OccupancyPeriod
    name_column = "unit"
    key_column = "begins"

    unit = Column(
        gettext_lazy("shop unit"), RelatedCell(units, "number", "address"), required=True, example="EV-12",
        help=gettext_lazy("Number or address."),
    )  # fmt: skip
    begins = Column(gettext_lazy("from"), DateCell(), required=True, get=lambda row: row.period.lower)
    ends = Column(
        gettext_lazy("until before"),
        DateCell(),
        get=lambda row: row.period.upper,
        help=gettext_lazy("The first day after it; empty: until today."),
    )
    status = Column(gettext_lazy("status"), ChoiceCell(OccupancyStatus), required=True, example="leerstehend")
    use_class = Column(gettext_lazy("use"), RelatedCell(UseClass.objects.all, "name", "code"))
    source = Column(gettext_lazy("source"), ChoiceCell(OccupancyPeriod.Source, OccupancyPeriod.Source.SURVEY))
    precision = Column(
        gettext_lazy("beginning known"), ChoiceCell(OccupancyPeriod.Precision, OccupancyPeriod.Precision.DAY)
    )
    vacancy_reason = Column(gettext_lazy("reason of the vacancy"), ChoiceCell(VacancyReason))
    lease_ends_on = Column(gettext_lazy("lease ends on"), DateCell())
    verified_on = Column(gettext_lazy("last checked"), DateCell())
    note = Column(gettext_lazy("note"), level=PERSONAL)
    tenant_name = Column(gettext_lazy("name of the tenant"), level=PERSONAL)

    def rows(self) -> QuerySet:
        return OccupancyPeriod.objects.select_related("unit__street", "use_class").order_by("unit", "period")

    def key_of(self, obj: Any) -> str:
        return f"{obj.unit_id} {obj.period.lower}"

    def key_in(self, values: dict[str, Any]) -> str:
        return f"{values['unit'].pk} {values['begins']}"

    def alias_of(self, obj: Any) -> str:
        return ""

    def alias_in(self, values: dict[str, Any]) -> str:
        return ""

    def blank(self, values: dict[str, Any]) -> OccupancyPeriod:
        return OccupancyPeriod(period=DateRange(values["begins"], None))

    def put(self, obj: OccupancyPeriod, values: dict[str, Any]) -> None:
        super().put(obj, values)
        if {"begins", "ends"} & values.keys():
            begins: date = values.get("begins") or obj.period.lower
            ends = values.get("ends", obj.period.upper)
            if ends and ends <= begins:
                raise ValidationError({"ends": _("A period needs a first day before its last.")})
            obj.period = DateRange(begins, ends)

    def check(self, obj: OccupancyPeriod, values: dict[str, Any]) -> None:
        if wrong := unlikely_days(values):
            raise ValidationError(wrong)
        if obj.status in (OccupancyStatus.OCCUPIED, OccupancyStatus.INTERIM) and obj.use_class is None:
            raise ValidationError({"use_class": _("Please say what the unit is used for.")})

    def write(self, obj: OccupancyPeriod, values: dict[str, Any], *, by: User, is_new: bool) -> None:
        obj.save()


def impossible(values: dict[str, Any]) -> dict[str, str]:
    """A sentence for each value of a listing that cannot be: below zero, done on a day to come, a mistyped year."""
    sentences = {
        **dict.fromkeys(AMOUNTS, _("Please enter a positive amount, or leave the field empty.")),
        **dict.fromkeys(ENERGY_VALUES, _("An energy value cannot be below zero. Unknown? Then leave the field empty.")),
    }
    wrong = {name: sentence for name, sentence in sentences.items() if (values.get(name) or 0) < 0}
    to_come = {
        "checked_on": _("This day is still to come. When were the details last checked?"),
        "owner_consent_on": _("This day is still to come. When did the owner agree?"),
    }
    for name, sentence in to_come.items():
        if (values.get(name) or date.min) > timezone.localdate():
            wrong[name] = sentence
    if (issued_on := values.get("energy_issued_on")) and (sentence := energy.impossible_issue(issued_on)):
        wrong["energy_issued_on"] = sentence
    return wrong


class ListingTable(Table):
    """Listings. What comes in new is a draft; what is public stays complete or is refused."""

    model = Listing

    number = Column(gettext_lazy("number"), level=PUBLIC, help=gettext_lazy("Empty: a new draft."))
    unit = Column(
        gettext_lazy("shop unit"),
        RelatedCell(units, "number", "address"),
        required=True,
        help=gettext_lazy("Number or address."),
        example="EV-12",
    )
    place = Column(gettext_lazy("place shown publicly"), level=PUBLIC, only_out=True)
    kind = Column(gettext_lazy("kind"), ChoiceCell(ListingKind, ListingKind.LEASE), level=PUBLIC)
    title = Column(gettext_lazy("title"), level=PUBLIC, required=True, example="Laden mit Eckfenster")
    locals().update(
        plain_columns(
            Listing,
            "description location_text available_from min_term_months max_term_months net_cold_rent_month"
            " rent_on_request sale_price ancillary_costs_month heating_costs_month heating_included vat_charged"
            " deposit transfer_fee energy_heat_kwh energy_power_kwh energy_total_kwh energy_primary_kwh energy_carrier"
            " energy_year_built"
            " energy_class energy_issued_on energy_exempt_reason",
            level=PUBLIC,
        )
    )
    transfer_fee_owed = Column(
        gettext_lazy("something owed to the tenant before?"),
        ChoiceCell(Owed, Owed.UNKNOWN),
        level=PUBLIC,
        help=gettext_lazy("Without this column an amount means “to be paid”."),
    )
    commission_owed = Column(
        gettext_lazy("commission owed?"),
        ChoiceCell(Owed, Owed.UNKNOWN),
        level=PUBLIC,
        help=gettext_lazy("Without this column an amount means “to be paid”."),
    )
    # Under the heading of the time when the amount was all there was, so that older files can be read.
    commission = Column(gettext_lazy("commission"), level=PUBLIC)
    energy_status = Column(
        gettext_lazy("energy certificate"), ChoiceCell(EnergyStatus, EnergyStatus.MISSING), level=PUBLIC
    )
    energy_kind = Column(gettext_lazy("kind of certificate"), ChoiceCell(EnergyKind), level=PUBLIC)
    building_kind = Column(
        gettext_lazy("kind of building"), ChoiceCell(BuildingKind, BuildingKind.NON_RESIDENTIAL), level=PUBLIC
    )
    wanted_uses = Column(gettext_lazy("wanted uses"), ManyCell(UseClass.objects.all, "name", "code"), level=PUBLIC)
    excluded_uses = Column(gettext_lazy("excluded uses"), ManyCell(UseClass.objects.all, "name", "code"))
    show_address = Column(gettext_lazy("show the house number"), YesNoCell())
    owner_consent_on = Column(gettext_lazy("consent of the owner on"), DateCell())
    checked_on = Column(gettext_lazy("last checked"), DateCell())
    state = Column(gettext_lazy("state"), ChoiceCell(ListingState), level=PUBLIC, only_out=True)
    owner_consent_note = Column(gettext_lazy("how the owner agreed"), level=PERSONAL)

    def rows(self) -> QuerySet:
        rows = Listing.objects.defer(*engine.COLUMNS).order_by("-created_at", "-pk")
        return rows.select_related("unit__street", "unit__part").prefetch_related("wanted_uses", "excluded_uses")

    def alias_of(self, obj: Any) -> str:
        return fold(f"{obj.unit.number} {obj.title}")

    def alias_in(self, values: dict[str, Any]) -> str:
        return fold(f"{values['unit'].number} {values['title']}")

    def put(self, obj: Listing, values: dict[str, Any]) -> None:
        """An amount says that something is to be paid, also in files that have no column for the answer."""
        given = {column.name for column in self.given}
        for answer, amount in PAID_ONCE.items():
            if answer not in given and values.get(amount) not in (None, ""):
                values[answer] = Owed.SOME
        super().put(obj, values)

    def check(self, obj: Listing, values: dict[str, Any]) -> None:
        if wrong := {**unlikely_days(values), **impossible(values)}:
            raise ValidationError(wrong)
        contradict = [
            answer
            for answer, amount in PAID_ONCE.items()
            if getattr(obj, amount) not in (None, "") and getattr(obj, answer) != Owed.SOME
        ]
        if contradict:
            raise ValidationError(
                dict.fromkeys(contradict, _("Please choose “to be paid”, or leave the amount empty."))
            )
        if "unit" in values and obj.pk and obj.state not in (ListingState.OFFERED, ListingState.DRAFT):
            raise ValidationError({"unit": _("A listing that was public stays with its unit.")})
        if obj.state in LIVE and (missing := listings.missing_details(obj)):
            raise ValidationError(missing)

    def write(self, obj: Listing, values: dict[str, Any], *, by: User, is_new: bool) -> None:
        many = {"wanted_uses", "excluded_uses"}
        if is_new:
            obj.state = ListingState.DRAFT
            obj.save()
        else:
            obj.save(update_fields=[name for name in values if name not in many])
        for name in many & values.keys():
            getattr(obj, name).set(values[name])
        if obj.wanted_uses.filter(pk__in=obj.excluded_uses.values("pk")).exists():
            raise ValidationError({"excluded_uses": _("A use cannot be wanted and excluded at once.")})
        obj._prefetched_objects_cache = {}  # type: ignore[attr-defined] # the search reads what was just written
        if is_new:
            listings.register_listing(obj, by=by)
        else:
            listed.listing_changed(obj)


class EnquiryTable(Table):
    """Enquiries go out only."""

    model = Enquiry
    can_import = False

    listing = Column(gettext_lazy("listing"), get=lambda row: row.listing.number or row.listing.title)
    state = Column(gettext_lazy("state"), ChoiceCell(EnquiryState))
    received = Column(gettext_lazy("received"), DateCell(), get=lambda row: timezone.localdate(row.created_at))
    answer_due_on = Column(gettext_lazy("answer promised by"), DateCell())
    intended_use = Column(gettext_lazy("intended use"), get=lambda row: row.intended_use or "")
    start_wanted = Column(gettext_lazy("wanted from"))
    wants_viewing = Column(gettext_lazy("would like to see the unit"), YesNoCell())
    owner_may_know = Column(gettext_lazy("the owner may learn who asks"), YesNoCell())
    company = Column(gettext_lazy("firm"), level=PERSONAL)
    text = Column(gettext_lazy("plan"), level=PERSONAL)
    person = Column(
        gettext_lazy("name"), level=PERSONAL, get=lambda row: row.contribution.name if row.contribution else ""
    )
    email = Column(
        gettext_lazy("e-mail address"),
        level=PERSONAL,
        get=lambda row: row.contribution.email if row.contribution else "",
    )
    phone = Column(
        gettext_lazy("telephone"), level=PERSONAL, get=lambda row: row.contribution.phone if row.contribution else ""
    )

    def rows(self) -> QuerySet:
        return Enquiry.objects.select_related("listing", "intended_use", "contribution__participant").defer(
            *(f"listing__{column}" for column in engine.COLUMNS)
        )


class OwnerTable(Table):
    """Owners and managers are persons: they go out only with a reason."""

    model = PropertyContact
    can_import = False

    name = Column(gettext_lazy("name"), level=PERSONAL)
    kind = Column(gettext_lazy("kind"), ChoiceCell(PropertyContact.Kind), level=PERSONAL)
    postal_address = Column(gettext_lazy("postal address"), level=PERSONAL)
    email = Column(gettext_lazy("e-mail address"), level=PERSONAL)
    phone = Column(gettext_lazy("telephone"), level=PERSONAL)
    note = Column(gettext_lazy("note"), level=PERSONAL)
    informed_on = Column(gettext_lazy("informed about data protection"), DateCell(), level=PERSONAL)
    purge_on = Column(gettext_lazy("to be deleted on"), DateCell(), level=PERSONAL)
