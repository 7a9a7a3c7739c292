"""A place given back after the confirmation: the waiting list first, then whoever plays the round and fits.

One at a time, for as long as the list would hold it, never at night: for the round's own sessions as for those
somebody organised.
"""

from __future__ import annotations

import datetime as dt
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from sporezo.engine import slots, verify
from sporezo.meets.domain import hold_for, offer_places, wait
from sporezo.meets.domain.locks import lock, lock_members
from sporezo.meets.enums import JoinMode, MeetState, Presence
from sporezo.meets.models import Attendance, Meet, Withdrawal
from sporezo.meets.queries import is_for, standings, vacancies, who_is_there
from sporezo.meets.rules import is_awaited
from sporezo.members.models import Member
from sporezo.notices.rules import is_night
from sporezo.rounds.domain.vacancies import LOOKS
from sporezo.rounds.enums import ProposalState, SeatKind
from sporezo.rounds.models import LeftOut, Proposal, Round, Seat
from sporezo.rounds.queries import candidates, promised, slot_of
from sporezo.rounds.rules import refusal_to_wait
from sporezo.sports.models import Format

CHUNK = 20
ON = (MeetState.OPEN, MeetState.CONFIRMED)


def backfill(*, now: dt.datetime) -> int:
    """Offer what came free since the confirmation, for as long as the waiting list would; how many places were."""
    made = 0
    unawaited = (meet for meet in list(_given_back(now)) if not is_awaited(meet, who_is_there(meet, now=now)))
    for meet in islice(unawaited, CHUNK):
        free, round = getattr(meet, "free", 0), _round_of(meet)
        if round is None or is_night(now, ZoneInfo(meet.time_zone)):
            continue
        for member in around(meet, round, now=now, most=free):
            made += hold_for(meet, member=member, now=now) is not None
    return made


def refill(proposal: Proposal, *, now: dt.datetime) -> list[Seat]:
    """Hold what is missing in a session of the round that was confirmed, one offer a place; nothing while some wait."""
    meet = proposal.meet
    if is_night(now, ZoneInfo(meet.time_zone)):
        return []
    there = who_is_there(meet, now=now)
    missing = places_missing(meet, there.taken) - there.held()
    if missing < 1 or is_awaited(meet, there):
        return []
    found = around(meet, proposal.round, now=now, most=missing)
    return [seat for seat in (_hold(proposal, member, now=now) for member in found) if seat]


@transaction.atomic
def wait_for(seat: Seat, *, now: dt.datetime) -> None:
    """Too late for this session, or no at first: take a turn in its list. A place that is free is offered at once."""
    lock_members([seat.member_id])
    meet = lock(seat.proposal.meet)
    row = Attendance.objects.filter(meet=meet, member=seat.member).first()
    if row is not None and row.presence == Presence.WAITING:
        return
    if refusal := refusal_to_wait(seat, now=now):
        raise refusal
    wait(meet, member=seat.member, now=now)
    offer_places(meet, now=now)


def places_missing(meet: Meet, taken: int) -> int:
    """Places to fill: those short of enough, else those given back late that nobody took since."""
    is_back = Exists(Attendance.objects.filter(meet=meet, member=OuterRef("member"), presence=Presence.IN))
    late = list(Withdrawal.objects.filter(~is_back, meet=meet).values_list("left_at", flat=True))
    came = Attendance.objects.filter(meet=meet, presence=Presence.IN, since_at__gt=min(late)).count() if late else 0
    return min(max(meet.quorum - taken, len(late) - came), meet.places - taken)


@transaction.atomic
def _hold(proposal: Proposal, member: Member, *, now: dt.datetime) -> Seat | None:
    """The place as the list holds it, and a seat that says why; None when the moment has passed."""
    lock_members([member.pk])
    meet = lock(proposal.meet)
    there = who_is_there(meet, now=now)
    if places_missing(meet, there.taken) - there.held() < 1:
        return None
    offer = hold_for(meet, member=member, now=now)
    if offer is None:
        return None
    seat, _ = Seat.objects.update_or_create(
        proposal=proposal,
        member=member,
        defaults={
            "kind": SeatKind.VACANCY,
            "asked_at": now,
            "answer_by_at": offer.expires_at,
            "reasons": [{"code": "missing", "params": {}}],
        },
    )
    return seat


def around(meet: Meet, round: Round, *, now: dt.datetime, most: int) -> list[Member]:
    """Who opted in to the week's round, still wants a session and fits, nobody asked twice.

    Reserves come first, then those left out.
    """
    slot, format = slot_of(round, meet.starts_at), meet.format or _plain(meet)
    if meet.sport is None or format is None or slot is None:
        return []
    known = set(Attendance.objects.filter(meet=meet, member__isnull=False).values_list("member_id", flat=True))
    held = Q(presence=Presence.OFFERED, offers__answered_at=None, offers__expires_at__gt=now)
    players = Attendance.objects.filter(Q(presence=Presence.IN) | held, meet=meet, member__isnull=False)
    snapshot = candidates(round, as_of=now, but=meet)
    reserves = set(Seat.objects.filter(proposal__meet=meet, kind=SeatKind.RESERVE).values_list("member_id", flat=True))
    left_out = set(LeftOut.objects.filter(round=round).values_list("member_id", flat=True))
    columns = snapshot.members
    free = [
        int(member)
        for member, hours in zip(columns.ids, columns.hours & ~columns.busy, strict=True)
        if int(member) not in known and slots.from_words(*hours) >> slot & 1
    ]
    standing = standings(free)
    free = [member for member in free if is_for(meet, standing[member])]
    free.sort(key=lambda member: (member not in reserves, member not in left_out, member))
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


def confirmed_once(now: dt.datetime) -> QuerySet[Proposal]:
    """The round's sessions to come that were confirmed, and are short of somebody or had a place given back late."""
    late = Withdrawal.objects.filter(meet=OuterRef("meet"))
    return (
        Proposal.objects.filter(
            Q(state=ProposalState.SHORT) | Q(Exists(late), state=ProposalState.CONFIRMED),
            meet__in=vacancies(now).filter(state__in=ON).values("pk"),
            ended_at__isnull=True,
            confirmed_at__isnull=False,
        )
        .select_related("round__community", "meet__sport", "meet__format", "meet__venue", "meet__community")
        .order_by("meet__starts_at", "pk")
    )


def _given_back(now: dt.datetime) -> QuerySet[Meet]:
    """Sessions of a community with a place given back late that nobody was offered; whether anybody who may play waits
    for it is another question. An invitation by name holds no place.
    """
    late = Withdrawal.objects.filter(meet=OuterRef("pk"))
    held = Q(presence=Presence.OFFERED, offers__answered_at=None, offers__expires_at__gt=now)
    asked = Attendance.objects.filter(held, meet=OuterRef("pk"))
    return (
        vacancies(now)
        .filter(
            Exists(late),
            ~Exists(asked),
            state__in=ON,
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
