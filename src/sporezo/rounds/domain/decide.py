"""Gather, decide, write, tell: one round, from its opt-ins to proposals that wait for answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations, islice
from zoneinfo import ZoneInfo

from django.db import transaction

from sporezo.engine import outcome, rounds, verify
from sporezo.engine.snapshot import Snapshot
from sporezo.meets.domain import propose
from sporezo.meets.domain.locks import lock_members
from sporezo.meets.queries import kept_apart_among
from sporezo.places.models import Venue
from sporezo.rounds.domain import words
from sporezo.rounds.enums import FULL_WEEK, SeatKind
from sporezo.rounds.models import PEACE, LeftOut, Proposal, Rehearsal, Round, Seat
from sporezo.rounds.queries import candidates, engagements, playing, sessions_wished, start_of, weights_of
from sporezo.rounds.rules import answers_until, refusal_to_decide
from sporezo.sports.models import Format, Sport

Meeting = outcome.Session | outcome.Rendezvous
CHUNK = 10  # sessions written in one transaction: other writers wait no longer than that


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, the facts it was made from, and what the verifier found wrong with it (nothing)."""

    snapshot: Snapshot
    plan: outcome.Plan
    breaches: tuple[str, ...]

    @property
    def is_verified(self) -> bool:
        return not self.breaches


class BrokenPlan(Exception):
    """The verifier refused what the search found: nothing is written, and the operator hears why."""


def plan(
    round: Round,
    *,
    seed: int,
    as_of: dt.datetime,
    without: Collection[int] = (),
    apart: Collection[tuple[int, int]] = (),
) -> Planned:
    """What the round would decide from the facts as they stood at `as_of`. Reads, writes nothing.

    Some members may be left in peace (`without`), and pairs be kept apart for this once.
    """
    snapshot = candidates(round, as_of=as_of, without=without, apart=apart)
    found = rounds.plan(snapshot, seed=seed, weights=weights_of(round.community))
    return Planned(snapshot, found, tuple(str(breach) for breach in verify.breaches(snapshot, found)))


def decide(round: Round, *, now: dt.datetime) -> int:
    """Turn a round's opt-ins into proposals and tell their people; the number of proposals made.

    Written in chunks, each one transaction. Whatever interrupts it, deciding again goes on from what was written:
    whoever has a proposal is busy at its hour and is not gathered again. What changed since the plan was made (a block,
    another community's session at the same hour) drops that one session; whoever is left is planned again among
    themselves, until a plan places nobody.
    """
    round.refresh_from_db()
    if round.decided_at:
        return 0
    if refusal := refusal_to_decide(round, now=now):
        raise refusal
    written, unplaced = place(round, lambda: plan(round, seed=round.seed, as_of=now), until="decided_at", now=now)
    _close(round, unplaced, now)
    return written


def place(
    round: Round, planning: Callable[[], Planned], *, until: str, now: dt.datetime
) -> tuple[int, Sequence[outcome.Unplaced]]:
    """Plan and write, and plan again for whoever is left, unless `until` says that another worker has done it.

    How many proposals were written, and whom the last plan left out.
    """
    written = 0
    unplaced: Sequence[outcome.Unplaced] = ()
    wanted: list[Meeting] | None = None
    while True:
        planned = planning()
        if not planned.is_verified:
            raise BrokenPlan("; ".join(planned.breaches))
        if not round.objective:
            round.objective = asdict(planned.plan.objective)
            round.save(update_fields=["objective"])
        unplaced = planned.plan.unplaced
        before, wanted = wanted, [*planned.plan.sessions, *planned.plan.rendezvous]
        written += sum([_write(round, chunk, until, now) for chunk in _chunks(wanted)])
        if not wanted or wanted == before:  # nobody left to place, or nothing changes any more
            return written, unplaced


def _chunks(sessions: Sequence[Meeting]) -> Iterator[list[Meeting]]:
    rest = iter(sessions)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


