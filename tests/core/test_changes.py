"""The record of changes: nothing slips by, nobody stands on a wrong row, and nothing outlives an erasure."""

import threading
from typing import Any

import pghistory
import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Context

from eving.core import changes
from eving.core.models import Street
from projects import services
from projects.models import Idea, Project
from tests.factories import make_idea, make_staff
from tests.pages import fill_in

pytestmark = pytest.mark.django_db


def events(model: type) -> Any:
    event = changes.event_of(model)
    assert event is not None
    return changes.rows_of(event)


def labels(obj: Any) -> list[str]:
    return list(events(type(obj)).filter(pgh_obj_id=obj.pk).order_by("pgh_id").values_list("pgh_label", flat=True))


def sentences(page: changes.Page) -> list[str]:
    """What the record says, without day and time."""
    return [edit.sentence.split(" Uhr hat ", 1)[-1] for edit in page.edits]


def end_of_request() -> None:
    """Within the one transaction of a test nothing else ends what a request has begun."""
    with changes.acting(None):
        pass


def make_project(number: str = "P-1", **fields: Any) -> Project:
    return Project.objects.create(number=number, title="Beete", summary="Wir legen Beete an.", **fields)


# ---------------------------------------------------------------- nothing slips by
def test_update_bulk_create_raw_sql_and_delete_are_all_written_down() -> None:
    [project] = Project.objects.bulk_create([Project(number="P-1", title="Beete", summary="Wir legen Beete an.")])
    Project.objects.filter(pk=project.pk).update(title="Hochbeete")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE projects_project SET title = 'Hochbeete am Markt' WHERE id = %s", [project.pk])
    titles = list(events(Project).order_by("pgh_id").values_list("title", flat=True))
    Project.objects.filter(pk=project.pk).delete()

    assert titles == ["Beete", "Hochbeete", "Hochbeete am Markt"]
    assert list(events(Project).order_by("pgh_id").values_list("pgh_label", flat=True)) == [
        "insert", "update", "update", "delete",
    ]  # fmt: skip


def test_a_step_of_the_life_cycle_is_written_down() -> None:
    idea = make_idea(state="submitted")
    before = len(labels(idea))

    services.take_step(idea, "publish", by=make_staff())

    newest = events(Idea).filter(pgh_obj_id=idea.pk).latest("pgh_id")
    assert len(labels(idea)) == before + 1
    assert (newest.state, newest.published_at) == ("published", Idea.objects.get(pk=idea.pk).published_at)


def test_what_is_left_out_is_in_no_table_and_makes_no_event() -> None:
    idea = make_idea(email="zwetschge@example.org")
    before = labels(idea)

    Idea.objects.filter(pk=idea.pk).update(slug="anders", version=99, contribution=None)

    assert labels(idea) == before
    for event in changes.event_models():
        columns = {column.name for column in event._meta.fields}
        assert columns.isdisjoint({"contribution", "search_text", "search_vector", "tenant_name", "property_contact"})


def test_triggers_cost_no_query(django_assert_num_queries) -> None:
    project = make_project()

    with django_assert_num_queries(2):
        Project.objects.filter(pk=project.pk).update(title="Hochbeete")
        Project.objects.bulk_create([Project(number=f"P-{n}", title="Bank", summary="Bänke") for n in (2, 3, 4)])

    assert events(Project).count() == 5


# ---------------------------------------------------------------- who
def test_what_staff_save_is_noted_under_their_name_without_the_address(client: Client) -> None:
    anna = make_staff(first_name="Anna", last_name="Kowalski")
    project = make_project()
    client.force_login(anna)

    page = reverse("admin:projects_project_change", args=[project.pk])
    answer = client.post(page, form_values(client.get(page), title="Hochbeete"))

    assert answer.status_code == 302
    newest = events(Project).latest("pgh_id")
    assert newest.pgh_context.metadata == {"user": anna.pk, "view": "admin:projects_project_change"}
    assert sentences(changes.of(project))[0] == "Anna Kowalski Titel geändert."


