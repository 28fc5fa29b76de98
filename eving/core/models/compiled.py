"""Rows by primary key through SQL that is compiled once per process."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BigIntegerField, BooleanField, F, Func, Model, QuerySet, Value, prefetch_related_objects
from django.db.models.query import get_related_populators
from django.utils.functional import cached_property

Row = TypeVar("Row", bound=Model)


class IsAmong(Func):
    """Whether the first value is in the array, as one parameter whatever the number of its values."""

    arity = 2
    arg_joiner = " = ANY("
    template = "%(expressions)s)"
    output_field = BooleanField()


# Stands in the compiled query for the keys; no row has it.
NO_KEYS = [-1]


class RowsByKey(Generic[Row]):
    """The rows of a queryset with these primary keys, in the order of the keys.

    For the cards of a page Django takes longer to compile the query than PostgreSQL and the driver to answer it.
    ``build`` is called once: its filters, joins and annotations must not depend on time, language or request.
    Relations that it prefetches are read as usual. Keys that are not found are left out.
    """

    def __init__(self, build: Callable[[], QuerySet[Row]]) -> None:
        self.build = build

    @cached_property
    def _query(self) -> tuple[Any, str, tuple[Any, ...], QuerySet[Row]]:
        keys = Value(NO_KEYS, output_field=ArrayField(BigIntegerField()))
        rows = self.build().order_by().filter(IsAmong(F("pk"), keys))
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        return compiler, sql, tuple(params), rows

    @cached_property
    def _maker(self) -> Callable[[Iterable[tuple[Any, ...]]], list[Row]]:
        """What QuerySet does with the rows of the database, without asking for each page anew what they consist of."""
        compiler, _sql, _params, rows = self._query
        select, klass_info = compiler.select, compiler.klass_info
        first, last = klass_info["select_fields"][0], klass_info["select_fields"][-1] + 1
        names = [column[0].target.attname for column in select[first:last]]
        related = get_related_populators(klass_info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # the stubs are ahead
        annotated = tuple((compiler.annotation_col_map or {}).items())
        converters = compiler.get_converters([column[0] for column in select])

        def make(found: Iterable[tuple[Any, ...]]) -> list[Row]:
            made = []
            for values in compiler.apply_converters(found, converters) if converters else found:
                row = rows.model.from_db(DEFAULT_DB_ALIAS, names, values[first:last])
                for populator in related:
                    populator.populate(values, row)
                for name, position in annotated:
                    setattr(row, name, values[position])
                made.append(row)
            return made

        return make

    def __call__(self, keys: Iterable[Any]) -> list[Row]:
        wanted = list(keys)
        if not wanted:
            return []
        _compiler, sql, params, rows = self._query
        with connection.cursor() as cursor:
            cursor.execute(sql, [wanted if param == NO_KEYS else param for param in params])
            made = self._maker(cursor.fetchall())
        if lookups := rows._prefetch_related_lookups:  # type: ignore[attr-defined]  # unknown to Django's stubs
            prefetch_related_objects(made, *lookups)
        places = {key: place for place, key in enumerate(wanted)}
        return sorted(made, key=lambda row: places[row.pk])
