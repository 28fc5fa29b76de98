"""Columns of import and export tables, and the cells that parse and format one type of value.

Headers and choices are always German, whatever the reader's language, because files are passed between offices.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model, QuerySet
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from eving.core import amounts, house_numbers, telephones
from eving.core.addresses import AddressField
from eving.core.amounts import Unit
from eving.core.one_line import unless_none_given
from eving.core.search.german import fold, street_key

PUBLIC, STAFF, PERSONAL = 1, 2, 3
NAME_SEPARATOR = ";"
SHORTENED = re.compile(r"\d[.,]\d+E[+-]?\d+", re.IGNORECASE)  # 4,92316E+11
HOUSE = re.compile(r"(.*?\D)\s*(\d.*)")
CLOSE = 80  # percent, by rapidfuzz's ratio: from here on a word is taken for a mistyped one of the list
WITHOUT_SCHEME = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?:[:/?#]\S*)?")
CENTS = 2  # decimal places of amounts and areas
MOST = 10**12  # no column holds a larger number


# ---------------------------------------------------------------- cells
class TextCell(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return words_of(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return plain_text(value)


def words_of(value: Any) -> str:
    """The text of a cell. Raises ValidationError for a cell of another type, whose text the program only displays."""
    if isinstance(value, bool):
        raise ValidationError(
            _("The cell contains a truth value (%(value)s), not a text. Please type it as text.")
            % {"value": "WAHR" if value else "FALSCH"}
        )
    if isinstance(value, date):
        raise ValidationError(
            _("The cell contains a date (%(value)s), not a text. Please format it as text and type it again.")
            % {"value": f"{value:%d.%m.%Y}"}
        )
    if isinstance(value, float):
        if not value.is_integer():
            raise ValidationError(
                _("The cell contains a figure (%(value)s), not a text. Please format it as text and type it again.")
                % {"value": f"{value:.12g}".replace(".", ",")}
            )
        value = int(value)  # Excel stores “863” as 863.0
    words = plain_text(value)
    if SHORTENED.fullmatch(words):
        raise ValidationError(
            _("The spreadsheet program has shortened this number (%(value)s). Please format the cell as text first.")
            % {"value": words}
        )
    return words


class PostcodeCell(TextCell):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        postcode = super().clean(value)
        postcode = re.sub(r"^(\d{5})[.,]0+$", r"\1", postcode)  # a number once, now a text
        if postcode and not re.fullmatch(r"[0-9]{5}", postcode):
            raise ValidationError(_("A postcode has five digits."))
        return postcode


class ContactCell(TextCell):
    """An address of a person or group, where people also write that there is none."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return unless_none_given(super().clean(value))


class AddressCell(ContactCell):
    """An e-mail address, with one sentence about what is wrong with it, as in forms."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return AddressField(required=False).clean(super().clean(value))


class WebsiteCell(ContactCell):
    """An address on the web; as in the form, “www.…” is enough."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        words = super().clean(value)
        return f"https://{words}" if words and WITHOUT_SCHEME.fullmatch(words) else words


