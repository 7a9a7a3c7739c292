"""What an hour of each member is worth, given a pool of candidate sessions: the prices of its linear relaxation.

Choosing sessions x so that nobody is in two, ``max Σ value·x``, has a dual: prices y ≥ 0 with ``Σ y ≥ value`` over the
members of every candidate. With a little entropy added to x, the best y of one member given the others is a logarithm,
``y_i = T · log Σ exp((value − Σ others' y) / T)``, so passes over the members converge (as Sinkhorn and Knopp 1967, for
groups of any size); T falls until the entropy no longer counts. `docs/engine/rounds.md` compares them with HiGHS.
"""

import numpy as np

from sporezo.engine.compiled import compiled
from sporezo.engine.snapshot import Floats, Ints

PASSES = 40
HOT, COLD = 0.30, 0.02  # points


def of_pool(groups: Ints, size: Ints, value: Floats, members: int) -> Floats:
    """(members,) prices at which hardly any candidate is worth more than its members, and few cost much less.

    Parameters
    ----------
    groups : (c, 12), member indices, -1 beyond `size`
    value : (c,), points

    >>> lone = of_pool(np.array([[0, 1], [0, 2]]), np.array([2, 2]), np.array([1.0, 0.4]), 3)
    >>> bool(lone[0] + lone[1] >= 0.99), bool(lone[2] <= 0.01)
    (True, True)
    """
    begins, candidate = by_member(groups, size, members)
    return _passes(groups, size, value, begins, candidate, PASSES, HOT, COLD)


@compiled
def by_member(groups: Ints, size: Ints, members: int) -> tuple[Ints, Ints]:
    """The candidates of each member, ascending, as offsets and values."""
    begins = np.zeros(members + 1, np.int64)
    for c in range(len(size)):
        for k in range(size[c]):
            begins[groups[c, k] + 1] += 1
    for i in range(members):
        begins[i + 1] += begins[i]
    candidate = np.empty(begins[members], np.int64)
    at = begins[:-1].copy()
    for c in range(len(size)):
        for k in range(size[c]):
            candidate[at[groups[c, k]]] = c
            at[groups[c, k]] += 1
    return begins, candidate


@compiled
def _passes(
    groups: Ints, size: Ints, value: Floats, begins: Ints, candidate: Ints, passes: int, hot: float, cold: float
) -> Floats:
    price = np.zeros(len(begins) - 1)
    gain = value.copy()  # value less the prices of its members
    temperature = hot
    for _ in range(passes):
        for i in range(len(price)):
            first, last = begins[i], begins[i + 1]
            if first == last:
                continue
            most, total = -np.inf, 0.0
            for at in range(first, last):
                most = max(most, gain[candidate[at]])
            for at in range(first, last):
                total += np.exp((gain[candidate[at]] - most) / temperature)
            new = max(0.0, price[i] + most + temperature * np.log(total))
            for at in range(first, last):
                gain[candidate[at]] -= new - price[i]
            price[i] = new
        temperature *= (cold / hot) ** (1.0 / max(1, passes - 1))
    return price
