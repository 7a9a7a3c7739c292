"""The weekly round: `plan(snapshot, seed=…)` forms the sessions of one week.

Candidate pairs → a bound and first prices → a pool of groups → its prices → a wider pool → a packing of it → hours,
reserves, reasons. Members who want
several sessions go round again with what is left of their week. Page: `docs/engine/rounds.md`.
"""

from typing import NamedTuple

import numpy as np

from sporezo.engine import bound, groups, leftovers, packing, prices, rendezvous, timing
from sporezo.engine.affinity import MUTUAL, TERMS, TRAVEL, Weights, best_company, company_points, first_points
from sporezo.engine.market import Market, Table, fill_starts, open_market, with_apart
from sporezo.engine.outcome import Objective, Plan, Session
from sporezo.engine.pairs import LOOKS, PARTNERS, best_partners, no_repeat_windows
from sporezo.engine.reasons import Teller, Weighed, exact, named, weigh
from sporezo.engine.slots import SLOTS
from sporezo.engine.snapshot import Flags, Floats, Id, Ints, Snapshot, Words

BOUND_BY = "dual of the fractional matching of pairs"


class Turn(NamedTuple):
    """The sessions found in one turn; `choice` is how many hours would have done, `is_first` (s, 12) by seat."""

    groups: Ints  # rows
    size: Ints
    value: Floats
    venue: Ints
    begins: Ints
    choice: Ints
    weighed: Weighed
    is_first: Flags


class Decision(NamedTuple):
    """All turns of a round, what proved its bound, and how many are expected to play after everybody's answer."""

    turns: list[Turn]
    bound: float
    expected_players: float


def plan(snapshot: Snapshot, *, seed: int, weights: Weights | None = None, with_rendezvous: bool = True) -> Plan:
    """Decide one round.

    Parameters
    ----------
    snapshot : everybody who opted in, and the week's facts
    seed : of the search; the same snapshot, weights and seed give the same plan, in whatever order rows were gathered
    weights : what each term counts
    with_rendezvous : whether a small club may be offered rendez-vous

    Returns
    -------
    Plan
        every session keeps every hard constraint (`sporezo.engine.verify` checks it by other means)

    Raises
    ------
    ValueError
        when the snapshot has more than 64 sports
    """
    points = (weights or Weights()).as_array()
    market = open_market(snapshot)
    rules = snapshot.rules
    market.members["window_weeks"] = no_repeat_windows(
        market, weeks=rules.no_repeat_weeks, partners_a_week=rules.partners_a_week
    )
    market.members["first_points"] = first_points(market, points)
    teller = Teller(snapshot, market, points)
    week, free = market.members.copy(), market.free.copy()
    decision, offers = _decide(market, points, seed), rendezvous.NOTHING
    _reset(market, week, free)
    if with_rendezvous and rendezvous.is_small(market):
        decision, offers = _with_offers(snapshot, market, teller, points, decision, seed)
    sessions, placed = _sessions(snapshot, market, teller, points, decision.turns, offers.members)
    return Plan(
        seed=seed,
        sessions=sessions,
        rendezvous=offers.offers,
        unplaced=tuple(
            leftovers.explain(snapshot, market, [one for one in range(len(market.members)) if one not in placed])
        ),
        objective=_objective(sessions, decision.bound),
    )


def _with_offers(
    snapshot: Snapshot, market: Market, teller: Teller, weights: Floats, decision: Decision, seed: int
) -> tuple[Decision, rendezvous.Offers]:
    """As many rendez-vous as leave most people playing, beside sessions of the others; `decision` has none of them."""
    week, free, plain = market.members.copy(), market.free.copy(), decision.bound
    best, kept = decision, rendezvous.NOTHING
    offers = rendezvous.offer(snapshot, market, teller)
    for count in range(1, len(offers) + 1):
        some = rendezvous.together(offers[:count])
        market.members["sessions_left"][some.members] = 0
        fill_starts(market)
        rest = _decide(market, weights, seed)
        _reset(market, week, free)
        if some.expected_players + rest.expected_players > kept.expected_players + best.expected_players:
            best, kept = rest, some
    return best._replace(bound=plain), kept


def _decide(market: Market, weights: Floats, seed: int) -> Decision:
    """Turn after turn, one session at most for everybody who still wants one; `market` is used up."""
    company = company_points(market.plays, weights)
    load = np.zeros((max(1, len(market.venues)), SLOTS), dtype=np.int64)
    turns: list[Turn] = []
    proved = 0.0
    while True:
        turn, price = _turn(market, weights, company, load, seed + len(turns))
        proved = proved if turns else price
        if not len(turn.size):
            break
        turns.append(turn)
        market = _without(market, turn)
        if not (market.members["sessions_left"][market.members["first_points"] == 0] > 0).any():
            break
    expected = sum(_expected(market, turn) for turn in turns)
    return Decision(turns, proved, expected)


def _turn(market: Market, weights: Floats, company: Floats, load: Ints, seed: int) -> tuple[Turn, float]:
    partners = best_partners(market, weights, best_company(market.plays, company), PARTNERS, LOOKS)
    dual = bound.dual(market, partners, unseen_points=_most_points(market, weights, company))
    pool = groups.form(market, weights, company, partners.row, dual.price)
    price = prices.of_pool(_members(market, pool.rows), pool.size, pool.value, len(market.members))
    pool = groups.without_twins([pool, groups.form(market, weights, company, partners.row, price, with_pairs=False)])
    members = _members(market, pool.rows)
    price = prices.of_pool(members, pool.size, pool.value, len(market.members))
    chosen = packing.pack(members, pool.size, pool.value, price, seed=seed)
    rows, size, venue = pool.rows[chosen].astype(np.int64), pool.size[chosen], pool.venue[chosen]
    stand_ins = len(market.members) <= rendezvous.MOST_MEMBERS
    begins, choice = timing.hours(market, rows, size, venue, load, stand_ins)
    weighed = weigh(market, weights, company, rows, size, venue)
    is_first = market.members["first_points"][members[chosen]] > 0
    return Turn(rows, size, pool.value[chosen], venue, begins, choice, weighed, is_first), dual.bound


