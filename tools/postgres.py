"""A PostgreSQL of our own for one run of the tests: no service, no password, nothing left behind."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import system

FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 -c shared_buffers=128MB"


@contextmanager
def private_cluster() -> Iterator[str]:
    """Start a server that listens on a socket in the system's temporary folder; its URL, as `SPOREZO_DATABASE_URL`."""
    programs = system.postgresql()
    if programs is None:
        raise SystemExit("PostgreSQL's server is not installed: `make test` installs it, or says how.")
    # Outside the clone: the server runs as another user when we are root, and a clone may be closed to it.
    folder = Path(tempfile.mkdtemp(prefix="sporezo-pg-"))
    owner = _owner()
    os.chown(folder, owner.pw_uid, owner.pw_gid)

    def run(program: str, *arguments: str) -> None:
        identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        subprocess.run(
            [programs / program, "-D", folder / "data", *arguments],
            check=True,
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **identity,
        )

    try:
        run("initdb", "--auth=trust", "--username=sporezo", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        listen = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
        run("pg_ctl", "start", "--wait", "-l", str(folder / "log"), "-o", f"{listen} {FAST}")
        try:
            yield f"postgresql://sporezo@/sporezo?host={quote(str(folder), safe='')}"
        finally:
            run("pg_ctl", "stop", "--wait", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> pwd.struct_passwd:
    """Who runs the server: ourselves, or when we are root someone else, as initdb demands."""
    if os.geteuid() != 0:
        return pwd.getpwnam(getpass.getuser())
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit("initdb refuses root, and there is no user postgres or nobody to run it as.")
