"""Reads of diaries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max

from sporezo.diary.models import Away, BusyTime, CalendarFeed, WeekGrid
from sporezo.members.models import Member


def grid_of(member: Member) -> WeekGrid:
    """A member's grid, an empty unsaved one if there is none."""
    return WeekGrid.objects.filter(member=member).first() or WeekGrid(member=member)


def has_hours(member: Member) -> bool:
    grid = WeekGrid.objects.filter(member=member).first()
    return grid is not None and any(bytes(grid.hours))


@dataclass(frozen=True, slots=True)
class Diary:
    """What an uploaded calendar left: stretches to come, and until when they reach."""

    stretches: int
    until: dt.datetime | None


def busy_of(member: Member, now: dt.datetime) -> Diary:
    found = BusyTime.objects.filter(member=member, ends_at__gt=now).aggregate(n=Count("pk"), until=Max("ends_at"))
    return Diary(found["n"], found["until"])


def feed_of(member: Member) -> CalendarFeed | None:
    """The live calendar feed, if there is one."""
    return CalendarFeed.objects.filter(member=member, revoked_at__isnull=True).order_by("-pk").first()


def record_of(member: Member) -> dict[str, object]:
    """A member's week, days away and busy times, for the member."""
    grid = grid_of(member)
    return {
        "hours": {"slots": grid.slots, "most_sessions": grid.most_sessions, "most_minutes": grid.most_minutes},
        "away": list(Away.objects.filter(member=member).order_by("pk").values("starts_on", "ends_on")),
        "busy": list(BusyTime.objects.filter(member=member).order_by("pk").values("starts_at", "ends_at")),
        "feeds": list(CalendarFeed.objects.filter(member=member).order_by("pk").values("created_at", "revoked_at")),
    }
