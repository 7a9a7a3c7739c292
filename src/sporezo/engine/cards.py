"""Asking only when in need: one's own pattern, as a yellow or a red card with two facts and the way back.

The card is its owner's alone. Nobody ever gets one for another person's silence.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from sporezo.engine.form import REGULARITY_WEEKS, regularity
from sporezo.engine.outcome import Reason
from sporezo.engine.snapshot import Flags, Floats
from sporezo.engine.tallies import Moments
from sporezo.engine.touches import ASK, IN, Touches

PERIOD_DAYS = 90.0
YELLOW_ASKS = 2
RED_ASKS = 3
YELLOW_SHARE = 0.5
RED_SHARE = 0.75
REGULAR_WEEKS = 4  # of the eight before: whoever keeps up that often does not ask only in need


@dataclass(frozen=True, slots=True)
class Card:
    """The pattern of the last 90 days.

    Attributes
    ----------
    colour : yellow or red
    facts : two: how many asks came out of the blue, how many of the last eight weeks held a gesture
    weeks_back : in how many more weeks a gesture that is no ask ends it
    """

    colour: Literal["yellow", "red"]
    facts: tuple[Reason, Reason]
    weeks_back: int


class Pattern(NamedTuple):
    """One's asks of the last 90 days, those out of the blue, and how many of the last eight weeks held a gesture."""

    asks: int
    out_of_the_blue: int
    weeks: int

    def with_one_more(self, *, is_out_of_the_blue: bool) -> "Pattern":
        """The pattern after one more ask now."""
        return Pattern(self.asks + 1, self.out_of_the_blue + is_out_of_the_blue, self.weeks)

    def card(self) -> Card | None:
        """The card this pattern is worth, None when it is no pattern."""
        asks, blue, weeks = self
        if asks < YELLOW_ASKS or blue < YELLOW_SHARE * asks or weeks >= REGULAR_WEEKS:
            return None
        is_red = asks >= RED_ASKS and blue >= RED_SHARE * asks
        facts = (
            Reason("asks_out_of_the_blue", {"asks": blue, "of": asks, "days": int(PERIOD_DAYS)}),
            Reason("weeks_with_a_gesture", {"weeks": weeks, "of": REGULARITY_WEEKS}),
        )
        return Card("red" if is_red else "yellow", facts, REGULAR_WEEKS - weeks)


def card(touches: Touches, *, now_days: float, asking: int | None = None) -> Card | None:
    """The owner's card now, or the one that asking contact `asking` now would bring; None when there is no pattern.

    An ask is *out of the blue* when nothing went both ways with that person in the 90 days before it.

    Examples
    --------
    >>> from sporezo.engine.touches import Exchange
    >>> asks = [Exchange(c, 80.0 + c, direction="out", purpose="ask") for c in range(3)]
    >>> shown = card(Touches.of(asks, contacts=3), now_days=90.0)
    >>> shown.colour, shown.facts[0].params, shown.facts[1].params
    ('red', {'asks': 3, 'of': 3, 'days': 90}, {'weeks': 0, 'of': 8})
    """
    past = touches.until(now_days)
    found = pattern(past, now_days=now_days)
    if asking is not None:
        one_more = Moments(np.array([asking]), np.array([now_days]))
        found = found.with_one_more(is_out_of_the_blue=bool(_out_of_the_blue(past, one_more)[0]))
    return found.card()


def pattern(past: Touches, *, now_days: float) -> Pattern:
    """Count one's asks and the weeks one kept up, of exchanges up to `now_days`. O(N log N)."""
    is_ask = (past.purpose == ASK) & (past.direction != IN)
    recent = is_ask & (past.at_days > now_days - PERIOD_DAYS)
    asks = Moments(past.contact[recent], past.at_days[recent])
    weeks = int(regularity(past.where(~is_ask), now_days=now_days).sum())
    return Pattern(asks.group.size, int(_out_of_the_blue(past, asks).sum()), weeks)


def _out_of_the_blue(past: Touches, asks: Moments) -> Flags:
    return is_out_of_the_blue(past.real_exchanges().last(asks), asks.at_days)


def is_out_of_the_blue(last_real_days: Floats, asked_days: Floats | float) -> Flags:
    """Whether nothing had gone both ways in the 90 days before each ask."""
    blue: Flags = last_real_days < asked_days - PERIOD_DAYS
    return blue
