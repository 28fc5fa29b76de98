"""Supporter count of an idea: its own supporters and those of ideas merged into it, each person once.

A support stays with the idea it was given to. A merge only sets ``merged_into``, so undoing it restores every count.
The count is a column; it changes under the lock of its idea by an F expression. Locks are taken from a merged idea
towards its target.
"""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from django.db.models import F, QuerySet

from eving.core.models import Subscription
from projects.models import Idea, IdeaState, Support

Key = TypeVar("Key")


def merged_ids(pk: int) -> list[int]:
    """The keys of an idea and of all merged into it, directly or indirectly; itself first."""
    ids, newest = [pk], [pk]
    while newest:
        newest = list(Idea.objects.filter(merged_into__in=newest).order_by("pk").values_list("pk", flat=True))
        ids += newest
    return ids


def people_for(pk: int) -> set[int]:
    rows = Support.objects.filter(idea__in=merged_ids(pk), confirmed_at__isnull=False)
    return set(rows.values_list("participant_id", flat=True))


def merge_target(idea: Idea) -> Idea | None:
    """The public idea that this one was merged into, directly or indirectly; None for none."""
    target = idea.merged_into if idea.state == IdeaState.MERGED else None
    while target and target.merged_into:
        target = target.merged_into
    return target if target and target.is_public else None


def merge_chain(pk: int) -> Iterator[Idea]:
    """The idea and its merge targets, each locked before the next one is read."""
    current: int | None = pk
    while current:
        idea = Idea.objects.select_for_update().only("pk", "merged_into_id").get(pk=current)
        yield idea
        current = idea.merged_into_id


def count_one(support: Support, number: int) -> None:
    """Count a person in (1) after confirming their support, or out (-1) before deleting it; its row must be locked.

    Nothing changes for an idea for which another support of the person counts already.
    """
    for idea in merge_chain(support.idea_id):
        others = Support.objects.filter(
            idea__in=merged_ids(idea.pk), participant=support.participant_id, confirmed_at__isnull=False
        ).exclude(pk=support.pk)
        if not others.exists():
            add(idea.pk, number)


def add(pk: int, number: int) -> None:
    Idea.objects.filter(pk=pk).update(support_count=F("support_count") + number)


def count_out_of_others(idea: Idea) -> None:
    """Before a merge is undone: subtract those who count for the merge targets only by this idea."""
    above = [row.pk for row in merge_chain(idea.pk)][1:]
    own = people_for(idea.pk)
    gone = set(merged_ids(idea.pk))
    for pk in above:
        staying = set(merged_ids(pk)) - gone
        rows = Support.objects.filter(idea__in=staying, confirmed_at__isnull=False, participant__in=own)
        add(pk, len(set(rows.values_list("participant_id", flat=True))) - len(own))


def supporters_to_notify(idea: Idea) -> QuerySet[Support]:
    """Supports whose persons are mailed about a merge: neither the author, who gets the mail about the transition, nor
    followers, who read it in the daily digest.
    """
    author = idea.contribution.participant_id if idea.contribution else None
    followers = Subscription.objects.filter(kind="idea", target=idea.number or "", confirmed_at__isnull=False)
    rows = Support.objects.filter(idea=idea, confirmed_at__isnull=False, participant__wrong_since__isnull=True)
    return rows.exclude(participant__in=followers.values("participant")).exclude(participant=author).order_by("pk")


def numbers_by_head() -> dict[str, list[str]]:
    """For each number of an idea that others were merged into: the numbers of these others."""
    rows = Idea.objects.filter(merged_into__isnull=False, number__isnull=False).order_by("pk")
    heads = {str(own): str(other) for own, other in rows.values_list("number", "merged_into__number")}
    numbers: dict[str, list[str]] = {}
    for number in heads:
        for above in _upwards(number, heads):
            numbers.setdefault(above, []).append(number)
    return numbers


def still_counting(closed: QuerySet[Idea]) -> set[int]:
    """Ids of merged ideas whose supporters count for an idea that is not in ``closed``."""
    heads = dict(Idea.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id"))
    ended = set(closed.filter(pk__in=heads.values()).values_list("pk", flat=True))
    return {pk for pk in heads if any(above not in ended for above in _upwards(pk, heads))}


def _upwards(start: Key, heads: Mapping[Key, Key]) -> Iterator[Key]:
    current = heads.get(start)
    while current is not None:
        yield current
        current = heads.get(current)
