"""The records every reader yields: contacts, exchanges, and what was left out with its reason.

A record is what a file says, cleaned but not interpreted: which contact it is, and whether it is new, is
decided upstairs. ``row`` is where it stood (the line of a table, the number of a card, message or event, from
1) and ``file`` the member of the ZIP it came from, so that a report can point at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from sporezo.formats.reasons import Reason

Direction = Literal["in", "out", "both"]
Channel = Literal["linkedin", "email", "whatsapp", "in_person", "call"]
Written = Literal["message", "invitation", "recommendation", "endorsement", "sponsored"]
Met = Literal["meal", "coffee", "meeting", "call", "sport"]
Kind = Written | Met


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as written, and its E.164 form: a key, absent when it is not one person's (fax, pager)."""

    raw: str
    e164: str | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Birthday:
    month: int
    day: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Position:
    company: str
    title: str = ""
    started_on: date | None = None
    finished_on: date | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """An image whose first bytes are those of its type (JPEG, PNG, GIF or WebP)."""

    content: bytes = field(repr=False)
    media_type: str = "image/jpeg"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRecord:
    """One person as one file knows them.

    Exact keys are ``emails`` (lower-cased), ``phones[].e164`` and ``linkedin_slug``. ``source`` is the raw
    vCard, kept so that what Sporezo does not know survives a round trip. ``connected_on`` is no exchange.
    """

    row: int
    given: str = ""
    family: str = ""
    full: str = ""
    nickname: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[Phone, ...] = ()
    linkedin_slug: str = ""
    company: str = ""
    title: str = ""
    past_positions: tuple[Position, ...] = ()
    birthday: Birthday | None = None
    city: str = ""
    country: str = ""
    note: str = ""
    labels: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    photo: Photo | None = None
    connected_on: date | None = None
    uid: str = ""
    source: str = field(default="", repr=False)
    file: str = ""

    @property
    def is_named(self) -> bool:
        """True when something identifies a person: a name, an address, a number or a profile."""
        return bool(self.full or self.emails or self.phones or self.linkedin_slug)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """The other side of an exchange, by whatever keys the file gives; a name alone never merges."""

    name: str = ""
    email: str = ""
    phone: str = ""
    linkedin_slug: str = ""
    company: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchRecord:
    """One dated exchange, never its body.

    ``at`` is an aware datetime, or a date where the file knows no hour. ``key`` names the same exchange
    each time the same file, or a longer export of it, is read.
    """

    row: int
    at: datetime | date
    channel: Channel
    direction: Direction
    counterparts: tuple[Counterpart, ...]
    kind: Kind
    key: str
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerRecord:
    """Whose archive it is: what a LinkedIn archive says about its owner."""

    row: int = 0
    given: str = ""
    family: str = ""
    headline: str = ""
    industry: str = ""
    linkedin_slug: str = ""
    emails: tuple[str, ...] = ()
    positions: tuple[Position, ...] = ()
    schools: tuple[Position, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """The member who brings a file, for readers that must tell *in* from *out*."""

    names: tuple[str, ...] = ()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    linkedin_slug: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row left out: where, why, and at which column when one is to blame."""

    row: int
    reason: Reason
    params: Mapping[str, str | int] = field(default_factory=dict)
    column: str = ""
    file: str = ""


Imported = ContactRecord | TouchRecord | OwnerRecord | Skipped
