"""What evidence does not give: wishes, half-lives and weights. Product choices, all of them here.

`docs/engine/ties.md` and `docs/engine/cadence.md` say what each one does; the rest about ties is counted or fitted.
"""

import numpy as np

from sporezo.engine.snapshot import Floats, Ints

CIRCLES = ("first", "second", "active", "wide")
WISH_DAYS = np.array([14.0, 30.0, 90.0, 365.0])
WARMTH_HALF_LIFE_DAYS = np.array([45.0, 90.0, 180.0, 365.0])
# Lateness counts in wished intervals, so it already tells a fortnight from a season; a wide tie weighs half.
CIRCLE_WEIGHT = np.array([2.0, 2.0, 2.0, 1.0])

# How much one exchange warms, in impulses.
FACE_TO_FACE = 3.0
IN_A_GROUP = 2.0
CALL = 2.0
THREAD = 1.0
RECEIVED = 0.7
SENT = 0.3
LIKE = 0.1

HOLD_DAYS = 14.0  # an unanswered message holds the clock that long, once
ANSWERED_WITHIN_DAYS = 30.0  # later, it is another conversation
COOLING_RHYTHMS = 8.0  # silences beyond that many times the tie's own rhythm rarely end by themselves (Navarro 2017)
STALE_DAYS = 180.0  # beyond it a chance of an answer is a word, never a percentage

# May I ask now?
ASK_COOL_DOWN_DAYS = 60.0  # between two asks to one person
NEW_TIE_DAYS = 21.0  # before a first ask to somebody met by playing
WARM_UP_DAYS = 14.0  # from the first step of a warm-up to a fair ask
WARM_UP_CLOSE_DAYS = 7.0  # the same with somebody one was close to (Levin 2011)
ANSWER_FIRST_DAYS = 7.0  # after answering what waits for an answer
INTRODUCER_DAYS = 21.0  # an introducer asks, both agree
SILENT_WISHES = 2.0  # silence beyond that many wished intervals needs a warm-up
CLOSE_EXCHANGES = 5  # real exchanges that make a former tie a close one
UNANSWERED_IN_A_ROW = 3


def circle_codes(names: list[str]) -> Ints:
    """Circles as numbers, ``0`` for the first.

    Raises
    ------
    ValueError : a name that is no circle
    """
    try:
        return np.array([CIRCLES.index(name) for name in names], dtype=np.int64)
    except ValueError as unknown:
        raise ValueError(f"A circle is one of {', '.join(CIRCLES)}: {unknown}.") from None


def wish_days(circle: Ints, own_wish_days: Floats | None = None) -> Floats:
    """The wished interval of each tie: its own where it has one (not ``nan``), else its circle's, (C,)."""
    wished = WISH_DAYS[circle]
    return wished if own_wish_days is None else np.where(np.isnan(own_wish_days), wished, own_wish_days)


def kept_up(wish_days: Floats, half_life_days: Floats) -> Floats:
    """The warmth that one two-way thread every wished interval keeps up, (C,)."""
    kept: Floats = THREAD / (1.0 - np.exp2(-wish_days / half_life_days))
    return kept
