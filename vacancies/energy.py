"""Energy details of adverts: what the law in force on a day requires, and how long certificates are valid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import CharField, DateField, F, Func, Q, QuerySet, Value
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vacancies.models import EnergyStatus, Listing
from vacancies.models.listings import BuildingKind
from vacancies.workflow.listings import LIVE

VALID_YEARS = 10  # GEG § 79 (3)
# No certificate is older: they came with the Energieeinsparverordnung (EnEV) of 1 February 2002.
FIRST_ISSUED_ON = date(2002, 2, 1)
UNIT = "kWh/(m²·a)"
LABELS = {
    "energy_kind": gettext_lazy("kind of certificate"),
    "energy_heat_kwh": gettext_lazy("final energy for heat"),
    "energy_power_kwh": gettext_lazy("final energy for electricity"),
    "energy_total_kwh": gettext_lazy("final energy"),
    "energy_primary_kwh": gettext_lazy("primary energy"),
    "energy_carrier": gettext_lazy("main source of heat"),
    "energy_year_built": gettext_lazy("year built by certificate"),
    "energy_class": gettext_lazy("energy class"),
}
ISSUED_ON = gettext_lazy("date of issue")


@dataclass(frozen=True)
class Law:
    """One version of the law: its first day, and the fields an advert must fill by kind of building."""

    name: str
    since: date | None  # None: the day is a setting, once it is known
    required: Mapping[str, tuple[str, ...]]

    @property
    def in_force_from(self) -> date | None:
        """None while the day is not known."""
        return self.since or settings.ENERGY_LAW_2026_FROM


# Law: § 87 (1) and (2) GEG. What § 112 asked less of certificates of the years 2007 to 2014 is gone with them: the last
# of these expired in April 2024.
GEG = Law(
    "GEG § 87",
    date(2020, 11, 1),
    {
        BuildingKind.NON_RESIDENTIAL: ("energy_kind", "energy_heat_kwh", "energy_power_kwh", "energy_carrier"),
        BuildingKind.RESIDENTIAL: (
            "energy_kind", "energy_total_kwh", "energy_carrier", "energy_year_built", "energy_class",
        ),
    },
)  # fmt: skip
# A draft, not law: the cabinet's bill of 13 May 2026 (Gebäudemodernisierungsgesetz) rewrites § 87. It asks for yearly
# primary energy in place of final energy, for the date of issue, and for a class of every building. It was not
# promulgated when this was written. When it is, compare its text with these lines and set ENERGY_LAW_2026_FROM.
DRAFT_2026 = Law(
    "Gebäudemodernisierungsgesetz § 87, draft",
    None,
    {
        BuildingKind.NON_RESIDENTIAL: (
            "energy_kind", "energy_primary_kwh", "energy_carrier", "energy_class", "energy_issued_on",
        ),
        BuildingKind.RESIDENTIAL: (
            "energy_kind", "energy_primary_kwh", "energy_carrier", "energy_year_built", "energy_class",
            "energy_issued_on",
        ),
    },
)  # fmt: skip
LAWS = (GEG, DRAFT_2026)  # in the order in which they replace each other


def law_on(day: date) -> Law:
    in_force = [law for law in LAWS if law.in_force_from and law.in_force_from <= day]
    return in_force[-1] if in_force else LAWS[0]


# ---------------------------------------------------------------- validity of a certificate
def ends_on(issued_on: date) -> date:
    """The last valid day: ten years after the issue (29 February: the 28th), capped at date.max.

    The cap is for rows of older releases, whose year was never checked.
    """
    if issued_on.year > date.max.year - VALID_YEARS:
        return date.max
    last = 28 if (issued_on.month, issued_on.day) == (2, 29) else issued_on.day
    return date(issued_on.year + VALID_YEARS, issued_on.month, last)


def is_expired(listing: Listing, *, on: date | None = None) -> bool:
    """Whether the certificate is older than ten years on a day, by default today."""
    if listing.energy_status != EnergyStatus.AVAILABLE or listing.energy_issued_on is None:
        return False
    return ends_on(listing.energy_issued_on) < (on or timezone.localdate())


def impossible_issue(issued_on: date) -> str:
    """Why a certificate cannot have been issued on a day; empty when it can."""
    if FIRST_ISSUED_ON <= issued_on <= timezone.localdate():
        return ""
    return _(
        "Certificates have been issued since %(first)s, when the Energieeinsparverordnung (EnEV) came "
        "into force, and not after today. Please check the date."
    ) % {"first": date_format(FIRST_ISSUED_ON, "DATE_FORMAT")}


# ---------------------------------------------------------------- duties of an advert
def energy_requirements(building_kind: str, issued_on: date | None, *, on: date) -> tuple[str, ...]:
    """The listing's fields that an advert must fill on a day when there is a certificate.

    Empty once it has expired: then there is none. Without a date of issue everything is required.
    """
    if issued_on is not None and ends_on(issued_on) < on:
        return ()
    return law_on(on).required[building_kind]


def required_of(listing: Listing, on: date) -> tuple[str, ...]:
    return energy_requirements(listing.building_kind, listing.energy_issued_on, on=on)


def missing_energy(listing: Listing, *, on: date | None = None) -> list[str]:
    """What the energy block of an advert lacks on a day, as sentences; empty when it is complete by law."""
    day = on or timezone.localdate()
    if listing.energy_status == EnergyStatus.MISSING:
        return [_("Please say what is known about the energy certificate.")]
    if listing.energy_status == EnergyStatus.EXEMPT and not listing.energy_exempt_reason:
        return [_("Please say why no energy certificate is needed.")]
    if listing.energy_status != EnergyStatus.AVAILABLE:
        return []
    return [
        _("The energy certificate is at hand, but this is missing: %(field)s.") % {"field": label_of(name)}
        for name in required_of(listing, day)
        if getattr(listing, name) in (None, "")
    ]


def missing_validity(listing: Listing, *, on: date | None = None) -> list[str]:
    """Why the certificate does not count, as sentences: expired, or without date of issue."""
    if listing.energy_status != EnergyStatus.AVAILABLE:
        return []
    day = on or timezone.localdate()
    if listing.energy_issued_on is None:
        # Where the law itself requires the date, missing_energy names it.
        asked = "energy_issued_on" in required_of(listing, day)
        return [] if asked else [_("The date of issue of the energy certificate: it is valid for ten years.")]
    if is_expired(listing, on=day):
        return [
            _("The energy certificate expired on %(day)s.")
            % {"day": date_format(ends_on(listing.energy_issued_on), "DATE_FORMAT")}
        ]
    return []


def certificate_warnings(listing: Listing) -> list[str]:
    """For the office: that the certificate of a public listing ends, and what a coming law requires."""
    today = timezone.localdate()
    if listing.energy_status != EnergyStatus.AVAILABLE or listing.energy_issued_on is None:
        warnings = []
    elif is_expired(listing, on=today):
        warnings = missing_validity(listing, on=today)
    elif ends_on(listing.energy_issued_on) <= today + timedelta(days=settings.ENERGY_CERTIFICATE_WARN_DAYS):
        day = date_format(ends_on(listing.energy_issued_on), "DATE_FORMAT")
        warnings = [_("The energy certificate expires on %(day)s.") % {"day": day}]
    else:
        warnings = []
    starts_on = LAWS[-1].in_force_from
    if starts_on is not None and starts_on > today and not is_expired(listing, on=today):
        lacking = missing_energy(listing, on=starts_on)
        if lacking and not missing_energy(listing, on=today):
            warnings.append(_("From %(day)s on:") % {"day": date_format(starts_on, "DATE_FORMAT")})
            warnings += lacking
    return warnings


def energy_facts(listing: Listing, *, on: date | None = None) -> list[dict[str, Any]]:
    day = on or timezone.localdate()
    if is_expired(listing, on=day):
        return [{"label": _("Energy certificate"), "value": _("not at hand")}]
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
        {"label": capital(label), "value": _value_text(listing, name)}
        for name, label in LABELS.items()
        if name in required_of(listing, day) or getattr(listing, name) not in (None, "")
    ]
    if listing.energy_issued_on:
        facts.append({"label": _("Issued on"), "value": date_format(listing.energy_issued_on, "DATE_FORMAT")})
    return facts


def label_of(name: str) -> Any:
    return ISSUED_ON if name == "energy_issued_on" else LABELS[name]


def capital(label: Any) -> str:
    return str(label)[:1].upper() + str(label)[1:]


def _value_text(listing: Listing, name: str) -> str:
    value = getattr(listing, name)
    if value in (None, ""):
        return _("unknown")
    if name == "energy_kind":
        return listing.get_energy_kind_display()
    return f"{number_format(value, decimal_pos=1)} {UNIT}" if name.endswith("_kwh") else str(value)


# ---------------------------------------------------------------- queues of the office
ENDS_ON = Func(
    F("energy_issued_on"),
    # Like ends_on: Python has no date after the year 9999.
    template=f"least((%(expressions)s + interval '{VALID_YEARS} years')::date, date '{date.max}')",
    output_field=DateField(),
)


def certificates_to_renew(today: date | None = None) -> QuerySet[Listing]:
    """Public listings whose certificate has expired or soon does, with its last day as ``certificate_ends_on``.

    ``certificate_asked_on`` is the day since which the renewal waits for the office.
    """
    warn = timedelta(days=settings.ENERGY_CERTIFICATE_WARN_DAYS)
    rows = Listing.objects.filter(
        state__in=LIVE, energy_status=EnergyStatus.AVAILABLE, energy_issued_on__isnull=False
    ).annotate(certificate_ends_on=ENDS_ON)
    return rows.filter(certificate_ends_on__lte=(today or timezone.localdate()) + warn).annotate(
        certificate_asked_on=Func(
            F("certificate_ends_on"), Value(warn.days), template="(%(expressions)s)", arg_joiner=" - ",
            output_field=DateField(),
        )
    )  # fmt: skip


def to_complete_for_the_law(today: date | None = None) -> QuerySet[Listing]:
    """Public listings that are incomplete under the newest law, with its first day as ``law_from``.

    Empty while that day is not known. Expired certificates are left out: they have to be renewed anyway.
    """
    law = LAWS[-1]
    rows = Listing.objects.filter(state__in=LIVE, energy_status=EnergyStatus.AVAILABLE).annotate(
        certificate_ends_on=ENDS_ON, law_from=Value(law.in_force_from, DateField())
    )
    if law.in_force_from is None:
        return rows.none()
    valid = Q(energy_issued_on__isnull=True) | Q(certificate_ends_on__gte=today or timezone.localdate())
    lacks = Q()
    for building_kind, names in law.required.items():
        for name in names:
            lacks |= Q(building_kind=building_kind) & empty(name)
    return rows.filter(valid, lacks)


def empty(name: str) -> Q:
    is_text = isinstance(Listing._meta.get_field(name), CharField)
    return Q(**{name: ""}) if is_text else Q(**{f"{name}__isnull": True})
