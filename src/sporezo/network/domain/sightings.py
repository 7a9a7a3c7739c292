"""What files say of a person, and what a contact says then: its owner's own words first, else the latest file's.

A sighting is one record, word for word. A contact's columns follow from what its owner typed and from the sightings
that some batch still vouches for, so that undoing, merging and bringing the same file again may come in any order.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from django.db.models import Max

from sporezo.formats import names
from sporezo.formats.records import ContactRecord
from sporezo.network.enums import KeyKind
from sporezo.network.models import Contact, ContactKey, Sighting

TYPED, LENT = "typed", "merge"
"""In `Contact.provenance["fields"]`: its owner wrote it; a contact merged into it said so. Else: the file's format."""

LENGTHS = {"given_name": 80, "family_name": 80, "company": 120, "function": 160, "city": 80, "birthday": 10}
"""The columns that files speak of, and how long they may be."""

NAMES = ("given_name", "family_name")
Key = tuple[str, str]


def fields_of(record: ContactRecord) -> dict[str, Any]:
    """What a record says of a person, as JSON without what is empty; its row, file and raw card stay out."""
    said: dict[str, Any] = {
        "given": record.given,
        "family": record.family,
        "full": record.full,
        "nickname": record.nickname,
        "emails": list(record.emails),
        "phones": [[phone.raw, phone.e164 or "", phone.label] for phone in record.phones],
        "linkedin": record.linkedin_slug,
        "company": record.company,
        "title": record.title,
        "past": [
            {name: str(value) if value else "" for name, value in asdict(job).items()} for job in record.past_positions
        ],
        "birthday": _birthday(record),
        "city": record.city,
        "country": record.country,
        "note": record.note,
        "labels": list(record.labels),
        "urls": list(record.urls),
        "connected_on": record.connected_on.isoformat() if record.connected_on else "",
        "uid": record.uid,
    }
    return {name: value for name, value in said.items() if value}


def keys_of(said: Mapping[str, Any]) -> list[Key]:
    """The exact keys of a person, the surest kind first."""
    found: list[Key] = [(KeyKind.LINKEDIN, said["linkedin"])] if said.get("linkedin") else []
    found += [(KeyKind.EMAIL, email) for email in said.get("emails", ())]
    found += [(KeyKind.PHONE, number) for _raw, number, _label in said.get("phones", ()) if number]
    return [(str(kind), value) for kind, value in found if len(value) <= 254]


def identity_of(source: str, said: Mapping[str, Any]) -> str:
    """The file's own name for a person, hashed: a UID, else a key, else what cannot change without being another."""
    if said.get("uid"):
        return _hash("uid", said["uid"])
    if (keys := keys_of(said)) and keys[0][0] != KeyKind.PHONE:  # several people may sit at one number
        return _hash("key", *keys[0])
    called = names.fold(said.get("full") or f"{said.get('given', '')} {said.get('family', '')}")
    if said.get("connected_on"):
        return _hash(source, called, said["connected_on"])
    return _hash(source, called, *(json.dumps(said.get(name, "")) for name in ("company", "phones", "birthday")))


def digest_of(source: str, said: Mapping[str, Any], raw: str) -> str:
    """Of all that is said: the same words are the same sighting."""
    return _hash(source, json.dumps(said, sort_keys=True, ensure_ascii=False), raw)


def columns_of(said: Mapping[str, Any]) -> dict[str, str]:
    """What a contact would say after this record alone; nothing where it has no word."""
    given, family = said.get("given", ""), said.get("family", "")
    found = {
        "given_name": given or ("" if family else said.get("full", "")),
        "family_name": family,
        "company": said.get("company", ""),
        "function": said.get("title", ""),
        "city": said.get("city", ""),
        "birthday": said.get("birthday", ""),
    }
    is_named = bool(found["given_name"] or found["family_name"])
    pair = {name: found[name][: LENGTHS[name]] for name in NAMES if is_named}  # one name, from one file
    return pair | {name: text[: LENGTHS[name]] for name, text in found.items() if text and name not in NAMES}


def sourced(columns: Mapping[str, str], said: Mapping[str, Any], source: str) -> dict[str, tuple[str, str]]:
    """Columns with where they come from; an export of Sporezo's own keeps where they came from before."""
    kept = said.get("sources", {})
    return {column: (value, f"kept:{kept[column]}" if column in kept else source) for column, value in columns.items()}


def stand_in(said: Mapping[str, Any]) -> str:
    """How somebody without a name is called: by their company, else by their first key as it was written."""
    if said.get("company"):
        return ""
    raw = next((phone[0] for phone in said.get("phones", ())), "")
    return str(next(filter(None, (*said.get("emails", ()), said.get("linkedin", ""), raw)), ""))[:80]


