"""People who come back from an export of Sporezo's own, with all that was kept about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sporezo.formats.kept import KeptRecord
from sporezo.formats.records import Skipped
from sporezo.members.enums import Sector
from sporezo.network.domain.cards import Card, Desk
from sporezo.network.domain.sightings import LENGTHS
from sporezo.network.domain.touches import put_in
from sporezo.network.enums import (
    Circle,
    Direction,
    GivenOrReceived,
    KeyKind,
    LightState,
    NoteKind,
    Outcome,
    Purpose,
    TouchChannel,
)
from sporezo.network.models import Batch, Claim, Contact, Favour, Note, OwnLight, Position, Touch
from sporezo.network.queries.exports import OWN

_NAMES_OF = {"given_name": "given", "family_name": "family", "function": "title"}
_ONCE = (
    *("sector", "how_we_met", "circle", "wish_days", "snoozed_until", "set_aside_at", "trashed_at", "created_at"),
    *("sorted_at", "sort_again_at"),
)
_CHOICES = {
    "channel": TouchChannel,
    "direction": Direction,
    "purpose": Purpose,
    "kind": NoteKind,
    "way": GivenOrReceived,
    "state": LightState,
    "circle": Circle,
    "sector": Sector,
}


def take_back(batch: Batch, desk: Desk, records: Sequence[KeptRecord]) -> list[Skipped]:
    """Bring these people in: their cards as they were, then their own words. Within the caller's transaction."""
    owns = {record.row: _own_card(record) for record in records}
    cards = [card for record in records for card in (*_cards(record), owns[record.row])]
    skipped = desk.take(cards)
    claims = Claim.objects.filter(batch=batch, sighting__digest__in=[own.digest for own in owns.values()])
    found = {claim.row: claim.sighting.contact for claim in claims.select_related("sighting__contact")}
    created = set(
        Claim.objects.filter(batch=batch, row__in=list(owns), outcome=Outcome.CREATED).values_list("row", flat=True)
    )
    for record in records:
        if record.row in found:
            contact = found[record.row]
            if record.row in created and contact.batch_id == batch.pk:
                _settle(contact, record.person)
                lights = [OwnLight(contact=contact, **row) for row in _known(record.person["lights"])]
                OwnLight.objects.bulk_create(lights, ignore_conflicts=True)
            _write(batch, contact, record.person)
            desk.changed.add(contact.pk)
    return [one for one in skipped if one.row in owns and one.row not in found]


def _own_card(record: KeptRecord) -> Card:
    """What its owner wrote on the contact, and every key; the cards beside it say the rest."""
    person = record.person
    told = {card["source"] for card in person["cards"]}
    said: dict[str, Any] = {"uid": person["id"] or f"row {record.row}", "sources": {}}
    for column in LENGTHS:
        source = person["sources"].get(column, "typed")
        if person[column] and source not in told:
            said[_NAMES_OF.get(column, column)] = person[column]
            said["sources"][column] = source
    keys = {kind: [key["value"] for key in person["keys"] if key["kind"] == kind] for kind in KeyKind}
    said |= {"emails": keys[KeyKind.EMAIL], "phones": [[number, number, ""] for number in keys[KeyKind.PHONE]]}
    said |= {"linkedin": next(iter(keys[KeyKind.LINKEDIN]), "")}
    said |= {"lights": len(person["lights"])}
    said |= {name: _as_json(person[name]) for name in _ONCE if person[name] and _is_known(name, person[name])}
    kept = {name: value for name, value in said.items() if value}
    return Card(record.row, record.file[:200], OWN, kept, group=f"{record.file}:{record.row}")


def _cards(record: KeptRecord) -> list[Card]:
    return [
        Card(
            record.row,
            record.file[:200],
            card["source"],
            card["said"],
            raw=card["raw"],
            is_hint=card["is_hint"],
            group=f"{record.file}:{record.row}",
        )
        for card in record.person["cards"]
    ]


def _settle(contact: Contact, person: Mapping[str, Any]) -> None:
    """Wishes and rests of somebody who was not here: circle, rhythm, trash."""
    for name in _ONCE:
        if person[name] is not None and _is_known(name, person[name]):
            setattr(contact, name, person[name])
    contact.save(update_fields=[*_ONCE, "folded"])


def _write(batch: Batch, contact: Contact, person: Mapping[str, Any]) -> None:
    """Exchanges, notes, favours and positions that the contact has not got yet."""
    held = set(contact.touches.values_list("key", flat=True))
    told = {row["key"]: row for row in _known(person["touches"]) if row["key"] and row["key"] not in held}
    put_in(Touch(owner_id=contact.owner_id, contact=contact, batch=batch, **row) for row in told.values())
    models: tuple[tuple[Any, str], ...] = ((Note, "notes"), (Favour, "favours"), (Position, "positions"))
    for model, name in models:
        rows = _known(person[name])
        if rows:
            there = list(model.objects.filter(contact=contact).values(*rows[0]))
            model.objects.bulk_create(model(contact=contact, batch=batch, **row) for row in rows if row not in there)


def _known(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows whose every word is one of ours."""
    return [row for row in rows if all(_is_known(name, value) for name, value in row.items())]


def _is_known(name: str, value: Any) -> bool:
    return name not in _CHOICES or value in _CHOICES[name].values or (name == "sector" and value == "")


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value
