"""What the office writes about an idea: prepared answers, corrections, letters to the author."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eving.core.messaging import mail
from eving.core.models import Participant, Role
from eving.core.models.users import User
from eving.core.workflow import lifecycle
from eving.core.workflow.lifecycle import Transition, locked
from projects.models import Idea, IdeaHistory
from projects.services import ideas

# Merging needs the other idea, and only authors confirm their address.
NOT_PREPARED = {"confirm", "merge", "unmerge"}


def preparable() -> list[Transition]:
    return [
        transition
        for transition in Idea.lifecycle.transitions
        if transition.is_public and Role.STAFF in transition.who and transition.name not in NOT_PREPARED
    ]


@transaction.atomic
def prepare_answer(
    idea: Idea, *, by: User, transition: str, text: str, on: date | None, seen_version: int | None = None
) -> None:
    """Store a transition with its text. With a date the portal applies it on that day, otherwise staff do.

    An internal note records who prepared it. Raises ValidationError, NotAllowed or Conflict.
    """
    stored = locked(idea, seen_version)
    chosen = next((known for known in preparable() if known.name == transition), None)
    if chosen is None or not chosen.fits(stored):
        raise lifecycle.NotAllowed(
            _("This step is not possible from “%(state)s”.") % {"state": stored.get_state_display()}
        )
    if chosen.text_required and not text.strip():
        raise ValidationError({"text": _("Please give a reason. The person reads it.")})
    if on is not None and on <= timezone.localdate():
        raise ValidationError({"on": _("Please choose a day after today, or take the step now.")})
    stored.prepared_transition, stored.prepared_text, stored.prepared_on = transition, text.strip(), on
    ideas.save_as_new_version(stored, "prepared_transition", "prepared_text", "prepared_on")
    day = date_format(on, "DATE_FORMAT") if on else _("no day")
    lifecycle.add_internal_note(
        stored, by=by, text=_("Prepared: %(transition)s, %(day)s") % {"transition": chosen.label, "day": day}
    )


@transaction.atomic
def drop_prepared(idea: Idea, *, by: User, seen_version: int | None = None) -> None:
    stored = locked(idea, seen_version)
    if not stored.prepared_transition:
        return
    for name, value in ideas.NOTHING_PREPARED.items():
        setattr(stored, name, value)
    ideas.save_as_new_version(stored, *ideas.NOTHING_PREPARED)
    lifecycle.add_internal_note(stored, by=by, text=_("The prepared answer was dropped."))


@transaction.atomic
def send_now(idea: Idea, *, by: User, transition: str, text: str, seen_version: int | None = None) -> IdeaHistory:
    """Apply a transition now; a prepared answer, if any, is discarded."""
    stored = locked(idea, seen_version)
    stored.prepared_transition = transition
    stored.save(update_fields=["prepared_transition"])
    return lifecycle.apply(idea, transition, by=by, text=text, seen_version=seen_version)


def send_prepared(now: datetime) -> int:
    """Apply the prepared transitions whose day has come, as the portal. Returns how many were sent.

    One that is no longer possible loses its date and waits for staff; the history says why.
    """
    due = Idea.objects.filter(prepared_on__lte=timezone.localdate(now)).exclude(prepared_transition="")
    return sum(_send(idea) for idea in due.order_by("prepared_on", "pk"))


def _send(idea: Idea) -> bool:
    try:
        lifecycle.apply(
            idea, idea.prepared_transition, by=Role.SYSTEM, text=idea.prepared_text, seen_version=idea.version
        )
    except ValidationError as error:
        with transaction.atomic():
            stored = locked(idea)
            if stored.version == idea.version:  # otherwise somebody of the office changed it meanwhile
                stored.prepared_on = None
                ideas.save_as_new_version(stored, "prepared_on")
                text = _("The prepared answer did not go out: %(reason)s") % {"reason": " ".join(error.messages)}
                lifecycle.add_entry(stored, by=Role.SYSTEM, before=stored.state, after=stored.state, text=text)
        return False
    return True


def can_be_corrected(entry: IdeaHistory) -> bool:
    """Whether this is a public text of the office that was neither redacted nor is itself a correction."""
    return bool(
        entry.is_public
        and entry.text
        and entry.corrects_id is None
        and entry.redacted_at is None
        and entry.role != Role.AUTHOR
    )


@transaction.atomic
def correct_entry(entry: IdeaHistory, *, by: User, text: str, seen_version: int | None = None) -> IdeaHistory:
    """Add a public correction beside the entry, which stays, and mail it to the author."""
    idea = locked(entry.idea, seen_version)
    if not can_be_corrected(entry):
        raise ValidationError(_("Only what the office wrote and everyone reads can be corrected."))
    if not text.strip():
        raise ValidationError({"text": _("Please write down what is right.")})
    correction = IdeaHistory.objects.create(
        idea=idea,
        corrects=entry,
        at=timezone.now(),
        role=Role.STAFF,
        by=by,
        from_state=entry.to_state,
        to_state=entry.to_state,
        text=text.strip(),
        is_public=True,
    )
    ideas.save_as_new_version(idea)
    if idea.contribution and idea.contribution.participant_id:
        mail.send_later("projects.idea_corrected", correction.pk)
    return correction


def can_be_written_to(idea: Idea) -> bool:
    """Whether a mail reaches the author: there is an address, and its mails did not bounce."""
    return Participant.objects.filter(contributions__idea=idea, wrong_since__isnull=True).exists()


@transaction.atomic
def write_to_author(idea: Idea, *, by: User, text: str, seen_version: int | None = None) -> IdeaHistory:
    """Mail the author without a transition, for instance what became of a report about the idea.

    The text stays in the history as an internal note; the mail names the way to complain. Raises ValidationError for an
    empty text, or when no mail would arrive.
    """
    if not text.strip():
        raise ValidationError({"text": _("Please write something.")})
    if not can_be_written_to(idea):
        raise ValidationError(_("There is no e-mail address to which an e-mail would go."))
    stored = locked(idea, seen_version)
    ideas.save_as_new_version(stored)
    heading = _("Written to the author:")  # outside the f-string, where makemessages finds it
    entry = lifecycle.add_internal_note(stored, by=by, text=f"{heading}\n{text.strip()}")
    mail.send_later("projects.idea_written", entry.pk)
    return entry
