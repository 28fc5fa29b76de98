"""Texts that the office owns: every slot, from writing to the page and the mail."""

import pytest
from django.test import Client
from django.urls import reverse

from eving.core import registry, texts
from eving.core.models.office import SiteText
from eving.portal.texts import stock_text
from tests.factories import make_staff
from tests.pages import fill_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def edit(key: str) -> str:
    return reverse("admin:core_sitetext_edit", args=[key])


def test_the_list_names_every_slot_and_each_opens(staff: Client) -> None:
    source = staff.get(reverse("admin:core_sitetext_changelist")).content.decode()

    assert [key for key in registry.text_slots if edit(key) not in source] == []
    assert {key: code for key in registry.text_slots if (code := staff.get(edit(key)).status_code) != 200} == {}


def test_every_slot_stands_in_its_template_with_its_placeholders() -> None:
    free = {"contact.more", "imprint.more", "privacy.more"}  # nothing stands there until the office writes it

    shown = {key: stock_text(slot, "de") for key, slot in registry.text_slots.items()}

    assert {key for key, text in shown.items() if not text} == free
    required = {(key, name) for key, slot in registry.text_slots.items() for name in slot.required}
    assert [(key, name) for key, name in required if f"{{{name}}}" not in shown[key]] == []


def test_own_words_replace_the_stock_text_until_it_is_wanted_back(staff: Client) -> None:
    fill_in(staff, edit("contact.lead"), text_de="Klopfen <b>Sie</b> an.", text_en="")

    assert "Klopfen &lt;b&gt;Sie&lt;/b&gt; an." in staff.get("/kontakt/").content.decode()
    assert '<span lang="de">Klopfen' in staff.get("/en/kontakt/").content.decode()
    assert SiteText.objects.get().updated_by is not None
    fill_in(staff, edit("contact.lead"), _stock="1")
    assert "Klopfen" not in text_of(staff.get("/kontakt/"))


def test_a_preview_shows_and_saves_nothing(staff: Client) -> None:
    page = fill_in(staff, edit("imprint.more"), text_de="## Bildrechte\n\n- **wir**", text_en="", _preview="1")

    assert "<h2>Bildrechte</h2>" in page.content.decode()
    assert SiteText.objects.count() == 0


def test_a_wrong_placeholder_is_refused_with_the_nearest(staff: Client) -> None:
    page = fill_in(staff, edit("mail.idea_received"), text_de="Ihre Idee {numer} ist da.")

    assert "{nummer}" in text_of(page)
    assert SiteText.objects.count() == 0


def test_legal_pages_stand_on_stock_texts_without_a_database(client: Client, monkeypatch) -> None:
    texts.keep(None)

    def silent(*_args: object) -> None:
        raise texts.InterfaceError("silent")

    monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", silent)

    assert "Impressum" in text_of(client.get("/impressum/"))


def test_a_cold_copy_costs_two_queries_and_a_warm_one_none(client: Client, django_assert_num_queries) -> None:
    texts.keep(None)

    with django_assert_num_queries(2):
        client.get("/impressum/")
    with django_assert_num_queries(0):
        client.get("/impressum/")
