"""Tests of e-mail addresses: which are accepted, how they are sent, which typos a form asks about."""

import smtplib

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from actors.models import ActorGroup, ContactPoint
from eving.core.addresses import COMMON, REAL, AddressField, envelope, suggestion, validate_mailable
from eving.core.messaging import mail
from eving.core.models import Contribution, FailedMail, Participant
from eving.core.people import participants
from eving.core.telephones import TelephoneField
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields, text_of

MAILABLE = {
    "erika@example.org": "erika@example.org",
    "erika@müller-bäckerei.de": "erika@xn--mller-bckerei-hfb76a.de",
    "Erika.Muster+eving@MÜLLER.example": "Erika.Muster+eving@xn--mller-kva.example",
    "o'brien@example.org": "o'brien@example.org",
}
NOT_MAILABLE = [
    "jörg@example.org", "erika@stra\u00dfe.de", "erika@exam\u200bple.org", "erika@exam\u00adple.org",
    "eri\u200bka@example.org", "erika@example\u2060.org", "erika@\u202eexample.org", "erika@[127.0.0.1]",
    f"{'x' * 65}@example.org", "erika@\uff45xample.org", '"eri\tka"@example.org', "erika@" + "ä" * 60 + ".de",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "on_the_envelope"), MAILABLE.items())
def test_the_envelope_address_is_ascii_and_the_same_mailbox(typed: str, on_the_envelope: str) -> None:
    validate_mailable(typed)
    assert envelope(typed) == on_the_envelope
    assert AddressField().clean(f"  {typed} ") == typed


@pytest.mark.parametrize("typed", NOT_MAILABLE)
def test_what_no_mail_can_reach_is_refused_with_one_sentence(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        AddressField().clean(typed)

    assert len(refused.value.messages) == 1 and refused.value.messages[0].endswith((".", "org"))


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["erika@exam\u200bple.org", "jörg@example.org", "erika@stra\u00dfe.de"])
def test_every_public_form_refuses_them_and_keeps_what_was_typed(client: Client, typed: str) -> None:
    for path in (
        "/ideen/neu/",
        "/kontakt/nachricht/",
        "/meine-daten/",
        "/akteure/eintragen/",
        "/ladenlokale/anbieten/",
    ):
        page = fill_in(
            client, path, **BEFORE | {"group": ActorGroup.objects.first().pk, "kind": KINDS.get(path, "")}, email=typed
        )

        assert page.status_code == 422, path
        assert 'id="id_email_error"' in page.content.decode(), path
    assert not Contribution.objects.exists() and not Participant.objects.exists()


@pytest.mark.django_db
def test_the_office_cannot_note_one_either(client: Client) -> None:
    client.force_login(make_staff())

    page = client.post("/verwaltung/core/user/add/", {"username": "neu", "email": "neu@exam\u200bple.org"})

    assert "unsichtbares Zeichen" in text_of(page)


@pytest.mark.django_db
def test_an_umlaut_domain_gets_its_mail(client: Client, sent) -> None:
    answer = fill_in(
        client, "/ideen/neu/", title="Bank", text="Zum Sitzen.", name="Erika", name_display="none",
        email="erika@müller.example",
    )  # fmt: skip

    [letter] = sent()
    assert answer.status_code == 302
    assert letter.to == ["erika@xn--mller-kva.example"]
    assert letter.message()["To"].isascii()
    assert Participant.objects.get().email_key == "erika@xn--mller-kva.example"


@pytest.mark.django_db
def test_one_noted_long_ago_waits_for_the_office_instead_of_being_tried_for_days(sent) -> None:
    idea = make_idea(state="unconfirmed")
    sent().clear()
    Participant.objects.update(email="jörg@example.org")

    mail.send_later("projects.idea_confirm", idea.contribution_id)

    assert sent() == []
    assert FailedMail.objects.get().reason == mail.NOT_MAILABLE


def test_without_folding_the_mail_server_never_sees_the_mail() -> None:
    """Twin: an address that was accepted before breaks while the mail is rendered."""
    with pytest.raises((UnicodeEncodeError, smtplib.SMTPNotSupportedError)):
        mail.formataddr(("Erika", "erika@müller.example"))


