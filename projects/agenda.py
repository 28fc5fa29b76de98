"""Days that the office should know of beforehand: answers that go out on a day they were prepared for."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from eving.core.registry import Calendar, CalendarEntry
from projects.models import Idea

MOST = 20


def prepared_answers(first: date, last: date) -> list[CalendarEntry]:
    rows = Idea.objects.filter(prepared_on__range=(first, last)).order_by("prepared_on", "pk")[:MOST]
    return [
        CalendarEntry(
            row.prepared_on,
            _("Prepared answer goes out: %(idea)s") % {"idea": row.title},
            reverse("admin:projects_idea_change", args=[row.pk]),
        )
        for row in rows
        if row.prepared_on
    ]


CALENDARS = [Calendar(prepared_answers, "projects.view_idea")]
