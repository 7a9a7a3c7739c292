"""A series begins, changes from a date on, leaves one out, ends. Each change keeps its UID and raises its sequence."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sporezo.communities.models import Community
from sporezo.formats.recurrence import Rule, instant, nths
from sporezo.meets.domain import refrains
from sporezo.meets.domain.courts import book_again
from sporezo.meets.domain.dates import TERMS, make_dates
from sporezo.meets.domain.ends import cancel, confirm
from sporezo.meets.domain.locks import lock, lock_members, lock_series
from sporezo.meets.domain.people import recount_locked
from sporezo.meets.domain.starts import CALLED_OFF_BEFORE
from sporezo.meets.domain.waiting import offer_places
from sporezo.meets.enums import JoinMode, MeetState, Presence, Reason, Visibility
from sporezo.meets.models import Attendance, KeepQuestion, Meet, Regular, Series, Skip
from sporezo.meets.queries import LIVE, engaged, who_is_there
from sporezo.meets.rules import (
    refusal_to_begin,
    refusal_to_change_from,
    refusal_to_repeat,
    refusal_to_run,
    seats_taken,
)
from sporezo.members.models import Member
from sporezo.places.models import Venue
from sporezo.sports.models import Format, Sport
from sporezo.ui.refused import Refused

SKIPPED_WITHIN = dt.timedelta(days=366)


class Terms(TypedDict, total=False):
    """What one may say of a series besides its sport, hour and place."""

    quorum: int
    community: Community | None
    visibility: str
    join_mode: str
    format: Format | None
    title: str
    words: str
    shows_who: bool
    women_only: bool
    newcomers_only: bool
    hides_titles: bool


class Changes(TypedDict, total=False):
    """What a change may say; what is absent stays. `on` is the new first day, an `until_on` of None is no end."""

    on: dt.date
    at: dt.time
    rule: Rule
    until_on: dt.date | None
    venue: Venue | None
    minutes: int
    places: int
    words: str


@transaction.atomic
def begin(
    *,
    host: Member,
    rule: Rule,
    sport: Sport,
    venue: Venue | None,
    starts_at: dt.datetime,
    minutes: int,
    time_zone: str,
    places: int,
    now: dt.datetime,
    levels: tuple[float, float] | None = None,
    **terms: Unpack[Terms],
) -> Series:
    """Somebody's own session that comes back; its first date, one of `rule`, is kept; its host is a regular."""
    lock_members([host.pk])
    if refusal := refusal_to_begin(host, venue=venue, starts_at=starts_at, minutes=minutes, now=now):
        raise refusal
    local = starts_at.astimezone(ZoneInfo(time_zone))
    next(rule.dates(local.date()))  # ValueError: it would begin on a day that is not its own
    series = Series.objects.create(
        host=host,
        rule=str(rule),
        starts_on=local.date(),
        at=local.time(),
        sport=sport,
        venue=venue,
        minutes=minutes,
        time_zone=time_zone,
        places=places,
        level_low=levels[0] if levels else None,
        level_high=levels[1] if levels else None,
        created_at=now,
        changed_at=now,
        **({"visibility": Visibility.PUBLIC, "join_mode": JoinMode.OPEN} | terms),
    )
    Regular.objects.create(series=series, member=host, since_at=now)
    make_dates(series, now=now, is_first_kept=True)
    return series


@transaction.atomic
def repeat(meet: Meet, *, by: Member, rule: Rule, now: dt.datetime) -> Series:
    """A session that exists becomes the first date of a series, which takes its UID over: calendars know it already."""
    lock_members([by.pk])
    meet = lock(meet)
    if refusal := refusal_to_repeat(meet, by, now=now):
        raise refusal
    local = meet.local_start
    next(rule.dates(local.date()))
    series = Series.objects.create(
        **{name: getattr(meet, name) for name in TERMS},
        uid=meet.uid,
        rule=str(rule),
        starts_on=local.date(),
        at=local.time(),
        sequence=1,
        created_at=now,
        changed_at=now,
    )
    meet.series, meet.recurs_on, meet.recurs_at, meet.changed_at = series, local.date(), meet.starts_at, now
    meet.save(update_fields=["series", "recurs_on", "recurs_at", "changed_at"])
    KeepQuestion.objects.create(meet=meet, asked_at=now, closed_at=now, answered_by=by)
    Regular.objects.create(series=series, member=by, since_at=now)
    make_dates(series, now=now)
    return series


