"""Template contexts of a search: wanted ad, facts, reasons why a shop fits."""

from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eving.core.public.facts import fact, joined, stored_fact, terms_fact
from eving.core.public.rows import column
from eving.core.templatetags.eving import euro, square_metres
from eving.core.texts.stored import stored
from eving.core.texts.wording import here
from vacancies.matching.comparison import Verdict
from vacancies.models import ListingKind, SearchProfile
from vacancies.models.features import chosen
from vacancies.services.alerts import Hit
from vacancies.workflow.profiles import TONES as PROFILE_TONES

VERDICT_BADGES = {
    Verdict.FITS: {"tone": "success", "icon": "check"},
    Verdict.UNKNOWN: {"tone": "neutral"},
    Verdict.FAILS: {"tone": "danger"},
}


def profile_badge(profile: SearchProfile) -> dict[str, Any]:
    return {"label": profile.get_state_display(), "tone": PROFILE_TONES.get(profile.state, "neutral")}


def area_text(profile: SearchProfile) -> str:
    least, most = profile.area_min_m2, profile.area_max_m2
    if least is not None and most is not None:
        return _("%(least)s to %(most)s") % {"least": square_metres(least), "most": square_metres(most)}
    if least is not None:
        return _("from %(least)s") % {"least": square_metres(least)}
    return _("up to %(most)s") % {"most": square_metres(most)} if most is not None else ""


def rent_text(profile: SearchProfile) -> str:
    parts = []
    if profile.rent_max_month is not None:
        parts.append(_("up to %(amount)s a month") % {"amount": euro(profile.rent_max_month)})
    if profile.rent_max_m2 is not None:
        parts.append(_("up to %(amount)s per m²") % {"amount": euro(profile.rent_max_m2)})
    return ", ".join(parts)


def profile_facts(profile: SearchProfile) -> list[dict[str, Any]]:
    kinds = [str(ListingKind(kind).label) for kind in profile.kinds]
    entrance = {0: _("step-free"), 1: _("at most one step")}.get(
        profile.steps_max if profile.steps_max is not None else -1
    )
    # Whoever named other streets does not look everywhere; these only the person and the office see.
    anywhere = "" if profile.other_streets else here(_("everywhere in {district}"))
    term = profile.term_months
    least_window = profile.shopfront_min_m
    facts = [
        terms_fact(_("Use"), profile.uses.all()),
        fact(_("Offer"), ", ".join(kinds)),
        fact(_("Area"), area_text(profile)),
        fact(_("Rent"), rent_text(profile)),
        fact(_("Streets"), ", ".join(map(str, profile.streets.all())) or anywhere),
        fact(_("Entrance"), entrance),
        fact(_("Café or restaurant use"), _("must be possible") if profile.needs_gastronomy else ""),
        fact(_("Required features"), ", ".join(str(feature.label) for feature in chosen(profile.features))),
        fact(
            _("Shop window"),
            _("at least %(n)s m") % {"n": formats.number_format(least_window)} if least_window is not None else "",
        ),
        fact(_("Needed by"), formats.date_format(profile.needed_by, "DATE_FORMAT") if profile.needed_by else ""),
        fact(_("Term"), ngettext("%(n)d month", "%(n)d months", term) % {"n": term} if term else ""),
    ]
    return [row for row in facts if row["value"]]


def whole_facts(profile: SearchProfile) -> list[dict[str, Any]]:
    """With what no ad shows: for the person and the office."""
    others = [stored_fact(_("Other streets"), profile.other_streets)] if profile.other_streets else []
    return [*profile_facts(profile), *others]


def profile_card(profile: SearchProfile) -> dict[str, Any]:
    facts = [row for row in profile_facts(profile) if row["label"] in (_("Area"), _("Rent"), _("Streets"))]
    return {
        "kind": "shop",
        "url": profile.get_absolute_url(),
        "title": profile.title,
        "preline": joined(stored(use) for use in profile.uses.all()) or _("Space-wanted ad"),
        "facts": facts[:3],
        "badges": [{"label": _("wanted"), "tone": "shop"}],
        "picture": None,
    }


def profile_row(profile: SearchProfile) -> dict[str, Any]:
    """A row for eving.core.public.rows. Needs ``for_matching()``."""
    streets = ", ".join(map(str, profile.streets.all()))
    # Whoever named other streets does not look everywhere; these only the person and the office see.
    anywhere = "" if profile.other_streets else here(_("everywhere in {district}"))
    return {
        "kind": "shop",
        "url": profile.get_absolute_url(),
        "title": profile.title,
        "preline": joined(stored(use) for use in profile.uses.all()) or _("Space-wanted ad"),
        "columns": [
            column(_("Area"), area_text(profile)),
            column(_("Rent"), rent_text(profile)),
            column(_("Streets"), streets or anywhere),
        ],
    }


def reasons(hit: Hit) -> list[dict[str, Any]]:
    labels = {Verdict.FITS: _("suitable"), Verdict.UNKNOWN: _("unknown"), Verdict.FAILS: _("not suitable")}
    return [
        {
            "label": row.label,
            "reason": row.reason,
            "badge": {"label": labels[row.verdict], **VERDICT_BADGES[row.verdict]},
        }
        for row in hit.fit.criteria
    ]
