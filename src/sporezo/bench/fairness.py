"""`sporezo bench fairness`: a season of rounds for the same people, and how long anybody was left out."""

import argparse
import json
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from sporezo.bench.population import SETS, population
from sporezo.engine.fairness import CLASSES, partners, wait_of
from sporezo.engine.market import open_market
from sporezo.engine.outcome import Plan
from sporezo.engine.rounds import plan
from sporezo.engine.snapshot import Snapshot


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="sporezo bench fairness", description=__doc__)
    parser.add_argument("--members", type=int, default=1000)
    parser.add_argument("--weeks", type=int, default=10)
    parser.add_argument("--set", choices=sorted(SETS), default="dense")
    parser.add_argument("--seeds", type=int, default=1, help="seasons, with seeds 1, 2, …")
    parser.add_argument("--json", action="store_true", help="one JSON document on one line")
    asked = parser.parse_args(argv)
    report = {
        "members": asked.members,
        "weeks": asked.weeks,
        "set": asked.set,
        "seasons": [
            season(population(asked.members, seed=seed, kind=asked.set), weeks=asked.weeks, seed=seed)
            for seed in range(1, asked.seeds + 1)
        ],
    }
    print(json.dumps(report) if asked.json else _table(report))  # noqa: T201 (a command speaks)
    return 0


def season(snapshot: Snapshot, *, weeks: int, seed: int) -> dict[str, Any]:
    """Everybody opts in every week and plays what is proposed: the longest run left out, by class of density."""
    n = len(snapshot.members)
    market = open_market(snapshot)
    known = partners(market, np.arange(n))
    density = {snapshot.members.ids[at]: wait_of(int(known[k])).density for k, at in enumerate(market.member_at)}
    out, longest = Counter[Any](), Counter[Any]()
    faces: dict[Any, set[Any]] = defaultdict(set)
    twice_out, seats = 0, 0
    for week in range(weeks):
        planned = plan(snapshot, seed=seed * 100 + week)
        left = {one.member for one in planned.unplaced}
        for member in snapshot.members.ids:
            out[member] = out[member] + 1 if member in left else 0
            longest[member] = max(longest[member], out[member])
            twice_out += out[member] >= 2
            seats += member not in left
        for session in planned.sessions:
            for a, b in combinations(session.members, 2):
                faces[a].add(b)
                faces[b].add(a)
        snapshot = _next_week(snapshot, planned, out)
    new = np.sort([len(faces[member]) for member in snapshot.members.ids]).astype(np.float64)
    rank = np.arange(1, n + 1)
    return {
        "longest_left_out": {
            name: max((longest[one] for one in density if density[one] == name), default=None) for _, name, _ in CLASSES
        },
        "stated": {name: most for _, name, most in CLASSES},
        "people": dict(Counter(density.values())),
        "placed_share": round(seats / (n * weeks), 4),
        "out_two_running_share": round(twice_out / (n * weeks), 4),
        "gini_of_introductions": round(float((2 * rank - n - 1) @ new / (n * max(1.0, new.sum()))), 4),
    }


def _next_week(snapshot: Snapshot, planned: Plan, out: Counter[Any]) -> Snapshot:
    at = {member: place for place, member in enumerate(snapshot.members.ids)}
    pairs = [(at[a], at[b]) for one in planned.sessions for a, b in combinations(one.members, 2)]
    relations = snapshot.relations
    return replace(
        snapshot,
        members=replace(
            snapshot.members,
            rounds_left_out=np.array([out[member] for member in snapshot.members.ids], dtype=np.int64),
            is_newcomer=np.zeros(len(at), dtype=np.bool_),
        ),
        relations=replace(
            relations,
            met=np.concatenate((relations.met, np.array(pairs, dtype=np.int64).reshape(-1, 2))),
            met_weeks_ago=np.concatenate((relations.met_weeks_ago + 1.0, np.ones(len(pairs)))),
        ),
    )


def _table(report: dict[str, Any]) -> str:
    return "\n".join(f"season {number}: {one}" for number, one in enumerate(report["seasons"], start=1))
