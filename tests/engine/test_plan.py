"""The week's plan: within the minutes, the best there is, for reasons that are data."""

import doctest
import json
from itertools import chain, combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sporezo.bench import weeks
from sporezo.engine import gestures, plan
from sporezo.engine.cadence import clocks
from sporezo.engine.gestures import p_upkeep, propose, urgency, urgency_ahead
from sporezo.engine.lights import light_ties
from sporezo.engine.outcome import Reason
from sporezo.engine.plan import Gesture, Slots, Together, plan_week
from sporezo.engine.ties import read_ties
from sporezo.engine.touches import Exchange, Touches

DOCS = Path(__file__).parents[2] / "docs/engine"
FIRST, SECOND, ACTIVE, WIDE = range(4)

WORTH = st.integers(0, 40).map(lambda n: n / 4)
CANDIDATES = st.lists(
    st.builds(
        Gesture,
        st.integers(0, 4),
        st.sampled_from(["promise", "maintain", "give", "revive"]),
        st.just("message"),
        st.sampled_from([5, 10, 15]),
        WORTH,
    ),
    max_size=8,
)
SESSIONS = st.lists(
    st.builds(
        Together,
        st.integers(),
        st.dictionaries(st.integers(0, 5), WORTH, min_size=1, max_size=3),
        st.sampled_from([0, 10]),
        st.just(()),
        st.sampled_from([None, None, 1, 2]),
    ),
    max_size=3,
)
SLOTS = st.builds(
    Slots,
    st.sampled_from([None, 0, 2]),
    st.integers(0, 1),
    st.integers(0, 1),
    st.integers(0, 2),
    st.integers(0, 1),
)


def best_by_trying_all(candidates, budget, sessions, slots):
    """The most upkeep of any week that gives as much as its sessions leave room for."""
    best = 0.0
    for chosen in chain.from_iterable(combinations(sessions, size) for size in range(slots.sessions + 1)):
        minutes_left = budget - sum(session.minutes for session in chosen)
        to_invite = [session for session in chosen if session.places is not None]
        if minutes_left < 0 or len(to_invite) > 1:
            continue
        fixed = [session for session in chosen if session.places is None]
        met = {c: max(s.upkeep[c] for s in fixed if c in s.upkeep) for s in fixed for c in s.upkeep}
        seats = {c: worth for session in to_invite for c, worth in session.upkeep.items() if c not in met}
        contacts = sorted(({each.contact for each in candidates} | seats.keys()) - met.keys())
        options = [
            [None, *(each for each in candidates if each.contact == contact), *([contact] if contact in seats else [])]
            for contact in contacts
        ]
        weeks_here = []
        for picked in product(*options):
            done = [each for each in picked if isinstance(each, Gesture)]
            invited = [each for each in picked if isinstance(each, int)]
            count = {kind: sum(each.kind == kind for each in done) for kind in plan.KINDS}
            if (
                sum(each.minutes for each in done) <= minutes_left
                and (slots.maintain is None or count["maintain"] <= slots.maintain)
                and all(count[kind] <= getattr(slots, kind) for kind in ("promise", "give", "revive"))
                and len(invited) <= (to_invite[0].places if to_invite else 0)
            ):
                worth = sum(each.upkeep for each in done) + sum(seats[contact] for contact in invited)
                weeks_here.append((count["give"], worth))
        best = max(best, max(weeks_here)[1] + sum(met.values()))
    return best


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a busy machine is no fault of the plan
@given(CANDIDATES, st.integers(0, 50), SESSIONS, SLOTS)
def test_the_plan_equals_trying_all_and_keeps_every_limit(candidates, budget, sessions, slots):
    week = plan_week(candidates, budget_minutes=budget, sessions=sessions, slots=slots)
    assert week.upkeep == pytest.approx(best_by_trying_all(candidates, budget, sessions, slots))
    met = {contact for session in week.sessions for contact in session.upkeep}
    contacts = [each.contact for each in week.gestures]
    assert week.minutes == sum(each.minutes for each in (*week.gestures, *week.sessions)) <= budget
    assert len(set(contacts)) == len(contacts)
    assert not met & set(contacts)
    assert len(week.sessions) <= slots.sessions
    assert sum(each.kind == "give" for each in week.gestures) <= slots.give
    assert all(len(session.upkeep) <= session.places for session in week.sessions if session.places)
    assert week.minutes_saved == 5 * len(met)


