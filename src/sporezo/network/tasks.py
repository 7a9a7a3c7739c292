"""Background entry points of the network."""

from __future__ import annotations

import datetime as dt
import time

from sporezo.jobs import clock, periodic
from sporezo.network import domain
from sporezo.network.models import Batch

PAUSE_SECONDS = 0.02


def beat() -> dt.datetime:
    """Between two chunks of an import, whoever waits to write gets a word in; then the time."""
    time.sleep(PAUSE_SECONDS)
    return clock.now()


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
        domain.look_at(found, now=clock.now(), beat=beat)


def bring_in(batch: int) -> None:
    """Bring an upload in."""
    for found in Batch.objects.filter(pk=batch).select_related("owner"):
        domain.bring_in(found, now=clock.now(), beat=beat)


def take_back(batch: int) -> None:
    """Undo an import."""
    for found in Batch.objects.filter(pk=batch).select_related("owner"):
        domain.undo(found, now=clock.now(), beat=beat)


@periodic(every=dt.timedelta(minutes=5), offset=dt.timedelta(minutes=2))
def sweep_imports() -> None:
    """Jobs whose worker died go on; files nobody said yes to are forgotten."""
    domain.sweep_uploads(now=clock.now(), beat=beat)
