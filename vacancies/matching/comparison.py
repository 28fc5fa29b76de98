"""Comparison of premises with requirements, criterion by criterion, with reasons that people read.

``compare`` is a pure function and serves both directions. A known violation excludes premises, an unknown fact never
does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eving.core.templatetags.eving import euro, square_metres
from vacancies.matching.premises import Premises
from vacancies.matching.requirements import PremisesRequirements
from vacancies.models import Gastronomy, ListingKind
from vacancies.models.features import Feature, chosen

# Somebody who looks for 60 m² also wants to hear of 55, and rents are negotiable: this deviation still fits.
AREA_TOLERANCE = Decimal("0.10")
RENT_TOLERANCE = Decimal("0.10")
# Weight of each criterion in the score; it affects the order of matches only.
WEIGHTS = {
    "kind": 10, "area": 25, "rent": 25, "rent_m2": 10, "use": 15, "street": 15, "time": 10, "term": 5, "entrance": 10,
    "gastronomy": 10, "feature": 5, "shopfront": 5,
}  # fmt: skip


class Verdict(StrEnum):
    FITS = "fits"
    UNKNOWN = "unknown"
    FAILS = "fails"


@dataclass(frozen=True)
class Criterion:
    """One compared fact with its reason. Each required feature is one of the same name."""

    name: str
    label: str
    verdict: Verdict
    reason: str


@dataclass(frozen=True)
class Fit:
    criteria: tuple[Criterion, ...] = field(default=())

    @property
    def is_possible(self) -> bool:
        return all(criterion.verdict != Verdict.FAILS for criterion in self.criteria)

    @property
    def score(self) -> int:
        """0 to 100, rounded half up: a fitting criterion counts fully, an unknown one half; 100 without criteria."""
        if not self.criteria:
            return 100
        worth = {Verdict.FITS: 2, Verdict.UNKNOWN: 1, Verdict.FAILS: 0}
        got = sum(WEIGHTS[criterion.name] * worth[criterion.verdict] for criterion in self.criteria)
        share = Decimal(got * 100) / (2 * sum(WEIGHTS[criterion.name] for criterion in self.criteria))
        return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))

    @property
    def is_certain(self) -> bool:
        return all(criterion.verdict == Verdict.FITS for criterion in self.criteria)

    def of(self, verdict: Verdict) -> list[Criterion]:
        return [criterion for criterion in self.criteria if criterion.verdict == verdict]

    @property
    def sentence(self) -> str:
        labels = {Verdict.FITS: _("suitable"), Verdict.FAILS: _("not suitable"), Verdict.UNKNOWN: _("unknown")}
        by_verdict = [(labels[verdict], self.of(verdict)) for verdict in labels]
        return "; ".join(f"{word}: {', '.join(row.label for row in rows)}" for word, rows in by_verdict if rows)


def compare(need: PremisesRequirements, premises: Premises) -> Fit:
    """Only what the requirements name becomes a criterion."""
    checks = (
        _kind, _area, _rent, _rent_m2, _use, _street, _time, _term, _entrance, _gastronomy, _shopfront,
    )  # fmt: skip
    named = (criterion for check in checks if (criterion := check(need, premises)) is not None)
    return Fit((*named, *_features(need, premises)))


def _verdict(fits: bool | None) -> Verdict:
    return Verdict.UNKNOWN if fits is None else Verdict.FITS if fits else Verdict.FAILS


def _kind(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    if not need.kinds:
        return None
    label = str(ListingKind(premises.kind).label) if premises.kind else _("not on offer yet")
    return Criterion("kind", _("Offer"), _verdict(premises.kind in need.kinds if premises.kind else None), label)


def _area(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    least, most, area = need.area_min_m2, need.area_max_m2, premises.area_m2
    if least is None and most is None:
        return None
    wanted = _span(least, most)
    if area is None:
        return Criterion("area", _("Area"), Verdict.UNKNOWN, _("unknown, wanted: %(span)s") % {"span": wanted})
    amounts = {"area": square_metres(area), "span": wanted}
    if least is not None and area < least * (1 - AREA_TOLERANCE):
        return Criterion("area", _("Area"), Verdict.FAILS, _("%(area)s is too small, wanted: %(span)s") % amounts)
    if most is not None and area > most * (1 + AREA_TOLERANCE):
        part = premises.divisible_from_m2
        if part is not None and part <= most:
            amounts["part"] = square_metres(part)
            return Criterion("area", _("Area"), Verdict.FITS, _("%(area)s, can be divided from %(part)s") % amounts)
        return Criterion("area", _("Area"), Verdict.FAILS, _("%(area)s is too large, wanted: %(span)s") % amounts)
    near = (least is not None and area < least) or (most is not None and area > most)
    sentence = _("%(area)s, wanted: %(span)s (close)") if near else _("%(area)s, wanted: %(span)s")
    return Criterion("area", _("Area"), Verdict.FITS, sentence % amounts)


def _span(least: Decimal | None, most: Decimal | None) -> str:
    if least is not None and most is not None:
        return _("%(least)s to %(most)s") % {"least": square_metres(least), "most": square_metres(most)}
    if least is not None:
        return _("from %(least)s") % {"least": square_metres(least)}
    return _("up to %(most)s") % {"most": square_metres(most)}


def _rent(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    return _at_most("rent", _("Rent"), need.rent_max_month, premises.rent_month, need, premises)


def _rent_m2(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    return _at_most("rent_m2", _("Rent per m²"), need.rent_max_m2, premises.rent_m2, need, premises)


def _at_most(
    name: str, label: str, most: Decimal | None, rent: Decimal | None, need: PremisesRequirements, premises: Premises
) -> Criterion | None:
    if most is None:
        return None
    amounts = {"most": euro(most), "rent": _rent_text(rent, premises)}
    if premises.kind == ListingKind.SALE:
        return _of_a_sale(name, label, need, _("for sale, wanted: rent up to %(most)s") % amounts)
    if rent is None:
        # The rent per m² is unknown without an area, even when the rent itself is known.
        is_asked = premises.rent_month is None
        sentence = _("on request, wanted: up to %(most)s") if is_asked else _("unknown, wanted: up to %(most)s")
        return Criterion(name, label, Verdict.UNKNOWN, sentence % amounts)
    if rent > most * (1 + RENT_TOLERANCE):
        return Criterion(name, label, Verdict.FAILS, _("%(rent)s is more than %(most)s") % amounts)
    sentence = (
        _("%(rent)s, wanted: up to %(most)s (a little more)") if rent > most else _("%(rent)s, wanted: up to %(most)s")
    )
    return Criterion(name, label, Verdict.FITS, sentence % amounts)


def _of_a_sale(name: str, label: str, need: PremisesRequirements, sentence: str) -> Criterion | None:
    """A limit of rent or term fails a sale; for those who also want to buy it says nothing and is no criterion."""
    return None if ListingKind.SALE in need.kinds else Criterion(name, label, Verdict.FAILS, sentence)


def _rent_text(rent: Decimal | None, premises: Premises) -> str:
    if rent != 0:
        return euro(rent) if rent is not None else ""
    if premises.paid_from is None:
        return _("rent-free")
    later = {"n": premises.paid_from.month_from, "rent": euro(premises.paid_from.rent)}
    return _("rent-free at first, %(rent)s a month from month %(n)d") % later


def _use(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    if not need.uses:
        return None
    if (need.uses & premises.wanted) - premises.excluded:
        return Criterion("use", _("Use"), Verdict.FITS, _("wanted by the owner"))
    if need.uses <= premises.excluded:
        return Criterion("use", _("Use"), Verdict.FAILS, _("the owner does not want this use"))
    return Criterion("use", _("Use"), Verdict.UNKNOWN, _("the owner has said nothing about it"))


def _street(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    if not need.streets:
        return None
    fits = None if premises.street is None else premises.street in need.streets
    return Criterion("street", _("Street"), _verdict(fits), premises.street_name or _("unknown"))


def _time(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    if need.needed_by is None:
        return None
    label, wanted = _("Available"), date_format(need.needed_by, "DATE_FORMAT")
    if not premises.is_available:
        return Criterion("time", label, Verdict.UNKNOWN, _("unknown, needed by %(day)s") % {"day": wanted})
    if premises.available_from is None:
        return Criterion("time", label, Verdict.FITS, _("at once, needed by %(day)s") % {"day": wanted})
    dates = {"from": date_format(premises.available_from, "DATE_FORMAT"), "day": wanted}
    if premises.available_from <= need.needed_by:
        return Criterion("time", label, Verdict.FITS, _("from %(from)s, needed by %(day)s") % dates)
    return Criterion("time", label, Verdict.FAILS, _("only from %(from)s, needed by %(day)s") % dates)


def _term(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    if need.term_months is None:
        return None
    label, wanted = _("Term"), _months(need.term_months)
    least, most = premises.min_term_months, premises.max_term_months
    if premises.kind == ListingKind.SALE:
        return _of_a_sale("term", label, need, _("for sale, wanted: %(wanted)s") % {"wanted": wanted})
    if most is not None and most < need.term_months:
        months = {"most": _months(most), "wanted": wanted}
        return Criterion("term", label, Verdict.FAILS, _("at most %(most)s, wanted: %(wanted)s") % months)
    if least is not None and least > need.term_months:
        months = {"least": _months(least), "wanted": wanted}
        return Criterion("term", label, Verdict.FAILS, _("at least %(least)s, wanted: %(wanted)s") % months)
    # A named bound is possible itself; beyond one bound, nothing is known about the other.
    if need.term_months in (least, most) or (least is not None and most is not None):
        return Criterion("term", label, Verdict.FITS, _("%(wanted)s are possible") % {"wanted": wanted})
    return Criterion("term", label, Verdict.UNKNOWN, _open_term(least, most, wanted))


def _open_term(least: int | None, most: int | None, wanted: str) -> str:
    if least is not None:
        return _("at least %(least)s, the longest term is unknown, wanted: %(wanted)s") % {
            "least": _months(least), "wanted": wanted,
        }  # fmt: skip
    if most is not None:
        return _("at most %(most)s, the shortest term is unknown, wanted: %(wanted)s") % {
            "most": _months(most), "wanted": wanted,
        }  # fmt: skip
    return _("open, wanted: %(wanted)s") % {"wanted": wanted}


def _months(number: int) -> str:
    return ngettext("%(n)d month", "%(n)d months", number) % {"n": number}


def _entrance(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    if need.steps_max is None:
        return None
    fits = None if premises.steps is None else premises.steps <= need.steps_max
    return Criterion("entrance", _("Entrance"), _verdict(fits), _steps(premises.steps))


def _steps(steps: int | None) -> str:
    if steps is None:
        return _("unknown")
    return _("step-free") if steps == 0 else ngettext("%(n)d step", "%(n)d steps", steps) % {"n": steps}


def _gastronomy(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    if not need.needs_gastronomy:
        return None
    fits = {str(Gastronomy.YES): True, str(Gastronomy.NO): False}.get(premises.gastronomy)
    texts = {None: _("to be clarified"), True: _("possible"), False: _("not possible")}
    return Criterion("gastronomy", _("Café or restaurant use"), _verdict(fits), texts[fits])


def _features(need: PremisesRequirements, premises: Premises) -> list[Criterion]:
    return [_feature(feature, premises) for feature in chosen(need.features)]


def _feature(feature: Feature, premises: Premises) -> Criterion:
    fits = True if feature.code in premises.features else False if feature.code in premises.without else None
    texts = {None: _("unknown"), True: _("yes"), False: _("no")}
    return Criterion("feature", str(feature.label), _verdict(fits), texts[fits])


def _shopfront(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    least, width = need.shopfront_min_m, premises.shopfront_m
    if least is None:
        return None
    fits = None if width is None else width >= least
    widths = {"width": _metres(width) if width is not None else _("unknown"), "least": _metres(least)}
    return Criterion("shopfront", _("Shop window"), _verdict(fits), _("%(width)s, wanted: from %(least)s") % widths)


def _metres(value: Decimal) -> str:
    return _("%(n)s m") % {"n": f"{value.normalize():f}".replace(".", ",")}


def ranked(compared: Iterable[tuple[Any, Fit]]) -> list[tuple[Any, Fit]]:
    """The possible ones: certain fits first, then by score, then newest first by primary key."""
    possible = (row for row in compared if row[1].is_possible)
    return sorted(possible, key=lambda row: (not row[1].is_certain, -row[1].score, -row[0].pk))
