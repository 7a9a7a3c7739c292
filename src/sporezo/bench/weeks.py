"""`sporezo bench weeks`: a simulated year of weekly plans against one message at a time."""

import argparse
import json
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sporezo.engine.cadence import Clocks, clocks
from sporezo.engine.circles import wish_days
from sporezo.engine.gestures import p_upkeep, urgency, urgency_ahead
from sporezo.engine.plan import MINUTES, Gesture, Slots, Together, WeekPlan, plan_week
from sporezo.engine.snapshot import Ints
from sporezo.engine.touches import Exchange, Touches

CIRCLE_SIZES = (5, 10, 35, 100)
NEAREST_CIRCLES = 2
WEEKS = 52
WEEK_DAYS = 7.0
SESSION_SIZE = 4
ANSWER_AFTER_DAYS = 1.0
SESSION_ON_DAY = 3.0


@dataclass(frozen=True, slots=True)
class Way:
    """One way of keeping up: so many minutes a week, with or without a group session, and who chooses."""

    p_answer: float
    budget_minutes: int
    has_session: bool
    choice: Literal["plan", "most_urgent", "longest_late"] = "plan"


WAYS = {
    "plan": Way(0.55, 45, has_session=True),
    "plan_p40": Way(0.40, 45, has_session=True),
    "one_by_one": Way(0.55, 45, has_session=False, choice="most_urgent"),
    "one_by_one_p40": Way(0.40, 45, has_session=False, choice="most_urgent"),
    "one_by_one_135_minutes": Way(0.55, 135, has_session=False, choice="most_urgent"),
    "one_by_one_planned": Way(0.55, 45, has_session=False),
    "one_by_one_planned_p40": Way(0.40, 45, has_session=False),
    "one_by_one_longest_late": Way(0.55, 45, has_session=False, choice="longest_late"),
    "urgent_four_and_messages": Way(0.55, 45, has_session=True, choice="most_urgent"),
}
"""`one_by_one` writes to the most urgent ties, the nearest circles first as people do; `one_by_one_planned` lets the
plan choose whom to write to; `one_by_one_longest_late` goes by days past due, so the nearest circles come last."""


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="sporezo bench weeks", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10, help="how many years, with seeds 0, 1, …")
    parser.add_argument("--json", action="store_true", help="one JSON document on one line")
    asked = parser.parse_args(argv)
    report = _report(max(asked.seeds, 1))
    print(json.dumps(report) if asked.json else _table(report))  # noqa: T201 (a command speaks)
    return 0


def _report(seeds: int) -> dict[str, Any]:
    years = {name: [year(way, seed=seed) for seed in range(seeds)] for name, way in WAYS.items()}
    in_time = {name: float(np.median([one.in_time for one in of])) for name, of in years.items()}
    return {
        "ratios": {
            "plan_over_one_by_one": round(in_time["plan"] / in_time["one_by_one"], 3),
            "plan_over_one_by_one_p40": round(in_time["plan_p40"] / in_time["one_by_one_p40"], 3),
            "plan_over_one_by_one_135_minutes": round(in_time["plan"] / in_time["one_by_one_135_minutes"], 3),
            "plan_over_one_by_one_planned": round(in_time["plan"] / in_time["one_by_one_planned"], 3),
            "plan_over_one_by_one_longest_late": round(in_time["plan"] / in_time["one_by_one_longest_late"], 3),
        },
        "in_time": {name: round(share, 4) for name, share in in_time.items()},
        "in_time_nearest": {name: round(float(np.median([o.nearest for o in of])), 4) for name, of in years.items()},
        "in_time_spread": {name: round(float(np.ptp([one.in_time for one in of])), 4) for name, of in years.items()},
        "exchanges_a_week": {name: round(float(np.median([o.exchanges for o in of])), 2) for name, of in years.items()},
        "seeds": seeds,
    }


@dataclass(frozen=True, slots=True)
class Year:
    """`in_time`: the share of tie-weeks that ended before the tie's due day; `nearest`: the same of the two nearest
    circles; `exchanges`: real ones a week."""

    in_time: float
    nearest: float
    exchanges: float


