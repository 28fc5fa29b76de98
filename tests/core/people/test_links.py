"""Tests of signed links: purpose, age, and what makes them invalid."""

import pytest
from django.utils import timezone

from eving.core.models import Contribution
from eving.core.people import links

pytestmark = pytest.mark.django_db


@pytest.fixture
def contribution() -> Contribution:
    return Contribution.objects.create(kind="idea", privacy_version="t")


def is_ours(text: str, purpose: str, row: Contribution) -> bool:
    token = links.parse(text, purpose)
    return token is not None and token.valid_for(row)


def test_a_link_is_for_one_object_and_one_purpose(contribution: Contribution) -> None:
    other = Contribution.objects.create(kind="idea", privacy_version="t", nonce=contribution.nonce)
    text = links.make(contribution, "confirm")

    assert is_ours(text, "confirm", contribution)
    assert not is_ours(text, "manage", contribution)
    assert not is_ours(text, "confirm", other)


def test_a_changed_link_is_refused(contribution: Contribution) -> None:
    pk, made_at, signature = links.make(contribution, "confirm").split(".")

    assert not is_ours(f"{pk}.{int(made_at) + 1}.{signature}", "confirm", contribution)
    assert not is_ours(f"{pk}.{made_at}.{signature[:-1]}", "confirm", contribution)


def test_a_new_nonce_ends_all_links(contribution: Contribution) -> None:
    text = links.make(contribution, "manage")
    assert is_ours(text, "manage", contribution)

    links.rotate(contribution)

    assert not is_ours(text, "manage", Contribution.objects.get(pk=contribution.pk))


def test_an_old_key_keeps_old_links_alive(contribution: Contribution, settings) -> None:
    text = links.make(contribution, "manage")
    old = settings.SECRET_KEY

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [old]
    assert is_ours(text, "manage", contribution)
    settings.SECRET_KEY_FALLBACKS = []
    assert not is_ours(text, "manage", contribution)


@pytest.mark.parametrize(
    "text", ["", "1", "1.2", "1.2.3.4", "a.b.c", "-1.2.x", "٣.2.x", "9" * 20 + ".1.x", "1." + "9" * 400 + ".x"]
)
def test_what_is_no_link_is_none(text: str) -> None:
    assert links.parse(text, "confirm") is None


def test_a_link_knows_its_age(contribution: Contribution) -> None:
    token = links.parse(links.make(contribution, "confirm"), "confirm")

    assert token is not None and 0 <= token.age.total_seconds() < 60
    assert abs(token.made_at - timezone.now().timestamp()) < 60
