"""The demo content of actors, shops and projects; one filled portal serves all tests of this module."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from actors.models import Actor, ActorGroup, ActorHistory, ActorLogo, ContactPoint, Location
from eving.core.models import Contribution, Framework, FrameworkGoal, NumberSequence, Participant, Topic, User
from eving.demo.content.actors import ACTORS
from eving.demo.content.ideas import IDEAS
from eving.demo.content.projects import PROJECTS
from eving.demo.content.shops.enquiries import ENQUIRIES
from eving.demo.content.shops.listings import LISTINGS
from eving.demo.content.shops.units import UNITS
from eving.demo.seed import REGISTERS, seed
from projects.models import Project, ProjectDocument, ProjectHistory, ProjectParticipation, ProjectPhoto
from projects.services import documents
from vacancies import energy
from vacancies.models import (
    Enquiry,
    EnquiryHistory,
    Listing,
    ListingHistory,
    OccupancyPeriod,
    OwnerTalk,
    PropertyContact,
    ShopUnit,
    UnitPhoto,
)
from vacancies.services import open_facts
from vacancies.services.early_warnings import early_warnings
from vacancies.services.owners import due_actions
from vacancies.services.viewings import viewing_lies_ahead

pytestmark = pytest.mark.django_db

TABLES = [
    Actor, ActorHistory, ActorLogo, ContactPoint, Contribution, Enquiry, EnquiryHistory, FrameworkGoal, Listing,
    ListingHistory, Location, NumberSequence, OccupancyPeriod, OwnerTalk, Participant, Project, ProjectDocument,
    ProjectHistory, ProjectParticipation, ProjectPhoto, PropertyContact, ShopUnit, UnitPhoto, User,
]  # fmt: skip


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def folder(settings, demo_folder) -> None:
    """The files of the demo, for tests that read them."""
    settings.MEDIA_ROOT = demo_folder


@pytest.fixture(scope="module", autouse=True)
def filled(django_db_setup, django_db_blocker, demo_folder) -> Iterator[dict[str, int]]:
    """A demo without ideas, seeded once and rolled back after the module."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=demo_folder), transaction.atomic():
        yield seed([], messages=[], registers=REGISTERS)
        transaction.set_rollback(True)


def everything() -> dict[str, list]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


def test_a_second_run_changes_nothing():
    before = everything()

    added = seed([], messages=[], registers=REGISTERS)

    assert set(added.values()) == {0}
    assert everything() == before


def test_no_mail_waits():
    assert Contribution.objects.exists()
    assert list(ProcrastinateJob.objects.all()) == []


def test_addresses_and_numbers_reach_nobody():
    emails = [
        *Participant.objects.values_list("email", flat=True),
        *ContactPoint.objects.exclude(email="").values_list("email", flat=True),
        *PropertyContact.objects.values_list("email", flat=True),
    ]
    phones = [
        *Contribution.objects.exclude(phone="").values_list("phone", flat=True),
        *ContactPoint.objects.exclude(phone="").values_list("phone", flat=True),
        *PropertyContact.objects.values_list("phone", flat=True),
    ]
    sites = list(Actor.objects.exclude(website="").values_list("website", flat=True))

    assert [email for email in emails if not email.endswith("@example.org")] == []
    assert set(phones) == {"0231 000000"}
    assert [site for site in sites if not site.startswith("https://example.org/")] == []


# ---------------------------------------------------------------- actors
def test_actors_come_from_every_group_and_wait_in_every_queue(filled):
    states = Counter(Actor.objects.values_list("state", flat=True))

    assert filled["actors"] == len(ACTORS) == 40
    assert states == {"published": 36, "submitted": 2, "archived": 1, "draft": 1}
    assert set(Actor.objects.values_list("group", flat=True)) == set(ActorGroup.objects.values_list("pk", flat=True))


def test_actors_show_what_the_register_can():
    public = Actor.objects.published()

    assert set(Location.objects.values_list("visibility", flat=True)) == {"exact", "district", "hidden"}
    assert set(ContactPoint.objects.values_list("visibility", flat=True)) == {"public", "staff"}
    assert public.filter(is_open_for_cooperation=True).count() >= 10
    assert public.filter(logos__approved_at__isnull=False).count() == 8
    assert public.exclude(languages="").count() >= 10
    assert not Actor.objects.exclude(opening_hours="").filter(opening_hours_confirmed_on=None).exists()
    assert {slug for demo in ACTORS for slug in demo.topics} <= set(Topic.objects.values_list("slug", flat=True))


