"""Tests of the record of changes: complete, with the right user, and erased together with personal data."""

import threading
import uuid
from datetime import timedelta
from typing import Any

import pghistory
import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Context

from actors import services as actor_services
from actors.models import Actor, ActorGroup
from eving.core.audit import log, watched
from eving.core.models import Street
from eving.core.people import participants
from eving.core.workflow import lifecycle
from projects.models import Idea, Project
from projects.services import ideas
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, text_of
from tests.portal.database import tables_with
from tests.vacancies import make
from vacancies.models import Listing, ShopUnit
from vacancies.services import offers, persons

pytestmark = [pytest.mark.django_db, pytest.mark.server]


def events(model: type) -> Any:
    event = watched.event_of(model)
    assert event is not None
    return watched.rows_of(event)


def labels(obj: Any) -> list[str]:
    return list(events(type(obj)).filter(pgh_obj_id=obj.pk).order_by("pgh_id").values_list("pgh_label", flat=True))


def sentences(page: log.Page) -> list[str]:
    return [edit.sentence.split(" Uhr hat ", 1)[-1] for edit in page.edits]


def end_of_request() -> None:
    # A test is one transaction, so the context of a request does not end by itself.
    with log.acting(None):
        pass


def make_project(number: str = "P-1", **fields: Any) -> Project:
    return Project.objects.create(number=number, title="Beete", summary="Wir legen Beete an.", **fields)


# ---------------------------------------------------------------- every write is recorded
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


def test_a_transition_is_written_down() -> None:
    idea = make_idea(state="submitted")
    before = len(labels(idea))

    lifecycle.apply(idea, "publish", by=make_staff())

    newest = events(Idea).filter(pgh_obj_id=idea.pk).latest("pgh_id")
    assert len(labels(idea)) == before + 1
    assert (newest.state, newest.published_at) == ("published", Idea.objects.get(pk=idea.pk).published_at)


def test_what_is_left_out_is_in_no_table_and_makes_no_event() -> None:
    idea = make_idea(email="zwetschge@example.org")
    before = labels(idea)

    Idea.objects.filter(pk=idea.pk).update(slug="anders", version=99, contribution=None)

    assert labels(idea) == before
    for event in watched.event_models():
        columns = {column.name for column in event._meta.fields}
        assert columns.isdisjoint({"contribution", "search_text", "search_vector", "tenant_name", "property_contact"})


def test_triggers_cost_no_query(django_assert_num_queries) -> None:
    project = make_project()

    with django_assert_num_queries(2):
        Project.objects.filter(pk=project.pk).update(title="Hochbeete")
        Project.objects.bulk_create([Project(number=f"P-{n}", title="Bank", summary="Bänke") for n in (2, 3, 4)])

    assert events(Project).count() == 5


# ---------------------------------------------------------------- the acting user
def test_what_staff_save_is_noted_under_their_name_without_the_address(client: Client) -> None:
    anna = make_staff(first_name="Anna", last_name="Kowalski")
    project = make_project()
    client.force_login(anna)

    page = reverse("admin:projects_project_change", args=[project.pk])
    answer = client.post(page, form_values(client.get(page), title="Hochbeete"))

    assert answer.status_code == 302
    newest = events(Project).latest("pgh_id")
    assert newest.pgh_context.metadata == {"user": anna.pk, "view": "admin:projects_project_change"}
    assert sentences(log.of(project))[0] == "Anna Kowalski „Titel“ geändert."


def form_values(page: Any, **changed: Any) -> dict[str, Any]:
    """All values of an admin page as a browser would send them, inline forms of the log included."""
    form = page.context["adminform"].form
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    for formset in page.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        values |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return {name: value for name, value in {**values, **changed}.items() if value not in (None, [])}


def test_without_an_account_the_portal_is_named_and_a_lost_account_becomes_the_office() -> None:
    gone = make_staff()
    project = make_project()
    with log.acting(gone):
        Project.objects.filter(pk=project.pk).update(title="Hochbeete")
    gone.delete()

    assert sentences(log.of(project)) == ["das Büro „Titel“ geändert.", "das Portal den Eintrag angelegt."]


def test_one_request_of_staff_names_every_change_that_follows_from_it(staff: Client) -> None:
    idea = make_idea(state="submitted")
    before = set(events(Idea).values_list("pgh_id", flat=True))

    answer = fill_in(staff, reverse("admin:projects_idea_transition", args=[idea.pk, "publish"]), text="")

    assert answer.status_code == 302
    new = events(Idea).exclude(pgh_id__in=before)
    assert {row.pgh_context.metadata["view"] for row in new} == {"admin:projects_idea_transition"}
    assert log.of(idea).edits[0].who.startswith("staff")


