"""Enquiries from the first answer to the lease: next actions, viewings, deletion."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from eving.core.messaging import mail
from eving.core.models import Contribution, FailedMail, Participant
from eving.core.people import links, participants
from eving.core.workflow import lifecycle
from tests.factories import make_staff
from tests.pages import fill_in, text_of
from tests.portal.database import tables_with
from tests.vacancies.make import make_enquiry, make_listing, make_unit, use
from vacancies.models import Enquiry, EnquiryHistory, Listing, OccupancyPeriod
from vacancies.services import enquiries, units

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def noon():
    """Freezes time on a Thursday in November, so that dates on pages are known."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def transition_url(enquiry: Enquiry, transition: str) -> str:
    return reverse("admin:vacancies_enquiry_transition", args=[enquiry.pk, transition])


def case_url(enquiry: Enquiry) -> str:
    return reverse("admin:vacancies_enquiry_change", args=[enquiry.pk])


VIEWING = {
    "viewing_day": "2026-12-03",
    "viewing_time": "15:00",
    "viewing_minutes": "45",
    "viewing_place": "Vor der Tür, Größe-Straße 3",
}


def agree(client: Client, enquiry: Enquiry, **values: str) -> Any:
    return fill_in(client, transition_url(enquiry, "view"), **{**VIEWING, **values})


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=BERLIN)


def event_in(content: bytes) -> tuple[Any, Any]:
    calendar = Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    return calendar, event


# ---------------------------------------------------------------- what comes next
def test_a_transition_says_what_comes_next_and_the_office_finds_it_again(staff: Client) -> None:
    enquiry = make_enquiry()

    fill_in(
        staff, transition_url(enquiry, "contact"), text="", next_action="Grundriss schicken", follow_up_on="2026-11-30"
    )

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.next_action, enquiry.follow_up_on) == (
        "contacted", "Grundriss schicken", date(2026, 11, 30),
    )  # fmt: skip
    assert "Grundriss schicken, 30.11.2026" in text_of(staff.get(case_url(enquiry)))
    assert "Grundriss schicken, 30.11.2026" in text_of(staff.get(reverse("admin:vacancies_enquiry_changelist")))


def test_the_next_form_shows_what_was_planned(staff: Client) -> None:
    enquiry = make_enquiry()
    lifecycle.apply(enquiry, "contact", by=make_staff(), next_action="Anrufen", follow_up_on=date(2026, 11, 30))

    form = staff.get(transition_url(enquiry, "negotiate")).context["form"]

    assert (form["next_action"].value(), form["follow_up_on"].value()) == ("Anrufen", date(2026, 11, 30))


@pytest.mark.parametrize("transition", ["lose", "spam"])
def test_closing_clears_what_comes_next(transition: str) -> None:
    enquiry = make_enquiry()
    Enquiry.objects.filter(pk=enquiry.pk).update(next_action="Anrufen", follow_up_on=date(2026, 11, 30))

    lifecycle.apply(enquiry, transition, by=make_staff(), text="Passt nicht.")

    enquiry.refresh_from_db()
    assert (enquiry.next_action, enquiry.follow_up_on) == ("", None)


def test_a_transition_for_many_leaves_the_next_action(staff: Client) -> None:
    enquiry = make_enquiry()
    Enquiry.objects.filter(pk=enquiry.pk).update(next_action="Anrufen", follow_up_on=date(2026, 11, 30))

    staff.post(
        reverse("admin:vacancies_enquiry_bulk", args=["contact"]),
        {"seen": f"{enquiry.pk}:{enquiry.version}", "text": ""},
    )

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.next_action, enquiry.follow_up_on) == ("contacted", "Anrufen", date(2026, 11, 30))


def test_staff_correct_the_next_action_without_a_transition(staff: Client) -> None:
    enquiry = make_enquiry()

    fill_in(
        staff, case_url(enquiry), next_action="Exposé schicken", company="", start_wanted="", answer_due_on="2026-12-03"
    )

    enquiry.refresh_from_db()
    assert enquiry.next_action == "Exposé schicken"