@given(
    st.lists(st.builds(Gesture, st.integers(0, 60), st.just("maintain"), st.just("call"), st.integers(1, 30), WORTH))
)
def test_the_budget_is_never_exceeded(candidates):
    assert plan_week(candidates, budget_minutes=45, slots=Slots(maintain=None)).minutes <= 45


def test_a_session_to_invite_to_takes_those_a_message_serves_least():
    answers, silent = (
        Gesture("answers", "maintain", "message", 5, 0.9),
        Gesture("silent", "maintain", "message", 5, 0.3),
    )
    together = Together("thursday", {"answers": 1.0, "silent": 1.0}, places=1)
    week = plan_week([answers, silent], sessions=[together])
    assert [each.contact for each in week.gestures] == ["answers"]
    assert [set(session.upkeep) for session in week.sessions] == [{"silent"}]
    assert week.minutes_saved == 5


def test_a_first_message_holds_a_clock_a_second_one_does_not():
    story = [Exchange(0, 60.0), Exchange(1, 60.0), Exchange(1, 85.0, direction="out")]
    clock = clocks(Touches.of(story, contacts=2), wish_days=np.array([30.0, 30.0]), now_days=100.0)
    assert p_upkeep(clock, 0.4) == pytest.approx([0.7, 0.4])


def test_what_falls_due_in_two_weeks_only_fills_what_is_left():
    story = Touches.of([Exchange(0, 75.0), Exchange(1, 80.0)], contacts=2)
    clock = clocks(story, wish_days=np.array([30.0, 30.0]), now_days=100.0)
    due, soon = urgency_ahead(clock, np.array([SECOND, SECOND]))
    assert due == urgency(clock, np.array([SECOND, SECOND]))[0]
    assert 0.0 < soon < 0.2 * due


def test_a_promise_comes_first_whatever_the_light():
    story = [*(Exchange(0, 20.0 * n, direction="out") for n in range(4)), Exchange(1, 60.0, "meal")]
    lights = lit(*story, contacts=2, circle=[SECOND, FIRST])
    candidates = propose(lights, promises={0: ("message", Reason("promise", {"note": 7}))})
    week = plan_week(candidates, budget_minutes=5)
    assert [(each.contact, each.kind) for each in week.gestures] == [(0, "promise")]


def test_what_somebody_is_curious_about_is_given_first():
    story = [Exchange(0, 95.0, "meal"), Exchange(1, 95.0, "meal")]
    lights = lit(*story, contacts=2, circle=[SECOND, SECOND])
    curious = Reason("curious_about", {"topic": 3})
    gifts = {each.contact: each for each in propose(lights, wanted={1: curious}) if each.kind == "give"}
    assert gifts[1].reasons == (curious,)
    assert gifts[1].upkeep > gifts[0].upkeep


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="at least one place"):
        plan_week([], sessions=[Together("s", {1: 1.0}, places=0)])
    with pytest.raises(ValueError, match="at least a minute"):
        plan_week([Gesture(1, "maintain", "message", 0, 1.0)])
    with pytest.raises(ValueError, match="at least 0 minutes"):
        plan_week([], budget_minutes=-5)
    with pytest.raises(ValueError, match="worth at least 0"):
        plan_week([], sessions=[Together("s", {1: -1.0})])


def lit(*story, contacts, circle, now=100.0):
    return light_ties(read_ties(Touches.of(story, contacts=contacts), circle=np.array(circle), now_days=now))


