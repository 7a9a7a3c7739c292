"""Background entry points of the network."""

from __future__ import annotations

import datetime as dt

from sporezo.jobs import clock, periodic
from sporezo.network import domain


@periodic(every=dt.timedelta(minutes=10), offset=dt.timedelta(minutes=1))
def record_sessions() -> None:
    """Sessions played since last time become exchanges, or a question."""
    domain.record_sessions(clock.now())


@periodic(every=dt.timedelta(minutes=1))
def read_ties_anew() -> None:
    """Sheets of members with many exchanges follow what changed, and time that passed."""
    domain.sweep(now=clock.now())
