"""Base class for import and export of a register: match rows, compare, check, write.

A register subclasses ``Table``, declares its columns and overrides how a row is matched and written.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.db.models import Model, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from import_export import resources
from import_export.instance_loaders import ModelInstanceLoader

from eving.core.models import User
from eving.core.one_line import one_line
from eving.core.search.german import fold
from eving.core.tables.columns import Column, RelatedCell, TextCell, plain_text
from eving.core.tables.reading import Row, Sheet
from eving.core.tables.saving import Candidate, Outcome, Problems, save

SIMILAR = 85  # percent, by rapidfuzz's ratio: from here on a new row gets a warning
CHUNK = 500
BATCH = 100  # rows that are read, locked and written together


def is_one_line(model: type[Model], column: Column) -> bool:
    own = {field.name: field for field in model._meta.concrete_fields}
    return isinstance(column.widget, TextCell) and not isinstance(
        own.get(column.source or column.name), models.TextField
    )


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
            column.is_one_line = is_one_line(self.model, column)
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
        """The register's own validation, as in its form; raises ValidationError by column.

        Of a row with cells that cannot be read ``values`` holds the others.
        """

    def write(self, obj: Any, values: dict[str, Any], *, by: User, is_new: bool) -> None:
        """Save through the register's services. ``values`` holds the changed columns; for a new row all.

        The stored rows are locked already. Called by ``write_all``; a register has one of the two.
        """
        raise NotImplementedError

    def write_all(self, rows: Sequence[Candidate], *, by: User) -> None:
        """Save several rows, with no more queries for many than for one where the register has services for it."""
        for row in rows:
            self.write(row.obj, row.values, by=by, is_new=row.is_new)

    def update(self, rows: Sequence[Candidate], *derived: str) -> list[Any]:
        """Write what changed of stored rows in one statement, with the columns that ``put`` derives; returns them."""
        changed = [row for row in rows if not row.is_new]
        given = {name for row in changed for name in row.values} | set(derived)
        columns = [field.name for field in self.model._meta.concrete_fields if field.name in given]
        stored = [row.obj for row in changed]
        if stored and columns:
            self.model._base_manager.bulk_update(stored, columns)
        return stored

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

    # ------------------------------------------------------------ import
    def begin(self, sheet: Sheet, *, by: User) -> None:
        """Prepare for the rows of a sheet: load all that they are compared with."""
        self.by = by
        self.by_header = {column.header: column for column in self.columns.values()}
        self.given = [self.by_header[name] for name in sheet.header]
        with translation.override("de"):
            self.load()

    def load(self) -> None:
        """Load what all rows are compared with; the number of queries does not depend on the rows of the file."""
        for column in self.given:
            if isinstance(column.widget, RelatedCell):
                column.widget.load()
        self.old: dict[str, int] = {}
        self.aliases: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.marked: dict[str, str] = {}
        self.seen: dict[str, int] = {}
        self.newest = 0
        self.learn(self.rows())

    def learn(self, stored: Iterable[Any]) -> None:
        for obj in stored:
            self.newest = max(self.newest, obj.pk)
            if key := self.key_of(obj):
                self.old[key] = obj.pk
            if alias := self.alias_of(obj):
                self.aliases.setdefault(alias, obj.pk)
                self.names.setdefault(alias, str(obj))
            for mark in filter(None, self.marks(obj)):
                self.marked.setdefault(mark, str(obj))

    def learn_of_new(self) -> None:
        """What was entered since the table was loaded: a run in the background takes its time."""
        self.learn(self.rows().filter(pk__gt=self.newest))

    def read(self, sheet: Sheet, *, by: User, keep: bool) -> list[Outcome]:
        """Import all rows within the caller's transaction; without ``keep`` nothing of it stays."""
        self.begin(sheet, by=by)
        batches = (sheet.rows[start : start + BATCH] for start in range(0, len(sheet.rows), BATCH))
        return [outcome for rows in batches for outcome in self.work_off(rows, keep=keep)]

    def work_off(
        self, rows: Sequence[Row], *, keep: bool, is_wanted: Callable[[Outcome], bool] = lambda outcome: True
    ) -> list[Outcome]:
        """Import some rows within the caller's transaction. What ``is_wanted`` refuses is compared, but not written."""
        with translation.override("de"):
            candidates = [self.match(row) for row in rows]
            stored = self.stored([found.pk for found in candidates if found.pk], lock=keep)
            for found in candidates:
                if found.outcome.kind != "wrong":
                    self.compare(found, stored)
            altering = [found for found in candidates if found.outcome.kind in ("new", "changed")]
            save(self, [found for found in altering if is_wanted(found.outcome)], keep=keep)
        return [found.outcome for found in candidates]

    def recall(self, rows: Iterable[Row]) -> None:
        """Rows that were worked off before an interruption: later rows are compared with them as well."""
        with translation.override("de"):
            for row in rows:
                self.match(row, only_recall=True)

    def match(self, source: Row, *, only_recall: bool = False) -> Candidate:
        """Read the cells of a row, and find the stored row that it means."""
        found = Candidate(Outcome(source.number, ""))
        problems = self.values_of(source, found)
        if problems:
            if not only_recall:
                self.look_further(found, problems)
            return found
        try:
            key, alias = self.key_in(found.values), self.alias_in(found.values)
            self.refuse_twins(key or f"\n{alias}", source.number)
            found.pk = self.old.get(key) if key else self.aliases.get(alias)
            # In a row without number an empty cell means "unknown", not "delete": only filled cells are compared.
            found.silent = {name for name in found.empty if not key or self.columns[name].keeps}
            if not found.pk:
                if not only_recall:
                    found.outcome.warning = self.similar(found.values, alias)
                self.remember(source.number, found.values, alias)
        except ValidationError as problem:
            self.refuse(found, problem)
        return found

    def values_of(self, source: Row, found: Candidate) -> Problems:
        """Read the cells; returns what is wrong with them, by column."""
        problems = Problems(self.by_name({name: [text] for name, text in source.problems.items()}))
        values = found.values
        for column in self.given:
            if column.only_out and column.name != self.key_column:
                continue
            if column.header in source.problems:
                continue
            with problems.kept(column.name):
                cell = source.cells.get(column.header)
                if column.is_one_line and isinstance(cell, str):
                    cell = one_line(cell)
                value = column.widget.clean(cell)
                if cell in (None, "") and column.usual is not None:
                    value = column.usual
                if column.required and value in (None, "", []):
                    raise ValidationError(_("Please fill in this cell."))
                values[column.name] = value
                if cell in (None, ""):
                    found.empty.add(column.name)
        found.outcome.title = plain_text(values.get(self.name_column))[:120]
        return problems

    def look_further(self, found: Candidate, problems: Problems) -> None:
        """What else is wrong with a row of which some cells cannot be read: everything is said at once.

        As for a new entry, and only about cells with something in them: which entry it means is not known for sure.
        """
        filled = {name: value for name, value in found.values.items() if name not in found.empty}
        further = Problems()
        obj = self.model()
        with further.kept():
            self.put(obj, dict(filled))
        self.validate(obj, filled, further)
        problems.add_about(further, filled)
        self.refuse(found, problems.error())

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

    def similar(self, values: dict[str, Any], alias: str) -> str:
        """What a new row resembles, of the stored ones and those above it; empty when nothing."""
        marked = next((self.marked[mark] for mark in self.marks_in(values) if mark in self.marked), "")
        if marked or not alias:
            return marked
        from rapidfuzz import fuzz, process

        nearest = process.extractOne(alias, self.names.keys(), scorer=fuzz.ratio, score_cutoff=SIMILAR)
        return self.names[nearest[0]] if nearest else ""

    def remember(self, number: int, values: dict[str, Any], alias: str) -> None:
        here = _("row %(number)d of this table") % {"number": number}
        if alias:
            self.names.setdefault(alias, here)
        for mark in filter(None, self.marks_in(values)):
            self.marked.setdefault(mark, here)

    def stored(self, pks: Sequence[int], *, lock: bool) -> dict[int, Any]:
        """The rows as they are stored now. What is written is computed from them (docs/decisions/0024)."""
        if not pks:
            return {}
        rows = self.rows().filter(pk__in=pks).order_by("pk")
        return {obj.pk: obj for obj in (rows.select_for_update(of=("self",)) if lock else rows)}

    def lock(self, rows: Sequence[Candidate]) -> None:
        if pks := [row.pk for row in rows if row.pk]:
            list(self.model._base_manager.select_for_update().filter(pk__in=pks).order_by("pk").only("pk"))

    def compare(self, found: Candidate, stored: Mapping[int, Any]) -> None:
        """Set what the row changes, after every check that needs no write."""
        outcome = found.outcome
        try:
            if found.pk and found.pk not in stored:
                raise ValidationError(_("This entry was deleted meanwhile."))
            found.obj = stored[found.pk] if found.pk else self.blank(found.values)
            found.is_new = not found.pk
            changed: dict[str, Any] = {}
            for name, value in found.values.items():
                column = self.columns[name]
                old = "" if found.is_new else column.shown(column.value_of(found.obj))
                new = column.shown(value)
                if name == self.key_column and not new:
                    continue
                if found.is_new or (old != new and name not in found.silent):
                    changed[name] = value
                    if not found.is_new or new not in (None, ""):
                        outcome.changes.append((column.header, said(old), said(new)))
            found.values = changed
            outcome.kind = "new" if found.is_new else "changed" if changed else "same"
            if changed:
                self.put(found.obj, changed)
                problems = Problems()
                self.validate(found.obj, changed, problems)
                if problems:
                    raise problems.error()
        except ValidationError as problem:
            self.refuse(found, problem)

    def validate(self, obj: Any, values: dict[str, Any], problems: Problems) -> None:
        relations = [field.name for field in self.model._meta.concrete_fields if field.remote_field]
        hidden = [field.name for field in self.model._meta.concrete_fields if not field.editable]
        # Foreign keys come from lists loaded before; unique and check constraints raise when the row is written.
        with problems.kept():
            obj.full_clean(exclude=[*relations, *hidden], validate_unique=False, validate_constraints=False)
        with problems.kept():
            self.check(obj, values)

    def refuse(self, found: Candidate, problem: ValidationError) -> None:
        found.outcome.kind = "wrong"
        found.outcome.problems = list(self.problems(problem))

    def problems(self, error: ValidationError) -> Iterator[tuple[str, str]]:
        by_name = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, texts in by_name.items():
            column = self.columns.get(name)
            header = column.header if column else ""
            yield from ((header, str(text)) for text in texts)

    def sentence(self, problem: IntegrityError) -> str:
        name = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", "")
        for constraint in self.constraints():
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
        return _("The database refuses this row. Please check its values.")

    def constraints(self) -> Iterable[models.BaseConstraint]:
        return self.model._meta.constraints


def said(value: Any) -> str:
    return plain_text(f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else value)


def fingerprint(outcomes: Sequence[Outcome]) -> str:
    """A hash of what a check displayed; it differs when stored rows have changed since."""
    displayed = repr([(outcome.number, outcome.kind, outcome.changes, outcome.warning) for outcome in outcomes])
    return hashlib.sha256(displayed.encode()).hexdigest()
