"""Six weeks of a club end in figures that hold together, with and without rendez-vous."""

import pytest

from sporezo.bench import clubs


@pytest.mark.parametrize("is_steady", [True, False])
def test_six_weeks_of_a_club_hold_together(is_steady):
    life = clubs.live(12, seed=2, is_steady=is_steady, with_rendezvous=True)
    assert sum(life.opted.values()) == 6 * clubs.WEEKS
    assert all(life.played[member] <= life.opted[member] * 2 for member in life.opted)
    assert life.repeats <= life.meetings
    assert life.longest_unasked <= clubs.WEEKS
    assert life.longest_dry <= clubs.WEEKS


def test_same_seed_is_the_same_life():
    one, other = (clubs.live(12, seed=4, is_steady=True, with_rendezvous=True) for _ in range(2))
    assert one == other


def test_who_is_asked_often_would_say_yes_twice():
    assert clubs._p_twice(6) == pytest.approx(0.959, abs=0.001)
    assert clubs._p_twice(1) == pytest.approx(0.0)
