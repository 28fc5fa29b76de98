"""Graduated rent: which net cold rent holds from which month of the lease on, as data and as lines that people type."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LINE = re.compile(r"\s*(\d{1,3})\s*[:;]\s*([\d.,\s]+?)\s*(?:€|EUR)?\s*\Z")
# 1250,5 or 1.250,50, and 1250.50 as a keyboard of numbers writes it. 1,250.50 could be read in two ways.
AMOUNT = re.compile(r"(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d{1,2})?|\d+\.\d{1,2}")
MOST = Decimal("99999999.99")
LONGEST = 1000  # characters of all lines


@dataclass(frozen=True)
class RentStep:
    """From this month of the lease on (the first is 1) this net cold rent is owed, in € per month."""

    month_from: int
    rent: Decimal


def steps_of(stored: Any) -> list[RentStep]:
    """The steps as the column keeps them, in the order of months."""
    steps = [RentStep(int(row["month_from"]), Decimal(row["rent"])) for row in stored or ()]
    return sorted(steps, key=lambda step: step.month_from)


def read(text: str) -> list[dict[str, Any]]:
    """Lines such as “13: 700,00” as the column keeps them. Raises ValidationError that names the wrong line."""
    rows: list[dict[str, Any]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        found = LINE.match(line)
        if found is None:
            raise ValidationError(_("“%(line)s” is not a step. Please write: 13: 700,00") % {"line": line})
        rent = amount(found[2])
        if rent is None:
            raise ValidationError(
                _("“%(amount)s” is not an amount of money. Please write for example 1.250,50 or 700.")
                % {"amount": found[2]}
            )
        month = int(found[1])
        if month < 2:
            raise ValidationError(_("The first month is the net cold rent above. A step begins with month 2."))
        if rows and month <= rows[-1]["month_from"]:
            raise ValidationError(_("Please write the steps in the order of their months, each month once."))
        rows.append({"month_from": month, "rent": str(rent)})
    return rows


def amount(text: str) -> Decimal | None:
    """“1.250,50” and “1250.50” as an amount of money, 0 for nothing; None for anything else."""
    plain = "".join(text.split())
    if not AMOUNT.fullmatch(plain):
        return None
    if "," in plain or re.fullmatch(r"\d{1,3}(\.\d{3})+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    try:
        value = Decimal(plain).quantize(Decimal("0.01"))
    except InvalidOperation:  # longer than any amount
        return None
    return value if 0 <= value <= MOST else None


def written(stored: Any) -> str:
    """The steps as lines, the way ``read`` takes them in."""
    return "\n".join(f"{step.month_from}: {number_format(step.rent, decimal_pos=2)}" for step in steps_of(stored))


class GraduatedRentField(forms.CharField):
    """One line for each step."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("graduated rent"),
            required=False,
            help_text=gettext_lazy("One line for each step, month and net cold rent: 13: 700,00"),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        if len(text) > LONGEST:
            raise ValidationError(_("That are too many steps."))
        return read(text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return written(initial) != (data or "").replace("\r\n", "\n").strip()