# ---------------------------------------------------------------- a viewing
def test_a_viewing_is_agreed_and_the_person_gets_the_appointment(staff: Client, sent) -> None:
    enquiry = make_enquiry(make_listing(title="Laden <Größe> & Glück"), text="Geheimer Plan.")
    sent()

    answer = agree(staff, enquiry, invite="on", next_action="Schlüssel holen", follow_up_on="2026-12-02")

    assert answer.status_code == 302, text_of(answer)
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.viewing_at, enquiry.viewing_minutes) == ("viewing", at(3, 15), 45)
    [*_earlier, message] = sent()
    assert message.to == [enquiry.contribution.email]
    assert message.subject == "Ihre Besichtigung: Donnerstag, 3. Dezember 2026, 15:00 bis 15:45"
    for expected in ("Donnerstag, 3. Dezember 2026, 15:00 bis 15:45", "Größe-Straße 3", "0231 000000"):
        assert expected in message.body
    assert "Ines" not in message.body and "Geheimer Plan" not in message.body
    [(name, content, kind)] = message.attachments
    assert (name, kind) == ("besichtigung.ics", "text/calendar")
    calendar, event = event_in(content if isinstance(content, bytes) else content.encode())
    assert calendar["METHOD"] == "PUBLISH"
    assert event["UID"] == f"enquiry-{enquiry.pk}@127.0.0.1"
    assert event["DTSTART"].dt.astimezone(BERLIN) == at(3, 15)
    assert event["DTEND"].dt.astimezone(BERLIN) == at(3, 15, 45)
    assert event["SUMMARY"] == "Besichtigung: Laden <Größe> & Glück"
    assert event["LOCATION"] == "Vor der Tür, Größe-Straße 3"
    assert event["ORGANIZER"] == "mailto:buero@eving.example"
    assert links.absolute(enquiry.listing.get_absolute_url()) in event["DESCRIPTION"]
    assert (event["STATUS"], event["DTSTAMP"].dt) == ("CONFIRMED", NOW)
    assert "Ines" not in str(content) and "Geheimer Plan" not in str(content)


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [("2027-03-26", 14), ("2027-03-29", 13), ("2027-10-29", 13), ("2027-11-01", 14)],
    ids=["winter", "summer", "still summer", "winter again"],
)
def test_the_hour_on_the_wall_stays_across_summer_time(staff: Client, day: str, utc_hour: int) -> None:
    enquiry = make_enquiry()

    agree(staff, enquiry, viewing_day=day)

    _calendar, event = event_in(staff.get(reverse("admin:vacancies_enquiry_calendar", args=[enquiry.pk])).content)
    assert event["DTSTART"].dt.hour == utc_hour
    assert f"{event['DTSTART'].dt.astimezone(BERLIN):%Y-%m-%d %H:%M}" == f"{day} 15:00"


def test_an_hour_that_summer_time_skips_is_refused(staff: Client) -> None:
    enquiry = make_enquiry()

    answer = agree(staff, enquiry, viewing_day="2027-03-28", viewing_time="02:30")

    assert answer.status_code == 200 and "viewing_time" in answer.context["form"].errors
    assert Enquiry.objects.get().state == "new"


def test_the_form_knows_the_address_and_whether_a_mail_can_arrive(staff: Client) -> None:
    enquiry = make_enquiry()
    reachable = staff.get(transition_url(enquiry, "view")).context["form"]
    participants.mark_wrong(enquiry.contribution.participant)
    unreachable = staff.get(transition_url(enquiry, "view"))

    assert reachable["viewing_place"].value() == enquiry.listing.unit.address
    assert (reachable["invite"].value(), reachable["viewing_minutes"].value()) == (True, 30)
    assert "invite" not in unreachable.context["form"].fields
    assert "Bitte rufen Sie 0231 123 an" in text_of(unreachable)


def test_without_the_tick_nobody_gets_a_mail(staff: Client, sent) -> None:
    enquiry = make_enquiry()
    before = len(sent())

    agree(staff, enquiry)

    enquiry.refresh_from_db()
    assert enquiry.viewing_at == at(3, 15)
    assert len(sent()) == before


def test_a_viewing_in_the_past_is_refused_and_what_was_typed_stays(staff: Client) -> None:
    enquiry = make_enquiry()

    answer = agree(staff, enquiry, viewing_day="2026-11-25")

    assert answer.status_code == 200
    assert "Diese Besichtigung liegt in der Vergangenheit" in text_of(answer)
    assert "Größe-Straße 3" in answer.content.decode()
    assert Enquiry.objects.get().state == "new"


