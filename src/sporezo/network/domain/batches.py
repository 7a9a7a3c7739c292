"""A file on its way in: kept in the data folder until it has been looked at and brought in, and not a minute longer."""

from __future__ import annotations

import datetime as dt

from sporezo.formats.reasons import Unreadable
from sporezo.members.models import Member
from sporezo.network.models import Batch


def open_batch(owner: Member, file_name: str, *, now: dt.datetime) -> Batch:
    """A batch for a file that somebody holds open; nothing is stored."""
    return Batch.objects.create(owner=owner, file_name=file_name[:200], uploaded_at=now, asked_at=now)


def fail(batch: Batch, error: Unreadable, *, now: dt.datetime) -> None:
    """It could not be read (to its end): its owner is told why, what came in before can be undone."""
    batch.problem = {"reason": str(error.reason), "params": dict(error.params)}
    batch.finished_at = now
    batch.save(update_fields=["problem", "finished_at"])
