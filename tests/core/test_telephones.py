import pytest
from django.core.exceptions import ValidationError

from eving.core import telephones


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("+49 (0)231 5551234", ["+492315551234"]),
        ("0049 231 5551234", ["+492315551234"]),
        ("+49 0231 5551234", ["+492315551234"]),
        ("(0231) 555 1234", ["02315551234"]),
        ("0231/555 12-34", ["02315551234"]),
        ("0231 – 555 1234", ["02315551234"]),
        ("0231 5551277 / 0170 1234567", ["02315551277", "01701234567"]),
        ("0231 5551277/01701234567", ["02315551277", "01701234567"]),
        ("0231 5551277 oder +49 170 1234567", ["02315551277", "+491701234567"]),
        ("0231 5551277, 0170 1234567", ["02315551277", "01701234567"]),
        ("0231 5551277 0170 1234567", ["02315551277", "01701234567"]),
        ("0231 555 0123", ["02315550123"]),
        ("0231 5551277 / 78", ["02315551277"]),
        ("0231 5551277 (abends)", ["02315551277"]),
        ("k.A.", []),
        ("-", []),
        ("", []),
    ],
)
def test_each_number_of_a_text_is_one_to_dial(text: str, numbers: list[str]) -> None:
    assert telephones.numbers(text) == numbers
    assert "".join(piece for piece, _number in telephones.pieces(text)) == text


def test_two_numbers_are_two_links_and_the_rest_is_escaped() -> None:
    assert telephones.linked("<b> 0231 5551277 / 0170 1234567") == (
        '&lt;b&gt; <a href="tel:02315551277">0231 5551277</a> / <a href="tel:01701234567">0170 1234567</a>'
    )


@pytest.mark.parametrize("text", ["k.A.", "-", "023", "0231 5551277 <b>", "fünf", "()()()"])
def test_what_nobody_can_dial_is_refused_in_a_form(text: str) -> None:
    telephones.validate_telephone("0231 5551277 oder 0170 1234567")

    with pytest.raises(ValidationError):
        telephones.validate_telephone(text)
