"""Reads of diaries."""

from __future__ import annotations

from sporezo.diary.models import CalendarFeed, WeekGrid
from sporezo.members.models import Member


def grid_of(member: Member) -> WeekGrid:
    """A member's grid, an empty unsaved one if there is none."""
    return WeekGrid.objects.filter(member=member).first() or WeekGrid(member=member)


def has_hours(member: Member) -> bool:
    grid = WeekGrid.objects.filter(member=member).first()
    return grid is not None and any(bytes(grid.hours))


def feed_of(member: Member) -> CalendarFeed | None:
    """The live calendar feed, if there is one."""
    return CalendarFeed.objects.filter(member=member, revoked_at__isnull=True).order_by("-pk").first()