def test_a_name_ends_with_its_block_even_within_one_transaction() -> None:
    anna, project = make_staff(), make_project()

    with log.acting(anna, "Umbenannt"):
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
                with log.acting(people[number]):
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

    assert sent.status_code == 200
    assert "Cookie" not in sent.headers.get("Vary", "")
    assert ["Cookie" in page.headers.get("Vary", "") for page in pages] == [False, False]
    assert not Context.objects.exists()


# ---------------------------------------------------------------- displayed values
def test_values_are_said_as_people_say_them() -> None:
    street = Street.objects.create(name="Probeweg", name_sort="probeweg", slug="probeweg")
    project = make_project(street=street, description="Wir legen Beete an und gießen sie jeden Abend gemeinsam.")
    project.street, project.state, project.starts_on = None, "running", timezone.localdate().replace(2027, 5, 3)
    project.description = "Wir legen <b>Hochbeete</b> an und gießen sie jeden Morgen gemeinsam, auch im August."
    with log.acting(make_staff()):
        project.save()

    [edit, _first] = log.of(project).edits

    by_label = {field.label: field for field in edit.fields}
    assert (by_label["Straße"].before, by_label["Straße"].after) == ("Probeweg", "")
    assert sorted(by_label) == ["Beschreibung", "Stand", "Straße", "beginnt"]
    assert by_label["Stand"].after == "läuft"
    assert by_label["beginnt"].after == "3. Mai 2027"
    assert by_label["Beschreibung"].words == (
        "Wir legen <del>Beete</del> <ins>&lt;b&gt;Hochbeete&lt;/b&gt;</ins> an und gießen sie jeden "
        "<del>Abend</del> <ins>Morgen</ins> gemeinsam<ins>, auch im August</ins>."
    )


def test_changes_of_one_transaction_belong_together_and_carry_the_name_of_their_batch() -> None:
    anna, project, other = make_staff(first_name="Anna", last_name="Kowalski"), make_project(), make_project("P-2")

    with log.acting(anna, "Projekte 2027", batch=7):
        Project.objects.filter(pk=project.pk).update(title="Hochbeete")
        Project.objects.filter(pk=project.pk).update(summary="Wir legen Hochbeete an.", district="Brechten")
        Project.objects.filter(pk=other.pk).update(title="Bank")

    [edit, _first] = log.of(project).edits
    assert (edit.label, edit.batch) == ("Projekte 2027", "7")
    assert sentences(log.of(project))[0] == "Anna Kowalski „Titel“, „in einem Satz“ und „Stadtbezirk“ geändert."
    batch = log.everywhere([Project, Idea], log.Wanted(batch="7"))
    assert {found.name for found in batch.edits} == {"P-1: Hochbeete", "P-2: Bank"}


def test_what_happened_to_a_part_stands_on_the_page_of_the_whole(client: Client) -> None:
    period = make_period()
    with log.acting(make_staff()):
        type(period).objects.filter(pk=period.pk).update(source="owner")

    found = {(edit.model, edit.pk, edit.kind) for edit in log.of(period.unit).edits}

    assert {(type(period), period.pk, "changed"), (ShopUnit, period.unit_id, "entered")} <= found


def make_period() -> Any:
    unit = make.make_unit()
    return unit.periods.create(status="unknown", period=DateRange(timezone.localdate(), None), source="survey")


# ---------------------------------------------------------------- pages
@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def test_the_page_of_an_object_shows_old_and_new_also_after_its_deletion(staff: Client) -> None:
    project = make_project()
    with log.acting(make_staff(first_name="Anna", last_name="Kowalski")):
        Project.objects.filter(pk=project.pk).update(title="Hochbeete", starting_situation="Es ist grau.")
    address = reverse("admin:projects_project_history", args=[project.pk])

    page = text_of(staff.get(address))
    with log.acting(make_staff(first_name="Bert", last_name="Beispiel")):
        project.delete()
    later = text_of(staff.get(address))

    assert "hat Anna Kowalski „Titel“ und „Ausgangslage“ geändert." in page
    assert "Titel Beete → Hochbeete" in page and "Ausgangslage war leer → Es ist grau." in page
    assert "hat Bert Beispiel den Eintrag gelöscht." in later and "Titel Beete → Hochbeete" in later


