"""How a session comes to be: proposed by the round, or organised by somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from sporezo.communities.models import Community
from sporezo.meets.domain.locks import lock, lock_members
from sporezo.meets.enums import CourtState, JoinMode, MeetState, Presence, Visibility
from sporezo.meets.models import Attendance, Court, Meet
from sporezo.meets.rules import refusal_to_organise
from sporezo.members.models import Member
from sporezo.places.models import Venue
from sporezo.sports.models import Discipline, Format, Sport

BOOKED_BEFORE = dt.timedelta(hours=24)  # a court is booked a day ahead
SOONEST_MADE = dt.timedelta(hours=1)  # a date of a series that is nearer is left out
CALLED_OFF_BEFORE = dt.timedelta(hours=3)  # early enough to unpack one's bag


@transaction.atomic
def propose(
    *,
    sport: Sport,
    venue: Venue | None,
    starts_at: dt.datetime,
    minutes: int,
    time_zone: str,
    places: int,
    quorum: int,
    members: Iterable[Member | int],
    now: dt.datetime,
    community: Community | None = None,
    discipline: Discipline | None = None,
    format: Format | None = None,
    sides: Iterable[Iterable[int]] = (),
) -> Meet:
    """A session for these members to accept or not: nobody is in it yet, nobody else may join.

    `sides` are ids by team, where the format opposes two. The first to say yes organises.
    """
    meet = Meet.objects.create(
        sport=sport,
        discipline=discipline,
        format=format,
        community=community,
        venue=venue,
        starts_at=starts_at,
        minutes=minutes,
        time_zone=time_zone,
        places=places,
        quorum=quorum,
        visibility=Visibility.PRIVATE,
        join_mode=JoinMode.INVITED,
        state=MeetState.PROPOSED,
        created_at=now,
        changed_at=now,
    )
    team = {member: number for number, side in enumerate(sides, start=1) for member in side}
    ids = [member if isinstance(member, int) else member.pk for member in members]
    Attendance.objects.bulk_create(
        Attendance(
            meet=meet,
            member_id=member,
            presence=Presence.PROPOSED,
            team=team.get(member),
            since_at=now,
            changed_at=now,
        )
        for member in ids
    )
    add_court(meet, sport, now)
    return meet


@transaction.atomic
def organise(
    *,
    host: Member,
    sport: Sport,
    venue: Venue | None,
    starts_at: dt.datetime,
    minutes: int,
    time_zone: str,
    places: int,
    now: dt.datetime,
    quorum: int = 2,
    community: Community | None = None,
    visibility: Visibility = Visibility.PUBLIC,
    join_mode: JoinMode = JoinMode.OPEN,
    format: Format | None = None,
    levels: tuple[float, float] | None = None,
    title: str = "",
    words: str = "",
    shows_who: bool = False,
    women_only: bool = False,
    newcomers_only: bool = False,
    hides_titles: bool = False,
    is_on_the_web: bool = False,
) -> Meet:
    """Somebody's own session, that others may join; whoever organises it is in.

    Those outside `levels` knock first. Too few in by a few hours before the start, and it is called off.
    """
    lock_members([host.pk])
    if refusal := refusal_to_organise(host, venue=venue, starts_at=starts_at, minutes=minutes, now=now):
        raise refusal
    meet = Meet.objects.create(
        host=host,
        sport=sport,
        format=format,
        community=community,
        venue=venue,
        starts_at=starts_at,
        minutes=minutes,
        time_zone=time_zone,
        places=places,
        quorum=quorum,
        visibility=visibility,
        join_mode=join_mode,
        title=title,
        words=words,
        shows_who=shows_who,
        women_only=women_only,
        newcomers_only=newcomers_only,
        hides_titles=hides_titles,
        is_on_the_web=is_on_the_web and visibility == Visibility.PUBLIC and not women_only,
        level_low=levels[0] if levels else None,
        level_high=levels[1] if levels else None,
        decide_by_at=max(now, starts_at - CALLED_OFF_BEFORE),
        state=MeetState.OPEN,
        created_at=now,
        changed_at=now,
    )
    Attendance.objects.create(meet=meet, member=host, presence=Presence.IN, since_at=now, changed_at=now)
    add_court(meet, sport, now)
    return meet


@transaction.atomic
def reshape(meet: Meet, *, format: Format, players: int, now: dt.datetime) -> None:
    """Play it otherwise: three instead of four, an *americano* instead of a padel."""
    meet = lock(meet)
    meet.format, meet.places, meet.quorum, meet.changed_at = format, players, players, now
    meet.sequence += 1
    meet.save(update_fields=["format", "places", "quorum", "changed_at", "sequence"])
    Attendance.objects.filter(meet=meet).update(team=None)


def book_by(starts_at: dt.datetime, now: dt.datetime) -> dt.datetime:
    """When the court is to be booked: a day ahead, or half-way to the start when that is nearer."""
    return starts_at - min(BOOKED_BEFORE, (starts_at - now) / 2)


def add_court(meet: Meet, sport: Sport, now: dt.datetime) -> None:
    """What is to be booked, where this sport books."""
    if sport.court_booked:
        Court.objects.create(meet=meet, state=CourtState.TO_BOOK, book_by_at=book_by(meet.starts_at, now))
    else:
        Court.objects.create(meet=meet, state=CourtState.NOT_NEEDED)
