"""Tests of the back office as a whole: permissions, the work queue, and two people editing one entry."""

import uuid
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from eving.core.accounts import factors
from eving.core.models import DistrictPart, OfficeMessage, Street, Topic, User
from eving.core.workflow.work_queue import queue_lines
from eving.portal.services import office_messages
from eving.runtime.middleware import HEADERS
from projects.models import Idea
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields, text_of

pytestmark = pytest.mark.django_db


def make_office_message(**fields: Any) -> OfficeMessage:
    return office_messages.submit(key=uuid.uuid4(), kind="contact", text="Wann?", privacy_version="test", **fields)[0]


def waits_since(idea: Idea, days: int, *, due_in: int = 5) -> None:
    Idea.objects.filter(pk=idea.pk).update(
        # From the first minute of that day: an hour before now lies in the day before, just after midnight.
        submitted_at=timezone.make_aware(datetime.combine(timezone.localdate() - timedelta(days=days), time.min)),
        answer_due_on=timezone.localdate() + timedelta(days=due_in),
    )


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


# ---------------------------------------------------------------- the work queue
def test_the_queue_counts_new_ideas_and_says_since_when(staff: Client) -> None:
    waits_since(make_idea(state="submitted"), days=6)
    make_idea(state="submitted")
    make_idea(state="published")

    page = staff.get("/verwaltung/")

    assert "2 neue Ideen , älteste seit 6 Tagen" in text_of(page)
    [line] = page.context["lines"]
    assert (line.count, line.oldest_days, line.overdue, line.level) == (2, 6, 0, "soon")
    assert staff.get(line.url).context["cl"].result_count == 2


@pytest.mark.parametrize(
    ("days", "due_in", "level"), [(0, 5, "calm"), (2, 5, "calm"), (3, 5, "soon"), (7, 5, "late"), (1, -1, "late")]
)
def test_the_longer_something_waits_the_louder_its_line(days: int, due_in: int, level: str) -> None:
    waits_since(make_idea(state="submitted"), days=days, due_in=due_in)

    [line] = queue_lines(make_staff(), timezone.now())

    assert line.level == level


