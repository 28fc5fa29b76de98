"""Texts that the office owns: every slot, from writing to the page and the mail."""

import os
import re
import socket
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from eving.core import registry
from eving.core.models.texts import SiteText
from eving.core.texts import site_texts
from eving.portal.services.texts import default_text
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def edit(key: str) -> str:
    return reverse("admin:core_sitetext_edit", args=[key])


def test_the_list_names_every_slot_and_each_opens(staff: Client) -> None:
    source = staff.get(reverse("admin:core_sitetext_changelist")).content.decode()

    assert [key for key in registry.site_text_slots if edit(key) not in source] == []
    assert {key: code for key in registry.site_text_slots if (code := staff.get(edit(key)).status_code) != 200} == {}


def test_every_slot_stands_in_its_template_with_its_placeholders() -> None:
    free = {"contact.more", "imprint.more", "privacy.more"}  # nothing stands there until the office writes it

    shown = {key: default_text(slot, "de") for key, slot in registry.site_text_slots.items()}

    assert {key for key, text in shown.items() if not text} == free
    required = {(key, name) for key, slot in registry.site_text_slots.items() for name in slot.required}
    assert [(key, name) for key, name in required if f"{{{name}}}" not in shown[key]] == []


def test_a_custom_text_replaces_the_default_until_it_is_wanted_back(staff: Client) -> None:
    fill_in(staff, edit("contact.lead"), text="Klopfen <b>Sie</b> an.", texts_en="")

    assert "Klopfen &lt;b&gt;Sie&lt;/b&gt; an." in staff.get("/kontakt/").content.decode()
    assert '<span lang="de">Klopfen' in staff.get("/en/kontakt/").content.decode()
    assert SiteText.objects.get().updated_by is not None
    fill_in(staff, edit("contact.lead"), _default="1")
    assert "Klopfen" not in text_of(staff.get("/kontakt/"))


def test_a_preview_shows_and_saves_nothing(staff: Client) -> None:
    page = fill_in(staff, edit("imprint.more"), text="## Bildrechte\n\n- **wir**", texts_en="", _preview="1")

    assert "<h2>Bildrechte</h2>" in page.content.decode()
    assert SiteText.objects.count() == 0


def test_a_wrong_placeholder_is_refused_with_the_nearest(staff: Client) -> None:
    page = fill_in(staff, edit("mail.idea_received"), text="Ihre Idee {numer} ist da.")

    assert "{nummer}" in text_of(page)
    assert SiteText.objects.count() == 0


def test_a_custom_text_reaches_a_mail_with_its_values_and_without_escapes(staff: Client, sent) -> None:
    fill_in(staff, edit("mail.idea_received"), text="Nr. {nummer}: „{titel}“ & Dank.\n\nAntwort bis {frist}. {buero}")
    fill_in(staff, edit("mail.signature"), text="Ihr {buero}\n{telefon}")

    idea = make_idea(state="submitted", title="Bank <am> {frist} Markt")

    office = settings.OFFICE
    body = next(mail.body for mail in sent() if idea.number in mail.subject)
    day = date_format(idea.answer_due_on, "DATE_FORMAT")
    assert f"Nr. {idea.number}: „Bank <am> {{frist}} Markt“ & Dank.\n\nAntwort bis {day}. {office['name']}" in body
    assert body.rstrip().endswith(f"Ihr {office['name']}\n{office['phone']}")
    assert "Sie hat die Nummer" not in body and settings.OFFICE["street"] not in body


def test_without_a_custom_text_a_mail_says_the_default(staff: Client, sent) -> None:
    idea = make_idea(state="submitted")

    body = next(mail.body for mail in sent() if idea.number in mail.subject)

    assert f"Sie hat die Nummer {idea.number}." in body
    assert f"{settings.OFFICE['name']}\n\n{settings.OFFICE['street']}" in body


def test_two_who_write_the_same_text_do_not_overwrite_each_other(staff: Client) -> None:
    path = edit("contact.lead")
    seen = hidden_fields(staff.get(path))
    fill_in(staff, path, text="Klopfen Sie an.", texts_en="")

    late = staff.post(path, {**seen, "text": "Rufen Sie an.", "texts_en": ""})
    reset = staff.post(path, {**seen, "_default": "1"})

    assert [page.context["form"].conflicts[0]["theirs"] for page in (late, reset)] == ["Klopfen Sie an."] * 2
    assert "Rufen Sie an." in late.content.decode()
    assert SiteText.objects.get().text == "Klopfen Sie an."
    # Saving once more is a decision.
    staff.post(path, {**hidden_fields(late), "text": "Rufen Sie an.", "texts_en": ""})
    assert SiteText.objects.get().text == "Rufen Sie an."


