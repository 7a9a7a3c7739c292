"""One member's answer to one proposal, and what it makes of the proposal."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from sporezo.meets.domain import allow_booking, cancel, join, leave, let_go, recount
from sporezo.meets.domain.locks import lock, lock_members
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.members.models import Member
from sporezo.rounds.domain import words
from sporezo.rounds.enums import Answer, LeftOutReason, ProposalState, SeatKind
from sporezo.rounds.models import LeftOut, OptIn, Proposal, Seat
from sporezo.rounds.rules import COURT_NEEDED, PEACE, refusal_to_answer


@transaction.atomic
def answer(seat: Seat, *, accepted: bool, now: dt.datetime) -> Seat:
    """Say yes or no: no is silent and free, yes takes the place if it is still there.

    Saying it twice changes nothing.
    """
    lock_members([seat.member_id])
    meet = lock(seat.proposal.meet)
    seat = Seat.objects.select_related("member", "proposal__meet", "proposal__round__community").get(pk=seat.pk)
    if refusal := refusal_to_answer(seat, accepted=accepted, now=now):
        raise refusal
    if seat.answer == (Answer.ACCEPTED if accepted else Answer.DECLINED):
        return seat
    if accepted:
        join(meet, member=seat.member, now=now)
    elif seat.answer == Answer.ACCEPTED:
        leave(meet, member=seat.member, now=now)
    seat.answer = Answer.ACCEPTED if accepted else Answer.DECLINED
    seat.answered_at = now
    seat.save(update_fields=["answer", "answered_at"])
    review(seat.proposal, now=now)
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


@transaction.atomic
def review(proposal: Proposal, *, now: dt.datetime) -> Proposal:
    """Bring a proposal to the state its session and its answers make it; tell what that calls for, once."""
    meet = lock(proposal.meet)
    proposal = Proposal.objects.select_related("round__community").get(pk=proposal.pk)
    if proposal.ended_at:
        return proposal
    if meet.state == MeetState.CANCELLED:
        end(proposal, meet, ProposalState.LAPSED, now=now)
        return proposal
    meet = recount(meet, now=now)
    _follow(proposal, meet, now)
    _keep_a_day(proposal, meet)
    state = _state_of(proposal, meet, now)
    if state == ProposalState.SHORT and proposal.state in (ProposalState.AGREED, ProposalState.CONFIRMED):
        words.tell_looking(proposal, meet, now=now)
    if state == ProposalState.AGREED and proposal.state != ProposalState.AGREED:
        allow_booking(meet, until=meet.starts_at - COURT_NEEDED, now=now)
        words.tell_to_book(proposal, meet, now=now)
    if _is_full(meet):
        _close_open_places(proposal, meet, now)
    if state != proposal.state or meet.state == MeetState.HELD:
        proposal.state, proposal.changed_at = state, now
        proposal.ended_at = now if meet.state == MeetState.HELD else None
        proposal.save(update_fields=["state", "changed_at", "ended_at"])
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
    Seat.objects.filter(proposal=proposal, answer_by_at__gt=latest).update(answer_by_at=latest)


def _follow(proposal: Proposal, meet: Meet, now: dt.datetime) -> None:
    """Joining or leaving on the session's own page is an answer too."""
    there = Attendance.objects.filter(meet=meet, presence__in=(Presence.IN, Presence.CAME, Presence.ABSENT))
    seats = Seat.objects.filter(proposal=proposal)
    seats.filter(answer=Answer.ACCEPTED).exclude(member__in=there.values("member")).update(
        answer=Answer.DECLINED, answered_at=now
    )
    seats.exclude(answer=Answer.ACCEPTED).filter(member__in=there.values("member")).update(
        answer=Answer.ACCEPTED, answered_at=now, replaced_at=None
    )


def _state_of(proposal: Proposal, meet: Meet, now: dt.datetime) -> ProposalState:
    if meet.state in (MeetState.CONFIRMED, MeetState.HELD):
        return ProposalState.CONFIRMED
    players = Attendance.objects.filter(meet=meet, presence=Presence.IN).count()
    if players >= meet.quorum:
        return ProposalState.AGREED
    still_asked = Seat.objects.filter(
        proposal=proposal, kind=SeatKind.PROPOSED, answer="", answer_by_at__gt=now
    ).count()
    return ProposalState.OPEN if players + still_asked >= meet.quorum else ProposalState.SHORT


def _is_full(meet: Meet) -> bool:
    return Attendance.objects.filter(meet=meet, presence=Presence.IN).count() >= meet.places


def _close_open_places(proposal: Proposal, meet: Meet, now: dt.datetime) -> None:
    """The last place is taken: those who declined, kept silent or were too late leave the session without a word."""
    others = Seat.objects.filter(proposal=proposal, replaced_at__isnull=True).exclude(
        Q(answer=Answer.ACCEPTED) | Q(kind=SeatKind.RESERVE)
    )
    let_go(meet, members=list(others.values_list("member_id", flat=True)), now=now)
    others.update(replaced_at=now)
