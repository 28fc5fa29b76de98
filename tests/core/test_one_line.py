"""Signs that nobody sees leave names, titles and telephone numbers, whoever types them."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from eving.core.models import Contribution, User
from eving.core.one_line import INVISIBLE, one_line, unless_none_given
from projects.models import Idea
from tests.factories import make_staff
from tests.pages import fill_in
from vacancies.models import Listing, PropertyContact

SIGNS = "\u200b\u200e\u202e\u2066\u2060\ufeff\x07"
BREAKS = "\r\nBcc: alle@example.org"


def hidden_in(text: str) -> str:
    return f"{SIGNS}{text[:2]}{SIGNS}{text[2:]}{SIGNS}"


@pytest.mark.parametrize("text", ["Chor Süd", "Müller-Lüdenscheidt", "👩‍👩‍👧 Treff", "نادي‌ها", "0231 5551277"])
def test_what_is_seen_stays(text: str) -> None:
    assert one_line(hidden_in(text)) == text and INVISIBLE.search(hidden_in(text))
    assert one_line(f"{text}\r\n\u2028x") == f"{text} x"


@pytest.mark.parametrize("text", ["-", "k.A.", "k. A.", "(keine)", "n/a", "???", " – "])
def test_what_says_that_there_is_nothing_is_nothing(text: str) -> None:
    assert (unless_none_given(text), unless_none_given(f"{text} aber ja")) == ("", f"{text} aber ja")


@pytest.mark.django_db
def test_names_titles_and_telephones_of_public_forms_lose_them(client: Client, sent: Any) -> None:
    person = {"name": hidden_in("Erika Beispiel"), "phone": hidden_in("0231 5551277"), "email": "erika@example.org"}
    fill_in(
        client,
        "/ideen/neu/",
        title=hidden_in("Bank am Markt") + BREAKS,
        text="Zum Sitzen.",
        name_display="none",
        **person,
    )
    fill_in(
        client, "/ladenlokale/anbieten/", kind="lease", other_street=hidden_in("Am Gardenkamp"), house_number="12",
        role="owner", consent="on", vacant_since=hidden_in("Sommer") + BREAKS, **person,
    )  # fmt: skip
    fill_in(client, "/kontakt/nachricht/", text="Hallo", **{**person, "name": hidden_in("Max") + BREAKS})

    assert Idea.objects.get().title == "Bank am Markt Bcc: alle@example.org"
    assert Listing.objects.get().unit.other_street == "Am Gardenkamp"
    assert sorted(Contribution.objects.values_list("name", "phone")) == [
        ("Erika Beispiel", "0231 5551277"),
        ("Erika Beispiel", "0231 5551277"),
        ("Max Bcc: alle@example.org", "0231 5551277"),
    ]
    assert [letter.subject for letter in sent() if INVISIBLE.search(letter.subject) or "\n" in letter.subject] == []


@pytest.mark.django_db
def test_so_do_those_of_the_back_office(client: Client, sent: Any) -> None:
    client.force_login(make_staff(is_superuser=True))
    names = {"username": "erika", "first_name": hidden_in("Erika"), "last_name": hidden_in("Beispiel")}

    fill_in(client, "/verwaltung/core/user/add/", email="erika@example.org", groups=[Group.objects.first().pk], **names)
    fill_in(
        client, "/verwaltung/vacancies/propertycontact/add/", kind="owner", name=hidden_in("Olga Eigentum"),
        phone=hidden_in("k.A."), email="k. A.",
    )  # fmt: skip

    account, owner = User.objects.get(username="erika"), PropertyContact.objects.get()
    assert (account.first_name, account.last_name) == ("Erika", "Beispiel")
    assert (owner.name, owner.phone, owner.email) == ("Olga Eigentum", "", "")
