"""Submission of an idea: preview, warnings, photos with their consents, all optional fields."""

import html
import re

import pytest
from django.test import Client

from actors.models import Actor
from eving.core.models import Contribution, PendingPhoto, Street
from eving.core.workflow import lifecycle
from projects.forms.ideas import CallNote, IdeaForm
from projects.models import Idea, IdeaPhoto, IdeaState
from projects.services import ideas
from projects.tables import IdeaTable
from tests.actors.entries import make_actor
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields, link_in, text_of
from tests.photo_files import jpeg, upload

pytestmark = [pytest.mark.django_db, pytest.mark.server]

FORM = "/ideen/neu/"
IDEA = {
    "title": "Ein Trinkbrunnen am Markt",
    "text": "Im Sommer ist es heiß.\n\nKinder haben Durst.",
    "place_note": "neben der Uhr",
    "own_contribution": "Wir putzen ihn.",
    "cost_text": "etwa 5.000 Euro",
    "name": "Erika Beispiel",
    "name_display": "first",
    "email": "erika@example.org",
    "phone": "0231 123456",
}


def typed_on(page) -> dict[str, list[str]]:
    """All hidden inputs of a page with their values."""
    values: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page.content.decode()):
        name = re.search(r'name="([^"]+)"', tag)[1]
        value = re.search(r'value="([^"]*)"', tag)
        values.setdefault(name, []).append(html.unescape(value[1]) if value else "")
    return values


def preview(page) -> str:
    """The text inside the frame of the preview."""
    return " ".join(
        re.sub(r"<[^>]+>", " ", page.content.decode().split("<article", 1)[1].split("</article>")[0]).split()
    )


def test_the_preview_shows_what_everyone_will_see_and_writes_nothing(client: Client, sent) -> None:
    actor, street = make_actor(name="Brunnenfreunde Eving"), Street.objects.get(slug="bergstrasse")
    before = (Contribution.objects.count(), len(sent()))

    page = fill_in(client, FORM, **IDEA, action="look", street=street.pk, actor_name="brunnenfreunde eving")

    preview_text = preview(page)
    assert page.status_code == 200 and "So wird es öffentlich" in text_of(page)
    for expected in (
        IDEA["title"], "Kinder haben Durst.", "Bergstraße, neben der Uhr", "Erika", "Wir putzen ihn.",
        "etwa 5.000 Euro", actor.name,
    ):  # fmt: skip
        assert expected in preview_text, expected
    for private in ("Beispiel", "erika@example.org", "0231 123456"):
        assert private not in preview_text
    assert (Idea.objects.count(), Contribution.objects.count(), len(sent())) == (0, *before)


def test_what_the_preview_promises_is_on_the_public_page(client: Client, sent) -> None:
    actor = make_actor(name="Brunnenfreunde Eving")
    page = fill_in(client, FORM, **IDEA, action="look", actor_name=actor.name)
    facts = re.findall(
        r"<d[td][^>]*>(?:<a [^>]*>)?(.*?)(?:</a>)?</d[td]>",
        page.content.decode().split("<article")[1].split("</article>")[0],
    )

    assert client.post(FORM, {**typed_on(page), "action": "send"}).status_code == 302
    idea = ideas.confirm_idea(Idea.objects.get().contribution)
    lifecycle.apply(idea, "publish", by=make_staff())
    public = text_of(client.get(idea.get_absolute_url()))

    assert len(facts) >= 10
    for expected in (*facts, IDEA["title"], "Kinder haben Durst."):
        assert expected in public, expected


