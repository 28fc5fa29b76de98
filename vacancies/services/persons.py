"""Persons who write to the office about a shop, and when their data are deleted."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from eving.core.models import Contribution


@dataclass(frozen=True)
class Person:
    name: str = ""
    email: str = ""
    phone: str = ""


def plan_purge(contribution: Contribution | None) -> None:
    """Schedules deletion after the period that the privacy page states for messages. Saves."""
    if contribution:
        contribution.purge_on = timezone.localdate() + timedelta(days=30 * settings.PURGE_NOTE_MONTHS)
        contribution.save(update_fields=["purge_on"])
