"""Who looks in streets that no list has: the person and the office read them, and no page says “everywhere”."""

import pytest
from django.test import Client
from django.urls import reverse

from eving.core.models import Contribution, Street
from tests.factories import make_staff
from tests.pages import link_in, text_of
from tests.vacancies.make import make_profile
from vacancies.cards.profiles import profile_facts
from vacancies.models import Alert, SearchProfile
from vacancies.privacy import PROFILE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("listed", "others", "expected"),
    [
        (False, "", "überall in Eving"),
        (False, "Schleifenstraße", None),
        (True, "Schleifenstraße", "Bergstraße"),
        (True, "", "Bergstraße"),
    ],
)
def test_an_ad_says_everywhere_only_where_no_street_was_named(listed: bool, others: str, expected: str | None) -> None:
    streets = [Street.objects.get(slug="bergstrasse")] if listed else []
    make_profile(streets=streets, other_streets=others, alert=Alert.NEVER)

    facts = {row["label"]: row["value"] for row in profile_facts(SearchProfile.objects.get())}

    assert facts.get("Straßen") == expected


def test_the_person_reads_again_what_was_typed_and_so_does_the_office(client: Client, sent) -> None:
    profile = make_profile(other_streets="Schleifenstraße", alert=Alert.NEVER)
    mail = next(mail.body for mail in sent() if "/gesuche/verwalten/" in mail.body)

    page = client.get(link_in(mail, "/gesuche/verwalten/"))

    assert "Andere Straßen Schleifenstraße" in text_of(page)
    assert PROFILE.show(Contribution.objects.get()).fields["Andere Straßen"] == "Schleifenstraße"
    client.force_login(make_staff())
    case = client.get(reverse("admin:vacancies_searchprofile_change", args=[profile.pk]))
    assert "Andere Straßen Schleifenstraße" in text_of(case)
