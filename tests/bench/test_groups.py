"""Foursomes come near what all foursomes could give, and never above it."""

import json

import pytest

from sporezo.bench import groups, quads
from sporezo.bench.population import of_one_sport
from sporezo.engine.affinity import Weights
from sporezo.engine.rounds import plan


@pytest.mark.parametrize("size", [40, 120])
def test_round_is_near_the_bound_over_all_foursomes(size):
    told = groups.compare(of_one_sport(size, sport="padel", seed=5), seed=5, steps=200_000)
    assert 0.9 * told["bound"] <= told["value"] <= told["bound"] + 1e-3
    assert told["annealed"] <= told["bound"] + 1e-3


def test_bound_is_above_the_plan_of_a_small_club():
    snapshot = of_one_sport(14, sport="padel", seed=2)
    club = quads.acquaint(groups.opened(snapshot), Weights().as_array())
    bound, _columns = quads.linear_bound(club, Weights().as_array())
    planned = plan(snapshot, seed=1, with_rendezvous=False)
    assert planned.objective.total <= bound + 1e-6


def test_groups_are_told_as_one_document(capsys):
    assert groups.main(["--sizes", "24", "--repeats", "2", "--steps", "1000", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["ratios"]) == {"24"}
    assert len(told["runs"]["24"]) == 2
