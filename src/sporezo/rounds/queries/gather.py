"""The facts of one round as the engine reads them: a bounded number of SQL queries, whatever the number of members."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from sporezo.communities.enums import CommunityKind
from sporezo.communities.models import Membership
from sporezo.diary.models import Away, BusyTime, WeekGrid
from sporezo.engine import rows, slots
from sporezo.engine.snapshot import Snapshot
from sporezo.meets.enums import MeetKind, MeetState, Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.meets.queries import LIVE, LONGEST
from sporezo.members.enums import Gender
from sporezo.network.models import Link
from sporezo.places.models import Haunt
from sporezo.rounds.enums import FULL_WEEK, Answer
from sporezo.rounds.models import LeftOut, OptIn, Rather, Round, Seat
from sporezo.rounds.queries.grounds import practices_in, sports_played, venues_within
from sporezo.safety.models import Block, ExcludedCompany, NotWith, Suspension

Engagements = dict[int, list[tuple[dt.datetime, dt.datetime]]]
NOTICE = dt.timedelta(hours=30)  # a session starts no sooner after the decision: time to answer, then a day's peace
RATHER_HOLDS = dt.timedelta(weeks=5)  # an hour that would have suited is free that long, beside the painted ones
REMEMBERED_WEEKS = 52  # beyond a year, a face is new again
REMEMBERED_ROUNDS = 8
MONDAY_TO_SATURDAY = 5
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hours of a round, in the community's wall clock."""

    first_day: dt.date
    zone: ZoneInfo

    @property
    def starts_at(self) -> dt.datetime:
        return dt.datetime.combine(self.first_day, dt.time(), tzinfo=self.zone)

    @property
    def ends_at(self) -> dt.datetime:
        return dt.datetime.combine(self.first_day + WEEK, dt.time(), tzinfo=self.zone)

    def covering(self, starts_at: dt.datetime, ends_at: dt.datetime) -> int:
        """The slots of the week that a stretch of time touches."""
        return slots.covering(self._minute(starts_at), self._minute(ends_at))

    def days(self, starts_on: dt.date, ends_on: dt.date) -> int:
        """The slots of the days from one to another, both included."""
        first = max((starts_on - self.first_day).days, 0)
        last = min((ends_on - self.first_day).days, slots.DAYS - 1)
        return sum(slots.DAY_MASK << day * slots.HOURS_A_DAY for day in range(first, last + 1))

    def hours_of(self, week: int, zone_name: str) -> int:
        """A Monday-first week grid in its owner's wall clock, turned to this week."""
        if zone_name == self.zone.key:
            return slots.begin_on(week, MONDAY_TO_SATURDAY)
        return slots.pack(slot for slot, theirs in self._moved(zone_name) if week >> theirs & 1)

    def _moved(self, zone_name: str) -> Iterator[tuple[int, int]]:
        """Each slot of this week beside the grid slot of somebody who lives by another clock."""
        zone = ZoneInfo(zone_name)
        for slot in range(slots.SLOTS):
            local = start_of(self.first_day, slot, self.zone).astimezone(zone)
            if slots.FIRST_HOUR <= local.hour < slots.FIRST_HOUR + slots.HOURS_A_DAY:
                yield slot, slots.slot(local.weekday(), local.hour)

    def _minute(self, moment: dt.datetime) -> int:
        local = moment.astimezone(self.zone)
        return (local.date() - self.first_day).days * 1440 + local.hour * 60 + local.minute


def start_of(first_day: dt.date, slot: int, zone: ZoneInfo) -> dt.datetime:
    """When a slot of the week begins, in UTC; the wall clock decides, whatever daylight saving does that week."""
    day, hour = slots.day_and_hour(slot)
    return dt.datetime.combine(first_day + dt.timedelta(days=day), dt.time(hour), tzinfo=zone).astimezone(dt.UTC)


def slot_of(round: Round, starts_at: dt.datetime) -> int | None:
    """The slot of the week at whose hour a session begins; None for one moved out of the week or into the night."""
    local = starts_at.astimezone(ZoneInfo(round.community.time_zone))
    day, hour = (local.date() - round.first_day).days, local.hour
    is_in = 0 <= day < slots.DAYS and slots.FIRST_HOUR <= hour < slots.FIRST_HOUR + slots.HOURS_A_DAY
    return slots.slot(day, hour) if is_in else None


