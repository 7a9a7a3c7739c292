"""Choose among candidate sessions: each member in one at most, the greatest total value.

Set packing, by annealing: put in a candidate, take out those it collides with, let the freed find something free
again; accept by the change of total value (Kirkpatrick 1983). The temperature falls geometrically from what a poor
exchange costs to nothing.
"""

import numpy as np

from sporezo.engine.compiled import compiled, inlined
from sporezo.engine.snapshot import Floats, Ints

STEPS_A_MEMBER = 4000
HOT, COLD = 0.30, 0.01  # points


def pack(groups: Ints, size: Ints, value: Floats, members: int, *, seed: int, start: Ints | None = None) -> Ints:
    """Indices of the chosen candidates, ascending.

    Parameters
    ----------
    groups : (c, 12), member indices, -1 beyond `size`
    value : (c,), points
    members : how many members there are
    start : candidates chosen to begin with (disjoint)

    >>> groups = np.array([[0, 1], [1, 2], [2, 3], [0, 3]])
    >>> pack(groups, np.full(4, 2), np.array([1.0, 1.9, 1.0, 0.5]), 4, seed=1).tolist()
    [1, 3]
    """
    if not len(groups):
        return np.empty(0, np.int64)
    row, k = np.nonzero(groups >= 0)
    member = groups[row, k].astype(np.int64)
    by_member = np.argsort(member, kind="stable")
    begins = np.searchsorted(member[by_member], np.arange(members + 1)).astype(np.int64)
    first = np.full(members, -1, dtype=np.int64)
    for candidate in [] if start is None else start.tolist():
        first[groups[candidate, : size[candidate]]] = candidate
    busy = np.unique(member)
    chosen = _anneal(
        groups.astype(np.int32),
        size.astype(np.int64),
        value,
        begins,
        row[by_member].astype(np.int64),
        busy,
        first,
        STEPS_A_MEMBER * len(busy),
        HOT,
        COLD,
        np.uint64((seed * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) % 2**64 | 1),
    )
    return np.unique(chosen[chosen >= 0])


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
    busy: Ints,
    start: Ints,
    steps: int,
    hot: float,
    cold: float,
    state: np.uint64,
) -> Ints:
    """For each member the candidate holding them, or -1. `busy` are the members with any candidate."""
    holder = start.copy()
    freed = np.empty(groups.shape[1] * groups.shape[1], np.int64)
    temperature = hot
    cooling = (cold / hot) ** (1.0 / max(1.0, steps / 256.0))
    for step in range(steps):
        if step & 255 == 0:
            temperature *= cooling
        state = _next(state)
        who = busy[_below(state, len(busy))]
        state = _next(state)
        new = candidate[begins[who] + _below(state, begins[who + 1] - begins[who])]
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
    for who in busy:
        if holder[who] < 0:
            _settle(groups, size, value, begins, candidate, holder, who)
    return holder


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
