"""What another weight, or a few kilometres more, would change: the same week planned twice and compared as data.

A lead turns a weight and reads people and meetings, not points: totals under two sets of weights do not compare.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from sporezo.engine import geo, leftovers
from sporezo.engine.affinity import Weights
from sporezo.engine.market import open_market
from sporezo.engine.outcome import Plan, Rendezvous, Session, Why
from sporezo.engine.rounds import plan
from sporezo.engine.snapshot import Id, Snapshot


@dataclass(frozen=True, slots=True)
class Figures:
    """A plan in counts.

    Attributes
    ----------
    sessions, rendezvous : how many of each; `by_sport` counts both, by slug
    players, asked, left_out : people with a session, people with a rendez-vous only, people with neither
    meetings : pairs of people in a same session; `first_meetings` never met before, `cross_sector` work in two known
        and different sectors, `overdue` are reciprocal links whose date has passed
    mean_km : from the nearest area of each player to the venue
    mean_gap : S, between the strongest and the weakest of a session
    left_out_why : people, by reason of the closed list
    total, terms : points, under the weights of this plan only
    """

    sessions: int
    rendezvous: int
    by_sport: dict[str, int]
    players: int
    asked: int
    left_out: int
    left_out_why: dict[Why, int]
    meetings: int
    first_meetings: int
    cross_sector: int
    overdue: int
    mean_km: float
    mean_gap: float
    total: float
    terms: dict[str, float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans of one week; `gained` and `lost` are those who have a session or a rendez-vous in one of them only."""

    before: Figures
    after: Figures
    gained: tuple[Id, ...]
    lost: tuple[Id, ...]


def compare(snapshot: Snapshot, seed: int, before: Weights | None, after: Weights | None) -> Comparison:
    """The week planned under two sets of weights (None: those of the product), with one seed.

    >>> from datetime import date
    >>> from sporezo.engine import rows
    >>> nobody = rows.build(week_starts_on=date(2026, 11, 28), sports=(), members=(), practices=(), areas=(), venues=())
    >>> compare(nobody, 1, None, Weights(travel=0.5)).after.sessions
    0
    """
    plans = (plan(snapshot, seed=seed, weights=before), plan(snapshot, seed=seed, weights=after))
    return between((snapshot, snapshot), plans)


def compare_reach(snapshot: Snapshot, seed: int, km: float, weights: Weights | None = None) -> Comparison:
    """The week as it is, and with every radius `km` longer."""
    further = replace(snapshot, areas=replace(snapshot.areas, radius_km=snapshot.areas.radius_km + km))
    plans = (plan(snapshot, seed=seed, weights=weights), plan(further, seed=seed, weights=weights))
    return between((snapshot, further), plans)


def come_in_reach(snapshot: Snapshot, members: Iterable[Id], km: float) -> dict[Id, int]:
    """For each of `members`, how many more people they could play with were their own radius `km` longer.

    Hours, level and all that keeps people apart hold already between them: distance alone is missing.
    """
    market = open_market(snapshot)
    place = {snapshot.members.ids[at]: canonical for canonical, at in enumerate(market.member_at.tolist())}
    return {one: leftovers.come_in_reach(snapshot, market, place[one], km) for one in members}


def between(snapshots: tuple[Snapshot, Snapshot], plans: tuple[Plan, Plan]) -> Comparison:
    """Two plans already made, each beside the facts it was made from."""
    before, after = (_invited(one) for one in plans)
    return Comparison(
        before=figures(snapshots[0], plans[0]),
        after=figures(snapshots[1], plans[1]),
        gained=_sorted(after - before),
        lost=_sorted(before - after),
    )


def figures(snapshot: Snapshot, planned: Plan) -> Figures:
    """Count one plan."""
    people, relations = snapshot.members, snapshot.relations
    at = {member: place for place, member in enumerate(people.ids)}
    met = {frozenset(pair) for pair in relations.met.tolist()}
    late = {frozenset(pair) for pair in relations.links[relations.link_weeks_overdue >= 0].tolist()}
    pairs = {frozenset((at[a], at[b])) for session in planned.sessions for a, b in combinations(session.members, 2)}
    sectors = [{int(people.sector[one]) for one in pair} for pair in pairs]
    every: list[Session | Rendezvous] = [*planned.sessions, *planned.rendezvous]
    players = {member for session in planned.sessions for member in session.members}
    venue_at = {venue: place for place, venue in enumerate(snapshot.venues.ids)}
    return Figures(
        sessions=len(planned.sessions),
        rendezvous=len(planned.rendezvous),
        by_sport=dict(sorted(Counter(one.sport for one in every).items())),
        players=len(players),
        asked=len(_invited(planned) - players),
        left_out=len(planned.unplaced),
        left_out_why=dict(sorted(Counter(one.reason for one in planned.unplaced).items())),
        meetings=len(pairs),
        first_meetings=len(pairs - met),
        cross_sector=sum(1 for both in sectors if len(both) == 2 and -1 not in both),
        overdue=len(pairs & late),
        mean_km=_mean(
            _km(snapshot, at[member], venue_at[one.venue]) for one in planned.sessions for member in one.members
        ),
        mean_gap=_mean(_gaps(snapshot, planned, at)),
        total=planned.objective.total,
        terms=dict(planned.objective.terms),
    )


def _invited(planned: Plan) -> set[Id]:
    every: list[Session | Rendezvous] = [*planned.sessions, *planned.rendezvous]
    return {member for one in every for member in one.members}


def _km(snapshot: Snapshot, member: int, venue: int) -> float:
    areas, venues = snapshot.areas, snapshot.venues
    return min(
        geo.distance_km(areas.latitude[one], areas.longitude[one], venues.latitude[venue], venues.longitude[venue])
        for one in np.flatnonzero(areas.member == member).tolist()
    )


def _gaps(snapshot: Snapshot, planned: Plan, at: dict[Id, int]) -> Iterable[float]:
    practices = snapshot.practices
    level = {
        (member, sport, discipline): level
        for member, sport, discipline, level in zip(
            practices.member.tolist(),
            practices.sport.tolist(),
            practices.discipline.tolist(),
            practices.level.tolist(),
            strict=True,
        )
    }
    for session in planned.sessions:
        number, sport = next((n, one) for n, one in enumerate(snapshot.sports) if one.slug == session.sport)
        name = next(one.discipline for one in sport.formats if one.code == session.format)
        own = snapshot.disciplines.index(name) if name else -1
        levels = [level.get((at[one], number, own), level.get((at[one], number, -1), 0.0)) for one in session.members]
        yield max(levels) - min(levels)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return round(sum(found) / len(found), 3) if found else 0.0


def _sorted(ids: set[Id]) -> tuple[Id, ...]:
    return tuple(sorted(ids, key=lambda one: (isinstance(one, str), one)))
