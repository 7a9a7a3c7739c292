"""What one could do this week, and what each gesture is worth: the candidates of the plan.

Upkeep is lateness × circle weight × the chance that something comes back. Lateness counts up to twice the wish: beyond,
a tie is dormant and has a slot of its own, else the oldest silences would eat every week.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from sporezo.engine import circles
from sporezo.engine.cadence import Clocks
from sporezo.engine.lights import THROUGH_SOMEONE, Lights
from sporezo.engine.outcome import Reason
from sporezo.engine.plan import MINUTES, Gesture, Kind
from sporezo.engine.snapshot import Flags, Floats, Ints
from sporezo.engine.ties import Ties

AHEAD_DAYS = 7.0  # what falls due within the week is this week's
OCCASION = 1.5  # a birthday or a new job makes a word easier and better received
LONG_SILENCE = 1.5  # wished intervals after which a meal does more than a call
GIFT_REST_DAYS = 90.0  # between two gifts to one person


def p_back(ties: Ties) -> tuple[Floats, Floats]:
    """The chance of a real exchange, written and spoken, (C,) each.

    A message is answered with `p_reply`; what they wrote is answered by answering. For calls and meals there is no
    evidence yet: speaking takes away half of the doubt (people under-rate a yes face to face, Roghanizad & Bohns 2017).
    """
    written = np.where(ties.is_owed_an_answer, 1.0, ties.p_reply)
    return written, 1.0 - (1.0 - written) / 2.0


def urgency(clock: Clocks, circle: Ints, *, ahead_days: float = AHEAD_DAYS) -> Floats:
    """Lateness × circle weight of what is due within `ahead_days`, lateness at most 2; 0 for what is not due, (C,).

    A tie without any real exchange is as late as its clock says.
    """
    lateness = np.where(
        np.isfinite(clock.reset_days), clock.silent_days / clock.wish_days, 1.0 + clock.late_days / clock.wish_days
    )
    is_due = clock.due_days < clock.now_days + ahead_days
    worth: Floats = is_due * np.minimum(lateness, circles.SILENT_WISHES) * circles.CIRCLE_WEIGHT[circle]
    return worth


def propose(
    lights: Lights,
    *,
    set_aside: Iterable[int] = (),
    occasions: Mapping[int, Reason] | None = None,
    gifts: Mapping[int, Reason] | None = None,
) -> list[Gesture]:
    """Every gesture the plan may choose from, by contact.

    Parameters
    ----------
    set_aside : contacts for whom the owner wants no gesture (now snoozed, or "not this person")
    occasions : a birthday, a change of job: a reason to write even when nothing is due
    gifts : what one could give, from what a contact is curious about; any tie in the first three circles without a
        gift for 90 days can be given something when left out

    Notes
    -----
    Ties under *through someone* get no written gesture: one more message is not what they need.
    """
    ties = lights.ties
    occasions = occasions or {}
    barred = np.zeros(ties.circle.size, dtype=bool)
    barred[list(set_aside)] = True
    written, spoken = p_back(ties)
    late = np.where(
        ties.is_owed_an_answer,
        np.maximum(urgency(ties.clocks, ties.circle), circles.CIRCLE_WEIGHT[ties.circle]),
        urgency(ties.clocks, ties.circle),
    )
    reachable = (lights.colour != THROUGH_SOMEONE) & ~barred & ~ties.is_waiting
    is_revival = ties.was_close & ~ties.is_owed_an_answer
    found = []
    for contact in np.flatnonzero(reachable & ((late > 0.0) | _at(occasions, ties.circle.size))):
        occasion = occasions.get(int(contact))
        weight = late[contact] or circles.CIRCLE_WEIGHT[ties.circle[contact]]
        kind: Kind = "revive" if is_revival[contact] else "maintain"
        reasons = _why(ties, int(contact), occasion)
        for channel, p in _ways(ties, int(contact), written, spoken):
            worth = float(weight * p * (OCCASION if occasion else 1.0))
            found.append(Gesture(int(contact), kind, channel, MINUTES[channel], worth, reasons))
    return found + _gifts(ties, reachable & ~ties.is_dormant, written, gifts)


def _ways(ties: Ties, contact: int, written: Floats, spoken: Floats) -> list[tuple[str, float]]:
    """A message always; in the first two circles a call too, or a meal once the silence has grown."""
    ways = [("message", float(written[contact]))]
    if ties.circle[contact] <= circles.CIRCLES.index("second"):
        ways.append(("meal" if ties.lateness[contact] > LONG_SILENCE else "call", float(spoken[contact])))
    return ways


def _at(occasions: Mapping[int, Reason], size: int) -> Flags:
    flags = np.zeros(size, dtype=bool)
    flags[list(occasions)] = True
    return flags


def _gifts(ties: Ties, reachable: Flags, p: Floats, gifts: Mapping[int, Reason] | None) -> list[Gesture]:
    rested = ties.now_days - ties.last_give_days > GIFT_REST_DAYS
    near = ties.has_spoken & (ties.circle <= circles.CIRCLES.index("active"))
    suited = near if gifts is None else _at(gifts, ties.circle.size)
    found = []
    for contact in np.flatnonzero(reachable & rested & suited):
        worth = float(circles.CIRCLE_WEIGHT[ties.circle[contact]] * p[contact] * min(ties.lateness[contact], 1.0))
        days = ties.now_days - ties.last_give_days[contact]
        why = (gifts or {}).get(int(contact), Reason("nothing_given", {"days": round(days) if days < np.inf else None}))
        found.append(Gesture(int(contact), "give", "message", MINUTES["message"], worth, (why,)))
    return found


def _why(ties: Ties, contact: int, occasion: Reason | None) -> tuple[Reason, ...]:
    """Two reasons: what calls for the gesture, then how often one wished to be in touch."""
    circle = circles.CIRCLES[ties.circle[contact]]
    wish = Reason("wish", {"circle": circle, "days": round(float(ties.clocks.wish_days[contact]))})
    return (occasion or _first_reason(ties, contact), wish)


def _first_reason(ties: Ties, contact: int) -> Reason:
    if ties.is_owed_an_answer[contact]:
        return Reason("owed_an_answer", {"days": round(float(ties.now_days - ties.last_in_days[contact]))})
    silent = float(ties.clocks.silent_days[contact])
    if not np.isfinite(silent):
        return Reason("never_spoke")
    code = "was_close" if ties.was_close[contact] else "cooled" if ties.cooling[contact] >= 1.0 else "silent"
    return Reason(code, {"days": round(silent)})
