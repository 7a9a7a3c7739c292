"""Which gestures, of which week, for whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from sporezo.members.models import Member
from sporezo.network.models import Contact
from sporezo.network.queries import latest_lines, tie_reading
from sporezo.notices.models import Notice
from sporezo.weeks.enums import GestureState
from sporezo.weeks.models import Gesture
from sporezo.weeks.queries import words

MORNING_HOUR, NOON_HOUR = 7, 12  # the Monday message leaves between those, on the member's own clock


@dataclass(frozen=True, slots=True)
class GestureCard:
    """One gesture on the page."""

    pk: int
    contact: Contact
    kind_label: str
    channel_label: str
    done_label: str
    title: str
    reason: str
    first_line: str
    minutes: int
    light: str

    @property
    def key(self) -> str:
        """What names its parts on the page."""
        return str(self.pk)


def of(member: Member) -> QuerySet[Gesture]:
    """The one door to gestures."""
    return Gesture.objects.filter(week__member=member).select_related("contact", "week")


def monday_of(member: Member, now: dt.datetime) -> dt.date:
    """The first day of the week in which the member is."""
    today = now.astimezone(ZoneInfo(member.time_zone)).date()
    return today - dt.timedelta(days=today.weekday())


def gestures_for(member: Member, now: dt.datetime) -> list[GestureCard]:
    """The open gestures of this week, each with a reason and a first line; six queries."""
    open_ones = of(member).filter(week__first_day=monday_of(member, now), state=GestureState.OPEN)
    gestures = list(open_ones.filter(contact__trashed_at=None))
    if not gestures:
        return []
    reading = tie_reading(member, now)
    lines = latest_lines([gesture.contact_id for gesture in gestures])
    cards = []
    for gesture in gestures:
        tie = reading.tie(reading.place_of(gesture.contact))
        note = lines.get(gesture.contact_id)
        cards.append(
            GestureCard(
                pk=gesture.pk,
                contact=gesture.contact,
                kind_label=str(gesture.get_kind_display()),
                channel_label=words.channel(gesture),
                done_label=words.done(gesture),
                title=words.title(gesture),
                reason=words.reason(gesture, tie, note.text if note else "", now),
                first_line=words.first_line(gesture, tie),
                minutes=gesture.minutes,
                light=tie.state,
            )
        )
    return cards


def waiting_for_monday(now: dt.datetime) -> list[int]:
    """Members in whose zone it is Monday morning, who hold somebody and were not told of their week yet."""
    zones = Member.objects.filter(is_active=True).order_by().values_list("time_zone", flat=True).distinct()
    found: list[int] = []
    for zone in zones:
        there = now.astimezone(ZoneInfo(zone))
        if there.weekday() or not MORNING_HOUR <= there.hour < NOON_HOUR:
            continue
        told = Notice.objects.filter(
            member=OuterRef("pk"), kind="weeks/monday", created_at__gt=now - dt.timedelta(days=2)
        )
        someone = Contact.objects.filter(owner=OuterRef("pk"), trashed_at=None)
        members = Member.objects.filter(
            Exists(someone), ~Exists(told), is_active=True, set_up_at__isnull=False, time_zone=zone
        )
        found += members.order_by("pk").values_list("pk", flat=True)
    return found
