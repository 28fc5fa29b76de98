"""What somebody typed is never lost: the shop was let, the idea closed, the cookie gone while the form was open."""

import html
import re
from typing import Any

import pytest
import time_machine
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor, ContactPoint
from eving.core.models import Contribution, OfficeMessage, Participant, Topic
from eving.core.people import links
from eving.core.public import typed
from eving.core.public.typed import MOST
from eving.core.workflow import lifecycle
from eving.portal.forms.contact import OfficeMessageForm
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import hidden_fields, text_of
from tests.vacancies.make import make_listing, use
from vacancies.models import Enquiry, SearchProfile

pytestmark = pytest.mark.django_db

TEXT = 'Ein Café mit Röstung.\r\nUnd <b>fetten</b> Kuchen & "Torten".'
READ = TEXT.replace("\r\n", "\n")
PERSON = {"name": "Erika Beispiel", "email": "erika@example.org", "phone": "0231 4711"}


def typed_again(page: HttpResponse) -> str:
    """What stands in the field for reading and copying."""
    [field] = re.findall(
        r"<textarea[^>]*id=\"typed\"[^>]*readonly[^>]*>\n(.*?)</textarea>", page.content.decode(), re.S
    )
    return html.unescape(field)


def forms_of(page: HttpResponse) -> dict[str, dict[str, str]]:
    """The forms that take the text along: where they lead, and what they hold."""
    source = page.content.decode()
    found = {}
    for action, inside in re.findall(r'<form method="post" action="([^"]+)">(.*?)</form>', source, re.S):
        pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', inside)
        found[action] = {name: html.unescape(value) for name, value in pairs}
    return found


def listing_let() -> Any:
    listing = make_listing()
    details = {"on": timezone.localdate(), "use_class": use("einzelhandel")}
    return listing, lambda: lifecycle.apply(listing, "let", by=make_staff(), text="Vermietet.", **details)


def idea_closed() -> Any:
    idea = make_idea()
    return idea, lambda: lifecycle.apply(idea, "decline", by=make_staff(), text="Geht nicht.")


def idea_withdrawn() -> Any:
    idea = make_idea()
    return idea, lambda: lifecycle.apply(idea, "withdraw", by=make_staff(), text="Auf Wunsch.")


def actor_archived() -> Any:
    actor = make_actor()
    ContactPoint.objects.create(actor=actor, email="rad@example.org", visibility="public")
    return actor, lambda: lifecycle.apply(actor, "archive", by=make_staff(), text="Aufgelöst.")


def actor_unreachable() -> Any:
    actor = make_actor()
    ContactPoint.objects.create(actor=actor, email="rad@example.org", visibility="public")
    return actor, lambda: ContactPoint.objects.filter(actor=actor).delete()


def message_page(actor: Actor) -> str:
    return f"{actor.get_absolute_url()}nachricht/"


