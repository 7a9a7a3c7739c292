"""What the tests need from the system: the servers of PostgreSQL and Redis, and Chromium.

On Debian and as root they are installed; otherwise the one line to type is said.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def postgresql() -> Path | None:
    """The folder of initdb and pg_ctl, of the newest PostgreSQL installed."""
    found = shutil.which("initdb")
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda home: float(home.parent.name), reverse=True)
    for home in [*homes, *([Path(found).resolve().parent] if found else [])]:
        if (home / "initdb").exists() and (home / "pg_ctl").exists():
            return home
    return None


def redis() -> str | None:
    """The server that the queue is tried on beside its file."""
    return shutil.which("redis-server")


def chromium() -> str | None:
    """The browser's path."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def ensure(needs: dict[str, Callable[[], object]]) -> None:
    """Install the Debian packages whose probe finds nothing, or stop with the line that does it."""
    missing = [package for package, probe in needs.items() if not probe()]
    if not missing:
        return
    line = f"apt-get install -y {' '.join(missing)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"The tests need {' and '.join(missing)}. Type: sudo sh -c 'apt-get update && {line}'")
    print(f"Installing {' and '.join(missing)}…", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("apt-get update -qq", f"{line} -qq --no-install-recommends"):
        subprocess.run(command.split(), check=True, env=environment, stdin=subprocess.DEVNULL)
    still = [package for package in missing if not needs[package]()]
    if still:
        sys.exit(f"Installed {' and '.join(still)}, and still cannot find the programs. Please tell us your system.")
