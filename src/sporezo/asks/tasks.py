"""Background entry points of asking."""

from __future__ import annotations

import datetime as dt

from sporezo.asks import domain
from sporezo.jobs import clock, periodic


@periodic(every=dt.timedelta(hours=1), offset=dt.timedelta(minutes=20))
def tend_introductions() -> None:
    """Both are asked how it went; whoever never answered is forgotten."""
    now = clock.now()
    domain.ask_how_it_went(now=now)
    domain.forget_lapsed(now=now)


@periodic(every=dt.timedelta(minutes=10), offset=dt.timedelta(minutes=2))
def record_guests() -> None:
    """Sessions played with a guest become exchanges."""
    domain.record_guests(now=clock.now())