def promised(
    members: Iterable[int], starts_at: dt.datetime, ends_at: dt.datetime, *, but: Meet | None = None
) -> set[int]:
    """Which of these members are in an overlapping session, or asked for one and have not said no."""
    rows = _attendances(starts_at, ends_at).filter(member__in=list(members)).exclude(meet=but)
    return {
        member
        for member, start, minutes in rows.values_list("member_id", "meet__starts_at", "meet__minutes")
        if start + dt.timedelta(minutes=minutes) > starts_at
    }


def engagements(round: Round, members: Iterable[int], *, but: Meet | None = None) -> Engagements:
    """The sessions of that week that each of these members is in or asked for, in any community."""
    return _engagements(list(members), Calendar(round.first_day, ZoneInfo(round.community.time_zone)), but)


def sessions_wished(round: Round, members: Iterable[int]) -> dict[int, int]:
    """How many sessions each of those still playing wants this week: what the round was told, within the week's cap."""
    found = OptIn.objects.filter(
        round=round, member__in=list(members), withdrawn_at__isnull=True, member__week_grid__isnull=False
    )
    return {
        member: min(here, always)
        for member, here, always in found.values_list("member_id", "most_sessions", "member__week_grid__most_sessions")
    }


def candidates(
    round: Round,
    *,
    as_of: dt.datetime,
    but: Meet | None = None,
    without: Collection[int] = (),
    apart: Collection[tuple[int, int]] = (),
) -> Snapshot:
    """Everybody who plays this round and still has a session to get, with all that the engine may know of them.

    Opt-ins count as they stood at `as_of`. Hours already taken by a session, in any community, are busy; sessions
    that would start within `NOTICE` of `as_of` are out. With `but`, the hours of that session are free and those in it
    are candidates too: it is being completed. Whoever is in `without` is left in peace; pairs in `apart` do not meet.
    """
    calendar = Calendar(round.first_day, ZoneInfo(round.community.time_zone))
    players = playing(round, as_of)
    if without:
        players = players.exclude(member__in=without)
    ids = players.values("member_id")
    taken = _engagements(ids, calendar, but)
    soonest = as_of if but else as_of + NOTICE
    left_out = rounds_missed(round, ids)
    is_company = round.community.kind == CommunityKind.COMPANY  # where everybody is a colleague
    members = [
        replace(one, avoids_colleagues=False) if is_company else one
        for one in _members(players, ids, calendar, taken, soonest, left_out)
    ]
    kept = {one.id for one in members}
    haunts = [
        rows.Area(member, latitude, longitude, radius_km)
        for member, latitude, longitude, radius_km in Haunt.objects.filter(member__in=ids)
        .order_by("member_id", "pk")
        .values_list("member_id", "latitude", "longitude", "radius_km")
        if member in kept
    ]
    sports = sports_played(ids)
    history = _history(ids, calendar)
    newcomers = kept - {member for meet in history for member in meet.members}
    last_met = _last_met(history)
    return rows.build(
        week_starts_on=round.first_day,
        sports=sports,
        members=[replace(one, is_newcomer=True) if one.id in newcomers else one for one in members],
        practices=[one for one in practices_in(ids, sports) if one.member in kept],
        areas=haunts,
        venues=venues_within(haunts, sports),
        blocked=Block.objects.filter(blocker__in=ids, blocked__in=ids)
        .order_by("pk")
        .values_list("blocker_id", "blocked_id"),
        not_with=[
            *NotWith.objects.filter(member__in=ids, other__in=ids).order_by("pk").values_list("member_id", "other_id"),
            *(pair for pair in sorted(apart) if kept.issuperset(pair)),
        ],
        met=[rows.Met(a, b, _weeks(as_of, at)) for (a, b), at in sorted(last_met.items())],
        links=list(_links(ids, last_met, as_of)),
    )


