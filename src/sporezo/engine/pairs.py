"""Candidate pairs: who could play with whom, and the best partners of each row.

Every pair is looked at from both sides, walking outwards from one's own level through the rows that can play in the
same cells, until the level is too far or the budget of looks is spent.
"""

import math
from typing import NamedTuple

import numpy as np

from sporezo.engine.affinity import TRAVEL, reciprocal
from sporezo.engine.compiled import compiled
from sporezo.engine.feasible import (
    APART,
    FREE_TO_MEET,
    are_strangers,
    best_venue,
    hours_meet,
    keeps_apart,
    level_fits,
    relation,
)
from sporezo.engine.market import Market
from sporezo.engine.snapshot import Flags, Floats, Ints

PARTNERS = 24  # best partners kept for each row
LOOKS = 20_000  # rows looked at for one row before its list is called incomplete


class Partners(NamedTuple):
    """For each of r rows its best partners, at most k, by descending points.

    `points` bounds from above what the pair adds to any session holding both, counted once for the two of them:
    twice the mutual value, both travels at their best common venue, both first sessions, the best company.
    """

    row: Ints  # (r, k), -1 beyond the last
    points: Floats  # (r, k)
    is_complete: Flags  # (r,): everybody feasible is in the list


@compiled
def best_partners(market: Market, weights: Floats, company: Floats, most: int, looks: int) -> Partners:
    """The `most` best partners of every row, over all feasible pairs (`looks` rows at most looked at for each).

    `company` is the largest company bonus of each play.
    """
    rows = len(market.rows)
    partner = np.full((rows, most), -1, np.int64)
    points = np.zeros((rows, most), np.float64)
    complete = np.ones(rows, np.bool_)
    seen = np.full(rows, -1, np.int64)
    widest_doubt = 0.0
    for a in range(rows):
        widest_doubt = max(widest_doubt, market.rows[a].sigma)
    there, back, both = np.empty(7), np.empty(7), np.empty(2, np.int64)
    for a in range(rows):
        if (market.rows[a].starts[0] | market.rows[a].starts[1]) == np.uint64(0):
            continue
        play = market.rows[a].play
        reach = market.plays[play].widest_gap
        if not market.plays[play].equalises:
            doubt = math.sqrt(market.rows[a].sigma ** 2 + widest_doubt**2)
            reach = min(reach, market.rows[a].tolerance + market.level_doubt * doubt)
        if market.plays[play].by_pace:
            reach = np.inf
        level = market.rows[a].level
        found, looked = 0, 0
        seen[a] = a
        for at in range(market.rows[a].cells[0], market.rows[a].cells[1]):
            cell = market.row_cell[at]
            first, last = market.cell_rows[cell], market.cell_rows[cell + 1]
            up = first + np.searchsorted(market.cell_row[first:last], a)
            down = up - 1
            while looked <= looks and (up < last or down >= first):
                rise = abs(market.rows[market.cell_row[up]].level - level) if up < last else np.inf
                fall = abs(market.rows[market.cell_row[down]].level - level) if down >= first else np.inf
                if down < first or (up < last and rise <= fall):
                    b, gap = market.cell_row[up], rise
                    up += 1
                else:
                    b, gap = market.cell_row[down], fall
                    down -= 1
                if gap > reach:
                    break
                if seen[b] == a:
                    continue
                seen[b] = a
                looked += 1
                if not hours_meet(market, a, b) or not level_fits(market, a, b):
                    continue
                i, j = market.rows[a].member, market.rows[b].member
                known = relation(market, i, j)
                if keeps_apart(market, i, j, known) != FREE_TO_MEET:
                    continue
                both[0], both[1] = a, b
                venue, ease = best_venue(market, both, 2, market.plays[play].most == 2 and are_strangers(market, known))
                if venue < 0:
                    continue
                worth = (
                    2.0 * reciprocal(market, weights, a, b, known, there, back)
                    + weights[TRAVEL] * ease
                    + market.members[i].first_points
                    + market.members[j].first_points
                    + 2.0 * company[play]
                )
                if found == most:
                    complete[a] = False
                    if worth <= points[a, most - 1]:
                        continue
                    found -= 1
                k = found
                while k > 0 and (points[a, k - 1] < worth or (points[a, k - 1] == worth and partner[a, k - 1] > b)):
                    points[a, k] = points[a, k - 1]
                    partner[a, k] = partner[a, k - 1]
                    k -= 1
                points[a, k] = worth
                partner[a, k] = b
                found += 1
        if looked > looks:
            complete[a] = False
    return Partners(partner, points, complete)


@compiled
def count_partners(market: Market, members: Ints, enough: int, own_begins: Ints, own_rows: Ints) -> Ints:
    """How many others each of `members` could play with, whenever they last met; counted to `enough`.

    `own_begins`, `own_rows` : the rows of each member, as offsets and values.
    """
    counts = np.zeros(len(members), np.int64)
    seen = np.full(len(market.members), -1, np.int64)
    both = np.empty(2, np.int64)
    for k in range(len(members)):
        i = members[k]
        seen[i] = k
        for own in range(own_begins[i], own_begins[i + 1]):
            a = own_rows[own]
            for at in range(market.rows[a].cells[0], market.rows[a].cells[1]):
                cell = market.row_cell[at]
                for c in range(market.cell_rows[cell], market.cell_rows[cell + 1]):
                    if counts[k] == enough:
                        break
                    b = market.cell_row[c]
                    j = market.rows[b].member
                    if seen[j] == k or not hours_meet(market, a, b) or not level_fits(market, a, b):
                        continue
                    if keeps_apart(market, i, j, relation(market, i, j)) == APART:
                        continue
                    both[0], both[1] = a, b
                    if best_venue(market, both, 2, False)[0] >= 0:
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
