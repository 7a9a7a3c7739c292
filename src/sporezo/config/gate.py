"""Requests go through each web process one at a time: the pages in one line, the deeds in another.

The threads of a process share one interpreter: of four requests at once each takes four times as long, and a deed holds
the database all that while. One after the other they are done sooner, the first four times sooner. A slow one (an
upload, a mail server that thinks) keeps nobody: whoever has waited `PAGE_PATIENCE_SECONDS`, or `DEED_PATIENCE_SECONDS`,
walks past it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sporezo.config.sqlite.base import Turns

PAGE_PATIENCE_SECONDS = 0.1
DEED_PATIENCE_SECONDS = 0.25
PAGES = ("GET", "HEAD", "OPTIONS")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Gate:
    """A WSGI application in front of another."""

    def __init__(self, application: Application, *, patience_seconds: float | None = None) -> None:
        self._application = application
        self._pages = Turns(), patience_seconds or PAGE_PATIENCE_SECONDS
        self._deeds = Turns(), patience_seconds or DEED_PATIENCE_SECONDS

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        line, patience_seconds = self._pages if environ["REQUEST_METHOD"] in PAGES else self._deeds
        if not line.take(patience_seconds):
            return self._application(environ, start_response)
        try:
            return self._application(environ, start_response)
        finally:
            line.hand_on()
