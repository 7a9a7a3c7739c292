"""Small clubs: where four yeses are too much to hope for, many are asked about one hour and one place.

A rendez-vous is a (sport, hour, venue) and everybody who could be there together; those who say yes play, in groups
of the sizes the sport has. What is maximised is the expected number of players when each says yes with `P_YES`.
"""

import math
from functools import cache
from typing import NamedTuple

import numpy as np

from sporezo.engine.compiled import compiled
from sporezo.engine.feasible import FREE_TO_MEET, keeps_apart, level_fits, relation
from sporezo.engine.market import Market
from sporezo.engine.outcome import Reason, Rendezvous
from sporezo.engine.pairs import count_partners
from sporezo.engine.reasons import Teller
from sporezo.engine.slots import SLOTS
from sporezo.engine.snapshot import Flags, Id, Ints, Snapshot

P_YES = 0.6
FEW_PARTNERS = 6  # a club is small when half its members could play with fewer others than this
MOST_MEMBERS = 200
MOST_OFFERS = 3
LEAST_ASKED = 3


class Offers(NamedTuple):
    """Rendez-vous and the canonical indices of the members they ask."""

    offers: tuple[Rendezvous, ...]
    members: list[int]
    expected_players: float


NOTHING = Offers((), [], 0.0)


def is_small(market: Market) -> bool:
    """Whether most members have too little choice for ordinary proposals to be worth their while."""
    wanting = np.flatnonzero(market.members["sessions_left"] > 0)
    if not LEAST_ASKED <= len(wanting) <= MOST_MEMBERS:
        return False
    by_member = np.argsort(market.rows["member"], kind="stable")
    begins = np.searchsorted(market.rows["member"][by_member], np.arange(len(market.members) + 1))
    counts = count_partners(market, wanting, FEW_PARTNERS, begins.astype(np.int64), by_member)
    return bool(np.median(counts) < FEW_PARTNERS)


@cache
def expected_players(sizes: tuple[int, ...], asked: int) -> float:
    """How many play one session, on average, when `asked` people answer and it can be held by one of `sizes`.

    >>> round(expected_players((2,), 2), 2), round(expected_players((4,), 6), 2), round(expected_players((2, 3), 5), 2)
    (0.72, 2.18, 2.51)
    """
    return sum(
        math.comb(asked, yes)
        * P_YES**yes
        * (1 - P_YES) ** (asked - yes)
        * max((size for size in sizes if size <= yes), default=0)
        for yes in range(asked + 1)
    )


def sizes_played(market: Market, play: int) -> tuple[int, ...]:
    """The sizes at which a session of `play` is held in the end, fewer than planned if need be."""
    most, bits = int(market.plays["most"][play]), int(market.plays["sizes"][play]) | int(market.plays["fewer"][play])
    return tuple(size for size in range(2, most + 1) if bits >> size & 1)


def offer(snapshot: Snapshot, market: Market, teller: Teller) -> list[Offers]:
    """The two or three rendez-vous that gather most players, best first, each member asked once at most."""
    asked: list[int] = []
    found: list[Offers] = []
    while len(found) < MOST_OFFERS:
        best = max((_best(market, play, asked) for play in range(len(market.plays))), default=None)
        if best is None or best.expected <= 0:
            break
        members = market.rows["member"][best.rows].tolist()
        found.append(Offers((_offer(snapshot, market, teller, best),), members, best.expected))
        asked += members
    return found


def together(those: list[Offers]) -> Offers:
    """Several offers as one."""
    return Offers(
        tuple(offer for one in those for offer in one.offers),
        [member for one in those for member in one.members],
        sum(one.expected_players for one in those),
    )


class _Gathering(NamedTuple):
    expected: float
    play: int
    slot: int
    venue: int
    rows: list[int]


