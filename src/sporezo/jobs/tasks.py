from __future__ import annotations

import datetime as dt

from sporezo.jobs import clock
from sporezo.jobs.periodic import periodic
from sporezo.jobs.slots import forget_runs


@periodic(every=dt.timedelta(days=1), offset=dt.timedelta(hours=3))
def tidy() -> None:
    forget_runs(now=clock.now())
