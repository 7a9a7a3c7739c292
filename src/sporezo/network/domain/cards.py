"""A few hundred people of a file, brought in within one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sporezo.formats.reasons import Reason
from sporezo.formats.records import ContactRecord, Skipped
from sporezo.network.domain.merging import merge
from sporezo.network.domain.people_in import Gate, Place, holders, is_alike
from sporezo.network.domain.sightings import (
    Key,
    columns_of,
    digest_of,
    fields_of,
    identity_of,
    keys_of,
    rebuild,
    say,
    sourced,
    stand_in,
)
from sporezo.network.enums import KeyKind, Outcome
from sporezo.network.models import Batch, Claim, Contact, ContactKey, PairAnswer, Sighting


@dataclass(slots=True)
class Card:
    """One person as one row of a file knows them, on the way in."""

    row: int
    file: str
    source: str
    said: dict[str, Any]
    raw: str = ""
    is_hint: bool = False
    group: str = ""  # cards of one group are one person's, whatever they say
    keys: list[Key] = field(init=False)
    identity: str = field(init=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        self.keys = keys_of(self.said)
        self.identity = identity_of(self.source, self.said)
        self.digest = digest_of(self.source, self.said, self.raw)

    @property
    def name(self) -> str:
        return f"{self.said.get('given', '')} {self.said.get('family', '')}".strip() or str(self.said.get("full", ""))


def card_of(record: ContactRecord, source: str) -> Card:
    return Card(record.row, record.file[:200], source, fields_of(record), record.source)


class Desk:
    """Takes cards in for one batch; what it leaves out, it says why.

    Whose ties are to be read anew gathers in `changed`, for whoever ends the transaction.
    """

    def __init__(self, batch: Batch, gate: Gate, *, now: dt.datetime) -> None:
        self._batch, self._gate, self._now = batch, gate, now
        self.changed: set[int] = set()

    def take(self, cards: Sequence[Card]) -> list[Skipped]:
        """Bring these in: sightings, claims, keys, what follows on contacts. Within the caller's transaction."""
        skipped: list[Skipped] = []
        wanted: dict[str, Card] = {}
        before = Claim.objects.filter(batch=self._batch, sighting__digest__in=[card.digest for card in cards])
        claimed = dict(before.values_list("sighting__digest", "row"))
        for card in cards:
            if card.digest in wanted or claimed.get(card.digest, card.row) != card.row:
                if not card.is_hint:
                    skipped.append(Skipped(card.row, Reason.REPEATED, file=card.file))
            elif self._gate.is_owner(card.keys):
                skipped.append(Skipped(card.row, Reason.YOURSELF, file=card.file))
            elif self._gate.is_erased(card.keys, card.identity):
                skipped.append(Skipped(card.row, Reason.ERASED, file=card.file))
            elif card.digest not in claimed:  # else an interrupted job has been here
                wanted[card.digest] = card
        if wanted:
            self.changed |= _Writing(self._batch, list(wanted.values()), self._now).write()
        return skipped


