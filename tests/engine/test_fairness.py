"""Whoever waits comes first in the end, and everybody left out is told for how long it may last."""

import numpy as np
import pytest

from sporezo.bench.fairness import season
from sporezo.bench.population import population
from sporezo.engine.affinity import waiting
from sporezo.engine.fairness import CLASSES, wait_of
from sporezo.engine.rounds import plan
from tests.engine.clubs import club


def test_bonus_never_stops_rising():
    assert (np.diff(waiting(np.arange(20))) > 0).all()


@pytest.mark.parametrize("partners", range(14))
def test_more_partners_never_mean_a_longer_wait(partners):
    longest = wait_of(partners).most_rounds
    more = wait_of(partners + 1).most_rounds
    assert longest is None or (more is not None and more <= longest)


def test_everybody_left_out_is_told_their_class():
    snapshot = club(3, 30)
    for one in plan(snapshot, seed=3).unplaced:
        assert one.wait == wait_of(one.wait.partners)


def test_a_season_keeps_what_is_stated():
    told = season(population(120, seed=1, kind="dense"), weeks=8, seed=1)
    for _, name, most in CLASSES:
        longest = told["longest_left_out"][name]
        assert most is None or longest is None or longest <= most
