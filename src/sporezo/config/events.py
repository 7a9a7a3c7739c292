"""What granian serves in ASGI mode: the threads of sessions, live, as server-sent events.

One loop for all listeners of the process: each tick asks once how far every thread that is listened to has got, and
only for those that went on reads the lines, and who may read them *now*. A listener is a cursor and a bounded queue:
whoever reads too slowly is sent no more than they can take, and goes on from where they were. `Last-Event-ID` is such a
cursor, so whoever comes back misses nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sporezo.config.settings")
django.setup()

from django.db import DatabaseError, close_old_connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from sporezo.meets.queries import Echo, echoes, heads_of, listener, rehearse, signed_in  # noqa: E402

TICK_SECONDS = 0.25
BEAT_SECONDS = 10.0  # a browser that hears nothing for three of them asks the web server instead
LOOK_AGAIN_SECONDS = 3.0  # who is no longer in, or signed in, is let go within that, whether anything is said or not
STREAMS_A_MEMBER = 8  # a phone, a laptop and a few tabs
WAITING_MOST = 100  # lines on their way to one listener
BEAT, GONE = b"event: beat\ndata:\n\n", b"event: gone\ndata:\n\n"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
logger = logging.getLogger(__name__)


@dataclass(eq=False)
class Listener:
    """One browser on one thread: up to which turn it was sent, and what is on its way to it."""

    meet: int
    member: int
    browser: str
    said: int
    queue: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(WAITING_MOST + 2))

    @property
    def has_room(self) -> bool:
        return self.queue.qsize() < WAITING_MOST


class Hub:
    """Everybody who listens to this process, and the one loop that reads the database for them all."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._loop: asyncio.Task[None] | None = None
        self._looked_at = 0.0
        # One thread, so one connection, whatever the number of listeners.
        self._database = ThreadPoolExecutor(1, thread_name_prefix="database")

    async def warm_up(self) -> None:
        await self.in_database(rehearse)

    def join(self, listener: Listener) -> None:
        self._listeners.add(listener)
        if self._loop is None or self._loop.done():
            self._loop = asyncio.create_task(self._watch())

    def streams_of(self, member: int) -> int:
        return sum(one.member == member for one in self._listeners)

    def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)

    def close(self) -> None:
        """Let everybody go: their browsers come back, to the process that follows or to the web server."""
        for one in [*self._listeners]:
            self._end(one)

    async def _watch(self) -> None:
        try:
            while self._listeners:
                started = time.monotonic()
                await self._tick()
                await asyncio.sleep(max(0.02, TICK_SECONDS - (time.monotonic() - started)))
        finally:
            self.close()  # whatever went wrong, nobody is left to listen to beats alone

    async def _tick(self) -> None:
        """One query when nothing was said; for what was, the lines and those who may read them."""
        heads = await self.in_database(heads_of, {one.meet for one in self._listeners})
        looks = time.monotonic() - self._looked_at > LOOK_AGAIN_SECONDS
        wanting: dict[int, dict[int, int]] = {}
        for one in self._listeners:
            if looks or (one.said < heads.get(one.meet, 0) and one.has_room):
                members = wanting.setdefault(one.meet, {})
                members[one.member] = min(one.said, members.get(one.member, one.said))
        if not wanting:
            return
        if looks:
            self._looked_at = time.monotonic()
            await self._let_go_who_signed_out()
        found = await self.in_database(echoes, wanting)
        for one in [*self._listeners]:
            if one.member in wanting.get(one.meet, {}):
                self._hand(one, found.get((one.meet, one.member)))

    async def _let_go_who_signed_out(self) -> None:
        browsers = {one.browser: one.member for one in self._listeners}
        still = await self.in_database(lambda: signed_in(browsers, now=timezone.now()))
        for one in [*self._listeners]:
            if one.browser in browsers and one.browser not in still:
                self._hand(one, None)

    def _hand(self, listener: Listener, lines: list[Echo] | None) -> None:
        """Put on its way what a listener has not been sent; None when it is not theirs to read (any more)."""
        if lines is None:
            listener.queue.put_nowait(GONE)
            self._end(listener)
            return
        for line in lines:
            if line.turn > listener.said and listener.has_room:
                if line.event:
                    listener.queue.put_nowait(line.event)
                listener.said = line.turn

    def _end(self, listener: Listener) -> None:
        self.leave(listener)
        listener.queue.put_nowait(b"")

    async def in_database(self, question: Callable[..., Any], *about: Any) -> Any:
        """An answer, whenever the database has one: while it restarts, browsers hear the beats and wait."""

        def ask() -> Any:
            close_old_connections()
            return question(*about)

        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._database, ask)
            except DatabaseError:
                logger.exception("Could not read what was said; trying again.")
                await asyncio.sleep(1)


hub = Hub()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """`/events/thread?key=…` is a stream; `/events/healthz` says that the process lives."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/events/healthz":
        await _answer(send, 200, b"alive\n")
    elif scope["type"] == "http" and scope["path"] == "/events/thread" and scope["method"] == "GET":
        await _stream(scope, receive, send)
    elif scope["type"] == "http":
        await _answer(send, 404, b"")


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.shutdown":
            hub.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
        await hub.warm_up()
        await send({"type": "lifespan.startup.complete"})


async def _stream(scope: Scope, receive: Receive, send: Send) -> None:
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    key = asked.get("key", [""])[0]
    known = await hub.in_database(lambda: listener(key, now=timezone.now()))
    if known is None:
        await _answer(send, 403, b"")
        return
    if hub.streams_of(known.member) >= STREAMS_A_MEMBER:
        await _answer(send, 429, b"")
        return
    came_back = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    one = Listener(
        known.meet, known.member, known.browser, said=_number(came_back) or _number(asked.get("since", [""])[0])
    )
    await send({"type": "http.response.start", "status": 200, "headers": STREAM})
    # Said at once, so that a proxy that holds answers back shows itself, and the browser knows it is heard.
    await _write(send, BEAT)
    hub.join(one)
    writing, gone = asyncio.create_task(_speak(one, send)), asyncio.create_task(_hang_up(receive))
    try:
        await asyncio.wait({writing, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hub.leave(one)
        for task in (writing, gone):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError, RuntimeError):
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _speak(listener: Listener, send: Send) -> None:
    """Say what comes, or a beat when nothing does, until nothing more will."""
    while True:
        try:
            event = await asyncio.wait_for(listener.queue.get(), BEAT_SECONDS)
        except TimeoutError:
            event = BEAT
        if not event:
            return
        await _write(send, event)


async def _hang_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, event: bytes) -> None:
    await send({"type": "http.response.body", "body": event, "more_body": True})


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain"), (b"access-control-allow-origin", b"*")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


# The key in the address is all that opens a stream, no cookie does: any page that has one may listen.
STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"private, no-store"),
    (b"x-accel-buffering", b"no"),
    (b"access-control-allow-origin", b"*"),
]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