@transaction.atomic
def _write(round: Round, sessions: Sequence[Meeting], until: str, now: dt.datetime) -> int:
    """Write these sessions as proposals, save those that became impossible; how many were written."""
    lock_members(int(member) for session in sessions for member in session.members)
    if getattr(Round.objects.select_for_update(no_key=True).get(pk=round.pk), until):
        return len(sessions)
    sports = {sport.slug: sport for sport in Sport.objects.filter(slug__in={one.sport for one in sessions})}
    formats = {(one.sport_id, one.slug): one for one in Format.objects.filter(sport__in=sports.values())}
    venues = Venue.objects.in_bulk([int(one.venue) for one in sessions])
    everybody = {int(member) for session in sessions for member in session.members}
    wished, taken = sessions_wished(round, everybody), engagements(round, everybody)
    apart = kept_apart_among(everybody)
    zone = ZoneInfo(round.community.time_zone)
    made: list[Proposal] = []
    for session in sessions:
        starts_at = start_of(round.first_day, session.slot, zone)
        ends_at = starts_at + dt.timedelta(minutes=session.minutes)
        members = sorted(int(member) for member in session.members)
        are_free = all(_has_room(taken.get(one, ()), wished.get(one, 0), starts_at, ends_at) for one in members)
        if not are_free or not apart.isdisjoint(combinations(members, 2)):
            continue
        for one in members:
            taken.setdefault(one, []).append((starts_at, ends_at))
        sport = sports[session.sport]
        format = formats[sport.pk, session.format]
        made.append(_write_one(round, session, members, sport, format, venues.get(int(session.venue)), starts_at, now))
    words.tell_proposed(made, now=now)
    return len(made)


def _has_room(
    taken: Sequence[tuple[dt.datetime, dt.datetime]], wished: int, starts_at: dt.datetime, ends_at: dt.datetime
) -> bool:
    """Whether one more session goes into somebody's week, and this hour of it is free."""
    return len(taken) < wished and all(end <= starts_at or start >= ends_at for start, end in taken)


def _write_one(
    round: Round,
    session: Meeting,
    members: list[int],
    sport: Sport,
    format: Format,
    venue: Venue | None,
    starts_at: dt.datetime,
    now: dt.datetime,
) -> Proposal:
    is_rendezvous = isinstance(session, outcome.Rendezvous)
    sizes = [size for size in sport.sizes if format.players_min <= size <= format.players_max]
    is_elastic = is_rendezvous or sport.is_elastic
    meet = propose(
        sport=sport,
        format=format,
        community=round.community,
        venue=venue,
        starts_at=starts_at,
        minutes=session.minutes,
        time_zone=round.community.time_zone,
        places=max(sizes) if is_elastic else len(members),
        quorum=session.least if isinstance(session, outcome.Rendezvous) else min(sizes) if is_elastic else len(members),
        members=members,
        sides=() if isinstance(session, outcome.Rendezvous) else [[int(one) for one in side] for side in session.sides],
        now=now,
    )
    until = answers_until(round, starts_at, now=now)
    proposal = Proposal.objects.create(
        round=round,
        meet=meet,
        answers_until_at=until,
        value=0.0 if isinstance(session, outcome.Rendezvous) else session.value,
        terms={} if isinstance(session, outcome.Rendezvous) else session.terms,
        is_rendezvous=is_rendezvous,
        changed_at=now,
    )
    Seat.objects.bulk_create(
        Seat(
            proposal=proposal,
            member_id=int(member),
            reasons=[asdict(reason) for reason in session.reasons[member]],
            asked_at=now,
            answer_by_at=until,
        )
        for member in session.members
    )
    if isinstance(session, outcome.Session):
        Seat.objects.bulk_create(
            Seat(
                proposal=proposal,
                member_id=int(member),
                kind=SeatKind.RESERVE,
                asked_at=now,
                answer_by_at=starts_at - PEACE,
            )
            for member in session.reserves
        )
    return proposal


@transaction.atomic
def _close(round: Round, unplaced: Sequence[outcome.Unplaced], now: dt.datetime) -> None:
    """Remember who was left out, which raises their priority, and tell them why and what would help."""
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if round.decided_at:
        return
    asked = set(
        Seat.objects.filter(proposal__round=round).exclude(kind=SeatKind.RESERVE).values_list("member_id", flat=True)
    )
    waiting = set(playing(round, now).values_list("member_id", flat=True)) - asked
    why = {int(one.member): (one.reason, one.remedy or {}, asdict(one.wait) if one.wait else {}) for one in unplaced}
    wished, taken = sessions_wished(round, waiting), engagements(round, waiting)
    for one in waiting - why.keys():  # not gathered: their week was full already, in this community or another
        is_full = len(taken.get(one, ())) >= wished.get(one, 0)
        why[one] = ("no_common_hour", {"kind": FULL_WEEK}, {}) if is_full else ("too_few", {}, {})
    LeftOut.objects.bulk_create(
        (
            LeftOut(round=round, member_id=one, reason=reason, remedy=remedy, wait=wait)
            for one, (reason, remedy, wait) in sorted(why.items())
            if one in waiting
        ),
        ignore_conflicts=True,
    )
    Rehearsal.objects.filter(round=round).delete()  # what might have been is nobody's business any more
    round.decided_at = now
    round.save(update_fields=["decided_at"])
    words.tell_left_out(round, now=now)
