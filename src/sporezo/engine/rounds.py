"""The weekly round: from the facts of a week to the sessions one proposes. Pure, seeded, no clock.

Candidate groups are grown around every member of every way of playing, then sessions are chosen among them: the best
first, and exchanges that gain until none does. docs/engine/rounds.md says how near the bound that comes.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sporezo.engine import slots
from sporezo.engine.outcome import Objective, Param, Plan, Session, Unplaced, Why
from sporezo.engine.snapshot import Flags, Floats, Format, Ints, Snapshot, Sport
from sporezo.engine.worth import PAIR_TERMS, TERMS, WAITED_MOST, Pairs, Weights, pairs, reasons

STARTS_A_MEMBER = 6  # groups grown around each member, in each way of playing
EXCHANGES = 5_000
INSTEAD = 8  # groups tried for whoever an exchange leaves alone
EARTH_KM = 6371.0088


def plan(snapshot: Snapshot, *, seed: int, weights: Weights | None = None) -> Plan:
    """Propose a week of sessions: every hard constraint kept, value as high as the search finds.

    Cost: O(n²) memory and, for each way of playing, its members × `STARTS_A_MEMBER` groups grown.
    The same snapshot and seed give the same plan, in the order of ids.
    """
    weights = weights or Weights()
    week = _Week(snapshot, weights)
    rng = np.random.default_rng(seed)
    pool = [group for play in week.plays() for group in _grow(week, play, rng)]
    chosen = _choose(week, pool, rng)
    chosen = _join_the_elastic(week, chosen)
    sessions = sorted(
        (week.session(group) for group in chosen), key=lambda one: (one.slot, one.sport, str(one.members))
    )
    placed = {member for group in chosen for member in group.members}
    left = sorted((week.left_out(i) for i in range(week.n) if i not in placed), key=lambda one: str(one.member))
    return Plan(seed, tuple(sessions), (), tuple(left), _objective(week, sessions))


@dataclass(frozen=True, eq=False)
class _Play:
    """One way of playing: its rows, what fits whom, when and where each can begin."""

    sport: Sport
    format: Format
    members: Ints  # (r,) member indices, by level
    row: dict[int, int]
    level: Floats
    fits: Flags  # (r, r) levels near, nobody apart
    gap: Floats  # (r, r)
    starts: list[int]  # 112 bits a row
    venues: list[int]  # a bit a venue
    by_pace: bool
    pair_value: Floats  # (r, r)


@dataclass(frozen=True, slots=True)
class _Group:
    """A session one could propose."""

    play: _Play
    members: tuple[int, ...]
    starts: int
    venue: int
    value: float
    slot: int = -1


class _Week:
    """The snapshot with what every play shares."""

    def __init__(self, snapshot: Snapshot, weights: Weights) -> None:
        self.snapshot, self.weights = snapshot, weights
        people = snapshot.members
        self.n = len(people)
        self.terms: Pairs = pairs(snapshot, weights)
        self.free = [
            slots.from_words(*(int(word) for word in people.hours[i]))
            & ~slots.from_words(*(int(w) for w in people.busy[i]))
            for i in range(self.n)
        ]
        self.km = _kilometres(snapshot)
        self.apart = _apart(snapshot)
        self.own = weights.placed + weights.fairness * np.minimum(people.rounds_left_out, WAITED_MOST) / WAITED_MOST
        self._plays = self._open()
        self.too_soon = self._too_soon()

    def plays(self) -> list[_Play]:
        return [play for play in self._plays if len(play.members) >= play.format.sizes[0]]

    def _open(self) -> list[_Play]:
        found = []
        for index, sport in enumerate(self.snapshot.sports):
            for format_ in sport.formats:
                found.append(self._play(index, sport, format_))
        return found

    def _play(self, index: int, sport: Sport, format_: Format) -> _Play:
        practices = self.snapshot.practices
        wanted = self.snapshot.disciplines.index(format_.discipline) if format_.discipline else -1
        rows: dict[int, int] = {}
        for row in np.flatnonzero(practices.sport == index):
            discipline = int(practices.discipline[row])
            if discipline == wanted or (discipline == -1 and int(practices.member[row]) not in rows):
                rows[int(practices.member[row])] = int(row)
        order = sorted(
            rows, key=lambda member: (float(practices.level[rows[member]]), str(self.snapshot.members.ids[member]))
        )
        at = np.array([rows[member] for member in order], dtype=np.int64)
        members = np.array(order, dtype=np.int64)
        level, sigma, tolerance = practices.level[at], practices.sigma[at], practices.tolerance[at]
        gap = np.abs(level[:, None] - level[None, :])
        doubt = np.sqrt(sigma[:, None] ** 2 + sigma[None, :] ** 2)
        near = gap <= np.minimum(tolerance[:, None], tolerance[None, :]) + self.snapshot.rules.level_doubt * doubt
        fits = (gap <= format_.widest_gap) & (near | format_.equalises)
        balance = np.exp(-((gap / (1.0 + doubt)) ** 2))
        if sport.by_pace:
            fast, slow = practices.pace_fast[at], practices.pace_slow[at]
            known = ~np.isnan(fast)[:, None] & ~np.isnan(fast)[None, :]
            overlap = np.minimum(slow[:, None], slow[None, :]) - np.maximum(fast[:, None], fast[None, :])
            fits = np.where(known, overlap >= 0, fits)
            balance = np.where(known, np.clip((overlap + 1) / 45.0, 0, 1), balance)
        fits &= ~self.apart[np.ix_(members, members)]
        np.fill_diagonal(fits, val=False)
        hours = slots.hours_needed(sport.minutes)
        played = _bits(self.snapshot, index)
        value = self.weights.balance * balance
        for name in PAIR_TERMS[1:]:
            value = value + getattr(self.terms, name)[np.ix_(members, members)]
        return _Play(
            sport=sport,
            format=format_,
            members=members,
            row={int(member): row for row, member in enumerate(members)},
            level=level,
            fits=fits,
            gap=gap,
            starts=[slots.starts(self.free[member], hours=hours) for member in order],
            venues=[_reach(self.km, member) & played for member in order],
            by_pace=sport.by_pace,
            pair_value=value,
        )

    def _too_soon(self) -> Flags:
        """Pairs inside the no-repeat window, which is as wide as one has partners for."""
        people, rules, met = self.snapshot.members, self.snapshot.rules, self.terms.met
        lately = np.argwhere(np.triu(met <= rules.no_repeat_weeks))
        soon = np.zeros((self.n, self.n), dtype=np.bool_)
        windows: dict[int, int] = {}
        for a, b in lately.tolist():
            for i in (a, b):
                if i not in windows:
                    windows[i] = min(rules.no_repeat_weeks, len(self.partners(i)) // max(1, rules.partners_a_week))
            if not (people.mode[a] == 1 and people.mode[b] == 1):
                soon[a, b] = soon[b, a] = met[a, b] <= min(windows[a], windows[b])
        return soon

    def partners(self, i: int) -> set[int]:
        """With whom `i` could play something, somewhere, at some hour."""
        found: set[int] = set()
        for play in self._plays:
            row = play.row.get(i)
            if row is None:
                continue
            for other in np.flatnonzero(play.fits[row]):
                if play.starts[row] & play.starts[other] and play.venues[row] & play.venues[other]:
                    found.add(int(play.members[other]))
        return found

    def is_trusted(self, venue: int) -> bool:
        return bool(self.snapshot.venues.is_public[venue] and self.snapshot.venues.is_verified[venue])

    def best_venue(self, members: tuple[int, ...], common: int) -> int:
        """The common venue that is nearest for whoever comes from farthest; -1 when there is none allowed."""
        strangers = len(members) == 2 and math.isinf(self.terms.met[members[0], members[1]])
        best, nearest = -1, math.inf
        while common:
            venue = (common & -common).bit_length() - 1
            common &= common - 1
            farthest = max(float(self.km[member, venue]) for member in members)
            if farthest < nearest and (self.is_trusted(venue) or not strangers):
                best, nearest = venue, farthest
        return best

    def own_terms(self, member: int, venue: int) -> dict[str, float]:
        fairness = self.own[member] - self.weights.placed
        return {
            "travel": self.weights.travel / (1.0 + float(self.km[member, venue]) / 3.0),
            "fairness": float(fairness),
            "placed": self.weights.placed,
        }

    def session(self, group: _Group) -> Session:
        """The group as data, with its terms and each member's reasons."""
        play, ids = group.play, self.snapshot.members.ids
        members = tuple(sorted(group.members, key=lambda member: str(ids[member])))
        sides = _sides(play, members) if play.format.sides == 2 else ()
        terms = self.value_terms(play, members, group.venue, sides)
        why = {
            ids[member]: reasons(
                self.snapshot,
                self.terms,
                member=member,
                others=[other for other in members if other != member],
                gap=max(float(play.gap[play.row[member], play.row[other]]) for other in members if other != member),
                by_pace=play.by_pace,
                km=float(self.km[member, group.venue]),
            )
            for member in members
        }
        return Session(
            sport=play.sport.slug,
            format=play.format.code,
            venue=self.snapshot.venues.ids[group.venue],
            slot=group.slot,
            minutes=play.sport.minutes,
            members=tuple(ids[member] for member in members),
            sides=tuple(tuple(ids[member] for member in side) for side in sides),
            value=sum(terms.values()),
            terms=terms,
            reasons=why,
        )

    def value_terms(
        self, play: _Play, members: tuple[int, ...], venue: int, sides: tuple[tuple[int, ...], ...]
    ) -> dict[str, float]:
        """Named terms of a session; they sum to its value."""
        terms = dict.fromkeys(TERMS, 0.0)
        share = 2.0 / (len(members) - 1)
        for a, b in combinations(members, 2):
            row, other = play.row[a], play.row[b]
            rest = 0.0
            for name in PAIR_TERMS[1:]:
                points = float(getattr(self.terms, name)[a, b])
                terms[name] += share * points
                rest += points
            terms["balance"] += share * (float(play.pair_value[row, other]) - rest)
        for member in members:
            for name, points in self.own_terms(member, venue).items():
                terms[name] += points
        if sides:
            strengths = [float(np.mean([play.level[play.row[member]] for member in side])) for side in sides]
            terms["sides"] = -self.weights.sides * abs(strengths[0] - strengths[1])
        return terms

    def left_out(self, i: int) -> Unplaced:
        """Why nobody was found for `i`, and what would help most."""
        mine = [(play, play.row[i]) for play in self._plays if i in play.row]
        by_level: set[int] = set()
        by_hour: set[int] = set()
        by_place: set[int] = set()
        others: set[int] = set()
        for play, row in mine:
            others |= {int(member) for member in play.members} - {i}
            near = play.gap[row] <= play.format.widest_gap
            for other in np.flatnonzero(near):
                member = int(play.members[other])
                if member == i:
                    continue
                by_level.add(member)
                if play.starts[row] & play.starts[other]:
                    by_hour.add(member)
                    if play.venues[row] & play.venues[other]:
                        by_place.add(member)
        why: Why
        remedy: dict[str, Param] | None = None
        if not others:
            why, remedy = "too_few", {"kind": "another_sport", "people": self.n - 1} if self.n > 1 else None
        elif not by_level:
            why, remedy = "no_level_near", {"kind": "wider_level", "people": len(others)}
        elif not by_hour:
            why, remedy = "no_common_hour", {"kind": "more_hours", "people": len(by_level)}
        elif not by_place:
            why, remedy = "nothing_in_reach", self._farther(i, by_hour)
        elif not self.partners(i):
            why = "nobody_free"
        else:
            why, remedy = (
                "too_few",
                {"kind": "more_hours", "people": len(by_level - by_hour)} if by_level - by_hour else None,
            )
        return Unplaced(self.snapshot.members.ids[i], why, remedy)

    def _farther(self, i: int, wanted: set[int]) -> dict[str, Param]:
        """How many kilometres more bring people into reach."""
        areas = self.snapshot.areas
        mine = areas.member == i
        radius = float(areas.radius_km[mine].max()) if mine.any() else 0.0
        theirs = sorted(float(self._straight(i)[np.isfinite(self.km[member])].min(initial=np.inf)) for member in wanted)
        reachable = [km for km in theirs if math.isfinite(km)]
        if not reachable:
            return {"kind": "more_hours", "people": len(wanted)}
        more = max(1, math.ceil(reachable[len(reachable) // 2] - radius))
        return {"kind": "wider_radius", "km": more, "people": sum(km <= radius + more for km in reachable)}

    def _straight(self, i: int) -> Floats:
        """Kilometres from the nearest area of `i` to each venue, whatever the reach."""
        areas, venues = self.snapshot.areas, self.snapshot.venues
        mine = np.flatnonzero(areas.member == i)
        if not len(mine):
            return np.full(len(venues.ids), np.inf)
        rows = [_distance(areas.latitude[a], areas.longitude[a], venues.latitude, venues.longitude) for a in mine]
        nearest: Floats = np.min(rows, axis=0)
        return nearest


def _grow(week: _Week, play: _Play, rng: np.random.Generator) -> list[_Group]:
    """Groups around every member: the best partner first, or a good one by chance, as long as hour and place agree."""
    found: dict[tuple[int, ...], _Group] = {}
    soon = week.too_soon[np.ix_(play.members, play.members)]
    fits = play.fits & ~soon
    for size in play.format.sizes[: 3 if len(play.format.sizes) > 2 else None]:
        for row in range(len(play.members)):
            for attempt in range(STARTS_A_MEMBER if size > 2 else 12):
                group = _grow_one(week, play, fits, row, size, rng, attempt)
                if group is not None:
                    found.setdefault(group.members, group)
    return list(found.values())


def _grow_one(
    week: _Week, play: _Play, fits: Flags, row: int, size: int, rng: np.random.Generator, attempt: int
) -> _Group | None:
    rows, starts, venues = [row], play.starts[row], play.venues[row]
    allowed = fits[row].copy()
    score = play.pair_value[row] + week.own[play.members]
    if attempt:
        score = score + rng.normal(0.0, 0.15, len(score))
    while len(rows) < size:
        for other in np.argsort(-np.where(allowed, score, -np.inf), kind="stable"):
            if not allowed[other]:
                return None
            if starts & play.starts[other] and venues & play.venues[other]:
                break
            allowed[other] = False
        else:
            return None
        if size == 2 and attempt:
            allowed[other] = rng.random() < 0.5 or allowed.sum() == 1
            if not allowed[other]:
                continue
        rows.append(int(other))
        starts &= play.starts[other]
        venues &= play.venues[other]
        allowed &= fits[other]
        score = score + play.pair_value[other]
    members = tuple(sorted(int(play.members[one]) for one in rows))
    venue = week.best_venue(members, venues)
    if venue < 0:
        return None
    sides = _sides(play, members) if play.format.sides == 2 else ()
    value = sum(week.value_terms(play, members, venue, sides).values())
    return _Group(play, members, starts, venue, value)


def _choose(week: _Week, pool: list[_Group], rng: np.random.Generator) -> list[_Group]:
    """The best groups that do not stand in each other's way, then exchanges that gain."""
    taken = _Taken(week)
    order = sorted(range(len(pool)), key=lambda one: (-pool[one].value, pool[one].members))
    for one in order:
        taken.add(one, pool[one])
    if not pool:
        return []
    by_member: dict[int, list[int]] = defaultdict(list)
    for number in order:
        for member in pool[number].members:
            if len(by_member[member]) < INSTEAD:
                by_member[member].append(number)
    for number in rng.integers(0, len(pool), size=min(EXCHANGES, 20 * len(pool))).tolist():
        if number in taken.groups:
            continue
        rivals = sorted({rival for member in pool[number].members for rival in taken.of[member]})
        gain = pool[number].value - sum(taken.groups[rival].value for rival in rivals)
        freed = {member for rival in rivals for member in taken.groups[rival].members} - set(pool[number].members)
        if gain <= 1e-9 and not freed:
            continue
        before = [(rival, taken.groups[rival]) for rival in rivals]
        for rival in rivals:
            taken.remove(rival)
        added = [number] if taken.add(number, pool[number]) else []
        for member in sorted(freed):
            for other in by_member[member]:
                if other not in taken.groups and taken.add(other, pool[other]):
                    added.append(other)
                    break
        if sum(pool[one].value for one in added) <= sum(group.value for _rival, group in before) + 1e-9:
            for one in added:
                taken.remove(one)
            for rival, group in before:
                taken.add(rival, group)
    return [taken.groups[number] for number in sorted(taken.groups)]


class _Taken:
    """The sessions chosen so far: nobody twice at once, nobody more often than wished."""

    def __init__(self, week: _Week) -> None:
        self.week = week
        self.groups: dict[int, _Group] = {}
        self.of: dict[int, list[int]] = defaultdict(list)

    def add(self, number: int, group: _Group) -> bool:
        """Take a group if everybody in it still can, at the first hour that suits them all."""
        people = self.week.snapshot.members
        starts, hours, minutes = group.starts, slots.hours_needed(group.play.sport.minutes), group.play.sport.minutes
        for member in group.members:
            mine = [self.groups[other] for other in self.of[member]]
            if len(mine) >= people.sessions_max[member]:
                return False
            if minutes + sum(other.play.sport.minutes for other in mine) > people.minutes_max[member]:
                return False
            for other in mine:
                length = slots.hours_needed(other.play.sport.minutes)
                for slot in range(max(0, other.slot - hours + 1), min(slots.SLOTS, other.slot + length)):
                    starts &= ~(1 << slot)
        if not starts:
            return False
        self.groups[number] = _Group(
            group.play, group.members, group.starts, group.venue, group.value, _hour(starts, group.members)
        )
        for member in group.members:
            self.of[member].append(number)
        return True

    def remove(self, number: int) -> None:
        for member in self.groups.pop(number).members:
            self.of[member].remove(number)


def _hour(starts: int, members: tuple[int, ...]) -> int:
    """One of the hours that suit, spread over the week by who is in it."""
    choices = slots.unpack(starts)
    return choices[sum(members) % len(choices)]


def _join_the_elastic(week: _Week, chosen: list[_Group]) -> list[_Group]:
    """Whoever is left joins a session that has room, where everything still fits."""
    placed = {member for group in chosen for member in group.members}
    groups = list(chosen)
    for i in range(week.n):
        if i in placed:
            continue
        for number, group in enumerate(groups):
            wider = _with(week, group, i)
            if wider is not None:
                groups[number] = wider
                break
    return groups


def _with(week: _Week, group: _Group, i: int) -> _Group | None:
    play = group.play
    row = play.row.get(i)
    if not play.sport.elastic or row is None or len(group.members) + 1 not in play.format.sizes:
        return None
    rows = [play.row[member] for member in group.members]
    if not all(play.fits[row, other] for other in rows) or week.too_soon[i, list(group.members)].any():
        return None
    if not play.starts[row] >> group.slot & 1 or not play.venues[row] >> group.venue & 1:
        return None
    if week.snapshot.members.minutes_max[i] < play.sport.minutes or week.snapshot.members.sessions_max[i] < 1:
        return None
    members = tuple(sorted((*group.members, i)))
    value = sum(week.value_terms(play, members, group.venue, ()).values())
    return _Group(play, members, group.starts & play.starts[row], group.venue, value, group.slot)


def _objective(week: _Week, sessions: list[Session]) -> Objective:
    """Total, terms, and a bound nobody can beat: each with their best partner, at the nearest place."""
    terms = dict.fromkeys(TERMS, 0.0)
    for session in sessions:
        for name, points in session.terms.items():
            terms[name] += points
    bound = 0.0
    for i in range(week.n):
        best = -math.inf
        for play in week.plays():
            row = play.row.get(i)
            if row is not None and play.fits[row].any() and play.venues[row] and play.starts[row]:
                nearest = float(np.nanmin(week.km[i][np.isfinite(week.km[i])]))
                partner = float(play.pair_value[row][play.fits[row]].max())
                best = max(best, partner + week.own[i] + week.weights.travel / (1.0 + nearest / 3.0))
        if best > 0:
            bound += best * int(week.snapshot.members.sessions_max[i])
    total = sum(terms.values())
    gap = (bound - total) / bound if bound else 0.0
    return Objective(total, terms, bound, gap, "each member's best partner and nearest place")


def _sides(play: _Play, members: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Two equal sides, as near in strength as the levels allow."""
    half = len(members) // 2
    total = sum(float(play.level[play.row[member]]) for member in members)

    def unbalance(side: tuple[int, ...]) -> float:
        return abs(total - 2 * sum(float(play.level[play.row[member]]) for member in side))

    splits = [(members[0], *rest) for rest in combinations(members[1:], half - 1)]
    side = min(splits, key=lambda one: (unbalance(one), one))
    return side, tuple(member for member in members if member not in side)


def _apart(snapshot: Snapshot) -> Flags:
    """Who never plays with whom: blocks, not-with, languages, companies, women only."""
    people, relations = snapshot.members, snapshot.relations
    n = len(people)
    apart = (people.languages[:, None] & people.languages[None, :]) == 0
    for rows in (relations.blocked, relations.not_with):
        if len(rows):
            apart[rows[:, 0], rows[:, 1]] = True
    company = people.company
    same = (company[:, None] == company[None, :]) & (company[:, None] >= 0)
    apart |= same & people.avoids_colleagues[:, None]
    for i in range(n):
        excluded = people.excluded_companies.values[
            int(people.excluded_companies.offsets[i]) : int(people.excluded_companies.offsets[i + 1])
        ]
        if len(excluded):
            apart[i] |= np.isin(company, excluded)
    women = people.is_woman[:, None] & people.is_woman[None, :]
    apart |= people.women_only[:, None] & ~women
    both: Flags = apart | apart.T
    return both


def _kilometres(snapshot: Snapshot) -> Floats:
    """(n, v) kilometres from each member's nearest area that reaches each venue; infinity out of reach."""
    areas, venues = snapshot.areas, snapshot.venues
    km = np.full((len(snapshot.members), len(venues.ids)), np.inf)
    for row in range(len(areas.member)):
        away = _distance(areas.latitude[row], areas.longitude[row], venues.latitude, venues.longitude)
        within = np.where(away <= areas.radius_km[row], away, np.inf)
        member = int(areas.member[row])
        km[member] = np.minimum(km[member], within)
    return km


def _distance(latitude: float, longitude: float, latitudes: Floats, longitudes: Floats) -> Floats:
    a, b = np.radians(latitude), np.radians(latitudes)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(longitudes - longitude) / 2) ** 2
    km: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(half))
    return km


def _bits(snapshot: Snapshot, sport: int) -> int:
    """The venues where a sport is played, a bit each."""
    counts = np.diff(snapshot.venues.sports.offsets)
    owner = np.repeat(np.arange(len(counts)), counts)
    return sum(1 << int(venue) for venue in set(owner[snapshot.venues.sports.values == sport].tolist()))


def _reach(km: Floats, member: int) -> int:
    return sum(1 << int(venue) for venue in np.flatnonzero(np.isfinite(km[member])))
