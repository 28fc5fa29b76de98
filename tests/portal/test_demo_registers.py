"""The demo content of actors, shops and projects; one filled portal serves all tests of this module."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from actors.models import Actor, ActorGroup, ActorHistory, ActorLogo, ContactPoint, Location
from eving.core.models import Contribution, NumberSequence, Participant, Topic, User
from eving.portal.demo.actors import ACTORS
from eving.portal.demo.seed import REGISTERS, seed

pytestmark = pytest.mark.django_db

TABLES = [
    Actor, ActorHistory, ActorLogo, ContactPoint, Contribution, Location, NumberSequence, Participant, User,
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def filled(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[dict[str, int]]:
    """A demo without ideas, seeded once and rolled back after the module."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        yield seed([], messages=[], registers=REGISTERS)
        transaction.set_rollback(True)


def everything() -> dict[str, list]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


def test_a_second_run_changes_nothing():
    before = everything()

    added = seed([], messages=[], registers=REGISTERS)

    assert set(added.values()) == {0}
    assert everything() == before


def test_no_mail_waits():
    assert Contribution.objects.exists()
    assert list(ProcrastinateJob.objects.all()) == []


def test_addresses_and_numbers_reach_nobody():
    emails = [
        *Participant.objects.values_list("email", flat=True),
        *ContactPoint.objects.exclude(email="").values_list("email", flat=True),
    ]
    phones = [
        *Contribution.objects.exclude(phone="").values_list("phone", flat=True),
        *ContactPoint.objects.exclude(phone="").values_list("phone", flat=True),
    ]
    sites = list(Actor.objects.exclude(website="").values_list("website", flat=True))

    assert [email for email in emails if not email.endswith("@example.org")] == []
    assert set(phones) == {"0231 000000"}
    assert [site for site in sites if not site.startswith("https://example.org/")] == []


# ---------------------------------------------------------------- actors
def test_actors_come_from_every_group_and_wait_in_every_queue(filled):
    states = Counter(Actor.objects.values_list("state", flat=True))

    assert filled["actors"] == len(ACTORS) == 40
    assert states == {"published": 36, "submitted": 2, "archived": 1, "draft": 1}
    assert set(Actor.objects.values_list("group", flat=True)) == set(ActorGroup.objects.values_list("pk", flat=True))


def test_actors_show_what_the_register_can():
    public = Actor.objects.published()

    assert set(Location.objects.values_list("visibility", flat=True)) == {"exact", "district", "hidden"}
    assert set(ContactPoint.objects.values_list("visibility", flat=True)) == {"public", "staff"}
    assert public.filter(is_open_for_cooperation=True).count() >= 10
    assert public.filter(logos__approved_at__isnull=False).count() == 8
    assert public.exclude(languages="").count() >= 10
    assert not Actor.objects.exclude(opening_hours="").filter(opening_hours_confirmed_on=None).exists()
    assert {slug for demo in ACTORS for slug in demo.topics} <= set(Topic.objects.values_list("slug", flat=True))


def test_the_list_of_actors_is_filled(client):
    page = client.get(reverse("actors:actor-list")).content.decode()

    assert "36" in page
    assert "Bäckerei Mustermehl" in page
    assert "Copy-Ecke Blattwerk" not in page


def test_time_of_actors_runs_forward_and_ends_now():
    for actor in Actor.objects.all():
        moments = list(actor.history.order_by("pk").values_list("at", flat=True))
        assert moments == sorted(set(moments))
        assert moments[-1] < timezone.now()
        assert (actor.created_at, actor.state_changed_at) == (moments[0], moments[-1])
