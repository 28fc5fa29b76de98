"""Headers of tables from elsewhere: which column each of them means, and what is wrong with the others."""

import re
from collections.abc import Sequence
from typing import Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from eving.core.search.german import WORD, fold
from eving.core.tables.columns import PUBLIC, Column
from eving.core.tables.reading import Row, Sheet, sheet_of

# Words that mean the same in a header, folded. Only such as leave no doubt: “Nr.” may be a house or an entry.
SAME_WORDS = {
    "tel": "telefon", "fon": "telefon", "telefonnummer": "telefon", "telnr": "telefon", "telefonnr": "telefon",
    "hausnr": "hausnummer", "hnr": "hausnummer", "plz": "postleitzahl", "str": "strasse",
    "homepage": "website", "webseite": "website", "internetseite": "website", "webadresse": "website",
    "url": "website", "mailadresse": "emailadresse",
    "oeff": "oeffentlich", "oeffentl": "oeffentlich", "oeffentliche": "oeffentlich", "oeffentlicher": "oeffentlich",
    "oeffentliches": "oeffentlich",
}  # fmt: skip
SAME_ENDINGS = [
    (re.compile(r"(?<=.)nr$"), "nummer"),
    (re.compile(r"telefonnummer$"), "telefon"),
    (re.compile(r"e?mail$"), "emailadresse"),
]
# What a column of a list from elsewhere may hold that is nobody else's business.
PRIVATE = re.compile(
    "telefon|handy|mobil|mail|adresse|anschrift|privat|intern|persoenlich|vertraulich|vorsitz|ansprech|kontakt|"
    "geburt|konto|iban|notiz|bemerkung|vermerk"
)
OPEN = "oeffentlich"
SEVERAL = re.compile(r"\s*(?:[/,+&]|\bund\b)\s*")
CLOSE = 82  # percent, by rapidfuzz's ratio: from here on a header is taken for a mistyped one


class Headed(Protocol):
    """What is asked of a table here."""

    columns: dict[str, Column]

    def import_columns(self) -> list[Column]: ...


def header_key(name: str) -> str:
    """The same for “Öffentl. E-Mail”, “ÖFFENTLICHE E-MAIL-ADRESSE” and the same broken over two lines."""
    key = "".join(SAME_WORDS.get(word, word) for word in WORD.findall(fold(name)))
    key = SAME_WORDS.get(key, key)
    for ending, same in SAME_ENDINGS:
        key = ending.sub(same, key)
    return key


def checked_sheet(table: Headed, rows: bytes) -> Sheet:
    """The stored rows under the headers of the table. Raises ValidationError when some are unknown or missing."""
    ours = our_names(table)
    sheet = sheet_of(rows, knows=lambda name: bool(name) and header_key(name) in ours)
    names = names_of(table, sheet.header)
    sheet = under_our_names(sheet, names)
    if problems := header_problems(table, sheet.header):
        raise ValidationError(problems)
    return sheet


def our_names(table: Headed) -> dict[str, str]:
    """The header of a column by the key of what files may call it; a column's own name wins."""
    keys = {header_key(column.header): column.header for column in table.columns.values()}
    for column in table.columns.values():
        for name in column.also:
            keys.setdefault(header_key(name), column.header)
    return keys


def names_of(table: Headed, header: Sequence[str]) -> dict[str, str]:
    """Our headers by those of the file, where they differ; of two for one column the nearer one, then the first."""
    taken = {column.header for column in table.columns.values()}.intersection(header)
    own_keys = {header_key(column.header): column.header for column in table.columns.values()}
    names: dict[str, str] = {}
    for meant in (own_keys, our_names(table)):
        for name in header:
            ours = meant.get(header_key(name)) if name else None
            if ours and ours not in taken and name not in names:
                names[name] = ours
                taken.add(ours)
    return names


def under_our_names(sheet: Sheet, names: dict[str, str]) -> Sheet:
    if not names:
        return sheet
    return Sheet(
        [names.get(name, name) for name in sheet.header],
        [
            Row(
                row.number,
                {names.get(name, name): cell for name, cell in row.cells.items()},
                {names.get(name, name): problem for name, problem in row.problems.items()},
            )
            for row in sheet.rows
        ],
        {**sheet.about, "renamed": [(name, ours) for name, ours in names.items() if fold(name) != fold(ours)]},
    )


def header_problems(table: Headed, header: Sequence[str]) -> list[str]:
    known = [column.header for column in table.columns.values()]
    required = [column.header for column in table.import_columns() if column.required]
    problems = [what_about(table, name, header) for name in header if name not in known]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    problems += [_("Column “%(name)s” appears twice.") % {"name": name} for name in twice]
    problems += [_("Column “%(name)s” is missing.") % {"name": name} for name in required if name not in header]
    return problems


def what_about(table: Headed, name: str, header: Sequence[str]) -> str:
    """The sentence about a header that no column has. It never invites private data into a public column."""
    if not name:
        return _("A column has no header. Please name or remove it.")
    open_to = [column for column in table.import_columns() if column.header not in header]
    key = header_key(name)
    for column in open_to:
        if column.level == PUBLIC and header_key(column.header) == OPEN + key:
            return _(
                "Column “%(name)s” may hold what is private. Please remove it; "
                "call it “%(right)s” only if everyone may see all of it."
            ) % {"name": name, "right": column.header}
    if holds_several(table, name):
        return _("Column “%(name)s” holds several details. Please give each of them a column of its own.") % {
            "name": name
        }
    if right := nearest(key, open_to):
        return _("Column “%(name)s” is unknown. Did you mean “%(right)s”?") % {"name": name, "right": right}
    return _("Column “%(name)s” is unknown. Please rename or remove it.") % {"name": name}


def holds_several(table: Headed, name: str) -> bool:
    """“PLZ/Ort”, “Straße, Hausnummer”: one of the details is known to be a column."""
    parts = SEVERAL.split(name)
    return len(parts) > 1 and bool({header_key(part) for part in parts} & our_names(table).keys())


def nearest(key: str, columns: Sequence[Column]) -> str:
    from rapidfuzz import fuzz

    is_private = PRIVATE.search(key) and OPEN not in key
    scores = [
        (fuzz.ratio(key, header_key(column.header)), column.header)
        for column in columns
        if not (is_private and column.level == PUBLIC)
    ]
    score, header = max(scores, default=(0, ""))
    return header if score >= CLOSE else ""
