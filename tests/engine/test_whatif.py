"""Two plans of one week, compared in people and meetings."""

import pytest

from sporezo.engine import whatif
from sporezo.engine.affinity import Weights
from sporezo.engine.rounds import plan
from tests.engine.clubs import club


def test_same_weights_change_nothing():
    found = whatif.compare(club(1, 24), 1, None, Weights())
    assert found.before == found.after
    assert (found.gained, found.lost) == ((), ())


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_the_plan(seed):
    snapshot = club(seed, 24)
    planned = plan(snapshot, seed=seed)
    counted = whatif.figures(snapshot, planned)
    assert counted.sessions + counted.rendezvous == sum(counted.by_sport.values())
    assert counted.players + counted.asked + counted.left_out == 24
    assert counted.left_out == sum(counted.left_out_why.values()) == len(planned.unplaced)
    assert 0 <= counted.first_meetings <= counted.meetings
    assert counted.cross_sector <= counted.meetings


def test_what_weighs_more_is_had_more():
    near = [whatif.compare(club(seed, 36), seed, Weights(travel=0.0), Weights(travel=3.0)) for seed in range(4)]
    assert sum(one.after.mean_km for one in near) < sum(one.before.mean_km for one in near)
    other = [whatif.compare(club(seed, 36), seed, Weights(diversity=0.0), Weights(diversity=3.0)) for seed in range(4)]
    share = [[one.cross_sector / one.meetings for one in (both.before, both.after)] for both in other]
    assert sum(after for _, after in share) > sum(before for before, _ in share)


def test_kilometres_more_bring_people_and_a_weight_alone_keeps_who_can_play():
    snapshot = club(2, 24)
    gains = [whatif.come_in_reach(snapshot, snapshot.members.ids, km) for km in (0.5, 3, 50)]
    for one in snapshot.members.ids:
        assert gains[0][one] <= gains[1][one] <= gains[2][one]
    assert sum(gains[2].values()) > 0
    found = whatif.compare_reach(snapshot, 2, 3.0)
    assert len(found.gained) - len(found.lost) == found.before.left_out - found.after.left_out
