"""May I ask this person now? Three lights, each with at least two facts, a path and the earliest fair date.

*Green*: ask. *Warm-up*: a concrete path first. *Through someone*: who never answered, or let three messages in a row go
by. Facts are codes and numbers, never sentences (`docs/engine/ties.md` lists them).
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from sporezo.engine import circles
from sporezo.engine.circles import CIRCLES
from sporezo.engine.outcome import Reason
from sporezo.engine.snapshot import Flags, Floats, Ints
from sporezo.engine.ties import Ties
from sporezo.engine.touches import CHANNELS

Colour = Literal["green", "warm_up", "through_someone"]
COLOURS: tuple[Colour, ...] = ("green", "warm_up", "through_someone")
GREEN, WARM_UP, THROUGH_SOMEONE = range(3)

UNLIKELY = 0.3


class Step(NamedTuple):
    """One step of the path: `way` is a session, a meal, a call, something to give, an answer, a wait, an introducer."""

    way: str
    on_days: float


@dataclass(frozen=True, slots=True)
class Light:
    """The answer for one tie.

    Attributes
    ----------
    colour : green, warm_up or through_someone
    facts : at least two; the first one decided
    steps : what to do first, in order, with a day each; none under a green light
    fair_from_days : the earliest fair day to ask
    """

    colour: Colour
    facts: tuple[Reason, ...]
    steps: tuple[Step, ...]
    fair_from_days: float


class _Rule(NamedTuple):
    """What stands in the way, for whom, and until when it does."""

    code: str
    holds: Flags
    fair_from_days: Floats


@dataclass(frozen=True, slots=True)
class Lights:
    """Every light of one owner: `colour` (C,) as in `COLOURS`, `cause` (C,) the first rule that holds, else -1.

    `own` (C,) is the owner's own word, -1 where there is none.
    """

    ties: Ties
    colour: Ints
    cause: Ints
    fair_from_days: Floats
    codes: tuple[str, ...]
    own: Ints | None = None

    def of(self, contact: int) -> Light:
        """The light of one contact, with its facts and its path."""
        colour = COLOURS[self.colour[contact]]
        code = self.codes[self.cause[contact]] if self.cause[contact] >= 0 else "in_touch"
        fair_from = float(self.fair_from_days[contact])
        facts = _facts(self.ties, contact, code)
        if self.own is not None and self.own[contact] >= 0:
            facts = (Reason("own_word"), *facts)
            code = OWN_PATHS[colour]
        steps = () if colour == "green" else _steps(self.ties, contact, code, fair_from)
        return Light(colour, facts, steps, fair_from)

    def with_own_word(self, own: Ints) -> "Lights":
        """The same lights, save where the owner decided: `own` (C,) is a colour, -1 for none. Green is fair at once."""
        colour = np.where(own >= 0, own, self.colour)
        fair = np.where(own == GREEN, self.ties.now_days, self.fair_from_days)
        later = self.ties.now_days + circles.INTRODUCER_DAYS
        fair = np.where((own > GREEN) & (self.colour == GREEN), later, fair)
        return Lights(self.ties, colour, self.cause, fair, self.codes, own)


def light_ties(ties: Ties) -> Lights:
    """Decide every light. O(C).

    Examples
    --------
    >>> from sporezo.engine.ties import read_ties
    >>> from sporezo.engine.touches import Exchange, Touches
    >>> story = Touches.of([Exchange(0, 0.0, "meal")], contacts=1)
    >>> light = light_ties(read_ties(story, circle=np.array([1]), now_days=70.0)).of(0)
    >>> light.colour, [fact.code for fact in light.facts], light.fair_from_days
    ('warm_up', ['silent', 'was_close', 'met'], 77.0)
    """
    through, warm_up = _through_someone(ties), _warm_up(ties)
    rules = (*through, *warm_up)
    holds = np.stack([rule.holds for rule in rules])
    cause = np.where(holds.any(axis=0), holds.argmax(axis=0), -1)
    colour = np.select([cause < 0, cause < len(through)], [GREEN, THROUGH_SOMEONE], WARM_UP)
    waits = np.stack([np.where(rule.holds, rule.fair_from_days, ties.now_days) for rule in rules])
    return Lights(ties, colour, cause, np.maximum(waits.max(axis=0), ties.now_days), tuple(rule.code for rule in rules))


def is_through_someone(ties: Ties) -> Flags:
    """Those lights alone, for who counts them, (C,)."""
    never_answered, unanswered = _through_someone(ties)
    return never_answered.holds | unanswered.holds


def _through_someone(ties: Ties) -> tuple[_Rule, _Rule]:
    nothing_back = ~np.isfinite(np.maximum(ties.last_in_days, ties.clocks.reset_days))
    by_introducer = np.full(ties.circle.size, ties.now_days + circles.INTRODUCER_DAYS)
    return (
        _Rule("unanswered_in_a_row", ties.unanswered_run >= circles.UNANSWERED_IN_A_ROW, by_introducer),
        _Rule("never_answered", nothing_back & (ties.unanswered_run >= 1), by_introducer),
    )


def _warm_up(ties: Ties) -> tuple[_Rule, ...]:
    now_days = ties.now_days
    met_by_playing = (ties.circle >= CIRCLES.index("active")) & (ties.in_person >= 1)
    warm = np.where(ties.was_close, circles.WARM_UP_CLOSE_DAYS, circles.WARM_UP_DAYS) + now_days
    silent = np.isfinite(ties.clocks.reset_days) & (ties.lateness > circles.SILENT_WISHES)
    asked_until = ties.last_ask_days + circles.ASK_COOL_DOWN_DAYS
    new_until = ties.first_days + circles.NEW_TIE_DAYS
    return (
        _Rule("owed_an_answer", ties.is_owed_an_answer, np.full(warm.size, now_days + circles.ANSWER_FIRST_DAYS)),
        _Rule("asked_lately", now_days < asked_until, asked_until),
        _Rule("waiting", ties.is_waiting, ties.last_out_days + circles.HOLD_DAYS),
        _Rule("just_met", met_by_playing & (now_days < new_until), new_until),
        _Rule("never_spoke", ~ties.has_spoken, np.full(warm.size, now_days + circles.INTRODUCER_DAYS)),
        _Rule("cooled", ties.cooling >= 1.0, warm),
        _Rule("silent", silent, warm),
        _Rule("one_way", ~np.isfinite(ties.clocks.reset_days), warm),
        _Rule("rarely_answers", (ties.approaches >= 3) & (ties.p_reply < UNLIKELY), warm),
    )


def _facts(ties: Ties, contact: int, code: str) -> tuple[Reason, ...]:
    """The deciding fact, then what else is known, most telling first: two at least, three at most."""
    found = [_fact(ties, contact, code)]
    others = [
        (bool(ties.was_close[contact]), "was_close"),
        (code not in ("silent", "cooled", "in_touch", "one_way") and ties.exchanges[contact] > 0, "last_exchange"),
        (bool(ties.is_mine_the_last_word[contact]) and code in ("in_touch", "silent", "cooled"), "my_last_word"),
        (ties.approaches[contact] > 0 and code not in ("never_answered", "rarely_answers"), "answers"),
        (ties.in_person[contact] > 0, "met"),
        (True, "circle"),
    ]
    found += [_fact(ties, contact, other) for is_known, other in others if is_known]
    return tuple(found[:3])


def _fact(ties: Ties, contact: int, code: str) -> Reason:
    clocks, now = ties.clocks, ties.now_days
    silent = _whole(clocks.silent_days[contact])
    match code:
        case "in_touch" | "last_exchange":
            channel = int(ties.last_channel[contact])
            return Reason(code, {"days": silent, "channel": CHANNELS[channel] if channel >= 0 else None})
        case "silent":
            return Reason(code, {"days": silent, "wish_days": _whole(clocks.wish_days[contact])})
        case "cooled":
            return Reason(code, {"days": silent, "rhythm_days": _whole(ties.rhythm_days[contact])})
        case "unanswered_in_a_row" | "never_answered":
            days = _whole(now - ties.last_out_days[contact])
            return Reason(code, {"messages": int(ties.unanswered_run[contact]), "days": days})
        case "owed_an_answer":
            return Reason(code, {"days": _whole(now - ties.last_in_days[contact])})
        case "asked_lately":
            return Reason(code, {"days": _whole(now - ties.last_ask_days[contact])})
        case "waiting" | "one_way" | "my_last_word":
            return Reason(code, {"days": _whole(now - max(ties.last_out_days[contact], ties.last_in_days[contact]))})
        case "just_met":
            return Reason(code, {"days": _whole(now - ties.first_days[contact])})
        case "rarely_answers" | "answers":
            return Reason(code, {"answered": int(ties.answered[contact]), "of": int(ties.approaches[contact])})
        case "was_close":
            circle = CIRCLES[ties.circle[contact]]
            return Reason(code, {"exchanges": int(ties.exchanges[contact]), "circle": circle})
        case "met":
            return Reason(code, {"times": int(ties.in_person[contact])})
        case "never_spoke":
            return Reason(code)
        case _:
            circle = CIRCLES[ties.circle[contact]]
            return Reason("circle", {"circle": circle, "wish_days": _whole(clocks.wish_days[contact])})


PATHS: dict[str, tuple[str, ...]] = {
    "in_touch": (),
    "unanswered_in_a_row": ("introducer", "session"),
    "never_answered": ("introducer", "session"),
    "never_spoke": ("introducer", "session"),
    "owed_an_answer": ("answer",),
    "waiting": ("wait", "session"),
    "asked_lately": ("give", "session"),
    "just_met": ("session", "message"),
    "cooled": ("session", "meal", "give"),
    "silent": ("session", "meal", "give"),
    "one_way": ("session", "message"),
    "rarely_answers": ("session", "call"),
}

OWN_PATHS: dict[Colour, str] = {"green": "in_touch", "warm_up": "silent", "through_someone": "never_spoke"}
"""Whose path an owner's own word takes."""


def _steps(ties: Ties, contact: int, code: str, fair_from_days: float) -> tuple[Step, ...]:
    """The path's steps, spread from today to the fair day. A former close tie needs one step less."""
    ways = PATHS[code]
    if code in ("cooled", "silent") and ties.was_close[contact]:
        ways = ways[:-1]
    every = (fair_from_days - ties.now_days) / max(len(ways), 1)
    return tuple(Step(way, ties.now_days + i * every) for i, way in enumerate(ways))


def _whole(days: float) -> int | None:
    return round(float(days)) if np.isfinite(days) else None
