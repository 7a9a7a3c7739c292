"""Sums of dated facts up to a moment, against the sums written out by hand."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sporezo.engine import tallies
from sporezo.engine.tallies import Moments, Tally

FACTS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 400).map(lambda n: n / 8), st.integers(1, 5).map(float)), max_size=40
)
ASKED = st.lists(st.tuples(st.integers(0, 5), st.integers(-40, 480).map(lambda n: n / 8)), min_size=1, max_size=12)


def tally_of(facts):
    group, at, weight = zip(*facts, strict=True) if facts else ((), (), ())
    return Tally(np.array(group, dtype=np.int64), np.array(at, dtype=float), np.array(weight, dtype=float))


def moments_of(asked):
    return Moments(np.array([group for group, _ in asked]), np.array([day for _, day in asked], dtype=float))


def before(facts, group, day):
    return [(at, weight) for g, at, weight in facts if g == group and at < day]


@given(FACTS, ASKED)
def test_sums_equal_those_written_out(facts, asked):
    tally, when = tally_of(facts), moments_of(asked)
    seen = [before(facts, group, day) for group, day in asked]
    assert tally.count(when).tolist() == [len(each) for each in seen]
    assert tally.total(when) == pytest.approx([sum(w for _, w in each) for each in seen])
    assert tally.last(when).tolist() == [max((at for at, _ in each), default=-np.inf) for each in seen]
    assert tally.first(when).tolist() == [min((at for at, _ in each), default=-np.inf) for each in seen]
    assert tally.recent(when, days=7.0).tolist() == [
        sum(at >= day - 7.0 for at, _ in each) for each, (_, day) in zip(seen, asked, strict=True)
    ]


@given(FACTS, ASKED, st.sampled_from([3.0, 45.0]))
def test_fading_sums_equal_those_written_out(facts, asked, half_life_days):
    fading = tally_of(facts).fading(moments_of(asked), half_life_days=half_life_days)
    by_hand = [sum(w * 2 ** (-(day - at) / half_life_days) for at, w in before(facts, g, day)) for g, day in asked]
    assert fading == pytest.approx(by_hand, rel=1e-9, abs=1e-12)


def test_fading_keeps_its_precision_after_thousands_of_groups():
    groups = 30_000
    tally = Tally(np.arange(groups), np.full(groups, 800.0))
    fading = tally.fading(Moments(np.array([0, groups - 1]), np.array([890.0, 890.0])), half_life_days=90.0)
    assert fading == pytest.approx([0.5, 0.5], rel=1e-6)


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(tallies).failed == 0


def test_the_earliest_fact_of_all_is_never_lent_to_the_group_before_it():
    """Laid on one line, the end of a group once rounded past the start of the next."""
    for seed in range(40):
        days = np.random.default_rng(seed).uniform(-365.0, 0.0, 150)
        tally = Tally(np.arange(150), days)
        assert tally.last(Moments(np.arange(150), np.full(150, 7.0))).tolist() == days.tolist()
