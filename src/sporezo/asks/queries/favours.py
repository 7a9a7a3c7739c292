"""The ledger of favours: given and received, never money, and what it comes to in a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sporezo.members.models import Member
from sporezo.network.enums import GivenOrReceived
from sporezo.network.models import Contact, Favour
from sporezo.ui.numbers import in_words


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One favour."""

    favour: Favour

    @property
    def is_given(self) -> bool:
        return self.favour.way == GivenOrReceived.GIVEN


@dataclass(frozen=True, slots=True)
class Balance:
    """What was given and received in all, and what to make of it."""

    given: int
    received: int
    sentence: str


def ledger(owner: Member, *, contact: Contact | None = None, most: int = 60) -> list[LedgerLine]:
    """The latest favours of one member, with one person or with all."""
    rows = Favour.objects.filter(contact__owner=owner, contact__trashed_at=None).select_related("contact")
    if contact is not None:
        rows = rows.filter(contact=contact)
    return [LedgerLine(favour) for favour in rows.order_by("-on", "-pk")[:most]]


def balance(owner: Member, *, contact: Contact | None = None) -> Balance:
    """The balance as one says it: it is kept to know whom to think of, not to collect."""
    rows = Favour.objects.filter(contact__owner=owner, contact__trashed_at=None)
    if contact is not None:
        rows = rows.filter(contact=contact)
    ways = Counter(rows.values_list("way", flat=True))
    given, received = ways[GivenOrReceived.GIVEN], ways[GivenOrReceived.RECEIVED]
    return Balance(given, received, _sentence(given, received))


def _sentence(given: int, received: int) -> str:
    if not given and not received:
        return _("Nothing noted yet: the first one is yours to give.")
    if given == received:
        return _("You are even, love all: serve again.")
    ahead = abs(given - received)
    if given > received:
        said = ngettext(
            "One favour ahead: you may ask with your head held high.",
            "%(n)s favours ahead: you may ask with your head held high.",
            ahead,
        )
    else:
        said = ngettext(
            "One favour behind: a fine week to give something.",
            "%(n)s favours behind: a fine week to give something.",
            ahead,
        )
    return said % {"n": in_words(ahead).capitalize()}