CASES: dict[str, tuple[Any, Any, dict[str, str]]] = {
    "enquiry": (listing_let, lambda it: f"/ladenlokale/{it.number}/anfragen/", {**PERSON, "text": TEXT}),
    "help": (
        idea_closed,
        lambda it: f"/ideen/{it.number}/helfen/",
        {**PERSON, "kind": "time", "text": TEXT, "name_display": "none"},
    ),
    "support": (idea_closed, lambda it: f"/ideen/{it.number}/unterstuetzen/", {"email": PERSON["email"]}),
    "help, taken away": (idea_withdrawn, lambda it: f"/ideen/{it.number}/helfen/", {**PERSON, "text": TEXT}),
    "follow": (idea_withdrawn, lambda it: f"/folgen/?idee={it.number}", {"email": PERSON["email"]}),
    "message": (actor_archived, lambda it: f"{it.get_absolute_url()}nachricht/", {**PERSON, "text": TEXT}),
    "message, no address": (
        actor_unreachable,
        lambda it: f"{it.get_absolute_url()}nachricht/",
        {**PERSON, "text": TEXT},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_form_that_was_open_too_long_shows_what_was_typed(client: Client, case: str) -> None:
    make, where, given = CASES[case]
    obj, close = make()
    path = where(obj)
    fields = {**hidden_fields(client.get(path)), **given}
    close()
    before = Contribution.objects.count()

    page = client.post(path, fields)

    assert page.status_code == 410 and page["Cache-Control"] == "no-store"
    assert Contribution.objects.count() == before
    shown = typed_again(page)
    for name in {"name", "email", "text"} & given.keys():
        assert (READ if name == "text" else given[name]) in shown
    assert "<b>" not in page.content.decode()
    assert client.get(path).status_code in (404, 410) and b'id="typed"' not in client.get(path).content


def test_the_text_goes_along_to_the_office_and_nothing_is_stored_before_it_is_sent(client: Client, sent) -> None:
    listing, close = listing_let()
    path = f"/ladenlokale/{listing.number}/anfragen/"
    fields = {**hidden_fields(client.get(path)), **PERSON, "text": TEXT, "owner_may_know": "on"}
    close()

    page = client.post(path, fields)
    [write] = [(action, given) for action, given in forms_of(page).items() if "kontakt" in action]
    taken = client.post(*write)

    assert taken.status_code == 200 and taken["Cache-Control"] == "no-store" and not OfficeMessage.objects.exists()
    initial = taken.context["form"].initial
    assert READ in initial["text"] and listing.number in initial["text"]
    assert {name: initial[name] for name in PERSON} == PERSON
    assert "error" not in taken.content.decode().split("<main")[1].split("</main>")[0]

    values = {name: initial[name] for name in ("text", *PERSON)}
    answer = client.post(write[0], {**hidden_fields(taken), **values})

    assert answer.status_code == 302 and READ in OfficeMessage.objects.get().text.replace("\r\n", "\n")
    assert not Enquiry.objects.exists()


def test_an_enquiry_becomes_a_search_but_no_consent_goes_along(client: Client) -> None:
    listing, close = listing_let()
    path = f"/ladenlokale/{listing.number}/anfragen/"
    fields = {**hidden_fields(client.get(path)), **PERSON, "text": TEXT, "owner_may_know": "on"}
    close()
    page = client.post(path, fields)
    target = reverse("vacancies:profile-create")

    search = client.post(target, {**forms_of(page)[target], "wants_ad": "on", "kinds": "lease"})

    form = search.context["form"]
    assert search.status_code == 200 and not form.is_bound and not SearchProfile.objects.exists()
    assert (form.initial["text"], form.initial["email"]) == (READ, PERSON["email"])
    assert "wants_ad" not in form.initial and "owner_may_know" not in form.initial


def test_taking_along_counts_as_no_sending_and_needs_its_cookie(client: Client) -> None:
    given = {"mitgenommen": "1", "text": TEXT, **PERSON}

    for _time in range(70):
        answer = client.post("/kontakt/nachricht/", given)

    assert answer.status_code == 200
    assert Client(enforce_csrf_checks=True).post("/kontakt/nachricht/", given).status_code == 403


def test_too_many_messages_lose_no_text(client: Client, settings) -> None:
    settings.PUBLIC_POSTS_HARD_PER_HOUR = 0

    page = client.post(
        "/kontakt/nachricht/", {**hidden_fields(client.get("/kontakt/nachricht/")), **PERSON, "text": TEXT}
    )

    assert page.status_code == 429 and READ in typed_again(page)


def test_a_topic_that_ended_keeps_the_address(client: Client) -> None:
    fields = {**hidden_fields(client.get("/folgen/?thema=gruen")), "email": PERSON["email"]}
    Topic.objects.filter(slug="gruen").update(is_active=False)

    page = client.post("/folgen/?thema=gruen", fields)

    assert page.status_code == 404 and PERSON["email"] in typed_again(page)


def test_a_correction_that_took_longer_than_its_link_is_shown(client: Client, settings) -> None:
    idea = make_idea(email="erika@example.org")
    person = Participant.objects.get(email="erika@example.org")
    path = f"/meine-daten/{links.make(person, 'my-data')}/{idea.contribution.pk}/berichtigen/"
    fields = {**hidden_fields(client.get(path)), "name": "Erika Neu", "phone": "0231 4711"}

    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=settings.MY_DATA_LINK_MINUTES + 1)):
        page = client.post(path, fields)

    assert page.status_code == 410 and "Erika Neu" in typed_again(page)


