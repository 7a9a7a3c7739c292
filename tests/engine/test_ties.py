"""What a tie has become, whether one may ask, and how a whole network reads."""

import doctest
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sporezo.engine import cards, form, lights, sheets, ties, touches
from sporezo.engine.cards import card
from sporezo.engine.form import figures, form_series, regularity, who_never_answered_me, whom_i_never_answered
from sporezo.engine.lights import is_through_someone, light_ties
from sporezo.engine.ties import read_ties
from sporezo.engine.touches import CHANNELS, DIRECTIONS, PURPOSES, Exchange, Touches, day_one

DOCS = Path(__file__).parents[2] / "docs/engine"
FIRST, SECOND, ACTIVE, WIDE = range(4)


def read(*story, circle=ACTIVE, now=100.0, contacts=1, **options):
    codes = np.full(contacts, circle) if isinstance(circle, int) else np.array(circle)
    return read_ties(Touches.of(story, contacts=contacts), circle=codes, now_days=now, **options)


def light(*story, **options):
    return light_ties(read(*story, **options)).of(0)


def codes(shown):
    return [fact.code for fact in shown.facts]


@pytest.mark.parametrize(
    ("exchange", "impulse"),
    [
        (Exchange(0, 0.0, "meal"), 3.0),
        (Exchange(0, 0.0, "session"), 3.0),
        (Exchange(0, 0.0, "session", people=4), 2.0),
        (Exchange(0, 0.0, "afterwork"), 2.0),
        (Exchange(0, 0.0, "call"), 2.0),
        (Exchange(0, 0.0, "call", "out"), 0.3),
        (Exchange(0, 0.0, "mail"), 1.0),
        (Exchange(0, 0.0, "message", "in"), 0.7),
        (Exchange(0, 0.0, "message", "out"), 0.3),
        (Exchange(0, 0.0, "social", "in"), 0.1),
    ],
)
def test_an_exchange_warms_by_what_it_is(exchange, impulse):
    assert Touches.of([exchange], contacts=1).impulses().tolist() == [impulse]


@pytest.mark.parametrize(("circle", "half_life"), [(FIRST, 45.0), (SECOND, 90.0), (ACTIVE, 180.0), (WIDE, 365.0)])
def test_warmth_halves_with_the_circle(circle, half_life):
    assert read(Exchange(0, 0.0, "meal"), circle=circle, now=half_life).warmth == pytest.approx([1.5])


def test_one_thread_a_wished_interval_keeps_the_temperature_at_one():
    year = [Exchange(0, 30.0 * n) for n in range(60)]
    assert read(*year, circle=SECOND, now=30.0 * 59).temperature == pytest.approx([1.0], abs=1e-3)


def test_lateness_is_silence_over_the_wish_and_cooling_over_eight_rhythms():
    weekly = [Exchange(0, 7.0 * n, "call") for n in range(5)]
    tie = read(*weekly, now=28.0 + 63.0)
    assert tie.lateness == pytest.approx([63 / 90])
    assert tie.rhythm_days == pytest.approx([7.0])
    assert tie.cooling == pytest.approx([63 / 56])
    assert read(*weekly[:2], now=90.0).cooling == [0.0]


def test_an_evening_of_messages_is_one_exchange():
    evening = [Exchange(0, 10.0 + n / 24, direction=("out", "in")[n % 2]) for n in range(8)]
    assert read(*evening).exchanges == [1]


def test_nothing_after_the_moment_is_seen():
    story = [Exchange(0, 10.0, "meal"), Exchange(0, 40.0, direction="out"), Exchange(0, 41.0, direction="in")]
    then, known = read(*story, now=30.0), read(story[0], now=30.0)
    for name in ("warmth", "p_reply", "exchanges", "last_out_days", "last_in_days", "unanswered_run"):
        assert getattr(then, name).tolist() == getattr(known, name).tolist()


def test_green_when_in_touch():
    shown = light(Exchange(0, 20.0, "meal"), Exchange(0, 80.0, "call"))
    assert (shown.colour, shown.steps, shown.fair_from_days) == ("green", (), 100.0)
    assert codes(shown)[0] == "in_touch"
    assert shown.facts[0].params == {"days": 20, "channel": "call"}


