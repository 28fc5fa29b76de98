"""Addresses that people keep, print and type still lead somewhere."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from eving.core.audit import log
from eving.core.workflow import lifecycle
from projects.models import Idea, Project
from tests.actors.entries import add_contact, make_actor
from tests.factories import make_idea, make_staff
from tests.projects.projects.rows import make_project
from tests.vacancies.make import make_listing, make_profile

pytestmark = [pytest.mark.django_db, pytest.mark.server]


@pytest.mark.parametrize("make", [make_idea, make_project, make_actor, make_listing])
@pytest.mark.parametrize("language", ["", "/en"])
def test_a_number_in_lower_case_finds_its_page(client: Client, make: Callable[[], Any], language: str) -> None:
    thing = make()
    address = f"{language}{thing.get_absolute_url()}"
    folder = thing.get_absolute_url().split("/")[1]

    answer = client.get(f"{language}/{folder}/{thing.number.lower()}/?von=plakat")

    assert (answer.status_code, answer["Location"]) == (301, f"{language}/{folder}/{thing.number}/?von=plakat")
    assert client.get(f"{language}/{folder}/{thing.number.lower()}/", follow=True).redirect_chain[-1] == (address, 301)


def test_documents_of_a_shop_are_found_in_lower_case(client: Client) -> None:
    number = make_listing().number

    answer = client.get(f"/ladenlokale/{number.lower()}/expose.pdf")

    assert (answer.status_code, answer["Location"]) == (301, f"/ladenlokale/{number}/expose.pdf")


@pytest.mark.parametrize("path", ["/ideen/i-2026-99999/", "/gesuche/g-99999/", "/projekte/p-99999/egal/"])
def test_a_number_that_nothing_has_is_still_not_found(client: Client, path: str) -> None:
    assert client.get(path, follow=True).status_code == 404


@pytest.mark.parametrize(
    "path", ["/ideen/bank/", "/ideen/i-2026-1%2F..%2F/", "/ideen/I-2026-99999/", "/strassen/i-2026-1/"]
)
def test_what_is_no_number_in_lower_case_is_not_led_elsewhere(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_search_shows_its_last_page_for_one_behind_it(client: Client) -> None:
    for _n in range(13):
        make_idea(title="Bank am Markt")

    pages = [client.get("/suche/", {"q": "Bank", "seite": number}) for number in ("2", "9999", "-3", "x")]

    assert [page.context["page"].number for page in pages] == [2, 2, 1, 1]
    assert [len(page.context["rows"]) for page in pages] == [1, 1, 12, 12]


def test_each_telephone_number_of_an_actor_is_dialled_by_itself(client: Client) -> None:
    actor = make_actor()
    add_contact(actor, "public", email="", phone="+49 (0)231 5551277 / 0170 1234567")

    page = client.get(actor.get_absolute_url()).content.decode()

    assert '<a href="tel:+492315551277">+49 (0)231 5551277</a> / <a href="tel:01701234567">0170 1234567</a>' in page


def test_the_office_is_called_from_the_page_of_a_shop(client: Client, settings: Any) -> None:
    settings.OFFICE = {**settings.OFFICE, "phone": "+49 (0)231 42"}

    page = client.get(make_listing().get_absolute_url()).content.decode()

    assert re.findall(r'<a[^>]* href="tel:([^"]*)"[^>]*>', page.partition("<footer")[0]) == ["+4923142"] * 2
    assert "+49 (0)231 42 anrufen" in page


# ---------------------------------------------------------------- pages of lists
TYPED = ("2", "9999", "9" * 5000, "0", "-1", "abc", "", "2.5", "²")
LEADS_TO = (2, 2, 2, 1, 1, 1, 1, 1, 1)
PUBLIC = {
    "/ideen/": make_idea,
    "/projekte/": make_project,
    "/akteure/": make_actor,
    "/ladenlokale/": make_listing,
    "/gesuche/": lambda: lifecycle.apply(make_profile(wants_ad=True, alert="never"), "publish", by=make_staff()),
}


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_public_list_shows_a_page_for_whatever_is_typed(
    client: Client, path: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _n in range(3):
        PUBLIC[path]()
    view = client.get(path).context["view"]
    monkeypatch.setattr(type(view), "paginate_by", 2)

    pages = [client.get(f"{language}{path}", {"seite": typed}) for typed in TYPED]

    assert [page.status_code for page in pages] == [200] * len(TYPED)
    assert tuple(page.context["page_obj"].number for page in pages) == LEADS_TO
    assert [len(page.context["cards"]) for page in pages] == [1, 1, 1, 2, 2, 2, 2, 2, 2]


def lists_of_the_office() -> list[str]:
    pages = admin.site._registry.values()
    return sorted(reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist") for page in pages)


@pytest.mark.parametrize("path", lists_of_the_office())
def test_every_list_of_the_office_shows_a_page_for_whatever_is_typed(client: Client, path: str) -> None:
    client.force_login(make_staff())

    answers = [client.get(path, {"p": typed}, follow=True) for typed in TYPED]

    assert [answer.status_code for answer in answers] == [200] * len(TYPED)
    assert ["e=1" in answer.request["QUERY_STRING"] for answer in answers] == [False] * len(TYPED)


def test_a_list_of_the_office_shows_its_last_page_for_one_behind_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _n in range(3):
        make_idea()
    monkeypatch.setattr(type(admin.site.get_model_admin(Idea)), "list_per_page", 2)
    client.force_login(make_staff())

    pages = [client.get("/verwaltung/projects/idea/", {"p": typed}) for typed in TYPED]

    # Django takes what is too long to be read as a number for no number.
    assert [page.context["cl"].page_num for page in pages] == [2, 2, 1, 1, 1, 1, 1, 1, 1]
    assert [len(page.context["cl"].result_list) for page in pages] == [1, 1, 2, 2, 2, 2, 2, 2, 2]


def test_the_record_of_changes_shows_a_page_for_whatever_is_typed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "PAGE", 2)
    project = make_project()
    staff = make_staff()
    for title in ("Eins", "Zwei"):
        with log.acting(staff):
            Project.objects.filter(pk=project.pk).update(title=title)
    client.force_login(staff)
    of_one = reverse("admin:projects_project_history", args=[project.pk])

    for path in (of_one, "/verwaltung/verlauf/"):
        pages = [client.get(path, {"seite": typed, "register": "project"}).context for typed in TYPED]
        assert tuple(page["page"].number for page in pages) == LEADS_TO
        assert [len(page["entries"]) for page in pages] == [1, 1, 1, 2, 2, 2, 2, 2, 2]


def test_a_record_without_any_change_has_one_empty_page(client: Client) -> None:
    client.force_login(make_staff())

    page = client.get("/verwaltung/verlauf/", {"wer": "999999999", "seite": "9999"})

    assert (page.context["page"].number, page.context["entries"]) == (1, [])
