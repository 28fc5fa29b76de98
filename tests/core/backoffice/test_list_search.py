"""The search of the lists in the back office: numbers, streets, persons, and words as the public search reads them."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from actors.models import ContactPoint
from eving.core.models import Street
from projects.models import Idea
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import text_of
from tests.vacancies.make import make_enquiry, make_listing, make_unit
from vacancies.models import OccupancyPeriod, OwnerTalk, PropertyContact, UseClass

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def found(client: Client, register: str, text: str, **parameters: str) -> list[Any]:
    page = client.get(f"/verwaltung/{register}/", {"q": text, **parameters})
    return list(page.context["cl"].result_list)


def numbered(row: Any, number: str) -> Any:
    type(row).objects.filter(pk=row.pk).update(number=number)
    row.number = number
    return row


def member(role: str) -> Client:
    user = make_staff(is_superuser=False)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


# ---------------------------------------------------------------- numbers
@pytest.mark.parametrize("typed", ["EV-1", "ev 1", "ev1", "EV–1", " ev-1 "])
def test_a_unit_is_found_by_its_number_and_no_other_one(staff: Client, typed: str) -> None:
    unit, _other = numbered(make_unit(house_number="10"), "EV-1"), numbered(make_unit(house_number="1"), "EV-10")

    assert found(staff, "vacancies/shopunit", typed) == [unit]


@pytest.mark.parametrize("typed", ["I-2031-2", "i 2031 2", "I–2031–2", "Idee I-2031-2"])
def test_an_idea_is_found_by_its_number_before_it_is_public(staff: Client, typed: str) -> None:
    idea = numbered(make_idea(state="submitted"), "I-2031-2")
    numbered(make_idea(text="Wie in I-2031-2 steht."), "I-2031-27")

    assert found(staff, "projects/idea", typed) == [idea]


def test_a_number_without_its_year_finds_that_of_each_year(staff: Client) -> None:
    ideas = {numbered(make_idea(), "I-2031-3"), numbered(make_idea(), "I-2032-3")}
    numbered(make_idea(), "I-2032-33")

    assert set(found(staff, "projects/idea", "I-3")) == ideas
    assert {idea.number for idea in found(staff, "projects/idea", "I-2032")} == {"I-2032-3", "I-2032-33"}


def test_what_belongs_to_a_thing_is_found_by_the_number_of_that(staff: Client) -> None:
    enquiry, _other = make_enquiry(), make_enquiry()
    listing = numbered(enquiry.listing, "L-9")
    unit = numbered(listing.unit, "EV-9")
    talk = OwnerTalk.objects.create(unit=unit, on=date(2026, 11, 2), result="Ruft zurück.")

    assert found(staff, "vacancies/enquiry", "l 9") == found(staff, "vacancies/enquiry", "EV-9") == [enquiry]
    assert found(staff, "vacancies/listing", "EV-9") == [listing]
    assert found(staff, "vacancies/ownertalk", "ev 9") == [talk]


def test_a_number_that_nothing_has_finds_nothing(staff: Client) -> None:
    numbered(make_unit(house_number="77"), "EV-7")
    numbered(make_listing(title="Laden 77"), "L-7")

    assert found(staff, "vacancies/shopunit", "EV-77") == []
    assert found(staff, "vacancies/listing", "L-77") == []


# ---------------------------------------------------------------- units
@pytest.mark.parametrize("typed", ["bergstr. 85", "Bergstraße 85", "BERGSTRASSE 85", "85 bergstr"])
def test_a_unit_is_found_by_its_street_in_any_spelling_and_its_house(staff: Client, typed: str) -> None:
    unit = make_unit(house_number="85")
    make_unit(house_number="185"), make_unit(house_number="8")
    other = Street.objects.exclude(slug="bergstrasse").first()
    make_unit(street=other, house_number="85", position=850)

    assert found(staff, "vacancies/shopunit", typed) == [unit]


def test_a_street_of_two_words_is_found_written_as_one(staff: Client) -> None:
    street = Street.objects.create(name="Alte Hütte Straße", slug="alte-huette")
    unit = make_unit(street=street)
    make_unit()

    assert found(staff, "vacancies/shopunit", "altehuettestr.") == [unit]


def test_a_unit_is_found_by_who_is_in_it_today(staff: Client) -> None:
    unit, past = make_unit(house_number="3"), make_unit(house_number="5")
    today, use = timezone.localdate(), UseClass.objects.first()
    for place, period in ((unit, DateRange(today, None)), (past, DateRange(date(2020, 1, 1), today))):
        OccupancyPeriod.objects.create(
            unit=place, status="occupied", use_class=use, tenant_name="Kiosk Zur Kaue", period=period
        )

    assert found(staff, "vacancies/shopunit", "kiosk kaue") == [unit]
    assert found(staff, "vacancies/shopunit", "kaue bergstr. 3") == [unit]


def test_only_who_may_see_owners_finds_a_unit_by_the_name_of_one() -> None:
    unit = make_unit(property_contact=PropertyContact.objects.create(name="Gisela Ungenannt"))

    assert found(member("Lesen"), "vacancies/shopunit", "ungenannt") == []
    assert found(member("Moderation"), "vacancies/shopunit", "ungenannt") == [unit]


# ---------------------------------------------------------------- words and persons
def test_words_find_what_the_public_search_finds(staff: Client) -> None:
    idea = make_idea(title="Ein Platz für Lastenräder", state="submitted")
    make_idea(title="Ein Zebrastreifen")
    bakery = make_actor(name="Bäckerei Mustermehl")
    make_actor()

    assert found(staff, "projects/idea", "lastenrad") == [idea]
    assert found(staff, "actors/actor", "baeckerei") == [bakery]


def test_the_best_hit_stands_first_until_a_column_is_chosen(staff: Client) -> None:
    mentioned = make_idea(title="Mehr Grün", text="Am liebsten mit einem Brunnen.")
    named = make_idea(title="Brunnen")
    Idea.objects.filter(pk=mentioned.pk).update(created_at=timezone.now() + timezone.timedelta(days=1))

    assert found(staff, "projects/idea", "brunnen") == [named, mentioned]
    assert found(staff, "projects/idea", "brunnen", o="-1") == [mentioned, named]


def test_a_name_is_found_with_umlauts_or_without(staff: Client) -> None:
    owners = [PropertyContact.objects.create(name=name) for name in ("Rüdiger Niemand", "Ruediger Keiner")]

    assert found(staff, "vacancies/propertycontact", "ruediger niemand") == owners[:1]
    assert set(found(staff, "vacancies/propertycontact", "Rüdiger")) == set(owners)


def test_a_telephone_number_is_found_however_it_is_written(staff: Client) -> None:
    owner = PropertyContact.objects.create(name="Otto Owner", phone="0231 / 12 34 56")
    PropertyContact.objects.create(name="Olga Owner", phone="0231 / 12 34 57")

    assert found(staff, "vacancies/propertycontact", "0231 123456") == [owner]
    assert found(staff, "vacancies/propertycontact", "(0231) 12-34-56") == [owner]


def test_texts_and_persons_are_found_alone_and_together(staff: Client) -> None:
    idea = make_idea(title="Ein Bücherschrank", name="Sonja Suchname", email="sonja@example.org")
    make_idea(title="Ein Bücherschrank", name="Erika Beispiel")
    make_idea(title="Eine Laterne", name="Sonja Andersen")

    assert found(staff, "projects/idea", "sonja@example.org") == [idea]
    assert found(staff, "projects/idea", "suchname bücherschrank") == [idea]
    assert len(found(staff, "projects/idea", "sonja")) == 2


def test_an_actor_is_found_by_a_contact_that_only_the_office_sees() -> None:
    actor = make_actor()
    make_actor()
    ContactPoint.objects.create(actor=actor, person_name="Irma Intern", email="irma@example.org")

    assert found(member("Redaktion"), "actors/actor", "irma@example.org") == [actor]
    assert found(member("Lesen"), "actors/actor", "irma@example.org") == []


def test_a_list_says_when_its_hits_lack_words_or_were_corrected(staff: Client) -> None:
    make_idea(title="Ein Spielplatz", text="Für alle.")

    some = staff.get("/verwaltung/projects/idea/", {"q": "spielplatz xylophon"})
    corrected = staff.get("/verwaltung/projects/idea/", {"q": "spilplatz"})
    exact = staff.get("/verwaltung/projects/idea/", {"q": "spielplatz"})

    assert [page.context["cl"].result_count for page in (some, corrected, exact)] == [1, 1, 1]
    assert "Kein Eintrag enthält alle Ihre Wörter" in text_of(some)
    assert "Zu „spilplatz“ gibt es nichts. Hier sind die Treffer für „spielplatz“." in text_of(corrected)
    assert "search__note" not in exact.content.decode()


@pytest.mark.parametrize("typed", ["!!", '""', "&%_", "x' OR '1", "85[", "(99999", "\\", "–"])
@pytest.mark.parametrize(
    "register", ["projects/idea", "vacancies/shopunit", "vacancies/propertycontact", "vacancies/enquiry"]
)
def test_signs_find_nothing_and_break_nothing(staff: Client, register: str, typed: str) -> None:
    make_idea(), make_enquiry()

    assert found(staff, register, typed) == []


# ---------------------------------------------------------------- cost
def queries(client: Client, register: str, text: str, assert_max: Any) -> int:
    found(client, register, text)  # the first search reads what the process then keeps
    with assert_max(60) as asked:
        assert found(client, register, text)
    return len(asked)


@pytest.mark.parametrize("text", ["I-2031", "bank", "erika", "erika bank", "xylophon bank"])
def test_a_search_costs_the_same_with_three_and_with_six(
    staff: Client, text: str, django_assert_max_num_queries: Any
) -> None:
    # With fewer than three hits the search looks for wider ones, which is one question more.
    for number in range(1, 4):
        numbered(make_idea(title="Bank"), f"I-2031-{number}")
    three = queries(staff, "projects/idea", text, django_assert_max_num_queries)
    for number in range(4, 7):
        numbered(make_idea(title="Bank"), f"I-2031-{number}")

    assert queries(staff, "projects/idea", text, django_assert_max_num_queries) == three