HIDDEN = [
    "kontakt(at)verein.example", "kontakt (at) verein.example", "kontakt [at] verein.example",
    "kontakt{AT}verein.example",
    "kontakt at verein.example", "kontakt (ät) verein (punkt) example", "kontakt[at]verein[dot]example",
    "kontakt_at_verein.example", "kontakt <at> verein . example", "kontakt(@)verein.example",
]  # fmt: skip
# A form in steps says what is wrong on a step once the steps before are right.
BEFORE = {
    "title": "Eine Bank", "text": "Bitte eine Bank.", "other_street": "Schleifenstraße", "house_number": "1",
    "kind": "lease", "actor_name": "Radtreff", "sentence": "Wir reparieren Räder.", "place_visibility": "hidden",
    "step_free": "unknown",
}  # fmt: skip
KINDS = {"/akteure/eintragen/": "organisation", "/ladenlokale/anbieten/": "lease"}
WITH_AT = "Bitte schreiben Sie die Adresse mit @: kontakt@verein.example"


@pytest.mark.parametrize("typed", HIDDEN)
def test_an_address_hidden_from_machines_gets_one_sentence_with_what_is_meant(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        AddressField().clean(typed)

    assert refused.value.messages == [WITH_AT]


@pytest.mark.parametrize("typed", ["look at me", "(at)", "a(at)b(at)c.example", "kontakt", "kontakt(at)verein"])
def test_what_is_no_hidden_address_is_none(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        AddressField().clean(typed)

    assert len(refused.value.messages) == 1 and "@:" not in refused.value.messages[0]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["kontakt(at)verein.example", "kontakt [at] verein.example"])
def test_every_form_says_it_once(client: Client, typed: str) -> None:
    group = client.get("/akteure/eintragen/").context["form"].fields["group"].queryset.first()
    public = [
        fill_in(client, path, **BEFORE, email=typed)
        for path in ("/ideen/neu/", "/kontakt/nachricht/", "/meine-daten/", "/ladenlokale/anbieten/", "/gesuche/neu/")
    ]
    actor = {**BEFORE, "kind": "organisation", "group": group.pk}
    public.append(fill_in(client, "/akteure/eintragen/", **actor, contact_email=typed))
    client.force_login(make_staff())
    office = client.post("/verwaltung/vacancies/propertycontact/add/", {"kind": "owner", "name": "X", "email": typed})

    said = [page.context["form"].errors for page in public]

    assert [list(errors.get("contact_email") or errors["email"]) for errors in said] == [[WITH_AT]] * len(public)
    assert text_of(office).count(WITH_AT) == 1


@pytest.mark.parametrize("typed", ["-", "–", "k.A.", "k. A.", "keine", "(keine)", "n/a", " - ", "???"])
def test_no_answer_is_nothing_where_nothing_is_wanted(typed: str) -> None:
    assert AddressField(required=False).clean(typed) == TelephoneField(required=False).clean(typed) == ""
    with pytest.raises(ValidationError):
        AddressField().clean(typed)


@pytest.mark.django_db
def test_no_number_is_published_where_somebody_has_none(client: Client, sent) -> None:
    page = client.get("/akteure/eintragen/")
    group = page.context["form"].fields["group"].queryset.first()
    typed = {
        "actor_name": "Radtreff", "group": group.pk, "kind": "organisation", "sentence": "Wir reparieren Räder.",
        "place_visibility": "hidden", "step_free": "unknown", "name": "Max", "email": "max@example.org",
        "phone": "-", "contact_email": "k.A.", "contact_phone": "k. A.",
    }  # fmt: skip

    answer = client.post("/akteure/eintragen/", {**hidden_fields(page), **typed})

    assert answer.status_code == 302
    assert Contribution.objects.get().phone == ""
    assert not ContactPoint.objects.exclude(email="", phone="").exists()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("max@gmial.com", "max@gmail.com"), ("max@gmail.con", "max@gmail.com"), ("max@gmai.com", "max@gmail.com"),
        ("max@gnail.com", "max@gmail.com"), ("max@web.ed", "max@web.de"), ("max@wbe.de", "max@web.de"),
        ("max@gmx.ed", "max@gmx.de"), ("max@gmx.nte", "max@gmx.net"), ("max@t-onlin.de", "max@t-online.de"),
        ("max@tonline.de", "max@t-online.de"), ("max@hotmial.com", "max@hotmail.com"),
        ("max@freenet.ded", "max@freenet.de"), ("max@verein-eving.con", "max@verein-eving.com"),
        ("MAX@Gmial.COM", "max@gmail.com"), ("max@goglemail.com", "max@googlemail.com"),
    ],
)  # fmt: skip
def test_near_misses_are_asked_about(typed: str, meant: str) -> None:
    assert suggestion(typed) == meant


