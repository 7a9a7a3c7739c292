"""Questions whose SQL is written once.

Django writes the SQL of a queryset anew each time it is asked. For the small questions of a deed that many do at once
this costs ten times what their answers do: these are written once a thread, and afterwards only filled in. PostgreSQL
plans them once a connection (PREPARE): planning, too, takes longer than finding a few rows.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable, Sequence
from itertools import chain, count
from typing import Any, Generic, TypeVar, cast

from django.db import connections
from django.db.models import Field, Model, QuerySet

T = TypeVar("T")
One = int | str | dt.datetime
Value = One | tuple[One, ...]
PLACES = re.compile("%s|%%")
_names = count()
LONG_AGO = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
NOBODY = 9_000_000_000_000
LARGEST = 2**63 - 1  # that a database can hold; Django answers for larger ones without asking it
MANY = 30  # values of one tuple: above that, writing is not what costs


class Prepared(Generic[T]):
    """A queryset that differs from one time to the next by its values alone: numbers, texts, moments, never None.

    A value may be a tuple, for `__in`. Each asking is one query and gives fresh rows, as `list(write(*values))` does.
    """

    def __init__(self, write: Callable[..., QuerySet[Any, T]]) -> None:
        self._write = write
        self._here = threading.local()

    def __call__(self, *values: Value) -> list[T]:
        shape = tuple(len(value) if isinstance(value, tuple) else 0 for value in values)
        if max(shape, default=0) > MANY or any(isinstance(value, int) and value > LARGEST for value in values):
            return list(self._write(*values))
        known: dict[Any, _Written[T]] = self._here.__dict__  # of this thread
        written = known.get(shape)
        if written is None or not written.is_current:
            written = known[shape] = _Written(self._write, values)
        return written.ask(values)


class _Written(Generic[T]):
    """The SQL on this thread's connection, and which value goes where."""

    def __init__(self, write: Callable[..., QuerySet[Any, T]], values: tuple[Value, ...]) -> None:
        counter = count()
        marks = [
            tuple(_mark(one, next(counter)) for one in value)
            if isinstance(value, tuple)
            else _mark(value, next(counter))
            for value in values
        ]
        self._rows = write(*marks)
        self._connection = connections[self._rows.db]
        self._compiler = self._rows.query.get_compiler(connection=self._connection)
        self._sql, params = self._compiler.as_sql()
        adapted = self._adapted(marks)
        self._params = [(adapted.index(one), None) if one in adapted else (None, one) for one in params]
        self._connection.close_if_health_check_failed()
        self._connection.ensure_connection()
        self._line = self._connection.connection
        if self._connection.vendor == "postgresql":
            self._sql = self._planned(len(params))
        # What Django reads rows with finds the SQL written, and how its columns are read.
        self._rows.query.get_compiler = lambda *_, **__: self._compiler  # type: ignore[method-assign]
        self._compiler.get_converters = _once(self._compiler.get_converters)

    @property
    def is_current(self) -> bool:
        """Whether this thread still speaks to the database over the line it was written for."""
        here = connections[self._rows.db]
        here.close_if_health_check_failed()  # as Django does before it asks; a new line knows no old plan
        return here is self._connection and here.connection is self._line

    def _planned(self, places: int) -> str:
        """Have PostgreSQL plan the SQL; what to say from then on."""
        name, place = f"sporezo_{next(_names)}", count(1)
        sql = PLACES.sub(lambda found: "%" if found[0] == "%%" else f"${next(place)}", self._sql)
        with self._connection.wrap_database_errors:
            self._line.execute(f"PREPARE {name} AS {sql}")
        return f"EXECUTE {name} ({', '.join(['%s'] * places)})" if places else f"EXECUTE {name}"

    def ask(self, values: tuple[Value, ...]) -> list[T]:
        adapted = self._adapted(values)
        filled = tuple(fixed if at is None else adapted[at] for at, fixed in self._params)
        self._compiler.as_sql = lambda *_, **__: (self._sql, filled)
        rows: Any = self._rows
        return list(rows._iterable_class(rows))

    def _adapted(self, values: Sequence[Value]) -> list[Any]:
        """One after the other, as the fields of Django hand them to the database."""
        flat = chain.from_iterable(value if isinstance(value, tuple) else (value,) for value in values)
        adapt = self._connection.ops.adapt_datetimefield_value
        return [adapt(one) if isinstance(one, dt.datetime) else one for one in flat]


def write(row: Model, *names: str) -> None:
    """Write these fields of a row that exists: `row.save(update_fields=names)` where nobody listens to signals."""
    meta, connection = row._meta, connections[row._state.db or "default"]
    fields = [cast("Field[Any, Any]", meta.get_field(name)) for name in names]
    own, quote = meta.pk, connection.ops.quote_name
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in (*fields, own)]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {quote(meta.db_table)} SET {columns} WHERE {quote(own.column)} = %s", values)  # noqa: S608


def _once(ask: Callable[[Any], T]) -> Callable[[Any], T]:
    """The first answer, for whoever always asks the same."""
    answers: list[T] = []

    def answer(what: Any) -> T:
        if not answers:
            answers.append(ask(what))
        return answers[0]

    return answer


def _mark(value: One, at: int) -> One:
    """A value of the same kind that nothing else in a query has."""
    if isinstance(value, dt.datetime):
        return LONG_AGO + dt.timedelta(seconds=at)
    return f"the value at {at}" if isinstance(value, str) else NOBODY + at