# ---------------------------------------------------------------- a form without its cookie
def refused(path: str, fields: dict[str, Any]) -> HttpResponse:
    page = Client(enforce_csrf_checks=True).post(path, fields)
    assert page.status_code == 403
    return page


def test_a_form_without_its_cookie_shows_what_was_typed_and_a_fresh_form(client: Client, caplog) -> None:
    fields = {**hidden_fields(client.get("/kontakt/nachricht/")), **PERSON, "text": TEXT}

    page = refused("/kontakt/nachricht/", fields)

    assert READ in typed_again(page) and PERSON["email"] in typed_again(page)
    assert 'href="/kontakt/nachricht/"' in page.content.decode()
    assert "Nachricht" in text_of(page) and "noch einmal" in text_of(page)
    assert page["Cache-Control"] == "no-store" and not page.cookies
    assert not OfficeMessage.objects.exists() and "Röstung" not in caplog.text and PERSON["email"] not in caplog.text


def test_a_choice_is_shown_in_words(client: Client) -> None:
    idea = make_idea()

    page = refused(f"/ideen/{idea.number}/helfen/", {"kind": "time", "share_with_author": "on", "text": "Samstags"})

    shown = typed_again(page)
    assert "Zeit" in shown and "Samstags" in shown and ": time" not in shown and ": ja" in shown


def test_only_questions_of_the_form_itself_are_shown(client: Client) -> None:
    fields = {
        "text": "Guten Tag", "form_key": "geheim-1", "homepage2": "geheim-2", "csrfmiddlewaretoken": "geheim-3",
        "fremd": "geheim-4", "password": "geheim-5", "</textarea><script>": "geheim-6",
    }  # fmt: skip

    page = refused("/kontakt/nachricht/", fields)

    assert typed_again(page).endswith("Guten Tag") and "geheim" not in page.content.decode()


def test_what_was_typed_cannot_leave_its_field() -> None:
    page = refused("/kontakt/nachricht/", {"text": "</textarea><script>alert(1)</script>"})

    assert "<script>alert" not in page.content.decode()
    assert "</textarea><script>alert(1)</script>" in typed_again(page)


def test_what_is_shown_is_bounded() -> None:
    page = refused("/kontakt/nachricht/", {"text": "x" * 500_000, "name": "y" * 500_000})

    assert 1000 < len(typed_again(page)) <= MOST + 200


def test_a_file_is_not_shown() -> None:
    page = refused("/ideen/neu/", {"title": "Bank", "photos": SimpleUploadedFile("geheim.jpg", b"geheim")})

    assert "Bank" in typed_again(page) and "geheim" not in page.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/verwaltung/login/", "/verwaltung/code/", "/verwaltung/passwort-vergessen/", "/verwaltung/core/user/add/"],
)
def test_nothing_that_staff_type_is_shown(path: str) -> None:
    fields = {"username": "geheim", "password": "geheim", "code": "geheim", "email": "geheim@example.org"}

    page = Client(enforce_csrf_checks=True).post(path, fields)

    assert page.status_code in (302, 403, 404) and b"geheim" not in page.content and b'id="typed"' not in page.content


def test_no_field_for_a_secret_is_shown_whatever_form_it_is_in(monkeypatch) -> None:
    """Twin: were a code asked in a public form, it would be shown but for the rule."""
    more = {"new_password": forms.CharField(), "pin": forms.CharField(widget=forms.PasswordInput)}
    monkeypatch.setattr(OfficeMessageForm, "base_fields", {**OfficeMessageForm.base_fields, **more})
    fields = {"text": "Guten Tag", "new_password": "geheim-1", "pin": "geheim-2"}
    guarded = refused("/kontakt/nachricht/", fields)
    monkeypatch.setattr(typed, "is_shown", lambda _name, _asked: True)

    careless = refused("/kontakt/nachricht/", fields)

    assert "geheim" not in guarded.content.decode()
    assert "geheim-1" in typed_again(careless) and "geheim-2" in typed_again(careless)
