"""Deeds about time: paint the week, go away, bring a calendar's busy hours, open and revoke the calendar feed."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from sporezo.diary.models import Away, BusyTime, CalendarFeed, WeekGrid, pack_slots
from sporezo.formats.ics import Busy, busy
from sporezo.formats.records import Owner
from sporezo.formats.source import Source
from sporezo.members.models import Member
from sporezo.ui.refused import Refused

CALENDAR_REACHES = dt.timedelta(weeks=8)
STRETCHES_AT_MOST = 2_000


def set_hours(
    member: Member, *, slots: Iterable[int], most_sessions: int, now: dt.datetime, most_minutes: int | None = None
) -> WeekGrid:
    """Replace the hours one is usually free (slots 0–111) and how much sport a week holds."""
    grid, _created = WeekGrid.objects.update_or_create(
        member=member,
        defaults={
            "hours": pack_slots(list(slots)),
            "most_sessions": most_sessions,
            "most_minutes": most_minutes,
            "changed_at": now,
        },
    )
    return grid


def go_away(member: Member, *, starts_on: dt.date, ends_on: dt.date) -> Away:
    """No proposal on these days, both included."""
    if ends_on < starts_on:
        raise Refused(_("The return is before the departure."), _("Swap the two dates."))
    away, _created = Away.objects.get_or_create(member=member, starts_on=starts_on, ends_on=ends_on)
    return away


def come_back(away: Away) -> None:
    away.delete()


@transaction.atomic
def bring_calendar(member: Member, *, source: Source, now: dt.datetime) -> int:
    """Keep when a calendar says one is busy over the coming weeks, its hours alone, in the place of the one before.

    Returns how many stretches.

    Raises
    ------
    Unreadable
        When the file is no calendar; the hours of the one before stay.
    Refused
        When it holds more stretches than a diary has room for.
    """
    stretches = sorted(_busy(member, source, now), key=lambda one: one.starts_at)
    if len(stretches) > STRETCHES_AT_MOST:
        raise Refused(
            _("This calendar is busier than a person can be."), _("Export your own alone, or a shorter period.")
        )
    BusyTime.objects.filter(member=member).delete()
    BusyTime.objects.bulk_create(
        [BusyTime(member=member, starts_at=one.starts_at, ends_at=one.ends_at) for one in stretches]
    )
    return len(stretches)


def _busy(member: Member, source: Source, now: dt.datetime) -> Iterator[Busy]:
    for entry in source.members:
        with source.open(entry) as stream:
            yield from busy(
                stream,
                owner=Owner(emails=frozenset({member.email})),
                since=now,
                until=now + CALENDAR_REACHES,
                time_zone=member.time_zone,
            )


def forget_calendar(member: Member) -> None:
    """The hours of an uploaded calendar count no more."""
    BusyTime.objects.filter(member=member).delete()


def forget_past(*, now: dt.datetime) -> int:
    """Busy times that are over, of everybody; how many."""
    return BusyTime.objects.filter(ends_at__lt=now).delete()[0]


@transaction.atomic
def open_feed(member: Member, *, now: dt.datetime) -> CalendarFeed:
    """A new private address; the one before stops answering."""
    revoke_feeds(member, now=now)
    return CalendarFeed.objects.create(member=member, token=secrets.token_urlsafe(32), created_at=now)


def revoke_feeds(member: Member, *, now: dt.datetime) -> None:
    CalendarFeed.objects.filter(member=member, revoked_at__isnull=True).update(revoked_at=now)
