"""Work done outside a request, and the clock.

This app knows the queue (SQLite file, PostgreSQL or Redis), the periodic slots and what time it is. It is the only
importer of huey. It knows no task: apps name theirs by dotted path (`enqueue("sporezo.notices.tasks.deliver", pk)`)
or mark them with `@periodic(every=…)` in their `tasks.py`.

A job is a nudge, never the only trace of a duty: the queue forgets a job before it runs, so a killed worker loses it.
What must happen is a row, and a periodic task asks for the rows still waiting.
"""

from sporezo.jobs.periodic import periodic
from sporezo.jobs.queue import enqueue

__all__ = ["enqueue", "periodic"]
