"""Offers by form: a stranger must not change owners and units that the office knows."""

import threading
import uuid
from datetime import date, timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from eving.core.models import Contribution, Street
from eving.core.people import participants
from eving.core.workflow import lifecycle
from tests.core.people.test_idempotency import in_parallel
from tests.factories import make_staff
from tests.pages import hidden_fields, text_of
from tests.photo_files import jpeg, upload
from tests.vacancies.make import make_listing, make_photo, make_profile, make_unit, use
from vacancies.models import Listing, Match, OwnerTalk, PropertyContact, SearchProfile, ShopUnit
from vacancies.services import alerts, offers, owners, profiles
from vacancies.services.offers import OfferDraft
from vacancies.services.persons import Person

pytestmark = [pytest.mark.django_db, pytest.mark.server]
LATER = timedelta(days=4000)


def known_unit(**fields: object) -> ShopUnit:
    """A unit whose owner the office has talked to."""
    owner = PropertyContact.objects.create(name="Olga Eigen", email="olga@example.org", informed_on=date(2025, 1, 2))
    unit = make_unit(house_number="7", property_contact=owner, **fields)
    owners.note_talk(OwnerTalk(unit=unit, on=date(2026, 3, 1), result="Will bald vermieten"), by=make_staff())
    return unit


def offer(house_number: str = "7", email: str = "olga@example.org") -> Listing:
    draft = OfferDraft(street=Street.objects.get(slug="bergstrasse"), house_number=house_number)
    person = Person(name="Wer Auchimmer", email=email)
    return offers.offer_unit(key=uuid.uuid4(), draft=draft, person=person, privacy_version="t")[0]


def test_spam_about_a_known_unit_leaves_its_owner_alone() -> None:
    unit = known_unit()
    listing = offer()

    lifecycle.apply(listing, "spam", by=make_staff())

    unit.property_contact.refresh_from_db()
    assert unit.property_contact.purge_on is None
    assert offers.purge_offers(timezone.now() + LATER, False) == 1
    unit.refresh_from_db()
    assert unit.property_contact.name == "Olga Eigen" and unit.talks.count() == 1
    assert not Listing.objects.exists()


def test_spam_takes_along_the_unit_and_the_owner_that_only_it_told_us_of() -> None:
    listing = offer("99", "wer@example.org")

    lifecycle.apply(listing, "spam", by=make_staff())
    offers.purge_offers(timezone.now() + LATER, False)

    assert not ShopUnit.objects.exists() and not PropertyContact.objects.exists()


def test_a_declined_offer_about_a_known_unit_leaves_its_owner_alone() -> None:
    unit = known_unit()

    lifecycle.apply(offer(), "withdraw", by=make_staff(), text="Nicht vom Eigentümer.")

    unit.property_contact.refresh_from_db()
    assert unit.property_contact.purge_on is None


def test_a_unit_with_talks_outlives_the_offer_that_made_it_known() -> None:
    listing = offer("99", "wer@example.org")
    owners.note_talk(OwnerTalk(unit=listing.unit, on=timezone.localdate(), result="Angerufen"), by=make_staff())

    lifecycle.apply(listing, "spam", by=make_staff())
    offers.purge_offers(timezone.now() + LATER, False)

    assert ShopUnit.objects.get().talks.count() == 1


def test_an_owner_with_something_on_offer_is_not_forgotten() -> None:
    unit = known_unit()
    PropertyContact.objects.update(purge_on=timezone.localdate())
    offer()

    assert offers.purge_offers(timezone.now(), True) == offers.purge_offers(timezone.now(), False) == 0

    assert PropertyContact.objects.filter(pk=unit.property_contact_id).exists()


def test_the_owner_of_a_let_shop_is_forgotten_as_the_privacy_page_says() -> None:
    listing = make_listing(unit=known_unit())

    lifecycle.apply(listing, "let", by=make_staff(), on=timezone.localdate(), use_class=use("buero"))

    listing.unit.property_contact.refresh_from_db()
    assert listing.unit.property_contact.purge_on > timezone.localdate()


def test_only_the_photos_of_an_offer_go_with_it(client: Client) -> None:
    unit = known_unit()
    from_staff = make_photo(unit, rights_confirmed=True)
    fields = {
        "street": unit.street.pk, "house_number": "7", "role": "owner", "kind": "lease", "name": "Olga Eigen",
        "email": "olga@example.org", "consent": "on", "photo_alt": "Der Laden von außen", "photo_rights": "on",
    }  # fmt: skip
    page = client.get("/ladenlokale/anbieten/")
    answer = client.post("/ladenlokale/anbieten/", {**hidden_fields(page), **fields, "photos": upload(jpeg(80, 60))})
    assert answer.status_code == 302, text_of(answer)
    action = Contribution.objects.get(listing__unit=unit)
    [sent_along] = offers.photos_of_offer(action)

    participants.erase_contribution(action)

    assert list(unit.photos.all()) == [from_staff] and sent_along != from_staff


@pytest.mark.django_db(transaction=True)
def test_two_presses_of_the_confirmation_begin_one_search(committed, sent) -> None:
    profile = make_profile(confirmed=False)
    presses = [Contribution.objects.get(pk=profile.contribution_id) for _press in range(2)]
    lock = threading.Lock()

    def press() -> None:
        with lock:
            own = presses.pop()
        profiles.confirm_profile(own)

    in_parallel(2, press)

    assert profile.history.filter(to_state="active").count() == 1


@pytest.mark.django_db(transaction=True)
def test_not_interested_and_an_alert_at_once_both_come_through(committed) -> None:
    profile, listing = make_profile(), make_listing()
    actions = [
        lambda: profiles.dismiss(SearchProfile.objects.get(pk=profile.pk), listing.unit, listing, by=make_staff()),
        lambda: alerts.send_alerts(profile),
    ]
    lock = threading.Lock()

    def run() -> None:
        with lock:
            action = actions.pop()
        action()
        connections.close_all()

    in_parallel(2, run)

    assert Match.objects.get().dismissed_at