def test_everything_typed_passes_through_the_preview_and_back(client: Client) -> None:
    topics = [str(pk) for pk in IdeaForm.base_fields["topics"].queryset.values_list("pk", flat=True)[:2]]
    looked = fill_in(client, FORM, **IDEA, action="look", topics=topics, photo_rights="on")

    changing = client.post(FORM, {**typed_on(looked), "action": "change"})
    first = changing.content.decode()
    going_on = {name: values[0] for name, values in typed_on(changing).items()} | {
        "title": IDEA["title"], "text": IDEA["text"], "topics": topics, "photo_rights": "on", "step": "person",
    }  # fmt: skip
    person = client.post(FORM, going_on)
    second = person.content.decode()

    assert (changing.status_code, person.status_code) == (200, 200) and "Fehler:" not in first + second
    assert IDEA["title"] in first and "Kinder haben Durst." in first
    assert all(html.escape(IDEA[name]) in second for name in ("email", "phone", "name", "place_note"))
    assert len(re.findall(r'name="topics"[^>]*checked', first)) == 2
    assert re.search(r'name="photo_rights"[^>]*checked', first) and not re.search(r'photo_persons"[^>]*checked', first)
    assert not Idea.objects.exists()


def test_looking_several_times_and_sending_twice_is_one_idea(client: Client, sent) -> None:
    looked = typed_on(fill_in(client, FORM, **IDEA, action="look"))
    again = typed_on(client.post(FORM, {**looked, "action": "look"}))
    assert again["form_key"] == looked["form_key"]

    answers = [client.post(FORM, {**again, "action": "send"}) for _press in range(2)]

    assert len({answer["Location"] for answer in answers}) == 1
    assert answers[0]["Location"].startswith("/ideen/neu/danke/?")
    idea = Idea.objects.get()
    assert (idea.title, idea.own_contribution, idea.cost_text) == (
        IDEA["title"], IDEA["own_contribution"], IDEA["cost_text"],
    )  # fmt: skip
    assert len(sent()) == 1


def test_an_idea_can_be_sent_without_looking(client: Client) -> None:
    assert fill_in(client, FORM, **IDEA, action="send").status_code == 302
    assert Idea.objects.get().state == IdeaState.UNCONFIRMED


def test_looking_at_a_form_with_mistakes_says_them(client: Client) -> None:
    answer = fill_in(client, FORM, **{**IDEA, "title": ""}, action="look")

    assert answer.status_code == 422
    assert 'href="#id_title"' in answer.content.decode() and "So wird es öffentlich" not in text_of(answer)


def test_the_trap_for_machines_stays_set_through_the_preview(client: Client) -> None:
    looked = fill_in(client, FORM, **IDEA, action="look", homepage2="https://spam.example")

    client.post(FORM, {**typed_on(looked), "action": "send"})

    assert Contribution.objects.get().screening == "honeypot"


def test_looking_does_not_use_up_what_may_be_sent(client: Client, settings) -> None:
    settings.PUBLIC_POSTS_SOFT_PER_HOUR, settings.PUBLIC_POSTS_HARD_PER_HOUR = 1, 2
    settings.FORM_MIN_SECONDS = 0
    looked = [fill_in(client, FORM, **IDEA, action="look") for _look in range(3)]
    assert [page.status_code for page in looked] == [200, 200, 429]

    assert client.post(FORM, {**typed_on(looked[0]), "action": "send"}).status_code == 302
    assert Contribution.objects.get().screening == ""


# ---------------------------------------------------------------- photos
def test_photos_are_in_the_preview_and_arrive_with_their_words(client: Client) -> None:
    looked = fill_in(
        client, FORM, **IDEA, action="look", photos=upload(jpeg()), photo_rights="on", photo_persons="on",
        **{"photos-alt-new": "Der leere Platz"},
    )  # fmt: skip
    photo = PendingPhoto.objects.get()
    assert f"/medien/{photo.key}-" in preview_html(looked) and 'alt="Der leere Platz"' in preview_html(looked)

    assert client.post(FORM, {**typed_on(looked), "action": "send"}).status_code == 302

    kept = IdeaPhoto.objects.get()
    assert (kept.key, kept.alt, kept.rights_confirmed, kept.approved_at) == (photo.key, "Der leere Platz", True, None)


def preview_html(page) -> str:
    return page.content.decode().split("<article", 1)[1].split("</article>")[0]


