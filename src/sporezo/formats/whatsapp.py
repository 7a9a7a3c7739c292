"""A WhatsApp chat between two people, exported as text: dates and senders, nothing of what was said.

Android and iPhone, French and American forms. Whether the day or the month comes first is inferred from the whole
file: from a number above 12, else from the order of the messages, else from the clock (12 hours: American).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from sporezo.formats import names
from sporezo.formats.keys import touch_key
from sporezo.formats.phones import e164
from sporezo.formats.reasons import Reason, Unreadable
from sporezo.formats.records import Counterpart, Direction, Owner, Skipped, TouchRecord
from sporezo.formats.texts import lines, one_line

_STAMP = re.compile(
    r"\[?(\d{1,4})(?:[/-]|\. ?)(\d{1,2})(?:[/-]|\. ?)(\d{2,4})\.?(?:,| à| às| klo| um)? "
    r"(\d{1,2}) ?[:.h] ?(\d{2})(?:(?:[:.]| min )(\d{2})(?: s)?)?(?: ?([ap])\.? ?m\.?)?"
    r"(?:\]| -) (.*)",
    re.IGNORECASE | re.DOTALL,
)
_INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\ufeff]")
_TITLE = re.compile(
    r"(?:discussion whatsapp avec|whatsapp chat with|whatsapp chat -)\s+(.+?)(?:\.txt)?(?:\.zip)?", re.IGNORECASE
)
HEAD_LINES = 10

_ENCRYPTED = re.compile(
    r"(?:les |vos |your )?messages\b.*(?:chiffrés de bout en bout|end-to-end encrypt)", re.IGNORECASE
)
_GROUP = re.compile(
    r"a créé (?:le|ce) groupe|vous avez créé (?:le|ce) groupe|created (?:this )?group|a ajouté|vous a ajouté|added you",
    re.IGNORECASE,
)
_SYSTEM = re.compile(
    r"chiffrés de bout en bout|end-to-end encrypt|code de sécurité|security code|a changé de numéro"
    r"|changed (?:their|to a new) (?:phone )?number|messages éphémères|disappearing messages",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Message:
    """A stamped line: its three numbers as written, its clock, and who wrote it (nobody: the application)."""

    row: int
    numbers: tuple[int, int, int]
    clock: tuple[int, int]
    is_half_day: bool
    sender: str
    is_of_a_group: bool = False


@dataclass(slots=True)
class _Survey:
    """What a first pass learns: who writes, and in which order day, month and year stand."""

    messages: int = 0
    senders: dict[str, str] = field(default_factory=dict)
    is_year_first: bool = False
    is_half_day: bool = False
    is_group: bool = False
    over_12: tuple[int, int] = (0, 0)
    backward: tuple[int, int] = (0, 0)

    @property
    def is_day_first(self) -> bool:
        if self.over_12[0] != self.over_12[1]:
            return self.over_12[0] > self.over_12[1]
        if self.backward[0] != self.backward[1]:
            return self.backward[0] < self.backward[1]
        return not self.is_half_day


def is_chat(head: str) -> bool:
    """True when one of the first lines is a stamped message."""
    return any(_STAMP.match(_bare(line)) for line in head.splitlines()[:HEAD_LINES])


def read(
    stream: BinaryIO, *, owner: Owner, file_names: Sequence[str] = (), time_zone: str = "Europe/Paris"
) -> Iterator[TouchRecord | Skipped]:
    """Yield each message of a chat between two as an exchange, those of one sender in one minute being one.

    Parameters
    ----------
    owner
        The owner's names, to tell who is the other.
    file_names
        Names of the file and its ZIP: ``Discussion WhatsApp avec Jean Dupont.txt`` tells it too.
    time_zone
        IANA zone of the telephone that made the export.

    Raises
    ------
    Unreadable
        When no line is a message.
    """
    start = stream.tell()
    survey = _surveyed(stream)
    stream.seek(start)
    if not survey.messages:
        raise Unreadable(Reason.NO_CHAT)
    other = Reason.GROUP_CHAT if survey.is_group else _other(survey.senders, owner, file_names)
    if isinstance(other, Reason):
        yield Skipped(1, other)
    else:
        yield from _touches(stream, survey, other, ZoneInfo(time_zone))


def _touches(stream: BinaryIO, survey: _Survey, other: Counterpart, zone: ZoneInfo) -> Iterator[TouchRecord | Skipped]:
    other_key = names.fold(other.name)
    last: tuple[datetime, str] | None = None
    for message in _messages(stream):
        at = _moment(message, survey, zone)
        if not message.sender or at is None:
            yield Skipped(message.row, Reason.SYSTEM_LINE if at else Reason.NO_DATE)
        elif last == (at, message.sender):
            yield Skipped(message.row, Reason.SAME_MINUTE)
        else:
            last = (at, message.sender)
            direction: Direction = "in" if names.fold(message.sender) == other_key else "out"
            yield TouchRecord(
                row=message.row,
                at=at,
                channel="whatsapp",
                direction=direction,
                counterparts=(other,),
                kind="message",
                key=touch_key("whatsapp", other_key, int(at.timestamp()), direction),
            )


def _surveyed(stream: BinaryIO) -> _Survey:
    survey = _Survey()
    before: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    for message in _messages(stream):
        survey.messages += 1
        if message.sender and len(survey.senders) < 5:
            survey.senders.setdefault(names.fold(message.sender), message.sender)
        first, second, third = message.numbers
        survey.is_half_day |= message.is_half_day
        survey.is_group |= message.is_of_a_group
        survey.is_year_first |= first > 31
        survey.over_12 = (survey.over_12[0] + (first > 12), survey.over_12[1] + (second > 12))
        now = ((third, second, first, *message.clock), (third, first, second, *message.clock))
        survey.backward = (
            survey.backward[0] + (now[0] < before[0]),
            survey.backward[1] + (now[1] < before[1]),
        )
        before = now
    return survey


def _messages(stream: BinaryIO) -> Iterator[_Message]:
    """The lines that begin a message; the lines that continue one are passed over unread."""
    for row, line in enumerate(lines(stream), start=1):
        found = _STAMP.match(_bare(line[:1_000]))
        if found is None:
            continue
        hour, minute, half = int(found[4]), int(found[5]), found[7]
        if half:
            hour = hour % 12 + (12 if half.lower() == "p" else 0)
        sender, colon, said = f"{found[8]} ".partition(": ")
        is_marked = ": \u200e" in line or _ENCRYPTED.match(said)
        is_sent = colon and len(sender) <= 80 and not (is_marked and _SYSTEM.search(said))
        numbers = (int(found[1]), int(found[2]), int(found[3]))
        writer = one_line(sender) if is_sent else ""
        yield _Message(row, numbers, (hour, minute), bool(half), writer, not writer and bool(_GROUP.search(found[8])))


def _moment(message: _Message, survey: _Survey, zone: ZoneInfo) -> datetime | None:
    first, second, third = message.numbers
    if survey.is_year_first:
        year, month, day = first, second, third
    else:
        day, month, year = (first, second, third) if survey.is_day_first else (second, first, third)
    try:
        return datetime(year if year > 99 else 2000 + year, month, day, *message.clock, tzinfo=zone)
    except ValueError:
        return None


def _other(senders: dict[str, str], owner: Owner, file_names: Sequence[str]) -> Counterpart | Reason:
    """Who the owner talks with: told by a file's name, else by the owner's own."""
    if len(senders) > 2:
        return Reason.GROUP_CHAT
    titles = (_TITLE.fullmatch(_bare(name).rpartition("/")[2]) for name in file_names)
    title = next((one_line(found[1]) for found in titles if found), "")
    is_number = len(senders) == 1 and next(iter(senders.values())).startswith("+")
    if title and (names.fold(title) in senders or (len(senders) < 2 and not is_number)):
        return _person(senders.get(names.fold(title), title))
    own = {names.fold(name) for name in owner.names} | {names.fold(name.split(" ")[0]) for name in owner.names}
    others = [name for key, name in senders.items() if key not in own and key not in {"vous", "you", ""}]
    if len(others) == 1:
        return _person(others[0])
    return Reason.NO_OWNER if others else Reason.NO_COUNTERPART


def _person(name: str) -> Counterpart:
    number = e164(name) if name.lstrip().startswith("+") else None
    return Counterpart(name=name, phone=number or "")


def _bare(line: str) -> str:
    """Without marks of direction, and with plain spaces for the narrow ones American exports put before PM."""
    return _INVISIBLE.sub("", line).replace("\u202f", " ").replace("\u00a0", " ").rstrip("\r\n")
