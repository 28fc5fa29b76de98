"""Columns of import and export tables, and the cells that parse and format one type of value.

Headers and choices are always German, whatever the reader's language, because files are passed between offices.
"""

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
from eving.core.amounts import Unit
from eving.core.search.german import fold

PUBLIC, STAFF, PERSONAL = 1, 2, 3
NAME_SEPARATOR = ";"
MOST = 10**12  # no column holds a larger number


# ---------------------------------------------------------------- cells
class TextCell(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # Excel stores “863” as 863.0
        return plain_text(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return plain_text(value)


class TelephoneCell(TextCell):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            raise ValidationError(
                _("This is a number, and its leading zero is missing. Please make the cell a text: 0231 …")
            )
        text = super().clean(value)
        if text and not telephones.numbers(text):
            raise ValidationError(
                _("“%(word)s” is not a telephone number. Is none known? Then leave the cell empty.")
                % {"word": text[:60]}
            )
        return text


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
        if number is None or self.places:
            return number
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
        word = plain_text(value)
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
        self.words: list[str] = []

    def load(self) -> None:
        self.known, self.words = {}, []
        for obj in self.rows():
            self.words.append(str(getattr(obj, self.names[0])))
            for name in self.names:
                self.known.setdefault(fold(str(getattr(obj, name))), obj)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        from rapidfuzz import process

        word = plain_text(value)
        if not word:
            return None
        if related := self.known.get(fold(word)):
            return related
        nearest = process.extractOne(word, self.words, score_cutoff=60)
        if nearest:
            raise ValidationError(
                _("“%(word)s” is not in the list. Did you mean “%(right)s”?") % {"word": word[:60], "right": nearest[0]}
            )
        raise ValidationError(_("“%(word)s” is not in the list of the office.") % {"word": word[:60]})

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return str(getattr(value, self.names[0])) if value else ""


class ManyCell(RelatedCell):
    """Several related rows, separated by semicolons."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        words = [word.strip() for word in plain_text(value).replace("\n", NAME_SEPARATOR).split(NAME_SEPARATOR)]
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

    @property
    def header(self) -> str:
        with translation.override("de"):
            return capfirst(str(self.label))

    def value_of(self, obj: Any) -> Any:
        return self.get(obj) if self.get else getattr(obj, self.source or self.name)

    def shown(self, value: Any) -> Any:
        return self.widget.render(value)
