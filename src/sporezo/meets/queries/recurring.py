"""A series as a calendar entry that repeats, for its regulars; each of its dates rides beside it under the same UID."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from sporezo.formats.ics_writing import CalendarEvent
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet, Regular, Series, Skip
from sporezo.meets.queries.rhythms import rhythm_said
from sporezo.members.models import Member


@dataclass(frozen=True, slots=True)
class _Made:
    """One date that was made, for one viewer."""

    recurs_at: dt.datetime | None
    starts_at: dt.datetime
    is_in: bool


def masters(
    viewer: Member, *, now: dt.datetime, kept: dt.timedelta, series: Series | None = None
) -> list[CalendarEvent]:
    """One entry for each series the viewer is a regular of, or for one `series`: four queries, whatever their number.

    It begins with the first date their place was kept for. Left out: skipped dates, those they gave back, and those
    that moved for good, which ride beside it.
    """
    mine = Regular.objects.filter(member=viewer, left_at=None)
    if series is not None:
        mine = mine.filter(series=series)
    rows = list(mine.select_related("series__sport", "series__venue").order_by("series"))
    if not rows:
        return []
    made = _made(viewer, [row.series_id for row in rows])
    skipped: dict[int, set[dt.date]] = defaultdict(set)
    for pk, on in Skip.objects.filter(series__in=[row.series_id for row in rows]).values_list("series", "on"):
        skipped[pk].add(on)
    events = (_master(row, made[row.series_id], skipped[row.series_id], now, now - kept) for row in rows)
    return [event for event in events if event]


def _made(viewer: Member, series: Iterable[int]) -> dict[int, dict[dt.date, _Made]]:
    there = Attendance.objects.filter(
        member=viewer, meet__series__in=series, presence__in=(Presence.IN, Presence.CAME)
    ).exclude(meet__state=MeetState.CANCELLED)
    mine = set(there.values_list("meet_id", flat=True))
    found: dict[int, dict[dt.date, _Made]] = defaultdict(dict)
    dates = Meet.objects.filter(series__in=series, recurs_on__isnull=False)
    for pk, of, on, recurs_at, starts_at in dates.values_list("pk", "series", "recurs_on", "recurs_at", "starts_at"):
        if of and on:
            found[of][on] = _Made(recurs_at, starts_at, pk in mine)
    return found


def _master(
    regular: Regular, made: dict[dt.date, _Made], skipped: set[dt.date], now: dt.datetime, forgotten_at: dt.datetime
) -> CalendarEvent | None:
    series, rule = regular.series, regular.series.rhythm
    since_on = regular.since_at.astimezone(ZoneInfo(series.time_zone)).date()
    last = max([*made, *skipped, now.date()]) + dt.timedelta(days=1)
    days = rule.between(series.starts_on, series.starts_on, last)
    counted_from = max(series.starts_on, since_on)
    mine = [on for on in days if on >= counted_from]
    first = mine[0] if mine else next((on for on in rule.dates(series.starts_on) if on >= counted_from), None)
    if first is None:
        return None
    starts_at = series.starts_at(first)
    left_out = []
    for on in mine:
        begins, there = series.starts_at(on), made.get(on)
        if there is None:
            is_out = on in skipped or begins <= now
        else:
            is_old = there.starts_at <= forgotten_at  # then nothing rides beside it any more
            is_out = not there.is_in or there.recurs_at != begins or (is_old and there.starts_at != begins)
        if is_out:
            left_out.append(begins)
    return CalendarEvent(
        uid=str(series.uid),
        sequence=series.sequence,
        stamped_at=series.changed_at,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=series.minutes),
        time_zone=series.time_zone,
        summary=series.title or str(series.sport),
        status="TENTATIVE",  # each date is confirmed by itself
        description=rhythm_said(series).capitalize(),
        location=series.venue.name if series.venue else "",
        url=settings.SPOREZO_URL + reverse("series", args=[series.pk]),
        rule=rule.ending(series.starts_on),
        left_out=tuple(left_out),
    )
