"""English texts of before become translations, and columns again when a release is taken back."""

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from eving.core.models import Announcement, Contribution, SiteText, Topic
from tests.factories import make_idea
from vacancies.models import UseClass

pytestmark = pytest.mark.cluster  # turns the tables of its database back and forth

# The last state before languages were data.
BEFORE = [
    ("vacancies", "0011_wording"),
    ("projects", "0008_wording"),
    ("actors", "0005_wording"),
    ("core", "0017_wording"),
]


def rows(statement: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def test_texts_of_before_keep_every_language_on_the_way_there_and_back(committed: None) -> None:
    idea = make_idea()
    long = "Zeile {telefon}\n" * 1000
    SiteText.objects.create(key="contact.lead", text="", texts={"en": "Only English."})
    SiteText.objects.create(key="rules.lead", text="Nur deutsch.")
    SiteText.objects.create(key="privacy.more", text=long, texts={"en": long, "fr": "Bonjour."})
    days = {"starts_on": datetime.date(2026, 11, 1), "ends_on": datetime.date(2026, 12, 1)}
    Announcement.objects.create(title="Zu", text="Bis Montag.", **days)
    Announcement.objects.create(title="Fest", titles={"en": "Fair"}, text="Kommt!", texts={"en": "Come!"}, **days)
    Topic.objects.filter(slug="wohnen").update(name="Wohnung", names={"en": "Homes"})
    Contribution.objects.update(language="en")
    try:
        MigrationExecutor(connection).migrate(BEFORE)
        texts = rows("SELECT key, text_de, text_en FROM core_sitetext ORDER BY key")
        notices = rows("SELECT title_de, title_en, text_de, text_en FROM core_announcement ORDER BY id")
    finally:
        call_command("migrate", verbosity=0)

    assert texts == [
        ("contact.lead", "", "Only English."), ("privacy.more", long, long), ("rules.lead", "Nur deutsch.", ""),
    ]  # fmt: skip
    assert notices == [("Zu", "", "Bis Montag.", ""), ("Fest", "Fair", "Kommt!", "Come!")]
    assert list(SiteText.objects.values_list("text", "texts")) == [
        ("", {"en": "Only English."}), (long, {"en": long}), ("Nur deutsch.", {}),
    ]  # fmt: skip
    assert list(Announcement.objects.order_by("pk").values_list("titles", "texts")) == [
        ({}, {}), ({"en": "Fair"}, {"en": "Come!"}),
    ]  # fmt: skip
    assert Topic.objects.get(slug="wohnen").names == {"en": "Housing"}
    assert UseClass.objects.get(code="cafe").names["en"].startswith("Café")
    assert Contribution.objects.get(idea=idea).language == "de"
