"""Calendar file (RFC 5545) of a viewing, for the enquirer and the office."""

from datetime import UTC

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core.people import links
from vacancies.models import Enquiry
from vacancies.services.viewings import viewing_ends_at, viewing_fell_away

FILE_NAME = "besichtigung.ics"
KIND = "text/calendar"


def calendar_file(enquiry: Enquiry) -> bytes:
    """The viewing as an event; of a cancelled one, its cancellation.

    Times are UTC, so that no client needs our time zone. Contains nothing that the enquirer wrote. The version of the
    enquiry is the sequence number: it grows with each change, so a moved viewing replaces the earlier event.
    """
    from icalendar import Calendar, Event, vCalAddress, vText, vUri

    listing, office = enquiry.listing, settings.OFFICE
    is_cancelled = viewing_fell_away(enquiry)
    host = settings.BASE_URL.split("//", 1)[1].split("/")[0].split(":")[0]
    organizer = vCalAddress(f"mailto:{office['email']}")
    organizer.params["CN"] = vText(office["name"])
    lines = [f"{listing.title} ({listing.number})" if listing.number else listing.title]
    event = Event()
    if listing.is_public:
        address = links.absolute(listing.get_absolute_url())
        lines.append(address)
        event.add("url", vUri(address))
    lines.append(_("Please call us if something comes up: %(phone)s") % {"phone": office["phone"]})
    event.add("uid", f"enquiry-{enquiry.pk}@{host}")
    event.add("sequence", enquiry.version)
    event.add("dtstamp", timezone.now().astimezone(UTC))
    begins_at, ends_at = enquiry.viewing_at, viewing_ends_at(enquiry)
    assert begins_at is not None and ends_at is not None  # the caller asks for agreed viewings only
    event.add("dtstart", begins_at.astimezone(UTC))
    event.add("dtend", ends_at.astimezone(UTC))
    event.add("summary", _("Viewing: %(title)s") % {"title": listing.title})
    event.add("location", enquiry.viewing_place)
    event.add("description", "\n".join(lines))
    event.add("organizer", organizer)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", f"-//{office['name']}//eving//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()
