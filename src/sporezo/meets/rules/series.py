"""May they begin, run, change, keep or take over what comes back?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from sporezo.meets.enums import Presence
from sporezo.meets.models import (
    Attendance,
    KeepQuestion,
    Meet,
    Regular,
    Series,
)
from sporezo.meets.queries import kept_apart_among
from sporezo.meets.rules.organising import refusal_of_the_hour, refusal_to_change, refusal_to_organise
from sporezo.meets.rules.standing import runs
from sporezo.members.models import Member
from sporezo.places.models import Venue
from sporezo.safety.rules import is_suspended
from sporezo.ui.refused import Refused

SERIES_AT_ONCE = 5
COHOSTS_FIRST = dt.timedelta(days=3)  # a series without its host is theirs to take, then any regular's


def refusal_to_begin(
    host: Member, *, venue: Venue | None, starts_at: dt.datetime, minutes: int, now: dt.datetime
) -> Refused | None:
    """A series begins like a session; nobody runs more than a few."""
    if Series.objects.filter(host=host, ended_at=None).count() >= SERIES_AT_ONCE:
        return Refused(
            _("You already keep %(n)d series going.") % {"n": SERIES_AT_ONCE},
            _("Hand one over or let it end, then begin another."),
        )
    return refusal_to_organise(host, venue=venue, starts_at=starts_at, minutes=minutes, now=now)


def refusal_to_repeat(meet: Meet, by: Member, *, now: dt.datetime) -> Refused | None:
    """The organiser makes a series of their session, once."""
    if meet.series_id is not None:
        return Refused(_("This session is part of a series already."), _("Its rhythm is on the page of the series."))
    if meet.host_id != by.pk or meet.sport_id is None:
        return Refused(_("The organiser alone can change this session."), _("Write to them, or leave the session."))
    if Series.objects.filter(host=by, ended_at=None).count() >= SERIES_AT_ONCE:
        return Refused(
            _("You already keep %(n)d series going.") % {"n": SERIES_AT_ONCE},
            _("Hand one over or let it end, then begin another."),
        )
    return refusal_of_the_hour(meet, now)


def refusal_to_run(series: Series, member: Member) -> Refused | None:
    """Host and co-hosts change a series, as long as it lives."""
    if not runs(series, member):
        return Refused(_("Whoever organises this series changes it."), _("Write to them on the next session's page."))
    return _refusal_of_the_end(series)


def refusal_to_change_from(
    series: Series, dates: Sequence[Meet], *, from_on: dt.date, first: dt.date
) -> Refused | None:
    """A change starts at one of the `dates` to come, and never reaches back over the one before."""
    if from_on not in {meet.recurs_on for meet in dates}:
        return Refused(_("That day is no date of this series."), _("Choose one from the list."))
    if series.meets.filter(recurs_on__lt=from_on, recurs_on__gte=first).exists():
        return Refused(_("Another date of the series comes after that day."), _("Choose a later one."))
    return None


def refusal_to_be_regular(series: Series, member: Member, *, now: dt.datetime) -> Refused | None:
    """A place is kept for whoever was in one of its sessions, as long as there are more places than regulars."""
    if refusal := _refusal_of_the_end(series):
        return refusal
    if is_suspended(member.pk, now=now):
        return Refused(
            _("Your account is suspended."), _("The message you received says until when, and how to appeal.")
        )
    been = Attendance.objects.filter(meet__series=series, member=member, presence__in=(Presence.IN, Presence.CAME))
    if series.host_id != member.pk and not been.exists():
        return Refused(_("One becomes a regular by playing."), _("Join one of the dates first."))
    others = Regular.objects.filter(series=series, left_at=None).exclude(member=member)
    # Said alike: no place, and a host one must not meet.
    is_apart = series.host_id != member.pk and kept_apart_among({member.pk, series.host_id or member.pk})
    if others.count() >= series.places or is_apart:
        return Refused(
            _("There are as many regulars as places."), _("Join a date when somebody cannot come, or wait for it.")
        )
    return None


def refusal_to_take_over(series: Series, member: Member, *, now: dt.datetime) -> Refused | None:
    """Once its host vanished: the co-hosts first, then any regular, and the first yes counts."""
    if refusal := _refusal_of_the_end(series):
        return refusal
    if series.orphaned_at is None:
        return Refused(_("Somebody keeps this series going already."), _("Its page says who."))
    mine = Regular.objects.filter(series=series, member=member, left_at=None).first()
    cohosts = Regular.objects.filter(series=series, left_at=None, cohost_since_at__isnull=False)
    is_their_turn = now >= series.orphaned_at + COHOSTS_FIRST or not cohosts.exclude(member=series.host_id).exists()
    if mine is None or not (mine.cohost_since_at or is_their_turn):
        return Refused(_("The series is for those who play it to take over."), _("Its co-hosts are asked first."))
    return None


def refusal_to_keep(meet: Meet, member: Member, *, now: dt.datetime) -> Refused | None:
    """Who runs the series answers for a date, until it starts."""
    if meet.series_id is None or not KeepQuestion.objects.filter(meet=meet).exists():
        return Refused(_("Nobody asked about this session."), _("Its page says how it stands."))
    return refusal_to_change(meet, member, now=now)


def _refusal_of_the_end(series: Series) -> Refused | None:
    if series.ended_at is not None:
        return Refused(_("This series is over."), _("Begin another one under Play."))
    return None
