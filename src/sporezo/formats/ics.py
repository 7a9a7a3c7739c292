"""iCalendar: past meetings as exchanges in person, and the hours somebody is busy."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sporezo.formats import names
from sporezo.formats.keys import email_key
from sporezo.formats.occurrences import Occurrence, Preamble, occurrences, periods, preamble
from sporezo.formats.reasons import Reason
from sporezo.formats.records import Channel, Counterpart, Met, Owner, Skipped, TouchRecord
from sporezo.formats.texts import one_line

MOST_PEOPLE = 12
_CONFERENCE = re.compile(
    r"zoom\.|teams\.|meet\.google|microsoft teams|google meet|webex|whereby|skype|livestorm", re.IGNORECASE
)
_ONLINE = re.compile(_CONFERENCE.pattern + r"|https?://|visio|en ligne|online", re.IGNORECASE)
_KINDS: tuple[tuple[Met, re.Pattern[str]], ...] = (
    ("call", re.compile(r"\b(appel|call|telephone|tel|visio|visioconference|zoom|teams|webex)\b")),
    ("meal", re.compile(r"\b(dejeuner|dej|diner|lunch|dinner|repas|brunch|breakfast|resto|restaurant)\b")),
    ("coffee", re.compile(r"\b(cafe|coffee|apero|aperitif|afterwork|verre|drinks?|pot)\b")),
    ("sport", re.compile(r"\b(tennis|padel|squash|badminton|running|footing|course a pied|golf|velo|ride|match)\b")),
    ("sport", re.compile(r"\b(foot|football|natation|escalade|voile|ski|randonnee|yoga|petanque|aviron|escrime)\b")),
)
_WITH = re.compile(r"(?:\b(?:avec|with|x)\b|\bw/|<>|↔)\s*(.+)$", re.IGNORECASE)
_PEOPLE = re.compile(r"\s*(?:,|;|/|&|\+|<>|↔|\bet\b|\band\b)\s*")
_PERSON = re.compile(r"[A-ZÀ-ÞŒ][\w'’.-]*(?:\s+(?:d[eu]s?|la|le|van|von|der|[A-ZÀ-ÞŒ][\w'’.-]*)){0,4}")


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch of time somebody cannot play in; both ends aware."""

    starts_at: datetime
    ends_at: datetime


def read(
    stream: BinaryIO,
    *,
    owner: Owner,
    since: datetime,
    until: datetime,
    time_zone: str = "Europe/Paris",
    people_in: Callable[[str], Iterable[str]] | None = None,
) -> Iterator[TouchRecord | Skipped]:
    """Yield past meetings with other people as exchanges.

    Parameters
    ----------
    owner
        Whose calendar it is: never a counterpart. Where meetings do not name them, an address that nearly every
        meeting names is taken as theirs too.
    since, until
        Window of time; ``until`` is now, since what is still to come is no exchange.
    people_in
        Names of people a title speaks of, for events without attendees; by default those a title plainly names
        (*Déjeuner avec Marie Curie*); :func:`people_finder` knows the owner's contacts too.

    Raises
    ------
    Unreadable
        When the file holds no calendar.
    """
    known = preamble(stream)
    emails = owner.emails | _own_addresses(known, owner)
    for found in occurrences(stream, known, since=since, until=until, time_zone=time_zone):
        if isinstance(found, Skipped):
            yield found
        elif found.end > until:
            yield Skipped(found.row, Reason.OUTSIDE_WINDOW)
        else:
            yield _touch(found, Owner(owner.names, emails), people_in or people_in_title)


def busy(
    stream: BinaryIO, *, owner: Owner, since: datetime, until: datetime, time_zone: str = "Europe/Paris"
) -> list[Busy]:
    """Merged, sorted stretches of the window in which the owner is busy.

    Free, cancelled and declined events take no time; neither does what cannot be read.

    Raises
    ------
    Unreadable
        When the file holds no calendar.
    """
    known = preamble(stream)
    start = stream.tell()
    found = [
        (occurrence.start, occurrence.end)
        for occurrence in occurrences(stream, known, since=since, until=until, time_zone=time_zone)
        if isinstance(occurrence, Occurrence) and _takes_time(occurrence, owner)
    ]
    stream.seek(start)
    found += periods(stream)
    merged: list[Busy] = []
    for first, last in sorted((max(first, since), min(last, until)) for first, last in found):
        if last <= first:
            continue
        if merged and first <= merged[-1].ends_at:
            merged[-1] = Busy(merged[-1].starts_at, max(last, merged[-1].ends_at))
        else:
            merged.append(Busy(first, last))
    return merged


def people_in_title(title: str) -> list[str]:
    """The people an event's title plainly names.

    >>> people_in_title("Déjeuner avec Marie Curie et Paul Langevin"), people_in_title("Point avec l'équipe")
    (['Marie Curie', 'Paul Langevin'], [])
    """
    found = _WITH.search(title)
    listed = _PEOPLE.split(re.split(r"[(@|:–—]| - ", found[1])[0]) if found else []
    return [person for person in (part.strip(" .!?") for part in listed) if _PERSON.fullmatch(person)]


