"""Long work in many small transactions, which leaves the database to those who wait for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

BREATH_SECONDS = 0.02  # SQLite has one writer, and queues nobody: those who wait get their turn here
CROWD_SECONDS = 0.5
WAITED_SECONDS = 0.003


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
