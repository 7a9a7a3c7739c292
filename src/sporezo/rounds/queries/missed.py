"""No game this week: why, what would help, and how long that may last, for the one it is about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from sporezo.communities.models import Membership
from sporezo.members.models import Member
from sporezo.rounds.enums import FULL_WEEK, Answer, SeatKind
from sporezo.rounds.models import LeftOut, Round, Seat
from sporezo.rounds.queries.gather import WEEK, rounds_missed
from sporezo.rounds.queries.reasons import remedy_sentence, wait_sentence, why_left_out

REMEDIED_AT = {  # the page on which one does what would help
    "wider_radius": "areas",
    "wider_level": "practices",
    "another_sport": "practices",
    "more_hours": "hours",
}


@dataclass(frozen=True, slots=True)
class NotThisWeek:
    """A round that found no session for somebody, as they read it; `remedy_url` is where they can change that."""

    round: Round
    why: str
    remedy: str
    remedy_url: str
    wait: str


def not_this_week(member: Member, now: dt.datetime) -> list[NotThisWeek]:
    """The rounds under way that have nothing for a member; one query, and two more for each of these rounds."""
    is_member = Membership.objects.filter(community=OuterRef("round__community"), member=member, left_at__isnull=True)
    later = Round.objects.filter(
        community=OuterRef("round__community"), first_day__gt=OuterRef("round__first_day"), decided_at__isnull=False
    )
    has_game = (
        Seat.objects.filter(
            Q(answer=Answer.ACCEPTED) | Q(answer="", answer_by_at__gt=now),
            proposal__round=OuterRef("round"),
            member=member,
            replaced_at__isnull=True,
            proposal__ended_at__isnull=True,
        )
        .exclude(kind=SeatKind.RESERVE)
        .values("pk")
    )
    found = (
        LeftOut.objects.filter(
            Exists(is_member),
            ~Exists(later),
            ~Exists(has_game),
            member=member,
            round__first_day__gt=now.date() - WEEK,
        )
        .select_related("round__community")
        .order_by("round__community__name")
    )
    return [_said(one) for one in found if one.remedy.get("kind") != FULL_WEEK and _is_still_on(one.round, now)]


def _is_still_on(round: Round, now: dt.datetime) -> bool:
    """Until its last Friday is over, on the community's clock."""
    return now.astimezone(ZoneInfo(round.community.time_zone)).date() < round.first_day + WEEK


def _said(one: LeftOut) -> NotThisWeek:
    missed = rounds_missed(one.round, [one.member_id]).get(one.member_id, 0)
    remedy = remedy_sentence(one.remedy)
    page = REMEDIED_AT.get(str(one.remedy.get("kind")), "") if remedy else ""
    return NotThisWeek(
        round=one.round,
        why=why_left_out(one.reason),
        remedy=remedy,
        remedy_url=reverse(page) if page else "",
        wait=wait_sentence(missed, one.wait),
    )
