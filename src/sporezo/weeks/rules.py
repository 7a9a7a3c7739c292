"""When a week that was planned may be filled further."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sporezo.asks.queries import steps_due
from sporezo.members.models import Member
from sporezo.network.enums import NoteKind
from sporezo.network.models import Note
from sporezo.network.queries import of
from sporezo.weeks.models import Gesture, Week


def has_room(member: Member, week: Week, proposed: Sequence[Gesture]) -> bool:
    """Whether somebody could take a free slot: a new week, or something settled, added or promised since."""
    if not proposed:
        return of(member).exists()
    if any(one.settled_at and one.settled_at >= week.planned_at for one in proposed):
        return True
    promised = Note.objects.filter(
        contact__owner=member, kind=NoteKind.PROMISE, settled_at=None, due_on__isnull=False, at__gt=week.planned_at
    )
    return of(member).filter(created_at__gt=week.planned_at).exists() or promised.exists() or _warms_up(member, week)


def _warms_up(member: Member, week: Week) -> bool:
    """Whether a warm-up has a step this week that no gesture stands for."""
    proposed = week.gestures.values("contact")
    steps = steps_due(member, until=week.first_day + dt.timedelta(days=6), since=week.first_day)
    return bool(steps) and any(step.approach.contact_id not in {row["contact"] for row in proposed} for step in steps)
