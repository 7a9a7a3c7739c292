"""The dates of a series, made ahead as ordinary sessions with its regulars in them. Run again, it makes none twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from django.db import transaction

from sporezo.meets.domain.ends import confirm
from sporezo.meets.domain.locks import lock_members, lock_series
from sporezo.meets.domain.starts import CALLED_OFF_BEFORE, SOONEST_MADE, add_court
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, KeepQuestion, Meet, Regular, Series
from sporezo.meets.queries import LIVE, engaged, kept_apart_among, who_is_there
from sporezo.safety.rules import suspended_ids

AHEAD = dt.timedelta(weeks=5)
"""How far ahead dates are made; of a rarer rhythm, the next one whatever its distance."""

TERMS = (
    "sport_id", "format_id", "title", "words", "community_id", "host_id", "venue_id", "minutes", "time_zone", "places",
    "quorum", "level_low", "level_high", "visibility", "join_mode", "shows_who", "women_only", "newcomers_only",
    "hides_titles",
)  # fmt: skip
"""What a date takes over from its series."""


def make_ahead(*, now: dt.datetime) -> int:
    """Make what is missing of every series that lives; how many dates were made."""
    return sum(len(make_dates(series, now=now)) for series in Series.objects.filter(ended_at=None).order_by("pk"))


@transaction.atomic
def make_dates(series: Series, *, now: dt.datetime, is_first_kept: bool = False) -> list[Meet]:
    """The dates of one series that lie ahead and are not there yet, the first of them kept when its host just said so.

    A regular is put in where a place is left and they are free then; nobody is told yet.
    """
    hands = lock_regulars(series)
    series = lock_series(series)
    if series.ended_at is not None:
        return []
    last = series.rhythm.last_on(series.starts_on)
    if last and series.starts_at(last) <= now and not series.meets.filter(state__in=LIVE, starts_at__gt=now).exists():
        Series.objects.filter(pk=series.pk).update(ended_at=now)  # it came to its own end: nobody needs telling
        return []
    missing = missing_dates(series, now)
    made = [_make(series, on, now) for on in missing]
    seat(made, hands, now=now)
    if made and is_first_kept:
        KeepQuestion.objects.create(meet=made[0], asked_at=now, closed_at=now, answered_by=series.host)
        confirm(made[0], now=now)
    return made


def lock_regulars(series: Series) -> list[int]:
    """The regulars of a series held still: its host first, then since when their place is kept."""
    rows = Regular.objects.filter(series=series, left_at=None, member__is_active=True).order_by("since_at", "pk")
    ids = list(rows.values_list("member_id", flat=True))
    lock_members(ids)
    return sorted(ids, key=lambda pk: pk != series.host_id)


def missing_dates(series: Series, now: dt.datetime) -> list[dt.date]:
    """Days of the rhythm that lie ahead, have no session and are not skipped."""
    today = now.astimezone(ZoneInfo(series.time_zone)).date()
    days = series.rhythm.between(series.starts_on, today, today + AHEAD)
    days = [on for on in days if series.starts_at(on) >= now + SOONEST_MADE]
    if not days:
        after = (on for on in series.rhythm.dates(series.starts_on) if on > today)
        days = [on for on in (next(after, None),) if on]
    there = set(series.meets.filter(recurs_on__in=days).values_list("recurs_on", flat=True))
    skipped = set(series.skips.filter(on__in=days).values_list("on", flat=True))
    return [on for on in days if on not in there | skipped]


def seat(meets: Iterable[Meet], members: Collection[int], *, now: dt.datetime) -> None:
    """Put these regulars, locked by the caller, in sessions where nobody waits: in order, while places are left."""
    meets = list(meets)
    suspended = suspended_ids(members, now=now)
    for meet in meets:
        rows = list(Attendance.objects.filter(meet=meet))
        taken = [one.member_id for one in rows if one.presence == Presence.IN]
        held = who_is_there(meet, now=now).held()
        if any(one.presence == Presence.WAITING for one in rows):
            continue  # nobody is overtaken
        apart = kept_apart_among({*members, *(pk for pk in taken if pk)})
        away = engaged(members, meet.starts_at, meet.ends_at, but=meet.pk) | suspended | {one.member_id for one in rows}
        new: list[int] = []
        for pk in members:
            beside = {(min(pk, other), max(pk, other)) for other in (*taken, *new) if other}
            if pk not in away and len(taken) + held + len(new) < meet.places and not beside & apart:
                new.append(pk)
        Attendance.objects.bulk_create(
            Attendance(meet=meet, member_id=pk, presence=Presence.IN, since_at=now, changed_at=now) for pk in new
        )


def _make(series: Series, on: dt.date, now: dt.datetime) -> Meet:
    starts_at = series.starts_at(on)
    former = series.meets.filter(recurs_at=starts_at).order_by("-sequence").first()
    recurs_at = starts_at
    if former and former.state != MeetState.CANCELLED:  # a date moved away still bears that name: take a free one
        borne = set(series.meets.exclude(state=MeetState.CANCELLED).values_list("recurs_at", flat=True))
        named = (series.starts_at(day) for day in series.rhythm.dates(series.starts_on))
        recurs_at = next((at for at in named if at not in borne), starts_at)
    meet = Meet.objects.create(
        **{name: getattr(series, name) for name in TERMS},
        series=series,
        recurs_on=on,
        recurs_at=recurs_at,
        starts_at=starts_at,
        decide_by_at=max(now, starts_at - CALLED_OFF_BEFORE),
        state=MeetState.OPEN,
        sequence=former.sequence + 1 if former else 0,  # a calendar knows one that was called off by the same name
        created_at=now,
        changed_at=now,
    )
    add_court(meet, series.sport, now)
    return meet
