"""Figures as people type them: one reader for forms, filters, the back office and cells of tables, and its field."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

LONGEST, MOST_DIGITS = 60, 20  # characters that are read at all; no column holds more digits


@dataclass(frozen=True)
class Unit:
    """What a figure counts. ``words``: how people write it behind a figure, as ``squeezed`` leaves them."""

    sign: Any
    words: frozenset[str]


def named(sign: Any, *words: str) -> Unit:
    return Unit(sign, frozenset({"", *words}))


EURO = named("€", "€")
# A rent is said for the month, with or without the word; “8,50 €/m²” is no rent of a month.
EURO_MONTH = named(_("€ a month"), "€", "€/monat", "/monat")
# Of an offer: the rent of a month, or the price of a sale.
PRICE = Unit("€", EURO_MONTH.words)
EURO_M2 = named("€/m²", "€", "€/m²", "/m²", "€/m²/monat", "€/monat/m²")
M2 = named("m²", "m²")
METRES = named("m", "m")
CENTIMETRES = named("cm", "cm")
KW = named("kW", "kw")
KWH_M2 = named("kWh/m²", "kwh", "kwh/m²", "kwh/m²a", "kwh/m²/a", "kwh/m²/jahr")
MONTHS = named(_("months"), "monat")
MINUTES = named(_("minutes"), "min")
BARE = named("")
KNOWN = frozenset().union(
    *(each.words for each in (EURO, EURO_MONTH, EURO_M2, M2, METRES, CENTIMETRES, KW, KWH_M2, MONTHS, MINUTES))
)
# Units that no column has: said to be another unit, not no figure at all.
FOREIGN = re.compile(
    r"[$£¥%]|usd|us\$|dollars?|gbp|pfund|chf|sfr|fr|franken|tl|try|lira|pln|zł|cent|ct|k€|t€|"
    r"prozent|k?g|kilo(?:gramm)?|tonnen?|t|k?m³|km|dm|mm|kilometern?|ar|ha|hektar|l|litern?|ft|sqft|fuß|"
    r"mw|mwh|watt|w|v|volt|tage?n?|wochen?|jahre?n?|stunden?|std|h|sek|s|°c?|stück|stk|personen|plätze|[€$]/\D+|/\D+"
)
# Other ways to write a unit, in this order.
SPELLINGS = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"euros?|eur", "€"),
        (r"quadratmetern?|qm|m\^?2", "m²"),
        (r"zentimetern?", "cm"),
        (r"metern?", "m"),
        (r"monatlich|monthly|mtl", "/monat"),
        (r"monate?n?|months?|mon(?!at)", "monat"),
        (r"pm$", "/monat"),
        (r"minuten?|minutes?", "min"),
        (r"(?:pro|je|per|im|a)(?=monat|m²|jahr|woche|tag|stunde)", "/"),
    )
)
# By the end of a column's name, where the house writes the unit.
ENDS = (
    (r"rent.*_m2", EURO_M2),
    (r".*_m2", M2),
    (r".*_kwh", KWH_M2),
    (r".*_kw", KW),
    (r".*_cm", CENTIMETRES),
    (r".*_m", METRES),
    (r".*_months", MONTHS),
    (r".*_month", EURO_MONTH),
    (r".*(?:price|fee|deposit)", EURO),
)


def unit_of(column: str) -> Unit:
    """The unit that a column's name says: ``sales_area_m2``, ``net_cold_rent_month``."""
    return next((unit for pattern, unit in ENDS if re.fullmatch(pattern, column)), BARE)


DASHES = "–—−-"  # the hyphen last, as a class of letters wants it
TYPED = re.compile(
    rf"(?P<before>€|eur|euro|[$£]|usd|chf)?\s?(?P<sign>[+{DASHES}]\s?)?(?P<figure>\d(?:[\d.,'’´` ]*\d)?)"
    rf"(?:[.,]\s?[{DASHES}]{{1,2}})?\s?(?P<after>[^\d\s].*)?",
    re.IGNORECASE,
)


# A mark between thousands is the same all through; a figure that begins with 0 has none.
def whole(marks: str) -> str:
    return rf"(?P<whole>\d+|[1-9]\d{{0,2}}(?P<mark>[{marks}])\d{{3}}(?:(?P=mark)\d{{3}})*)"


GERMAN = re.compile(whole(" '’´`.") + r"(?:,(?P<rest>\d+))?")
POINT = re.compile(whole(" '’´`") + r"\.(?P<rest>\d+)")  # as number pads and Switzerland write it
# The last mark may stand before thousands or before cents: “1,250”, “1,250,000”, “1.250.50”, “1,250.50”.
TWOFOLD = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+(?:\.\d+)?|(?:\.\d{3})+\.\d{1,2}|(?:,\d{3})+,\d{1,2})")


