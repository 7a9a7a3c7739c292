"""What diaries need done while nobody looks."""

from __future__ import annotations

import datetime as dt

from sporezo.diary import domain
from sporezo.jobs import clock, periodic


@periodic(every=dt.timedelta(days=1), offset=dt.timedelta(hours=3, minutes=50))
def forget_past() -> None:
    domain.forget_past(now=clock.now())
