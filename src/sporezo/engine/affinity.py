"""What two members, or a group, are worth to each other this week: named terms, both directions, one harmonic mean.

Formulas, sources and a worked example: `docs/engine/affinity.md`. One point is, by construction, what the best
conceivable pair gives each of its two members.
"""

import math
from dataclasses import asdict, dataclass

import numpy as np

from sporezo.engine.compiled import inlined
from sporezo.engine.feasible import MAINTAIN, on_pace
from sporezo.engine.market import Market, Record, Table
from sporezo.engine.snapshot import Floats, Ints

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
COMPANY_FIT = np.array([0.0, 0.0, 0.0, 0.6, 1.0, 1.0, 0.8, 0.6, 0.4, 0.3, 0.2, 0.1, 0.0])  # by size, to 12
UNEQUAL_SIDES = 2.0  # S between the means of two sides at which nothing is left of the game


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


@inlined
def answers(lists: Ints, mine: Record, theirs: Record) -> int:
    """How many of the things `mine` is curious about `theirs` gives."""
    x, x_end = mine.curious_from, mine.curious_to
    y, y_end = theirs.gives_from, theirs.gives_to
    count = 0
    while x < x_end and y < y_end:
        if lists[x] < lists[y]:
            x += 1
        elif lists[x] > lists[y]:
            y += 1
        else:
            count += 1
            x += 1
            y += 1
    return count


@inlined
def balance(play: Record, a: Record, b: Record) -> float:
    """How good a game row `b` is for row `a`, 0 to 1.

    By pace, the share of one's own easy interval that both can run; by level, the expectation of
    ``exp(-gap² / 2 tolerance²)`` when the gap is normal around what we believe.
    """
    if on_pace(play, a, b):
        width = a.slow - a.fast
        common = min(a.slow, b.slow) - max(a.fast, b.fast)
        return 1.0 if width <= 0.0 else 0.5 + 0.5 * min(1.0, common / width)
    spread = a.tolerance**2 + a.sigma**2 + b.sigma**2
    gap = a.level - b.level
    return float(a.tolerance / math.sqrt(spread) * math.exp(-gap * gap / (2.0 * spread)))


@inlined
def directed(
    weights: Floats,
    relations: Table,
    lists: Ints,
    play: Record,
    a: Record,
    b: Record,
    mine: Record,
    theirs: Record,
    known: int,
    out: Floats,
) -> float:
    """What row `b` of member `theirs` brings to row `a` of member `mine`.

    Writes the seven weighted mutual terms into `out` and returns their sum; `known` is their `relation`, or -1.
    """
    novelty, overdue = 1.0, 0.0
    if known >= 0:
        if not math.isinf(relations[known].met_weeks):
            novelty = 1.0 - 2.0 ** (-relations[known].met_weeks / NOVELTY_HALF_LIFE_WEEKS)
        late = relations[known].overdue_weeks
        if late >= 0.0 and mine.mode != DISCOVER:
            overdue = 0.5 + 0.5 * late / (late + OVERDUE_HALF_WEEKS)
    if mine.mode == MAINTAIN:
        novelty *= NOVELTY_IN_MAINTAIN
    diversity = 0.0
    if mine.sector >= 0 and theirs.sector >= 0 and mine.sector != theirs.sector:
        diversity += SECTOR_SHARE
    if mine.function >= 0 and theirs.function >= 0 and mine.function != theirs.function:
        diversity += FUNCTION_SHARE
    talk = (1.0 + play.talk) / 4.0
    out[BALANCE] = weights[BALANCE] * balance(play, a, b)
    out[NOVELTY] = weights[NOVELTY] * novelty
    out[OVERDUE] = weights[OVERDUE] * overdue
    out[COMPLEMENT] = weights[COMPLEMENT] * talk * (1.0 - 0.5 ** answers(lists, mine, theirs))
    out[DIVERSITY] = weights[DIVERSITY] * diversity
    out[MOOD] = weights[MOOD] * (1.0 - abs(a.mood - b.mood) / 2.0)
    out[RELIABILITY] = weights[RELIABILITY] * theirs.reliability
    total = 0.0
    for term in range(7):
        total += out[term]
    return total


@inlined
def reciprocal(
    weights: Floats,
    relations: Table,
    lists: Ints,
    play: Record,
    a: Record,
    b: Record,
    mine: Record,
    theirs: Record,
    known: int,
    there: Floats,
    back: Floats,
) -> float:
    """The harmonic mean of what rows `a` and `b` bring to each other; `there` and `back` receive both directions."""
    forth = directed(weights, relations, lists, play, a, b, mine, theirs, known, there)
    home = directed(weights, relations, lists, play, b, a, theirs, mine, known, back)
    return 2.0 * forth * home / (forth + home) if forth + home > 0.0 else 0.0


@inlined
def side_gap(levels: Floats, size: int) -> tuple[float, int]:
    """The smallest difference between the mean levels of two equal sides, and who is on the first (a bit each).

    Every split is tried (35 for eight players, 462 for twelve).
    """
    best, side = np.inf, 0
    total = 0.0
    for k in range(size):
        total += levels[k]
    for split in range(1, 1 << size, 2):
        count, strength = 0, 0.0
        for k in range(size):
            if split >> k & 1:
                count += 1
                strength += levels[k]
        if 2 * count == size and abs(total - 2.0 * strength) < best - 1e-12:
            best, side = abs(total - 2.0 * strength), split
    return 2.0 * best / size, side


def company_points(plays: Table, weights: Floats) -> Floats:
    """Points each member gets from the size of the group, where the format leaves it free: (plays, sizes)."""
    scale = weights[COMPANY] * plays["talk"] / 3.0 * plays["is_elastic"]
    return np.asarray(scale[:, None] * COMPANY_FIT[None, :], dtype=np.float64)


def best_company(plays: Table, company: Floats) -> Floats:
    """For each play, the largest `company_points` of any size it allows."""
    allowed = plays["sizes"][:, None] >> np.arange(company.shape[1], dtype=np.uint64) & np.uint64(1)
    most: Floats = np.max(np.where(allowed > 0, company, 0.0), axis=1, initial=0.0)
    return most


def first_points(market: Market, weights: Floats) -> Floats:
    """What a first session of the week is worth to each member by itself: being placed, and having waited."""
    return np.asarray(weights[PLACED] + weights[FAIRNESS] * waiting(market.members["waited"]), dtype=np.float64)


def waiting(rounds: Ints) -> Floats:
    """The share of the fairness weight after so many rounds left out: half after one, and rising for ever.

    >>> waiting(np.array([0, 1, 2, 4, 6])).round(2).tolist()
    [0.0, 0.5, 0.75, 1.94, 2.98]
    """
    return np.asarray(1.0 - 0.5**rounds + 0.5 * np.maximum(rounds - 2, 0), dtype=np.float64)
