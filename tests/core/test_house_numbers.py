import pytest
from django.core.exceptions import ValidationError

from eving.core import house_numbers


@pytest.mark.parametrize(
    ("typed", "stored", "key"),
    [
        ("12", "12", "12"),
        ("12 A", "12a", "12a"),
        ("12 1/2", "12 1/2", "12 1/2"),
        ("12½", "12½", "12 1/2"),
        ("12 ½", "12½", "12 1/2"),
        ("12–14", "12–14", "12-14"),
        ("12 - 14", "12-14", "12-14"),
        ("12a-14b", "12a-14b", "12a-14b"),
        ("12 a-c", "12 a-c", "12a-c"),
        ("12/14", "12/14", "12/14"),
        ("121/2", "121/2", "121/2"),
    ],
)
def test_a_house_number_stays_as_it_stands_on_the_house(typed: str, stored: str, key: str) -> None:
    assert (house_numbers.read(typed), house_numbers.key(stored)) == (stored, key)


@pytest.mark.parametrize("typed", ["7-", "7–", "0", "a", "12 ab", "-7", "12 1/", "zwölf", "12\n\n13", "02.12.2014"])
def test_what_is_no_house_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        house_numbers.read(typed)