def test_what_nobody_watches_keeps_the_log_of_its_own(staff: Client) -> None:
    street = Street.objects.create(name="Probeweg", name_sort="probeweg", slug="probeweg")
    fill_in(staff, reverse("admin:core_street_change", args=[street.pk]), name="Probegasse", slug="probeweg",
            **{"cross_streets-TOTAL_FORMS": 0, "cross_streets-INITIAL_FORMS": 0})  # fmt: skip

    page = staff.get(reverse("admin:core_street_history", args=[street.pk]))

    assert page.status_code == 200
    assert "Wer welches Feld geändert hat" in text_of(page)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_with_one_and_with_three(staff: Client, count: int, django_assert_num_queries) -> None:
    project = make_project()
    for number in range(count):
        street = Street.objects.create(name=f"Weg {number}", name_sort=f"weg {number}", slug=f"weg-{number}")
        with log.acting(make_staff()):
            Project.objects.filter(pk=project.pk).update(street=street, title=f"Titel {number}")
    staff.get("/verwaltung/verlauf/")

    with django_assert_num_queries(8):
        one = staff.get(reverse("admin:projects_project_history", args=[project.pk]))
    with django_assert_num_queries(6):
        everything = staff.get("/verwaltung/verlauf/")

    assert len(one.context["entries"]) == len(everything.context["entries"]) == count + 1


def test_the_list_of_all_registers_is_filtered_and_turned_page_by_page(staff: Client, monkeypatch) -> None:
    monkeypatch.setattr(log, "PAGE", 2)
    anna = make_staff(first_name="Anna", last_name="Kowalski")
    with time_machine.travel(timezone.now() - timedelta(days=40)):
        project = make_project()
    for title in ("Eins", "Zwei", "Drei"):
        with log.acting(anna):
            Project.objects.filter(pk=project.pk).update(title=title)
    make_idea(state="submitted")

    def names(query: str) -> list[str]:
        return [entry["edit"].name for entry in staff.get(f"/verwaltung/verlauf/?{query}").context["entries"]]

    assert names(f"wer={anna.pk}") == ["P-1: Drei", "P-1: Zwei"]
    assert names(f"wer={anna.pk}&seite=2") == ["P-1: Eins"]
    assert names("register=project&art=insert") == ["P-1: Beete"]
    assert [name[:2] for name in names("register=idea&wer=none")] == ["I-"]
    assert names(f"register=project&bis={timezone.localdate() - timedelta(days=1)}") == []
    assert names("wer=999999999&seite=x&von=gestern&stapel=%27")[:1] != []
    assert names("von=0001-01-01&bis=9999-12-31")[:1] != []
    of_one = reverse("admin:projects_project_history", args=[project.pk])
    assert [len(staff.get(f"{of_one}?seite={number}").context["entries"]) for number in (1, 2, 3)] == [2, 2, 2]
    last = text_of(staff.get(f"/verwaltung/verlauf/?wer={anna.pk}&seite=2"))
    assert "Neuere Änderungen" in last and "Ältere Änderungen" not in last


def test_rows_of_registers_one_may_not_see_are_left_out(client: Client) -> None:
    project, idea = make_project(), make_idea(state="submitted")
    helper = make_staff(is_superuser=False)
    client.force_login(helper)
    assert client.get("/verwaltung/verlauf/").status_code == 403
    assert "/verwaltung/verlauf/" not in client.get("/verwaltung/").content.decode()

    helper.user_permissions.add(Permission.objects.get(codename="view_project"))
    page = client.get("/verwaltung/verlauf/")

    assert [entry["edit"].name for entry in page.context["entries"]] == [str(project)]
    assert "/verwaltung/verlauf/" in client.get("/verwaltung/").content.decode()
    assert client.get(reverse("admin:projects_idea_history", args=[idea.pk])).status_code == 403


# ---------------------------------------------------------------- redaction
def test_a_text_is_removed_with_a_reason_wherever_the_record_repeats_it(staff: Client) -> None:
    project = make_project(description="Frau Zwetschge ist schuld.")
    for fields in ({"summary": "Ein Satz."}, {"description": "Jemand ist schuld."}):
        with log.acting(make_staff()):
            Project.objects.filter(pk=project.pk).update(**fields)
    noted_by_django(Project, project.pk, "P-1: Zwetschge")
    address = reverse("admin:projects_project_history", args=[project.pk])
    newest = events(Project).latest("pgh_id")
    removal = reverse("admin:changes_remove", args=["project", newest.pk])
    assert removal in staff.get(address).content.decode() and tables_with("zwetschge")

    refused = fill_in(staff, removal, reason=" ")
    done = fill_in(staff, removal, reason="Ein Name")

    assert (refused.status_code, done.status_code, done["Location"]) == (422, 302, address)
    assert tables_with("zwetschge") == []
    assert Project.objects.get(pk=project.pk).description == "Jemand ist schuld."
    page = text_of(staff.get(address))
    assert "[entfernt]" in page and "Ein Name" in page
    assert "nichts zu entfernen" in text_of(staff.get(removal))


def noted_by_django(model: type, pk: int, name: str) -> None:
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.create(user=make_staff(), content_type=kind, object_id=str(pk), object_repr=name, action_flag=2)