def is_owners(contact: Contact, column: str) -> bool:
    """Whether its owner wrote this column; what no file is named for is theirs, and a name is one thing."""
    entries = contact.provenance.get("fields", {})
    return any(
        entries.get(part) == TYPED or (part not in entries and bool(getattr(contact, part)))
        for part in (NAMES if column in NAMES else (column,))
    )


def say(contact: Contact, columns: Mapping[str, tuple[str, str]]) -> bool:
    """Have a contact say these values, column to (value, source), where its owner left room; whether it changed."""
    before = [getattr(contact, column) for column in LENGTHS]
    entries = dict(contact.provenance.get("fields", {}))
    owned = {column for column in LENGTHS if is_owners(contact, column)}
    for column, (value, source) in columns.items():
        if column not in owned:
            setattr(contact, column, value)
            entries.pop(column, None)
            if value:
                entries[column] = source
    contact.provenance = {**contact.provenance, "fields": entries} if entries else _without_fields(contact.provenance)
    contact.refold()
    return before != [getattr(contact, column) for column in LENGTHS]


def mark_typed(contact: Contact, columns: Collection[str]) -> None:
    """From now on these columns are its owner's: no file overwrites them, no undo empties them."""
    entries = contact.provenance.get("fields", {}) | dict.fromkeys(columns, TYPED)
    contact.provenance = {**contact.provenance, "fields": entries}


def rebuild(contacts: Collection[int]) -> set[int]:
    """Have these contacts say what follows from their owner's words, their sightings and merges; who changed."""
    found = list(Contact.objects.filter(pk__in=contacts, merged_into=None))
    told = _told([contact.pk for contact in found])
    lent = _lent([contact.pk for contact in found])
    changed, stale = set(), []
    for contact in found:
        before = contact.provenance
        wanted = dict.fromkeys(LENGTHS, ("", "")) | lent[contact.pk] | told[contact.pk]
        if say(contact, wanted):
            changed.add(contact.pk)
        if contact.pk in changed or contact.provenance != before:
            stale.append(contact)
    Contact.objects.bulk_update(stale, [*LENGTHS, "folded", "provenance"], batch_size=100)
    return changed


def drop_unvouched_keys(contacts: Collection[int]) -> None:
    """Take away the keys that no sighting of these contacts names any more, save those their owner told."""
    wanted: dict[int, set[Key]] = defaultdict(set)
    for contact, said in Sighting.objects.filter(contact__in=contacts).values_list("contact_id", "fields"):
        wanted[contact].update(keys_of(said))
    keys = ContactKey.objects.filter(contact__in=contacts, is_told=False)
    gone = [key.pk for key in keys if (key.kind, key.value) not in wanted[key.contact_id]]
    ContactKey.objects.filter(pk__in=gone).delete()


def _told(contacts: Collection[int]) -> dict[int, dict[str, tuple[str, str]]]:
    """What the files say, contact by contact: hints first, then the older claims, so that the latest has the word."""
    told: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    nameless: dict[int, tuple[int, str, str]] = {}
    sightings = (
        Sighting.objects.filter(contact__in=contacts)
        .annotate(latest=Max("claims"))
        .order_by("-is_hint", "latest", "pk")
        .defer("raw")
    )
    for sighting in sightings:
        columns = columns_of(sighting.fields)
        if not columns.keys() & set(NAMES) and (name := stand_in(sighting.fields)):
            first = (sighting.pk, name, sighting.source)
            nameless[sighting.contact_id] = min(first, nameless.get(sighting.contact_id, first))
        told[sighting.contact_id] |= sourced(columns, sighting.fields, sighting.source)
    for contact, (_pk, name, source) in nameless.items():
        if not told[contact].keys() & set(NAMES):
            told[contact]["given_name"] = (name, source)
    return told


def _lent(contacts: Collection[int]) -> dict[int, dict[str, tuple[str, str]]]:
    """What the owners wrote on the contacts merged into these, however deep."""
    lent: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    root_of = {contact: contact for contact in contacts}
    floor = list(contacts)
    while floor:
        losers = list(Contact.objects.filter(merged_into__in=floor).order_by("pk"))
        for loser in losers:
            root = root_of[loser.pk] = root_of[loser.merged_into_id or 0]
            for column in LENGTHS:
                if is_owners(loser, column) and getattr(loser, column):
                    lent[root].setdefault(column, (getattr(loser, column), LENT))
        floor = [loser.pk for loser in losers]
    return lent


def _without_fields(provenance: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in provenance.items() if name != "fields"}


def _birthday(record: ContactRecord) -> str:
    day = record.birthday
    return f"{f'{day.year:04}' if day.year else '-'}-{day.month:02}-{day.day:02}" if day else ""


def _hash(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()[:32]
