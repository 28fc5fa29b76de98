"""/meine-daten/: see, download, correct, erase – by a link that is valid for an hour."""

import json
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from eving.core.models import Contribution, OfficeMessage, Participant, Role
from eving.core.models.photos import photo_folder
from eving.core.people import links, participants
from eving.core.photos.pending import adopt, keep_pending
from eving.core.workflow import lifecycle
from eving.portal.services import office_messages
from projects.models import Idea, IdeaPhoto
from projects.services import ideas, participation
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields, link_in, text_of
from tests.photo_files import jpeg, upload
from tests.portal.database import snapshot, tables_with

pytestmark = pytest.mark.django_db
EMAIL = "zwetschge@example.org"


def own_page(email: str = EMAIL) -> str:
    """The address that a fresh mail to this person would carry."""
    token = links.make(Participant.objects.get(email_key=email), "my-data")
    return f"/meine-daten/{token}/"


def make_office_message(email: str = EMAIL, **fields: str) -> OfficeMessage:
    details = {"kind": "contact", "text": "Wann haben Sie auf?", "name": "Zora Zwetschge", "privacy_version": "test"}
    note, _is_new = office_messages.submit(key=uuid.uuid4(), email=email, **{**details, **fields})
    return note


def add_photo(idea: Idea) -> IdeaPhoto:
    pending = keep_pending(uuid.uuid4(), upload(jpeg()), alt="Zwetschges Garten")
    with transaction.atomic():
        (photo,) = adopt(pending.form_key, IdeaPhoto, {"idea": idea})
    return photo


# ---------------------------------------------------------------- the link


def test_the_answer_is_the_same_whether_an_address_is_known_or_not(client: Client, sent) -> None:
    make_idea(email=EMAIL)
    sent().clear()

    known = fill_in(client, "/meine-daten/", email=EMAIL)
    unknown = fill_in(client, "/meine-daten/", email="niemand@example.org")

    assert known.status_code == unknown.status_code == 200
    assert text_of(known) == text_of(unknown).replace("niemand@example.org", EMAIL)
    assert known["Cache-Control"] == unknown["Cache-Control"] == "no-store"
    assert [mail.to for mail in sent()] == [[EMAIL]]


def test_the_mailed_link_opens_everything_of_this_person_and_nothing_of_another(client: Client, sent) -> None:
    make_idea(email=EMAIL, title="Pflaumenbaum an der Bergstraße")
    make_office_message(text="Wann blüht er?")
    make_idea(email="fremd@example.org", title="Fremde Idee")
    sent().clear()

    fill_in(client, "/meine-daten/", email="  ZWETSCHGE@Example.ORG ")
    [mail] = sent()
    page = client.get(link_in(mail.body, "/meine-daten/"))

    shown = text_of(page)
    assert "Pflaumenbaum an der Bergstraße" in shown and "Wann blüht er?" in shown and EMAIL in shown
    assert "Fremde Idee" not in shown and "fremd@example.org" not in shown
    assert page["Cache-Control"] == "no-store"
    assert 'content="noindex"' in page.content.decode()


def test_the_mail_is_plain_german_and_signed_by_the_office(client: Client, sent, settings) -> None:
    settings.OFFICE = {**settings.OFFICE, "name": 'Büro "Eving" & Nachbarn'}
    make_idea(email=EMAIL)
    sent().clear()

    fill_in(client, "/meine-daten/", email=EMAIL)

    [mail] = sent()
    assert mail.subject == "Ihr Link zu Ihren Daten"
    assert mail.body.startswith("Guten Tag,\n")
    assert "Er gilt 1 Stunde." in mail.body
    assert 'Freundliche Grüße\nBüro "Eving" & Nachbarn\n' in mail.body


def test_one_address_gets_at_most_three_mails_a_day(client: Client, sent) -> None:
    participants.contribute(kind="note", key=uuid.uuid4(), email=EMAIL, privacy_version="test")

    for _try in range(5):
        fill_in(client, "/meine-daten/", email=EMAIL)
    first_day = len(sent())
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        fill_in(client, "/meine-daten/", email=EMAIL)

    assert (first_day, len(sent())) == (3, 4)