@pytest.mark.parametrize(
    "address",
    [*(f"max@{domain}" for domain in sorted({*COMMON, *REAL})), "max@example.org", "max@tu-dortmund.de",
     "max@stadtdo.de", "max@dogewo21.de", "max@evangelisch-eving.de", "max@awo-dortmund.de",
     "max@schule.nrw.de", "max@uni.net"],
)  # fmt: skip
def test_real_addresses_are_not(address: str) -> None:
    assert suggestion(address) == ""


@pytest.mark.django_db
def test_a_form_asks_once_and_then_believes(client: Client, sent) -> None:
    values = {"name": "Max", "text": "Wann haben Sie auf?", "email": "max@gmial.com"}

    asked = fill_in(client, "/kontakt/nachricht/", **values)
    believed = client.post("/kontakt/nachricht/", {**hidden_fields(asked), **values})

    assert asked.status_code == 422 and "Meinten Sie max@gmail.com?" in text_of(asked)
    assert "Wann haben Sie auf?" in text_of(asked)
    assert believed.status_code == 302
    assert Contribution.objects.get().email == "max@gmial.com"


@pytest.mark.django_db
def test_a_second_typo_is_asked_about_again(client: Client) -> None:
    values = {"name": "Max", "text": "Wann haben Sie auf?"}

    first = fill_in(client, "/kontakt/nachricht/", **values, email="max@gmial.com")
    second = client.post("/kontakt/nachricht/", {**hidden_fields(first), **values, "email": "max@gmx.ed"})

    assert second.status_code == 422 and "Meinten Sie max@gmx.de?" in text_of(second)


@pytest.mark.django_db
def test_two_addresses_in_one_form_are_each_asked_about_once(client: Client) -> None:
    page = client.get("/akteure/eintragen/")
    group = page.context["form"].fields["group"].queryset.first()
    typed = {
        "actor_name": "Radtreff", "group": group.pk, "kind": "organisation", "sentence": "Wir reparieren Räder.",
        "place_visibility": "hidden", "step_free": "unknown", "name": "Max", "email": "max@gmial.com",
        "contact_email": "rad@gmx.ed", "contact_display": "on",
    }  # fmt: skip

    asked = client.post("/akteure/eintragen/", {**hidden_fields(page), **typed})
    asked_next = client.post("/akteure/eintragen/", {**hidden_fields(asked), **typed})
    believed = client.post("/akteure/eintragen/", {**hidden_fields(asked_next), **typed})

    assert [answer.status_code for answer in (asked, asked_next, believed)] == [422, 422, 302]
    meant = ("rad@gmx.de", "max@gmail.com")  # each on the step that asks for it
    assert [[f"Meinten Sie {one}?" in text_of(answer) for one in meant] for answer in (asked, asked_next)] == [
        [True, False], [False, True],
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_office_is_asked_back_as_well(client: Client) -> None:
    client.force_login(make_staff())
    path = "/verwaltung/projects/idea/add/"
    typed = {
        "title": "Bank", "text": "Zum Sitzen.", "channel": "phone", "name_display": "none", "privacy_informed": "on",
        "email": "max@gmial.com",
    }  # fmt: skip

    asked = fill_in(client, path, **typed)
    believed = client.post(path, {**hidden_fields(asked), **typed})

    assert "Meinten Sie max@gmail.com?" in text_of(asked)
    assert believed.status_code == 302


def test_one_person_is_one_person_however_the_address_is_written() -> None:
    keys = {participants.email_key(text) for text in ("Max@Müller.example", " max@xn--mller-kva.example ")}
    assert len(keys) == 1
