"""One owner's exchanges as columns, and what can be read off them before any judgement."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from sporezo.engine import circles
from sporezo.engine.reply import Messages
from sporezo.engine.snapshot import Flags, Floats, Ints
from sporezo.engine.tallies import Tally

CHANNELS = (
    "session",
    "meal",
    "coffee",
    "afterwork",
    "meeting",
    "call",
    "message",
    "mail",
    "social",
    "introduction",
)
IN_PERSON = ("session", "meal", "coffee", "afterwork", "meeting")
WRITTEN = ("message", "mail", "introduction")
DIRECTIONS = ("out", "in", "both")
OUT, IN, BOTH = range(3)
PURPOSES = ("news", "give", "ask")
NEWS, GIVE, ASK = range(3)
A_MINUTE = 1.0 / 1440.0


class Exchange(NamedTuple):
    """One dated exchange; `contact` counts from 0, `people` were there or wrote to one another, the owner included."""

    contact: int
    at_days: float
    channel: str = "message"
    direction: str = "both"
    purpose: str = "news"
    people: int = 2


@dataclass(frozen=True, slots=True)
class Touches:
    """Exchanges in time order.

    Attributes
    ----------
    contact, channel, direction, purpose, people : (N,) integers, the words above by position
    at_days : (N,) days on any common scale, e.g. since 1970-01-01
    contacts : how many contacts there are, with or without an exchange
    """

    contact: Ints
    at_days: Floats
    channel: Ints
    direction: Ints
    purpose: Ints
    people: Ints
    contacts: int

    @classmethod
    def of(cls, rows: Iterable[Exchange], *, contacts: int) -> Self:
        """Columns from rows in any order.

        Raises
        ------
        ValueError : a channel, direction or purpose that is not one, or a contact outside 0…contacts-1
        """
        ordered = sorted(rows, key=lambda row: row.at_days)
        contact = np.array([row.contact for row in ordered], dtype=np.int64)
        if contact.size and not 0 <= contact.min() <= contact.max() < contacts:
            raise ValueError(f"Contacts are numbered from 0 to {contacts - 1}.")
        return cls(
            contact=contact,
            at_days=np.array([row.at_days for row in ordered], dtype=np.float64),
            channel=_codes([row.channel for row in ordered], CHANNELS, "channel"),
            direction=_codes([row.direction for row in ordered], DIRECTIONS, "direction"),
            purpose=_codes([row.purpose for row in ordered], PURPOSES, "purpose"),
            people=np.array([row.people for row in ordered], dtype=np.int64),
            contacts=contacts,
        )

    def where(self, keep: Flags) -> Self:
        return type(self)(
            self.contact[keep],
            self.at_days[keep],
            self.channel[keep],
            self.direction[keep],
            self.purpose[keep],
            self.people[keep],
            self.contacts,
        )

    def until(self, now_days: float) -> Self:
        """What had happened by then: a session of next week warms nobody yet."""
        return self.where(self.at_days <= now_days)

    def by_channel(self, *names: str) -> Flags:
        return np.isin(self.channel, [CHANNELS.index(name) for name in names])

    def impulses(self) -> Floats:
        """How much each exchange warms, (N,)."""
        both, received = self.direction == BOTH, self.direction == IN
        one_way = np.where(received, circles.RECEIVED, circles.SENT)
        in_person = np.where(self.people > 2, circles.IN_A_GROUP, circles.FACE_TO_FACE)
        in_person = np.where(self.by_channel("afterwork"), circles.IN_A_GROUP, in_person)
        real = np.select(
            [self.by_channel(*IN_PERSON), self.by_channel("call")], [in_person, circles.CALL], circles.THREAD
        )
        return np.where(self.by_channel("social"), circles.LIKE, np.where(both, real, one_way))

    def answers_at_days(self) -> Floats:
        """For each one-way exchange the day the other side came back, infinity when it did not within 30 days, (N,).

        Meeting counts as coming back. Likes are no conversation: they neither call for an answer nor are one.
        """
        speaks = ~self.by_channel("social")
        found = np.full(self.at_days.size, np.inf)
        for side in (OUT, IN):
            asking = np.flatnonzero(speaks & (self.direction == side))
            back = np.flatnonzero(speaks & (self.direction != side))
            order = back[np.argsort(self.contact[back], kind="stable")]
            found[asking] = _next_of_same(self, asking, order)
        found[found - self.at_days > circles.ANSWERED_WITHIN_DAYS] = np.inf
        return found

    def real_exchanges(self) -> Tally:
        """When each tie's clock was reset: whatever went both ways, by contact."""
        both = (self.direction == BOTH) & ~self.by_channel("social")
        answers = self.answers_at_days()
        answered = np.isfinite(answers)
        return Tally(
            np.concatenate([self.contact[both], self.contact[answered]]),
            np.concatenate([self.at_days[both], answers[answered]]),
        )

    def as_messages(self) -> Messages:
        """The same history as the reply model reads it, one thread a contact.

        What went both ways is something that came in and was answered a minute later.
        """
        speaks = ~self.by_channel("social")
        both = speaks & (self.direction == BOTH)
        one_way = speaks & ~both
        sent_to = np.where(self.by_channel(*WRITTEN), np.maximum(self.people - 1, 1), 1).astype(np.float64)
        return Messages(
            thread=np.concatenate([self.contact[one_way], self.contact[both], self.contact[both]]),
            at_days=np.concatenate([self.at_days[one_way], self.at_days[both], self.at_days[both] + A_MINUTE]),
            is_sent=np.concatenate(
                [self.direction[one_way] == OUT, np.zeros(both.sum(), bool), np.ones(both.sum(), bool)]
            ),
            recipients=np.concatenate([sent_to[one_way], np.ones(2 * both.sum())]),
            owner_of=np.zeros(self.contacts, dtype=np.int64),
        )


def day_one(contact: int, *, last_exchange_days: float, wrote_last: str | None) -> list[Exchange]:
    """What one remembers of somebody on the first day, as exchanges: the last real one, then who wrote last.

    `wrote_last` is ``"me"``, ``"them"`` or None. Somebody who wrote last is owed an answer.

    >>> [row.direction for row in day_one(0, last_exchange_days=10.0, wrote_last="them")]
    ['both', 'in']
    """
    rows = [Exchange(contact, last_exchange_days)]
    if wrote_last is not None:
        direction = {"me": "out", "them": "in"}[wrote_last]
        rows.append(Exchange(contact, last_exchange_days + 2 * A_MINUTE, direction=direction))
    return rows


def _next_of_same(touches: Touches, asking: Ints, back: Ints) -> Floats:
    """For each of `asking`, the day of the first of `back` (sorted by contact, then time) later in the same contact."""
    if not back.size:
        return np.full(asking.size, np.inf)
    # Positions in the file are in time order, so (contact, position) sorts like (contact, time).
    size = touches.contact.size
    keys = touches.contact[back] * size + back
    at = np.searchsorted(keys, touches.contact[asking] * size + asking)
    inside = np.minimum(at, back.size - 1)
    found = (at < back.size) & (touches.contact[back[inside]] == touches.contact[asking])
    return np.where(found, touches.at_days[back[inside]], np.inf)


def _codes(words: list[str], known: tuple[str, ...], what: str) -> Ints:
    place = {word: position for position, word in enumerate(known)}
    try:
        return np.array([place[word] for word in words], dtype=np.int64)
    except KeyError as unknown:
        raise ValueError(f"{unknown} is no {what}: one of {', '.join(known)}.") from None
