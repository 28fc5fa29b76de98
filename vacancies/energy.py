"""What an advert must say about energy: GEG § 87, and § 112 for certificates of the years 2007 to 2014."""

from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vacancies.models import EnergyKind, EnergyStatus, Listing
from vacancies.models.listing import BuildingKind

# Certificates of the first EnEV: § 112 (3) and (4) GEG ask for less.
OLD_RULES_FROM, OLD_RULES_UNTIL = date(2007, 10, 1), date(2014, 4, 30)
UNIT = "kWh/(m²·a)"
LABELS = {
    "energy_kind": gettext_lazy("kind of certificate"),
    "energy_heat_kwh": gettext_lazy("final energy for heat"),
    "energy_power_kwh": gettext_lazy("final energy for electricity"),
    "energy_total_kwh": gettext_lazy("final energy"),
    "energy_carrier": gettext_lazy("main source of heat"),
    "energy_year_built": gettext_lazy("year built by certificate"),
    "energy_class": gettext_lazy("energy class"),
}


def is_old(issued_on: date | None) -> bool:
    """Whether § 112 GEG applies: issued from 1 October 2007 to 30 April 2014."""
    return issued_on is not None and OLD_RULES_FROM <= issued_on <= OLD_RULES_UNTIL


def energy_requirements(building_kind: str, issued_on: date | None, energy_kind: str = "") -> tuple[str, ...]:
    """Names of the listing's fields that an advert must fill when a certificate is at hand.

    § 87 (1) and (2) GEG; without a date of issue the full duty. ``energy_kind`` only matters for old certificates of
    non-residential buildings: a demand certificate of those years states one total, a consumption one two values.
    """
    if building_kind == BuildingKind.RESIDENTIAL:
        shared = ("energy_kind", "energy_total_kwh", "energy_carrier", "energy_year_built")
        return shared if is_old(issued_on) else (*shared, "energy_class")
    if is_old(issued_on) and energy_kind == EnergyKind.DEMAND:
        return ("energy_kind", "energy_total_kwh", "energy_carrier")
    return ("energy_kind", "energy_heat_kwh", "energy_power_kwh", "energy_carrier")


def required_of(listing: Listing) -> tuple[str, ...]:
    return energy_requirements(listing.building_kind, listing.energy_issued_on, listing.energy_kind)


def missing_energy(listing: Listing) -> list[str]:
    """What the energy block of an advert still lacks, in words; empty when it is complete by law."""
    if listing.energy_status == EnergyStatus.MISSING:
        return [_("Please say what is known about the energy certificate.")]
    if listing.energy_status == EnergyStatus.EXEMPT and not listing.energy_exempt_reason:
        return [_("Please say why no energy certificate is needed.")]
    if listing.energy_status != EnergyStatus.AVAILABLE:
        return []
    return [
        _("The energy certificate is at hand, but this is missing: %(field)s.") % {"field": LABELS[name]}
        for name in required_of(listing)
        if getattr(listing, name) in (None, "")
    ]


def energy_facts(listing: Listing) -> list[dict[str, Any]]:
    """The energy block of a listing for components/description_list.html: what the law asks for, then the rest."""
    if listing.energy_status == EnergyStatus.NOT_YET:
        return [
            {"label": _("Energy certificate"), "value": _("not at hand yet, is shown at the viewing at the latest")}
        ]
    if listing.energy_status == EnergyStatus.EXEMPT:
        sentence = _("not needed: %(reason)s") % {"reason": listing.energy_exempt_reason}
        return [{"label": _("Energy certificate"), "value": sentence}]
    if listing.energy_status != EnergyStatus.AVAILABLE:
        return [{"label": _("Energy certificate"), "value": _("unknown")}]
    facts = [
        {"label": capital(label), "value": _shown(listing, name)}
        for name, label in LABELS.items()
        if name in required_of(listing) or getattr(listing, name) not in (None, "")
    ]
    if listing.energy_issued_on:
        facts.append({"label": _("Issued on"), "value": date_format(listing.energy_issued_on, "DATE_FORMAT")})
    return facts


def capital(label: Any) -> str:
    return str(label)[:1].upper() + str(label)[1:]


def _shown(listing: Listing, name: str) -> str:
    value = getattr(listing, name)
    if value in (None, ""):
        return _("unknown")
    if name == "energy_kind":
        return listing.get_energy_kind_display()
    return f"{number_format(value, decimal_pos=1)} {UNIT}" if name.endswith("_kwh") else str(value)
