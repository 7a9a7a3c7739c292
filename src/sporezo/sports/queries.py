"""Reads of the catalogue and of members' practices."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from sporezo.members.models import Member
from sporezo.sports.models import Discipline, Practice, Scale, Sport


def practices_of(member: Member) -> QuerySet[Practice]:
    """A member's practices with their sport, in the order they gave them."""
    return Practice.objects.filter(member=member).select_related("sport", "discipline")


def has_practice(member: Member) -> bool:
    return Practice.objects.filter(member=member).exists()


def catalogue() -> QuerySet[Sport]:
    """All sports with disciplines and scales: three queries."""
    return Sport.objects.prefetch_related(
        Prefetch("disciplines", queryset=Discipline.objects.order_by("position")),
        Prefetch("scales", queryset=Scale.objects.order_by("position")),
    )