def _members(market: Market, rows: Ints) -> Ints:
    members: Ints = np.where(rows >= 0, market.rows["member"][rows], -1)
    return members


def _most_points(market: Market, weights: Floats, company: Floats) -> float:
    """As much as no pair can be worth."""
    first = float(market.members["first_points"].max(initial=0.0))
    return 2.0 * (float(weights[: len(MUTUAL)].sum() + weights[TRAVEL]) + first + float(company.max(initial=0.0)))


def _without(market: Market, turn: Turn) -> Market:
    """`market` with the sessions of `turn` taken out of everybody's week, and co-players kept apart from now on."""
    members, pairs = market.members, []
    for group, size, begin in zip(turn.groups.tolist(), turn.size.tolist(), turn.begins.tolist(), strict=True):
        who = market.rows["member"][group[:size]]
        play = market.plays[market.rows["play"][group[0]]]
        members["sessions_left"][who] -= 1
        members["minutes_left"][who] -= play["minutes"]
        members["first_points"][who] = 0.0
        word, bit = divmod(begin, 64)
        market.free[who, word] &= ~np.uint64(((1 << int(play["hours"])) - 1) << bit)
        pairs += [(int(a), int(b)) for k, a in enumerate(who) for b in who[:k]]
    market = with_apart(market, np.array(pairs, dtype=np.int64).reshape(-1, 2))
    fill_starts(market)
    return market


def _reset(market: Market, week: Table, free: Words) -> None:
    """Give everybody their week back."""
    market.members[:] = week
    market.free[:] = free
    fill_starts(market)


def _expected(market: Market, turn: Turn) -> float:
    return sum(
        rendezvous.expected_players(rendezvous.sizes_played(market, int(market.rows["play"][group[0]])), size)
        for group, size in zip(turn.groups.tolist(), turn.size.tolist(), strict=True)
    )


def _sessions(
    snapshot: Snapshot, market: Market, teller: Teller, weights: Floats, turns: list[Turn], asked: list[int]
) -> tuple[tuple[Session, ...], set[int]]:
    """The sessions of all turns in their final order, and the canonical indices of those who have one."""
    placed: set[int] = set(asked)
    for turn in turns:
        placed |= set(market.rows["member"][turn.groups[turn.groups >= 0]].tolist())
    spare_rows = np.flatnonzero(~np.isin(market.rows["member"], list(placed)))
    spare = np.searchsorted(market.rows["play"][spare_rows], np.arange(len(market.plays) + 1)).astype(np.int64)
    found: list[tuple[tuple[int, int, list[int]], Session]] = []
    for turn in turns:
        reserves = timing.reserves(
            market, weights, turn.groups, turn.size, turn.venue, turn.begins, spare, spare_rows
        ).tolist()
        for at in range(len(turn.size)):
            group = turn.groups[at, : turn.size[at]].tolist()
            key = (int(turn.begins[at]), int(turn.venue[at]), group)
            found.append((key, _session(snapshot, market, teller, turn, at, reserves[at])))
    found.sort(key=lambda one: one[0])
    return tuple(session for _, session in found), placed


def _session(snapshot: Snapshot, market: Market, teller: Teller, turn: Turn, at: int, reserves: list[int]) -> Session:
    size = int(turn.size[at])
    group = sorted(range(size), key=lambda seat: int(market.rows["member"][turn.groups[at, seat]]))
    ids: list[Id] = [teller.id_of(int(turn.groups[at, seat])) for seat in group]
    play = market.plays[market.rows["play"][turn.groups[at, 0]]]
    sport = snapshot.sports[play["sport"]]
    sides: tuple[tuple[Id, ...], ...] = ()
    if play["sides"] == 2:
        first = [bool(turn.weighed.side[at] >> seat & 1) for seat in group]
        sides = tuple(
            tuple(id for id, here in zip(ids, first, strict=True) if here == one) for one in (first[0], not first[0])
        )
    terms = named(turn.weighed.terms[at])
    reasons = teller.reasons(
        turn.groups[at, :size].tolist(),
        at,
        turn.weighed,
        venue=int(turn.venue[at]),
        hours=int(turn.choice[at]),
        is_first=turn.is_first[at].tolist(),
    )
    return Session(
        sport=sport.slug,
        format=sport.formats[play["format"]].code,
        venue=snapshot.venues.ids[market.venue_at[turn.venue[at]]],
        slot=int(turn.begins[at]),
        minutes=int(play["minutes"]),
        members=tuple(ids),
        sides=sides,
        value=exact(sum(terms.values())),
        terms=terms,
        reasons={id: reasons[id] for id in ids},
        reserves=tuple(teller.id_of(row) for row in reserves if row >= 0),
    )


def _objective(sessions: tuple[Session, ...], bound: float) -> Objective:
    total = exact(sum(session.value for session in sessions))
    terms = {name: exact(sum(session.terms.get(name, 0.0) for session in sessions)) for name in TERMS}
    gap = exact(max(0.0, bound - total) / bound) if bound > 0 else 0.0
    return Objective(total, terms, exact(bound), gap, BOUND_BY)
