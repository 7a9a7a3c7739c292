"""Background entry points of sessions."""

from __future__ import annotations

import datetime as dt

from sporezo.jobs import clock, periodic
from sporezo.meets import domain


@periodic(every=dt.timedelta(minutes=10))
def hold_what_is_over() -> None:
    """Sessions that ended some hours ago were played, unless somebody said otherwise."""
    domain.hold_what_is_over(now=clock.now())
