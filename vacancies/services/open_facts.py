"""Facts that traders ask for first and that a public listing leaves open."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from vacancies.models import EnergyStatus, Listing, ListingKind, Owed
from vacancies.workflow.listings import LIVE


@dataclass(frozen=True)
class OpenFact:
    """A fact, and the condition under which a listing lacks it."""

    label: Any
    is_open: Q


# Few on purpose: nobody reads a queue that never empties. Rents and charges may stay open for good reasons, and
# publication checks what the law requires.
FACTS = (
    OpenFact(_("commission"), Q(commission_owed=Owed.UNKNOWN)),
    OpenFact(_("payment to the previous tenant"), Q(transfer_fee_owed=Owed.UNKNOWN) & ~Q(kind=ListingKind.SALE)),
    OpenFact(_("area to let"), Q(list_area_m2__isnull=True)),
    OpenFact(_("steps at the entrance"), Q(list_steps__isnull=True)),
    OpenFact(
        _("date of issue of the energy certificate"),
        Q(energy_status=EnergyStatus.AVAILABLE) & Q(energy_issued_on__isnull=True),
    ),
)


def listings_to_complete() -> QuerySet[Listing]:
    """Public listings that lack one of the FACTS. They stay public: unknown is an honest answer."""
    any_open = Q()
    for fact in FACTS:
        any_open |= fact.is_open
    return Listing.objects.filter(any_open, state__in=LIVE)


def open_facts(listing: Listing) -> list[str]:
    """Labels of the facts that a listing lacks; one query."""
    asked = {f"open_{place}": ExpressionWrapper(fact.is_open, BooleanField()) for place, fact in enumerate(FACTS)}
    row = Listing.objects.filter(pk=listing.pk).annotate(**asked).values_list(*asked).get()
    return [str(fact.label) for fact, is_open in zip(FACTS, row, strict=True) if is_open]
