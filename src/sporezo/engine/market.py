"""The snapshot as the search reads it: canonical order, one row for each (way of playing, member), flat arrays.

A *play* is one format of one sport. A *row* is a member who practises it. Members and venues are put in the order
of their ids, so that the order in which they were gathered changes nothing.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sporezo.engine import geo, slots
from sporezo.engine.snapshot import Format, Id, Ints, Snapshot, Words

CELL_LATITUDE, CELL_LONGITUDE = 0.05, 0.075  # degrees: about 5.5 km each way in France
NEVER = np.inf
MOST_SPORTS = 64

Table = npt.NDArray[Any]  # of records
Record = Any  # one of them, as a kernel reads it


MEMBER = np.dtype(
    [
        ("languages", "u8"),
        ("company", "i8"),
        ("sector", "i8"),
        ("function", "i8"),
        ("is_woman", "?"),
        ("women_only", "?"),
        ("avoids_colleagues", "?"),
        ("mode", "i8"),
        ("reliability", "f8"),
        ("waited", "i8"),
        ("sessions_left", "i8"),
        ("minutes_left", "i8"),
        ("first_points", "f8"),  # what a first session is worth by itself; 0 once there is one
        ("window_weeks", "i8"),
        ("relations_from", "i8"),  # where one's relations begin and end in their table; the next ones likewise
        ("relations_to", "i8"),
        ("reach_from", "i8"),
        ("reach_to", "i8"),
        ("excluded_from", "i8"),
        ("excluded_to", "i8"),
        ("gives_from", "i8"),
        ("gives_to", "i8"),
        ("curious_from", "i8"),
        ("curious_to", "i8"),
    ]
)
RELATION = np.dtype([("other", "i8"), ("is_apart", "?"), ("met_weeks", "f8"), ("overdue_weeks", "f8")])
REACH = np.dtype([("venue", "i8"), ("km", "f8"), ("ease", "f8")])
VENUE = np.dtype([("sports", "u8"), ("is_trusted", "?")])
PLAY = np.dtype(
    [
        ("sport", "i8"),
        ("format", "i8"),
        ("sizes", "u8"),  # a bit a size
        ("fewer", "u8"),  # sizes at which those who said yes play all the same
        ("least", "i8"),
        ("most", "i8"),
        ("sides", "i8"),
        ("hours", "i8"),
        ("minutes", "i8"),
        ("talk", "f8"),
        ("by_pace", "?"),
        ("is_elastic", "?"),
        ("equalises", "?"),
        (
            "plain_gap",
            "f8",
        ),  # up to here two play without a handicap, levels being sure; -1 where there is no such game
        ("widest_gap", "f8"),
        ("rows_from", "i8"),
        ("rows_to", "i8"),
    ]
)
ROW = np.dtype(
    [
        ("play", "i8"),
        ("member", "i8"),
        ("level", "f8"),
        ("sigma", "f8"),
        ("tolerance", "f8"),
        ("mood", "i8"),
        ("fast", "f8"),
        ("slow", "f8"),
        ("starts_low", "u8"),  # hours at which the play can begin: days 0–3, days 4–6
        ("starts_high", "u8"),
        ("cells_from", "i8"),
        ("cells_to", "i8"),
    ]
)


class Market(NamedTuple):
    """The tables over n members, v venues, p plays and r rows, as kernels take them.

    Rows are sorted by play, then by level; relations and reach by member, then by other member or venue. A record a
    row keeps what a kernel reads together in one line of memory, and the kernels' argument short.
    """

    level_doubt: float
    members: Table
    relations: Table
    reach: Table
    venues: Table
    plays: Table
    rows: Table
    lists: Ints  # companies excluded, topics given, topics one is curious about
    row_cell: Ints  # the cells in which each row can play
    cell_rows: Ints  # (c + 1,), where the rows of a cell begin in `cell_row`
    cell_row: Ints
    free: Words  # (n, 2), what remains of the week
    member_at: Ints  # canonical index -> index in the snapshot
    venue_at: Ints


def open_market(snapshot: Snapshot) -> Market:
    """Put `snapshot` into the tables of a `Market`."""
    if len(snapshot.sports) > MOST_SPORTS:
        raise ValueError(f"A round plays {MOST_SPORTS} sports at most, not {len(snapshot.sports)}.")
    order, place = _canonical(snapshot.members.ids)
    venue_order, venue_place = _canonical(snapshot.venues.ids)
    relations, reach = _relations(snapshot, place), _reach(snapshot, place, venue_order)
    members, lists = _members(snapshot, order, relations[0], reach[0])
    plays, venues = _plays(snapshot), _venues(snapshot, venue_order, venue_place)
    rows = _rows(snapshot, place, plays)
    row_cell, cell_rows, cell_row = _cells(snapshot, venue_order, members, reach[1], venues, plays, rows)
    market = Market(
        level_doubt=float(snapshot.rules.level_doubt),
        members=members,
        relations=relations[1],
        reach=reach[1],
        venues=venues,
        plays=plays,
        rows=rows,
        lists=lists,
        row_cell=row_cell,
        cell_rows=cell_rows,
        cell_row=cell_row,
        free=(snapshot.members.hours & ~snapshot.members.busy)[order],
        member_at=order,
        venue_at=venue_order,
    )
    fill_starts(market)
    return market


def fill_starts(market: Market) -> None:
    """Write into the rows the hours at which their play can begin, given what is left of their member's week."""
    rows, members, plays = market.rows, market.members[market.rows["member"]], market.plays[market.rows["play"]]
    able = (members["sessions_left"] > 0) & (members["minutes_left"] >= plays["minutes"])
    rows["starts_low"] = rows["starts_high"] = 0
    for hours in np.unique(market.plays["hours"]):
        chosen = able & (plays["hours"] == hours)
        begin = starts(market.free, int(hours))[rows["member"][chosen]]
        rows["starts_low"][chosen], rows["starts_high"][chosen] = begin[:, 0], begin[:, 1]


