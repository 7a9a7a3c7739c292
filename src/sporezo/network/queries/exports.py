"""One's network going out: JSON that comes back without loss, vCards patched with what is known since, CSV."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet

from sporezo.formats import contentlines, kept, vcard
from sporezo.formats.csvtext import csv_lines
from sporezo.formats.dates import iso_birthday
from sporezo.formats.records import ContactRecord, Phone
from sporezo.formats.vcard_writing import to_vcard
from sporezo.members.models import Member
from sporezo.network.enums import KeyKind
from sporezo.network.models import Contact, ContactKey, Favour, Note, OwnLight, Position, Sighting, Touch

OWN = "sporezo"
"""The source of a sighting that came back from an export: what it says is in the contact's own columns."""

AT_ONCE = 200
COLUMNS = ("given_name", "family_name", "company", "function", "city", "birthday")
_PLAIN = (
    *("sector", "how_we_met", "circle", "wish_days", "created_at", "snoozed_until", "set_aside_at", "trashed_at"),
    *("sorted_at", "sort_again_at"),
)
_ROWS: dict[str, tuple[Any, tuple[str, ...], tuple[str, ...]]] = {
    "keys": (ContactKey, ("kind", "value"), ("kind", "value")),
    "touches": (
        Touch,
        ("at", "channel", "direction", "purpose", "people", "key", "logged_at"),
        ("at", "key"),
    ),
    "notes": (Note, ("kind", "text", "at", "due_on", "settled_at"), ("at", "kind", "text")),
    "favours": (Favour, ("way", "words", "on"), ("on", "way", "words")),
    "lights": (OwnLight, ("state", "why", "set_at", "lifted_at"), ("set_at", "pk")),
    "positions": (Position, ("company", "function", "started_on", "finished_on"), ("pk",)),
}
_HEADER = (
    *("First Name", "Last Name", "Company", "Job Title", "E-mail Address", "E-mail 2 Address", "E-mail 3 Address"),
    *("Mobile Phone", "Other Phone", "Business City", "Web Page", "Birthday", "Circle", "Last Exchange"),
)


def everyone(owner: Member) -> QuerySet[Contact]:
    """All of a member's people, the trash included: what is theirs goes with them."""
    return Contact.objects.filter(owner=owner, merged_into=None).order_by("pk")


def documents(contacts: QuerySet[Contact]) -> Iterator[dict[str, Any]]:
    """Each person with all that is kept about them, a few hundred in memory at once."""
    for some in _some(contacts):
        ids = [contact.pk for contact in some]
        rows: dict[str, dict[int, list[dict[str, Any]]]] = {name: _rows(name, ids) for name in _ROWS}
        cards = _cards(ids)
        for contact in some:
            yield {
                "id": next((card.fields["uid"] for card in cards[contact.pk] if card.source == OWN), _id(contact)),
                **{name: getattr(contact, name) for name in (*COLUMNS, *_PLAIN)},
                "sources": sources(contact),
                **{name: rows[name][contact.pk] for name in _ROWS},
                "cards": [
                    {"source": card.source, "said": card.fields, "raw": card.raw, "is_hint": card.is_hint}
                    for card in cards[contact.pk]
                    if card.source != OWN
                ],
            }


def sources(contact: Contact) -> dict[str, str]:
    """Where each column of a contact comes from: `typed` by its owner, or the format of a file."""
    entries = contact.provenance.get("fields", {})
    return {
        column: entries.get(column, "typed").removeprefix("kept:") for column in COLUMNS if getattr(contact, column)
    }


def as_json(contacts: QuerySet[Contact]) -> Iterator[str]:
    """The document, in pieces; `sporezo network import` reads it back."""
    yield f'{{"format": "{kept.FORMAT}", "version": {kept.VERSION}, "items": [\n'
    for number, document in enumerate(documents(contacts)):
        yield (",\n" if number else "") + json.dumps(document, ensure_ascii=False, default=_iso)
    yield "\n]}\n"


def as_vcards(contacts: QuerySet[Contact]) -> Iterator[str]:
    """A card a person: the very card they came with, and on it what Sporezo knows better."""
    for some in _some(contacts):
        ids = [contact.pk for contact in some]
        cards, keys = _cards(ids), _rows("keys", ids)
        yield from (to_vcard(_record(contact, cards[contact.pk], keys[contact.pk])) for contact in some)


def as_csv(contacts: QuerySet[Contact]) -> Iterator[str]:
    """A line a person under Outlook's headers, which Sporezo and others read; no cell is a formula."""
    yield from csv_lines(_table(contacts))


