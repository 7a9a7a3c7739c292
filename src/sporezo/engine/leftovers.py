"""Who is left out, why, and what would help: one reason of a closed list, and a remedy as data.

Everybody who plays the same is taken through the same five gates, in this order; the first one nobody passes is the
reason. The last gate (blocks, not-with, exclusions, women-only, language) always reads *nobody free*.
"""

from typing import NamedTuple

import numpy as np

from sporezo.engine import fairness, geo, slots
from sporezo.engine.compiled import compiled
from sporezo.engine.feasible import APART, hours_meet, keeps_apart, level_fits, pair_venue, relation, serves
from sporezo.engine.market import Market
from sporezo.engine.outcome import Param, Unplaced, Why
from sporezo.engine.snapshot import Flags, Floats, Ints, Snapshot

KINDS = frozenset({"more_hours", "wider_radius", "wider_level", "more_players", "another_sport"})
HOURS, REACH, LEVEL, SAFETY = range(4)
WHY: tuple[Why, ...] = ("no_common_hour", "nothing_in_reach", "no_level_near", "nobody_free")
WIDER_KM = (1, 2, 3, 5, 8, 10, 15, 20)
WIDER_LEVEL = (0.5, 1.0, 1.5, 2.0)
LOOKS_NEAR, LOOKS_ANYWHERE = 3_000, 2_000  # rows taken through the gates: within one's cells, and by level alone


class Gates(NamedTuple):
    """How many rows passed the gates up to each one, and those that fail one gate at most.

    `others` are rows; `failed` the gate each of them fails, or -1.
    """

    passed: Ints  # (5,): playing the same, then after each gate
    others: Ints
    failed: Ints


@compiled
def gates(market: Market, row: int, seen: Ints) -> Gates:
    """Take the rows of the same play through the gates: those of the same cells, then those nearest in level.

    `seen` (rows,) says which row each one was last compared with.
    """
    rows, members, plays = market.rows, market.members, market.plays
    a = rows[row]
    play, mine = plays[a.play], members[a.member]
    those, found = np.empty(LOOKS_NEAR + LOOKS_ANYWHERE, np.int64), 0
    seen[row] = row
    for at in range(a.cells_from, a.cells_to):
        cell = market.row_cell[at]
        for other in market.cell_row[market.cell_rows[cell] : market.cell_rows[cell + 1]]:
            if seen[other] != row and found < LOOKS_NEAR:
                seen[other] = row
                those[found] = other
                found += 1
    half = LOOKS_ANYWHERE // 2
    for other in range(max(play.rows_from, row - half), min(play.rows_to, row + half)):
        if seen[other] != row:
            seen[other] = row
            those[found] = other
            found += 1
    passed = np.zeros(5, np.int64)
    others, failed = np.empty(found, np.int64), np.empty(found, np.int64)
    count = 0
    for other in those[:found]:
        b = rows[other]
        theirs = members[b.member]
        fails, gate = 0, -1
        passed[0] += 1
        if not hours_meet(a, b):
            fails, gate = fails + 1, HOURS
        if fails == 0:
            passed[1] += 1
        if pair_venue(market.reach, market.venues, play.sport, mine, theirs, False)[0] < 0:
            fails, gate = fails + 1, REACH
        if fails == 0:
            passed[2] += 1
        if not level_fits(play, market.level_doubt, a, b):
            fails, gate = fails + 1, LEVEL
        if fails == 0:
            passed[3] += 1
        known = relation(market.relations, mine, b.member)
        if fails < 2 and keeps_apart(market.relations, market.lists, mine, theirs, known) == APART:
            fails, gate = fails + 1, SAFETY
        if fails == 0:
            passed[4] += 1
        if fails <= 1:
            others[count], failed[count] = other, gate
            count += 1
    return Gates(passed, others[:count], failed[:count])


