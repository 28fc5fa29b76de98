"""Actions on many entries at once: a page that says which are affected and which are not, and why; then the services.

Nothing is updated in bulk behind a service's back: each entry takes the way it would take alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, prefetch_related_objects

from eving.core.models import User
from eving.core.workflow.lifecycle import Case

Row = TypeVar("Row", bound=Case | Model)

# More at once is no longer a decision.
MOST = 500


@dataclass(frozen=True)
class BulkAction:
    """Something that staff may do to many entries."""

    name: str
    label: Any  # on the button
    may: Callable[[Any], bool]  # (request) -> whether this member of staff may
    refusal: Callable[[Any], str]  # (entry) -> why it is skipped; empty when it is not
    act: Callable[..., Any]  # (entry, by=, seen_version=, **form) -> through the entry's service
    form: Callable[..., forms.Form] = forms.Form
    help: Any = ""  # what happens to each entry, in one sentence
    is_loss: bool = False
    reads: tuple[str, ...] = ()  # relations that ``refusal`` looks at, read once for all entries


@dataclass
class Outcome:
    """What became of each entry."""

    done: list[Case | Model] = field(default_factory=list)
    skipped: list[tuple[Case | Model, str]] = field(default_factory=list)


def sorted_out(action: BulkAction, entries: Sequence[Row]) -> tuple[list[Row], list[tuple[Row, str]]]:
    """The entries that an action would reach, and those it would not, each with the reason."""
    affected, skipped = [], []
    prefetch_related_objects(cast(list[Model], list(entries)), *action.reads)
    for entry in entries:
        if reason := action.refusal(entry):
            skipped.append((entry, reason))
        else:
            affected.append(entry)
    return affected, skipped


def carry_out(
    action: BulkAction, entries: Sequence[Case | Model], *, by: User, seen: dict[int, int], given: dict
) -> Outcome:
    """Do it to each entry in a transaction of its own; what the service refuses is skipped with its reason.

    ``seen`` holds the version of each entry that the person saw: whatever a colleague changed since is skipped.
    """
    outcome = Outcome()
    prefetch_related_objects(cast(list[Model], list(entries)), *action.reads)
    for entry in entries:
        if reason := action.refusal(entry):
            outcome.skipped.append((entry, reason))
            continue
        try:
            with transaction.atomic():
                action.act(entry, by=by, seen_version=seen.get(entry.pk), **given)
        except ValidationError as error:
            outcome.skipped.append((entry, " ".join(error.messages)))
        else:
            outcome.done.append(entry)
    return outcome
