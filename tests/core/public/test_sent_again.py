"""Tests of a form sent again after the browser's Back: equal content is one contribution, other content another."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from actors.models import Actor, ActorLogo, ActorMessage
from eving.core.models import Contribution, OfficeMessage, PendingPhoto, Subscription
from eving.core.people import participants
from eving.core.photos.storage import path_of
from projects.models import HelpOffer, Idea, IdeaPhoto, Support
from projects.services import ideas
from tests.actors.entries import add_contact, make_actor
from tests.actors.test_journey import entry
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields, text_of
from tests.photo_files import jpeg, upload
from tests.vacancies.make import make_listing
from vacancies.models import Enquiry, Listing, SearchProfile, UnitPhoto

pytestmark = pytest.mark.django_db

IDEA = {"title": "Bank", "text": "Zum Sitzen.", "name": "Erika", "name_display": "none", "email": "e@example.org"}


def forms() -> dict[str, tuple[str, dict[str, Any], dict[str, Any], type]]:
    """Every public form that creates a contribution: path, content, changes after Back, model."""
    idea, listing = make_idea(email="wer@example.org"), make_listing()
    idea_path, shop_path = f"/ideen/{idea.number}", f"/ladenlokale/{listing.number}"
    person = {"name": "Erika", "email": "e@example.org"}
    help_ = {**person, "kind": "time", "name_display": "none"}
    offer = {**person, "street": listing.unit.street_id, "house_number": "77", "kind": "lease", "role": "owner"}
    search = {**person, "kinds": ["lease"], "alert": "daily", "name_display": "none"}
    mine, theirs = {"email": "e@example.org"}, {"email": "f@example.org"}
    report = {"text": "Falsch.", "path": "/ideen/", "reason": "wrong"}
    return {
        "idea": ("/ideen/neu/", IDEA, {"title": "Zwei Bänke"}, Idea),
        "support": (f"{idea_path}/unterstuetzen/", mine, theirs, Support),
        "help": (f"{idea_path}/helfen/", help_, {"kind": "room"}, HelpOffer),
        "follow": ("/folgen/?thema=gruen", mine, theirs, Subscription),
        "contact": ("/kontakt/nachricht/", {**person, "text": "Eins."}, {"text": "Zwei."}, OfficeMessage),
        "barrier": ("/barrierefreiheit/melden/", {"text": "Zu klein."}, {"text": "Zu blass."}, OfficeMessage),
        "report": ("/melden/", report, {"reason": "spam"}, OfficeMessage),
        "enquiry": (f"{shop_path}/anfragen/", {**person, "text": "Ein Café."}, {"text": "Kiosk."}, Enquiry),
        "offer": ("/ladenlokale/anbieten/", {**offer, "consent": "on"}, {"house_number": "79"}, Listing),
        "search": ("/gesuche/neu/", search, {"kinds": ["sale"]}, SearchProfile),
        "actor": ("/akteure/eintragen/", entry(), {"actor_name": "Radtreff Lindenhorst"}, Actor),
    }


@pytest.mark.parametrize(
    "name",
    ["idea", "support", "help", "follow", "contact", "barrier", "report", "enquiry", "offer", "search", "actor"],
)
def test_the_same_is_one_and_other_content_is_another(client: Client, sent, name: str) -> None:
    path, typed, changed, model = forms()[name]
    fields = hidden_fields(client.get(path))
    before = model._default_manager.count()

    first = client.post(path, {**fields, **typed})
    again = client.post(path, {**fields, **typed})
    one = model._default_manager.count() - before
    mails = len(sent())
    other = client.post(path, {**fields, **typed, **changed})

    assert (first.status_code, again.status_code, other.status_code) == (302, 302, 302)
    assert first["Location"] == again["Location"]
    assert one == 1
    assert model._default_manager.count() - before == 2
    assert len(sent()) > mails or "email" not in typed


def test_the_database_keeps_one_for_each_content() -> None:
    key = uuid.uuid4()
    participants.contribute(kind="note", key=key, digest="a", email="", privacy_version="t")
    participants.contribute(kind="note", key=key, digest="b", email="", privacy_version="t")

    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.create(kind="note", idempotency_key=key, content_digest="a", privacy_version="t")


def test_only_the_address_changed_is_the_same_contribution_under_the_right_one(client: Client, sent) -> None:
    fields = hidden_fields(client.get("/ideen/neu/"))
    client.post("/ideen/neu/", {**fields, **IDEA})
    sent()

    answer = client.post("/ideen/neu/", {**fields, **IDEA, "email": "richtig@example.org"})

    assert Idea.objects.get().contribution.email == "richtig@example.org"
    assert "richtig@example.org" in text_of(client.get(answer["Location"]))
    assert [letter.to for letter in sent()] == [["e@example.org"], ["richtig@example.org"]]


def test_once_confirmed_another_address_is_somebody_else(client: Client) -> None:
    fields = hidden_fields(client.get("/ideen/neu/"))
    client.post("/ideen/neu/", {**fields, **IDEA})
    ideas.confirm_idea(Contribution.objects.get())

    first = client.post("/ideen/neu/", {**fields, **IDEA, "email": "zweite@example.org"})
    again = client.post("/ideen/neu/", {**fields, **IDEA, "email": "zweite@example.org"})

    assert first["Location"] == again["Location"]
    assert sorted(idea.contribution.email for idea in Idea.objects.all()) == ["e@example.org", "zweite@example.org"]


def test_a_couple_at_one_telephone_supports_twice(client: Client, sent) -> None:
    idea = make_idea(email="wer@example.org")
    path = f"/ideen/{idea.number}/unterstuetzen/"
    fields = hidden_fields(client.get(path))
    for email in ("a@example.org", "b@example.org"):
        client.post(path, {**fields, "email": email, "also_follow": "on"})

    assert {row.participant.email for row in Support.objects.all()} == {"a@example.org", "b@example.org"}
    assert {row.participant.email for row in Subscription.objects.all()} == {"a@example.org", "b@example.org"}


def test_line_ends_and_outer_blanks_are_no_other_content(client: Client) -> None:
    fields = hidden_fields(client.get("/kontakt/nachricht/"))
    for text in ("Eins.\nZwei.", "Eins.\r\nZwei. ", "  Eins.\r\nZwei."):
        client.post("/kontakt/nachricht/", {**fields, "name": "E", "email": "e@example.org", "text": text})

    assert OfficeMessage.objects.count() == 1


def test_the_key_of_one_page_is_no_contribution_to_another(client: Client) -> None:
    one, two = make_idea(email="wer@example.org"), make_idea(email="wer@example.org")
    fields = {**hidden_fields(client.get(f"/ideen/{one.number}/helfen/")), "kind": "time", "name_display": "none"}
    for idea in (one, two):
        client.post(f"/ideen/{idea.number}/helfen/", {**fields, "name": "E", "email": "e@example.org"})

    assert {offer.idea_id for offer in HelpOffer.objects.all()} == {one.pk, two.pk}


def test_a_message_to_an_actor_too(client: Client) -> None:
    actor = make_actor()
    add_contact(actor, "staff", email="actor@example.org")
    path = f"{actor.get_absolute_url()}nachricht/"
    fields = {**hidden_fields(client.get(path)), "name": "E", "email": "e@example.org"}
    for text in ("Eins.", "Eins.", "Zwei."):
        client.post(path, {**fields, "text": text})

    assert sorted(message.text for message in ActorMessage.objects.all()) == ["Eins.", "Zwei."]


def test_a_note_of_the_office_too(client: Client) -> None:
    client.force_login(make_staff())
    path = "/verwaltung/projects/idea/add/"
    typed = {
        **hidden_fields(client.get(path)), "text": "Zum Sitzen.", "channel": "phone", "name_display": "none",
        "privacy_informed": "on",
    }  # fmt: skip
    for title in ("Eine", "Eine", "Andere"):
        client.post(path, {**typed, "title": title})

    assert sorted(Idea.objects.values_list("title", flat=True)) == ["Andere", "Eine"]


# ---------------------------------------------------------------- photos
RIGHTS = {"photo_rights": "on", "photo_persons": "on", "photos-alt-new": "Eine Bank"}


def files_of(photo: Any) -> list[bool]:
    return [path_of(name).exists() for name in photo.file_names]


def test_photos_that_stand_in_the_page_come_along_as_copies(client: Client, django_capture_on_commit_callbacks) -> None:
    page = client.post(
        "/ideen/neu/", {**hidden_fields(client.get("/ideen/neu/")), "photos": upload(jpeg(50)), **RIGHTS}
    )
    key = PendingPhoto.objects.get().key
    fields = {**hidden_fields(page), **RIGHTS, f"photos-alt-{key}": "Eine Bank"}

    first = client.post("/ideen/neu/", {**fields, **IDEA})
    again = client.post("/ideen/neu/", {**fields, **IDEA})
    client.post("/ideen/neu/", {**fields, **IDEA, "title": "Zwei Bänke"})
    one, two = IdeaPhoto.objects.order_by("pk")
    with django_capture_on_commit_callbacks(execute=True):
        participants.erase_contribution(one.idea.contribution)

    assert first["Location"] == again["Location"] and Idea.objects.count() == 1
    assert one.key != two.key and one.sha256 == two.sha256 and two.alt == "Eine Bank"
    assert all(files_of(two)) and not any(files_of(one))


def test_photos_that_were_removed_after_back_stay_with_the_first_alone(client: Client) -> None:
    page = client.post(
        "/ideen/neu/", {**hidden_fields(client.get("/ideen/neu/")), "photos": upload(jpeg(50)), **RIGHTS}
    )
    key = PendingPhoto.objects.get().key
    fields = {**hidden_fields(page), **RIGHTS, f"photos-alt-{key}": "Eine Bank"}
    client.post("/ideen/neu/", {**fields, **IDEA})

    client.post("/ideen/neu/", {**fields, **IDEA, f"photos-remove-{key}": "on"})

    assert sorted(idea.photos.count() for idea in Idea.objects.all()) == [0, 1]


def test_the_file_chosen_again_by_the_browser_is_the_same_photo(client: Client) -> None:
    fields = hidden_fields(client.get("/ideen/neu/"))
    for _press in range(2):
        client.post("/ideen/neu/", {**fields, **IDEA, **RIGHTS, "photos": upload(jpeg(50))})

    assert (Idea.objects.count(), IdeaPhoto.objects.count()) == (1, 1)


def test_another_picture_or_description_is_other_content(client: Client) -> None:
    fields = hidden_fields(client.get("/ideen/neu/"))
    for picture, alt in ((50, "Bank"), (60, "Bank"), (60, "Laterne")):
        client.post("/ideen/neu/", {**fields, **IDEA, **RIGHTS, "photos": upload(jpeg(picture)), "photos-alt-new": alt})

    assert Idea.objects.count() == IdeaPhoto.objects.count() == 3


def test_logos_and_pictures_of_shops_are_copied_as_well(client: Client) -> None:
    listing = make_listing()
    kinds = {
        "/akteure/eintragen/": ({**entry(), "photo_rights": "on"}, {"actor_name": "Zwei"}, ActorLogo),
        "/ladenlokale/anbieten/": (
            {
                "street": listing.unit.street_id, "house_number": "77", "kind": "lease", "role": "owner", "name": "E",
                "email": "e@example.org", "photo_rights": "on", "consent": "on",
            },
            {"house_number": "79"},
            UnitPhoto,
        ),
    }  # fmt: skip
    for path, (typed, changed, model) in kinds.items():
        before = model._default_manager.count()
        page = client.post(path, {**hidden_fields(client.get(path)), "photos": upload(jpeg(50)), "photo_rights": "on"})
        key = PendingPhoto.objects.latest("pk").key
        fields = {**hidden_fields(page), **typed, f"photos-alt-{key}": "Bild"}

        client.post(path, fields)
        client.post(path, {**fields, **changed})

        assert model._default_manager.count() - before == 2, path


def test_nobody_takes_photos_of_another_form_along(client: Client) -> None:
    page = client.post(
        "/ideen/neu/", {**hidden_fields(client.get("/ideen/neu/")), "photos": upload(jpeg(50)), **RIGHTS}
    )
    key = PendingPhoto.objects.get().key
    client.post("/ideen/neu/", {**hidden_fields(page), **RIGHTS, **IDEA, f"photos-alt-{key}": "Bank"})

    fill_in(client, "/ideen/neu/", **{**IDEA, "title": "Fremd"}, **RIGHTS, **{f"photos-alt-{key}": "Bank"})

    assert Idea.objects.get(title="Fremd").photos.count() == 0
