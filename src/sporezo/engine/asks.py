"""Whom to ask for one of the seven needs, in which order, when and by which way.

A ranking multiplies three chances that a person reads apart: that they can help with *this* need, that something comes
back, and that now is a fair moment (the light). Nothing of what is asked is known here, only which of the seven needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from sporezo.engine import circles
from sporezo.engine.gestures import p_back
from sporezo.engine.lights import COLOURS, THROUGH_SOMEONE, Light, Lights, Step
from sporezo.engine.outcome import Reason
from sporezo.engine.snapshot import Flags, Floats

Need = Literal["job", "reference", "recommendation", "introduction", "founding", "support", "off_the_record"]
NEEDS: tuple[Need, ...] = (
    "job",
    "reference",
    "recommendation",
    "introduction",
    "founding",
    "support",
    "off_the_record",
)
WAY: dict[Need, str] = {
    "job": "call",
    "reference": "call",
    "recommendation": "meal",
    "introduction": "message",
    "founding": "meal",
    "support": "message",
    "off_the_record": "meal",
}
LIGHT_FACTOR = {"green": 1.0, "warm_up": 0.6, "through_someone": 0.3}
JOB_EXCHANGES = 4.0  # moderately weak ties: known, not close (Rajkumar 2022)
JOB_SPREAD = 0.8
REFERENCE_MONTHS = 12.0
FRIEND_HOURS = 50.0  # a casual friendship (Hall 2018)
ELSEWHERE = 0.4  # a sector other than the one looked for
SUPPORTERS_A_WEEK = 5
WEEK_DAYS = 7.0


@dataclass(frozen=True, slots=True)
class Traits:
    """What the owner's records say of each contact with regard to one need; all columns are (C,).

    Attributes
    ----------
    months_alongside : months both worked for the employer asked about, 0 for never
    hours_together : hours spent together in sessions and meals
    p_knows_target : 0–1, how sure it is that they know the person or company wanted
    is_in_sector : of the sector looked for
    founds_or_funds : a founder, or somebody of finance
    """

    months_alongside: Floats
    hours_together: Floats
    p_knows_target: Floats
    is_in_sector: Flags
    founds_or_funds: Flags

    @classmethod
    def unknown(cls, contacts: int) -> "Traits":
        nothing, no = np.zeros(contacts), np.zeros(contacts, dtype=bool)
        return cls(nothing, nothing, nothing, no, no)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One person to ask, best first.

    Attributes
    ----------
    score : 0–1, chance to help × chance of something back × light
    reasons : why them, for this need; `light` has the facts of the moment
    way : message, call or meal
    ask_on_days : the fair day; asks for support are spread over weeks
    steps : what comes first, dated; none under a green light
    introducer : who could introduce, when the light says through someone and the owner's records know one
    """

    contact: int
    score: float
    light: Light
    reasons: tuple[Reason, ...]
    way: str
    ask_on_days: float
    steps: tuple[Step, ...]
    introducer: int | None = None


class _Fit(NamedTuple):
    """How well each contact suits the need, 0–1, and the reason's code with its number."""

    suits: Floats
    code: str
    numbers: Floats


def rank(
    need: Need,
    lights: Lights,
    traits: Traits,
    *,
    introducers: Mapping[int, Sequence[int]] | None = None,
    at_most: int = 10,
) -> list[Suggestion]:
    """The people to ask for `need`, best first; those who cannot help are left out. O(C log C).

    Parameters
    ----------
    introducers : for a contact, who the owner's own records say knows them

    Raises
    ------
    ValueError : a need that is not one of the seven

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sporezo.engine.lights import light_ties
    >>> from sporezo.engine.ties import read_ties
    >>> from sporezo.engine.touches import Exchange, Touches
    >>> story = Touches.of([Exchange(0, 90.0, "meal"), Exchange(1, 90.0, "meal")], contacts=2)
    >>> lights = light_ties(read_ties(story, circle=np.array([1, 1]), now_days=100.0))
    >>> traits = replace(Traits.unknown(2), months_alongside=np.array([0.0, 24.0]))
    >>> [(each.contact, each.reasons[0].code, each.light.colour) for each in rank("reference", lights, traits)]
    [(1, 'worked_alongside', 'green')]
    """
    if need not in NEEDS:
        raise ValueError(f"A need is one of {', '.join(NEEDS)}, not {need}.")
    fit = _fit(need, lights, traits)
    score = _scores(need, lights, fit)
    best = [int(c) for c in np.argsort(-score, kind="stable")[:at_most] if score[c] > 0.0]
    return [
        _suggest(need, lights, contact, float(score[contact]), fit, place, introducers or {})
        for place, contact in enumerate(best)
    ]


