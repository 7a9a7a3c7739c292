"""How long one may have to wait for a session: a stated maximum for each class of density, never an average.

Nobody can promise a partner to whoever has none, nor three others to whoever plays in fours only. For everybody else
the bonus for rounds left out rises until it outweighs all else (`affinity.waiting`); what that has meant, at most, in
simulated seasons (`sporezo bench fairness`) is what a member is told.
"""

import numpy as np

from sporezo.engine.market import Market
from sporezo.engine.outcome import Wait
from sporezo.engine.pairs import count_partners
from sporezo.engine.snapshot import Ints

ENOUGH = 12  # partners are counted to here
CLASSES: tuple[tuple[int, str, int | None], ...] = (  # from so many partners: the class, and rounds left out at most
    (12, "many", 3),
    (6, "some", 5),
    (3, "few", 8),
    (1, "hardly_any", None),
    (0, "none", None),
)


def wait_of(partners: int) -> Wait:
    """The class of somebody who could play with so many others as two, and the longest they should be left out.

    >>> wait_of(7), wait_of(1).most_rounds
    (Wait(density='some', partners=7, most_rounds=5), None)
    """
    density, most_rounds = next((name, most) for least, name, most in CLASSES if partners >= least)
    return Wait(density, partners, most_rounds)


def partners(market: Market, members: Ints) -> Ints:
    """How many people each of the canonical `members` could play with as two this week, counted to `ENOUGH`."""
    by_member = np.argsort(market.rows["member"], kind="stable")
    by_member = by_member[market.plays["least"][market.rows["play"][by_member]] == 2]
    begins = np.searchsorted(market.rows["member"][by_member], np.arange(len(market.members) + 1)).astype(np.int64)
    return count_partners(market, members, ENOUGH, begins, by_member)
