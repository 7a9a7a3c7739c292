"""What members need done while nobody looks."""

from __future__ import annotations

import datetime as dt

from sporezo.jobs import clock, periodic
from sporezo.members import domain


@periodic(every=dt.timedelta(days=1), offset=dt.timedelta(hours=3, minutes=20))
def forget_unconfirmed() -> None:
    domain.drop_unconfirmed(now=clock.now())


@periodic(every=dt.timedelta(days=1), offset=dt.timedelta(hours=3, minutes=30))
def let_go() -> None:
    domain.end_departures(now=clock.now())
