"""What a shop unit costs in a month, with every part that nobody knows named."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eving.core.templatetags.eving import NO_BREAK, euro
from vacancies.models import Listing, ListingKind, Owed
from vacancies.pricing.graduated import RentStep, steps_of

VAT_PERCENT = 19  # § 12 (1) UStG; owed only where the lessor opted for it (§ 9 UStG)
CENT = Decimal("0.01")
YEAR = 12  # months


@dataclass(frozen=True)
class CostRow:
    """One line of the cost table; ``value`` is what people read, also where nobody knows it."""

    label: str
    value: str
    is_known: bool = True
    is_total: bool = False


def public_rent(listing: Listing) -> Decimal | None:
    """The net cold rent in € per month as the public may see it; None on request or for sale."""
    if listing.rent_on_request or listing.kind == ListingKind.SALE:
        return None
    return listing.net_cold_rent_month


def public_rent_per_m2(listing: Listing) -> Decimal | None:
    """Net cold rent in € per lettable m² and month; None when one of the two is unknown or on request."""
    return None if public_rent(listing) is None else listing.rent_per_m2_month


def begins_free(listing: Listing) -> bool:
    """An interim use that costs nothing but the running costs, at least at first."""
    return listing.kind == ListingKind.INTERIM and public_rent(listing) == 0


def later_steps(listing: Listing) -> list[RentStep]:
    """The steps of a graduated rent that come within the longest term."""
    steps = steps_of(listing.graduated_rent)
    return [step for step in steps if listing.max_term_months is None or step.month_from <= listing.max_term_months]


def first_paid_step(listing: Listing) -> RentStep | None:
    """From when on a rent is owed that is none at first; None when it never is."""
    return next((step for step in later_steps(listing) if step.rent > 0), None)


def is_rent_free(listing: Listing) -> bool:
    """An interim use for nothing but the running costs, as long as it lasts."""
    return begins_free(listing) and first_paid_step(listing) is None


def unknown_parts(listing: Listing) -> list[str]:
    """The parts of the monthly total that are not known, in words."""
    parts = []
    if public_rent(listing) is None:
        parts.append(_("net cold rent"))
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
    """How many months the total of the first year has: fewer than twelve where the lease ends before."""
    return min(listing.max_term_months or YEAR, YEAR)


def first_year_total(listing: Listing) -> Decimal | None:
    """The first year in €, or a shorter term, with the steps of a graduated rent; None when any part is unknown.

    Deposit, commission and a payment to the tenant before are not in it: they are paid once.
    """
    month = total_month(listing)
    if month is None:
        return None
    net, months = listing.net_cold_rent_month or Decimal(0), months_counted(listing)
    steps = [step for step in steps_of(listing.graduated_rent) if step.month_from <= months]
    # From each step on, the difference to the rent before it is owed for the rest of the months.
    before, more = net, Decimal(0)
    for step in steps:
        more += (step.rent - before) * (months + 1 - step.month_from)
        before = step.rent
    gross = more * (100 + VAT_PERCENT) / 100 if listing.vat_charged else more
    return (months * month + gross).quantize(CENT, rounding=ROUND_HALF_UP)


def per_month(amount: Decimal) -> str:
    return _("%(amount)s a month") % {"amount": euro(amount)}


def rent_label(listing: Listing) -> str:
    """What stands before the text of the rent or the price."""
    return _("Price") if listing.kind == ListingKind.SALE else _("Cold rent")


def rent_text(listing: Listing) -> str:
    """The rent, or the price, in one short text."""
    if listing.kind == ListingKind.SALE:
        price = None if listing.rent_on_request else listing.sale_price
        return euro(price) if price is not None else _("on request")
    if is_rent_free(listing):
        return _("free of rent, running costs only")
    if begins_free(listing) and (paid := first_paid_step(listing)):
        words = {"n": paid.month_from, "rent": euro(paid.rent)}
        return _("free of rent at first, from month %(n)d on %(rent)s a month") % words
    rent = public_rent(listing)
    return per_month(rent) if rent is not None else _("on request")


def cost_rows(listing: Listing) -> list[CostRow]:
    """The cost table of a listing, top to bottom."""
    if listing.kind == ListingKind.SALE:
        return [CostRow(_("Price"), rent_text(listing)), _commission(listing)]
    rows = [CostRow(_("Net cold rent"), rent_text(listing), public_rent(listing) is not None)]
    per_m2 = public_rent_per_m2(listing)
    if public_rent(listing) is not None and not begins_free(listing):
        rows.append(
            CostRow(
                _("Net cold rent per m²"),
                _("%(amount)s per m² a month") % {"amount": euro(per_m2)}
                if per_m2 is not None
                else _("unknown, as the area is"),
                per_m2 is not None,
            )
        )
    if public_rent(listing) is not None:
        rows += [
            CostRow(_("Net cold rent from month %(n)d") % {"n": step.month_from}, per_month(step.rent))
            for step in steps_of(listing.graduated_rent)
        ]
    rows.append(_row(_("Service charges"), listing.ancillary_costs_month))
    if listing.heating_included:
        rows.append(CostRow(_("Heating"), _("within the service charges")))
    else:
        rows.append(_row(_("Heating"), listing.heating_costs_month))
    vat = {
        None: CostRow(_("VAT"), _("unknown"), False),
        True: CostRow(_("VAT"), _("plus %(percent)s") % {"percent": f"{VAT_PERCENT}{NO_BREAK}%"}),
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
    """The total is that of the first months where another rent follows."""
    return _("All together at first") if later_steps(listing) else _("All together")


def commission_text(listing: Listing) -> str:
    """What somebody said about the commission; empty when nobody did."""
    if listing.commission_owed == Owed.SOME:
        return listing.commission or _("to be paid, the amount is open")
    return _("free of commission") if listing.commission_owed == Owed.NONE else ""


def transfer_fee_text(listing: Listing) -> str:
    """What somebody said about a payment to the tenant before; empty when nobody did."""
    if listing.transfer_fee_owed == Owed.SOME:
        return euro(listing.transfer_fee) if listing.transfer_fee is not None else _("to be paid, the amount is open")
    return _("nothing") if listing.transfer_fee_owed == Owed.NONE else ""


def _commission(listing: Listing) -> CostRow:
    text = commission_text(listing)
    return CostRow(_("Commission"), text or _("not stated"), bool(text))


def _transfer_fee(listing: Listing) -> CostRow:
    text = transfer_fee_text(listing)
    return CostRow(_("To the tenant before, for fittings"), text or _("not stated"), bool(text))
