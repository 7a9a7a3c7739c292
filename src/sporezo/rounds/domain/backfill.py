"""A place given back late in a session somebody organised: the waiting list first, then whoever plays and fits."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from sporezo.engine import slots, verify
from sporezo.meets.domain import hold_for
from sporezo.meets.enums import JoinMode, MeetState, Presence
from sporezo.meets.models import Attendance, Meet, Withdrawal
from sporezo.meets.queries import is_for, standings, vacancies
from sporezo.members.models import Member
from sporezo.notices.rules import is_night
from sporezo.rounds.domain.vacancies import LOOKS
from sporezo.rounds.models import LeftOut, Round
from sporezo.rounds.queries import candidates, promised, slot_of
from sporezo.sports.models import Format

CHUNK = 20


def backfill(*, now: dt.datetime) -> int:
    """Offer what came free since the confirmation, for as long as the waiting list would; how many places were."""
    made = 0
    for meet in _given_back(now)[:CHUNK]:
        free, round = getattr(meet, "free", 0), _round_of(meet)
        if round is None or is_night(now, ZoneInfo(meet.time_zone)):
            continue
        for member in around(meet, round, now=now, most=free):
            made += hold_for(meet, member=member, now=now) is not None
    return made


def around(meet: Meet, round: Round, *, now: dt.datetime, most: int) -> list[Member]:
    """Who opted in to the week's round, still wants a session and fits: those left out first, nobody asked twice."""
    slot, format = slot_of(round, meet.starts_at), meet.format or _plain(meet)
    if meet.sport is None or format is None or slot is None:
        return []
    known = set(Attendance.objects.filter(meet=meet, member__isnull=False).values_list("member_id", flat=True))
    players = Attendance.objects.filter(meet=meet, presence=Presence.IN, member__isnull=False)
    snapshot = candidates(round, as_of=now, but=meet)
    left_out = set(LeftOut.objects.filter(round=round).values_list("member_id", flat=True))
    columns = snapshot.members
    free = [
        int(member)
        for member, hours in zip(columns.ids, columns.hours & ~columns.busy, strict=True)
        if int(member) not in known and slots.from_words(*hours) >> slot & 1
    ]
    standing = standings(free)
    free = [member for member in free if is_for(meet, standing[member])]
    free.sort(key=lambda member: (member not in left_out, member))
    found = verify.who_fits(
        snapshot,
        sport=meet.sport.slug,
        format=format.slug,
        venue=meet.venue_id,
        slot=slot,
        members=[one for one in players.values_list("member_id", flat=True) if one in columns.ids],
        among=free[:LOOKS],
        together=True,
        most=most,
    )
    ids = [int(member) for member in found]
    taken = promised(ids, meet.starts_at, meet.ends_at, but=meet)
    return list(Member.objects.filter(pk__in=set(ids) - taken, is_active=True).order_by("pk"))


def _given_back(now: dt.datetime) -> QuerySet[Meet]:
    """Sessions of a community with a place given back late that nobody waits for and nobody was offered."""
    late = Withdrawal.objects.filter(meet=OuterRef("pk"))
    held = Q(presence=Presence.OFFERED, offers__answered_at=None, offers__expires_at__gt=now)
    asked = Attendance.objects.filter(Q(presence=Presence.WAITING) | held, meet=OuterRef("pk"))
    return (
        vacancies(now)
        .filter(
            Exists(late),
            ~Exists(asked),
            state__in=(MeetState.OPEN, MeetState.CONFIRMED),
            join_mode=JoinMode.OPEN,
            community__isnull=False,
            proposal__isnull=True,
        )
        .select_related("sport", "format", "venue", "community")
    )


def _round_of(meet: Meet) -> Round | None:
    """The community's round of that week, once it is decided: before, its own games come first."""
    on = meet.starts_at.astimezone(ZoneInfo(meet.time_zone)).date()
    found = Round.objects.filter(
        community=meet.community, decided_at__isnull=False, first_day__lte=on, first_day__gt=on - dt.timedelta(days=7)
    )
    return found.select_related("community").order_by("-first_day").first()


def _plain(meet: Meet) -> Format | None:
    fitting = Format.objects.filter(sport=meet.sport, players_min__lte=meet.places, players_max__gte=meet.places)
    return fitting.order_by("position", "pk").first()
