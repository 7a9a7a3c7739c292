"""The ledger: a favour given or received, never money."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sporezo.network.models import Contact, Favour


def record_favour(contact: Contact, *, way: str, words: str, now: dt.datetime, on: dt.date | None = None) -> Favour:
    """Write one favour down, on its own day or today."""
    today = now.astimezone(ZoneInfo(contact.owner.time_zone)).date()
    return Favour.objects.create(contact=contact, way=way, words=words[:200], on=on or today)


def strike_favour(favour: Favour) -> None:
    """A slip: it was no favour, or it is noted twice."""
    favour.delete()
