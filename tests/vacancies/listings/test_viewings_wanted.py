"""Somebody chooses the day of a viewing on the page of a shop; the enquiry and both mails say which."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from tests.pages import fill_in, text_of
from tests.vacancies.make import make_listing
from vacancies.models import Enquiry
from vacancies.services import wishes
from vacancies.services.wishes import AFTERNOON, MORNING, OTHER_DAY, Wish

FRIDAY = date(2026, 12, 18)  # before Christmas
PERSON = {"text": "Ein Café.", "name": "Ines Interessiert", "email": "ines@example.org"}


def test_the_days_offered_are_the_next_five_of_the_office() -> None:
    assert wishes.days_offered(FRIDAY) == [
        date(2026, 12, 21), date(2026, 12, 22), date(2026, 12, 23), date(2026, 12, 24), date(2026, 12, 28),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish("2026-12-21", MORNING), "Montag, 21. Dezember 2026, vormittags"),
        (Wish(OTHER_DAY), "anderer Tag"),
        (Wish("", AFTERNOON), "nachmittags"),
        (Wish(), ""),
    ],
)
def test_a_wish_in_words(wish: Wish, words: str) -> None:
    assert (str(wish), bool(wish)) == (words, bool(words))


@pytest.mark.django_db
def test_the_page_of_a_shop_asks_for_a_day_and_the_form_has_it_chosen(client: Client) -> None:
    listing = make_listing()
    day = wishes.days_offered()[0].isoformat()

    page = client.get(listing.get_absolute_url()).content.decode()
    assert f'name="tag" value="{day}"' in page and 'name="zeit" value="vormittags"' in page
    assert f'<form method="get" action="/ladenlokale/{listing.number}/anfragen/">' in page

    form = client.get(f"/ladenlokale/{listing.number}/anfragen/?tag={day}&zeit=vormittags").context["form"]
    assert [form[name].value() for name in ("wants_viewing", "viewing_day", "viewing_time")] == [
        True,
        day,
        "vormittags",
    ]
    assert form.initial["wants_viewing"] is True
    plain = client.get(f"/ladenlokale/{listing.number}/anfragen/").context["form"]
    assert [plain[name].value() for name in ("wants_viewing", "viewing_day")] == [False, None]


@pytest.mark.django_db
def test_a_wish_is_stored_and_both_mails_say_it(client: Client, sent: Callable[[], list]) -> None:
    path = f"/ladenlokale/{make_listing().number}/anfragen/"
    day = wishes.days_offered()[1]
    wish = Wish(day.isoformat(), AFTERNOON)

    given = {**PERSON, "wants_viewing": "on", "viewing_day": wish.day, "viewing_time": wish.time}
    fill_in(client, path, **given)

    enquiry = Enquiry.objects.get()
    assert enquiry.text == f"Besichtigung gewünscht: {wish}.\n\nEin Café."
    assert enquiry.wants_viewing and wishes.wish_of(enquiry) == wish
    assert [str(wish) in letter.body for letter in sent()] == [True, True]


@pytest.mark.django_db
def test_without_the_tick_there_is_no_wish(client: Client) -> None:
    path = f"/ladenlokale/{make_listing().number}/anfragen/"

    fill_in(client, path, **{**PERSON, "viewing_day": OTHER_DAY})

    enquiry = Enquiry.objects.get()
    assert (enquiry.text, enquiry.wants_viewing) == ("Ein Café.", False)
    assert not wishes.wish_of(enquiry)


@pytest.mark.django_db
def test_a_day_that_has_passed_is_refused_with_the_choice_again(client: Client) -> None:
    path = f"/ladenlokale/{make_listing().number}/anfragen/"
    passed = (timezone.localdate() - timedelta(days=1)).isoformat()

    assert "Der gewählte Tag geht nicht mehr." in text_of(client.get(f"{path}?tag={passed}"))
    answer = fill_in(client, path, **{**PERSON, "wants_viewing": "on", "viewing_day": passed})

    assert answer.status_code == 422 and not Enquiry.objects.exists()
    assert "Dieser Tag geht nicht mehr. Bitte wählen Sie einen anderen." in text_of(answer)
    assert [value for value, _label in answer.context["form"].fields["viewing_day"].choices] == [
        *(day.isoformat() for day in wishes.days_offered()), OTHER_DAY,
    ]  # fmt: skip


@pytest.mark.django_db
def test_what_a_stranger_writes_does_not_pass_for_a_wish() -> None:
    enquiry = Enquiry(text="Besichtigung gewünscht: kaufen Sie hier.", created_at=timezone.now())
    real = Enquiry(text=wishes.sentence(Wish(OTHER_DAY, MORNING)), created_at=timezone.now())

    assert (wishes.wish_of(enquiry), wishes.wish_of(real)) == (Wish(), Wish(OTHER_DAY, MORNING))
    with translation.override("en"):
        assert (str(wishes.wish_of(real)), wishes.sentence(Wish(OTHER_DAY))) == (
            "another day, in the morning",
            "Besichtigung gewünscht: anderer Tag.",
        )
