"""Finding a session: what is open, sorted by how well it fits one, with the reasons in words."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from zoneinfo import ZoneInfo

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sporezo.diary.models import FIRST_HOUR, HOURS_A_DAY
from sporezo.diary.queries import grid_of
from sporezo.meets.enums import JoinMode, MeetState, Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.meets.queries.details import Detail, details
from sporezo.meets.queries.reads import once_a_series, visible_to
from sporezo.meets.queries.whom import is_shown_to, standing_of
from sporezo.members.models import Member
from sporezo.places.models import Haunt
from sporezo.places.rules import reach_km
from sporezo.sports.models import Practice, Sport
from sporezo.ui.numbers import duration, in_words

AHEAD = dt.timedelta(days=28)
LOOKED_AT = 300  # sessions to come weighed for one page, the soonest first
SHOWN = 30
DAYS = 14
KM_A_DEGREE = 111.32
WEIGHTS = {"level": 0.40, "travel": 0.25, "hours": 0.20, "missing": 0.15}
FULL = 0.5  # what a session without a free place is worth beside the same one with a place
UNKNOWN = 0.6  # what a fact nobody told counts for, of 1


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for; empty is everything."""

    sport: Sport | None = None
    on: dt.date | None = None
    within_minutes: int | None = None
    is_my_level: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """One session found: what one may read of it, how well it fits (0 to 1), and why."""

    detail: Detail
    fit: float
    is_my_level: bool
    reasons: tuple[str, ...]

    @property
    def is_full(self) -> bool:
        return self.detail.free == 0

    @property
    def asks_first(self) -> bool:
        """Whether one knocks rather than walks in."""
        return self.detail.meet.join_mode == JoinMode.REQUEST or not self.is_my_level


@dataclass(frozen=True, slots=True)
class DayCount:
    """One day of the strip over the list, and how many sessions suit what one looks for."""

    on: dt.date
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """What there is: the best first, and how many a day."""

    matches: tuple[Match, ...]
    days: tuple[DayCount, ...]
    more: int = 0
    sports: tuple[Sport, ...] = field(default=())

    @property
    def total(self) -> int:
        return sum(day.count for day in self.days)


def find(member: Member, wish: Wish, *, now: dt.datetime) -> Found:
    """Open sessions of the four weeks ahead that one is not in; the same number of queries for one as for thirty."""
    zone = ZoneInfo(member.time_zone)
    haunts = list(Haunt.objects.filter(member=member).order_by("pk"))
    standing = standing_of(member)
    practices = list(Practice.objects.filter(member=member, paused_at__isnull=True).select_related("sport"))
    mine = tuple(dict.fromkeys(one.sport for one in practices))
    candidates = _candidates(member, wish, mine, haunts, now)
    if wish.on is not None:  # that day's own first, however many come before it
        start = dt.datetime.combine(wish.on, dt.time(), tzinfo=zone)
        is_then = Case(When(starts_at__range=(start, start + dt.timedelta(days=1)), then=0), default=1)
        candidates = candidates.order_by(is_then, "starts_at", "pk")
    looked_at = [
        meet
        for meet in candidates[:LOOKED_AT]
        if is_shown_to(meet, standing) and (wish.on is None or _is_near_day(meet, wish.on, zone))
    ]
    levels = _levels(looked_at)
    free = set(grid_of(member).slots)
    scale = _Scale({one.sport_id: one for one in reversed(practices)}, levels, free, zone)
    matches = [scale.weigh(detail, wish) for detail in details(looked_at, member)]
    matches = [one for one in matches if _is_wished(one, wish)]
    days = Counter(one.detail.meet.starts_at.astimezone(zone).date() for one in matches)
    today = now.astimezone(zone).date()
    strip = tuple(DayCount(on, days[on]) for on in (today + dt.timedelta(days=ahead) for ahead in range(DAYS)))
    if wish.on is not None:
        matches = [one for one in matches if one.detail.meet.starts_at.astimezone(zone).date() == wish.on]
    else:  # of what comes back, the next date alone
        alone = {meet.pk for meet in once_a_series(one.detail.meet for one in matches)}
        matches = [one for one in matches if one.detail.meet.pk in alone]
    matches.sort(key=lambda one: (-one.fit, one.detail.meet.starts_at, one.detail.meet.pk))
    return Found(tuple(matches[:SHOWN]), strip, max(len(matches) - SHOWN, 0), mine)


def _candidates(
    member: Member, wish: Wish, mine: Sequence[Sport], haunts: Sequence[Haunt], now: dt.datetime
) -> QuerySet[Meet]:
    there = Attendance.objects.filter(meet=OuterRef("pk"), member=member).exclude(presence=Presence.OUT)
    found = visible_to(member).filter(
        ~Exists(there),
        state__in=(MeetState.OPEN, MeetState.CONFIRMED),
        join_mode__in=(JoinMode.OPEN, JoinMode.REQUEST),
        starts_at__gt=now,
        starts_at__lt=now + AHEAD,
    )
    if wish.sport is not None:
        found = found.filter(sport=wish.sport)
    elif mine:
        found = found.filter(sport__in=mine)
    if haunts:
        found = found.filter(_in_boxes(haunts, wish.within_minutes))
    return found.order_by("starts_at", "pk")


