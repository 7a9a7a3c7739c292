"""Rounds open by their timetable; members opt in and out."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction

from sporezo.communities.models import Community
from sporezo.members.models import Member
from sporezo.rounds.enums import Mode
from sporezo.rounds.models import OptIn, Round, Timetable
from sporezo.rounds.rules import SATURDAY, dates_of, refusal_to_opt_in, refusal_to_withdraw

WEEKS_AHEAD = 3  # a timetable may open a round well before its Saturday


def open_rounds(*, now: dt.datetime) -> list[Round]:
    """Open the rounds whose time has come, each community by its own clock; the new ones."""
    opened = []
    for community in Community.objects.order_by("pk"):
        zone = ZoneInfo(community.time_zone)
        today = now.astimezone(zone).date()
        saturday = today + dt.timedelta(days=(SATURDAY - today.weekday()) % 7)
        timetable, _ = Timetable.objects.get_or_create(community=community)
        for week in range(WEEKS_AHEAD):
            first_day = saturday + dt.timedelta(weeks=week)
            dates = dates_of(timetable, first_day, zone)
            if dates.opens_at <= now < dates.closes_at:
                round, is_new = open_round(community, first_day=first_day)
                if is_new:
                    opened.append(round)
    return opened


def open_round(community: Community, *, first_day: dt.date) -> tuple[Round, bool]:
    """The round whose sessions begin on the Saturday `first_day`, and whether it is new."""
    timetable, _ = Timetable.objects.get_or_create(community=community)
    dates = dates_of(timetable, first_day, ZoneInfo(community.time_zone))
    return Round.objects.get_or_create(
        community=community,
        first_day=first_day,
        defaults={
            "opens_at": dates.opens_at,
            "closes_at": dates.closes_at,
            "answers_until_at": dates.answers_until_at,
            "seed": first_day.toordinal(),
        },
    )


@transaction.atomic
def opt_in(
    round: Round, *, member: Member, now: dt.datetime, most_sessions: int | None = None, mode: Mode = Mode.BOTH
) -> OptIn:
    """Play this round. Saying it again changes the wishes, not the moment."""
    if refusal := refusal_to_opt_in(round, member, now=now):
        raise refusal
    wishes = {
        "most_sessions": most_sessions or member.week_grid.most_sessions,
        "mode": mode,
        "withdrawn_at": None,
    }
    found, _ = OptIn.objects.update_or_create(
        round=round, member=member, defaults=wishes, create_defaults=wishes | {"at": now}
    )
    return found


@transaction.atomic
def withdraw(round: Round, *, member: Member, now: dt.datetime) -> None:
    """Sit this round out; nobody is told."""
    if refusal := refusal_to_withdraw(round, now=now):
        raise refusal
    OptIn.objects.filter(round=round, member=member, withdrawn_at__isnull=True).update(withdrawn_at=now)
