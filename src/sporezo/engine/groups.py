"""A pool of candidate sessions: every kept pair, and for each row the groups it gains most from.

Groups are looked for among a row and its best partners. Those of four are enumerated, 2,024 for 24 partners; others
are grown one player at a time, from each partner. What counts is the *reduced* value, a session's value less the prices
(`bound.py`) of its members: people who fit few sessions are cheap, so the pool does not consist of the popular alone.
"""

from typing import NamedTuple

import numpy as np

from sporezo.engine.affinity import SIDES, TRAVEL, UNEQUAL_SIDES, reciprocal, side_gap
from sporezo.engine.compiled import compiled, inlined
from sporezo.engine.feasible import (
    FREE_TO_MEET,
    are_strangers,
    group_venue,
    keeps_apart,
    level_fits,
    relation,
    serves,
)
from sporezo.engine.market import Market
from sporezo.engine.snapshot import Flags, Floats, Ints, Words

MOST_PLAYERS = 12
GROUPS = 24  # groups kept for each row
ROWS_AT_ONCE = 20_000


class Pool(NamedTuple):
    """Candidate sessions: `rows` (c, 12), -1 beyond `size`, ascending; each feasible, worth `value`, at `venue`."""

    rows: Ints
    size: Ints
    value: Floats
    venue: Ints


class Circle(NamedTuple):
    """A row (index 0) and its best partners (1 …), and how they get on with each other."""

    row: Ints  # (k,)
    fits: Flags  # (k, k)
    mutual: Floats  # (k, k), twice the mutual value
    own: Floats  # (k,), first session less price
    low: Words  # (k,), hours at which each can begin
    high: Words
    tongue: Words  # (k,), languages


class There(NamedTuple):
    """The venues of the sport within reach of a circle's row, and how easily each of the circle gets there.

    A group of the circle always holds the row, so it plays at one of them.
    """

    venue: Ints  # (v,)
    ease: Floats  # (k, v), far below zero where somebody cannot come


class Kept(NamedTuple):
    """The best groups of one circle so far, by descending reduced value (`gain`)."""

    rows: Ints
    size: Ints
    venue: Ints
    value: Floats
    gain: Floats


def form(
    market: Market,
    weights: Floats,
    company: Floats,
    partner: Ints,
    price: Floats,
    *,
    most: int = GROUPS,
    with_pairs: bool = True,
) -> Pool:
    """The pool of a market: pairs and, for each row, its `most` groups of greatest reduced value.

    Parameters
    ----------
    company : (plays, sizes), points a member gets from the size
    partner : (r, k), the best partners of each row
    price : (n,), what a member's time is worth elsewhere
    """
    pools: list[Pool] = []
    for first in range(0, len(market.rows), ROWS_AT_ONCE):
        last = min(first + ROWS_AT_ONCE, len(market.rows))
        room = (last - first) * (partner.shape[1] + most)
        pool = Pool(
            np.full((room, MOST_PLAYERS), -1, np.int32),
            np.zeros(room, np.int64),
            np.zeros(room, np.float64),
            np.zeros(room, np.int64),
        )
        found = _form(market, weights, company, partner, price, most, with_pairs, first, last, pool)
        pools.append(_cut(pool, slice(0, found)))
    return without_twins(pools)


def _cut(pool: Pool, part: slice | Ints) -> Pool:
    return Pool(pool.rows[part], pool.size[part], pool.value[part], pool.venue[part])


