"""Shops that somebody has remembered: what the address says, the comparison, one enquiry for all of them."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from eving.core.models import Contribution, FormSubmission
from tests.pages import fill_in, hidden_fields, text_of
from tests.vacancies.listings.document_files import make_published
from tests.vacancies.make import make_listing, make_unit
from vacancies.models import Enquiry, Listing
from vacancies.views.remembered import MOST, numbers_in, remembered

pytestmark = pytest.mark.django_db
PAGE = "/ladenlokale/merkliste/"
ASK = f"{PAGE}anfragen/"


def make_shop(number: str, **fields) -> Listing:
    unit = make_unit(house_number=number, total_area_m2=fields.pop("area", 60), entrance_steps=fields.pop("steps", 0))
    return make_published(unit=unit, **{"title": f"Laden {number}", **fields})


def in_address(*shops: Listing) -> str:
    return ",".join(shop.number or "" for shop in shops)


def rows_of(page: str) -> dict[str, list[str]]:
    """The cells of each row by its label; a label ends with (verschieden) where they differ."""
    plain = {}
    for row in re.findall(r'<th[^>]*scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL):
        label = unescape(re.sub(r"<span[^>]*hidden[^>]*>.*?</span>|<[^>]*>", "", row[0]))
        plain[label] = [unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row[1])]
    return plain


# ---------------------------------------------------------------- the address
@pytest.mark.parametrize(
    ("given", "numbers"),
    [
        (["L-1,L-3"], ["L-1", "L-3"]),
        (["l-1; L-3  4", "L-1"], ["L-1", "L-3", "L-4"]),
        (["L7,l8 L-2026-3", "-9"], ["L-7", "L-8", "L-2026-3", "L-9"]),  # as people type them
        (["L-, Laden ٣ x7"], ["L-", "LADEN", "٣", "X7"]),  # none
        (["", " , "], []),
    ],
)
def test_an_address_holds_numbers_in_many_ways(given, numbers):
    assert numbers_in(given) == numbers


def test_a_remembered_shop_is_shown_gone_or_unknown(client: Client):
    shop, former = make_shop("1"), make_shop("3", title="Alter Name")
    draft = make_listing(state="draft", unit=make_unit(house_number="5"))
    Listing.objects.filter(pk=draft.pk).update(number="L-900")
    Listing.objects.filter(pk=former.pk).update(hidden_at=timezone.now())

    found = remembered([f"{in_address(shop, former)},L-900,L-999,<b>"])
    page = client.get(f"{PAGE}?nr={in_address(shop, former)},L-900,L-999,%3Cb%3E")

    assert (found.numbers, list(found.gone), list(found.unknown)) == (
        [shop.number],
        [former.number],
        ["L-900", "L-999"],
    )
    assert f"{former.number} ist nicht mehr im Angebot." in text_of(page)
    assert "Alter Name" not in page.text and "<b>" not in page.text
    # What was never published looks like what never existed.
    assert [text_of(page).count(f"Einen Laden mit der Nummer {number}") for number in ("L-900", "L-999")] == [1, 1]


def test_at_most_twelve_shops_stand_side_by_side(client: Client):
    shop = make_shop("1")
    many = ",".join([shop.number or "", *(f"L-{number}" for number in range(500, 500 + MOST))])

    found, page = remembered([many]), client.get(f"{PAGE}?nr={many}")

    assert (len(found.shops) + len(found.unknown), found.is_more) == (MOST, True)
    assert "Höchstens 12 Läden" in text_of(page)
    assert not remembered([in_address(shop)]).is_more


def test_the_form_of_the_page_adds_a_number_to_the_address(client: Client):
    answer = client.get(PAGE, {"nr": ["L-1,L-3", "5"]})

    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?nr=L-1,L-3,L-5")


def test_an_empty_list_says_how_to_remember_a_shop(client: Client):
    page = client.get(PAGE)

    assert "Sie haben sich noch keinen Laden gemerkt." in text_of(page)
    assert 'content="noindex"' in page.text and "og:title" not in page.text
    assert not page.cookies


# ---------------------------------------------------------------- the comparison
def test_shops_stand_side_by_side_and_differences_are_marked_in_words(client: Client):
    shops = make_shop("1", area=60, steps=0), make_shop("3", area=85, steps=0)

    rows = rows_of(client.get(f"{PAGE}?nr={in_address(*shops)}").text)

    assert rows["Mietfläche (verschieden)"] == ["60\xa0m²", "85\xa0m²"]
    assert rows["Stufen am Eingang"] == ["keine Stufe", "keine Stufe"]
    assert "≠" in client.get(f"{PAGE}?nr={in_address(*shops)}").text


def test_only_the_differences_are_shown_on_demand_and_one_shop_has_none(client: Client):
    shops = make_shop("1", area=60), make_shop("3", area=85)

    only = rows_of(client.get(f"{PAGE}?nr={in_address(*shops)}&nur=unterschiede").text)
    alone = rows_of(client.get(f"{PAGE}?nr={in_address(shops[0])}&nur=unterschiede").text)

    assert only and all(label.endswith("(verschieden)") for label in only)
    assert "Mietfläche" in alone and not any("verschieden" in label for label in alone)


def test_each_shop_leads_to_its_page_and_off_the_list(client: Client):
    first, second = make_shop("1"), make_shop("3")

    page = client.get(f"{PAGE}?nr={in_address(first, second)}").text

    assert f'href="{first.get_absolute_url()}"' in page
    assert f'href="{PAGE}?nr={second.number}" data-forget="{first.number}"' in page
    assert f'href="{ASK}?nr={in_address(first, second)}"' in page


def test_a_shop_that_is_let_is_compared_without_a_rent_and_not_asked_about(client: Client):
    free, let = make_shop("1"), make_shop("3")
    Listing.objects.filter(pk=let.pk).update(state="let")

    page = client.get(f"{PAGE}?nr={in_address(free, let)}").text

    assert rows_of(page)["Stand (verschieden)"] == ["frei", "vermietet"]
    assert f'href="{ASK}?nr={free.number}"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_comparison_asks_the_database_as_often_for_one_shop_as_for_three(
    client: Client, count: int, django_assert_max_num_queries
):
    shops = [make_shop(str(number)) for number in range(1, 2 * count, 2)]
    client.get(PAGE)

    with django_assert_max_num_queries(6):
        client.get(f"{PAGE}?nr={in_address(*shops)}")


# ---------------------------------------------------------------- one enquiry for all
PERSON = {"text": "Ein Buchladen.", "name": "Ada Beispiel", "email": "ada@example.org"}


def test_one_form_writes_one_enquiry_for_each_shop_and_one_receipt(client: Client, sent):
    shops = make_shop("1"), make_shop("3")
    numbers = [shop.number for shop in shops]

    answer = fill_in(client, f"{ASK}?nr={in_address(*shops)}", shops=numbers, **PERSON)

    assert answer["Location"].startswith(f"{ASK}danke/?beleg=")
    assert sorted(Enquiry.objects.values_list("listing__number", "text")) == [(n, PERSON["text"]) for n in numbers]
    [receipt] = [message for message in sent() if message.to == [PERSON["email"]]]
    assert receipt.subject == "Ihre Anfragen zu 2 Läden sind angekommen"
    assert ", ".join(map(str, numbers)) in receipt.body and f"{PAGE}?nr={','.join(map(str, numbers))}" in receipt.body
    assert PERSON["email"] in text_of(client.get(answer["Location"]))


def test_the_same_form_sent_twice_writes_each_enquiry_once_and_adds_what_is_new(client: Client):
    first, second = make_shop("1"), make_shop("3")
    address = f"{ASK}?nr={in_address(first, second)}"
    form = {**hidden_fields(client.get(address)), **PERSON}

    client.post(address, {**form, "shops": [first.number]})
    client.post(address, {**form, "shops": [first.number]})
    assert (Enquiry.objects.count(), FormSubmission.objects.count()) == (1, 1)
    client.post(address, {**form, "shops": [first.number, second.number]})

    assert sorted(Enquiry.objects.values_list("listing__number", flat=True)) == sorted([first.number, second.number])
    assert FormSubmission.objects.count() == 2


def test_a_corrected_address_is_that_of_all_enquiries_of_the_form(client: Client):
    shops = make_shop("1"), make_shop("3")
    address = f"{ASK}?nr={in_address(*shops)}"
    form = {**hidden_fields(client.get(address)), **PERSON, "shops": [shop.number for shop in shops]}
    client.post(address, form)

    client.post(address, {**form, "email": "ada@example.com"})

    people = Contribution.objects.values_list("participant__email", flat=True)
    assert sorted(people) == ["ada@example.com", "ada@example.com"]


def test_an_enquiry_of_another_day_keeps_its_address(client: Client):
    shop, other = make_shop("1"), make_shop("3")
    fill_in(client, f"{ASK}?nr={other.number}", shops=[other.number], **PERSON)
    Contribution.objects.update(created_at=timezone.now() - timedelta(days=1))
    address = f"{ASK}?nr={shop.number}"
    form = {**hidden_fields(client.get(address)), **PERSON, "shops": [shop.number]}
    client.post(address, form)

    client.post(address, {**form, "email": "ada@example.com"})

    pairs = Enquiry.objects.values_list("listing__number", "contribution__participant__email")
    assert dict(pairs) == {other.number: "ada@example.org", shop.number: "ada@example.com"}


def test_a_shop_that_went_while_the_form_was_open_is_named_and_nothing_is_written(client: Client):
    free, gone = make_shop("1"), make_shop("3")
    address = f"{ASK}?nr={in_address(free, gone)}"
    form = {**hidden_fields(client.get(address)), **PERSON, "shops": [free.number, gone.number]}
    Listing.objects.filter(pk=gone.pk).update(hidden_at=timezone.now())

    answer = client.post(address, form)

    assert (answer.status_code, Enquiry.objects.count()) == (422, 0)
    assert f"{gone.number} ist nicht mehr im Angebot." in text_of(answer)
    assert PERSON["text"] in answer.text


def test_nothing_to_ask_about_leads_back_to_the_list(client: Client):
    answer = client.get(f"{ASK}?nr=L-999")

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
