"""The round under way, for its lead: answers awaited, courts to book, what is on, who has no game yet.

Written from what those proposed read themselves: no answer beside a name, and a refusal looks like a silence.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sporezo.meets.enums import CourtState, MeetState, Presence
from sporezo.meets.models import Attendance
from sporezo.members.models import Member
from sporezo.rounds.enums import FULL_WEEK, Answer, ProposalState, SeatKind
from sporezo.rounds.models import LeftOut, Proposal, Round, Seat
from sporezo.rounds.queries.dryrun import Missed
from sporezo.rounds.queries.fewer import Shortage, shortages
from sporezo.rounds.queries.gather import rounds_missed
from sporezo.rounds.queries.reasons import remedy_for_lead, wait_for_lead, why_for_lead
from sporezo.rounds.queries.seats import shown_state

ON = (MeetState.CONFIRMED, MeetState.HELD)


@dataclass(frozen=True, slots=True)
class BoardSession:
    """One session of the round; `people` are those in it and, before it is confirmed, those asked from the start."""

    sport: str
    surface: str
    place: str
    starts_at: dt.datetime
    state: ProposalState
    yes_of: str
    people: tuple[Member, ...]
    unnamed: int  # those whom its reader may not see
    until_at: dt.datetime
    is_rendezvous: bool
    shortage: Shortage | None
    settled_at: dt.datetime
    organiser: str
    book_by_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """Where one round stands."""

    waiting: tuple[BoardSession, ...]
    to_book: tuple[BoardSession, ...]
    confirmed: tuple[BoardSession, ...]
    over: int  # sessions that did not come together
    players: int  # people who have a confirmed session
    without: tuple[Missed, ...]


def board_of(round: Round, now: dt.datetime, *, hidden: Collection[int] = ()) -> Board:
    """A round as its lead reads it: a bounded number of queries, whatever its size.

    Whoever is `hidden` from them behind a block counts, and is not named.
    """
    proposals = list(
        Proposal.objects.filter(round=round)
        .select_related("meet__sport", "meet__venue", "meet__host", "meet__court")
        .order_by("meet__starts_at", "pk")
    )
    people: dict[int, list[Attendance]] = defaultdict(list)
    for one in (
        Attendance.objects.filter(meet__proposal__round=round, member__isnull=False)
        .filter(presence__in=(Presence.IN, Presence.CAME, Presence.PROPOSED))
        .select_related("member")
        .order_by("pk")
    ):
        people[one.meet_id].append(one)
    is_on = [one for one in proposals if not _is_over(one)]
    short = shortages([one for one in is_on if shown_state(one, now) == ProposalState.SHORT], now)
    live = [_session(one, people[one.meet_id], short.get(one.meet_id), now, hidden) for one in is_on]
    playing = Seat.objects.filter(proposal__round=round, answer=Answer.ACCEPTED, proposal__ended_at__isnull=True)
    missed = list(
        LeftOut.objects.filter(round=round)
        .exclude(member__in=hidden)
        .exclude(member__in=playing.exclude(kind=SeatKind.RESERVE).values("member"))
        .select_related("member")
        .order_by("reason", "member__first_name", "pk")
    )
    waited = rounds_missed(round, [one.member_id for one in missed]) if missed else {}
    return Board(
        waiting=tuple(one for one in live if one.state not in (ProposalState.CONFIRMED, ProposalState.AGREED)),
        to_book=tuple(one for one in live if one.state == ProposalState.AGREED),
        confirmed=tuple(one for one in live if one.state == ProposalState.CONFIRMED),
        over=sum(map(_is_over, proposals)),
        players=len(
            {
                seat.member_id
                for one in proposals
                if one.meet.state in ON
                for seat in people[one.meet_id]
                if seat.presence != Presence.PROPOSED
            }
        ),
        without=tuple(
            Missed(
                one.member,
                why_for_lead(one.reason),
                remedy_for_lead(one.remedy),
                wait_for_lead(waited.get(one.member_id, 0), one.wait),
            )
            for one in missed
            if one.remedy.get("kind") != FULL_WEEK
        ),
    )


def _is_over(proposal: Proposal) -> bool:
    return proposal.state in (ProposalState.LAPSED, ProposalState.WITHDRAWN)


def _session(
    proposal: Proposal, people: list[Attendance], shortage: Shortage | None, now: dt.datetime, hidden: Collection[int]
) -> BoardSession:
    meet = proposal.meet
    is_on = meet.state in ON
    there = [one for one in people if one.presence != Presence.PROPOSED]
    shown = there if is_on else people
    is_booking = len(there) >= meet.quorum and meet.court.state in (CourtState.TO_BOOK, CourtState.FAILED)
    return BoardSession(
        sport=str(meet.sport or ""),
        surface=meet.sport.surface if meet.sport else "hard",
        place=meet.venue.city if meet.venue else "",  # the exact place is for those who go there
        starts_at=meet.starts_at,
        state=shown_state(proposal, now),
        yes_of=f"{len(there)}/{meet.quorum}",
        people=tuple(one.member for one in shown if one.member and one.member_id not in hidden),
        unnamed=sum(one.member_id in hidden for one in shown),
        until_at=proposal.answers_until_at,
        is_rendezvous=proposal.is_rendezvous,
        shortage=shortage,
        settled_at=proposal.settled_at,
        organiser=meet.host.short_name if meet.host and meet.host_id not in hidden and is_booking else "",
        book_by_at=meet.court.book_by_at if is_booking else None,
    )
