"""Whose row is it? Records and counterparts matched with the people one holds: by exact key, never by name alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from allauth.account.models import EmailAddress
from rapidfuzz import fuzz

from sporezo.formats import names
from sporezo.formats.records import Counterpart
from sporezo.members.models import Member
from sporezo.network.domain.erasure import IDENTITY, suppression_digest
from sporezo.network.domain.sightings import Key
from sporezo.network.enums import KeyKind
from sporezo.network.models import Contact, ContactKey, Suppression

ALIKE = 75
"""Out of 100 (rapidfuzz's token-sort ratio): below it, two names on one number are two people at one desk."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where rows about somebody go: the contact one sees, and the one that is theirs should a merge be undone."""

    contact: int
    home: int

    @property
    def lent_home(self) -> int | None:
        return self.home if self.home != self.contact else None


class Gate:
    """Who never comes in: the owner, and whoever the owner erased."""

    def __init__(self, owner: Member) -> None:
        self._owner = owner.pk
        proved = EmailAddress.objects.filter(user=owner, verified=True).values_list("email", flat=True)
        self.emails = frozenset(email.lower() for email in (owner.email, *proved))
        self._erased = set(Suppression.objects.filter(owner=owner).values_list("digest", flat=True))

    def is_owner(self, keys: Iterable[Key]) -> bool:
        return any(kind == KeyKind.EMAIL and value in self.emails for kind, value in keys)

    def is_erased(self, keys: Iterable[Key], identity: str = "") -> bool:
        if not self._erased:
            return False
        told = [*keys, *([(IDENTITY, identity)] if identity else [])]
        return any(suppression_digest(self._owner, kind, value) in self._erased for kind, value in told)


class Names:
    """Full names of everybody one holds, out of the trash; a name that two people bear finds nobody."""

    def __init__(self, owner: Member) -> None:
        self.shown: list[str] = []
        self._bearers: dict[str, list[_Bearer]] = defaultdict(list)  # by the first word of the search key
        rows = Contact.objects.filter(owner=owner).order_by("pk")
        names_of = ("pk", "folded", "given_name", "family_name", "company", "trashed_at", "merged_into")
        people = list(rows.values_list(*names_of))
        above = {person[0]: person[6] for person in people}
        gone = {person[0] for person in people if person[5] is not None}
        for pk, folded, given, family, company, _at, _winner in people:
            root = pk
            while (winner := above[root]) is not None:
                root = winner
            full = f"{given} {family}".strip()
            if root not in gone and full:
                self.shown.append(full)
                self._bearers[folded.partition(" ")[0]].append(_Bearer(Place(root, pk), folded, full, company))

    def find(self, full: str, company: str = "") -> Place | None:
        """The one who bears this name, or, of several, the only one of that company."""
        name = names.fold(full)
        # The search key begins with the name: twenty thousand names need not be folded for a few to be found.
        alike = [one for one in self._bearers.get(name.partition(" ")[0], ()) if one.folded.startswith(name)]
        called = [one for one in alike if names.fold(one.full) == name]
        of_company = [one for one in called if company and names.fold(one.company) == names.fold(company)]
        for bearers in (called, of_company):
            if len({one.place.contact for one in bearers}) == 1:
                return bearers[0].place
        return None


class _Bearer(NamedTuple):
    place: Place
    folded: str
    full: str
    company: str


def holders(owner: Member, keys: Collection[Key]) -> dict[Key, ContactKey]:
    """Which of these keys are held, and by whom."""
    rows = ContactKey.objects.filter(owner=owner, value__in={value for _kind, value in keys})
    return {(row.kind, row.value): row for row in rows.select_related("contact")}


def keys_of_counterpart(person: Counterpart) -> list[Key]:
    found = (
        (KeyKind.LINKEDIN, person.linkedin_slug),
        (KeyKind.EMAIL, person.email),
        (KeyKind.PHONE, person.phone),
    )
    return [(str(kind), value) for kind, value in found if value and len(value) <= 254]


def is_alike(one: str, other: str) -> bool:
    """May these two names be one person's? Asked only where a telephone number is all they share.

    >>> is_alike("J. Dupont", "Jean Dupont"), is_alike("Jean Dupont", "Marie Dupont"), is_alike("", "Jean")
    (True, False, True)
    """
    first, second = names.fold(one.replace(".", " ")), names.fold(other)
    words, others = set(first.split()), set(second.split())
    if not words or not others or words <= others or others <= words:
        return True
    return fuzz.token_sort_ratio(first, second) >= ALIKE
