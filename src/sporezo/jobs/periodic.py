"""What comes back by itself: tasks with a period, cut into slots that each run once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

EPOCH = dt.datetime(2000, 1, 3, tzinfo=dt.UTC)
"""A Monday, so that a task of every seven days begins its slots on Mondays at 00:00 UTC, plus its offset."""


@dataclass(frozen=True)
class Periodic:
    """A task without arguments, named by its dotted path, due once in every slot."""

    name: str
    every: dt.timedelta
    offset: dt.timedelta

    def slot(self, now: dt.datetime) -> dt.datetime:
        """The beginning of the slot that `now` lies in."""
        first = EPOCH + self.offset
        return first + (now - first) // self.every * self.every


registry: dict[str, Periodic] = {}


def periodic(
    *, every: dt.timedelta, offset: dt.timedelta = dt.timedelta()
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Have the function below called once in every slot, by one worker whatever their number.

    A slot missed while no worker ran is not made up for: a task reads what is waiting, not what time it is.

    Examples
    --------
    >>> import datetime as dt
    >>> nightly = Periodic("x.tasks.tidy", every=dt.timedelta(days=1), offset=dt.timedelta(hours=3))
    >>> nightly.slot(dt.datetime(2026, 11, 23, 2, 59, tzinfo=dt.UTC)).isoformat()
    '2026-11-22T03:00:00+00:00'
    """

    def declare(task: Callable[[], None]) -> Callable[[], None]:
        name = f"{task.__module__}.{task.__qualname__}"
        registry[name] = Periodic(name, every, offset)
        return task

    return declare