@transaction.atomic
def change(series: Series, *, from_on: dt.date, by: Member, now: dt.datetime, **changes: Unpack[Changes]) -> Series:
    """Change the series from one of its dates on; what was played or lies before stays as it is.

    Dates follow by as many days as the first one moves; those the new rhythm no longer holds are called off. Whoever
    plays elsewhere at the new time loses that place. Each person hears of it once.
    """
    hands = series.regulars.filter(left_at=None, member__is_active=True).values_list("member_id", flat=True)
    coming = series.meets.filter(recurs_on__gte=from_on, state__in=LIVE, starts_at__gt=now)
    players = Attendance.objects.filter(meet__in=coming, presence=Presence.IN, member__isnull=False)
    lock_members({*hands, *players.values_list("member_id", flat=True)})
    series = lock_series(series)
    if refusal := refusal_to_run(series, by):
        raise refusal
    first, at = changes.get("on", from_on), changes.get("at", series.at)
    dates = [lock(meet) for meet in coming.order_by("pk")]
    if refusal := refusal_to_change_from(series, dates, from_on=from_on, first=first):
        raise refusal
    rule = _fitted(changes.get("rule", series.rhythm), series, from_on, first)
    if "until_on" in changes:
        rule = replace(rule, until_on=changes["until_on"], count=None)
    _refuse_no_date(rule, first)
    if instant(first, at, series.time_zone) <= now:
        raise Refused(_("That time has passed."), _("Choose a later one."))
    places = changes.get("places", series.places)
    if any(seats_taken(meet, now=now) > places for meet in dates):
        raise Refused(
            _("More people than that are in already on one of the dates."),
            _("Keep as many places, or change one date alone."),
        )
    heard = set(_hoping(dates))
    series.rule, series.starts_on, series.at = str(rule), first, at
    series.venue = changes.get("venue", series.venue)
    series.minutes, series.words = changes.get("minutes", series.minutes), changes.get("words", series.words)
    if series.quorum == series.places:
        series.quorum = places  # all of them, as before
    series.quorum, series.places = min(series.quorum, places), places
    series.sequence, series.changed_at = series.sequence + 1, now
    series.save()
    _follow(series, dates, from_on=from_on, shift=first - from_on, now=now)
    make_dates(series, now=now)
    refrains.tell_changed(series, heard - {by.pk}, now=now)
    return series


@transaction.atomic
def skip(series: Series, *, on: dt.date, by: Member, now: dt.datetime, reason: str = "", because: str = "") -> Skip:
    """One date is left out, with a reason; those who were in hear why. Said twice, it changes nothing."""
    series = lock_series(series)
    if refusal := refusal_to_run(series, by):
        raise refusal
    meet = series.meets.filter(recurs_on=on).first()
    if meet is None and on not in series.rhythm.between(series.starts_on, on, on):
        raise Refused(_("That day is no date of this series."), _("Choose one from the list."))
    starts_at = meet.starts_at if meet else series.starts_at(on)
    if not now < starts_at < now + SKIPPED_WITHIN:
        raise Refused(_("That date has passed, or is very far away."), _("Choose one from the list."))
    skipped, is_new = Skip.objects.get_or_create(
        series=series,
        on=on,
        defaults={"by": by, "reason": Reason(reason) if reason else "", "because": because.strip()[:200], "at": now},
    )
    if is_new:
        Series.objects.filter(pk=series.pk).update(sequence=F("sequence") + 1, changed_at=now)
        KeepQuestion.objects.filter(meet=meet, closed_at=None).update(closed_at=now, answered_by=by)
        if meet is not None:
            cancel(meet, now=now, reason=skipped.reason, because=skipped.because)
    return skipped


@transaction.atomic
def stop(series: Series, *, by: Member | None, because: str, now: dt.datetime) -> None:
    """The series is over: the dates to come are called off, and each person hears of it once. None: nobody kept it."""
    series = lock_series(series)
    if by is not None and (refusal := refusal_to_run(series, by)):
        raise refusal
    if series.ended_at is not None:
        return
    dates = [lock(meet) for meet in series.meets.filter(state__in=LIVE, starts_at__gt=now).order_by("pk")]
    heard = set(_hoping(dates)) | set(series.regulars.filter(left_at=None).values_list("member_id", flat=True))
    today = now.astimezone(ZoneInfo(series.time_zone)).date()
    series.ended_at, series.changed_at, series.sequence = now, now, series.sequence + 1
    series.rule = str(_until(series.rhythm, max(series.starts_on, today)))
    series.save(update_fields=["ended_at", "changed_at", "sequence", "rule"])
    said = because.strip()[:200]
    for meet in dates:
        # whoever had it confirmed hears it of that date too, with the file that takes it out of their calendar
        cancel(meet, now=now, because=said, silently=True)
    refrains.tell_stopped(series, heard - ({by.pk} if by else set()), because=said, now=now)


