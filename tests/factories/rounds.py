"""Rounds, opt-ins and proposals."""

from __future__ import annotations

import datetime as dt

from sporezo.communities.models import Membership
from sporezo.diary.models import WeekGrid, pack_slots
from sporezo.engine import slots
from sporezo.rounds.domain import open_round
from sporezo.rounds.models import OptIn, Proposal, Seat
from tests.factories.communities import make_community, make_member
from tests.factories.meets import make_haunt, make_practice, make_venue, propose

MONDAY = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
SATURDAY = dt.date(2026, 11, 28)
EVERY_HOUR = list(range(slots.SLOTS))
REASONS = [{"code": "missing", "params": {}}]


def make_round(members=(), *, community=None, first_day=SATURDAY):
    """An open round that these members play."""
    community = community or make_community(members)
    round, _ = open_round(community, first_day=first_day)
    for member in members:
        opt_in(round, member)
    return round


def opt_in(round, member, **fields):
    fields = {"at": round.opens_at, "most_sessions": 1} | fields
    return OptIn.objects.create(round=round, member=member, **fields)


def make_player(sport, *, level=5.0, hours=None, most_sessions=1, at=None, community=None, **fields):
    """A member ready for a round: a practice, an area, free hours (all of them unless told)."""
    member = make_member(**fields)
    make_practice(member, sport, level=level)
    make_haunt(member, **({"at": at} if at else {}))
    grid = EVERY_HOUR if hours is None else hours
    WeekGrid.objects.create(member=member, hours=pack_slots(grid), most_sessions=most_sessions)
    if community:
        Membership.objects.create(community=community, member=member, joined_at=MONDAY)
    return member


def thursday(hour, minute=0):
    """The Thursday of the round's week, on Paris's clock in winter."""
    return dt.datetime(2026, 12, 3, hour - 1, minute, tzinfo=dt.UTC)


def make_proposal(members, *, sport, now, round=None, starts_at=None, places=None, quorum=None, **more):
    """A proposal as deciding writes it, whatever the engine would have said."""
    round = round or make_round(members)
    starts_at = starts_at or thursday(12)
    meet = propose(
        members,
        now=now,
        sport=sport,
        starts_at=starts_at,
        places=places,
        quorum=quorum,
        community=round.community,
        venue=more.pop("venue", None) or make_venue(sport),
        format=sport.formats.first(),
    )
    until = more.pop("until", min(round.answers_until_at, starts_at - dt.timedelta(hours=24)))
    proposal = Proposal.objects.create(round=round, meet=meet, answers_until_at=until, **more)
    for member in members:
        Seat.objects.create(proposal=proposal, member=member, reasons=REASONS, asked_at=now, answer_by_at=until)
    return proposal
