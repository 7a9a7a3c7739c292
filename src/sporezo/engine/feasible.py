"""The hard constraints as the search asks them (the verifier has its own)."""

import math

import numpy as np

from sporezo.engine.compiled import compiled
from sporezo.engine.market import Market
from sporezo.engine.snapshot import Ints

FREE_TO_MEET, APART, TOO_SOON = 0, 1, 2
MAINTAIN = 1


@compiled
def relation(market: Market, i: int, j: int) -> int:
    """Where the relation between members `i` and `j` stands in `market`, or -1 if they share nothing."""
    low = market.members[i].relations[0]
    end = market.members[i].relations[1]
    high = end
    while low < high:
        middle = (low + high) // 2
        if market.relations[middle].other < j:
            low = middle + 1
        else:
            high = middle
    if low < end and market.relations[low].other == j:
        return low
    return -1


@compiled
def are_strangers(market: Market, known: int) -> bool:
    """Whether two members with this `relation` never held a session together."""
    return known < 0 or math.isinf(market.relations[known].met_weeks)


@compiled
def excludes(market: Market, i: int, j: int) -> bool:
    """Whether `i` wants nobody of the company of `j`."""
    company = market.members[j].company
    if company < 0:
        return False
    if market.members[i].avoids_colleagues and market.members[i].company == company:
        return True
    for at in range(market.members[i].excluded[0], market.members[i].excluded[1]):
        if market.lists[at] == company:
            return True
    return False


@compiled
def wants_women(market: Market, i: int, j: int) -> bool:
    """Whether `i` plays among women only and `i` or `j` is not known to be one."""
    return market.members[i].women_only and not (market.members[i].is_woman and market.members[j].is_woman)


@compiled
def keeps_apart(market: Market, i: int, j: int, known: int) -> int:
    """`APART` for blocks, not-with, exclusions, women-only and language; `TOO_SOON` inside the no-repeat window.

    `known` is their `relation`, or -1.
    """
    if market.members[i].languages & market.members[j].languages == np.uint64(0):
        return APART
    if wants_women(market, i, j) or wants_women(market, j, i) or excludes(market, i, j) or excludes(market, j, i):
        return APART
    if known >= 0:
        if market.relations[known].is_apart:
            return APART
        window = min(market.members[i].window_weeks, market.members[j].window_weeks)
        both_maintain = market.members[i].mode == MAINTAIN and market.members[j].mode == MAINTAIN
        if market.relations[known].met_weeks <= window and not both_maintain:
            return TOO_SOON
    return FREE_TO_MEET


@compiled
def on_pace(market: Market, a: int, b: int) -> bool:
    """Whether rows `a` and `b` are compared by their easy paces rather than by their levels."""
    if not market.plays[market.rows[a].play].by_pace:
        return False
    return not (math.isnan(market.rows[a].fast) or math.isnan(market.rows[b].fast))


@compiled
def level_fits(market: Market, a: int, b: int) -> bool:
    """Whether rows `a` and `b` of one play are near enough to play together, in level or in easy pace."""
    if on_pace(market, a, b):
        return max(market.rows[a].fast, market.rows[b].fast) <= min(market.rows[a].slow, market.rows[b].slow)
    play = market.rows[a].play
    gap = abs(market.rows[a].level - market.rows[b].level)
    if gap > market.plays[play].widest_gap:
        return False
    if market.plays[play].equalises:
        return True
    doubt = math.sqrt(market.rows[a].sigma ** 2 + market.rows[b].sigma ** 2)
    return gap <= min(market.rows[a].tolerance, market.rows[b].tolerance) + market.level_doubt * doubt


@compiled
def hours_meet(market: Market, a: int, b: int) -> bool:
    """Whether rows `a` and `b` can begin at some same hour."""
    low = market.rows[a].starts[0] & market.rows[b].starts[0]
    high = market.rows[a].starts[1] & market.rows[b].starts[1]
    return (low | high) != np.uint64(0)


@compiled
def reached(market: Market, member: int, venue: int) -> int:
    """Where `venue` stands in the reach of `member`, or -1."""
    low = market.members[member].reach[0]
    end = market.members[member].reach[1]
    high = end
    while low < high:
        middle = (low + high) // 2
        if market.reach[middle].venue < venue:
            low = middle + 1
        else:
            high = middle
    if low < end and market.reach[low].venue == venue:
        return low
    return -1


@compiled
def best_venue(market: Market, rows: Ints, size: int, trusted: bool) -> tuple[int, float]:
    """The venue all of the first `size` rows reach with the greatest sum of ease, or -1; lowest index on a tie.

    `trusted` asks for a public, verified venue.
    """
    sport = np.uint64(market.plays[market.rows[rows[0]].play].sport)
    first, fewest = -1, -1
    for k in range(size):
        member = market.rows[rows[k]].member
        count = market.members[member].reach[1] - market.members[member].reach[0]
        if first < 0 or count < fewest:
            first, fewest = member, count
    best, most = -1, -1.0
    for at in range(market.members[first].reach[0], market.members[first].reach[1]):
        venue = market.reach[at].venue
        if market.venues[venue].sports >> sport & np.uint64(1) == np.uint64(0):
            continue
        if trusted and not market.venues[venue].is_trusted:
            continue
        total = 0.0
        for k in range(size):
            place = reached(market, market.rows[rows[k]].member, venue)
            if place < 0:
                total = -2.0
                break
            total += market.reach[place].ease
        if total > most:
            best, most = venue, total
    return best, most
