"""Each hard constraint, broken on purpose, is seen; and the verifier shares nothing with the search."""

import ast
import inspect
from dataclasses import replace

import pytest

from sporezo.engine import rows, slots, verify
from sporezo.engine.outcome import Reason, Rendezvous, Unplaced
from sporezo.engine.rounds import plan
from sporezo.engine.snapshot import Format, Sport
from sporezo.engine.verify import facts as checks
from sporezo.engine.verify import sums
from tests.engine.clubs import SPORTS, VENUES, foursome

NOON = slots.slot(0, 12)
REASONS = tuple(Reason(code) for code in ("near", "level", "hour"))


@pytest.fixture
def agreed():
    """The plan for four who can only play padel together, on Saturday at noon."""
    planned = plan(rows.build(**foursome()), seed=1)
    assert len(planned.sessions) == 1
    assert planned.sessions[0].members == tuple("abcd")
    assert verify.breaches(rows.build(**foursome()), planned) == []
    return planned


def people(**changes):
    """The foursome's facts, with some of them told otherwise."""

    def spoil(facts):
        members = [replace(member, **changes.get(member.id, {})) for member in facts["members"]]
        return {**facts, "members": members}

    return spoil


def with_facts(**facts):
    return lambda known: {**known, **facts}


# The session is the same, the facts it was made from are not: each line is one rule of PRODUCT.md's matching.
OTHER_FACTS = [
    ("blocked or not with", with_facts(blocked=[("a", "b")])),
    ("blocked or not with", with_facts(blocked=[("b", "a")])),
    ("blocked or not with", with_facts(not_with=[("d", "c")])),
    ("no language in common", people(a={"languages": ("de",)})),
    ("an excluded company", people(a={"excluded_companies": ("rival",)}, b={"company": "rival"})),
    ("an excluded company", people(b={"excluded_companies": ("rival",)}, a={"company": "rival"})),
    ("a colleague", people(a={"company": "x", "avoids_colleagues": True}, b={"company": "x"})),
    ("a colleague", people(a={"company": "x"}, b={"company": "x", "avoids_colleagues": True})),
    ("not among women", people(a={"women_only": True, "is_woman": True})),
    ("not among women", people(**{name: {"women_only": True} for name in "abcd"})),
    ("outside one's hours", people(a={"hours": slots.pack([NOON])})),
    ("at an hour already taken", people(a={"busy": slots.pack([NOON + 1])})),
    ("out of reach", with_facts(areas=[rows.Area(one, 48.85 if one == "a" else 45.76, 4.84, 8.0) for one in "abcd"])),
    ("out of reach", with_facts(areas=[rows.Area(one, 45.76, 4.84, 0.1) for one in "abcd"])),
    ("a venue where it is not played", with_facts(venues=[replace(one, sports=("running",)) for one in VENUES])),
    (
        "levels too far apart",
        with_facts(
            practices=[rows.Practice(one, "padel", 9 if one == "a" else 4, discipline="doubles") for one in "abcd"]
        ),
    ),
    ("levels too far apart", with_facts(practices=[rows.Practice(one, "tennis", 4) for one in "abcd"])),
    ("more sessions than wished", people(a={"sessions_max": 0})),
    ("more minutes than wished", people(a={"minutes_max": 60})),
    ("the same person too soon", with_facts(met=[rows.Met("a", "b", 1)])),
    (
        "the same person too soon",
        lambda facts: people(a={"mode": "maintain"})(facts) | {"met": [rows.Met("a", "b", 1)]},
    ),
    ("not the sport's length", with_facts(sports=(replace(SPORTS[0], minutes=60), *SPORTS[1:]))),
    (
        "not a size that plays",
        with_facts(
            sports=(Sport("padel", (Format("doubles", (6,), sides=2, discipline="doubles"),), minutes=90), *SPORTS[1:])
        ),
    ),
    (
        "sides less even than they could be",
        with_facts(
            practices=[
                rows.Practice(one, "padel", level, discipline="doubles", tolerance=3)
                for one, level in zip("abcd", (3.0, 3.5, 4.5, 5.0), strict=True)
            ]
        ),
    ),
    ("unknown member, sport, format or venue", people(a={"id": "z"})),  # one who did not opt in
]


