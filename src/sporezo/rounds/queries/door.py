"""Whoever a forwarded link brought: whether their level fits those who play, and who waits at the door."""

from __future__ import annotations

from collections.abc import Collection

from sporezo.engine import feasible
from sporezo.engine.snapshot import Rules
from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.meets.queries import Knocking, knocking_cards
from sporezo.members.models import Member
from sporezo.rounds.models import Knock, Proposal, Seat
from sporezo.rounds.queries.grounds import discipline_of, easy_pace_of, is_handicap
from sporezo.sports.models import Discipline, Practice


def is_of_level(meet: Meet, member: Member) -> bool:
    """Whether a member is near enough to each of those who play, by the engine's own measure. Three queries."""
    if meet.sport is None or meet.format is None:
        return True
    there = Attendance.objects.filter(meet=meet, presence=Presence.IN, member__isnull=False).exclude(member=member)
    found = _practices(meet, [member.pk, *there.values_list("member_id", flat=True)])
    mine = found.pop(member.pk, None)
    return mine is not None and all(_are_near(meet, mine, other) for other in found.values())


def at_door(proposal: Proposal, viewer: Member) -> list[Knocking]:
    """Those who asked, were not passed over and are not in, the first ahead; nobody hidden from the viewer."""
    is_in = Seat.objects.filter(proposal=proposal, replaced_at__isnull=True).values("member")
    asked = Knock.objects.filter(proposal=proposal, passed_over_at__isnull=True).exclude(member__in=is_in)
    ids = list(asked.order_by("at", "pk").values_list("member_id", flat=True))
    return knocking_cards(proposal.meet, ids, viewer) if ids else []


def _practices(meet: Meet, members: Collection[int]) -> dict[int, Practice]:
    """How each of these does the session's sport, in the discipline its format asks for where they said so."""
    slugs = Discipline.objects.filter(sport=meet.sport_id).values_list("slug", flat=True)
    wanted = discipline_of(meet.format, list(slugs)) if meet.format else ""
    chosen: dict[int, Practice] = {}
    practices = Practice.objects.filter(sport=meet.sport_id, member__in=members, paused_at__isnull=True)
    for one in practices.select_related("discipline").order_by("member_id", "position", "pk"):
        if one.member_id not in chosen or (one.discipline.slug == wanted != chosen[one.member_id].discipline.slug):
            chosen[one.member_id] = one
    return chosen


def _are_near(meet: Meet, one: Practice, other: Practice) -> bool:
    """Easy paces that meet where both said theirs, else levels that the session's format bears."""
    mine, theirs = easy_pace_of(one), easy_pace_of(other)
    if mine and theirs:
        return feasible.paces_meet(*mine, *theirs)
    allowed = feasible.gap_allowed(
        one.tolerance, other.tolerance, one.level_deviation, other.level_deviation, Rules().level_doubt
    )
    gap = abs(one.level_mean - other.level_mean)
    return meet.format is None or feasible.bears(gap, allowed, float(meet.format.widest_gap), is_handicap(meet.format))
