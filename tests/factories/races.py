"""Real threads, each with its own connection, let go at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections
from django.urls import reverse

from sporezo.ui.refused import Refused

One = TypeVar("One")


def race(deed: Callable[[One], object], runners: Iterable[One]) -> list[Refused | None]:
    """What became of `deed(runner)` for each: None when done, else the refusal. Any other error is raised."""
    lined_up = list(runners)
    reverse("week")  # every page is imported before the gun, as in a process that serves
    gun = Barrier(len(lined_up))

    def run(runner: One) -> Refused | None:
        try:
            gun.wait(timeout=20)
            deed(runner)
        except Refused as refused:
            return refused
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(len(lined_up)) as pool:
        return list(pool.map(run, lined_up))
