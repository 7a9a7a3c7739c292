"""Deeds about time: paint the week, go away, open and revoke the calendar feed."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from sporezo.diary.models import Away, CalendarFeed, WeekGrid, pack_slots
from sporezo.members.models import Member
from sporezo.ui.refused import Refused


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
def open_feed(member: Member, *, now: dt.datetime) -> CalendarFeed:
    """A new private address; the one before stops answering."""
    revoke_feeds(member, now=now)
    return CalendarFeed.objects.create(member=member, token=secrets.token_urlsafe(32), created_at=now)


def revoke_feeds(member: Member, *, now: dt.datetime) -> None:
    CalendarFeed.objects.filter(member=member, revoked_at__isnull=True).update(revoked_at=now)