@pytest.mark.parametrize("missing", ["photo_rights", "photo_persons"])
def test_photos_need_both_ticks(client: Client, missing: str) -> None:
    ticks = {name: "on" for name in ("photo_rights", "photo_persons") if name != missing}

    answer = fill_in(client, FORM, **IDEA, **ticks, action="look", photos=upload(jpeg()))

    assert answer.status_code == 422
    assert f'href="#id_{missing}"' in answer.content.decode()
    assert PendingPhoto.objects.count() == 1 and not Idea.objects.exists()


def test_without_photos_no_tick_is_owed(client: Client) -> None:
    assert fill_in(client, FORM, **IDEA, action="look").status_code == 200


# ---------------------------------------------------------------- private details
PRIVATE = {**IDEA, "text": "Fragen Sie Frau Müller, Bergstraße 12, 0231 987654."}


@pytest.mark.parametrize("more", [{}, {"title": ""}], ids=["preview", "errors"])
def test_private_details_are_named_and_refuse_nothing(client: Client, more: dict) -> None:
    page = fill_in(client, FORM, **{**PRIVATE, **more}, action="look")

    page_text = text_of(page)
    assert page.status_code == (422 if more else 200)
    assert "Gehört das in die Öffentlichkeit?" in page_text
    assert "Name mit Hausnummer: Frau Müller, Bergstraße 12" in page_text and "Telefonnummer: 0231 987654" in page_text
    assert fill_in(client, FORM, **PRIVATE).status_code == 302


def test_ones_own_contact_fields_are_no_warning(client: Client) -> None:
    assert "Gehört das in die Öffentlichkeit?" not in text_of(fill_in(client, FORM, **IDEA, action="look"))


def test_the_office_sees_the_same_findings(client: Client) -> None:
    idea, harmless = make_idea(state="submitted", text=PRIVATE["text"]), make_idea(state="submitted")
    client.force_login(make_staff())

    case = text_of(client.get(f"/verwaltung/projects/idea/{idea.pk}/change/"))
    other = text_of(client.get(f"/verwaltung/projects/idea/{harmless.pk}/change/"))

    assert "Sieht privat aus, bitte prüfen Name mit Hausnummer: Frau Müller, Bergstraße 12; Telefonnummer" in case
    assert "Sieht privat aus" not in other


# ---------------------------------------------------------------- on behalf of somebody
def second_step(client: Client) -> str:
    return fill_in(client, FORM, title=IDEA["title"], text=IDEA["text"], step="person").content.decode()


def test_what_matters_stands_first_and_each_step_in_its_order(client: Client) -> None:
    for page, names in (
        (client.get(FORM).content.decode(), ["title", "text", "photos", "topics", "own_contribution"]),
        (second_step(client), ["street", "name", "email", "name_display", "place_note", "phone", "actor_name"]),
    ):
        places = [page.index(f'name="{name}"') for name in names]
        assert places == sorted(places)
    assert page.index('value="summary"') < page.index('name="step" value="idea"')


def test_published_actors_and_crossings_are_offered(client: Client) -> None:
    make_actor(name="Brunnenfreunde Eving")
    make_actor(state="submitted", name="Noch geheim")

    page = second_step(client)

    assert '<option value="Brunnenfreunde Eving"></option>' in page and "Noch geheim" not in page
    assert 'list="id_actor_name_list"' in page and 'id="id_actor_name_list"' in page
    assert 'id="id_place_note_list"' in page


@pytest.mark.parametrize("typed", ["Brunnenfreunde Eving", "BRUNNENFREUNDE  eving", "bfe"])
def test_an_actor_is_found_by_name_or_short_name(client: Client, typed: str) -> None:
    actor = make_actor(name="Brunnenfreunde Eving")
    Actor.objects.filter(pk=actor.pk).update(short_name="BFE")

    fill_in(client, FORM, **IDEA, actor_name=typed)

    assert Idea.objects.get().actor == actor


