"""How much an import writes at once."""

from sporezo.network.domain.pace import AIM_SECONDS, FEWEST, MOST, Pace


def test_a_long_transaction_is_followed_by_a_short_one():
    pace = Pace()
    before = pace.records
    pace.took(AIM_SECONDS * 2)
    assert pace.records == before // 2


def test_it_grows_little_by_little_and_stays_within_bounds():
    pace = Pace()
    grown = []
    for _ in range(8):
        pace.took(0.0)
        grown.append(pace.records)
    assert grown[0] < 2 * Pace().records
    assert grown == sorted(grown)
    assert pace.records == MOST

    pace.took(60.0)
    assert pace.records == FEWEST
