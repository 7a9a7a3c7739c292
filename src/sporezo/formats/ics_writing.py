"""Write sessions as iCalendar: a feed one subscribes to, an invitation in a mail, its cancellation."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import icalendar

from sporezo.formats.recurrence import Rule
from sporezo.formats.texts import many_lines, one_line

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]
Status = Literal["TENTATIVE", "CONFIRMED", "CANCELLED"]
Answer = Literal["NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"]
PRODUCT = "-//Sporezo//Sporezo//{language}"
REFRESH = timedelta(hours=1)
REFRESH_TEXT = "PT1H"
YEARS_AHEAD = 5  # how far an endless series' zone is told; a feed is read again long before


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Whom an invitation is sent to: the addressee only, never the other participants."""

    email: str
    name: str = ""
    answer: Answer = "NEEDS-ACTION"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """A session as a calendar shows it.

    ``uid`` stays the same for the life of the session and ``sequence`` rises with each change that matters, so
    that calendars replace it. ``starts_at`` and ``ends_at`` are aware; the event keeps the wall clock of
    ``time_zone``. ``location`` is left empty for whoever may not know the exact place. A series has a ``rule``, met by
    its first start, and starts ``left_out``; one of its dates has the series' uid and ``recurs_at``, its first start.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    summary: str
    stamped_at: datetime
    sequence: int = 0
    status: Status = "CONFIRMED"
    description: str = ""
    location: str = ""
    url: str = ""
    organiser_email: str = ""
    organiser_name: str = ""
    guests: tuple[Guest, ...] = ()
    remind_minutes: int | None = None
    rule: Rule | None = None
    left_out: tuple[datetime, ...] = ()
    recurs_at: datetime | None = None


def calendar(events: Iterable[CalendarEvent], *, method: Method, name: str, language: str) -> bytes:
    """The bytes of an ``.ics`` file.

    Raises
    ------
    ValueError
        For an event without a time zone's offset, that ends before it starts, or an invitation or cancellation
        without organiser (RFC 5546 asks for one).
    """
    written = list(events)
    book = icalendar.Calendar()
    book.add("PRODID", PRODUCT.format(language=language.upper()))
    book.add("VERSION", "2.0")
    book.add("METHOD", method)
    if method == "PUBLISH":
        book.add("NAME", one_line(name))
        book.add("X-WR-CALNAME", one_line(name))
        book.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
        book.add("X-PUBLISHED-TTL", REFRESH_TEXT)
    for zone in sorted({event.time_zone for event in written}):
        book.add_component(_zone(zone, [event for event in written if event.time_zone == zone]))
    for event in written:
        book.add_component(_event(event, method, language))
    content: bytes = book.to_ical()
    return content


def _zone(name: str, events: list[CalendarEvent]) -> icalendar.Timezone:
    """A VTIMEZONE for the years of these events, with a year to spare on each side."""
    first = min(event.starts_at for event in events).year - 1
    last = max(_last_year(event) for event in events) + 1
    zone = icalendar.Timezone.from_tzinfo(ZoneInfo(name), name, date(first, 1, 1), date(last, 12, 31))
    zone.pop("COMMENT", None)
    return zone


def _last_year(event: CalendarEvent) -> int:
    if event.rule is None:
        return event.ends_at.year
    return event.rule.until_on.year if event.rule.until_on else event.ends_at.year + YEARS_AHEAD


def _recurrence(event: CalendarEvent, zone: ZoneInfo, written: icalendar.Event) -> None:
    if event.recurs_at is not None:
        written.add("RECURRENCE-ID", event.recurs_at.astimezone(zone))
    if event.rule is None:
        return
    rule = event.rule.ending(event.starts_at.astimezone(zone).date())
    text = str(replace(rule, until_on=None))
    if rule.until_on:  # RFC 5545 asks for UTC where the start has a zone
        last = datetime.combine(rule.until_on, time.max, tzinfo=zone).astimezone(UTC)
        text += f";UNTIL={last:%Y%m%dT%H%M%SZ}"
    written.add("RRULE", icalendar.vRecur.from_ical(text))
    if event.left_out:
        written.add("EXDATE", [moment.astimezone(zone) for moment in sorted(event.left_out)])


def _event(event: CalendarEvent, method: Method, language: str) -> icalendar.Event:
    refuse_nonsense(event, method)
    zone = ZoneInfo(event.time_zone)
    written = icalendar.Event()
    written.add("UID", event.uid)
    written.add("DTSTAMP", event.stamped_at.astimezone(UTC))
    written.add("LAST-MODIFIED", event.stamped_at.astimezone(UTC))
    written.add("SEQUENCE", event.sequence)
    written.add("DTSTART", event.starts_at.astimezone(zone))
    written.add("DTEND", event.ends_at.astimezone(zone))
    _recurrence(event, zone, written)
    written.add("SUMMARY", one_line(event.summary), parameters={"LANGUAGE": language})
    written.add("STATUS", "CANCELLED" if method == "CANCEL" else event.status)
    written.add("TRANSP", "TRANSPARENT" if event.status == "TENTATIVE" else "OPAQUE")
    described = many_lines(event.description)
    for prop, text in (("DESCRIPTION", described), ("LOCATION", one_line(event.location)), ("URL", event.url)):
        if text:
            written.add(prop, text)
    if event.organiser_email:
        written.add("ORGANIZER", _address(event.organiser_email, {"CN": event.organiser_name}))
    for guest in event.guests:
        params = {"CN": guest.name, "PARTSTAT": guest.answer, "ROLE": "REQ-PARTICIPANT", "RSVP": "TRUE"}
        written.add("ATTENDEE", _address(guest.email, params))
    if event.remind_minutes is not None and method != "CANCEL":
        alarm = icalendar.Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("DESCRIPTION", one_line(event.summary))
        alarm.add("TRIGGER", timedelta(minutes=-event.remind_minutes))
        written.add_component(alarm)
    return written


def refuse_nonsense(event: CalendarEvent, method: Method) -> None:
    """Refuse what calendars would misread."""
    moments = (event.starts_at, event.ends_at, event.stamped_at)
    if any(moment.utcoffset() is None for moment in moments):
        raise ValueError(f"{event.uid}: every time needs its offset.")
    if event.ends_at <= event.starts_at:
        raise ValueError(f"{event.uid}: it ends before it starts.")
    if method != "PUBLISH" and not event.organiser_email:
        raise ValueError(f"{event.uid}: a {method} names its organiser.")


def _address(email: str, params: dict[str, str]) -> icalendar.vCalAddress:
    address = icalendar.vCalAddress(f"mailto:{email}")
    for name, value in params.items():
        if value:
            address.params[name] = value.replace('"', "'")
    return address
