"""Reads about series: the one door, the page as one viewer reads it, what waits for a host."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, KeepQuestion, Meet, Regular, Series, Skip
from sporezo.meets.queries.reads import LIVE, people_in, visible_to
from sporezo.members.models import Member
from sporezo.safety.queries import Card, cards

JUST_OVER = dt.timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class DateLine:
    """One date of a series: how many are in, where the viewer stands, whether its host is being asked."""

    meet: Meet
    count: int
    presence: str
    is_asked: bool
    is_moved: bool
    skip: Skip | None

    @property
    def is_off(self) -> bool:
        return self.meet.state == MeetState.CANCELLED


@dataclass(frozen=True, slots=True)
class RegularLine:
    """Somebody whose place is kept, as the viewer may read them."""

    card: Card
    is_host: bool
    is_cohost: bool


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series as one viewer reads it; who its regulars are is for those who are in it."""

    series: Series
    dates: tuple[DateLine, ...]
    skips: tuple[Skip, ...]
    regulars: tuple[RegularLine, ...]
    regular_count: int
    mine: Regular | None
    place: str
    is_near: bool

    @property
    def next(self) -> DateLine | None:
        return next((line for line in self.dates if not line.is_off), None)


def visible_series(member: Member) -> QuerySet[Series]:
    """The series a member may know of: one's own, those one is a regular of, those one sees a session of."""
    mine = Regular.objects.filter(series=OuterRef("pk"), member=member, left_at=None)
    seen = visible_to(member).filter(series=OuterRef("pk")).order_by().select_related(None)
    return Series.objects.filter(Q(host=member) | Exists(mine) | Exists(seen)).select_related(
        "sport", "venue", "community", "host"
    )


def series_view(series: Series, viewer: Member, *, now: dt.datetime) -> SeriesView:
    """Its dates to come and its regulars: eight queries, whatever their number."""
    meets = list(
        visible_to(viewer)
        .filter(series=series, recurs_on__isnull=False, starts_at__gt=now - JUST_OVER)
        .annotate(taken=people_in())
        .order_by("starts_at", "pk")
    )
    stands = dict(Attendance.objects.filter(meet__in=meets, member=viewer).values_list("meet_id", "presence"))
    asked = set(KeepQuestion.objects.filter(meet__in=meets, closed_at=None).values_list("meet_id", flat=True))
    rows = list(Regular.objects.filter(series=series, left_at=None, member__is_active=True).order_by("since_at", "pk"))
    mine = next((row for row in rows if row.member_id == viewer.pk), None)
    is_near = bool(mine or series.host_id == viewer.pk or Presence.IN in stands.values())
    seen = cards(viewer, [row.member_id for row in rows], full_names=False) if is_near else {}
    ahead = [meet.recurs_on for meet in meets]
    skips = list(Skip.objects.filter(series=series, on__gte=now.date()).order_by("on"))
    skip_of = {one.on: one for one in skips}
    venue = series.venue
    return SeriesView(
        series=series,
        dates=tuple(
            DateLine(
                meet,
                getattr(meet, "taken"),  # noqa: B009 – annotated
                stands.get(meet.pk, ""),
                meet.pk in asked and meet.state in LIVE,
                bool(meet.recurs_on and meet.starts_at != series.starts_at(meet.recurs_on)),
                skip_of.get(meet.recurs_on) if meet.recurs_on and meet.starts_at > now else None,
            )
            for meet in meets
        ),
        skips=tuple(one for one in skips if one.on > now.date() and one.on not in ahead),
        regulars=tuple(
            RegularLine(seen[row.member_id], row.member_id == series.host_id, row.cohost_since_at is not None)
            for row in rows
            if row.member_id in seen
        ),
        regular_count=len(rows),
        mine=mine,
        place="" if venue is None else venue.name if is_near else venue.city,
        is_near=is_near,
    )


def series_of(member: Member) -> QuerySet[Series]:
    """The series that live and in which one's place is kept, or that one hosts."""
    mine = Regular.objects.filter(series=OuterRef("pk"), member=member, left_at=None)
    return (
        Series.objects.filter(Q(host=member) | Exists(mine), ended_at=None)
        .select_related("sport", "venue")
        .order_by("pk")
    )


def to_keep(member: Member, *, now: dt.datetime) -> list[Meet]:
    """Dates whose host or co-host is asked whether they take place, the nearest first. One query."""
    cohosts = Regular.objects.filter(
        series=OuterRef("series"), member=member, left_at=None, cohost_since_at__isnull=False
    )
    asked = Meet.objects.filter(
        Q(series__host=member) | Exists(cohosts),
        keep_question__isnull=False,
        keep_question__closed_at=None,
        state__in=LIVE,
        starts_at__gt=now,
    )
    return list(asked.select_related("sport", "venue", "series").annotate(taken=people_in()).order_by("starts_at")[:3])