def explain(snapshot: Snapshot, market: Market, members: list[int]) -> list[Unplaced]:
    """Reason and remedy for each of the canonical `members` without a session, in that order."""
    by_member = np.argsort(market.rows["member"], kind="stable")
    begins = np.searchsorted(market.rows["member"][by_member], np.arange(len(market.members) + 1))
    looked = np.full(len(market.rows), -1, dtype=np.int64)
    left: list[Unplaced] = []
    without = np.zeros(len(market.members), dtype=bool)
    without[members] = True
    known = fairness.partners(market, np.array(members, dtype=np.int64)).tolist()
    for member, partners in zip(members, known, strict=True):
        rows = by_member[begins[member] : begins[member + 1]].tolist()
        id = snapshot.members.ids[market.member_at[member]]
        left.append(Unplaced(id, *_why(snapshot, market, member, rows, looked, without), fairness.wait_of(partners)))
    return left


def _why(
    snapshot: Snapshot, market: Market, member: int, rows: list[int], looked: Ints, without: Flags
) -> tuple[Why, dict[str, Param] | None]:
    seen = [gates(market, row, looked) for row in rows]
    passed = np.sum([one.passed for one in seen], axis=0) if seen else np.zeros(5, dtype=np.int64)
    if not passed[0]:
        return "too_few", _missing(snapshot, market, rows, seen, without)
    gate = int(np.argmax(passed[1:] == 0)) if (passed[1:] == 0).any() else None
    if not market.free[member].any():
        gate = HOURS
    if gate is None:
        return "too_few", _missing(snapshot, market, rows, seen, without)
    remedies = {HOURS: _hour, REACH: _radius, LEVEL: _tolerance}
    find = remedies.get(gate)
    return WHY[gate], (find(snapshot, market, rows, seen) if find else None)


def _blocked_at(gate: int, seen: Gates) -> Ints:
    return np.asarray(seen.others[seen.failed == gate], dtype=np.int64)


def _hour(snapshot: Snapshot, market: Market, rows: list[int], seen: list[Gates]) -> dict[str, Param] | None:
    """The hour at which most of those who fit in all else could begin."""
    people = np.zeros(slots.SLOTS, dtype=np.int64)
    for one in seen:
        others = market.rows[_blocked_at(HOURS, one)]
        for low, high in zip(others["starts_low"].tolist(), others["starts_high"].tolist(), strict=True):
            people[slots.unpack(slots.from_words(low, high))] += 1
    if not people.any():
        return None
    best = int(np.argmax(people))
    return {"kind": "more_hours", "slot": best, "people": int(people[best])}


def _radius(snapshot: Snapshot, market: Market, rows: list[int], seen: list[Gates]) -> dict[str, Param] | None:
    """The smallest widening of the radius that brings somebody within reach."""
    needed = _km_to(snapshot, market, rows, seen)
    for km in WIDER_KM:
        people = sum(1 for value in needed if value <= km)
        if people:
            return {"kind": "wider_radius", "km": km, "people": people}
    return None


def come_in_reach(snapshot: Snapshot, market: Market, member: int, km: float) -> int:
    """How many more could play with the canonical `member`, were their own radius `km` longer and nothing else."""
    rows = np.flatnonzero(market.rows["member"] == member).tolist()
    looked = np.full(len(market.rows), -1, dtype=np.int64)
    seen = [gates(market, row, looked) for row in rows]
    return sum(1 for value in _km_to(snapshot, market, rows, seen) if value <= km)


