"""Features of premises: facts with the answers yes, no and unknown that somebody may look for.

A feature is a nullable boolean column of ``ShopUnit`` and a line here. The office's form, the table, the page and the
fact sheet of a listing, the filter of the list, searches and their matches read the line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

from vacancies.models.units import Gastronomy, ShopUnit


class Group(StrEnum):
    """Beside which other facts a feature is shown and asked for."""

    AREAS = "areas"
    ACCESS = "access"
    EQUIPMENT = "equipment"


@dataclass(frozen=True)
class Feature:
    """The code stands in addresses and in what is stored: it never changes."""

    code: str
    column: str
    group: Group

    @property
    def label(self) -> Any:
        return capfirst(getattr(ShopUnit, self.column).field.verbose_name)

    def answer(self, unit: ShopUnit) -> bool | None:
        """None while nobody knows."""
        return getattr(unit, self.column)


FEATURES = (
    Feature("ecklage", "is_corner", Group.AREAS),
    Feature("barrierefreies-wc", "has_accessible_wc", Group.ACCESS),
    Feature("wendeflaeche", "has_turning_space", Group.ACCESS),
    Feature("wasseranschluss", "has_water", Group.EQUIPMENT),
    Feature("starkstrom", "has_three_phase", Group.EQUIPMENT),
    Feature("teekueche", "has_kitchenette", Group.EQUIPMENT),
    Feature("abluft", "has_extract_duct", Group.EQUIPMENT),
    Feature("fettabscheider", "has_grease_separator", Group.EQUIPMENT),
)
CODE_LENGTH = 30


def features_of(group: Group) -> list[Feature]:
    return [feature for feature in FEATURES if feature.group == group]


def columns_of(group: Group) -> list[str]:
    return [feature.column for feature in features_of(group)]


def chosen(codes: Iterable[str]) -> list[Feature]:
    """In the order of FEATURES. Codes of features that exist no more are passed over."""
    wanted = set(codes)
    return [feature for feature in FEATURES if feature.code in wanted]


# Words that people use of a shop beside those on its page.
STEP_FREE = pgettext_lazy("words that find a shop without steps", "step-free accessible barrier-free level access")
WHEELCHAIR = pgettext_lazy("words that find a shop for wheelchairs", "wheelchair accessible")
FOOD = pgettext_lazy("words that find a shop for food and drink", "café restaurant snack bar takeaway gastronomy")


def words_of_access(unit: ShopUnit) -> list[Any]:
    wheelchair = [WHEELCHAIR] if unit.is_wheelchair_accessible else []
    return [*([STEP_FREE] if unit.is_step_free else []), *wheelchair]


def words_of_equipment(unit: ShopUnit) -> list[Any]:
    food = [FOOD] if unit.gastronomy == Gastronomy.YES else []
    return [*food, *(feature.label for feature in FEATURES if feature.answer(unit))]


def codes_with(unit: ShopUnit, answer: bool) -> frozenset[str]:
    return frozenset(feature.code for feature in FEATURES if feature.answer(unit) is answer)


def feature_choices() -> list[tuple[str, Any]]:
    """A function, so that the choices of a column need no migration of their own for each new feature."""
    return [(feature.code, feature.label) for feature in FEATURES]
