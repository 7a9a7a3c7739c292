"""What members of the town organise by themselves in the days to come: one Alix plays in, two she may join."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sporezo.demo.past import ZONE
from sporezo.meets.domain import Sheet, book_court, join, organise, score, tell_of_arrivals
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet, Withdrawal
from sporezo.members.models import Member
from sporezo.places.models import Venue
from sporezo.rounds.queries import promised
from sporezo.sports.models import Practice, Sport
from sporezo.ui.refused import Refused

SOONEST = dt.timedelta(days=2)
MINUTES = 90
LONG = dt.timedelta(minutes=MINUTES)


@dataclass(frozen=True)
class Planned:
    """One session: hosted by the member of that rank in the cast, with so many players at the start."""

    host: int
    sport: str
    venue: str
    weekday: int
    at: dt.time
    places: int
    players: int
    words: str
    with_alix: bool = False


PLANNED = (
    Planned(
        4,
        "padel",
        "Padel de la Part-Dieu",
        3,
        dt.time(12, 30),
        4,
        4,
        "Une heure et demie, puis un café debout. Les balles sont fournies, la mauvaise foi aussi.",
        with_alix=True,
    ),
    Planned(
        6, "padel", "Padel de Gerland", 6, dt.time(10), 4, 3, "Il manque une quatrième raquette. Niveau bon enfant."
    ),
    Planned(8, "tennis", "Tennis du parc de la Tête d'Or", 5, dt.time(9), 2, 1, "Un simple avant le marché."),
)


def announce(rng: random.Random, members: Sequence[Member], *, now: dt.datetime) -> None:
    """Organise them, fill them as planned, book what is full."""
    for planned in PLANNED:
        starts_at = _next(planned, members[0] if planned.with_alix else members[planned.host], now)
        sport = Sport.objects.get(slug=planned.sport)
        meet = organise(
            host=members[planned.host],
            sport=sport,
            venue=Venue.objects.get(source_key=planned.venue),
            starts_at=starts_at,
            minutes=MINUTES,
            time_zone=ZONE.key,
            places=planned.places,
            quorum=planned.places,
            words=planned.words,
            shows_who=True,
            now=now,
        )
        Meet.objects.filter(pk=meet.pk).update(uid=uuid.UUID(int=rng.getrandbits(128), version=4))
        left = planned.players - 1
        for member in _players(planned, members, meet):
            if left and joins(meet, member, now):
                left -= 1
        meet.refresh_from_db()
        if meet.attendances.count() == meet.places and meet.state == MeetState.OPEN:
            book_court(meet.court, by=members[planned.host], reference="Piste 2", cents_a_head=900, now=now)
    tell_of_arrivals(now=now)


def just_played(rng: random.Random, members: Sequence[Member], *, now: dt.datetime) -> None:
    """Alix's padel of last night: three to tell about, and a score one of them wrote down for her to agree to."""
    alix = members[0]
    day = (now.astimezone(ZONE) - dt.timedelta(days=1)).date()
    starts_at = dt.datetime.combine(day, dt.time(18, 30), tzinfo=ZONE)
    sport = Sport.objects.get(slug="padel")
    asked_at = starts_at - dt.timedelta(days=4)
    meet = organise(
        host=members[4],
        sport=sport,
        venue=Venue.objects.get(source_key="Padel de Gerland"),
        starts_at=starts_at,
        minutes=MINUTES,
        time_zone=ZONE.key,
        places=4,
        quorum=4,
        now=asked_at,
    )
    Meet.objects.filter(pk=meet.pk).update(uid=uuid.UUID(int=rng.getrandbits(128), version=4))
    join(meet, member=alix, now=asked_at)
    plays = set(Practice.objects.filter(sport=sport).values_list("member_id", flat=True))
    for member in (one for one in members[1:] if one.pk in plays and one != members[4]):
        meet.refresh_from_db()
        if meet.attendances.count() == meet.places or not joins(meet, member, asked_at):
            continue
    book_court(meet.court, by=members[4], reference="Piste 4", cents_a_head=900, now=asked_at)
    tell_of_arrivals(now=asked_at)
    us, them = _sides(meet, members[4])
    sheet = Sheet(sides=[us, them], parts=[(6, 4), (3, 6), (7, 5)])
    score(meet, by=members[4], sheet=sheet, now=max(meet.ends_at, now - dt.timedelta(hours=6)))