def playing(round: Round, as_of: dt.datetime) -> QuerySet[OptIn]:
    """Opt-ins of active members of the community who are not suspended."""
    is_member = Membership.objects.filter(community=round.community_id, member=OuterRef("member"), left_at__isnull=True)
    is_suspended = Suspension.objects.filter(member=OuterRef("member"), starts_at__lte=as_of).filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=as_of)
    )
    return (
        OptIn.objects.filter(
            Exists(is_member), ~Exists(is_suspended), round=round, at__lte=as_of, member__is_active=True
        )
        .filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=as_of))
        .order_by("member_id")
    )


def _members(
    players: QuerySet[OptIn],
    ids: QuerySet[OptIn, Any],
    calendar: Calendar,
    taken: Engagements,
    soonest: dt.datetime,
    left_out: dict[int, int],
) -> Iterator[rows.Member]:
    """The members still to place, with their free hours and what matching may know of them."""
    grids = {grid.member_id: grid for grid in WeekGrid.objects.filter(member__in=ids)}
    rather: dict[int, int] = defaultdict(int)
    for member, hours in Rather.objects.filter(
        seat__member__in=ids, at__gte=calendar.starts_at - RATHER_HOLDS, at__lt=calendar.starts_at
    ).values_list("seat__member_id", "hours"):
        rather[member] |= int.from_bytes(bytes(hours), "little")
    busy: dict[int, int] = defaultdict(int)
    for member, starts_on, ends_on in Away.objects.filter(
        member__in=ids, starts_on__lt=calendar.first_day + WEEK, ends_on__gte=calendar.first_day
    ).values_list("member_id", "starts_on", "ends_on"):
        busy[member] |= calendar.days(starts_on, ends_on)
    for member, starts_at, ends_at in BusyTime.objects.filter(
        member__in=ids, starts_at__lt=calendar.ends_at, ends_at__gt=calendar.starts_at
    ).values_list("member_id", "starts_at", "ends_at"):
        busy[member] |= calendar.covering(starts_at, ends_at)
    too_soon = calendar.covering(calendar.starts_at, max(soonest, calendar.starts_at))
    excluded: dict[int, list[str]] = defaultdict(list)
    for member, key in (
        ExcludedCompany.objects.filter(member__in=ids).order_by("pk").values_list("member_id", "company_key")
    ):
        excluded[member].append(key)

    for opt_in in players.select_related("member"):
        person, grid = opt_in.member, grids.get(opt_in.member_id)
        if grid is None:
            continue
        sessions = taken.get(person.pk, [])
        room = min(opt_in.most_sessions, grid.most_sessions) - len(sessions)
        minutes = None if grid.most_minutes is None else max(grid.most_minutes - _minutes(sessions), 0)
        if room <= 0:
            continue
        for start, end in sessions:
            busy[person.pk] |= calendar.covering(start, end)
        yield rows.Member(
            id=person.pk,
            hours=calendar.hours_of(int.from_bytes(bytes(grid.hours), "little") | rather[person.pk], person.time_zone),
            busy=busy[person.pk] | too_soon,
            languages=tuple(person.spoken) or (person.language,),
            sessions_max=room,
            minutes_max=minutes,
            company=person.company_key,
            sector=person.sector,
            function=person.function.strip().casefold(),
            gives=tuple(person.gives),
            curious=tuple(person.curious_about),
            is_woman=person.gender == Gender.WOMAN,
            avoids_colleagues=person.is_discreet or not person.meets_colleagues,
            excluded_companies=tuple(excluded[person.pk]),
            rounds_left_out=left_out.get(person.pk, 0),
            mode=opt_in.mode,
        )


def _attendances(starts_at: dt.datetime, ends_at: dt.datetime) -> QuerySet[Attendance]:
    """Attendances that may take somebody's time then: in, or proposed and not declined. Some may be over by then."""
    declined = Seat.objects.filter(proposal__meet=OuterRef("meet"), member=OuterRef("member"), answer=Answer.DECLINED)
    return Attendance.objects.filter(
        Q(presence=Presence.IN) | (Q(presence__in=(Presence.PROPOSED, Presence.OFFERED)) & ~Exists(declined)),
        meet__state__in=LIVE,
        meet__starts_at__lt=ends_at,
        meet__starts_at__gt=starts_at - LONGEST,
    )


