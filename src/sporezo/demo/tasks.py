"""Background entry point of the demo town."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from sporezo.demo.life import live
from sporezo.jobs import clock, periodic


@periodic(every=dt.timedelta(minutes=1))
def town() -> None:
    """The town lives while it is shown, and only there."""
    if settings.DEMO:
        live(clock.now())
