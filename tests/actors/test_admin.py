"""Back office of actors."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor, ActorGroup, ActorLogo, ActorState, ContactPoint, Location
from eving.core.models import DistrictPart, Street
from eving.core.workflow import lifecycle
from tests.actors.entries import add_contact, add_place, make_actor
from tests.factories import make_staff
from tests.pages import hidden_fields, text_of
from tests.photo_files import jpeg, upload

pytestmark = pytest.mark.django_db

LIST = "/verwaltung/actors/actor/"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def change_url(actor: Actor) -> str:
    return reverse("admin:actors_actor_change", args=[actor.pk])


def transition_url(actor: Actor, transition: str) -> str:
    return reverse("admin:actors_actor_transition", args=[actor.pk, transition])


def forms_of(client: Client, path: str, **changes) -> dict:
    """Field values of an admin page as a browser would send them, with changes."""
    page = client.get(path)
    values = dict(hidden_fields(page))
    adminform = page.context["adminform"].form
    formsets = [inline.formset for inline in page.context["inline_admin_formsets"]]
    for form in [adminform, *(form for formset in formsets for form in formset.forms)]:
        for bound in form:
            value = bound.value()
            if isinstance(value, bool):
                value = "on" if value else None
            if value is not None and bound.name != "upload":
                values[bound.html_name] = [str(item) for item in value] if isinstance(value, list) else str(value)
    values.update(changes)
    return {name: value for name, value in values.items() if value is not None}


def test_staff_write_down_an_actor_and_publish_it(staff: Client, client: Client) -> None:
    group = ActorGroup.objects.get(code="gewerbe")
    street = Street.objects.get(slug="bergstrasse")
    values = forms_of(
        staff, f"{LIST}add/",
        **{
            "name": "Bäckerei Öztürk", "group": group.pk, "kind": "business", "summary": "Wir backen.",
            "website": "baeckerei.example",
            "locations-0-street": street.pk, "locations-0-house_number": "8", "locations-0-visibility": "exact",
            "contacts-0-phone": "0231 123456", "contacts-0-visibility": "public",
        },
    )  # fmt: skip

    answer = staff.post(f"{LIST}add/", values)

    assert answer.status_code == 302, text_of(answer)[:2000]
    actor = Actor.objects.get()
    assert (actor.state, actor.number, actor.slug) == (ActorState.DRAFT, None, "baeckerei-oeztuerk")
    assert actor.name_sort == "backerei ozturk"
    assert [entry.to_state for entry in actor.history.all()] == ["draft"]
    assert actor.locations.get().part == street.part

    answer = staff.post(transition_url(actor, "publish"), {"text": "", "version": actor.version})
    assert answer.status_code == 302
    actor.refresh_from_db()
    page = client.get(actor.get_absolute_url())
    assert actor.number == "A-1" and "Bergstraße 8" in text_of(page) and "0231 123456" in text_of(page)


def test_the_list_filters_and_keeps_its_budget(staff: Client, django_assert_max_num_queries) -> None:
    make_actor(state="submitted", name="Neu hier")
    add_place(make_actor(name="Schon da"), "exact")

    with django_assert_max_num_queries(12):
        page = staff.get(LIST)
    assert "Neu hier" in text_of(page) and "Schon da" in text_of(page) and "Bergstraße 47b" in text_of(page)
    for _number in range(3):
        add_place(make_actor(), "district", part=DistrictPart.objects.first())
    with django_assert_max_num_queries(12):
        staff.get(LIST)
    with django_assert_max_num_queries(14):
        page = staff.get(f"{LIST}?state__exact=submitted&kind__exact=organisation&promise=open&q=neu")
    assert "Neu hier" in text_of(page) and "Schon da" not in text_of(page)


def test_a_hidden_place_is_not_in_the_column_of_shown_places(staff: Client) -> None:
    add_place(make_actor(), "exact", house_number="9x")
    add_place(make_actor(), "hidden", house_number="47b")

    page = text_of(staff.get(LIST))

    assert "9x" in page and "47b" not in page


def test_the_page_of_an_entry_offers_its_transitions(staff: Client) -> None:
    actor = make_actor(state="submitted")

    page = staff.get(change_url(actor))

    for transition in ("publish", "decline", "spam"):
        assert transition_url(actor, transition) in page.content.decode()
    assert "karla" in page.content.decode()


def test_the_preview_shows_what_everyone_will_see_and_no_more(staff: Client, client: Client) -> None:
    actor = make_actor(state="submitted")
    add_place(actor, "hidden")
    add_contact(actor, "staff")
    path = reverse("admin:actors_actor_preview", args=[actor.pk])

    page = staff.get(path)

    assert actor.name in text_of(page) and "Vorschau" in text_of(page)
    for hidden in ("47b", "Petra", "petra@kontakt.example"):
        assert hidden not in page.content.decode()
    assert client.get(path).status_code == 302


@pytest.mark.parametrize(("state", "leads_there"), [("published", True), ("archived", False)])
def test_the_preview_leads_to_a_message_only_where_one_can_be_written(
    staff: Client, client: Client, state: str, leads_there: bool
) -> None:
    actor = make_actor(state=state)
    add_contact(actor, "public")
    form = reverse("actors:message-create", args=[actor.number, actor.slug])

    page = staff.get(reverse("admin:actors_actor_preview", args=[actor.pk])).content.decode()

    assert (f'href="{form}"' in page, client.get(form).status_code == 200) == (leads_there, leads_there)


def test_declining_needs_a_reason(staff: Client) -> None:
    actor = make_actor(state="submitted")

    answer = staff.post(transition_url(actor, "decline"), {"text": "", "version": actor.version})

    actor.refresh_from_db()
    assert (answer.status_code, actor.state) == (200, ActorState.SUBMITTED)


def test_the_second_editor_is_warned(staff: Client) -> None:
    actor = make_actor(state="submitted")
    seen = actor.version
    lifecycle.apply(actor, "publish", by=make_staff())

    answer = staff.post(transition_url(actor, "archive"), {"text": "weg", "version": seen})

    actor.refresh_from_db()
    assert (answer.status_code, actor.state) == (200, ActorState.PUBLISHED)


def test_a_person_without_consent_gets_a_clear_sentence(staff: Client) -> None:
    actor = make_actor(state="submitted", kind="person", group="bewohner")

    assert "Einwilligung" in text_of(staff.get(change_url(actor)))
    answer = staff.post(transition_url(actor, "publish"), {"text": "", "version": actor.version})

    actor.refresh_from_db()
    assert "Einwilligung" in text_of(answer)
    assert (answer.status_code, actor.state) == (200, ActorState.SUBMITTED)


def test_a_public_person_cannot_lose_the_consent_by_a_slip(staff: Client) -> None:
    actor = make_actor(kind="person", group="bewohner", person_consents=True)

    answer = staff.post(change_url(actor), forms_of(staff, change_url(actor), person_consent_on=""))

    actor.refresh_from_db()
    assert answer.status_code == 200 and "Einwilligung" in text_of(answer)
    assert actor.person_consent_on == timezone.localdate()


def test_a_person_in_a_public_contact_needs_consent(staff: Client) -> None:
    actor = make_actor()
    values = {"contacts-0-person_name": "Petra", "contacts-0-visibility": "public"}

    refused = staff.post(change_url(actor), forms_of(staff, change_url(actor), **values))
    assert refused.status_code == 200 and not ContactPoint.objects.exists()
    values["contacts-0-consent_on"] = "2026-11-01"
    assert staff.post(change_url(actor), forms_of(staff, change_url(actor), **values)).status_code == 302

    assert ContactPoint.objects.get().person_name == "Petra"


def test_the_main_place_moves_from_one_row_to_another(staff: Client) -> None:
    actor = make_actor()
    first = add_place(actor, "exact")
    second = add_place(actor, "exact", is_primary=False, house_number="99")
    both = {"locations-1-is_primary": "on"}
    assert staff.post(change_url(actor), forms_of(staff, change_url(actor), **both)).status_code == 200

    moved = {"locations-0-is_primary": None, "locations-1-is_primary": "on"}
    answer = staff.post(change_url(actor), forms_of(staff, change_url(actor), **moved))

    assert answer.status_code == 302
    assert list(Location.objects.order_by("pk").values_list("pk", "is_primary")) == [
        (first.pk, False),
        (second.pk, True),
    ]


def test_a_new_name_changes_address_order_and_search(staff: Client, client: Client) -> None:
    actor = make_actor(name="Nähkreis")
    old = actor.get_absolute_url()

    assert staff.post(change_url(actor), forms_of(staff, change_url(actor), name="Öhrchen")).status_code == 302

    actor.refresh_from_db()
    assert (actor.slug, actor.name_sort) == ("oehrchen", "ohrchen")
    assert client.get(old)["Location"] == actor.get_absolute_url()
    assert [card["title"] for card in client.get("/akteure/?q=Öhrchen").context["cards"]] == ["Öhrchen"]


def test_staff_upload_a_logo(staff: Client, client: Client) -> None:
    actor = make_actor()
    values = forms_of(staff, change_url(actor), **{"logos-0-alt": "Ein Rad", "logos-0-rights_confirmed": "on"})

    refused = staff.post(change_url(actor), {**values, "logos-0-upload": upload(b"%PDF-1.7", "logo.jpg")})
    assert refused.status_code == 200 and not ActorLogo.objects.exists()
    answer = staff.post(change_url(actor), {**values, "logos-0-upload": upload(jpeg())})

    assert answer.status_code == 302, text_of(answer)[:3000]
    logo = ActorLogo.objects.get()
    assert client.get(logo.url(400)).status_code == 200
    assert 'alt="Ein Rad"' in client.get(actor.get_absolute_url()).content.decode()


def test_a_text_is_taken_out_of_the_history(staff: Client, client: Client) -> None:
    actor = make_actor()
    entry = actor.history.exclude(text="").get()
    path = reverse("admin:actors_actor_redact", args=[actor.pk, entry.pk])
    assert entry.text in text_of(client.get(actor.get_absolute_url()))

    assert staff.post(path, {"reason": "nennt jemanden"}).status_code == 302

    assert entry.text not in text_of(client.get(actor.get_absolute_url()))


def test_nobody_deletes_an_entry_by_hand(staff: Client) -> None:
    actor = make_actor()

    assert staff.get(reverse("admin:actors_actor_delete", args=[actor.pk])).status_code == 403
    assert Actor.objects.filter(pk=actor.pk).exists()


def test_visitors_reach_nothing_of_it(client: Client) -> None:
    actor = make_actor(state="submitted")

    for path in (LIST, change_url(actor), transition_url(actor, "publish")):
        assert client.get(path).status_code == 302
    assert client.post(transition_url(actor, "publish"), {"version": actor.version}).status_code == 302
    actor.refresh_from_db()
    assert actor.state == ActorState.SUBMITTED


def test_the_page_of_an_entry_needs_no_more_queries_for_more_places(
    staff: Client, django_assert_max_num_queries
) -> None:
    actor = make_actor()
    add_place(actor, "exact")
    with django_assert_max_num_queries(100) as one:
        staff.get(change_url(actor))
    for number in range(3):
        add_place(actor, "exact", is_primary=False, house_number=str(number))
        add_contact(actor, "staff")

    with django_assert_max_num_queries(100) as several:
        staff.get(change_url(actor))

    assert len(several) == len(one)


def test_a_further_place_is_no_second_main_place(staff: Client) -> None:
    actor = make_actor()
    add_place(actor, "exact")
    further = {"locations-1-street": str(Street.objects.last().pk), "locations-1-visibility": "exact"}

    assert staff.post(change_url(actor), forms_of(staff, change_url(actor), **further)).status_code == 302

    assert list(actor.locations.order_by("pk").values_list("is_primary", flat=True)) == [True, False]


def test_invisible_signs_leave_what_the_office_types_in_one_line(staff: Client) -> None:
    actor = make_actor()
    add_contact(actor, "public")
    values = forms_of(staff, change_url(actor), name="\u202eChor\u2066\u200b  Süd\u2069\x07")

    answer = staff.post(change_url(actor), {**values, "contacts-0-label": "Pro\u200fbe\ufeff"})

    assert answer.status_code == 302, text_of(answer)
    actor.refresh_from_db()
    assert (actor.name, actor.contacts.get().label) == ("Chor Süd", "Probe")