def starts(free: Words, hours: int) -> Words:
    """The hours, in words of whole days, from which `hours` consecutive ones of the same day are free.

    >>> [int(word) for word in starts(np.array([[0b111, 1 << 47]], dtype=np.uint64), 2)[0]]
    [3, 0]
    """
    begin = free.copy()
    for later in range(1, hours):
        begin &= free >> np.uint64(later)
    room = slots.DAY_MASK >> (hours - 1)
    return begin & np.uint64(sum(room << day * slots.HOURS_A_DAY for day in range(4)))


def _canonical(ids: tuple[Id, ...]) -> tuple[Ints, Ints]:
    order = np.array(sorted(range(len(ids)), key=lambda i: (isinstance(ids[i], str), ids[i])), dtype=np.int64)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return order, place


def _members(snapshot: Snapshot, order: Ints, relations: Ints, reach: Ints) -> tuple[Table, Ints]:
    columns = snapshot.members
    members = np.zeros(len(order), dtype=MEMBER)
    for name, column in (
        ("languages", columns.languages),
        ("company", columns.company),
        ("sector", columns.sector),
        ("function", columns.function),
        ("is_woman", columns.is_woman),
        ("women_only", columns.women_only),
        ("avoids_colleagues", columns.avoids_colleagues),
        ("mode", columns.mode),
        ("reliability", columns.reliability),
        ("sessions_left", columns.sessions_max),
        ("minutes_left", columns.minutes_max),
    ):
        members[name] = column[order]
    members["waited"] = (columns.rounds_left_out + columns.is_newcomer)[order]
    members["relations_from"], members["relations_to"] = relations[:-1], relations[1:]
    members["reach_from"], members["reach_to"] = reach[:-1], reach[1:]
    lists: list[Ints] = []
    begin = 0
    for name, ragged in (
        ("excluded", columns.excluded_companies),
        ("gives", columns.gives),
        ("curious", columns.curious),
    ):
        members[f"{name}_from"] = ragged.offsets[:-1][order] + begin
        members[f"{name}_to"] = ragged.offsets[1:][order] + begin
        lists.append(ragged.values)
        begin += len(ragged.values)
    return members, np.concatenate(lists)


