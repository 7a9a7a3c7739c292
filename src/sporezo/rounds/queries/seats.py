"""A member's proposals of the week, as cards: what is proposed, with whom, why, and until when to answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sporezo.meets.enums import MeetState
from sporezo.meets.queries import Detail, details, visible_to
from sporezo.members.models import Member
from sporezo.rounds.enums import Answer, ProposalState, SeatKind
from sporezo.rounds.models import Proposal, Seat
from sporezo.rounds.queries.fewer import Shortage, shortages
from sporezo.rounds.queries.reasons import sentences, three


@dataclass(frozen=True, slots=True)
class SeatCard:
    """One proposal as its member reads it. `state` never tells a refusal from a silence."""

    seat: Seat
    detail: Detail
    state: ProposalState
    reasons: tuple[str, ...]
    is_waiting: bool  # for this member's answer
    shortage: Shortage | None  # what becomes of it, once it is known to be short and one said yes

    @property
    def is_vacancy(self) -> bool:
        return self.seat.kind == SeatKind.VACANCY

    @property
    def is_held(self) -> bool:
        """A place of a confirmed session, kept for this member alone while they think."""
        return self.is_vacancy and self.seat.proposal.confirmed_at is not None

    @property
    def is_rendezvous(self) -> bool:
        return self.seat.proposal.is_rendezvous

    @property
    def is_one_short(self) -> bool:
        """One more yes, and it is a game."""
        return self.detail.count == self.detail.meet.quorum - 1

    @property
    def is_organiser(self) -> bool:
        return self.detail.meet.host_id == self.seat.member_id

    @property
    def yes_of(self) -> str:
        """How many said yes, of how many; never who."""
        return f"{self.detail.count}/{self.detail.meet.quorum}"

    @property
    def is_accepted(self) -> bool:
        return self.seat.answer == Answer.ACCEPTED

    @property
    def is_declined(self) -> bool:
        return self.seat.answer == Answer.DECLINED

    @property
    def is_over(self) -> bool:
        return self.state in (ProposalState.LAPSED, ProposalState.WITHDRAWN)


def seats_for(member: Member, now: dt.datetime) -> list[SeatCard]:
    """What this week holds for a member, as cards."""
    return _cards(open_seats(member, now), member, now)


def open_seats(member: Member, now: dt.datetime) -> list[Seat]:
    """What this week holds for a member: proposals to answer, then those said yes to, soonest first.

    Declined, lapsed and past ones are left out; a vacancy somebody else took is too.
    """
    seats = (
        Seat.objects.filter(
            member=member,
            proposal__meet__in=visible_to(member),
            replaced_at__isnull=True,
            proposal__ended_at__isnull=True,
            proposal__meet__starts_at__gt=now - dt.timedelta(hours=2),
            proposal__meet__state__in=(MeetState.PROPOSED, MeetState.OPEN, MeetState.CONFIRMED),
        )
        .exclude(answer=Answer.DECLINED)
        .exclude(kind=SeatKind.RESERVE)
        .exclude(answer="", answer_by_at__lte=now)
        .select_related(
            "proposal__meet__sport",
            "proposal__meet__discipline",
            "proposal__meet__format",
            "proposal__meet__venue",
            "proposal__meet__community",
            "proposal__meet__host",
        )
        .order_by("answer", "proposal__meet__starts_at", "pk")
    )
    return list(seats)


def card_of(seat: Seat, member: Member, now: dt.datetime) -> SeatCard:
    """One proposal, whatever became of it."""
    return _cards([seat], member, now)[0]


def _cards(seats: Sequence[Seat], member: Member, now: dt.datetime) -> list[SeatCard]:
    return cards_of(seats, details([seat.proposal.meet for seat in seats], member), now)


def cards_of(seats: Sequence[Seat], found: Sequence[Detail], now: dt.datetime) -> list[SeatCard]:
    """Seats as cards, for a page that read their sessions together with others."""
    short = shortages(
        [
            one.proposal
            for one in seats
            if one.answer == Answer.ACCEPTED and shown_state(one.proposal, now) == ProposalState.SHORT
        ],
        now,
    )
    return [
        SeatCard(
            seat=seat,
            detail=one,
            state=shown_state(seat.proposal, now),
            reasons=tuple(sentences(three(seat.reasons), {person.pk: person.name for person in one.people})),
            is_waiting=not seat.answer and now < seat.answer_by_at and seat.proposal.ended_at is None,
            shortage=short.get(seat.proposal.meet_id),
        )
        for seat, one in zip(seats, found, strict=True)
    ]


def shown_state(proposal: Proposal, now: dt.datetime) -> ProposalState:
    """The state as its members and their lead read it: until the deadline, a refusal looks like a silence."""
    if proposal.meet.state in (MeetState.CONFIRMED, MeetState.HELD):
        return ProposalState.CONFIRMED
    if proposal.state == ProposalState.SHORT and now < proposal.answers_until_at:
        return ProposalState.OPEN
    return ProposalState(proposal.state)
