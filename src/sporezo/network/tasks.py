"""Background entry points of the network."""

from __future__ import annotations

import datetime as dt
import time

from sporezo.jobs import clock, periodic
from sporezo.network import domain
from sporezo.network.models import Batch

PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 0.2


class Beat:
    """Called between two chunks of an import: whoever waits to write gets a word in; then the time.

    The pause is as long as the chunk itself was kept waiting, for the processor above all: on a machine that pages keep
    busy, an import asks for little of it.
    """

    def __init__(self) -> None:
        self._mark()

    def __call__(self) -> dt.datetime:
        waited = time.perf_counter() - self._began - (time.thread_time() - self._used)
        time.sleep(min(PAUSE_SECONDS + waited, LONGEST_PAUSE_SECONDS))
        self._mark()
        return clock.now()

    def _mark(self) -> None:
        self._began, self._used = time.perf_counter(), time.thread_time()


@periodic(every=dt.timedelta(minutes=10), offset=dt.timedelta(minutes=1))
def record_sessions() -> None:
    """Sessions played since last time become exchanges, or a question."""
    domain.record_sessions(clock.now())


@periodic(every=dt.timedelta(minutes=1))
def read_ties_anew() -> None:
    """Sheets of members with many exchanges follow what changed, and time that passed."""
    domain.sweep(now=clock.now())


def look_at(batch: int) -> None:
    """Count what an upload holds."""
    for found in Batch.objects.filter(pk=batch).select_related("owner"):
        domain.look_at(found, now=clock.now(), beat=Beat())


def bring_in(batch: int) -> None:
    """Bring an upload in."""
    for found in Batch.objects.filter(pk=batch).select_related("owner"):
        domain.bring_in(found, now=clock.now(), beat=Beat())


def take_back(batch: int) -> None:
    """Undo an import."""
    for found in Batch.objects.filter(pk=batch).select_related("owner"):
        domain.undo(found, now=clock.now(), beat=Beat())


@periodic(every=dt.timedelta(minutes=5), offset=dt.timedelta(minutes=2))
def sweep_imports() -> None:
    """Jobs whose worker died go on; files nobody said yes to are forgotten."""
    domain.sweep_uploads(now=clock.now(), beat=Beat())
