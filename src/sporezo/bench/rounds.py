"""`sporezo bench rounds`: a whole round of synthetic members, timed and verified."""

import argparse
import json
import platform
import resource
import time
from collections import Counter
from statistics import median
from typing import Any

import numba

from sporezo.bench.population import SETS, population
from sporezo.engine import verify
from sporezo.engine.outcome import Plan
from sporezo.engine.rounds import plan
from sporezo.engine.snapshot import Snapshot

WARM_UP = 400


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="sporezo bench rounds", description=__doc__)
    parser.add_argument("--members", type=int, nargs="+", default=[10_000], help="sizes (100000 takes minutes)")
    parser.add_argument("--set", choices=sorted(SETS), default="towns", help="what the population is like")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=1, help="timed runs, the median of which is told")
    parser.add_argument("--unverified", action="store_true", help="do not check every constraint of the plan")
    parser.add_argument("--json", action="store_true", help="one JSON document on one line")
    asked = parser.parse_args(argv)
    report = {
        "set": asked.set,
        "seed": asked.seed,
        "compile_seconds": round(_compile(asked.set), 2),
        "rounds": [
            measure(
                population(size, seed=asked.seed, kind=asked.set),
                seed=asked.seed,
                repeats=max(asked.repeats, 1),
                is_verified=not asked.unverified,
            )
            for size in asked.members
        ],
        "numba": numba.__version__,
        "python": platform.python_version(),
    }
    print(json.dumps(report) if asked.json else _table(report))  # noqa: T201 (a command speaks)
    return 0


def _compile(kind: str) -> float:
    """Seconds the first round of a fresh process takes: reading or compiling the kernels."""
    started = time.perf_counter()
    plan(population(WARM_UP, seed=0, kind=kind), seed=0)
    return time.perf_counter() - started


def measure(snapshot: Snapshot, *, seed: int, repeats: int = 1, is_verified: bool = True) -> dict[str, Any]:
    """Plan one week `repeats` times, warm; `cpu_seconds` is what other processes on the machine do not stretch."""
    seconds, cpu = [], []
    for _ in range(repeats):
        started, used = time.perf_counter(), time.process_time()
        planned = plan(snapshot, seed=seed)
        seconds.append(time.perf_counter() - started)
        cpu.append(time.process_time() - used)
    started = time.perf_counter()
    broken = verify.breaches(snapshot, planned) if is_verified else None
    return {
        "members": len(snapshot.members),
        "seconds": round(median(seconds), 2),
        "seconds_spread": round(max(seconds) - min(seconds), 2),
        "cpu_seconds": round(median(cpu), 2),
        "verify_seconds": None if broken is None else round(time.perf_counter() - started, 2),
        "breaches": None if broken is None else len(broken),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        **counts(planned),
    }


def counts(planned: Plan) -> dict[str, Any]:
    """The people and the value of one plan."""
    players = {member for session in planned.sessions for member in session.members}
    everybody = len(players) + len(planned.unplaced) + sum(len(one.members) for one in planned.rendezvous)
    return {
        "sessions": len(planned.sessions),
        "placed": len(players),
        "left_out": len(planned.unplaced),
        "left_out_share": round(len(planned.unplaced) / max(1, everybody), 4),
        "left_out_why": dict(sorted(Counter(one.reason for one in planned.unplaced).items())),
        "sizes": {str(size): n for size, n in sorted(Counter(len(one.members) for one in planned.sessions).items())},
        "objective": round(planned.objective.total, 3),
        "bound": round(planned.objective.bound, 3),
        "gap": round(planned.objective.gap, 4),
        "bound_by": planned.objective.bound_by,
    }


def _table(report: dict[str, Any]) -> str:
    lines = [f"set {report['set']}, seed {report['seed']}, first round {report['compile_seconds']} s"]
    for one in report["rounds"]:
        lines += [f"  {name:<16} {value}" for name, value in one.items()]
    return "\n".join(lines)
