"""Letters leave in the background: a nudge when somebody asks, a sweep for what a dead worker left."""

from __future__ import annotations

import datetime as dt

from sporezo.communities import domain
from sporezo.communities.models import Community
from sporezo.communities.queries import with_letters_waiting
from sporezo.jobs import clock, periodic


def send_letters(pk: int) -> None:
    domain.send_letters(Community.objects.get(pk=pk), now=clock.now())


@periodic(every=dt.timedelta(minutes=1))
def sweep() -> None:
    for community in with_letters_waiting():
        domain.send_letters(community, now=clock.now())


@periodic(every=dt.timedelta(days=1), offset=dt.timedelta(hours=4))
def forget_unanswered() -> None:
    domain.forget_unanswered(now=clock.now())
