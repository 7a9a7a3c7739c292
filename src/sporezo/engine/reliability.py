"""A word kept: how often somebody who said yes was there, older facts fading.

Formula and example: docs/engine/reliability.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

HALF_LIFE_DAYS = 180.0
BENEFIT = 2.0  # sessions everybody is given to begin with
SHOWN_FROM = 5  # sessions, before anybody else reads a band
CREDIT = {"came": 1.0, "late": 0.5, "absent": 0.0}
WEIGHT = {"came": 1.0, "late": 1.0, "absent": 2.0}
BANDS = (0.75, 0.9)


class Band(StrEnum):
    OFTEN = "often"
    MOSTLY = "mostly"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Standing:
    """A share of words kept (0–1) over so many sessions; the band is `None` before there are five."""

    share: float
    sessions: int
    to_mend: int  # sessions played that would lead to the next band

    @property
    def band(self) -> Band | None:
        return band_of(self.share) if self.sessions >= SHOWN_FROM else None


def fading(days: float) -> float:
    """What a fact still weighs after so many days: half every 180.

    >>> [fading(days) for days in (0, 180, 360)]
    [1.0, 0.5, 0.25]
    """
    return math.exp2(-max(0.0, days) / HALF_LIFE_DAYS)


def band_of(share: float) -> Band:
    """The word a share wears.

    >>> [band_of(share).value for share in (0.95, 0.8, 0.5)]
    ['always', 'mostly', 'often']
    """
    return tuple(Band)[sum(share >= bound for bound in BANDS)]


def standing(facts: Sequence[tuple[str, float]]) -> Standing:
    """How a member stands.

    Parameters
    ----------
    facts
        (kind, days ago) of each session they had a place in: came, late (gave the place back after the deadline) or
        absent. What is excused, in doubt, declined or given back in time is not a fact.

    Ten sessions played and one missed, all lately: (2 + 10) of (2 + 10 + 2).

    >>> standing([("came", 0)] * 10 + [("absent", 0)])
    Standing(share=0.8571428571428571, sessions=11, to_mend=6)
    >>> standing([]).share, standing([("absent", 360)]).share
    (1.0, 0.8)

    Raises
    ------
    ValueError
        a kind nobody knows
    """
    kept, weighed = BENEFIT, BENEFIT
    for kind, days in facts:
        if kind not in CREDIT:
            raise ValueError(f"{kind!r} is no fact of a session")
        weight = WEIGHT[kind] * fading(days)
        kept, weighed = kept + CREDIT[kind] * weight, weighed + weight
    share = kept / weighed
    bound = next((one for one in BANDS if share < one), None)
    lacking = 0.0 if bound is None else (bound * weighed - kept) / (1 - bound)
    return Standing(share, len(facts), math.ceil(lacking - 1e-9))
