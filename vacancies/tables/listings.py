"""Listings as a table: columns, validation and saving for import and export."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.models import User
from eving.core.search import engine
from eving.core.search.german import fold
from eving.core.tables.columns import PERSONAL, PUBLIC, ChoiceCell, Column, DateCell, ManyCell, RelatedCell, YesNoCell
from eving.core.tables.saving import Candidate, set_related
from eving.core.tables.table import Table
from vacancies import energy
from vacancies.forms.days import unlikely_days
from vacancies.models import EnergyKind, EnergyStatus, Listing, ListingKind, ListingState, Owed, UseClass
from vacancies.models.listings import BuildingKind
from vacancies.services import list_columns, listings
from vacancies.tables.columns import plain_column
from vacancies.tables.units import units
from vacancies.workflow.listings import LIVE

AMOUNTS = (
    "net_cold_rent_month", "ancillary_costs_month", "heating_costs_month", "deposit", "transfer_fee", "sale_price",
)  # fmt: skip
ENERGY_VALUES = ("energy_heat_kwh", "energy_power_kwh", "energy_total_kwh", "energy_primary_kwh")
USES = ("wanted_uses", "excluded_uses")
# Whether a one-off payment is owed, and its amount.
PAID_ONCE = {"transfer_fee_owed": "transfer_fee", "commission_owed": "commission"}


def impossible(values: dict[str, Any]) -> dict[str, str]:
    """Error messages by field for values that cannot be: below zero, checked in the future, a mistyped year."""
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
    """New rows become drafts; a row that would make a public listing incomplete is refused."""

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
    description = plain_column(Listing.description, level=PUBLIC)
    location_text = plain_column(Listing.location_text, level=PUBLIC)
    available_from = plain_column(Listing.available_from, level=PUBLIC)
    min_term_months = plain_column(Listing.min_term_months, level=PUBLIC)
    max_term_months = plain_column(Listing.max_term_months, level=PUBLIC)
    net_cold_rent_month = plain_column(Listing.net_cold_rent_month, level=PUBLIC)
    rent_on_request = plain_column(Listing.rent_on_request, level=PUBLIC)
    sale_price = plain_column(Listing.sale_price, level=PUBLIC)
    ancillary_costs_month = plain_column(Listing.ancillary_costs_month, level=PUBLIC)
    heating_costs_month = plain_column(Listing.heating_costs_month, level=PUBLIC)
    heating_included = plain_column(Listing.heating_included, level=PUBLIC)
    vat_charged = plain_column(Listing.vat_charged, level=PUBLIC)
    deposit = plain_column(Listing.deposit, level=PUBLIC)
    transfer_fee = plain_column(Listing.transfer_fee, level=PUBLIC)
    energy_heat_kwh = plain_column(Listing.energy_heat_kwh, level=PUBLIC)
    energy_power_kwh = plain_column(Listing.energy_power_kwh, level=PUBLIC)
    energy_total_kwh = plain_column(Listing.energy_total_kwh, level=PUBLIC)
    energy_primary_kwh = plain_column(Listing.energy_primary_kwh, level=PUBLIC)
    energy_carrier = plain_column(Listing.energy_carrier, level=PUBLIC)
    energy_year_built = plain_column(Listing.energy_year_built, level=PUBLIC)
    energy_class = plain_column(Listing.energy_class, level=PUBLIC)
    energy_issued_on = plain_column(Listing.energy_issued_on, level=PUBLIC)
    energy_exempt_reason = plain_column(Listing.energy_exempt_reason, level=PUBLIC)
    transfer_fee_owed = Column(
        gettext_lazy("something owed to the previous tenant?"),
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
    # Keeps the heading of the release that had only the amount, so that older files can be imported.
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
        # The owner and the texts of photos are for the check: no public text may name the owner or a hidden house.
        return rows.select_related("unit__street", "unit__part", "unit__property_contact").prefetch_related(
            "wanted_uses", "excluded_uses", "unit__photos"
        )

    def alias_of(self, obj: Any) -> str:
        return fold(f"{obj.unit.number} {obj.title}")

    def alias_in(self, values: dict[str, Any]) -> str:
        return fold(f"{values['unit'].number} {values['title']}")

    def put(self, obj: Listing, values: dict[str, Any]) -> None:
        """Without a column for the answer, an amount implies that it is owed: older files have none."""
        given = {column.name for column in self.given}
        for answer, amount in PAID_ONCE.items():
            if answer not in given and values.get(amount) not in (None, ""):
                values[answer] = Owed.SOME
        super().put(obj, values)

    def stored_uses(self, obj: Listing, name: str) -> Iterable[UseClass]:
        return getattr(obj, name).all() if obj.pk else ()

    def check(self, obj: Listing, values: dict[str, Any]) -> None:
        if wrong := {**unlikely_days(values), **impossible(values)}:
            raise ValidationError(wrong)
        wanted, excluded = (set(values[name] if name in values else self.stored_uses(obj, name)) for name in USES)
        if wanted & excluded:
            raise ValidationError({"excluded_uses": _("A use cannot be wanted and excluded at once.")})
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

    def write_all(self, rows: Sequence[Candidate], *, by: User) -> None:
        listings.register_listings([row.obj for row in rows if row.is_new], by=by)
        self.update(rows)
        for name in USES:
            set_related(rows, name)
        list_columns.listings_changed([row.obj for row in rows])
