"""States of a search for a shop and the transitions between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from eving.core.models.history import Role
from eving.core.texts.periods import sentence
from eving.core.workflow.lifecycle import Lifecycle, Transition


class ProfileState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("address not confirmed")
    REVIEW = "review", _("space-wanted ad to be checked")
    ACTIVE = "active", _("searching")
    PUBLISHED = "published", _("searching, with space-wanted ad")
    PAUSED = "paused", _("paused")
    FOUND = "found", _("has found something")
    ENDED = "ended", _("ended")
    EXPIRED = "expired", _("expired")
    SPAM = "spam", _("spam")


PS = ProfileState
# States in which a search is matched and mailed.
SEARCHING = (PS.REVIEW, PS.ACTIVE, PS.PUBLISHED)
CLOSED_PROFILES = (PS.FOUND, PS.ENDED, PS.EXPIRED)
# Tone of the badge; states not listed here are neutral.
TONES: dict[str, str] = {
    PS.UNCONFIRMED: "warning",
    PS.REVIEW: "warning",
    PS.ACTIVE: "success",
    PS.PUBLISHED: "success",
    PS.PAUSED: "neutral",
    PS.FOUND: "info",
    PS.SPAM: "danger",
}

STAFF, AUTHOR, SYSTEM = Role.STAFF, Role.AUTHOR, Role.SYSTEM

LIFECYCLE = Lifecycle(
    Transition(
        "confirm",
        (PS.UNCONFIRMED,),
        PS.ACTIVE,
        (AUTHOR,),
        _("Confirm"),
        _("Search begins"),
        only_if="is_search_alone",
    ),
    Transition(
        "confirm_ad",
        (PS.UNCONFIRMED,),
        PS.REVIEW,
        (AUTHOR,),
        _("Confirm"),
        _("Search begins"),
        only_if="wants_ad",
    ),
    Transition(
        "submit",
        (PS.ACTIVE, PS.PUBLISHED),
        PS.REVIEW,
        (AUTHOR,),
        _("Ask for a space-wanted ad"),
        _("Space-wanted ad handed in"),
        only_if="wants_ad",
    ),
    Transition(
        "publish",
        (PS.REVIEW,),
        PS.PUBLISHED,
        (STAFF,),
        _("Publish space-wanted ad"),
        _("Published"),
        help=_("Everyone sees the space-wanted ad, with the name shown as the person wishes."),
        is_public=True,
        primary_from=(PS.REVIEW,),
    ),
    Transition(
        "refuse",
        (PS.REVIEW,),
        PS.ACTIVE,
        (STAFF,),
        _("Search without space-wanted ad"),
        _("Continues without a space-wanted ad"),
        help=_("The search continues without a space-wanted ad."),
        text_required=True,
    ),
    Transition(
        "drop_ad",
        (PS.REVIEW,),
        PS.ACTIVE,
        (AUTHOR,),
        _("Search without space-wanted ad"),
        _("Continues without a space-wanted ad"),
    ),
    Transition(
        "hide",
        (PS.PUBLISHED,),
        PS.ACTIVE,
        (STAFF, AUTHOR),
        _("Hide space-wanted ad"),
        _("Continues without a space-wanted ad"),
        help=_("The space-wanted ad disappears. The search continues."),
        sends_no_mail=True,
    ),
    Transition(
        "pause",
        SEARCHING,
        PS.PAUSED,
        (AUTHOR, STAFF),
        _("Pause"),
        _("Paused"),
        help=_("Nothing is e-mailed or shown until the search continues."),
        sends_no_mail=True,
    ),
    Transition(
        "resume",
        (PS.PAUSED, PS.EXPIRED),
        PS.ACTIVE,
        (AUTHOR, STAFF),
        _("Search again"),
        _("Searches again"),
        help=sentence(_("The search runs for another %(time)s."), "PROFILE_RUNS_DAYS", ""),
        sends_no_mail=True,
        primary_from=(
            PS.PAUSED,
            PS.EXPIRED,
        ),
        only_if="is_search_alone",
    ),
    Transition(
        "resume_ad",
        (PS.PAUSED, PS.EXPIRED),
        PS.REVIEW,
        (AUTHOR, STAFF),
        _("Search again"),
        _("Searches again"),
        help=sentence(
            _("The search runs for another %(time)s. Please read the space-wanted ad again."), "PROFILE_RUNS_DAYS", ""
        ),
        sends_no_mail=True,
        only_if="wants_ad",
    ),
    Transition(
        "find",
        (*SEARCHING, PS.PAUSED),
        PS.FOUND,
        (AUTHOR, STAFF),
        _("Has found something"),
        _("Has found something"),
        help=sentence(
            _("The search ends well. It is deleted with the personal data after %(time)s."), "PURGE_NOTE_MONTHS"
        ),
        sends_no_mail=True,
        primary_from=(
            PS.ACTIVE,
            PS.PUBLISHED,
        ),
    ),
    Transition(
        "end",
        (PS.UNCONFIRMED, *SEARCHING, PS.PAUSED, PS.EXPIRED),
        PS.ENDED,
        (AUTHOR, STAFF),
        _("End the search"),
        _("Search ended"),
        help=sentence(_("The search ends. It is deleted with the personal data after %(time)s."), "PURGE_NOTE_MONTHS"),
        sends_no_mail=True,
        is_loss=True,
    ),
    Transition(
        "expire",
        (*SEARCHING, PS.PAUSED),
        PS.EXPIRED,
        (SYSTEM,),
        _("Let expire"),
        _("Expired"),
    ),
    Transition(
        "spam",
        (PS.UNCONFIRMED, PS.REVIEW),
        PS.SPAM,
        (STAFF,),
        _("Mark as spam"),
        _("Marked as spam"),
        help=_("The search is set aside and deleted after a while. This cannot be undone."),
        sends_no_mail=True,
        is_loss=True,
    ),
)
