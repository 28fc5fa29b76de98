"""Dataclasses for the invented actors."""

from collections.abc import Sequence
from dataclasses import dataclass

from eving.demo.content.people import Person

PHONE = "0231 000000"


@dataclass(frozen=True)
class DemoPlace:
    """A location; ``shown`` is its visibility: exact address, part of the district, or hidden."""

    street: str = ""
    house_number: str = ""
    shown: str = "exact"
    step_free: str = "unknown"
    part: str = ""
    label: str = ""
    other_street: str = ""


@dataclass(frozen=True)
class DemoContact:
    """A contact point; a person's name is public only with consent, whose date the seed fills in."""

    label: str = ""
    person: str = ""
    email: str = ""
    phone: str = ""
    shown: str = "public"


@dataclass(frozen=True)
class DemoActor:
    """An actor, how long it has been in the register, and who registered it (None: the office)."""

    name: str
    group: str
    summary: str
    days_ago: int
    description: str = ""
    kind: str = "organisation"
    short_name: str = ""
    topics: Sequence[str] = ()
    places: Sequence[DemoPlace] = ()
    contacts: Sequence[DemoContact] = ()
    languages: str = ""
    website: str = ""
    opening_hours: str = ""
    hours_confirmed_days_ago: int = 40
    cooperation: str = ""
    logo: str = ""
    registrant: Person | None = None
    state: str = "published"
    internal_note: str = ""


def mail(address: str, label: str = "", phone: str = "", shown: str = "public") -> DemoContact:
    return DemoContact(label, "", f"{address}@example.org", phone, shown)
