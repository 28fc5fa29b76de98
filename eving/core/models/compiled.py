"""Queries of public pages that are compiled once per process.

Of a small query the ORM spends four fifths on compiling it and on finding out how to read the rows, each time anew,
although only a number in it differs. Here both are kept; what the database is asked stays the same.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import NotSupportedError, connection, models
from django.db.models import BigIntegerField, BooleanField, F, Func, Model, QuerySet, Value, prefetch_related_objects
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators
from django.utils.functional import cached_property

Row = TypeVar("Row")
Object = TypeVar("Object", bound=Model)


@dataclass(frozen=True)
class Statement:
    """What Django's ModelIterable works out for each query."""

    sql: str  # with %s for each value
    order: tuple[int, ...]  # of each %s: which value it is
    converters: list[tuple[int, Any, Any]]
    width: int  # behind it stand columns that only the order needs
    fields: tuple[Any, ...] = ()  # of each column up to there
    model: type[Model] | None = None  # None for tuples
    begin: int = 0
    end: int = 0
    names: tuple[str, ...] = ()
    populators: tuple[Any, ...] = ()
    annotations: tuple[tuple[str, int], ...] = ()

    @cached_property
    def from_json(self) -> list[tuple[int, Callable[[Any], Any]]]:
        """How to read those cells that JSON has no kind for, by their place. Raises TypeError for unknown kinds."""
        found = []
        for place, field in enumerate(self.fields):
            # A moment is a day as well, by its class.
            read = next((read for kind, read in FROM_JSON.items() if isinstance(field, kind)), None)
            if read:
                found.append((place, read))
            elif not isinstance(field, AS_IN_JSON):
                raise TypeError(f"{field!r} cannot be read from JSON.")
        return found


