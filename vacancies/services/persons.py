"""Who writes to the office about a shop, by when it hears from us, and when we forget it."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from eving.core.models import Contribution


@dataclass(frozen=True)
class Person:
    """Who writes to the office, and how."""

    name: str = ""
    email: str = ""
    phone: str = ""


def plan_purge(contribution: Contribution | None) -> None:
    """The person behind a contribution that is over is forgotten after the time the privacy page names for messages."""
    if contribution:
        contribution.purge_on = timezone.localdate() + timedelta(days=30 * settings.PURGE_NOTE_MONTHS)
        contribution.save(update_fields=["purge_on"])
