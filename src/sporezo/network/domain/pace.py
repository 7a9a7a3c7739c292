"""How much an import writes at once: as much as others can wait for, found out as it goes."""

from __future__ import annotations

from dataclasses import dataclass

AIM_SECONDS = 0.04
"""Of one transaction, in which nobody else may write: far under the 200 ms they may be kept waiting."""

FEWEST, MOST = 6, 100
"""Records: below, what each transaction costs anyway counts most; above, it gains nothing."""

GROWTH = 1.5


@dataclass(slots=True)
class Pace:
    """How many records the next transaction takes, from what the last one took.

    >>> pace = Pace()
    >>> pace.took(4 * AIM_SECONDS)
    >>> pace.records
    12
    """

    records: int = 50

    def took(self, seconds: float) -> None:
        """Fewer next time where this was long, a little more where it was short."""
        fitting = self.records * AIM_SECONDS / max(seconds, 1e-3)
        self.records = round(min(MOST, max(FEWEST, min(fitting, self.records * GROWTH))))