def test_a_double_click_sends_one_mail(client: Client, sent) -> None:
    participants.contribute(kind="note", key=uuid.uuid4(), email=EMAIL, privacy_version="test")
    fields = {**hidden_fields(client.get("/meine-daten/")), "email": EMAIL}

    answers = [client.post("/meine-daten/", fields).status_code for _try in range(3)]

    assert answers == [200, 200, 200]
    assert len(sent()) == 1


@pytest.mark.parametrize("email", ["", "kein-at-zeichen", "a\0b@example.org", "x" * 300 + "@example.org"])
def test_an_impossible_address_is_answered_beside_the_field(client: Client, email: str) -> None:
    page = fill_in(client, "/meine-daten/", email=email)

    assert page.status_code == 422
    assert "email" in page.context["form"].errors
    assert "<title>Fehler:" in page.content.decode()
    assert 'href="#id_email"' in page.content.decode()


def test_a_link_ends_after_an_hour(client: Client) -> None:
    make_idea(email=EMAIL)
    address = own_page()

    with time_machine.travel(timezone.now() + timedelta(minutes=59)):
        in_time = client.get(address)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        late = client.get(address)

    assert in_time.status_code == 200
    assert late.status_code == 410
    assert "Neuen Link anfordern" in text_of(late)
    assert EMAIL not in late.content.decode()


def test_forged_links_and_links_for_something_else_open_nothing(client: Client) -> None:
    idea = make_idea(email=EMAIL)
    other = make_idea(email="fremd@example.org").contribution.participant
    mine = Participant.objects.get(email_key=EMAIL)
    token = links.make(mine, "my-data")
    pk, made_at, signature = token.split(".")
    forged = [
        f"{other.pk}.{made_at}.{signature}",
        f"{pk}.{int(made_at) + 3000}.{signature}",
        f"{pk}.{made_at}.{signature[:-2]}xx",
        f"{pk}.{made_at}.",
        links.make(mine, "confirm"),
        links.make(idea.contribution, "manage"),
        links.make(idea.contribution, "my-data"),
        f"{'9' * 60}.{made_at}.{signature}",
        "nichts",
    ]

    answers = [client.get(f"/meine-daten/{text}/").status_code for text in forged]
    downloads = [client.get(f"/meine-daten/{text}/herunterladen/").status_code for text in forged]
    presses = [client.post(f"/meine-daten/{text}/alles-loeschen/", {}).status_code for text in forged]

    assert set(answers + downloads + presses) == {410}
    assert client.get(f"/meine-daten/{token}/").status_code == 200, "the real one opens"


# ---------------------------------------------------------------- see and download


def test_the_download_holds_everything_that_was_given(client: Client) -> None:
    idea = make_idea(
        email=EMAIL,
        name="Zora Zwetschge",
        phone="0231 555123",
        name_display="first",
        title="Pflaumenbaum",
        text="Für alle.\nUnd für die Bienen.",
        place_note="hinter der Kirche",
    )
    add_photo(idea)
    note = make_office_message(text="Wann blüht er?", phone="0231 555124")

    file = client.get(f"{own_page()}herunterladen/")

    assert file["Content-Disposition"] == 'attachment; filename="meine-daten.json"'
    assert file["Cache-Control"] == "no-store"
    data = json.loads(file.content)
    assert data["email"] == EMAIL
    newest, oldest = data["contributions"]
    assert (newest["kind"], newest["telephone"], newest["Nachricht"]) == (
        "Nachricht an das Büro",
        "0231 555124",
        note.text,
    )
    given = {"name": "Zora Zwetschge", "telephone": "0231 555123", "channel": "Webformular", "privacy_notice": "test"}
    assert {name: oldest[name] for name in given} == given
    for text in (idea.number, "Pflaumenbaum", "Für alle.\nUnd für die Bienen.", "hinter der Kirche"):
        assert text in oldest.values()
    [photo] = oldest["photos"]
    assert client.get(photo.removeprefix("http://127.0.0.1:8000"))["Content-Type"] == "image/webp", "not public yet"


def test_a_person_with_nothing_left_sees_so(client: Client) -> None:
    participant = participants.participant_for(EMAIL)

    page = client.get(f"/meine-daten/{links.make(participant, 'my-data')}/")

    assert page.status_code == 200
    assert "Hier ist nichts mehr." in text_of(page)


