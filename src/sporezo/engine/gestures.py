"""What one could do this week, and what each gesture is worth: the candidates of the plan.

Upkeep is lateness × circle weight × the chance that something comes back. Lateness counts up to twice the wish: beyond,
a tie is dormant and has a slot of its own, else the oldest silences would eat every week. A first message that meets
silence still holds the clock for two weeks, which is worth half an answer; a second one holds nothing.
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
SOON_DAYS = circles.HOLD_DAYS  # what an unanswered message sent now would still hold: it fills the minutes left over
SOON_SHARE = 0.1  # of the worth of what is due, which it never displaces
HOLDING = 0.5  # of an answer: patience bought, not upkeep
OCCASION = 1.5  # a birthday or a new job makes a word easier and better received
LONG_SILENCE = 1.5  # wished intervals after which a meal does more than a call
GIFT_REST_DAYS = 90.0  # between two gifts to one person
PROMISE = 8.0  # above anything that is merely due: a word given comes first
WANTED = 1.5  # a gift somebody is known to be curious about


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


def urgency_ahead(clock: Clocks, circle: Ints) -> Floats:
    """`urgency`, and a tenth of it for what falls due within two weeks: it only fills the minutes left over, (C,)."""
    due = urgency(clock, circle)
    return np.where(due > 0.0, due, SOON_SHARE * urgency(clock, circle, ahead_days=SOON_DAYS))


def p_upkeep(clock: Clocks, p_answer: Floats | float) -> Floats:
    """How much of a real exchange one message is worth, (C,): its chance of an answer, and the hold when there is none.

    The first unanswered message since the last real exchange holds the clock 14 days; while one does, another holds
    nothing more. So a session serves best whom a message has already failed.
    """
    holds = ~clock.is_held & (clock.now_days + circles.HOLD_DAYS > clock.due_days)
    worth: Floats = p_answer + (1.0 - np.asarray(p_answer)) * HOLDING * holds
    return worth


def propose(
    lights: Lights,
    *,
    set_aside: Iterable[int] = (),
    occasions: Mapping[int, Reason] | None = None,
    gifts: Mapping[int, Reason] | None = None,
    wanted: Mapping[int, Reason] | None = None,
    promises: Mapping[int, tuple[str, Reason]] | None = None,
) -> list[Gesture]:
    """Every gesture the plan may choose from, by contact.

    Parameters
    ----------
    set_aside : contacts for whom the owner wants no gesture (now snoozed, or "not this person")
    occasions : a birthday, a change of job: a reason to write even when nothing is due
    gifts : what one could give, from what a contact is curious about; any tie in the first three circles without a
        gift for 90 days can be given something when left out
    wanted : among those, what a contact is known to be curious about and the owner knows
    promises : a channel and a reason for each contact who waits for a word given, or for a step of a warm-up

    Notes
    -----
    Ties under *through someone* get no written gesture: one more message is not what they need. A promise is kept
    whatever the light.
    """
    ties = lights.ties
    occasions = occasions or {}
    barred = np.zeros(ties.circle.size, dtype=bool)
    barred[list(set_aside)] = True
    written, _spoken = p_back(ties)
    written = p_upkeep(ties.clocks, written)
    spoken = 1.0 - (1.0 - written) / 2.0
    due = urgency_ahead(ties.clocks, ties.circle)
    late = np.where(ties.is_owed_an_answer, np.maximum(due, circles.CIRCLE_WEIGHT[ties.circle]), due)
    reachable = (lights.colour != THROUGH_SOMEONE) & ~barred & ~ties.is_waiting
    is_revival = ties.was_close & ~ties.is_owed_an_answer
    found = [
        Gesture(contact, "promise", channel, MINUTES.get(channel, MINUTES["message"]), PROMISE, (reason,))
        for contact, (channel, reason) in (promises or {}).items()
        if not barred[contact]
    ]
    for contact in np.flatnonzero(reachable & ((late > 0.0) | _at(occasions, ties.circle.size))):
        occasion = occasions.get(int(contact))
        weight = late[contact] or circles.CIRCLE_WEIGHT[ties.circle[contact]]
        kind: Kind = "revive" if is_revival[contact] else "maintain"
        reasons = _why(ties, int(contact), occasion)
        for channel, p in _ways(ties, int(contact), written, spoken):
            worth = float(weight * p * (OCCASION if occasion else 1.0))
            found.append(Gesture(int(contact), kind, channel, MINUTES[channel], worth, reasons))
    is_promised = _at(promises or {}, ties.circle.size)  # a word kept is a gift already
    return found + _gifts(ties, reachable & ~ties.is_dormant & ~is_promised, written, gifts, wanted or {})


def _ways(ties: Ties, contact: int, written: Floats, spoken: Floats) -> list[tuple[str, float]]:
    """A message always; in the first two circles a call too, or a meal once the silence has grown."""
    ways = [("message", float(written[contact]))]
    if ties.circle[contact] <= circles.CIRCLES.index("second"):
        ways.append(("meal" if ties.lateness[contact] > LONG_SILENCE else "call", float(spoken[contact])))
    return ways


def _at(occasions: Mapping[int, object], size: int) -> Flags:
    flags = np.zeros(size, dtype=bool)
    flags[list(occasions)] = True
    return flags


def _gifts(
    ties: Ties, reachable: Flags, p: Floats, gifts: Mapping[int, Reason] | None, wanted: Mapping[int, Reason]
) -> list[Gesture]:
    rested = ties.now_days - ties.last_give_days > GIFT_REST_DAYS
    near = ties.has_spoken & (ties.circle <= circles.CIRCLES.index("active"))
    suited = near if gifts is None else _at(gifts, ties.circle.size)
    found = []
    for contact in np.flatnonzero(reachable & rested & suited):
        worth = float(circles.CIRCLE_WEIGHT[ties.circle[contact]] * p[contact] * min(ties.lateness[contact], 1.0))
        days = ties.now_days - ties.last_give_days[contact]
        nothing = Reason("nothing_given", {"days": round(days) if days < np.inf else None})
        why = wanted.get(int(contact), (gifts or {}).get(int(contact), nothing))
        worth *= WANTED if int(contact) in wanted else 1.0
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
