"""States of an actor's entry and the transitions between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from eving.core.models.history import Role
from eving.core.workflow.lifecycle import Lifecycle, Transition


class ActorState(models.TextChoices):
    DRAFT = "draft", _("draft")
    UNCONFIRMED = "unconfirmed", _("address not confirmed")
    SUBMITTED = "submitted", _("submitted")
    PUBLISHED = "published", _("published")
    DECLINED = "declined", _("declined")
    ARCHIVED = "archived", _("archived")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SPAM = "spam", _("spam")


AS = ActorState
# Tone of the badge; states not listed here are neutral.
TONES: dict[str, str] = {
    AS.PUBLISHED: "success",
    AS.SUBMITTED: "warning",
    AS.UNCONFIRMED: "warning",
    AS.DRAFT: "info",
    AS.SPAM: "danger",
}

STAFF, AUTHOR = Role.STAFF, Role.AUTHOR

LIFECYCLE = Lifecycle(
    Transition(
        "confirm",
        (AS.UNCONFIRMED,),
        AS.SUBMITTED,
        (AUTHOR, STAFF),
        _("Confirm"),
        _("Submitted"),
    ),
    Transition(
        "publish",
        (AS.DRAFT, AS.SUBMITTED, AS.ARCHIVED),
        AS.PUBLISHED,
        (STAFF,),
        _("Publish"),
        _("Published"),
        help=_("Everyone sees the entry, with the places and contacts that are marked as public."),
        is_public=True,
        primary_from=(
            AS.DRAFT,
            AS.SUBMITTED,
            AS.ARCHIVED,
        ),
    ),
    Transition(
        "decline",
        (AS.SUBMITTED,),
        AS.DECLINED,
        (STAFF,),
        _("Decline with reason"),
        _("Declined"),
        help=_("The entry is not shown. It is deleted after a while."),
        text_required=True,
        is_loss=True,
    ),
    Transition(
        "archive",
        (AS.PUBLISHED, AS.DRAFT),
        AS.ARCHIVED,
        (STAFF,),
        _("Archive"),
        _("Archived"),
        help=_("The entry leaves the portal. You can publish it again later."),
        is_loss=True,
    ),
    Transition(
        "withdraw",
        (AS.UNCONFIRMED, AS.SUBMITTED, AS.PUBLISHED, AS.ARCHIVED),
        AS.WITHDRAWN,
        (AUTHOR, STAFF),
        _("Withdraw"),
        _("Withdrawn"),
        help=_("The entry disappears from the portal and is emptied after a while."),
        is_loss=True,
    ),
    Transition(
        "spam",
        (AS.UNCONFIRMED, AS.SUBMITTED),
        AS.SPAM,
        (STAFF,),
        _("Mark as spam"),
        _("Marked as spam"),
        help=_("The entry is set aside and deleted after a while."),
        sends_no_mail=True,
        is_loss=True,
    ),
)
