"""States of a listing and the transitions between them. None sends a mail: the office informs owners itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from eving.core.models.history import Role
from eving.core.workflow.lifecycle import Lifecycle, Transition


class ListingState(models.TextChoices):
    OFFERED = "offered", _("offered by the owner")
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("available")
    RESERVED = "reserved", _("reserved")
    LET = "let", _("let")
    PAUSED = "paused", _("paused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")
    SPAM = "spam", _("spam")


LS = ListingState
LIVE = (LS.PUBLISHED, LS.RESERVED)
# Tone of the badge; states not listed here are neutral.
TONES: dict[str, str] = {
    LS.OFFERED: "warning",
    LS.DRAFT: "neutral",
    LS.PUBLISHED: "success",
    LS.RESERVED: "warning",
    LS.SPAM: "danger",
}

STAFF, AUTHOR, SYSTEM = Role.STAFF, Role.AUTHOR, Role.SYSTEM

LIFECYCLE = Lifecycle(
    Transition(
        "take_up",
        (LS.OFFERED,),
        LS.DRAFT,
        (STAFF,),
        _("Take up as draft"),
        _("Taken up by the office"),
        help=_("The offer becomes a draft with a number. The public does not see it yet."),
        sends_no_mail=True,
        primary_from=(LS.OFFERED,),
    ),
    Transition(
        "publish",
        (LS.DRAFT, LS.PAUSED, LS.EXPIRED),
        LS.PUBLISHED,
        (STAFF,),
        _("Publish"),
        _("Published"),
        help=_("Everyone sees the listing and the described photos of the unit."),
        is_public=True,
        sends_no_mail=True,
        primary_from=(
            LS.DRAFT,
            LS.PAUSED,
            LS.EXPIRED,
        ),
    ),
    Transition(
        "reserve",
        (LS.PUBLISHED,),
        LS.RESERVED,
        (STAFF,),
        _("Mark as reserved"),
        _("Reserved"),
        help=_("The page says that the shop is reserved. Enquiries stay possible."),
        is_public=True,
        sends_no_mail=True,
        primary_from=(LS.PUBLISHED,),
    ),
    Transition(
        "release",
        (LS.RESERVED,),
        LS.PUBLISHED,
        (STAFF,),
        _("Available again"),
        _("Available again"),
        help=_("The page says that the shop is available again."),
        is_public=True,
        sends_no_mail=True,
    ),
    Transition(
        "pause",
        LIVE,
        LS.PAUSED,
        (STAFF,),
        _("Pause"),
        _("Paused"),
        help=_("The listing disappears from the portal until you publish it again."),
        sends_no_mail=True,
    ),
    Transition(
        "stop",
        LIVE,
        LS.PAUSED,
        (AUTHOR,),
        _("No longer available"),
        _("No longer available, says the contact"),
        sends_no_mail=True,
    ),
    Transition(
        "check",
        (LS.PUBLISHED,),
        LS.PUBLISHED,
        (STAFF,),
        _("Checked today"),
        _("Checked again"),
        help=_("You have asked: everything is still right. The page shows today’s date."),
        sends_no_mail=True,
    ),
    Transition(
        "check_reserved",
        (LS.RESERVED,),
        LS.RESERVED,
        (STAFF,),
        _("Checked today"),
        _("Checked again"),
        help=_("You have asked: everything is still right. The page shows today’s date."),
        sends_no_mail=True,
    ),
    Transition(
        "let",
        LIVE,
        LS.LET,
        (STAFF,),
        _("Mark as let"),
        _("Let"),
        help=_("The page says that the shop is let. The new use is recorded from the day you name."),
        is_public=True,
        sends_no_mail=True,
        primary_from=(LS.RESERVED,),
    ),
    Transition(
        "withdraw",
        (LS.OFFERED, LS.DRAFT, *LIVE, LS.PAUSED, LS.EXPIRED),
        LS.WITHDRAWN,
        (STAFF, AUTHOR),
        _("Withdraw"),
        _("Withdrawn"),
        help=_("The offer ends without a lease. This cannot be undone."),
        text_required=True,
        sends_no_mail=True,
        is_loss=True,
    ),
    Transition(
        "expire",
        LIVE,
        LS.EXPIRED,
        (SYSTEM, STAFF),
        _("Let expire"),
        _("Expired"),
        help=_("The listing disappears from the portal until somebody has checked it."),
        sends_no_mail=True,
    ),
    Transition(
        "spam",
        (LS.OFFERED,),
        LS.SPAM,
        (STAFF,),
        _("Mark as spam"),
        _("Marked as spam"),
        help=_("The offer is set aside and deleted after a while. This cannot be undone."),
        sends_no_mail=True,
        is_loss=True,
    ),
)
