"""The one search of the back office: what it leads to, what it shows to whom, and what it costs."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from eving.core.models import FruitlessSearch
from eving.portal.services import site_pages
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import text_of
from tests.vacancies.make import make_enquiry, make_listing, make_profile, make_unit

pytestmark = pytest.mark.django_db
SEARCH = "/verwaltung/suche/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def member(role: str) -> Client:
    user = make_staff(is_superuser=False)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def groups(client: Client, text: str) -> dict[str, list[str]]:
    answer = client.get(SEARCH, {"q": text}).context["answer"]
    return {group.code: [row.title for row in group.rows] for group in answer.groups}


def page_of(obj: Any) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


# ---------------------------------------------------------------- numbers
def test_a_number_leads_to_the_page_of_its_case(staff: Client) -> None:
    unit, idea, actor = make_unit(), make_idea(state="submitted"), make_actor()
    listing = make_listing(unit=unit, state="draft")

    for case in (unit, idea, actor, listing):
        for typed in (case.number, case.number.lower().replace("-", " "), f" {case.number} "):
            answer = staff.get(SEARCH, {"q": typed})
            assert (answer.status_code, answer.get("Location")) == (302, page_of(case)), typed


def test_a_number_that_nothing_has_says_so(staff: Client) -> None:
    make_unit()

    page = staff.get(SEARCH, {"q": "EV-9999"})

    assert page.status_code == 200
    assert "Es gibt keinen Eintrag mit der Nummer EV-9999" in text_of(page)


def test_a_number_leads_nobody_to_what_they_may_not_see() -> None:
    profile, listing = make_profile(), make_listing()
    reader, moderator = member("Lesen"), member("Moderation")

    assert moderator.get(SEARCH, {"q": profile.number})["Location"] == page_of(profile)
    assert reader.get(SEARCH, {"q": listing.number})["Location"] == page_of(listing)
    assert "oder Ihre Rolle zeigt ihn nicht" in text_of(reader.get(SEARCH, {"q": profile.number}))


def test_a_number_among_words_that_may_mean_something_else_only_searches(staff: Client) -> None:
    actor = make_actor(name="Lärmschutz A 45")
    make_actor()

    assert groups(staff, "Lärm A 45")["actor"] == [actor.name]


# ---------------------------------------------------------------- words
def test_the_first_three_of_each_list_are_shown_with_their_state_and_the_way_to_all(staff: Client) -> None:
    for _number in range(4):
        make_idea(title="Eine Sonnenuhr", state="submitted")
    listing = make_listing(title="Laden an der Sonnenuhr", state="draft")

    page = staff.get(SEARCH, {"q": "sonnenuhr"})

    ideas, listings, *_others = page.context["answer"].groups
    assert (ideas.code, ideas.count, len(ideas.rows)) == ("idea", 4, 3)
    assert (listings.code, [row.title for row in listings.rows]) == ("listing", [str(listing)])
    labels = [group.rows[0].badge["label"] for group in (ideas, listings)]
    assert labels == ["eingereicht", "Entwurf"] and all(label in text_of(page) for label in labels)
    assert staff.get(ideas.list_url).context["cl"].result_count == 4


def test_a_unit_is_found_by_its_address_and_stands_first(staff: Client) -> None:
    unit = make_unit(house_number="85")
    make_idea(title="Bergstraße 85", text="Vor der Bergstraße 85 ist es dunkel.")

    found = groups(staff, "bergstr. 85")

    assert next(iter(found.items())) == ("shopunit", [str(unit)])


def test_sections_of_the_handbook_are_found_with_a_passage(staff: Client) -> None:
    site_pages.sync()

    page = staff.get(SEARCH, {"q": "telefon verloren"})

    [section, *_others] = page.context["answer"].groups[0].rows
    assert section.url.startswith("/verwaltung/handbuch/zugang/#")
    assert "<mark>" in section.excerpt


def test_a_slip_is_corrected_and_words_too_many_are_left_out(staff: Client) -> None:
    idea = make_idea(title="Ein Spielplatz")

    corrected, partial = (staff.get(SEARCH, {"q": text}) for text in ("spilplatz", "spielplatz xylophon"))

    assert [page.context["answer"].groups[0].rows[0].title for page in (corrected, partial)] == [str(idea)] * 2
    assert "Hier sind die Treffer für <strong>spielplatz</strong>" in corrected.content.decode()
    assert "Kein Eintrag enthält alle Ihre Wörter" in text_of(partial)


# ---------------------------------------------------------------- persons
@pytest.mark.parametrize(("role", "sees"), [("Lesen", False), ("Redaktion", False), ("Moderation", True)])
def test_persons_are_found_only_by_who_may_see_them(role: str, sees: bool) -> None:
    make_idea(name="Sonja Suchname", email="sonja@example.org")
    make_enquiry()
    client = member(role)

    assert bool(groups(client, "suchname")) == bool(groups(client, "sonja@example.org")) == sees
    assert ("enquiry" in groups(client, "Ines")) == sees


def test_what_the_office_searches_is_not_counted(staff: Client) -> None:
    staff.get(SEARCH, {"q": "xylophon"})

    assert FruitlessSearch.objects.count() == 0


# ---------------------------------------------------------------- the page
def test_an_empty_search_says_what_can_be_found(staff: Client) -> None:
    page = staff.get(SEARCH)

    assert page.context["answer"] is None
    assert {"Ideen", "Ladeneinheiten", "Akteure", "Anfragen"} <= {row["label"] for row in page.context["lists"]}
    assert "Ladeneinheiten" in text_of(page)


def test_a_search_that_finds_nothing_leads_on(staff: Client) -> None:
    page = staff.get(SEARCH, {"q": "xylophon"})

    assert [action["url"] for action in page.context["next_actions"]] == [
        "/suche/?q=xylophon", "/verwaltung/handbuch/"
    ]  # fmt: skip
    assert "Keine Treffer für „xylophon“" in text_of(page)


def test_the_field_stands_on_every_page_of_the_back_office_for_who_is_in(staff: Client) -> None:
    field = '<form class="site-search" action="/verwaltung/suche/" method="get">'

    for address in ("/verwaltung/", "/verwaltung/projects/idea/", "/verwaltung/konto/", SEARCH):
        assert field in staff.get(address, follow=True).content.decode(), address
    assert field not in Client().get("/verwaltung/login/").content.decode()


def test_what_was_typed_is_shown_as_text(staff: Client) -> None:
    page = staff.get(SEARCH, {"q": "<b>fett</b>"})

    assert "<b>fett" not in page.content.decode() and "&lt;b&gt;fett" in page.content.decode()


def test_a_search_costs_the_same_with_one_hit_of_each_list_and_with_three(
    staff: Client, django_assert_max_num_queries: Any
) -> None:
    def fill() -> None:
        make_idea(title="Sonnenuhr"), make_actor(name="Sonnenuhr"), make_enquiry(text="Sonnenuhr")
        make_listing(title="Sonnenuhr", state="draft")

    fill()
    staff.get(SEARCH, {"q": "sonnenuhr"})
    with django_assert_max_num_queries(35) as one:
        staff.get(SEARCH, {"q": "sonnenuhr"})
    fill(), fill()

    with django_assert_max_num_queries(35) as three:
        page = staff.get(SEARCH, {"q": "sonnenuhr"})

    assert [len(group.rows) for group in page.context["answer"].groups] == [3, 3, 3, 3]
    assert len(three) == len(one)