def suggest(
    need: Need,
    lights: Lights,
    traits: Traits,
    contact: int,
    *,
    introducers: Mapping[int, Sequence[int]] | None = None,
) -> Suggestion:
    """The same answer for one person, whether or not they are among the best: asking anyway is always possible."""
    fit = _fit(need, lights, traits)
    return _suggest(need, lights, contact, float(_scores(need, lights, fit)[contact]), fit, 0, introducers or {})


def _scores(need: Need, lights: Lights, fit: _Fit) -> Floats:
    written, spoken = p_back(lights.ties)
    factor = np.array([LIGHT_FACTOR[colour] for colour in COLOURS])[lights.colour]
    scores: Floats = fit.suits * (written if WAY[need] == "message" else spoken) * factor
    return scores


def _suggest(
    need: Need,
    lights: Lights,
    contact: int,
    score: float,
    fit: _Fit,
    place: int,
    introducers: Mapping[int, Sequence[int]],
) -> Suggestion:
    light = lights.of(contact)
    introducer = _introducer(lights, contact, introducers.get(contact, ()))
    # Nobody is a dead end: without an introducer the path begins with a session.
    steps = tuple(step for step in light.steps if step.way != "introducer" or introducer is not None)
    later = WEEK_DAYS * (place // SUPPORTERS_A_WEEK) if need == "support" else 0.0
    reason = Reason(fit.code, {"amount": round(float(fit.numbers[contact]), 2)})
    return Suggestion(contact, score, light, (reason,), WAY[need], light.fair_from_days + later, steps, introducer)


def _introducer(lights: Lights, contact: int, known: Sequence[int]) -> int | None:
    """The one of them whom one may ask best: a green light first, then the likeliest to answer."""
    if COLOURS[lights.colour[contact]] == "green":
        return None
    able = [each for each in known if each != contact and lights.colour[each] != THROUGH_SOMEONE]
    return min(able, key=lambda each: (lights.colour[each], -lights.ties.p_reply[each]), default=None)


def _fit(need: Need, lights: Lights, traits: Traits) -> _Fit:
    ties = lights.ties
    exchanges = ties.exchanges.astype(np.float64)
    close = np.minimum(exchanges / circles.CLOSE_EXCHANGES, 1.0)
    sector = np.where(traits.is_in_sector, 1.0, ELSEWHERE)
    match need:
        case "job":
            away = (np.log1p(exchanges) - np.log1p(JOB_EXCHANGES)) / JOB_SPREAD
            return _Fit(np.exp(-(away**2)) * sector, "known_not_close", exchanges)
        case "reference":
            months = traits.months_alongside
            return _Fit(np.minimum(months / REFERENCE_MONTHS, 1.0), "worked_alongside", months)
        case "recommendation":
            hours = traits.hours_together
            return _Fit(np.minimum(hours / FRIEND_HOURS, 1.0), "hours_together", hours)
        case "introduction":
            return _Fit(traits.p_knows_target, "knows_them", traits.p_knows_target)
        case "founding":
            suits = traits.founds_or_funds * (0.5 + 0.5 * close)
            return _Fit(suits, "founds_or_funds", exchanges)
        case "support":
            return _Fit(np.where(ties.has_spoken, 1.0, 0.0), "easy_yes", exchanges)
        case "off_the_record":
            met = ties.in_person.astype(np.float64)
            return _Fit(np.minimum(met / 3.0, 1.0) * close * sector, "met_face_to_face", met)
