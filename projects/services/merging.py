"""Merging of one public idea into another."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from eving.core.messaging import mail
from eving.core.models.users import User
from eving.core.workflow import lifecycle
from eving.core.workflow.lifecycle import locked
from projects.models import Idea, IdeaHistory, IdeaState
from projects.services import counting, ideas


def _both_locked(idea: Idea, *, into: Idea) -> list[Idea]:
    """In the order of their keys: two users who merge the ideas into each other would deadlock otherwise."""
    return list(Idea.objects.select_for_update(of=("self",)).filter(pk__in=[idea.pk, into.pk]).order_by("pk"))


@lifecycle.on(Idea, "merge", lock_first=_both_locked)
def merge_idea(idea: Idea, *, by: User, text: str, into: Idea) -> IdeaHistory:
    """Merge this idea into another public one. Supporters count for both, each person once, and are mailed.

    Supports, followers and offers of help stay with this idea, so that the merge can be undone. Raises ValidationError
    when the other idea is not public or was merged itself.
    """
    if idea.pk == into.pk:
        raise ValidationError({"into": _("An idea cannot be merged with itself.")})
    target = locked(into)
    if not target.is_public or target.state == IdeaState.MERGED:
        raise ValidationError({"into": _("The other idea is not public, or was merged itself.")})
    come_along = counting.people_for(idea.pk) - counting.people_for(target.pk)
    entry = ideas.move(idea, "merge", by=by, text=text, merged_into=target)
    counting.add(target.pk, len(come_along))
    into.support_count = target.support_count + len(come_along)
    for support in counting.supporters_to_notify(idea):
        mail.send_later("projects.support_merged", support.pk)
    return entry
