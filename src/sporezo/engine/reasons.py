"""Why this session, for each of its members: the value taken apart again into reasons, as data.

Every reason is true by itself and comes from a term of the value; the strongest come first, and there are always at
least three (level or pace, distance, hours in common hold for everybody). Codes: `docs/engine/affinity.md`.
"""

from typing import NamedTuple

import numpy as np

from sporezo.engine.affinity import (
    BALANCE,
    COMPANY,
    COMPLEMENT,
    DIVERSITY,
    FAIRNESS,
    MOOD,
    NOVELTY,
    OVERDUE,
    PLACED,
    SIDES,
    TERMS,
    TRAVEL,
    UNEQUAL_SIDES,
    directed,
    side_gap,
    waiting,
)
from sporezo.engine.compiled import compiled
from sporezo.engine.feasible import are_strangers, reached, relation
from sporezo.engine.market import Market
from sporezo.engine.outcome import Param, Reason
from sporezo.engine.snapshot import MOODS, Flags, Floats, Id, Ints, Snapshot

CODES = frozenset(
    {
        "even_sides",
        "fair_format",
        "gathers",
        "good_size",
        "hour_suits",
        "level_close",
        "near",
        "new_faces",
        "other_sectors",
        "pace_shared",
        "same_mood",
        "seen_again",
        "they_give",
        "waited",
        "you_give",
    }
)
MOST_REASONS = 4
EVEN_SIDES = 0.5  # S
SMALLEST_SCORE = 0.01  # what a reason without points of its own (hours in common) weighs in the order


class Weighed(NamedTuple):
    """Sessions taken apart. `terms` (s, 12) sum to their values; the rest is by session and seat.

    `brings` (s, 12, 12, 7) : weighted mutual terms the second seat brings to the first
    """

    terms: Floats
    side: Ints  # (s,), a bit for each seat on the first side
    side_gap: Floats  # (s,)
    ease: Floats  # (s, 12)
    brings: Floats
    is_new: Flags  # (s, 12, 12)


@compiled
def weigh(market: Market, weights: Floats, company: Floats, groups: Ints, size: Ints, venue: Ints) -> Weighed:
    """Take sessions apart; `groups` (s, 12) are rows."""
    rows, members, plays, relations = market.rows, market.members, market.plays, market.relations
    count, seats = groups.shape
    terms = np.zeros((count, 12))
    side, gap = np.zeros(count, np.int64), np.zeros(count)
    ease = np.zeros((count, seats))
    brings = np.zeros((count, seats, seats, 7))
    is_new = np.zeros((count, seats, seats), np.bool_)
    levels = np.empty(seats)
    for s in range(count):
        at_play = rows[groups[s, 0]].play
        play = plays[at_play]
        for x in range(size[s]):
            a = rows[groups[s, x]]
            mine = members[a.member]
            levels[x] = a.level
            place = reached(market.reach, mine, venue[s])
            ease[s, x] = market.reach[place].ease
            terms[s, TRAVEL] += weights[TRAVEL] * ease[s, x]
            if mine.first_points > 0.0:
                terms[s, PLACED] += weights[PLACED]
                terms[s, FAIRNESS] += mine.first_points - weights[PLACED]
            for y in range(x):
                b = rows[groups[s, y]]
                theirs = members[b.member]
                known = relation(relations, mine, b.member)
                is_new[s, x, y] = is_new[s, y, x] = are_strangers(relations, known)
                forth = directed(weights, relations, market.lists, play, a, b, mine, theirs, known, brings[s, x, y])
                back = directed(weights, relations, market.lists, play, b, a, theirs, mine, known, brings[s, y, x])
                if forth + back > 0.0:
                    harmonic = 2.0 * forth * back / (forth + back)
                    for t in range(7):
                        part = brings[s, x, y, t] / max(forth, 1e-300) + brings[s, y, x, t] / max(back, 1e-300)
                        terms[s, t] += harmonic * part / (size[s] - 1)
        terms[s, COMPANY] = size[s] * company[at_play, size[s]]
        if play.sides == 2:
            gap[s], side[s] = side_gap(levels, size[s])
            if size[s] > 2:
                terms[s, SIDES] = -weights[SIDES] * size[s] * min(1.0, gap[s] / UNEQUAL_SIDES)
    return Weighed(terms, side, gap, ease, brings, is_new)


