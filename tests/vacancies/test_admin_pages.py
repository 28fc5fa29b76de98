"""Back office of the inventory: every page opens and saves."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eving.core.models import Street
from eving.core.workflow import lifecycle
from tests.factories import make_staff
from tests.pages import fill_in, text_of
from tests.photo_files import jpeg, upload
from tests.vacancies.make import make_enquiry, make_listing, make_photo, make_unit, use
from vacancies.models import Listing, PropertyContact, ShopUnit
from vacancies.services import enquiries, offers, persons, units

pytestmark = pytest.mark.django_db
NO_ROWS = {f"{formset}-{name}": "0" for formset in ("periods", "photos") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def test_every_page_opens(staff: Client) -> None:
    listing = make_listing(state="draft")
    unit = listing.unit
    make_photo(unit)
    period = units.set_status(unit, "occupied", unit.in_inventory.lower, use_class=use("buero"))
    enquiry = make_enquiry()
    contact = PropertyContact.objects.create(name="Olga Eigentum")
    rows = {
        "listing": listing,
        "enquiry": enquiry,
        "shopunit": unit,
        "occupancyperiod": period,
        "useclass": use("buero"),
    }
    rows["propertycontact"] = contact

    for name, row in rows.items():
        for page in (
            reverse(f"admin:vacancies_{name}_changelist"),
            reverse(f"admin:vacancies_{name}_add"),
            reverse(f"admin:vacancies_{name}_change", args=[row.pk]),
        ):
            assert staff.get(page).status_code == 200, page


def unit_fields(**fields: Any) -> dict[str, Any]:
    values = {
        "street": Street.objects.get(slug="bergstrasse").pk,
        "house_number": "99",
        "postcode": "44339",
        "city": "Dortmund",
        "side": "odd",
        "position": "990",
        "floor": "0",
        "gastronomy": "unclear",
        "in_inventory_0": "2020-01-01",
        "in_inventory_1": "",
    }
    return {**values, **NO_ROWS, **fields}


def test_staff_write_down_a_unit_with_its_history_and_a_photo(staff: Client) -> None:
    periods = {
        "periods-TOTAL_FORMS": "1",
        "periods-0-status": "vacant",
        "periods-0-period_0": "2025-06-01",
        "periods-0-period_1": "",
        "periods-0-source": "survey",
    }
    pictures = {
        "photos-TOTAL_FORMS": "1",
        "photos-0-upload": upload(jpeg()),
        "photos-0-kind": "outside",
        "photos-0-alt": "Die Front",
        "photos-0-sort": "0",
        "photos-0-rights_confirmed": "on",
        "photos-0-is_shown": "on",
    }

    answer = fill_in(staff, reverse("admin:vacancies_shopunit_add"), **unit_fields(**periods, **pictures))

    assert answer.status_code == 302, text_of(answer)
    unit = ShopUnit.objects.get()
    assert (unit.number, unit.periods.get().status) == ("EV-1", "vacant")
    [photo] = unit.photos.all()
    assert (photo.alt, photo.approved_at is not None) == ("Die Front", True)
    assert all(path.exists() for path in photo.paths())


def test_a_shown_photo_needs_a_description(staff: Client) -> None:
    pictures = {
        "photos-TOTAL_FORMS": "1",
        "photos-0-upload": upload(jpeg()),
        "photos-0-kind": "outside",
        "photos-0-alt": "",
        "photos-0-sort": "0",
        "photos-0-is_shown": "on",
    }

    answer = fill_in(staff, reverse("admin:vacancies_shopunit_add"), **unit_fields(**pictures))

    assert answer.status_code == 200 and "Bitte beschreiben Sie das Foto" in text_of(answer)
    assert not ShopUnit.objects.exists()


def test_a_file_that_is_no_photo_is_refused_with_a_sentence(staff: Client) -> None:
    pictures = {
        "photos-TOTAL_FORMS": "1",
        "photos-0-upload": upload(b"no photo at all"),
        "photos-0-kind": "outside",
        "photos-0-alt": "Die Front",
        "photos-0-sort": "0",
    }

    answer = fill_in(staff, reverse("admin:vacancies_shopunit_add"), **unit_fields(**pictures))

    assert answer.status_code == 200 and "nicht als Foto lesen" in text_of(answer)


def test_the_same_address_twice_is_refused_with_a_sentence(staff: Client) -> None:
    make_unit(house_number="99")

    answer = fill_in(staff, reverse("admin:vacancies_shopunit_add"), **unit_fields())

    assert answer.status_code == 200 and ShopUnit.objects.count() == 1


def test_staff_begin_a_listing_with_a_number_and_a_history(staff: Client) -> None:
    unit = make_unit()
    values = {
        "unit": unit.pk,
        "kind": "lease",
        "title": "Neuer Laden",
        "building_kind": "non_residential",
        "energy_status": "missing",
        "commission_owed": "unknown",
        "transfer_fee_owed": "unknown",
        "show_address": "on",
    }

    answer = fill_in(staff, reverse("admin:vacancies_listing_add"), **values)

    assert answer.status_code == 302, text_of(answer)
    listing = Listing.objects.get()
    assert (listing.number, listing.state, listing.history.count()) == ("L-1", "draft", 1)
    assert "neuer" in listing.search_text


def test_a_new_house_number_is_found_in_the_search(staff: Client) -> None:
    unit = make_unit(house_number="98")
    make_listing(unit=unit, title="Ein Laden")
    values = unit_fields(house_number="144", position="1440", side="even")
    photo = unit.photos.get()
    values |= {
        "photos-TOTAL_FORMS": "1",
        "photos-INITIAL_FORMS": "1",
        "photos-0-id": photo.pk,
        "photos-0-unit": unit.pk,
        "photos-0-kind": "outside",
        "photos-0-alt": photo.alt,
        "photos-0-sort": "0",
        "photos-0-is_shown": "on",
    }

    answer = fill_in(staff, reverse("admin:vacancies_shopunit_change", args=[unit.pk]), **values)

    assert answer.status_code == 302, text_of(answer)
    assert " 144 " in Listing.objects.get().search_text
    photo.refresh_from_db()
    assert photo.approved_at is not None


def test_a_feature_that_staff_tick_is_found_by_the_list(staff: Client) -> None:
    listing = make_listing(state="draft", photo=False)
    values = unit_fields(house_number=listing.unit.house_number, has_extract_duct="true", has_water="false")

    answer = fill_in(staff, reverse("admin:vacancies_shopunit_change", args=[listing.unit.pk]), **values)

    assert answer.status_code == 302, text_of(answer)
    listing.refresh_from_db()
    assert (listing.list_features, listing.list_without) == (["abluft"], ["wasseranschluss"])


def test_the_preview_shows_a_draft_only_to_staff(client: Client, staff: Client) -> None:
    listing = make_listing(state="draft", title="Noch geheim")
    address = f"/verwaltung/vacancies/listing/{listing.pk}/vorschau/"

    assert "Noch geheim" in text_of(staff.get(address))
    assert client.get(address).status_code == 302


def test_a_transition_of_an_enquiry_by_a_colleague_is_noticed(staff: Client) -> None:
    enquiry = make_enquiry()
    transition = reverse("admin:vacancies_enquiry_transition", args=[enquiry.pk, "contact"])
    seen = enquiry.version
    lifecycle.apply(enquiry, "view", by=make_staff())

    answer = staff.post(transition, {"text": "", "version": seen})

    assert answer.status_code == 200
    enquiry.refresh_from_db()
    assert enquiry.state == "viewing"


def test_closed_enquiries_and_spam_go_after_their_time() -> None:
    lost, spam, kept = make_enquiry(), make_enquiry(), make_enquiry()
    lifecycle.apply(lost, "lose", by=make_staff(), text="Zu klein.")
    lifecycle.apply(spam, "spam", by=make_staff())
    lost.contribution.refresh_from_db()
    assert lost.contribution.purge_on is not None
    later = timezone.now() + timedelta(days=200)

    assert enquiries.purge_enquiries(timezone.now(), False) == 0
    assert enquiries.purge_enquiries(later, True) == 2
    assert enquiries.purge_enquiries(later, False) == 2
    assert enquiries.purge_enquiries(later, False) == 0

    assert list(type(kept).objects.all()) == [kept]


def test_spam_offers_go_with_unit_and_owner() -> None:
    draft = offers.OfferDraft(street=Street.objects.get(slug="bergstrasse"), house_number="5")
    person = persons.Person(name="Otto", email="otto@example.org")
    listing, _is_new = offers.offer_unit(key=uuid.uuid4(), draft=draft, person=person, privacy_version="t")
    lifecycle.apply(listing, "spam", by=make_staff())
    later = timezone.now() + timedelta(days=100)

    assert offers.purge_offers(timezone.now(), False) == 0
    offers.purge_offers(later, False)

    assert not Listing.objects.exists() and not ShopUnit.objects.exists() and not PropertyContact.objects.exists()


# ---------------------------------------------------------------- values that cannot be
def period_row(number: int, begins: str, ends: str = "") -> dict[str, str]:
    row = {"status": "vacant", "period_0": begins, "period_1": ends, "source": "survey"}
    return {f"periods-{number}-{name}": value for name, value in row.items()}


@pytest.mark.parametrize(
    ("ends", "is_saved"), [("2025-06-02", False), ("", False), ("2025-06-01", True)], ids=["late", "open", "in time"]
)
def test_two_new_periods_do_not_overlap_and_both_are_named(staff: Client, ends: str, is_saved: bool) -> None:
    rows = {"periods-TOTAL_FORMS": "2", **period_row(0, "2025-06-01"), **period_row(1, "2024-01-01", ends)}

    answer = fill_in(staff, reverse("admin:vacancies_shopunit_add"), **unit_fields(**rows))

    assert (answer.status_code, ShopUnit.objects.exists()) == (302 if is_saved else 200, is_saved)
    if not is_saved:
        assert "1. Januar 2024" in text_of(answer) and "1. Juni 2025" in text_of(answer)


def test_a_period_that_goes_leaves_its_time_to_another(staff: Client) -> None:
    rows = {"periods-TOTAL_FORMS": "2", **period_row(0, "2025-06-01"), **period_row(1, "2024-01-01")}

    answer = fill_in(
        staff, reverse("admin:vacancies_shopunit_add"), **unit_fields(**rows), **{"periods-0-DELETE": "on"}
    )

    assert answer.status_code == 302, text_of(answer)
    assert str(ShopUnit.objects.get().periods.get().period.lower) == "2024-01-01"


@pytest.mark.parametrize(
    "wrong",
    [
        {"transfer_fee": "-1"},
        {"energy_heat_kwh": "-1"},
        {"energy_power_kwh": "-1"},
        {"energy_total_kwh": "-1"},
        {"checked_on": "tomorrow"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_listing_refuses_what_cannot_be(staff: Client, wrong: dict[str, str]) -> None:
    [(name, value)] = wrong.items()
    tomorrow = timezone.localdate() + timedelta(days=1)
    given = {
        "unit": make_unit().pk,
        "kind": "lease",
        "title": "Neuer Laden",
        "building_kind": "non_residential",
        "energy_status": "missing",
        "commission_owed": "unknown",
        "transfer_fee_owed": "unknown",
        "show_address": "on",
        "checked_on": timezone.localdate().isoformat(),
        "energy_heat_kwh": "0",
    }
    path = reverse("admin:vacancies_listing_add")

    answer = fill_in(staff, path, **{**given, name: tomorrow.isoformat() if value == "tomorrow" else value})

    assert answer.status_code == 200 and list(answer.context["adminform"].form.errors) == [name]
    assert fill_in(staff, path, **given).status_code == 302
