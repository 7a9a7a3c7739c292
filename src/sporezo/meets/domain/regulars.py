"""Places kept: becoming a regular, not this time, no longer; and those who help the host."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from sporezo.meets.domain import refrains
from sporezo.meets.domain.dates import seat
from sporezo.meets.domain.ends import confirm
from sporezo.meets.domain.locks import lock, lock_members, lock_series
from sporezo.meets.domain.people import leave
from sporezo.meets.enums import Presence
from sporezo.meets.models import Regular, Series
from sporezo.meets.queries import LIVE
from sporezo.meets.rules import refusal_to_be_regular, refusal_to_run
from sporezo.members.models import Member
from sporezo.ui.refused import Refused


@transaction.atomic
def be_regular(series: Series, *, member: Member, now: dt.datetime) -> Regular:
    """From now on one is in every date, as far as places are left; a date one gave back stays given back."""
    lock_members([member.pk])
    series = lock_series(series)
    mine = Regular.objects.filter(series=series, member=member).first()
    if mine is not None and mine.left_at is None:
        return mine
    if refusal := refusal_to_be_regular(series, member, now=now):
        raise refusal
    mine, _is_new = Regular.objects.update_or_create(
        series=series, member=member, defaults={"since_at": now, "left_at": None, "cohost_since_at": None}
    )
    ahead = [lock(meet) for meet in series.meets.filter(state__in=LIVE, starts_at__gt=now).order_by("pk")]
    seat(ahead, [member.pk], now=now)
    for meet in ahead:
        confirm(meet, now=now)
    refrains.tell_of_regular(series, member, now=now)
    return mine


@transaction.atomic
def stop_being_regular(series: Series, *, member: Member, now: dt.datetime) -> None:
    """For good: no place is kept any more, and those one had in the dates to come are free again."""
    lock_members([member.pk])
    series = lock_series(series)
    mine = Regular.objects.filter(series=series, member=member, left_at=None).first()
    if mine is None:
        return
    if series.host_id == member.pk:
        raise Refused(_("A series has a host."), _("Hand it over to one of its regulars first, or let it end."))
    mine.left_at, mine.cohost_since_at = now, None
    mine.save(update_fields=["left_at", "cohost_since_at"])
    ahead = series.meets.filter(
        attendances__member=member,
        attendances__presence__in=(Presence.IN, Presence.WAITING, Presence.ASKED),
        state__in=LIVE,
        starts_at__gt=now,
    )
    for meet in ahead.order_by("pk"):
        leave(meet, member=member, now=now)
    refrains.tell_of_departure(series, member, now=now)


@transaction.atomic
def name_cohost(series: Series, *, member: Member, by: Member, is_one: bool, now: dt.datetime) -> None:
    """One of the regulars may do all the host may, or no longer."""
    series = lock_series(series)
    if refusal := refusal_to_run(series, by):
        raise refusal
    kept = Regular.objects.filter(series=series, member=member, left_at=None)
    if not kept.exists() or series.host_id == member.pk:
        raise Refused(_("Only a regular can be a co-host."), _("Choose one of them."))
    if is_one and kept.filter(cohost_since_at=None).update(cohost_since_at=now):
        refrains.tell_cohost(series, member, by=by, now=now)
    elif not is_one:
        kept.update(cohost_since_at=None)
