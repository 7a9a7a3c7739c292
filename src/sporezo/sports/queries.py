"""Reads of the catalogue and of members' practices."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Prefetch, QuerySet

from sporezo.members.models import Member
from sporezo.sports.enums import ScaleKind
from sporezo.sports.models import Discipline, Practice, Rung, Scale, Sport


def practices_of(member: Member) -> QuerySet[Practice]:
    """A member's practices with their sport, in the order they gave them."""
    return Practice.objects.filter(member=member).select_related("sport", "discipline")


def practices_for(members: Collection[int], *, sport: int | None, discipline: int | None) -> dict[int, Practice]:
    """By member, the practice a game of this discipline speaks of, else their first of the sport. One query."""
    found: dict[int, Practice] = {}
    for one in Practice.objects.filter(member__in=members, sport=sport).order_by("position", "pk"):
        if one.discipline_id == discipline or one.member_id not in found:
            found[one.member_id] = one
    return found


def has_practice(member: Member) -> bool:
    return Practice.objects.filter(member=member).exists()


def rungs_of(sport: Sport) -> QuerySet[Rung]:
    """What may be typed on the rung scales of a sport, for the field to propose."""
    return Rung.objects.filter(scale__sport=sport, scale__kind=ScaleKind.RUNGS).select_related("scale")


def catalogue() -> QuerySet[Sport]:
    """All sports with disciplines and scales: three queries."""
    return Sport.objects.prefetch_related(
        Prefetch("disciplines", queryset=Discipline.objects.order_by("position")),
        Prefetch("scales", queryset=Scale.objects.order_by("position")),
    )


def record_of(member: Member) -> dict[str, object]:
    """How a member plays, for the member; of what co-players answered, only what it made of the level."""
    practices = Practice.objects.filter(member=member).order_by("position", "pk")
    fields = ("level_mean", "level_deviation", "level_source", "level_at", "declared", "tolerance", "mood")
    paces = ("easy_pace_slow", "easy_pace_fast", "usual_km", "usual_climb_m", "paused_at")
    return {"practices": list(practices.values("sport__slug", "discipline__slug", *fields, *paces))}