def test_what_is_late_stands_first(staff: Client) -> None:
    waits_since(make_idea(state="submitted"), days=4)
    note = make_office_message()
    OfficeMessage.objects.filter(pk=note.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    make_idea(state="query")

    lines = staff.get("/verwaltung/").context["lines"]

    assert [(line.level, line.count) for line in lines] == [("late", 1), ("soon", 1), ("calm", 1)]
    assert [line.overdue for line in lines] == [1, 0, 0]
    assert lines[0].button == "Nachrichten lesen"


def test_somebody_sees_only_the_queues_they_may_work_on(client: Client) -> None:
    make_idea(state="submitted")
    make_office_message()
    helper = make_staff(is_superuser=False)
    helper.user_permissions.add(Permission.objects.get(codename="change_officemessage"))
    client.force_login(helper)

    page = client.get("/verwaltung/")

    assert [line.button for line in page.context["lines"]] == ["Nachrichten lesen"]
    assert page.context["shortcuts"] == []
    assert "neue Idee" not in text_of(page)


def test_an_empty_queue_says_so_and_offers_to_note_a_call(staff: Client) -> None:
    page = staff.get("/verwaltung/")

    assert page.context["lines"] == []
    assert _("Everything is done") in text_of(page)
    assert reverse("admin:projects_idea_add") in page.content.decode()


def test_the_start_page_costs_the_same_with_one_and_with_three(staff: Client, django_assert_max_num_queries) -> None:
    make_idea(state="submitted")
    with django_assert_max_num_queries(20) as one:
        staff.get("/verwaltung/")
    make_idea(state="submitted"), make_idea(state="query"), make_office_message(), make_office_message()

    with django_assert_max_num_queries(20) as more:
        staff.get("/verwaltung/")

    assert len(more) == len(one)


def test_a_message_is_ticked_off_once(staff: Client) -> None:
    note = make_office_message(name="Bert Beispiel", email="bert@example.org")
    address = reverse("admin:core_officemessage_change", args=[note.pk])
    assert "bert@example.org" in text_of(staff.get(address))

    answer = fill_in(staff, address, _done="1")
    again = staff.post(address, {"_done": "1"}, follow=True)

    done = OfficeMessage.objects.select_related("contribution").get(pk=note.pk)
    assert (answer.status_code, answer["Location"]) == (302, "/verwaltung/")
    assert done.done_at is not None and done.done_by is not None and done.text == "Wann?"
    assert done.contribution.purge_on > timezone.localdate()
    assert _("Somebody has already ticked off this message.") in text_of(again)
    assert 'name="_done"' not in staff.get(address).content.decode()


def test_an_address_that_a_visitor_wrote_is_no_link_unless_it_is_ours(staff: Client) -> None:
    ours, foreign = make_office_message(path="/ideen/"), make_office_message(path="//evil.example/x")

    pages = [
        staff.get(reverse("admin:core_officemessage_change", args=[note.pk])).content.decode()
        for note in (ours, foreign)
    ]

    assert 'href="/ideen/"' in pages[0]
    assert "//evil.example/x" in pages[1] and 'href="//evil.example' not in pages[1]


# ---------------------------------------------------------------- permissions
def addresses(patterns: list, before: str = "") -> Iterator[str]:
    """Every URL below the back office, with 1 for each argument."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern) and "(?P" not in str(pattern.pattern):
            route = before + str(pattern.pattern)
            while "<" in route:
                route = route[: route.index("<")] + "1" + route[route.index(">") + 1 :]
            yield "/" + route


# Needed by people who are not signed in yet.
BEFORE_SIGN_IN = {
    "/verwaltung/login/", "/verwaltung/einladung/1/", "/verwaltung/passwort-vergessen/",
    "/verwaltung/passwort-vergessen/verschickt/", "/verwaltung/passwort-vergessen/1/",
}  # fmt: skip


def all_addresses() -> list[str]:
    [office] = [entry for entry in get_resolver().url_patterns if str(entry.pattern) == "verwaltung/"]
    return [path for path in addresses(office.url_patterns, "verwaltung/") if path not in BEFORE_SIGN_IN]


def test_nobody_but_staff_opens_any_page_of_the_back_office(client: Client) -> None:
    paths = all_addresses()
    assert len(paths) > 40 and "/verwaltung/projects/idea/1/schritt/1/" in paths
    resident = User.objects.create_user("gast", "gast@example.org", "hammerkopf-1926-turm")

    for path in paths:
        for visitor in (None, resident):
            client.logout() if visitor is None else client.force_login(visitor)
            for answer in (client.get(path), client.post(path)):
                # Signing out needs no permission and displays no data.
                if not path.endswith("/logout/"):
                    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/verwaltung/login/"), path


def test_staff_without_rights_change_nothing(client: Client) -> None:
    idea = make_idea(state="submitted")
    client.force_login(make_staff(is_superuser=False))

    for name, args in [
        ("changelist", []), ("add", []), ("change", [idea.pk]), ("transition", [idea.pk, "publish"]),
        ("preview", [idea.pk]), ("redact", [idea.pk, idea.history.first().pk]), ("history", [idea.pk]),
    ]:  # fmt: skip
        assert client.get(reverse(f"admin:projects_idea_{name}", args=args)).status_code == 403, name
    answer = client.post(
        reverse("admin:projects_idea_transition", args=[idea.pk, "publish"]), {"text": "x", "version": idea.version}
    )
    assert answer.status_code == 403
    assert Idea.objects.get(pk=idea.pk).state == "submitted"


def test_guessing_a_password_ends_after_a_while_and_locks_out_nobody_else(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(factors, "TRIES_PER_HOUR", 3)
    make_staff(username="anna"), make_staff(username="bert")
    wrong = {"username": "Anna ", "password": "falsch"}

    tries = [client.post("/verwaltung/login/", wrong).status_code for _ in range(4)]

    right = {"username": "anna", "password": "hammerkopf-1926-turm"}
    assert tries == [200, 200, 200, 429]
    assert client.post("/verwaltung/login/", right).status_code == 429
    assert client.post("/verwaltung/login/", right, REMOTE_ADDR="203.0.113.9").status_code == 302
    assert client.post("/verwaltung/login/", {**right, "username": "bert"}).status_code == 302


def test_a_refused_log_in_names_the_fault_and_keeps_no_password(client: Client) -> None:
    page = client.post("/verwaltung/login/", {"username": "anna", "password": "geheim-und-falsch"})

    assert "<title>Fehler:" in page.content.decode()
    assert 'value="anna"' in page.content.decode() and "geheim-und-falsch" not in page.content.decode()


def test_every_page_of_the_back_office_sends_the_security_headers_and_is_not_stored(staff: Client) -> None:
    idea = make_idea(state="submitted")
    paths = ["", "projects/idea/", f"projects/idea/{idea.pk}/change/", f"projects/idea/{idea.pk}/schritt/publish/",
             "projects/idea/add/", "core/street/add/"]  # fmt: skip

    for path in paths:
        page = staff.get(f"/verwaltung/{path}")
        assert page.status_code == 200
        assert {name: page[name] for name in HEADERS} == HEADERS
        assert "no-store" in page.headers.get("Cache-Control", ""), path
        assert " style=" not in page.content.decode() and "<style" not in page.content.decode(), path
        assert "onclick=" not in page.content.decode()


def test_the_title_says_what_is_about_to_go(staff: Client) -> None:
    part = DistrictPart.objects.create(name="Probeviertel", slug="probeviertel", sort=1)

    page = staff.get(reverse("admin:core_districtpart_delete", args=[part.pk]))

    assert "<title>Löschen | Probeviertel – " in page.content.decode()


def test_the_tables_of_the_job_queue_are_no_register() -> None:
    assert {model._meta.app_label for model in admin.site._registry}.isdisjoint({"procrastinate", "sessions"})


# ---------------------------------------------------------------- concurrent edits
def test_who_saves_over_a_colleagues_change_is_warned_first(staff: Client) -> None:
    part = DistrictPart.objects.create(name="Probeviertel", slug="probeviertel", sort=1)
    address = reverse("admin:core_districtpart_change", args=[part.pk])
    mine = hidden_fields(staff.get(address))
    fill_in(staff, address, name="Probeviertel-Nord", slug=part.slug, sort=1)

    page = staff.post(address, {**mine, "name": "Probeviertel-Süd", "slug": part.slug, "sort": 1})

    assert DistrictPart.objects.get(pk=part.pk).name == "Probeviertel-Nord"
    assert page.context["errors"] and "Probeviertel-Nord" in text_of(page)
    assert 'value="Probeviertel-Süd"' in page.content.decode()

    staff.post(address, {**hidden_fields(page), "name": "Probeviertel-Süd", "slug": part.slug, "sort": 1})
    assert DistrictPart.objects.get(pk=part.pk).name == "Probeviertel-Süd"


def test_nobody_is_warned_when_nobody_else_was_there(staff: Client) -> None:
    part = DistrictPart.objects.create(name="Probeviertel", slug="probeviertel", sort=1)
    address = reverse("admin:core_districtpart_change", args=[part.pk])

    answer = fill_in(staff, address, name="Probeviertel-Süd", slug=part.slug, sort=1)

    assert answer.status_code == 302
    assert DistrictPart.objects.get(pk=part.pk).name == "Probeviertel-Süd"


def test_saving_without_having_seen_the_page_is_refused(staff: Client) -> None:
    part = DistrictPart.objects.create(name="Probeviertel", slug="probeviertel", sort=1)

    staff.post(
        reverse("admin:core_districtpart_change", args=[part.pk]), {"name": "Blind", "slug": part.slug, "sort": 1}
    )

    assert DistrictPart.objects.get(pk=part.pk).name == "Probeviertel"


def test_a_member_of_staff_is_changed_and_keeps_their_password(staff: Client) -> None:
    colleague = make_staff(username="carla")
    address = reverse("admin:core_user_change", args=[colleague.pk])

    answer = fill_in(staff, address, username="carla", email="carla@eving.example", first_name="Carla", is_active="on")

    changed = User.objects.get(pk=colleague.pk)
    assert answer.status_code == 302
    assert (changed.first_name, changed.password) == ("Carla", colleague.password)


@pytest.mark.parametrize("model", [Topic, Street, User, OfficeMessage])
def test_a_list_costs_the_same_with_one_and_with_three_rows(
    staff: Client, model: Any, django_assert_max_num_queries
) -> None:
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    with django_assert_max_num_queries(12) as before:
        staff.get(path)
    for number in range(3):
        make_staff(), make_office_message()
        Street.objects.create(name=f"Weg {number}", name_sort=f"weg {number}", slug=f"weg-{number}")
        Topic.objects.create(name=f"Thema {number}", slug=f"thema-{number}", field=Topic.objects.first().field)

    with django_assert_max_num_queries(12) as after:
        page = staff.get(path)

    assert len(page.context["cl"].result_list) >= 3
    assert len(after) == len(before)
