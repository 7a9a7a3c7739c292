"""The whole suite: on SQLite, on PostgreSQL, in Chromium. Says three counts and fails if any of them is bad.

suite.py [sqlite] [postgresql] [chromium] [-- arguments for pytest]
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import postgres
import system

ROOT = Path(__file__).resolve().parent.parent
LEGS = ("sqlite", "postgresql", "chromium")
ASKED_ONCE = (
    "tests/engine",
    "tests/formats",
    "tests/house",
    "tests/test_cli.py",
    "tests/test_demo.py",
    "tests/test_backup.py",
)
"""On SQLite alone: what they test asks no database, or one of its own."""


@dataclass(frozen=True)
class Count:
    """How one leg went."""

    passed: int
    failed: int
    skipped: int
    seconds: float
    exit_code: int

    @property
    def is_good(self) -> bool:
        return self.exit_code == 0 and self.passed > 0 and self.failed == 0 and self.skipped == 0

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        crashed = "" if self.is_good or self.failed or self.skipped else f" (pytest ended with {self.exit_code})"
        return f"{self.passed} passed, {self.failed} failed{skipped} in {self.seconds:.0f} s{crashed}"


def run_sqlite(arguments: list[str]) -> Count:
    return _pytest(["-m", "not browser", *arguments], database_url="")


def run_postgresql(arguments: list[str]) -> Count:
    ignored = [f"--ignore={ROOT / folder}" for folder in ASKED_ONCE]
    with postgres.private_cluster() as url:
        return _pytest(["-m", "not browser", *ignored, *arguments], database_url=url)


def run_chromium(arguments: list[str]) -> Count:
    return _pytest(["-m", "browser", *arguments], database_url="")


def _pytest(arguments: list[str], *, database_url: str) -> Count:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sporezo-suite-") as folder:
        report = Path(folder) / "report.xml"
        workers = ["-n", os.environ.get("WORKERS", "2")]
        command = [sys.executable, "-m", "pytest", "-q", *workers, f"--junitxml={report}", *arguments]
        environment = {**os.environ, "SPOREZO_DATABASE_URL": database_url, "HOME": _home(folder)}
        ended = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
        tests, failed, skipped = _read(report)
    return Count(tests - failed - skipped, failed, skipped, time.monotonic() - started, ended.returncode)


def _home(folder: str) -> str:
    """Chromium wants a home it can write in."""
    home = os.environ.get("HOME", "")
    return home if home and os.access(home, os.W_OK) else folder


def _read(report: Path) -> tuple[int, int, int]:
    """Tests, failures and skips of a JUnit report; zeros when pytest died before writing it."""
    if not report.exists():
        return 0, 0, 0
    suites = list(ET.parse(report).getroot().iter("testsuite"))  # noqa: S314 (we just wrote it)

    def total(*names: str) -> int:
        return sum(int(suite.get(name, 0)) for suite in suites for name in names)

    return total("tests"), total("failures", "errors"), total("skipped")


def main(words: list[str]) -> int:
    legs, _, arguments = " ".join(words).partition("-- ")
    wanted = legs.split() or list(LEGS)
    unknown = set(wanted) - set(LEGS)
    if unknown:
        print(f"There is no {' or '.join(sorted(unknown))}: choose among {', '.join(LEGS)}.", file=sys.stderr)
        return 2
    runs: dict[str, Callable[[list[str]], Count]] = {
        "sqlite": run_sqlite,
        "postgresql": run_postgresql,
        "chromium": run_chromium,
    }
    needs: dict[str, tuple[Callable[[], object], set[str]]] = {
        "redis-server": (system.redis, {"sqlite", "postgresql"}),  # the queue is tried on it beside either database
        "postgresql": (system.postgresql, {"postgresql"}),
        "chromium": (system.chromium, {"chromium"}),
    }
    system.ensure({package: probe for package, (probe, legs) in needs.items() if legs & set(wanted)})
    counts = {}
    for leg in wanted:
        print(f"\n== {leg}", flush=True)
        counts[leg] = runs[leg](arguments.split())
    print()
    for leg, count in counts.items():
        print(f"{leg}: {count}")
    return 0 if all(count.is_good for count in counts.values()) else 1


if __name__ == "__main__":
    # A SIGTERM unwinds too, so that the private PostgreSQL never outlives us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
