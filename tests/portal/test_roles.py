"""Who of the staff may do what: every address of the back office, for every role, read and sent."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from django.utils import timezone

from actors.models import ActorMessage
from eving.core import registry
from eving.core.models import (
    Announcement,
    AnswerTemplate,
    BackgroundRun,
    ExportRecord,
    FailedMail,
    FruitlessSearch,
    ImportBatch,
    OfficeMessage,
    SiteText,
    User,
)
from eving.core.tables.columns import PERSONAL, PUBLIC, STAFF
from eving.portal import roles
from eving.portal.services import handbook, office_messages
from eving.urls import urlpatterns as all_patterns
from projects.models import Idea
from projects.services import participation
from projects.services.participation import HelpDraft, Helper
from tests.actors.entries import add_contact, make_actor
from tests.factories import make_idea, make_staff
from tests.pages import text_of
from tests.projects.projects.rows import make_project
from tests.vacancies.make import make_enquiry, make_profile
from vacancies.models import Enquiry, Listing, OccupancyPeriod, OwnerTalk, PropertyContact, ShopUnit

pytestmark = pytest.mark.django_db
LOGIN = "/verwaltung/login/"
VISITORS = ["nobody", "resident", "no role", *(role.name for role in roles.ROLES)]
RIGHTS = {role.name: roles.rights_of(role.code) for role in roles.ROLES}
DECIDED = tuple(model for grant in registry.grants if grant.actions == "decide" for model in grant.models)

# ---------------------------------------------------------------- the table
# What a page about a model asks for, by the last part of its address's name: one of these actions.
ACTIONS = {
    "changelist": {"view", "change"},
    "add": {"add"},
    "change": {"view", "change"},
    "delete": {"delete"},
    "history": {"view", "change"},
    "preview": {"view", "change"},
    "transition": {"decide"},
    "redact": {"decide"},
    "prepare": {"decide"},
    "proposal": {"decide"},
    "correct": {"decide"},
    "write": {"decide"},
    "invite": {"change"},
    "reset_factor": {"change"},
    "usages": {"view", "change"},
    "assignment": {"change"},
    "call_back": {"change"},
    "bulk": {"change"},  # the action asked for here is to assign; steps ask for the right to decide
    "address": {"change"},
    "edit": {"view", "change"},
    "calendar": {"view", "change"},
    "warnings": {"view", "change"},
    "hits": {"view", "change"},
    "seekers": {"view", "change"},
    "progress": {"view"},  # and whoever may do this work; see expected()
    "use": {"change"},
    "split": {"change"},
    "merge": {"change"},
}
# Pages that show another register as well: what they ask for on top.
ALSO = {"seekers": "searchprofile"}
# Sending asks for more than reading where a page does both.
SENDING = {"change": {"change"}, "edit": {"change"}, "hits": {"change"}}
# Tables are read in by who may both add and change; a template or a batch belongs to that.
READING_IN = {"import", "template", "batch"}
TAKING_OUT = {"export", "file"}
# Closed to every role, whatever rights it has: what cannot be added or deleted by hand.
CLOSED = {
    *((model, "delete") for model in DECIDED),
    ("vacancies.shopunit", "delete"), ("core.topic", "delete"),
    ("core.officemessage", "add"), ("core.officemessage", "delete"),
    ("core.failedmail", "add"), ("core.failedmail", "delete"), ("core.sitetext", "add"), ("core.sitetext", "delete"),
    ("projects.helpoffer", "add"), ("projects.helpoffer", "delete"),
    *(
        (f"core.{model}", action)
        for model in ("importbatch", "exportrecord", "backgroundrun", "fruitlesssearch")
        for action in ("add", "delete")
    ),
}  # fmt: skip
# Of what nobody confirmed: to see the person is the right to put the address right.
CLOSED |= {("core.contribution", action) for action in ("add", "delete")}
SENT_BY_READERS = {("core.contribution", "change"): {"view"}}
# The address is there, as for every case, but these have no page for the public.
WITHOUT_PAGE = {("vacancies.enquiry", "preview")}
# Pages of the site itself, open to all of the staff: what they answer (Django's own ones ask the rights inside).
OPEN_TO_STAFF = {
    "index": {200}, "password_change": {200}, "password_change_done": {200}, "jsi18n": {200}, "app_list": {200, 404},
    "autocomplete": {403}, "nowhere": {404}, "account": {200, 302}, "enrol": {200},
    "recovery_codes": {302}, "remove_factor": {200, 302}, "code": {302},
    # The list leaves out what one may not see; a row to remove a text from does not exist here.
    "changes": {200, 403}, "changes_remove": {404},
    # Every hit is one of a list that the person may see; the handbook holds nothing of anybody.
    "search": {200}, "handbook": {302}, "handbook_page": {200},
}  # fmt: skip
# Whoever is not in yet needs these; logging out is left out, for it would end the round.
BEFORE_THE_DOOR = {
    "login": {200, 302}, "invitation": {404}, "forgotten": {200}, "forgotten_sent": {200, 405}, "new_password": {404},
}  # fmt: skip
LEFT_OUT = {"logout"}
# Written by the portal alone: its page is read, and nothing on it is changed.
READ_ONLY = {
    (f"core.{model}", "change") for model in ("importbatch", "exportrecord", "backgroundrun", "fruitlesssearch")
}
# Enough to make a page act when its rights let it: nothing that is refused is refused for an empty form.
SENT = {
    "post": "yes",
    "kind": "csv",
    "_done": "1",
    "kept": "1",
    "text": "Ein Grund.",
    "reason": "Ein Grund.",
    "version": "1",
}
# One's own choice, which everybody of the staff may make: kept as it is.
SENT["wants_morning_mail"] = "on"


# ---------------------------------------------------------------- addresses
@dataclass(frozen=True)
class Address:
    path: str
    name: str
    model: str = ""  # "projects.idea"; empty for pages of the site itself
    action: str = ""


def patterns_of_the_office() -> Iterator[tuple[str, URLPattern]]:
    def walk(entries: Iterable[Any], before: str) -> Iterator[tuple[str, URLPattern]]:
        for entry in entries:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, before + str(entry.pattern))
            else:
                yield before + str(entry.pattern), entry

    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and str(entry.pattern) == "verwaltung/":
            yield from walk(entry.url_patterns, "/verwaltung/")


def model_of(name: str) -> tuple[str, str]:
    """The model and the action in the name of an address: core_user_change is core.user and change."""
    for model in admin.site._registry:
        label, _dot, rest = model._meta.label_lower.partition(".")
        if name.startswith(f"{label}_{rest}_"):
            return model._meta.label_lower, name.removeprefix(f"{label}_{rest}_")
    return "", ""


def addresses(objects: dict[str, models.Model]) -> list[Address]:
    """Every address below the back office, with a real object where it asks for one."""
    found = []
    for route, pattern in patterns_of_the_office():
        name = pattern.name or ""
        if "(?P<app_label>" in route:
            found += [Address(f"/verwaltung/{label}/", "app_list") for label in ("core", "projects", "auth")]
        elif "(?P<url>" in route:
            found.append(Address("/verwaltung/gibt/es/nicht/", "nowhere"))
        elif name and name not in LEFT_OUT:
            model, action = model_of(name)
            found.append(Address(filled(route, objects.get(model)), name, model, action))
    return found


def filled(route: str, obj: Any) -> str:
    """The route with the object's key, the number of its oldest history entry and its first step for staff."""
    while "<" in route:
        start, _sign, rest = route.partition("<")
        what, _sign, end = rest.partition(">")
        what = what.rpartition(":")[2]
        value: Any = 1
        if what in {"pk", "object_id"} and obj is not None:
            value = obj.pk
        elif what == "entry" and hasattr(obj, "history"):
            value = obj.history.first().pk
        elif what == "name" and hasattr(obj, "lifecycle"):
            value = next(
                transition.name
                for transition in obj.lifecycle.transitions
                if "staff" in transition.who and transition.name != "confirm"
            )
        elif what in {"level", "kind"}:
            value = {"level": "staff", "kind": "csv"}[what]
        elif what == "page":
            value = handbook.FIRST
        elif what == "key":
            value = next(iter(registry.site_text_slots))
        elif what == "action":
            value = "finish" if isinstance(obj, OwnerTalk) else "assign"  # nobody takes care of a talk
        elif what == "contribution":
            value = OfficeMessage.objects.values_list("contribution_id", flat=True).first() or 1
        route = f"{start}{value}{end}"
    return route


