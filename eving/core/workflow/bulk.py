"""Actions of staff on many entries at once. Each entry goes through its service alone, never through update()."""

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

# Nobody can check more entries than this before confirming.
MOST = 500


@dataclass(frozen=True)
class BulkAction:
    """An action that staff may take on many entries of a list."""

    name: str
    label: Any  # on the button
    may: Callable[[Any], bool]  # (request) -> whether this member of staff may take it
    refusal: Callable[[Any], str]  # (entry) -> why it is skipped; empty when it is not
    act: Callable[..., Any]  # (entry, by=, seen_version=, **form) -> through the entry's service
    form: Callable[..., forms.Form] = forms.Form
    help: Any = ""  # what happens to each entry, in one sentence
    is_loss: bool = False
    reads: tuple[str, ...] = ()  # relations that ``refusal`` looks at, read once for all entries


@dataclass
class Outcome:
    """The entries that were changed, and those skipped with the reason."""

    done: list[Case | Model] = field(default_factory=list)
    skipped: list[tuple[Case | Model, str]] = field(default_factory=list)


def sorted_out(action: BulkAction, entries: Sequence[Row]) -> tuple[list[Row], list[tuple[Row, str]]]:
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
    """Run the action, each entry in its own transaction; what the service refuses is skipped with its reason.

    ``seen`` maps primary keys to the versions the page displayed: what a colleague changed since is skipped.
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