def read(text: str, *, places: int = 2, unit: Unit = BARE) -> Decimal | None:
    """The figure that somebody typed, in ``unit`` and with at most ``places`` decimal places; None for an empty text.

    Thousands may be marked by a point, a blank of any kind or an apostrophe, cents by a comma or, where no thousands
    can be meant, a point: “1.250”, “1.250,50”, “1 250,50”, “1'250.50”, “1250.5”, “850 €”, “1.000,-”. The unit itself
    may stand beside the figure and is left out. Nothing is rounded and nothing guessed. Raises ValidationError, whose
    code says why: “ambiguous” where it could be two figures (“1,250”), “unit” for another unit than the one wanted,
    “places” for more decimal places than there is room for, “unreadable” for everything else, also “ab 850”.
    """
    typed = plain(text)
    if not typed:
        return None
    match = TYPED.fullmatch(typed) if len(typed) <= LONGEST else None
    written = squeezed((match["before"] or "") + (match["after"] or "")) if match else ""
    is_unit = written in KNOWN or FOREIGN.fullmatch(written)
    if match is None or not is_unit or sum(map(str.isdigit, match["figure"])) > MOST_DIGITS:
        raise unreadable(typed)
    value = figure(match["figure"], typed, places)
    if written not in unit.words:
        params = {"typed": typed, "unit": unit.sign, "written": written}
        raise ValidationError(other_unit(unit), code="unit", params=params)
    if -int(value.as_tuple().exponent) > places:  # also “1.2500”: thousands, or a place too many?
        raise ValidationError(too_exact(places), code="places", params={"typed": typed, "places": places})
    return -value if value and (match["sign"] or "+").strip() in DASHES else value


def plain(text: str) -> str:
    """Every blank is the same one, every digit one of ours, and nothing invisible is left."""
    letters = (
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in text
        if unicodedata.category(letter) != "Cf"
    )
    return " ".join("".join(letters).split())


def squeezed(words: str) -> str:
    """A unit as ``Unit.words`` has it."""
    short = re.sub(r"[\s.()·*]", "", words).casefold()
    for pattern, spelling in SPELLINGS:
        short = pattern.sub(spelling, short)
    return short.replace("//", "/")  # “€/mtl.”


def figure(digits: str, typed: str, places: int) -> Decimal:
    german, point = GERMAN.fullmatch(digits), POINT.fullmatch(digits)
    if places > 2 and point:  # a coordinate: no thousands, so a point is a comma
        return value_of(point)
    if places <= 2 and TWOFOLD.fullmatch(digits):
        raise ambiguous(digits, typed)
    if found := german or point:
        return value_of(found)
    raise unreadable(typed)


def value_of(match: re.Match[str]) -> Decimal:
    digits = re.sub(r"\D", "", match["whole"])
    return Decimal(f"{digits}.{match['rest']}" if match["rest"] else digits)


def ambiguous(digits: str, typed: str) -> ValidationError:
    if "," in digits and "." in digits:  # the one mark is for thousands, the other for cents
        large = Decimal(digits.replace(",", ""))
        small = Decimal(digits.replace(".", "").replace(",", "", digits.count(",") - 1).replace(",", "."))
    else:  # all marks are for thousands, or the last one is not
        figures = re.split("[.,]", digits)
        large, small = Decimal("".join(figures)), Decimal(f"{''.join(figures[:-1])}.{figures[-1]}")
    return ValidationError(
        _("“%(typed)s” can mean %(large)s or %(small)s. Please write the figure without a mark for thousands."),
        code="ambiguous",
        params={"typed": typed, "large": said(large), "small": said(small)},
    )


def said(figure: Decimal) -> str:
    """As people would say it: 1250, 1250,50, and 1,25 for 1.250."""
    if figure == figure.to_integral_value():
        return number_format(figure.quantize(Decimal(1)))
    return number_format(figure.normalize() if int(figure.as_tuple().exponent) < -2 else figure)


def unreadable(typed: str) -> ValidationError:
    return ValidationError(
        _("“%(typed)s” is not a single figure. Please write for example %(example)s."),
        code="unreadable",
        params={"typed": typed[:LONGEST], "example": number_format(Decimal("1250.50"))},
    )


def other_unit(unit: Unit) -> Any:
    if unit.sign:
        return _("“%(typed)s” has another unit. Please write the figure in %(unit)s.")
    return _("“%(typed)s” has a unit. Please write the figure alone.")


def too_exact(places: int) -> Any:
    if places:
        return _("“%(typed)s” is too exact. Please write at most %(places)s places after the comma.")
    return _("Please write a whole number.")


def rounded(value: Decimal | float, places: int) -> Decimal:
    """A figure that a machine worked out, such as a cell of a spreadsheet, half a step up."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


class AmountField(forms.DecimalField):
    """A figure read by ``read``: a Decimal, an int without ``decimal_places``, None where nothing was typed."""

    def __init__(self, *, unit: Unit = BARE, decimal_places: int = 0, **kwargs: Any) -> None:
        keyboard = "decimal" if decimal_places else "numeric"
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": keyboard}))
        super().__init__(decimal_places=decimal_places, **{"localize": True, **kwargs})
        self.unit = unit

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            return read(value, places=self.decimal_places or 0, unit=self.unit)
        return super().to_python(value)

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return int(number) if isinstance(number, Decimal) and not self.decimal_places else number


class AmountOrWordsField(AmountField):
    """What is no figure in words is kept as it was typed, as text: “VB”, “nach Vereinbarung”, “8,50 €/m²”.

    What could be two figures is asked back all the same.
    """

    longest_words = 80

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as problem:
            words = plain(value)
            # “8,50 €/m²” is a price, “80 m²” and “850 $” are none.
            is_price = problem.code == "unit" and "€" in str((problem.params or {}).get("written"))
            if is_price or (problem.code == "unreadable" and are_words(words)):
                if len(words) > self.longest_words:
                    raise ValidationError(
                        _("Please use at most %(most)s characters."), params={"most": self.longest_words}
                    ) from None
                return words
            raise

    def validate(self, value: Any) -> None:
        if not isinstance(value, str):
            super().validate(value)

    def run_validators(self, value: Any) -> None:
        if not isinstance(value, str):
            super().run_validators(value)


def are_words(text: str) -> bool:
    """Not “NaN”, which machines write, and not “1e70”."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    return any(word.casefold() not in ("nan", "inf", "infinity") for word in words)
