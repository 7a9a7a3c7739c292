"""Choose among candidate sessions: each member in one at most, the greatest total value.

Set packing, by annealing: put in a candidate, take out those it collides with, let the freed find something free
again; accept by the change of total value (Kirkpatrick 1983). Candidates are not drawn alike: one that costs its
members more than it is worth at the prices of the linear relaxation (`prices.py`) is drawn with a chance that falls as
``exp(-loss / 0.15)``, so that time goes where the optimum may be.
"""

import numpy as np

from sporezo.engine.compiled import compiled, inlined
from sporezo.engine.prices import by_member
from sporezo.engine.snapshot import Floats, Ints

STEPS_A_MEMBER = 4000
STEPS_A_CHOICE, FEW_STEPS = 150, 2_000_000  # a small market has time to look longer: so many a candidate of a member
HOT, COLD = 0.60, 0.04  # points
CHANCE_POINTS = 0.15  # a candidate that loses so much is drawn e times less often
MOST_LOSS = 0.60  # points beyond which it is not drawn at all, only put in where all its members stay free


def pack(groups: Ints, size: Ints, value: Floats, price: Floats, *, seed: int) -> Ints:
    """Indices of the chosen candidates, ascending.

    Parameters
    ----------
    groups : (c, 12), member indices, -1 beyond `size`
    value : (c,), points
    price : (members,), points, what each member's time is worth (`prices.of_pool`)

    >>> groups = np.array([[0, 1], [1, 2], [2, 3], [0, 3]])
    >>> pack(groups, np.full(4, 2), np.array([1.0, 1.9, 1.0, 0.5]), np.array([0.3, 0.9, 1.0, 0.2]), seed=1).tolist()
    [1, 3]
    """
    if not len(groups):
        return np.empty(0, np.int64)
    size = size.astype(np.int64)
    gain = value - np.where(groups >= 0, price[groups], 0.0).sum(axis=1)
    begins, candidate = by_member(groups, size, len(price))
    drawn = np.flatnonzero(gain >= -MOST_LOSS)
    begins_drawn, own = by_member(groups[drawn], size[drawn], len(price))
    own = drawn[own]
    owner = np.repeat(np.arange(len(price)), np.diff(begins_drawn))
    own = own[np.lexsort((own, -gain[own], owner))]
    chance = np.cumsum(np.exp(np.minimum(gain[own], 1.0) / CHANCE_POINTS))
    before = np.concatenate(([0.0], chance))[begins_drawn[:-1]]
    busy = np.flatnonzero(np.diff(begins_drawn) > 0)
    holder = _anneal(
        groups.astype(np.int32),
        size,
        value,
        begins_drawn,
        own,
        chance - np.repeat(before, np.diff(begins_drawn)),
        busy,
        max(STEPS_A_MEMBER * len(busy), min(STEPS_A_CHOICE * len(own), FEW_STEPS)),
        HOT,
        COLD,
        np.uint64((seed * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) % 2**64 | 1),
    )
    _fill(groups.astype(np.int32), size, value, begins, candidate, holder)
    return np.unique(holder[holder >= 0])


@inlined
def _next(state: np.uint64) -> np.uint64:
    state ^= state << np.uint64(13)
    state ^= state >> np.uint64(7)
    return state ^ (state << np.uint64(17))


@inlined
def _below(state: np.uint64, bound: int) -> np.int64:
    return np.int64((state >> np.uint64(33)) % np.uint64(bound))


@compiled
def _anneal(
    groups: Ints,
    size: Ints,
    value: Floats,
    begins: Ints,
    candidate: Ints,
    chance: Floats,
    busy: Ints,
    steps: int,
    hot: float,
    cold: float,
    state: np.uint64,
) -> Ints:
    """For each member the candidate holding them, or -1.

    `chance` sums up, within each member's candidates, how often each is drawn; `busy` are the members with any.
    """
    holder = np.full(len(begins) - 1, -1, np.int64)
    freed = np.empty(groups.shape[1] * groups.shape[1], np.int64)
    temperature = hot
    cooling = (cold / hot) ** (1.0 / max(1.0, steps / 256.0))
    for step in range(steps):
        if step & 255 == 0:
            temperature *= cooling
        state = _next(state)
        who = busy[_below(state, len(busy))]
        state = _next(state)
        at, last = begins[who], begins[who + 1] - 1
        draw = (state >> np.uint64(11)) * (1.0 / 9007199254740992.0) * chance[last]
        while at < last and chance[at] < draw:
            at += 1
        new = candidate[at]
        if holder[who] == new:
            continue
        loss = 0.0
        for k in range(size[new]):
            old = holder[groups[new, k]]
            if old >= 0:
                counted = False
                for earlier in range(k):
                    counted = counted or holder[groups[new, earlier]] == old
                loss += 0.0 if counted else value[old]
        change = value[new] - loss
        if change < 0.0:
            state = _next(state)
            draw = (state >> np.uint64(11)) * (1.0 / 9007199254740992.0)
            if change < temperature * np.log(draw + 1e-300):
                continue
        count = 0
        for k in range(size[new]):
            old = holder[groups[new, k]]
            if old >= 0:
                for other in range(size[old]):
                    holder[groups[old, other]] = -1
                    freed[count] = groups[old, other]
                    count += 1
        for k in range(size[new]):
            holder[groups[new, k]] = new
        for f in range(count):
            one = freed[f]
            if holder[one] < 0:
                _settle(groups, size, value, begins, candidate, holder, one)
    return holder


@compiled
def _fill(groups: Ints, size: Ints, value: Floats, begins: Ints, candidate: Ints, holder: Ints) -> None:
    """Give everybody still free the best candidate whose members are all free."""
    for who in range(len(holder)):
        if holder[who] < 0:
            _settle(groups, size, value, begins, candidate, holder, who)


@inlined
def _settle(groups: Ints, size: Ints, value: Floats, begins: Ints, candidate: Ints, holder: Ints, who: int) -> None:
    """Give `who` the best candidate whose members are all free, if any."""
    best, most = -1, 0.0
    for at in range(begins[who], begins[who + 1]):
        one = candidate[at]
        if value[one] > most:
            free = True
            for k in range(size[one]):
                free = free and holder[groups[one, k]] < 0
            if free:
                best, most = one, value[one]
    if best >= 0:
        for k in range(size[best]):
            holder[groups[best, k]] = best
