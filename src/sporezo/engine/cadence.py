"""When to be in touch again: clocks that a real exchange resets, an unanswered message holds, a snooze moves."""

from dataclasses import dataclass

import numpy as np

from sporezo.engine.circles import HOLD_DAYS
from sporezo.engine.snapshot import Flags, Floats
from sporezo.engine.tallies import Moments
from sporezo.engine.touches import OUT, Touches


@dataclass(frozen=True, slots=True)
class Clocks:
    """One clock a tie, as of one moment; all columns are (C,).

    Attributes
    ----------
    now_days : the moment
    wish_days : the wished interval
    reset_days : the last real exchange, minus infinity when there never was one
    due_days : when the next exchange is wished
    is_held : an unanswered message has put that day off
    """

    now_days: float
    wish_days: Floats
    reset_days: Floats
    due_days: Floats
    is_held: Flags

    @property
    def silent_days(self) -> Floats:
        """Since the last real exchange, infinity when there never was one."""
        return self.now_days - self.reset_days

    @property
    def late_days(self) -> Floats:
        """Past the due day; 0 when in time."""
        return np.maximum(self.now_days - self.due_days, 0.0)

    @property
    def is_due(self) -> Flags:
        return self.now_days >= self.due_days


def clocks(
    touches: Touches,
    *,
    wish_days: Floats,
    now_days: float,
    start_days: Floats | float | None = None,
    snoozed_until_days: Floats | None = None,
) -> Clocks:
    """Set each tie's clock from what had happened by `now_days`.

    Parameters
    ----------
    wish_days : (C,) wished intervals (`sporezo.engine.circles.wish_days`)
    start_days : (C,) when the clock of a tie without a real exchange starts: the day the contact was noted;
        now when left out, so that nobody is late the minute they are imported
    snoozed_until_days : (C,) not before that day; ``nan`` for none

    Notes
    -----
    The clock is due ``wish_days`` after the last real exchange. The first unanswered message since then that would hold
    it longer (sent at s, until s + 14) does so; later ones do not. O((N + C) log N).

    Examples
    --------
    >>> from sporezo.engine.touches import Exchange
    >>> story = [Exchange(0, 0.0, "meal"), Exchange(0, 25.0, direction="out"), Exchange(0, 38.0, direction="out")]
    >>> clock = clocks(Touches.of(story, contacts=1), wish_days=np.array([30.0]), now_days=38.5)
    >>> clock.due_days.tolist(), clock.is_held.tolist()
    ([39.0], [True])
    """
    past = touches.until(now_days)
    everyone = np.arange(touches.contacts)
    just_after = Moments(everyone, np.full(touches.contacts, np.nextafter(now_days, np.inf)))
    reset_days = past.real_exchanges().last(just_after)
    start = np.broadcast_to(np.float64(now_days) if start_days is None else start_days, (touches.contacts,))
    wished = np.where(np.isfinite(reset_days), reset_days, start) + wish_days

    hold_days = _first_hold(past, reset_days=reset_days, wished=wished)
    due_days = np.maximum(wished, hold_days)
    is_held = due_days > wished
    if snoozed_until_days is not None:
        due_days = np.fmax(due_days, snoozed_until_days)
    return Clocks(now_days, wish_days, reset_days, due_days, is_held)


def _first_hold(past: Touches, *, reset_days: Floats, wished: Floats) -> Floats:
    """Until when the first unanswered message that outlasts the wish holds each clock, else minus infinity, (C,)."""
    until = past.at_days + HOLD_DAYS
    holds = (
        (past.direction == OUT)
        & ~past.by_channel("social")
        & (past.at_days > reset_days[past.contact])
        & (until > wished[past.contact])
    )
    held = np.full(past.contacts, -np.inf)
    contact = past.contact[holds][::-1]
    held[contact] = until[holds][::-1]  # time runs backwards here, so the earliest is written last
    return held