def test_only_who_decides_removes_texts(client: Client) -> None:
    idea = make_idea(state="submitted")
    helper = make_staff(is_superuser=False)
    helper.user_permissions.add(*Permission.objects.filter(codename__in=["view_idea", "change_idea"]))
    client.force_login(helper)
    removal = reverse("admin:changes_remove", args=["idea", events(Idea).latest("pgh_id").pk])

    before = client.get(removal).status_code, client.post(removal, {"reason": "x"}).status_code
    helper.user_permissions.add(Permission.objects.get(codename="decide_idea"))

    assert before == (403, 403)
    assert client.get(removal).status_code == 200
    assert client.get(reverse("admin:changes_remove", args=["idea", 10**9])).status_code == 404
    assert idea.title not in text_of(client.get(removal)), "what the entry holds today stays"


# ---------------------------------------------------------------- erasure
def test_nothing_of_an_erased_idea_stays_in_the_record() -> None:
    public = make_idea(title="Zwetschges Traum", text="Ich bin Zwetschge.", email="zwetschge@example.org")
    with log.acting(make_staff()):
        Idea.objects.filter(pk=public.pk).update(text="Auch Zwetschge.")
    hidden = make_idea(title="Zwetschges Nest", email="zwetschge@example.org", state="submitted")
    noted_by_django(Idea, hidden.pk, "Zwetschges Nest")  # as every admin page that saves writes it
    assert "projects_ideachange" in tables_with("zwetschge")

    participants.erase_participant(public.contribution.participant)

    assert tables_with("zwetschge") == []
    assert not events(Idea).filter(pgh_obj_id__in=[public.pk, hidden.pk]).exists()


def test_without_erasure_the_record_would_keep_the_text() -> None:
    """Twin of the test above: the deletion itself is an event that holds the texts."""
    idea = make_idea(title="Zwetschges Nest", state="submitted")

    idea.delete()

    assert "projects_ideachange" in tables_with("zwetschge")


@pytest.mark.parametrize("published", [True, False])
def test_nothing_of_an_erased_actor_stays_in_the_record(published: bool) -> None:
    actor = new_actor("Zwetschge e. V.")
    if published:
        actor_services.confirm_actor(actor.contribution)
        actor.refresh_from_db()
        lifecycle.apply(actor, "publish", by=make_staff())
    assert "actors_actorchange" in tables_with("zwetschge")

    participants.erase_contribution(actor.contribution)

    assert tables_with("zwetschge") == []


def new_actor(name: str) -> Actor:
    return actor_services.register_actor(
        key=uuid.uuid4(),
        draft=actor_services.ActorDraft(name=name, group=ActorGroup.objects.first(), summary="Zwetschge backt."),
        registrant=actor_services.Registrant(name="Zora", email="zora@example.org"),
        privacy_version="test",
    )[0]


def test_changes_go_after_three_years_with_the_contexts_that_nothing_needs(settings) -> None:
    settings.PURGE_CHANGES_MONTHS = 36
    project = make_project()
    with log.acting(make_staff()):
        Project.objects.filter(pk=project.pk).update(title="Hochbeete")
    later = timezone.now() + timedelta(days=36 * 30 + 1)

    kept = log.purge(later - timedelta(days=2), False), Context.objects.count()
    counted = log.purge(later, True)
    gone = log.purge(later, False), log.purge(later, False)

    assert (kept, counted, gone) == ((0, 1), 2, (2, 0))
    assert Context.objects.count() == events(Project).count() == 0


def test_nothing_of_an_erased_offer_stays_in_the_record_and_the_unit_goes_with_it() -> None:
    listing = new_offer("Zwetschgenhof 5")
    assert "vacancies_shopunitchange" in tables_with("zwetschgenhof")

    participants.erase_contribution(listing.contribution)

    assert tables_with("zwetschge") == []
    assert not events(Listing).exists() and not events(ShopUnit).exists()


def test_an_offer_set_aside_as_spam_leaves_nothing_after_the_purge() -> None:
    listing = new_offer("Zwetschgenhof 5")
    lifecycle.apply(listing, "spam", by=make_staff())

    offers.purge_offers(timezone.now() + timedelta(days=200), False)

    assert not events(Listing).exists() and not events(ShopUnit).exists()


def new_offer(label: str) -> Listing:
    return offers.offer_unit(
        key=uuid.uuid4(),
        draft=offers.OfferDraft(
            street=Street.objects.get(slug="bergstrasse"),
            house_number="5",
            unit_label=label,
            text="Zwetschge vermietet.",
        ),
        person=persons.Person(name="Otto Zwetschge", email="zwetschge@example.org"),
        privacy_version="test",
    )[0]


def test_an_idea_purged_as_spam_leaves_nothing() -> None:
    make_idea(title="Zwetschges Werbung", email="zwetschge@example.org", state="spam")

    ideas.purge_unconfirmed(timezone.now() + timedelta(days=200), False)

    assert tables_with("zwetschge") == []
