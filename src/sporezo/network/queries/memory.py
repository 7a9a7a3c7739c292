"""What this process remembers of the networks it showed last: sums that hold until somebody writes.

Each owner has one place, known by a stamp that every writing draws anew: what bears another stamp is read anew, so
nothing here is ever out of date, whoever wrote, in whatever process. Nothing is shared between owners.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

import numpy as np

MOST_BYTES = 96 * 2**20
"""Of one process; about eight networks of 20,000 contacts, or hundreds of ordinary ones."""

Kept = TypeVar("Kept")
Found = TypeVar("Found")


class Memory(Generic[Kept]):
    """By owner, the least lately used forgotten first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes, self._bytes = most_bytes, 0
        self._kept: OrderedDict[int, tuple[Kept, int]] = OrderedDict()
        self._guard = threading.Lock()
        self._turns: dict[int, threading.Lock] = {}

    def get(self, owner: int) -> Kept | None:
        with self._guard:
            if owner not in self._kept:
                return None
            self._kept.move_to_end(owner)
            return self._kept[owner][0]

    def put(self, owner: int, kept: Kept, *, size_bytes: int) -> None:
        """Remember this and nothing else of that owner; too big to keep, it is let go."""
        with self._guard:
            self._drop(owner)
            self._kept[owner] = (kept, size_bytes)
            self._bytes += size_bytes
            while self._bytes > self._most_bytes:
                self._drop(next(iter(self._kept)))

    def turn(self, owner: int) -> threading.Lock:
        """To be held while reading anew: of several threads that ask for one owner, one reads and the others wait."""
        with self._guard:
            return self._turns.setdefault(owner, threading.Lock())

    def forget(self) -> None:
        """Everything, of everybody."""
        with self._guard:
            self._kept.clear()
            self._bytes = 0

    @property
    def size_bytes(self) -> int:
        return self._bytes

    def _drop(self, owner: int) -> None:
        _kept, size_bytes = self._kept.pop(owner, (None, 0))
        self._bytes -= size_bytes


class Sums:
    """Something whose `once` values are reckoned at first need, then shared by all its copies, threads included."""

    def __init__(self) -> None:
        self._sums: dict[str, Any] = {}
        self._reckoning = threading.RLock()

    def sum(self, name: str, reckon: Callable[[], Found]) -> Found:
        """The value of that name, reckoned the first time; whoever adds words to it puts their language in the name."""
        if name not in self._sums:
            with self._reckoning:
                if name not in self._sums:
                    value = reckon()
                    if isinstance(value, np.ndarray):
                        value.flags.writeable = False
                    self._sums[name] = value
        found: Found = self._sums[name]
        return found


class once(Generic[Found]):  # noqa: N801 (read as `property` is)
    """A property of `Sums`, reckoned once for all copies."""

    def __init__(self, reckon: Callable[[Any], Found]) -> None:
        self._reckon, self._name = reckon, reckon.__name__
        self.__doc__ = reckon.__doc__

    @overload
    def __get__(self, sums: None, owner: type) -> once[Found]: ...
    @overload
    def __get__(self, sums: Sums, owner: type) -> Found: ...
    def __get__(self, sums: Sums | None, owner: type) -> once[Found] | Found:
        if sums is None:
            return self
        found: Found = sums.sum(self._name, lambda: self._reckon(sums))
        return found