def _in_boxes(haunts: Iterable[Haunt], minutes: int | None) -> Q:
    """Within reach of one area or another, as boxes; the exact minutes are asked later. No place yet is near enough."""
    near = Q(venue__isnull=True)
    for haunt in haunts:
        km = reach_km(minutes, haunt.travel) if minutes else max(haunt.radius_km, reach_km(60, haunt.travel))
        up = (km + 2) / KM_A_DEGREE
        near |= Q(
            venue__latitude__range=(haunt.latitude - up, haunt.latitude + up),
            venue__longitude__range=(haunt.longitude - up * 1.6, haunt.longitude + up * 1.6),
        )
    return near


def _is_near_day(meet: Meet, on: dt.date, zone: ZoneInfo) -> bool:
    """Within the strip of days around the chosen one: its neighbours are counted too."""
    return abs((meet.starts_at.astimezone(zone).date() - on).days) <= DAYS


def _is_wished(match: Match, wish: Wish) -> bool:
    journey = match.detail.journey
    is_near = wish.within_minutes is None or journey is None or journey.minutes <= wish.within_minutes
    return is_near and (match.is_my_level or not wish.is_my_level)


def _levels(meets: Sequence[Meet]) -> dict[int, list[float]]:
    """The levels of those in, by session: what a group plays like, for sessions that told no level of their own."""
    found: dict[int, list[float]] = defaultdict(list)
    there = Attendance.objects.filter(
        meet__in=[meet.pk for meet in meets if not meet.has_level],
        presence=Presence.IN,
        member__practices__sport=F("meet__sport"),
    )
    for meet, mean in there.values_list("meet_id", "member__practices__level_mean"):
        found[meet].append(mean)
    return found


@dataclass(frozen=True, slots=True)
class _Scale:
    """What one session is weighed with, read once for all."""

    practices: dict[int, Practice]
    levels: dict[int, list[float]]
    free: set[int]
    zone: ZoneInfo

    def weigh(self, detail: Detail, wish: Wish) -> Match:
        meet = detail.meet
        level, is_my_level, of_level = self._level(meet)
        travel, of_travel = _travel(detail, wish)
        hours, of_hours = self._hours(meet)
        missing, of_missing = _missing(detail)
        fit = (
            WEIGHTS["level"] * level
            + WEIGHTS["travel"] * travel
            + WEIGHTS["hours"] * hours
            + WEIGHTS["missing"] * missing
        )
        reasons = tuple(one for one in (of_level, of_missing, of_hours, of_travel, _fair(meet, of_level)) if one)
        return Match(detail, fit * (FULL if detail.free == 0 else 1), is_my_level, reasons[:3])

    def _level(self, meet: Meet) -> tuple[float, bool, str]:
        mine = self.practices.get(meet.sport_id or 0)
        if mine is None:
            return UNKNOWN, not meet.has_level, "" if meet.has_level else _("Any level: come as you are.")
        if meet.level_low is not None and meet.level_high is not None:
            low, high = meet.level_low - mine.level_deviation, meet.level_high + mine.level_deviation
            if low <= mine.level_mean <= high:
                return 1.0, True, _("Your level.")
            off = low - mine.level_mean if mine.level_mean < low else mine.level_mean - high
            word = (
                _("A notch above you: ask, they decide.")
                if mine.level_mean < low
                else _("A notch below you: ask, they decide.")
            )
            return max(0.0, 0.6 - off / 5), False, word
        group = self.levels.get(meet.pk, [])
        if not group:
            return UNKNOWN, True, _("Any level: come as you are.")
        gap = abs(fmean(group) - mine.level_mean)
        if gap <= mine.tolerance + mine.level_deviation / 2:
            return 1.0, True, _("People of about your level.")
        return max(0.2, 1 - gap / 6), True, _("Mixed levels, everybody is welcome.")

    def _hours(self, meet: Meet) -> tuple[float, str]:
        if not self.free:
            return UNKNOWN, ""
        local = meet.starts_at.astimezone(self.zone)
        slot = local.weekday() * HOURS_A_DAY + local.hour - FIRST_HOUR
        is_free = FIRST_HOUR <= local.hour < FIRST_HOUR + HOURS_A_DAY and slot in self.free
        return (1.0, _("An hour you painted as free.")) if is_free else (0.3, "")


def _travel(detail: Detail, wish: Wish) -> tuple[float, str]:
    if detail.meet.venue is None:
        return UNKNOWN, _("The place is still to be agreed.")
    if detail.journey is None:
        return UNKNOWN, ""
    minutes = detail.journey.minutes
    return max(0.0, 1 - minutes / (wish.within_minutes or 60)), _("%(duration)s from you, %(by)s.") % {
        "duration": duration(minutes),
        "by": detail.journey.by.lower(),
    }


def _missing(detail: Detail) -> tuple[float, str]:
    """How much one more player would be welcome."""
    meet = detail.meet
    short = meet.quorum - detail.count
    if detail.free == 0:
        return 0.0, _("Full: the waiting list moves.")
    if meet.state == MeetState.CONFIRMED:
        return 0.6, _("Confirmed: it is on.")
    if short <= 0:
        return 0.6, _("Enough players already.")
    if short == 1:
        return 1.0, _("One is missing: you?")
    return 0.5, capfirst(ngettext("%(n)s is missing.", "%(n)s are missing.", short) % {"n": in_words(short)})


def _fair(meet: Meet, of_level: str) -> str:
    if meet.format is None or not of_level:
        return ""
    return meet.format.handicap
