"""Two sessions of the town that come back every week: Alix is a regular of one, and hosts the other."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Sequence

from sporezo.demo.past import ZONE
from sporezo.demo.sessions import LONG, joins
from sporezo.formats.recurrence import Rule
from sporezo.meets.domain import ask_hosts, be_regular, begin, make_dates, name_cohost, skip
from sporezo.meets.enums import Reason
from sporezo.meets.models import Meet, Series
from sporezo.members.models import Member
from sporezo.places.models import Venue
from sporezo.rounds.queries import promised
from sporezo.sports.models import Sport


def come_back(rng: random.Random, members: Sequence[Member], *, now: dt.datetime) -> None:
    """Two series: Alix is a regular of one, and hosts another whose next date waits for her word."""
    alix, _second, cohost, *others = members
    long_ago, yesterday = now - dt.timedelta(days=12), _in_days(now, -1, dt.time(10))
    hours = (_in_days(now, 3, dt.time(hour, 30)) for hour in (18, 12, 7, 20))
    free = next(at for at in hours if not promised([alix.pk], at, at + LONG))
    hers = _begin(alix, "tennis", "Tennis du parc de la Tête d'Or", free - dt.timedelta(days=7), now=long_ago)
    for member in others[3:30]:
        if hers.regulars.count() == 2:
            break
        _keeps_a_place(hers, member, long_ago)
    make_dates(hers, now=now)
    ask_hosts(now=yesterday)
    third = hers.meets.filter(starts_at__gt=now).order_by("starts_at")[2]
    skip(hers, on=third.starts_at.astimezone(ZONE).date(), by=alix, reason=Reason.COURT, because="Tournoi.", now=now)
    host = members[7]
    days = (_in_days(now, day, dt.time(12, 15)) for day in range(8, 15))
    noon = next(at for at in days if not promised([alix.pk], at, at + LONG))
    weekly = _begin(host, "running", "Parc de la Tête d'Or", noon, places=8, now=now)
    for member in (alix, cohost, members[9]):
        _keeps_a_place(weekly, member, now)
    name_cohost(weekly, member=cohost, by=host, is_one=True, now=now)
    for series in (hers, weekly):
        Series.objects.filter(pk=series.pk).update(uid=uuid.UUID(int=rng.getrandbits(128), version=4))
        for meet in series.meets.order_by("pk"):
            Meet.objects.filter(pk=meet.pk).update(uid=uuid.UUID(int=rng.getrandbits(128), version=4))


def _begin(
    host: Member, sport: str, venue: str, starts_at: dt.datetime, *, now: dt.datetime, places: int = 2
) -> Series:
    played = Sport.objects.get(slug=sport)
    return begin(
        host=host,
        rule=Rule("week", 1, starts_at.astimezone(ZONE).weekday()),
        sport=played,
        venue=Venue.objects.filter(source_key=venue).first() or Venue.objects.filter(sports=played).earliest("pk"),
        starts_at=starts_at,
        minutes=played.minutes,
        time_zone=ZONE.key,
        places=places,
        shows_who=True,
        now=now,
    )


def _in_days(now: dt.datetime, days: int, at: dt.time) -> dt.datetime:
    day = now.astimezone(ZONE).date() + dt.timedelta(days=days)
    return dt.datetime.combine(day, at, tzinfo=ZONE).astimezone(dt.UTC)


def _keeps_a_place(series: Series, member: Member, now: dt.datetime) -> None:
    if joins(series.meets.earliest("starts_at"), member, now):
        be_regular(series, member=member, now=now)