class _Writing:
    """The rows one transaction writes, found out first and written in bulk."""

    def __init__(self, batch: Batch, cards: list[Card], now: dt.datetime) -> None:
        self.batch, self.owner, self.cards, self.now = batch, batch.owner, cards, now
        self.held: dict[Key, tuple[Place | Contact, str]] = {
            key: (Place(row.contact_id, row.home_id or row.contact_id), row.contact.full_name)
            for key, row in holders(self.owner, [key for card in cards for key in card.keys]).items()
        }
        known = Sighting.objects.filter(owner=self.owner)
        self.seen = {
            one.digest: one for one in known.filter(digest__in=[card.digest for card in cards]).defer("raw", "fields")
        }
        self.by_identity = {
            one.identity: Place(one.contact_id, one.home_id or one.contact_id)
            for one in known.filter(identity__in=[card.identity for card in cards]).defer("raw", "fields")
        }
        self.new_contacts: list[Contact] = []
        self.new_sightings: list[Sighting] = []
        self.new_keys: list[ContactKey] = []
        self.touched: set[int] = set()
        self.completed: set[str] = set()  # digests of cards that brought a key
        self.created: set[str] = set()
        self.same_person: list[tuple[Place | Contact, Place | Contact]] = []
        self.fresh: dict[str, Contact] = {}  # by identity, not written yet
        self.told_twice: list[Contact] = []
        self.groups: dict[str, Place | Contact] = {}

    def write(self) -> set[int]:
        """Write it all; the contacts (ids) it is about."""
        for card in self.cards:
            self._place(card)
        Contact.objects.bulk_create(self.new_contacts)
        Sighting.objects.bulk_create(self.new_sightings)
        ContactKey.objects.bulk_create(self.new_keys)
        sightings = self.seen | {one.digest: one for one in self.new_sightings}
        claims = Claim.objects.bulk_create(
            Claim(
                batch=self.batch,
                sighting=sightings[card.digest],
                file=card.file,
                row=card.row,
                outcome=Outcome.CREATED if card.digest in self.created else Outcome.UNCHANGED,
            )
            for card in self.cards
        )
        written = self.touched | {contact.pk for contact in self.new_contacts}
        changed = rebuild(self.touched | {contact.pk for contact in self.told_twice})
        completed = [
            claim.pk
            for claim, card in zip(claims, self.cards, strict=True)
            if card.digest not in self.created
            and (card.digest in self.completed or sightings[card.digest].contact_id in changed)
        ]
        Claim.objects.filter(pk__in=completed).update(outcome=Outcome.UPDATED)
        self._merge()
        return written

    def _place(self, card: Card) -> None:
        """Find out whose card it is, and gather what to write."""
        if card.digest in self.seen:
            seen = self.seen[card.digest]
            self.touched.add(seen.contact_id)
            self.groups.setdefault(card.group, Place(seen.contact_id, seen.home_id or seen.contact_id))
            return
        found = self._holders(card)
        if card.group and card.group in self.groups:
            found.append(self.groups[card.group])
        whose = found[0] if found else self.by_identity.get(card.identity) or self.fresh.get(card.identity)
        if whose is None:
            whose = self._new(card)
        elif isinstance(whose, Place):
            self.touched.add(whose.contact)
        else:
            self.told_twice.append(whose)
        if card.group:
            self.groups[card.group] = whose
        self.same_person += [(whose, other) for other in found[1:] if _contact(other) != _contact(whose)]
        sighting = Sighting(
            owner=self.owner,
            source=card.source,
            identity=card.identity,
            digest=card.digest,
            fields=card.said,
            raw=card.raw,
            is_hint=card.is_hint,
        )
        self.new_sightings.append(_at(sighting, whose))
        for kind, value in card.keys:
            if (kind, value) not in self.held:
                self.new_keys.append(_at(ContactKey(owner=self.owner, kind=kind, value=value, is_told=False), whose))
                self.held[kind, value] = (whose, card.name)
                self.completed.add(card.digest)

    def _holders(self, card: Card) -> list[Place | Contact]:
        """Who holds its keys, the surest first: several are one person. A number alone may be a desk's."""
        holders = [(kind, self.held[kind, value]) for kind, value in card.keys if (kind, value) in self.held]
        return [whose for kind, (whose, name) in holders if kind != KeyKind.PHONE or is_alike(card.name, name)]

    def _new(self, card: Card) -> Contact:
        contact = Contact(owner=self.owner, batch=self.batch, created_at=self.now, provenance={"source": card.source})
        columns = sourced(columns_of(card.said), card.said, card.source)
        if "given_name" not in columns and "family_name" not in columns and (name := stand_in(card.said)):
            columns["given_name"] = (name, card.source)
        say(contact, columns)
        self.new_contacts.append(contact)
        self.fresh.setdefault(card.identity, contact)
        self.created.add(card.digest)
        return contact

    def _merge(self) -> None:
        """One card with the keys of two contacts: they are one person, unless their owner or LinkedIn says no."""
        for one, other in self.same_person:
            pair = Contact.objects.filter(pk__in=(_pk(one), _pk(other)), trashed_at=None).order_by("pk")
            if len(pair) == 2 and _may_merge(pair[0], pair[1]):
                merge(pair[0], pair[1], now=self.now, batch=self.batch)


def _contact(whose: Place | Contact) -> object:
    return whose.contact if isinstance(whose, Place) else whose


def _pk(whose: Place | Contact) -> int:
    return whose.contact if isinstance(whose, Place) else whose.pk


Row = TypeVar("Row", Sighting, ContactKey)


def _at(row: Row, whose: Place | Contact) -> Row:
    """The row, where it lies: with a contact not yet written, or at a place."""
    if isinstance(whose, Place):
        row.contact_id, row.home_id = whose.contact, whose.lent_home
    else:
        row.contact = whose
    return row


def _may_merge(winner: Contact, loser: Contact) -> bool:
    if winner.member_id and loser.member_id:
        return False
    if PairAnswer.objects.filter(low=winner, high=loser, until=None).exists():
        return False
    profiles = ContactKey.objects.filter(contact__in=(winner, loser), kind=KeyKind.LINKEDIN)
    return profiles.values("contact").distinct().count() < 2
