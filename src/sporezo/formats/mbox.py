"""A mailbox (Google Takeout and others) read by its headers: date, direction, counterpart; never a body.

Messages are cut at their ``From `` lines as the file streams by, so that a mailbox of any size takes no memory.
Lists, newsletters, automatic answers and addresses nobody reads are left out.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from typing import BinaryIO

from sporezo.formats.keys import email_key, touch_key
from sporezo.formats.reasons import Reason, Unreadable
from sporezo.formats.records import Counterpart, Owner, Skipped, TouchRecord
from sporezo.formats.texts import one_line, repaired

HEADER_BYTES = 200_000
LINE_BYTES = 100_000
ENVELOPE_BYTES = 500
MOST_PEOPLE = 8
FIRST_YEAR = 1980
_NOBODY = re.compile(
    r"(?:no|not?|do[._-]?not|ne[._-]?pas)[._-]?(?:reply|repl[iy]|repondre|répondre)|noreply|donotreply|mailer-daemon|postmaster"
    r"|bounces?|notifications?|newsletter|news|alerts?|unsubscribe|automailer",
    re.IGNORECASE,
)
_ENVELOPE = re.compile(rb"From (?:\S+ +.*\d:\d\d.*\d{4}.*|- *|)$")
_HEADER = re.compile(rb">?[\w-]+:")
_LIST_HEADERS = ("List-Id", "List-Unsubscribe", "List-Post", "Feedback-ID")
_UNSENT = {"spam", "trash", "drafts", "courrier indésirable", "corbeille", "brouillons", "chat", "chats"}
_SENT = {"sent", "envoyés", "messages envoyés", "sent mail"}
_BROKEN = (ValueError, TypeError, LookupError, HeaderParseError, AttributeError)


def is_mailbox(head: bytes) -> bool:
    """True when a file begins with an envelope line and then a header."""
    first, _, rest = head.partition(b"\n")
    return _opens_a_letter(first, rest)


def read(stream: BinaryIO, *, owner: Owner) -> Iterator[TouchRecord | Skipped]:
    """Yield each letter between the owner and a few people as an exchange.

    Parameters
    ----------
    owner
        The owner's addresses; those the mailbox delivers to or sends from most are added.

    Raises
    ------
    Unreadable
        When the file is no mailbox.
    """
    start = stream.tell()
    own = owner.emails | _own_addresses(stream)
    stream.seek(start)
    for row, headers in _letters(stream):
        try:
            yield _touch(row, headers, own)
        except _BROKEN:
            yield Skipped(row, Reason.BROKEN_ROW)


def _touch(row: int, headers: Message, own: frozenset[str]) -> TouchRecord | Skipped:
    labels = _labels(headers)
    if labels & _UNSENT:
        return Skipped(row, Reason.NOT_BETWEEN_PEOPLE)
    if _is_automatic(headers):
        return Skipped(row, Reason.AUTOMATIC_MAIL)
    authors = _people(headers, "From")
    readers = _people(headers, "To", "Cc")
    at = _moment(headers)
    if at is None:
        return Skipped(row, Reason.NO_DATE)
    is_out = bool(labels & _SENT) or any(person.email in own for person in authors)
    if not is_out and not own:
        return Skipped(row, Reason.NO_OWNER)
    others = [person for person in (readers if is_out else authors) if person.email not in own]
    people = [person for person in others if not _NOBODY.fullmatch(person.email.partition("@")[0])]
    if not people:
        return Skipped(row, Reason.AUTOMATIC_MAIL if others else Reason.NO_COUNTERPART)
    crowd = len({person.email for person in (*authors, *readers)} - own)
    if crowd > MOST_PEOPLE:
        return Skipped(row, Reason.TOO_MANY_PEOPLE, {"people": crowd})
    identity = one_line(str(headers.get("Message-ID", ""))) or (int(at.timestamp()), *(p.email for p in people))
    return TouchRecord(
        row=row,
        at=at,
        channel="email",
        direction="out" if is_out else "in",
        counterparts=tuple(people),
        kind="message",
        key=touch_key("email", identity),
    )


def _letters(stream: BinaryIO) -> Iterator[tuple[int, Message]]:
    """The headers of each letter; bodies are passed over."""
    parser = BytesHeaderParser(policy=compat32)
    gathered: list[bytes] = []
    row = size = 0
    is_header = is_whole = True
    line, following = stream.readline(LINE_BYTES), b""
    while line:
        following = stream.readline(LINE_BYTES)
        if is_whole and _opens_a_letter(line, following):
            if row and is_header:
                yield row, parser.parsebytes(b"".join(gathered))
            row, size, gathered, is_header = row + 1, 0, [], True
        elif row and is_header:
            size += len(line)
            if not line.strip():
                yield row, parser.parsebytes(b"".join(gathered))
                is_header = False
            elif size <= HEADER_BYTES:
                gathered.append(line)
        if row == 0 and line.strip():
            break
        is_whole, line = line.endswith(b"\n"), following
    if row and is_header:
        yield row, parser.parsebytes(b"".join(gathered))
    if row == 0:
        raise Unreadable(Reason.NO_MAILBOX)


def _opens_a_letter(line: bytes, following: bytes) -> bool:
    """An envelope with a header below: a sentence that begins with *From* has neither an hour nor a header."""
    is_envelope = line.startswith(b"From ") and len(line) < ENVELOPE_BYTES and _ENVELOPE.match(line.rstrip())
    return bool(is_envelope and _HEADER.match(following))


def _own_addresses(stream: BinaryIO) -> frozenset[str]:
    """Whose mailbox it is: where most letters were delivered, and who wrote those marked as sent."""
    delivered: Counter[str] = Counter()
    sent: Counter[str] = Counter()
    for _, headers in _letters(stream):
        try:
            delivered.update({email_key(str(headers.get("Delivered-To", "")))} - {""})
            if _labels(headers) & _SENT:
                sent.update(person.email for person in _people(headers, "From"))
        except _BROKEN:
            continue
    return frozenset(address for found in (delivered, sent) for address, _ in found.most_common(1))


def _people(headers: Message, *fields: str) -> list[Counterpart]:
    wanted = {field.lower() for field in fields}
    # As they stand: the parser's own text has question marks for letters that a mail program left bare.
    values = [repaired(value)[:20_000] for name, value in headers.raw_items() if name.lower() in wanted]
    people: dict[str, Counterpart] = {}
    for name, address in getaddresses(values):
        email = email_key(address)
        if email:
            shown = one_line(_decoded(name)).strip("'\" ")
            people.setdefault(email, Counterpart(name="" if email_key(shown) else shown, email=email))
    return list(people.values())


def _labels(headers: Message) -> set[str]:
    text = _decoded(str(headers.get("X-Gmail-Labels", "")))
    return {label.strip(' "').lower() for label in text.split(",")} - {""}


def _is_automatic(headers: Message) -> bool:
    if any(name in headers for name in _LIST_HEADERS):
        return True
    if str(headers.get("Precedence", "")).strip().lower() in {"bulk", "list", "junk"}:
        return True
    return str(headers.get("Auto-Submitted", "no")).strip().lower() not in {"no", ""}


def _moment(headers: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(headers.get("Date", "")))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        return None
    return moment if moment.year >= FIRST_YEAR else None


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except _BROKEN:
        return value
