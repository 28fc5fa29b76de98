"""Unknown facts never count as fitting: in the list, in mails of searches, in the back office."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eving.core.models import Street
from eving.core.search import engine
from tests.databases import World
from tests.factories import make_staff
from tests.pages import links_in, text_of
from tests.vacancies.make import make_listing, make_profile, make_unit, use
from vacancies.matching.comparison import compare, ranked
from vacancies.matching.premises import premises_of
from vacancies.matching.requirements import PremisesRequirements
from vacancies.models import Alert, Listing
from vacancies.views.listings import ListingList

pytestmark = [pytest.mark.django_db, pytest.mark.server]


def make_three() -> None:
    """A shop with all facts that fits, one that does not fit, one of which nothing is known."""
    known = {"total_area_m2": Decimal("80"), "entrance_steps": 0, "gastronomy": "yes"}
    wrong = {"total_area_m2": Decimal("10"), "entrance_steps": 3, "gastronomy": "no"}
    make_listing(title="Laden Passt", unit=make_unit(**known), wanted_uses=[use("kultur")])
    make_listing(
        title="Laden Falsch",
        unit=make_unit(**wrong, street=Street.objects.get(slug="evinger-strasse")),
        net_cold_rent_month=Decimal("3000"),
        excluded_uses=[use("kultur")],
        available_from=date(2028, 1, 1),
    )
    make_listing(
        title="Laden Offen", unit=make_unit(total_area_m2=None), net_cold_rent_month=None, rent_on_request=True
    )


THREE = World(make_three)


@pytest.fixture
def three(db: None) -> None:
    THREE.put()


def groups(client: Client, query: str) -> dict[str, list[str]]:
    """The titles on a page by the heading above them."""
    page_groups = client.get(f"/ladenlokale/?{query}").context["groups"]
    return {group.get("title", ""): [card["title"] for card in group["cards"]] for group in page_groups}


@pytest.mark.parametrize(
    ("query", "fact"),
    [
        ("flaeche_ab=50", "Fläche"),
        ("flaeche_ab=50&flaeche_bis=100", "Fläche"),
        ("miete_bis=700", "Miete"),
        ("miete_m2_bis=9", "Miete je m²"),
        ("nutzung=kultur", "ob Ihre Nutzung erwünscht ist"),
        ("zugang=stufenlos", "Stufen am Eingang"),
        ("zugang=eine-stufe", "Stufen am Eingang"),
        ("gastronomie=ja", "Gastronomie"),
        ("zugang=stufenlos&gastronomie=ja", "Stufen am Eingang und Gastronomie"),
        ("zugang=stufenlos&flaeche_bis=100&miete_bis=700", "Fläche, Miete und Stufen am Eingang"),
    ],
)
@pytest.mark.parametrize("sort", ["neu", "miete", "flaeche", "frei"])
def test_what_nobody_knows_stands_apart_and_says_what_is_missing(
    client: Client, three: None, query: str, fact: str, sort: str
) -> None:
    response = client.get(f"/ladenlokale/?{query}&sortierung={sort}")

    fits, lacks = response.context["groups"]
    assert (fits["title"], [card["title"] for card in fits["cards"]]) == ("Passt", ["Laden Passt"])
    assert (lacks["title"], [card["title"] for card in lacks["cards"]]) == ("Angabe fehlt", ["Laden Offen"])
    assert lacks["cards"][0]["note"] == f"Angabe fehlt: {fact}"
    assert not any(card["note"] for card in fits["cards"])
    source, page = response.content.decode(), text_of(response)
    places = [source.index(snippet) for snippet in ('id="group-fits"', "Laden Passt", 'id="group-open"', "Laden Offen")]
    assert places == sorted(places) and "Laden Falsch" not in source
    assert "Was sicher passt, steht zuerst." in page and "2 Ladenlokale" in page


def test_filters_whose_fact_is_always_known_make_no_groups(client: Client, three: None) -> None:
    for query in ("", "art=miete", "strasse=bergstrasse", "frei_bis=2027-01-01", "zugang=stufenlos&ohne_angabe=nein"):
        [group] = client.get(f"/ladenlokale/?{query}").context["groups"]

        assert "title" not in group and not any(card["note"] for card in group["cards"]), query


def test_a_list_in_which_nothing_is_certain_says_so(client: Client, three: None) -> None:
    query = "zugang=stufenlos&miete_bis=10"

    assert groups(client, query) == {"Angabe fehlt": ["Laden Offen"]}
    page = text_of(client.get(f"/ladenlokale/?{query}"))
    assert "Von keinem Ladenlokal wissen wir sicher, dass es passt." in page
    assert "1 Ladenlokal" in page


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that counts up to two shops and shows one on each page."""
    monkeypatch.setattr(ListingList, "count_up_to", 2)
    monkeypatch.setattr(ListingList, "paginate_by", 1)


