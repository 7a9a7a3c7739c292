"""The one way to say no."""

from __future__ import annotations


class Refused(Exception):
    """No, because. `reason` is a sentence in the reader's language; `remedy` says what to do instead."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = str(reason)
        self.remedy = str(remedy)
