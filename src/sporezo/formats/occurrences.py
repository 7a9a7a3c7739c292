"""What happens in a calendar, one occurrence at a time: events cut apart, zones resolved, series unrolled.

Each event is parsed on its own, so a broken one costs itself only, and a file of any size is read in bounded
memory: single events stream, only series wait for their exceptions. Descriptions and attachments are dropped
before parsing. Rules that would take a computer long to unroll are refused.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from icalendar.timezone import tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from sporezo.formats.keys import touch_key
from sporezo.formats.reasons import Reason, Unreadable
from sporezo.formats.records import Skipped
from sporezo.formats.texts import encoding_of, lines, one_line, repaired

EVENT_CHARACTERS = 300_000
TOO_LARGE, BROKEN_OFF = "too large", "broken off"
SERIES = 5_000
SERIES_OCCURRENCES = 1_500
ZONES = 500
FIRST_YEAR = 1900
_WANTED = re.compile(
    r"(?:UID|SUMMARY|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|SEQUENCE|STATUS|TRANSP|ATTENDEE|ORGANIZER"
    r"|CONTACT|LOCATION|URL|FREEBUSY|X-GOOGLE-CONFERENCE|X-MICROSOFT-SKYPETEAMSMEETINGURL|X-MICROSOFT-CDO-BUSYSTATUS)[;:]",
    re.IGNORECASE,
)
_HEAD = re.compile(r'([^":]*(?:"[^"]*"[^":]*)*):(.*)')
_TZID = re.compile(r';TZID=(?:"([^"]*)"|([^";:]+))', re.IGNORECASE)
_VERSION = re.compile(r"^(UID|SEQUENCE|RECURRENCE-ID)\b[^:\r\n]*:(\d*$|[^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_DAY_ENDS = re.compile(r"(^RRULE[^:\r\n]*:[^\r\n]*UNTIL=\d{8})(?!T|\d)", re.IGNORECASE | re.MULTILINE)
_SERIES = re.compile(r"^(?:RRULE|RDATE|RECURRENCE-ID)[;:]", re.IGNORECASE | re.MULTILINE)
_DATED = re.compile(r"(?:DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID)[;:]", re.IGNORECASE)
_ONCE = {"DTSTART", "DTEND", "UID", "RECURRENCE-ID"}
_RULE = re.compile(r"[A-Z-]+=[^;=]*(?:;[A-Z-]+=[^;=]*)*")
_NUMBERED = ("BYMONTH", "BYMONTHDAY", "BYSETPOS")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# What icalendar, recurring_ical_events and dateutil raise on hostile values.
_BROKEN = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, AssertionError)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One happening; ``start`` and ``end`` are aware, midnight to midnight when it lasts whole days."""

    row: int
    uid: str
    start: datetime
    end: datetime
    is_all_day: bool
    event: icalendar.Event

    @property
    def key(self) -> str:
        return touch_key("ics", self.uid, self.start.date() if self.is_all_day else self.start.timestamp())

    def values(self, name: str) -> list[Any]:
        value = self.event.get(name, [])
        return value if isinstance(value, list) else [value]

    def text(self, name: str) -> str:
        return one_line(str(next(iter(self.values(name)), "")))


@dataclass(slots=True)
class Preamble:
    """What a first pass learns: zones by their name in the file, the calendar's name and zone, who attends, and the
    latest version (SEQUENCE) of each event that has several."""

    zones: dict[str, str] = field(default_factory=dict)
    name: str = ""
    zone: str = ""
    meetings: int = 0
    crowds: int = 0
    attendees: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    versions: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def preamble(stream: BinaryIO) -> Preamble:
    """Read zones, names and attendees; leave the stream where it was."""
    start = stream.tell()
    found = Preamble()
    for name, _, block in _blocks(stream, found):
        if name == "VTIMEZONE":
            _add_zone(block, found.zones)
        elif name == "VEVENT":
            uid, version = _version(block)
            if version:
                found.versions[uid] = max(version, found.versions[uid])
            people = {person.lower() for person in re.findall(r"mailto:([^\s;:\"]+)", block, re.IGNORECASE)}
            found.meetings += bool(people)
            found.crowds += len(people) > 1
            for person in people:
                found.attendees[person] += 1
    stream.seek(start)
    return found


