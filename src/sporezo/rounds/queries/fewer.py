"""What becomes of a session somebody is missing from: whether others are still asked, and how so few would play."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.rounds.enums import SeatKind
from sporezo.rounds.models import Proposal, Seat
from sporezo.sports.models import Format, Practice


@dataclass(frozen=True, slots=True)
class Shortage:
    """A session one or more short: `format` is how those who said yes would play all the same, if there is a way."""

    is_asking: bool
    players: int
    format: Format | None


def shortages(proposals: Collection[Proposal], now: dt.datetime) -> dict[int, Shortage]:
    """By session, of these short ones: four queries, whatever their number, and none for none."""
    if not proposals:
        return {}
    meets = [one.meet for one in proposals]
    asking = set(
        Seat.objects.filter(
            proposal__in=proposals, kind=SeatKind.VACANCY, answer="", answer_by_at__gt=now, replaced_at__isnull=True
        ).values_list("proposal__meet_id", flat=True)
    )
    found = formats_for_those_in(meets)
    return {meet.pk: Shortage(meet.pk in asking, *found[meet.pk]) for meet in meets}


def formats_for_those_in(meets: Collection[Meet]) -> dict[int, tuple[int, Format | None]]:
    """How many said yes to each session, and a way to play for so many, within its widest gap. Three queries."""
    there: dict[int, list[int]] = defaultdict(list)
    for meet, member in Attendance.objects.filter(
        meet__in=meets, presence=Presence.IN, member__isnull=False
    ).values_list("meet_id", "member_id"):
        there[meet].append(member)
    sports = {meet.sport_id for meet in meets}
    levels: dict[tuple[int, int], float] = {}
    for member, sport, mean in (
        Practice.objects.filter(sport__in=sports, member__in=[one for those in there.values() for one in those])
        .order_by("member_id", "position", "pk")
        .values_list("member_id", "sport_id", "level_mean")
    ):
        levels.setdefault((member, sport), mean)
    formats: dict[int, list[Format]] = defaultdict(list)
    for one in Format.objects.filter(sport__in=sports).order_by("position", "pk"):
        formats[one.sport_id].append(one)

    def fitting(meet: Meet) -> Format | None:
        players, sport = there[meet.pk], meet.sport_id
        if len(players) < 2 or sport is None:
            return None
        means = [levels[one, sport] for one in players if (one, sport) in levels]
        gap = max(means, default=0.0) - min(means, default=0.0)
        return next(
            (
                one
                for one in formats[sport]
                if one.players_min <= len(players) <= one.players_max and float(one.widest_gap) >= gap
            ),
            None,
        )

    return {meet.pk: (len(there[meet.pk]), fitting(meet)) for meet in meets}
