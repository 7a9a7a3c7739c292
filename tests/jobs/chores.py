"""Tasks for the worker tests. A duty is a file in `duties`; done, it lies in `done`, with who did it."""

import datetime as dt
import os
import time
from pathlib import Path

from sporezo.jobs import periodic


def folder():
    return Path(os.environ["CHORES"])


def do(duty, seconds=0.0):
    (folder() / "begun").touch()
    time.sleep(seconds)
    (folder() / "duties" / duty).rename(folder() / "done" / duty)


def write_down(line):
    with (folder() / "lines").open("a") as file:
        file.write(f"{line}\n")


@periodic(every=dt.timedelta(seconds=1))
def every_second():
    write_down(os.getpid())


@periodic(every=dt.timedelta(seconds=1))
def sweep():
    for waiting in (folder() / "duties").iterdir():
        if waiting.stat().st_mtime < time.time() - 2:
            do(waiting.name)