def without_twins(pools: list[Pool]) -> Pool:
    """The pools as one, each group once, in an order that depends on nothing but the groups."""
    if not pools:
        return Pool(np.full((0, MOST_PLAYERS), -1, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64))
    whole = Pool(*(np.concatenate([pool[k] for pool in pools]) for k in range(4)))
    by_group = np.argsort(_mixed(whole.rows), kind="stable")  # twenty times faster than by twelve columns
    rows = whole.rows[by_group]
    is_new = np.ones(len(rows), dtype=np.bool_)
    is_new[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    return _cut(whole, by_group[is_new])


def _mixed(rows: Ints) -> Words:
    """(c,) a number for each group that twins share and hardly any others do."""
    mixed = np.zeros(len(rows), dtype=np.uint64)
    for column in rows.T:
        mixed = (mixed ^ column.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


@compiled
def _form(
    market: Market,
    weights: Floats,
    company: Floats,
    partner: Ints,
    price: Floats,
    most: int,
    with_pairs: bool,
    first: int,
    last: int,
    pool: Pool,
) -> int:
    """Fill `pool` from rows `first` to `last`; the number of candidates is returned."""
    rows, members, plays = market.rows, market.members, market.plays
    k = partner.shape[1] + 1
    circle = Circle(
        np.empty(k, np.int64),
        np.zeros((k, k), np.bool_),
        np.zeros((k, k), np.float64),
        np.empty(k, np.float64),
        np.empty(k, np.uint64),
        np.empty(k, np.uint64),
        np.empty(k, np.uint64),
    )
    kept = Kept(
        np.full((most, MOST_PLAYERS), -1, np.int64),
        np.zeros(most, np.int64),
        np.zeros(most, np.int64),
        np.zeros(most, np.float64),
        np.zeros(most, np.float64),
    )
    pair = np.empty(2, np.int64)
    out = 0
    for seed in range(first, last):
        play = plays[rows[seed].play]
        count = _acquaint(market, weights, partner, price, seed, circle)
        if with_pairs and play.sizes >> np.uint64(2) & np.uint64(1):
            for y in range(1, count):
                other = circle.row[y]
                if other < seed and _holds(partner, other, seed):
                    continue
                pair[0], pair[1] = rows[seed].member, rows[other].member
                known = relation(market.relations, members[pair[0]], pair[1])
                alone = are_strangers(market.relations, known)
                venue, ease = group_venue(market.reach, market.venues, members, play.sport, pair, 2, alone)
                if venue < 0:
                    continue
                value = circle.mutual[0, y] + 2.0 * company[rows[seed].play, 2] + weights[TRAVEL] * ease
                value += members[pair[0]].first_points + members[pair[1]].first_points
                pool.rows[out, 0], pool.rows[out, 1] = min(seed, other), max(seed, other)
                pool.size[out], pool.value[out], pool.venue[out] = 2, value, venue
                out += 1
        if play.most < 3 or count < 3:
            continue
        there = _go_there(market, circle, count, play.sport)
        if play.is_elastic or play.sizes >> np.uint64(4) & np.uint64(1) == np.uint64(0):
            held = _grow(market, weights, company, price, circle, there, count, kept)
        else:
            held = _foursomes(market, weights, price, circle, there, count, kept)
        for g in range(held):
            pool.size[out], pool.value[out], pool.venue[out] = kept.size[g], kept.value[g], kept.venue[g]
            for k in range(kept.size[g]):
                pool.rows[out, k] = kept.rows[g, k]
            out += 1
    return out


@compiled
def _acquaint(market: Market, weights: Floats, partner: Ints, price: Floats, seed: int, circle: Circle) -> int:
    """Fill `circle` with row `seed` and its partners; how many they are is returned."""
    rows, members, plays, relations = market.rows, market.members, market.plays, market.relations
    there, back = np.empty(7), np.empty(7)
    play = plays[rows[seed].play]
    circle.row[0] = seed
    count = 1
    while count < len(circle.row) and partner[seed, count - 1] >= 0:
        circle.row[count] = partner[seed, count - 1]
        count += 1
    for x in range(count):
        a = rows[circle.row[x]]
        mine = members[a.member]
        circle.own[x] = mine.first_points - price[a.member]
        circle.low[x], circle.high[x], circle.tongue[x] = a.starts_low, a.starts_high, mine.languages
        for y in range(x + 1, count if play.most > 2 or x == 0 else 0):
            b = rows[circle.row[y]]
            theirs = members[b.member]
            known = relation(relations, mine, b.member)
            meet = keeps_apart(relations, market.lists, mine, theirs, known) == FREE_TO_MEET
            meet = meet and level_fits(play, market.level_doubt, a, b)
            circle.fits[x, y] = circle.fits[y, x] = meet
            if meet:
                worth = reciprocal(weights, relations, market.lists, play, a, b, mine, theirs, known, there, back)
                circle.mutual[x, y] = circle.mutual[y, x] = 2.0 * worth
    return count


@compiled
def _go_there(market: Market, circle: Circle, count: int, sport: int) -> There:
    mine = market.members[market.rows[circle.row[0]].member]
    venue, found = np.empty(mine.reach_to - mine.reach_from, np.int64), 0
    for at in range(mine.reach_from, mine.reach_to):
        if serves(market.venues[market.reach[at].venue], sport, False):
            venue[found] = market.reach[at].venue
            found += 1
    ease = np.full((count, found), -1000.0)
    for k in range(count):
        theirs = market.members[market.rows[circle.row[k]].member]
        at, v = theirs.reach_from, 0
        while at < theirs.reach_to and v < found:
            if market.reach[at].venue < venue[v]:
                at += 1
            elif market.reach[at].venue > venue[v]:
                v += 1
            else:
                ease[k, v] = market.reach[at].ease
                at += 1
                v += 1
    return There(venue[:found], ease)


@inlined
def _holds(partner: Ints, row: int, other: int) -> bool:
    found = False
    for k in range(partner.shape[1]):
        found = found or partner[row, k] == other
    return found


@compiled
def _foursomes(
    market: Market, weights: Floats, price: Floats, circle: Circle, there: There, count: int, kept: Kept
) -> int:
    """Try every three partners with the row; the number kept is returned."""
    fits, mutual, own, low, high, tongue = (
        circle.fits, circle.mutual, circle.own, circle.low, circle.high, circle.tongue
    )  # fmt: skip
    chosen = np.zeros(MOST_PLAYERS, np.int64)
    held, most = 0, len(kept.gain)
    for x in range(1, count):
        for y in range(x + 1, count):
            early, late = low[0] & low[x] & low[y], high[0] & high[x] & high[y]
            spoken = tongue[0] & tongue[x] & tongue[y]
            if not fits[x, y] or (early | late) == np.uint64(0) or spoken == np.uint64(0):
                continue
            three = mutual[0, x] + mutual[0, y] + mutual[x, y]
            for z in range(y + 1, count):
                if not (fits[x, z] and fits[y, z]) or (spoken & tongue[z]) == np.uint64(0):
                    continue
                if ((early & low[z]) | (late & high[z])) == np.uint64(0):
                    continue
                gain = (three + mutual[0, z] + mutual[x, z] + mutual[y, z]) / 3.0 + own[0] + own[x] + own[y] + own[z]
                if held < most or gain + 4.0 * weights[TRAVEL] > kept.gain[most - 1]:
                    chosen[1], chosen[2], chosen[3] = x, y, z
                    held = _consider(market, weights, price, circle, there, chosen, 4, gain, kept, held)
    return held


@compiled
def _grow(
    market: Market,
    weights: Floats,
    company: Floats,
    price: Floats,
    circle: Circle,
    there: There,
    count: int,
    kept: Kept,
) -> int:
    """From each partner, add the player who brings most until none fits; the number of groups kept is returned."""
    fits, mutual, own, low, high, tongue = (
        circle.fits, circle.mutual, circle.own, circle.low, circle.high, circle.tongue
    )  # fmt: skip
    at_play = market.rows[circle.row[0]].play
    sizes, largest = market.plays[at_play].sizes, min(market.plays[at_play].most, MOST_PLAYERS)
    chosen = np.zeros(MOST_PLAYERS, np.int64)
    held = 0
    for x in range(1, count):
        chosen[1] = x
        size, pairs, alone = 2, mutual[0, x], own[0] + own[x]
        early, late, spoken = low[0] & low[x], high[0] & high[x], tongue[0] & tongue[x]
        while size < largest:
            best, who, brings = -np.inf, -1, 0.0
            for z in range(1, count):
                if ((early & low[z]) | (late & high[z])) == np.uint64(0) or (spoken & tongue[z]) == np.uint64(0):
                    continue
                total, welcome = 0.0, True
                for k in range(size):
                    welcome = welcome and chosen[k] != z and fits[chosen[k], z]
                    total += mutual[chosen[k], z]
                if welcome and total / size + own[z] > best:
                    best, who, brings = total / size + own[z], z, total
            if who < 0:
                break
            chosen[size] = who
            size += 1
            pairs += brings
            alone += own[who]
            early, late, spoken = early & low[who], late & high[who], spoken & tongue[who]
            if sizes >> np.uint64(size) & np.uint64(1):
                gain = pairs / (size - 1) + alone + size * company[at_play, size]
                held = _consider(market, weights, price, circle, there, chosen, size, gain, kept, held)
    return held


@compiled
def _consider(
    market: Market,
    weights: Floats,
    price: Floats,
    circle: Circle,
    there: There,
    chosen: Ints,
    size: int,
    gain: float,
    kept: Kept,
    held: int,
) -> int:
    """Find the venue of a group; keep it if its reduced value, `gain` plus travel less sides, is good enough."""
    rows, plays, most = market.rows, market.plays, len(kept.gain)
    play = plays[rows[circle.row[0]].play]
    group, levels = np.empty(size, np.int64), np.empty(size, np.float64)
    for k in range(size):
        group[k] = rows[circle.row[chosen[k]]].member
        levels[k] = rows[circle.row[chosen[k]]].level
    if play.sides == 2:
        gain -= weights[SIDES] * size * min(1.0, side_gap(levels, size)[0] / UNEQUAL_SIDES)
    if held == most and gain + size * weights[TRAVEL] <= kept.gain[most - 1]:
        return held
    at_venue, ease = -1, -1.0
    for v in range(len(there.venue)):
        total = 0.0
        for k in range(size):
            total += there.ease[chosen[k], v]
        if total > ease:
            at_venue, ease = v, total
    gain += weights[TRAVEL] * ease
    if at_venue < 0 or (held == most and gain <= kept.gain[most - 1]):
        return held
    at = min(held, most - 1)
    while at > 0 and kept.gain[at - 1] < gain:
        for k in range(MOST_PLAYERS):
            kept.rows[at, k] = kept.rows[at - 1, k]
        kept.size[at], kept.venue[at] = kept.size[at - 1], kept.venue[at - 1]
        kept.value[at], kept.gain[at] = kept.value[at - 1], kept.gain[at - 1]
        at -= 1
    kept.size[at], kept.venue[at], kept.gain[at], kept.value[at] = size, there.venue[at_venue], gain, gain
    for k in range(size):
        kept.value[at] += price[group[k]]
        row, place = circle.row[chosen[k]], k
        while place > 0 and kept.rows[at, place - 1] > row:
            kept.rows[at, place] = kept.rows[at, place - 1]
            place -= 1
        kept.rows[at, place] = row
    return min(held + 1, most)