def _reach(snapshot: Snapshot, place: Ints, venue_order: Ints) -> tuple[Ints, Table]:
    areas, venues = snapshot.areas, snapshot.venues
    latitude = venues.latitude[venue_order]
    member, venue, km, ease = geo.within_reach(
        place[areas.member],
        areas.latitude,
        areas.longitude,
        areas.radius_km,
        latitude,
        venues.longitude[venue_order],
        np.argsort(latitude, kind="stable"),
    )
    kept, at = np.unique(member * max(1, len(venue_order)) + venue, return_inverse=True)
    reach = np.zeros(len(kept), dtype=REACH)
    reach["venue"] = kept % max(1, len(venue_order))
    reach["km"] = np.inf
    np.minimum.at(reach["km"], at, km)
    np.maximum.at(reach["ease"], at, ease)
    return _begins(kept // max(1, len(venue_order)), len(place)), reach


def _relations(snapshot: Snapshot, place: Ints) -> tuple[Ints, Table]:
    facts = snapshot.relations
    apart = np.concatenate((facts.blocked, facts.not_with))
    pairs = place[np.concatenate((apart, facts.met, facts.links))].reshape(-1, 2)
    table = np.zeros(len(pairs), dtype=RELATION)
    table["is_apart"][: len(apart)] = True
    table["met_weeks"] = NEVER
    table["met_weeks"][len(apart) : len(apart) + len(facts.met)] = facts.met_weeks_ago
    table["overdue_weeks"] = -np.inf
    table["overdue_weeks"][len(apart) + len(facts.met) :] = facts.link_weeks_overdue
    table["other"] = pairs[:, 1]
    back = table.copy()
    back["other"] = pairs[:, 0]
    return _related(len(place), np.concatenate((pairs[:, 0], pairs[:, 1])), np.concatenate((table, back)))


def _related(n: int, owner: Ints, facts: Table) -> tuple[Ints, Table]:
    """Facts about pairs by member and other, those about the same pair made one; where each member's begin."""
    kept, at = np.unique(owner * n + facts["other"], return_inverse=True)
    relations = np.zeros(len(kept), dtype=RELATION)
    relations["other"] = kept % max(1, n)
    relations["met_weeks"] = NEVER
    relations["overdue_weeks"] = -np.inf
    np.minimum.at(relations["met_weeks"], at, facts["met_weeks"])
    np.maximum.at(relations["overdue_weeks"], at, facts["overdue_weeks"])
    np.logical_or.at(relations["is_apart"], at, facts["is_apart"])
    return _begins(kept // max(1, n), n), relations


def with_apart(market: Market, pairs: Ints) -> Market:
    """`market` in which the canonical `pairs` (k, 2) may not meet any more."""
    owner = np.repeat(np.arange(len(market.members)), market.members["relations_to"] - market.members["relations_from"])
    both = np.concatenate((pairs, pairs[:, ::-1]))
    new = np.zeros(len(both), dtype=RELATION)
    new["other"], new["is_apart"], new["met_weeks"], new["overdue_weeks"] = both[:, 1], True, NEVER, -np.inf
    begins, relations = _related(
        len(market.members), np.concatenate((owner, both[:, 0])), np.concatenate((market.relations, new))
    )
    market.members["relations_from"], market.members["relations_to"] = begins[:-1], begins[1:]
    return market._replace(relations=relations)


def _venues(snapshot: Snapshot, order: Ints, place: Ints) -> Table:
    columns = snapshot.venues
    venues = np.zeros(len(order), dtype=VENUE)
    venues["is_trusted"] = (columns.is_public & columns.is_verified)[order]
    at = np.repeat(np.arange(len(order)), np.diff(columns.sports.offsets))
    np.bitwise_or.at(venues["sports"], place[at], np.uint64(1) << columns.sports.values.astype(np.uint64))
    return venues


def _plays(snapshot: Snapshot) -> Table:
    both = [(s, f) for s, sport in enumerate(snapshot.sports) for f in range(len(sport.formats))]
    plays = np.zeros(len(both), dtype=PLAY)
    for play, (s, f) in enumerate(both):
        sport, formats = snapshot.sports[s], snapshot.sports[s].formats
        one = formats[f]
        plays[play] = (
            s,
            f,
            sum(1 << size for size in one.sizes),
            sum(1 << size for size in {*sport.fewer, *(size for other in formats for size in other.sizes)}),
            one.sizes[0],
            one.sizes[-1],
            one.sides,
            slots.hours_needed(sport.minutes),
            sport.minutes,
            sport.talk,
            sport.by_pace,
            sport.elastic and not one.sides,
            one.equalises,
            _plain_gap(one, formats),
            one.widest_gap,
            0,
            0,
        )
    return plays


def _plain_gap(one: Format, formats: Sequence[Format]) -> float:
    """Up to which gap two would play the plain game of their sport, when `one` is its game with a handicap."""
    if not (one.equalises and one.sizes == (2,)):
        return -1.0
    return max((other.widest_gap for other in formats if 2 in other.sizes and not other.equalises), default=-1.0)


def _rows(snapshot: Snapshot, place: Ints, plays: Table) -> Table:
    """The rows of every play, a practice of the format's own discipline going before the general one."""
    practices, n = snapshot.practices, len(place)
    tables: list[Table] = []
    for play, (s, f) in enumerate(zip(plays["sport"], plays["format"], strict=True)):
        name = snapshot.sports[s].formats[f].discipline
        own = snapshot.disciplines.index(name) if name else -1
        chosen = np.full(n, -1, dtype=np.int64)
        for discipline in (-1, own):
            those = np.flatnonzero((practices.sport == s) & (practices.discipline == discipline))
            chosen[place[practices.member[those]]] = those
        member = np.flatnonzero(chosen >= 0)
        member = member[np.lexsort((member, practices.level[chosen[member]]))]
        practice = chosen[member]
        table = np.zeros(len(member), dtype=ROW)
        table["play"] = play
        table["member"] = member
        for field, column in (
            ("level", practices.level),
            ("sigma", practices.sigma),
            ("tolerance", practices.tolerance),
            ("mood", practices.mood),
            ("fast", practices.pace_fast),
            ("slow", practices.pace_slow),
        ):
            table[field] = column[practice]
        tables.append(table)
    rows = np.concatenate(tables) if tables else np.zeros(0, dtype=ROW)
    begins = _begins(rows["play"], len(plays))
    plays["rows_from"], plays["rows_to"] = begins[:-1], begins[1:]
    return rows


def _cells(
    snapshot: Snapshot, venue_order: Ints, members: Table, reach: Table, venues: Table, plays: Table, rows: Table
) -> tuple[Ints, Ints, Ints]:
    """Rows by the cells of the venues where they can play, and the reverse."""
    north = np.floor(snapshot.venues.latitude[venue_order] / CELL_LATITUDE).astype(np.int64)
    east = np.floor(snapshot.venues.longitude[venue_order] / CELL_LONGITUDE).astype(np.int64)
    _, cell = np.unique(north * 10_000 + east, return_inverse=True)
    own = members[rows["member"]]
    row, at = _expanded(own["reach_from"], own["reach_to"])
    venue = reach["venue"][at]
    sport = plays["sport"][rows["play"][row]].astype(np.uint64)
    there = (venues["sports"][venue] >> sport & np.uint64(1)).astype(np.bool_)
    cells = int(cell.max(initial=0)) + 1
    by_row = np.unique(row[there] * cells + cell[venue[there]])
    row, where = by_row // cells, by_row % cells
    key, group = np.unique(rows["play"][row] * cells + where, return_inverse=True)
    by_group = np.lexsort((row, group))
    begins = _begins(row, len(rows))
    rows["cells_from"], rows["cells_to"] = begins[:-1], begins[1:]
    return group.astype(np.int64), _begins(group[by_group], len(key)), row[by_group]


def _begins(owner: Ints, owners: int) -> Ints:
    """Where the entries of each of `owners` begin in the sorted `owner`, and where the last ends."""
    return np.searchsorted(owner, np.arange(owners + 1)).astype(np.int64)


def _expanded(first: Ints, end: Ints) -> tuple[Ints, Ints]:
    """For each span k, every position it holds: (k repeated, position)."""
    lengths = end - first
    owner = np.repeat(np.arange(len(lengths)), lengths)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return owner, first[owner] + within
