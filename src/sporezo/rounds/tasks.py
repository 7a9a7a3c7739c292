"""Background entry points of the round."""

from __future__ import annotations

import datetime as dt

from sporezo.jobs import clock, enqueue, periodic
from sporezo.rounds import domain
from sporezo.rounds.models import Rehearsal, Round
from sporezo.rounds.queries import due_to_decide, due_to_look_again
from sporezo.rounds.rules import DECIDED_AFTER, SECOND_LOOK_WITHIN, may_look_again


@periodic(every=dt.timedelta(minutes=1))
def minute() -> None:
    """Open what opens, decide what is due, and bring every proposal to the present."""
    now = clock.now()
    domain.open_rounds(now=now)
    for round in due_to_decide(now, DECIDED_AFTER):
        enqueue("sporezo.rounds.tasks.decide", round.pk)
    domain.sweep(now=now)
    domain.backfill(now=now)
    for round in due_to_look_again(now, SECOND_LOOK_WITHIN):
        if may_look_again(round, now=now):
            enqueue("sporezo.rounds.tasks.look_again", round.pk)


def decide(pk: int) -> None:
    """Decide one round; deciding it again goes on from what was written."""
    domain.decide(Round.objects.select_related("community").get(pk=pk), now=clock.now())


def look_again(pk: int) -> None:
    """Propose again to those still without a session; doing it again goes on from what was written."""
    domain.look_again(Round.objects.select_related("community").get(pk=pk), now=clock.now())


def rehearse(pk: int) -> None:
    """Compute one dry run; a round decided meanwhile needs none."""
    found = Rehearsal.objects.select_related("round__community").filter(pk=pk, round__decided_at__isnull=True).first()
    if found is not None and found.finished_at is None:
        domain.play_through(found, now=clock.now())
