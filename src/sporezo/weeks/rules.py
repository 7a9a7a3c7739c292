"""When a week that was planned may be filled further."""

from __future__ import annotations

from collections.abc import Sequence

from sporezo.members.models import Member
from sporezo.network.queries import of
from sporezo.weeks.models import Gesture, Week


def has_room(member: Member, week: Week, proposed: Sequence[Gesture]) -> bool:
    """Whether somebody could take a free slot: a new week, a gesture settled or a person added since it was planned."""
    if not proposed or any(one.settled_at and one.settled_at >= week.planned_at for one in proposed):
        return True
    return of(member).filter(created_at__gt=week.planned_at).exists()
