"""Actors as a table: columns, matching of rows and saving for import and export."""

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors import cards, services
from actors.models import (
    Actor,
    ActorGroup,
    ActorKind,
    ActorState,
    ContactPoint,
    ContactVisibility,
    Location,
    PlaceVisibility,
    StepFree,
)
from eving.core.models import DistrictPart, Street, Topic, User
from eving.core.search import engine
from eving.core.tables.columns import (
    PERSONAL,
    PUBLIC,
    AddressCell,
    ChoiceCell,
    Column,
    DateCell,
    HouseNumberCell,
    ManyCell,
    PostcodeCell,
    RelatedCell,
    StreetCell,
    TelephoneCell,
    WebsiteCell,
    YesNoCell,
    plain_text,
)
from eving.core.tables.saving import Candidate, Problems, set_related
from eving.core.tables.table import Table

PLACE = {"street", "other_street", "house_number", "postcode", "part", "visibility", "step_free"}
CONTACT = {"contact_label", "contact_email", "contact_phone"}


def main_place(actor: Actor) -> Location:
    return next((place for place in actor.locations.all() if place.is_primary), Location())


def public_contact(actor: Actor) -> ContactPoint:
    """The first public contact without a person's name: the only one that an import may change."""
    return next((contact for contact in cards.public_contacts(actor) if not contact.person_name), ContactPoint())


def public_lines(actor: Actor) -> str:
    return "; ".join(place.public_line for place in cards.public_places(actor))


def office_contacts(actor: Actor) -> str:
    lines = []
    for contact in actor.contacts.all():
        if contact.visibility == ContactVisibility.STAFF or contact.person_name:
            lines.append(", ".join(filter(None, [contact.person_name, contact.email, contact.phone])))
    return "; ".join(lines)


def registrant(actor: Actor) -> str:
    contribution = actor.contribution
    return ", ".join(filter(None, [contribution.name, contribution.email, contribution.phone])) if contribution else ""


def digits(phone: str) -> str:
    return re.sub(r"\D", "", phone).removeprefix("0049").removeprefix("49").lstrip("0")


