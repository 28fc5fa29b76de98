"""Searches from the form to alerts, wanted ad and end."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eving.core.models import Contribution, Participant, Role, Street
from eving.core.people.participants import contributions_of
from eving.core.workflow import lifecycle
from tests.factories import make_staff
from tests.pages import fill_in, hidden_fields, link_in, text_of
from tests.vacancies.make import make_listing, make_profile, make_unit, use
from vacancies.forms.profiles import ProfileChange
from vacancies.models import Alert, Match, ProfileState, SearchProfile
from vacancies.privacy import PROFILE
from vacancies.services import profiles, units
from vacancies.services.alerts import seekers_of, send_alerts, send_due_alerts
from vacancies.services.profiles import ProfileDraft

pytestmark = [pytest.mark.django_db, pytest.mark.server]
FORM = "/gesuche/neu/"
FACTS: dict[str, Any] = {
    "kinds": ["lease"],
    "area_min_m2": "40",
    "area_max_m2": "90",
    "rent_max_month": "700",
    "alert": "daily",
    "wants_ad": "on",
    "title": "Fahrradwerkstatt sucht Laden",
    "text": "Wir reparieren Räder und bilden aus.",
    "name": "Rosa Rad",
    "name_display": "first",
    "email": "rosa@example.org",
}


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff(is_superuser=True))
    return client


def manage_path(mails: list) -> str:
    return link_in(next(mail.body for mail in mails if "/gesuche/verwalten/" in mail.body), "/gesuche/verwalten/")


def press(client: Client, path: str, **action: str) -> Any:
    return client.post(path, action, follow=True)


def test_a_search_is_confirmed_matched_and_put_up_as_a_wanted_ad(client: Client, staff: Client, sent) -> None:
    fits = make_listing(net_cold_rent_month=Decimal(640))
    make_listing(net_cold_rent_month=Decimal(1900))

    answer = fill_in(client, FORM, **FACTS)
    assert answer.status_code == 302, answer.context["form"].errors
    assert client.get(answer.url).status_code == 200
    profile = SearchProfile.objects.get()
    assert (profile.state, profile.number) == (ProfileState.UNCONFIRMED, None)

    [confirmation] = sent()
    assert "Rosa" not in confirmation.body + confirmation.subject  # the address is not confirmed yet
    page = client.get(link_in(confirmation.body, "/bestaetigen/"))
    manage = client.post(page.request["PATH_INFO"], hidden_fields(page)).url

    profile.refresh_from_db()
    assert (profile.state, profile.number) == (ProfileState.REVIEW, "G-1")
    assert client.get("/gesuche/").context["paginator"].count == 0
    _confirmation, begins, alert = sent()
    assert "G-1" in begins.subject
    assert fits.title in alert.body
    assert "passt: Angebot, Fläche, Miete" in alert.body
    assert alert.body.count("/ladenlokale/L-") == 1

    own = text_of(client.get(manage))
    assert fits.title in own and "640 €, gewünscht: bis 700 €" in own

    transition = reverse("admin:vacancies_searchprofile_transition", args=[profile.pk, "publish"])
    staff.post(transition, {**hidden_fields(staff.get(transition)), "text": ""})
    profile.refresh_from_db()
    assert profile.is_public
    ad = client.get(profile.get_absolute_url())
    assert "Rosa sucht" in text_of(ad)
    assert "Rosa Rad" not in ad.content.decode() and "rosa@" not in ad.content.decode()
    assert sent()[-1].subject == "Neues zu Ihrem Gesuch" and "alle sehen jetzt Ihr Gesuch" in sent()[-1].body
    assert "Fahrradwerkstatt" in text_of(client.get("/suche/?q=Fahrradwerkstatt"))


# ---------------------------------------------------------------- what looks private in a wanted ad
PRIVATE = {"title": "Laden für Frau Kowalczyk (82)", "text": "Rufen Sie an: 0231 5023456", "wants_ad": "on"}
WARNING = "Gehört das in die Öffentlichkeit?"


def test_what_looks_private_in_a_wanted_ad_is_named_before_it_is_stored(client: Client) -> None:
    answer = fill_in(client, FORM, **{**FACTS, **PRIVATE})

    page_text = text_of(answer)
    assert answer.status_code == 200 and not SearchProfile.objects.exists()
    assert WARNING in page_text and "Frau Kowalczyk (82)" in page_text and "Telefonnummer: 0231 5023456" in page_text
    assert "Laden für Frau Kowalczyk (82)" in answer.context["form"]["title"].value()  # nothing typed is lost

    again = client.post(FORM, {**FACTS, **PRIVATE, **hidden_fields(answer)})

    assert again.status_code == 302
    assert SearchProfile.objects.get().title == PRIVATE["title"]


def test_what_is_written_anew_is_named_anew(client: Client) -> None:
    first = fill_in(client, FORM, **{**FACTS, **PRIVATE})

    other = {**FACTS, **PRIVATE, **hidden_fields(first), "text": "Mail: rosa@example.org"}
    second = client.post(FORM, other)

    assert second.status_code == 200 and "rosa@example.org" in text_of(second)
    assert not SearchProfile.objects.exists()


@pytest.mark.parametrize(
    "given", [{**PRIVATE, "wants_ad": ""}, {"title": "Suche Laden", "text": "Für Bücher.", "wants_ad": "on"}]
)
def test_without_an_ad_or_without_private_words_nobody_is_stopped(client: Client, given: dict[str, str]) -> None:
    facts = {name: value for name, value in {**FACTS, **given}.items() if value}

    answer = fill_in(client, FORM, **facts)

    assert answer.status_code == 302 and SearchProfile.objects.count() == 1


def test_a_changed_ad_is_looked_at_as_well(client: Client, sent) -> None:
    profile = make_profile()
    manage = manage_path(sent())
    before = SearchProfile.objects.get().title

    answer = fill_in(client, f"{manage}aendern/", alert="never", **PRIVATE)

    assert WARNING in text_of(answer)
    assert SearchProfile.objects.get(pk=profile.pk).title == before
    again = {"alert": "never", **PRIVATE, **hidden_fields(answer)}
    assert client.post(f"{manage}aendern/", again).status_code == 302
    assert SearchProfile.objects.get(pk=profile.pk).title == PRIVATE["title"]


def test_the_office_reads_what_looks_private_in_a_wanted_ad(staff: Client) -> None:
    ad = make_profile(wants_ad=True, title=PRIVATE["title"], text="Für Bücher.")
    search = make_profile(title=PRIVATE["title"], text="Für Bücher.")

    pages = [
        text_of(staff.get(reverse("admin:vacancies_searchprofile_change", args=[profile.pk])))
        for profile in (ad, search)
    ]

    finding = "Name mit Alter: Frau Kowalczyk (82)"
    assert [finding in page for page in pages] == [True, False]


def test_the_form_begins_with_the_filters_of_the_list(client: Client) -> None:
    street = Street.objects.get(slug="bergstrasse")
    form = client.get(
        f"{FORM}?art=miete&strasse={street.slug}&flaeche_ab=40&miete_bis=700&nutzung=einzelhandel&zugang=stufenlos"
    ).context["form"]

    assert form["kinds"].value() == ["lease"]
    assert (form["streets"].value(), form["uses"].value()) == ([street.pk], [use("einzelhandel").pk])
    assert (form["area_min_m2"].value(), form["rent_max_month"].value(), form["steps_max"].value()) == (40, 700, 0)


@pytest.mark.parametrize("query", ["flaeche_ab=NaN", "art=x&strasse=y", "miete_bis=-4&frei_bis=32.13.2026"])
def test_strange_filters_leave_the_form_empty(client: Client, query: str) -> None:
    assert client.get(f"{FORM}?{query}").status_code == 200


def test_parts_that_few_need_are_folded_until_something_stands_in_them(client: Client) -> None:
    def is_open(page: Any) -> list[bool]:
        return [
            " open" in start for start in re.findall(r"<details class=\"kern-accordion[^>]*", page.content.decode())
        ]

    empty = client.get("/gesuche/neu/")
    chosen = client.get("/gesuche/neu/", {"zugang": "stufenlos"})
    wrong = fill_in(client, "/gesuche/neu/", name="Sami", email="sami@example.org", term_months="ewig")

    assert is_open(empty) == [False] * 4
    assert is_open(chosen) == [False, False, True, False]  # step-free is a choice, though its value is 0
    assert is_open(wrong) == [False, False, False, True] and wrong.status_code == 422


def test_an_ad_needs_words_and_areas_stand_in_order(client: Client) -> None:
    answer = fill_in(client, FORM, **{**FACTS, "title": "", "text": "", "area_max_m2": "10"})

    shop = {name: words for name, words in FACTS.items() if name in {"uses", "area_min_m2"}}
    contact = client.post(FORM, {**hidden_fields(answer), **shop, "area_max_m2": "", "step": "summary"})

    assert (answer.status_code, contact.status_code) == (422, 422)
    assert set(answer.context["form"].errors) == {"area_max_m2"}
    assert set(contact.context["form"].errors) == {"title", "text"}
    assert 'value="Rosa Rad"' in contact.content.decode()


def test_the_same_form_sent_twice_is_one_search(client: Client, sent) -> None:
    given = {**hidden_fields(client.get(FORM)), **FACTS}

    assert [client.post(FORM, given).status_code for _ in range(2)] == [302, 302]
    assert SearchProfile.objects.count() == 1
    assert len(sent()) == 1


# ---------------------------------------------------------------- alerts
def alerts(mails: list) -> list:
    return [mail for mail in mails if "/gesuche/keine-mails/" in mail.body]


def test_no_listing_is_told_twice(sent) -> None:
    make_listing()
    profile = make_profile()
    assert len(alerts(sent())) == 1

    for day in range(1, 4):
        send_due_alerts(timezone.now() + timedelta(days=day))
    assert len(alerts(sent())) == 1

    make_listing()
    assert send_due_alerts(timezone.now() + timedelta(days=4)) == 1
    assert len(alerts(sent())) == 2
    assert profile.matches.count() == 2


def test_who_wants_to_hear_at_once_hears_when_it_is_published(sent) -> None:
    at_once, daily = make_profile(alert=Alert.IMMEDIATE), make_profile(alert=Alert.DAILY)
    make_profile(alert=Alert.IMMEDIATE, rent_max_month=Decimal(100))
    make_profile(alert=Alert.NEVER)
    sent()

    make_listing()
    sent()  # the job that sends immediate alerts
    mails = alerts(sent())

    assert [mail.to[0] for mail in mails] == [f"Sami Sucht <{at_once.contribution.email}>"]
    assert send_due_alerts(timezone.now()) == 1  # the daily job
    assert daily.matches.count() == 1


def test_a_weekly_rhythm_waits_a_week(sent) -> None:
    make_listing()
    profile = make_profile(alert=Alert.WEEKLY)
    make_listing()
    begun = timezone.now()

    assert send_alerts(profile, begun + timedelta(days=6)) == 0
    assert send_alerts(profile, begun + timedelta(days=7)) == 1


def test_a_listing_that_ended_before_the_mail_went_out_is_not_told(sent) -> None:
    listing = make_listing()
    make_profile()
    lifecycle.apply(listing, "withdraw", by=make_staff(), text="Doch nicht.")

    assert alerts(sent()) == []


@pytest.mark.parametrize(
    ("change", "mails"),
    [
        ({}, 1),  # nothing was changed
        ({"alert": Alert.WEEKLY}, 1),
        ({"alert": Alert.NEVER}, 0),
        ({"rent_max_month": Decimal(100)}, 0),
        ({"area_min_m2": Decimal(500), "area_max_m2": None}, 0),
    ],
)
def test_a_search_that_was_changed_before_the_mail_went_out_is_told_what_it_wants_now(
    sent, change: dict[str, Any], mails: int
) -> None:
    make_listing()
    profile = make_profile()
    assert profile.matches.count() == 1
    SearchProfile.objects.filter(pk=profile.pk).update(**change)

    assert len(alerts(sent())) == mails


def test_paused_ended_and_reserved_bring_no_mail(sent) -> None:
    profile = make_profile()
    make_listing(state="reserved")
    assert send_due_alerts(timezone.now()) == 0
    lifecycle.apply(profile, "pause", by=Role.AUTHOR)
    make_listing()

    assert send_due_alerts(timezone.now()) == 0
    lifecycle.apply(profile, "resume", by=Role.AUTHOR)
    assert send_due_alerts(timezone.now()) == 1


def test_mail_programs_end_the_mails_by_one_press(client: Client, sent) -> None:
    make_listing()
    profile = make_profile()
    [mail] = alerts(sent())
    stop = link_in(mail.body, "/gesuche/keine-mails/")
    assert mail.extra_headers["List-Unsubscribe"].endswith(f"{stop}>")
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    strict = Client(enforce_csrf_checks=True)
    assert strict.get(stop).status_code == 200
    profile.refresh_from_db()
    assert profile.alert == Alert.DAILY  # link scanners end nothing
    assert strict.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    profile.refresh_from_db()
    assert profile.alert == Alert.NEVER
    assert client.get(f"{stop[:-4]}abc/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_a_listing_once(committed) -> None:
    make_listing()
    profile = make_profile()
    Match.objects.all().delete()
    SearchProfile.objects.update(alerted_at=None)
    start = Barrier(2)

    def tell(_number: int) -> int:
        start.wait()
        try:
            return send_alerts(profile)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(tell, range(2))) == [0, 1]


# ---------------------------------------------------------------- the person's own page
def test_not_interested_is_remembered(client: Client, sent) -> None:
    listing = make_listing()
    make_profile()
    manage = manage_path(sent())

    page = press(client, manage, action="dismiss", listing=listing.number)
    assert [row["hit"].listing for row in page.context["dismissed_hits"]] == [listing]
    assert page.context["certain_hits"] == []
    page = press(client, manage, action="take-back", listing=listing.number)
    assert [row["hit"].listing for row in page.context["certain_hits"]] == [listing]
    assert press(client, manage, action="dismiss", listing="L-9999").status_code == 200


def test_each_shop_that_fits_leads_to_an_enquiry_and_a_reserved_one_says_so(client: Client, sent) -> None:
    free, reserved = make_listing(title="Freier Laden"), make_listing(title="Halb vergebener Laden", state="reserved")
    make_profile()

    page = client.get(manage_path(sent()))

    source, page_text = page.content.decode(), text_of(page)
    for listing in (free, reserved):
        assert f'href="/ladenlokale/{listing.number}/anfragen/"' in source
        assert f"Anfrage senden : {listing.title}" in page_text
    assert "Halb vergebener Laden reserviert" in page_text
    assert page_text.count("reserviert") == 1


def test_the_list_of_wanted_ads_leads_owners_to_the_offer(client: Client) -> None:
    assert 'href="/ladenlokale/anbieten/"' in client.get("/gesuche/").content.decode()


def test_a_mail_tells_cold_rent_and_price_apart(sent) -> None:
    let, sold = make_listing(), make_listing(kind="sale", sale_price=Decimal(90000), net_cold_rent_month=None)

    make_profile()

    alert = sent()[-1].body.replace("\N{NO-BREAK SPACE}", " ")
    for listing, line in ((let, "Nettokaltmiete: 640 € im Monat"), (sold, "Preis: 90.000 €")):
        assert line in alert.split(f"\n{listing.title}\n")[1].split("http")[0]


def test_a_person_pauses_goes_on_and_ends(client: Client, sent) -> None:
    profile = make_profile()
    manage = manage_path(sent())
    states = []
    for action in ("pause", "pause", "go_on", "find", "go_on"):
        press(client, manage, action=action)
        profile.refresh_from_db()
        states.append(profile.state)

    assert states == ["paused", "paused", "active", "found", "found"]
    profile.contribution.refresh_from_db()
    assert profile.contribution.purge_on == timezone.localdate() + timedelta(days=180)
    assert client.get(f"{manage}aendern/").status_code == 200
    assert client.get("/gesuche/verwalten/1.1.falsch/").status_code == 404


def test_a_changed_text_of_a_wanted_ad_waits_for_the_office_again(client: Client, sent) -> None:
    profile = make_profile(wants_ad=True, title="Suche Laden", text="Für Bücher.", area_min_m2=Decimal(40))
    lifecycle.apply(profile, "publish", by=make_staff())
    manage = manage_path(sent())
    edit = f"{manage}aendern/"
    given = {"alert": "never", "title": "Suche Laden", "text": "Für Bücher.", "wants_ad": "on"}

    fill_in(client, edit, **{**given, "area_min_m2": "50"})
    profile.refresh_from_db()
    assert (profile.state, profile.is_public, profile.area_min_m2) == ("published", True, 50)

    fill_in(client, edit, **{**given, "text": "Rufen Sie mich an!"})
    profile.refresh_from_db()
    assert (profile.state, profile.is_public) == ("review", False)
    assert client.get(profile.get_absolute_url()).status_code == 410

    fill_in(client, edit, alert="never")
    profile.refresh_from_db()
    assert (profile.state, profile.is_public, profile.wants_ad) == ("active", False, False)


def test_a_search_shows_under_my_data_and_is_erased(client: Client) -> None:
    profile = make_profile(wants_ad=True, title="Suche Laden", text="Geheimer Plan.")
    participant = Participant.objects.get()
    [(contribution, kind, view)] = contributions_of(participant)

    assert view.fields["Ihr Vorhaben"] == "Geheimer Plan."
    kind.erase(contribution)
    assert not SearchProfile.objects.filter(pk=profile.pk).exists()


# ---------------------------------------------------------------- the office
def test_the_office_notes_a_search_by_telephone_and_sees_what_fits(staff: Client, sent) -> None:
    listing = make_listing()
    empty = make_unit(house_number="77")
    units.set_status(empty, "vacant", date(2026, 1, 1))
    add = reverse("admin:vacancies_searchprofile_add")

    given = {
        "channel": "phone",
        "privacy_informed": "on",
        "alert": "never",
        "area_min_m2": "40",
        "name_display": "none",
    }
    answer = fill_in(staff, add, **given)
    assert answer.status_code == 302, answer.context["form"].errors
    profile = SearchProfile.objects.get()
    assert profile.state == ProfileState.ACTIVE
    assert sent() == []  # without an address there is no mail
    case = text_of(staff.get(reverse("admin:vacancies_searchprofile_change", args=[profile.pk])))
    assert "Suche beginnt" in case and "Adresse bestätigt" not in case  # there is no confirmed address

    page = staff.get(answer.url)
    offered, unoffered = (group["rows"] for group in page.context["groups"])
    assert [row["hit"].listing for row in offered] == [listing]
    assert [row["hit"].unit for row in unoffered] == [empty]

    staff.post(answer.url, {"unit": empty.pk, "listing": "", "dismiss": "1"})
    match = Match.objects.get()
    assert (match.unit, match.listing, match.dismissed_by) == (empty, None, Role.STAFF)
    staff.post(answer.url, {"unit": empty.pk, "listing": "", "take_back": "1"})
    match.refresh_from_db()
    assert match.dismissed_at is None
    assert staff.post(answer.url, {"unit": "x", "dismiss": "1"}).status_code == 404


def test_a_search_by_telephone_is_mailed_once_its_address_is_confirmed(staff: Client, client: Client, sent) -> None:
    make_listing()
    add = reverse("admin:vacancies_searchprofile_add")
    given = {
        "channel": "desk",
        "privacy_informed": "on",
        "alert": "daily",
        "name_display": "none",
        "name": "Paula Papier",
    }
    assert fill_in(staff, add, **given, email="paula@example.org").status_code == 302
    profile = SearchProfile.objects.get()

    send_due_alerts(timezone.now() + timedelta(days=2))
    [confirmation] = sent()
    assert "bestätigen" in confirmation.subject and profile.state == ProfileState.ACTIVE

    page = client.get(link_in(confirmation.body, "/bestaetigen/"))
    client.post(page.request["PATH_INFO"], hidden_fields(page))
    assert [len(alerts(sent())), len(sent())] == [1, 3]


@pytest.mark.parametrize("kind", ["listing", "shopunit"])
def test_each_unit_shows_who_searches_it(staff: Client, kind: str) -> None:
    listing = make_listing()
    fits, other = make_profile(area_min_m2=Decimal(50)), make_profile(area_min_m2=Decimal(500))
    obj = listing if kind == "listing" else listing.unit
    path = reverse(f"admin:vacancies_{kind}_seekers", args=[obj.pk])

    page = staff.get(path)
    assert [row["hit"].profile for row in page.context["groups"][0]["rows"]] == [fits]
    assert path in staff.get(reverse(f"admin:vacancies_{kind}_change", args=[obj.pk])).content.decode()

    staff.post(path, {"profile": fits.pk, "unit": listing.unit_id, "listing": listing.pk, "dismiss": "1"})
    assert fits.matches.get().dismissed_by == Role.STAFF
    assert not other.matches.filter(dismissed_at__isnull=False).exists()


def test_a_unit_in_use_is_free_from_the_end_of_its_lease() -> None:
    unit, needed = make_unit(), make_profile(needed_by=date(2027, 6, 1))

    def verdict() -> str:
        hits = seekers_of(unit, None)
        return hits[0].fit.criteria[0].verdict if hits else "none"

    assert verdict() == "unknown"  # its use today is unknown
    units.set_status(unit, "occupied", date(2026, 1, 1), use_class=use("einzelhandel"))
    assert verdict() == "unknown"
    unit.periods.update(lease_ends_on=date(2027, 5, 31))
    assert verdict() == "fits"
    unit.periods.update(lease_ends_on=date(2028, 5, 31))
    assert verdict() == "none"
    units.set_status(unit, "vacant", date(2026, 10, 1))
    assert verdict() == "fits" and needed.state == ProfileState.ACTIVE


def test_lists_of_matches_keep_their_queries(staff: Client, django_assert_max_num_queries) -> None:
    def count(path: str) -> int:
        with django_assert_max_num_queries(60) as queries:
            assert staff.get(path).status_code == 200
        return len(queries)

    listing, profile = make_listing(), make_profile()
    paths = [
        reverse("admin:vacancies_listing_seekers", args=[listing.pk]),
        reverse("admin:vacancies_searchprofile_hits", args=[profile.pk]),
        reverse("admin:vacancies_searchprofile_changelist"),
    ]
    for path in paths:
        count(path)
    few = [count(path) for path in paths]
    for _number in range(5):
        make_listing(), make_profile(uses=[use("einzelhandel")], wants_ad=True, title="Laden", text="Plan")

    assert [count(path) for path in paths] == few


def test_public_lists_of_searches_keep_their_queries(client: Client, django_assert_max_num_queries) -> None:
    def count() -> int:
        with django_assert_max_num_queries(8) as queries:
            assert client.get("/gesuche/").status_code == 200
        return len(queries)

    def publish() -> None:
        profile = make_profile(wants_ad=True, title="Laden", text="Plan", uses=[use("einzelhandel")])
        lifecycle.apply(profile, "publish", by=staff_user)

    staff_user = make_staff()
    publish()
    count()
    few = count()
    for _number in range(4):
        publish()

    assert count() == few


def test_a_refused_ad_goes_on_as_a_search_with_a_reason(staff: Client, sent) -> None:
    profile = make_profile(wants_ad=True, title="Laden", text="Plan 0231 555")
    with pytest.raises(ValidationError):
        lifecycle.apply(profile, "refuse", by=make_staff())
    lifecycle.apply(profile, "refuse", by=make_staff(), text="Bitte ohne Telefonnummer.")

    assert (profile.state, profile.wants_ad) == (ProfileState.ACTIVE, False)
    assert "Bitte ohne Telefonnummer." in sent()[-1].body


# ---------------------------------------------------------------- the end
def test_after_a_year_a_search_expires_and_its_person_is_asked_before(client: Client, sent) -> None:
    start = datetime(2026, 3, 1, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        profile = make_profile(wants_ad=True, title="Laden", text="Plan")
        lifecycle.apply(profile, "publish", by=make_staff())
        sent()
    with time_machine.travel(start + timedelta(days=352), tick=False):
        assert profiles.end_searches(timezone.now()) == 0
        assert profiles.end_searches(timezone.now()) == 0
        reminder = sent()[-1]
        assert "endet am" in reminder.subject
        assert sum("endet am" in mail.subject for mail in sent()) == 1
        other = make_profile()
        SearchProfile.objects.filter(pk=other.pk).update(reminded_on=date(2027, 2, 16))
        own = next(mail.body for mail in sent() if mail.to[0].endswith(f"<{other.contribution.email}>"))
        press(client, link_in(own, "/gesuche/verwalten/"), action="go_on")
        other.refresh_from_db()
        assert (other.expires_on, other.reminded_on, other.state) == (date(2028, 2, 16), None, "active")
    with time_machine.travel(start + timedelta(days=365), tick=False):
        assert profiles.end_searches(timezone.now()) == 1
        profile.refresh_from_db()
        assert (profile.state, profile.is_public) == (ProfileState.EXPIRED, False)
        manage = link_in(sent()[-1].body, "/gesuche/verwalten/")
        press(client, manage, action="go_on")
        profile.refresh_from_db()
        assert (profile.state, profile.expires_on) == (
            ProfileState.REVIEW,
            date(2028, 2, 29),
        )  # the wanted ad is checked again


def test_searches_are_purged_with_their_persons() -> None:
    gone, stays = make_profile(confirmed=False), make_profile()
    ended = make_profile()
    lifecycle.apply(ended, "end", by=Role.AUTHOR)
    later = timezone.now() + timedelta(days=31)

    assert profiles.purge_profiles(later, dry_run=True) == 1
    assert profiles.purge_profiles(later, dry_run=False) == 1
    assert profiles.purge_profiles(timezone.now() + timedelta(days=181), dry_run=False) == 1
    assert list(SearchProfile.objects.all()) == [stays]
    assert not Contribution.objects.filter(pk__in=[gone.contribution_id, ended.contribution_id]).exists()


def test_a_search_that_ended_is_not_changed() -> None:
    profile = make_profile()
    lifecycle.apply(profile, "end", by=Role.AUTHOR)

    with pytest.raises(ValidationError):
        profiles.change_profile(profile, ProfileDraft(title="Neu"))


def test_streets_that_the_list_lacks_are_for_the_office_alone(client: Client, staff: Client) -> None:
    profile = make_profile(wants_ad=True, title="Laden gesucht", text="Wir backen.", other_streets="Gärtnerstraße")
    lifecycle.apply(profile, "publish", by=make_staff(), text="")

    shown = PROFILE.show(profile.contribution).fields
    case = staff.get(reverse("admin:vacancies_searchprofile_change", args=[profile.pk])).content.decode()

    assert shown["Andere Straßen"] == "Gärtnerstraße" and 'value="Gärtnerstraße"' in case
    for path in (profile.get_absolute_url(), "/gesuche/"):
        page = client.get(path).content.decode()
        assert "Laden gesucht" in page and "Gärtnerstraße" not in page


def test_other_streets_are_kept_and_can_be_corrected(client: Client) -> None:
    profile = make_profile(other_streets="Gärtnerstraße")
    draft = ProfileDraft(title=profile.title, other_streets="Schleifenstraße")

    profiles.change_profile(profile, draft)

    assert profile.other_streets == "Schleifenstraße"
    assert ProfileChange.initial_of(profile)["other_streets"] == "Schleifenstraße"
