"""Consent to name enquirers to the owner: unticked by default, displayed to everybody concerned, respected."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eving.core.messaging import mail
from eving.core.workflow import lifecycle
from tests.factories import make_staff
from tests.pages import fill_in, link_in, text_of
from tests.vacancies.make import make_enquiry, make_listing
from vacancies import privacy
from vacancies.forms.enquiries import CallNote, EnquiryForm
from vacancies.models import Enquiry, Listing
from vacancies.services import enquiries, persons

pytestmark = pytest.mark.django_db
BOX = "Die Eigentümerin oder der Eigentümer darf erfahren, wer ich bin und was ich vorhabe"
PERSON = {"text": "Ein Fahrradladen Geheimplan.", "name": "Ines Interessiert", "email": "ines@example.org"}


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


@pytest.mark.parametrize(("ticked", "stored"), [({}, False), ({"owner_may_know": "on"}, True)])
def test_visitors_are_asked_and_the_box_is_empty(client: Client, ticked: dict[str, str], stored: bool) -> None:
    address = f"/ladenlokale/{make_listing().number}/anfragen/"

    page = client.get(address)
    answer = fill_in(client, address, **PERSON, **ticked)

    assert BOX in text_of(page)
    assert not page.context["form"]["owner_may_know"].value()
    assert answer.status_code == 302, text_of(answer)
    assert Enquiry.objects.get().owner_may_know is stored


@pytest.mark.parametrize(("ticked", "stored"), [({}, False), ({"owner_may_know": "on"}, True)])
def test_staff_ask_on_the_telephone(staff: Client, ticked: dict[str, str], stored: bool) -> None:
    listing = make_listing()
    values = {
        "listing": listing.pk, "text": "Ein Café.", "channel": "phone", "name": "Ada", "phone": "0231 1",
        "privacy_informed": "on", **ticked,
    }  # fmt: skip

    answer = fill_in(staff, reverse("admin:vacancies_enquiry_add"), **values)

    assert answer.status_code == 302, text_of(answer)
    assert Enquiry.objects.get().owner_may_know is stored


def test_nobody_has_to_tick_it() -> None:
    forms = (EnquiryForm(), CallNote(listings=Listing.objects.none()))

    assert [form.fields["owner_may_know"].required for form in forms] == [False, False]
    assert [form["owner_may_know"].value() for form in forms] == [None, None]


def test_an_enquiry_from_before_counts_as_a_no() -> None:
    assert Enquiry._meta.get_field("owner_may_know").default is False
    assert enquiries.EnquiryDraft(text="Ein Laden.").owner_may_know is False


@pytest.mark.parametrize(
    ("agreed", "in_case", "to_person"),
    [
        (True, "Name, Firma und Vorhaben dürfen genannt werden", "ja"),
        (False, "kein Name, keine Firma, kein Vorhaben", "nein"),
    ],
)
def test_office_person_and_table_read_the_answer(staff: Client, agreed: bool, in_case: str, to_person: str) -> None:
    enquiry = make_enquiry(owner_may_know=agreed)

    case = text_of(staff.get(reverse("admin:vacancies_enquiry_change", args=[enquiry.pk])))
    table = b"".join(staff.get("/verwaltung/vacancies/enquiry/tabelle/ausgeben/staff.csv").streaming_content).decode()
    fields = privacy.show_enquiry(enquiry.contribution).fields

    assert f"Gegenüber der Eigentümerseite {in_case}" in case
    header, row = (line.split(";") for line in table.lstrip("\ufeff").splitlines()[:2])
    assert dict(zip(header, row, strict=True))["Eigentümerseite darf erfahren, wer anfragt"] == to_person
    assert fields["Eigentümerseite darf Sie und Ihr Vorhaben kennen"] == to_person


def test_the_office_writes_down_a_change_of_mind(staff: Client) -> None:
    enquiry = make_enquiry(owner_may_know=True)
    address = reverse("admin:vacancies_enquiry_change", args=[enquiry.pk])

    fill_in(staff, address, answer_due_on=enquiry.answer_due_on.isoformat())

    enquiry.refresh_from_db()
    assert enquiry.owner_may_know is False


@pytest.mark.parametrize("agreed", [False, True])
def test_no_mail_to_an_owner_tells_who_asks(sent: Any, agreed: bool) -> None:
    """The portal never writes to owners; what the office tells them follows the consent."""
    listing = make_listing(state="reserved")
    owner = listing.unit.property_contact
    enquiry, _is_new = enquiries.send_enquiry(
        listing,
        key=uuid.uuid4(),
        draft=enquiries.EnquiryDraft(text="Ein Geheimplan.", company="Geheimfirma", owner_may_know=agreed),
        person=persons.Person("Ines Geheimname", "ines@example.org", "0231 999"),
        privacy_version="test",
    )
    tomorrow = timezone.now() + timedelta(days=1)
    lifecycle.apply(enquiry, "view", by=make_staff(), viewing_at=tomorrow, invite=True)
    mail.send_later("vacancies.recheck", listing.pk)

    mails = [each for each in sent() if owner.email in each.to[0]]

    assert len(mails) == 1
    for each in mails:
        everything = " ".join([each.subject, each.body, str(each.attachments)])
        assert not any(word in everything for word in ("Geheimname", "Geheimfirma", "Geheimplan", "ines@", "0231 999"))


def test_pages_promise_no_more_than_the_box(client: Client) -> None:
    listing = make_listing()

    page = text_of(client.get(listing.get_absolute_url()))

    assert "Ihren Namen nennt es nur, wenn Sie zustimmen." in page and "an den Eigentümer weiter" not in page


def test_the_person_takes_it_back_under_my_data_and_the_case_says_so(client: Client, staff: Client, sent) -> None:
    address = f"/ladenlokale/{make_listing().number}/anfragen/"
    fill_in(client, address, **PERSON, owner_may_know="on")
    enquiry = Enquiry.objects.get()
    fill_in(client, "/meine-daten/", email=PERSON["email"])
    page = link_in(sent()[-1].body, "/meine-daten/")
    correct = f"{page}{enquiry.contribution_id}/berichtigen/"
    shown = client.get(correct)

    answer = fill_in(client, correct, name="Ines Interessiert", phone="")

    enquiry.refresh_from_db()
    assert "checked" in str(shown.context["form"]["owner_may_know"])
    assert answer.status_code == 302 and not enquiry.owner_may_know
    assert "darf nicht mehr erfahren, wer anfragt" in text_of(
        staff.get(reverse("admin:vacancies_enquiry_change", args=[enquiry.pk]))
    )
