"""The second look: once answers are in, those still without a session are planned again among themselves.

What nobody can save is given up at once rather than a day before, so that whoever said yes is free for something else.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db import transaction

from sporezo.meets.domain.locks import lock
from sporezo.rounds.domain.answers import end, review
from sporezo.rounds.domain.decide import Planned, place, plan
from sporezo.rounds.domain.minute import format_for
from sporezo.rounds.domain.vacancies import fitting, is_being_asked
from sporezo.rounds.enums import Answer, ProposalState, SeatKind
from sporezo.rounds.models import PEACE, Proposal, Round, Seat
from sporezo.rounds.queries import opted_in
from sporezo.rounds.rules import may_look_again

SMALL = 200  # members in a round: among more, somebody is always left to ask


def look_again(round: Round, *, now: dt.datetime) -> int:
    """Give up what cannot be saved, and propose sessions to those who have none; how many were proposed.

    Whoever kept silent is left in peace, and nobody is proposed again with somebody who said no, or to whom they did.
    Interrupted, it goes on from what was written.
    """
    round.refresh_from_db()
    if not may_look_again(round, now=now):
        return 0
    for proposal in _short(round, now) if opted_in(round) <= SMALL else ():
        if proposal.is_rendezvous or not fitting(proposal, now=now):
            _give_up(proposal, now=now)
    silent = set(
        Seat.objects.filter(
            proposal__round=round, kind=SeatKind.PROPOSED, answer="", answer_by_at__lte=now
        ).values_list("member_id", flat=True)
    )
    apart = _apart(round)

    def planning() -> Planned:
        return plan(round, seed=round.seed, as_of=now, without=silent, apart=apart)

    written, _left_out = place(round, planning, until="looked_again_at", now=now)
    Round.objects.filter(pk=round.pk, looked_again_at__isnull=True).update(looked_again_at=now)
    return written


def _short(round: Round, now: dt.datetime) -> list[Proposal]:
    found = Proposal.objects.filter(
        round=round,
        state=ProposalState.SHORT,
        ended_at__isnull=True,
        confirmed_at__isnull=True,
        meet__starts_at__gt=now + PEACE,
    )
    return list(found.select_related("meet__sport", "meet__format", "round__community").order_by("pk"))


@transaction.atomic
def _give_up(proposal: Proposal, *, now: dt.datetime) -> None:
    """Too few said yes and nobody is left to ask: those who did hear it now, unless they can play another way."""
    meet = lock(proposal.meet)
    proposal = review(proposal, now=now)
    if proposal.ended_at or proposal.state != ProposalState.SHORT or is_being_asked(proposal, now):
        return
    if format_for(meet) is None:
        end(proposal, meet, ProposalState.LAPSED, now=now)


def _apart(round: Round) -> set[tuple[int, int]]:
    """Pairs asked together this week of whom one said no: nobody is asked that twice, and nobody can tell who did."""
    asked: dict[int, list[tuple[int, str]]] = defaultdict(list)
    seats = Seat.objects.filter(proposal__round=round).exclude(kind=SeatKind.RESERVE)
    for proposal, member, answer in seats.values_list("proposal_id", "member_id", "answer"):
        asked[proposal].append((member, answer))
    return {
        (min(one, other), max(one, other))
        for people in asked.values()
        for one, answer in people
        for other, _answer in people
        if answer == Answer.DECLINED and one != other
    }
