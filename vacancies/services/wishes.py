"""When somebody would like to see a shop: one of the next days of the office or another one, and the time of day.

An enquiry keeps the wish as the first sentence of its text, in the language of the office.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from eving.core.working_days import add_working_days
from vacancies.models import Enquiry

DAYS_OFFERED = 5
# As addresses and forms name them.
OTHER_DAY, MORNING, AFTERNOON = "anderer", "vormittags", "nachmittags"


@dataclass(frozen=True)
class Wish:
    """``day``: an ISO date, OTHER_DAY or empty; ``time``: MORNING, AFTERNOON or empty."""

    day: str = ""
    time: str = ""

    def __bool__(self) -> bool:
        return bool(self.day or self.time)

    def __str__(self) -> str:
        """“Dienstag, 1. Dezember 2026, vormittags”."""
        return ", ".join(part for part in (self.day_text(), times().get(self.time, "")) if part)

    def day_text(self) -> str:
        if self.day in ("", OTHER_DAY):
            return _("another day") if self.day else ""
        day = date.fromisoformat(self.day)
        return f"{date_format(day, 'l')}, {date_format(day, 'DATE_FORMAT')}"


def times() -> dict[str, str]:
    return {MORNING: _("in the morning"), AFTERNOON: _("in the afternoon")}


def days_offered(today: date | None = None) -> list[date]:
    """The next days on which somebody is in the office, without today: it may be over."""
    days = [today or timezone.localdate()]
    for _number in range(DAYS_OFFERED):
        days.append(add_working_days(days[-1], 1))
    return days[1:]


def day_choices() -> list[tuple[str, str]]:
    """“Di 1. Dez.”, and at last another day."""
    short = pgettext("day and month, short", "D, N j")
    return [*((day.isoformat(), date_format(day, short)) for day in days_offered()), (OTHER_DAY, _("another day"))]


def sentence(wish: Wish) -> str:
    """How the text of an enquiry begins."""
    with override(settings.LANGUAGE_CODE):
        return _("Viewing wanted: %(when)s.") % {"when": wish}


def wish_of(enquiry: Enquiry) -> Wish:
    """The wish with which the text begins; empty where it does not.

    It is compared with the few sentences that there are, so that nothing a stranger typed passes for one.
    """
    first_line = enquiry.text.partition("\n")[0].strip()
    possible = _possible(timezone.localdate(enquiry.created_at))
    return next((wish for wish in possible if first_line == sentence(wish)), Wish())


def _possible(asked_on: date) -> Iterator[Wish]:
    # Who opened the form a day before midnight had other days to choose from.
    days = {day.isoformat() for ago in (0, 1) for day in days_offered(asked_on - timedelta(days=ago))}
    for day in (*sorted(days), OTHER_DAY, ""):
        yield from (Wish(day, time) for time in (MORNING, AFTERNOON, "") if day or time)
