"""What a community's rounds have brought, for those who lead it: figures of five people and more, never who."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations

from sporezo.communities.models import Community
from sporezo.communities.queries import LEAST_FOR_FIGURES
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance
from sporezo.rounds.enums import FULL_WEEK
from sporezo.rounds.models import LeftOut, OptIn, Round
from sporezo.rounds.queries.gather import WEEK

ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Figures:
    """The latest rounds of a community whose week is over, eight at most, as shares between 0 and 1.

    Attributes
    ----------
    rounds, people : how many rounds, and how many people opted in to any of them
    placed : of all opt-ins, those that ended in a session that was confirmed or held
    left_out : of all opt-ins, those a round had nothing for, or whose session lapsed
    meetings : pairs of people in one session, counted each time
    repeats : of these, pairs who had met before in these rounds
    cross_sector : of those whose two sectors are known, pairs of two sectors; None below five people who said theirs
    """

    rounds: int
    people: int
    placed: float
    left_out: float
    meetings: int
    repeats: float
    cross_sector: float | None


def figures_of(community: Community, now: dt.datetime) -> Figures | None:
    """Four queries; None while fewer than five people have played, or no week of theirs is over."""
    rounds = list(
        Round.objects.filter(community=community, decided_at__isnull=False, first_day__lte=now.date() - WEEK)
        .order_by("-first_day")
        .values_list("pk", flat=True)[:ROUNDS]
    )
    opted_in = set(
        OptIn.objects.filter(round__in=rounds, withdrawn_at__isnull=True).values_list("round_id", "member_id")
    )
    there = Attendance.objects.filter(
        meet__proposal__round__in=rounds,
        meet__state__in=(MeetState.CONFIRMED, MeetState.HELD),
        presence__in=(Presence.IN, Presence.CAME),
        member__isnull=False,
    ).order_by("meet__starts_at", "meet_id", "member_id")
    sessions: dict[int, list[int]] = defaultdict(list)
    played: set[tuple[int, int]] = set()
    sectors: dict[int, str] = {}
    for meet, round, member, sector in there.values_list(
        "meet_id", "meet__proposal__round_id", "member_id", "member__sector"
    ):
        sessions[meet].append(member)
        played.add((round, member))
        sectors[member] = sector
    if len(sectors) < LEAST_FOR_FIGURES or not opted_in:
        return None
    missed = LeftOut.objects.filter(round__in=rounds).values_list("round_id", "member_id", "remedy")
    left_out = {(round, member) for round, member, remedy in missed if remedy.get("kind") != FULL_WEEK} - played
    pairs = Counter(pair for members in sessions.values() for pair in combinations(members, 2))
    known = {pair: times for pair, times in pairs.items() if all(sectors[one] for one in pair)}
    crossing = sum(times for (one, other), times in known.items() if sectors[one] != sectors[other])
    said_theirs = sum(1 for sector in sectors.values() if sector)
    return Figures(
        rounds=len(rounds),
        people=len({member for _round, member in opted_in}),
        placed=len(opted_in & played) / len(opted_in),
        left_out=len(opted_in & left_out) / len(opted_in),
        meetings=pairs.total(),
        repeats=1 - len(pairs) / pairs.total() if pairs else 0.0,
        cross_sector=crossing / sum(known.values()) if known and said_theirs >= LEAST_FOR_FIGURES else None,
    )
