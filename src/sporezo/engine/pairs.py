"""Candidate pairs: who could play with whom, and the best partners of each row.

Every pair is looked at once, walking upwards from the weaker of the two through the rows that can play in the same
cells, until the level is too far or the budget of looks is spent.
"""

import math
from typing import NamedTuple

import numpy as np

from sporezo.engine.affinity import TRAVEL, reciprocal
from sporezo.engine.compiled import compiled, inlined
from sporezo.engine.feasible import (
    APART,
    FREE_TO_MEET,
    are_strangers,
    hours_meet,
    keeps_apart,
    level_fits,
    pair_venue,
    relation,
)
from sporezo.engine.market import Market
from sporezo.engine.snapshot import Flags, Floats, Ints

PARTNERS = 24  # best partners kept for each row
LOOKS = 10_000  # rows looked at for one row before its list is called incomplete


class Partners(NamedTuple):
    """For each of r rows its best partners, at most k, by descending points.

    `points` bounds from above what the pair adds to any session holding both, counted once for the two of them:
    twice the mutual value, both travels at their best common venue, both first sessions, the best company.
    """

    row: Ints  # (r, k), -1 beyond the last
    points: Floats  # (r, k)
    is_complete: Flags  # (r,): everybody feasible is in the list
    is_cut: Flags  # (r,): the budget of looks ran out


@inlined
def _keep(partner: Ints, points: Floats, lowest: Floats, complete: Flags, row: int, other: int, worth: float) -> None:
    """Insert `other` into the sorted list of `row`; `lowest` is the worth of the last in a full list."""
    k = partner.shape[1] - 1
    if partner[row, k] >= 0:
        complete[row] = False
        if worth <= points[row, k]:
            return
    while k > 0 and (partner[row, k - 1] < 0 or points[row, k - 1] < worth):
        points[row, k] = points[row, k - 1]
        partner[row, k] = partner[row, k - 1]
        k -= 1
    points[row, k] = worth
    partner[row, k] = other
    if partner[row, -1] >= 0:
        lowest[row] = points[row, -1]


@compiled
def best_partners(market: Market, weights: Floats, company: Floats, most: int, looks: int) -> Partners:
    """The `most` best partners of every row, over all feasible pairs (`looks` rows at most looked at for each).

    `company` is the largest company bonus of each play.
    """
    rows, members, plays, relations = market.rows, market.members, market.plays, market.relations
    lists, reach, venues, doubt = market.lists, market.reach, market.venues, market.level_doubt
    row_cell, cell_rows, cell_row = market.row_cell, market.cell_rows, market.cell_row
    partner = np.full((len(rows), most), -1, np.int64)
    points = np.zeros((len(rows), most), np.float64)
    lowest = np.full(len(rows), -np.inf)
    complete = np.ones(len(rows), np.bool_)
    cut = np.zeros(len(rows), np.bool_)
    seen = np.full(len(rows), -1, np.int64)
    widest_sigma = 0.0
    for at in range(len(rows)):
        widest_sigma = max(widest_sigma, rows[at].sigma)
    there, back = np.empty(7), np.empty(7)
    for first in range(len(rows)):
        a = rows[first]
        if (a.starts_low | a.starts_high) == np.uint64(0):
            continue
        play, mine = plays[a.play], members[a.member]
        widest = play.widest_gap
        if not play.equalises:
            widest = min(widest, a.tolerance + doubt * math.sqrt(a.sigma**2 + widest_sigma**2))
        if play.by_pace:
            widest = np.inf
        looked = 0
        for at in range(a.cells_from, a.cells_to):
            begin, end = cell_rows[row_cell[at]], cell_rows[row_cell[at] + 1]
            for up in range(begin + np.searchsorted(cell_row[begin:end], first + 1), end):
                second = cell_row[up]
                if rows[second].level - a.level > widest or looked > looks:
                    break
                if seen[second] == first:
                    continue
                seen[second] = first
                looked += 1
                b = rows[second]
                if not hours_meet(a, b) or not level_fits(play, doubt, a, b):
                    continue
                theirs = members[b.member]
                known = relation(relations, mine, b.member)
                if keeps_apart(relations, lists, mine, theirs, known) != FREE_TO_MEET:
                    continue
                worth = (
                    2.0 * reciprocal(weights, relations, lists, play, a, b, mine, theirs, known, there, back)
                    + mine.first_points
                    + theirs.first_points
                    + 2.0 * company[a.play]
                )
                if min(lowest[first], lowest[second]) >= worth + 2.0 * weights[TRAVEL]:
                    complete[first] = complete[second] = False
                    continue
                alone = play.most == 2 and are_strangers(relations, known)
                venue, ease = pair_venue(reach, venues, play.sport, mine, theirs, alone)
                if venue >= 0:
                    worth += weights[TRAVEL] * ease
                    _keep(partner, points, lowest, complete, first, second, worth)
                    _keep(partner, points, lowest, complete, second, first, worth)
        cut[first] = looked > looks
    return Partners(partner, points, complete & ~cut, cut)


@compiled
def count_partners(market: Market, chosen: Ints, enough: int, own_begins: Ints, own_rows: Ints) -> Ints:
    """How many others each of the members `chosen` could play with, whenever they last met; counted to `enough`.

    `own_begins`, `own_rows` : the rows of each member, as offsets and values.
    """
    rows, members, plays, relations = market.rows, market.members, market.plays, market.relations
    counts = np.zeros(len(chosen), np.int64)
    seen = np.full(len(members), -1, np.int64)
    for k in range(len(chosen)):
        i = chosen[k]
        seen[i] = k
        for own in range(own_begins[i], own_begins[i + 1]):
            a = rows[own_rows[own]]
            play, mine = plays[a.play], members[i]
            for at in range(a.cells_from, a.cells_to):
                cell = market.row_cell[at]
                for c in range(market.cell_rows[cell], market.cell_rows[cell + 1]):
                    if counts[k] == enough:
                        break
                    b = rows[market.cell_row[c]]
                    j = b.member
                    if seen[j] == k or not hours_meet(a, b) or not level_fits(play, market.level_doubt, a, b):
                        continue
                    theirs = members[j]
                    known = relation(relations, mine, j)
                    if keeps_apart(relations, market.lists, mine, theirs, known) == APART:
                        continue
                    if pair_venue(market.reach, market.venues, play.sport, mine, theirs, False)[0] >= 0:
                        seen[j] = k
                        counts[k] += 1
    return counts


def no_repeat_windows(market: Market, *, weeks: int, partners_a_week: int) -> Ints:
    """Weeks during which each member is spared the same partner: as many as their choice of partners allows.

    Only members who met somebody within `weeks` are counted; for the others the window changes nothing.
    """
    windows = np.zeros(len(market.members), dtype=np.int64)
    members = np.unique(market.relations["other"][market.relations["met_weeks"] <= weeks])
    by_member = np.argsort(market.rows["member"], kind="stable")
    begins = np.searchsorted(market.rows["member"][by_member], np.arange(len(windows) + 1)).astype(np.int64)
    counts = count_partners(market, members, weeks * partners_a_week, begins, by_member)
    windows[members] = np.minimum(weeks, counts // max(1, partners_a_week))
    return windows
