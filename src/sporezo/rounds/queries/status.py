"""Where a community's latest rounds stand, as data."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from sporezo.communities.models import Community
from sporezo.meets.enums import MeetState
from sporezo.rounds.enums import ProposalState
from sporezo.rounds.models import Proposal, Round

LATEST = 2


def status_document(community: Community, zone: ZoneInfo) -> list[dict[str, Any]]:
    """The latest two rounds, the newest first, each with its proposals and their seats; people as ids as strings."""
    rounds = (
        Round.objects.filter(community=community)
        .annotate(playing=Count("opt_ins", filter=Q(opt_ins__withdrawn_at__isnull=True), distinct=True))
        .annotate(missed=Count("left_out", distinct=True))
        .order_by("-first_day")[:LATEST]
    )
    return [
        {
            "first_day": round.first_day.isoformat(),
            "opens_at": round.opens_at.astimezone(zone).isoformat(),
            "closes_at": round.closes_at.astimezone(zone).isoformat(),
            "answers_until_at": round.answers_until_at.astimezone(zone).isoformat(),
            "decided_at": round.decided_at.astimezone(zone).isoformat() if round.decided_at else None,
            "opt_ins": round.playing,
            "left_out": round.missed,
            "proposals": [
                _proposal(one, zone)
                for one in round.proposals.select_related("meet__sport", "meet__court")
                .prefetch_related("seats")
                .order_by("meet__starts_at", "pk")
            ],
        }
        for round in rounds
    ]


def _proposal(proposal: Proposal, zone: ZoneInfo) -> dict[str, Any]:
    meet = proposal.meet
    is_on = meet.state in (MeetState.CONFIRMED, MeetState.HELD)
    return {
        "id": str(proposal.pk),
        "meet": str(meet.pk),
        "sport": meet.sport.slug if meet.sport else None,
        "venue": str(meet.venue_id),
        "starts_at": meet.starts_at.astimezone(zone).isoformat(),
        "minutes": meet.minutes,
        "state": ProposalState.CONFIRMED.value if is_on else proposal.state,
        "court": meet.court.state,
        "organiser": str(meet.host_id) if meet.host_id else None,
        "is_rendezvous": proposal.is_rendezvous,
        "seats": [
            {"id": str(seat.pk), "member": str(seat.member_id), "kind": seat.kind, "answer": seat.answer or None}
            for seat in sorted(proposal.seats.all(), key=lambda seat: seat.pk)
        ],
    }
