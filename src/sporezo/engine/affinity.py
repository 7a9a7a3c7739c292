"""What two members, or a group, are worth to each other this week: named terms, both directions, one harmonic mean.

Formulas, sources and a worked example: `docs/engine/affinity.md`. One point is, by construction, what the best
conceivable pair gives each of its two members.
"""

import math
from dataclasses import asdict, dataclass

import numpy as np

from sporezo.engine.compiled import compiled
from sporezo.engine.feasible import MAINTAIN, are_strangers, on_pace
from sporezo.engine.market import Market
from sporezo.engine.snapshot import Floats

MUTUAL = ("balance", "novelty", "overdue", "complement", "diversity", "mood", "reliability")
OWN = ("travel", "fairness", "placed", "company", "sides")
TERMS = MUTUAL + OWN
BALANCE, NOVELTY, OVERDUE, COMPLEMENT, DIVERSITY, MOOD, RELIABILITY = range(7)
TRAVEL, FAIRNESS, PLACED, COMPANY, SIDES = range(7, 12)

DISCOVER = 0
NOVELTY_HALF_LIFE_WEEKS = 12.0
NOVELTY_IN_MAINTAIN = 0.25
OVERDUE_HALF_WEEKS = 4.0
SECTOR_SHARE, FUNCTION_SHARE = 0.7, 0.3
COMPANY_FIT = np.array([0.0, 0.0, 0.0, 0.6, 1.0, 1.0, 0.8, 0.6, 0.4, 0.3, 0.2, 0.1, 0.0])  # by size


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each term counts, in points; the first seven are mutual and sum to 1 (see the module's page).

    Attributes
    ----------
    balance : a game that is one, levels (or easy paces) being what we believe they are
    novelty : somebody never met, or not for a long while
    overdue : a reciprocal link whose date has passed
    complement : they give what one is curious about
    diversity : another sector, another function
    mood : both relaxed, steady or competitive
    reliability : they come when they said so
    travel : the venue is close
    fairness : rises with every round left out
    placed : having a session at all
    company : the group has a good size for talking (sports whose size is free)
    sides : taken off, as two opposing sides grow unequal
    """

    balance: float = 0.30
    novelty: float = 0.15
    overdue: float = 0.15
    complement: float = 0.15
    diversity: float = 0.10
    mood: float = 0.10
    reliability: float = 0.05
    travel: float = 0.25
    fairness: float = 0.50
    placed: float = 0.50
    company: float = 0.20
    sides: float = 0.30

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not (math.isfinite(value) and value >= 0):
                raise ValueError(f"The weight of {name} is {value}: weights are 0 or more.")

    def as_array(self) -> Floats:
        """The weights in the order of `TERMS`."""
        return np.array([getattr(self, name) for name in TERMS], dtype=np.float64)


@compiled
def answers(market: Market, i: int, j: int) -> int:
    """How many of the things `i` is curious about `j` gives."""
    x, y = market.members[i].curious[0], market.members[j].gives[0]
    x_end, y_end = market.members[i].curious[1], market.members[j].gives[1]
    count = 0
    while x < x_end and y < y_end:
        if market.lists[x] < market.lists[y]:
            x += 1
        elif market.lists[x] > market.lists[y]:
            y += 1
        else:
            count += 1
            x += 1
            y += 1
    return count


@compiled
def balance(market: Market, a: int, b: int) -> float:
    """How good a game row `b` is for row `a`, 0 to 1.

    By pace, the share of one's own easy interval that both can run; by level, the expectation of
    ``exp(-gap² / 2 tolerance²)`` when the gap is normal around what we believe.
    """
    if on_pace(market, a, b):
        width = market.rows[a].slow - market.rows[a].fast
        common = min(market.rows[a].slow, market.rows[b].slow) - max(market.rows[a].fast, market.rows[b].fast)
        return 1.0 if width <= 0.0 else 0.5 + 0.5 * min(1.0, common / width)
    tolerance = market.rows[a].tolerance
    spread = tolerance**2 + market.rows[a].sigma ** 2 + market.rows[b].sigma ** 2
    gap = market.rows[a].level - market.rows[b].level
    return tolerance / math.sqrt(spread) * math.exp(-gap * gap / (2.0 * spread))


@compiled
def directed(market: Market, weights: Floats, a: int, b: int, known: int, out: Floats) -> float:
    """What row `b` brings to row `a`: the seven weighted mutual terms into `out`, their sum returned.

    `known` is their `relation`, or -1.
    """
    i, j = market.rows[a].member, market.rows[b].member
    mine, theirs = market.members[i], market.members[j]
    novelty, overdue = 1.0, 0.0
    if not are_strangers(market, known):
        novelty = 1.0 - 2.0 ** (-market.relations[known].met_weeks / NOVELTY_HALF_LIFE_WEEKS)
    if known >= 0 and market.relations[known].overdue_weeks >= 0.0:
        late = market.relations[known].overdue_weeks
        overdue = 0.5 + 0.5 * late / (late + OVERDUE_HALF_WEEKS)
    if mine.mode == DISCOVER:
        overdue = 0.0
    elif mine.mode == MAINTAIN:
        novelty *= NOVELTY_IN_MAINTAIN
    diversity = 0.0
    if mine.sector >= 0 and theirs.sector >= 0 and mine.sector != theirs.sector:
        diversity += SECTOR_SHARE
    if mine.function >= 0 and theirs.function >= 0 and mine.function != theirs.function:
        diversity += FUNCTION_SHARE
    talk = (1.0 + market.plays[market.rows[a].play].talk) / 4.0
    out[BALANCE] = weights[BALANCE] * balance(market, a, b)
    out[NOVELTY] = weights[NOVELTY] * novelty
    out[OVERDUE] = weights[OVERDUE] * overdue
    out[COMPLEMENT] = weights[COMPLEMENT] * talk * (1.0 - 0.5 ** answers(market, i, j))
    out[DIVERSITY] = weights[DIVERSITY] * diversity
    out[MOOD] = weights[MOOD] * (1.0 - abs(market.rows[a].mood - market.rows[b].mood) / 2.0)
    out[RELIABILITY] = weights[RELIABILITY] * theirs.reliability
    total = 0.0
    for term in range(7):
        total += out[term]
    return total


@compiled
def reciprocal(market: Market, weights: Floats, a: int, b: int, known: int, there: Floats, back: Floats) -> float:
    """The harmonic mean of what rows `a` and `b` bring to each other; `there`, `back` receive both directions."""
    forth = directed(market, weights, a, b, known, there)
    home = directed(market, weights, b, a, known, back)
    if forth + home <= 0.0:
        return 0.0
    return 2.0 * forth * home / (forth + home)


@compiled
def company_points(market: Market, weights: Floats, play: int, size: int) -> float:
    """Points each member gets from the size of the group, where the format leaves it free."""
    if not market.plays[play].is_elastic:
        return 0.0
    return weights[COMPANY] * market.plays[play].talk / 3.0 * COMPANY_FIT[min(size, len(COMPANY_FIT) - 1)]


@compiled
def best_company(market: Market, weights: Floats) -> Floats:
    """For each play, the largest `company_points` of any size it allows."""
    most = np.zeros(len(market.plays))
    for play in range(len(market.plays)):
        for size in range(market.plays[play].least, market.plays[play].most + 1):
            if market.plays[play].sizes >> np.uint64(size) & np.uint64(1):
                most[play] = max(most[play], company_points(market, weights, play, size))
    return most


def first_points(market: Market, weights: Floats) -> Floats:
    """What a first session of the week is worth to each member by itself: being placed, and having waited."""
    return np.asarray(weights[PLACED] + weights[FAIRNESS] * (1.0 - 0.5 ** market.members["waited"]), dtype=np.float64)
