"""Recognise an upload by what it holds, file or ZIP, and read all of it.

A name is only ever a hint: what counts is a mark (``BEGIN:VCARD``, an envelope line, a stamped chat line) or a line
of headers.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from sporezo.formats import google, ics, kept, linkedin, mbox, outlook, vcard, whatsapp
from sporezo.formats.csvtext import HEADER_LINES, header_of
from sporezo.formats.reasons import Reason, Unreadable
from sporezo.formats.records import Imported, Owner, Skipped
from sporezo.formats.source import Member, Source
from sporezo.formats.texts import repaired, wide_encoding_of

HEAD_BYTES = 65_536
_WORKBOOKS = ("xl/workbook.", "index/document.iwa")  # what an .xlsx or .numbers holds once its ZIP is open
_SHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")


class Format(StrEnum):
    LINKEDIN = "linkedin"
    GOOGLE = "google"
    OUTLOOK = "outlook"
    TABLE = "table"
    VCARD = "vcard"
    ICALENDAR = "icalendar"
    WHATSAPP = "whatsapp"
    MBOX = "mbox"
    SPOREZO = "sporezo"


@dataclass(frozen=True, slots=True)
class Recognised:
    """One member of an upload and what it is; ``part`` for a table of a LinkedIn archive."""

    member: Member
    format: Format
    part: linkedin.Part | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What readers must be told: whose file it is, which period, what zone, how to find people in a title."""

    owner: Owner
    since: datetime
    until: datetime
    time_zone: str = "Europe/Paris"
    people_in: Callable[[str], Iterable[str]] | None = None


def recognise(source: Source) -> list[Recognised]:
    """What the upload holds, member by member; members that are nothing known stay out.

    Raises
    ------
    Unreadable
        When no member is known.
    """
    found = [known for member in source.members if (known := _recognised(source, member))]
    source.rewind()
    if not found:
        raise Unreadable(_why_unknown(source))
    return found


def read(source: Source, found: Iterable[Recognised], reading: Reading) -> Iterator[Imported | kept.KeptRecord]:
    """Yield every record of what was recognised, a LinkedIn archive first and as a whole.

    A member that turns out unreadable is one ``Skipped`` of row 0 when others stand beside it.

    Raises
    ------
    Unreadable
        When the only member is unreadable, or a ZIP is damaged.
    """
    found = list(found)
    parts = [(known.member, known.part) for known in found if known.part]
    if parts:
        yield from linkedin.read(source, parts, known_as=reading.owner.names)
    for known in (known for known in found if not known.part):
        with source.open(known.member) as stream:
            try:
                for record in _records(stream, known, source, reading):
                    yield replace(record, file=known.member.name)
            except Unreadable as error:
                if len(found) == 1:
                    raise
                yield Skipped(0, error.reason, error.params, file=known.member.name)


def is_hidden(member: Member) -> bool:
    """What a computer packs beside the files of a person."""
    return member.name.rpartition("/")[2].startswith(".") or "__MACOSX/" in member.name


def _records(
    stream: BinaryIO, known: Recognised, source: Source, reading: Reading
) -> Iterator[Imported | kept.KeptRecord]:
    match known.format:
        case Format.VCARD:
            yield from vcard.read(stream)
        case Format.GOOGLE:
            yield from google.read(stream)
        case Format.OUTLOOK | Format.TABLE:
            yield from outlook.read(stream)
        case Format.MBOX:
            yield from mbox.read(stream, owner=reading.owner)
        case Format.WHATSAPP:
            names = (known.member.name, source.name)
            yield from whatsapp.read(stream, owner=reading.owner, file_names=names, time_zone=reading.time_zone)
        case Format.ICALENDAR:
            yield from ics.read(
                stream,
                owner=reading.owner,
                since=reading.since,
                until=reading.until,
                time_zone=reading.time_zone,
                people_in=reading.people_in,
            )
        case Format.SPOREZO:
            yield from kept.read(stream)
        case Format.LINKEDIN:
            return


def _why_unknown(source: Source) -> Reason:
    """A workbook and a ZIP in a ZIP have a way in: say which."""
    names = [member.name.lower() for member in source.members if not is_hidden(member)]
    if any(name.startswith(_WORKBOOKS) for name in names) or any(name.endswith(_SHEETS) for name in names):
        return Reason.SPREADSHEET
    is_nested = any(name.endswith(".zip") and name != source.name.lower() for name in names)
    return Reason.ZIP_IN_ZIP if is_nested else Reason.NOT_RECOGNISED


def _recognised(source: Source, member: Member) -> Recognised | None:
    if is_hidden(member):
        return None
    with source.open(member) as stream:
        head = stream.read(HEAD_BYTES)
    text = _text(head)
    if kept.is_kept(text):
        return Recognised(member, Format.SPOREZO)
    marked = text[:4_000].upper().replace(": ", ":")
    if "BEGIN:VCARD" in marked:
        return Recognised(member, Format.VCARD)
    if "BEGIN:VCALENDAR" in marked or marked.lstrip().startswith("BEGIN:VEVENT"):
        return Recognised(member, Format.ICALENDAR)
    if mbox.is_mailbox(head):
        return Recognised(member, Format.MBOX)
    if whatsapp.is_chat(text):
        return Recognised(member, Format.WHATSAPP)
    return _table(member, text)


def _table(member: Member, text: str) -> Recognised | None:
    for line in text.splitlines()[:HEADER_LINES]:
        if header_of(line, *google.NEW) or header_of(line, *google.OLD):
            return Recognised(member, Format.GOOGLE)
        if part := linkedin.part_of(member.name, line):
            return Recognised(member, Format.LINKEDIN, part)
        if header_of(line, outlook.GIVEN, outlook.FAMILY, outlook.EMAIL):
            return Recognised(member, Format.OUTLOOK)
        if header_of(line, outlook.GIVEN, outlook.FAMILY, outlook.ANY_KEY):
            return Recognised(member, Format.TABLE)
    return None


def _text(head: bytes) -> str:
    if wide := wide_encoding_of(head):
        return head.decode(wide, "replace")
    return repaired(head.decode("utf-8-sig", "surrogateescape"))