def occurrences(
    stream: BinaryIO, known: Preamble, *, since: datetime, until: datetime, time_zone: str
) -> Iterator[Occurrence | Skipped]:
    """Yield what overlaps the window, and a reason for each event that does not or cannot be read.

    Parameters
    ----------
    known
        The :func:`preamble` of the same stream.
    since, until
        Aware bounds of the window; series are unrolled inside it only.
    time_zone
        IANA zone of times that name none, unless the calendar names its own.

    Raises
    ------
    Unreadable
        When the file holds no calendar.
    """
    local = known_zone(known.zone) or time_zone
    zone = ZoneInfo(local)
    series: dict[str, list[tuple[int, icalendar.Event]]] = defaultdict(list)
    for name, row, block in _blocks(stream, Preamble()):
        if name != "VEVENT":
            continue
        uid, version = _version(block)
        event = _event(block, known.zones, local)
        if isinstance(event, Reason):
            yield Skipped(row, event)
        elif version is not None and version < known.versions.get(uid, 0):
            yield Skipped(row, Reason.REPLACED)
        elif not _SERIES.search(block):
            yield _single(row, event, zone, since, until)
        elif len(series) < SERIES:
            series[str(event.get("UID", row))].append((row, event))
        else:
            yield Skipped(row, Reason.TOO_FREQUENT)
    for events in series.values():
        yield from _unrolled(events, zone, since, until)


def _version(block: str) -> tuple[str, int | None]:
    """UID and SEQUENCE of an event; no sequence where it is one changed date of a series, which counts for itself."""
    told = {name.upper(): value.strip() for name, value in _VERSION.findall(block)}
    return told.get("UID", ""), None if "RECURRENCE-ID" in told else int(f"0{told.get('SEQUENCE', '')}"[:9])


def periods(stream: BinaryIO) -> Iterator[tuple[datetime, datetime]]:
    """The busy periods of the VFREEBUSY components, aware in UTC."""
    for name, _, block in _blocks(stream, Preamble()):
        if name == "VFREEBUSY":
            for line in block.split("\r\n"):
                head, _, value = line.partition(":")
                if head.upper().startswith("FREEBUSY") and "FBTYPE=FREE" not in head.upper():
                    yield from _periods(value)


def _periods(value: str) -> Iterator[tuple[datetime, datetime]]:
    for text in value.split(","):
        try:
            start, end = icalendar.vPeriod.from_ical(text.strip())  # type: ignore[no-untyped-call]
            last = start + end if isinstance(end, timedelta) else end
            if isinstance(start, datetime) and start.tzinfo and isinstance(last, datetime) and last.tzinfo:
                yield start, last
        except _BROKEN:
            continue


def _blocks(stream: BinaryIO, found: Preamble) -> Iterator[tuple[str, int, str]]:
    """Each VTIMEZONE, VEVENT and VFREEBUSY with its number, reduced to the lines that are wanted."""
    encoding = encoding_of(stream)
    inside: list[str] = []
    gathered: list[str] = []
    size = row = 0
    is_calendar = is_cancellation = False
    for line in _unfolded(lines(stream, "utf-8-sig" if encoding == "cp1252" else encoding)):
        mark, _, value = line[:60].strip().upper().partition(":")
        if mark == "BEGIN" and value not in {"VCALENDAR", ""}:
            is_calendar = True
            if value == "VEVENT" and "VEVENT" in inside:  # the one before never ended
                yield "VEVENT", row, _whole(gathered, size)
                inside.clear()
            inside.append(value)
            if len(inside) == 1:
                gathered, size = ["STATUS:CANCELLED"] if is_cancellation else [], 0
                row += value == "VEVENT"
        elif mark == "BEGIN":
            is_calendar, is_cancellation = True, False
            inside.clear()
        elif mark == "END" and inside:
            name = inside[0]
            inside = inside[: inside.index(value)] if value in inside else inside[:-1]
            if not inside and name in {"VEVENT", "VTIMEZONE", "VFREEBUSY"}:
                yield name, row, _whole(gathered, size)
        elif not inside:
            is_cancellation |= mark == "METHOD" and value == "CANCEL"
            found.name = found.name or (one_line(line[13:]) if mark == "X-WR-CALNAME" else "")
            found.zone = found.zone or (one_line(line[14:]) if mark == "X-WR-TIMEZONE" else "")
            continue
        if inside and (inside[0] == "VTIMEZONE" or (len(inside) == 1 and _WANTED.match(line))):
            size += len(line)
            if size <= EVENT_CHARACTERS:
                gathered.append(line)
        elif mark == "END" and value in {"STANDARD", "DAYLIGHT"}:
            gathered.append(line)
    if inside[:1] == ["VEVENT"]:
        yield "VEVENT", row, BROKEN_OFF
    if not is_calendar:
        raise Unreadable(Reason.NO_CALENDAR)


