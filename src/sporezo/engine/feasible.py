"""The hard constraints as the search asks them (the verifier has its own).

Kernels take the records they compare rather than the whole `Market`: a record is a bare pointer, while every table
handed over is counted, which would cost more than the comparison.
"""

import math

import numpy as np

from sporezo.engine.compiled import compiled, inlined
from sporezo.engine.market import Record, Table
from sporezo.engine.snapshot import Ints

FREE_TO_MEET, APART, TOO_SOON = 0, 1, 2
MAINTAIN = 1


@inlined
def relation(relations: Table, mine: Record, j: int) -> int:
    """Where in `relations` the one between member `mine` and the member of index `j` stands, or -1."""
    low, end = mine.relations_from, mine.relations_to
    high = end
    while low < high:
        middle = (low + high) // 2
        if relations[middle].other < j:
            low = middle + 1
        else:
            high = middle
    return low if low < end and relations[low].other == j else -1


@inlined
def are_strangers(relations: Table, known: int) -> bool:
    """Whether two members with this `relation` never held a session together."""
    return known < 0 or math.isinf(relations[known].met_weeks)


@inlined
def excludes(lists: Ints, mine: Record, theirs: Record) -> bool:
    """Whether `mine` wants nobody of the company of `theirs`."""
    found = mine.avoids_colleagues and mine.company == theirs.company
    for at in range(mine.excluded_from, mine.excluded_to):
        found = found or lists[at] == theirs.company
    return bool(found and theirs.company >= 0)


@inlined
def wants_women(mine: Record, theirs: Record) -> bool:
    """Whether `mine` plays among women only and one of the two is not known to be one."""
    return mine.women_only and not (mine.is_woman and theirs.is_woman)


@inlined
def keeps_apart(relations: Table, lists: Ints, mine: Record, theirs: Record, known: int) -> int:
    """`APART` for blocks, not-with, exclusions, women-only and language; `TOO_SOON` inside the no-repeat window.

    `known` is their `relation`, or -1.
    """
    apart = (mine.languages & theirs.languages) == np.uint64(0)
    apart = apart or wants_women(mine, theirs) or wants_women(theirs, mine)
    apart = apart or excludes(lists, mine, theirs) or excludes(lists, theirs, mine)
    if known < 0:
        return APART if apart else FREE_TO_MEET
    both_maintain = mine.mode == MAINTAIN and theirs.mode == MAINTAIN
    too_soon = relations[known].met_weeks <= min(mine.window_weeks, theirs.window_weeks) and not both_maintain
    if apart or relations[known].is_apart:
        return APART
    return TOO_SOON if too_soon else FREE_TO_MEET


def gap_allowed(tolerance: float, other: float, sigma: float, sigma_other: float, level_doubt: float) -> float:
    """How far apart two may be in the plain game, in S: the narrower tolerance, and a share of both doubts."""
    return min(tolerance, other) + level_doubt * math.sqrt(sigma**2 + sigma_other**2)


def bears(gap: float, allowed: float, widest_gap: float, equalises: bool) -> bool:
    """Whether a format bears two players `gap` S apart of whom the plain game would allow `allowed` S.

    A handicap is made for those whom the plain game leaves too far apart: only its own `widest_gap` counts, never
    their tolerance, which speaks of the game without it. Nor does it refuse two who are close: whoever plans a week
    gives those the plain game (`level_fits`), whoever stands at a door plays what the others play.

    >>> bears(2.0, allowed=1.0, widest_gap=3.0, equalises=True), bears(2.0, 1.0, widest_gap=3.0, equalises=False)
    (True, False)
    """
    return gap <= widest_gap and (equalises or gap <= allowed)


def paces_meet(fast: float, slow: float, faster: float, slower: float) -> bool:
    """Whether two spans of easy pace, in s/km, share one at which both can talk."""
    return max(fast, faster) <= min(slow, slower)


_gap_allowed, _bears, _paces_meet = inlined(gap_allowed), inlined(bears), inlined(paces_meet)


@inlined
def on_pace(play: Record, a: Record, b: Record) -> bool:
    """Whether rows `a` and `b` are compared by their easy paces rather than by their levels."""
    return bool(play.by_pace and not (math.isnan(a.fast) or math.isnan(b.fast)))


@inlined
def level_fits(play: Record, doubt: float, a: Record, b: Record) -> bool:
    """Whether rows `a` and `b` of one play are near enough to play together, in level or in easy pace.

    Two players get a handicap only where the plain game is too unequal.
    """
    if on_pace(play, a, b):
        return bool(_paces_meet(a.fast, a.slow, b.fast, b.slow))
    gap = abs(a.level - b.level)
    allowed = _gap_allowed(a.tolerance, b.tolerance, a.sigma, b.sigma, doubt)
    return bool(_bears(gap, allowed, play.widest_gap, play.equalises) and gap > min(allowed, play.plain_gap))


@inlined
def hours_meet(a: Record, b: Record) -> bool:
    """Whether rows `a` and `b` can begin at some same hour."""
    return bool(((a.starts_low & b.starts_low) | (a.starts_high & b.starts_high)) != np.uint64(0))


@inlined
def pair_venue(
    reach: Table, venues: Table, sport: int, mine: Record, theirs: Record, trusted: bool
) -> tuple[int, float]:
    """The venue for `sport` both members reach with the greatest sum of ease, or -1; lowest index on a tie.

    `trusted` asks for a public, verified venue.
    """
    x, x_end = mine.reach_from, mine.reach_to
    y, y_end = theirs.reach_from, theirs.reach_to
    best, most = -1, -1.0
    while x < x_end and y < y_end:
        venue, other = reach[x].venue, reach[y].venue
        if venue < other:
            x += 1
        elif venue > other:
            y += 1
        else:
            ease = reach[x].ease + reach[y].ease
            if ease > most and serves(venues[venue], sport, trusted):
                best, most = venue, ease
            x += 1
            y += 1
    return best, most


@compiled
def group_venue(
    reach: Table, venues: Table, members: Table, sport: int, group: Ints, size: int, trusted: bool
) -> tuple[int, float]:
    """As `pair_venue`, for the first `size` member indices of `group`."""
    first = members[group[0]]
    for k in range(1, size):
        other = members[group[k]]
        if other.reach_to - other.reach_from < first.reach_to - first.reach_from:
            first = other
    best, most = -1, -1.0
    for at in range(first.reach_from, first.reach_to):
        venue = reach[at].venue
        if not serves(venues[venue], sport, trusted):
            continue
        total = 0.0
        for k in range(size):
            place = reached(reach, members[group[k]], venue)
            total += reach[place].ease if place >= 0 else -1000.0
        if total > most:
            best, most = venue, total
    return best, most


@inlined
def serves(venue: Record, sport: int, trusted: bool) -> bool:
    """Whether `sport` is played at `venue`, which is public and verified if that is asked."""
    played = (venue.sports >> np.uint64(sport)) & np.uint64(1) != np.uint64(0)
    return played and (venue.is_trusted or not trusted)


@inlined
def reached(reach: Table, mine: Record, venue: int) -> int:
    """Where `venue` stands in the reach of `mine`, or -1."""
    low, end = mine.reach_from, mine.reach_to
    high = end
    while low < high:
        middle = (low + high) // 2
        if reach[middle].venue < venue:
            low = middle + 1
        else:
            high = middle
    return low if low < end and reach[low].venue == venue else -1
