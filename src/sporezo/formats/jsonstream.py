"""The elements of a large JSON, one at a time: an array, an object that holds one, or a JSON a line.

Only one element is in memory at once, whatever the size of the file.
"""

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from sporezo.formats.reasons import Reason, Unreadable

CHUNK_BYTES = 1 << 18
ELEMENT_CHARACTERS = 8_000_000
LISTS = ("features", "results", "records", "elements", "data", "items")
_SPACE = " \t\r\n\ufeff"


def elements(stream: BinaryIO) -> Iterator[Any]:
    """Yield each element of the top-level array, of the first known list of a top-level object, or of each line.

    Raises
    ------
    Unreadable
        At the first place where this is no JSON, or an element is vast; what came before has been yielded.
    """
    text = _Text(stream)
    if text.next() == "[":
        yield from _array(text)
        return
    while text.next() == "{":
        alone: dict[str, Any] = {}
        has_list = False
        text.skip()
        while text.next() not in {"}", ""}:
            key = str(text.value())
            text.expect(":")
            if key in LISTS and text.next() == "[":
                has_list = True
                yield from _array(text)
            else:
                alone[key] = text.value()
            if text.next() == ",":
                text.skip()
        text.expect("}")
        if not has_list:
            yield alone
        if text.next() == ",":
            text.skip()
    if text.next():
        text.fail()


def _array(text: "_Text") -> Iterator[Any]:
    text.expect("[")
    while text.next() not in {"]", ""}:
        yield text.value()
        if text.next() == ",":
            text.skip()
        elif text.next() != "]":
            text.fail()
    text.expect("]")


class _Text:
    """A window on the text, that grows until a value fits and forgets what was read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._scan = json.JSONDecoder().raw_decode
        self._window = ""
        self._place = 0
        self._passed = 0
        self._is_done = False

    def next(self) -> str:
        """The next character that is no space, ``""`` at the end."""
        while True:
            while self._place < len(self._window):
                if self._window[self._place] not in _SPACE:
                    return self._window[self._place]
                self._place += 1
            if not self._grow(CHUNK_BYTES):
                return ""

    def skip(self) -> None:
        self._place += 1

    def expect(self, mark: str) -> None:
        if self.next() != mark:
            self.fail()
        self.skip()

    def value(self) -> Any:
        """The value that begins here."""
        self.next()
        wanted = CHUNK_BYTES
        while True:
            try:
                found, end = self._scan(self._window, self._place)
            except (ValueError, RecursionError):
                end = -1
            if end != -1 and (end < len(self._window) or self._is_done):
                self._place = end
                return found
            is_vast = len(self._window) - self._place > ELEMENT_CHARACTERS
            if end == -1 and (is_vast or self._is_done):
                self.fail()
            self._grow(wanted)
            wanted *= 2

    def fail(self) -> None:
        raise Unreadable(Reason.BROKEN_JSON, position=self._passed + self._place)

    def _grow(self, wanted: int) -> bool:
        if self._is_done:
            return False
        chunk = self._stream.read(wanted)
        self._is_done = not chunk
        self._passed += self._place
        self._window = self._window[self._place :] + self._decoder.decode(chunk, final=not chunk)
        self._place = 0
        return True
