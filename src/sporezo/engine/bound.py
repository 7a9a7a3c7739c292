"""An upper bound on any plan, by duality.

Spread over its pairs, a session of k is worth at most the sum of their `points` divided by k - 1, and gives each
of its members a weight of one. So no plan is worth more than the best fractional matching of the pairs, nor than any
``sum(b_i · y_i)`` with ``y_i + y_j ≥ points(i, j)`` for all pairs. An auction on the bipartite double cover finds
such y, near the smallest (Bertsekas 1988). Pairs that were not kept are covered too: none of them is worth more than
the last one kept by each of its two members, so ``y_i ≥ last_i / 2`` covers them.
"""

from typing import NamedTuple

import numpy as np

from sporezo.engine.compiled import compiled
from sporezo.engine.market import Market
from sporezo.engine.pairs import Partners
from sporezo.engine.snapshot import Floats, Ints

PRECISION = 0.004  # points: how far each y may stay from its best
BIDS_A_MEMBER = 2000


class Dual(NamedTuple):
    """`price` (n,): y of each member; `bound`: the sum over members of price times sessions left."""

    price: Floats
    bound: float


def dual(market: Market, partners: Partners, *, unseen_points: float) -> Dual:
    """Prices that cover every feasible pair, and the bound they prove.

    `unseen_points` is the most any pair could be worth, for rows whose candidates were not all looked at.
    """
    n = len(market.members)
    owner, floor = market.rows["member"], np.zeros(n)
    is_full = ~partners.is_complete
    last = np.where(partners.row[:, -1] >= 0, partners.points[:, -1], 0.0)
    last[is_full & partners.is_cut] = unseen_points
    np.maximum.at(floor, owner[is_full], last[is_full] / 2.0)
    begins, other, points = _edges(market, partners)
    price = prices(begins, other, points, floor, PRECISION, BIDS_A_MEMBER * n)
    return Dual(price, float(np.dot(price, market.members["sessions_left"])))


def _edges(market: Market, partners: Partners) -> tuple[Ints, Ints, Floats]:
    """Pairs of members by member, both ways, each with the most it is worth in any play."""
    row, k = np.nonzero(partners.row >= 0)
    points = partners.points[row, k]
    i, j = market.rows["member"][row], market.rows["member"][partners.row[row, k]]
    n = len(market.members)
    key = np.concatenate((i * n + j, j * n + i))
    points = np.tile(points, 2)
    by_key = np.lexsort((-points, key))
    key, first = np.unique(key[by_key], return_index=True)
    begins = np.searchsorted(key, np.arange(n + 1) * n).astype(np.int64)
    return begins, key % max(1, n), points[by_key][first]


@compiled
def prices(begins: Ints, other: Ints, points: Floats, floor: Floats, precision: float, bids: int) -> Floats:
    """A small y ≥ `floor` with ``y[i] + y[j] ≥ points`` on every edge, whatever the number of `bids` allowed.

    `begins`, `other`, `points` : edges by member, both ways. Any prices of the auction give a cover; more bids
    give a smaller one.
    """
    n = len(floor)
    cost = np.zeros(n)
    holder = np.full(n, -1, np.int64)
    waiting = np.empty(n, np.int64)
    for i in range(n):
        waiting[i] = n - 1 - i
    left = n
    while left > 0 and bids > 0:
        bids -= 1
        left -= 1
        i = waiting[left]
        best, second, at_best = 0.0, 0.0, -1
        for at in range(begins[i], begins[i + 1]):
            gain = points[at] - cost[other[at]]
            if gain > best:
                best, second, at_best = gain, best, at
            elif gain > second:
                second = gain
        if at_best < 0:
            continue
        j = other[at_best]
        cost[j] += best - second + precision
        if holder[j] >= 0:
            waiting[left] = holder[j]
            left += 1
        holder[j] = i
    price = np.empty(n)
    for i in range(n):
        gain = 0.0
        for at in range(begins[i], begins[i + 1]):
            gain = max(gain, points[at] - cost[other[at]])
        price[i] = max(floor[i], (gain + cost[i]) / 2.0)
    for _ in range(3):
        for i in range(n):
            need = floor[i]
            for at in range(begins[i], begins[i + 1]):
                need = max(need, points[at] - price[other[at]])
            price[i] = min(price[i], need)
    return price
