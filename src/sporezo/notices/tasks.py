"""The outbox in the background: a nudge a message, and a sweep for what a dead worker left."""

from __future__ import annotations

import datetime as dt

from sporezo.jobs import clock, periodic
from sporezo.notices import domain


def deliver(*deliveries: int) -> None:
    domain.send(deliveries, now=clock.now())


# Every half minute, with 45 s to give a worker up: a mail whose worker was killed leaves within 75 s.
@periodic(every=dt.timedelta(seconds=30))
def sweep() -> None:
    domain.give_back_abandoned(now=clock.now())


@periodic(every=dt.timedelta(days=1), offset=dt.timedelta(hours=3, minutes=40))
def forget() -> None:
    domain.forget_old(now=clock.now())
