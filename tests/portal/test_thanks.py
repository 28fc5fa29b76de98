"""After a form: the page names the address and says truly whether a mail went, and a slip can be put right."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from eving.core.messaging import submissions
from eving.core.models import Contribution, FormSubmission, OfficeMessage, Participant, Subscription
from eving.core.people import links, participants, rate_limits
from projects.models import Idea, IdeaState, Support
from projects.services import participation
from projects.services.participation import HelpDraft, Helper
from tests.factories import make_idea
from tests.pages import fill_in, hidden_fields, link_in, text_of
from tests.vacancies.make import make_listing
from vacancies.models import Enquiry

pytestmark = pytest.mark.django_db

IDEA = {"title": "Bank", "text": "Zum Sitzen.", "name": "Erika", "name_display": "none"}
NOTE = {"text": "Wann haben Sie auf?", "name": "Erika"}


def typed_in(client: Client, page: str, typed: dict[str, Any]) -> Any:
    return client.post(page, {**hidden_fields(client.get(page)), **typed})


def page_after(client: Client, answer: Any) -> str:
    assert answer.status_code == 302, text_of(answer)
    return text_of(client.get(answer["Location"]))


def change_link(client: Client, answer: Any) -> str:
    page = client.get(answer["Location"]).content.decode()
    return re.search(r'href="(/bestaetigen/adresse/[^"]+)"', page)[1]  # type: ignore[index]


@pytest.fixture
def forms() -> dict[str, dict[str, Any]]:
    """The path of every public form that asks for a mail, and what is typed there."""
    idea = make_idea(email="wer@example.org")
    listing = make_listing()
    return {
        "/ideen/neu/": IDEA,
        f"/ideen/{idea.number}/unterstuetzen/": {},
        f"/ideen/{idea.number}/helfen/": {"kind": "time", "name": "Erika", "name_display": "none"},
        "/folgen/?thema=gruen": {},
        "/kontakt/nachricht/": NOTE,
        "/barrierefreiheit/melden/": NOTE,
        "/melden/": {"path": "/ideen/", "reason": "wrong", **NOTE},
        f"/ladenlokale/{listing.number}/anfragen/": {"text": "Ein Café.", "name": "Erika"},
        "/ladenlokale/anbieten/": {
            "street": listing.unit.street_id, "house_number": "77", "kind": "lease", "role": "owner", "name": "Erika",
            "consent": "on",
        },
        "/gesuche/neu/": {"name": "Erika", "kinds": ["lease"], "alert": "daily", "name_display": "none"},
    }  # fmt: skip


def test_every_form_names_the_address_and_the_fourth_mail_of_a_day_is_not_promised(
    client: Client, sent, forms: dict[str, dict[str, Any]], settings
) -> None:
    settings.MAIL_CONFIRMATIONS_PER_DAY = 1
    sent().clear()
    for number, (path, typed) in enumerate(forms.items()):
        email = f"erika{number}@example.org"
        other = {**typed, "house_number": "79"} if "house_number" in typed else typed
        first = page_after(client, typed_in(client, path, {**typed, "email": email}))
        to = [letter for letter in sent() if letter.to == [email]]
        second = page_after(client, typed_in(client, path, {**other, "email": email}))

        assert email in first and "unterwegs" in first, path
        assert len(to) == 1, path
        assert f"An {email} geht diesmal keine E-Mail" in second and "ist unterwegs" not in second, path
        assert len([letter for letter in sent() if letter.to == [email]]) == 1, path


def test_who_gave_no_address_is_promised_no_mail(client: Client) -> None:
    said = page_after(client, fill_in(client, "/barrierefreiheit/melden/", text="Zu klein."))

    assert "unterwegs" not in said and "Postfach" not in said
    assert not FormSubmission.objects.exists()


def test_the_page_forgets_the_address_after_a_while_and_is_never_stored(client: Client, settings) -> None:
    answer = fill_in(client, "/ideen/neu/", **IDEA, email="erika@example.org")
    page = client.get(answer["Location"])

    with time_machine.travel(timezone.now() + timedelta(minutes=settings.THANKS_PAGE_MINUTES + 1)):
        late = client.get(answer["Location"])
        changing = client.get(change_link(client, answer)) if "adresse" in late.content.decode() else None

    assert page["Cache-Control"] == "no-store"
    assert "erika@example.org" in text_of(page) and "erika@example.org" not in text_of(late)
    assert late.status_code == 200 and changing is None


@pytest.mark.parametrize("token", ["", "1.2.3", "1.99999999.x", "a\0b", "1." + "9" * 30 + ".x", "../../"])
def test_a_made_up_link_opens_no_page(client: Client, token: str) -> None:
    page = client.get("/ideen/neu/danke/", {"beleg": token})

    assert page.status_code == (400 if "\0" in token else 200) and "Vertippt?" not in text_of(page)
    assert client.get(f"/bestaetigen/adresse/{token or 'x'}/".replace("\0", "%00")).status_code in (400, 404, 410)


def test_what_a_thanks_page_knows_goes_after_a_day(settings) -> None:
    make_idea(state="unconfirmed")
    now = timezone.now() + timedelta(hours=settings.PURGE_SUBMISSIONS_HOURS + 1)

    assert submissions.purge(now, True) == submissions.purge(now, False) == 1
    assert not FormSubmission.objects.exists()


# ---------------------------------------------------------------- a slip is put right
def test_a_mistyped_address_is_changed_and_the_old_link_ends(client: Client, sent) -> None:
    answer = fill_in(client, "/ideen/neu/", **IDEA, email="falsch@example.org")
    [first] = sent()

    changed = fill_in(client, change_link(client, answer), email="richtig@example.org")
    said = page_after(client, changed)
    [_first, second] = sent()

    assert "richtig@example.org" in said and "unterwegs" in said
    assert second.to == ["richtig@example.org"]
    assert client.get(link_in(first.body, "/bestaetigen/")).status_code == 404
    assert fill_in(client, link_in(second.body, "/bestaetigen/")).status_code == 302
    assert Idea.objects.get().state == IdeaState.SUBMITTED
    assert not Participant.objects.filter(email="falsch@example.org").exists()


def test_three_times_and_no_more(client: Client, sent) -> None:
    answer = fill_in(client, "/ideen/neu/", **IDEA, email="a@example.org")
    for name in "bcd":
        sent()
        answer = fill_in(client, change_link(client, answer), email=f"{name}@example.org")
        assert answer.status_code == 302

    fourth = fill_in(client, change_link(client, answer), email="e@example.org")

    assert fourth.status_code == 422 and "schon dreimal geändert" in text_of(fourth)
    assert Contribution.objects.get().email == "d@example.org"
    assert [letter.to for letter in sent()] == [[f"{name}@example.org"] for name in "abcd"]


def test_changing_is_no_way_round_the_limit_of_an_address(client: Client, sent, settings) -> None:
    """Old and new address are counted, and the network: nobody floods a mailbox by correcting towards it."""
    for number in range(4):
        answer = fill_in(client, "/ideen/neu/", **{**IDEA, "title": f"Bank {number}"}, email=f"x{number}@example.org")
        if number == 0:
            sent()  # the others are changed before the worker comes to them
        said = page_after(client, fill_in(client, change_link(client, answer), email="opfer@example.org"))

    assert "geht diesmal keine E-Mail" in said
    assert (
        len([letter for letter in sent() if letter.to == ["opfer@example.org"]]) == settings.MAIL_CONFIRMATIONS_PER_DAY
    )
    left = [rate_limits.hit("confirmation", f"x{number}@example.org", timedelta(days=1)).number for number in range(2)]
    assert left == [3, 2]  # the mail, the change away from it where the mail had gone out, and this look
    assert not [letter for letter in sent() if letter.to == ["x1@example.org"]]


def test_what_is_confirmed_is_not_moved_any_more(client: Client, sent) -> None:
    answer = fill_in(client, "/ideen/neu/", **IDEA, email="a@example.org")
    path = change_link(client, answer)
    page = client.get(path)
    fill_in(client, link_in(sent()[0].body, "/bestaetigen/"))

    late = client.post(path, {**hidden_fields(page), "email": "fremd@example.org"})

    assert late.status_code == 422 and "inzwischen bestätigt" in text_of(late)
    assert Contribution.objects.get().email == "a@example.org"
    assert "ist schon bestätigt" in text_of(client.get(answer["Location"]))


@pytest.mark.parametrize("also_follow", [{}, {"also_follow": "on"}])
def test_a_support_moves_with_what_was_ticked(client: Client, sent, also_follow: dict) -> None:
    idea = make_idea(email="wer@example.org")
    sent().clear()
    answer = fill_in(client, f"/ideen/{idea.number}/unterstuetzen/", email="falsch@example.org", **also_follow)
    sent()
    answer = fill_in(client, change_link(client, answer), email="richtig@example.org")
    sent()
    answer = fill_in(client, change_link(client, answer), email="richtiger@example.org")
    old, _middle, new = sent()
    gone = client.get(link_in(old.body, "/bestaetigen/")).status_code
    fill_in(client, link_in(new.body, "/bestaetigen/"))

    assert gone == 404
    [support] = Support.objects.all()
    assert (support.participant.email, support.confirmed_at is not None) == ("richtiger@example.org", True)
    assert [row.participant.email for row in Subscription.objects.all()] == ["richtiger@example.org"] * len(also_follow)
    idea.refresh_from_db()
    assert idea.support_count == 1


def test_a_stranger_can_neither_move_nor_learn_about_a_support(client: Client, sent) -> None:
    """Somebody types the address of a supporter, then "corrects" it: the supporter keeps theirs."""
    idea = make_idea(email="wer@example.org")
    path = f"/ideen/{idea.number}/unterstuetzen/"
    fill_in(client, path, email="uli@example.org")
    fill_in(client, link_in(sent()[-1].body, "/bestaetigen/"))

    known = fill_in(client, path, email="ULI@example.org")
    unknown = fill_in(client, path, email="neu@example.org")
    said = [page_after(client, answer) for answer in (known, unknown)]
    fill_in(client, change_link(client, known), email="fremd@example.org")

    assert said[0].replace("uli@example.org", "neu@example.org") == said[1]
    emails = {row.participant.email: row.confirmed_at is not None for row in Support.objects.all()}
    assert emails == {"uli@example.org": True, "neu@example.org": False, "fremd@example.org": False}


def test_what_needs_no_confirmation_moves_too(client: Client, sent) -> None:
    answer = fill_in(client, "/kontakt/nachricht/", **NOTE, email="falsch@example.org")

    said = page_after(client, fill_in(client, change_link(client, answer), email="richtig@example.org"))

    assert "Eingangsbestätigung an richtig@example.org" in said
    assert OfficeMessage.objects.get().contribution.email == "richtig@example.org"
    assert ["richtig@example.org"] in [letter.to for letter in sent()]


def test_the_change_asks_back_and_refuses_like_every_form(client: Client) -> None:
    answer = fill_in(client, "/kontakt/nachricht/", **NOTE, email="falsch@example.org")
    path = change_link(client, answer)

    assert "Meinten Sie max@gmail.com?" in text_of(fill_in(client, path, email="max@gmial.com"))
    assert fill_in(client, path, email="kein-at").status_code == 422
    assert "Bisher steht da falsch@example.org" in text_of(client.get(path))


# ---------------------------------------------------------------- one mail confirms all
@pytest.mark.parametrize("also_follow", [{}, {"also_follow": "on"}])
def test_five_supports_in_a_row_are_confirmed_by_one_mail(client: Client, sent, also_follow: dict) -> None:
    ideas = [make_idea(email=f"wer{number}@example.org", title=f"Idee {number}") for number in range(5)]
    sent().clear()
    for idea in ideas:
        answer = fill_in(client, f"/ideen/{idea.number}/unterstuetzen/", email="uli@example.org", **also_follow)
    said = page_after(client, answer)
    mails = sent()
    path = link_in(mails[-1].body, "/bestaetigen/")
    page = client.get(path)
    boxes = re.findall(r'<input[^>]*name="also"[^>]*>', page.content.decode())
    values = [re.search(r'value="(\d+)"', box)[1] for box in boxes]  # type: ignore[index]

    answer = client.post(path, {**hidden_fields(page), "also": values})
    after = client.get(answer["Location"])

    assert len(mails) == 3 and "geht diesmal keine E-Mail" in said
    assert len(boxes) == 4 and not any("checked" in box for box in boxes)
    assert all(
        f"{idea.title} (Unterstützung einer Idee)" in text_of(page) for idea in (ideas[0], ideas[1], ideas[3], ideas[4])
    )
    assert all(
        f"{idea.title} (Unterstützung einer Idee)" in " ".join(text_of(after).split())
        for idea in (ideas[0], ideas[1], ideas[3], ideas[4])
    )
    assert [Idea.objects.get(pk=idea.pk).support_count for idea in ideas] == [1] * 5
    assert "Das wartet auch auf Sie" not in text_of(after)
    assert Subscription.objects.filter(confirmed_at__isnull=False).count() == 5 * len(also_follow)


def test_what_is_not_ticked_stays_open(client: Client, sent) -> None:
    """A stranger typed the address: their idea stands beside mine, and stays unconfirmed."""
    fill_in(client, "/ideen/neu/", **{**IDEA, "title": "Fremd"}, email="uli@example.org")
    fill_in(client, "/ideen/neu/", **{**IDEA, "title": "Meine"}, email="uli@example.org")

    fill_in(client, link_in(sent()[-1].body, "/bestaetigen/"))

    assert {idea.title: idea.state for idea in Idea.objects.all()} == {"Fremd": "unconfirmed", "Meine": "submitted"}


def test_whoever_was_cut_off_confirms_theirs_behind_the_mail_of_a_stranger(client: Client, sent) -> None:
    for number in range(3):
        fill_in(client, "/ideen/neu/", **{**IDEA, "title": f"Fremd {number}"}, email="uli@example.org")
    fill_in(client, "/ideen/neu/", **{**IDEA, "title": "Meine"}, email="uli@example.org")
    path = link_in(sent()[-1].body, "/bestaetigen/")
    page = client.get(path)
    mine = str(Contribution.objects.get(idea__title="Meine").pk)

    nothing = client.post(path, {**hidden_fields(page), "only": "1"})
    client.post(path, {**hidden_fields(page), "only": "1", "also": [mine]})

    assert nothing.status_code == 422 and "Bitte kreuzen Sie an" in text_of(nothing)
    assert {idea.title: idea.state for idea in Idea.objects.exclude(state="unconfirmed")} == {"Meine": "submitted"}


def test_nobody_confirms_what_belongs_to_another_address(client: Client, sent) -> None:
    other = make_idea(state="unconfirmed", email="fremd@example.org")
    fill_in(client, "/ideen/neu/", **IDEA, email="uli@example.org")
    fill_in(client, "/ideen/neu/", **{**IDEA, "title": "Zwei"}, email="uli@example.org")
    path = link_in(sent()[-1].body, "/bestaetigen/")

    answer = client.post(path, {**hidden_fields(client.get(path)), "also": [str(other.contribution_id)]})

    assert answer.status_code == 422
    assert Idea.objects.get(pk=other.pk).state == IdeaState.UNCONFIRMED


def test_a_late_link_shows_nothing_else(client: Client, sent) -> None:
    make_idea(state="unconfirmed", email="uli@example.org", title="Eine")
    make_idea(state="unconfirmed", email="uli@example.org", title="Andere")
    path = link_in(sent()[0].body, "/bestaetigen/")

    with time_machine.travel(timezone.now() + timedelta(days=8)):
        page = client.get(path)

    assert "Andere" not in text_of(page)


def test_a_flooded_page_names_the_newest_only(client: Client) -> None:
    running = make_idea(email="wer@example.org")
    for _number in range(participants.MOST_OPEN + 5):
        participation.offer_help(
            running, key=uuid.uuid4(), draft=HelpDraft("time", "", False), helper=Helper(email="uli@example.org"),
            privacy_version="t",
        )  # fmt: skip
    idea = make_idea(state="unconfirmed", email="uli@example.org")

    page = client.get(f"/bestaetigen/{links.make(idea.contribution, 'confirm')}/")

    assert page.content.decode().count('name="also"') == participants.MOST_OPEN


# ---------------------------------------------------------------- /meine-daten/
def test_my_data_counts_by_itself_and_a_stranger_cuts_nobody_off(client: Client, sent, settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    make_idea(state="unconfirmed", email="uli@example.org", title="Meine")
    for number in range(5):
        fill_in(client, "/ideen/neu/", **{**IDEA, "title": f"Fremd {number}"}, email="uli@example.org")
    stranger = Client(headers={"X-Forwarded-For": "203.0.113.9"})
    said = [text_of(fill_in(stranger, "/meine-daten/", email="uli@example.org")) for _try in range(4)]
    sent().clear()

    own = Client(headers={"X-Forwarded-For": "198.51.100.7"})
    page = fill_in(own, "/meine-daten/", email="uli@example.org")
    [letter] = sent()
    mine = own.get(link_in(letter.body, "/meine-daten/"))
    confirm = re.search(r'href="(/bestaetigen/[^"]+)"', mine.content.decode())[1]  # type: ignore[index]
    fill_in(own, confirm)

    assert "schon mehrere Links angefordert" in said[-1] and "schon mehrere" not in said[-2]
    assert "Kennen wir die Adresse uli@example.org" in text_of(page)
    assert Idea.objects.exclude(state="unconfirmed").count() == 1


def test_no_more_than_ten_links_go_to_one_address_from_everywhere(client: Client, sent, settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    make_idea(email="uli@example.org")
    sent().clear()
    for number in range(14):
        there = Client(headers={"X-Forwarded-For": f"203.0.113.{number}"})
        fill_in(there, "/meine-daten/", email="uli@example.org")

    assert len(sent()) == 10


def test_enquiries_survive_the_limit(client: Client, settings) -> None:
    settings.MAIL_CONFIRMATIONS_PER_DAY = 0
    listing = make_listing()

    said = page_after(
        client,
        fill_in(client, f"/ladenlokale/{listing.number}/anfragen/", text="Ein Café.", name="E", email="e@example.org"),
    )

    assert Enquiry.objects.count() == 1
    assert "ist trotzdem angekommen" in said
