"""The search keys of one owner's people, in alphabetical order, asked as one text rather than one by one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
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
        return self._flags(_all_of(self.text, word))

    def beginning(self, start: str) -> Flags:
        """Where the key begins like that."""
        found = [at + 1 for at in _all_of(self.text, f"\n{start}")]
        return self._flags([0, *found] if self.text.startswith(start) and self.lines else found)

    def _flags(self, found: list[int]) -> Flags:
        flags = np.zeros(len(self), dtype=bool)
        flags[np.searchsorted(self._starts, found, side="right") - 1] = True
        return flags

    @cached_property
    def _starts(self) -> Ints:
        lengths = np.fromiter(map(len, self.lines), np.int64, len(self.lines))
        return np.concatenate([[0], np.cumsum(lengths + 1)[:-1]])


def _all_of(text: str, word: str) -> list[int]:
    found, at, step = [], text.find(word), len(word)
    while at >= 0:
        found.append(at)
        at = text.find(word, at + step)
    return found
