"""The search keys of one owner's people, in alphabetical order, asked as one text rather than one by one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from sys import maxunicode
from typing import overload

import numpy as np

from sporezo.engine.snapshot import Flags, Ints


class Keys(Sequence[str]):
    """A key a place; none holds a line break.

    >>> keys = Keys(["anne guerin", "lea martin", "martin petit"])
    >>> keys.holding("martin").tolist(), keys.beginning("martin").tolist()
    ([False, True, True], [False, False, True])
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines

    @cached_property
    def text(self) -> str:
        return "\n".join(self.lines)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        return self.lines[place]

    def __len__(self) -> int:
        return len(self.lines)

    def holding(self, word: str) -> Flags:
        """Where `word` stands somewhere in the key; everywhere for no word at all."""
        if not word:
            return np.ones(len(self), dtype=bool)
        between = np.fromiter(map(len, self.text.split(word)), np.int64)
        found = np.cumsum(between[:-1] + len(word)) - len(word)
        flags = np.zeros(len(self), dtype=bool)
        flags[np.searchsorted(self._starts, found, side="right") - 1] = True
        return flags

    def beginning(self, start: str) -> Flags:
        """Where the key begins like that: side by side, in this order."""
        flags = np.zeros(len(self), dtype=bool)
        flags[bisect_left(self.lines, start) : bisect_left(self.lines, f"{start}{chr(maxunicode)}")] = True
        return flags

    @cached_property
    def _starts(self) -> Ints:
        lengths = np.fromiter(map(len, self.lines), np.int64, len(self.lines))
        return np.concatenate([[0], np.cumsum(lengths + 1)[:-1]])
