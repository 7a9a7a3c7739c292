"""Where somebody stands in a session or a series: what every other rule asks."""

from __future__ import annotations

import datetime as dt
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings

from sporezo.meets.enums import MeetState, Presence, Visibility
from sporezo.meets.models import (
    Meet,
    Regular,
    Result,
    Series,
)
from sporezo.meets.queries import (
    There,
    presence_of,
    standing_of,
    who_is_there,
)
from sporezo.members.models import Member
from sporezo.notices.rules import NIGHT_FROM
from sporezo.sports.models import Practice

NEW_FOR = dt.timedelta(days=14)
FREE_BEFORE = dt.timedelta(hours=12)


def is_new(member: Member, *, now: dt.datetime) -> bool:
    """Two weeks, or a first game, whichever comes first."""
    return now - member.joined_at < NEW_FOR and standing_of(member).is_newcomer


def free_until(meet: Meet) -> dt.datetime:
    """A place is given back freely until twelve hours before the start, and all the evening before an early one."""
    zone = ZoneInfo(meet.time_zone)
    eve = dt.datetime.combine(meet.local_start.date() - dt.timedelta(days=1), NIGHT_FROM, tzinfo=zone)
    return max(meet.starts_at - FREE_BEFORE, eve.astimezone(dt.UTC))


def is_late_to_leave(meet: Meet, *, since_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether leaving now counts; never where the session moved since one said yes to it."""
    return now > free_until(meet) and (meet.moved_at is None or meet.moved_at < since_at)


def are_opposed(result: Result, member: Member) -> bool:
    """Whether a member stands against whoever entered a result: the other side, or another of those ranked."""
    if result.sides:
        sides = [member.pk in side for side in result.sides]
        return any(sides) and (result.by_id is None or result.by_id not in result.sides[sides.index(True)])
    return str(member.pk) in result.marks and member.pk != result.by_id


def is_on_the_web(meet: Meet) -> bool:
    """Whether people without an account may read that a session exists: the operator *and* its organiser said so."""
    return (
        settings.PUBLIC_SESSIONS
        and meet.is_on_the_web
        and meet.visibility == Visibility.PUBLIC
        and not meet.women_only
        and meet.state in (MeetState.OPEN, MeetState.CONFIRMED)
    )


def free_places(meet: Meet, *, now: dt.datetime, but: Member | None = None, there: There | None = None) -> int:
    """Places nobody has and nobody on the waiting list was offered; what was offered to `but` is theirs to take."""
    return meet.places - seats_taken(meet, now=now, but=but, there=there)


def seats_taken(meet: Meet, *, now: dt.datetime, but: Member | None = None, there: There | None = None) -> int:
    """Places somebody has, or was offered from the waiting list and may still take."""
    there = there or who_is_there(meet, now=now)
    return there.taken + there.held(but=but)


def is_kept_apart(meet: Meet, member: Member, *, there: There | None = None) -> bool:
    """Whether somebody who is in and this member must not meet, whichever of them said so."""
    there = there or who_is_there(meet, now=meet.starts_at)
    playing = {one.member_id for one in there.rows if one.member_id and one.presence == Presence.IN} - {member.pk}
    return bool(playing) and not playing.isdisjoint(there.kept_apart_from(member))


def is_awaited(meet: Meet, there: There) -> bool:
    """Whether somebody waits to whom a place may go: whoever must not meet those in is passed by, holding up nobody."""
    if not any(one.presence == Presence.WAITING for one in there.rows):
        return False
    there.know_members()
    waiting = [one.member for one in there.rows if one.presence == Presence.WAITING and one.member]
    return any(not is_kept_apart(meet, member, there=there) for member in waiting)


def is_of_level(meet: Meet, member: Member) -> bool:
    """Whether a member's level lies within the session's, one deviation allowed; without one, everybody's does."""
    if not meet.has_level:
        return True
    practices = Practice.objects.filter(member=member, sport=meet.sport)
    return any(
        cast(float, meet.level_low) - one.level_deviation
        <= one.level_mean
        <= cast(float, meet.level_high) + one.level_deviation
        for one in practices
    )


def is_in(meet: Meet, member: Member) -> bool:
    return presence_of(meet, member) == Presence.IN


def is_organiser(meet: Meet, member: Member) -> bool:
    """Whether a session is this member's to change: its own organiser, or whoever runs the series it is of."""
    if meet.host_id == member.pk or (meet.host_id is None and is_in(meet, member)):
        return True
    return meet.series is not None and runs(meet.series, member)


def runs(series: Series, member: Member) -> bool:
    """Whether a member is the host of a series, or one of its co-hosts."""
    cohosts = Regular.objects.filter(series=series, member=member, left_at=None, cohost_since_at__isnull=False)
    return series.host_id == member.pk or cohosts.exists()


def is_regular(series: Series | int, member: Member) -> bool:
    return Regular.objects.filter(series=series, member=member, left_at=None).exists()
