"""Django's own log of the back office: who did something to what kind of thing, and never what it is called."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models.signals import post_init
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors.models import ActorGroup, ContactPoint
from actors.services import Registrant
from eving.core.audit import admin_log, log
from eving.core.models import Participant, User
from eving.core.people import links, participants
from eving.core.workflow import lifecycle
from eving.portal.services import office_messages
from projects.models import HelpOffer
from projects.services import participation
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, text_of
from tests.portal.database import tables_with
from tests.portal.test_privacy_table import listed_as_personal
from tests.vacancies.make import make_enquiry, make_profile, make_unit
from vacancies.models import OwnerTalk, PropertyContact, SearchProfile
from vacancies.services import enquiries, offers, owners, profiles

pytestmark = pytest.mark.django_db
NAME = "Zwetschge"


@pytest.fixture
def boss() -> User:
    return make_staff(is_superuser=True)


@pytest.fixture
def staff(client: Client, boss: User) -> Client:
    client.force_login(boss)
    return client


# ---------------------------------------------------------------- every model there is
def personal_models() -> list[type[models.Model]]:
    """Those that docs/privacy.md names, and all that the back office shows, so that a new one is tried as well."""
    named = {name.split(".")[0] for name in listed_as_personal()}
    found = [model for model in apps.get_models() if model.__name__ in named or model in admin.site._registry]
    return [model for model in found if model is not LogEntry and not issubclass(model, log.Change)]


def filled(model: type[models.Model], depth: int = 3) -> Any:
    """An object whose texts all hold the name, with whatever it points to; nothing is stored."""
    obj = model(pk=7)
    for field in model._meta.concrete_fields:
        if field.is_relation and depth and not field.primary_key:
            setattr(obj, field.name, filled(field.related_model, depth - 1))
        elif isinstance(field, models.CharField | models.TextField) and not (field.choices or field.primary_key):
            setattr(obj, field.name, NAME[: field.max_length])
        elif isinstance(field, DateRangeField):
            setattr(obj, field.name, DateRange(timezone.localdate(), None))
        elif isinstance(field, models.DateTimeField):
            setattr(obj, field.name, timezone.now())
        elif isinstance(field, models.DateField):
            setattr(obj, field.name, timezone.localdate())
    return obj


def log_all(boss: User, model: type[models.Model]) -> None:
    """One entry, then many at once; changed rows below the form are named in the message."""
    below = [{"added": {"name": "Kontakt", "object": NAME}}, {"changed": {"name": "Ort", "object": NAME, "fields": []}}]
    LogEntry.objects.log_actions(boss.pk, [filled(model)], CHANGE, below, single_object=True)
    LogEntry.objects.log_actions(boss.pk, [filled(model), filled(model)], DELETION, below)
    LogEntry.objects.create(
        user=boss, content_type=ContentType.objects.get_for_model(model), object_id="7", object_repr=NAME, action_flag=1
    )


@pytest.mark.parametrize("model", personal_models(), ids=lambda model: model.__name__)
def test_the_log_knows_kind_and_number_and_no_name(boss: User, model: type[models.Model]) -> None:
    log_all(boss, model)

    entries = list(LogEntry.objects.all())
    assert len(entries) == 4
    assert {entry.object_repr.rsplit(" ", 1)[1] for entry in entries} == {"7"}
    assert not tables_with(NAME)
    assert "Kontakt" in entries[-1].get_change_message() or "Kontakt" in entries[0].get_change_message()


def test_without_the_guard_django_would_write_the_names_down(boss: User) -> None:
    """Twin of the test above."""
    post_init.disconnect(admin_log.keep_names_out, sender=LogEntry)
    try:
        silent = []
        for model in personal_models():
            log_all(boss, model)
            silent += [] if tables_with(NAME) else [model.__name__]
            LogEntry.objects.all().delete()
    finally:
        post_init.connect(admin_log.keep_names_out, sender=LogEntry)

    assert len(personal_models()) > 30 and silent == []


def test_reading_the_log_changes_no_old_entry(boss: User) -> None:
    log_all(boss, PropertyContact)
    LogEntry.objects.update(object_repr="alt", change_message="[alt")

    assert {entry.object_repr for entry in LogEntry.objects.all()} == {"alt"}
    assert {entry.get_change_message() for entry in LogEntry.objects.all()} == {"[alt"}


# ---------------------------------------------------------------- made in the back office, erased by every way
def test_an_owner_leaves_no_name_however_they_go(staff: Client) -> None:
    add = reverse("admin:vacancies_propertycontact_add")
    list_url = reverse("admin:vacancies_propertycontact_changelist")
    ways = {
        "staff": lambda owner: staff.post(
            reverse("admin:vacancies_propertycontact_delete", args=[owner.pk]), {"post": "yes"}
        ),
        "many": lambda owner: staff.post(
            list_url, {"action": "delete_selected", "_selected_action": [owner.pk, other(owner).pk], "post": "yes"}
        ),
        "erasure": lambda owner: owners.forget_contact(owner),
        "purge": lambda owner: (
            PropertyContact.objects.filter(pk=owner.pk).update(purge_on=timezone.localdate()),
            offers.purge_offers(timezone.now(), False),
        ),
    }
    for way, go in ways.items():
        answer = fill_in(staff, add, name=f"Otto {NAME}", kind="owner", email="zwetschge@example.org")
        assert answer.status_code == 302, text_of(answer)
        owner = PropertyContact.objects.get()
        fill_in(
            staff, reverse("admin:vacancies_propertycontact_change", args=[owner.pk]), name=f"{NAME} GmbH", kind="owner"
        )
        OwnerTalk.objects.create(
            unit=make_unit(property_contact=None), contact=owner, on=timezone.localdate(), result=NAME
        )
        assert LogEntry.objects.filter(content_type__model="propertycontact").count() >= 2

        go(owner)

        assert not PropertyContact.objects.exists(), way
        assert tables_with(NAME) == [], way


def other(owner: PropertyContact) -> PropertyContact:
    return PropertyContact.objects.create(name=f"Anna {NAME}", email="anna@example.org", kind=owner.kind)


def erase_all(client: Client, email: str) -> None:
    person = Participant.objects.get(email=email)
    fill_in(client, f"/meine-daten/{links.make(person, 'my-data')}/alles-loeschen/")


@pytest.mark.parametrize("way", ["my-data", "purge"])
def test_what_a_person_gave_leaves_no_name_after_the_office_worked_on_it(staff: Client, boss: User, way: str) -> None:
    """A search, an enquiry, an offer of help, a message and an entry, each with a line in the log."""
    email = "zwetschge@example.org"
    profile = make_profile(name=NAME, email=email, text=f"{NAME} sucht einen Laden.")
    enquiry = make_enquiry(text=f"{NAME} fragt.")
    enquiry.contribution.participant = Participant.objects.get(email=email)
    enquiry.contribution.save()
    actor = make_actor(state="submitted", name=f"Werkstatt {NAME}", registrant=Registrant(NAME, email, ""))
    contact = ContactPoint.objects.create(actor=actor, person_name=NAME, consent_on=timezone.localdate())
    note, _is_new = office_messages.submit(
        kind="contact", text=NAME, name=NAME, email=email, phone="", path="", key=uuid.uuid4(), privacy_version="t"
    )
    offer, _is_new = participation.offer_help(
        make_idea(), key=uuid.uuid4(), privacy_version="t", draft=participation.HelpDraft(kind="time", text=NAME),
        helper=participation.Helper(name=NAME, email=email),
    )  # fmt: skip
    worked_on = [profile, enquiry, actor, note, offer]
    for obj in worked_on:
        LogEntry.objects.log_actions(boss.pk, [obj], CHANGE, [{"changed": {"name": "x", "object": str(contact)}}])
        LogEntry.objects.log_actions(boss.pk, [obj], CHANGE, f"Words of ours, {NAME} in them.")
    assert LogEntry.objects.count() == 10

    if way == "my-data":
        erase_all(Client(), email)
    else:
        later = timezone.now() + timedelta(days=4000)
        lifecycle.apply(enquiry, "lose", by=boss, text="Zu klein.")
        lifecycle.apply(profile, "end", by=boss, text="Gefunden.")
        lifecycle.apply(actor, "decline", by=boss, text="Passt nicht.")
        office_messages.close_message(note, by=boss)
        enquiries.purge_enquiries(later, False)
        profiles.purge_profiles(later, False)
        participants.erase_contribution(actor.contribution)
        office_messages.purge_messages(later, False)
        participation.purge_participation(later, False)
        participants.purge_due(later, False)
        participants.purge_idle(later, False)
    log.purge(timezone.now(), False)

    assert not SearchProfile.objects.exists() and not HelpOffer.objects.exists()
    assert tables_with(NAME) == [] and tables_with(email) == []


def test_rows_below_a_form_are_not_named_either(staff: Client) -> None:
    group = ActorGroup.objects.get(code="vereine")
    page = staff.get(reverse("admin:actors_actor_add"))
    values: dict[str, Any] = {"name": "Radwerkstatt", "group": group.pk, "kind": "organisation", "summary": "Räder."}
    for formset in page.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        values |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    values |= {
        "contacts-TOTAL_FORMS": 1, "contacts-0-person_name": f"Petra {NAME}", "contacts-0-phone": "0231 1",
        "contacts-0-visibility": "staff", "contacts-0-consent_on": "2026-11-01",
    }  # fmt: skip

    answer = staff.post(reverse("admin:actors_actor_add"), values)

    assert answer.status_code == 302, [answer.context["errors"]]
    entry = LogEntry.objects.get(action_flag=ADDITION)
    assert entry.object_repr.startswith("Akteur ") and "…" in entry.get_change_message()
    assert tables_with(NAME) == ["actors_contactpoint"]


# ---------------------------------------------------------------- what is gone
def test_the_night_takes_words_from_the_log_of_what_is_gone(boss: User) -> None:
    contact, gone = PropertyContact.objects.create(name="A"), PropertyContact.objects.create(name="B")
    for obj in (contact, gone):
        LogEntry.objects.log_actions(boss.pk, [obj], CHANGE, "Reason of somebody")
    gone_pk = str(gone.pk)
    gone.delete()

    log.purge(timezone.now(), False)

    left = {entry.object_id: entry.change_message for entry in LogEntry.objects.all()}
    assert left == {str(contact.pk): "Reason of somebody", gone_pk: ""}


def test_messages_without_names_stay_as_they_are() -> None:
    message = json.dumps([{"changed": {"fields": ["Titel"]}}])

    assert json.loads(admin_log.without_names(message)) == [{"changed": {"fields": ["Titel"]}}]
    assert admin_log.without_names("Einladung noch einmal geschickt") == "Einladung noch einmal geschickt"