class TelephoneCell(ContactCell):
    """A telephone number as it is written; a number of a spreadsheet has lost its leading zero."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            raise ValidationError(
                _("This is a number without its leading zero: %(value)s. Please format the cell as text first.")
                % {"value": f"{value:.15g}"}
            )
        words = super().clean(value)
        if re.fullmatch(r"[1-9]\d{8,}", words):
            raise ValidationError(_("The leading zero is missing. Please write the number as 0231 … or +49 231 …."))
        if words and not telephones.numbers(words):
            raise ValidationError(
                _("“%(word)s” is not a telephone number. Is none known? Then leave the cell empty.")
                % {"word": words[:60]}
            )
        return words


class HouseNumberCell(TextCell):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return house_numbers.read(super().clean(value))


def plain_text(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if value is None:
        return ""
    # Lists from a Mac may hold ä as a and two dots, which nobody finds who types ä.
    return unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n").strip()


class NumberCell(Widget):
    """A figure: typed as in forms, or a number of the spreadsheet, which is rounded to ``places``."""

    def __init__(self, places: int = 0, unit: Unit = amounts.BARE) -> None:
        super().__init__()
        self.places, self.unit = places, unit

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if isinstance(value, str):
            number = amounts.read(value, places=self.places, unit=self.unit)
        elif value is None:
            return None
        else:
            number = self.of_spreadsheet(value)
        if number is None:
            return None
        if self.places:
            # As it is stored: 850 € and 850,00 € are shown alike.
            return number.quantize(Decimal(1).scaleb(-self.places)) if self.places <= CENTS else number
        return int(number)

    def of_spreadsheet(self, value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not -MOST <= value <= MOST:
            raise ValidationError(_("Please write a number, for example 12,5."))
        if not self.places and value != int(value):
            raise ValidationError(_("Please write a whole number."))
        return amounts.rounded(value, self.places)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class DateCell(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        if value in (None, ""):
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        for pattern in ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%Y %H:%M"):
            try:
                return datetime.strptime(str(value), pattern).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        raise ValidationError(_("Please write the date as 31.12.2027."))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class YesNoCell(Widget):
    def __init__(self, *, may_be_unknown: bool = False) -> None:
        super().__init__()
        self.unknown = None if may_be_unknown else False

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool | None:
        word = str(value if value is not None else "").casefold()
        if word in ("", "unbekannt"):
            return self.unknown
        if word in ("ja", "j", "yes", "true", "1", "x", "wahr"):
            return True
        if word in ("nein", "n", "no", "false", "0", "falsch"):
            return False
        raise ValidationError(_("Please write “ja” or “nein”."))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else "ja" if value else "nein"


class ChoiceCell(Widget):
    def __init__(self, choices: type[models.Choices], default: str = "") -> None:
        super().__init__()
        self.choices, self.default = choices, default

    @cached_property
    def labels(self) -> dict[str, str]:
        with translation.override("de"):
            return {str(code): str(label) for code, label in self.choices.choices}

    @cached_property
    def codes(self) -> dict[str, str]:
        """The codes by what a cell may say, folded: a table asks thousands of times."""
        codes: dict[str, str] = {}
        for code, label in self.labels.items():
            codes.setdefault(fold(code), code)
            codes.setdefault(fold(label), code)
        return codes

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        word = words_of(value)
        if not word:
            return self.default
        if (code := self.codes.get(fold(word))) is not None:
            return code
        raise ValidationError(
            _("“%(word)s” is not offered here. Possible: %(words)s.")
            % {"word": word[:60], "words": ", ".join(self.labels.values())}
        )

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return self.labels.get(str(value), "") if value else ""


class RelatedCell(Widget):
    """A foreign key, found by one of several names of its row, such as name or code."""

    def __init__(self, rows: Callable[[], QuerySet], *names: str) -> None:
        super().__init__()
        self.rows, self.names = rows, names or ("name",)
        self.known: dict[str, Model] = {}
        self.words: dict[str, str] = {}

    def load(self) -> None:
        self.known, self.words = {}, {}
        for obj in self.rows():
            word = str(getattr(obj, self.names[0]))
            self.words[fold(word)] = word
            for name in self.names:
                self.known.setdefault(fold(str(getattr(obj, name))), obj)

    def found(self, word: str) -> Model | None:
        return self.known.get(fold(word))

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        from rapidfuzz import fuzz, process

        word = words_of(value)
        if not word:
            return None
        if related := self.found(word):
            return related
        nearest = process.extractOne(fold(word), self.words.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE)
        if nearest:
            raise ValidationError(
                _("“%(word)s” is not in the list. Did you mean “%(right)s”?")
                % {"word": word[:60], "right": self.words[nearest[0]]}
            )
        raise ValidationError(_("“%(word)s” is not in the list of the office.") % {"word": word[:60]})

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return str(getattr(value, self.names[0])) if value else ""


class StreetCell(RelatedCell):
    """A street of the list, however its “Straße” is written; a house number belongs into a column of its own."""

    def load(self) -> None:
        super().load()
        self.by_key: dict[str, Model] = {}
        for obj in self.known.values():
            self.by_key.setdefault(street_key(str(getattr(obj, self.names[0]))), obj)

    def found(self, word: str) -> Model | None:
        return super().found(word) or self.by_key.get(street_key(word))

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        word = words_of(value)
        parts = HOUSE.fullmatch(word)
        if parts and not self.found(word) and self.found(parts[1]):
            raise ValidationError(
                _("Please write the house number (%(house)s) into its own column.") % {"house": parts[2]}
            )
        return super().clean(word)


class ManyCell(RelatedCell):
    """Several related rows, separated by semicolons."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        words = [word.strip() for word in words_of(value).replace("\n", NAME_SEPARATOR).split(NAME_SEPARATOR)]
        rows = [super(ManyCell, self).clean(word) for word in words if word]
        return list(dict.fromkeys(rows))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        rows = value.all() if hasattr(value, "all") else value or ()
        return f"{NAME_SEPARATOR} ".join(sorted(super(ManyCell, self).render(row) for row in rows))


# ---------------------------------------------------------------- columns
class Column(Field):
    """One column: label, cell type, level of access, and where its value comes from (``source`` or ``get``)."""

    def __init__(
        self,
        label: Any,
        cell: Widget | None = None,
        *,
        source: str = "",
        get: Callable[[Any], Any] | None = None,
        level: int = STAFF,
        only_out: bool = False,
        required: bool = False,
        usual: Any = None,  # what an empty cell means
        keeps: bool = False,  # an empty cell changes nothing
        help: Any = "",
        example: str = "",
        also: Sequence[str] = (),  # other headers under which files from elsewhere bring this column
    ) -> None:
        super().__init__(attribute=source or None, widget=cell or TextCell())
        self.label, self.source, self.get = label, source, get
        self.level, self.only_out, self.required, self.help, self.example = level, only_out, required, help, example
        self.usual, self.keeps, self.also = usual, keeps, also
        self.name = ""
        self.is_one_line = True

    @property
    def header(self) -> str:
        with translation.override("de"):
            return capfirst(str(self.label))

    def value_of(self, obj: Any) -> Any:
        return self.get(obj) if self.get else getattr(obj, self.source or self.name)

    def shown(self, value: Any) -> Any:
        return self.widget.render(value)
