"""Base class for import and export of a register: match rows, compare, check, write.

A register subclasses ``Table``, declares its columns and overrides how a row is matched and written.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

import tablib
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Model, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from import_export import resources
from import_export.instance_loaders import ModelInstanceLoader
from import_export.results import RowResult

from eving.core.models import Searchable, User
from eving.core.search import engine
from eving.core.search.german import fold
from eving.core.tables.columns import Column, RelatedCell, plain_text
from eving.core.tables.reading import Row, Sheet, header_problems, sheet_of

SIMILAR = 85  # percent, by rapidfuzz's ratio: from here on a new row gets a warning
CHUNK = 500
# New rows that a check writes and rolls back, to find errors of the database; columns are validated in all rows.
# Applying writes every row, and imports none if the database refuses one.
TRIED = 200


@dataclass
class Outcome:
    """The result of one row; ``kind`` is new, changed, same or wrong."""

    number: int
    kind: str
    title: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # header, old, new
    problems: list[tuple[str, str]] = field(default_factory=list)  # header, what to do
    warning: str = ""


class Changed(Exception):
    """The outcome differs from the one that the check displayed."""


class Table(resources.Resource):
    """A register as a table. Imports go through the register's services; nothing is published or mailed."""

    model: ClassVar[type[Model]]
    can_import: ClassVar[bool] = True
    name_column: ClassVar[str] = "title"  # title of a row, also used to find similar rows
    key_column: ClassVar[str] = "number"

    class Meta:
        skip_diff = True
        report_skipped = True
        store_instance = True
        import_id_fields: ClassVar[list[str]] = []
        instance_loader_class = ModelInstanceLoader
        using_db = "default"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.columns: dict[str, Column] = {}
        for name, column in self.fields.items():
            column.name = name
            self.columns[name] = column

    # ------------------------------------------------------------ hooks for registers
    def rows(self) -> QuerySet:
        return self.model._default_manager.all()

    def public_rows(self, rows: QuerySet) -> QuerySet:
        return rows.published()  # type: ignore[attr-defined]

    def key_of(self, obj: Any) -> str:
        return str(obj.number or "")

    def key_in(self, values: dict[str, Any]) -> str:
        return plain_text(values.get(self.key_column))

    def alias_of(self, obj: Any) -> str:
        """By which a row without number is matched with a stored one: the folded name must be equal."""
        return fold(plain_text(getattr(obj, self.name_column)))

    def alias_in(self, values: dict[str, Any]) -> str:
        return fold(plain_text(values.get(self.name_column)))

    def blank(self, values: dict[str, Any]) -> Any:
        """A new, unsaved row. Raises ValidationError for a number that does not exist."""
        if self.key_in(values):
            raise ValidationError(
                {self.key_column: _("There is no such number. Leave the cell empty to enter something new.")}
            )
        return self.model()

    def put(self, obj: Any, values: dict[str, Any]) -> None:
        """Set the columns of the row itself; many-to-many and those of other tables are set by ``write``."""
        own = {field.name for field in self.model._meta.concrete_fields}
        for name, value in values.items():
            source = self.columns[name].source or name
            if self.columns[name].get is None and source in own and not self.columns[name].only_out:
                setattr(obj, source, value)

    def check(self, obj: Any, values: dict[str, Any]) -> None:
        """The register's own validation, as in its form; raises ValidationError by column."""

    def write(self, obj: Any, values: dict[str, Any], *, by: User, is_new: bool) -> None:
        """Save through the register's services. ``values`` holds the changed columns; for a new row all."""
        raise NotImplementedError

    def marks(self, obj: Any) -> list[str]:
        """Further texts that suggest a duplicate when two rows share one: website, address, telephone."""
        return []

    def marks_in(self, values: dict[str, Any]) -> list[str]:
        return []

    # ------------------------------------------------------------ export
    def columns_for(self, level: int) -> list[Column]:
        return [column for column in self.columns.values() if column.level <= level]

    def import_columns(self) -> list[Column]:
        return [column for column in self.columns.values() if not column.only_out]

    def lines(self, rows: QuerySet, level: int) -> Iterator[list[Any]]:
        columns = self.columns_for(level)
        for obj in rows.iterator(chunk_size=CHUNK):
            yield [column.shown(column.value_of(obj)) for column in columns]

    def headers(self, level: int) -> list[str]:
        return [column.header for column in self.columns_for(level)]

    def example(self) -> list[str]:
        return [
            ("# " if not position else "") + column.example for position, column in enumerate(self.import_columns())
        ]

    def known_headers(self) -> list[str]:
        """All headers: an exported file may be imported again with its read-only columns, which are ignored."""
        return [column.header for column in self.columns.values()]

    # ------------------------------------------------------------ import
    def read(self, sheet: Sheet, *, by: User, keep: bool) -> list[Outcome]:
        """Import the rows within the caller's transaction; without ``keep`` every row is rolled back."""
        self.by, self.keep = by, keep
        self.by_header = {column.header: column for column in self.columns.values()}
        self.given = [self.by_header[name] for name in sheet.header]
        self.file_rows: dict[int, Row] = {row.number: row for row in sheet.rows}
        self.outcomes: dict[int, Outcome] = {}
        dataset = tablib.Dataset(headers=["row"])
        for row in sheet.rows:
            dataset.append([row.number])
        with translation.override("de"):
            self.load(sheet)
            self.import_data(dataset, dry_run=not keep, use_transactions=True, raise_errors=False)
        return [self.outcomes[row.number] for row in sheet.rows]

    def load(self, sheet: Sheet) -> None:
        """Load everything the rows are compared with; the number of queries does not depend on the rows."""
        for column in self.given:
            if isinstance(column.widget, RelatedCell):
                column.widget.load()
        self.old: dict[str, Any] = {}
        self.aliases: dict[str, Any] = {}
        self.names: dict[str, str] = {}
        self.marked: dict[str, str] = {}
        for obj in self.rows():
            if key := self.key_of(obj):
                self.old[key] = obj
            if alias := self.alias_of(obj):
                self.aliases.setdefault(alias, obj)
                self.names.setdefault(alias, str(obj))
            for mark in filter(None, self.marks(obj)):
                self.marked.setdefault(mark, str(obj))
        self.seen: dict[str, int] = {}
        self.tried = 0

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Any, bool]:
        source = self.file_rows[row["row"]]
        outcome = self.outcomes[source.number] = Outcome(source.number, "wrong")
        values: dict[str, Any] = {}
        empty: set[str] = set()
        problems = {name: [text] for name, text in source.problems.items()}
        for column in self.given:
            if column.only_out and column.name != self.key_column:
                continue
            try:
                cell = source.cells.get(column.header)
                values[column.name] = column.widget.clean(cell)
                if cell in (None, ""):
                    empty.add(column.name)
                    if column.usual is not None:
                        values[column.name] = column.usual
                if column.required and values[column.name] in (None, "", []):
                    raise ValidationError(_("Please fill in this cell."))
            except ValidationError as problem:
                problems.setdefault(column.header, []).extend(problem.messages)
        outcome.title = plain_text(values.get(self.name_column))[:120]
        if problems:
            raise ValidationError(self.by_name(problems))
        key, alias = self.key_in(values), self.alias_in(values)
        self.refuse_twins(key or f"\n{alias}", source.number)
        obj = self.old.get(key) if key else self.aliases.get(alias)
        # In a row without number an empty cell means "unknown", not "delete": only filled cells are compared.
        self.values = values
        self.silent = {name for name in empty if not key or self.columns[name].keeps}
        if obj is not None:
            return obj, False
        self.warn(outcome, values, alias)
        return self.blank(values), True

    def by_name(self, problems: dict[str, list[str]]) -> dict[str, list[str]]:
        return {self.by_header[header].name: texts for header, texts in problems.items() if header in self.by_header}

    def refuse_twins(self, key: str, number: int) -> None:
        if key in self.seen:
            raise ValidationError(
                {
                    self.key_column if not key.startswith("\n") else self.name_column: _(
                        "Row %(number)d already says the same. Please remove one of them."
                    )
                    % {"number": self.seen[key]}
                }
            )
        if key.strip():
            self.seen[key] = number

    def warn(self, outcome: Outcome, values: dict[str, Any], alias: str) -> None:
        from rapidfuzz import fuzz, process

        similar = next((self.marked[mark] for mark in self.marks_in(values) if mark in self.marked), "")
        if not similar and alias:
            nearest = process.extractOne(alias, self.names.keys(), scorer=fuzz.ratio, score_cutoff=SIMILAR)
            similar = self.names[nearest[0]] if nearest else ""
        if similar:
            outcome.warning = similar
        here = _("row %(number)d of this table") % {"number": outcome.number}
        if alias:
            self.names.setdefault(alias, here)
        for mark in filter(None, self.marks_in(values)):
            self.marked.setdefault(mark, here)

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        outcome = self.outcomes[row["row"]]
        is_new = instance.pk is None
        changed: dict[str, Any] = {}
        for name, value in self.values.items():
            column = self.columns[name]
            old = "" if is_new else column.shown(column.value_of(instance))
            new = column.shown(value)
            if name == self.key_column and not new:
                continue
            if is_new or (old != new and name not in self.silent):
                changed[name] = value
                if not is_new or new not in (None, ""):
                    outcome.changes.append((column.header, said(old), said(new)))
        self.values = changed
        outcome.kind = "new" if is_new else "changed" if changed else "same"
        if changed:
            self.put(instance, changed)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not self.values

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        relations = [field.name for field in self.model._meta.concrete_fields if field.remote_field]
        hidden = [field.name for field in self.model._meta.concrete_fields if not field.editable]
        # Foreign keys come from lists loaded before; unique and check constraints raise when the row is written.
        instance.full_clean(exclude=[*relations, *hidden], validate_unique=False, validate_constraints=False)
        self.check(instance, self.values)

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        if not self.keep and is_create:
            self.tried += 1
            if self.tried > TRIED:
                return
        try:
            with transaction.atomic():
                self.write(instance, self.values, by=self.by, is_new=is_create)
                if not self.keep:
                    # Row by row, so that a long check does not hold the lock on the number series.
                    transaction.set_rollback(True)
                elif isinstance(instance, Searchable):
                    engine.index(instance)
        except IntegrityError as problem:
            raise ValidationError(self.sentence(problem)) from problem

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        pass  # write() has saved them

    def sentence(self, problem: IntegrityError) -> str:
        name = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", "")
        for constraint in self.constraints():
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
        return _("The database refuses this row. Please check its values.")

    def constraints(self) -> Iterable[models.BaseConstraint]:
        return self.model._meta.constraints

    def after_import_row(self, row: Any, row_result: RowResult, **kwargs: Any) -> None:
        row_result.instance = None  # thousands of rows are not kept in memory

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> RowResult:
        result = super().import_row(row, instance_loader, **kwargs)
        outcome = self.outcomes[row["row"]]
        if result.validation_error is not None:
            outcome.kind = "wrong"
            outcome.problems = list(self.problems(result.validation_error))
        elif result.errors:
            raise result.errors[0].error  # a bug of ours, not an error in the file: nothing is imported
        return result

    def problems(self, error: ValidationError) -> Iterator[tuple[str, str]]:
        by_name = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, texts in by_name.items():
            column = self.columns.get(name)
            header = column.header if column else ""
            yield from ((header, str(text)) for text in texts)


def said(value: Any) -> str:
    return plain_text(f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else value)


def fingerprint(outcomes: Sequence[Outcome]) -> str:
    """A hash of what a check displayed; it differs when stored rows have changed since."""
    displayed = repr([(outcome.number, outcome.kind, outcome.changes, outcome.warning) for outcome in outcomes])
    return hashlib.sha256(displayed.encode()).hexdigest()


def checked_sheet(table: Table, rows: bytes) -> Sheet:
    sheet = in_our_words(table, sheet_of(rows))
    required = [column.header for column in table.import_columns() if column.required]
    if problems := header_problems(sheet.header, table.known_headers(), required):
        raise ValidationError(problems)
    return sheet


def in_our_words(table: Table, sheet: Sheet) -> Sheet:
    """The sheet with the headers of the table where a file from elsewhere has another name for a column."""
    ours = {fold(name): column.header for column in table.columns.values() for name in column.also}
    names = {name: ours[fold(name)] for name in sheet.header if fold(name) in ours}
    # A header of our own wins over another name for it: the other column stays unknown, and is named as such.
    names = {name: own for name, own in names.items() if own not in sheet.header}
    # So does the first of two such names.
    names = {name: own for own, name in {own: name for name, own in reversed(names.items())}.items()}
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
    )