def _whole(gathered: list[str], size: int) -> str:
    return "\r\n".join(gathered) if size <= EVENT_CHARACTERS else TOO_LARGE


def _unfolded(physical: Iterator[str]) -> Iterator[str]:
    logical: list[str] = []
    size = 0
    for line in physical:
        if line[:1] in {" ", "\t"} and logical:
            size += len(line)
            if size <= EVENT_CHARACTERS:
                logical.append(line[1:].rstrip("\n"))
        elif line.strip():
            if logical:
                yield repaired("".join(logical))
            logical, size = [line.rstrip("\n").lstrip("\ufeff")], len(line)
    if logical:
        yield repaired("".join(logical))


def _add_zone(block: str, zones: dict[str, str]) -> None:
    """Learn a zone the file defines, unless the world knows it.

    icalendar keeps such zones in a process-wide table: the name given there is a digest of the definition, so
    that one member's file never bends another's hours.
    """
    found = re.search(r"^TZID[^:\n]*:(.+)$", block, re.MULTILINE)
    name = found[1].strip() if found else ""
    if not name or name in zones or len(zones) >= ZONES:
        return
    if known := known_zone(name):
        zones[name] = known
        return
    rules = re.findall(r"^RRULE[^:\r\n]*:([^\r\n]*)", block, re.MULTILINE)
    if any(refusal_to_unroll(rule) or not re.search(r"FREQ=(YEARLY|MONTHLY)\b", rule) for rule in rules):
        return
    digest = f"x-{touch_key(block)}"
    body = re.sub(r"^TZID[^\n]*$", f"TZID:{digest}\r", block, count=1, flags=re.MULTILINE)
    try:
        icalendar.Timezone.from_ical(f"{body}\r\nEND:VTIMEZONE\r\n")
    except _BROKEN:
        return
    if tzp.timezone(digest):
        zones[name] = digest


def known_zone(name: str) -> str:
    """IANA name of a zone given by it, by its Windows name, or by a path that ends in it; else ``""``.

    >>> known_zone("Romance Standard Time"), known_zone("/mozilla.org/20050126_1/Europe/Paris"), known_zone("Oz")
    ('Europe/Paris', 'Europe/Paris', '')
    """
    name = name.strip().strip("/")
    parts = WINDOWS_TO_OLSON.get(name, name).split("/")[-4:]
    for candidate in ("/".join(parts[first:]) for first in range(len(parts))):
        if re.fullmatch(r"[A-Za-z][\w+-]*(/[\w+-]+)*", candidate, re.ASCII):
            try:
                return ZoneInfo(candidate).key
            except (ValueError, OSError, LookupError):
                continue
    return ""


def _event(block: str, zones: dict[str, str], local: str) -> icalendar.Event | Reason:
    if block in {TOO_LARGE, BROKEN_OFF}:
        return Reason.TOO_LARGE if block == TOO_LARGE else Reason.BROKEN_EVENT
    for rule in re.findall(r"^RRULE[^:\r\n]*:([^\r\n]*)", block, re.IGNORECASE | re.MULTILINE):
        if reason := refusal_to_unroll(rule):
            return reason
    if re.search(r"^DTSTART[^:\r\n]*:\d{8}T", block, re.IGNORECASE | re.MULTILINE):
        block = _DAY_ENDS.sub(r"\1T235959", block)  # "until the 19th" means that day too
    zoned = "\r\n".join(_zoned(line, zones, local) for line in _first_of_each(block.split("\r\n")))
    try:
        event = icalendar.Event.from_ical(f"BEGIN:VEVENT\r\n{zoned}\r\nEND:VEVENT\r\n")
    except _BROKEN:
        return Reason.BROKEN_EVENT
    if not isinstance(event, icalendar.Event):
        return Reason.BROKEN_EVENT
    return event if "DTSTART" in event else Reason.NO_DATE


