"""Levels: one 0–10 scale, the seven labels, values read off a scale, and doubt that grows with silence.

Formulas and sources: docs/engine/levels.md.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

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
    return min(10.0, max(0.0, moved)), min(deviation, max(SURE_DEVIATION, precision**-0.5))


Belief = tuple[float, float]
"""A level and its deviation, both on 0–10."""

TENFOLD = 2.0  # a gap of two points makes ten wins to one
RESULT_STEP = 0.3  # one game moves a level by no more


def settled(
    level: float, deviation: float, *, partners: Sequence[Belief], opponents: Sequence[Belief], outcome: float
) -> Belief:
    """A level and its deviation after one game: Glicko's step on 0–10, each side being the mean of its players.

    `outcome` is 1 for a win, 0 for a defeat, 0.5 for a draw; among many, the share of the others one came ahead of.
    The step never exceeds 0.3: three players who say the same weigh more than one result.

    >>> unsure = settled(5.0, 1.2, partners=[], opponents=[(5.0, 0.4)], outcome=1)
    >>> ranked = settled(5.0, 0.4, partners=[], opponents=[(5.0, 0.4)], outcome=0)
    >>> [round(one, 2) for one in (*unsure, *ranked)]
    [5.3, 1.0, 4.91, 0.4]
    >>> [round(one, 2) for one in settled(5.0, 0.5, partners=[(5.0, 0.5)], opponents=[(6.5, 0.5)] * 2, outcome=1)]
    [5.1, 0.5]

    Raises
    ------
    ValueError
        nobody on the other side, or an outcome outside 0–1
    """
    if not opponents or not 0 <= outcome <= 1:
        raise ValueError("a game has two sides, and an outcome between 0 and 1")
    side, others = 1 + len(partners), len(opponents)
    gap = (level + sum(mean for mean, _doubt in partners)) / side - sum(mean for mean, _doubt in opponents) / others
    doubt = sum(one**2 for _mean, one in partners) / side**2 + sum(one**2 for _mean, one in opponents) / others**2
    steepness = math.log(10) / TENFOLD
    blur = 1 / math.sqrt(1 + 3 * steepness**2 * doubt / math.pi**2)
    p_win = 1 / (1 + 10 ** (-blur * gap / TENFOLD))
    pull = steepness / side * blur
    variance = 1 / (1 / deviation**2 + pull**2 * p_win * (1 - p_win))
    step = min(RESULT_STEP, max(-RESULT_STEP, variance * pull * (outcome - p_win)))
    return min(10.0, max(0.0, level + step)), min(deviation, max(SURE_DEVIATION, math.sqrt(variance)))


def after(level: float, deviation: float, fact: Mapping[str, Any], *, months: float) -> Belief:
    """What one belief becomes of one fact, `months` after it was last moved: the whole rule, and the only place of it.

    A fact is what an evidence row keeps: {"of": "heard", "below": …, "as_shown": …, "above": …}, or {"of": "game",
    "outcome": …, "with": [[practice, mean, deviation], …], "against": […]}, as believed then. A better engine may
    replay them all.

    >>> fact = {"of": "game", "outcome": 1, "with": [], "against": [[7, 5.0, 0.4]]}
    >>> [round(one, 2) for one in after(5.0, 1.2, fact, months=0)]
    [5.3, 1.0]
    """
    doubt = grown_deviation(deviation, months)
    if fact["of"] == "heard":
        return heard(level, doubt, below=fact["below"], as_shown=fact["as_shown"], above=fact["above"])
    return settled(
        level,
        doubt,
        partners=[(mean, doubt) for _practice, mean, doubt in fact["with"]],
        opponents=[(mean, doubt) for _practice, mean, doubt in fact["against"]],
        outcome=fact["outcome"],
    )