@pytest.mark.parametrize(("day", "time"), [("9999-12-31", "23:50"), ("2206-12-03", "15:00"), ("0001-01-01", "00:00")])
def test_a_viewing_in_another_age_is_refused_with_a_sentence(staff: Client, day: str, time: str) -> None:
    enquiry = make_enquiry()

    answer = agree(staff, enquiry, viewing_day=day, viewing_time=time)

    assert answer.status_code == 200 and answer.context["form"].errors
    assert Enquiry.objects.get().state == "new"


@pytest.mark.parametrize("minutes", ["14", "241", "", "viel"])
def test_a_viewing_lasts_a_sensible_time(staff: Client, minutes: str) -> None:
    enquiry = make_enquiry()

    answer = agree(staff, enquiry, viewing_minutes=minutes)

    assert answer.status_code == 200 and "viewing_minutes" in answer.context["form"].errors


def test_what_is_missing_is_named_field_by_field(staff: Client) -> None:
    enquiry = make_enquiry()

    page_text = text_of(agree(staff, enquiry, viewing_day="", viewing_time="", viewing_minutes="", viewing_place=""))

    for sentence in ("den Tag", "die Uhrzeit", "die Dauer", "den Treffpunkt"):
        assert f"Bitte nennen Sie {sentence}." in page_text


def test_moving_a_viewing_keeps_its_name_and_raises_its_number(staff: Client, sent) -> None:
    enquiry = make_enquiry()
    agree(staff, enquiry, invite="on")
    [*_others, first] = sent()

    page = staff.get(case_url(enquiry))
    answer = agree(staff, enquiry, viewing_day="2026-12-04", invite="on")

    assert "Besichtigung verlegen" in text_of(page)
    assert answer.status_code == 302, text_of(answer)
    [*_others, second] = sent()
    events = [event_in(str(message.attachments[0][1]).encode())[1] for message in (first, second)]
    assert events[0]["UID"] == events[1]["UID"]
    assert events[1]["SEQUENCE"] > events[0]["SEQUENCE"]
    assert events[1]["DTSTART"].dt == at(4, 15)
    texts = list(enquiry.history.values_list("text", flat=True))
    assert "Donnerstag, 3. Dezember" in texts[1] and "verlegt" in texts[2] and "Freitag, 4. Dezember" in texts[2]


@pytest.mark.parametrize(("begin", "is_free"), [("14:30", True), ("14:31", False), ("15:44", False), ("15:45", True)])
def test_two_viewings_of_one_shop_do_not_overlap(staff: Client, begin: str, is_free: bool) -> None:
    unit = make_unit()
    first = make_enquiry(make_listing(unit=unit, title="Erster Laden"))
    second = make_enquiry(first.listing)
    agree(staff, first)

    answer = agree(staff, second, viewing_time=begin, viewing_minutes="30")

    assert (answer.status_code == 302) == is_free, text_of(answer)
    if not is_free:
        assert "Donnerstag, 3. Dezember 2026, 15:00 bis 15:45, Anfrage „" in text_of(answer)
        assert str(first) in text_of(answer)
        assert Enquiry.objects.get(pk=second.pk).viewing_at is None


def test_a_viewing_that_ended_with_its_enquiry_frees_the_time(staff: Client) -> None:
    first = make_enquiry()
    second = make_enquiry(first.listing)
    agree(staff, first)
    fill_in(staff, transition_url(first, "lose"), text="Zu klein.")

    assert agree(staff, second).status_code == 302


def test_the_office_takes_the_viewing_into_its_own_calendar(staff: Client) -> None:
    enquiry = make_enquiry()
    address = reverse("admin:vacancies_enquiry_calendar", args=[enquiry.pk])
    before = staff.get(address)
    agree(staff, enquiry)

    answer = staff.get(address)

    assert before.status_code == 404
    assert address.endswith("/termin.ics") and address in staff.get(case_url(enquiry)).content.decode()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert event_in(answer.content)[1]["DTSTART"].dt == at(3, 15)