def test_who_opened_the_page_after_a_colleague_saved_is_not_warned(staff: Client) -> None:
    for text in ("Klopfen Sie an.", "Rufen Sie an."):
        fill_in(staff, edit("contact.lead"), text=text, texts_en="")

    assert SiteText.objects.get().text == "Rufen Sie an."


def test_who_may_only_read_sees_the_texts_and_changes_none(client: Client) -> None:
    reader = make_staff(is_superuser=False)
    reader.user_permissions.add(Permission.objects.get(codename="view_sitetext"))
    client.force_login(reader)
    SiteText.objects.create(key="contact.lead", text="Klopfen <b>Sie</b> an.")

    listed = client.get(reverse("admin:core_sitetext_changelist")).content.decode()
    page = client.get(edit("contact.lead"))
    sent = client.post(edit("contact.lead"), {"text": "Nein", "texts_en": ""})

    assert edit("contact.lead") in listed
    assert "Klopfen &lt;b&gt;Sie&lt;/b&gt; an." in page.content.decode()
    assert 'name="text"' not in page.content.decode()
    assert (sent.status_code, SiteText.objects.get().text) == (403, "Klopfen <b>Sie</b> an.")


def test_who_may_not_read_the_texts_is_refused(client: Client) -> None:
    client.force_login(make_staff(is_superuser=False))

    assert client.get(edit("contact.lead")).status_code == 403


def test_a_line_is_written_into_one_line(staff: Client) -> None:
    line, page = (staff.get(edit(key)).content.decode() for key in ("home.headline", "imprint.more"))

    assert re.search(r'<input type="text" name="text"', line) and "<textarea" not in line
    assert page.count("<textarea") == 2


def test_every_page_that_shows_a_text_can_be_looked_at(client: Client) -> None:
    pages = {slot.page for slot in registry.site_text_slots.values() if slot.page}

    assert {page: code for page in pages if (code := client.get(reverse(page)).status_code) != 200} == {}


def test_a_long_english_page_says_which_parts_are_german(client: Client) -> None:
    SiteText.objects.create(key="imprint.more", text="## Bildrechte\n\nAlle von uns.")
    SiteText.objects.create(key="contact.lead", text="Klopfen Sie an.", texts={"en": "Just knock."})

    english, german = client.get("/en/impressum/").content.decode(), client.get("/impressum/").content.decode()

    assert re.search(r'<div lang="de"><h2>Bildrechte</h2>\s*<p>Alle von uns.</p>\s*</div>', english)
    assert "<h2>Bildrechte</h2>" in german and 'lang="de"><h2>' not in german
    assert "Just knock." in (source := client.get("/en/kontakt/").content.decode()) and 'lang="de">Just' not in source


WITH_AN_OLD_COPY = """
import django
django.setup()
from datetime import timedelta
from django.test import Client
from django.utils import timezone
from eving.core.models import Announcement
from eving.core.texts import site_texts
today = timezone.localdate()
day = timedelta(days=1)
notice = Announcement(pk=1, title="Freitag zu", starts_on=today - day, ends_on=today + day)
texts = {"imprint.more": {"de": "Eigene Worte."}}
site_texts.keep(site_texts.Snapshot(texts=texts, announcements=(notice,), day=today, version=1))
client = Client(SERVER_NAME="localhost")
for path in ("/impressum/", "/impressum/", "/en/impressum/"):
    page = client.get(path)
    source = page.content.decode()
    print(page.status_code, "Eigene Worte." in source, "Freitag zu" in source)
"""


def test_while_the_database_is_silent_pages_keep_the_copy_of_before(tmp_path) -> None:
    with socket.socket() as probe:  # a port that nobody listens on
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://niemand@127.0.0.1:{port}/nichts",
        "DJANGO_SETTINGS_MODULE": "eving.settings",
        "EVING_PROCESS": "web",
        "EVING_ENV": "development",
        "MEDIA_ROOT": str(tmp_path),
    }

    run = subprocess.run(
        [sys.executable, "-c", WITH_AN_OLD_COPY],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (run.returncode, run.stdout.splitlines()) == (0, ["200 True True"] * 3), run.stderr


def test_a_cold_copy_costs_three_queries_and_a_warm_one_the_question_for_changes(
    client: Client, django_assert_num_queries
) -> None:
    site_texts.keep(None)

    with django_assert_num_queries(3):
        client.get("/impressum/")
    with django_assert_num_queries(1):
        client.get("/impressum/")
