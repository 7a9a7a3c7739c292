"""The round keeps every constraint, is the same twice, and each constraint is seen when it is broken."""

import ast
import inspect
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sporezo.engine import rows, slots, verify
from sporezo.engine.rounds import plan
from sporezo.engine.snapshot import Format, Sport
from tests.engine.clubs import SPORTS, VENUES, club


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 36))
def test_no_constraint_is_broken_and_everybody_is_answered(seed, n):
    snapshot = club(seed, n)
    planned = plan(snapshot, seed=seed)
    assert verify.breaches(snapshot, planned) == []
    assert planned.objective.total <= planned.objective.bound + 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_same_facts_and_seed_give_the_same_plan(seed):
    assert repr(plan(club(seed, 30), seed=seed)) == repr(plan(club(seed, 30), seed=seed))


def test_verifier_shares_no_code_with_the_search():
    imported = {
        node.module for node in ast.walk(ast.parse(inspect.getsource(verify))) if isinstance(node, ast.ImportFrom)
    }
    assert {name for name in imported if name.startswith("sporezo")} == {
        "sporezo.engine.outcome",
        "sporezo.engine.snapshot",
    }


def foursome(**changes):
    """Four who can only play padel together, on Saturday at noon."""
    noon = slots.pack([slots.slot(0, 12), slots.slot(0, 13)])
    people = [rows.Member(name, noon, sector=name, **changes.get(name, {})) for name in "abcd"]
    return {
        "sports": SPORTS,
        "members": people,
        "practices": [rows.Practice(name, "padel", 4.0, discipline="doubles") for name in "abcd"],
        "areas": [rows.Area(name, 45.76, 4.84, 8.0) for name in "abcd"],
        "venues": VENUES,
        "week_starts_on": np.datetime64("2026-11-28").astype(object),
    }


@pytest.fixture
def agreed():
    planned = plan(rows.build(**foursome()), seed=1)
    assert len(planned.sessions) == 1
    assert planned.sessions[0].members == tuple("abcd")
    return planned


BREAKS = {
    "blocked or not with": lambda facts: {**facts, "blocked": [("a", "b")]},
    "no language in common": lambda facts: _members(facts, a={"languages": ("de",)}),
    "an excluded company": lambda facts: _members(facts, a={"excluded_companies": ("rival",)}, b={"company": "rival"}),
    "a colleague": lambda facts: _members(facts, a={"company": "x", "avoids_colleagues": True}, b={"company": "x"}),
    "not among women": lambda facts: _members(facts, a={"women_only": True, "is_woman": True}),
    "outside one's hours": lambda facts: _members(facts, a={"hours": slots.pack([slots.slot(0, 12)])}),
    "at an hour already taken": lambda facts: _members(facts, a={"busy": slots.pack([slots.slot(0, 13)])}),
    "out of reach": lambda facts: {
        **facts,
        "areas": [rows.Area(name, 48.85 if name == "a" else 45.76, 4.84, 8.0) for name in "abcd"],
    },
    "a venue where it is not played": lambda facts: {
        **facts,
        "venues": [replace(venue, sports=("running",)) for venue in VENUES],
    },
    "levels too far apart": lambda facts: {
        **facts,
        "practices": [
            rows.Practice(name, "padel", 9.0 if name == "a" else 4.0, discipline="doubles") for name in "abcd"
        ],
    },
    "more sessions than wished": lambda facts: _members(facts, a={"sessions_max": 0}),
    "more minutes than wished": lambda facts: _members(facts, a={"minutes_max": 60}),
    "the same person too soon": lambda facts: {**facts, "met": [rows.Met("a", "b", 1)]},
    "not the sport's length": lambda facts: {**facts, "sports": (replace(SPORTS[0], minutes=60), *SPORTS[1:])},
    "not a size that plays": lambda facts: {
        **facts,
        "sports": (Sport("padel", (Format("doubles", (6,), sides=2, discipline="doubles"),), minutes=90), *SPORTS[1:]),
    },
}


def _members(facts, **changes):
    return {**facts, "members": [replace(member, **changes.get(member.id, {})) for member in facts["members"]]}


@pytest.mark.parametrize("constraint", BREAKS)
def test_plan_made_for_other_facts_is_refused(agreed, constraint):
    found = verify.breaches(rows.build(**BREAKS[constraint](foursome())), agreed)
    assert constraint in {breach.constraint for breach in found}


def changed(planned, **fields):
    return replace(planned, sessions=(replace(planned.sessions[0], **fields),))


@pytest.mark.parametrize(
    ("constraint", "spoil"),
    [
        ("in two places at once", lambda one: replace(one, sessions=one.sessions * 2)),
        ("placed and left out, or neither", lambda one: replace(one, sessions=())),
        ("sides that are not two equal halves", lambda one: changed(one, sides=(("a",), ("b", "c", "d")))),
        ("a value that is not the sum of its terms", lambda one: changed(one, value=99.0)),
        ("fewer than three reasons", lambda one: changed(one, reasons={**one.sessions[0].reasons, "a": ()})),
        ("unknown member, sport, format or venue", lambda one: changed(one, venue=404)),
        ("outside the hours of a day", lambda one: changed(one, slot=15)),
    ],
)
def test_spoiled_plan_is_refused(agreed, constraint, spoil):
    found = verify.breaches(rows.build(**foursome()), spoil(agreed))
    assert constraint in {breach.constraint for breach in found}


def test_first_one_to_one_away_from_a_public_place_is_refused():
    facts = foursome()
    facts["members"], facts["practices"] = (
        facts["members"][:2],
        [rows.Practice(name, "tennis", 4.0, discipline="singles") for name in "ab"],
    )
    facts["areas"] = facts["areas"][:2]
    planned = plan(rows.build(**facts), seed=1)
    assert len(planned.sessions) == 1
    private = rows.build(**{**facts, "venues": [replace(venue, is_verified=False) for venue in VENUES]})
    assert "a first one-to-one away from a verified public place" in {
        one.constraint for one in verify.breaches(private, planned)
    }
    assert plan(private, seed=1).sessions == ()


def test_left_out_are_told_why_and_what_would_help():
    facts = foursome()
    lonely = rows.Member("z", slots.pack([slots.slot(6, 7)]))
    facts["members"] = [*facts["members"], lonely]
    facts["practices"] = [*facts["practices"], rows.Practice("z", "padel", 4.0, discipline="doubles")]
    facts["areas"] = [*facts["areas"], rows.Area("z", 45.76, 4.84, 8.0)]
    (left,) = plan(rows.build(**facts), seed=1).unplaced
    assert (left.member, left.reason, left.remedy["kind"]) == ("z", "no_common_hour", "more_hours")


def test_vacancy_is_filled_only_by_those_who_fit():
    facts = foursome()
    facts["members"] = [*facts["members"], rows.Member("e", slots.pack([slots.slot(0, 12), slots.slot(0, 13)]))]
    facts["practices"] = [*facts["practices"], rows.Practice("e", "padel", 4.5, discipline="doubles")]
    facts["areas"] = [*facts["areas"], rows.Area("e", 45.76, 4.84, 8.0)]
    asked = {"sport": "padel", "format": "doubles", "venue": 1, "slot": slots.slot(0, 12), "members": ("a", "b", "e")}
    assert verify.fits(rows.build(**facts), **asked)
    assert not verify.fits(rows.build(**facts), **{**asked, "slot": slots.slot(1, 12)})
    assert not verify.fits(rows.build(**facts, blocked=[("a", "e")]), **asked)
    assert not verify.fits(rows.build(**facts), **{**asked, "members": ("a", "nobody")})
