"""What registers announce reaches menus, home page, privacy page, roles, jobs of the night and the office."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from eving.core import registry
from eving.core.public.counts import Count
from eving.core.registry import (
    Calendar,
    CalendarEntry,
    Connection,
    Edges,
    Grant,
    HomeFigures,
    HomeSection,
    NavigationEntry,
    Retention,
    Use,
)
from eving.portal import jobs, roles
from eving.portal.views.home import figures
from projects.connections import in_one_project
from projects.models import ProjectParticipation
from tests.actors.entries import make_actor
from tests.factories import make_staff
from tests.pages import text_of
from tests.projects.projects.rows import make_project
from tests.vacancies.make import make_enquiry

pytestmark = pytest.mark.django_db


def announce(monkeypatch, name: str, *more: object) -> None:
    monkeypatch.setattr(registry, name, [*getattr(registry, name), *more])


def test_menus_stand_in_the_order_of_their_weights(client: Client, monkeypatch) -> None:
    announce(monkeypatch, "navigation", NavigationEntry("Termine", "portal:contact", 15))
    announce(monkeypatch, "navigation", NavigationEntry("Fundsachen", "portal:rules", 5, menu="footer"))

    page = client.get("/").content.decode()

    header = re.search(r'<nav class="site-nav".*?</nav>', page, re.S)[0]
    assert re.findall(r"<a [^>]*>([^<]+)</a>", header) == ["Ideen", "Termine", "Projekte", "Ladenlokale", "Akteure"]
    assert page.index("Fundsachen") < page.index("Regeln für Beiträge")


def test_a_page_that_an_entry_covers_counts_as_part_of_it(client: Client) -> None:
    page = client.get(reverse("vacancies:profile-list")).content.decode()

    assert re.findall(r'aria-current="page">([^<]+)</a>', page)[:1] == ["Ladenlokale"]


def test_the_home_page_holds_what_registers_announce_and_leaves_out_what_is_empty(client: Client, monkeypatch) -> None:
    shown = engines["django"].from_string("<p>Heute: {{ section.what }}</p>")
    announce(
        monkeypatch,
        "home_sections",
        HomeSection(1, shown, lambda: {"what": "Trödelmarkt"}),
        HomeSection(2, shown, lambda: None),
    )

    assert client.get("/").content.decode().count("<p>Heute: ") == 1


def test_figures_of_the_home_page_say_their_trend_and_vanish_while_all_are_zero(monkeypatch) -> None:
    now = timezone.now()
    monkeypatch.setattr(registry, "home_figures", [HomeFigures(2, lambda now: [{"value": Count(0), "label": "leer"}])])
    assert figures(now) == []

    announce(
        monkeypatch,
        "home_figures",
        HomeFigures(1, lambda now: [{"value": Count(3), "label": "neu", "new_in_a_quarter": Count(2)}]),
    )

    assert [(row["label"], row.get("trend"), row.get("trend_label")) for row in figures(now)] == [
        ("neu", "up", "2 neu im Vierteljahr"),
        ("leer", None, None),
    ]


def test_the_privacy_page_states_the_uses_and_periods_of_a_register(client: Client, monkeypatch) -> None:
    announce(
        monkeypatch, "uses", lambda: [Use(1, "Fundsachen", "Ihr Name: um sie zurückzugeben.", ("Lost",), "consent")]
    )
    announce(monkeypatch, "retention", lambda: [Retention(1, "Ein Fund", "um ihn zurückzugeben", "vier Wochen")])

    page = text_of(client.get("/datenschutz/"))

    assert "Fundsachen" in page and "um ihn zurückzugeben" in page and "vier Wochen" in page


def test_a_grant_reaches_its_role_and_those_above(monkeypatch) -> None:
    announce(monkeypatch, "grants", Grant("editor", "delete", ("core.topic",)))

    roles.sync_roles()

    held = {
        role.name: Group.objects.get(name=role.name).permissions.filter(codename="delete_topic").exists()
        for role in roles.ROLES
    }
    assert held == {"Lesen": False, "Redaktion": True, "Moderation": True, "Leitung": True}


def test_jobs_of_the_night_keep_the_names_that_waiting_rows_hold() -> None:
    assert {"portal.shops", "portal.ideas"} <= set(app.tasks)
    assert {name: task.lock for name, task in jobs.nightly_tasks.items()} == {"shops": None, "ideas": "portal.ideas"}


def test_the_start_page_names_what_comes_up_for_those_who_may_see_it(client: Client, monkeypatch) -> None:
    today = timezone.localdate()
    soon = Calendar(
        lambda first, last: [CalendarEntry(last, "Sitzung"), CalendarEntry(first, "Abgabe")], "projects.view_idea"
    )
    hidden = Calendar(lambda first, last: [CalendarEntry(first, "Geheim")], "nobody.may")
    monkeypatch.setattr(registry, "calendars", [soon, hidden])
    reader = make_staff(is_superuser=False)
    reader.groups.add(Group.objects.get(name="Lesen"))
    client.force_login(reader)

    page = text_of(client.get("/verwaltung/"))

    assert page.index("Abgabe") < page.index("Sitzung") and "Geheim" not in page
    assert f"{today.day}." in page


def test_viewings_of_the_next_days_come_up_and_later_ones_do_not() -> None:
    enquiry, later = make_enquiry(), make_enquiry()
    today = timezone.localdate()
    for row, days in ((enquiry, 2), (later, 9)):
        row.viewing_at = timezone.now() + timedelta(days=days)
        row.save(update_fields=["viewing_at"])

    found = [entry for calendar in registry.calendars for entry in calendar.entries(today, today + timedelta(days=7))]

    assert [(entry.day, entry.url) for entry in found] == [
        (today + timedelta(days=2), reverse("admin:vacancies_enquiry_change", args=[enquiry.pk]))
    ]


def test_actors_in_one_public_project_are_connected_and_others_are_not(client: Client) -> None:
    one, other, hidden, alone = (make_actor(), make_actor(), make_actor(state="draft"), make_actor())
    project, planned = make_project(title="Lichter", starts_on=date(2026, 5, 1)), make_project(state="draft")
    for actor in (one, other, hidden):
        ProjectParticipation.objects.create(project=project, actor=actor)
    for actor in (one, alone):
        ProjectParticipation.objects.create(project=planned, actor=actor)

    pair = [Connection(one.pk, other.pk, "gemeinsames Projekt „Lichter“", date(2026, 5, 1))]
    assert (in_one_project(), in_one_project(other.pk), in_one_project(alone.pk)) == (pair, pair, [])
    page = text_of(client.get(one.get_absolute_url()))
    assert f"{other.name} : gemeinsames Projekt „Lichter“" in page and hidden.name not in page
    assert "Verbunden mit" not in text_of(client.get(alone.get_absolute_url()))


def test_an_actors_page_costs_the_same_with_one_connection_and_with_three(client: Client, monkeypatch) -> None:
    actor, others = make_actor(), [make_actor() for _index in range(3)]
    costs = []

    for number in (1, 1, 3):
        rows = [Connection(actor.pk, other.pk, "Fest") for other in others[:number]]
        monkeypatch.setattr(registry, "edges", [Edges("test", "Feste", lambda pk, rows=rows: rows)])
        with CaptureQueriesContext(connection) as queries:
            client.get(actor.get_absolute_url())
        costs.append(len(queries))

    assert costs[1] == costs[2] <= 10