def _engagements(ids: QuerySet[OptIn, Any] | list[int], calendar: Calendar, but: Meet | None) -> Engagements:
    """Each member's sessions of that week, whichever community they are of."""
    found = (
        _attendances(calendar.starts_at, calendar.ends_at)
        .filter(member__in=ids)
        .exclude(meet=but)
        .order_by("member_id", "meet__starts_at")
        .values_list("member_id", "meet__starts_at", "meet__minutes")
    )
    taken: Engagements = defaultdict(list)
    for member, start, minutes in found:
        end = start + dt.timedelta(minutes=minutes)
        if end > calendar.starts_at:
            taken[member].append((start, end))
    return taken


@dataclass(frozen=True, slots=True)
class Played:
    """A session of the past year, or confirmed to come before the week begins, and who of the round was in it."""

    at: dt.datetime
    members: tuple[int, ...]


def _history(ids: QuerySet[OptIn, Any], calendar: Calendar) -> list[Played]:
    found = (
        Attendance.objects.filter(
            member__in=ids,
            presence__in=(Presence.CAME, Presence.IN),
            meet__kind=MeetKind.GAME,
            meet__state__in=(MeetState.HELD, MeetState.CONFIRMED),
            meet__starts_at__lt=calendar.starts_at,
            meet__starts_at__gte=calendar.starts_at - dt.timedelta(weeks=REMEMBERED_WEEKS),
        )
        .order_by("meet_id", "member_id")
        .values_list("meet_id", "meet__starts_at", "member_id")
    )
    return [
        Played(at, tuple(member for _, _, member in group)) for (_, at), group in groupby(found, key=itemgetter(0, 1))
    ]


def _last_met(history: Iterable[Played]) -> dict[tuple[int, int], dt.datetime]:
    last: dict[tuple[int, int], dt.datetime] = {}
    for meet in history:
        for pair in combinations(meet.members, 2):
            last[pair] = max(meet.at, last.get(pair, meet.at))
    return last


def _links(
    ids: QuerySet[OptIn, Any], last_met: dict[tuple[int, int], dt.datetime], as_of: dt.datetime
) -> Iterator[rows.Link]:
    """Links, overdue from shared facts only: weeks since the last session together, else since the link."""
    for link in Link.objects.filter(low__in=ids, high__in=ids, ended_at__isnull=True).order_by("low_id", "high_id"):
        since = max(link.since_at, last_met.get((link.low_id, link.high_id), link.since_at))
        wish = max(link.low_wish_days, link.high_wish_days)
        yield rows.Link(link.low_id, link.high_id, (as_of - since) / WEEK - wish / 7)


def rounds_missed(round: Round, ids: QuerySet[OptIn, Any] | Collection[int]) -> dict[int, int]:
    """How many rounds before this one each was left out of since they last got a session here. Two queries."""
    window = round.first_day - REMEMBERED_ROUNDS * WEEK, round.first_day - dt.timedelta(days=1)
    played = dict(
        Seat.objects.filter(
            proposal__round__community=round.community_id,
            proposal__round__first_day__range=window,
            proposal__meet__state__in=(MeetState.CONFIRMED, MeetState.HELD),
            answer=Answer.ACCEPTED,
            member__in=ids,
        )
        .order_by()
        .values_list("member_id")
        .annotate(last=Max("proposal__round__first_day"))
    )
    counts: dict[int, int] = defaultdict(int)
    missed = LeftOut.objects.filter(round__community=round.community_id, round__first_day__range=window, member__in=ids)
    for member, first_day, remedy in missed.values_list("member_id", "round__first_day", "remedy"):
        is_missed = remedy.get("kind") != FULL_WEEK and (member not in played or first_day > played[member])
        if is_missed:
            counts[member] += 1
    return counts


def _minutes(stretches: Iterable[tuple[dt.datetime, dt.datetime]]) -> int:
    return sum(int((end - start).total_seconds() // 60) for start, end in stretches)


def _weeks(now: dt.datetime, then: dt.datetime) -> float:
    return max((now - then) / WEEK, 0.0)
