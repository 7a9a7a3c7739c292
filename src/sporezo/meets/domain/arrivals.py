"""That a session is on, and who joins it, is told after the deed, once for all who joined: nine yeses are one letter.

A confirmation nudges a worker; later arrivals, and a nudge that was lost, wait for the minute.
"""

from __future__ import annotations

import datetime as dt

from sporezo.jobs import enqueue
from sporezo.jobs.giving_way import GoingLast, giving_way
from sporezo.meets.domain import words
from sporezo.meets.domain.locks import lock
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.meets.queries import There, who_is_there

CHUNK = 200


def tell_soon(meet: Meet, there: There, *, now: dt.datetime) -> None:
    """All who are in a session just confirmed have yet to hear of it; `there` follows."""
    Attendance.objects.filter(meet=meet, presence=Presence.IN).update(untold_since_at=now)
    for one in there.rows:
        if one.presence == Presence.IN:
            one.untold_since_at = now
    enqueue("sporezo.meets.tasks.tell_of_arrivals")


def tell_of_arrivals(*, now: dt.datetime) -> int:
    """Tell of those who joined since the last time, session by session; in how many sessions somebody had."""
    untold = Attendance.objects.filter(untold_since_at__isnull=False)
    meets = untold.order_by("meet").values_list("meet", flat=True).distinct()[:CHUNK]
    last = GoingLast()
    return sum(_tell(meet, last, now) for meet in Meet.objects.filter(pk__in=list(meets)).order_by("pk"))


def _tell(meet: Meet, last: GoingLast, now: dt.datetime) -> bool:
    with last.piece(), giving_way(breath_seconds=0):
        return _tell_locked(lock(meet), now)


def _tell_locked(meet: Meet, now: dt.datetime) -> bool:
    there = who_is_there(meet, now=now)
    untold = [one for one in there.rows if one.untold_since_at]
    new = [one.member for one in untold if one.member and one.presence == Presence.IN]
    is_on = meet.state == MeetState.CONFIRMED and now < meet.starts_at
    if new and is_on:
        words.tell_of_arrivals(meet, new, there, now=now)
    Attendance.objects.filter(pk__in=[one.pk for one in untold]).update(untold_since_at=None)
    return bool(new) and is_on
