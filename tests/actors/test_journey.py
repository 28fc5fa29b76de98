"""Entry of an actor from registration and confirmation to publication, withdrawal and erasure."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors import services
from actors.mails import manage_address
from actors.models import Actor, ActorGroup, ActorLogo, ActorState, ContactPoint, Location
from actors.privacy import ACTOR
from eving.core.models import Contribution, Participant, Street, Topic
from eving.core.people.participants import erase_contribution
from eving.core.workflow import lifecycle
from tests.actors.entries import make_actor
from tests.factories import make_staff
from tests.pages import fill_in, hidden_fields, link_in, links_in, text_of
from tests.photo_files import jpeg, upload

pytestmark = pytest.mark.django_db

ENTRY = {
    "actor_name": "Radwerkstatt Lüdinghoff",
    "kind": "organisation",
    "sentence": "Wir reparieren Räder mit Kindern.",
    "place_visibility": "exact",
    "step_free": "yes",
    "house_number": "12",
    "contact_email": "werkstatt@rad.example",
    "contact_phone": "0231 112233",
    "contact_display": "on",
    "opening_hours": "Dienstag 10 bis 12 Uhr",
    "website": "rad.example",
    "name": "Karla Kette",
    "email": "karla@example.org",
    "phone": "0231 998877",
}


def entry(**changes) -> dict:
    group = ActorGroup.objects.get(code="vereine")
    return {**ENTRY, "group": group.pk, "street": Street.objects.get(slug="bergstrasse").pk, **changes}


def test_an_entry_travels_from_the_form_to_the_public_list(client: Client, sent) -> None:
    staff = Client()
    staff.force_login(make_staff())

    answer = fill_in(client, "/akteure/eintragen/", **entry(topics=[Topic.objects.get(slug="gruen").pk]))
    assert answer.status_code == 302 and answer["Location"].startswith("/akteure/eintragen/danke/?")
    assert Actor.objects.get().state == ActorState.UNCONFIRMED

    confirm_mail = sent()[-1]
    assert confirm_mail.to == ["karla@example.org"]  # not confirmed yet: no name
    answer = fill_in(client, link_in(confirm_mail.body, "/bestaetigen/"))
    manage_path = answer["Location"]
    actor = Actor.objects.get()
    assert (actor.state, actor.number) == (ActorState.SUBMITTED, "A-1")
    assert "A-1" in text_of(client.get(manage_path))
    assert link_in(sent()[-1].body, "/akteure/verwalten/")
    assert client.get(f"/akteure/{actor.number}/").status_code == 404

    lifecycle.apply(actor, "publish", by=make_staff(), text="Schön, dass Sie dabei sind.")

    assert client.get("/akteure/A-1/")["Location"] == "/akteure/A-1/radwerkstatt-luedinghoff/"
    page = client.get("/akteure/A-1/radwerkstatt-luedinghoff/")
    page_text = text_of(page)
    for expected in ("Radwerkstatt Lüdinghoff", "Bergstraße 12", "Dienstag 10 bis 12 Uhr", "werkstatt@rad.example"):
        assert expected in page_text
    assert 'href="https://rad.example"' in page.content.decode()
    for hidden in ("karla@example.org", "Karla", "998877"):
        assert hidden not in page.content.decode()
    assert "Radwerkstatt Lüdinghoff" in text_of(client.get("/akteure/"))
    assert "Schön, dass Sie dabei sind." in sent()[-1].body


def test_a_mail_scanner_that_opens_every_link_changes_nothing(client: Client, sent) -> None:
    fill_in(client, "/akteure/eintragen/", **entry())

    for mail in sent():
        for path in links_in(mail.body):
            assert client.get(path).status_code == 200

    assert Actor.objects.get().state == ActorState.UNCONFIRMED


def test_a_second_press_of_the_confirmation_changes_nothing(client: Client, sent) -> None:
    fill_in(client, "/akteure/eintragen/", **entry())
    path = link_in(sent()[-1].body, "/bestaetigen/")

    fields = hidden_fields(client.get(path))
    first, second = client.post(path, fields), client.post(path, fields)

    assert first.status_code == second.status_code == 302
    assert Actor.objects.get().number == "A-1"
    assert len(sent()) == 2


def test_a_double_click_is_one_entry_and_one_mail(client: Client, sent) -> None:
    fields = {**hidden_fields(client.get("/akteure/eintragen/")), **entry()}

    answers = [client.post("/akteure/eintragen/", fields) for _click in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert (Actor.objects.count(), Location.objects.count(), ContactPoint.objects.count(), len(sent())) == (1, 1, 1, 1)


def test_missing_fields_are_named_and_typed_text_stays(client: Client) -> None:
    answer = fill_in(client, "/akteure/eintragen/", description="Mit viel Mühe geschrieben.")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fehler:" in page
    for name in ("actor_name", "group", "sentence"):
        assert f'href="#id_{name}"' in page
    assert "Mit viel Mühe geschrieben." in page
    assert not Actor.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "person"}, "person_consent"),
        ({"street": ""}, "street"),
        ({"contact_email": "", "contact_phone": ""}, "contact_display"),
        ({"contact_phone": "ruf mich an"}, "contact_phone"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "ftp://rad.example"}, "website"),
        ({"website": "https://karla:geheim@rad.example"}, "website"),
        ({"website": "www.dortmund.de@rad.example/"}, "website"),
        ({"actor_name": "a\0b"}, "actor_name"),
        ({"house_number": "9" * 300}, "house_number"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client: Client, changes: dict, field: str) -> None:
    answer = fill_in(client, "/akteure/eintragen/", **entry(**changes))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Actor.objects.exists()


def test_a_street_that_the_list_lacks_is_shown_where_a_street_would_be(client: Client, sent) -> None:
    typed = entry(street="", other_street="Schleifenstraße", place_visibility="exact")

    assert fill_in(client, "/akteure/eintragen/", **typed).status_code == 302
    fill_in(client, link_in(sent()[-1].body, "/bestaetigen/"))
    actor = Actor.objects.get()
    place = actor.locations.get()
    lifecycle.apply(actor, "publish", by=make_staff(), text="")

    assert (place.street, place.other_street) == (None, "Schleifenstraße")
    assert "Schleifenstraße 12" in text_of(client.get(actor.get_absolute_url()))
    shown = ACTOR.show(actor.contribution).fields
    assert "Schleifenstraße 12" in next(value for name, value in shown.items() if str(name) == "Ort")


@pytest.mark.parametrize("visibility", ["district", "hidden"])
def test_another_street_stays_hidden_where_a_street_would(client: Client, sent, visibility: str) -> None:
    typed = entry(street="", other_street="Schleifenstraße", place_visibility=visibility)
    fill_in(client, "/akteure/eintragen/", **typed)
    fill_in(client, link_in(sent()[-1].body, "/bestaetigen/"))
    actor = Actor.objects.get()
    lifecycle.apply(actor, "publish", by=make_staff(), text="")

    assert actor.locations.get().other_street == "Schleifenstraße"
    assert "Schleifenstraße" not in client.get(actor.get_absolute_url()).content.decode()
    assert "Schleifenstraße" not in Actor.objects.get().search_text


def test_a_name_of_two_lines_cannot_add_a_mail_header(client: Client, sent) -> None:
    fill_in(client, "/akteure/eintragen/", **entry(name="Karla\r\nBcc: all@example.org"))
    fill_in(client, link_in(sent()[-1].body, "/bestaetigen/"))

    receipt = sent()[-1]

    assert "\n" not in receipt.subject and receipt.message()["Bcc"] is None
    assert receipt.recipients() == ['"Karla Bcc: all@example.org" <karla@example.org>']


def test_a_contact_without_tick_reaches_the_office_only(client: Client, sent) -> None:
    values = {name: value for name, value in entry().items() if name != "contact_display"}
    fill_in(client, "/akteure/eintragen/", **values)
    actor = services.confirm_actor(Contribution.objects.get())
    lifecycle.apply(actor, "publish", by=make_staff())

    page = client.get(actor.get_absolute_url()).content.decode()

    assert ContactPoint.objects.get().email == "werkstatt@rad.example"
    assert "werkstatt@rad.example" not in page and "112233" not in page
    assert "/kontakt/nachricht/" in page


def test_a_logo_survives_an_error_and_is_public_only_with_its_actor(client: Client) -> None:
    answer = fill_in(client, "/akteure/eintragen/", **entry(actor_name="", photos=upload(jpeg()), photo_rights="on"))
    assert answer.status_code == 422
    fields = {**hidden_fields(answer), **entry(), "photo_rights": "on"}
    assert client.post("/akteure/eintragen/", fields).status_code == 302
    logo = ActorLogo.objects.get()
    assert client.get(logo.url(400)).status_code == 404

    actor = services.confirm_actor(Contribution.objects.get())
    lifecycle.apply(actor, "publish", by=make_staff())

    assert client.get(logo.url(400)).status_code == 200
    assert logo.key in client.get("/akteure/").content.decode()
    assert logo.key in client.get(actor.get_absolute_url()).content.decode()


def test_whoever_registered_withdraws_and_the_page_is_gone(client: Client, sent) -> None:
    actor = make_actor()
    manage = link_in(sent()[-1].body, "/akteure/verwalten/")
    assert client.get(actor.get_absolute_url()).status_code == 200

    fill_in(client, f"{manage}zurueckziehen/", text="Wir hören auf.")

    page = client.get(actor.get_absolute_url())
    assert page.status_code == 410
    assert "Alle Akteure ansehen" in text_of(page)
    assert actor.name not in text_of(client.get("/akteure/"))
    assert client.get(f"/akteure/{actor.number}/").status_code == 410


@pytest.mark.parametrize("state", ["draft", "unconfirmed", "submitted", "declined", "spam"])
def test_an_actor_that_never_was_public_is_like_one_that_never_existed(client: Client, state: str) -> None:
    actor = make_actor(state=state)

    assert client.get(f"/akteure/{actor.number or 'A-1'}/{actor.slug}/").status_code == 404
    assert actor.name not in text_of(client.get("/akteure/"))


def test_an_archived_actor_is_gone_and_comes_back(client: Client) -> None:
    actor = make_actor(state="archived")
    assert client.get(actor.get_absolute_url()).status_code == 410

    lifecycle.apply(actor, "publish", by=make_staff())

    assert client.get(actor.get_absolute_url()).status_code == 200


def test_nobody_reads_that_an_address_was_not_confirmed_once_it_is(client: Client) -> None:
    label = "Adresse nicht bestätigt"
    waiting, confirmed, public = (make_actor(state=state) for state in ("unconfirmed", "submitted", "published"))

    assert label in text_of(client.get(manage_address(waiting.contribution)))
    for actor in (confirmed, public):
        assert label not in text_of(client.get(manage_address(actor.contribution)))
    assert label not in text_of(client.get(public.get_absolute_url()))


def test_a_forged_management_link_is_not_found(client: Client, sent) -> None:
    make_actor(state="submitted")
    good = link_in(sent()[-1].body, "/akteure/verwalten/")
    assert client.get(good).status_code == 200

    assert client.get(f"{good[:-4]}xxx/").status_code == 404
    assert client.get("/akteure/verwalten/1.2.3/").status_code == 404
    assert client.get("/akteure/verwalten/quatsch/zurueckziehen/").status_code == 404


def test_a_declined_entry_is_explained_by_mail(client: Client, sent) -> None:
    actor = make_actor(state="submitted")

    lifecycle.apply(actor, "decline", by=make_staff(), text="Sie sitzen nicht in Eving.")

    assert "Sie sitzen nicht in Eving." in sent()[-1].body
    with pytest.raises(ValidationError):
        lifecycle.apply(make_actor(state="submitted"), "decline", by=make_staff())


def test_spam_is_answered_by_nobody(sent) -> None:
    actor = make_actor(state="submitted")
    before = len(sent())

    lifecycle.apply(actor, "spam", by=make_staff())

    assert len(sent()) == before


def test_a_single_person_without_consent_is_not_published() -> None:
    person = make_actor(state="submitted", kind="person", group="bewohner")
    with pytest.raises(ValidationError, match="Einwilligung"):
        lifecycle.apply(person, "publish", by=make_staff())

    agreed = make_actor(state="submitted", kind="person", group="bewohner", person_consents=True)
    lifecycle.apply(agreed, "publish", by=make_staff())

    assert list(Actor.objects.published()) == [agreed]


def test_erasure_leaves_an_empty_shell_of_what_was_public(client: Client) -> None:
    actor = make_actor(
        name="Verein der Familie Muster", place=services.Place(), contact=services.Contact("a@b.example")
    )

    erase_contribution(actor.contribution)

    actor.refresh_from_db()
    assert client.get(f"/akteure/{actor.number}/").status_code == 410
    assert "Muster" not in repr(Actor.objects.filter(pk=actor.pk).values().get())
    assert not actor.contacts.exists() and not Participant.objects.exists()
    assert {row.text for row in actor.history.exclude(text="")} == {"[entfernt]"}


def test_erasure_of_what_never_was_public_leaves_nothing() -> None:
    actor = make_actor(state="submitted")

    erase_contribution(actor.contribution)

    assert not Actor.objects.exists() and not Contribution.objects.exists()


def test_my_data_shows_what_was_registered(client: Client, sent) -> None:
    fill_in(client, "/akteure/eintragen/", **entry())
    services.confirm_actor(Contribution.objects.get())
    fill_in(client, "/meine-daten/", email="karla@example.org")

    page = text_of(client.get(link_in(sent()[-1].body, "/meine-daten/")))

    for expected in ("Radwerkstatt Lüdinghoff", "Bergstraße 12", "werkstatt@rad.example"):
        assert expected in page


def test_the_purge_takes_what_was_never_confirmed_and_spam(settings) -> None:
    kept = make_actor(state="submitted")
    make_actor(state="unconfirmed")
    make_actor(state="spam")
    make_actor(state="declined")
    now = timezone.now()
    assert services.purge_actors(now, False) == 0

    late = now + timedelta(days=settings.PURGE_SPAM_DAYS + 1)
    assert services.purge_actors(late, True) == 3
    assert services.purge_actors(late, False) == 3

    assert list(Actor.objects.all()) == [kept]
    assert Contribution.objects.count() == Participant.objects.count() == 1
    assert services.purge_actors(late, False) == 0


def test_the_purge_empties_what_was_withdrawn_long_ago(client: Client, settings) -> None:
    actor = make_actor(state="withdrawn", name="Verein Muster")
    late = timezone.now() + timedelta(days=settings.PURGE_SPAM_DAYS + 1)

    assert [services.purge_actors(late, False) for _night in range(2)] == [1, 0]

    assert client.get(f"/akteure/{actor.number}/").status_code == 410
    assert Actor.objects.get().name == "[entfernt]"


def test_a_filled_honeypot_marks_the_entry_and_refuses_nobody(client: Client) -> None:
    answer = fill_in(client, "/akteure/eintragen/", **entry(homepage2="https://spam.example"))

    assert answer.status_code == 302
    assert Contribution.objects.get().screening == "honeypot"


def test_the_work_queue_names_new_entries(client: Client) -> None:
    make_actor(state="submitted")
    client.force_login(make_staff())

    page = client.get(reverse("admin:index"))

    assert "1 neuer Eintrag eines Akteurs" in text_of(page)