def host_of(website: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", website.strip().casefold()).rstrip("/")


class ActorTable(Table):
    model = Actor
    name_column = "name"

    number = Column(gettext_lazy("number"), level=PUBLIC, help=gettext_lazy("Empty: a new entry."), example="A-12")
    name = Column(
        gettext_lazy("name"),
        level=PUBLIC,
        required=True,
        also=("Verein", "Vereinsname", "Name des Vereins"),
        example="Fahrradwerkstatt am Markt",
    )
    short_name = Column(gettext_lazy("short name"), level=PUBLIC)
    group = Column(
        gettext_lazy("group"),
        RelatedCell(ActorGroup.objects.all, "name_plural", "name", "code"),
        level=PUBLIC,
        required=True,
        help=gettext_lazy("One of the groups of actors."),
        example="Vereine",
    )
    kind = Column(
        gettext_lazy("kind"), ChoiceCell(ActorKind, ActorKind.ORGANISATION), level=PUBLIC, example="Organisation"
    )
    person_consent_on = Column(
        gettext_lazy("consent of the person"), DateCell(), help=gettext_lazy("Only for individuals.")
    )
    summary = Column(gettext_lazy("in one sentence"), level=PUBLIC, example="Wir reparieren Räder mit Kindern.")
    description = Column(gettext_lazy("description"), level=PUBLIC)
    topics = Column(
        gettext_lazy("topics"),
        ManyCell(Topic.objects.all, "name", "slug"),
        level=PUBLIC,
        help=gettext_lazy("Separate several with semicolons."),
    )
    languages = Column(gettext_lazy("languages spoken"), level=PUBLIC, example="Deutsch, Türkisch")
    website = Column(gettext_lazy("website"), WebsiteCell(), level=PUBLIC, example="https://werkstatt.example")
    opening_hours = Column(gettext_lazy("opening hours"), level=PUBLIC)
    opening_hours_confirmed_on = Column(gettext_lazy("hours last confirmed"), DateCell(), level=PUBLIC)
    is_open_for_cooperation = Column(gettext_lazy("open to cooperation"), YesNoCell(), level=PUBLIC, example="ja")
    cooperation_note = Column(gettext_lazy("what kind of cooperation"), level=PUBLIC)
    public_place = Column(gettext_lazy("place shown publicly"), level=PUBLIC, get=public_lines, only_out=True)
    street = Column(
        gettext_lazy("street"),
        StreetCell(lambda: Street.objects.select_related("part"), "name", "slug"),
        get=lambda actor: main_place(actor).street,
        help=gettext_lazy("Of the main place, with the next six columns."),
        example="Bergstraße",
    )
    other_street = Column(
        gettext_lazy("other street"),
        get=lambda actor: main_place(actor).other_street,
        help=gettext_lazy("Only for a street that is not in the list."),
    )
    house_number = Column(
        gettext_lazy("house number"), HouseNumberCell(), get=lambda actor: main_place(actor).house_number, example="12"
    )
    postcode = Column(
        gettext_lazy("postcode"),
        PostcodeCell(),
        get=lambda actor: main_place(actor).postcode if main_place(actor).pk else "",
        keeps=True,
    )
    part = Column(
        gettext_lazy("part of the district"),
        RelatedCell(DistrictPart.objects.all, "name", "slug"),
        get=lambda actor: main_place(actor).part,
        keeps=True,
    )
    visibility = Column(
        gettext_lazy("place is shown"),
        ChoiceCell(PlaceVisibility),
        get=lambda actor: main_place(actor).visibility if main_place(actor).pk else "",
        help=gettext_lazy("Empty: part of the district only."),
        keeps=True,
    )
    step_free = Column(
        gettext_lazy("step-free"),
        ChoiceCell(StepFree),
        get=lambda actor: main_place(actor).step_free if main_place(actor).pk else "",
        keeps=True,
    )
    contact_label = Column(
        gettext_lazy("public contact for"), level=PUBLIC, get=lambda actor: public_contact(actor).label
    )
    contact_email = Column(
        gettext_lazy("public e-mail address"),
        AddressCell(),
        level=PUBLIC,
        get=lambda actor: public_contact(actor).email,
        help=gettext_lazy("Everyone sees it: only a common address, none of a person."),
    )
    contact_phone = Column(
        gettext_lazy("public telephone"), TelephoneCell(), level=PUBLIC, get=lambda actor: public_contact(actor).phone
    )
    state = Column(gettext_lazy("state"), ChoiceCell(ActorState), only_out=True)
    internal_note = Column(gettext_lazy("internal note"), level=PERSONAL)
    registered_by = Column(gettext_lazy("registered by"), level=PERSONAL, get=registrant, only_out=True)
    other_contacts = Column(gettext_lazy("further contacts"), level=PERSONAL, get=office_contacts, only_out=True)

    def rows(self) -> QuerySet:
        return (
            Actor.objects.defer(*engine.COLUMNS)
            .select_related("group", "contribution__participant")
            .prefetch_related(
                "topics", "contacts", Prefetch("locations", Location.objects.select_related("street", "part"))
            )
            .order_by("name_sort", "pk")
        )

    def marks(self, obj: Any) -> list[str]:
        place = main_place(obj)
        address = f"{place.street_name} {place.house_number}" if place.street_name and place.house_number else ""
        return [host_of(obj.website), address, *(digits(contact.phone) for contact in obj.contacts.all())]

    def marks_in(self, values: dict[str, Any]) -> list[str]:
        listed, house = values.get("street"), plain_text(values.get("house_number"))
        street = listed.name if listed else plain_text(values.get("other_street"))
        return [
            host_of(values.get("website") or ""),
            f"{street} {house}" if street and house else "",
            digits(values.get("contact_phone") or ""),
        ]

    def check(self, obj: Actor, values: dict[str, Any]) -> None:
        if obj.is_public and not obj.summary:
            raise ValidationError({"summary": _("A public actor needs a sentence that says what it does.")})
        if obj.is_public and obj.kind == ActorKind.PERSON and not obj.person_consent_on:
            raise ValidationError(
                {"person_consent_on": _("An individual appears only with consent. Please note its date.")}
            )
        problems = Problems()
        with problems.kept():
            self.new_place(obj, values)
        with problems.kept():
            self.new_contact(obj, values)
        if problems:
            raise problems.error()

    def new_place(self, obj: Actor, values: dict[str, Any]) -> Location | None:
        given = {name: values[name] for name in PLACE & values.keys()}
        place = main_place(obj) if obj.pk else Location()
        if not given or not (place.pk or any(given.values())):
            return None
        for name, value in given.items():
            if value or name in ("street", "other_street", "house_number"):
                setattr(place, name, value)
        if place.street:
            place.other_street = ""  # as on the page of the actor
        services.fill_part(place)
        place.full_clean(exclude=["actor", "street", "part"], validate_unique=False, validate_constraints=False)
        if not re.fullmatch(r"\d{5}", place.postcode):
            raise ValidationError({"postcode": _("A postcode has five digits.")})
        return place

    def new_contact(self, obj: Actor, values: dict[str, Any]) -> ContactPoint | None:
        given = {name.removeprefix("contact_"): values[name] for name in CONTACT & values.keys()}
        contact = public_contact(obj) if obj.pk else ContactPoint()
        if not given or not (contact.pk or any(given.values())):
            return None
        for name, value in given.items():
            setattr(contact, name, value)
        contact.visibility = ContactVisibility.PUBLIC
        try:
            contact.full_clean(exclude=["actor"], validate_unique=False, validate_constraints=False)
        except ValidationError as problem:
            raise ValidationError(
                {f"contact_{name}": texts for name, texts in problem.message_dict.items()}
            ) from problem
        if not (contact.email or contact.phone) and not contact.pk:
            raise ValidationError({"contact_email": _("Please give an e-mail address or a telephone number.")})
        return contact

    def write_all(self, rows: Sequence[Candidate], *, by: User) -> None:
        places = [(row.obj, self.new_place(row.obj, row.values)) for row in rows]
        contacts = [(row.obj, self.new_contact(row.obj, row.values)) for row in rows]
        columns = {name for row in rows for name in row.values} - PLACE - CONTACT - {"topics", "number"}
        services.save_actors([row.obj for row in rows], by=by, columns=columns)
        set_related(rows, "topics")
        write_places([(actor, place) for actor, place in places if place])
        write_contacts([(actor, contact) for actor, contact in contacts if contact])


def write_places(places: Sequence[tuple[Actor, Location]]) -> None:
    for actor, place in places:
        place.actor = actor
    rows = [place for _actor, place in places]
    Location.objects.bulk_update([place for place in rows if place.pk], PLACE)
    Location.objects.bulk_create([place for place in rows if not place.pk])


def write_contacts(contacts: Sequence[tuple[Actor, ContactPoint]]) -> None:
    """A contact whose address and telephone were emptied goes."""
    for actor, contact in contacts:
        contact.actor = actor
    rows = [contact for _actor, contact in contacts]
    kept = [contact for contact in rows if contact.email or contact.phone]
    if gone := [contact.pk for contact in rows if not (contact.email or contact.phone)]:
        ContactPoint.objects.filter(pk__in=gone).delete()
    ContactPoint.objects.bulk_update(
        [contact for contact in kept if contact.pk], ["label", "email", "phone", "visibility"]
    )
    ContactPoint.objects.bulk_create([contact for contact in kept if not contact.pk])
