"""Who counts for an idea: its own supporters, and those of the ideas that go on as this one; each person once.

A support stays with the idea it was given to. Merging only says which idea goes on, so separating again brings every
supporter back. The counter is a column; it changes under the lock of its idea and by the database's own arithmetic.
Locks are taken from an idea upwards to the one it goes on as.
"""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from django.db.models import F, QuerySet

from eving.core.models import Subscription
from projects.models import Idea, IdeaState, Support

Key = TypeVar("Key")


def merged_ids(pk: int) -> list[int]:
    """The keys of an idea and of all that go on as it, also by way of a third; itself first."""
    found, newest = [pk], [pk]
    while newest:
        newest = list(Idea.objects.filter(merged_into__in=newest).order_by("pk").values_list("pk", flat=True))
        found += newest
    return found


def people_for(pk: int) -> set[int]:
    """The participants who count for an idea."""
    rows = Support.objects.filter(idea__in=merged_ids(pk), confirmed_at__isnull=False)
    return set(rows.values_list("participant_id", flat=True))


def merge_target(idea: Idea) -> Idea | None:
    """The public idea that this one was merged into, also by way of a third."""
    target = idea.merged_into if idea.state == IdeaState.MERGED else None
    while target and target.merged_into:
        target = target.merged_into
    return target if target and target.is_public else None


def merge_chain(pk: int) -> Iterator[Idea]:
    """The idea and those it goes on as, each locked before the next one is looked at."""
    current: int | None = pk
    while current:
        idea = Idea.objects.select_for_update().only("pk", "merged_into_id").get(pk=current)
        yield idea
        current = idea.merged_into_id


def count_one(support: Support, number: int) -> None:
    """Count a person in (1) when their support is confirmed, or out (-1) before it goes; the row must be locked.

    Where they count by another support as well, nothing changes.
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
    """The idea stands for itself again: who counted only by it leaves those it went on as. Call it before the step."""
    above = [row.pk for row in merge_chain(idea.pk)][1:]
    own = people_for(idea.pk)
    gone = set(merged_ids(idea.pk))
    for pk in above:
        staying = set(merged_ids(pk)) - gone
        rows = Support.objects.filter(idea__in=staying, confirmed_at__isnull=False, participant__in=own)
        add(pk, len(set(rows.values_list("participant_id", flat=True))) - len(own))


def supporters_to_notify(idea: Idea) -> QuerySet[Support]:
    """The supports whose persons should hear that the idea goes on as another one: neither its author, who gets the
    step itself, nor its followers, who read it in the mail of the day."""
    author = idea.contribution.participant_id if idea.contribution else None
    followers = Subscription.objects.filter(kind="idea", target=idea.number or "", confirmed_at__isnull=False)
    rows = Support.objects.filter(idea=idea, confirmed_at__isnull=False, participant__wrong_since__isnull=True)
    return rows.exclude(participant__in=followers.values("participant")).exclude(participant=author).order_by("pk")


def numbers_by_head() -> dict[str, list[str]]:
    """The number of each idea that others go on as, with the numbers of all these others."""
    rows = Idea.objects.filter(merged_into__isnull=False, number__isnull=False).order_by("pk")
    heads = {str(own): str(other) for own, other in rows.values_list("number", "merged_into__number")}
    found: dict[str, list[str]] = {}
    for number in heads:
        for above in _upwards(number, heads):
            found.setdefault(above, []).append(number)
    return found


def still_counting(closed: QuerySet[Idea]) -> set[int]:
    """The merged ideas whose supporters count for one that is not among the closed ones."""
    heads = dict(Idea.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id"))
    ended = set(closed.filter(pk__in=heads.values()).values_list("pk", flat=True))
    return {pk for pk in heads if any(above not in ended for above in _upwards(pk, heads))}


def _upwards(start: Key, heads: Mapping[Key, Key]) -> Iterator[Key]:
    """Those that this one goes on as, the nearest first."""
    current = heads.get(start)
    while current is not None:
        yield current
        current = heads.get(current)
