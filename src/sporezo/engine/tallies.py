"""Dated facts of many groups, summed up to any moment, all at once.

A *group* is whatever facts are counted within: one contact, or one owner. Every question asks about a group *before* a
moment, strictly, so that nothing that happens at the moment of scoring, or later, can leak into its own prediction.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from sporezo.engine.snapshot import Floats, Ints


@dataclass(frozen=True, slots=True)
class Moments:
    """Where and when to look: `group` (Q,) non-negative integers, `at_days` (Q,) days on the facts' own scale."""

    group: Ints
    at_days: Floats

    def earlier(self, days: float | Floats) -> Self:
        return type(self)(self.group, self.at_days - days)

    def of(self, group: Ints) -> Self:
        return type(self)(group, self.at_days)


class Tally:
    """Facts of many groups in time order.

    Parameters
    ----------
    group : (N,) non-negative integers
    at_days : (N,) days on any common scale
    weight : (N,) what each fact counts for; 1 when left out

    Notes
    -----
    Facts are laid on one line, group after group, each group shifted past the one before, so that a binary search
    answers any number of questions in O((N + Q) log N). Shifted days keep a resolution under a second up to about
    1e11 group-days.

    Examples
    --------
    >>> tally = Tally(np.array([0, 0, 1]), np.array([1.0, 5.0, 2.0]))
    >>> when = Moments(np.array([0, 1]), np.array([5.0, 9.0]))
    >>> tally.count(when).tolist()
    [1, 1]
    >>> tally.last(when).tolist()
    [1.0, 2.0]
    """

    def __init__(self, group: Ints, at_days: Floats, weight: Floats | None = None) -> None:
        self._low = float(at_days.min()) if at_days.size else 0.0
        self._span = float(at_days.max()) - self._low + 1.0 if at_days.size else 1.0
        # Wider than any clipped moment: a group's end must never round past the start of the next one.
        self._stride = self._span + 1.0
        self._group, self._at, self._weight = group, at_days, weight
        self._line = self._place(group, at_days, self._stride)
        if np.any(self._line[1:] < self._line[:-1]):
            order = np.argsort(self._line, kind="stable")
            self._group, self._at, self._line = group[order], at_days[order], self._line[order]
            self._weight = None if weight is None else weight[order]

    def facts(self) -> tuple[Ints, Floats]:
        """The facts themselves, (N,) groups and (N,) days, group by group in time order."""
        return self._group, self._at

    def _place(self, group: Ints, at_days: Floats, stride: float) -> Floats:
        inside = np.clip(at_days - self._low, 0.0, self._span)
        placed: Floats = group * stride + inside
        return placed

    def _before(self, when: Moments) -> Ints:
        """How many facts of all groups stand before each moment on the line, (Q,)."""
        # Clipped, a moment before every fact of its group lands on the group's start, one after them all past its end.
        asked = self._place(when.group, when.at_days, self._stride)
        found: Ints = np.searchsorted(self._line, asked, side="left")
        return found

    def _start(self, when: Moments) -> Ints:
        found: Ints = np.searchsorted(self._group, when.group, side="left")
        return found

    def count(self, when: Moments) -> Ints:
        """How many facts of the group are before the moment, (Q,)."""
        return self._before(when) - self._start(when)

    def total(self, when: Moments) -> Floats:
        """The summed weight of those facts, (Q,)."""
        running = np.concatenate(([0.0], np.cumsum(self._weights())))
        summed: Floats = running[self._before(when)] - running[self._start(when)]
        return summed

    def recent(self, when: Moments, *, days: float) -> Ints:
        """How many facts of the group are in the `days` before the moment, (Q,)."""
        return self._before(when) - self._before(when.earlier(days))

    def last(self, when: Moments) -> Floats:
        """The day of the latest fact before the moment, minus infinity where there is none, (Q,)."""
        before = self._before(when)
        return self._pick(before - 1, before > self._start(when))

    def first(self, when: Moments) -> Floats:
        """The day of the earliest fact before the moment, minus infinity where there is none, (Q,)."""
        start = self._start(when)
        return self._pick(start, self._before(when) > start)

    def _pick(self, index: Ints, exists: npt.NDArray[np.bool_]) -> Floats:
        days = np.full(index.size, -np.inf)
        days[exists] = self._at[index[exists]]
        return days

    def _weights(self) -> Floats:
        return np.ones(self._at.size) if self._weight is None else self._weight

    def fading(self, when: Moments, *, half_life_days: float) -> Floats:
        """The sum of ``weight * 2 ** (-age / half_life_days)`` over the facts before the moment, (Q,).

        Computed for all groups in one pass: groups are set 60 half-lives apart, where whatever the previous one left
        is below the last bit, and the running sum is kept as a logarithm, where it neither overflows nor underflows.
        """
        if not self._at.size:
            return np.zeros(when.group.size)
        stride = self._span + 60.0 * half_life_days
        rate = np.log(2.0) / half_life_days
        with np.errstate(divide="ignore"):
            steps = np.log(self._weights()) + rate * self._place(self._group, self._at, stride)
        running = np.logaddexp.accumulate(steps)
        before = self._before(when)
        some = before > self._start(when)
        sums = np.zeros(when.group.size)
        asked = (when.group * stride + (when.at_days - self._low))[some]
        sums[some] = np.exp(running[before[some] - 1] - rate * asked)
        return sums