def _km_to(snapshot: Snapshot, market: Market, rows: list[int], seen: list[Gates]) -> list[float]:
    """By how many kilometres one's radius falls short of each of those whom distance alone keeps away."""
    if not rows:
        return []
    areas = snapshot.areas
    mine = np.flatnonzero(areas.member == market.member_at[market.rows["member"][rows[0]]])
    short = km_short(
        market,
        areas.latitude[mine],
        areas.longitude[mine],
        areas.radius_km[mine],
        snapshot.venues.latitude[market.venue_at],
        snapshot.venues.longitude[market.venue_at],
    )
    needed = np.full(len(market.members), np.inf)
    for row, one in zip(rows, seen, strict=True):
        _nearer(market, market.plays["sport"][market.rows["play"][row]], _blocked_at(REACH, one), short, needed)
    for one in seen:
        needed[market.rows["member"][one.others[one.failed == -1]]] = np.inf
    return [float(km) for km in needed[needed < np.inf]]


@compiled
def km_short(
    market: Market, latitude: Floats, longitude: Floats, radius_km: Floats, venue_north: Floats, venue_east: Floats
) -> Floats:
    """For each venue, by how many kilometres the nearest of some areas falls short of it; infinite beyond the widest
    remedy."""
    widest = float(WIDER_KM[-1])
    short = np.full(len(market.venues), np.inf)
    for area in range(len(latitude)):
        most = radius_km[area] + widest
        for venue in range(len(venue_north)):
            if abs(venue_north[venue] - latitude[area]) * geo.KM_A_DEGREE <= most:
                km = geo.distance_km(latitude[area], longitude[area], venue_north[venue], venue_east[venue])
                if km <= most:
                    short[venue] = min(short[venue], km - radius_km[area])
    return short


@compiled
def _nearer(market: Market, sport: int, others: Ints, short: Floats, needed: Floats) -> None:
    """Lower `needed` (n,) to the kilometres that bring each of the rows `others` within reach at a venue of theirs."""
    for at in range(len(others)):
        who = market.rows[others[at]].member
        them = market.members[who]
        for place in range(them.reach_from, them.reach_to):
            venue = market.reach[place].venue
            if short[venue] < needed[who] and serves(market.venues[venue], sport, False):
                needed[who] = short[venue]


def _tolerance(snapshot: Snapshot, market: Market, rows: list[int], seen: list[Gates]) -> dict[str, Param] | None:
    """The smallest widening of one's own tolerance that brings somebody near."""
    needed: dict[int, float] = {}
    for row, one in zip(rows, seen, strict=True):
        me, play = market.rows[row], market.plays[market.rows["play"][row]]
        for other in _blocked_at(LEVEL, one).tolist():
            them = market.rows[other]
            gap = abs(float(me["level"] - them["level"]))
            doubt = market.level_doubt * float(np.hypot(me["sigma"], them["sigma"]))
            paced = play["by_pace"] and not (np.isnan(me["fast"]) or np.isnan(them["fast"]))
            if not paced and gap <= play["widest_gap"] and gap <= them["tolerance"] + doubt:
                who = int(them["member"])
                needed[who] = min(needed.get(who, np.inf), gap - doubt - float(me["tolerance"]))
    for by in WIDER_LEVEL:
        people = sum(1 for value in needed.values() if value <= by)
        if people:
            return {"kind": "wider_level", "by": by, "people": people}
    return None


def _missing(
    snapshot: Snapshot, market: Market, rows: list[int], seen: list[Gates], without: Flags
) -> dict[str, Param] | None:
    """How many more players the sport nearest to a session lacks, among those `without` one; another sport for
    whoever plays alone."""
    lacking: list[tuple[int, str]] = []
    for row, one in zip(rows, seen, strict=True):
        play = market.plays[market.rows["play"][row]]
        fitting = np.unique(market.rows["member"][one.others[one.failed == -1]])
        lacks = int(play["least"]) - 1 - int(without[fitting].sum())
        lacking.append((lacks, snapshot.sports[play["sport"]].slug))
    if not lacking or not any(one.passed[0] for one in seen):
        others = len(market.members) - 1
        return {"kind": "another_sport", "people": others} if others else None
    lacks, sport = min(lacking)
    return {"kind": "more_players", "sport": sport, "people": lacks} if lacks > 0 else None