def test_the_calendar_file_asks_for_the_right_to_see_enquiries() -> None:
    enquiry = make_enquiry()
    lifecycle.apply(enquiry, "view", by=make_staff(), viewing_at=at(3, 15))
    colleague, client = make_staff(is_superuser=False), Client()
    client.force_login(colleague)
    address = reverse("admin:vacancies_enquiry_calendar", args=[enquiry.pk])

    without = client.get(address).status_code
    colleague.user_permissions.add(Permission.objects.get(codename="view_enquiry"))

    assert (without, client.get(address).status_code) == (403, 200)
    assert Client().get(address).status_code == 302


def test_a_lost_enquiry_cancels_its_viewing(staff: Client, sent) -> None:
    enquiry = make_enquiry()
    agree(staff, enquiry, invite="on")
    sent()

    fill_in(staff, transition_url(enquiry, "lose"), text="Die Eigentümerin zieht zurück.", cancel_viewing="on")

    [*_others, invitation, cancellation] = sent()
    assert cancellation.subject.startswith("Ihre Besichtigung ist abgesagt: Donnerstag, 3. Dezember 2026")
    assert "Eigentümerin" not in cancellation.body
    calendar, event = event_in(str(cancellation.attachments[0][1]).encode())
    first = event_in(str(invitation.attachments[0][1]).encode())[1]
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event["UID"] == first["UID"] and event["SEQUENCE"] > first["SEQUENCE"]
    assert "findet nicht statt" in text_of(staff.get(case_url(enquiry)))


@pytest.mark.parametrize("days", [None, 3])
def test_only_a_viewing_that_lies_ahead_can_be_cancelled(staff: Client, days: int | None) -> None:
    enquiry = make_enquiry()
    if days:
        agree(staff, enquiry)

    with time_machine.travel(NOW + timedelta(days=(days or 0) + 5), tick=False):
        client = Client()
        client.force_login(make_staff())
        form = client.get(transition_url(enquiry, "lose")).context["form"]

    assert "cancel_viewing" not in form.fields


def test_an_enquiry_taken_up_again_has_no_viewing(staff: Client) -> None:
    enquiry = make_enquiry()
    agree(staff, enquiry)
    fill_in(staff, transition_url(enquiry, "lose"), text="Doch nicht.")

    fill_in(staff, transition_url(enquiry, "reopen"), text="")

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.viewing_at) == ("new", None)


def test_no_mail_leaves_when_its_reason_is_gone(sent) -> None:
    enquiry = make_enquiry()
    lifecycle.apply(enquiry, "view", by=make_staff(), viewing_at=at(3, 15), invite=True)
    lifecycle.apply(enquiry, "lose", by=make_staff(), text="Zu klein.")

    assert [message for message in sent() if "Besichtigung" in message.subject] == []


def test_the_person_sees_the_agreed_viewing_among_their_data(client: Client, staff: Client) -> None:
    enquiry = make_enquiry()
    agree(staff, enquiry)

    view = participants.contributions_of(enquiry.contribution.participant)[0][2]

    assert "Donnerstag, 3. Dezember 2026, 15:00 bis 15:45, Vor der Tür, Größe-Straße 3" in view.fields.values()


def test_the_list_shows_who_comes_today_and_tomorrow(staff: Client) -> None:
    soon, later = make_enquiry(), make_enquiry()
    agree(staff, soon, viewing_day="2026-11-27")
    agree(staff, later, viewing_day="2026-11-28")
    address = reverse("admin:vacancies_enquiry_changelist")

    filtered = [set(staff.get(f"{address}?viewing={wanted}").context["cl"].queryset) for wanted in ("soon", "ahead")]

    assert filtered == [{soon}, {soon, later}]


# ---------------------------------------------------------------- the lease
def win(client: Client, enquiry: Enquiry, **values: Any) -> Any:
    given = {"on": "2027-01-01", "use_class": use("gastronomie").pk, "tenant_name": "Eintopf GbR", "text": ""}
    return fill_in(client, transition_url(enquiry, "win"), **{**given, **values})


def contacted(listing: Listing | None = None, **fields: Any) -> Enquiry:
    enquiry = make_enquiry(listing, **fields)
    lifecycle.apply(enquiry, "contact", by=make_staff())
    return enquiry


