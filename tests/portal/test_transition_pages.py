"""What the pages of the office say before a step: the pictures that become public, who reads the text, what is so."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors.models import ActorLogo
from eving.core.models import Participant
from eving.core.workflow import lifecycle
from projects.models import Idea, IdeaPhoto, ProjectPhoto
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, text_of
from tests.projects.projects.rows import make_project
from tests.vacancies.make import make_enquiry, make_listing, make_photo, make_profile
from vacancies.models import SearchProfile

pytestmark = pytest.mark.django_db
SIZE = {"width": 1600, "height": 1067, "byte_size": 1000}
BECOMES, STAYS, IS_PUBLIC = (
    "Wird mit diesem Schritt öffentlich",
    "Bleibt verborgen, weil die Beschreibung fehlt",
    "Ist schon öffentlich",
)


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def page_of(obj: Any, name: str, *args: Any) -> str:
    return reverse(f"admin:{obj._meta.label_lower.replace('.', '_')}_{name}", args=[obj.pk, *args])


def picture(model: Any, owner: dict[str, Any], **fields: Any) -> Any:
    return model.objects.create(**owner, **SIZE, sha256=uuid.uuid4().hex, **fields)


def wanted_ad(state: str = "review") -> SearchProfile:
    profile = make_profile(wants_ad=True, title="Suche Laden mit Hof", text="Für Räder.")
    if state == "published":
        lifecycle.apply(profile, "publish", by=make_staff())
    return profile


# ---------------------------------------------------------------- pictures
def with_picture(kind: str, **fields: Any) -> Any:
    """Something that waits for its publication, with one picture."""
    if kind == "idea":
        idea = make_idea(state="submitted")
        picture(IdeaPhoto, {"idea": idea}, **fields)
        return idea
    if kind == "actor":
        actor = make_actor(state="submitted")
        picture(ActorLogo, {"actor": actor}, **fields)
        return actor
    if kind == "project":
        project = make_project(state="draft")
        picture(ProjectPhoto, {"project": project}, **fields)
        return project
    listing = make_listing(state="draft", photo=False)
    make_photo(listing.unit, **fields)
    return listing


@pytest.mark.parametrize("kind", ["idea", "actor", "project", "listing"])
def test_who_publishes_sees_the_pictures_that_go_along(staff: Client, kind: str) -> None:
    case = with_picture(kind, alt="Ein Baum an der Ecke")

    page = staff.get(page_of(case, "transition", "publish"))

    html = page.content.decode()
    [tag] = re.findall(r'<img class="photo-small"[^>]*>', html)
    assert 'alt="Ein Baum an der Ecke"' in tag and re.search(r'src="/medien/[\w-]+\.webp"', tag)
    assert BECOMES in text_of(page)


@pytest.mark.parametrize("kind", ["idea", "actor", "project", "listing"])
def test_a_picture_without_description_says_what_becomes_of_it(staff: Client, kind: str) -> None:
    case = with_picture(kind, alt="")

    words = text_of(staff.get(page_of(case, "transition", "publish")))

    assert "Noch ohne Beschreibung." in words
    # Of a shop only what is described goes public; the other registers ask for descriptions and show all.
    assert (STAYS in words, BECOMES in words) == (kind == "listing", kind != "listing")


def test_a_picture_that_everybody_sees_already_is_called_so(staff: Client) -> None:
    listing = make_listing(state="paused")

    words = text_of(staff.get(page_of(listing, "transition", "publish")))

    assert IS_PUBLIC in words and BECOMES not in words


def test_transitions_that_publish_nothing_show_no_pictures(staff: Client) -> None:
    idea = with_picture("idea", alt="Ein Baum")

    assert "photo-small" not in staff.get(page_of(idea, "transition", "decline")).content.decode()


def test_the_page_of_a_transition_costs_the_same_with_one_picture_and_with_three(
    staff: Client, django_assert_max_num_queries
) -> None:
    idea = with_picture("idea", alt="Eins")
    with django_assert_max_num_queries(100) as one:
        staff.get(page_of(idea, "transition", "publish"))
    for number in range(2):
        picture(IdeaPhoto, {"idea": idea}, alt=f"Noch eins {number}")

    with django_assert_max_num_queries(100) as three:
        staff.get(page_of(idea, "transition", "publish"))

    assert len(one) == len(three)


# ---------------------------------------------------------------- words about the text
@pytest.mark.parametrize(
    ("make", "label"),
    [
        (lambda: make_idea(state="submitted"), "Nachricht an die Ideengeberin oder den Ideengeber"),
        (lambda: make_actor(state="submitted"), "Nachricht an die Person, die den Akteur eingetragen hat"),
        (wanted_ad, "Nachricht an die Person, die sucht"),
        (lambda: make_project(state="draft"), "Text"),
        (lambda: make_listing(state="draft"), "Notiz"),
    ],
    ids=["idea", "actor", "search", "project", "listing"],
)
def test_publishing_asks_for_no_reason(staff: Client, make: Callable[[], Any], label: str) -> None:
    case = make()

    form = staff.get(page_of(case, "transition", "publish")).context["form"]

    assert str(form.fields["text"].label) == label and not form.fields["text"].required


def test_declining_asks_for_a_reason(staff: Client) -> None:
    for case in (make_idea(state="submitted"), make_actor(state="submitted")):
        form = staff.get(page_of(case, "transition", "decline")).context["form"]

        assert str(form.fields["text"].label) == "Begründung" and form.fields["text"].required


def test_the_words_to_a_seeker_are_not_said_to_be_public(staff: Client) -> None:
    form = staff.get(page_of(wanted_ad(), "transition", "publish")).context["form"]

    assert form.fields["text"].help_text == "Die Person liest das per E-Mail. Öffentlich ist es nicht."


def test_publishing_many_asks_for_no_reason_either(staff: Client) -> None:
    idea = make_idea(state="submitted")
    listing = make_listing()

    many = {"action": "bulk_publish", "_selected_action": [idea.pk]}
    page = staff.post(reverse("admin:projects_idea_changelist"), many)
    paused = staff.post(
        reverse("admin:vacancies_listing_changelist"), {"action": "bulk_pause", "_selected_action": [listing.pk]}
    )

    assert str(page.context["form"].fields["text"].label) == "Nachricht an die Ideengeberin oder den Ideengeber"
    field = paused.context["form"].fields["text"]
    assert (str(field.label), field.help_text) == ("Notiz", "Das liest nur das Büro.")


# ---------------------------------------------------------------- previews
NOT_YET, NOW, NO_LONGER = "Noch ist ", " ist öffentlich. So seh", "ist es nicht mehr. Diese Seite sieht nur das Büro."


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: make_idea(state="submitted"), NOT_YET),
        (lambda: make_idea(state="accepted"), NOW),
        (lambda: make_idea(state="withdrawn"), NO_LONGER),
        (lambda: make_actor(state="submitted"), NOT_YET),
        (lambda: make_actor(state="published"), NOW),
        (lambda: make_actor(state="withdrawn"), NO_LONGER),
        (lambda: make_project(state="draft"), NOT_YET),
        (lambda: make_project(state="running"), NOW),
        (lambda: make_project(state="unpublished"), NO_LONGER),
        (lambda: make_listing(state="draft"), NOT_YET),
        (lambda: make_listing(state="reserved"), NOW),
        (lambda: make_listing(state="expired"), NO_LONGER),
        (lambda: wanted_ad("review"), NOT_YET),
        (lambda: wanted_ad("published"), NOW),
    ],
)
def test_a_preview_says_what_is_so(staff: Client, make: Callable[[], Any], sentence: str) -> None:
    case = make()

    words = text_of(staff.get(page_of(case, "preview")))

    assert [one for one in (NOT_YET, NOW, NO_LONGER) if one in words] == [sentence]


def test_the_preview_of_a_public_idea_shows_what_everybody_sees(staff: Client) -> None:
    idea = make_idea(state="published")
    shown = picture(IdeaPhoto, {"idea": idea}, alt="Zu sehen", approved_at=timezone.now())
    picture(IdeaPhoto, {"idea": idea}, alt="Abgenommen")

    html = staff.get(page_of(idea, "preview")).content.decode()

    assert shown.key in html and "Abgenommen" not in html


# ---------------------------------------------------------------- what cannot be done
def wrong(email: str) -> None:
    Participant.objects.update_or_create(email_key=email, defaults={"email": email, "wrong_since": timezone.now()})


def test_a_search_without_address_is_not_promised_mails(staff: Client) -> None:
    given = {"channel": "phone", "privacy_informed": "on", "name_display": "none", "name": "Sami Sucht"}
    add = reverse("admin:vacancies_searchprofile_add")

    refused = fill_in(staff, add, **given, alert="daily")
    assert "Für E-Mails fehlt die Adresse." in text_of(refused) and not SearchProfile.objects.exists()

    fill_in(staff, add, **given, alert="never")
    case = staff.get(page_of(SearchProfile.objects.get(), "change"))
    assert 'name="alert"' not in case.content.decode()


def test_a_search_says_why_no_mail_goes_out(staff: Client) -> None:
    searching, comes_back, unconfirmed = make_profile(), make_profile(), make_profile(confirmed=False)
    wrong(comes_back.contribution.email)

    pages = [text_of(staff.get(page_of(profile, "change"))) for profile in (searching, comes_back, unconfirmed)]

    reasons = ("die E-Mail-Adresse ist falsch. Bitte rufen Sie an", "sobald die Person ihre Adresse bestätigt hat")
    assert [[reason in page for reason in reasons] for page in pages] == [[False, False], [True, False], [False, True]]


def test_a_listing_whose_contact_no_mail_reaches_says_that_somebody_must_call(staff: Client) -> None:
    asked, unasked = make_listing(), make_listing()
    wrong(unasked.unit.property_contact.email)

    pages = [text_of(staff.get(page_of(listing, "change"))) for listing in (asked, unasked)]

    assert ["Der Kontakt ist per E-Mail nicht zu erreichen." in page for page in pages] == [False, True]


def test_an_enquiry_without_address_offers_no_invitation(staff: Client) -> None:
    enquiry, comes_back = make_enquiry(), make_enquiry()
    wrong(comes_back.contribution.email)

    forms = [staff.get(page_of(one, "transition", "view")).context["form"] for one in (enquiry, comes_back)]

    assert ["invite" in form.fields for form in forms] == [True, False]


def test_nobody_publishes_a_picture_with_many_entries_unseen(client: Client) -> None:
    client.force_login(make_staff())
    plain, pictured = make_idea(state="submitted"), make_idea(state="submitted")
    IdeaPhoto.objects.create(idea=pictured, width=50, height=50, byte_size=1, sha256="x" * 64)
    chosen = {"seen": [f"{idea.pk}:{idea.version}" for idea in (plain, pictured)], "text": ""}

    page = client.post(
        "/verwaltung/projects/idea/", {"action": "bulk_publish", "_selected_action": [plain.pk, pictured.pk]}
    )
    client.post("/verwaltung/projects/idea/sammelaktion/publish/", chosen)

    assert "Es bringt Bilder mit" in text_of(page)
    assert {idea.pk: idea.is_public for idea in Idea.objects.all()} == {plain.pk: True, pictured.pk: False}
