"""One owner's people and exchanges as the engine's columns, in two queries whatever their number."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from django.db.models import F, FloatField, Func, IntegerField, QuerySet

from sporezo.engine.circles import CIRCLES
from sporezo.engine.sheets import People
from sporezo.engine.snapshot import Floats, Ints
from sporezo.engine.touches import CHANNELS, DIRECTIONS, PURPOSES, Touches
from sporezo.members.enums import Sector
from sporezo.members.models import Member
from sporezo.network.models import Touch
from sporezo.network.queries.people import of

A_DAY = 86_400.0
SECTORS = {name: code for code, name in enumerate(Sector.values)}
AT_A_TIME = 20_000
# SQLite counts days to 40 microseconds: rounded to the milliseconds it parsed, or what is logged now lies ahead of now.
MILLISECONDS = "(round((julianday(%(expressions)s) - 2440587.5) * 86400000.0) / 86400000.0)"


class Days(Func):
    """A moment on the engine's scale, counted in the database: parsing 400,000 of them in Python takes seconds."""

    output_field = FloatField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=MILLISECONDS, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # Not `Extract`: it would turn the moment into local time first.
        epoch = f"(EXTRACT(EPOCH FROM %(expressions)s) / {A_DAY})::double precision"
        return self.as_sql(compiler, connection, template=epoch, **context)


class Year(Func):
    """The year of a moment, in UTC: on SQLite, where moments begin with it, Django's own calls Python for each row."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="CAST(substr(%(expressions)s, 1, 4) AS INTEGER)", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        year = "EXTRACT(YEAR FROM %(expressions)s AT TIME ZONE 'UTC')::integer"
        return self.as_sql(compiler, connection, template=year, **context)


def days(moment: dt.datetime) -> float:
    """A moment on the engine's scale: days since 1970, up to the millisecond that SQLite counts in."""
    return math.ceil(moment.timestamp() * 1000.0) / (1000.0 * A_DAY)


def moment(days: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(days * A_DAY, dt.UTC)


def people_of(owner: Member, *, among: Collection[int] | None = None) -> tuple[People, list[str]]:
    """Every contact of an owner (or those `among` them) as columns, and their search keys, in alphabetical order."""
    held = of(owner) if among is None else of(owner).filter(pk__in=among)
    rows = held.order_by().values_list(
        "folded",
        "pk",
        "circle",
        "sector",
        "set_aside_at",
        "batch_id",
        "sorted_at",
        "sort_again_at",
        "wish_days",
        "created_at",
        "snoozed_until",
    )
    # Sorted here and not there: databases disagree about the alphabet.
    ordered = sorted(rows, key=lambda row: row[:2])
    columns = list(zip(*ordered, strict=True)) or [()] * 11
    words, pk, circle, sector, aside, batch, sorted_at, again, wish, created, snoozed = columns
    return (
        People(
            contact=np.array(pk, dtype=np.int64),
            circle=_codes(circle, CIRCLES),
            sector=np.array([SECTORS.get(name, -1) for name in sector], dtype=np.int64),
            is_aside=np.array([at is not None for at in aside], dtype=bool),
            wish_days=np.array([np.nan if n is None else n for n in wish], dtype=np.float64),
            start_days=np.array([days(at) for at in created], dtype=np.float64),
            snoozed_until_days=_days(snoozed),
            sort_from_days=np.where(
                np.array(
                    [told is None or at is not None for told, at in zip(batch, sorted_at, strict=True)], dtype=bool
                ),
                np.nan,
                np.nan_to_num(_days(again)),
            ),
        ),
        list(words),
    )


def touches_of(owner: Member, contact_ids: Ints, *, among: Collection[int] | None = None) -> Touches:
    """Every exchange of an owner with those contacts (or only those with `among`), numbered as `contact_ids` are."""
    rows = Touch.objects.filter(owner=owner) if among is None else Touch.objects.filter(contact__in=among)
    return _columns(rows, contact_ids)


def _columns(touches: QuerySet[Touch], contact_ids: Ints) -> Touches:
    parts: list[tuple[Ints | Floats, ...]] = []
    rows = touches.order_by().values_list("contact_id", Days(F("at")), "channel", "direction", "purpose", "people")
    for block in _blocks(rows.iterator(AT_A_TIME)):
        contact, moment_days, *words, size = zip(*block, strict=True)
        parts.append(
            (
                np.array(contact, dtype=np.int64),
                np.array(moment_days, dtype=np.float64),
                *(_codes(said, known) for said, known in zip(words, (CHANNELS, DIRECTIONS, PURPOSES), strict=True)),
                np.array(size, dtype=np.int64),
            )
        )
    if not parts or not contact_ids.size:
        return Touches.of((), contacts=int(contact_ids.size))
    columns: list[Any] = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(contact_ids)
    found = np.searchsorted(contact_ids, columns[0], sorter=order).clip(max=contact_ids.size - 1)
    place = order[found]
    kept = np.flatnonzero(contact_ids[place] == columns[0])  # exchanges with somebody in the trash are not
    kept = kept[np.argsort(columns[1][kept], kind="stable")]
    at, channel, direction, purpose, people = (column[kept] for column in columns[1:])
    return Touches(place[kept], at, channel, direction, purpose, people, int(contact_ids.size))


def _blocks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while block := list(islice(rows, AT_A_TIME)):
        yield block


def _days(moments: Sequence[dt.datetime | None]) -> Floats:
    return np.array([np.nan if at is None else days(at) for at in moments], dtype=np.float64)


def _codes(words: Sequence[str], known: Sequence[str]) -> Ints:
    place = {word: code for code, word in enumerate(known)}
    return np.array([place[word] for word in words], dtype=np.int64)
