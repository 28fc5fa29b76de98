"""Event tables of the record of changes: which models have one, and which fields it keeps."""

from functools import cache
from typing import Any, cast

from django.apps import apps
from django.db import models

from eving.core.models import Change
from eving.core.workflow.lifecycle import REDACTED


@cache
def event_models() -> tuple[type[Change], ...]:
    return tuple(model for model in apps.get_models() if issubclass(model, Change))


def register_of(event: type[Change]) -> type[models.Model]:
    return cast(Any, event).pgh_tracked_model


def event_of(model: type[models.Model]) -> type[Change] | None:
    return next((event for event in event_models() if register_of(event) is model._meta.concrete_model), None)


def rows_of(event: type[Change]) -> Any:
    """All events of a table. Untyped, because the columns that pghistory adds are unknown to mypy."""
    return event._base_manager.all()


def watched_fields(event: type[Change]) -> list[models.Field]:
    kept = {column.name for column in event._meta.fields}
    return [column for column in register_of(event)._meta.concrete_fields if column.name in kept - {"id"}]


def is_text(column: models.Field) -> bool:
    """Whether a column holds free text, and is long enough for the mark that replaces it."""
    free = isinstance(column, models.CharField | models.TextField) and column.editable and not column.choices
    return free and (column.max_length is None or column.max_length >= len(REDACTED))
