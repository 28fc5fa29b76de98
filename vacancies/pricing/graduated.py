"""Graduated rent: net cold rents by month of the lease, as stored and as typed lines."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core import amounts
from eving.core.amounts import EURO_MONTH

LINE = re.compile(r"\s*(\d{1,3})\s*[:;]\s*(\S.*?)\s*\Z")
MOST = Decimal("99999999.99")
LONGEST = 1000  # characters of all lines


@dataclass(frozen=True)
class RentStep:
    """The net cold rent in € per month from this month of the lease on; the first month is 1."""

    month_from: int
    rent: Decimal


def steps_of(stored: Any) -> list[RentStep]:
    """From the JSON column, ordered by month."""
    steps = [RentStep(int(row["month_from"]), Decimal(row["rent"])) for row in stored or ()]
    return sorted(steps, key=lambda step: step.month_from)


def read(text: str) -> list[dict[str, Any]]:
    """Parse lines such as “13: 700,00” for the JSON column. Raises ValidationError naming the wrong line."""
    rows: list[dict[str, Any]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        match = LINE.match(line)
        if match is None:
            raise ValidationError(_("“%(line)s” is not a step. Please write: 13: 700,00") % {"line": line})
        rent = amounts.read(match[2], unit=EURO_MONTH)
        if rent is None or not 0 <= rent <= MOST:
            raise ValidationError(
                _("“%(amount)s” is not an amount of money. Please write for example 1.250,50 or 700.")
                % {"amount": match[2]}
            )
        month = int(match[1])
        if month < 2:
            raise ValidationError(
                _("The first month is the rent excl. service charges above. A step begins with month 2.")
            )
        if rows and month <= rows[-1]["month_from"]:
            raise ValidationError(_("Please write the steps in the order of their months, each month once."))
        rows.append({"month_from": month, "rent": f"{rent:.2f}"})
    return rows


def written(stored: Any) -> str:
    return "\n".join(f"{step.month_from}: {number_format(step.rent, decimal_pos=2)}" for step in steps_of(stored))


class GraduatedRentField(forms.CharField):
    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("graduated rent"),
            required=False,
            help_text=gettext_lazy("One line for each step, month and rent excl. service charges: 13: 700,00"),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        if len(text) > LONGEST:
            raise ValidationError(_("Too many steps."))
        return read(text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return written(initial) != (data or "").replace("\r\n", "\n").strip()
