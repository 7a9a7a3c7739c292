"""Who keeps a series going: *keep the next one?*, silence that keeps, and a host who is no longer there.

Five days ahead the host is asked. Two days ahead silence keeps: the date is confirmed if enough are in, else the rule
of every session warns and calls off. Three silences in a row of a host who was not there either, or a host who left,
and the series is offered: to its co-hosts, three days later to any regular; after three weeks it ends.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from sporezo.meets.domain import refrains
from sporezo.meets.domain.ends import confirm
from sporezo.meets.domain.locks import lock, lock_members, lock_series
from sporezo.meets.domain.series import skip, stop
from sporezo.meets.enums import CourtState, MeetState, Presence
from sporezo.meets.models import Attendance, KeepQuestion, Meet, Regular, Series
from sporezo.meets.rules import COHOSTS_FIRST, refusal_to_keep, refusal_to_run, refusal_to_take_over
from sporezo.members.models import Member
from sporezo.notices.rules import is_night
from sporezo.ui.refused import Refused

ASKED_BEFORE = dt.timedelta(days=5)
SILENCE_KEEPS_BEFORE = dt.timedelta(days=2)
SILENCES = 3
ENDS_AFTER = dt.timedelta(days=21)
CHUNK = 50


@transaction.atomic
def keep(meet: Meet, *, by: Member, now: dt.datetime) -> None:
    """It takes place: confirmed at once if enough are in. Said twice, it changes nothing."""
    series = lock_series(meet.series) if meet.series else None
    meet = lock(meet)
    if refusal := refusal_to_keep(meet, by, now=now):
        raise refusal
    if KeepQuestion.objects.filter(meet=meet, closed_at=None).update(closed_at=now, answered_by=by):
        confirm(meet, now=now)
    if series and series.orphaned_at and series.host_id == by.pk:
        Series.objects.filter(pk=series.pk).update(orphaned_at=None)  # there they are again


@transaction.atomic
def skip_asked(meet: Meet, *, by: Member, now: dt.datetime, reason: str = "", because: str = "") -> None:
    """Not this time: the date asked about is skipped."""
    if refusal := refusal_to_keep(meet, by, now=now):
        raise refusal
    if meet.series is not None and meet.recurs_on is not None:
        skip(meet.series, on=meet.recurs_on, by=by, reason=reason, because=because, now=now)


def ask_hosts(*, now: dt.datetime) -> int:
    """Ask about the dates that are near and were not asked about, by day; how many."""
    near = Meet.objects.filter(
        series__isnull=False,
        series__ended_at=None,
        keep_question=None,
        state=MeetState.OPEN,
        starts_at__gt=now,
        starts_at__lte=now + ASKED_BEFORE,
    ).order_by("starts_at", "pk")
    return sum(_ask(meet, now) for meet in near[:CHUNK] if not is_night(now, ZoneInfo(meet.time_zone)))


def let_silence_keep(*, now: dt.datetime) -> int:
    """Close the questions nobody answered in time; how many."""
    late = KeepQuestion.objects.filter(closed_at=None, meet__starts_at__lte=now + SILENCE_KEEPS_BEFORE)
    return sum(_close(question.pk, now) for question in late.order_by("meet__starts_at", "pk")[:CHUNK])


def find_hosts(*, now: dt.datetime) -> int:
    """Offer the series whose host is gone, and end those nobody wanted; how many changed hands or ended."""
    gone = Q(host=None) | Q(host__is_active=False)
    for series in Series.objects.filter(gone, ended_at=None, orphaned_at=None).order_by("pk")[:CHUNK]:
        _orphan(series, now)
    offered = Series.objects.filter(ended_at=None, orphaned_at__isnull=False).select_related("host", "sport")
    ended = 0
    for series in offered.order_by("orphaned_at", "pk")[:CHUNK]:
        if is_night(now, ZoneInfo(series.time_zone)):
            continue
        if series.orphaned_at and now >= series.orphaned_at + ENDS_AFTER:
            with translation.override(series.host.language if series.host else settings.LANGUAGE_CODE):
                stop(series, by=None, because=_("Nobody took it over."), now=now)
            ended += 1
        else:
            _offer(series, now)
    return ended


@transaction.atomic
def take_over(series: Series, *, member: Member, now: dt.datetime) -> None:
    """The first yes counts: from now on the series is theirs."""
    lock_members([member.pk])
    series = lock_series(series)
    if series.host_id == member.pk and series.orphaned_at is None:
        return
    if refusal := refusal_to_take_over(series, member, now=now):
        raise refusal
    _hand(series, member, now)
    others = Member.objects.filter(regular_in__series=series, regular_in__left_at=None, is_active=True)
    refrains.tell_new_host(series, others.exclude(pk=member.pk).order_by("pk"), now=now)


@transaction.atomic
def hand_over_series(series: Series, *, by: Member, to: Member, now: dt.datetime) -> None:
    """Host or co-host gives it to one of the regulars."""
    series = lock_series(series)
    if refusal := refusal_to_run(series, by):
        raise refusal
    if series.host_id == to.pk:
        return
    if not Regular.objects.filter(series=series, member=to, left_at=None, member__is_active=True).exists():
        raise Refused(_("Only a regular can take the series over."), _("Choose one of them."))
    _hand(series, to, now)
    refrains.tell_handed_over(series, by=by, now=now)


@transaction.atomic
def _ask(meet: Meet, now: dt.datetime) -> bool:
    meet = lock(meet)
    question, is_new = KeepQuestion.objects.get_or_create(meet=meet, defaults={"asked_at": now})
    if not is_new:
        return False
    court = getattr(meet, "court", None)
    if court is not None and court.state == CourtState.BOOKED:  # whoever booked has answered
        question.closed_at, question.answered_by = now, court.booked_by
        question.save(update_fields=["closed_at", "answered_by"])
        confirm(meet, now=now)
        return False
    if meet.starts_at <= now + SILENCE_KEEPS_BEFORE:
        return False  # found late: the next sweep keeps it, and nobody is hurried
    refrains.ask_to_keep(meet, _asked(meet), until=meet.starts_at - SILENCE_KEEPS_BEFORE, now=now)
    return True


def _asked(meet: Meet) -> list[Member]:
    """The host; while there is none, the co-hosts."""
    series = meet.series
    if series is None:
        return []
    if series.host and series.host.is_active and series.orphaned_at is None:
        return [series.host]
    cohosts = Member.objects.filter(
        regular_in__series=series, regular_in__left_at=None, regular_in__cohost_since_at__isnull=False, is_active=True
    )
    return list(cohosts.order_by("pk"))


@transaction.atomic
def _close(question: int, now: dt.datetime) -> bool:
    meet = Meet.objects.select_related("series").get(keep_question=question)
    series = lock_series(meet.series) if meet.series else None
    meet = lock(meet)
    if not KeepQuestion.objects.filter(pk=question, closed_at=None).update(closed_at=now):
        return False
    confirm(meet, now=now)
    if series is not None and _has_vanished(series):
        _orphan(series, now)
    return True


def _has_vanished(series: Series) -> bool:
    """Whether the last questions met with silence, of a host who was not in those sessions either."""
    last = KeepQuestion.objects.filter(meet__series=series, closed_at__isnull=False).order_by("-meet__starts_at")
    silent = [question.meet_id for question in last[:SILENCES] if question.answered_by_id is None]
    if len(silent) < SILENCES:
        return False
    there = Attendance.objects.filter(meet__in=silent, member=series.host_id, presence__in=(Presence.IN, Presence.CAME))
    return not there.exists()


def _orphan(series: Series, now: dt.datetime) -> None:
    Series.objects.filter(pk=series.pk, orphaned_at=None).update(orphaned_at=now)


def _offer(series: Series, now: dt.datetime) -> None:
    regulars = list(
        Regular.objects.filter(series=series, left_at=None, member__is_active=True)
        .exclude(member=series.host)
        .select_related("member")
        .order_by("since_at", "pk")
    )
    cohosts = [one.member for one in regulars if one.cohost_since_at]
    is_anybodys = not cohosts or (series.orphaned_at and now >= series.orphaned_at + COHOSTS_FIRST)
    refrains.offer_series(series, [one.member for one in regulars] if is_anybodys else cohosts, now=now)


def _hand(series: Series, to: Member, now: dt.datetime) -> None:
    former = series.host_id
    series.host, series.orphaned_at, series.changed_at = to, None, now
    series.save(update_fields=["host", "orphaned_at", "changed_at"])
    Regular.objects.filter(series=series, member=to).update(cohost_since_at=None)
    ahead = series.meets.filter(Q(host=former) | Q(host=None), starts_at__gt=now)
    ahead.exclude(state=MeetState.CANCELLED).update(host=to, changed_at=now)
