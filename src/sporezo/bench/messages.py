"""Reads a file of dated messages, one `sender receiver seconds` a line, as both sides saw them."""

import bz2
import codecs
import gzip
import lzma
import math
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np

from sporezo.engine.reply import Messages
from sporezo.engine.snapshot import Ints

SECONDS_A_DAY = 86_400.0
COARSEST_SECONDS = 60  # coarser stamps cannot tell one message to many from many messages

SEPARATORS = str.maketrans(',;|"', "    ")
UNITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))  # later than that in seconds is not of this age
COLUMNS = (
    ("sender", "from", "source", "src", "author"),
    ("receiver", "to", "target", "dst", "recipient"),
    ("seconds", "time", "timestamp", "ts", "at", "date"),
)

OPENERS: dict[bytes, Callable[..., IO[Any]]] = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open, b"\xfd7": lzma.open}


def read_messages(path: Path) -> Messages:
    """Every message of `path`, once for its sender and once for its receiver.

    Columns are separated by blanks, commas, semicolons or bars, in quotes or not. They stand where a first line of
    names says (`COLUMNS`), else sender and receiver first and the time last, in seconds (or milli-, micro-,
    nanoseconds, told by their size). Lines that begin with `#` or `%` are passed over. Messages to oneself are
    dropped. Rows of one sender at one instant are one message to several.

    Raises
    ------
    ValueError : a line that cannot be read, with its number; a file without messages, damaged, or no text
    OSError : the file cannot be opened
    """
    places = (0, 1, -1)
    senders: list[str] = []
    receivers: list[str] = []
    seconds: list[float] = []
    for position, (number, line) in enumerate(_lines(path)):
        cells = line.translate(SEPARATORS).split()
        try:
            if len(cells) < 3:
                raise ValueError(line)
            when = float(cells[places[2]])
            if not math.isfinite(when):
                raise ValueError(line)
        except (ValueError, IndexError):
            if position == 0:
                places = _places(cells)
                continue
            raise ValueError(f"Line {number} of {path.name} is not “sender receiver seconds”.") from None
        senders.append(cells[places[0]])
        receivers.append(cells[places[1]])
        seconds.append(when)
    people, codes = np.unique(np.array(senders + receivers), return_inverse=True)
    sender, receiver = codes[: len(senders)], codes[len(senders) :]
    at = np.array(seconds)
    latest = at.max(initial=0.0)
    at /= next((unit for bound, unit in UNITS if latest > bound), 1.0)
    apart = sender != receiver
    if not apart.any():
        raise ValueError(f"{path.name} holds no message between two people.")
    return both_sides(sender[apart], receiver[apart], np.round(at[apart]).astype(np.int64), len(people))


def _places(names: list[str]) -> tuple[int, int, int]:
    """Where sender, receiver and time stand under a first line of names."""
    known = [name.lower() for name in names]
    found = [next((known.index(name) for name in group if name in known), None) for group in COLUMNS]
    sender, receiver, time = (at if None not in found[:2] else None for at in found)
    return (0 if sender is None else sender, 1 if receiver is None else receiver, -1 if time is None else time)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with path.open("rb") as stream:
        opened = OPENERS.get(stream.read(2), open)
    try:
        with opened(path, "rb") as stream:
            is_utf_16 = stream.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
        encoding = "utf-16" if is_utf_16 else "utf-8-sig"
        with opened(path, "rt", encoding=encoding, errors="surrogateescape") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip() and not line.startswith(("#", "%")):
                    yield number, line
    except (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile, UnicodeError) as error:
        raise ValueError(f"{path.name} is damaged or no text: {error}.") from error


def both_sides(sender: Ints, receiver: Ints, seconds: Ints, people: int) -> Messages:
    """Each message twice: sent in its sender's thread, received in its receiver's; days count from the first one."""
    order = np.argsort(seconds, kind="stable")
    sender, receiver, seconds = sender[order], receiver[order], seconds[order]
    size = sender.size
    recipients = np.ones(size)
    stamps = np.unique(seconds)
    if stamps.size > 1 and np.gcd.reduce(np.diff(stamps)) <= COARSEST_SECONDS:
        sending = np.unique(np.column_stack([sender, seconds]), axis=0, return_inverse=True)[1].reshape(-1)
        # The same row twice is one message told twice, not a message to two people.
        copies = np.bincount(np.unique(np.column_stack([sending, receiver]), axis=0)[:, 0])
        recipients = copies[sending].astype(np.float64)
    pairs = np.concatenate([sender * people + receiver, receiver * people + sender])
    threads, thread = np.unique(pairs, return_inverse=True)
    at_days = (seconds - seconds[0]) / SECONDS_A_DAY
    return Messages(
        thread=thread,
        at_days=np.concatenate([at_days, at_days]),
        is_sent=np.repeat([True, False], size),
        recipients=np.concatenate([recipients, np.ones(size)]),
        owner_of=threads // people,
    )
