"""Texts in several languages in the back office: nothing is lost, and staff read words instead of data."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client, override_settings
from django.urls import reverse

from eving.core.models import Announcement, FieldOfAction, SiteText, Topic
from tests.factories import make_staff
from tests.pages import fill_in, hidden_fields, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic() -> Topic:
    return Topic.objects.get(slug="wohnen")


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def page_of(topic: Topic) -> str:
    return reverse("admin:core_topic_change", args=[topic.pk])


def typed(topic: Topic, **values: str) -> dict:
    groups = topic.synonym_groups.order_by("words")
    words = {f"synonym_groups-{row}-words": ", ".join(group.words) for row, group in enumerate(groups)}
    return {"slug": topic.slug, "name": topic.name, "names_en": "Housing", "field": topic.field_id,
            "sort": topic.sort, **words, **values}  # fmt: skip


def test_a_translation_into_a_language_given_up_survives_saving(staff: Client, topic: Topic) -> None:
    Topic.objects.filter(pk=topic.pk).update(names={"en": "Housing", "fr": "Logement"})

    answer = fill_in(staff, page_of(topic), **typed(topic, names_en="Homes"))

    topic.refresh_from_db()
    assert (answer.status_code, topic.names) == (302, {"en": "Homes", "fr": "Logement"})


def test_an_emptied_translation_is_gone(staff: Client, topic: Topic) -> None:
    fill_in(staff, page_of(topic), **typed(topic, names_en=" "))

    topic.refresh_from_db()
    assert topic.names == {}


def test_an_own_text_in_a_language_given_up_survives_saving(staff: Client) -> None:
    SiteText.objects.create(key="contact.lead", text="Hallo.", texts={"en": "Hello.", "fr": "Bonjour."})

    fill_in(staff, "/verwaltung/core/sitetext/contact.lead/text/", text="Guten Tag.", texts_en="Hi.", _save="1")

    row = SiteText.objects.get()
    assert (row.text, row.texts) == ("Guten Tag.", {"en": "Hi.", "fr": "Bonjour."})


def test_of_two_who_rename_a_topic_the_second_reads_what_the_first_wrote(staff: Client, topic: Topic) -> None:
    opened = hidden_fields(staff.get(page_of(topic)))
    fill_in(staff, page_of(topic), **typed(topic, names_en="Homes"))

    answer = staff.post(page_of(topic), {**opened, **typed(topic, names_en="Flats")})

    page = text_of(answer)
    topic.refresh_from_db()
    assert (answer.status_code, topic.names) == (200, {"en": "Homes"})
    assert "Homes" in page and "{" not in page
    again = staff.post(page_of(topic), {**hidden_fields(answer), **typed(topic, names_en="Flats")})
    topic.refresh_from_db()
    assert (again.status_code, topic.names) == (302, {"en": "Flats"})


def test_who_may_only_look_reads_the_name_and_not_its_data(client: Client) -> None:
    reader = make_staff(is_superuser=False)
    reader.groups.add(Group.objects.get(name="Redaktion"))
    client.force_login(reader)
    field = FieldOfAction.objects.get(code="wirtschaft")

    page = text_of(client.get(reverse("admin:core_fieldofaction_change", args=[field.pk])))

    assert "Economy" in page and "{" not in page


@pytest.mark.parametrize("name", ["a" * 300, "Homes\0"])
def test_a_name_that_does_not_fit_is_refused_beside_its_field(staff: Client, topic: Topic, name: str) -> None:
    answer = fill_in(staff, page_of(topic), **typed(topic, names_en=name))

    topic.refresh_from_db()
    assert (answer.status_code, topic.names) == (200, {"en": "Housing"})
    assert "field-names" in answer.content.decode() and "error" in answer.content.decode()


def test_markup_in_a_name_is_text_everywhere(client: Client, staff: Client, topic: Topic) -> None:
    fill_in(staff, page_of(topic), **typed(topic, names_en='<b>"Homes"</b>'))

    for path in (page_of(topic), "/en/ideen/", "/en/ideen/neu/", "/en/akteure/", "/ideen/"):
        assert "<b>" not in client.get(path).content.decode(), path


@override_settings(LANGUAGES=[("de", "German")])
def test_a_portal_in_one_language_shows_no_empty_field(staff: Client, topic: Topic) -> None:
    page = staff.get(page_of(topic))

    answer = fill_in(staff, page_of(topic), **{k: v for k, v in typed(topic).items() if k != "names_en"})

    topic.refresh_from_db()
    assert re.search(r'class="form-row hidden\s+field-names"', page.content.decode())
    assert (answer.status_code, topic.names) == (302, {"en": "Housing"})


@override_settings(LANGUAGES=[("de", "German"), ("en", "English"), ("fr", "French")])
def test_each_language_has_an_input_of_its_own(staff: Client, topic: Topic) -> None:
    fill_in(staff, page_of(topic), **typed(topic, names_fr="Logement"))

    topic.refresh_from_db()
    page = staff.get(page_of(topic)).content.decode()
    assert topic.names == {"en": "Housing", "fr": "Logement"}
    inputs = re.findall(r'<input type="text" name="names_\w+"[^>]*>', page)
    assert len(inputs) == 2 and len({re.search(r' id="(\w+)"', part)[1] for part in inputs}) == 2  # type: ignore[index]


def test_an_announcement_with_a_long_text_keeps_all_of_it(staff: Client) -> None:
    text = "Zeile\n" * 160
    answer = fill_in(
        staff, reverse("admin:core_announcement_add"), tone="info", title="Zu", titles_en="Closed", text=text,
        texts_en=text, starts_on="2026-11-30", ends_on="2026-12-30",
    )  # fmt: skip

    assert answer.status_code == 302
    assert Announcement.objects.get().texts["en"] == text.strip()