def make_everything() -> dict[str, models.Model]:
    """One row for each register."""
    boss = make_staff(username="chefin")
    colleague = make_staff(username="kollege", is_superuser=False)
    idea, project, actor, enquiry = make_idea(state="published"), make_project(), make_actor(), make_enquiry()
    search = make_profile(wants_ad=True, title="Laden", text="Plan")
    listing = enquiry.listing
    note, _is_new = office_messages.submit(
        key=uuid.uuid4(), kind="contact", text="Wann?", privacy_version="test", name="Nora Notiz",
        email="nora@example.org",
    )  # fmt: skip
    owner = PropertyContact.objects.create(name="Otto Owner", kind=PropertyContact.Kind.values[0])
    ShopUnit.objects.filter(pk=listing.unit_id).update(property_contact=owner)
    Enquiry.objects.filter(pk=enquiry.pk).update(viewing_at=timezone.now())
    add_contact(actor, "internal", person_name="Irma Intern")
    period = DateRange(date(2024, 1, 1), None)
    batch = ImportBatch.objects.create(register="projects.idea", label="Probe", file_name="a.csv", content=b"a")
    kept = [
        OccupancyPeriod.objects.create(unit=listing.unit, status="vacant", period=period),
        Group.objects.create(name="Probe"),
        AnswerTemplate.objects.create(name="Danke", text="Danke."),
        SiteText.objects.create(key=next(iter(registry.site_text_slots))),
        Announcement.objects.create(title="Zu", ends_on=date(2030, 1, 1)),
        FailedMail.objects.create(name="core.invitation", object_id=boss.pk, message_id=uuid.uuid4(), reason="550"),
        batch,
        BackgroundRun.objects.create(kind="tables.import", about=batch.pk, title="Probe", total=1, language="de"),
        ExportRecord.objects.create(register="projects.idea", file_format="csv", reason="Probe", rows=1),
        FruitlessSearch.objects.create(words="tischkicker", day=date(2026, 11, 2)),
        ActorMessage.objects.create(actor=actor, text="Hallo"),
        OwnerTalk.objects.create(unit=listing.unit, contact=owner, on=date(2026, 11, 2), result="Möchte vermieten."),
    ]
    offer, _is_new = participation.offer_help(
        idea, key=uuid.uuid4(), draft=HelpDraft("time"), helper=Helper("Hilde", "hilde@example.org"),
        privacy_version="test",
    )  # fmt: skip
    participation.confirm_help(offer.contribution)
    kept.append(offer)
    made = [colleague, idea, project, actor, enquiry, listing, listing.unit, search, owner, note, *kept]
    objects: dict[str, models.Model] = {row._meta.label_lower: row for row in made}
    for model in admin.site._registry:
        if model._meta.label_lower not in objects:
            row = model._default_manager.order_by("pk").first()
            assert row is not None, f"{model._meta.label} is a register of its own: make a row of it here."
            objects[model._meta.label_lower] = row
    return objects