def test_reading_the_page_changes_nothing(client: Client) -> None:
    idea = make_idea(email=EMAIL)
    own = own_page()
    before = snapshot()

    for path in ("", "herunterladen/", "alles-loeschen/", *(f"{idea.contribution_id}/{action}/" for action in ACTIONS)):
        assert client.get(own + path).status_code == 200
        assert client.head(own + path).status_code == 200

    assert snapshot() == before


ACTIONS = ("berichtigen", "loeschen")


# ---------------------------------------------------------------- correct


def test_a_person_corrects_one_contribution_and_no_other(client: Client) -> None:
    idea = make_idea(email=EMAIL, name="Zora Zwetschke")
    note = make_office_message(name="Zora Zwetschke")
    own = own_page()

    page = fill_in(
        client,
        f"{own}{idea.contribution_id}/berichtigen/",
        name="Zora\nZwetschge",
        phone="0231 555",
        name_display="full",
    )

    assert (page.status_code, page["Location"]) == (302, own)
    assert Contribution.objects.values_list("name", "phone", "name_display").get(pk=idea.contribution_id) == (
        "Zora Zwetschge",
        "0231 555",
        "full",
    )
    assert Contribution.objects.get(pk=note.contribution_id).name == "Zora Zwetschke"
    assert "Zora Zwetschge" in text_of(client.get(idea.get_absolute_url()))


def test_a_message_is_never_public_so_nobody_asks_how_to_show_the_name(client: Client) -> None:
    note = make_office_message(name="Zora Zwetschke")
    address = f"{own_page()}{note.contribution_id}/berichtigen/"

    answer = fill_in(client, address, name="Zora Zwetschge", name_display="full")

    assert answer.status_code == 302
    assert Contribution.objects.values_list("name", "name_display").get() == ("Zora Zwetschge", "none")
    assert 'name="name_display"' not in client.get(address).content.decode()


def test_a_wrong_correction_keeps_what_was_typed(client: Client) -> None:
    idea = make_idea(email=EMAIL, name="Zora Zwetschke")

    page = fill_in(
        client, f"{own_page()}{idea.contribution_id}/berichtigen/", name="Zora " + "x" * 130, name_display="laut"
    )

    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"name", "name_display"}
    assert "Zora " + "x" * 130 in page.content.decode()
    assert Contribution.objects.get(pk=idea.contribution_id).name == "Zora Zwetschke"


@pytest.mark.parametrize("action", ACTIONS)
def test_contributions_of_others_are_out_of_reach(client: Client, action: str) -> None:
    make_idea(email=EMAIL)
    foreign = make_idea(email="fremd@example.org")
    address = f"{own_page()}{foreign.contribution_id}/{action}/"
    before = snapshot()

    answers = [client.get(address).status_code, client.get(f"{own_page()}{10**60}/{action}/").status_code]
    press = client.post(address, {**hidden_fields(client.get(f"{own_page()}alles-loeschen/")), "name_display": "none"})

    assert answers == [404, 404]
    assert press.status_code in (302, 404)
    after = snapshot()
    after.pop("core_ratebucket"), before.pop("core_ratebucket")
    assert after == before


# ---------------------------------------------------------------- erase


def test_one_contribution_goes_and_the_others_stay(client: Client) -> None:
    idea = make_idea(email=EMAIL, title="Pflaumenbaum")
    note = make_office_message(text="Wann blüht er?")
    own = own_page()
    address = f"{own}{idea.contribution_id}/loeschen/"
    asked = client.get(address)

    answer = client.post(address, hidden_fields(asked))

    assert "Pflaumenbaum" in text_of(asked)
    assert (answer.status_code, answer["Location"]) == (302, own)
    assert client.get(idea.get_absolute_url()).status_code == 410
    assert tables_with("Pflaumenbaum") == []
    assert OfficeMessage.objects.get().pk == note.pk
    assert "Wann blüht er?" in text_of(client.get(own_page()))


def test_a_second_press_finds_the_contribution_gone_and_harms_nothing(client: Client) -> None:
    idea = make_idea(email=EMAIL)
    make_office_message()
    own = own_page()
    address = f"{own}{idea.contribution_id}/loeschen/"
    fields = hidden_fields(client.get(address))
    client.post(address, fields)
    before = snapshot()

    again = client.post(address, fields)

    assert (again.status_code, again["Location"]) == (302, own)
    assert snapshot() == before


