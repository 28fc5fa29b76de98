"""Requirements of somebody who looks for premises, for the comparison."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from vacancies.models import SearchProfile, UseClass


@dataclass(frozen=True)
class PremisesRequirements:
    """An empty field does not matter to whoever searches.

    Areas in m², net cold rents in € per month, the shop window in m; ``uses`` and ``streets`` are primary keys,
    ``features`` codes.
    """

    kinds: frozenset[str] = frozenset()
    uses: frozenset[int] = frozenset()
    streets: frozenset[int] = frozenset()
    area_min_m2: Decimal | None = None
    area_max_m2: Decimal | None = None
    rent_max_month: Decimal | None = None
    rent_max_m2: Decimal | None = None
    shopfront_min_m: Decimal | None = None
    steps_max: int | None = None
    needs_gastronomy: bool = False
    features: frozenset[str] = frozenset()
    needed_by: date | None = None
    term_months: int | None = None


def need_of(profile: SearchProfile) -> PremisesRequirements:
    """Reads uses and streets: prefetch them for many profiles."""
    return PremisesRequirements(
        kinds=frozenset(profile.kinds),
        uses=frozenset(use.pk for use in profile.uses.all()),
        streets=frozenset(street.pk for street in profile.streets.all()),
        area_min_m2=profile.area_min_m2,
        area_max_m2=profile.area_max_m2,
        rent_max_month=profile.rent_max_month,
        rent_max_m2=profile.rent_max_m2,
        shopfront_min_m=profile.shopfront_min_m,
        steps_max=profile.steps_max,
        needs_gastronomy=profile.needs_gastronomy,
        features=frozenset(profile.features),
        needed_by=profile.needed_by,
        term_months=profile.term_months,
    )


def uses_text(uses: Iterable[UseClass]) -> str:
    return get_text_list(list(map(str, uses)), _("or"))
