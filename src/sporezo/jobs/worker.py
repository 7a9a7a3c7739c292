"""A worker process: threads that take jobs off the queue, and a ticker that claims periodic slots."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
from types import FrameType

from django.db import close_old_connections
from django.urls import get_resolver
from django.utils.module_loading import autodiscover_modules

from sporezo.jobs import clock
from sporezo.jobs.queue import queue
from sporezo.jobs.slots import Ticker, forget_runs

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0
GRACE_SECONDS = 20.0
NICENESS = 3
"""A page that somebody waits for goes first where both want the processor, but not by far: others who write wait for a
job that has the database, and one that hardly gets any processor would keep them for seconds."""


def work(*, threads: int, periodic: bool = True) -> None:
    """Take jobs until SIGTERM or SIGINT, then let those under way end, `GRACE_SECONDS` at most."""
    give_way()
    autodiscover_modules("tasks")
    get_resolver().url_patterns  # noqa: B018 (every page is imported now, not by a job that holds the database)
    forget_runs(now=clock.now())
    # huey's own scheduler stays off: it wakes once a minute, by the wall clock, in every worker.
    consumer = queue().create_consumer(
        workers=threads,
        periodic=False,
        initial_delay=0.05,
        max_delay=0.5,
        scheduler_interval=60,
        shutdown_timeout=GRACE_SECONDS,
    )
    asked_to_stop = threading.Event()
    consumer.start()
    _on_stop_signals(asked_to_stop)
    ticker = Ticker()
    logger.info("Worker ready: %s threads, periodic tasks %s.", threads, "on" if periodic else "off")
    while not asked_to_stop.wait(TICK_SECONDS):
        if periodic:
            _tick(ticker)
        consumer.check_worker_health()
    consumer.stop(graceful=True)
    logger.info("Worker stopped.")


def give_way() -> None:
    """Let web processes on the same machine go first; where that cannot be said, nothing changes."""
    with contextlib.suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))


def _tick(ticker: Ticker) -> None:
    close_old_connections()
    try:
        ticker.tick(clock.now())
    except Exception:
        # The worker's edge: a database or a queue that restarts must not end it, the slot is free at the next tick.
        logger.exception("Could not claim periodic tasks; trying again.")


def _on_stop_signals(asked_to_stop: threading.Event) -> None:
    def stop(signum: int, frame: FrameType | None) -> None:
        asked_to_stop.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
