"""How many around somebody could come to a session they think of: figures of five and more, never who."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sporezo.diary.models import FIRST_HOUR, HOURS_A_DAY, Away, WeekGrid
from sporezo.meets.queries import LEAST_TOLD, ids_near
from sporezo.members.models import Member
from sporezo.rounds.queries.gather import promised
from sporezo.sports.models import Practice, Sport


@dataclass(frozen=True, slots=True)
class NearAndFitting:
    """Of those who play this within half an hour: of about one's level, and of these free at that hour."""

    playing: int
    fitting: int
    free: int

    @property
    def told(self) -> tuple[int | None, int | None, int | None]:
        """Each figure, or None where it is too small to hide anybody."""
        playing, fitting, free = (
            figure if figure >= LEAST_TOLD else None for figure in (self.playing, self.fitting, self.free)
        )
        return playing, fitting, free


def near_and_fitting(member: Member, sport: Sport, *, starts_at: dt.datetime, minutes: int) -> NearAndFitting:
    """The same number of queries whatever the number of people: their hours are read, their names never."""
    near = ids_near(member, sport)
    mine = Practice.objects.filter(member=member, sport=sport).order_by("position").first()
    fitting = near if mine is None else _of_level(near, mine)
    hours = WeekGrid.objects.filter(member__in=fitting).select_related("member")
    free = {one.member_id for one in hours if _is_painted(one, starts_at)}
    on = starts_at.date()
    free -= set(
        Away.objects.filter(member__in=free, starts_on__lte=on, ends_on__gte=on).values_list("member_id", flat=True)
    )
    free -= promised(free, starts_at, starts_at + dt.timedelta(minutes=minutes))
    return NearAndFitting(len(near), len(fitting), len(free))


def _of_level(near: set[int], mine: Practice) -> set[int]:
    theirs = Practice.objects.filter(
        member__in=near,
        sport=mine.sport,
        level_mean__range=(mine.level_mean - mine.tolerance, mine.level_mean + mine.tolerance),
    )
    return set(theirs.values_list("member_id", flat=True))


def _is_painted(grid: WeekGrid, starts_at: dt.datetime) -> bool:
    local = starts_at.astimezone(ZoneInfo(grid.member.time_zone))
    slot = local.hour - FIRST_HOUR
    return 0 <= slot < HOURS_A_DAY and local.weekday() * HOURS_A_DAY + slot in grid.slots