def a_slip(rng: random.Random, members: Sequence[Member], *, now: dt.datetime) -> None:
    """Six weeks ago Alix gave a place back three hours before the start: her word shows what that weighs, and fades."""
    alix, host = members[0], members[6]
    day = (now.astimezone(ZONE) - dt.timedelta(days=43)).date()
    starts_at = dt.datetime.combine(day, dt.time(20), tzinfo=ZONE)
    sport = Sport.objects.get(slug="padel")
    meet = Meet.objects.create(
        uid=uuid.UUID(int=rng.getrandbits(128), version=4),
        host=host,
        sport=sport,
        venue=Venue.objects.get(source_key="Padel de Gerland"),
        starts_at=starts_at,
        minutes=MINUTES,
        time_zone=ZONE.key,
        places=4,
        state=MeetState.HELD,
        created_at=starts_at - dt.timedelta(days=5),
        changed_at=starts_at,
        held_at=starts_at + dt.timedelta(hours=4),
    )
    for member, presence in ((host, Presence.CAME), (alix, Presence.OUT)):
        Attendance.objects.create(
            meet=meet, member=member, presence=presence, since_at=meet.created_at, changed_at=starts_at
        )
    Withdrawal.objects.create(meet=meet, member=alix, left_at=starts_at - dt.timedelta(hours=3))


def regulars(rng: random.Random, members: Sequence[Member], *, now: dt.datetime) -> None:
    """Six evenings behind those who play with Alix next: enough for a band beside their names, on that page alone."""
    meet = Meet.objects.filter(host=members[4], state=MeetState.CONFIRMED, starts_at__gt=now).order_by("pk").first()
    if meet is None:
        return
    there = [one.member for one in meet.attendances.order_by("pk") if one.member and one.member != members[0]]
    for week in range(1, 7):
        day = (now.astimezone(ZONE) - dt.timedelta(days=7 * week + 2)).date()
        starts_at = dt.datetime.combine(day, dt.time(19), tzinfo=ZONE)
        played = Meet.objects.create(
            uid=uuid.UUID(int=rng.getrandbits(128), version=4),
            host=members[4],
            sport=meet.sport,
            venue=meet.venue,
            starts_at=starts_at,
            minutes=MINUTES,
            time_zone=ZONE.key,
            places=4,
            state=MeetState.HELD,
            created_at=starts_at - dt.timedelta(days=5),
            changed_at=starts_at,
            held_at=starts_at + dt.timedelta(hours=4),
        )
        Attendance.objects.bulk_create(
            Attendance(
                meet=played, member=one, presence=Presence.CAME, since_at=played.created_at, changed_at=starts_at
            )
            for one in there
        )


def _sides(meet: Meet, host: Member) -> tuple[list[int], list[int]]:
    """The host with the last to join, against Alix and the other."""
    there = list(meet.attendances.order_by("since_at", "pk").values_list("member_id", flat=True))
    ids = [int(pk or 0) for pk in there]
    return [host.pk, ids[-1]], [pk for pk in ids[:-1] if pk != host.pk]


def _next(planned: Planned, somebody: Member, now: dt.datetime) -> dt.datetime:
    """The next such day on which somebody was proposed nothing else at that hour, or the day after."""
    first = (now.astimezone(ZONE) + SOONEST).date()
    day = first + dt.timedelta(days=(planned.weekday - first.weekday()) % 7)
    starts_at = dt.datetime.combine(day, planned.at, tzinfo=ZONE)
    while promised([somebody.pk], starts_at, starts_at + LONG):
        starts_at += dt.timedelta(days=1)
    return starts_at


def _players(planned: Planned, members: Sequence[Member], meet: Meet) -> Iterator[Member]:
    """Alix first where she plays, then the town's players of that sport who were proposed nothing else then."""
    alix, *others = members
    if planned.with_alix:
        yield alix
    plays = set(Practice.objects.filter(sport=meet.sport_id).values_list("member_id", flat=True))
    free = plays - promised(plays, meet.starts_at, meet.ends_at) - {members[planned.host].pk}
    yield from (member for member in others if member.pk in free)


def joins(meet: Meet, member: Member, now: dt.datetime) -> bool:
    """Whether they could join."""
    try:
        join(meet, member=member, now=now)
    except Refused:
        return False
    return True
