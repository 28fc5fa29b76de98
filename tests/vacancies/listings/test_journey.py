"""A business finds a shop and asks for it; an owner offers a shop and sees it published."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from eving.core.models import Contribution, Street
from eving.core.people import participants
from eving.core.workflow import lifecycle
from tests.factories import make_staff
from tests.pages import fill_in, hidden_fields, text_of, with_other_steps
from tests.photo_files import jpeg, upload
from tests.vacancies.make import make_listing, make_unit, use
from vacancies.models import Enquiry, EnquiryState, Listing, ListingState, PropertyContact, ShopUnit
from vacancies.services import offers, persons, units

pytestmark = pytest.mark.django_db

ENQUIRY = {
    "text": "Ein Laden für gebrauchte Fahrräder.",
    "start_wanted": "Frühjahr 2027",
    "wants_viewing": "on",
    "wants_call": "on",
    "name": "Ines Interessiert",
    "company": "Radhaus",
    "email": "ines@example.org",
    "phone": "0231 4711",
}
OFFER = {
    "house_number": "77 A",
    "kind": "lease",
    "area_m2": "85,5",
    "vacant_since": "Sommer 2026",
    "price_idea": "700",
    "text": "Der Boden ist neu.",
    "role": "owner",
    "name": "Otto Eigentum",
    "email": "otto@example.org",
    "phone": "0231 0815",
    "consent": "on",
}


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def test_a_business_filters_opens_a_listing_and_asks_for_it(client: Client, staff: Client, sent) -> None:
    fitting = make_listing(title="Werkstatt mit Tor", unit=make_unit(entrance_steps=0))
    make_listing(title="Kiosk mit Treppe", unit=make_unit(entrance_steps=3))

    page_text = text_of(client.get("/ladenlokale/?zugang=stufenlos"))
    assert "Werkstatt mit Tor" in page_text and "Kiosk mit Treppe" not in page_text
    page = client.get(f"/ladenlokale/{fitting.number}/", follow=True)
    address = f"/ladenlokale/{fitting.number}/anfragen/"
    assert f'href="{address}"' in page.content.decode()
    answer = fill_in(client, address, **ENQUIRY, intended_use=use("einzelhandel").pk)
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200

    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.wants_call, enquiry.company) == (EnquiryState.NEW, True, "Radhaus")
    office, receipt = sorted(sent(), key=lambda mail: "ines@example.org" in mail.to[0])
    assert reverse("admin:vacancies_enquiry_change", args=[enquiry.pk]) in office.body
    assert receipt.to == ["ines@example.org"]
    assert "Ines" not in receipt.body and "Fahrräder" not in receipt.body
    queue = staff.get("/verwaltung/").content.decode()
    assert "/verwaltung/vacancies/enquiry/?state__exact=new" in queue
    case = text_of(staff.get(reverse("admin:vacancies_enquiry_change", args=[enquiry.pk])))
    for expected in ("Ein Laden für gebrauchte Fahrräder.", "Ines Interessiert", "ines@example.org", "0231 4711"):
        assert expected in case


def test_an_owner_offers_a_shop_and_the_office_publishes_it(client: Client, staff: Client, sent) -> None:
    street = Street.objects.get(slug="bergstrasse")
    photo = upload(jpeg())

    answer = fill_in(
        client,
        "/ladenlokale/anbieten/",
        **OFFER,
        **{"street": street.pk, "may_publish": "on", "photos": photo, "photo_rights": "on"},
        **{"photos-alt-new": "Ein Schaufenster"},
    )
    assert answer.status_code == 302, text_of(answer)

    listing = Listing.objects.get()
    unit = listing.unit
    assert listing.state == ListingState.OFFERED
    assert (unit.address, unit.side, unit.total_area_m2) == ("Bergstraße 77a", "odd", Decimal("85.50"))
    assert [(one.alt, one.approved_at) for one in unit.photos.all()] == [("Ein Schaufenster", None)]
    assert unit.property_contact.name == "Otto Eigentum"
    assert [mail.to[0] for mail in sent()] == ["Quartiersmanagement Eving <buero@eving.example>", "otto@example.org"]
    assert "vacancies/listing/?state__exact=offered" in staff.get("/verwaltung/").content.decode()
    assert listing.title not in text_of(client.get("/ladenlokale/"))

    def transition(name: str) -> None:
        listing.refresh_from_db()
        address = reverse("admin:vacancies_listing_transition", args=[listing.pk, name])
        answer = staff.post(address, {"text": "", "version": listing.version})
        assert answer.status_code == 302, text_of(answer)

    transition("take_up")
    listing.refresh_from_db()
    assert (listing.state, listing.number) == (ListingState.DRAFT, "L-1")
    Listing.objects.filter(pk=listing.pk).update(description="Heller Raum.", energy_status="not_yet")
    transition("publish")

    page = client.get("/ladenlokale/L-1/", follow=True)
    assert page.status_code == 200 and "Heller Raum." in text_of(page)
    for secret in ("Otto", "otto@example.org", "0815"):
        assert secret not in page.content.decode()


def test_a_second_post_of_the_same_enquiry_changes_nothing(client: Client, sent) -> None:
    listing = make_listing()
    address = f"/ladenlokale/{listing.number}/anfragen/"

    fields = {**hidden_fields(client.get(address)), **ENQUIRY}
    first, second = client.post(address, fields), client.post(address, fields)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Enquiry.objects.count() == 1 and len(sent()) == 2


def test_whoever_wants_a_call_gives_a_number(client: Client) -> None:
    listing = make_listing()

    answer = fill_in(client, f"/ladenlokale/{listing.number}/anfragen/", **{**ENQUIRY, "phone": ""})

    assert answer.status_code == 422 and 'href="#id_phone"' in answer.content.decode()
    assert not Enquiry.objects.exists()


def test_an_offer_of_a_known_unit_keeps_its_facts_and_its_owner(client: Client) -> None:
    known = PropertyContact.objects.create(name="Bekannte Eigentümerin")
    unit = make_unit(house_number="12", total_area_m2=Decimal("50"), property_contact=known)

    fill_in(client, "/ladenlokale/anbieten/", **{**OFFER, "house_number": "12"}, street=unit.street_id)

    listing = Listing.objects.get()
    unit.refresh_from_db()
    assert (listing.unit, unit.total_area_m2, unit.property_contact) == (unit, Decimal("50"), known)
    assert listing.owner_consent_on is None
    assert "85,5" in listing.history.get().text


def test_two_offers_of_the_same_new_house_are_one_unit(client: Client) -> None:
    street = Street.objects.get(slug="bergstrasse").pk

    fill_in(client, "/ladenlokale/anbieten/", **OFFER, street=street)
    fill_in(client, "/ladenlokale/anbieten/", **{**OFFER, "house_number": "77a"}, street=street)

    assert ShopUnit.objects.count() == 1 and Listing.objects.count() == 2


@pytest.mark.parametrize("missing", ["consent", "street", "house_number", "name", "email"])
def test_an_offer_without_what_it_needs_is_refused_and_keeps_what_was_typed(client: Client, missing: str) -> None:
    values = {**OFFER, "street": Street.objects.get(slug="bergstrasse").pk}
    del values[missing]

    answer = fill_in(client, "/ladenlokale/anbieten/", **values)

    assert answer.status_code == 422 and f'href="#id_{missing}"' in answer.content.decode()
    steps = with_other_steps(client, "/ladenlokale/anbieten/", answer)
    assert "Der Boden ist neu." in "".join(step.content.decode() for step in steps)
    assert not Listing.objects.exists()


@pytest.mark.parametrize("house_number", ["0", "abc", "-3", "12345", "12\n", "1e9", "<b>1</b>"])
def test_a_strange_house_number_is_refused(client: Client, house_number: str) -> None:
    street = Street.objects.get(slug="bergstrasse").pk

    answer = fill_in(client, "/ladenlokale/anbieten/", **{**OFFER, "house_number": house_number}, street=street)

    assert answer.status_code == (302 if house_number.strip() == "12" else 422)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("area_m2", value) for value in ("NaN", "Infinity", "-5", "1" * 80, "1e70", "zwölf", "1,250", "12 1/2")),
        *(("price_idea", value) for value in ("NaN", "Infinity", "-5", "1" * 80, "1e70", "1,250", "12 1/2")),
    ],
)
def test_a_strange_amount_is_refused(client: Client, field: str, value: str) -> None:
    street = Street.objects.get(slug="bergstrasse").pk

    answer = fill_in(client, "/ladenlokale/anbieten/", **{**OFFER, field: value}, street=street)

    assert answer.status_code == 422 and not Listing.objects.exists()


@pytest.mark.parametrize("field", ["text", "name", "company"])
def test_a_nul_byte_in_an_enquiry_is_a_clear_error(client: Client, field: str) -> None:
    listing = make_listing()

    answer = fill_in(client, f"/ladenlokale/{listing.number}/anfragen/", **{**ENQUIRY, field: "a\0b"})

    assert answer.status_code == 422 and not Enquiry.objects.exists()


@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("paused", 410), ("withdrawn", 410), ("expired", 410)])
def test_a_hidden_listing_answers_by_whether_it_was_public(client: Client, state: str, status: int) -> None:
    listing = make_listing(state=state, title="Verborgener Laden")

    page = client.get(f"/ladenlokale/{listing.number}/{listing.slug or 'laden'}/")

    assert page.status_code == status
    assert "Verborgener Laden" not in text_of(page)
    assert "Verborgener Laden" not in text_of(client.get("/ladenlokale/"))
    assert client.get(f"/ladenlokale/{listing.number}/anfragen/").status_code == status


def test_a_let_listing_says_so_and_takes_no_enquiry(client: Client) -> None:
    listing = make_listing(state="let", net_cold_rent_month=Decimal("7777"))

    page = client.get(listing.get_absolute_url())

    assert page.status_code == 200
    assert "7.777" not in text_of(page) and "anfragen" not in page.content.decode()
    assert "7.777" not in text_of(client.get("/ladenlokale/"))
    assert client.get(f"/ladenlokale/{listing.number}/anfragen/").status_code == 410


def test_an_old_slug_leads_to_the_right_address(client: Client) -> None:
    listing = make_listing(title="Laden mit Hof")

    answer = client.get(f"/ladenlokale/{listing.number}/alter-name/")

    assert (answer.status_code, answer["Location"]) == (301, listing.get_absolute_url())


def test_a_person_sees_and_erases_an_enquiry_and_an_offer(client: Client) -> None:
    listing = make_listing()
    fill_in(client, f"/ladenlokale/{listing.number}/anfragen/", **ENQUIRY)
    street = Street.objects.get(slug="bergstrasse").pk
    photos = {"photos": upload(jpeg()), "photo_rights": "on"}
    fill_in(client, "/ladenlokale/anbieten/", **{**OFFER, "email": "ines@example.org"}, **photos, street=street)

    actions = {
        kind.code: view for _row, kind, view in participants.contributions_of(Contribution.objects.first().participant)
    }
    assert ENQUIRY["text"] in actions["enquiry"].fields.values()
    assert len(actions["offer"].files) == 1 and "Otto" not in str(actions["offer"])
    participants.erase_participant(Contribution.objects.first().participant)

    assert not Enquiry.objects.exists() and not Contribution.objects.exists()
    assert not PropertyContact.objects.filter(email="ines@example.org").exists()
    assert list(Listing.objects.all()) == [listing]
    assert not ShopUnit.objects.filter(house_number="77a").exists()


def test_erasing_a_public_offer_ends_it(client: Client) -> None:
    street = Street.objects.get(slug="bergstrasse").pk
    photos = {"photos": upload(jpeg()), "photo_rights": "on", "photos-alt-new": "Ein Fenster", "may_publish": "on"}
    fill_in(client, "/ladenlokale/anbieten/", **OFFER, **photos, street=street)
    listing = Listing.objects.get()
    staff = make_staff()
    lifecycle.apply(listing, "take_up", by=staff)
    listing.description, listing.energy_status = "Hell.", "not_yet"
    listing.save()
    lifecycle.apply(listing, "publish", by=staff)
    assert client.get(listing.get_absolute_url()).status_code == 200

    offers.erase_offer(listing.contribution)

    assert client.get(listing.get_absolute_url()).status_code == 410
    listing.refresh_from_db()
    assert (listing.contribution, listing.unit.photos.count()) == (None, 0)
    assert all("Boden" not in entry.text for entry in listing.history.all())


def test_letting_writes_the_history_of_the_unit(client: Client, staff: Client) -> None:
    listing = make_listing(kind="interim", max_term_months=6)
    units.set_status(listing.unit, "vacant", date(2026, 1, 1))
    transition = reverse("admin:vacancies_listing_transition", args=[listing.pk, "let"])

    values = {"text": "", "version": listing.version, "on": "2026-12-01", "tenant_name": "Mieterin Geheim"}
    assert staff.post(transition, values).status_code == 200  # the use is missing
    answer = staff.post(transition, {**values, "use_class": use("kultur").pk})

    assert answer.status_code == 302
    listing.refresh_from_db()
    periods = [
        (period.status, period.period.lower, period.period.upper, period.tenant_name)
        for period in listing.unit.periods.all()
    ]
    assert listing.state == ListingState.LET
    assert periods == [
        ("vacant", date(2026, 1, 1), date(2026, 12, 1), ""),
        ("interim", date(2026, 12, 1), None, "Mieterin Geheim"),
    ]
    assert "Geheim" not in client.get(listing.get_absolute_url()).content.decode()


def test_an_enquiry_by_telephone_is_noted_without_a_mail_to_the_office(staff: Client, sent) -> None:
    listing = make_listing()
    values = {
        "listing": listing.pk,
        "text": "Möchte ein Café eröffnen.",
        "channel": "phone",
        "name": "Cem Café",
        "phone": "0231 1",
        "wants_call": "on",
        "privacy_informed": "on",
    }

    answer = fill_in(staff, "/verwaltung/vacancies/enquiry/add/", **values)

    assert answer.status_code == 302, text_of(answer)
    enquiry = Enquiry.objects.get()
    assert (enquiry.contribution.channel, enquiry.contribution.name, sent()) == ("phone", "Cem Café", [])


def test_the_same_key_sent_twice_is_one_offer() -> None:
    key = uuid.uuid4()
    draft = offers.OfferDraft(street=Street.objects.get(slug="bergstrasse"), house_number="5")
    person = persons.Person(name="Otto", email="otto@example.org")

    results = [offers.offer_unit(key=key, draft=draft, person=person, privacy_version="t") for _again in range(2)]

    assert [is_new for _listing, is_new in results] == [True, False]
    assert Listing.objects.count() == ShopUnit.objects.count() == PropertyContact.objects.count() == 1
