"""The plan of one week: the gestures and sessions that keep most ties up within the owner's minutes.

An exact knapsack. A person gets one gesture at most, and none when a session of the week already brings both together;
there are so many slots for what was promised, keeping up, giving and taking up again; the budget is never exceeded.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np

from sporezo.engine.outcome import Reason
from sporezo.engine.snapshot import Id, Ints

Kind = Literal["promise", "maintain", "give", "revive"]
KINDS: tuple[Kind, ...] = ("promise", "maintain", "give", "revive")
BUDGET_MINUTES = 45
MINUTES = {"message": 5, "call": 15, "meal": 15}


@dataclass(frozen=True, slots=True)
class Gesture:
    """Something one could do this week for one contact.

    Attributes
    ----------
    contact : whom it is for
    kind : promise (a word given, a step of a warm-up), maintain, give or revive
    channel, minutes : by which way, and what it takes; arranging a meal is counted, eating is not
    upkeep : what it is worth, at least 0 (`sporezo.engine.gestures`)
    reasons : why, as data
    """

    contact: Id
    kind: Kind
    channel: str
    minutes: int
    upkeep: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Together:
    """A session that would bring the owner together with several contacts: no minutes, sport is not counted.

    `upkeep` is what it is worth for each contact in it. With `places`, `upkeep` is whom the owner could invite, and the
    plan chooses at most so many of them; without, everybody in it is met.
    """

    session: Id
    upkeep: dict[Id, float]
    minutes: int = 0
    reasons: tuple[Reason, ...] = ()
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Slots:
    """At most so many of each; `maintain` None is as many as the minutes allow."""

    maintain: int | None = 2
    give: int = 1
    revive: int = 1
    sessions: int = 2
    promise: int = 3


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """What is proposed: the gestures by kind and then by worth, the sessions, the minutes they take.

    `minutes_saved` is what one message to each person met in those sessions would have taken.
    """

    gestures: tuple[Gesture, ...]
    sessions: tuple[Together, ...]
    minutes: int
    upkeep: float
    minutes_saved: int


def plan_week(
    candidates: Sequence[Gesture],
    *,
    budget_minutes: int = BUDGET_MINUTES,
    sessions: Sequence[Together] = (),
    slots: Slots | None = None,
) -> WeekPlan:
    """Choose the sessions and gestures that are worth most, a gift among them whenever there is one to give.

    The gift's slot is filled first, since nothing else would ever choose it: its worth lies in the weeks to come.

    Parameters
    ----------
    candidates : any number for one contact; one is chosen at most
    sessions : every choice of up to ``slots.sessions`` of them, one with `places` at most, is tried; a contact counts
        once

    Notes
    -----
    Dynamic programming over minutes and slots, contact by contact: O(candidates × budget × slots), and the same again
    for each choice of sessions over the contacts in any of them.

    Raises
    ------
    ValueError : a gesture that takes no time or is worth less than nothing

    Examples
    --------
    >>> gestures = [Gesture("ana", "maintain", "message", 5, 3.0), Gesture("ana", "maintain", "call", 15, 4.0),
    ...             Gesture("ben", "maintain", "message", 5, 2.0), Gesture("cleo", "give", "message", 5, 0.5)]
    >>> week = plan_week(gestures, budget_minutes=20)
    >>> [(each.contact, each.channel) for each in week.gestures], week.minutes, week.upkeep
    ([('ana', 'message'), ('ben', 'message'), ('cleo', 'message')], 15, 5.5)
    """
    _refuse_nonsense(candidates, sessions, budget_minutes)
    slots = slots or Slots()
    by_contact: dict[Id, list[Gesture]] = {}
    for gesture in candidates:
        by_contact.setdefault(gesture.contact, []).append(gesture)
    in_sessions = {contact for session in sessions for contact in session.upkeep}
    elsewhere = [options for contact, options in by_contact.items() if contact not in in_sessions]
    seats = max((session.places or 0 for session in sessions), default=0)
    always = _Table(budget_minutes, slots, seats).extended(elsewhere)

    weeks = []
    for chosen in _choices(sessions, budget_minutes, slots.sessions):
        met = _worth_together([session for session in chosen if session.places is None])
        open_one = next((session for session in chosen if session.places is not None), None)
        table = always.extended(_left_over(by_contact, in_sessions - met.keys(), open_one))
        places = open_one.places if open_one and open_one.places else 0
        upkeep, picked = table.best(budget_minutes - sum(session.minutes for session in chosen), places)
        gestures = [each for each in picked if isinstance(each, Gesture)]
        invited = {each.contact: each.upkeep for each in picked if isinstance(each, _Seat)}
        filled = tuple(replace(session, upkeep=invited) if session is open_one else session for session in chosen)
        weeks.append((upkeep + sum(met.values()), filled, gestures))
    upkeep, chosen, gestures = max(weeks, key=lambda week: week[0])
    ordered = sorted(gestures, key=lambda each: (KINDS.index(each.kind), -each.upkeep))
    minutes = sum(each.minutes for each in ordered) + sum(each.minutes for each in chosen)
    return WeekPlan(tuple(ordered), chosen, minutes, upkeep, MINUTES["message"] * len(_worth_together(chosen)))


class _Seat(NamedTuple):
    """One contact invited to the session that has places."""

    contact: Id
    upkeep: float


_Option = Gesture | _Seat


def _left_over(
    by_contact: dict[Id, list[Gesture]], contacts: set[Id], open_one: Together | None
) -> list[list[_Option]]:
    """What each contact of some session, met in none so far, could still get: a gesture, or a place."""
    places = open_one.upkeep if open_one else {}
    options: list[list[_Option]] = []
    for contact in sorted(contacts, key=str):
        seat = [_Seat(contact, places[contact])] if contact in places else []
        if seat or contact in by_contact:
            options.append([*by_contact.get(contact, ()), *seat])
    return options


def _refuse_nonsense(candidates: Sequence[Gesture], sessions: Sequence[Together], budget_minutes: int) -> None:
    if budget_minutes < 0:
        raise ValueError(f"A budget is at least 0 minutes, not {budget_minutes}.")
    if any(gesture.minutes < 1 or not gesture.upkeep >= 0.0 for gesture in candidates):
        raise ValueError("A gesture takes at least a minute and is worth at least 0.")
    if any(session.minutes < 0 or any(not worth >= 0.0 for worth in session.upkeep.values()) for session in sessions):
        raise ValueError("A session takes at least 0 minutes and is worth at least 0 to everybody in it.")
    if any(session.places is not None and session.places < 1 for session in sessions):
        raise ValueError("A session to invite to has at least one place.")


def _choices(sessions: Sequence[Together], budget_minutes: int, at_most: int) -> list[tuple[Together, ...]]:
    sets = (subset for size in range(at_most + 1) for subset in combinations(sessions, size))
    return [
        subset
        for subset in sets
        if sum(session.minutes for session in subset) <= budget_minutes
        and sum(session.places is not None for session in subset) <= 1
    ]


def _worth_together(chosen: Sequence[Together]) -> dict[Id, float]:
    """Each contact once, at the best of the chosen sessions."""
    met: dict[Id, float] = {}
    for session in chosen:
        for contact, worth in session.upkeep.items():
            met[contact] = max(worth, met.get(contact, 0.0))
    return met


class _Table:
    """The best upkeep of every state (exact minutes, a count a kind, seats taken), and what led there."""

    def __init__(self, budget_minutes: int, slots: Slots, seats: int) -> None:
        self._counts_maintain = slots.maintain is not None
        counts = (slots.promise, slots.maintain or 0, slots.give, slots.revive, seats)
        self._worth = np.full((budget_minutes + 1, *(count + 1 for count in counts)), -np.inf)
        self._worth[(0,) * self._worth.ndim] = 0.0
        self._steps: list[tuple[Sequence[_Option], Ints]] = []

    def extended(self, contacts: Sequence[Sequence[_Option]]) -> "_Table":
        """The same table after deciding for more contacts, each by one of its options or none."""
        table = copy(self)
        table._steps = list(self._steps)
        for options in contacts:
            table._decide(options)
        return table

    def _decide(self, options: Sequence[_Option]) -> None:
        before, after = self._worth, self._worth.copy()
        chosen = np.full(before.shape, -1, dtype=np.int64)
        for number, option in enumerate(options):
            step = self._step(option)
            if any(by >= size for by, size in zip(step, before.shape, strict=True)):
                continue
            target = tuple(slice(by, None) for by in step)
            source = tuple(slice(None, size - by) for by, size in zip(step, before.shape, strict=True))
            worth = before[source] + option.upkeep
            is_better = worth > after[target]
            after[target][is_better] = worth[is_better]
            chosen[target][is_better] = number
        self._worth = after
        self._steps.append((options, chosen))

    def _step(self, option: _Option) -> tuple[int, ...]:
        if isinstance(option, _Seat):
            return (0, 0, 0, 0, 0, 1)
        counted = [int(option.kind == kind) for kind in KINDS]
        counted[KINDS.index("maintain")] *= int(self._counts_maintain)
        return (option.minutes, *counted, 0)

    def best(self, budget_minutes: int, places: int) -> tuple[float, list[_Option]]:
        """Upkeep and options of the best state within the minutes that gives most, the quickest among equals."""
        within = self._worth[: budget_minutes + 1, ..., : places + 1]
        gifts = int(np.flatnonzero(np.isfinite(within).any(axis=(0, 1, 2, 4, 5)))[-1])
        of_these = within[:, :, :, gifts, :, :]
        found = [int(place) for place in np.unravel_index(int(of_these.argmax()), of_these.shape)]
        state = (*found[:3], gifts, *found[3:])
        return float(within[state]), self._path(state)

    def _path(self, state: tuple[int, ...]) -> list[_Option]:
        picked = []
        for options, chosen in reversed(self._steps):
            number = int(chosen[state])
            if number >= 0:
                picked.append(options[number])
                state = tuple(at - by for at, by in zip(state, self._step(options[number]), strict=True))
        return picked