def form_values(page: Any, **changed: Any) -> dict[str, Any]:
    """All values of an admin page as a browser would send them, with changes."""
    form = page.context["adminform"].form
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    for formset in page.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        values |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return {name: value for name, value in {**values, **changed}.items() if value not in (None, [])}


def test_without_an_account_the_portal_is_named_and_a_lost_account_becomes_the_office() -> None:
    gone = make_staff()
    project = make_project()
    with changes.acting(gone):
        Project.objects.filter(pk=project.pk).update(title="Hochbeete")
    gone.delete()

    assert sentences(changes.of(project)) == ["das Büro Titel geändert.", "das Portal den Eintrag angelegt."]


def test_a_name_ends_with_its_block_even_within_one_transaction() -> None:
    anna, project = make_staff(), make_project()

    with changes.acting(anna, "Umbenannt"):
        Project.objects.filter(pk=project.pk).update(title="Hochbeete")
    Project.objects.filter(pk=project.pk).update(summary="Danach.")

    noted = events(Project).order_by("pgh_id").values_list("pgh_context__metadata", flat=True)
    assert list(noted) == [None, {"user": anna.pk, "label": "Umbenannt"}, None]


def test_without_the_guard_the_name_would_stay_until_the_transaction_ends() -> None:
    """Twin of the test above, with pghistory alone."""
    anna, project = make_staff(), make_project()

    with pghistory.context(user=anna.pk):
        Project.objects.filter(pk=project.pk).update(title="Hochbeete")
    Project.objects.filter(pk=project.pk).update(summary="Danach.")

    assert events(Project).latest("pgh_id").pgh_context.metadata == {"user": anna.pk}


def test_six_people_at_once_stand_on_their_own_rows(committed) -> None:
    people = [make_staff() for _number in range(6)]
    projects = [make_project(f"P-{number}") for number in range(6)]
    ready = threading.Barrier(6)

    def work(number: int) -> None:
        try:
            ready.wait()
            for turn in range(5):
                with changes.acting(people[number]):
                    Project.objects.filter(pk=projects[number].pk).update(title=f"{number} zum {turn}. Mal")
                Project.objects.filter(pk=projects[number].pk).update(summary=f"von selbst {turn}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[number]) for number in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    for person, project in zip(people, projects, strict=True):
        rows = events(Project).filter(pgh_obj_id=project.pk, pgh_label="update").order_by("pgh_id")
        assert [row.pgh_context and row.pgh_context.metadata["user"] for row in rows] == [person.pk, None] * 5


def test_forms_of_visitors_and_reading_pages_stay_free_of_cookies(client: Client) -> None:
    idea = make_idea()
    pages = [client.get("/ideen/"), client.get(idea.get_absolute_url())]

    sent = fill_in(client, "/meine-daten/", email="erika@example.org")

    assert sent.status_code == 302
    assert "Cookie" not in sent.headers.get("Vary", "")
    assert ["Cookie" in page.headers.get("Vary", "") for page in pages] == [False, False]
    assert not Context.objects.exists()


# ---------------------------------------------------------------- what
def test_values_are_said_as_people_say_them() -> None:
    street = Street.objects.create(name="Probeweg", name_sort="probeweg", slug="probeweg")
    project = make_project(street=street, description="Wir legen Beete an und gießen sie jeden Abend gemeinsam.")
    project.street, project.state, project.starts_on = None, "running", timezone.localdate().replace(2027, 5, 3)
    project.description = "Wir legen <b>Hochbeete</b> an und gießen sie jeden Morgen gemeinsam, auch im August."
    with changes.acting(make_staff()):
        project.save()

    [edit, _first] = changes.of(project).edits

    shown = {field.label: field for field in edit.fields}
    assert (shown["Straße"].before, shown["Straße"].after) == ("Probeweg", "")
    assert shown["Zustand"].after == "läuft"
    assert shown["Beginn"].after == "3. Mai 2027"
    assert shown["Beschreibung"].words == (
        "Wir legen <del>Beete</del><ins>&lt;b&gt;Hochbeete&lt;/b&gt;</ins> an und gießen sie jeden "
        "<del>Abend</del><ins>Morgen</ins> gemeinsam<ins>, auch im August</ins>."
    )