@pytest.mark.parametrize(("constraint", "told"), OTHER_FACTS)
def test_a_plan_made_from_other_facts_is_refused(agreed, constraint, told):
    facts = told(foursome())
    if constraint.startswith("unknown"):
        facts = {**facts, "practices": facts["practices"][1:], "areas": facts["areas"][1:]}
    if constraint == "sides less even than they could be":
        agreed = changed(agreed, sides=(("a", "b"), ("c", "d")))
    assert constraint in broken(facts, agreed)


def test_two_who_only_maintain_may_meet_again_at_once(agreed):
    facts = people(a={"mode": "maintain"}, b={"mode": "maintain"})(foursome()) | {"met": [rows.Met("a", "b", 1)]}
    assert "the same person too soon" not in broken(facts, agreed)


def broken(facts, planned):
    return {breach.constraint for breach in verify.breaches(rows.build(**facts), planned)}


def changed(planned, **fields):
    return replace(planned, sessions=(replace(planned.sessions[0], **fields),))


def twice(planned):
    """The same four an hour they are free too, a day later: nobody in two places, yet the same faces."""
    again = replace(planned.sessions[0], slot=slots.slot(1, 12))
    return replace(planned, sessions=(*planned.sessions, again))


SPOILT = [
    ("in two places at once", lambda one: replace(one, sessions=one.sessions * 2)),
    ("the same two twice in one week", twice),
    ("placed and left out, or neither", lambda one: replace(one, sessions=())),
    ("placed and left out, or neither", lambda one: replace(one, unplaced=(Unplaced("a", "too_few"),))),
    ("left out for a reason off the list", lambda one: replace(one, unplaced=(Unplaced("a", "not_liked"),))),
    ("sides that are not two equal halves", lambda one: changed(one, sides=(("a",), ("b", "c", "d")))),
    ("sides that are not two equal halves", lambda one: changed(one, sides=(("a", "b"), ("c", "z")))),
    ("a reserve who cannot be one", lambda one: changed(one, reserves=("a",))),
    ("a reserve who cannot be one", lambda one: changed(one, reserves=("nobody",))),
    ("a value that is not the sum of its terms", lambda one: changed(one, value=99.0)),
    (
        "a total that is not the sum of its sessions, or above its bound",
        lambda one: replace(one, objective=replace(one.objective, total=99.0)),
    ),
    (
        "a total that is not the sum of its sessions, or above its bound",
        lambda one: replace(one, objective=replace(one.objective, bound=one.objective.total - 0.5)),
    ),
    ("fewer than three reasons", lambda one: changed(one, reasons={**one.sessions[0].reasons, "a": ()})),
    ("fewer than three reasons", lambda one: changed(one, reasons={**one.sessions[0].reasons, "a": REASONS[:1] * 3})),
    ("not a size that plays", lambda one: changed(one, members=("a", "b", "c"))),
    ("not a size that plays", lambda one: changed(one, members=("a", "a", "b", "c"))),
    ("not the sport's length", lambda one: changed(one, minutes=30)),
    ("unknown member, sport, format or venue", lambda one: changed(one, venue=404)),
    ("unknown member, sport, format or venue", lambda one: changed(one, sport="curling")),
    ("unknown member, sport, format or venue", lambda one: changed(one, format="americano")),
    ("outside the hours of a day", lambda one: changed(one, slot=15)),
]


@pytest.mark.parametrize(("constraint", "spoil"), SPOILT)
def test_a_spoilt_plan_is_refused(agreed, constraint, spoil):
    assert constraint in broken(foursome(), spoil(agreed))


def test_runners_whose_easy_paces_do_not_meet_are_refused():
    facts = foursome()
    facts["practices"] = [rows.Practice(one, "running", 5.0, easy_pace=(330, 360)) for one in "abcd"]
    planned = plan(rows.build(**facts), seed=1)
    assert [one.sport for one in planned.sessions] == ["running"]
    facts["practices"][0] = rows.Practice("a", "running", 5.0, easy_pace=(270, 290))
    assert "levels too far apart" in broken(facts, planned)