def test_the_list_of_actors_is_filled(client):
    page = client.get(reverse("actors:actor-list")).content.decode()

    assert "36" in page
    assert "Bäckerei Mustermehl" in page
    assert "Copy-Ecke Blattwerk" not in page


def test_time_of_actors_runs_forward_and_ends_now():
    for actor in Actor.objects.all():
        moments = list(actor.history.order_by("pk").values_list("at", flat=True))
        assert moments == sorted(set(moments))
        assert moments[-1] < timezone.now()
        assert (actor.created_at, actor.state_changed_at) == (moments[0], moments[-1])


# ---------------------------------------------------------------- shops
def test_both_streets_are_lined_with_shops_on_both_sides(filled):
    rows = Counter(ShopUnit.objects.values_list("street__slug", "side"))

    assert filled["shops"] == len(UNITS) == 61
    assert rows == {
        ("bergstrasse", "odd"): 15, ("bergstrasse", "even"): 16,
        ("evinger-strasse", "odd"): 15, ("evinger-strasse", "even"): 15,
    }  # fmt: skip
    assert set(ShopUnit.objects.values_list("entrance_steps", flat=True)) == {0, 1, 2, 3, None}
    assert not ShopUnit.objects.filter(part=None).exists()


def test_every_unit_has_a_history_without_a_gap_until_today():
    units = ShopUnit.objects.prefetch_related("periods")

    for unit in units:
        spells = [row.period for row in unit.periods.all()]
        assert spells[0].lower == unit.in_inventory.lower
        assert spells[-1].upper is None
        assert [row.upper for row in spells[:-1]] == [row.lower for row in spells[1:]]
    whole = [unit for unit in units if unit.in_inventory.lower.year <= timezone.localdate().year - 10]
    assert len(whole) == len(UNITS) - 2


def test_the_street_is_neither_full_nor_dead():
    now = Counter(OccupancyPeriod.objects.on(timezone.localdate()).values_list("status", flat=True))

    assert set(now) == {"occupied", "interim", "vacant", "refurbishing"}
    assert 0.15 < now["vacant"] / len(UNITS) < 0.35
    assert OccupancyPeriod.objects.filter(tenant__isnull=False).count() >= 8


def test_offers_stand_in_many_states_and_kinds():
    states = Counter(Listing.objects.values_list("state", flat=True))
    public = Listing.objects.published()

    assert Listing.objects.count() == len(LISTINGS) + 1 == 15
    assert states == {"published": 10, "reserved": 1, "let": 1, "paused": 1, "draft": 1, "offered": 1}
    assert set(public.values_list("kind", flat=True)) == {"lease", "interim", "sublease"}
    assert {"available", "not_yet", "exempt"} == set(public.values_list("energy_status", flat=True))
    assert public.filter(rent_on_request=True).exists()
    assert public.filter(kind="interim", net_cold_rent_month=0).exists()
    for answer in ("commission_owed", "transfer_fee_owed"):
        assert set(public.values_list(answer, flat=True)) == {"none", "some", "unknown"}
    assert energy.certificates_to_renew().count() == 1
    assert 0 < open_facts.listings_to_complete().count() < public.count()
    assert not public.filter(unit__photos__isnull=True).exists()
    assert not public.exclude(unit__photos__approved_at__isnull=False).exists()
    assert all(5 <= listing.list_rent_m2 <= 14 for listing in public if listing.list_rent_m2)


def test_no_drawing_contradicts_the_steps_of_its_unit():
    stepped = {"front_red": 1, "front_green": 0, "front_amber": 1, "front_brown": 0, "front_mint": 3}
    steps = {(unit.street, unit.house_number, unit.label): unit.steps for unit in UNITS}

    for demo in LISTINGS:
        for drawing, _kind, _alt in demo.pictures:
            if drawing in stepped:
                assert steps[demo.unit] == stepped[drawing], demo.title


def test_some_who_ask_let_the_owner_know():
    assert set(Enquiry.objects.values_list("owner_may_know", flat=True)) == {True, False}


def test_enquiries_stand_in_many_states():
    assert Counter(Enquiry.objects.values_list("state", flat=True)) == {
        "new": 2, "viewing": 1, "negotiation": 1, "won": 1, "lost": 1,
    }  # fmt: skip
    assert len(ENQUIRIES) == 6


