"""Reads a file of dated messages, one `sender receiver seconds` a line, as both sides saw them."""

import bz2
import gzip
import lzma
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np

from sporezo.engine.reply import Messages
from sporezo.engine.snapshot import Ints

SECONDS_A_DAY = 86_400.0
COARSEST_SECONDS = 60  # coarser stamps cannot tell one message to many from many messages

SEPARATORS = str.maketrans(',;"', "   ")
MILLISECONDS, MICROSECONDS = 1e11, 1e14  # later than that in seconds is not of this age

OPENERS: dict[str, Callable[..., IO[Any]]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}


def read_messages(path: Path) -> Messages:
    """Every message of `path`, once for its sender and once for its receiver.

    Columns are separated by blanks, commas or semicolons, in quotes or not; the last one is the time in seconds (in
    milliseconds beyond 1e11, in microseconds beyond 1e14). Lines that begin with `#` or `%`, and a first line of names,
    are passed over. Messages to oneself are dropped. Rows of one sender at one instant are one message to several.

    Raises
    ------
    ValueError : a line that cannot be read, with its number; a file without messages
    OSError : the file cannot be opened or is not what its suffix says
    """
    senders: list[str] = []
    receivers: list[str] = []
    seconds: list[float] = []
    for position, (number, line) in enumerate(_lines(path)):
        cells = line.translate(SEPARATORS).split()
        try:
            if len(cells) < 3:
                raise ValueError(line)
            when = float(cells[-1])
            if not math.isfinite(when):
                raise ValueError(line)
        except ValueError:
            if position == 0:
                continue
            raise ValueError(f"Line {number} of {path.name} is not “sender receiver seconds”.") from None
        senders.append(cells[0])
        receivers.append(cells[1])
        seconds.append(when)
    people, codes = np.unique(np.array(senders + receivers), return_inverse=True)
    sender, receiver = codes[: len(senders)], codes[len(senders) :]
    at = np.array(seconds)
    latest = at.max(initial=0.0)
    at /= 1e6 if latest > MICROSECONDS else 1e3 if latest > MILLISECONDS else 1.0
    apart = sender != receiver
    if not apart.any():
        raise ValueError(f"{path.name} holds no message between two people.")
    return both_sides(sender[apart], receiver[apart], np.round(at[apart]).astype(np.int64), len(people))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with OPENERS.get(path.suffix, open)(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip() and not line.startswith(("#", "%")):
                yield number, line


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
