"""Jobs by dotted name, pushed once the transaction that asked for them has committed."""

from __future__ import annotations

import json
import logging
from functools import lru_cache, partial
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import close_old_connections, transaction
from django.utils.module_loading import import_string
from huey.api import Huey
from huey.registry import Message
from huey.storage import PostgresStorage, RedisStorage, SqliteStorage

logger = logging.getLogger(__name__)

IMMEDIATE = "immediate:"
"""The queue that is none: a job runs in the process that asked, right after its commit. For tests and trials."""


def enqueue(name: str, *args: Any) -> None:
    """Have `name(*args)` called by a worker after the current transaction commits (at once when there is none).

    Raises
    ------
    ImportError
        No such function: a slip of the caller, told before anything is written.
    TypeError
        An argument JSON cannot carry: pass ids.
    """
    import_string(name)
    json.dumps(args)
    if settings.QUEUE_URL == IMMEDIATE:
        transaction.on_commit(partial(_run, name, *args))
        return

    def nudge() -> None:
        push(name, *args)

    # The deed is done and its row waits for the sweep: a queue out of reach must not undo the answer.
    transaction.on_commit(nudge, robust=True)


def push(name: str, *args: Any) -> None:
    """Put `name(*args)` on the queue now, whatever the transaction."""
    if settings.QUEUE_URL == IMMEDIATE:
        _run(name, *args)
    else:
        queue().enqueue(queue()._sporezo_call.s(name, *args))


@lru_cache(maxsize=1)
def queue() -> Any:
    """The huey queue that `SPOREZO_QUEUE_URL` names."""
    return open_queue(settings.QUEUE_URL)


def open_queue(url: str) -> Any:
    """A huey queue for a URL: sqlite:///path, postgresql://… or redis://…."""
    parts = urlsplit(url)
    options: dict[str, Any]
    if parts.scheme == "sqlite":
        options = {"storage_class": _QuickStorage, "filename": unquote(parts.path), "timeout": 20}
    elif parts.scheme in {"postgresql", "postgres"}:
        options = {"storage_class": PostgresStorage, "dsn": url}
    else:
        options = {"storage_class": RedisStorage, "url": url}
    # Said in full: left alone, huey stores results nobody reads and pickles what it queues.
    opened = Huey("sporezo", results=False, immediate=False, serializer=_Plain(), **options)
    opened._sporezo_call = opened.task(name="call")(_call)
    return opened


class _QuickStorage(SqliteStorage):  # type: ignore[misc]
    """A queue that no answer waits for: after a power cut a nudge may be missing, and the sweep finds its row."""

    def _create_connection(self) -> Any:
        connection = super()._create_connection()
        connection.execute("PRAGMA synchronous = NORMAL")  # left at FULL, each nudge waits for the disk
        return connection


class _Plain:
    """Job messages as JSON, so that whoever can write to the queue cannot make a worker unpickle."""

    def serialize(self, message: Any) -> bytes:
        return json.dumps([message.id, message.name, message.args]).encode()

    def deserialize(self, data: bytes) -> Any:
        task_id, name, args = json.loads(data)
        return Message(task_id, name, retries=0, retry_delay=0, args=args, kwargs={})


def _call(name: str, *args: Any) -> None:
    close_old_connections()
    try:
        _run(name, *args)
    finally:
        close_old_connections()


def _run(name: str, *args: Any) -> None:
    import_string(name)(*args)
