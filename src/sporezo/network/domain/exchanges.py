"""A few hundred exchanges of a file, brought in within one transaction: with whom, when, which way; never a body."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Sequence
from zoneinfo import ZoneInfo

from sporezo.formats import names
from sporezo.formats.reasons import Reason
from sporezo.formats.records import Counterpart, Skipped, TouchRecord
from sporezo.network.domain.cards import Card, Desk
from sporezo.network.domain.people_in import Gate, Names, Place, holders, keys_of_counterpart
from sporezo.network.domain.touches import put_in
from sporezo.network.enums import Direction, Purpose, TouchChannel
from sporezo.network.models import Batch, Touch, TouchClaim

CHANNELS = {
    "email": TouchChannel.MAIL,
    "whatsapp": TouchChannel.MESSAGE,
    "call": TouchChannel.CALL,
    "meal": TouchChannel.MEAL,
    "coffee": TouchChannel.COFFEE,
    "meeting": TouchChannel.MEETING,
    "sport": TouchChannel.SESSION,
}
GENEROUS = ("recommendation", "endorsement")
NOBODY = "sponsored"
"""An advertisement in the shape of a message: an exchange with somebody one holds, nobody otherwise."""


def _channel(record: TouchRecord) -> TouchChannel:
    """A message is one, whoever carries it; an invitation, an endorsement or an advertisement is a mere sign."""
    if record.channel == "linkedin":
        return TouchChannel.MESSAGE if record.kind == "message" else TouchChannel.SOCIAL
    return CHANNELS[record.channel if record.channel in CHANNELS else record.kind]


class Counter:
    """Takes exchanges in for one batch; what it leaves out, it says why."""

    def __init__(
        self,
        batch: Batch,
        gate: Gate,
        desk: Desk,
        *,
        now: dt.datetime,
        correspondents: Collection[str] | None = None,
    ) -> None:
        self._batch, self._gate, self._desk, self._now = batch, gate, desk, now
        self._correspondents = correspondents  # to whom the owner wrote, where the file is a mailbox
        self._zone = ZoneInfo(batch.owner.time_zone)
        self._names: Names | None = None
        self._hinted: set[tuple[str, str]] = set()

    def take(self, records: Sequence[TouchRecord], source: str) -> list[Skipped]:
        """Bring these in, with whoever they name by an exact key. Within the caller's transaction."""
        late = [gone for record in records if (gone := self._is_out_of_time(record))]
        records = [record for record in records if not self._is_out_of_time(record)]
        self._introduce(records, source)
        keys = [key for record in records for person in record.counterparts for key in keys_of_counterpart(person)]
        held = {
            key: Place(row.contact_id, row.home_id or row.contact_id)
            for key, row in holders(self._batch.owner, keys).items()
        }
        told = [
            (place, record, person, _key(record, person))
            for place, record in enumerate(records)
            for person in record.counterparts
        ]
        known = {
            touch.key: touch
            for touch in Touch.objects.filter(owner=self._batch.owner, key__in={one[3] for one in told})
        }
        fresh: dict[str, Touch] = {}
        again: set[int] = set()
        met: set[tuple[int, str]] = set()
        placed: set[int] = set()
        for number, record, person, key in sorted(told, key=lambda one: one[3] not in known):
            if key in known:
                placed.add(number)
                met.add((known[key].contact_id, record.key))
                again.add(known[key].pk)
                continue
            place = next((held[one] for one in keys_of_counterpart(person) if one in held), None) or self._named(person)
            if place is None:
                continue
            placed.add(number)
            # Not the same person listed under two addresses, nor the same exchange told by two rows.
            if (place.contact, record.key) not in met:
                met.add((place.contact, record.key))
                fresh[key] = self._touch(record, place, key)
        self._desk.changed |= put_in(fresh.values())
        self._vouch(again, known.values())
        nobody = [record for number, record in enumerate(records) if number not in placed]
        return late + [Skipped(record.row, *self._reason(record), file=record.file) for record in nobody]

    def _introduce(self, records: Sequence[TouchRecord], source: str) -> None:
        """Whoever is named by an exact key is held from now on, and this batch says so."""
        cards: list[Card] = []
        for record in records:
            for person in record.counterparts:
                keys = keys_of_counterpart(person)
                if not keys or keys[0] in self._hinted or not self._is_welcome(record, person):
                    continue
                self._hinted.add(keys[0])
                cards.append(_hint(record, person, source))
        if cards:
            self._desk.take(cards)
            self._names = None

    def _is_welcome(self, record: TouchRecord, person: Counterpart) -> bool:
        """Not an advertiser, nor whoever fills one's mailbox without a single answer."""
        if record.kind == NOBODY:
            return False
        return self._correspondents is None or record.channel != "email" or person.email in self._correspondents

    def learn_names(self, records: Iterable[TouchRecord]) -> None:
        """Before the transaction, since it takes a while: the names one holds, where these exchanges need them."""
        if self._names is None and any(_is_name_alone(person) for record in records for person in record.counterparts):
            self._names = Names(self._batch.owner)

    def _named(self, person: Counterpart) -> Place | None:
        """The only one of that full name, for exchanges that know no key; a key unknown here is a stranger's."""
        if not _is_name_alone(person):
            return None
        if self._names is None:
            self._names = Names(self._batch.owner)
        return self._names.find(person.name, person.company)

    def _touch(self, record: TouchRecord, place: Place, key: str) -> Touch:
        is_gift = record.kind in GENEROUS and record.direction == "out"
        return Touch(
            owner=self._batch.owner,
            contact_id=place.contact,
            home_id=place.lent_home,
            at=self._moment(record.at),
            channel=_channel(record),
            direction=Direction(record.direction),
            purpose=Purpose.GIVE if is_gift else Purpose.NEWS,
            people=len(record.counterparts) + 1,
            batch=self._batch,
            key=key,
            logged_at=self._now,
        )

    def _vouch(self, again: set[int], known: Collection[Touch]) -> None:
        others = [touch for touch in known if touch.pk in again and touch.batch_id not in (None, self._batch.pk)]
        TouchClaim.objects.bulk_create(
            [TouchClaim(batch=self._batch, touch=touch) for touch in others], ignore_conflicts=True
        )

    def _reason(self, record: TouchRecord) -> tuple[Reason, dict[str, str | int]]:
        """Why nobody was there: an advertisement, somebody erased, somebody unknown."""
        if record.kind == NOBODY:
            return Reason.NOT_BETWEEN_PEOPLE, {}
        person = record.counterparts[0]
        if self._gate.is_erased(keys_of_counterpart(person)):
            return Reason.ERASED, {}
        name = person.name or person.email or person.phone or person.linkedin_slug
        return Reason.UNKNOWN_PERSON, {"name": name[:80]}

    def _moment(self, at: dt.datetime | dt.date) -> dt.datetime:
        return at if isinstance(at, dt.datetime) else dt.datetime.combine(at, dt.time(12), tzinfo=self._zone)

    def _is_out_of_time(self, record: TouchRecord) -> Skipped | None:
        at = self._moment(record.at)
        if at <= self._now + dt.timedelta(days=1) and at.year >= 1970:
            return None
        return Skipped(record.row, Reason.OUTSIDE_WINDOW, file=record.file)


def _is_name_alone(person: Counterpart) -> bool:
    return bool(person.name) and not keys_of_counterpart(person)


def _hint(record: TouchRecord, person: Counterpart, source: str) -> Card:
    name = names.split(person.name)
    said = {
        "given": name.given,
        "family": name.family,
        "full": name.full,
        "emails": [person.email] if person.email else [],
        "phones": [[person.phone, person.phone, ""]] if person.phone else [],
        "linkedin": person.linkedin_slug,
        "company": person.company,
        "title": person.title,
    }
    kept = {field: value for field, value in said.items() if value}
    return Card(record.row, record.file[:200], source, kept, is_hint=True)


def _key(record: TouchRecord, person: Counterpart) -> str:
    """The exchange, and whom it was with: whoever holds them today, told twice it is one row."""
    keys = keys_of_counterpart(person)
    who = keys[0][1] if keys else names.fold(person.name)
    return f"{record.key[:90]}~{hashlib.sha256(who.encode('utf-8', 'replace')).hexdigest()[:16]}"
