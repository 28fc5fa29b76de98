"""States of an idea and the transitions between them; docs/lifecycle.md draws them and says who sees what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from eving.core.models.history import Role
from eving.core.workflow.lifecycle import Lifecycle, Transition


class IdeaState(models.TextChoices):
    """How far the office is with an idea."""

    UNCONFIRMED = "unconfirmed", _("address not confirmed")
    SUBMITTED = "submitted", _("submitted")
    QUERY = "query", _("question to the author")
    PUBLISHED = "published", _("published")
    UNDER_REVIEW = "under_review", _("under review")
    ACCEPTED = "accepted", _("accepted")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", _("carried out")
    DECLINED = "declined", _("declined")
    FORWARDED = "forwarded", _("forwarded")
    MERGED = "merged", _("merged")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ARCHIVED = "archived", _("archived")
    SPAM = "spam", _("spam")


S = IdeaState
WAITING = (S.SUBMITTED, S.QUERY)
RUNNING = (S.PUBLISHED, S.UNDER_REVIEW, S.ACCEPTED, S.IN_PROGRESS)
CLOSED = (S.DONE, S.DECLINED, S.FORWARDED, S.MERGED, S.ARCHIVED)
WITHOUT_NUMBER = (S.UNCONFIRMED, S.WITHDRAWN, S.SPAM)
# A database constraint allows an idea to be public only in these states.
VISIBLE = (*RUNNING, *CLOSED)
# Groups for the filter of the public list.
STATE_GROUPS = {
    "neu": (_("new"), (S.PUBLISHED, S.UNDER_REVIEW)),
    "umsetzung": (_("accepted or in progress"), (S.ACCEPTED, S.IN_PROGRESS)),
    "fertig": (_("carried out"), (S.DONE,)),
    "beendet": (
        _("declined or closed"),
        (S.DECLINED, S.FORWARDED, S.MERGED, S.ARCHIVED),
    ),
}
# Tone of the badge; states not listed here are neutral.
TONES: dict[str, str] = {
    S.PUBLISHED: "info",
    S.UNDER_REVIEW: "info",
    S.ACCEPTED: "success",
    S.IN_PROGRESS: "success",
    S.DONE: "success",
    S.QUERY: "warning",
    S.SUBMITTED: "warning",
    S.UNCONFIRMED: "warning",
    S.SPAM: "danger",
}

STAFF, AUTHOR, SYSTEM = Role.STAFF, Role.AUTHOR, Role.SYSTEM
# Decided by the office, or prepared by it and applied by the portal on a given day.
OFFICE = (STAFF, SYSTEM)

LIFECYCLE = Lifecycle(
    Transition(
        "confirm",
        (S.UNCONFIRMED,),
        S.SUBMITTED,
        (AUTHOR, STAFF),
        _("Confirm"),
        _("Submitted"),
        is_public=True,
    ),
    Transition(
        "ask",
        (S.SUBMITTED,),
        S.QUERY,
        (STAFF,),
        _("Ask the author"),
        _("Question to the author"),
        help=_("The idea waits until the author answers. The public does not see it."),
        text_required=True,
    ),
    Transition(
        "answer",
        (S.QUERY,),
        S.SUBMITTED,
        (AUTHOR,),
        _("Send answer"),
        _("Answer of the author"),
        text_required=True,
    ),
    Transition(
        "resume",
        (S.QUERY,),
        S.SUBMITTED,
        (STAFF,),
        _("Continue without an answer"),
        _("Continued without an answer"),
        help=_("The idea counts as new again and waits for your check."),
        primary_from=(S.QUERY,),
    ),
    Transition(
        "publish",
        WAITING,
        S.PUBLISHED,
        OFFICE,
        _("Publish"),
        _("Published"),
        help=_("Everyone sees the idea, its photos and the author's name as they want it shown."),
        is_public=True,
        primary_from=(S.SUBMITTED,),
    ),
    Transition(
        "review",
        (S.PUBLISHED,),
        S.UNDER_REVIEW,
        OFFICE,
        _("Put under review"),
        _("Under review"),
        help=_("The idea's page says that the office looks into it."),
        is_public=True,
        primary_from=(S.PUBLISHED,),
    ),
    Transition(
        "accept",
        (S.PUBLISHED, S.UNDER_REVIEW),
        S.ACCEPTED,
        OFFICE,
        _("Accept"),
        _("Accepted"),
        help=_("The idea's page says that it will be taken up."),
        text_required=True,
        is_public=True,
        primary_from=(S.UNDER_REVIEW,),
    ),
    Transition(
        "start",
        (S.ACCEPTED,),
        S.IN_PROGRESS,
        OFFICE,
        _("Start the work"),
        _("In progress"),
        help=_("The idea's page says that the work has begun."),
        is_public=True,
        primary_from=(S.ACCEPTED,),
    ),
    Transition(
        "finish",
        (S.ACCEPTED, S.IN_PROGRESS),
        S.DONE,
        OFFICE,
        _("Mark as carried out"),
        _("Done"),
        help=_("The idea's page says what came of it. The idea is closed."),
        text_required=True,
        is_public=True,
        primary_from=(S.IN_PROGRESS,),
    ),
    Transition(
        "decline",
        (*WAITING, *RUNNING),
        S.DECLINED,
        OFFICE,
        _("Decline with reason"),
        _("Declined"),
        help=_("The idea is closed. A public idea stays public, with your reason."),
        text_required=True,
        is_public=True,
        is_loss=True,
    ),
    Transition(
        "forward",
        (*WAITING, *RUNNING),
        S.FORWARDED,
        OFFICE,
        _("Forward to another office"),
        _("Forwarded"),
        help=_("The idea is closed here. A public idea stays public and says who continues with it."),
        text_required=True,
        is_public=True,
    ),
    Transition(
        "merge",
        (*WAITING, *RUNNING),
        S.MERGED,
        (STAFF,),
        _("Merge with another idea"),
        _("Merged"),
        help=_(
            "The idea stays public and leads to the other one. Its supporters count there, each person once, "
            "and get an e-mail. Its followers get the news of the other idea as well. Offers of help stay "
            "here, because people agreed on this author."
        ),
        text_required=True,
        is_public=True,
    ),
    Transition(
        "unmerge",
        (S.MERGED,),
        S.UNDER_REVIEW,
        (STAFF,),
        _("Separate again"),
        _("Separated again"),
        help=_(
            "The idea is on its own again and under review. Its supporters and followers come back and no "
            "longer count for the other one."
        ),
        text_required=True,
        is_public=True,
        only_if="was_public",
    ),
    Transition(
        "reopen",
        (S.DECLINED, S.FORWARDED, S.DONE, S.ARCHIVED),
        S.UNDER_REVIEW,
        OFFICE,
        _("Take up again"),
        _("Taken up again"),
        help=_("The idea is open again and under review."),
        text_required=True,
        is_public=True,
        primary_from=(S.ARCHIVED,),
        only_if="was_public",
    ),
    Transition(
        "reconsider",
        (S.DECLINED, S.FORWARDED, S.MERGED, S.ARCHIVED),
        S.SUBMITTED,
        (STAFF,),
        _("Check again"),
        _("Taken up again"),
        help=_("The idea is back among the new ideas, with a new date by which we answer."),
        text_required=True,
        only_if="was_never_public",
    ),
    Transition(
        "archive",
        (S.DONE, S.DECLINED, S.FORWARDED),
        S.ARCHIVED,
        (STAFF, SYSTEM),
        _("Archive"),
        _("Archived"),
        help=_("The idea leaves the list of running ideas. Its page stays."),
        primary_from=(
            S.DONE,
            S.DECLINED,
            S.FORWARDED,
        ),
    ),
    Transition(
        "withdraw",
        (S.UNCONFIRMED, *WAITING, *RUNNING, *CLOSED),
        S.WITHDRAWN,
        (AUTHOR, STAFF),
        _("Withdraw"),
        _("Withdrawn"),
        help=_("The idea disappears from the portal. This cannot be undone."),
        is_loss=True,
    ),
    Transition(
        "spam",
        (S.UNCONFIRMED, *WAITING),
        S.SPAM,
        (STAFF,),
        _("Mark as spam"),
        _("Marked as spam"),
        help=_("The idea is set aside and deleted after a while. You can retrieve it until then."),
        sends_no_mail=True,
        is_loss=True,
    ),
    Transition(
        "not_spam",
        (S.SPAM,),
        S.SUBMITTED,
        (STAFF,),
        _("Not spam"),
        _("Retrieved from spam"),
        help=_("The idea is back among the new ideas, with a new date by which we answer."),
        sends_no_mail=True,
        primary_from=(S.SPAM,),
    ),
)
