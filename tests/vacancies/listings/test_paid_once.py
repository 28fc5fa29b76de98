"""Commission and transfer fee: owed, not owed, or not stated."""

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eving.core.models import User
from eving.core.workflow.work_queue import queue_lines
from eving.portal.services.morning import lines_for
from tests.factories import make_staff
from tests.pages import fill_in, text_of
from tests.vacancies.listings.document_files import text_in
from tests.vacancies.make import make_listing, make_unit
from vacancies import structured_data
from vacancies.models import Listing
from vacancies.pricing import costs
from vacancies.services import open_facts

pytestmark = pytest.mark.django_db
BASE = "/verwaltung/vacancies/"
COMMISSION, TRANSFER = "Provision", "Abstandszahlung"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def rows_of(listing: Listing) -> dict[str, tuple[str, bool]]:
    rows = costs.cost_rows(listing)
    return {row.label: (row.value.replace("\N{NO-BREAK SPACE}", " "), row.is_known) for row in rows}


@pytest.mark.parametrize(
    ("fields", "commission", "transfer"),
    [
        ({}, ("nicht angegeben", False), ("nicht angegeben", False)),
        (
            {"commission_owed": "none", "transfer_fee_owed": "none"},
            ("provisionsfrei", True),
            ("nichts", True),
        ),
        (
            {"commission_owed": "some", "transfer_fee_owed": "some"},
            ("fällt an, Höhe offen", True),
            ("fällt an, Höhe offen", True),
        ),
        (
            {
                "commission_owed": "some", "commission": "2 Monatsmieten zzgl. USt.",
                "transfer_fee_owed": "some", "transfer_fee": Decimal("1500"),
            },
            ("2 Monatsmieten zzgl. USt.", True),
            ("1.500 €", True),
        ),
    ],
    ids=["unknown", "none", "some", "amounts"],
)  # fmt: skip
def test_page_document_and_data_say_what_somebody_said(
    client: Client, fields: dict[str, Any], commission: tuple[str, bool], transfer: tuple[str, bool]
) -> None:
    listing = make_listing(**fields)

    rows = rows_of(listing)
    page = text_of(client.get(listing.get_absolute_url())).replace("\N{NO-BREAK SPACE}", " ")
    paper = text_in(client.get(f"/ladenlokale/{listing.number}/expose.pdf").content)
    data = json.dumps(structured_data.listing_data(listing), ensure_ascii=False)

    assert (rows[COMMISSION], rows[TRANSFER]) == (commission, transfer)
    assert f"{TRANSFER} {transfer[0]}" in page and f"{COMMISSION} {commission[0]}" in page
    for text in (page, paper, data):
        assert ("provisionsfrei" in text) == (commission[0] == "provisionsfrei")
    assert (f'"name": "{COMMISSION}"' in data, f'"name": "{TRANSFER}"' in data) == (commission[1], transfer[1])


def test_a_sale_asks_for_no_payment_to_a_tenant() -> None:
    listing = make_listing(kind="sale", net_cold_rent_month=None, sale_price=Decimal(90000), commission_owed="none")

    assert set(rows_of(listing)) == {"Preis", COMMISSION}
    assert open_facts.open_facts(listing) == ["Stufen am Eingang"]


# ---------------------------------------------------------------- the office writes it down
def form_values(listing: Listing, **changes: str) -> dict[str, str]:
    return {
        "kind": "lease", "title": listing.title, "description": listing.description, "show_address": "on",
        "building_kind": "non_residential", "energy_status": "not_yet", "net_cold_rent_month": "640",
        "owner_consent_on": "2026-11-02", "commission_owed": "unknown", "transfer_fee_owed": "unknown", **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"commission_owed": "none", "transfer_fee_owed": "none"}, []),
        ({"commission_owed": "some", "commission": "eine Monatsmiete"}, []),
        ({"commission": "eine Monatsmiete"}, ["commission_owed"]),
        ({"commission_owed": "none", "commission": "eine Monatsmiete"}, ["commission_owed"]),
        ({"transfer_fee_owed": "none", "transfer_fee": "500"}, ["transfer_fee_owed"]),
    ],
)
def test_staff_choose_one_of_three_answers(staff: Client, changes: dict[str, str], wrong: list[str]) -> None:
    listing = make_listing()
    address = reverse("admin:vacancies_listing_change", args=[listing.pk])

    answer = fill_in(staff, address, **form_values(listing, **changes))

    assert answer.status_code == (200 if wrong else 302)
    if wrong:
        assert list(answer.context["adminform"].form.errors) == wrong
        assert "Bitte wählen Sie „fällt an“ oder lassen Sie den Betrag leer." in text_of(answer)
    else:
        listing.refresh_from_db()
        assert listing.commission_owed == changes.get("commission_owed", "unknown")


