"""Notices on top of every public page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from eving.core.models.office import Announcement
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("starts", "ends", "is_shown"), [(0, 0, True), (-3, 0, True), (1, 2, False), (-3, -1, False)])
def test_a_notice_is_shown_from_its_first_to_its_last_day(
    client: Client, starts: int, ends: int, is_shown: bool
) -> None:
    today = timezone.localdate()

    Announcement.objects.create(
        title_de="Freitag zu", starts_on=today + timedelta(days=starts), ends_on=today + timedelta(days=ends)
    )

    assert [("Freitag zu" in client.get(path).content.decode()) for path in ("/", "/kontakt/")] == [is_shown] * 2


def test_a_notice_is_escaped_links_and_stays_out_of_the_back_office(client: Client) -> None:
    client.force_login(make_staff())
    Announcement.objects.create(
        title_de="Fest <b>", text_de="Mehr: /kontakt/\n<script>", ends_on=timezone.localdate(), tone="warning"
    )

    source = client.get("/").content.decode()

    assert "Fest &lt;b&gt;" in source and "<script>" not in source
    assert '<a href="/kontakt/">/kontakt/</a><br>&lt;script&gt;' in source and 'role="region"' in source
    assert "Fest" not in client.get("/verwaltung/").content.decode()