def test_a_lease_lets_the_listing_and_writes_down_the_use(staff: Client) -> None:
    enquiry = contacted(company="Eintopf GbR", intended_use=use("gastronomie"))
    form = staff.get(transition_url(enquiry, "win")).context["form"]

    answer = win(staff, enquiry)

    assert (form["use_class"].value(), form["tenant_name"].value()) == (use("gastronomie").pk, "Eintopf GbR")
    assert answer.status_code == 302, text_of(answer)
    enquiry = Enquiry.objects.select_related("listing").get()
    assert (enquiry.state, enquiry.listing.state) == ("won", "let")
    period = OccupancyPeriod.objects.get()
    assert (period.period, period.use_class, period.tenant_name) == (
        DateRange(date(2027, 1, 1), None), use("gastronomie"), "Eintopf GbR",
    )  # fmt: skip


def test_a_person_without_firm_is_the_tenant(staff: Client) -> None:
    enquiry = contacted()

    assert staff.get(transition_url(enquiry, "win")).context["form"]["tenant_name"].value() == "Ines Interessiert"


@pytest.mark.parametrize("transition", ["pause", "let"])
def test_a_listing_that_cannot_be_let_leaves_everything_as_it_was(staff: Client, transition: str) -> None:
    enquiry = contacted()
    details = {"on": date(2026, 12, 1), "use_class": use("buero")} if transition == "let" else {}
    lifecycle.apply(enquiry.listing, transition, by=make_staff(), **details)
    periods = OccupancyPeriod.objects.count()

    answer = win(staff, enquiry)

    assert answer.status_code == 200 and "kann nicht vermietet werden" in text_of(answer)
    saved = Enquiry.objects.get()
    assert (saved.state, saved.version, OccupancyPeriod.objects.count()) == ("contacted", enquiry.version, periods)


def test_a_use_written_down_for_later_refuses_the_lease_whole(staff: Client) -> None:
    enquiry = contacted()
    units.set_status(enquiry.listing.unit, "vacant", date(2027, 6, 1))

    answer = win(staff, enquiry)
    again = win(staff, enquiry, on="2027-07-01")

    assert answer.status_code == 200 and "1. Juni 2027" in text_of(answer)
    assert again.status_code == 302, "what was refused has left nothing behind"


def test_the_others_are_closed_with_a_word_and_their_viewing_is_cancelled(staff: Client, sent) -> None:
    enquiry = contacted()
    other, visitor = contacted(enquiry.listing), make_enquiry(enquiry.listing)
    agree(staff, visitor)
    before = len(sent())

    win(staff, enquiry, close_others="on")

    for row in (other, visitor):
        row.refresh_from_db()
        row.contribution.refresh_from_db()
        assert row.state == "lost" and row.contribution.purge_on is not None
        assert row.history.last().text == "Der Laden ist an jemand anderen vermietet."
    [cancellation] = sent()[before:]
    assert cancellation.to == [visitor.contribution.email] and "abgesagt" in cancellation.subject


def test_without_the_tick_the_others_stay_open_with_a_note(staff: Client) -> None:
    enquiry = contacted()
    other, lost = contacted(enquiry.listing), contacted(enquiry.listing)
    lifecycle.apply(lost, "lose", by=make_staff(), text="Zu klein.")

    win(staff, enquiry)

    other.refresh_from_db()
    assert other.state == "contacted"
    note = other.history.last()
    assert (note.is_internal_note, note.text) == (True, "Der Laden ist über eine andere Anfrage vermietet.")
    assert lost.history.last().text == "Zu klein."


def test_a_second_lease_of_the_same_listing_is_refused(staff: Client) -> None:
    first = contacted()
    second = contacted(first.listing)
    win(staff, first)

    answer = win(staff, second)

    assert "Eine andere Anfrage zu diesem Angebot hat schon zu einem Mietvertrag geführt." in text_of(answer)


