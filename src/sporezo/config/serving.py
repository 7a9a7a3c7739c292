"""The processes of an instance: a web server, and several commands run as one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from types import FrameType

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

GRACE_SECONDS = 25.0
KILLED_AFTER_SECONDS = 10  # a process that was told while it still starts hears nothing
CTRL_C_SECONDS = 4.0
MOST_PROCESSES = 4


def processes_here() -> int:
    """How many web processes suit this machine: one a core, four at most unless asked."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST_PROCESSES)


def serve(*, host: str, port: int, processes: int) -> None:
    """Answer web requests until SIGTERM or SIGINT."""
    # WSGI: synchronous views were two to six times slower behind ASGI.
    Server(
        "sporezo.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=processes,
        blocking_threads=settings.ENV.threads,
        log_level=LogLevels(settings.ENV.log_level.lower()),
        workers_kill_timeout=KILLED_AFTER_SECONDS,
        respawn_failed_workers=True,
    ).serve()


def speak(*, host: str, port: int) -> None:
    """Tell browsers what is said in threads, live, until SIGTERM or SIGINT."""
    Server(
        "sporezo.config.events:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        workers=1,
        log_level=LogLevels(settings.ENV.log_level.lower()),
        workers_kill_timeout=5,
        respawn_failed_workers=True,
    ).serve()


def together(*commands: list[str]) -> int:
    """Run several `sporezo` commands until one ends or we are told to stop, then stop them all; the exit code."""
    told: list[int] = []
    asked_to_stop = threading.Event()

    def stop(signum: int, frame: FrameType | None) -> None:
        told.append(signum)
        asked_to_stop.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    children = [subprocess.Popen([sys.executable, "-m", "sporezo", *command]) for command in commands]  # noqa: S603
    while not asked_to_stop.wait(0.2):
        if any(child.poll() is not None for child in children):
            break
    if signal.SIGINT in told:
        # Ctrl-C reaches the children too, and granian trips over a second signal on its way out.
        _all_ended(children, CTRL_C_SECONDS)
    for child in children:
        child.terminate()
    if not _all_ended(children, GRACE_SECONDS):
        for child in children:
            child.kill()
    return 0 if told else 1


def _all_ended(children: list[subprocess.Popen[bytes]], seconds: float) -> bool:
    """Wait for every child to end, that long at most."""
    deadline = time.monotonic() + seconds
    while any(child.poll() is None for child in children):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether one may listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
