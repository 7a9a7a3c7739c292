"""Levels: one 0–10 scale, the seven labels, values read off a scale, and doubt that grows with silence.

Formulas and sources: docs/engine/levels.md.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

LABEL_BOUNDS = (1.0, 2.5, 4.0, 5.5, 7.0, 8.5)
QUESTIONNAIRE_DEVIATION = 1.2
DOUBT_PER_MONTH = 0.12


def label_index(level: float) -> int:
    """Which of the seven labels a level wears, 0 to 6.

    >>> [label_index(level) for level in (0.5, 1.0, 4.2, 9.9)]
    [0, 1, 3, 6]
    """
    return bisect_right(LABEL_BOUNDS, level)


def label_middle(index: int) -> float:
    """The middle of a label's range: what a bare label is taken for.

    >>> [label_middle(index) for index in (0, 3, 6)]
    [0.5, 4.75, 9.25]
    """
    edges = (0.0, *LABEL_BOUNDS, 10.0)
    return (edges[index] + edges[index + 1]) / 2


def interpolate(value: float, numbers: Sequence[float], levels: Sequence[float]) -> float:
    """Level of a number between the rungs of its scale, straight lines between them, held at both ends.

    `numbers` may rise (a rating) or fall (a time); ValueError when there is no rung.

    >>> interpolate(3000, [3210, 2880], [3.9, 4.8])
    4.472727272727273
    """
    if not numbers:
        raise ValueError("a scale needs rungs")
    rungs = sorted(zip(numbers, levels, strict=True))
    if value <= rungs[0][0]:
        return rungs[0][1]
    for (low, low_level), (high, high_level) in pairwise(rungs):
        if value <= high:
            return low_level + (value - low) / (high - low) * (high_level - low_level)
    return rungs[-1][1]


def vdot(distance_m: float, seconds: float) -> float:
    """Daniels and Gilbert's VDOT of a race.

    >>> round(vdot(10_000, 50 * 60), 1)
    40.0
    """
    minutes = seconds / 60
    speed = distance_m / minutes
    oxygen = -4.60 + 0.182258 * speed + 0.000104 * speed**2
    share = 0.8 + 0.1894393 * math.exp(-0.012778 * minutes) + 0.2989558 * math.exp(-0.1932605 * minutes)
    return oxygen / share


def easy_pace(vdot_value: float) -> tuple[int, int]:
    """Slowest and fastest easy pace in seconds a kilometre: 62 and 70 % of VDOT, the paces at which one talks.

    >>> easy_pace(40)
    (404, 367)
    """

    def pace(share: float) -> int:
        target = vdot_value * share + 4.60
        speed = (-0.182258 + math.sqrt(0.182258**2 + 4 * 0.000104 * target)) / (2 * 0.000104)
        return round(60_000 / speed)

    return pace(0.62), pace(0.70)


def easy_pace_of_level(level: float) -> tuple[int, int]:
    """Easy paces of a runner known by level only, through the table's VDOT.

    >>> easy_pace_of_level(4.8)
    (388, 353)
    """
    levels = [1.2, 1.8, 2.2, 3.0, 3.9, 4.8, 5.6, 6.4, 7.2, 8.0, 8.8, 9.8]
    return easy_pace(interpolate(level, levels, [25, 28, 30, 34, 38, 42, 46, 50, 54, 58, 63, 70]))


def grown_deviation(deviation: float, months: float) -> float:
    """Doubt after months without evidence, capped at a questionnaire's; the mean never moves down.

    >>> round(grown_deviation(0.4, 12), 2), grown_deviation(2.0, 12)
    (0.58, 2.0)
    """
    cap = max(deviation, QUESTIONNAIRE_DEVIATION)
    return min(cap, math.sqrt(deviation**2 + DOUBT_PER_MONTH**2 * max(0.0, months)))


HEARD_FROM = 3
HEARD_STEP = 1.0
HEARD_DEVIATION = 1.5
SURE_DEVIATION = 0.4


def heard(level: float, deviation: float, *, below: int, as_shown: int, above: int) -> tuple[float, float]:
    """A level and its deviation after what co-players said of it: so many below, as shown, above.

    Each answer is read as a sight of the level one step (1.0 on 0–10) under, at, or over what is shown, with a
    deviation of 1.5, and weighed by precision with what was believed. Fewer than three answers say nothing.
    A first rule, and a cautious one: three times "above" moves a ranked player by a fifth of a label, a beginner who
    guessed by more than half of one.

    >>> [round(one, 2) for one in heard(5.0, 1.2, below=0, as_shown=0, above=3)]
    [5.66, 0.7]
    >>> heard(5.0, 1.2, below=1, as_shown=0, above=1)
    (5.0, 1.2)

    Raises
    ------
    ValueError
        a count below 0
    """
    if min(below, as_shown, above) < 0:
        raise ValueError("nobody says something less than never")
    answers = below + as_shown + above
    if answers < HEARD_FROM:
        return level, deviation
    believed, seen = 1 / deviation**2, 1 / HEARD_DEVIATION**2
    precision = believed + answers * seen
    moved = level + (above - below) * HEARD_STEP * seen / precision
    return min(10.0, max(0.0, moved)), max(SURE_DEVIATION, precision**-0.5)
