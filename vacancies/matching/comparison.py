"""Comparison of premises with requirements, criterion by criterion, with reasons that people read.

``compare`` is a pure function and serves both directions. A known violation excludes premises, an unknown fact never
does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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


WORTH = {Verdict.FITS: 2, Verdict.UNKNOWN: 1, Verdict.FAILS: 0}


@dataclass(frozen=True)
class Criterion:
    """One compared fact with its reason. Each required feature is one of the same name.

    The reason is put into words when somebody reads it: alerts compare very many pairs and need the verdicts alone.
    """

    name: str
    label: str | Promise
    verdict: Verdict
    say: Callable[[], str]

    @property
    def reason(self) -> str:
        return self.say()


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
        got = sum(WEIGHTS[criterion.name] * WORTH[criterion.verdict] for criterion in self.criteria)
        whole = sum(WEIGHTS[criterion.name] for criterion in self.criteria)
        return (100 * got + whole) // (2 * whole)

    @property
    def is_certain(self) -> bool:
        return all(criterion.verdict == Verdict.FITS for criterion in self.criteria)

    def of(self, verdict: Verdict) -> list[Criterion]:
        return [criterion for criterion in self.criteria if criterion.verdict == verdict]

    @property
    def sentence(self) -> str:
        labels = {Verdict.FITS: _("suitable"), Verdict.FAILS: _("not suitable"), Verdict.UNKNOWN: _("unknown")}
        by_verdict = [(labels[verdict], self.of(verdict)) for verdict in labels]
        return "; ".join(f"{word}: {', '.join(str(row.label) for row in rows)}" for word, rows in by_verdict if rows)


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
    fits = premises.kind in need.kinds if premises.kind else None
    return Criterion("kind", gettext_lazy("Offer"), _verdict(fits), lambda: _kind_text(premises))


def _kind_text(premises: Premises) -> str:
    return str(ListingKind(premises.kind).label) if premises.kind else _("not on offer yet")


def _area(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    least, most, area = need.area_min_m2, need.area_max_m2, premises.area_m2
    if least is None and most is None:
        return None
    verdict, sentence = Verdict.FITS, gettext_lazy("%(area)s, wanted: %(span)s")
    if area is None:
        verdict, sentence = Verdict.UNKNOWN, gettext_lazy("unknown, wanted: %(span)s")
    elif least is not None and area < least * (1 - AREA_TOLERANCE):
        verdict, sentence = Verdict.FAILS, gettext_lazy("%(area)s is too small, wanted: %(span)s")
    elif most is not None and area > most * (1 + AREA_TOLERANCE):
        part = premises.divisible_from_m2
        if part is not None and part <= most:
            sentence = gettext_lazy("%(area)s, can be divided from %(part)s")
        else:
            verdict, sentence = Verdict.FAILS, gettext_lazy("%(area)s is too large, wanted: %(span)s")
    elif (least is not None and area < least) or (most is not None and area > most):
        sentence = gettext_lazy("%(area)s, wanted: %(span)s (close)")
    return Criterion("area", gettext_lazy("Area"), verdict, lambda: sentence % _areas(need, premises))


def _areas(need: PremisesRequirements, premises: Premises) -> dict[str, str]:
    area, part = premises.area_m2, premises.divisible_from_m2
    return {
        "area": "" if area is None else square_metres(area),
        "part": "" if part is None else square_metres(part),
        "span": _span(need.area_min_m2, need.area_max_m2),
    }


def _span(least: Decimal | None, most: Decimal | None) -> str:
    if least is not None and most is not None:
        return _("%(least)s to %(most)s") % {"least": square_metres(least), "most": square_metres(most)}
    if least is not None:
        return _("from %(least)s") % {"least": square_metres(least)}
    return _("up to %(most)s") % {"most": square_metres(most)}


def _rent(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    return _at_most("rent", gettext_lazy("Rent"), need.rent_max_month, premises.rent_month, need, premises)


def _rent_m2(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    return _at_most("rent_m2", gettext_lazy("Rent per m²"), need.rent_max_m2, premises.rent_m2, need, premises)


def _at_most(
    name: str,
    label: Promise,
    most: Decimal | None,
    rent: Decimal | None,
    need: PremisesRequirements,
    premises: Premises,
) -> Criterion | None:
    if most is None:
        return None
    verdict, sentence = Verdict.FITS, gettext_lazy("%(rent)s, wanted: up to %(most)s")
    if premises.kind == ListingKind.SALE:
        if _hears_of_sales(need):
            return None
        verdict, sentence = Verdict.FAILS, gettext_lazy("for sale, wanted: rent up to %(most)s")
    elif rent is None:
        verdict, sentence = Verdict.UNKNOWN, gettext_lazy("on request, wanted: up to %(most)s")
        # The rent per m² is unknown without an area, even when the rent itself is known.
        if premises.rent_month is not None:
            sentence = gettext_lazy("unknown, wanted: up to %(most)s")
    elif rent > most * (1 + RENT_TOLERANCE):
        verdict, sentence = Verdict.FAILS, gettext_lazy("%(rent)s is more than %(most)s")
    elif rent > most:
        sentence = gettext_lazy("%(rent)s, wanted: up to %(most)s (a little more)")
    return Criterion(name, label, verdict, lambda: sentence % {"most": euro(most), "rent": _rent_text(rent, premises)})


def _hears_of_sales(need: PremisesRequirements) -> bool:
    """A limit of rent or term fails a sale; for those who also want to buy it says nothing and is no criterion."""
    return ListingKind.SALE in need.kinds


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
    verdict, sentence = Verdict.UNKNOWN, gettext_lazy("the owner has said nothing about it")
    if (need.uses & premises.wanted) - premises.excluded:
        verdict, sentence = Verdict.FITS, gettext_lazy("wanted by the owner")
    elif need.uses <= premises.excluded:
        verdict, sentence = Verdict.FAILS, gettext_lazy("the owner does not want this use")
    return Criterion("use", gettext_lazy("Use"), verdict, lambda: str(sentence))


def _street(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    if not need.streets:
        return None
    fits = None if premises.street is None else premises.street in need.streets
    return Criterion("street", gettext_lazy("Street"), _verdict(fits), lambda: premises.street_name or _("unknown"))


def _time(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    needed_by, available_from = need.needed_by, premises.available_from
    if needed_by is None:
        return None
    verdict, sentence = Verdict.FAILS, gettext_lazy("only from %(from)s, needed by %(day)s")
    if not premises.is_available:
        verdict, sentence = Verdict.UNKNOWN, gettext_lazy("unknown, needed by %(day)s")
    elif available_from is None:
        verdict, sentence = Verdict.FITS, gettext_lazy("at once, needed by %(day)s")
    elif available_from <= needed_by:
        verdict, sentence = Verdict.FITS, gettext_lazy("from %(from)s, needed by %(day)s")
    return Criterion(
        "time", gettext_lazy("Available"), verdict,
        lambda: sentence % {"from": _day_text(available_from), "day": _day_text(needed_by)},
    )  # fmt: skip


def _day_text(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _term(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    wanted, least, most = need.term_months, premises.min_term_months, premises.max_term_months
    if wanted is None:
        return None
    if premises.kind == ListingKind.SALE:
        if _hears_of_sales(need):
            return None
        verdict, sentence = Verdict.FAILS, gettext_lazy("for sale, wanted: %(wanted)s")
    elif most is not None and most < wanted:
        verdict, sentence = Verdict.FAILS, gettext_lazy("at most %(most)s, wanted: %(wanted)s")
    elif least is not None and least > wanted:
        verdict, sentence = Verdict.FAILS, gettext_lazy("at least %(least)s, wanted: %(wanted)s")
    # A named bound is possible itself; beyond one bound, nothing is known about the other.
    elif wanted in (least, most) or (least is not None and most is not None):
        verdict, sentence = Verdict.FITS, gettext_lazy("%(wanted)s are possible")
    else:
        verdict, sentence = Verdict.UNKNOWN, _open_term(least, most)
    months = {"wanted": wanted, "least": least, "most": most}
    return Criterion(
        "term", gettext_lazy("Term"), verdict,
        lambda: sentence % {name: "" if number is None else _months(number) for name, number in months.items()},
    )  # fmt: skip


def _open_term(least: int | None, most: int | None) -> Any:
    if least is not None:
        return gettext_lazy("at least %(least)s, the longest term is unknown, wanted: %(wanted)s")
    if most is not None:
        return gettext_lazy("at most %(most)s, the shortest term is unknown, wanted: %(wanted)s")
    return gettext_lazy("open, wanted: %(wanted)s")


def _months(number: int) -> str:
    return ngettext("%(n)d month", "%(n)d months", number) % {"n": number}


def _entrance(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    if need.steps_max is None:
        return None
    fits = None if premises.steps is None else premises.steps <= need.steps_max
    return Criterion("entrance", gettext_lazy("Entrance"), _verdict(fits), lambda: _steps(premises.steps))


def _steps(steps: int | None) -> str:
    if steps is None:
        return _("unknown")
    return _("step-free") if steps == 0 else ngettext("%(n)d step", "%(n)d steps", steps) % {"n": steps}


def _gastronomy(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    if not need.needs_gastronomy:
        return None
    fits = {str(Gastronomy.YES): True, str(Gastronomy.NO): False}.get(premises.gastronomy)
    texts = {None: gettext_lazy("to be clarified"), True: gettext_lazy("possible"), False: gettext_lazy("not possible")}
    return Criterion("gastronomy", gettext_lazy("Café or restaurant use"), _verdict(fits), lambda: str(texts[fits]))


def _features(need: PremisesRequirements, premises: Premises) -> list[Criterion]:
    return [_feature(feature, premises) for feature in chosen(need.features)]


def _feature(feature: Feature, premises: Premises) -> Criterion:
    fits = True if feature.code in premises.features else False if feature.code in premises.without else None
    texts = {None: gettext_lazy("unknown"), True: gettext_lazy("yes"), False: gettext_lazy("no")}
    return Criterion("feature", feature.label, _verdict(fits), lambda: str(texts[fits]))


def _shopfront(need: PremisesRequirements, premises: Premises) -> Criterion | None:
    least, width = need.shopfront_min_m, premises.shopfront_m
    if least is None:
        return None
    fits = None if width is None else width >= least
    return Criterion(
        "shopfront", gettext_lazy("Shop window"), _verdict(fits),
        lambda: _("%(width)s, wanted: from %(least)s")
        % {"width": _metres(width) if width is not None else _("unknown"), "least": _metres(least)},
    )  # fmt: skip


def _metres(value: Decimal) -> str:
    return _("%(n)s m") % {"n": f"{value.normalize():f}".replace(".", ",")}


def ranked(compared: Iterable[tuple[Any, Fit]]) -> list[tuple[Any, Fit]]:
    """The possible ones: certain fits first, then by score, then newest first by primary key."""
    possible = (row for row in compared if row[1].is_possible)
    return sorted(possible, key=lambda row: (not row[1].is_certain, -row[1].score, -row[0].pk))