def _best(market: Market, play: int, asked: list[int]) -> _Gathering:
    """The hour and venue at which most of the rows of `play` could be together."""
    nothing = _Gathering(0.0, -play, 0, 0, [])
    rows = np.arange(market.plays["rows_from"][play], market.plays["rows_to"][play])
    rows = rows[~np.isin(market.rows["member"][rows], asked)]
    least = max(LEAST_ASKED, int(market.plays["least"][play]))
    if len(rows) < least:
        return nothing
    there = _venues(market, play, rows)
    here = np.column_stack(
        [market.rows[f"starts_{half}"][rows] >> np.uint64(bit) & np.uint64(1)
         for half, bits in (("low", 64), ("high", SLOTS - 64)) for bit in range(bits)]
    ).astype(np.int64)  # fmt: skip
    fits = compatible(market, rows)
    sizes = sizes_played(market, play)
    people = here.T @ there
    best = nothing
    for at in np.argsort(-people, axis=None, kind="stable").tolist():
        slot, venue = divmod(at, people.shape[1])
        most = int(people[slot, venue])
        if most < least or expected_players(sizes, most) <= best.expected:
            break
        who = _together(market, rows, fits, np.flatnonzero(here[:, slot] & there[:, venue]))
        expected = expected_players(sizes, len(who))
        if len(who) >= least and expected > best.expected:
            best = _Gathering(expected, -play, slot, venue, rows[who].tolist())
    return best


def _venues(market: Market, play: int, rows: Ints) -> Ints:
    """(rows, venues): 1 where a row can come to a public, verified venue of the sport."""
    there = np.zeros((len(rows), len(market.venues)), dtype=np.int64)
    sport = np.uint64(market.plays["sport"][play])
    good = (market.venues["sports"] >> sport & np.uint64(1)).astype(np.bool_) & market.venues["is_trusted"]
    for k, member in enumerate(market.rows["member"][rows].tolist()):
        reach = market.reach["venue"][market.members["reach_from"][member] : market.members["reach_to"][member]]
        there[k, reach[good[reach]]] = 1
    return there


def _together(market: Market, rows: Ints, fits: Flags, those: Ints) -> list[int]:
    """A large subset of `those` of whom every two can play and all share a language: best connected first."""
    friends = fits[np.ix_(those, those)].sum(axis=1)
    spoken = (1 << 64) - 1
    chosen: list[int] = []
    for k in those[np.argsort(-friends, kind="stable")].tolist():
        common = spoken & int(market.members["languages"][market.rows["member"][rows[k]]])
        if common and all(fits[k, other] for other in chosen):
            chosen.append(k)
            spoken = common
    return sorted(chosen)


@compiled
def compatible(market: Market, those: Ints) -> Flags:
    """(k, k): whether rows `those`, of one play, can be in one group, hours and places apart."""
    rows, members, play = market.rows, market.members, market.plays[market.rows[those[0]].play]
    fits = np.zeros((len(those), len(those)), np.bool_)
    for x in range(len(those)):
        for y in range(x):
            a, b = rows[those[x]], rows[those[y]]
            mine, theirs = members[a.member], members[b.member]
            known = relation(market.relations, mine, b.member)
            meet = keeps_apart(market.relations, market.lists, mine, theirs, known) == FREE_TO_MEET
            fits[x, y] = fits[y, x] = meet and level_fits(play, market.level_doubt, a, b)
    return fits


def _offer(snapshot: Snapshot, market: Market, teller: Teller, best: _Gathering) -> Rendezvous:
    play = market.plays[-best.play]
    sport = snapshot.sports[play["sport"]]
    reasons: dict[Id, tuple[Reason, ...]] = {}
    for seat in range(len(best.rows)):
        reasons[teller.id_of(best.rows[seat])] = (
            Reason("gathers", {"n": len(best.rows) - 1}),
            teller.level_reason(best.rows, seat),
            teller.near_reason(best.rows[seat], best.venue),
        )
    return Rendezvous(
        sport=sport.slug,
        format=sport.formats[play["format"]].code,
        venue=snapshot.venues.ids[market.venue_at[best.venue]],
        slot=best.slot,
        minutes=int(play["minutes"]),
        members=tuple(reasons),
        least=int(play["least"]),
        reasons=reasons,
    )