class Teller:
    """Reads a market back into ids, topics and reasons."""

    def __init__(self, snapshot: Snapshot, market: Market, weights: Floats) -> None:
        self.snapshot = snapshot
        self.market = market
        self.weights = weights
        self.ids: list[Id] = [snapshot.members.ids[at] for at in market.member_at.tolist()]

    def reasons(
        self, group: list[int], at: int, weighed: Weighed, *, venue: int, hours: int, is_first: list[bool]
    ) -> dict[Id, tuple[Reason, ...]]:
        """For each member of the session `at` of `weighed`, whose rows are `group`, the reasons, strongest first."""
        return {
            self.ids[self.market.rows["member"][row]]: self._of(group, seat, at, weighed, venue, hours, is_first[seat])
            for seat, row in enumerate(group)
        }

    def _of(
        self, group: list[int], seat: int, at: int, weighed: Weighed, venue: int, hours: int, is_first: bool
    ) -> tuple[Reason, ...]:
        size = len(group)
        others = [other for other in range(size) if other != seat]
        brings = weighed.brings[at, seat]
        mean = brings[others].mean(axis=0)
        found = [(float(mean[BALANCE]), self.level_reason(group, seat))]
        found.append((self.weights[TRAVEL] * weighed.ease[at, seat], self.near_reason(group[seat], venue)))
        found.append((SMALLEST_SCORE, Reason("hour_suits", {"hours": hours})))
        new = [other for other in others if weighed.is_new[at, seat, other]]
        if new:
            found.append((float(mean[NOVELTY]), Reason("new_faces", {"n": len(new), "others": len(others)})))
        found += self._ties(group, seat, others, brings)
        found += self._gifts(group, seat, others, brings)
        found += self._company(group, seat, others, brings, at, weighed)
        waited = int(self.snapshot.members.rounds_left_out[self.market.member_at[self._member(group[seat])]])
        if waited and is_first:
            fairness = self.weights[FAIRNESS] * waiting(np.array([waited]))[0]
            found.append((float(fairness), Reason("waited", {"rounds": waited})))
        found.sort(key=lambda one: -one[0])
        return tuple(reason for _, reason in found[:MOST_REASONS])

    def level_reason(self, group: list[int], seat: int) -> Reason:
        """Why the rows of `group` are near enough for the one in `seat`, in pace or in level."""
        rows, play = self.market.rows, self.market.plays[self.market.rows["play"][group[0]]]
        fast, slow = rows["fast"][group], rows["slow"][group]
        if play["by_pace"] and not np.isnan(fast).any():
            return Reason("pace_shared", {"fast": round(float(fast.max())), "slow": round(float(slow.min()))})
        level = rows["level"][group]
        gap = float(np.abs(level - level[seat]).max())
        if play["equalises"] and gap > rows["tolerance"][group[seat]]:
            sport = self.snapshot.sports[play["sport"]]
            return Reason("fair_format", {"format": sport.formats[play["format"]].code, "gap": _short(gap)})
        return Reason("level_close", {"gap": _short(gap)})

    def near_reason(self, row: int, venue: int) -> Reason:
        """How far the venue is from the member's nearest area."""
        member = self._member(row)
        begin, end = self.market.members["reach_from"][member], self.market.members["reach_to"][member]
        at = begin + int(np.searchsorted(self.market.reach["venue"][begin:end], venue))
        return Reason("near", {"km": _short(self.market.reach["km"][at])})

    def _ties(self, group: list[int], seat: int, others: list[int], brings: Floats) -> list[tuple[float, Reason]]:
        best = max(others, key=lambda other: float(brings[other, OVERDUE]))
        if not brings[best, OVERDUE] > 0:
            return []
        return [(float(brings[best, OVERDUE]), Reason("seen_again", {"member": self.id_of(group[best])}))]

    def _gifts(self, group: list[int], seat: int, others: list[int], brings: Floats) -> list[tuple[float, Reason]]:
        found: list[tuple[float, Reason]] = []
        best = max(others, key=lambda other: float(brings[other, COMPLEMENT]))
        topics = self._shared(group[seat], group[best])
        if topics:
            params: dict[str, Param] = {"topic": topics[0], "member": self.id_of(group[best])}
            found.append((float(brings[best, COMPLEMENT]), Reason("they_give", params)))
        for other in others:
            wanted = self._shared(group[other], group[seat])
            if wanted:
                why = Reason("you_give", {"topic": wanted[0], "member": self.id_of(group[other])})
                found.append((2 * SMALLEST_SCORE, why))
                break
        return found

    def _company(
        self, group: list[int], seat: int, others: list[int], brings: Floats, at: int, weighed: Weighed
    ) -> list[tuple[float, Reason]]:
        found: list[tuple[float, Reason]] = []
        rows, members = self.market.rows, self.market.members
        sector = members["sector"][rows["member"][group]]
        different = [other for other in others if sector[other] >= 0 and 0 <= sector[seat] != sector[other]]
        if different:
            why = Reason("other_sectors", {"n": len({int(sector[other]) for other in different})})
            found.append((float(brings[others, DIVERSITY].mean()), why))
        mood = rows["mood"][group]
        if (mood == mood[0]).all():
            found.append((self.weights[MOOD], Reason("same_mood", {"mood": MOODS[mood[0]]})))
        play = self.market.plays[rows["play"][group[0]]]
        if play["is_elastic"] and 3 <= len(group) <= 6:
            found.append((float(weighed.terms[at, COMPANY]) / len(group), Reason("good_size", {"size": len(group)})))
        if play["sides"] == 2 and len(group) > 2 and weighed.side_gap[at] <= EVEN_SIDES:
            found.append((self.weights[SIDES] / 2, Reason("even_sides", {"gap": _short(weighed.side_gap[at])})))
        return found

    def _shared(self, curious: int, gives: int) -> list[str]:
        members, lists = self.market.members, self.market.lists
        wants, has = members[self._member(curious)], members[self._member(gives)]
        wanted = lists[wants["curious_from"] : wants["curious_to"]]
        given = lists[has["gives_from"] : has["gives_to"]]
        return [self.snapshot.topics[topic] for topic in np.intersect1d(wanted, given)]

    def _member(self, row: int) -> int:
        return int(self.market.rows["member"][row])

    def id_of(self, row: int) -> Id:
        """The id of the member of a row."""
        return self.ids[self._member(row)]


def named(terms: Floats) -> dict[str, float]:
    """Terms by name, to the millionth of a point; those that are nothing left out."""
    return {name: exact(value) for name, value in zip(TERMS, terms.tolist(), strict=True) if exact(value)}


def exact(value: float) -> float:
    """To the millionth of a point, so that a plan reads the same on every machine."""
    return round(value, 6)


def _short(value: float) -> float:
    return round(float(value), 1)
