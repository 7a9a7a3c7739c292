"""Background entry points of the week."""

from __future__ import annotations

import datetime as dt

from sporezo.jobs import clock, enqueue, periodic
from sporezo.members.models import Member
from sporezo.weeks import domain, queries


@periodic(every=dt.timedelta(hours=1))
def plan_mondays() -> None:
    """Where it is Monday morning, each member's week is planned and told; one job a member."""
    for member in queries.waiting_for_monday(clock.now()):
        enqueue("sporezo.weeks.tasks.plan_monday", member)


def plan_monday(member: int) -> None:
    found = Member.objects.filter(pk=member, is_active=True).first()
    if found is not None:
        domain.tell_of_week(found, now=clock.now())
