"""Meetings of the last two days of which nothing was noted yet."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from sporezo.members.models import Member
from sporezo.network.enums import TouchChannel
from sporezo.network.models import Contact, Note, Touch

FRESH = dt.timedelta(hours=48)
MET = (
    TouchChannel.SESSION,
    TouchChannel.MEAL,
    TouchChannel.COFFEE,
    TouchChannel.AFTERWORK,
    TouchChannel.MEETING,
)


@dataclass(frozen=True, slots=True)
class Debrief:
    """One meeting and those of one's people who were there."""

    at: dt.datetime
    channel: str
    contacts: tuple[Contact, ...]

    @property
    def query(self) -> str:
        return "&".join(f"people={contact.pk}" for contact in self.contacts)


def to_debrief(owner: Member, now: dt.datetime) -> list[Debrief]:
    """What took place within two days and left no line, the latest first: one query."""
    noted = Note.objects.filter(contact=OuterRef("contact"), at__gte=OuterRef("at"))
    rows = (
        Touch.objects.filter(
            ~Exists(noted),
            owner=owner,
            at__range=(now - FRESH, now),
            channel__in=MET,
            contact__trashed_at=None,
        )
        .select_related("contact")
        .order_by("-at", "contact__folded")
    )
    tables: dict[tuple[object, ...], list[Touch]] = defaultdict(list)
    for touch in rows:
        tables[("meet", touch.meet_id) if touch.meet_id else (touch.channel, touch.at)].append(touch)
    return [Debrief(group[0].at, group[0].channel, tuple(one.contact for one in group)) for group in tables.values()]