@pytest.mark.parametrize("typed", ["Unbekannte e. V.", "Noch geheim", "<script>", "x" * 200])
def test_an_unknown_actor_is_a_clear_error_and_stays_typed(client: Client, typed: str) -> None:
    make_actor(state="submitted", name="Noch geheim")

    answer = fill_in(client, FORM, **IDEA, actor_name=typed)

    assert answer.status_code == 422
    assert "Diesen Namen kennen wir nicht." in text_of(answer)
    assert html.escape(typed) in answer.content.decode()


def test_of_two_namesakes_the_number_tells(client: Client) -> None:
    one, other = make_actor(name="Treffpunkt"), make_actor(name="Treffpunkt")

    assert fill_in(client, FORM, **IDEA, actor_name="Treffpunkt").status_code == 422
    fill_in(client, FORM, **IDEA, actor_name=f"Treffpunkt ({other.number})")

    assert Idea.objects.get().actor == other != one


def test_an_actor_no_longer_public_is_not_named(client: Client) -> None:
    actor = make_actor(name="Brunnenfreunde Eving")
    idea = make_idea(actor=actor)
    assert actor.name in text_of(client.get(idea.get_absolute_url()))

    Actor.objects.filter(pk=actor.pk).update(hidden_at=idea.published_at)

    page = client.get(idea.get_absolute_url())
    assert page.status_code == 200 and actor.name not in text_of(page)


# ---------------------------------------------------------------- corrections, calls, tables, erasure
MORE = {"own_contribution": "Wir gießen.", "cost_text": "20 Euro"}


def test_the_author_corrects_the_new_words_too(client: Client, sent) -> None:
    actor = make_actor(name="Brunnenfreunde Eving")
    idea = make_idea(state="submitted", email="erika@example.org", actor=actor, **MORE)
    path = f"{link_in(sent()[-1].body, '/ideen/verwalten/')}aendern/"
    page = client.get(path).content.decode()
    assert [page.count(value) for value in ("Wir gießen.", 'value="20 Euro"', f'value="{actor.name}" ')] == [1, 1, 1]

    fill_in(client, path, title=idea.title, text=idea.text, own_contribution="Wir malen.", cost_text="")

    idea.refresh_from_db()
    assert (idea.own_contribution, idea.cost_text, idea.actor) == ("Wir malen.", "", None)


def test_a_call_and_a_table_take_them_in(client: Client) -> None:
    actor = make_actor(name="Brunnenfreunde Eving")
    assert {"own_contribution", "cost_text", "actor_name"} <= set(CallNote.base_fields)
    client.force_login(make_staff())

    answer = fill_in(
        client, "/verwaltung/projects/idea/add/", title="Ein Brunnen", text="Für alle.", channel="phone",
        name_display="none", privacy_informed="on", actor_name=actor.name, **MORE,
    )  # fmt: skip

    idea = Idea.objects.get()
    assert answer.status_code == 302
    assert (idea.own_contribution, idea.cost_text, idea.actor) == ("Wir gießen.", "20 Euro", actor)
    assert {"own_contribution", "cost_text", "actor"} <= set(IdeaTable().fields)


def test_erasure_reaches_the_new_words(client: Client) -> None:
    idea = make_idea(actor=make_actor(name="Brunnenfreunde Eving"), **MORE)

    ideas.erase_idea(idea.contribution)

    idea.refresh_from_db()
    assert (idea.own_contribution, idea.cost_text, idea.actor) == ("", "", None)


def test_form_and_preview_keep_their_budgets(client: Client, django_assert_max_num_queries) -> None:
    for number in range(3):
        make_actor(name=f"Verein {number}")
        make_idea(title="Ein Trinkbrunnen am Markt")
    client.get(FORM)

    with django_assert_max_num_queries(6):
        page = client.get(FORM)
    with django_assert_max_num_queries(14):
        assert (
            client.post(FORM, {**hidden_fields(page), **IDEA, "action": "look", "actor_name": "Verein 1"}).status_code
            == 200
        )