# ---------------------------------------------------------------- what ought to be, and what is not
def expected(address: Address, visitor: str, *, sends: bool) -> set[int] | str:
    """The answers that are right: a set of status codes, or the log-in page."""
    if address.name in BEFORE_THE_DOOR:
        return BEFORE_THE_DOOR[address.name] | {200, 302}
    if visitor in {"nobody", "resident"}:
        return LOGIN
    if address.name in OPEN_TO_STAFF:
        return OPEN_TO_STAFF[address.name] | ({200, 302, 405} if sends else set())
    if (address.model, address.action) in CLOSED:
        return {403}
    if (address.model, address.action) == ("core.backgroundrun", "progress"):
        # Who may import the table may look at the run, stop it and start it again; the lead sees all of them.
        held = RIGHTS.get(visitor, frozenset())
        may_use = {"projects.add_idea", "projects.change_idea"} <= held
        return {200, 302} if may_use or (not sends and "core.view_backgroundrun" in held) else {403}
    if address.action in READING_IN:
        both = {f"{address.model.split('.')[0]}.{action}_{address.model.split('.')[1]}" for action in ("add", "change")}
        return {200, 302, 404} if both <= RIGHTS.get(visitor, frozenset()) else {403}
    if address.action in TAKING_OUT:
        return {200, 302} if may_take_out(address, visitor, sends=sends) else {403}
    if sends and (address.model, address.action) in READ_ONLY:
        return {403}
    asked = (SENDING if sends and address.action in SENDING else ACTIONS)[address.action]
    if sends:
        asked = SENT_BY_READERS.get((address.model, address.action), asked)
    app, model = address.model.split(".")
    is_allowed = any(f"{app}.{action}_{model}" in RIGHTS.get(visitor, frozenset()) for action in asked)
    if other := ALSO.get(address.action):
        action = "change" if sends else "view"
        is_allowed = is_allowed and f"vacancies.{action}_{other}" in RIGHTS.get(visitor, frozenset())
    if is_allowed and sends and address.action in {"hits", "seekers"}:
        return {404}  # nothing was chosen
    if is_allowed and (address.model, address.action) in WITHOUT_PAGE:
        return {404}
    return {200, 302} if is_allowed else {403}


