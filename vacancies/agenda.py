"""Days that the office should know of beforehand: viewings of shops."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eving.core.registry import Calendar, CalendarEntry
from vacancies.models import Enquiry
from vacancies.workflow.enquiries import OPEN

MOST = 20


def viewings(first: date, last: date) -> list[CalendarEntry]:
    open_ones = Enquiry.objects.filter(state__in=OPEN, viewing_at__date__range=(first, last))
    rows = open_ones.select_related("listing__unit__street")
    return [
        CalendarEntry(
            timezone.localdate(row.viewing_at),
            _("%(time)s: viewing, %(what)s")
            % {"time": date_format(timezone.localtime(row.viewing_at), "TIME_FORMAT"), "what": row.listing.unit},
            reverse("admin:vacancies_enquiry_change", args=[row.pk]),
        )
        for row in rows.order_by("viewing_at")[:MOST]
    ]


CALENDARS = [Calendar(viewings, "vacancies.view_enquiry")]