class Prepared(Generic[Row]):
    """A query that differs only in its values: ``Prepared(lambda pk: Idea.objects.filter(pk=pk), -1)``.

    ``examples`` stand for the values while the statement is written; each has to occur once among its parameters.
    Everything else of the query is kept, also a day or a moment: what changes by itself has to be a value. Rows come as
    objects with their ``select_related``, or as tuples of ``values_list``; prefetched relations are for ``attach``.
    """

    def __init__(self, query: Callable[..., QuerySet[Any, Row]], *examples: Any) -> None:
        self.query, self.examples = query, examples

    def __call__(self, *values: Any) -> list[Row]:
        known = self.statement
        parameters = [values[number] for number in known.order]
        try:
            rows = self.ask(connection.prepared_cursor(), known.sql, parameters)  # type: ignore[attr-defined]  # our own
        except NotSupportedError:
            # A migration has changed a column meanwhile, and the plan that this connection keeps is of before. The
            # driver would try it again for every page.
            if connection.in_atomic_block:
                raise
            with connection.cursor() as cursor:
                cursor.execute("DEALLOCATE ALL")
            rows = self.ask(connection.prepared_cursor(), known.sql, parameters)  # type: ignore[attr-defined]  # our own
        return [self.read(row) for row in rows]

    @staticmethod
    def ask(cursor: Any, sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
        with cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    def first(self, *values: Any) -> Row | None:
        return next(iter(self(*values)), None)

    def read(self, row: tuple[Any, ...]) -> Any:
        known = self.statement
        if known.converters:
            cells = list(row)
            for place, steps, expression in known.converters:
                for step in steps:
                    cells[place] = step(cells[place], expression, connection)
            row = tuple(cells)
        if known.model is None:
            return row[: known.width]
        obj = known.model.from_db(connection.alias, known.names, row[known.begin : known.end])
        for populator in known.populators:
            populator.populate(row, obj)
        for name, place in known.annotations:
            setattr(obj, name, row[place])
        return obj

    @cached_property
    def statement(self) -> Statement:
        queryset: Any = self.query(*self.examples)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        places = {}
        for number, example in enumerate(self.examples):
            found = [place for place, each in enumerate(parameters) if type(each) is type(example) and each == example]
            if len(found) != 1:
                raise ValueError(f"The example {example!r} occurs {len(found)} times in: {sql}")
            places[found[0]] = number
        sql = with_literals(sql, {place: each for place, each in enumerate(parameters) if place not in places})
        select = compiler.select
        converters = compiler.get_converters([column for column, _sql, _alias in select])
        common = (
            sql,
            tuple(places[place] for place in sorted(places)),
            [(place, *how) for place, how in converters.items()],
            compiler.col_count,
            tuple(column.output_field for column, _sql, _alias in select[: compiler.col_count]),
        )
        if issubclass(queryset._iterable_class, ValuesListIterable):
            return Statement(*common)
        if queryset._iterable_class is not ModelIterable or queryset._prefetch_related_lookups:
            raise TypeError("Prepared queries return tuples of values_list(), or objects without prefetched relations.")
        info = compiler.klass_info
        begin, end = info["select_fields"][0], info["select_fields"][-1] + 1
        return Statement(
            *common,
            model=info["model"],
            begin=begin,
            end=end,
            names=tuple(column.target.attname for column, _sql, _alias in select[begin:end]),
            populators=tuple(get_related_populators(info, select, connection.alias)),  # type: ignore[call-arg]  # stubs of a later Django
            annotations=tuple(compiler.annotation_col_map.items()),
        )


class WithRows(Prepared[Object]):
    """An object and the rows that belong to it, in one question: ``WithRows(IDEA, topics=TOPICS, photos=PHOTOS)``.

    The first query finds the object, the others, by its primary key, the rows. A page reads three to nine tables; asked
    one by one, sending and waiting cost more than all answers.
    """

    def __init__(self, one: Prepared[Object], **rows: Prepared[Any]) -> None:
        super().__init__(one.query, *one.examples)
        self.one, self.rows = one, rows

    @cached_property
    def statement(self) -> Statement:
        one = self.one.statement
        assert one.model is not None
        key = f"one.c{one.begin + one.names.index(one.model._meta.pk.attname)}"
        packed = ", ".join(as_json(each.statement, key) for each in self.rows.values())
        sql = f"SELECT one.*, json_build_array({packed})::text FROM ({one.sql}) AS one({columns(one.width)})"  # noqa: S608
        return replace(one, sql=sql)

    def read(self, row: tuple[Any, ...]) -> Any:
        obj = super().read(row)
        packed = json.loads(row[-1], parse_float=Decimal)
        obj.__dict__[BESIDE] = {
            name: [each.read(from_json(each.statement, cells)) for cells in found or ()]
            for (name, each), found in zip(self.rows.items(), packed, strict=True)
        }
        return obj

    def beside(self, obj: Object) -> dict[str, list[Any]]:
        """The rows by their names; asked for here where the object was found in another way, as for a preview."""
        kept: dict[str, list[Any]] | None = obj.__dict__.get(BESIDE)
        if kept is None:
            kept = {name: each(obj.pk) for name, each in self.rows.items()}
        return kept


BESIDE = "_rows_beside"
# What JSON has no kind for comes as text, or as a number.
FROM_JSON: dict[type[models.Field], Callable[[Any], Any]] = {
    models.DateTimeField: datetime.fromisoformat, models.DateField: date.fromisoformat, models.DecimalField: Decimal,
    models.UUIDField: UUID,
}  # fmt: skip
AS_IN_JSON = (
    models.CharField, models.TextField, models.BooleanField, models.IntegerField, models.JSONField, ArrayField,
)  # fmt: skip


def columns(number: int, of: str = "") -> str:
    return ", ".join(f"{of}c{place}" for place in range(number))


def as_json(known: Statement, key: str) -> str:
    """The rows of a query by a key as one JSON array, in their order, or null."""
    cells = [
        # Django reads the text of JSON by itself, and so does our own field.
        f"r.c{place}::text" if isinstance(field, models.JSONField) else f"r.c{place}"
        for place, field in enumerate(known.fields)
    ]
    rows = f"({known.sql.replace('%s', key)}) AS r({columns(known.width)})"
    return f"(SELECT json_agg(json_build_array({', '.join(cells)})) FROM {rows})"  # noqa: S608 - a statement of ours


def from_json(known: Statement, cells: list[Any]) -> tuple[Any, ...]:
    """The cells as the driver would have read them."""
    for place, read in known.from_json:
        if cells[place] is not None:
            cells[place] = read(cells[place])
    return tuple(cells)


def with_literals(sql: str, given: dict[int, Any]) -> str:
    """The statement with these parameters, by their position, written out: the server cannot guess their types."""
    connection.ensure_connection()
    written, place = [], 0
    for part in PLACEHOLDER.split(sql):
        if part == "%s":
            if place in given:
                cursor = connection.create_cursor()
                part = cursor.mogrify("%s", [given[place]]).replace("%", "%%")
            place += 1
        written.append(part)
    return "".join(written)


PLACEHOLDER = re.compile("(%%|%s)")


def attach(obj: Model, **relations: Iterable[Model]) -> None:
    """Give an object the rows that ``obj.<relation>.all()`` returns from now on, as prefetch_related() does."""
    kept: dict[str, QuerySet] = obj.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, rows in relations.items():
        manager: Any = getattr(obj, name)
        queryset = manager.get_queryset()
        queryset._result_cache, queryset._prefetch_done = list(rows), True
        kept[name] = queryset
        if hasattr(manager, "field"):  # a foreign key from the other side: each row knows its object
            for row in queryset._result_cache:
                setattr(row, manager.field.name, obj)


class IsAmong(Func):
    """Whether the first value is in the array, as one parameter whatever the number of its values."""

    arity = 2
    arg_joiner = " = ANY("
    template = "%(expressions)s)"
    output_field = BooleanField()


def keys_of(rows: list[Any]) -> Value:
    """Keys as the array that ``IsAmong`` looks into."""
    return Value(rows, output_field=ArrayField(BigIntegerField()))


class RowsByKey(Generic[Object]):
    """The rows of a queryset with these primary keys, in the order of the keys. Keys that are not found are left out.

    ``build`` is called once: its filters, joins and annotations must not depend on time, language or request.
    Relations that it prefetches are read as usual.
    """

    def __init__(self, build: Callable[[], QuerySet[Object]]) -> None:
        self.build = build

    @cached_property
    def _rows(self) -> tuple[Prepared[Object], tuple[Any, ...]]:
        rows: Any = self.build()
        bare = rows.prefetch_related(None).order_by()

        def among(keys: list[Any]) -> QuerySet[Object]:
            return bare.filter(IsAmong(F("pk"), keys_of(keys)))

        return Prepared(among, [-1]), rows._prefetch_related_lookups

    def __call__(self, keys: Iterable[Any]) -> list[Object]:
        wanted = list(keys)
        if not wanted:
            return []
        prepared, lookups = self._rows
        rows = prepared(wanted)
        if lookups:
            prefetch_related_objects(rows, *lookups)
        places = {key: place for place, key in enumerate(wanted)}
        return sorted(rows, key=lambda row: places[row.pk])