def may_take_out(address: Address, visitor: str, *, sends: bool) -> bool:
    """Whether a role may take a table out: on one level at least; a file is asked for with all columns but persons.

    What is sent asks for the level with persons, which has a right of its own.
    """
    app, model = address.model.split(".")
    held = RIGHTS.get(visitor, frozenset())
    if f"{app}.view_{model}" not in held:
        return False
    page: Any = admin.site._registry[apps.get_model(app, model)]
    columns = page.table().columns.values()
    public = any(column.level == PUBLIC for column in columns)
    staff = bool(page.table().columns_for(STAFF)) and f"{app}.change_{model}" in held
    personal = any(column.level == PERSONAL for column in columns) and "core.export_personal" in held
    if address.action == "file":
        return staff
    return personal if sends else public or staff or personal


def unplaced(found: list[Address]) -> list[str]:
    """Addresses that no line of the table speaks of."""
    return [
        f"{address.name}: put it into ACTIONS, OPEN_TO_STAFF or BEFORE_THE_DOOR"
        for address in found
        if address.name not in {*OPEN_TO_STAFF, *BEFORE_THE_DOOR}
        and address.action not in {*ACTIONS, *READING_IN, *TAKING_OUT}
    ]


def faults(client: Client, visitor: str, found: list[Address], *, sends: bool) -> list[str]:
    """Addresses that answer otherwise than the table says. What was sent is undone: the next page is as before."""
    wrong = []
    for address in found:
        with transaction.atomic():
            answer = client.post(address.path, SENT) if sends else client.get(address.path)
            if answer.streaming:
                b"".join(answer.streaming_content)  # to its end, which closes the file behind it
            if sends and visitor not in UNABLE:
                transaction.set_rollback(True)
        right = expected(address, visitor, sends=sends)
        leads_to_login = answer.status_code == 302 and answer["Location"].split("?")[0] == LOGIN
        fits = leads_to_login if right == LOGIN else answer.status_code in right
        if address.name not in {"code", "login"} and right != LOGIN and leads_to_login:
            fits = False
        if not fits:
            verb = "POST" if sends else "GET"
            wrong.append(f"{visitor}: {verb} {address.path} answers {answer.status_code}, right is {right}")
    return wrong


UNABLE = {"nobody", "resident", "no role", "Lesen"}  # nothing that these send is undone: it changes nothing


