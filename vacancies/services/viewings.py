"""Viewings of shops: time, conflicts, cancellation."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from vacancies.models import Enquiry, EnquiryState, ShopUnit
from vacancies.workflow.enquiries import OPEN

MIN_MINUTES, MAX_MINUTES = 15, 240
MAX_DAYS_AHEAD = 730


def viewing_ends_at(enquiry: Enquiry) -> datetime | None:
    return enquiry.viewing_at + timedelta(minutes=enquiry.viewing_minutes) if enquiry.viewing_at else None


def viewing_lies_ahead(enquiry: Enquiry) -> bool:
    return enquiry.state in OPEN and enquiry.viewing_at is not None and enquiry.viewing_at > timezone.now()


def viewing_fell_away(enquiry: Enquiry) -> bool:
    ended = enquiry.state in (EnquiryState.LOST, EnquiryState.SPAM)
    return ended and enquiry.viewing_at is not None and enquiry.viewing_at > enquiry.state_changed_at


def may_be_mailed(enquiry: Enquiry) -> bool:
    """Whether the enquirer has an address whose mails have not bounced."""
    participant = enquiry.contribution.participant if enquiry.contribution else None
    return participant is not None and participant.wrong_since is None


def viewing_text(enquiry: Enquiry) -> str:
    """Local time; empty when no viewing is agreed."""
    if enquiry.viewing_at is None:
        return ""
    return moment_text(enquiry.viewing_at, enquiry.viewing_minutes)


def moment_text(start: datetime, minutes: int) -> str:
    """For example “Thursday, 3 December 2026, 15:00 to 15:30”."""
    begins, ends = timezone.localtime(start), timezone.localtime(start + timedelta(minutes=minutes))
    return _("%(weekday)s, %(day)s, %(begin)s to %(end)s") % {
        "weekday": formats.date_format(begins, "l"),
        "day": formats.date_format(begins, "DATE_FORMAT"),
        "begin": formats.date_format(begins, "H:i"),
        "end": formats.date_format(ends, "H:i"),
    }


def keep_time_free(enquiry: Enquiry, start: datetime, minutes: int) -> None:
    """Lock the unit and check that no other viewing overlaps. Raises ValidationError; call inside a transaction."""
    if start <= timezone.now():
        raise ValidationError(_("This viewing lies in the past. Please choose another day or another time."))
    if start > timezone.now() + timedelta(days=MAX_DAYS_AHEAD):
        raise ValidationError(_("This viewing lies more than two years ahead. Please check the year."))
    if not MIN_MINUTES <= minutes <= MAX_MINUTES:
        raise ValidationError(
            _("A viewing lasts between %(least)d and %(most)d minutes.") % {"least": MIN_MINUTES, "most": MAX_MINUTES}
        )
    unit_id = enquiry.listing.unit_id
    # Serialises viewings of one unit: a second transaction waits here and then sees the first viewing.
    ShopUnit.objects.select_for_update(of=("self",)).get(pk=unit_id)
    others = Enquiry.objects.filter(
        listing__unit=unit_id,
        state__in=OPEN,
        viewing_at__gt=start - timedelta(minutes=MAX_MINUTES),
        viewing_at__lt=start + timedelta(minutes=minutes),
    ).select_related("listing")
    for other in others.exclude(pk=enquiry.pk).order_by("viewing_at"):
        ends_at = viewing_ends_at(other)
        if ends_at is not None and ends_at > start:
            raise ValidationError(
                _("Another viewing of this shop is agreed then: %(when)s, enquiry “%(enquiry)s”.")
                % {"when": viewing_text(other), "enquiry": other}
            )
