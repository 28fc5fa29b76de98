"""Rows of a table on their way into the database, and the writing of many of them at once."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from eving.core.models import Searchable, User
from eving.core.search import engine


@dataclass
class Outcome:
    """The result of one row; ``kind`` is new, changed, same or wrong."""

    number: int
    kind: str
    title: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # header, old, new
    problems: list[tuple[str, str]] = field(default_factory=list)  # header, what to do
    warning: str = ""


@dataclass
class Candidate:
    """A row of the file with the stored row that it means, or a new one."""

    outcome: Outcome
    values: dict[str, Any] = field(default_factory=dict)  # by column; once compared only those that change
    empty: set[str] = field(default_factory=set)  # columns whose cell is empty
    silent: set[str] = field(default_factory=set)  # columns in which this changes nothing
    pk: int | None = None
    obj: Any = None
    is_new: bool = False


class Problems:
    """What is wrong with a row, gathered from several checks, so that everything is said at once."""

    def __init__(self, by_name: dict[str, list[str]] | None = None) -> None:
        self.by_name = by_name or {}

    def __bool__(self) -> bool:
        return bool(self.by_name)

    @contextmanager
    def kept(self, name: str = "") -> Iterator[None]:
        """Keep a ValidationError of the block, that of a column by its name."""
        try:
            yield
        except ValidationError as problem:
            texts = {name: problem.messages} if name or not hasattr(problem, "error_dict") else problem.message_dict
            for about, messages in texts.items():
                said = self.by_name.setdefault(about, [])
                said += [message for message in messages if message not in said]

    def add_about(self, others: "Problems", names: Collection[str]) -> None:
        for name, texts in others.by_name.items():
            if name in names and name not in self.by_name:
                self.by_name[name] = texts

    def error(self) -> ValidationError:
        return ValidationError({name or NON_FIELD_ERRORS: texts for name, texts in self.by_name.items()})


class Writer(Protocol):
    """What ``save`` needs of a table."""

    by: User

    def write_all(self, rows: Sequence[Candidate], *, by: User) -> None: ...
    def lock(self, rows: Sequence[Candidate]) -> None: ...
    def refuse(self, found: Candidate, problem: ValidationError) -> None: ...
    def sentence(self, problem: IntegrityError) -> str: ...


def save(table: Writer, rows: Sequence[Candidate], *, keep: bool) -> None:
    """Write the rows in one savepoint; if one is refused, the halves, until that one is alone and named.

    Without ``keep`` the savepoint is taken back: a check lets the constraints of the database speak, and gives back
    the locks on rows and number series at once.
    """
    if not rows:
        return
    try:
        with transaction.atomic():
            if not keep:
                table.lock(rows)
            table.write_all(rows, by=table.by)
            if not keep:
                transaction.set_rollback(True)
            elif isinstance(rows[0].obj, Searchable):
                engine.index_together([row.obj for row in rows])
    except (IntegrityError, ValidationError) as problem:
        for row in rows:
            forget_key(row)
        if len(rows) == 1:
            refusal = problem if isinstance(problem, ValidationError) else ValidationError(table.sentence(problem))
            table.refuse(rows[0], refusal)
            return
        middle = len(rows) // 2
        save(table, rows[:middle], keep=keep)
        save(table, rows[middle:], keep=keep)


def set_related(rows: Sequence[Candidate], name: str) -> None:
    """Replace a many-to-many relation of all rows that have a value for it, in two statements."""
    given = [row for row in rows if name in row.values]
    if not given:
        return
    field = given[0].obj._meta.get_field(name)
    through: Any = getattr(type(given[0].obj), name).through
    own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
    if stored := [row.obj for row in given if not row.is_new]:
        through._base_manager.filter(**{f"{own}__in": stored}).delete()
    through._base_manager.bulk_create(
        through(**{own: row.obj, other: related}) for row in given for related in row.values[name]
    )


def forget_key(row: Candidate) -> None:
    """A new row that was rolled back is new once more."""
    if row.is_new:
        row.obj.pk, row.obj._state.adding = None, True
