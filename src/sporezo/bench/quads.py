"""Every foursome of a club, without a pool: an exact linear bound, and annealing over all of them as a peer.

What a foursome is worth and what forbids it are the engine's own (`affinity`, `feasible`); how they are found is not.
"""

from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from sporezo.engine.affinity import SIDES, TRAVEL, UNEQUAL_SIDES, reciprocal, side_gap
from sporezo.engine.compiled import compiled, inlined
from sporezo.engine.feasible import FREE_TO_MEET, keeps_apart, level_fits, reached, relation, serves
from sporezo.engine.market import Market
from sporezo.engine.snapshot import Flags, Floats, Ints, Words

NOWHERE = -1e9
PRECISION = 1e-7


class Club(NamedTuple):
    """All rows of a market with one play for four, and how they get on with each other."""

    fits: Flags  # (n, n)
    worth: Floats  # (n, n), two thirds of the mutual value: what the pair adds to a foursome
    nearest: Floats  # (n, n), points for travel at their best common venue
    own: Floats  # (n,), points for a first session
    level: Floats  # (n,)
    hours: Words  # (n, 2)
    tongue: Words  # (n,)
    ease: Floats  # (n, v), points for travel, or NOWHERE


@compiled
def acquaint(market: Market, weights: Floats) -> Club:
    """Everybody with everybody."""
    rows, members, relations, venues = market.rows, market.members, market.relations, market.venues
    n = len(rows)
    there, back = np.empty(7), np.empty(7)
    fits, worth, nearest = np.zeros((n, n), np.bool_), np.zeros((n, n)), np.full((n, n), NOWHERE)
    own, level, hours, tongue = np.zeros(n), np.zeros(n), np.zeros((n, 2), np.uint64), np.zeros(n, np.uint64)
    ease = np.full((n, len(venues)), NOWHERE)
    for x in range(n):
        a = rows[x]
        mine = members[a.member]
        own[x], level[x], tongue[x] = mine.first_points, a.level, mine.languages
        hours[x, 0], hours[x, 1] = a.starts_low, a.starts_high
        for venue in range(len(venues)):
            place = reached(market.reach, mine, venue)
            if place >= 0 and serves(venues[venue], market.plays[0].sport, False):
                ease[x, venue] = weights[TRAVEL] * market.reach[place].ease
        for y in range(x):
            b = rows[y]
            theirs = members[b.member]
            known = relation(relations, mine, b.member)
            meet = keeps_apart(relations, market.lists, mine, theirs, known) == FREE_TO_MEET
            for venue in range(len(venues)):
                nearest[x, y] = max(nearest[x, y], ease[x, venue] + ease[y, venue])
            nearest[y, x] = nearest[x, y]
            meet = meet and level_fits(market.plays[0], market.level_doubt, a, b) and nearest[x, y] >= 0.0
            fits[x, y] = fits[y, x] = meet
            both = reciprocal(weights, relations, market.lists, market.plays[0], a, b, mine, theirs, known, there, back)
            worth[x, y] = worth[y, x] = 2.0 * both / 3.0
    return Club(fits, worth, nearest, own, level, hours, tongue, ease)


@inlined
def _value(club: Club, weights: Floats, a: int, b: int, c: int, d: int, levels: Floats) -> float:
    """What four who may play together are worth, or `NOWHERE`."""
    together = club.tongue[a] & club.tongue[b] & club.tongue[c] & club.tongue[d]
    low = club.hours[a, 0] & club.hours[b, 0] & club.hours[c, 0] & club.hours[d, 0]
    high = club.hours[a, 1] & club.hours[b, 1] & club.hours[c, 1] & club.hours[d, 1]
    if together == np.uint64(0) or (low | high) == np.uint64(0):
        return NOWHERE
    travel = NOWHERE
    for venue in range(club.ease.shape[1]):
        travel = max(travel, club.ease[a, venue] + club.ease[b, venue] + club.ease[c, venue] + club.ease[d, venue])
    if travel < 0.0:
        return NOWHERE
    levels[0], levels[1], levels[2], levels[3] = club.level[a], club.level[b], club.level[c], club.level[d]
    worth = club.worth
    return float(
        worth[a, b] + worth[a, c] + worth[a, d] + worth[b, c] + worth[b, d] + worth[c, d]
        + club.own[a] + club.own[b] + club.own[c] + club.own[d]
        + travel - weights[SIDES] * 4 * min(1.0, side_gap(levels, 4)[0] / UNEQUAL_SIDES)
    )  # fmt: skip


