"""What a new session may be, in the order it is told: a sport, an hour, a place, for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sporezo.communities.models import Community
from sporezo.communities.queries import visible_to as communities_of
from sporezo.diary.models import FIRST_HOUR, HOURS_A_DAY, Away, BusyTime
from sporezo.diary.queries import grid_of
from sporezo.meets.enums import JoinMode, MeetState, Presence, Visibility
from sporezo.meets.models import Attendance, Meet
from sporezo.meets.queries.reads import LIVE, LONGEST
from sporezo.members.models import Member
from sporezo.places.models import Haunt, Venue
from sporezo.places.queries import open_venues
from sporezo.places.rules import distance_km, travel_minutes
from sporezo.sports.models import Practice, Sport

DAYS_AHEAD = 7
USUAL_HOURS = (7, 12, 18, 19)  # for whoever has not painted a week yet
NEAREST = 12
WIDEST_DEGREES = 0.4  # some forty kilometres


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week ahead, and the hours at which one is free to start."""

    on: dt.date
    starts: tuple[dt.datetime, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A place to play and how long one takes to get there, in minutes; None when no area was told."""

    venue: Venue
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a session is: `key` is what the form sends back."""

    key: str
    icon: str
    title: str | Promise
    note: str | Promise
    visibility: str
    join_mode: str
    community: Community | None = None
    keeps_level: bool = False


def sports_for(member: Member) -> tuple[list[Sport], list[Sport]]:
    """The sports one plays, in the order one gave them, and all the others."""
    played = Practice.objects.filter(member=member, paused_at__isnull=True).select_related("sport").order_by("position")
    mine = list(dict.fromkeys(practice.sport for practice in played))
    return mine, [sport for sport in Sport.objects.all() if sport not in mine]


def hours_for(member: Member, minutes: int, *, now: dt.datetime) -> list[Day]:
    """The hours of the week ahead at which one could start: painted, not away, not busy, not in another session."""
    zone = ZoneInfo(member.time_zone)
    today = now.astimezone(zone).date()
    free = set(grid_of(member).slots)
    away = list(Away.objects.filter(member=member, ends_on__gte=today).values_list("starts_on", "ends_on"))
    taken = _taken(member, now, now + dt.timedelta(days=DAYS_AHEAD + 1))
    days = []
    for ahead in range(DAYS_AHEAD + 1):
        on = today + dt.timedelta(days=ahead)
        if any(first <= on <= last for first, last in away):
            continue
        hours = [FIRST_HOUR + slot for slot in range(HOURS_A_DAY) if on.weekday() * HOURS_A_DAY + slot in free] or (
            [] if free else list(USUAL_HOURS)
        )
        starts = (dt.datetime.combine(on, dt.time(hour), tzinfo=zone).astimezone(dt.UTC) for hour in hours)
        fitting = tuple(
            start
            for start in starts
            if start > now + dt.timedelta(hours=1)
            and not any(start < end and begin < start + dt.timedelta(minutes=minutes) for begin, end in taken)
        )
        if fitting:
            days.append(Day(on, fitting))
    return days


def venues_for(member: Member, sport: Sport, *, text: str = "") -> list[Near]:
    """Places for this sport, the quickest to reach first; by name when `text` is typed."""
    haunts = list(Haunt.objects.filter(member=member))
    venues = open_venues().filter(sports=sport)
    if text:
        venues = venues.filter(name__icontains=text) | venues.filter(city__icontains=text)
        return sorted((Near(one, _minutes(haunts, one)) for one in venues.distinct()[:200]), key=_by_minutes)[:NEAREST]
    found: dict[int, Venue] = {}
    for haunt in haunts:
        around = venues.filter(
            latitude__range=(haunt.latitude - WIDEST_DEGREES, haunt.latitude + WIDEST_DEGREES),
            longitude__range=(haunt.longitude - WIDEST_DEGREES * 1.5, haunt.longitude + WIDEST_DEGREES * 1.5),
        )
        found |= {venue.pk: venue for venue in around}
    if not haunts:
        found = {venue.pk: venue for venue in venues.order_by("-verified_at", "name")[:NEAREST]}
    return sorted((Near(one, _minutes(haunts, one)) for one in found.values()), key=_by_minutes)[:NEAREST]


def audiences_for(member: Member) -> list[Audience]:
    """For whom: those it fits, each of one's communities, those one chooses, those one invites."""
    return [
        Audience(
            "fitting", "users-round", _("Near me, and of my level"), _("Whoever it suits takes a place."),
            Visibility.PUBLIC, JoinMode.OPEN, keeps_level=True,
        ),
        *(
            Audience(
                f"community-{one.pk}", "shield-check", one.name, _("The community, whatever the level."),
                Visibility.COMMUNITY, JoinMode.OPEN, community=one,
            )
            for one in communities_of(member)
        ),
        Audience(
            "asked", "hand", _("I choose"), _("People ask, you say yes or nothing."),
            Visibility.PUBLIC, JoinMode.REQUEST,
        ),
        Audience(
            "invited", "lock", _("By invitation"), _("Only those you send it to."),
            Visibility.PRIVATE, JoinMode.INVITED,
        ),
    ]  # fmt: skip


def hosted_before(member: Member, now: dt.datetime, *, most: int = 3) -> list[Meet]:
    """Sessions one organised lately, for doing it again; one a sport and place."""
    past = (
        Meet.objects.filter(
            host=member, sport__isnull=False, starts_at__lt=now, starts_at__gt=now - dt.timedelta(days=60)
        )
        .exclude(state=MeetState.CANCELLED)
        .select_related("sport", "venue")
        .order_by("-starts_at")
    )
    once: dict[tuple[int | None, int | None], Meet] = {}
    for meet in past[:20]:
        once.setdefault((meet.sport_id, meet.venue_id), meet)
    return list(once.values())[:most]


def _taken(member: Member, start: dt.datetime, end: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    busy = BusyTime.objects.filter(member=member, starts_at__lt=end, ends_at__gt=start)
    playing = Attendance.objects.filter(
        member=member,
        presence=Presence.IN,
        meet__state__in=LIVE,
        meet__starts_at__gt=start - LONGEST,
        meet__starts_at__lt=end,
    ).values_list("meet__starts_at", "meet__minutes")
    return [
        *busy.values_list("starts_at", "ends_at"),
        *((begin, begin + dt.timedelta(minutes=minutes)) for begin, minutes in playing),
    ]


def _minutes(haunts: Iterable[Haunt], venue: Venue) -> int | None:
    ways = (
        travel_minutes(distance_km(one.latitude, one.longitude, venue.latitude, venue.longitude), one.travel)
        for one in haunts
    )
    return min(ways, default=None)


def _by_minutes(near: Near) -> tuple[int, int]:
    return (near.minutes if near.minutes is not None else 10_000, near.venue.pk)