def test_the_office_sees_what_comes_next():
    assert [str(row) for row in Enquiry.objects.exclude(next_action="") if not row.follow_up_on] == []
    assert [viewing_lies_ahead(row) for row in Enquiry.objects.filter(state="viewing")] == [True]
    assert Enquiry.objects.exclude(next_action="").count() == 2
    assert (OwnerTalk.objects.count(), due_actions().count()) == (3, 1)
    warned = early_warnings(timezone.localdate())
    assert [len(row.reasons) for row in warned] == [1] * 5
    assert warned[-1].on is None and warned[-1].reasons == ("Gekennzeichnet als „bald leer“.",)


def test_the_list_of_shops_is_filled_and_keeps_tenants_and_owners_to_the_office(client):
    pages = [client.get(reverse("vacancies:listing-list")).content.decode()]
    pages += [client.get(listing.get_absolute_url()).content.decode() for listing in Listing.objects.published()]

    assert "Heller Laden mit großem Schaufenster" in pages[0]
    assert len(pages) == 13
    names = [*PropertyContact.objects.values_list("name", flat=True), "Nähcafé Knopfloch"]
    assert [name for name in names if any(name in page for page in pages)] == []


def test_time_of_offers_and_enquiries_runs_forward_and_ends_now():
    for row in [*Listing.objects.all(), *Enquiry.objects.all()]:
        moments = list(row.history.order_by("pk").values_list("at", flat=True))
        assert moments == sorted(set(moments))
        assert moments[-1] < timezone.now()
        assert (row.created_at, row.state_changed_at) == (moments[0], moments[-1])


# ---------------------------------------------------------------- projects
def test_projects_stand_in_many_states(filled):
    assert filled["projects"] == len(PROJECTS) == 12
    assert Counter(Project.objects.published().values_list("state", flat=True)) == {
        "planned": 4, "running": 4, "paused": 1, "done": 3,
    }  # fmt: skip
    assert not Project.objects.filter(photos__approved_at=None).exists()


def test_the_founding_project_carries_the_facts_of_its_sheet():
    project = Project.objects.get(number="P-863")

    assert (project.title, project.generation, project.family, project.theme, project.district) == (
        "Dortmund blickt nordwärts", 2, "Ökonomie", "Stadtentwicklung", "Eving",
    )  # fmt: skip
    assert (project.financial_frame, project.duration_text) == ("Noch festzulegen", "Noch festzulegen")
    assert project.funding == "Noch zu prüfen"
    assert len(project.goals_text.splitlines()) == 4
    assert project.frameworks.count() == 5
    named = project.participations.filter(actor=None).values_list("role", "name")
    assert list(named) == [
        ("sponsor", "Stadtplanung"),
        ("partner", "Wirtschaftsförderung"),
        ("partner", "Stadtbezirksmarketing"),
        ("partner", "Lokale Akteure"),
    ]


def test_partners_and_ideas_named_by_projects_exist():
    assert {name for demo in PROJECTS for _role, name in demo.actors} <= {demo.name for demo in ACTORS}
    assert {demo.idea for demo in PROJECTS if demo.idea} <= {demo.title for demo in IDEAS}
    assert ProjectParticipation.objects.filter(actor__isnull=False).count() >= 20


def test_every_framework_has_goals_that_say_they_are_examples():
    goals = list(FrameworkGoal.objects.all())

    assert {goal.framework_id for goal in goals} == set(Framework.objects.values_list("pk", flat=True))
    assert all("(Beispiel)" in goal.title and "Beispiel" in goal.text for goal in goals)
    assert not any(goal.projects.count() == 0 for goal in goals)


def test_the_document_is_a_whole_pdf(folder):
    content = documents.path_of(ProjectDocument.objects.get().key).read_bytes()

    start = int(content.split(b"startxref\n")[1].split()[0])
    assert content[start:].startswith(b"xref\n0 6\n")
    rows = content[start:].splitlines()[3:8]
    assert [content[int(row[:10]) :].split(b" ")[0] for row in rows] == [b"1", b"2", b"3", b"4", b"5"]


def test_the_list_of_projects_is_filled(client):
    page = client.get(reverse("projects:project-list")).content.decode()
    project = client.get(Project.objects.get(number="P-863").get_absolute_url()).content.decode()

    assert "Schaufenster im Wechsel" in page
    assert "Dortmund blickt nordwärts" in project
    assert "Steckbrief P-863 (Beispiel)" in project


def test_time_of_projects_runs_forward_and_ends_now():
    for project in Project.objects.all():
        moments = list(project.history.order_by("pk").values_list("at", flat=True))
        assert moments == sorted(set(moments))
        assert moments[-1] < timezone.now()
        assert (project.created_at, project.state_changed_at) == (moments[0], moments[-1])
