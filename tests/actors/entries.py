"""Entries of actors for tests, made by the portal's own services."""

import itertools
import uuid
from typing import Any

from django.utils import timezone

from actors import services
from actors.models import Actor, ActorGroup, ContactPoint, Location
from actors.services import ActorDraft, Contact, Place, Registrant
from eving.core.models import Street, User
from eving.core.search import engine
from eving.core.workflow import lifecycle
from tests.factories import make_staff

numbers = itertools.count(1)
WAYS = {
    "submitted": [],
    "published": ["publish"],
    "declined": ["decline"],
    "archived": ["publish", "archive"],
    "withdrawn": ["publish", "withdraw"],
    "spam": ["spam"],
}


def make_actor(
    *,
    state: str = "published",
    by: User | None = None,
    place: Place | None = None,
    contact: Contact | None = None,
    registrant: Registrant | None = None,
    **fields: Any,
) -> Actor:
    """Passes through all transitions up to ``state``; ``draft`` is one written by staff."""
    number = next(numbers)
    values = {
        "name": f"Fahrradwerkstatt {number}",
        "group": ActorGroup.objects.get(code=fields.pop("group", "vereine")),
        "summary": "Wir reparieren Räder mit Kindern.",
        **fields,
    }
    staff = by or User.objects.filter(is_staff=True).first() or make_staff()
    if state == "draft":
        actor = Actor(**values)
        services.save_actor(actor, by=staff)
        return actor
    actor, _is_new = services.register_actor(
        key=uuid.uuid4(),
        draft=ActorDraft(**values),
        place=place,
        contact=contact,
        registrant=registrant or Registrant("Karla Kette", f"karla{number}@example.org", "0231 998877"),
        privacy_version="test",
    )
    if state == "unconfirmed":
        return actor
    actor = services.confirm_actor(actor.contribution)
    for transition in WAYS[state]:
        lifecycle.apply(actor, transition, by=staff, text="Wir haben darüber gesprochen.")
    return actor


def add_place(actor: Actor, visibility: str, **fields: Any) -> Location:
    values = {"street": Street.objects.get(slug="bergstrasse"), "house_number": "47b", **fields}
    place = Location(actor=actor, visibility=visibility, **values)
    services.fill_part(place)
    place.save()
    engine.index(actor)
    return place


def add_contact(actor: Actor, visibility: str, **fields: Any) -> ContactPoint:
    values = {"person_name": "Petra Kontaktfrau", "email": "petra@kontakt.example", "phone": "0231 445566", **fields}
    consent_on = timezone.localdate() if values["person_name"] else None
    contact = ContactPoint.objects.create(actor=actor, visibility=visibility, **{"consent_on": consent_on, **values})
    engine.index(actor)
    return contact
