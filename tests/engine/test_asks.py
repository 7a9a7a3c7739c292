"""Seven needs: the right person for each, under a light, with a way and a date."""

import doctest
from pathlib import Path

import numpy as np
import pytest

from sporezo.engine import asks, paths
from sporezo.engine.asks import NEEDS, Traits, rank
from sporezo.engine.lights import light_ties
from sporezo.engine.ties import read_ties
from sporezo.engine.touches import Exchange, Touches

DOCS = Path(__file__).parents[2] / "docs/engine"
STRANGER, FRIEND, COLLEAGUE, SILENT, GHOST = range(5)
NOW = 400.0


@pytest.fixture
def lights():
    story = [
        *(Exchange(FRIEND, 250.0 + 14.0 * n, "session") for n in range(11)),
        *(Exchange(COLLEAGUE, 200.0 + 60.0 * n, "coffee") for n in range(4)),
        *(Exchange(SILENT, 10.0 * n, "meal") for n in range(6)),
        *(Exchange(GHOST, 300.0 + 20.0 * n, direction="out") for n in range(4)),
    ]
    return light_ties(read_ties(Touches.of(story, contacts=5), circle=np.array([3, 1, 2, 2, 3]), now_days=NOW))


@pytest.fixture
def traits():
    return Traits(
        months_alongside=np.array([0.0, 0.0, 18.0, 6.0, 30.0]),
        hours_together=np.array([0.0, 40.0, 4.0, 12.0, 0.0]),
        p_knows_target=np.array([0.0, 0.2, 0.9, 0.0, 1.0]),
        is_in_sector=np.array([False, False, True, False, False]),
        founds_or_funds=np.array([True, False, False, True, False]),
    )


@pytest.mark.parametrize(
    ("need", "first", "way"),
    [
        ("job", COLLEAGUE, "call"),
        ("reference", COLLEAGUE, "call"),
        ("recommendation", FRIEND, "meal"),
        ("introduction", COLLEAGUE, "message"),
        ("founding", SILENT, "meal"),
        ("off_the_record", COLLEAGUE, "meal"),
    ],
)
def test_each_need_has_its_own_best_person_and_way(lights, traits, need, first, way):
    best = rank(need, lights, traits)[0]
    assert (best.contact, best.way) == (first, way)
    assert best.reasons
    assert len(best.light.facts) >= 2


@pytest.mark.parametrize("need", NEEDS)
def test_scores_fall_and_no_light_is_a_dead_end(lights, traits, need):
    suggested = rank(need, lights, traits, introducers={GHOST: [FRIEND]})
    scores = [each.score for each in suggested]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 < score <= 1.0 for score in scores)
    for each in suggested:
        assert bool(each.steps) == (each.light.colour != "green")
        assert each.ask_on_days >= NOW


def test_who_cannot_help_is_left_out(lights):
    assert rank("reference", lights, Traits.unknown(5)) == []


def test_through_someone_names_an_introducer_or_begins_with_a_session(lights, traits):
    ghost = next(each for each in rank("introduction", lights, traits) if each.contact == GHOST)
    assert (ghost.light.colour, ghost.introducer, ghost.steps[0].way) == ("through_someone", None, "session")
    known = rank("introduction", lights, traits, introducers={GHOST: [SILENT, FRIEND]})
    ghost = next(each for each in known if each.contact == GHOST)
    assert (ghost.introducer, ghost.steps[0].way) == (FRIEND, "introducer")


def test_asks_for_support_are_spread_over_weeks():
    story = [Exchange(contact, 395.0, "message") for contact in range(7)]
    seven = light_ties(read_ties(Touches.of(story, contacts=7), circle=np.full(7, 1), now_days=NOW))
    days = [each.ask_on_days for each in rank("support", seven, Traits.unknown(7))]
    assert days == [NOW] * 5 + [NOW + 7.0] * 2


def test_an_unknown_need_is_refused(lights, traits):
    with pytest.raises(ValueError, match="A need is one of job, reference"):
        rank("money", lights, traits)


def test_the_examples_in_docstrings_and_docs_hold():
    assert doctest.testmod(asks).failed == 0
    assert doctest.testmod(paths).failed == 0
    assert doctest.testfile(str(DOCS / "asks.md"), module_relative=False).failed == 0
