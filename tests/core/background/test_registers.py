"""Large tables of the other registers: the same rows as one by one, with a few queries for each hundred of them."""

import pytest
from django.test import Client

from actors.models import Actor, ActorHistory, ContactPoint, Location
from eving.core.models import Contribution, FieldOfAction, Searchable, Topic
from eving.core.search import engine
from projects.models import Idea, IdeaHistory, Project, ProjectHistory, ProjectParticipation
from tests.actors.entries import make_actor
from tests.core.background.tables import apply, checked, file_of, imported, newest, queries_of, upload, work
from tests.vacancies.make import make_unit
from vacancies.models import Listing, ListingHistory, OccupancyPeriod, UseClass

pytestmark = pytest.mark.django_db

ACTORS, IDEAS, PROJECTS = "/verwaltung/actors/actor/", "/verwaltung/projects/idea/", "/verwaltung/projects/project/"
LISTINGS, PERIODS = "/verwaltung/vacancies/listing/", "/verwaltung/vacancies/occupancyperiod/"
COUNT = 300
A_FEW = 110  # queries; two for each row would be 600


def taken_in(staff: Client, content: bytes, path: str) -> dict[str, int]:
    """The results of an import, which was cheap enough in its check and its import."""
    counts: list[int] = []
    batch = upload(staff, content, path)
    with queries_of(counts):
        work(newest("check"))
    answer = apply(staff, batch, path, despite="on")
    assert answer.status_code == 302, [outcome.problems for outcome in answer.context["wrong"]]
    with queries_of(counts):
        run = work(newest("import"))
    assert run.state == "done", run.error
    assert max(counts) <= A_FEW, counts
    return {name: run.result[name] for name in ("new", "changed", "same", "skipped")}


ALL_NEW = {"new": COUNT, "changed": 0, "same": 0, "skipped": 0}
ALL_CHANGED = {"new": 0, "changed": COUNT, "same": 0, "skipped": 0}


def test_actors_with_places_contacts_and_topics(staff: Client) -> None:
    topic, _other = topics()
    header = ["Name", "Gruppe", "In einem Satz", "Themen", "Straße", "Hausnummer", "Öffentliche E-Mail-Adresse"]
    rows = [
        [f"Verein {number:03}", "Vereine", "Wir helfen.", topic, "Bergstraße", str(number), f"v{number}@eving.example"]
        for number in range(1, COUNT + 1)
    ]  # fmt: skip

    assert taken_in(staff, file_of(header, *rows), ACTORS) == ALL_NEW

    actor = Actor.objects.get(name="Verein 150")
    place, contact = actor.locations.get(), actor.contacts.get()
    assert (actor.state, actor.slug, actor.name_sort, actor.version) == ("draft", "verein-150", "verein 150", 1)
    assert (place.street.slug, place.house_number, place.part) == ("bergstrasse", "150", place.street.part)
    assert (contact.email, contact.visibility) == ("v150@eving.example", "public")
    assert [topic.name for topic in actor.topics.all()] == [topic]
    assert [(entry.from_state, entry.to_state) for entry in actor.history.all()] == [("", "draft")]
    assert len(set(Actor.objects.values_list("number", flat=True))) == ActorHistory.objects.count() == COUNT
    assert is_indexed(actor)

    # Once more by name: another sentence, another house, the address goes and a telephone comes.
    header[-1] = "Öffentliches Telefon"
    for row in rows:
        row[2], row[5], row[6] = "Wir helfen gern.", f"{row[5]}a", "0231 1234"
    assert taken_in(staff, file_of(header, *rows), ACTORS) == ALL_CHANGED

    actor.refresh_from_db()
    assert (actor.summary, actor.version) == ("Wir helfen gern.", 2)
    assert actor.locations.get().house_number == "150a"
    assert (actor.contacts.get().email, actor.contacts.get().phone) == ("v150@eving.example", "0231 1234")
    assert Location.objects.count() == ContactPoint.objects.count() == COUNT


def test_ideas_on_paper(staff: Client) -> None:
    topic, other = topics()
    header = [
        "Titel",
        "Beschreibung",
        "Themen",
        "Handlungsfeld",
        "Straße",
        "Name der Ideengeberin oder des Ideengebers",
    ]
    [named] = [name for name in template(staff, IDEAS) if name.startswith("Name der")]
    header[-1] = named
    field = FieldOfAction.objects.first()
    assert field
    actor = make_actor(name="Nachbarschaftstreff")
    [of] = [name for name in template(staff, IDEAS) if "Akteur" in name]
    header.append(of)
    rows = [
        [f"Bank Nummer {number:03}", f"Hier fehlt eine Bank, Stelle {number}.", topic, field.name, "Bergstraße",
         "Ines Idee", actor.name]
        for number in range(COUNT)
    ]  # fmt: skip

    assert taken_in(staff, file_of(header, *rows), IDEAS) == ALL_NEW

    idea = Idea.objects.get(title="Bank Nummer 150")
    contribution = idea.contribution
    assert (idea.state, idea.slug, idea.version, idea.actor, idea.field) == (
        "submitted", "bank-nummer-150", 2, actor, field,
    )  # fmt: skip
    assert idea.answer_due_on and idea.submitted_at and idea.number.startswith("I-")
    assert (contribution.kind, contribution.name, contribution.channel, contribution.recorded_by.username) == (
        "idea", "Ines Idee", "paper", "chefin",
    )  # fmt: skip
    assert [(entry.from_state, entry.to_state, entry.by.username) for entry in idea.history.all()] == [
        ("unconfirmed", "submitted", "chefin")
    ]
    assert len(set(Idea.objects.values_list("number", flat=True))) == IdeaHistory.objects.count() == COUNT
    assert Contribution.objects.filter(kind="idea").count() == COUNT
    assert [topic.name for topic in idea.topics.all()] == [topic]
    assert is_indexed(idea)

    changed = [[title, text, other] for title, text, *_others in rows]
    assert taken_in(staff, file_of(header[:3], *changed), IDEAS) == ALL_CHANGED
    assert [topic.name for topic in idea.topics.all()] == [other]


