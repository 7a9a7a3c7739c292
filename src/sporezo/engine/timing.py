"""Which hour each session begins, and who could take a place in it."""

import numpy as np

from sporezo.engine.affinity import reciprocal
from sporezo.engine.compiled import compiled
from sporezo.engine.feasible import (
    FREE_TO_MEET,
    are_strangers,
    keeps_apart,
    level_fits,
    reached,
    relation,
    serves,
)
from sporezo.engine.market import Market
from sporezo.engine.slots import SLOTS
from sporezo.engine.snapshot import Floats, Ints

RESERVES = 3


@compiled
def hours(market: Market, groups: Ints, size: Ints, venue: Ints, load: Ints, stand_ins: bool) -> tuple[Ints, Ints]:
    """For each session the slot it begins, and how many slots would have done.

    Among the hours everybody can begin, the one at which fewest sessions of this round use the venue, then (with
    `stand_ins`) the one at which most others could take a place given back, and then the one at which most members are
    free. `load` (v, 112) counts sessions at each venue and hour and is updated.
    """
    rows, plays = market.rows, market.plays
    free = np.zeros(SLOTS, np.int64)
    for member in range(len(market.free)):
        for slot in range(SLOTS):
            word = market.free[member, slot >> 6]
            free[slot] += np.int64(word >> np.uint64(slot & 63) & np.uint64(1))
    begins, choice = np.empty(len(size), np.int64), np.empty(len(size), np.int64)
    others = np.zeros(SLOTS, np.int64)
    for s in range(len(size)):
        length = plays[rows[groups[s, 0]].play].hours
        low, high = rows[groups[s, 0]].starts_low, rows[groups[s, 0]].starts_high
        for k in range(1, size[s]):
            low &= rows[groups[s, k]].starts_low
            high &= rows[groups[s, k]].starts_high
        if stand_ins:
            _count_stand_ins(market, groups[s], size[s], venue[s], low, high, others)
        best, crowd, people, count = -1, 0, 0, 0
        for slot in range(SLOTS):
            word = low if slot < 64 else high
            if word >> np.uint64(slot & 63) & np.uint64(1) == np.uint64(0):
                continue
            count += 1
            used = 0
            for hour in range(slot, slot + length):
                used = max(used, load[venue[s], hour])
            welcome = others[slot] * len(market.free) + free[slot]
            if best < 0 or used < crowd or (used == crowd and welcome > people):
                best, crowd, people = slot, used, welcome
        for hour in range(best, best + length):
            load[venue[s], hour] += 1
        begins[s], choice[s] = best, count
    return begins, choice


@compiled
def _count_stand_ins(
    market: Market, group: Ints, size: int, venue: int, low: np.uint64, high: np.uint64, others: Ints
) -> None:
    """Fill `others` (112,) with how many people outside the group could play with all of it, by hour."""
    rows, members, relations = market.rows, market.members, market.relations
    play = market.plays[rows[group[0]].play]
    others[:] = 0
    for at in range(play.rows_from, play.rows_to):
        a = rows[at]
        early, late = a.starts_low & low, a.starts_high & high
        mine = members[a.member]
        if (early | late) == np.uint64(0) or reached(market.reach, mine, venue) < 0:
            continue
        fits = True
        for k in range(size):
            b = rows[group[k]]
            known = relation(relations, mine, b.member)
            fits = fits and b.member != a.member and level_fits(play, market.level_doubt, a, b)
            fits = fits and keeps_apart(relations, market.lists, mine, members[b.member], known) == FREE_TO_MEET
        if fits:
            for slot in range(SLOTS):
                word = early if slot < 64 else late
                others[slot] += np.int64(word >> np.uint64(slot & 63) & np.uint64(1))


@compiled
def reserves(
    market: Market, weights: Floats, groups: Ints, size: Ints, venue: Ints, begins: Ints, spare: Ints, spare_rows: Ints
) -> Ints:
    """For each session, up to three rows that could take anybody's place, those who waited longest first.

    Parameters
    ----------
    spare : (plays + 1,), where the rows of each play begin in `spare_rows`, rows without a session

    Returns
    -------
    (s, 3) rows, -1 where there is none
    """
    rows, members, plays, relations = market.rows, market.members, market.plays, market.relations
    found = np.full((len(size), RESERVES), -1, np.int64)
    score = np.full((len(size), RESERVES), -1.0)
    there, back = np.empty(7), np.empty(7)
    for s in range(len(size)):
        at_play = rows[groups[s, 0]].play
        play, slot = plays[at_play], begins[s]
        for at in range(spare[at_play], spare[at_play + 1]):
            a = rows[spare_rows[at]]
            word = a.starts_low if slot < 64 else a.starts_high
            if word >> np.uint64(slot & 63) & np.uint64(1) == np.uint64(0):
                continue
            mine = members[a.member]
            if reached(market.reach, mine, venue[s]) < 0:
                continue
            tongue, total, fits = mine.languages, 0.0, True
            for k in range(size[s]):
                b = rows[groups[s, k]]
                theirs = members[b.member]
                known = relation(relations, mine, b.member)
                tongue &= theirs.languages
                fits = fits and level_fits(play, market.level_doubt, a, b)
                fits = fits and keeps_apart(relations, market.lists, mine, theirs, known) == FREE_TO_MEET
                alone = size[s] == 2 and are_strangers(relations, known)
                fits = fits and serves(market.venues[venue[s]], play.sport, alone)
                if not fits:
                    break
                total += reciprocal(weights, relations, market.lists, play, a, b, mine, theirs, known, there, back)
            if not fits or tongue == np.uint64(0):
                continue
            points = mine.first_points + total / size[s]
            k = RESERVES
            while k > 0 and score[s, k - 1] < points:
                k -= 1
            if k < RESERVES:
                for later in range(RESERVES - 1, k, -1):
                    found[s, later], score[s, later] = found[s, later - 1], score[s, later - 1]
                found[s, k], score[s, k] = spare_rows[at], points
    return found
