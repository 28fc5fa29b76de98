"""What a person does by their link while the office decides: one comes first, nobody meets a 500."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from eving.core.models import Contribution, Participant
from eving.core.people import links
from eving.core.workflow import lifecycle
from projects.models import Idea
from tests.actors.entries import make_actor
from tests.at_once import while_it_waits
from tests.factories import make_idea, make_staff
from tests.pages import hidden_fields
from tests.vacancies.listings.test_offers import offer
from tests.vacancies.make import make_enquiry, make_listing, make_profile, use
from vacancies.services.rechecks import recheck_link

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.server]


@dataclass(frozen=True)
class Register:
    """How a case of a register comes to the office, and what the office does with it."""

    make: Callable[[], Any]
    transition: str
    given: Callable[[], dict[str, Any]] = dict


REGISTERS = {
    "idea": Register(lambda: make_idea(state="submitted"), "publish"),
    "actor": Register(lambda: make_actor(state="submitted"), "publish"),
    "listing": Register(lambda: offer(), "take_up"),
    "enquiry": Register(make_enquiry, "contact"),
    "search": Register(lambda: make_profile(wants_ad=True, title="Laden", text="Plan"), "publish"),
}


def decide(register: Register, case: Any) -> None:
    """The office decides, from the row as it stands."""
    stored = type(case).objects.get(pk=case.pk)
    lifecycle.apply(stored, register.transition, by=make_staff(), text="Gut.", **register.given())


def form_at(path: str, **typed: Any) -> Callable[[], int]:
    """Open a form now, as the person did before the office decided; sending it gives the status of the answer."""
    client = Client(raise_request_exception=False)
    page = client.get(path)
    assert page.status_code == 200, f"{path} answers {page.status_code}"
    fields = {**hidden_fields(page), **typed}
    return lambda: client.post(path, fields).status_code


def my_data(contribution: Contribution, page: str) -> str:
    return f"/meine-daten/{links.make(contribution.participant, 'my-data')}/{page}"


# ---------------------------------------------------------------- erasing while the office decides
@pytest.mark.parametrize("name", REGISTERS)
@pytest.mark.parametrize("everything", [False, True], ids=["one", "all"])
def test_whoever_erases_while_the_office_decides_is_erased(name: str, everything: bool) -> None:
    register = REGISTERS[name]
    case = register.make()
    contribution = case.contribution
    pk, participant = contribution.pk, contribution.participant_id
    send = form_at(my_data(contribution, "alles-loeschen/" if everything else f"{pk}/loeschen/"))

    answer = while_it_waits(lambda: decide(register, case), send)

    assert answer == 302
    assert not Contribution.objects.filter(pk=pk).exists()
    assert not Participant.objects.filter(pk=participant).exists()
    left = type(case).objects.filter(pk=case.pk).first()
    assert left is None or (left.contribution_id is None and not getattr(left, "is_public", False))


@pytest.mark.parametrize("name", REGISTERS)
def test_whoever_decides_while_a_person_erases_is_told(name: str) -> None:
    register = REGISTERS[name]
    case, staff = register.make(), make_staff()
    client = Client()
    client.force_login(staff)
    model = case._meta.label_lower.replace(".", "/")
    path = f"/verwaltung/{model}/{case.pk}/schritt/{register.transition}/"
    fields = {**hidden_fields(client.get(path)), "text": "Gut."}
    client.raise_request_exception = False
    erase = form_at(my_data(case.contribution, f"{case.contribution.pk}/loeschen/"))

    answer = while_it_waits(erase, lambda: client.post(path, fields).status_code)

    assert answer in {200, 404, 422}
    assert not Contribution.objects.filter(pk=case.contribution.pk).exists()


def test_without_the_lock_erasing_would_fail_while_the_office_decides() -> None:
    """The twin: what belongs to the row is collected before the office has written its entry."""
    idea = make_idea(state="submitted")
    register = REGISTERS["idea"]

    def careless() -> None:
        with transaction.atomic():
            loaded = Idea.objects.get(pk=idea.pk)
            loaded.delete()

    with pytest.raises(IntegrityError):
        while_it_waits(lambda: decide(register, idea), careless)


# ---------------------------------------------------------------- taking back while the office decides
WITHDRAWALS = {
    "idea": (lambda case: f"/ideen/verwalten/{links.make(case.contribution, 'manage')}/zurueckziehen/", {"text": ""}),
    "actor": (
        lambda case: f"/akteure/verwalten/{links.make(case.contribution, 'manage')}/zurueckziehen/",
        {"text": ""},
    ),
}


@pytest.mark.parametrize("name", WITHDRAWALS)
def test_whoever_withdraws_while_the_office_publishes_ends_withdrawn_and_hidden(name: str) -> None:
    register = REGISTERS[name]
    case = register.make()
    path, typed = WITHDRAWALS[name]
    send = form_at(path(case), **typed)

    answer = while_it_waits(lambda: decide(register, case), send)

    case.refresh_from_db()
    assert (answer, case.state, case.is_public) == (302, "withdrawn", False)
    assert case.published_at and case.hidden_at


@pytest.mark.parametrize("action", ["end", "pause", "find"])
def test_whoever_ends_a_search_while_the_office_publishes_it_has_it_hidden(action: str) -> None:
    register = REGISTERS["search"]
    profile = register.make()
    path = f"/gesuche/verwalten/{links.make(profile.contribution, 'manage')}/"
    send = form_at(path, action=action)

    answer = while_it_waits(lambda: decide(register, profile), send)

    profile.refresh_from_db()
    assert (answer, profile.is_public) == (302, False)
    assert profile.state in {"ended", "paused", "found"}


def test_a_contact_who_says_it_is_gone_while_the_office_reserves_hides_the_shop() -> None:
    listing = make_listing()
    path = f"/ladenlokale/pruefen/{recheck_link(listing)}/"
    send = form_at(path, answer="gone", text="Vermietet.")

    answer = while_it_waits(lambda: lifecycle.apply(listing, "reserve", by=make_staff()), send)

    listing.refresh_from_db()
    assert (answer, listing.state, listing.is_public) == (200, "paused", False)


def test_a_listing_withdrawn_while_a_colleague_publishes_it_is_hidden_or_refused() -> None:
    listing, staff = make_listing(state="draft"), make_staff()
    loaded = type(listing).objects.get(pk=listing.pk)

    with pytest.raises(ValidationError):
        while_it_waits(
            lambda: lifecycle.apply(listing, "publish", by=staff),
            lambda: lifecycle.apply(loaded, "withdraw", by=staff, text="Doch nicht.", seen_version=loaded.version),
        )

    listing.refresh_from_db()
    assert (listing.state, listing.is_public) == ("published", True)


def test_without_reading_anew_a_withdrawal_would_break_on_the_constraint() -> None:
    """The twin: what is hidden is computed from the row that the page loaded, before the office published."""
    idea = make_idea(state="submitted")
    loaded = Idea.objects.get(pk=idea.pk)

    def careless() -> None:
        hidden_at = timezone.now() if loaded.published_at else None
        Idea.objects.filter(pk=loaded.pk).update(state="withdrawn", hidden_at=hidden_at)

    with pytest.raises(IntegrityError):
        while_it_waits(lambda: decide(REGISTERS["idea"], idea), careless)


# ---------------------------------------------------------------- correcting while the office decides
CORRECTION = {"title": "Ganz anders", "text": "Etwas, das niemand gelesen hat."}


def correction_of(idea: Idea) -> Callable[[], int]:
    return form_at(f"/ideen/verwalten/{links.make(idea.contribution, 'manage')}/aendern/", **CORRECTION)


def test_a_correction_that_comes_while_the_office_publishes_changes_nothing_public() -> None:
    idea = make_idea(state="submitted", title="Eine Bank")
    send = correction_of(idea)

    answer = while_it_waits(lambda: decide(REGISTERS["idea"], idea), send)

    idea.refresh_from_db()
    assert (answer, idea.title, idea.is_public) == (422, "Eine Bank", True)


def test_a_correction_of_words_that_the_office_changed_meanwhile_is_asked_about_and_kept() -> None:
    idea = make_idea(state="submitted", title="Eine Bank")
    client = Client()
    path = f"/ideen/verwalten/{links.make(idea.contribution, 'manage')}/aendern/"
    fields = {**hidden_fields(client.get(path)), **CORRECTION}
    with transaction.atomic():
        row = lifecycle.locked(idea)
        row.title, row.version = "Eine Bank am Markt", row.version + 1
        row.save(update_fields=["title", "version"])

    refused = client.post(path, fields)
    decided = client.post(path, {**fields, **hidden_fields(refused)})

    idea.refresh_from_db()
    assert refused.status_code == 422 and CORRECTION["text"] in refused.content.decode()
    assert (decided.status_code, idea.title) == (302, "Ganz anders")


def test_without_reading_anew_a_correction_would_replace_public_words_unread() -> None:
    """The twin: the form is judged by the row that the page loaded."""
    idea = make_idea(state="submitted", title="Eine Bank")
    loaded = Idea.objects.get(pk=idea.pk)

    def careless() -> None:
        assert loaded.published_at is None
        Idea.objects.filter(pk=loaded.pk).update(title="Ganz anders")

    while_it_waits(lambda: decide(REGISTERS["idea"], idea), careless)

    idea.refresh_from_db()
    assert (idea.is_public, idea.title) == (True, "Ganz anders")


# ---------------------------------------------------------------- two of the office
def test_who_lets_a_shop_while_its_enquiry_wins_is_told() -> None:
    enquiry, staff = make_enquiry(), make_staff()
    lifecycle.apply(enquiry, "contact", by=staff)
    listing = enquiry.listing
    words = {"on": date(2026, 12, 1), "use_class": use("einzelhandel"), "tenant_name": "Ina"}

    with pytest.raises(ValidationError):
        while_it_waits(
            lambda: lifecycle.apply(enquiry, "win", by=staff, **words),
            lambda: lifecycle.apply(listing, "let", by=staff, **words),
        )

    listing.refresh_from_db()
    assert listing.state == "let" and listing.unit.periods.filter(period__contains=date(2026, 12, 2)).count() == 1
