"""Pieces of work that nobody waits for, on a processor that others want."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from sporezo.jobs.giving_way import CROWD_SECONDS, MOST_SECONDS, GoingLast

NO_END = "while True: pass"


@contextmanager
def crowd(size):
    """This thread and so many processes that never pause, on one core."""
    mine = os.sched_getaffinity(0)
    core = {min(mine)}
    busy = [subprocess.Popen([sys.executable, "-c", NO_END]) for _ in range(size)]
    try:
        for one in busy:
            os.sched_setaffinity(one.pid, core)
        os.sched_setaffinity(0, core)
        yield
    finally:
        os.sched_setaffinity(0, mine)
        for one in busy:
            one.kill()
            one.wait()


def work(seconds=0.015):
    """Keep the processor that long."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_after_a_piece_that_waited_for_others_there_is_a_rest_but_not_for_ever():
    rests = []
    last = GoingLast(rest=rests.append)
    with crowd(4):
        for _ in range(4 * int(MOST_SECONDS / CROWD_SECONDS)):
            with last.piece():
                work()
    assert set(rests) == {CROWD_SECONDS}
    assert sum(rests) == MOST_SECONDS


def test_a_piece_that_fails_says_so():
    with pytest.raises(RuntimeError, match="oops"), GoingLast().piece():
        raise RuntimeError("oops")