@compiled
def _priced(club: Club, weights: Floats, price: Floats, most: int) -> tuple[Ints, Floats, int]:
    """For each player the `most` foursomes (begun by them) of greatest value above `price`; how many there are."""
    n = len(club.own)
    found, value, gain = np.empty((n * most, 4), np.int64), np.empty(n * most), np.empty(most)
    quad, worth = np.empty((most, 4), np.int64), np.empty(most)
    levels, friends = np.empty(4), np.empty(n, np.int64)
    out = 0
    for a in range(n):
        count = 0
        for b in range(a + 1, n):
            if club.fits[a, b]:
                friends[count] = b
                count += 1
        held = 0
        for x in range(count):
            b = friends[x]
            two = club.worth[a, b] + club.own[a] + club.own[b] - price[a] - price[b]
            for y in range(x + 1, count):
                c = friends[y]
                low, high = club.hours[a, 0] & club.hours[b, 0] & club.hours[c, 0], club.hours[a, 1] & club.hours[b, 1]
                high &= club.hours[c, 1]
                if not club.fits[b, c] or (low | high) == np.uint64(0):
                    continue
                three = two + club.worth[a, c] + club.worth[b, c] + club.own[c] - price[c]
                for z in range(y + 1, count):
                    d = friends[z]
                    most_gain = three + club.worth[a, d] + club.worth[b, d] + club.worth[c, d] + club.own[d] - price[d]
                    most_gain += min(club.nearest[a, b] + club.nearest[c, d], club.nearest[a, c] + club.nearest[b, d])
                    least = gain[held - 1] if held == most else PRECISION
                    if most_gain <= least or not (club.fits[b, d] and club.fits[c, d]):
                        continue
                    total = _value(club, weights, a, b, c, d, levels)
                    if total < 0.0:
                        continue
                    more = total - price[a] - price[b] - price[c] - price[d]
                    if more <= least:
                        continue
                    at = min(held, most - 1)
                    while at > 0 and gain[at - 1] < more:
                        gain[at], worth[at] = gain[at - 1], worth[at - 1]
                        quad[at] = quad[at - 1]
                        at -= 1
                    gain[at], worth[at] = more, total
                    quad[at, 0], quad[at, 1], quad[at, 2], quad[at, 3] = a, b, c, d
                    held = min(held + 1, most)
        for at in range(held):
            found[out], value[out] = quad[at], worth[at]
            out += 1
    return found[:out], value[:out], out


def linear_bound(club: Club, weights: Floats, *, most: int = 12) -> tuple[float, int]:
    """The optimum of the linear relaxation over *all* foursomes, and how many were ever named.

    Columns are generated: HiGHS solves over those known, its prices ask for every foursome worth more than its
    players cost, until there is none.
    """
    n = len(club.own)
    price = np.zeros(n)
    groups, values = np.empty((0, 4), np.int64), np.empty(0)
    total = 0.0
    while True:
        found, value, count = _priced(club, weights, price, most)
        if not count:
            return total, len(values)
        groups, values = np.concatenate((groups, found)), np.concatenate((values, value))
        columns = np.repeat(np.arange(len(values)), 4)
        each = csr_matrix((np.ones(len(columns)), (groups.ravel(), columns)), shape=(n, len(values)))
        solved: Any = linprog(-values, A_ub=each, b_ub=np.ones(n), method="highs")  # type: ignore[call-overload]
        price = -solved.ineqlin.marginals
        total = -float(solved.fun)


@compiled
def anneal_all(club: Club, weights: Floats, steps: int, hot: float, cold: float, seed: int) -> float:
    """Annealing over all foursomes: draw four who fit two by two, seat them, free those they displace."""
    np.random.seed(seed)
    n = len(club.own)
    friends, degree = np.empty((n, n), np.int64), np.zeros(n, np.int64)
    for a in range(n):
        for b in range(n):
            if club.fits[a, b]:
                friends[a, degree[a]] = b
                degree[a] += 1
    seats, value, holder = np.full((n, 4), -1, np.int64), np.zeros(n), np.full(n, -1, np.int64)
    levels, four = np.empty(4), np.empty(4, np.int64)
    total, best, temperature = 0.0, 0.0, hot
    cooling = (cold / hot) ** (1.0 / max(1.0, steps / 1024.0))
    for step in range(steps):
        if step & 1023 == 0:
            temperature *= cooling
        a = np.random.randint(n)
        if degree[a] < 3:
            continue
        four[0] = a
        held, count = holder[a], 1
        stays = held >= 0 and np.random.random() < 0.7
        out = np.random.randint(4) if stays else 0
        if stays:
            count = 0
            for k in range(4):
                if k != out:
                    four[count] = seats[held, k]
                    count += 1
        good = True
        while count < 4 and good:
            new = friends[four[0], np.random.randint(degree[four[0]])]
            for k in range(count):
                good = good and four[k] != new and club.fits[four[k], new]
            four[count] = new
            count += 1
        if not good:
            continue
        worth = _value(club, weights, four[0], four[1], four[2], four[3], levels)
        if worth < 0.0:
            continue
        loss = 0.0
        for k in range(4):
            group = holder[four[k]]
            counted = group < 0
            for earlier in range(k):
                counted = counted or holder[four[earlier]] == group
            loss += 0.0 if counted else value[group]
        change = worth - loss
        if change < 0.0 and change < temperature * np.log(np.random.random() + 1e-300):
            continue
        for k in range(4):
            group = holder[four[k]]
            if group >= 0:
                for seat in range(4):
                    holder[seats[group, seat]] = -1
                value[group] = 0.0
        place = 0
        while value[place] > 0.0:
            place += 1
        value[place] = worth
        for k in range(4):
            seats[place, k], holder[four[k]] = four[k], place
        total += change
        best = max(best, total)
    return best