@pytest.mark.parametrize(
    ("story", "cause", "ways", "fair_in"),
    [
        ([Exchange(0, 40.0, "meal"), Exchange(0, 90.0, direction="in")], "owed_an_answer", ["answer"], 7),
        ([Exchange(0, 80.0, "meal", purpose="ask")], "asked_lately", ["give", "session"], 40),
        ([Exchange(0, 80.0, "meal"), Exchange(0, 97.0, direction="out")], "waiting", ["wait", "session"], 11),
        ([Exchange(0, 95.0, "session", people=4)], "just_met", ["session", "message"], 16),
        ([], "never_spoke", ["introducer", "session"], 21),
        ([Exchange(0, 5.0 * n, "call") for n in range(4)], "cooled", ["session", "meal", "give"], 14),
        ([Exchange(0, -200.0, "meal")], "silent", ["session", "meal", "give"], 14),
        ([Exchange(0, 90.0, direction="out", people=30)], "never_answered", ["introducer", "session"], 21),
        (
            [Exchange(0, 0.0, "meal"), *(Exchange(0, 30.0 + 20 * n, direction="out") for n in range(3))],
            "unanswered_in_a_row",
            ["introducer", "session"],
            21,
        ),
    ],
)
def test_each_light_that_is_not_green_says_why_and_shows_a_way(story, cause, ways, fair_in):
    shown = light(*story)
    assert codes(shown)[0] == cause
    assert len(shown.facts) >= 2
    assert [step.way for step in shown.steps] == ways
    assert shown.fair_from_days == 100.0 + fair_in
    through = cause in ("never_answered", "unanswered_in_a_row")
    assert shown.colour == ("through_someone" if through else "warm_up")


def test_a_former_close_tie_warms_up_in_half_the_time():
    years = [Exchange(0, 30.0 * n, "meal") for n in range(8)]
    shown = light(*years, now=1200.0)
    assert "was_close" in codes(shown)
    assert shown.fair_from_days == 1207.0
    assert [step.way for step in shown.steps] == ["session", "meal"]


@pytest.mark.parametrize(
    ("circle", "days_ago", "wrote_last", "colour", "cause"),
    [
        (FIRST, 10, None, "green", "in_touch"),
        (FIRST, 40, None, "warm_up", "silent"),
        (SECOND, 40, "them", "warm_up", "owed_an_answer"),
        (SECOND, 3, "me", "warm_up", "waiting"),
        (SECOND, 45, "me", "green", "in_touch"),
        (ACTIVE, 400, "me", "warm_up", "silent"),
    ],
)
def test_day_one_has_an_honest_answer_and_two_facts(circle, days_ago, wrote_last, colour, cause):
    story = day_one(0, last_exchange_days=100.0 - days_ago, wrote_last=wrote_last)
    shown = light(*story, circle=circle)
    assert (shown.colour, codes(shown)[0]) == (colour, cause)
    assert len(shown.facts) >= 2


STORIES = st.lists(
    st.builds(
        Exchange,
        st.integers(0, 3),
        st.integers(0, 700).map(float),
        st.sampled_from(CHANNELS),
        st.sampled_from(DIRECTIONS),
        st.sampled_from(PURPOSES),
        st.integers(2, 9),
    ),
    max_size=25,
)


@given(STORIES, st.integers(0, 800))
def test_whatever_happened_there_are_two_facts_a_way_and_a_date(story, now):
    shown = light_ties(read(*story, contacts=4, circle=[FIRST, SECOND, ACTIVE, WIDE], now=float(now)))
    for contact in range(4):
        one = shown.of(contact)
        assert 2 <= len(one.facts) <= 3
        assert len({fact.code for fact in one.facts}) == len(one.facts)
        assert one.fair_from_days >= now
        assert bool(one.steps) == (one.colour != "green")
        assert all(now <= step.on_days <= one.fair_from_days for step in one.steps)
        if one.colour == "green":
            assert one.fair_from_days == now


def test_percentages_need_three_outcomes_and_a_recent_word():
    wrote = [Exchange(0, 20.0 * n, direction="out") for n in range(3)]
    assert read(*wrote, now=60.0).is_told == [True]
    assert read(*wrote[:2], now=60.0).is_told == [False]
    assert read(*wrote, now=400.0).is_told == [False]


def test_form_is_the_warmth_of_all_ties_week_by_week():
    story = [Exchange(0, 0.0, "meal"), Exchange(1, 30.0, "call"), Exchange(1, 60.0, direction="out")]
    network = Touches.of(story, contacts=2)
    series = form_series(network, circle=np.array([FIRST, WIDE]), now_days=70.0, weeks=10)
    assert series.week_ends_days[-1] == 70.0
    for end, value in zip(series.week_ends_days, series.form, strict=True):
        tie = read_ties(network, circle=np.array([FIRST, WIDE]), now_days=end)
        assert value == pytest.approx(tie.warmth.sum())
    assert series.load.tolist() == [0.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.3, 0.0]