def all_rows() -> dict[str, Any]:
    """How many rows each table holds, and a sum over all they say; sessions and counters live their own life.

    So does the record of exports: that somebody reads a table out is what it is for.
    """
    left_out = {"django_session", "core_ratebucket", "core_exportrecord"}
    tables = sorted(set(connection.introspection.table_names()) - left_out)
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', count(*), coalesce(sum(hashtext(t::text)::bigint), 0) FROM \"{table}\" t"
                for table in tables
            )
        )
        return {name: (count, total) for name, count, total in cursor.fetchall()}


def enter(client: Client, visitor: str) -> None:
    if visitor == "nobody":
        return
    user = make_staff(username="besuch", is_superuser=False, is_staff=visitor != "resident")
    if visitor in RIGHTS:
        user.groups.add(Group.objects.get(name=visitor))
    client.force_login(user)


# ---------------------------------------------------------------- the matrix
def test_every_address_has_its_place_in_the_table() -> None:
    found = addresses(make_everything())

    assert len(found) > 100 and {address.model for address in found} > {"", "projects.idea", "core.user"}
    assert unplaced(found) == []


def test_an_address_without_a_place_is_found() -> None:
    stray = Address("/verwaltung/projects/idea/alles/", "projects_idea_everything", "projects.idea", "everything")

    assert len(unplaced([stray])) == 1


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_address_answers_as_the_rights_say(client: Client, visitor: str) -> None:
    found = addresses(make_everything())
    enter(client, visitor)
    before = all_rows()

    read = faults(client, visitor, found, sends=False)
    after_reading = all_rows()
    written = faults(client, visitor, found, sends=True)

    assert [*read, *written] == []
    assert after_reading == before
    assert all_rows() == before
    exported = ExportRecord.objects.exclude(reason="Probe")
    assert {record.by.username for record in exported} <= ({"besuch"} if visitor in RIGHTS else set())


def naked(request: HttpRequest, pk: int) -> HttpResponse:
    """A page that somebody forgot to put behind admin_view."""
    return HttpResponse("Erika Beispiel")


office = ([path("projects/idea/<int:pk>/vorschau/", naked, name="projects_idea_preview")], "admin", "admin")
urlpatterns = [path("verwaltung/", office), *all_patterns]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("visitor", ["nobody", "resident", "no role"])
def test_a_page_that_is_open_to_everybody_is_found(client: Client, visitor: str) -> None:
    idea = make_idea()
    enter(client, visitor)
    [page] = [item for item in addresses({"projects.idea": idea}) if item.name == "projects_idea_preview"][:1]

    assert len(faults(client, visitor, [page], sends=False)) == 1


def test_a_page_that_forgets_to_ask_is_found(client: Client, monkeypatch) -> None:
    idea = make_idea()
    monkeypatch.setattr(type(admin.site._registry[Idea]), "has_decide_permission", lambda *args: True)
    enter(client, "Lesen")
    found = [item for item in addresses({"projects.idea": idea}) if item.name == "projects_idea_transition"]

    assert len(faults(client, "Lesen", found, sends=False)) == len(faults(client, "Lesen", found, sends=True)) == 1


def test_a_page_that_writes_when_it_is_read_is_found() -> None:
    idea = make_idea()
    before = all_rows()

    Idea.objects.filter(pk=idea.pk).update(title="Anders")

    assert {name for name, sum_ in all_rows().items() if before[name] != sum_} >= {"projects_idea"}


# ---------------------------------------------------------------- persons
@pytest.mark.parametrize(("visitor", "sees"), [("Lesen", False), ("Redaktion", False), ("Moderation", True)])
def test_who_may_not_see_persons_reads_no_name_of_one(client: Client, visitor: str, sees: bool) -> None:
    objects = make_everything()
    enter(client, visitor)
    shown = [
        text_of(client.get(address.path))
        for address in addresses(objects)
        if address.model and address.action in {"changelist", "change", "history", "preview"}
    ]

    for name in ("Erika Beispiel", "erika", "Ines Interessiert", "Otto Owner", "Nora Notiz", "Karla Kette"):
        assert any(name in page for page in shown) == sees, name


@pytest.mark.parametrize(("visitor", "found"), [("Redaktion", 0), ("Moderation", 1)])
def test_nobody_searches_for_a_person_they_may_not_see(client: Client, visitor: str, found: int) -> None:
    make_idea(name="Sonja Suchname")
    enter(client, visitor)

    page = client.get("/verwaltung/projects/idea/?q=Suchname")

    assert page.context["cl"].result_count == found