def test_pages_go_through_what_fits_and_then_through_what_may(client: Client, three: None, short: None) -> None:
    assert groups(client, "zugang=stufenlos") == {"Passt": ["Laden Passt"]}
    assert groups(client, "zugang=stufenlos&seite=2") == {"Angabe fehlt": ["Laden Offen"]}
    assert groups(client, "zugang=stufenlos&seite=9999") == {"Angabe fehlt": ["Laden Offen"]}

    make_listing(title="Laden Zwei", unit=make_unit(entrance_steps=0))
    make_listing(title="Laden Drei", unit=make_unit(entrance_steps=0))

    first = client.get("/ladenlokale/?zugang=stufenlos")
    assert "Mehr als 2" in text_of(first)
    assert groups(client, "zugang=stufenlos&seite=2") == {"Passt": ["Laden Zwei"]}


def test_a_search_keeps_the_groups(client: Client, three: None) -> None:
    make_listing(title="Werkstatt", unit=make_unit(entrance_steps=0))
    Listing.objects.filter(title__startswith="Laden").update(description="Mit Hinterzimmer.")
    engine.index_many(Listing.objects.all())

    assert groups(client, "q=Hinterzimmer&zugang=stufenlos") == {
        "Passt": ["Laden Passt"],
        "Angabe fehlt": ["Laden Offen"],
    }


@pytest.mark.parametrize("query", ["zugang=stufenlos", "q=Laden&zugang=stufenlos&gastronomie=ja", "nutzung=kultur"])
def test_groups_cost_the_same_queries_for_one_row_and_for_three(
    client: Client, django_assert_max_num_queries: Callable[..., Any], query: str
) -> None:
    def count() -> int:
        with django_assert_max_num_queries(1000) as captured:
            assert client.get(f"/ladenlokale/?{query}").status_code == 200
        return len(captured)

    make_listing(unit=make_unit(entrance_steps=0, gastronomy="yes"), wanted_uses=[use("kultur")])
    count()
    one = count()
    for steps in (0, None, None):
        make_listing(unit=make_unit(entrance_steps=steps, gastronomy="yes"))

    assert one == count() <= (8 if "q=" in query else 6)


# ---------------------------------------------------------------- searches
def known_and_unknown() -> tuple[Listing, Listing]:
    return (
        make_listing(title="Bekannter Laden", unit=make_unit(entrance_steps=0)),
        make_listing(title="Unbekannter Laden", unit=make_unit(entrance_steps=None)),
    )


def test_what_fits_for_certain_comes_before_what_scores_better() -> None:
    """The second shop fits in all criteria with the highest weights, but its steps were never counted."""
    certain, unknown = known_and_unknown()
    need = PremisesRequirements(steps_max=0, area_min_m2=Decimal(60))

    ranking = ranked((row, compare(need, premises_of(row))) for row in (unknown, certain))

    assert [(row, fit.is_certain) for row, fit in ranking] == [(certain, True), (unknown, False)]


def test_an_alert_tells_apart_what_fits_and_what_may(sent: Callable[[], list]) -> None:
    known_and_unknown()

    make_profile(steps_max=0)

    alert = sent()[-1]
    assert alert.subject == "Ein Laden in Eving passt zu Ihrer Suche"
    certain, _cut, possible = alert.body.partition("Und das passt vielleicht. Eine Angabe fehlt noch, fragen Sie uns:")
    assert "Bekannter Laden" in certain and "Unbekannter Laden" not in certain
    assert "Unbekannter Laden" in possible and "unbekannt: Zugang" in possible


def test_an_alert_without_a_certain_hit_promises_none(sent: Callable[[], list]) -> None:
    make_listing(unit=make_unit(entrance_steps=None))
    make_listing(unit=make_unit(entrance_steps=None))

    make_profile(steps_max=0)

    alert = sent()[-1]
    assert alert.subject == "2 Läden in Eving passen vielleicht zu Ihrer Suche"
    assert "passt vielleicht zu Ihrer Suche" in alert.body


def test_the_page_of_a_search_and_the_office_tell_the_same(client: Client, sent: Callable[[], list]) -> None:
    known_and_unknown()
    profile = make_profile(steps_max=0, alert=Alert.NEVER)

    [path] = {path for mail in sent() for path in links_in(mail.body) if "/gesuche/verwalten/" in path}
    page = client.get(path)
    assert [row["card"]["title"] for row in page.context["certain_hits"]] == ["Bekannter Laden"]
    assert [row["card"]["title"] for row in page.context["possible_hits"]] == ["Unbekannter Laden"]
    assert text_of(page).index("Bekannter Laden") < text_of(page).index("Passt vielleicht: eine Angabe fehlt")

    client.force_login(make_staff())
    case = text_of(client.get(reverse("admin:vacancies_searchprofile_change", args=[profile.pk])))
    hits = text_of(client.get(reverse("admin:vacancies_searchprofile_hits", args=[profile.pk])))
    assert "1 passen, 1 vielleicht" in case
    assert hits.count("passt vielleicht: eine Angabe fehlt") == 1
