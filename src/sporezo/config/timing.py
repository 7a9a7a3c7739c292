"""How long an answer took, told with it, where `SPOREZO_SERVER_TIMING` asks: for `sporezo bench network`."""

from __future__ import annotations

from collections.abc import Iterable
from time import perf_counter
from typing import Any

from sporezo.config.gate import Application


class Timed:
    """A WSGI application that adds `Server-Timing`: from when a thread takes a request in hand until it is answered."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        began = perf_counter()

        def answer(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            took = ("Server-Timing", f"app;dur={(perf_counter() - began) * 1e3:.1f}")
            return start_response(status, [*headers, took], *more)

        return self._application(environ, answer)
