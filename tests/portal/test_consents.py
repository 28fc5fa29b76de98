"""Nobody agrees to anything by leaving a form as it was handed out (Art. 4 (11) and 25 (2) GDPR)."""

import re
from collections.abc import Iterator

import pytest
from django import forms
from django.test import Client
from django.urls import get_resolver, reverse

from eving.core.public.forms import InformedFields, PublicForm
from tests.factories import make_idea, make_staff
from tests.pages import hidden_fields
from tests.portal.test_legal import addresses
from vacancies.models import Listing

TICK = re.compile(r"<input[^>]*type=\"(?:checkbox|radio)\"[^>]*>")
# Choices that make something public or begin mails: what stands there before anybody has chosen.
CHOICES = {
    "alert": (None, ""),
    "name_display": ("none", None),
    "place_visibility": ("hidden",),
}
# What an address could try to tick: every name of a consent.
TEMPTATION = (
    "auch=1&also_follow=on&wants_ad=on&alert=daily&contact_shown=on&may_publish=on&share_with_author=on"
    "&shares_address=on&person_consent=on&consent=on&photo_rights=on&name_display=full&place_visibility=exact"
)


def forms_for_people() -> list[type[forms.Form]]:
    """Every form that a visitor fills in, or staff for somebody who calls."""
    assert get_resolver().url_patterns  # the views that use them are loaded
    found = {*subclasses(PublicForm), *subclasses(InformedFields)}
    return sorted((form for form in found if not form.__module__.startswith("tests.")), key=lambda form: str(form))


def subclasses(form: type) -> Iterator[type]:
    for one in form.__subclasses__():
        yield one
        yield from subclasses(one)


def agreed_beforehand(form: type[forms.Form]) -> list[str]:
    """What a form has chosen for the person who opens it."""
    fields = form.base_fields.items()
    ticked = [name for name, field in fields if isinstance(field, forms.BooleanField) and field.initial]
    return ticked + [name for name, field in fields if name in CHOICES and field.initial not in CHOICES[name]]


@pytest.mark.parametrize("form", forms_for_people(), ids=lambda form: form.__name__)
def test_no_form_agrees_for_the_person_who_opens_it(form: type[forms.Form]) -> None:
    assert agreed_beforehand(form) == []


def test_the_forms_with_consents_are_among_them() -> None:
    names = {form.__name__ for form in forms_for_people()}

    assert names >= {"SupportForm", "HelpForm", "ProfileForm", "OfferForm", "ActorForm", "MessageForm", "CallProfile"}


def test_a_tick_or_a_choice_made_beforehand_would_be_found() -> None:
    class Eager(forms.Form):
        also_follow = forms.BooleanField(required=False, initial=True)
        alert = forms.ChoiceField(choices=[("daily", "daily")], initial="daily")

    assert agreed_beforehand(Eager) == ["also_follow", "alert"]


@pytest.mark.django_db
def test_no_address_ticks_a_consent(client: Client) -> None:
    idea = make_idea()
    pages = [
        *(path for path in addresses(get_resolver().url_patterns) if not path.startswith("/verwaltung")),
        *(f"/ideen/{idea.number}/{action}/" for action in ("unterstuetzen", "helfen")),
    ]

    seen, ticked = set(), []
    answers = [client.get(f"{page}?{TEMPTATION}", follow=True) for page in pages]
    search = f"/gesuche/neu/?{TEMPTATION}"  # its consents stand in the second step
    answers.append(client.post(search, {**hidden_fields(client.get(search)), "step": "contact"}))
    for answer in answers:
        if answer.streaming:
            b"".join(answer.streaming_content)  # read to its end, so that its file is closed
        elif "text/html" in answer.headers.get("Content-Type", ""):
            found = TICK.findall(answer.content.decode())
            seen |= {name for tag in found for name in re.findall(r'name="(\w+)"', tag)}
            ticked += [tag for tag in found if " checked" in tag]

    assert seen >= {"also_follow", "wants_ad", "alert", "contact_display", "may_publish", "share_with_author"}
    # Nothing but choices that give nothing away: hidden, no name, kinds of a thing.
    assert [tag for tag in ticked if re.search(r'type="checkbox"', tag)] == []
    consents = [tag for tag in ticked if re.search(rf'name="(?:{"|".join(CHOICES)})"', tag)]
    assert {re.search(r'value="(\w*)"', tag)[1] for tag in consents} <= {"hidden", "none"}  # type: ignore[index]


@pytest.mark.django_db
def test_a_new_listing_shows_its_house_number_once_somebody_ticks_it(client: Client) -> None:
    client.force_login(make_staff())
    assert Listing._meta.get_field("show_address").default is True  # what older rows and imports rely on

    page = client.get(reverse("admin:vacancies_listing_add")).content.decode()

    [tick] = re.findall(r'<input type="checkbox" name="show_address"[^>]*>', page)
    assert "checked" not in tick
