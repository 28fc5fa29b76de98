"""Everything public about a shop whose house number, owner and tenant are hidden."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from eving.core.models import Street
from eving.core.workflow import lifecycle
from tests.factories import make_staff
from tests.pages import fill_in, link_in, sitemap, text_of
from tests.vacancies.listings.document_files import bytes_in, photographed, read, text_in
from tests.vacancies.make import make_enquiry, make_listing, make_profile, make_unit, use
from vacancies.documents import preview
from vacancies.matching.premises import premises_of
from vacancies.models import Listing, OwnerTalk, PropertyContact
from vacancies.privacy import show_enquiry
from vacancies.services import list_columns, owners, units
from vacancies.services.address_privacy import names_house
from vacancies.structured_data import sharing

pytestmark = pytest.mark.django_db
HOUSE, PART = "7353c", "Seitenflügel"
PERSONS = ("Geheimholz", "olga.geheim", "99 88 77", "Pelzgeheim", "Erbstreit", "Anfragegeheim")
PLACES = (HOUSE, "7353", PART)
SECRETS = (*PLACES, *PERSONS)


@pytest.fixture
def listing() -> Listing:
    """A public listing in a street with two words, with a former tenant, an owner, talks, notes and an enquiry."""
    owner = PropertyContact.objects.create(
        name="Olga Geheimholz", email="olga.geheim@example.org", phone="0231 99 88 77", note="Erbstreit"
    )
    unit = make_unit(
        house_number=HOUSE, unit_label=PART, property_contact=owner, internal_note="Erbstreit", equipment_note="Regale"
    )
    units.set_status(unit, "occupied", date(2024, 1, 1), use_class=use("buero"), tenant_name="Theo Pelzgeheim")
    units.set_status(unit, "vacant", date(2026, 1, 1))
    talk = OwnerTalk(unit=unit, on=date(2026, 3, 1), result="Olga Geheimholz will den Erbstreit klären")
    owners.note_talk(talk, by=make_staff())
    photographed(unit, alt="Schaufenster von der Straße aus")
    photographed(unit, alt="Grundriss mit Lager", kind="floor_plan")
    listing = make_listing(
        unit=unit,
        photo=False,
        title="Ruhiger Laden",
        net_cold_rent_month=Decimal("900"),
        owner_consent_note="Anruf bei Olga Geheimholz",
        show_address=True,
    )
    make_enquiry(listing, text="Anfragegeheim")
    return listing


def hide(listing: Listing) -> None:
    """As in the back office: the fields are saved, then list columns, slug and search index follow."""
    listing.show_address = False
    listing.save(update_fields=["show_address"])
    list_columns.listing_changed(listing)


def pages_of(listing: Listing) -> list[str]:
    """Every public address that may mention the listing."""
    one = f"/ladenlokale/{listing.number}"
    paths = [
        "/", "/ladenlokale/", "/ladenlokale/?q=Ruhiger", "/ladenlokale/?strasse=bergstrasse", "/ladenlokale/?q=Regale",
        "/ladenlokale/?sortierung=miete", "/suche/?q=Ruhiger", "/suche/?q=Ruhiger&art=laden", "/gesuche/",
        "/gesuche/neu/?strasse=bergstrasse", "/ladenlokale/anbieten/", listing.get_absolute_url(), f"{one}/anfragen/",
        f"{one}/anfragen/danke/", f"{one}/expose.pdf", f"{one}/aushang.pdf", f"{one}/vorschau.jpg",
        f"/melden/?seite={listing.get_absolute_url()}",
    ]  # fmt: skip
    photos = [name for photo in listing.unit.photos.all() for name in photo.file_names]
    english = [f"/en{path}" for path in paths]
    return [
        *paths,
        *english,
        *(f"/medien/{name}" for name in photos),
        "/sitemap.xml",
        "/sitemap-ladenlokale.xml",
        "/robots.txt",
    ]


def haystack(answer: Any) -> str:
    """All that a response contains: unpacked bytes, headers and, for documents, their text and metadata."""
    content = answer.getvalue() if answer.streaming else answer.content
    texts = [str(answer.headers), content.decode(errors="replace")]
    if answer.headers["Content-Type"] == "application/pdf":
        unpacked = bytes_in(content)
        texts += [text_in(content), str(read(content).metadata), unpacked.decode(errors="replace")]
        texts += [unpacked.decode("utf-16-be", errors="replace"), unpacked[1:].decode("utf-16-be", errors="replace")]
    if answer.headers["Content-Type"].startswith("image/"):
        with Image.open(io.BytesIO(content)) as picture:
            texts.append(f"{picture.info} {dict(picture.getexif())}")
        texts[1] = ""  # pixels; the texts in them are checked in the document itself
    return "\n".join(texts)


def assert_silent(content: str, where: str, secrets: tuple[str, ...] = SECRETS) -> None:
    for secret in secrets:
        # Not within a longer word or number: form keys are random.
        word = re.compile(rf"(?<![0-9a-z]){re.escape(secret)}(?![0-9a-z])", re.IGNORECASE)
        assert not word.search(content), (where, secret)


def test_the_twin_a_shown_house_number_is_everywhere(client: Client, listing: Listing) -> None:
    """What the tests below look for can be found when it is not hidden."""
    one = f"/ladenlokale/{listing.number}"
    for path in (
        "/ladenlokale/", "/suche/?q=Ruhiger", listing.get_absolute_url(), f"{one}/anfragen/", f"{one}/expose.pdf",
        f"{one}/aushang.pdf",
    ):  # fmt: skip
        assert HOUSE in haystack(client.get(path)), path
    assert HOUSE in str(preview.preview(listing).data)
    assert "Ruhiger Laden" in text_of(client.get(f"/ladenlokale/?q={HOUSE}"))


@pytest.mark.parametrize("state", ["published", "reserved", "let"])
def test_no_public_address_tells_house_owner_or_tenant(client: Client, listing: Listing, state: str) -> None:
    hide(listing)
    transitions = {"published": (), "reserved": ("reserve",), "let": ("let",)}[state]
    for transition in transitions:
        details = {"on": date(2026, 12, 1), "use_class": use("praxis"), "tenant_name": "Theo Pelzgeheim"}
        lifecycle.apply(listing, transition, by=make_staff(), **(details if transition == "let" else {}))
    listing = Listing.objects.get(pk=listing.pk)

    answers = {path: client.get(path) for path in pages_of(listing)}

    assert "Ruhiger Laden" in text_of(answers[listing.get_absolute_url()])
    for path, answer in answers.items():
        gone = state == "let" and any(name in path for name in ("anfragen/", "expose", "aushang"))
        assert answer.status_code == (410 if gone and "danke" not in path else 200), path
        content = haystack(answer)
        # The home page names all houses of the street alike; none may say that this one is available.
        assert_silent(content, path, PERSONS if path in ("/", "/en/") else SECRETS)
        assert listing.unit.number not in re.findall(r"EV-\d+", content), path
    home = answers["/"].content.decode()
    assert f"{HOUSE}: frei" not in home


def test_short_and_old_addresses_lead_on_without_telling(client: Client, listing: Listing) -> None:
    hide(listing)

    for path in (f"/ladenlokale/{listing.number}/", f"/ladenlokale/{listing.number}/alt/"):
        assert_silent(haystack(client.get(path)), path)


def test_nobody_finds_the_shop_by_what_is_hidden(client: Client, listing: Listing) -> None:
    hide(listing)

    for asked in (HOUSE, "7353", PART, "Geheimholz", "Pelzgeheim", "Erbstreit"):
        for path in (f"/ladenlokale/?q={asked}", f"/suche/?q={asked}"):
            assert "Ruhiger Laden" not in text_of(client.get(path)), path
    # Street and number find the street; the right number is missing as every wrong one is.
    pages = {number: text_of(client.get(f"/ladenlokale/?q=Bergstraße {number}")) for number in (HOUSE, "7359z")}
    assert pages[HOUSE].replace(HOUSE, "7359z") == pages["7359z"]
    assert "Ruhiger Laden" in pages[HOUSE] and f"ohne: {HOUSE}" in pages[HOUSE]
    listing = Listing.objects.get(pk=listing.pk)
    assert_silent(f"{listing.search_text} {listing.search_vector}", "search index")


def test_pictures_and_data_for_machines_are_silent(listing: Listing) -> None:
    hide(listing)
    listing = Listing.objects.select_related("unit__street", "unit__part").get(pk=listing.pk)

    assert_silent(f"{preview.preview(listing)} {preview.described(listing)}", "preview")
    assert_silent(str(sharing(listing)), "card and JSON-LD")
    assert_silent(str(premises_of(listing)), "match")
    assert_silent(" ".join(name for photo in listing.unit.photos.all() for name in photo.file_names), "file names")


def test_whoever_searches_reads_the_street_alone(client: Client, listing: Listing, sent: Callable[[], list]) -> None:
    hide(listing)

    profile = make_profile(title="Laden gesucht", text="Wir suchen.", wants_ad=True, rent_max_month=Decimal("950"))
    lifecycle.apply(profile, "publish", by=make_staff())

    mine = [mail for mail in sent() if mail.to == [profile.contribution.email] or "Sami" in str(mail.to)]
    alert = next(mail for mail in mine if "Ruhiger Laden" in mail.body)
    assert "Bergstraße" in alert.body
    for mail in mine:
        assert_silent(mail.message().as_string() + mail.body, mail.subject)
    page = client.get(link_in(alert.body, "/gesuche/verwalten/"))
    assert "Ruhiger Laden" in text_of(page)
    assert_silent(haystack(page), "page of the search")
    assert_silent(haystack(client.get(profile.get_absolute_url())), "wanted ad")


def test_whoever_asks_reads_the_house_only_once_a_viewing_is_agreed(listing: Listing, sent: Callable[[], list]) -> None:
    hide(listing)
    asks, views = make_enquiry(listing, text="Ein Café."), make_enquiry(listing, text="Ein Blumenladen.")
    lifecycle.apply(
        views,
        "view",
        by=make_staff(),
        viewing_at=timezone.now() + timedelta(days=3),
        viewing_minutes=30,
        viewing_place="",
        invite=True,
    )

    mails = sent()

    to_asks = [mail for mail in mails if asks.contribution.email in str(mail.to)]
    to_views = [mail for mail in mails if views.contribution.email in str(mail.to)]
    assert to_asks and any(HOUSE in mail.body for mail in to_views)  # whoever comes to a viewing has to find the door
    for mail in to_asks:
        assert_silent(mail.message().as_string() + mail.body, mail.subject, (*PLACES, "Geheimholz", "Pelzgeheim"))
    for mail in to_views:
        files = "".join(str(content) for _name, content, _kind in mail.attachments)
        assert_silent(mail.body + files, mail.subject, PERSONS)
    assert_silent(str(show_enquiry(asks.contribution)), "my data", PLACES)


def test_the_public_table_and_what_is_taken_out_of_it(listing: Listing) -> None:
    staff = Client()
    staff.force_login(make_staff())
    base = reverse("admin:vacancies_listing_changelist") + "tabelle/ausgeben/public."
    shown = staff.get(f"{base}csv").getvalue().decode("utf-8-sig")
    assert HOUSE in shown
    hide(listing)

    table = staff.get(f"{base}csv").getvalue().decode("utf-8-sig")

    assert "Ruhiger Laden" in table
    assert_silent(table, "public table")


# ---------------------------------------------------------------- texts that people write
@pytest.mark.parametrize(
    ("street", "house", "text", "expected"),
    [
        ("bergstrasse", "12", "Laden in der Bergstraße 12, gleich am Platz", True),
        ("bergstrasse", "12", "BERGSTRASSE 12", True),
        ("bergstrasse", "12", "Bergstr. 12", True),
        ("bergstrasse", "12", "Bergstraße Nr. 12", True),
        ("bergstrasse", "12", "Bergstraße, Hausnummer 12", True),
        ("bergstrasse", "12", "Bitte bei Haus-Nr. 12 klingeln", True),
        ("bergstrasse", "12a", "Bergstraße 12 A", True),
        ("bergstrasse", "12-14", "Bergstraße 14", True),
        ("bergstrasse", "12", "bergstrasse 12 laden", True),
        ("evinger-strasse", "178", "Evinger Straße 178", True),
        ("evinger-strasse", "178", "an der Evinger Str. 178", True),
        ("sueggelweg", "9", "Sueggelweg 9", True),
        ("bergstrasse", "12", "Bergstraße 120", False),
        ("bergstrasse", "12", "Bergstraße 12a", False),
        ("bergstrasse", "12", "Linie 12 hält in der Bergstraße", False),
        ("bergstrasse", "12", "Am Berg 12 Schritte weiter", False),
        ("evinger-strasse", "178", "Evinger Platz 178", False),
    ],
)
def test_a_text_that_names_the_house_is_found(street: str, house: str, text: str, expected: bool) -> None:
    unit = make_unit(street=Street.objects.get(slug=street), house_number=house)

    assert names_house(unit, text) is expected


def test_every_text_of_a_page_is_looked_through_before_it_is_public() -> None:
    secret = "Eingang neben Evinger Straße 178"
    texts = [
        {"title": secret}, {"description": secret}, {"location_text": secret},
        {"commission": secret, "commission_owed": "some"},
        {"energy_exempt_reason": secret, "energy_status": "exempt"},
    ]  # fmt: skip
    walls = [{"equipment_note": secret}, {"delivery_access": secret}]
    drafts = [make_hidden(**fields) for fields in texts] + [make_hidden(wall=fields) for fields in walls]
    drafts.append(make_hidden())
    photographed(drafts[-1].unit, alt=secret)

    for draft in drafts:
        with pytest.raises(ValidationError, match="Hausnummer soll verborgen bleiben"):
            lifecycle.apply(draft, "publish", by=make_staff())
    Listing.objects.filter(pk=drafts[0].pk).update(show_address=True)
    lifecycle.apply(Listing.objects.get(pk=drafts[0].pk), "publish", by=make_staff())


def make_hidden(wall: dict[str, Any] | None = None, **fields: Any) -> Listing:
    """A draft whose house number 178, with another part for each, is to stay hidden."""
    part = f"Teil {Listing.objects.count()}"
    street = Street.objects.get(slug="evinger-strasse")
    unit = make_unit(street=street, house_number="178", unit_label=part, **(wall or {}))
    return make_listing(state="draft", unit=unit, show_address=False, **fields)


def test_a_text_that_names_the_owner_is_never_published() -> None:
    owner = PropertyContact.objects.create(name="Olga Geheimholz", email="olga@example.org")
    draft = make_listing(
        state="draft", unit=make_unit(property_contact=owner), description="Fragen Sie Olga GEHEIMHOLZ."
    )

    with pytest.raises(ValidationError, match="Ein Text nennt die Eigentümerseite"):
        lifecycle.apply(draft, "publish", by=make_staff())
    draft.description = "Das Haus gehört einer Familie."
    draft.save(update_fields=["description"])

    assert lifecycle.apply(draft, "publish", by=make_staff()).to_state == "published"


def test_a_number_in_an_address_that_is_out_already_goes_when_it_is_hidden(client: Client) -> None:
    listing = make_listing(unit=make_unit(house_number=HOUSE), title=f"Laden Bergstraße {HOUSE}")
    printed = listing.get_absolute_url()
    assert HOUSE in printed
    Listing.objects.filter(pk=listing.pk).update(title="Ruhiger Laden")
    listing.refresh_from_db()

    hide(listing)

    assert listing.get_absolute_url() == f"/ladenlokale/{listing.number}/ruhiger-laden/"
    assert HOUSE not in sitemap(client)
    assert client.get(printed).headers["Location"] == listing.get_absolute_url()  # printed flyers still lead here


def test_staff_cannot_write_the_hidden_number_into_the_unit(client: Client) -> None:
    listing = make_listing(unit=make_unit(house_number=HOUSE), show_address=False)
    unit = listing.unit
    client.force_login(make_staff())
    address = reverse("admin:vacancies_shopunit_change", args=[unit.pk])
    values = {
        "street": unit.street_id, "house_number": HOUSE, "postcode": "44339", "city": "Dortmund", "side": "odd",
        "position": 10, "floor": 0, "in_inventory_0": "2020-01-01", "gastronomy": "unclear", "total_area_m2": "80",
        "equipment_note": f"Zugang von der Bergstraße {HOUSE}",
    }  # fmt: skip

    answer = fill_in(client, address, **values)

    assert answer.status_code == 200
    assert "aber dieser Text nennt sie" in text_of(answer)
    unit.refresh_from_db()
    assert unit.equipment_note == ""


def test_an_owner_can_keep_the_house_number_hidden_from_the_first_word_on(client: Client) -> None:
    street = Street.objects.get(slug="bergstrasse")
    values = {
        "street": street.pk, "house_number": HOUSE, "kind": "lease", "role": "owner", "name": "Olga Geheimholz",
        "email": "olga@example.org", "consent": "on",
    }  # fmt: skip
    fill_in(client, "/ladenlokale/anbieten/", **values, hides_house="on")
    fill_in(client, "/ladenlokale/anbieten/", **{**values, "house_number": "7355"})

    hidden, public = (Listing.objects.get(unit__house_number=number) for number in (HOUSE, "7355"))

    assert (hidden.show_address, public.show_address) == (False, True)
    assert "Die Hausnummer soll verborgen bleiben." in hidden.history.get().text
    assert "verborgen" not in public.history.get().text
