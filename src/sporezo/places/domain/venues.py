"""Venues from a file: brought in line by source and number, a few at a time, never deleted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import override

from sporezo.formats.records import Skipped
from sporezo.formats.source import Source
from sporezo.formats.venues import Selection, VenueRecord, read
from sporezo.jobs.giving_way import giving_way
from sporezo.places.models import Commune, Venue
from sporezo.places.rules import area_cell
from sporezo.sports.models import Sport

VENUES_A_TRANSACTION = 40  # 10 to 25 ms
DUPLICATE = "duplicate"
CHANGES_SHOWN = 30
_WRITTEN = ("name", "city", "commune_id", "latitude", "longitude", "cell", "is_public", "is_indoor", "booking_url")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """What a file says anew of one venue; nothing in `fields` when the venue itself is new."""

    name: str
    city: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """A sport here, and what its grounds are called that have no name."""

    pk: int
    name: str


@dataclass(slots=True)
class VenuesReport:
    """What an import did. `by_sport` counts what the file holds, new or not."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    by_sport: Counter[str] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)  # the first few, for whoever wants to see

    def as_json(self) -> dict[str, Any]:
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "skipped": dict(self.skipped.most_common()),
            "by_sport": dict(self.by_sport.most_common()),
        }


def import_venues(
    source: Source,
    *,
    now: dt.datetime,
    selection: Selection | None = None,
    told: Callable[[VenuesReport], None] = lambda report: None,
    is_rehearsal: bool = False,
) -> VenuesReport:
    """Bring the venues of a file in line; the same file again changes nothing, and a rehearsal writes nothing.

    `told` hears of each step.

    What a file no longer names stays: sessions may refer to it. Memory grows by 100 bytes a venue (their keys).

    Raises
    ------
    Unreadable
        When the file cannot be read, or is damaged on the way: what stood before the damage is in.
    """
    report = VenuesReport()
    with override(settings.LANGUAGE_CODE):  # a name is kept: the same file again finds it, whoever brings it
        sports = {sport.slug: Ground(sport.pk, str(sport)) for sport in Sport.objects.all()}
    communes = frozenset(Commune.objects.values_list("pk", flat=True))
    for records in _chunks(source, selection, frozenset(sports), report):
        _bring_in(records, sports, communes, report, now, is_rehearsal)
        told(report)
    return report


def _chunks(
    source: Source, selection: Selection | None, sports: frozenset[str], report: VenuesReport
) -> Iterator[list[VenueRecord]]:
    seen: set[Key] = set()
    chunk: list[VenueRecord] = []
    for record in read(source, selection):
        if isinstance(record, Skipped):
            report.skipped[record.reason] += 1
            continue
        if not sports.intersection(record.sports):
            report.skipped["no_sport"] += 1
            continue
        if _key(record) in seen:
            report.skipped[DUPLICATE] += 1
            continue
        seen.add(_key(record))
        report.by_sport.update(sports.intersection(record.sports))
        chunk.append(record)
        if len(chunk) == VENUES_A_TRANSACTION:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _bring_in(
    records: Sequence[VenueRecord],
    sports: dict[str, Ground],
    communes: frozenset[str],
    report: VenuesReport,
    now: dt.datetime,
    is_rehearsal: bool,
) -> None:
    """Write one chunk; a chunk that says nothing new takes no lock."""
    drafts = {_key(record): _draft(record, sports, communes, now) for record in records}
    wanted = {_key(record): {sports[slug].pk for slug in record.sports if slug in sports} for record in records}
    stored = _stored(drafts)
    if len(stored) == len(drafts) and not any(_differs(stored[key], drafts[key], wanted[key]) for key in drafts):
        report.unchanged += len(drafts)
        return
    with giving_way(is_rehearsal=is_rehearsal):
        stored = stored if is_rehearsal else _stored(drafts)
        new = [draft for key, draft in drafts.items() if key not in stored]
        changed = [venue for key, venue in stored.items() if _differs(venue, drafts[key], wanted[key])]
        _note(new, changed, drafts, wanted, report)
        if not is_rehearsal:
            _write(new, changed, drafts, wanted)
    report.created += len(new)
    report.updated += len(changed)
    report.unchanged += len(stored) - len(changed)


def _write(new: list[Venue], changed: list[Venue], drafts: dict[Key, Venue], wanted: dict[Key, set[int]]) -> None:
    for venue in changed:
        for name in _WRITTEN:
            setattr(venue, name, getattr(drafts[_key_of(venue)], name))
    Venue.objects.bulk_create(new)
    Venue.objects.bulk_update(changed, _WRITTEN)
    plays = Venue.sports.through
    plays.objects.filter(venue__in=changed).delete()
    plays.objects.bulk_create(
        [plays(venue_id=venue.pk, sport_id=sport) for venue in (*new, *changed) for sport in wanted[_key_of(venue)]]
    )


def _note(
    new: list[Venue],
    changed: list[Venue],
    drafts: dict[Key, Venue],
    wanted: dict[Key, set[int]],
    report: VenuesReport,
) -> None:
    """Keep what the first few changes are, changed ones ahead."""
    for venue in changed:
        draft, key = drafts[_key_of(venue)], _key_of(venue)
        fields = [name for name in _WRITTEN if getattr(venue, name) != getattr(draft, name)]
        if {sport.pk for sport in venue.sports.all()} != wanted[key]:
            fields.append("sports")
        report.changes.append(Change(venue.name, venue.city, tuple(fields)))
    report.changes += [Change(venue.name, venue.city) for venue in new]
    report.changes.sort(key=lambda change: not change.fields)
    del report.changes[CHANGES_SHOWN:]


def _draft(record: VenueRecord, sports: dict[str, Ground], communes: frozenset[str], now: dt.datetime) -> Venue:
    commune = record.insee if record.insee in communes else None
    named = record.name or _by_its_sport(record, sports)
    if record.installation and record.installation.casefold() not in named.casefold():
        named = f"{record.installation} · {named}"
    return Venue(
        name=named[:160],
        city=record.commune[:80],
        commune_id=commune,
        latitude=record.latitude,
        longitude=record.longitude,
        cell=area_cell(record.latitude, record.longitude),
        is_public=record.is_public,
        is_indoor=record.is_indoor,
        booking_url=record.url if len(record.url) <= 200 else "",
        source=record.source,
        source_key=record.source_id[:80],
        added_at=now,
    )


def _by_its_sport(record: VenueRecord, sports: dict[str, Ground]) -> str:
    """What a ground without a name is called: its sport, and its street or town."""
    ground = next(sports[slug].name for slug in record.sports if slug in sports)
    return ", ".join(filter(None, (ground, record.address or record.commune)))


def _stored(drafts: dict[Key, Venue]) -> dict[Key, Venue]:
    found = Venue.objects.filter(
        source__in={source for source, _number in drafts}, source_key__in=[number for _source, number in drafts]
    ).prefetch_related("sports")
    return {_key_of(venue): venue for venue in found if _key_of(venue) in drafts}


def _differs(venue: Venue, draft: Venue, wanted: set[int]) -> bool:
    return {sport.pk for sport in venue.sports.all()} != wanted or any(
        getattr(venue, name) != getattr(draft, name) for name in _WRITTEN
    )


def _key(record: VenueRecord) -> Key:
    return record.source, record.source_id[:80]


def _key_of(venue: Venue) -> Key:
    return venue.source, venue.source_key
