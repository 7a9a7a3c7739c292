"""A round of synthetic members is planned, verified and told."""

import json

import pytest

from sporezo.bench import rounds
from sporezo.bench.population import SETS, population
from sporezo.engine import verify
from sporezo.engine.rounds import plan


def test_round_is_told_as_one_document(capsys):
    assert rounds.main(["--members", "150", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["rounds"]
    assert told["breaches"] == 0
    assert told["placed"] + told["left_out"] <= told["members"] == 150
    assert 0 <= told["gap"] < 1


@pytest.mark.parametrize("kind", sorted(SETS))
def test_hard_sets_break_no_constraint(kind):
    snapshot = population(120, seed=3, kind=kind)
    assert verify.breaches(snapshot, plan(snapshot, seed=3)) == []


def test_unknown_set_is_refused_by_name():
    with pytest.raises(ValueError, match="towns"):
        population(10, seed=1, kind="moon")
