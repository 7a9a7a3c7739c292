"""What time it is: the one place that reads the wall clock.

`SPOREZO_NOW` (demo and tests only) starts the clock elsewhere, from where it runs on at its natural pace. The first
process to look writes down when that was, in `clock.json` in the data folder; web, workers and commands share that
file, so they all agree, and a restart goes on instead of jumping back. Another `SPOREZO_NOW` starts the clock anew.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from django.conf import settings


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    start: dt.datetime | None = settings.SPOREZO_NOW
    lead = dt.timedelta() if start is None else _lead(start, settings.SPOREZO_DATA)
    return dt.datetime.now(dt.UTC) + lead


def start() -> dt.datetime:
    """Where the clock started: `SPOREZO_NOW` exactly, else the present. The demo town is seeded from it."""
    moment: dt.datetime | None = settings.SPOREZO_NOW
    return now() if moment is None else moment.astimezone(dt.UTC)


@lru_cache(maxsize=8)
def _lead(start: dt.datetime, data: Path) -> dt.timedelta:
    """How far ahead of the wall clock ours runs (negative when behind), the same for every process on `data`."""
    wanted = start.astimezone(dt.UTC)
    path = data / "clock.json"
    first_look = _first_look(path, wanted) or _write_first_look(path, wanted)
    return wanted - first_look


def _first_look(path: Path, wanted: dt.datetime) -> dt.datetime | None:
    """The wall time at which `wanted` was first asked for, or None when the file is missing or tells another start."""
    try:
        kept = json.loads(path.read_text())
        if dt.datetime.fromisoformat(kept["now"]) == wanted:
            return dt.datetime.fromisoformat(kept["first_looked_at"])
    except (FileNotFoundError, ValueError, KeyError):
        pass
    return None


def _write_first_look(path: Path, wanted: dt.datetime) -> dt.datetime:
    """Write the present wall time down, whole or not at all; of two processes at once, both use the one that won."""
    path.parent.mkdir(parents=True, exist_ok=True)
    wall = dt.datetime.now(dt.UTC)
    text = json.dumps({"now": wanted.isoformat(), "first_looked_at": wall.isoformat()})
    if _first_look(path, wanted) is None:
        path.unlink(missing_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".clock-")
    with os.fdopen(handle, "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        wall = _first_look(path, wanted) or wall
    finally:
        os.unlink(draft)
    return wall