def _first_of_each(block: list[str]) -> Iterator[str]:
    """Drop the second of a property that may stand only once, or of two ends, rather than lose the event."""
    seen: set[str] = set()
    for line in block:
        name = re.split("[;:]", line, maxsplit=1)[0].upper().replace("DURATION", "DTEND")
        if name not in _ONCE or name not in seen:
            seen.add(name)
            yield line


def _zoned(line: str, zones: dict[str, str], local: str) -> str:
    """Name an IANA zone, or one of ours, on a line whose time is neither UTC nor a whole day."""
    parts = _HEAD.match(line) if _DATED.match(line) else None
    if parts is None:
        return line
    found = _TZID.search(parts[1])
    name = (found[1] or found[2]) if found else ""
    zone = zones.get(name) or known_zone(name)
    head, value = _TZID.sub("", parts[1]), parts[2]
    is_floating = re.search(r"T\d{6}(?!\d*Z)", value) is not None
    return f"{head};TZID={zone or local}:{value}" if is_floating else f"{head}:{value}"


def refusal_to_unroll(rule: str) -> Reason | None:
    """Refuse a rule that is no meeting's (hourly) or that would search the centuries in vain (30 February)."""
    rule = rule.strip().rstrip(";").upper()
    pairs = re.findall(r"([A-Z-]+)=([^;=]*)", rule)
    parts = dict(pairs)
    if len(rule) > 500 or len(parts) != rule.count("=") or not _RULE.fullmatch(rule):
        return Reason.BROKEN_EVENT
    if parts.get("FREQ") in {"SECONDLY", "MINUTELY", "HOURLY"}:
        return Reason.TOO_FREQUENT
    if any("," in parts.get(name, "") for name in ("BYHOUR", "BYMINUTE", "BYSECOND")):
        return Reason.TOO_FREQUENT
    numbers = {name: [int(n) for n in re.findall(r"-?\d{1,4}", parts.get(name, ""))] for name in _NUMBERED}
    months = numbers["BYMONTH"] or [1]
    longest = max((_DAYS[month - 1] for month in months if 1 <= month <= 12), default=0)
    is_vain = (
        parts.get("FREQ") not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
        or not re.fullmatch(r"[1-9]\d{0,3}", parts.get("INTERVAL", "1"))
        or any(abs(day) > longest for day in numbers["BYMONTHDAY"])
        or any(abs(place) > 31 for place in numbers["BYSETPOS"])
        or (("BYYEARDAY" in parts or "BYWEEKNO" in parts) and ("BYMONTH" in parts or "BYMONTHDAY" in parts))
    )
    return Reason.BROKEN_EVENT if is_vain else None


def _single(row: int, event: icalendar.Event, local: tzinfo, since: datetime, until: datetime) -> Occurrence | Skipped:
    try:
        found = _occurrence(row, event, local)
    except _BROKEN:
        return Skipped(row, Reason.BROKEN_EVENT)
    return found if found.start < until and found.end > since else Skipped(row, Reason.OUTSIDE_WINDOW)


def _unrolled(
    events: list[tuple[int, icalendar.Event]], local: tzinfo, since: datetime, until: datetime
) -> Iterator[Occurrence | Skipped]:
    row = events[0][0]
    try:
        calendar = icalendar.Calendar()
        for _, event in events:
            if event.start.year < FIRST_YEAR:
                yield Skipped(row, Reason.BROKEN_EVENT)
                return
            calendar.add_component(event)
        happenings = recurring_ical_events.of(calendar).between(since, until)
        found = sorted((_occurrence(row, event, local) for event in happenings), key=lambda one: one.start)
    except _BROKEN:
        yield Skipped(row, Reason.BROKEN_EVENT)
        return
    yield from found[-SERIES_OCCURRENCES:]
    if len(found) > SERIES_OCCURRENCES:
        yield Skipped(row, Reason.TOO_FREQUENT)
    if not found:
        yield Skipped(row, Reason.OUTSIDE_WINDOW)


def _occurrence(row: int, event: icalendar.Event, local: tzinfo) -> Occurrence:
    start, end = event.start, event.end
    is_all_day = not isinstance(start, datetime)
    first, last = _aware(start, local), _aware(end, local)
    uid = str(event.get("UID", "")) or touch_key(event.get("SUMMARY", ""), start)
    return Occurrence(row, uid, first, max(first, last), is_all_day, event)


def _aware(moment: date, local: tzinfo) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), tzinfo=local)
    return moment if moment.tzinfo else moment.replace(tzinfo=local)