def a_pair():
    facts = foursome()
    singles = [rows.Practice(name, "tennis", 4.0, discipline="singles") for name in "ab"]
    return facts | {"members": facts["members"][:2], "areas": facts["areas"][:2], "practices": singles}


@pytest.mark.parametrize("told", [{"is_verified": False}, {"is_public": False}])
def test_a_first_one_to_one_away_from_a_verified_public_place_is_refused(told):
    planned = plan(rows.build(**a_pair()), seed=1)
    assert len(planned.sessions) == 1
    private = a_pair() | {"venues": [replace(venue, **told) for venue in VENUES]}
    assert "a first one-to-one away from a verified public place" in broken(private, planned)
    assert plan(rows.build(**private), seed=1).sessions == ()
    known = private | {"met": [rows.Met("a", "b", 30)]}
    assert "a first one-to-one away from a verified public place" not in broken(known, planned)


UNVERIFIED = [replace(venue, is_verified=False) for venue in VENUES]
UNEQUAL = [rows.Practice(one, "running", 9 if one == "a" else 2) for one in "abcd"]
OFFERED = [
    ("not a size that plays", {"members": ("a",)}, {}),
    ("not a size that plays", {"least": 3}, {}),
    ("a first one-to-one away from a verified public place", {}, {"venues": UNVERIFIED}),
    ("blocked or not with", {}, {"blocked": [("a", "d")]}),
    ("outside one's hours", {"slot": slots.slot(2, 12)}, {}),
    ("out of reach", {}, {"areas": [rows.Area(one, 48.85, 2.35, 8.0) for one in "abcd"]}),
    ("levels too far apart", {}, {"practices": UNEQUAL}),
    ("fewer than three reasons", {"reasons": {}}, {}),
    ("unknown member, sport, format or venue", {"venue": 404}, {}),
    ("in two places at once", {"slot": NOON}, {}),
]


@pytest.mark.parametrize(("constraint", "fields", "facts"), OFFERED)
def test_a_spoilt_rendezvous_is_refused(agreed, constraint, fields, facts):
    """Asked of many at once: the same constraints, since any of them may come."""
    offer = Rendezvous(
        sport="running",
        format="together",
        venue=2,
        slot=NOON,
        minutes=60,
        members=tuple("abcd"),
        least=2,
        reasons=dict.fromkeys("abcd", REASONS),
    )
    known = foursome() | {"practices": [rows.Practice(one, "running", 4.0) for one in "abcd"]}
    offered = replace(agreed, sessions=(), rendezvous=(offer,))
    offered = replace(offered, objective=replace(agreed.objective, total=0.0))
    assert broken(known, offered) == set()
    spoilt = replace(offered, rendezvous=(replace(offer, **fields),) * (2 if constraint.startswith("in two") else 1))
    assert constraint in broken(known | facts, spoilt)


def test_every_constraint_the_verifier_names_is_broken_above():
    named = {
        ast.literal_eval(node.value.elts[0] if isinstance(node.value, ast.Tuple) else node.value)
        for node in ast.walk(ast.parse(inspect.getsource(checks)))
        if isinstance(node, ast.Yield)
        and isinstance(node.value.elts[0] if isinstance(node.value, ast.Tuple) else node.value, ast.Constant)
    }
    assert named == {constraint for constraint, *_rest in (*OTHER_FACTS, *SPOILT, *OFFERED)}


def test_verifier_shares_no_code_with_the_search():
    imported = {
        node.module
        for part in (verify, checks, sums)
        for node in ast.walk(ast.parse(inspect.getsource(part)))
        if isinstance(node, ast.ImportFrom)
    }
    others = {name for name in imported if name.startswith("sporezo") and not name.startswith(verify.__name__)}
    assert others == {"sporezo.engine.outcome", "sporezo.engine.snapshot"}