def test_a_colleague_who_was_faster_is_noticed(staff: Client) -> None:
    enquiry = contacted()
    page = staff.get(transition_url(enquiry, "win"))
    lifecycle.apply(enquiry, "negotiate", by=make_staff())

    answer = staff.post(
        transition_url(enquiry, "win"),
        {"on": "2027-01-01", "use_class": use("buero").pk, "version": page.context["form"]["version"].value()},
    )

    assert "inzwischen" in text_of(answer)
    assert Listing.objects.get().state == "published"


# ---------------------------------------------------------------- what goes, and when
def test_a_closed_enquiry_says_when_it_is_deleted_and_goes_that_day(staff: Client, settings) -> None:
    settings.PURGE_NOTE_MONTHS = 6
    enquiry = contacted()
    fill_in(staff, transition_url(enquiry, "lose"), text="Zu klein.")
    enquiry.refresh_from_db()
    day = enquiries.deleted_on(enquiry)

    assert day == date(2026, 11, 26) + timedelta(days=180)
    assert f"Wird gelöscht am {day.day}. Mai 2027" in text_of(staff.get(case_url(enquiry)))
    for shift, count in ((-1, 0), (0, 1)):
        at_night = datetime(day.year, day.month, day.day, 3, tzinfo=BERLIN) + timedelta(days=shift)
        assert enquiries.purge_enquiries(at_night, True) == count


def test_an_open_enquiry_is_not_deleted() -> None:
    assert enquiries.deleted_on(make_enquiry()) is None


def test_the_purge_leaves_no_trace_of_person_history_and_mails(staff: Client) -> None:
    enquiry = make_enquiry(text="Zwetschgenladen")
    other = make_enquiry(enquiry.listing, text="Bleibt.")
    agree(staff, enquiry, next_action="Zwetschge anrufen", viewing_place="Bei Zwetschge")
    fill_in(staff, case_url(enquiry), next_action="Zwetschge", company="Zwetschge", answer_due_on="2026-12-03")
    fill_in(staff, transition_url(enquiry, "lose"), text="Zwetschge will nicht.")
    for name, pk in (("vacancies.viewing", enquiry.pk), ("vacancies.enquiry_received", enquiry.contribution_id)):
        mail.note_failure(name, pk, str(uuid.uuid4()), "550")
    kept = str(uuid.uuid4())
    mail.note_failure("vacancies.viewing", other.pk, kept, "550")
    email = enquiry.contribution.email
    log = LogEntry.objects.filter(content_type__model="enquiry", object_id=str(enquiry.pk))
    assert log.exists() and tables_with("wetschge") and tables_with(email)

    assert enquiries.purge_enquiries(NOW + timedelta(days=200), False) == 1

    assert tables_with("wetschge") == tables_with(email) == []
    assert (Enquiry.objects.get(), Contribution.objects.filter(kind="enquiry").count()) == (other, 1)
    assert EnquiryHistory.objects.exclude(enquiry=other).count() == 0
    assert not Participant.objects.filter(email=email).exists()
    assert [str(row.message_id) for row in FailedMail.objects.all()] == [kept]
    assert not log.exists()


def test_the_purge_removes_what_has_lost_its_person_before() -> None:
    enquiry = contacted()
    lifecycle.apply(enquiry, "lose", by=make_staff(), text="Zu klein.")
    later = NOW + timedelta(days=181)
    participants.purge_due(later, False)

    assert enquiries.purge_enquiries(later, False) == 1
    assert not Enquiry.objects.exists() and not Contribution.objects.filter(kind="enquiry").exists()


# ---------------------------------------------------------------- pages stay quick
def test_the_list_asks_as_often_for_three_as_for_one(staff: Client, django_assert_max_num_queries) -> None:
    address = reverse("admin:vacancies_enquiry_changelist")
    counts = []
    for _round in range(2):
        for _number in range(1 if not counts else 2):
            agree(staff, make_enquiry(), next_action="Anrufen")
        with django_assert_max_num_queries(12) as captured:
            staff.get(address)
        counts.append(len(captured))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("transition", ["contact", "view", "lose", "win"])
def test_each_form_stays_within_its_queries(staff: Client, transition: str, django_assert_max_num_queries) -> None:
    enquiry = contacted() if transition == "win" else make_enquiry()
    staff.get(transition_url(enquiry, transition))

    with django_assert_max_num_queries(8):
        assert staff.get(transition_url(enquiry, transition)).status_code == 200
