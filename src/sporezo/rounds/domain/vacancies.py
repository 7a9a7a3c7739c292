"""A place came free: it is offered to up to three fitting people at once, and the first yes takes it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction

from sporezo.engine import slots, verify
from sporezo.meets.domain import ask
from sporezo.meets.domain.locks import lock
from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance
from sporezo.members.models import Member
from sporezo.notices.rules import after_waking, is_night
from sporezo.rounds.domain import words
from sporezo.rounds.enums import ProposalState, SeatKind
from sporezo.rounds.models import PEACE, LeftOut, Proposal, Seat
from sporezo.rounds.queries import candidates, promised, slot_of
from sporezo.rounds.rules import ASKED_AT_ONCE, ASKED_FOR

LOOKS = 1000  # members looked at for one place, the likeliest first: a minute serves many places


def offer_vacancies(proposal: Proposal, *, now: dt.datetime) -> list[Seat]:
    """Ask the next fitting people, unless it is night, somebody asked still has time, or nobody is left to ask."""
    meet = proposal.meet
    if is_night(now, ZoneInfo(meet.time_zone)) or meet.starts_at - now <= PEACE or is_being_asked(proposal, now):
        return []
    found = fitting(proposal, now=now)
    return _offer(proposal, found, now=now) if found else []


def fitting(proposal: Proposal, *, now: dt.datetime) -> list[int]:
    """Who could take the free place, as many as are asked at once: reserves first, then those left out, then by id.

    They opted in, still want a session, and every hard constraint holds with all those in or still asked.
    """
    meet, round = proposal.meet, proposal.round
    if meet.sport is None or meet.format is None:
        return []
    group = _group(proposal, now)
    seats = dict(Seat.objects.filter(proposal=proposal).values_list("member_id", "kind"))
    snapshot = candidates(round, as_of=now, but=meet)
    left_out = set(LeftOut.objects.filter(round=round).values_list("member_id", flat=True))
    columns, slot = snapshot.members, slot_of(round, meet.starts_at)
    if slot is None:  # moved out of the week: nobody has said whether they are free then
        return []
    free = [
        int(member)
        for member, words in zip(columns.ids, columns.hours & ~columns.busy, strict=True)
        if seats.get(int(member), SeatKind.RESERVE) == SeatKind.RESERVE and slots.from_words(*words) >> slot & 1
    ]
    free.sort(key=lambda member: (member not in seats, member not in left_out, member))
    found = verify.who_fits(
        snapshot,
        sport=meet.sport.slug,
        format=meet.format.slug,
        venue=meet.venue_id,
        slot=slot,
        members=[member for member in group if member in columns.ids],  # a link may bring one who did not opt in
        among=[member for member in free if member not in group][:LOOKS],
        together=meet.quorum - len(group) > 1,
        most=ASKED_AT_ONCE,
    )
    return [int(member) for member in found]


@transaction.atomic
def _offer(proposal: Proposal, found: list[int], *, now: dt.datetime) -> list[Seat]:
    meet = lock(proposal.meet)
    proposal = Proposal.objects.select_related("round__community").get(pk=proposal.pk)
    if proposal.state != ProposalState.SHORT or proposal.ended_at or is_being_asked(proposal, now):
        return []
    until = after_waking(now, ASKED_FOR, ZoneInfo(meet.time_zone))
    seats = []
    for member in Member.objects.filter(pk__in=found, is_active=True).order_by("pk"):
        if promised([member.pk], meet.starts_at, meet.ends_at, but=meet):
            continue
        seat, _ = Seat.objects.update_or_create(
            proposal=proposal,
            member=member,
            defaults={
                "kind": SeatKind.VACANCY,
                "asked_at": now,
                "answer_by_at": min(until, meet.starts_at - PEACE),
                "reasons": [{"code": "missing", "params": {}}],
            },
        )
        ask(meet, member=member, now=now)
        seats.append(seat)
    words.tell_vacancy(proposal, seats, now=now)
    return seats


def is_being_asked(proposal: Proposal, now: dt.datetime) -> bool:
    return Seat.objects.filter(
        proposal=proposal, kind=SeatKind.VACANCY, answer="", answer_by_at__gt=now, replaced_at__isnull=True
    ).exists()


def _group(proposal: Proposal, now: dt.datetime) -> list[int]:
    """Those in, and those asked before who may still say yes."""
    players = set(
        Attendance.objects.filter(meet=proposal.meet, presence=Presence.IN, member__isnull=False).values_list(
            "member_id", flat=True
        )
    )
    asked = Seat.objects.filter(
        proposal=proposal, kind=SeatKind.PROPOSED, answer="", answer_by_at__gt=now, replaced_at__isnull=True
    )
    return sorted(players | set(asked.values_list("member_id", flat=True)))
