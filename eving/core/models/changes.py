"""The record of who changed which field when, written by triggers of the database (docs/decisions/0014)."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models
from pghistory.models import Event

Model = TypeVar("Model", bound=type[models.Model])


class Change(Event):
    """One row of a tracked model after a change, or before its deletion. Columns about persons are left out."""

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True


def tracked(*, leave_out: list[str]) -> Callable[[Model], Model]:
    """Record every insert, update and delete of a model by database triggers, without the columns of ``leave_out``."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=leave_out,
        base_model=Change,
        meta={"indexes": [models.Index(fields=["-pgh_created_at", "-pgh_id"])]},
    )
