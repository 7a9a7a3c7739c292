"""Clocks: what resets them, what holds them, what moves them."""

import doctest
from pathlib import Path

import numpy as np
import pytest

from sporezo.engine import cadence
from sporezo.engine.cadence import clocks
from sporezo.engine.circles import circle_codes, wish_days
from sporezo.engine.touches import Exchange, Touches

DOCS = Path(__file__).parents[2] / "docs/engine"


def clock(*story, wish=30.0, now=50.0, **options):
    return clocks(Touches.of(story, contacts=1), wish_days=np.array([wish]), now_days=now, **options)


@pytest.mark.parametrize("channel", ["session", "meal", "coffee", "afterwork", "meeting", "call", "message", "mail"])
def test_what_goes_both_ways_resets_the_clock(channel):
    assert clock(Exchange(0, 12.0, channel)).due_days == [42.0]


@pytest.mark.parametrize(("first", "back"), [("out", "in"), ("in", "out"), ("out", "both")])
def test_an_answer_resets_the_clock_the_day_it_comes(first, back):
    assert clock(Exchange(0, 10.0, direction=first), Exchange(0, 14.0, direction=back)).reset_days == [14.0]


def test_an_answer_after_a_month_is_another_conversation():
    late = clock(Exchange(0, 1.0, direction="in"), Exchange(0, 32.0, direction="out"))
    assert late.reset_days == [-np.inf]


def test_a_like_resets_nothing_and_answers_nothing():
    liked = clock(Exchange(0, 5.0, "social"), Exchange(0, 6.0, direction="out"), Exchange(0, 7.0, "social", "in"))
    assert liked.reset_days == [-np.inf]


def test_an_unanswered_message_holds_the_clock_fourteen_days_once():
    met, wrote, again = Exchange(0, 0.0, "meal"), Exchange(0, 28.0, direction="out"), Exchange(0, 41.0, direction="out")
    assert clock(met, now=29.0).due_days == [30.0]
    held = clock(met, wrote, now=29.0)
    assert (held.due_days, held.is_held) == ([42.0], [True])
    assert clock(met, wrote, again, now=45.0).due_days == [42.0]
    assert clock(met, wrote, again, now=45.0).late_days == [3.0]


def test_a_message_too_early_to_hold_leaves_the_hold_to_a_later_one():
    met, early, later = Exchange(0, 0.0, "meal"), Exchange(0, 5.0, direction="out"), Exchange(0, 40.0, direction="out")
    assert clock(met, early, later).due_days == [54.0]


def test_a_message_of_next_week_neither_resets_nor_holds():
    assert clock(Exchange(0, 0.0, "meal"), Exchange(0, 60.0, "session"), now=50.0).due_days == [30.0]


def test_somebody_never_spoken_to_is_due_an_interval_after_being_noted():
    assert clock(start_days=20.0).due_days == [50.0]
    assert clock().late_days == [0.0]


def test_a_snooze_moves_the_day_and_never_brings_it_forward():
    story = Exchange(0, 0.0, "meal")
    assert clock(story, snoozed_until_days=np.array([70.0])).due_days == [70.0]
    assert clock(story, snoozed_until_days=np.array([10.0])).due_days == [30.0]
    assert clock(story, snoozed_until_days=np.array([np.nan])).due_days == [30.0]


def test_circles_wish_fortnight_month_season_year_unless_the_owner_says_otherwise():
    codes = circle_codes(["first", "second", "active", "wide"])
    assert wish_days(codes).tolist() == [14.0, 30.0, 90.0, 365.0]
    assert wish_days(codes, np.array([np.nan, 21.0, np.nan, np.nan])).tolist() == [14.0, 21.0, 90.0, 365.0]
    with pytest.raises(ValueError, match="A circle is one of first, second, active, wide"):
        circle_codes(["dormant"])


def test_words_that_are_no_channel_are_refused():
    with pytest.raises(ValueError, match="is no channel"):
        Touches.of([Exchange(0, 0.0, "pigeon")], contacts=1)
    with pytest.raises(ValueError, match="numbered from 0 to 0"):
        Touches.of([Exchange(3, 0.0)], contacts=1)


def test_the_examples_in_docstrings_and_docs_hold():
    assert doctest.testmod(cadence).failed == 0
    assert doctest.testfile(str(DOCS / "cadence.md"), module_relative=False).failed == 0
