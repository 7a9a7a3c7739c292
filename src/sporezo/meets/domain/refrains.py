"""What is said about a series, through the outbox: to its host, its co-hosts, its regulars; each thing once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.urls import reverse
from django.utils import translation

from sporezo.meets.models import Meet, Series
from sporezo.meets.queries import rhythm_said, series_text
from sporezo.members.models import Member
from sporezo.notices.domain import Message, post_many
from sporezo.notices.enums import Topic


def tell_changed(series: Series, members: Collection[int], *, now: dt.datetime) -> None:
    """Those it concerns read the new rhythm, with a file that corrects their calendar."""
    _tell("series_changed", series, _members(members), now=now, key=series.sequence, has_calendar=True)


def tell_stopped(series: Series, members: Collection[int], *, because: str, now: dt.datetime) -> None:
    _tell("series_stopped", series, _members(members), now=now, key="", has_calendar=True, because=because)


def ask_to_keep(meet: Meet, members: Iterable[Member], *, until: dt.datetime, now: dt.datetime) -> None:
    """*The next one in five days: keep it?* One tap keeps or skips; silence keeps."""
    if meet.series is not None:
        there = meet.attendances.filter(presence="in").count()
        _tell(
            "keep", meet.series, members, now=now, key=meet.pk, link=reverse("keep", args=[meet.pk]),
            starts_at=meet.starts_at, until_at=until, there=there, places=meet.places,
        )  # fmt: skip


def tell_of_regular(series: Series, member: Member, *, now: dt.datetime) -> None:
    """The host hears who comes every time from now on."""
    if series.host and series.host != member:
        _tell("regular", series, [series.host], now=now, key=f"{member.pk}:{now.date()}", who=member.short_name)


def tell_of_departure(series: Series, member: Member, *, now: dt.datetime) -> None:
    if series.host and series.host != member:
        _tell("regular_left", series, [series.host], now=now, key=f"{member.pk}:{now.date()}", who=member.short_name)


def tell_cohost(series: Series, member: Member, *, by: Member, now: dt.datetime) -> None:
    _tell("cohost", series, [member], now=now, key=now.date(), who=by.short_name)


def offer_series(series: Series, members: Iterable[Member], *, now: dt.datetime) -> None:
    """Its host is no longer there: whoever says yes first keeps it going."""
    if series.orphaned_at:
        _tell("series_offered", series, members, now=now, key=series.orphaned_at.date())


def tell_new_host(series: Series, members: Iterable[Member], *, now: dt.datetime) -> None:
    if series.host:
        _tell("series_host", series, members, now=now, key=f"{series.host_id}:{now.date()}", who=series.host.short_name)


def tell_handed_over(series: Series, *, by: Member, now: dt.datetime) -> None:
    if series.host:
        _tell("series_handed", series, [series.host], now=now, key=f"{by.pk}:{now.date()}", who=by.short_name)


def _members(ids: Collection[int]) -> list[Member]:
    return list(Member.objects.filter(pk__in=ids, is_active=True).order_by("pk"))


def _tell(
    name: str,
    series: Series,
    members: Iterable[Member],
    *,
    now: dt.datetime,
    key: object,
    link: str = "",
    has_calendar: bool = False,
    **more: Any,
) -> None:
    messages = []
    for member in members:
        with translation.override(member.language):
            facts = {"sport": series.title or str(series.sport), "rhythm": rhythm_said(series)}
        if has_calendar:
            facts |= {"calendar": series_text(series, member, now=now), "calendar_method": "PUBLISH"}
        messages.append(
            Message(
                to=member,
                kind=f"meets/{name}",
                topic=Topic.SESSIONS,
                context=facts | more,
                link=link or reverse("series", args=[series.pk]),
                dedupe_key=f"meets/{name}:{series.pk}:{key}:{member.pk}",
            )
        )
    post_many(messages, now=now)
