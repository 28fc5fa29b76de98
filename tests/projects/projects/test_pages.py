"""Public pages of projects, their documents, and what the database refuses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from actors import services as actor_services
from actors.models import Actor
from eving.core import registry
from eving.core.models import FieldOfAction, Framework, FrameworkGoal, Street, Topic
from eving.core.photos import encoding, storage
from eving.core.search import engine
from eving.core.search.engine import FEW
from eving.core.workflow import lifecycle
from projects.models import Project, ProjectParticipation, ProjectPhoto
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import text_of
from tests.photo_files import jpeg, upload
from tests.projects.projects.rows import PDF, add_document, make_project

pytestmark = pytest.mark.django_db

SPONSOR, PARTNER = ProjectParticipation.Role.SPONSOR, ProjectParticipation.Role.PARTNER


def make_full_project(**fields) -> Project:
    framework = Framework.objects.first()
    goal = FrameworkGoal.objects.get_or_create(framework=framework, number="1.1", defaults={"title": "Mehr Sitzplätze"})
    project = make_project(
        **{
            "generation": 2,
            "family": "Ökonomie",
            "theme": "Stadtentwicklung",
            "starting_situation": "Es gibt zu wenige Bänke.",
            "description": "Wir stellen zehn Bänke auf.",
            "goals_text": "- Sitzen\n\n• Ausruhen\nReden",
            "financial_frame": "10.000 Euro",
            "starts_on": date(2027, 3, 1),
            "ends_on": date(2027, 9, 30),
            "funding": "Aktionsplan Soziale Stadt",
            "field": FieldOfAction.objects.first(),
            "street": Street.objects.get(slug="bergstrasse"),
            "topics": [Topic.objects.get(slug="gruen")],
            "frameworks": [framework],
            "goals": [goal[0]],
            "idea": make_idea(title="Eine Bank für alle"),
            **fields,
        }
    )
    ProjectParticipation.objects.create(project=project, actor=make_actor(), role=SPONSOR)
    ProjectParticipation.objects.create(project=project, name="Lokale Akteure", role=PARTNER)
    add_document(project)
    add_photo(project)
    return project


def add_photo(project: Project, **fields) -> ProjectPhoto:
    encoded = encoding.encode(upload(jpeg()))
    return ProjectPhoto.objects.create(
        project=project, key=storage.store(encoded), width=encoded.width, height=encoded.height, sha256="0" * 64,
        byte_size=encoded.byte_size, alt="Eine Bank", **{"approved_at": timezone.now(), **fields},
    )  # fmt: skip


def count_queries(client: Client, path: str, capture) -> int:
    with capture() as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.fixture
def capture(django_assert_max_num_queries):
    return lambda: django_assert_max_num_queries(1000)


FILTERED = "/projekte/?thema=gruen&strasse=bergstrasse&stand=geplant"


@pytest.mark.parametrize(("path", "budget"), [("/projekte/", 6), (FILTERED, 6), ("/projekte/?q=Bänke", 8)])
def test_lists_need_the_same_queries_for_few_rows_and_for_many(client: Client, capture, path: str, budget: int) -> None:
    for _number in range(FEW):
        make_full_project()
    client.get(path)
    few = count_queries(client, path, capture)
    for _number in range(FEW):
        make_full_project()

    many = count_queries(client, path, capture)

    assert len(client.get(path).context["cards"]) == 2 * FEW
    assert few == many <= budget


def test_a_page_keeps_its_budget_with_many_partners(client: Client, capture) -> None:
    project = make_full_project()
    one = count_queries(client, project.get_absolute_url(), capture)
    for _number in range(3):
        ProjectParticipation.objects.create(project=project, actor=make_actor(), role=PARTNER)
        add_document(project)

    assert count_queries(client, project.get_absolute_url(), capture) == one <= 10


def test_a_page_shows_all_that_the_project_sheet_asks(client: Client) -> None:
    project = make_full_project(number="P-863", title="Dortmund blickt nordwärts")

    answer = client.get("/projekte/P-863/dortmund-blickt-nordwaerts/")
    page = text_of(answer)

    assert project.number == "P-863"
    for expected in (
        "P-863", "Dortmund blickt nordwärts", "Ökonomie", "Stadtentwicklung", "Eving", "Es gibt zu wenige Bänke.",
        "Wir stellen zehn Bänke auf.", "Sitzen", "Ausruhen", "Reden", "10.000 Euro", "Aktionsplan Soziale Stadt",
        "1. März 2027 bis 30. September 2027", "Bergstraße", "Lokale Akteure", "Mehr Sitzplätze",
        "Eine Bank für alle", "Der Plan", "Der Rat hat es beschlossen.", Framework.objects.first().name,
    ):  # fmt: skip
        assert expected in page, expected
    assert "- Sitzen" not in page and "• Ausruhen" not in page
    assert '<img src="/medien/' in answer.content.decode()


def test_partners_are_linked_and_named_as_far_as_they_are_public(client: Client) -> None:
    project = make_project()
    public, archived, draft = (
        make_actor(name=f"Verein {state}", state=state) for state in ("published", "archived", "draft")
    )
    person = make_actor(name="Karl Person", kind="person", group="bewohner", person_consents=True)
    for actor in (public, archived, draft, person):
        ProjectParticipation.objects.create(project=project, actor=actor, role=PARTNER)
    assert "Karl Person" in text_of(client.get(project.get_absolute_url()))
    lifecycle.apply(person, "withdraw", by=make_staff())

    page = client.get(project.get_absolute_url()).content.decode()

    assert f'<a href="{public.get_absolute_url()}">Verein published</a>' in page
    assert "Verein archived" in page and archived.get_absolute_url() not in page
    assert "Verein draft" not in page and "Karl Person" not in page


def test_an_idea_that_is_not_public_is_not_named(client: Client) -> None:
    project = make_project(idea=make_idea(state="submitted", title="Geheime Idee"))

    assert "Geheime Idee" not in text_of(client.get(project.get_absolute_url()))


def test_the_page_of_an_actor_names_its_public_projects(client: Client) -> None:
    actor = make_actor()
    for title, state in (("Öffentliche Sache", "running"), ("Geheime Sache", "draft"), ("Alte Sache", "unpublished")):
        project = make_project(title=title, state=state)
        ProjectParticipation.objects.create(project=project, actor=actor, role=SPONSOR)
        ProjectParticipation.objects.create(project=project, actor=actor, role=PARTNER)

    page = text_of(client.get(actor.get_absolute_url()))

    assert f"Öffentliche Sache ({SPONSOR.label}, {PARTNER.label})" in page
    assert "Geheime Sache" not in page and "Alte Sache" not in page
    assert "Öffentliche Sache" not in text_of(client.get(make_actor().get_absolute_url()))


def test_the_page_of_an_actor_needs_the_same_queries_for_one_project_and_three(client: Client, capture) -> None:
    actor = make_actor()
    ProjectParticipation.objects.create(project=make_project(), actor=actor)
    one = count_queries(client, actor.get_absolute_url(), capture)
    for _number in range(2):
        ProjectParticipation.objects.create(project=make_project(), actor=actor)

    assert count_queries(client, actor.get_absolute_url(), capture) == one <= 10


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("thema=gruen", {"Beete"}),
        ("strasse=bergstrasse", {"Bänke"}),
        ("stand=laufend", {"Beete"}),
        ("stand=abgebrochen", set()),
        ("q=Sitzen", {"Bänke"}),
        ("q=Beet", {"Beete"}),
        ("thema=gruen&stand=geplant", set()),
    ],
)
def test_filters_narrow_the_list_and_show_chips(client: Client, query: str, expected: set) -> None:
    make_project(title="Bänke", summary="Sitzen.", street=Street.objects.get(slug="bergstrasse"))
    make_project(title="Beete", summary="Blumen.", topics=[Topic.objects.get(slug="gruen")], state="running")

    page = client.get(f"/projekte/?{query}")

    assert {card["title"] for card in page.context["cards"]} == expected
    assert len(page.context["chips"]) == query.count("=")


def test_field_and_framework_narrow_the_list(client: Client) -> None:
    field, framework = FieldOfAction.objects.first(), Framework.objects.first()
    make_project(title="Bänke", field=field, frameworks=[framework])
    make_project(title="Beete")

    for query in (f"feld={field.code}", f"rahmen={framework.code}"):
        page = client.get(f"/projekte/?{query}")
        assert [card["title"] for card in page.context["cards"]] == ["Bänke"]


def test_an_empty_list_offers_the_next_step(client: Client) -> None:
    assert "Es gibt noch kein Projekt." in text_of(client.get("/projekte/"))
    make_project()
    assert "Kein Projekt passt zu Ihrer Auswahl." in text_of(client.get("/projekte/?stand=fertig"))


@pytest.mark.parametrize("query", ["seite=0", f"seite={10**60}", "seite=abc", "seite=2"])
def test_instead_of_a_page_that_does_not_exist_there_is_the_nearest(client: Client, query: str) -> None:
    make_project()

    page = client.get(f"/projekte/?{query}")

    assert (page.status_code, page.context["page_obj"].number, len(page.context["cards"])) == (200, 1, 1)


@pytest.mark.parametrize("query", ["thema=xyz", "feld=%F0%9F", "rahmen=1", "stand=quatsch", "q=" + "x" * 5000, "q=%C3"])
def test_strange_filters_are_ignored_with_a_sentence(client: Client, query: str) -> None:
    make_project()

    assert client.get(f"/projekte/?{query}").status_code == 200


def test_a_draft_is_like_a_project_that_never_existed(client: Client) -> None:
    project = make_project(state="draft", title="Geheime Sache")

    assert client.get(project.get_absolute_url()).status_code == 404
    assert client.get(f"/projekte/{project.number}/").status_code == 404
    assert "Geheime Sache" not in text_of(client.get("/projekte/"))


def test_what_was_taken_off_is_gone_and_comes_back(client: Client) -> None:
    project = make_project(state="unpublished")
    assert client.get(project.get_absolute_url()).status_code == 410
    assert "Alle Projekte ansehen" in text_of(client.get(project.get_absolute_url()))

    lifecycle.apply(project, "publish", by=make_staff())

    assert client.get(project.get_absolute_url()).status_code == 200


def test_a_wrong_slug_moves_for_good(client: Client) -> None:
    project = make_project(title="Neue Bänke")

    answer = client.get(f"/projekte/{project.number}/alt/")

    assert (answer.status_code, answer["Location"]) == (301, f"/projekte/{project.number}/neue-baenke/")


def test_numbers_do_not_collide_with_those_of_the_town() -> None:
    make_project(number="P-1")
    make_project(number="P-2")

    assert make_project().number == "P-3"


def test_a_hidden_project_is_in_no_search(client: Client) -> None:
    kind = next(kind for kind in registry.search_kinds if kind.code == "projekte")
    make_project(title="Öffentliche Bänke")
    make_project(title="Geheime Bänke", state="draft")
    make_project(title="Alte Bänke", state="unpublished")

    titles = [kind.card(row)["title"] for row in engine.find(kind.published(), "Bänke").queryset]

    assert titles == ["Öffentliche Bänke"]


# ---------------------------------------------------------------- documents
def test_a_document_is_a_download_once_its_project_is_public(client: Client) -> None:
    project = make_project(state="draft")
    document = add_document(project, "Pläne für 2027")
    path = f"/projekte/dokument/{document.key}/"
    staff = Client()
    staff.force_login(make_staff())
    assert client.get(path).status_code == 404
    seen = staff.get(path)
    assert (b"".join(seen.streaming_content), seen["Cache-Control"]) == (PDF, "private, no-store")

    lifecycle.apply(project, "publish", by=make_staff())

    answer = client.get(path)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{project.number}-plaene-fuer-2027.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies
    assert path in client.get(project.get_absolute_url()).content.decode()


def test_a_document_goes_with_its_project(client: Client) -> None:
    document = add_document(make_project(state="unpublished"))

    assert client.get(f"/projekte/dokument/{document.key}/").status_code == 404


@pytest.mark.parametrize("key", ["x", "..", "%2e%2e%2fetc%2fpasswd", "a" * 3000, "%00"])
def test_a_key_that_nobody_has_is_not_found(client: Client, key: str) -> None:
    assert client.get(f"/projekte/dokument/{key}/").status_code in (400, 404)


def test_a_document_without_its_file_is_not_found(client: Client, settings) -> None:
    document = add_document(make_project())
    settings.MEDIA_ROOT = settings.MEDIA_ROOT / "elsewhere"

    assert client.get(f"/projekte/dokument/{document.key}/").status_code == 404


# ---------------------------------------------------------------- what the database refuses
def refused(name: str):
    return pytest.raises(IntegrityError, match=name)


def test_the_database_refuses_a_public_draft() -> None:
    with refused("project_draft_is_not_public"), transaction.atomic():
        Project.objects.filter(pk=make_project().pk).update(state="draft")


def test_the_database_refuses_an_end_before_the_beginning() -> None:
    with refused("project_ends_after_beginning"), transaction.atomic():
        Project.objects.filter(pk=make_project().pk).update(starts_on=date(2027, 3, 1), ends_on=date(2027, 2, 1))


def test_the_database_refuses_a_partner_without_or_with_two_names() -> None:
    project, actor = make_project(), make_actor()
    for fields in ({}, {"actor": actor, "name": "Auch ein Name"}):
        with refused("participation_actor_or_name"), transaction.atomic():
            ProjectParticipation.objects.create(project=project, **fields)


def test_the_database_refuses_the_same_role_twice() -> None:
    project, actor = make_project(), make_actor()
    ProjectParticipation.objects.create(project=project, actor=actor)
    with refused("participation_once"), transaction.atomic():
        ProjectParticipation.objects.create(project=project, actor=actor)


def test_the_purge_empties_an_actor_that_a_project_still_names(settings) -> None:
    actor = make_actor(state="submitted", name="Verein Muster")
    ProjectParticipation.objects.create(project=make_project(), actor=actor)
    lifecycle.apply(actor, "decline", by=make_staff(), text="Nicht in Eving.")
    late = timezone.now() + timedelta(days=settings.PURGE_SPAM_DAYS + 1)

    assert [actor_services.purge_actors(late, False) for _night in range(2)] == [1, 0]

    assert "Muster" not in repr(Actor.objects.values().get())