def year(way: Way, *, seed: int, weeks: int = WEEKS) -> Year:
    """Live a year of 150 ties, each last spoken to some time within its wished interval.

    Every week the plan chooses whom to write to, and which four of the ties due by its end meet in the session (when
    the way has one); the session is held, messages are answered with `p_answer`, and clocks run as in the product.
    """
    rng = np.random.default_rng(seed)
    circle = np.repeat(np.arange(len(CIRCLE_SIZES)), CIRCLE_SIZES)
    wished = wish_days(circle)
    story = [Exchange(contact, -float(rng.random() * days)) for contact, days in enumerate(wished)]
    in_time, nearest, exchanges = [], [], 0
    for week in range(weeks):
        monday = week * WEEK_DAYS
        clock = clocks(Touches.of(story, contacts=circle.size), wish_days=wished, now_days=monday)
        lived, real = _week(clock, circle, way, rng=rng)
        story += lived
        exchanges += real
        sunday = monday + WEEK_DAYS - 0.01
        clock = clocks(Touches.of(story, contacts=circle.size), wish_days=wished, now_days=sunday)
        in_time.append(float((~clock.is_due).mean()))
        nearest.append(float((~clock.is_due)[circle < NEAREST_CIRCLES].mean()))
    return Year(float(np.mean(in_time)), float(np.mean(nearest)), exchanges / weeks)


def _week(clock: Clocks, circle: Ints, way: Way, *, rng: np.random.Generator) -> tuple[list[Exchange], int]:
    """What is done in one week, and how many real exchanges came of it."""
    met, written = CHOICES[way.choice](clock, circle, way)
    monday = clock.now_days
    lived = [Exchange(contact, monday + SESSION_ON_DAY, "session", people=SESSION_SIZE + 1) for contact in met]
    answered = 0
    for contact in written:
        lived.append(Exchange(contact, monday, direction="out"))
        if rng.random() < way.p_answer:
            lived.append(Exchange(contact, monday + ANSWER_AFTER_DAYS, direction="in"))
            answered += 1
    return lived, len(met) + answered


def _most_urgent(clock: Clocks, circle: Ints, way: Way) -> tuple[list[int], list[int]]:
    """The four most urgent ties play (when the way has a session), the next ones are written to."""
    urgent = urgency(clock, circle)
    due = [int(contact) for contact in np.argsort(-urgent, kind="stable") if urgent[contact] > 0.0]
    week = plan_week(
        [Gesture(c, "maintain", "message", MINUTES["message"], float(urgent[c]) * way.p_answer) for c in due],
        budget_minutes=way.budget_minutes,
        sessions=[Together("session", {c: float(urgent[c]) for c in due[:SESSION_SIZE]})] if way.has_session else [],
        slots=Slots(maintain=None, give=0, revive=0, sessions=1, promise=0),
    )
    return _chosen(week)


def _longest_late(clock: Clocks, circle: Ints, way: Way) -> tuple[list[int], list[int]]:
    """Messages alone, by days past due: what a list of reminders does, deaf to circles."""
    due = np.flatnonzero(urgency(clock, circle) > 0.0)
    order = due[np.argsort(clock.due_days[due], kind="stable")]
    return [], order[: way.budget_minutes // MINUTES["message"]].tolist()


def _planned(clock: Clocks, circle: Ints, way: Way) -> tuple[list[int], list[int]]:
    """What the product's plan would choose: four due ties invited to a session, messages for the rest."""
    urgent, soon = urgency(clock, circle), urgency_ahead(clock, circle)
    worth = soon * p_upkeep(clock, way.p_answer)
    together = Together(
        "session", {int(c): float(urgent[c]) for c in np.flatnonzero(urgent > 0.0)}, places=SESSION_SIZE
    )
    week = plan_week(
        [
            Gesture(int(c), "maintain", "message", MINUTES["message"], float(worth[c]))
            for c in np.flatnonzero(soon > 0.0)
        ],
        budget_minutes=way.budget_minutes,
        sessions=[together] if way.has_session else [],
        slots=Slots(maintain=None, give=0, revive=0, sessions=1, promise=0),
    )
    return _chosen(week)


CHOICES = {"plan": _planned, "most_urgent": _most_urgent, "longest_late": _longest_late}


def _chosen(week: WeekPlan) -> tuple[list[int], list[int]]:
    met = [int(contact) for session in week.sessions for contact in session.upkeep]
    return met, [int(gesture.contact) for gesture in week.gestures]


def _table(report: dict[str, Any]) -> str:
    lines = [f"{name:<36} {value}" for group in ("ratios", "in_time") for name, value in report[group].items()]
    return "\n".join([*lines, f"medians of {report['seeds']} years"])