def people_finder(known_names: Iterable[str]) -> Callable[[str], list[str]]:
    """Find in a title the people it plainly names, and any of these known full names.

    >>> people_finder(["Hélène Petit-Roux", "Zoé"])("dej helene petit roux (Odéon)")
    ['Hélène Petit-Roux']
    """
    by_key = {key: name for name in known_names if " " in (key := names.fold(name))}
    longest = max((key.count(" ") + 1 for key in by_key), default=0)

    def people_in(title: str) -> list[str]:
        words = names.fold(title).split()
        spans = (
            " ".join(words[first:last])
            for first in range(len(words))
            for last in range(first + 2, min(first + longest, len(words)) + 1)
        )
        known = [by_key[span] for span in spans if span in by_key]
        taken = {names.fold(name) for name in known}
        return known + [name for name in people_in_title(title) if names.fold(name) not in taken]

    return people_in


def _own_addresses(known: Preamble, owner: Owner) -> frozenset[str]:
    """The calendar's name, and an address that stands in nearly all meetings beside somebody else's.

    A weekly lunch of two names both in all of them: then only the one that sounds like the owner's name is theirs.
    """
    own = frozenset({email_key(known.name)} - {""})
    if 2 * max((known.attendees[address] for address in own | owner.emails), default=0) >= max(1, known.meetings):
        return own
    frequent = {address for address, count in known.attendees.items() if count >= 5 and count >= 0.8 * known.meetings}
    words = {word for name in owner.names for word in names.fold(name).split()}
    named = {one for one in frequent if words & set(re.split(r"[\W_\d]+", names.fold(one.partition("@")[0])))}
    theirs = named or (frequent if 2 * known.crowds >= known.meetings else set())
    return own | theirs if len(theirs) == 1 else own


def _touch(found: Occurrence, owner: Owner, people_in: Callable[[str], Iterable[str]]) -> TouchRecord | Skipped:
    if found.text("STATUS").upper() == "CANCELLED":
        return Skipped(found.row, Reason.CANCELLED)
    if _is_declined(found, owner):
        return Skipped(found.row, Reason.DECLINED)
    title = found.text("SUMMARY")
    others = _others(found, owner) or [Counterpart(name=person) for person in people_in(title)]
    if not others:
        return Skipped(found.row, Reason.NO_COUNTERPART)
    if len(others) > MOST_PEOPLE:
        return Skipped(found.row, Reason.TOO_MANY_PEOPLE, {"people": len(others)})
    channel, kind = _how(found, title)
    return TouchRecord(
        row=found.row,
        at=found.start.date() if found.is_all_day else found.start,
        channel=channel,
        direction="both",
        counterparts=tuple(others),
        kind=kind,
        key=found.key,
    )


def _others(found: Occurrence, owner: Owner) -> list[Counterpart]:
    own_names = {names.fold(name) for name in owner.names}
    others: dict[str, Counterpart] = {}
    for value in found.values("ATTENDEE") + found.values("ORGANIZER") + found.values("CONTACT"):
        params = getattr(value, "params", {})
        if str(params.get("CUTYPE", "INDIVIDUAL")).upper() in {"ROOM", "RESOURCE", "GROUP"}:
            continue
        if str(params.get("PARTSTAT", "")).upper() == "DECLINED":
            continue
        address = email_key(str(value)) or email_key(str(params.get("EMAIL", "")))
        name = one_line(str(params.get("CN", "")))
        name = "" if email_key(name) else name
        if address in owner.emails or (name and names.fold(name) in own_names):
            continue
        if address.endswith(("@resource.calendar.google.com", "@group.calendar.google.com")):
            continue
        if address or name:
            others.setdefault(address or names.fold(name), Counterpart(name=name, email=address))
    return list(others.values())


def _is_declined(found: Occurrence, owner: Owner) -> bool:
    return any(
        email_key(str(value)) in owner.emails and str(value.params.get("PARTSTAT", "")).upper() == "DECLINED"
        for value in found.values("ATTENDEE")
        if hasattr(value, "params")
    )


def _how(found: Occurrence, title: str) -> tuple[Channel, Met]:
    folded = names.fold(title)
    kind: Met = next((kind for kind, pattern in _KINDS if pattern.search(folded)), "meeting")
    location = found.text("LOCATION")
    has_conference = bool(found.text("X-GOOGLE-CONFERENCE") or found.text("X-MICROSOFT-SKYPETEAMSMEETINGURL"))
    is_online = (
        bool(_ONLINE.search(location)) if location else has_conference or bool(_CONFERENCE.search(found.text("URL")))
    )
    return ("call", "call") if is_online or kind == "call" else ("in_person", kind)


def _takes_time(found: Occurrence, owner: Owner) -> bool:
    return not (
        found.text("TRANSP").upper() == "TRANSPARENT"
        or found.text("STATUS").upper() == "CANCELLED"
        or found.text("X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE"
        or _is_declined(found, owner)
    )
