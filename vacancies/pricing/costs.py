"""Monthly and one-off costs of a listing, naming every part that is unknown."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eving.core.templatetags.eving import euro
from vacancies.models import Listing, ListingKind, Owed
from vacancies.pricing.graduated import RentStep, steps_of

VAT_PERCENT = 19  # § 12 (1) UStG; owed only where the lessor opted for it (§ 9 UStG)
CENT = Decimal("0.01")
YEAR = 12  # months


@dataclass(frozen=True)
class CostRow:
    """One line of the cost table; ``value`` is the text displayed, also when unknown."""

    label: str
    value: str
    is_known: bool = True
    is_total: bool = False


def public_rent(listing: Listing) -> Decimal | None:
    """The net cold rent in € per month as the public sees it; None on request or for sale."""
    if listing.rent_on_request or listing.kind == ListingKind.SALE:
        return None
    return listing.net_cold_rent_month


def public_rent_per_m2(listing: Listing) -> Decimal | None:
    """Net cold rent in € per lettable m² and month; None when rent or area is unknown, or on request."""
    return None if public_rent(listing) is None else listing.rent_per_m2_month


def begins_free(listing: Listing) -> bool:
    return listing.kind == ListingKind.INTERIM and public_rent(listing) == 0


def later_steps(listing: Listing) -> list[RentStep]:
    steps = steps_of(listing.graduated_rent)
    return [step for step in steps if listing.max_term_months is None or step.month_from <= listing.max_term_months]


def first_paid_step(listing: Listing) -> RentStep | None:
    """The first rent above zero of a use that is rent-free at first; None when there is none."""
    return next((step for step in later_steps(listing) if step.rent > 0), None)


def is_rent_free(listing: Listing) -> bool:
    return begins_free(listing) and first_paid_step(listing) is None


def unknown_parts(listing: Listing) -> list[str]:
    parts = []
    if public_rent(listing) is None:
        parts.append(_("rent excl. service charges"))
    if listing.ancillary_costs_month is None:
        parts.append(_("service charges"))
    if listing.heating_costs_month is None and not listing.heating_included:
        parts.append(_("heating"))
    if listing.vat_charged is None:
        parts.append(_("VAT"))
    return parts


def total_month(listing: Listing) -> Decimal | None:
    """Rent, service charges, heating and VAT in € per month, rounded half up; None when any part is unknown."""
    if unknown_parts(listing):
        return None
    heating = None if listing.heating_included else listing.heating_costs_month
    net = sum(
        (part or Decimal(0) for part in (public_rent(listing), listing.ancillary_costs_month, heating)), Decimal(0)
    )
    gross = net * (100 + VAT_PERCENT) / 100 if listing.vat_charged else net
    return gross.quantize(CENT, rounding=ROUND_HALF_UP)


def months_counted(listing: Listing) -> int:
    return min(listing.max_term_months or YEAR, YEAR)


def first_year_total(listing: Listing) -> Decimal | None:
    """The first twelve months, or the shorter maximum term, in € with graduated rent; None when any part is unknown.

    Without deposit, commission and transfer fee, which are paid once.
    """
    month = total_month(listing)
    if month is None:
        return None
    net, months = listing.net_cold_rent_month or Decimal(0), months_counted(listing)
    steps = [step for step in steps_of(listing.graduated_rent) if step.month_from <= months]
    # From each step on, the difference to the previous rent is owed for the remaining months.
    before, more = net, Decimal(0)
    for step in steps:
        more += (step.rent - before) * (months + 1 - step.month_from)
        before = step.rent
    gross = more * (100 + VAT_PERCENT) / 100 if listing.vat_charged else more
    return (months * month + gross).quantize(CENT, rounding=ROUND_HALF_UP)


def per_month(amount: Decimal) -> str:
    return _("%(amount)s a month") % {"amount": euro(amount)}


def rent_label(listing: Listing) -> str:
    return _("Price") if listing.kind == ListingKind.SALE else _("Rent excl. service charges")


def rent_text(listing: Listing) -> str:
    if listing.kind == ListingKind.SALE:
        price = None if listing.rent_on_request else listing.sale_price
        return euro(price) if price is not None else _("on request")
    if is_rent_free(listing):
        return _("rent-free, running costs only")
    if begins_free(listing) and (paid := first_paid_step(listing)):
        later = {"n": paid.month_from, "rent": euro(paid.rent)}
        return _("rent-free at first, %(rent)s a month from month %(n)d") % later
    rent = public_rent(listing)
    return per_month(rent) if rent is not None else _("on request")


def cost_rows(listing: Listing) -> list[CostRow]:
    if listing.kind == ListingKind.SALE:
        return [CostRow(_("Price"), rent_text(listing)), _commission(listing)]
    rows = [CostRow(_("Rent excl. service charges"), rent_text(listing), public_rent(listing) is not None)]
    per_m2 = public_rent_per_m2(listing)
    if public_rent(listing) is not None and not begins_free(listing):
        rows.append(
            CostRow(
                _("Rent excl. service charges per m²"),
                _("%(amount)s per m² per month") % {"amount": euro(per_m2)}
                if per_m2 is not None
                else _("unknown, as the area is"),
                per_m2 is not None,
            )
        )
    if public_rent(listing) is not None:
        rows += [
            CostRow(_("Rent excl. service charges from month %(n)d") % {"n": step.month_from}, per_month(step.rent))
            for step in steps_of(listing.graduated_rent)
        ]
    rows.append(_row(_("Service charges"), listing.ancillary_costs_month))
    if listing.heating_included:
        rows.append(CostRow(_("Heating"), _("within the service charges")))
    else:
        rows.append(_row(_("Heating"), listing.heating_costs_month))
    vat = {
        None: CostRow(_("VAT"), _("unknown"), False),
        True: CostRow(_("VAT"), _("plus %(percent)d%%") % {"percent": VAT_PERCENT}),
        False: CostRow(_("VAT"), _("no VAT")),
    }
    rows += [vat[listing.vat_charged], _total(listing)]
    first_year = first_year_total(listing)
    if first_year is not None:
        rows.append(CostRow(_first_year_label(listing), euro(first_year)))
    deposit = euro(listing.deposit) if listing.deposit is not None else _("unknown")
    rows += [
        CostRow(_("Deposit"), deposit, listing.deposit is not None),
        _transfer_fee(listing),
        _commission(listing),
    ]
    return rows


def _first_year_label(listing: Listing) -> str:
    months = months_counted(listing)
    if months == YEAR:
        return _("In the first twelve months")
    return ngettext("Over the longest term (%(n)d month)", "Over the longest term (%(n)d months)", months) % {
        "n": months
    }


def _row(label: str, amount: Decimal | None) -> CostRow:
    return CostRow(label, _("unknown"), False) if amount is None else CostRow(label, per_month(amount))


def _total(listing: Listing) -> CostRow:
    total, label = total_month(listing), total_label(listing)
    if total is not None:
        return CostRow(label, per_month(total), is_total=True)
    parts = get_text_list(unknown_parts(listing), _("and"))
    return CostRow(label, _("not known, because of: %(parts)s") % {"parts": parts}, False, True)


def total_label(listing: Listing) -> str:
    return _("Initial total") if later_steps(listing) else _("Total")


def commission_text(listing: Listing) -> str:
    """Empty when nobody has said whether it is owed."""
    if listing.commission_owed == Owed.SOME:
        return listing.commission or _("to be paid, the amount is open")
    return _("no commission") if listing.commission_owed == Owed.NONE else ""


def transfer_fee_text(listing: Listing) -> str:
    """Empty when nobody has said whether it is owed."""
    if listing.transfer_fee_owed == Owed.SOME:
        return euro(listing.transfer_fee) if listing.transfer_fee is not None else _("to be paid, the amount is open")
    return _("nothing") if listing.transfer_fee_owed == Owed.NONE else ""


def _commission(listing: Listing) -> CostRow:
    text = commission_text(listing)
    return CostRow(_("Commission"), text or _("not stated"), bool(text))


def _transfer_fee(listing: Listing) -> CostRow:
    text = transfer_fee_text(listing)
    return CostRow(_("To the previous tenant, for fittings"), text or _("not stated"), bool(text))