def _follow(series: Series, dates: list[Meet], *, from_on: dt.date, shift: dt.timedelta, now: dt.datetime) -> None:
    """Bring the dates made ahead in line with their series; those its rhythm no longer holds are called off.

    What was called off or skipped moves along too, and so is not made again.
    """
    all_ahead = list(series.meets.filter(recurs_on__gte=from_on))
    held = {meet.pk: meet.recurs_on + shift for meet in all_ahead if meet.recurs_on}
    days = set(series.rhythm.between(series.starts_on, series.starts_on, max(held.values(), default=series.starts_on)))
    series.meets.filter(pk__in=held).update(recurs_on=None)  # so that no two meet on one day on their way
    # In the direction they move, so that no date meets the next one on its way.
    for meet in sorted(dates, key=lambda one: held[one.pk], reverse=shift.days > 0):
        on = held[meet.pk]
        if on in days:
            _bring_in_line(series, meet, on, now)
        else:
            cancel(meet, now=now, silently=True)
    for pk in held.keys() - {meet.pk for meet in dates}:
        Meet.objects.filter(pk=pk).update(recurs_on=held[pk] if held[pk] in days else None)
    for skipped in sorted(series.skips.filter(on__gte=from_on), key=lambda one: one.on, reverse=shift.days > 0):
        skipped.on += shift
        skipped.save(update_fields=["on"])


def _bring_in_line(series: Series, meet: Meet, on: dt.date, now: dt.datetime) -> None:
    was = (meet.starts_at, meet.venue_id)
    meet.recurs_on, meet.starts_at, meet.venue_id = on, series.starts_at(on), series.venue_id
    meet.minutes, meet.places, meet.quorum, meet.words = series.minutes, series.places, series.quorum, series.words
    meet.decide_by_at = max(now, meet.starts_at - CALLED_OFF_BEFORE)
    meet.changed_at, meet.sequence = now, meet.sequence + 1
    has_moved = was != (meet.starts_at, meet.venue_id)
    if has_moved:
        meet.moved_at, meet.moved_reason, meet.moved_because = now, Reason.OTHER, ""
    if has_moved and meet.state == MeetState.CONFIRMED:
        meet.state, meet.confirmed_at = MeetState.OPEN, None
    meet.save()
    if has_moved:
        book_again(meet, now)
        _free_the_engaged(meet, now)
    recount_locked(meet, who_is_there(meet, now=now), now=now)
    confirm(meet, now=now)
    offer_places(meet, now=now)


def _free_the_engaged(meet: Meet, now: dt.datetime) -> None:
    there = Attendance.objects.filter(meet=meet, presence=Presence.IN, member__isnull=False)
    away = engaged(there.values_list("member_id", flat=True), meet.starts_at, meet.ends_at, but=meet.pk)
    there.filter(member__in=away).update(presence=Presence.OUT, party=None, changed_at=now)
    Attendance.objects.filter(meet=meet, guest_of__in=away).delete()


def _fitted(rule: Rule, series: Series, from_on: dt.date, first: dt.date) -> Rule:
    """The rule as it goes on from `first`: when the day moves, so does the weekday; what was counted stays counted."""
    if rule != series.rhythm:
        return rule
    rule = rule.ending(series.starts_on)
    return rule if first == from_on else _on_the_day(rule, first)


def _refuse_no_date(rule: Rule, first: dt.date) -> None:
    try:
        next(rule.dates(first))
    except (StopIteration, ValueError) as wrong:
        raise Refused(
            _("That day does not fit the rhythm."), _("Choose another day, or another end of the series.")
        ) from wrong


def _on_the_day(rule: Rule, first: dt.date) -> Rule:
    """The same rhythm on the weekday of another day; of a month, by that day's own place in it."""
    nth = 0 if rule.every == "week" else rule.nth if rule.nth in nths(first) else nths(first)[0]
    return replace(rule, weekday=first.weekday(), nth=nth)


def _until(rule: Rule, on: dt.date) -> Rule:
    return replace(rule, until_on=min(on, rule.until_on or on), count=None)


def _hoping(dates: list[Meet]) -> list[int]:
    """Members who are in one of these sessions, or hope to be."""
    there = Attendance.objects.filter(
        meet__in=dates, presence__in=(Presence.IN, Presence.WAITING, Presence.ASKED, Presence.OFFERED)
    )
    return [pk for pk in there.values_list("member_id", flat=True).distinct() if pk]
