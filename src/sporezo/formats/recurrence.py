"""The rhythm of a series, an RRULE of one weekday: every week or few, every month by weekday; with an end or none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal
from zoneinfo import ZoneInfo

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_WEEKS, MOST_MONTHS, MOST_DATES = 4, 3, 400
_PART = re.compile(r"([A-Z]+)=([A-Z0-9,-]+)")
_DAY = re.compile(r"(-?[1-5])?([A-Z]{2})")


@dataclass(frozen=True, slots=True)
class Rule:
    """One weekday (0 for Monday) every `interval` weeks or months; `nth` of the month, -1 for the last one.

    It ends on `until_on` (that day included), after `count` dates, or never.
    """

    every: Literal["week", "month"]
    interval: int
    weekday: int
    nth: int = 0
    until_on: dt.date | None = None
    count: int | None = None

    def __post_init__(self) -> None:
        is_month = self.every == "month"
        if not 1 <= self.interval <= (MOST_MONTHS if is_month else MOST_WEEKS) or self.weekday not in range(7):
            raise ValueError(f"No such rhythm: every {self.interval} {self.every}s on day {self.weekday}.")
        if self.nth not in ((1, 2, 3, 4, -1) if is_month else (0,)):
            raise ValueError(f"A month has no weekday number {self.nth}.")
        if self.until_on and self.count:
            raise ValueError("A series ends on a day or after a number of dates, not both.")
        if self.count is not None and not 1 <= self.count <= MOST_DATES:
            raise ValueError(f"A series has 1 to {MOST_DATES} dates.")

    def __str__(self) -> str:
        parts = [f"FREQ={'WEEKLY' if self.every == 'week' else 'MONTHLY'}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        parts.append(f"BYDAY={self.nth or ''}{DAYS[self.weekday]}")
        if self.until_on:
            parts.append(f"UNTIL={self.until_on:%Y%m%d}")
        if self.count:
            parts.append(f"COUNT={self.count}")
        return ";".join(parts)

    def dates(self, first: dt.date) -> Iterator[dt.date]:
        """Its days in order, beginning with `first`, which is one of them."""
        if first.weekday() != self.weekday or (self.every == "month" and self.nth not in nths(first)):
            raise ValueError(f"{first} is no date of {self}.")
        for number, on in enumerate(self._endless(first)):
            if (self.count and number >= self.count) or (self.until_on and on > self.until_on):
                return
            yield on

    def is_like(self, other: Rule) -> bool:
        """Whether both are the same rhythm, whenever they end."""
        return replace(self, until_on=None, count=None) == replace(other, until_on=None, count=None)

    def last_on(self, first: dt.date) -> dt.date | None:
        """Its last day, None when it has none; `first` is its first one."""
        if self.count:
            return list(self.dates(first))[-1]
        return self.until_on

    def ending(self, first: dt.date) -> Rule:
        """The same, its end told as a day."""
        return replace(self, until_on=self.last_on(first), count=None)

    def between(self, first: dt.date, start: dt.date, end: dt.date) -> list[dt.date]:
        """Its days from `start` to `end`, both included."""
        return [on for on in takewhile(lambda day: day <= end, self.dates(first)) if on >= start]

    def _endless(self, first: dt.date) -> Iterator[dt.date]:
        on = first
        while on.year < dt.MAXYEAR - 1:
            yield on
            if self.every == "week":
                on += dt.timedelta(weeks=self.interval)
            else:
                months = on.year * 12 + on.month - 1 + self.interval
                on = nth_weekday(months // 12, months % 12 + 1, self.weekday, self.nth)


def parse(text: str) -> Rule:
    """Read what `str` wrote, or any RRULE of the same kind.

    Raises
    ------
    ValueError
        For anything else.

    >>> parse("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=10")
    Rule(every='week', interval=2, weekday=1, nth=0, until_on=None, count=10)
    """
    parts = dict(_PART.findall(text.strip().upper().removeprefix("RRULE:")))
    day = _DAY.fullmatch(parts.get("BYDAY", ""))
    every = {"WEEKLY": "week", "MONTHLY": "month"}.get(parts.get("FREQ", ""))
    known = {"FREQ", "INTERVAL", "BYDAY", "UNTIL", "COUNT", "WKST"}
    if every is None or day is None or day[2] not in DAYS or not parts.keys() <= known:
        raise ValueError(f"Not a rhythm one can play: {text!r}.")
    until = parts.get("UNTIL")
    return Rule(
        every="week" if every == "week" else "month",
        interval=int(parts.get("INTERVAL", "1")),
        weekday=DAYS.index(day[2]),
        nth=int(day[1] or 0),
        until_on=dt.datetime.strptime(until[:8], "%Y%m%d").replace(tzinfo=dt.UTC).date() if until else None,
        count=int(parts["COUNT"]) if "COUNT" in parts else None,
    )


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> dt.date:
    """The `nth` such weekday of a month, -1 for the last.

    >>> nth_weekday(2026, 11, 1, 1).isoformat(), nth_weekday(2026, 11, 1, -1).isoformat()
    ('2026-11-03', '2026-11-24')
    """
    if nth > 0:
        first = dt.date(year, month, 1)
        return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    return last - dt.timedelta(days=(last.weekday() - weekday) % 7)


def nths(on: dt.date) -> tuple[int, ...]:
    """Which of its weekday a day is in its month: 1 to 4 from the start, -1 for the last.

    >>> nths(dt.date(2026, 11, 24)), nths(dt.date(2027, 3, 30))
    ((4, -1), (-1,))
    """
    from_start = (on.day - 1) // 7 + 1
    is_last = (on + dt.timedelta(days=7)).month != on.month
    return ((from_start,) if from_start < 5 else ()) + ((-1,) if is_last else ())


def instant(on: dt.date, at: dt.time, zone: str) -> dt.datetime:
    """A day and an hour of the wall clock of `zone`, in UTC.

    >>> [f"{instant(dt.date(2026, 10, day), dt.time(12, 30), 'Europe/Paris'):%H:%M}" for day in (24, 25)]
    ['10:30', '11:30']
    """
    return dt.datetime.combine(on, at, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
