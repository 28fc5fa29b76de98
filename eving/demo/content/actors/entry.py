"""What the demo says about one actor."""

from collections.abc import Sequence
from dataclasses import dataclass

from eving.demo.content.people import Person

PHONE = "0231 000000"


@dataclass(frozen=True)
class DemoPlace:
    """Where an actor is found; ``shown`` says how much of it everyone may see."""

    street: str = ""
    house_number: str = ""
    shown: str = "exact"
    step_free: str = "unknown"
    part: str = ""
    label: str = ""


@dataclass(frozen=True)
class DemoContact:
    """A way to reach an actor; a person's name is public only with consent, which the seed dates."""

    label: str = ""
    person: str = ""
    email: str = ""
    phone: str = ""
    shown: str = "public"


@dataclass(frozen=True)
class DemoActor:
    """An actor, since when it is in the register, and who put it there (nobody: the office)."""

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