def is_indexed(row: Searchable) -> bool:
    """Whether the search columns are those that the row would get alone."""
    rows = type(row)._base_manager.filter(pk=row.pk).values_list("search_vector", "search_text")
    together = rows.get()
    engine.index(type(row)._base_manager.get(pk=row.pk))
    return together == rows.get() and bool(together[0])


def topics() -> tuple[str, str]:
    first, second = Topic.objects.values_list("name", flat=True)[:2]
    return first, second


def template(staff: Client, path: str) -> list[str]:
    file = b"".join(staff.get(f"{path}tabelle/einlesen/vorlage.csv").streaming_content).decode("utf-8-sig")
    return [name.strip('"\r') for name in file.split("\n", 1)[0].split(";")]


def test_projects_with_their_participants(staff: Client) -> None:
    topic, _other = topics()
    actor = make_actor(name="Stadtplanung")
    header = ["Titel", "In einem Satz", "Träger", "Partner", "Themen"]
    rows = [[f"Projekt {number:03}", "Satz.", "Stadtplanung", "Ladenrunde", topic] for number in range(COUNT)]

    assert taken_in(staff, file_of(header, *rows), PROJECTS) == ALL_NEW

    project = Project.objects.get(title="Projekt 150")
    who = [(row.role, row.actor, row.name) for row in project.participations.order_by("role")]
    assert who == [("partner", None, "Ladenrunde"), ("sponsor", actor, "")]
    assert (project.state, project.slug, project.version) == ("draft", "projekt-150", 1)
    assert len(set(Project.objects.values_list("number", flat=True))) == ProjectHistory.objects.count() == COUNT

    for row in rows:
        row[1], row[3] = "Anderer Satz.", "Ladenrunde; Kiosk"
    assert taken_in(staff, file_of(header, *rows), PROJECTS) == ALL_CHANGED

    project.refresh_from_db()
    assert (project.summary, project.version) == ("Anderer Satz.", 2)
    assert ProjectParticipation.objects.count() == 3 * COUNT
    assert is_indexed(project)


def test_listings_and_periods_of_use(staff: Client) -> None:
    units = [make_unit() for _number in range(COUNT)]
    header = ["Ladeneinheit", "Titel", "Beschreibung", "Gewünschte Nutzungen"]
    names = template(staff, LISTINGS)
    header[3] = next(name for name in names if "Nutzungen" in name)
    use = UseClass.objects.first()
    assert use
    rows = [[unit.number, "Laden mit Eckfenster", "Hell.", use.name] for unit in units]

    assert taken_in(staff, file_of(header, *rows), LISTINGS) == ALL_NEW

    listing = Listing.objects.get(unit=units[150])
    assert (listing.state, listing.list_street, listing.version) == ("draft", units[150].street, 1)
    assert list(listing.list_wanted) == [use.pk] == [wanted.pk for wanted in listing.wanted_uses.all()]
    assert len(set(Listing.objects.values_list("number", flat=True))) == ListingHistory.objects.count() == COUNT
    assert is_indexed(listing)

    for row in rows:
        row[2], row[3] = "Hell und trocken.", ""
    assert taken_in(staff, file_of(header[:3], *[row[:3] for row in rows]), LISTINGS) == ALL_CHANGED
    assert engine.find(Listing.objects.all(), "trocken").count == COUNT

    periods = [[unit.number, "01.01.2024", "leerstehend"] for unit in units]
    assert taken_in(staff, file_of(["Ladeneinheit", "Von", "Status"], *periods), PERIODS) == ALL_NEW
    assert OccupancyPeriod.objects.filter(status="vacant").count() == COUNT


def test_a_table_taken_out_comes_back_as_the_same(staff: Client) -> None:
    header = ["Name", "Gruppe", "In einem Satz"]
    imported(staff, file_of(header, *[[f"Verein {n:03}", "Vereine", "Satz."] for n in range(COUNT)]), ACTORS,
             despite="on")  # fmt: skip

    file = b"".join(staff.get(f"{ACTORS}tabelle/ausgeben/staff.csv").streaming_content)
    checked(staff, file, ACTORS)

    assert newest("check").result.get("same") == COUNT == newest("check").total