def _table(contacts: QuerySet[Contact]) -> Iterator[Sequence[str]]:
    yield _HEADER
    for some in _some(contacts.annotate(last_at=Max("touches__at"))):
        keys = _rows("keys", [contact.pk for contact in some])
        for contact in some:
            emails, phones, slugs = (_values(keys[contact.pk], kind) for kind in KeyKind)
            last_at = getattr(contact, "last_at", None)
            yield (
                *(contact.given_name, contact.family_name, contact.company, contact.function),
                *[*emails, "", "", ""][:3],
                *[*phones, "", ""][:2],
                contact.city,
                f"https://www.linkedin.com/in/{slugs[0]}" if slugs else "",
                _american(contact.birthday),
                contact.circle,
                last_at.date().isoformat() if last_at else "",
            )


def _record(contact: Contact, cards: Sequence[Sighting], keys: Sequence[dict[str, Any]]) -> ContactRecord:
    """The latest raw card, with the contact's own words over it and what other files know beside it."""
    raw = next((card.raw for card in reversed(cards) if card.raw), "")
    base = vcard.facts(contentlines.parse(raw)) if raw else ContactRecord(row=0)
    emails, phones, slugs = (_values(keys, kind) for kind in KeyKind)
    numbers = [Phone(raw=raw, e164=number or None, label=label) for raw, number, label in _phones(cards)]
    known = {number.e164 for number in (*base.phones, *numbers)}
    numbers += [Phone(raw=number, e164=number) for number in phones if number not in known]
    held = {number.raw for number in base.phones} | {number.e164 for number in base.phones if number.e164}
    kept_numbers = [number for number in base.phones if not number.e164 or number.e164 in phones]
    full = f"{contact.given_name} {contact.family_name}".strip()
    is_as_before = (contact.given_name, contact.family_name) == (base.given, base.family)
    return replace(
        base,
        given=contact.given_name,
        family=contact.family_name,
        full=base.full if base.full and is_as_before else full or contact.company,
        emails=tuple(dict.fromkeys([email for email in base.emails if email in emails] + emails)),
        phones=(*kept_numbers, *(n for n in numbers if n.raw not in held and (n.e164 or n.raw) not in held)),
        linkedin_slug=slugs[0] if slugs else "",
        company=contact.company,
        title=contact.function,
        city=contact.city,
        birthday=iso_birthday(contact.birthday),
        note=base.note or _latest(cards, "note", ""),
        nickname=base.nickname or _latest(cards, "nickname", ""),
        labels=base.labels or tuple(_latest(cards, "labels", [])),
        urls=tuple(dict.fromkeys([*base.urls, *_latest(cards, "urls", [])])),
        uid=base.uid or _id(contact),
        source=raw,
    )


def _some(contacts: QuerySet[Contact]) -> Iterator[list[Contact]]:
    found = contacts.iterator(chunk_size=AT_ONCE)
    while some := list(islice(found, AT_ONCE)):
        yield some


def _rows(name: str, contacts: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    model, columns, order = _ROWS[name]
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in model.objects.filter(contact__in=contacts).order_by(*order).values("contact_id", *columns):
        found[row.pop("contact_id")].append(row)
    return found


def _cards(contacts: Iterable[int]) -> dict[int, list[Sighting]]:
    """What the files said, the latest claim last."""
    found: dict[int, list[Sighting]] = defaultdict(list)
    sightings = Sighting.objects.filter(contact__in=contacts).annotate(latest=Max("claims"))
    for card in sightings.order_by("latest", "pk"):
        found[card.contact_id].append(card)
    return found


def _iso(value: dt.date) -> str:
    return value.isoformat()


def _id(contact: Contact) -> str:
    return hashlib.sha256(f"{settings.SPOREZO_URL}/{contact.pk}".encode()).hexdigest()[:24]


def _values(keys: Sequence[dict[str, Any]], kind: str) -> list[str]:
    return [key["value"] for key in keys if key["kind"] == kind]


def _latest(cards: Sequence[Sighting], name: str, nothing: Any) -> Any:
    return next((card.fields[name] for card in reversed(cards) if card.fields.get(name)), nothing)


def _phones(cards: Sequence[Sighting]) -> Iterator[list[str]]:
    for card in cards:
        yield from card.fields.get("phones", ())


def _american(birthday: str) -> str:
    """Outlook's English order; a birthday without its year has no place in it."""
    year, _, rest = birthday.partition("-")
    return f"{int(rest[:2])}/{int(rest[3:])}/{year}" if len(year) == 4 else ""
