"""Usages of an object: the rows of other tables that refer to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignObjectRel, Model

SHOWN = 10


@dataclass(frozen=True)
class Usage:
    """The rows of one table that refer to an object by one foreign key."""

    label: str  # "Ideen (Themen)"
    model: type[Model]
    lookup: str  # finds them in a list: ?lookup=pk
    count: int
    first: list[Any]


def usages(obj: Model, may_see: Callable[[type[Model]], bool]) -> list[Usage]:
    """Everything that refers to an object, most used first; one query per relation, two where it has rows."""
    used_by = []
    for relation in obj._meta.related_objects:
        model: Any = relation.related_model
        if not counts(relation) or not may_see(model):
            continue
        rows = model._default_manager.filter(**{relation.field.name: obj.pk}).order_by("-pk")
        number = rows.count()
        if number:
            label = f"{model._meta.verbose_name_plural} ({relation.field.verbose_name})"
            used_by.append(Usage(label, model, f"{relation.field.name}__id__exact", number, list(rows[:SHOWN])))
    return sorted(used_by, key=lambda usage: -usage.count)


def counts(relation: ForeignObjectRel) -> bool:
    return not hasattr(relation.related_model, "pgh_tracked_model")
