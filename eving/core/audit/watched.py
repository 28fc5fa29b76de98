"""Which models have a table of events, and which of their fields it keeps."""

from functools import cache
from typing import Any, cast

from django.apps import apps
from django.db import models

from eving.core.models import Change
from eving.core.workflow.lifecycle import REDACTED


@cache
def event_models() -> tuple[type[Change], ...]:
    """The tables of events, in the order of the parts."""
    return tuple(model for model in apps.get_models() if issubclass(model, Change))


def register_of(event: type[Change]) -> type[models.Model]:
    """The model that an event table watches."""
    return cast(Any, event).pgh_tracked_model


def event_of(model: type[models.Model]) -> type[Change] | None:
    """The event table of a model; None when nobody watches it."""
    return next((event for event in event_models() if register_of(event) is model._meta.concrete_model), None)


def rows_of(event: type[Change]) -> Any:
    """All events of a table; its further columns are pghistory's own, which types do not know."""
    return event._base_manager.all()


def watched_fields(event: type[Change]) -> list[models.Field]:
    """The fields of the watched model that the record keeps, in the order of the model."""
    kept = {column.name for column in event._meta.fields}
    return [column for column in register_of(event)._meta.concrete_fields if column.name in kept - {"id"}]


def is_text(column: models.Field) -> bool:
    """Whether a column holds free words, and has room for the mark that replaces them."""
    free = isinstance(column, models.CharField | models.TextField) and column.editable and not column.choices
    return free and (column.max_length is None or column.max_length >= len(REDACTED))
