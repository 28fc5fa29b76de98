"""Lists as a plan of the district: the same filters, what stands where, and the same in words."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actors.models import Location, PlaceVisibility
from eving.core.models import DistrictPart, Street
from eving.core.plan import counting
from eving.runtime.plan import faults
from tests.actors.entries import make_actor
from tests.factories import make_idea
from tests.pages import text_of, window_title
from tests.projects.projects.rows import make_project
from tests.vacancies.make import make_listing, make_unit

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r'<a class="plan__place" href="([^"]+)" aria-label="([^"]+)">')


def street(slug: str = "bergstrasse") -> Street:
    return Street.objects.get(slug=slug)


def make_actor_in(place: Street, **fields: Any) -> None:
    values = {"visibility": PlaceVisibility.EXACT, "part": place.part, "house_number": "7", **fields}
    Location.objects.create(actor=make_actor(), street=place, **values)


MAKERS: dict[str, Callable[[Street], Any]] = {
    "/ideen/": lambda place: make_idea(street=place),
    "/projekte/": lambda place: make_project(street=place),
    "/ladenlokale/": lambda place: make_listing(unit=make_unit(street=place)),
    "/akteure/": make_actor_in,
}


def numbers(client: Client, path: str) -> dict[str, str]:
    """Addresses by what the numbers on the plan say."""
    page = client.get(path).content.decode()
    return {unescape(label): unescape(url) for url, label in NUMBER.findall(page)}


def name_of(label: str) -> str:
    """Of “Evinger Straße 3 ideas” the street, of “Eving · 14 actors” the part."""
    return label.rsplit(maxsplit=2)[0].removesuffix(" ·")


@pytest.mark.parametrize("path", MAKERS)
def test_a_number_counts_what_its_street_has_and_leads_to_just_that(client: Client, path: str) -> None:
    for slug in ("bergstrasse", "bergstrasse", "evinger-strasse"):
        MAKERS[path](street(slug))

    found = {name_of(label): (label, url) for label, url in numbers(client, f"{path}plan/").items()}

    for name, number in (("Bergstraße", 2), ("Evinger Straße", 1)):
        label, url = found[name]
        page = client.get(url)
        assert label.split()[-2] == str(number)
        assert (page.resolver_match.url_name.endswith("-list"), len(page.context["cards"])) == (True, number)


@pytest.mark.parametrize("path", MAKERS)
def test_list_and_plan_lead_to_each_other_with_what_is_asked(client: Client, path: str) -> None:
    MAKERS[path](street())

    pages = [client.get(f"{each}?q=a&seite=1") for each in (path, f"{path}plan/")]

    views = [[(view["url"], view["active"]) for view in page.context["views"]] for page in pages]
    assert views == [
        [(f"{path}?q=a", True), (f"{path}plan/?q=a", False)],
        [(f"{path}?q=a", False), (f"{path}plan/?q=a", True)],
    ]
    assert [page.content.decode().count('aria-current="page">') > 0 for page in pages] == [True, True]
    assert window_title(pages[1]).count("Plan") == 1


@pytest.mark.parametrize("path", MAKERS)
def test_the_plan_needs_the_same_few_queries_for_one_row_and_for_three(client: Client, path: str) -> None:
    counts = []
    for more in (1, 2):
        for _number in range(more):
            MAKERS[path](street())
        client.get(f"{path}plan/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{path}plan/").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 6


def test_the_plan_shows_what_its_filters_leave_and_keeps_them(client: Client) -> None:
    make_idea(title="Eine Bank", street=street())
    make_idea(title="Ein Brunnen", street=street("amtsstrasse"))
    make_idea(title="Brunnen überall")

    page = client.get("/ideen/plan/?q=Brunnen")

    assert numbers(client, "/ideen/plan/?q=Brunnen") == {"Amtsstraße 1 Idee": "/ideen/?q=Brunnen&strasse=amtsstrasse"}
    assert page.context["count_text"] == "2 Ideen"
    assert "Ohne Straße: 1 Idee" in text_of(page)
    assert [chip["url"] for chip in page.context["chips"]] == ["/ideen/plan/"]


def test_a_plan_without_anything_says_so_like_its_list(client: Client) -> None:
    make_idea(street=street())

    page = client.get("/ideen/plan/?q=xyzzy")

    assert '<svg class="plan' not in page.content.decode()
    assert str(page.context["empty"]["actions"][0]["label"]) == "Im ganzen Portal suchen"


def test_all_numbers_of_the_plan_stand_in_its_table_too(client: Client) -> None:
    for slug in ("bergstrasse", "bergstrasse", "amtsstrasse"):
        make_idea(street=street(slug))

    page = client.get("/ideen/plan/").content.decode()

    table = page.partition("<table")[2].partition("</table>")[0]
    rows = re.findall(r'<a href="([^"]+)">([^<]+)</a>.*?<td class="plan__count">(\d+)</td>', table, re.DOTALL)
    drawn = {(name_of(unescape(label)), unescape(label).split()[-2], url) for url, label in NUMBER.findall(page)}
    assert {(name, number, url) for url, name, number in rows} == drawn
    assert len(drawn) == 2


def test_a_street_that_the_plan_does_not_have_is_named_under_it(client: Client) -> None:
    new = Street.objects.create(name="Neue Gasse", name_sort="neue gasse", slug="neue-gasse")
    make_idea(street=new)

    page = client.get("/ideen/plan/")

    assert numbers(client, "/ideen/plan/") == {}
    assert "Nicht auf dem Plan: Neue Gasse" in text_of(page)
    assert 'href="/ideen/?strasse=neue-gasse"' in page.content.decode()


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        (PlaceVisibility.EXACT, {"Lindenhorst", "Bergstraße"}),
        (PlaceVisibility.DISTRICT, {"Lindenhorst"}),
        (PlaceVisibility.HIDDEN, set()),
    ],
)
def test_an_actor_is_counted_only_by_what_is_public_about_its_place(
    client: Client, visibility: str, expected: set[str]
) -> None:
    make_actor_in(street(), visibility=visibility)

    found = numbers(client, "/akteure/plan/")

    assert {name_of(label) for label in found} == expected
    assert client.get("/akteure/plan/").context["count_text"] == "1 Akteur"
    assert all(len(client.get(url).context["cards"]) == 1 for url in found.values())


def test_an_actor_with_two_places_is_one_actor_in_each(client: Client) -> None:
    actor, part = make_actor(), DistrictPart.objects.get(name="Lindenhorst")
    for place, is_primary in ((street(), True), (street("winterkampweg"), False)):
        Location.objects.create(
            actor=actor, street=place, part=part, visibility=PlaceVisibility.EXACT, is_primary=is_primary
        )

    assert set(numbers(client, "/akteure/plan/")) == {
        "Lindenhorst · 1 Akteur", "Bergstraße 1 Akteur", "Winterkampweg 1 Akteur",
    }  # fmt: skip


def test_no_more_rows_are_counted_than_anybody_needs(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST", 2)
    for _number in range(4):
        make_idea(street=street())

    page = client.get("/ideen/plan/")

    assert page.context["count_text"] == "Mehr als 2 Ideen"


def test_a_district_without_a_plan_has_no_such_page_and_no_tabs(client: Client, settings: Any) -> None:
    make_idea(street=street())
    assert 'class="tabs"' in client.get("/ideen/").content.decode()

    settings.DISTRICT = replace(live.DISTRICT, plan=None)

    assert client.get("/ideen/plan/").status_code == 404
    assert 'class="tabs"' not in client.get("/ideen/").content.decode()


# ---------------------------------------------------------------- the file
def test_the_first_district_draws_all_its_parts_and_streets() -> None:
    plan = live.DISTRICT.plan

    assert plan
    assert {area.part for area in plan.areas} == set(live.DISTRICT.parts)
    assert {line.street for line in plan.lines} == {one.name for one in live.DISTRICT.streets}


def test_numbers_of_the_first_district_stand_in_the_part_that_counts_them() -> None:
    plan = live.DISTRICT.plan
    parts = {one.name: one.part for one in live.DISTRICT.streets}

    assert plan
    placed = {
        line.street: {area.part for area in plan.areas if is_inside(line.number_at, area.corners)}
        for line in plan.lines
    }

    # Evinger Straße runs along the border of two parts.
    assert placed == {street: {part} for street, part in parts.items()} | {"Evinger Straße": set()}


def test_inside_of_an_area_is_what_its_points_surround() -> None:
    corner = [(0, 0), (10, 0), (10, 4), (4, 4), (4, 10), (0, 10)]

    assert [is_inside(point, corner) for point in ((2, 8), (8, 2), (8, 8), (-1, 5))] == [True, True, False, False]


def is_inside(point: Any, corners: Any) -> bool:
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            inside = not inside
    return inside


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "the plan says its “size” as [width, height]."),
        ("size = [10, 10]\nlines = 3", "each of “lines” begins with [[plan.lines]] in a line of its own."),
        (
            'size = [10, 10]\n[[lines]]\nstreet = "Weg"\nat = [1, 1]',
            "[[plan.lines]] names a “street” that the file has: Weg.",
        ),
        (
            'size = [10, 10]\n[[stops]]\nname = "Markt"\nat = [11, 1]',
            "“points”, “at” and “name_at” of Markt are pairs of numbers inside of the plan.",
        ),
        ('size = [10, 10]\n[[stops]]\nname = "Markt"\nat = [1, 1]\nside = "left"', "“side” of Markt is one of start"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said(content: str, sentence: str) -> None:
    found = list(faults(tomllib.loads(content), {"Dorf"}, {"Gasse"}))

    assert [one for one in found if one.startswith(sentence)] == found != []


def test_a_plan_that_is_right_has_no_faults() -> None:
    content = tomllib.loads(Path(live.BASE_DIR, "eving/districts/eving.toml").read_text())

    streets = {one.name for one in live.DISTRICT.streets}
    assert list(faults(content["plan"], set(live.DISTRICT.parts), streets)) == []
