"""Addresses with user and password are no links: not in a form, not in a table, not on a page."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from actors.models import Actor
from eving.core.web_addresses import has_credentials, refuse_credentials
from tests.actors.entries import make_actor
from tests.pages import text_of

WITH = [
    "https://user:pw@host.example",
    "https://user@host.example/",
    "https://www.dortmund.de@elsewhere.example",
    "HTTPS://user:@host.example",
    "https:\\\\user@host.example",
    "https:/user@host.example",
    "https:///a:b@host.example",
    " https://a%40b@host.example",
]
WITHOUT = [
    "https://host.example/@buero",
    "https://host.example/?an=a@b.example",
    "https://host.example#a@b",
    "mailto:buero@host.example",
    "host.example",
    "",
]


@pytest.mark.parametrize("address", WITH)
def test_an_address_with_a_user_is_refused_with_a_sentence(address: str) -> None:
    with pytest.raises(ValidationError, match="ohne Benutzer und Passwort"):
        refuse_credentials(address)


@pytest.mark.parametrize("address", WITHOUT)
def test_a_sign_elsewhere_in_an_address_is_fine(address: str) -> None:
    refuse_credentials(address)

    assert not has_credentials(address)


@pytest.mark.django_db
def test_an_actor_is_never_checked_with_such_an_address() -> None:
    """Forms of the office and tables that are read in ask the model."""
    actor = make_actor()
    actor.website = "https://user:pw@host.example"

    with pytest.raises(ValidationError) as refusal:
        actor.full_clean()

    assert list(refusal.value.message_dict) == ["website"]


@pytest.mark.django_db
def test_one_from_before_is_shown_as_text(client: Client) -> None:
    actor = make_actor(website="https://rad.example")
    before = client.get(actor.get_absolute_url()).content.decode()
    Actor.objects.filter(pk=actor.pk).update(website="https://rad.example@boese.example")

    page = client.get(actor.get_absolute_url())

    assert 'href="https://rad.example"' in before
    assert "rad.example@boese.example" in text_of(page) and 'href="https://rad.example' not in page.content.decode()