def test_no_byte_of_a_person_remains_after_erasing_all(
    client: Client, drain, django_capture_on_commit_callbacks
) -> None:
    staff = make_staff()
    published = make_idea(
        email=EMAIL,
        name="Zora Zwetschge",
        phone="0231 7654321",
        title="Zwetschges Traum",
        text="Ruft mich an: 0231 7654321",
        place_note="bei Zwetschge am Zaun",
        state="query",
        by=staff,
    )
    lifecycle.apply(published, "answer", by=Role.AUTHOR, text="Ich heiße Zwetschge.")
    lifecycle.apply(published, "publish", by=staff, text="Wir haben mit Zora Zwetschge gesprochen.")
    add_photo(published)
    make_idea(email=EMAIL, name="Zora Zwetschge", title="Zwetschges zweiter Traum", state="unconfirmed")
    make_idea(email=EMAIL, name="Zora Zwetschge", title="Zwetschges dritter Traum", state="submitted")
    make_office_message(text="Zwetschge fragt", path="/zwetschge/")
    page = published.get_absolute_url()
    tokens = [links.make(published.contribution, "manage"), links.make(published.contribution, "confirm")]
    fill_in(client, "/meine-daten/", email=EMAIL)  # a job of hers is still waiting
    needles = ("zwetschge", "7654321")
    assert all(tables_with(needle) for needle in needles), "there is something to find"
    assert [path for path in photo_folder().rglob("*") if path.is_file()]

    address = f"{own_page()}alles-loeschen/"
    fields = hidden_fields(client.get(address))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, fields)
    again = client.post(address, fields)
    drain()

    assert (answer.status_code, answer["Location"]) == (302, "/meine-daten/geloescht/")
    assert again.status_code == 410
    assert [tables_with(needle) for needle in needles] == [[], []]
    assert [path for path in photo_folder().rglob("*") if path.is_file()] == []
    assert Participant.objects.count() == Contribution.objects.count() == OfficeMessage.objects.count() == 0
    gone = client.get(page)
    assert gone.status_code == 410 and "Zwetschge" not in gone.content.decode()
    assert [client.get(f"/ideen/verwalten/{tokens[0]}/").status_code] == [404]
    assert client.get(f"/bestaetigen/{tokens[1]}/").status_code == 404
    assert client.get("/meine-daten/geloescht/").status_code == 200


def test_the_history_keeps_who_and_when_after_erasure(client: Client) -> None:
    idea = make_idea(email=EMAIL)
    transitions = list(idea.history.values_list("from_state", "to_state", "role"))

    participants.erase_participant(idea.contribution.participant)

    assert list(idea.history.values_list("from_state", "to_state", "role"))[: len(transitions)] == transitions
    assert {entry.text for entry in idea.history.all()} <= {"", "[entfernt]"}


def test_erasing_asks_for_a_press_of_the_person_on_this_page() -> None:
    idea = make_idea(email=EMAIL)
    browser = Client(enforce_csrf_checks=True)
    address = f"{own_page()}alles-loeschen/"
    page = browser.get(address)

    forged = browser.post(address, {"form_key": hidden_fields(page)["form_key"]})
    without_key = browser.post(address, {"csrfmiddlewaretoken": hidden_fields(page)["csrfmiddlewaretoken"]})
    assert Idea.objects.get().title == idea.title
    real = browser.post(address, hidden_fields(page))

    assert [forged.status_code, without_key.status_code, real.status_code] == [403, 422, 302]


def test_pages_behind_the_link_let_browsers_send_their_forms(client: Client) -> None:
    """With “no-referrer” Chromium sends “Origin: null” and the form is refused as forged."""
    make_idea(email=EMAIL)

    page = client.get(f"{own_page()}alles-loeschen/")

    assert page["Referrer-Policy"] == "same-origin"


def test_my_data_says_of_no_confirmed_contribution_that_its_address_is_not(client: Client) -> None:
    words = "Adresse nicht bestätigt"
    idea = make_idea(email=EMAIL, state="unconfirmed")
    support = participation.support(
        make_idea(), key=uuid.uuid4(), email=EMAIL, also_follow=True, privacy_version="test"
    )
    assert text_of(client.get(own_page())).count(words) == 3

    ideas.confirm_idea(idea.contribution)
    participation.confirm_support(support.contribution)

    assert words not in text_of(client.get(own_page()))
