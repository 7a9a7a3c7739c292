"""Which round is open, which is next to be decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from sporezo.communities.models import Community, Membership
from sporezo.members.models import Member
from sporezo.rounds.models import OptIn, Round


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A round one may play, and whether one does."""

    round: Round
    mine: OptIn | None


def rounds_to_play(member: Member, now: dt.datetime) -> list[OpenRound]:
    """The open rounds of one's communities, the one that closes first ahead."""
    is_member = Membership.objects.filter(community=OuterRef("community"), member=member, left_at__isnull=True)
    rounds = (
        Round.objects.filter(Exists(is_member), opens_at__lte=now, closes_at__gt=now, decided_at__isnull=True)
        .select_related("community")
        .order_by("closes_at", "community__name")
    )
    mine = {
        opt_in.round_id: opt_in
        for opt_in in OptIn.objects.filter(member=member, withdrawn_at__isnull=True, round__in=rounds)
    }
    return [OpenRound(round, mine.get(round.pk)) for round in rounds]


def next_undecided(community: Community) -> Round | None:
    """The round a plan is made for: the earliest that is not decided."""
    return (
        Round.objects.filter(community=community, decided_at__isnull=True)
        .select_related("community")
        .order_by("first_day")
        .first()
    )


def latest_decided(community: Community) -> Round | None:
    """The round under way: the last one decided."""
    return (
        Round.objects.filter(community=community, decided_at__isnull=False)
        .select_related("community")
        .order_by("-first_day")
        .first()
    )


def due_to_look_again(now: dt.datetime, within: dt.timedelta) -> QuerySet[Round]:
    """Decided rounds whose answers are in, not long ago, and that nobody has looked at again."""
    return (
        Round.objects.filter(
            decided_at__isnull=False,
            looked_again_at__isnull=True,
            answers_until_at__lte=now,
            answers_until_at__gt=now - within,
        )
        .select_related("community")
        .order_by("answers_until_at", "pk")
    )


def due_to_decide(now: dt.datetime, after: dt.timedelta) -> QuerySet[Round]:
    """Rounds whose opt-ins closed at least `after` ago, in communities that let the round decide by itself."""
    return (
        Round.objects.filter(
            decided_at__isnull=True, closes_at__lte=now - after, community__timetable__decides_itself=True
        )
        .select_related("community")
        .order_by("closes_at", "pk")
    )