def table_of(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def take_in(staff: Client, content: bytes) -> dict[str, int]:
    file = SimpleUploadedFile("t.csv", content)
    url = staff.post(f"{BASE}listing/tabelle/einlesen/", {"label": "Probe", "file": file})["Location"]
    context = staff.get(url).context
    staff.post(url, {"seen": context["form"].initial["seen"], "despite": "on"})
    return context["numbers"]


@pytest.mark.parametrize(
    ("columns", "stored"),
    [
        # A file from a release without columns for the answers.
        ({"Provision": "eine Monatsmiete", "Abstand an den Vormieter (€)": "700"}, ("some", "some")),
        ({"Provision": "", "Abstand an den Vormieter (€)": ""}, ("unknown", "unknown")),
        ({"Fällt eine Provision an?": "fällt nicht an", "Fällt ein Abstand an?": "fällt an"}, ("none", "some")),
        ({"Fällt eine Provision an?": "", "Fällt ein Abstand an?": "nicht angegeben"}, ("unknown", "unknown")),
    ],
)
def test_tables_bring_the_answers(staff: Client, columns: dict[str, str], stored: tuple[str, str]) -> None:
    unit = make_unit()

    numbers = take_in(staff, table_of(["Ladeneinheit", "Titel", *columns], [unit.number, "Laden", *columns.values()]))

    listing = Listing.objects.get()
    assert numbers["wrong"] == 0
    assert (listing.commission_owed, listing.transfer_fee_owed) == stored


def test_a_table_that_contradicts_itself_is_refused(staff: Client) -> None:
    header = ["Ladeneinheit", "Titel", "Fällt eine Provision an?", "Provision"]

    numbers = take_in(staff, table_of(header, [make_unit().number, "Laden", "fällt nicht an", "eine Monatsmiete"]))

    assert (numbers["wrong"], Listing.objects.count()) == (1, 0)


def test_an_amount_in_an_older_file_answers_for_an_old_listing(staff: Client) -> None:
    listing = make_listing(commission_owed="none")

    take_in(staff, table_of(["Nummer", "Ladeneinheit", "Titel", "Provision"],
                            [listing.number, listing.unit.number, listing.title, "zwei Monatsmieten"]))  # fmt: skip

    listing.refresh_from_db()
    assert (listing.commission_owed, listing.commission) == ("some", "zwei Monatsmieten")


# ---------------------------------------------------------------- what waits for the office
ANSWERED = {"commission_owed": "none", "transfer_fee_owed": "none"}


def line_of(user: User) -> Any:
    return next((line for line in queue_lines(user, timezone.now()) if line.name == "listings-open-facts"), None)


def test_open_answers_wait_in_the_queue_and_unpublish_nothing(staff: Client) -> None:
    user = User.objects.get()
    whole = make_listing(title="Ganzer Laden", unit=make_unit(entrance_steps=0), **ANSWERED)
    assert line_of(user) is None
    lacking = [
        make_listing(title="Laden ohne Provision", unit=make_unit(entrance_steps=0), transfer_fee_owed="none"),
        make_listing(title="Laden ohne Stufen", unit=make_unit(), **ANSWERED),
        make_listing(title="Laden ohne Fläche", unit=make_unit(entrance_steps=0, total_area_m2=None), **ANSWERED),
    ]
    make_listing(title="Entwurf", state="draft", unit=make_unit())

    line = line_of(user)
    assert (line.sentence, line.button) == ("3 Angebote mit offenen Angaben", "Angaben nachtragen")
    assert "listings-open-facts" in {each.name for each in lines_for(user, timezone.now())}  # the morning mail
    page_text = text_of(staff.get(line.url))
    assert [listing.title in page_text for listing in [*lacking, whole]] == [True, True, True, False]
    assert all(Listing.objects.get(pk=listing.pk).is_public for listing in lacking)


def test_the_case_names_what_is_to_be_added(staff: Client) -> None:
    listing = make_listing(unit=make_unit(entrance_steps=0), transfer_fee_owed="none")
    draft = make_listing(state="draft")

    pages = [text_of(staff.get(reverse("admin:vacancies_listing_change", args=[row.pk]))) for row in (listing, draft)]

    assert "Nachzutragen Provision" in pages[0] and "Nachzutragen" not in pages[1]
