"""`sporezo bench import`: a LinkedIn archive brought in, brought in again and undone, on a database of its own.

Each step is a process of its own, as an operator would type it: its wall time and the most memory it held.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sporezo.bench.archives import write_archive

MEMBER = "bench@example.org"
MAKE = (
    "from sporezo.members.models import Member; "
    f"Member.objects.create(email='{MEMBER}', first_name='Alix', last_name='Morel')"
)
EXPORT = (
    "import hashlib; from sporezo.members.models import Member; from sporezo.network.queries import exports; "
    f"text = ''.join(exports.as_json(exports.everyone(Member.objects.get(email='{MEMBER}')))); "
    "print(hashlib.sha256(text.encode()).hexdigest())"
)


def main(argv: list[str]) -> int:
    """Measure; print a line a step, or one JSON."""
    parser = argparse.ArgumentParser("sporezo bench import", description="measure an import, the same again, and undo")
    parser.add_argument("file", nargs="?", type=Path, help="any file to bring in (a made-up LinkedIn archive)")
    parser.add_argument("--connections", type=int, default=5_000)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="sporezo-bench-") as folder:
        path = options.file or Path(folder) / "archive.zip"
        if options.file is None:
            write_archive(path, connections=options.connections, messages=options.messages, seed=options.seed)
        figures = measure(path, Path(folder) / "data")
    if options.json:
        print(json.dumps(figures))  # noqa: T201
    else:
        for name, figure in figures.items():
            print(f"{name:16} {figure}")  # noqa: T201
    return 0


def measure(path: Path, data: Path) -> dict[str, Any]:
    """Seconds, megabytes and counts of each step, and whether undo left an export as it was."""
    home = {**os.environ, "SPOREZO_DATA": str(data), "SPOREZO_DATABASE_URL": "", "SPOREZO_QUEUE_URL": ""}
    _run(["migrate"], home)
    _run(["manage", "shell", "--verbosity", "0", "-c", MAKE], home)
    before = _export(home)
    bring = ["network", "import", str(path), "--member", MEMBER, "--json"]
    first, first_use = _run(bring, home)
    second, second_use = _run(bring, home)
    told, again = json.loads(first), json.loads(second)
    _, undo_use = _run(["network", "undo", str(again["batch"])], home)
    _, undo_first_use = _run(["network", "undo", str(told["batch"])], home)
    return {
        "import": first_use | _counts(told),
        "again": second_use | _counts(again),
        "undo again": undo_use,
        "undo": undo_first_use,
        "restored": _export(home) == before,
    }


def _export(home: dict[str, str]) -> str:
    return _run(["manage", "shell", "--verbosity", "0", "-c", EXPORT], home)[0].strip().splitlines()[-1]


def _counts(told: dict[str, Any]) -> dict[str, int]:
    counts = {name: int(told[name]) for name in ("created", "updated", "unchanged", "touches")}
    return counts | {"skipped": len(told["skipped"])}


def _run(words: list[str], home: dict[str, str]) -> tuple[str, dict[str, float]]:
    """What a command says, how long it took (s) and the most memory it held (MB)."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([sys.executable, "-m", "sporezo", *words], stdout=said, env=home)  # noqa: S603
        _pid, status, use = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"sporezo {' '.join(words)} failed")
        said.seek(0)
        seconds = round(time.monotonic() - started, 1)
        cpu = round(use.ru_utime + use.ru_stime, 1)
        return said.read().decode(), {"seconds": seconds, "cpu_seconds": cpu, "megabytes": use.ru_maxrss // 1024}