def test_the_three_figures_tell_a_network_from_a_facade():
    story = [
        Exchange(0, 80.0, "meal"),
        Exchange(1, 10.0, "call"),
        *(Exchange(2, 20.0 * n, direction="out") for n in range(4)),
        Exchange(3, 95.0, direction="out"),
        Exchange(3, 96.0, direction="in"),
    ]
    circle = [ACTIVE, SECOND, ACTIVE, SECOND, WIDE]
    ties = read(*story, contacts=5, circle=circle)
    found = figures(ties, is_through=is_through_someone(ties), sector=np.array([1, 1, 2, 3, -1]))
    assert (found.contacts, found.activable, found.activated, found.facade) == (5, 3, 2, 2)
    assert (found.answered, found.in_person, found.diversity) == (1.0, 0.5, 1.0)
    assert found.quality == pytest.approx(2.5 / 3)


def test_the_owners_own_word_passes_before_every_rule():
    story = [Exchange(0, 0.0, "meal"), Exchange(1, 99.0, "meal"), Exchange(2, 99.0, "meal")]
    computed = light_ties(read(*story, contacts=3, now=400.0))

    shown = computed.with_own_word(np.array([0, 2, -1]))

    assert shown.of(0).colour == "green"
    assert (shown.of(0).steps, shown.of(0).fair_from_days) == ((), 400.0)
    assert codes(shown.of(0))[:2] == ["own_word", "silent"]
    assert [step.way for step in shown.of(1).steps] == ["introducer", "session"]
    assert shown.of(1).fair_from_days > 400.0
    assert shown.of(2) == computed.of(2)


def test_regularity_counts_weeks_with_a_gesture_of_ones_own():
    story = [Exchange(0, 99.0, "call"), Exchange(0, 90.0, direction="in"), Exchange(0, 80.0, direction="out")]
    did = regularity(Touches.of(story, contacts=1), now_days=100.0)
    assert did.tolist() == [False, False, False, False, False, True, False, True]


def test_open_silences_on_both_sides():
    story = [
        Exchange(0, 10.0, direction="in"),
        Exchange(0, 20.0, direction="in"),
        Exchange(1, 5.0, "call"),
        Exchange(1, 50.0, direction="in"),
        Exchange(2, 40.0, direction="in"),
        Exchange(2, 90.0, direction="out"),
        Exchange(3, 99.0, direction="in"),
        Exchange(4, 30.0, direction="out"),
        Exchange(4, 60.0, "social", "in"),
    ]
    network = Touches.of(story, contacts=5)
    mine = [
        (each.contact, each.since_days, each.messages, each.is_never)
        for each in whom_i_never_answered(network, now_days=100.0)
    ]
    assert mine == [(0, 10.0, 2, True), (1, 50.0, 1, False)]
    theirs = [(each.contact, each.messages, each.is_never) for each in who_never_answered_me(network, now_days=100.0)]
    assert theirs == [(4, 1, True), (2, 1, False)]


def asks(*days):
    return [Exchange(n, day, direction="out", purpose="ask") for n, day in enumerate(days)]


def test_asking_only_when_in_need_is_a_card_of_ones_own():
    assert card(Touches.of(asks(90.0), contacts=9), now_days=100.0) is None
    assert card(Touches.of(asks(85.0, 90.0), contacts=9), now_days=100.0).colour == "yellow"
    red = card(Touches.of(asks(80.0, 85.0, 90.0), contacts=9), now_days=100.0)
    assert (red.colour, len(red.facts), red.weeks_back) == ("red", 2, 4)


def test_who_keeps_up_may_ask():
    kept_up = [Exchange(8, 100.0 - 7.0 * week - 1.0, "call") for week in range(4)]
    assert card(Touches.of([*asks(80.0, 85.0, 90.0), *kept_up], contacts=9), now_days=100.0) is None
    warm = [Exchange(n, 60.0, "meal") for n in range(3)]
    assert card(Touches.of([*asks(80.0, 85.0, 90.0), *warm], contacts=9), now_days=100.0) is None


def test_the_card_an_ask_would_bring_is_known_before_it():
    before = Touches.of(asks(85.0), contacts=9)
    assert card(before, now_days=100.0) is None
    assert card(before, now_days=100.0, asking=5).colour == "yellow"


@pytest.mark.parametrize("module", [cards, form, lights, sheets, ties, touches])
def test_the_examples_in_the_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


def test_the_examples_in_the_docs_hold():
    assert doctest.testfile(str(DOCS / "ties.md"), module_relative=False).failed == 0
