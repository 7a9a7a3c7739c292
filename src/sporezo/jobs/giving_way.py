"""Long work in many small pieces, which leaves the database and the processor to those who wait for an answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

BREATH_SECONDS = 0.02  # SQLite has one writer, and queues nobody: those who wait get their turn here
CROWD_SECONDS = 0.5
WAITED_SECONDS = 0.003
MOST_SECONDS = 3.0
SHARE = Path("/proc/thread-self/schedstat")


@contextmanager
def giving_way(
    *, is_rehearsal: bool = False, breath_seconds: float = BREATH_SECONDS, rest: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """A transaction, then a pause: a breath, or a long one when others were before us, for a crowd comes in one go.

    A rehearsal writes nothing, and goes straight on.
    """
    connection.ensure_connection()
    asked = time.monotonic()
    with transaction.atomic():
        is_crowded = time.monotonic() - asked > WAITED_SECONDS
        yield
    if not is_rehearsal:
        rest(CROWD_SECONDS if is_crowded else breath_seconds)


class GoingLast:
    """The pieces of one job that nobody waits for: letters, and what they tell.

    After a piece that waited for the processor longer than it had it there is a long pause; of all pieces together
    `MOST_SECONDS` at most, since other jobs wait for this one's thread.
    """

    def __init__(self, *, rest: Callable[[float], None] = time.sleep) -> None:
        self._rest, self._left = rest, MOST_SECONDS

    @contextmanager
    def piece(self) -> Iterator[None]:
        had, waited = _processor()
        yield
        has_had, has_waited = _processor()
        if has_waited - waited > has_had - had and self._left > 0:
            self._left -= CROWD_SECONDS
            self._rest(CROWD_SECONDS)


def _processor() -> tuple[int, int]:
    """For how long this thread has had the processor, and waited for it, in nanoseconds; Linux tells, others do not."""
    try:
        had, waited, _times = SHARE.read_text().split()
    except OSError:
        return 0, 0
    return int(had), int(waited)
