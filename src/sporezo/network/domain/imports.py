"""An import: looked at without writing, then brought in by chunks short enough for everybody else to get a word in.

Each chunk is one transaction under its owner's lock. A job that died goes on where it stopped: what this batch wrote
already is recognised, and the counts are read from what is written.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from time import perf_counter
from typing import Any, BinaryIO

from django.db import transaction

from sporezo.formats import ics, mbox
from sporezo.formats.detect import Format, Reading, Recognised, is_hidden, read, recognise
from sporezo.formats.kept import KeptRecord
from sporezo.formats.reasons import Reason
from sporezo.formats.records import ContactRecord, Imported, Owner, OwnerRecord, Skipped, TouchRecord
from sporezo.formats.source import Source
from sporezo.members.models import Member
from sporezo.network.domain.cards import Desk, card_of
from sporezo.network.domain.exchanges import Counter
from sporezo.network.domain.kept_people import take_back
from sporezo.network.domain.pace import Pace
from sporezo.network.domain.people_in import Gate, Names, holders
from sporezo.network.domain.sheets import refresh
from sporezo.network.enums import Outcome
from sporezo.network.models import Batch, Sighting, SkippedRows, Touch

CALENDAR_YEARS = 10

Beat = Callable[[], dt.datetime]
"""The clock, for a job to say that it lives; what it writes bears the `now` it began with."""

ROWS_A_LINE = 500
SHOWN = 6


@dataclass(slots=True)
class Look:
    """What a file holds, before anything is written."""

    formats: list[str]
    people: int = 0
    known: int = 0
    exchanges: int = 0
    skipped: Tally[str] = field(default_factory=Tally)
    names: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "formats": self.formats,
            "people": self.people,
            "known": self.known,
            "exchanges": self.exchanges,
            "skipped": dict(self.skipped.most_common()),
            "names": self.names,
        }


def look(batch: Batch, stream: BinaryIO, *, now: dt.datetime, beat: Beat | None = None) -> Look:
    """Read all of a file and count, writing nothing but the batch's own progress.

    Raises
    ------
    Unreadable
        When the file is none that Sporezo knows, or is damaged.
    """
    upload = _Upload(batch, stream, now=now)
    seen = Look(upload.formats)
    for chunk in upload.chunks():
        people = [card_of(record, "") for record in chunk if isinstance(record, ContactRecord)]
        held = holders(batch.owner, [key for card in people for key in card.keys])
        strangers = [card.identity for card in people if not any(key in held for key in card.keys)]
        met = Sighting.objects.filter(owner=batch.owner, identity__in=strangers).values("identity").distinct().count()
        kept = [record for record in chunk if isinstance(record, KeptRecord)]
        seen.people += len(people) + len(kept)
        seen.exchanges += sum(len(record.person["touches"]) for record in kept)
        seen.known += len(people) - len(strangers) + met
        seen.exchanges += sum(isinstance(record, TouchRecord) for record in chunk)
        seen.skipped.update(str(record.reason) for record in chunk if isinstance(record, Skipped))
        seen.names += [card.name for card in people if card.name][: SHOWN - len(seen.names)]
        upload.tell_progress(at=beat() if beat else now)
    return seen


def bring(batch: Batch, stream: BinaryIO, *, now: dt.datetime, beat: Beat | None = None) -> Batch:
    """Bring a whole file in, chunk by chunk; the same file again creates nothing.

    Raises
    ------
    Unreadable
        When the file is none that Sporezo knows, or is damaged; what came before the damage stays, in this batch.
    """
    upload = _Upload(batch, stream, now=now)
    batch.source = "+".join(upload.formats)[:40]
    batch.started_at, batch.beat_at, batch.progress = batch.started_at or now, now, 0
    batch.save(update_fields=["source", "started_at", "beat_at", "progress"])
    batch.skipped.all().delete()
    try:
        for chunk in upload.chunks():
            upload.bring(chunk, now=now)
            upload.tell_progress(at=beat() if beat else now)
    finally:
        refresh(batch.owner, (), now=now)
        batch.counts = counts(batch)
        batch.save(update_fields=["counts"])
    batch.finished_at, batch.progress = now, 100
    batch.save(update_fields=["finished_at", "progress"])
    return batch


def counts(batch: Batch) -> dict[str, int]:
    """What became of the rows of a batch, from what is written."""
    rows: dict[tuple[str, int], str] = {}
    met = 0
    claims = batch.claims.order_by("sighting__is_hint", "pk").values_list("file", "row", "outcome", "sighting__is_hint")
    for file, row, outcome, is_hint in claims.iterator(chunk_size=2_000):
        if is_hint and (file, row) not in rows:
            met += outcome == Outcome.CREATED
        elif rows.get((file, row), Outcome.UNCHANGED) == Outcome.UNCHANGED:
            rows[file, row] = outcome  # a row of our own JSON has several cards
    outcomes = Tally(rows.values())
    return {
        "created": outcomes[Outcome.CREATED] + met,
        "met": met,
        "updated": outcomes[Outcome.UPDATED],
        "unchanged": outcomes[Outcome.UNCHANGED],
        "touches": Touch.objects.filter(batch=batch).count(),
        "merged": batch.merges.filter(undone_at=None).count(),
        "skipped": sum(len(rows) for rows in batch.skipped.values_list("rows", flat=True)),
    }


class _Upload:
    """A file being read for one batch."""

    def __init__(self, batch: Batch, stream: BinaryIO, *, now: dt.datetime) -> None:
        self.batch = batch
        self.gate = Gate(batch.owner)
        self.source = Source(stream, batch.file_name)
        self.found = recognise(self.source)
        self.formats = list(dict.fromkeys(str(known.format) for known in self.found))
        self._format_of = {known.member.name: known.format for known in self.found}
        self._reading = _reading(batch.owner, self.gate, self.found, now)
        correspondents = self._correspondents() if Format.MBOX in self._format_of.values() else None
        self.source.rewind()
        self._pace = Pace()
        self._desk = Desk(batch, self.gate, now=now)
        self._counter = Counter(batch, self.gate, self._desk, now=now, correspondents=correspondents)

    def chunks(self) -> Iterator[list[Imported | KeptRecord]]:
        records = read(self.source, self.found, self._reading)
        spoken: set[str] = set()
        while chunk := list(islice(records, self._pace.records)):
            spoken.update(record.file for record in chunk if not isinstance(record, OwnerRecord))
            yield chunk
        if mute := list(self._mute(spoken)):
            yield [Skipped(0, reason, file=name) for name, reason in mute]

    def _mute(self, spoken: set[str]) -> Iterator[tuple[str, Reason]]:
        """The files of which nothing was heard; a LinkedIn archive speaks as one, a chat's pictures need not."""
        tables = [name for name, format in self._format_of.items() if format == Format.LINKEDIN]
        if tables and not spoken.intersection(tables):
            yield tables[0], Reason.NOTHING
        for name in self._format_of:
            if name not in spoken and name not in tables:
                yield name, Reason.NOTHING
        if not {Format.LINKEDIN, Format.WHATSAPP} & set(self._format_of.values()):
            for member in self.source.members:
                if member.name not in self._format_of and not is_hidden(member):
                    yield member.name, Reason.NOT_RECOGNISED

    def bring(self, chunk: list[Imported | KeptRecord], *, now: dt.datetime) -> None:
        """One transaction: people, then exchanges, then why some rows stayed out, then whose ties that changes."""
        exchanges = self._by_source(chunk)
        cards = [card_of(record, self._source(record.file)) for record in chunk if isinstance(record, ContactRecord)]
        kept = [record for record in chunk if isinstance(record, KeptRecord)]
        skipped = [record for record in chunk if isinstance(record, Skipped)]
        if not cards and not kept:  # else the exchanges may name whoever comes in with them
            self._counter.learn_names(chain.from_iterable(exchanges.values()))
        with transaction.atomic():
            Member.objects.select_for_update().get(pk=self.batch.owner_id)
            began = perf_counter()
            if cards:
                skipped += self._desk.take(cards)
            if kept:
                skipped += take_back(self.batch, self._desk, kept)
            for source, touches in exchanges.items():
                skipped += self._counter.take(touches, source)
            _write_skipped(self.batch, skipped)
            if self._desk.changed:
                refresh(self.batch.owner, self._desk.changed, now=now, by_import=True)
        self._desk.changed.clear()
        self._pace.took(perf_counter() - began)

    def tell_progress(self, *, at: dt.datetime) -> None:
        """For whoever watches, and so that a dead job is told from a long one."""
        done = min(99, 100 * self.source.bytes_read // max(1, self.source.bytes_total))
        Batch.objects.filter(pk=self.batch.pk).update(progress=done, beat_at=at)

    def _by_source(self, chunk: list[Imported | KeptRecord]) -> dict[str, list[TouchRecord]]:
        found: dict[str, list[TouchRecord]] = defaultdict(list)
        for record in chunk:
            if isinstance(record, TouchRecord):
                found[self._source(record.file)].append(record)
        return found

    def _source(self, file: str) -> str:
        return str(self._format_of.get(file, self.formats[0]))[:12]

    def _correspondents(self) -> set[str]:
        """To whom the owner wrote, in the mailboxes of this file: only they become people."""
        written: set[str] = set()
        for known in self.found:
            if known.format == Format.MBOX:
                with self.source.open(known.member) as stream:
                    for record in mbox.read(stream, owner=self._reading.owner):
                        if isinstance(record, TouchRecord) and record.direction == "out":
                            written.update(person.email for person in record.counterparts)
        return written


def _reading(owner: Member, gate: Gate, found: Iterable[Recognised], now: dt.datetime) -> Reading:
    has_calendar = any(known.format == Format.ICALENDAR for known in found)
    return Reading(
        Owner(names=(owner.full_name,), emails=gate.emails),
        since=now - dt.timedelta(days=365 * CALENDAR_YEARS),
        until=now,
        time_zone=owner.time_zone,
        people_in=ics.people_finder(Names(owner).shown) if has_calendar else None,
    )


def _write_skipped(batch: Batch, skipped: Iterable[Skipped]) -> None:
    """Gathered by reason, so that a mailbox of newsletters takes little room and every row can still be told."""
    gathered: dict[tuple[str, str, tuple[tuple[str, Any], ...]], list[int]] = defaultdict(list)
    for one in skipped:
        gathered[one.file[:200], str(one.reason), tuple(sorted(one.params.items()))].append(one.row)
    SkippedRows.objects.bulk_create(
        SkippedRows(batch=batch, file=file, reason=reason, params=dict(params), rows=rows[start : start + ROWS_A_LINE])
        for (file, reason, params), rows in gathered.items()
        for start in range(0, len(rows), ROWS_A_LINE)
    )
