"""Queries of public pages that are compiled once per process.

Of a small query the ORM spends four fifths on compiling it and on finding out how to read the rows, each time anew,
although only a number in it differs. Here both are kept; what the database is asked stays the same.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import NotSupportedError, connection
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
    model: type[Model] | None = None  # None for tuples
    begin: int = 0
    end: int = 0
    names: tuple[str, ...] = ()
    populators: tuple[Any, ...] = ()
    annotations: tuple[tuple[str, int], ...] = ()


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
        return [self.read(known, row) for row in rows]

    @staticmethod
    def ask(cursor: Any, sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
        with cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    def first(self, *values: Any) -> Row | None:
        return next(iter(self(*values)), None)

    @staticmethod
    def read(known: Statement, row: tuple[Any, ...]) -> Any:
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


def together(*asked: tuple[Prepared[Any], Any]) -> list[list[Any]]:
    """The rows of several queries, each with its one value: one question to the server instead of several.

    Half of what a small query costs is to send it and to wait for its answer.
    """
    connection.ensure_connection()
    try:
        with ExitStack() as opened:
            cursors = [opened.enter_context(connection.prepared_cursor()) for _each in asked]  # type: ignore[attr-defined]  # our own
            with connection.wrap_database_errors, connection.connection.pipeline():
                for cursor, (prepared, value) in zip(cursors, asked, strict=True):
                    cursor.execute(prepared.statement.sql, [value])
            answers = [cursor.fetchall() for cursor in cursors]
    except NotSupportedError:
        if connection.in_atomic_block:
            raise
        return [prepared(value) for prepared, value in asked]  # each knows what to do
    return [
        [prepared.read(prepared.statement, row) for row in rows]
        for (prepared, _value), rows in zip(asked, answers, strict=True)
    ]


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
