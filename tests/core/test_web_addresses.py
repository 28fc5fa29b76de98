"""Tests of web addresses with user and password: no link in a form, a table or a page."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from actors.models import Actor
from eving.core.texts import site_texts
from eving.core.web_addresses import has_credentials, refuse_credentials
from tests.actors.entries import make_actor
from tests.factories import make_staff
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
    """Admin forms and imports call the model's validation."""
    actor = make_actor()
    actor.website = "https://user:pw@host.example"

    with pytest.raises(ValidationError) as refusal:
        actor.full_clean()

    assert list(refusal.value.message_dict) == ["website"]


@pytest.mark.django_db
def test_a_stored_address_with_a_password_is_displayed_as_text(client: Client) -> None:
    actor = make_actor(website="https://rad.example")
    before = client.get(actor.get_absolute_url()).content.decode()
    Actor.objects.filter(pk=actor.pk).update(website="https://rad.example@boese.example")

    page = client.get(actor.get_absolute_url())

    assert 'href="https://rad.example"' in before
    assert "rad.example@boese.example" in text_of(page) and 'href="https://rad.example' not in page.content.decode()


@pytest.mark.parametrize("address", ["https://user:pw@host.example/", "https://www.dortmund.de@elsewhere.example/x"])
def test_a_text_of_the_office_makes_no_link_of_it(address: str) -> None:
    fine = "https://host.example/@buero"

    notice = site_texts.with_links(f"Siehe {address} und {fine}")
    page = site_texts.to_html(f"Siehe [hier]({address}) und [dort]({fine})")

    for html in (notice, page):
        assert html.count("<a ") == 1 and f'href="{fine}"' in html and address in html


@pytest.mark.django_db
def test_the_office_cannot_enter_one_for_a_framework(client: Client) -> None:
    client.force_login(make_staff())

    page = client.post(
        reverse("admin:core_framework_add"), {"name": "Plan", "document_url": "https://a:b@host.example"}
    )

    assert page.status_code == 200 and "ohne Benutzer und Passwort" in text_of(page)