def test_five_people_on_the_first_day_give_two_gestures_and_a_gift_with_two_reasons():
    story = [Exchange(n, day, "message") for n, day in enumerate([95.0, 60.0, 20.0, 97.0, 40.0])]
    week = plan_week(propose(lit(*story, contacts=5, circle=[FIRST, FIRST, SECOND, SECOND, SECOND])))
    kinds = [each.kind for each in week.gestures]
    assert kinds.count("give") == 1
    assert len(kinds) >= 2
    assert week.minutes <= 45
    assert all(each.reasons for each in week.gestures)


def test_whoever_is_owed_an_answer_comes_before_whoever_is_merely_due():
    story = [Exchange(0, 70.0, "meal"), Exchange(1, 70.0, "meal"), Exchange(1, 98.0, direction="in")]
    candidates = propose(lit(*story, contacts=2, circle=[SECOND, SECOND]))
    worth = {each.contact: each.upkeep for each in candidates if each.channel == "message" and each.kind == "maintain"}
    assert worth[1] > worth[0]
    reason = next(each for each in candidates if each.contact == 1).reasons[0]
    assert reason == Reason("owed_an_answer", {"days": 2})


def test_nothing_is_proposed_for_who_is_waited_for_set_aside_or_reached_through_someone():
    story = [
        Exchange(0, 10.0, "meal"),
        Exchange(0, 97.0, direction="out"),
        Exchange(1, 10.0, "meal"),
        *(Exchange(2, 20.0 * n, direction="out") for n in range(4)),
        Exchange(3, 10.0, "meal"),
    ]
    lights = lit(*story, contacts=4, circle=[SECOND] * 4)
    assert {each.contact for each in propose(lights, set_aside=[3])} == {1}


def test_an_occasion_calls_for_a_word_even_when_nothing_is_due():
    lights = lit(Exchange(0, 95.0, "meal"), contacts=1, circle=[ACTIVE])
    assert [each for each in propose(lights, gifts={}) if each.kind == "maintain"] == []
    birthday = Reason("birthday", {"days": 2})
    (word,) = [each for each in propose(lights, occasions={0: birthday}, gifts={}) if each.channel == "message"]
    assert word.reasons[0] == birthday
    assert word.upkeep > 0.0


def test_a_close_tie_gone_silent_takes_the_slot_of_revivals():
    years = [Exchange(0, 30.0 * n, "meal") for n in range(8)]
    kinds = {each.kind for each in propose(lit(*years, contacts=1, circle=[ACTIVE], now=900.0), gifts={})}
    assert kinds == {"revive"}


def test_urgency_is_lateness_times_weight_for_what_falls_due_this_week():
    story = Touches.of([Exchange(0, 76.0, "meal"), Exchange(1, 60.0, "meal"), Exchange(2, 20.0, "meal")], contacts=3)
    wished = np.array([30.0, 30.0, 30.0])
    clock = clocks(story, wish_days=wished, now_days=100.0)
    assert urgency(clock, np.array([SECOND, WIDE, SECOND])) == pytest.approx([2 * 24 / 30, 40 / 30, 2 * 2.0])
    assert urgency(clock, np.array([SECOND, WIDE, SECOND]), ahead_days=1.0)[0] == 0.0


def test_a_simulated_year_keeps_nine_ties_in_ten_in_time(capsys):
    assert weeks.main(["--seeds", "1", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["in_time"]["plan"] >= 0.9
    assert report["in_time"]["plan"] > report["in_time"]["urgent_four_and_messages"]
    assert report["ratios"]["plan_over_one_by_one"] > 1.4
    assert set(report["in_time"]) == set(weeks.WAYS)


def test_the_examples_in_docstrings_and_docs_hold():
    assert doctest.testmod(plan).failed == doctest.testmod(gestures).failed == 0
    assert doctest.testfile(str(DOCS / "plan.md"), module_relative=False).failed == 0
