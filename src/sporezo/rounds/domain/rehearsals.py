"""Dry runs: what the round would decide, as it is or with one thing changed.

Small ones are computed at once, large ones as a job.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from django.db.models import Q

from sporezo.communities.models import Community
from sporezo.engine import rounds, whatif
from sporezo.engine.outcome import Plan
from sporezo.engine.snapshot import Snapshot
from sporezo.jobs import enqueue
from sporezo.rounds.domain.decide import plan
from sporezo.rounds.enums import WhatIf
from sporezo.rounds.models import OptIn, Rehearsal, Round
from sporezo.rounds.queries import opted_in, plan_document, weights_for, weights_of

AT_ONCE = 60  # players whose plan a page can wait for: a third of a second
FRESH = dt.timedelta(minutes=10)
ABANDONED = dt.timedelta(minutes=5)  # the worker that had it is gone: ask again
FURTHER_KM = 3.0


def rehearse(round: Round, *, what_if: str = "", now: dt.datetime, again: bool = False) -> Rehearsal:
    """The dry run a lead asks for: a fresh one is given again; a large one is begun, and is there at a later look."""
    with transaction.atomic():
        found, is_new = Rehearsal.objects.select_for_update(no_key=True).get_or_create(
            round=round, what_if=what_if, defaults={"asked_at": now}
        )
        is_fresh = not is_new and not again and not _is_stale(found, now)
        if is_fresh and not _has_moved(found):
            return found
        is_small = opted_in(round) <= AT_ONCE
        if is_fresh and not is_small:
            return found
        found.asked_at, found.finished_at = now, None
        found.save(update_fields=["asked_at", "finished_at"])
        if not is_small:
            enqueue("sporezo.rounds.tasks.rehearse", found.pk)
    return play_through(found, now=now) if is_small else found


def play_through(rehearsal: Rehearsal, *, now: dt.datetime) -> Rehearsal:
    """Plan it and keep what came out; nothing else is written, nobody is told."""
    round = rehearsal.round
    planned = plan(round, seed=round.seed, as_of=min(now, round.closes_at))
    document = _document(round, planned.snapshot, planned.plan, is_verified=planned.is_verified)
    if rehearsal.what_if:
        document = {"figures": document["figures"]} | _changed(
            round.community, planned.snapshot, planned.plan, rehearsal.what_if
        )
    rehearsal.document, rehearsal.finished_at = document, now
    # Gone when the round was decided meanwhile, or is planned otherwise from now on: then nobody asks for this one.
    Rehearsal.objects.filter(pk=rehearsal.pk).update(document=document, finished_at=now)
    return rehearsal


def _document(round: Round, snapshot: Snapshot, found: Plan, *, is_verified: bool) -> dict[str, Any]:
    missed = dict(zip(snapshot.members.ids, snapshot.members.rounds_left_out.tolist(), strict=True))
    return plan_document(round, found, is_verified=is_verified) | {
        "figures": asdict(whatif.figures(snapshot, found)),
        "waited": {str(one.member): missed[one.member] for one in found.unplaced if missed[one.member]},
    }


def _changed(community: Community, snapshot: Snapshot, before: Plan, what_if: str) -> dict[str, Any]:
    """The other plan of the same facts, in counts, and how many would gain or lose a session by it."""
    if what_if == WhatIf.REACH:
        areas = replace(snapshot.areas, radius_km=snapshot.areas.radius_km + FURTHER_KM)
        other, weights = replace(snapshot, areas=areas), weights_of(community)
    else:
        other, weights = snapshot, weights_for(WhatIf(what_if))
    after = rounds.plan(other, seed=before.seed, weights=weights)
    between = whatif.between((snapshot, other), (before, after))
    return {"after": asdict(between.after), "gained": len(between.gained), "lost": len(between.lost)}


def _has_moved(rehearsal: Rehearsal) -> bool:
    """Whether somebody opted in or out since: a plan that takes no time is made anew then."""
    since = Q(at__gt=rehearsal.asked_at) | Q(withdrawn_at__gt=rehearsal.asked_at)
    return OptIn.objects.filter(since, round=rehearsal.round_id).exists()


def _is_stale(rehearsal: Rehearsal, now: dt.datetime) -> bool:
    if rehearsal.finished_at is None:
        return now - rehearsal.asked_at > ABANDONED
    return now - rehearsal.asked_at > FRESH
