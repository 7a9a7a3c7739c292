"""`sporezo bench groups`: foursomes of padel against the exact linear bound and annealing over all of them."""

import argparse
import json
import time
from statistics import median
from typing import Any

import scipy

from sporezo.bench import quads
from sporezo.bench.population import of_one_sport
from sporezo.engine.affinity import Weights, first_points
from sporezo.engine.market import Market, open_market
from sporezo.engine.pairs import no_repeat_windows
from sporezo.engine.rounds import plan
from sporezo.engine.snapshot import Snapshot

SIZES = (60, 120, 200)
STEPS = 10_000_000
HOT, COLD = 0.60, 0.02  # points


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="sporezo bench groups", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="players (300 takes a while)")
    parser.add_argument("--repeats", type=int, default=10, help="how many markets of each size, with fresh seeds")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--steps", type=int, default=STEPS, help="of the annealing over all foursomes")
    parser.add_argument("--json", action="store_true", help="one JSON document on one line")
    asked = parser.parse_args(argv)
    compare(of_one_sport(40, sport="padel", seed=0), seed=0, steps=1000)  # compiles
    seeds = range(asked.seed, asked.seed + max(1, asked.repeats))
    found = {
        size: [compare(of_one_sport(size, sport="padel", seed=seed), seed=seed, steps=asked.steps) for seed in seeds]
        for size in asked.sizes
    }
    report = {
        "ratios": {str(size): _spread(those) for size, those in found.items()},
        "runs": {str(size): those for size, those in found.items()},
        "peers": {
            "bound": f"HiGHS of scipy {scipy.__version__}, columns of all foursomes by exact pricing",
            "annealing": f"{asked.steps} steps over all foursomes, {HOT} to {COLD} points",
        },
        "seeds": list(seeds),
    }
    print(json.dumps(report) if asked.json else _table(report))  # noqa: T201 (a command speaks)
    return 0


def compare(snapshot: Snapshot, *, seed: int, steps: int) -> dict[str, Any]:
    """The round as anybody would plan it, beside what all foursomes of its members could give at most."""
    weights = Weights().as_array()
    started = time.perf_counter()
    planned = plan(snapshot, seed=seed, with_rendezvous=False)
    seconds = time.perf_counter() - started
    club = quads.acquaint(opened(snapshot), weights)
    bound, columns = quads.linear_bound(club, weights)
    started = time.perf_counter()
    annealed = quads.anneal_all(club, weights, steps, HOT, COLD, seed)
    return {
        "value": round(planned.objective.total, 4),
        "bound": round(bound, 4),
        "annealed": round(annealed, 4),
        "seconds": round(seconds, 2),
        "annealing_seconds": round(time.perf_counter() - started, 2),
        "columns": columns,
        "left_out": len(planned.unplaced),
    }


def opened(snapshot: Snapshot) -> Market:
    """The market of a first turn, with what a first session is worth and for how long nobody is met again."""
    market, rules = open_market(snapshot), snapshot.rules
    market.members["window_weeks"] = no_repeat_windows(
        market, weeks=rules.no_repeat_weeks, partners_a_week=rules.partners_a_week
    )
    market.members["first_points"] = first_points(market, Weights().as_array())
    return market


def _spread(runs: list[dict[str, Any]]) -> dict[str, float]:
    of_bound = [one["value"] / one["bound"] for one in runs if one["bound"]]
    of_peer = [one["value"] / one["annealed"] for one in runs if one["annealed"]]
    return {
        "of_bound_median": round(median(of_bound), 4),
        "of_bound_worst": round(min(of_bound), 4),
        "of_annealing_median": round(median(of_peer), 4),
        "of_annealing_worst": round(min(of_peer), 4),
        "seconds_median": round(median(one["seconds"] for one in runs), 2),
    }


def _table(report: dict[str, Any]) -> str:
    lines = [f"{size:>4} players: {figures}" for size, figures in report["ratios"].items()]
    return "\n".join([*lines, *report["peers"].values()])