# ---------------------------------------------------------------- roles are code
def rights_of(name: str) -> set[str]:
    group = Group.objects.get(name=name)
    pairs = group.permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in pairs}


@pytest.mark.parametrize("name", RIGHTS)
def test_each_role_has_exactly_its_rights(name: str) -> None:
    assert rights_of(name) == RIGHTS[name]


def test_each_role_may_what_the_one_before_may() -> None:
    assert RIGHTS["Lesen"] < RIGHTS["Redaktion"] < RIGHTS["Moderation"] < RIGHTS["Leitung"]


def test_only_moderators_and_leads_decide_and_see_persons() -> None:
    for right in (
        "projects.decide_idea",
        "core.view_contribution",
        "vacancies.view_propertycontact",
        "core.view_officemessage",
    ):
        assert [name for name in RIGHTS if right in RIGHTS[name]] == ["Moderation", "Leitung"]
    assert [name for name in RIGHTS if "core.export_personal" in RIGHTS[name]] == ["Leitung"]


def test_a_migrate_restores_the_roles_and_removes_rights_that_are_gone() -> None:
    reader = Group.objects.get(name="Lesen")
    old = Permission.objects.create(
        codename="juggle_idea", name="Juggle", content_type=ContentType.objects.get_for_model(Idea)
    )
    reader.permissions.set([old])
    Group.objects.get(name="Moderation").delete()

    call_command("migrate", verbosity=0)

    assert rights_of("Lesen") == RIGHTS["Lesen"] and rights_of("Moderation") == RIGHTS["Moderation"]
    assert not Permission.objects.filter(codename="juggle_idea").exists()


def test_a_right_that_does_not_exist_is_named(monkeypatch) -> None:
    monkeypatch.setattr(registry, "grants", [registry.Grant("read", "view", ("projects.unicorn",))])

    with pytest.raises(Permission.DoesNotExist, match="view_unicorn"):
        roles.sync_roles()


def test_a_fixed_role_is_shown_in_sentences_and_cannot_be_changed(client: Client) -> None:
    role = Group.objects.get(name="Redaktion")
    enter(client, "Leitung")
    address = reverse("admin:auth_group_change", args=[role.pk])

    page = client.get(address)

    for sentence in registry.role_sentences["editor"]:
        assert str(sentence).replace("“", "").replace("„", "")[:20] in text_of(page).replace("„", "").replace("“", "")
    assert 'name="_save"' not in page.content.decode() and 'name="name"' not in page.content.decode()
    assert client.post(address, {"name": "Anders"}).status_code == 403
    assert client.post(reverse("admin:auth_group_delete", args=[role.pk]), {"post": "yes"}).status_code == 403


def test_a_lead_makes_a_further_role_of_rights_that_open_something(client: Client) -> None:
    enter(client, "Leitung")
    offered = client.get("/verwaltung/auth/group/add/").context["adminform"].form.fields["permissions"].queryset

    client.post("/verwaltung/auth/group/add/", {"name": "Praktikum", "permissions": [offered[0].pk]})

    assert {f"{right.content_type.app_label}.{right.codename}" for right in offered} == RIGHTS["Leitung"]
    assert Group.objects.get(name="Praktikum").permissions.get() == offered[0]


def test_every_declared_right_of_a_register_is_somebodys_or_closed() -> None:
    """A new register finds its place in the table of roles; rights for what nobody does by hand belong to no role."""
    unknown = [
        f"{model._meta.label_lower} {action}"
        for model in admin.site._registry
        for action in model._meta.default_permissions
        if f"{model._meta.app_label}.{action}_{model._meta.model_name}" not in RIGHTS["Leitung"]
        and (model._meta.label_lower, action) not in CLOSED | READ_ONLY | SENT_BY_READERS.keys()
    ]

    assert unknown == []
    assert apps.get_model("core", "User") is User and {Listing, OccupancyPeriod} <= set(admin.site._registry)
