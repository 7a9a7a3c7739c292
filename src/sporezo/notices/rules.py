"""Quiet hours: between 22:00 and 07:00 on the wall clock nobody is asked anything."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

NIGHT_FROM, NIGHT_TO = dt.time(22), dt.time(7)


def is_night(moment: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether people of this zone are left in peace at this moment."""
    clock = moment.astimezone(zone).time()
    return clock >= NIGHT_FROM or clock < NIGHT_TO


def after_waking(moment: dt.datetime, length: dt.timedelta, zone: ZoneInfo) -> dt.datetime:
    """`length` later, the nights not counted.

    >>> paris = ZoneInfo("Europe/Paris")
    >>> after_waking(dt.datetime(2026, 11, 26, 20, tzinfo=paris), dt.timedelta(hours=4), paris).isoformat()
    '2026-11-27T08:00:00+00:00'
    """
    now = moment.astimezone(dt.UTC)
    while True:
        local = now.astimezone(zone)
        if is_night(now, zone):
            day = local.date() + dt.timedelta(days=local.time() >= NIGHT_FROM)
            now = dt.datetime.combine(day, NIGHT_TO, tzinfo=zone).astimezone(dt.UTC)
            continue
        dusk = dt.datetime.combine(local.date(), NIGHT_FROM, tzinfo=zone).astimezone(dt.UTC)
        if now + length <= dusk:
            return now + length
        length -= dusk - now
        now = dusk
