"""One member's answer to one proposal, and what it makes of the proposal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from sporezo.meets.domain import allow_booking, cancel, decline, leave, let_go, let_in, recount_locked
from sporezo.meets.domain.locks import hold_still, lock_members
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Meet
from sporezo.meets.queries import There, is_visible_to, who_is_there
from sporezo.members.models import Member
from sporezo.prepared import Prepared, write
from sporezo.rounds.domain import words
from sporezo.rounds.enums import Answer, LeftOutReason, ProposalState, SeatKind
from sporezo.rounds.models import PEACE, LeftOut, OptIn, Proposal, Seat
from sporezo.rounds.rules import COURT_NEEDED, is_offered, is_still_asked, refusal_to_answer

ATTENDS = (Presence.IN, Presence.CAME, Presence.ABSENT)

_proposal = Prepared(lambda pk: Proposal.objects.select_related("round", "meet").filter(pk=pk))
_seats = Prepared(lambda proposal: Seat.objects.filter(proposal=proposal).defer("reasons").order_by("pk"))


class Unseen(Exception):
    """The session is hidden from whoever answers."""


@dataclass(slots=True)
class Case:
    """One proposal held still: its session, who stands where, and who was asked; read once for a whole deed."""

    proposal: Proposal
    meet: Meet
    there: There
    seats: list[Seat]

    def seat(self, pk: int) -> Seat:
        return next(one for one in self.seats if one.pk == pk)


@transaction.atomic
def answer(seat: Seat, *, accepted: bool, now: dt.datetime, if_visible: bool = False) -> Seat:
    """Say yes or no: no is silent and free, yes takes the place if it is still there.

    Saying it twice changes nothing.

    Raises
    ------
    Unseen
        When a block hides the session from its member and `if_visible` was asked: to them it is not there.
    """
    lock_members([seat.member_id])
    case = _open(seat.proposal, now)
    if if_visible and not is_visible_to(case.meet, seat.member, case.there):
        raise Unseen
    member, seat = seat.member, case.seat(seat.pk)
    seat.member = member
    refusal = refusal_to_answer(seat, accepted=accepted, now=now, there=case.there, seats=case.seats)
    if refusal:
        raise refusal
    if seat.answer == (Answer.ACCEPTED if accepted else Answer.DECLINED):
        return seat
    if accepted:
        let_in(case.meet, case.there, member=seat.member, now=now)
    elif seat.answer == Answer.ACCEPTED:
        leave(case.meet, member=seat.member, now=now)
    elif case.there.held_for(seat.member_id):
        decline(case.meet, member=seat.member, now=now)
    is_gone = seat.answer == Answer.ACCEPTED and not accepted
    seat.answer = Answer.ACCEPTED if accepted else Answer.DECLINED
    seat.answered_at = now
    write(seat, "answer", "answered_at")
    if is_gone:
        review(seat.proposal, now=now)
    else:
        _review(case, now)
    return seat


@transaction.atomic
def withdraw_from_all(member: Member, *, now: dt.datetime) -> None:
    """Play no round to come and say no to what is proposed, as silently as any refusal."""
    OptIn.objects.filter(member=member, round__decided_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=now
    )
    seats = Seat.objects.filter(
        member=member, proposal__ended_at__isnull=True, replaced_at__isnull=True, proposal__meet__starts_at__gt=now
    ).exclude(answer=Answer.DECLINED)
    for seat in seats.select_related("member", "proposal__meet", "proposal__round__community").order_by("pk"):
        if refusal_to_answer(seat, accepted=False, now=now) is None:
            answer(seat, accepted=False, now=now)


def review(proposal: Proposal, *, now: dt.datetime) -> Proposal:
    """Bring a proposal to the state its session and its answers make it; tell what that calls for, once."""
    with transaction.atomic():
        return _review(_open(proposal, now), now)


def _open(proposal: Proposal, now: dt.datetime) -> Case:
    """Hold a proposal still and read it: three queries, four when a place was offered to somebody."""
    hold_still(proposal.meet_id)
    (proposal,) = _proposal(proposal.pk)
    there = who_is_there(proposal.meet, now=now, with_members=False)
    seats = _seats(proposal.pk)
    for seat in seats:
        seat.proposal = proposal
    return Case(proposal, proposal.meet, there, seats)


def _review(case: Case, now: dt.datetime) -> Proposal:
    proposal, meet = case.proposal, case.meet
    if proposal.ended_at:
        return proposal
    if meet.state == MeetState.CANCELLED:
        end(proposal, meet, ProposalState.LAPSED, now=now)
        return proposal
    recount_locked(meet, case.there, now=now)
    _follow(case, now)
    _keep_a_day(proposal, meet)
    state = _state_of(case, now)
    if state == ProposalState.SHORT and proposal.state in (ProposalState.AGREED, ProposalState.CONFIRMED):
        words.tell_looking(proposal, meet, now=now)
    if state == ProposalState.AGREED and proposal.state != ProposalState.AGREED:
        allow_booking(meet, until=meet.starts_at - COURT_NEEDED, now=now)
        words.tell_to_book(proposal, meet, now=now)
    if case.there.taken >= meet.places:
        _close_open_places(case, now)
    if state != proposal.state or meet.state == MeetState.HELD:
        proposal.state, proposal.changed_at = state, now
        proposal.ended_at = now if meet.state == MeetState.HELD else None
        if state == ProposalState.CONFIRMED:
            proposal.confirmed_at = proposal.confirmed_at or now
        proposal.save(update_fields=["state", "changed_at", "confirmed_at", "ended_at"])
    return proposal


@transaction.atomic
def end(proposal: Proposal, meet: Meet, state: ProposalState, *, now: dt.datetime) -> None:
    """The session will not take place: whoever said yes hears so once, and comes first next time."""
    if proposal.ended_at:
        return
    ready = list(Seat.objects.filter(proposal=proposal, answer=Answer.ACCEPTED).select_related("member"))
    cancel(meet, now=now, silently=True)
    meet.refresh_from_db()
    LeftOut.objects.bulk_create(
        (LeftOut(round=proposal.round, member=seat.member, reason=LeftOutReason.TOO_FEW) for seat in ready),
        ignore_conflicts=True,
    )
    proposal.state, proposal.ended_at, proposal.changed_at = state, now, now
    proposal.save(update_fields=["state", "ended_at", "changed_at"])
    words.tell_ended(proposal, meet, now=now)


def _keep_a_day(proposal: Proposal, meet: Meet) -> None:
    """A session moved forward takes its deadlines along: nobody is waited for in its last day."""
    latest = meet.starts_at - PEACE
    if proposal.answers_until_at <= latest:
        return
    proposal.answers_until_at = latest
    proposal.save(update_fields=["answers_until_at"])
    if proposal.confirmed_at is None:
        Seat.objects.filter(proposal=proposal, answer_by_at__gt=latest).update(answer_by_at=latest)


def _follow(case: Case, now: dt.datetime) -> None:
    """Joining or leaving on the session's own page is an answer too, and so is a no to a place that was held."""
    attending = {one.member_id for one in case.there.rows if one.presence in ATTENDS}
    out = {one.member_id for one in case.there.rows if one.presence == Presence.OUT}
    left = [one for one in case.seats if one.answer == Answer.ACCEPTED and one.member_id not in attending]
    left += [one for one in case.seats if is_offered(one, now) and one.member_id in out]
    joined = [one for one in case.seats if one.answer != Answer.ACCEPTED and one.member_id in attending]
    for seat in left:
        seat.answer, seat.answered_at = Answer.DECLINED, now
    for seat in joined:
        seat.answer, seat.answered_at, seat.replaced_at = Answer.ACCEPTED, now, None
    if left or joined:
        Seat.objects.bulk_update([*left, *joined], ["answer", "answered_at", "replaced_at"])


def _state_of(case: Case, now: dt.datetime) -> ProposalState:
    meet, players = case.meet, case.there.taken
    if meet.state in (MeetState.CONFIRMED, MeetState.HELD):
        return ProposalState.CONFIRMED
    if players >= meet.quorum:
        return ProposalState.AGREED
    still_asked = sum(is_still_asked(seat, now) for seat in case.seats)
    return ProposalState.OPEN if players + still_asked >= meet.quorum else ProposalState.SHORT


def _close_open_places(case: Case, now: dt.datetime) -> None:
    """The last place is taken: those who declined, kept silent or were too late leave the session without a word."""
    others = [
        one
        for one in case.seats
        if one.replaced_at is None and one.answer != Answer.ACCEPTED and one.kind != SeatKind.RESERVE
    ]
    if others:
        let_go(case.meet, members=[one.member_id for one in others], now=now)
        Seat.objects.filter(pk__in=[one.pk for one in others]).update(replaced_at=now)
