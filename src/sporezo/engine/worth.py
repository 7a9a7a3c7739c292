"""What a session is worth to those in it: named terms, read both ways, and the reasons one may tell them.

Formulas and a worked example: docs/engine/affinity.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sporezo.engine.outcome import Param, Reason
from sporezo.engine.snapshot import Floats, Ints, Ragged, Snapshot

NEW_FACE_WEEKS = 12.0
OVERDUE_HALF_WEEKS = 4.0
WAITED_MOST = 4


@dataclass(frozen=True, slots=True)
class Weights:
    """Points of each term at its best; the pair terms are shared by two, the others are one's own.

    Attributes
    ----------
    balance : levels, or easy paces, near enough for a game, doubt counted
    novelty : somebody never met, or not for a season
    overdue : a mutual link past its date
    complement : one gives what the other is curious about; both ways count as a product of the two
    diversity : another sector, another function
    travel : the place is close for everyone
    fairness : rises with every round left out
    placed : having a session at all
    sides : taken off as two sides grow unequal
    """

    balance: float = 0.30
    novelty: float = 0.20
    overdue: float = 0.20
    complement: float = 0.20
    diversity: float = 0.10
    travel: float = 0.25
    fairness: float = 0.50
    placed: float = 1.00
    sides: float = 0.20


PAIR_TERMS = ("balance", "novelty", "overdue", "complement", "diversity")
TERMS = (*PAIR_TERMS, "travel", "fairness", "placed", "sides")


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pair terms of n members, each (n, n), symmetric, weighted: what each adds for either of the two."""

    novelty: Floats
    overdue: Floats
    complement: Floats
    diversity: Floats
    met: Floats  # (n, n) weeks since the last session together, infinity for never


def pairs(snapshot: Snapshot, weights: Weights) -> Pairs:
    """The pair terms that do not depend on the sport: O(n²) memory."""
    people, relations = snapshot.members, snapshot.relations
    n = len(people)
    met = np.full((n, n), np.inf)
    overdue = np.full((n, n), -np.inf)
    for table, rows, values, keep in (
        (met, relations.met, relations.met_weeks_ago, np.minimum),
        (overdue, relations.links, relations.link_weeks_overdue, np.maximum),
    ):
        if len(rows):
            for a, b in ((rows[:, 0], rows[:, 1]), (rows[:, 1], rows[:, 0])):
                keep.at(table, (a, b), values)
    discovers, maintains = people.mode != 1, people.mode != 0
    is_new = 1.0 - np.exp2(-np.minimum(met, 520.0) / NEW_FACE_WEEKS)
    both_discover = discovers[:, None] & discovers[None, :]
    both_maintain = maintains[:, None] & maintains[None, :]
    weeks = np.maximum(overdue, 0.0)
    is_due = np.where(
        np.isfinite(overdue) & (overdue >= 0) & both_maintain, (1 + weeks) / (1 + weeks + OVERDUE_HALF_WEEKS), 0
    )
    topics = max(1, len(snapshot.topics))
    gives, curious = _table(people.gives, n, topics), _table(people.curious, n, topics)
    one_way = (gives @ curious.T) > 0  # i gives what j is curious about
    complement = 0.5 * (one_way | one_way.T) + 0.5 * (one_way & one_way.T)
    other_sector = (people.sector[:, None] != people.sector[None, :]).astype(np.float64)
    other_function = (people.function[:, None] != people.function[None, :]).astype(np.float64)
    return Pairs(
        novelty=weights.novelty * np.where(both_discover, is_new, 0.25 * is_new),
        overdue=weights.overdue * is_due,
        complement=weights.complement * complement,
        diversity=weights.diversity * (0.7 * other_sector + 0.3 * other_function),
        met=met,
    )


def _table(lists: Ragged, n: int, width: int) -> Floats:
    table = np.zeros((n, width))
    counts = np.diff(lists.offsets)
    table[np.repeat(np.arange(n), counts), lists.values] = 1.0
    return table


def reasons(
    snapshot: Snapshot,
    terms: Pairs,
    *,
    member: int,
    others: list[int],
    gap: float,
    by_pace: bool,
    km: float,
) -> tuple[Reason, ...]:
    """Why this session suits `member`, the strongest first; at least three, each of them true."""
    people, ids = snapshot.members, snapshot.members.ids
    found: list[tuple[float, Reason]] = []

    def say(points: float, code: str, **params: Param) -> None:
        found.append((points, Reason(code, dict(params))))

    due = max(others, key=lambda other: float(terms.overdue[member, other]))
    if terms.overdue[member, due] > 0:
        say(9.0, "seen_again", member=ids[due])
    for other in others:
        for code, giver, taker in (("they_give", other, member), ("you_give", member, other)):
            shared = np.intersect1d(_row(people.gives, giver), _row(people.curious, taker))
            if len(shared):
                say(7.0 if code == "they_give" else 5.0, code, topic=snapshot.topics[int(shared[0])], member=ids[other])
    if by_pace:
        say(6.0, "pace_shared")
    else:
        say(6.5 - min(gap, 3.0), "level_close", gap=round(gap, 1))
    new = sum(1 for other in others if np.isinf(terms.met[member, other]))
    if new:
        say(5.5, "new_faces", n=new)
    if people.rounds_left_out[member] > 0:
        say(6.2, "waited", rounds=int(people.rounds_left_out[member]))
    sectors = {int(people.sector[other]) for other in others} - {int(people.sector[member]), -1}
    if sectors:
        say(3.0, "other_sectors", n=len(sectors))
    say(4.5 if km < 3 else 2.5, "near", km=round(km, 1))
    say(2.0, "hour_suits")
    found.sort(key=lambda one: (-one[0], one[1].code, str(one[1].params)))
    kept: list[Reason] = []
    for _points, reason in found:
        if all(reason.code != other.code for other in kept):
            kept.append(reason)
    return tuple(kept[:4])


def _row(lists: Ragged, place: int) -> Ints:
    values: Ints = lists.values[int(lists.offsets[place]) : int(lists.offsets[place + 1])]
    return values
