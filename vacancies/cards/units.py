"""Template contexts of a shop unit: pictures, badges, and its facts.

A new fact of a unit stands here once, a new feature in ``FEATURES``: the page of a listing, its fact sheet and the
question whether it is still right show the same rows.
"""

from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eving.core.public.facts import fact, stored_fact
from eving.core.templatetags.eving import NO_BREAK, square_metres
from vacancies.models import Gastronomy, ShopUnit, UnitPhoto
from vacancies.models.features import Group, features_of


def photo_picture(photo: UnitPhoto, width: int) -> dict[str, Any]:
    return {**photo.picture(width), "href": photo.url(1600)}


def access_badge(unit: ShopUnit) -> dict[str, str] | None:
    """None when the entrance was never measured."""
    if unit.is_step_free is None:
        return None
    if unit.is_step_free:
        return {"label": _("step-free"), "tone": "info", "icon": "check"}
    return {"label": steps_text(unit), "tone": "neutral"}


def wheelchair_badges(unit: ShopUnit) -> list[dict[str, str]]:
    if not unit.is_wheelchair_accessible:
        return []
    return [{"label": _("wheelchair-accessible"), "tone": "info", "icon": "check"}]


def access_badges(unit: ShopUnit) -> list[dict[str, str]]:
    badge = access_badge(unit)
    return [*wheelchair_badges(unit), *([badge] if badge else [])]


def entrance(unit: ShopUnit) -> str:
    """How to get in, in one or two words; empty when the entrance was never measured."""
    if unit.is_wheelchair_accessible:
        return _("wheelchair-accessible")
    if unit.is_step_free is None:
        return ""
    return _("step-free") if unit.is_step_free else steps_count(unit.entrance_steps)


def steps_text(unit: ShopUnit) -> str:
    if unit.entrance_steps is None:
        return _("unknown")
    if unit.entrance_steps == 0:
        return _("no step")
    steps = steps_count(unit.entrance_steps)
    height = unit.entrance_step_height_cm
    return f"{steps} ({height}{NO_BREAK}cm)" if height else steps


def steps_count(number: int | None) -> str:
    return _("unknown") if number is None else ngettext("%(n)d step", "%(n)d steps", number) % {"n": number}


def yes_no(value: bool | None) -> str:
    return _("unknown") if value is None else _("yes") if value else _("no")


def measure(value: Any, unit: str, decimals: int = 0) -> str:
    """The number with its unit; empty when it is not known."""
    return "" if value is None else f"{formats.number_format(value, decimal_pos=decimals)}{NO_BREAK}{unit}"


def known_features(unit: ShopUnit, group: Group) -> list[dict[str, Any]]:
    """Yes or no; an unknown feature has no row."""
    answers = [(feature.label, feature.answer(unit)) for feature in features_of(group)]
    return [fact(label, yes_no(answer)) for label, answer in answers if answer is not None]


def access_facts(unit: ShopUnit) -> list[dict[str, Any]]:
    """Facts instead of a promise of accessibility, unknown ones included."""
    return [
        fact(_("Steps at the entrance"), steps_text(unit)),
        fact(_("Ramp"), yes_no(unit.has_ramp)),
        fact(_("Door width"), measure(unit.door_width_cm or None, "cm") or _("unknown")),
        *(fact(feature.label, yes_no(feature.answer(unit))) for feature in features_of(Group.ACCESS)),
    ]


def room_facts(unit: ShopUnit) -> list[dict[str, Any]]:
    """Areas and equipment, as far as they are known; gastronomy always, as most traders ask for it."""
    part = square_metres(unit.divisible_from_m2)
    return [
        fact(_("Sales area"), square_metres(unit.sales_area_m2)),
        fact(_("Side rooms"), square_metres(unit.ancillary_area_m2)),
        fact(_("Storage"), square_metres(unit.storage_area_m2)),
        fact(_("Basement"), square_metres(unit.basement_area_m2)),
        fact(_("Outdoor area"), square_metres(unit.outdoor_area_m2)),
        fact(_("Can be divided"), _("from %(part)s") % {"part": part} if part else ""),
        fact(_("Shop windows"), unit.shopfront_count),
        *known_features(unit, Group.AREAS),
        fact(_("Shop window"), measure(unit.shopfront_width_m, "m", 2)),
        fact(_("Ceiling height"), measure(unit.ceiling_height_m, "m", 2)),
        fact(_("Café or restaurant use"), gastronomy_text(unit)),
        *known_features(unit, Group.EQUIPMENT),
        fact(_("Power connection"), measure(unit.power_kw, "kW", 1)),
        fact(_("Toilets"), unit.wc_count),
        fact(_("Internet"), unit.get_internet_display()),
        stored_fact(_("Deliveries"), unit.delivery_access),
        fact(_("Parking spaces"), unit.parking_spaces),
        fact(_("Year built"), unit.year_built or ""),
        fact(_("Last modernised"), unit.modernised_in or ""),
        fact(_("Listed building"), _("yes") if unit.is_listed else ""),
        stored_fact(_("More"), unit.equipment_note),
    ]


def gastronomy_text(unit: ShopUnit) -> str:
    return {
        Gastronomy.YES: _("possible"),
        Gastronomy.NO: _("not possible"),
        Gastronomy.UNCLEAR: _("to be clarified"),
    }[Gastronomy(unit.gastronomy)]
