"""Claiming the slots of periodic tasks: the row inserted first wins, so each slot runs once whatever the workers."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from sporezo.jobs.models import PeriodicRun
from sporezo.jobs.periodic import Periodic, registry
from sporezo.jobs.queue import push

KEPT = dt.timedelta(days=14)


class Ticker:
    """Looks at every periodic task, and queues those whose slot nobody has claimed.

    It remembers the slots it has seen, so that an idle tick costs no query.
    """

    def __init__(self) -> None:
        self._seen: dict[str, dt.datetime] = {}

    def tick(self, now: dt.datetime) -> list[str]:
        """Claim what is due at `now`; the names claimed."""
        claimed = []
        for task in registry.values():
            slot = task.slot(now)
            if self._seen.get(task.name) == slot:
                continue
            run = claim(task, now=now)
            if run is not None:
                _push_or_free(run)
                claimed.append(task.name)
            self._seen[task.name] = slot
        return claimed


def claim(task: Periodic, *, now: dt.datetime) -> PeriodicRun | None:
    """Take the current slot of a task, or None when another worker has it."""
    with transaction.atomic():
        run, is_ours = PeriodicRun.objects.get_or_create(
            task=task.name, slot=task.slot(now), defaults={"taken_at": now}
        )
    return run if is_ours else None


def _push_or_free(run: PeriodicRun) -> None:
    """Queue a claimed slot; when the queue cannot be reached, leave the slot to whoever ticks next."""
    is_pushed = False
    try:
        push(run.task)
        is_pushed = True
    finally:
        if not is_pushed:
            run.delete()


def forget_runs(*, now: dt.datetime) -> None:
    """Drop old rows, and rows from ahead of a clock that was set back (or no slot would be free until then)."""
    PeriodicRun.objects.filter(slot__lt=now - KEPT).delete()
    PeriodicRun.objects.filter(slot__gt=now + dt.timedelta(minutes=1)).delete()
