"""Rechecks after 90 days, expiry after 180, answers of the contact, and let shops."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eving.core.models import Participant
from eving.core.templatetags.eving import euro
from eving.core.workflow import lifecycle
from tests.at_once import while_it_waits
from tests.factories import make_staff
from tests.pages import fill_in, hidden_fields, link_in, text_of
from tests.vacancies.make import make_listing, make_profile, make_unit
from vacancies.models import Listing, ListingState, PropertyContact, SearchProfile, ShopUnit
from vacancies.pricing import costs, graduated
from vacancies.services import profiles, rechecks

pytestmark = [pytest.mark.django_db, pytest.mark.server]
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def listing() -> Listing:
    """Published on 2 March 2026; its owner has an address."""
    with time_machine.travel(START, tick=False):
        return make_listing(unit=make_unit(house_number="7"))


def days(number: int) -> Any:
    return time_machine.travel(START + timedelta(days=number), tick=False)


def run_day() -> None:
    call_command("shops_daily", stdout=StringIO())


def asked(mails: list) -> list:
    return [mail for mail in mails if "/ladenlokale/pruefen/" in mail.body]


def test_a_listing_is_asked_about_reminded_and_ended(listing: Listing, client: Client, sent) -> None:
    for day, number in ((89, 0), (90, 1), (91, 1), (165, 1), (166, 2), (170, 2), (179, 2)):
        with days(day):
            run_day()
            assert (day, len(asked(sent()))) == (day, number)
            listing.refresh_from_db()
            assert listing.is_public

    mail = asked(sent())[0]
    assert mail.to == [listing.unit.property_contact.email]
    assert "29. August 2026" in mail.body  # 180 days after the last check
    with days(180):
        run_day()
        listing.refresh_from_db()
        assert (listing.state, listing.is_public) == (ListingState.EXPIRED, False)
        assert client.get(listing.get_absolute_url()).status_code == 410
        assert listing.history.last().role == "system"


def test_one_press_of_the_contact_keeps_a_listing_fresh(listing: Listing, client: Client, sent) -> None:
    with days(100):
        run_day()
        path = link_in(asked(sent())[0].body, "/ladenlokale/pruefen/")
        page = client.get(path)
        assert "Bergstraße 7" in text_of(page) and "640" in text_of(page)
        listing.refresh_from_db()
        assert listing.checked_on == date(2026, 3, 2)  # link scanners open the link without answering

        assert fill_in(client, path, answer="right").status_code == 200
        listing.refresh_from_db()
        assert listing.checked_on == date(2026, 6, 10)
        assert "10. Juni 2026" in text_of(client.get(listing.get_absolute_url()))
    with days(185):
        run_day()
        listing.refresh_from_db()
        assert listing.is_public
    with days(190):
        run_day()
        assert len(asked(sent())) == 2  # ninety days after the answer


def test_a_contact_tells_what_changed_and_that_a_shop_is_gone(listing: Listing, client: Client, sent) -> None:
    with days(90):
        run_day()
        path = link_in(asked(sent())[0].body, "/ladenlokale/pruefen/")
        assert fill_in(client, path, answer="changed").status_code == 422
        assert fill_in(client, path).status_code == 422

        fill_in(client, path, answer="changed", text="Die Miete ist jetzt 700 Euro.")
        listing.refresh_from_db()
        assert (listing.is_public, listing.recheck_remark) == (True, "Die Miete ist jetzt 700 Euro.")
        assert "700 Euro" in sent()[-1].body
        assert list(Listing.objects.to_recheck()) == [listing]

        fill_in(client, path, answer="gone", text="Vermietet an einen Friseur.")
        listing.refresh_from_db()
        assert (listing.state, listing.is_public) == (ListingState.PAUSED, False)
        assert client.get(path).status_code == 410
        assert client.get(f"{path[:-5]}xxxx/").status_code == 404


def test_a_link_ends_when_somebody_else_becomes_the_contact(listing: Listing, client: Client, sent) -> None:
    with days(90):
        run_day()
        path = link_in(asked(sent())[0].body, "/ladenlokale/pruefen/")
        assert client.get(path).status_code == 200
        new = PropertyContact.objects.create(name="Neue Eigentümerin", email="neu@example.org")
        ShopUnit.objects.filter(pk=listing.unit_id).update(property_contact=new)

        assert client.get(path).status_code == 404
        assert client.get(f"/ladenlokale/pruefen/{rechecks.recheck_link(Listing.objects.get())}/").status_code == 200
    with days(90 + 361):
        assert client.get(path).status_code == 404


def test_an_expired_listing_waits_for_the_office_after_the_answer(listing: Listing, client: Client, sent) -> None:
    with days(170):
        run_day()
        path = link_in(asked(sent())[0].body, "/ladenlokale/pruefen/")
    with days(181):
        run_day()
        fill_in(client, path, answer="right")
        listing.refresh_from_db()
        assert (listing.state, listing.is_public) == (ListingState.EXPIRED, False)
        lifecycle.apply(listing, "publish", by=make_staff())
        listing.refresh_from_db()
        assert (listing.is_public, listing.recheck_remark, listing.recheck_asked_on) == (True, "", None)


@pytest.mark.parametrize(
    ("answer", "entry_text", "internal_note"),
    [
        ("right", "ist abgelaufen und zurzeit nicht zu sehen. Das Büro veröffentlicht es wieder.", "veröffentlichen"),
        ("gone", "steht nicht mehr im Portal.", "Nicht mehr frei."),
    ],
)
def test_each_answer_about_an_expired_listing_is_taken(
    listing: Listing, client: Client, sent, answer: str, entry_text: str, internal_note: str
) -> None:
    with days(170):
        run_day()
        path = link_in(asked(sent())[0].body, "/ladenlokale/pruefen/")
    with days(181):
        run_day()

        page = fill_in(client, path, answer=answer)

        assert page.status_code == 200 and entry_text in text_of(page)
        assert "gilt als heute geprüft" not in text_of(page)
        listing.refresh_from_db()
        assert (listing.state, listing.is_public) == (ListingState.EXPIRED, False)
        assert internal_note in listing.recheck_remark
        assert list(Listing.objects.to_recheck()) == [listing]


def test_who_answers_again_after_the_end_is_led_to_the_office(listing: Listing, client: Client, sent) -> None:
    with days(90):
        run_day()
        path = link_in(asked(sent())[0].body, "/ladenlokale/pruefen/")
        fill_in(client, path, answer="gone")

        page = client.get(path)

        assert page.status_code == 410
        assert 'href="/kontakt/"' in re.sub(r"(?s)<footer.*", "", page.content.decode())


def test_the_office_checks_by_telephone(listing: Listing) -> None:
    client = Client()
    client.force_login(make_staff(is_superuser=True))
    with days(95):
        run_day()
        assert text_of(client.get("/verwaltung/")).count("1 Angebot neu zu prüfen") == 1
        transition = reverse("admin:vacancies_listing_transition", args=[listing.pk, "check"])
        client.post(transition, {**hidden_fields(client.get(transition)), "text": "Am Telefon."})
        listing.refresh_from_db()
        assert (listing.checked_on, listing.recheck_asked_on) == (date(2026, 6, 5), None)
        assert not Listing.objects.to_recheck().exists()


def test_an_owner_without_address_is_a_matter_of_the_office(listing: Listing, sent) -> None:
    PropertyContact.objects.update(email="", phone="0231 9")
    with days(90):
        run_day()
        assert asked(sent()) == []
        assert list(Listing.objects.to_recheck()) == [listing]


@pytest.mark.parametrize("why", ["no address", "wrong address", "neither"])
def test_nobody_counts_as_asked_whom_no_mail_reaches(listing: Listing, sent, why: str) -> None:
    contact = listing.unit.property_contact
    if why == "no address":
        PropertyContact.objects.update(email="", phone="0231 9")
    if why == "wrong address":
        Participant.objects.create(email=contact.email, email_key=contact.email, wrong_since=timezone.now())

    with days(90):
        number = rechecks.ask_rechecks(timezone.now())

    listing.refresh_from_db()
    assert (number, len(asked(sent())), listing.recheck_asked_on is not None) == (
        (1, 1, True) if why == "neither" else (0, 0, False)
    )


def test_publication_needs_somebody_to_ask() -> None:
    unit = make_unit(property_contact=None)
    with pytest.raises(ValidationError) as refused:
        make_listing(unit=unit)

    assert any("Eigentümer" in message for message in refused.value.messages)


def test_let_shops_are_shown_for_ninety_days(client: Client) -> None:
    with time_machine.travel(START, tick=False):
        let = make_listing(state="let", unit=make_unit())
    for day, status in ((89, 200), (91, 410)):
        with days(day):
            run_day()
            assert client.get(let.get_absolute_url()).status_code == status


# ---------------------------------------------------------------- graduated rent
@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("", []),
        ("7: 500", [(7, "500.00")]),
        ("7: 0", [(7, "0.00")]),
        ("7: 1.250,50 €\n13; 1.400", [(7, "1250.50"), (13, "1400.00")]),
        ("  7 : 500.5  \r\n\r\n", [(7, "500.50")]),
    ],
)
def test_steps_are_read_as_people_write_them(text: str, steps: list[tuple[int, str]]) -> None:
    assert [(row["month_from"], row["rent"]) for row in graduated.read(text)] == steps


@pytest.mark.parametrize(
    "text",
    [
        *("1: 500", "7: -5", "sieben: 500", "13: 5\n7: 6", "7: 5\n7: 6", "7: 9" * 400, "7: NaN"),
        *("7: 1,250.50", "7: 1250,505", "7: 1250.505", "7: 12.50.00", "7: 1.2500", "7: 1.250,5,0", "7: ,5", "7: 5,"),
    ],
)
def test_wrong_steps_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        graduated.GraduatedRentField().clean(text)


def test_the_first_year_counts_the_steps() -> None:
    listing = make_listing(
        net_cold_rent_month=Decimal(400),
        graduated_rent=[{"month_from": 7, "rent": "500.00"}, {"month_from": 13, "rent": "600.00"}],
        ancillary_costs_month=Decimal(100),
        heating_included=True,
        vat_charged=True,
    )

    # (6 × 400 + 6 × 500 + 12 × 100) × 1.19
    assert costs.first_year_total(listing) == Decimal("7854.00")
    rows = {row.label: row.value for row in costs.cost_rows(listing)}
    assert rows["Nettokaltmiete ab Monat 7"] == "500\u00a0€ im Monat"
    assert "Im ersten Jahr" in " ".join(rows)
    listing.vat_charged = None
    assert costs.first_year_total(listing) is None


@pytest.mark.parametrize(
    ("months", "total"),
    [(3, "1500.00"), (6, "3000.00"), (7, "3600.00"), (11, "6000.00"), (12, "6600.00"), (24, "6600.00")],
)
def test_a_short_term_counts_its_own_months_alone_and_says_so(months: int, total: str) -> None:
    listing = make_listing(
        kind="interim",
        max_term_months=months,
        net_cold_rent_month=Decimal(400),
        graduated_rent=[{"month_from": 7, "rent": "500.00"}, {"month_from": 13, "rent": "600.00"}],
        ancillary_costs_month=Decimal(100),
        heating_included=True,
        vat_charged=False,
    )

    assert costs.first_year_total(listing) == Decimal(total)
    [label] = [row.label for row in costs.cost_rows(listing) if row.value == euro(Decimal(total))]
    assert ("Im ersten Jahr" in label) == (months >= 12) and (str(months) in label) == (months < 12)


def test_staff_write_steps_as_lines() -> None:
    client = Client()
    client.force_login(make_staff(is_superuser=True))
    listing = make_listing()
    path = reverse("admin:vacancies_listing_change", args=[listing.pk])
    page = client.get(path)
    form = page.context["adminform"].form
    given = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, [])}

    answer = client.post(path, {**hidden_fields(page), **given, "graduated_rent": "13: 700,00"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    listing.refresh_from_db()
    assert listing.graduated_rent == [{"month_from": 13, "rent": "700.00"}]
    assert "13: 700,00" in client.get(path).content.decode()


# ---------------------------------------------------------------- at the same moment as the clock
@pytest.mark.django_db(transaction=True)
def test_who_answers_while_the_clock_ends_listings_keeps_theirs(committed) -> None:
    now = timezone.now()
    answered, unanswered = (
        make_listing(unit=make_unit(house_number="7")),
        make_listing(unit=make_unit(house_number="9")),
    )
    Listing.objects.update(checked_on=timezone.localdate() - timedelta(days=180))

    ended = while_it_waits(lambda: rechecks.still_right(answered), lambda: rechecks.expire_old(now))

    assert ended == 1
    for listing, state in ((answered, "published"), (unanswered, "expired")):
        listing.refresh_from_db()
        assert listing.state == state


@pytest.mark.django_db(transaction=True)
def test_who_goes_on_while_the_clock_ends_searches_keeps_theirs(committed) -> None:
    now = timezone.now()
    goes_on, unanswered = make_profile(), make_profile()
    SearchProfile.objects.update(expires_on=timezone.localdate())

    ended = while_it_waits(lambda: profiles.search_again(goes_on), lambda: profiles.end_searches(now))

    assert ended == 1
    for profile, state in ((goes_on, "active"), (unanswered, "expired")):
        profile.refresh_from_db()
        assert profile.state == state
