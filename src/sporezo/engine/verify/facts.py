"""Every hard constraint, read from the snapshot as plain Python."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations

import numpy as np

from sporezo.engine.outcome import Plan, Rendezvous, Session
from sporezo.engine.snapshot import Format, Id, Snapshot, Sport
from sporezo.engine.verify.sums import HOURS_A_DAY, SLACK_KM, SLOTS, hours_of, kilometres, many_kilometres, row_of, week

LEAST_REASONS = 3
CLOSED_LIST = frozenset({"no_common_hour", "nothing_in_reach", "no_level_near", "too_few", "nobody_free"})

Broken = Iterator[tuple[str, tuple[Id, ...]]]


class Facts:
    """The snapshot as plain Python sets and tuples."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot, self.members, self.rules = snapshot, snapshot.members, snapshot.rules
        self.at = {member: place for place, member in enumerate(snapshot.members.ids)}
        self.venue_at = {venue: place for place, venue in enumerate(snapshot.venues.ids)}
        self.sports = {sport.slug: (place, sport) for place, sport in enumerate(snapshot.sports)}
        relations = snapshot.relations
        self.apart = {frozenset(pair) for pair in (*relations.blocked.tolist(), *relations.not_with.tolist())}
        self.met: dict[frozenset[int], float] = {}
        for pair, weeks in zip(relations.met.tolist(), relations.met_weeks_ago.tolist(), strict=True):
            key = frozenset(pair)
            self.met[key] = min(weeks, self.met.get(key, math.inf))
        self.areas: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
        areas = snapshot.areas
        for member, latitude, longitude, radius in zip(
            areas.member.tolist(),
            areas.latitude.tolist(),
            areas.longitude.tolist(),
            areas.radius_km.tolist(),
            strict=True,
        ):
            self.areas[member].append((latitude, longitude, radius))
        self.practice: dict[tuple[int, int, int], int] = {}
        practices = snapshot.practices
        for row in range(len(practices.member)):
            whose = (int(practices.member[row]), int(practices.sport[row]), int(practices.discipline[row]))
            self.practice[whose] = row
        self.played_at = [frozenset(row_of(snapshot.venues.sports, venue)) for venue in range(len(self.venue_at))]
        self._reaches = cache(self._is_in_reach)
        self._venues = cache(self._venues_of)
        self._people_at = cache(self._people_of)
        self._starts = cache(self._starts_of)
        self._window = cache(self._window_of)

    def of_session(self, session: Session) -> Broken:
        """What one session breaks."""
        if not self._is_known(session):
            yield "unknown member, sport, format or venue", session.members
            return
        sport, format_ = self._play(session)
        yield from self._of_form(session, sport, format_)
        yield from self._of_people(session.members)
        yield from self._of_time(session)
        yield from self._of_place(session, sport)
        yield from self._of_level(session, format_, sport)
        yield from self._of_reasons(session)

    def can_play(self, session: Session, *, anywhere: bool) -> bool:
        """Nothing broken between these people, at this hour, at this level and, unless anywhere, at this place."""
        if not self._is_known(session):
            return False
        sport, format_ = self._play(session)
        broken = [*self._of_people(session.members), *self._of_time(session), *self._of_level(session, format_, sport)]
        return not broken and (anywhere or not any(self._of_place(session, sport)))

    def broken_in_time(self, session: Session) -> Broken:
        return self._of_time(session)

    def broken_in_place(self, session: Session) -> Broken:
        return self._of_place(session, self._play(session)[0])

    def of_offer(self, offer: Rendezvous) -> Broken:
        """What a rendez-vous breaks: it is asked of many, of whom any may come."""
        if not self._is_known(offer):
            yield "unknown member, sport, format or venue", offer.members
            return
        sport, format_ = self._play(offer)
        if offer.least != format_.sizes[0] or len(offer.members) < offer.least:
            yield "not a size that plays", offer.members
        if not self._is_trusted(offer.venue):
            yield "a first one-to-one away from a verified public place", offer.members
        yield from self._of_people(offer.members)
        yield from self._of_time(offer)
        yield from self._of_place(offer, sport)
        yield from self._of_level(offer, format_, sport)
        yield from self._of_reasons(offer)

    def of_plan(self, plan: Plan) -> Broken:
        """What only shows over the whole week."""
        hours: dict[Id, int] = defaultdict(int)
        minutes: Counter[Id] = Counter()
        sessions: Counter[Id] = Counter()
        pairs: Counter[frozenset[Id]] = Counter()
        planned: list[Session | Rendezvous] = [*plan.sessions, *plan.rendezvous]
        for session in planned:
            pairs.update(frozenset(pair) for pair in combinations(session.members, 2))
            for member in session.members:
                if hours[member] & hours_of(session):
                    yield "in two places at once", (member,)
                hours[member] |= hours_of(session)
                minutes[member] += session.minutes
                sessions[member] += 1
        for member, count in sessions.items():
            place = self.at.get(member)
            if place is None:
                continue
            if count > int(self.members.sessions_max[place]):
                yield "more sessions than wished", (member,)
            if minutes[member] > int(self.members.minutes_max[place]):
                yield "more minutes than wished", (member,)
        for pair, count in pairs.items():
            if count > 1:
                yield "the same two twice in one week", tuple(sorted(pair, key=str))
        total = sum(session.value for session in plan.sessions)
        if not math.isclose(total, plan.objective.total, abs_tol=1e-4) or total > plan.objective.bound + 1e-6:
            yield "a total that is not the sum of its sessions, or above its bound", ()
        asked = set(sessions)
        left = [one.member for one in plan.unplaced]
        if any(one.reason not in CLOSED_LIST for one in plan.unplaced):
            yield "left out for a reason off the list", tuple(left)
        wrong = {member for member, times in Counter(left).items() if member in asked or times > 1}
        forgotten = set(self.members.ids) - asked - set(left)
        if wrong or forgotten:
            yield "placed and left out, or neither", tuple(sorted(wrong | forgotten, key=str))

    def _is_known(self, session: Session | Rendezvous) -> bool:
        return (
            session.sport in self.sports
            and session.venue in self.venue_at
            and all(member in self.at for member in session.members)
            and any(one.code == session.format for one in self.sports[session.sport][1].formats)
        )

    def _play(self, session: Session | Rendezvous) -> tuple[Sport, Format]:
        sport = self.sports[session.sport][1]
        return sport, next(one for one in sport.formats if one.code == session.format)

    def _of_form(self, session: Session, sport: Sport, format_: Format) -> Broken:
        if len(set(session.members)) != len(session.members) or len(session.members) not in format_.sizes:
            yield "not a size that plays", session.members
        if session.minutes != sport.minutes:
            yield "not the sport's length", session.members
        sides = [member for side in session.sides for member in side]
        is_even = len(session.sides) == 2 and len(session.sides[0]) == len(session.sides[1])
        if format_.sides == 2 and not (is_even and sorted(sides, key=str) == sorted(session.members, key=str)):
            yield "sides that are not two equal halves", session.members
        elif format_.sides == 2 and self._could_be_more_even(session, format_):
            yield "sides less even than they could be", session.members
        if {*session.reserves} & {*session.members} or not {*session.reserves} <= {*self.at}:
            yield "a reserve who cannot be one", session.reserves
        if not math.isclose(sum(session.terms.values()), session.value, abs_tol=1e-6):
            yield "a value that is not the sum of its terms", session.members

    def _could_be_more_even(self, session: Session, format_: Format) -> bool:
        place, size = self.sports[session.sport][0], len(session.members) // 2
        level: dict[Id, float] = {}
        for member in session.members:
            row = self._row_of(self.at[member], place, format_)
            level[member] = math.nan if row is None else float(self.snapshot.practices.level[row])
        total = sum(level.values())
        splits = [session.sides[0], *combinations(session.members, size)]
        gaps = [abs(total - 2 * sum(level[member] for member in side)) for side in splits]
        return gaps[0] > min(gaps) + 1e-6

    def _of_people(self, members: tuple[Id, ...]) -> Broken:
        for a, b in combinations(members, 2):
            i, j = self.at[a], self.at[b]
            for constraint in self._between(i, j):
                yield constraint, (a, b)
            if self._met_too_lately(i, j):
                yield "the same person too soon", (a, b)

    def _between(self, i: int, j: int) -> Iterator[str]:
        people = self.members
        if frozenset((i, j)) in self.apart:
            yield "blocked or not with"
        if not int(people.languages[i]) & int(people.languages[j]):
            yield "no language in common"
        for one, other in ((i, j), (j, i)):
            company = int(people.company[other])
            if company >= 0 and company in row_of(people.excluded_companies, one):
                yield "an excluded company"
            if company >= 0 and people.avoids_colleagues[one] and company == int(people.company[one]):
                yield "a colleague"
            if people.women_only[one] and not (people.is_woman[one] and people.is_woman[other]):
                yield "not among women"

    def _met_too_lately(self, i: int, j: int) -> bool:
        weeks = self.met.get(frozenset((i, j)), math.inf)
        if weeks > self.rules.no_repeat_weeks:
            return False
        maintain = 1
        if int(self.members.mode[i]) == maintain and int(self.members.mode[j]) == maintain:
            return False
        return weeks <= min(self._window(i), self._window(j))

    def _window_of(self, i: int) -> int:
        """Weeks without the same partner: as many as one has partners for."""
        rules, partners = self.rules, 0
        near = sorted({j for venue in self._venues(i) for j in self._people_at(venue)} - {i})
        for j in near:
            partners += self._could_play(i, j)
            if partners >= rules.no_repeat_weeks * max(1, rules.partners_a_week):
                break
        return min(rules.no_repeat_weeks, partners // max(1, rules.partners_a_week))

    def _could_play(self, i: int, j: int) -> bool:
        if any(True for _constraint in self._between(i, j)):
            return False
        if min(int(self.members.sessions_max[i]), int(self.members.sessions_max[j])) < 1:
            return False
        common = [self.played_at[venue] for venue in self._venues(i) & self._venues(j)]
        for place, sport in enumerate(self.snapshot.sports):
            if not any(place in played for played in common):
                continue
            if sport.minutes > min(int(self.members.minutes_max[i]), int(self.members.minutes_max[j])):
                continue
            if not self._starts(i, sport.minutes) & self._starts(j, sport.minutes):
                continue
            if any(self._level_fits(i, j, place, one, sport) for one in sport.formats):
                return True
        return False

    def _venues_of(self, member: int) -> frozenset[int]:
        """Where a member can be beyond doubt, all venues at once: a partner on the edge makes no window longer."""
        venues = self.snapshot.venues
        found: set[int] = set()
        for latitude, longitude, radius in self.areas[member]:
            km = many_kilometres(latitude, longitude, venues.latitude, venues.longitude)
            found |= set(np.flatnonzero(km <= radius - SLACK_KM).tolist())
        return frozenset(found)

    def _people_of(self, venue: int) -> frozenset[int]:
        """Who can be at a venue beyond doubt, all areas at once."""
        areas, venues = self.snapshot.areas, self.snapshot.venues
        latitude, longitude = float(venues.latitude[venue]), float(venues.longitude[venue])
        km = many_kilometres(latitude, longitude, areas.latitude, areas.longitude)
        return frozenset(areas.member[km <= areas.radius_km - SLACK_KM].tolist())

    def _of_time(self, session: Session | Rendezvous) -> Broken:
        wanted = hours_of(session)
        if not wanted:
            yield "outside the hours of a day", session.members
        for member in session.members:
            place = self.at[member]
            if wanted & ~week(self.members.hours[place]):
                yield "outside one's hours", (member,)
            if wanted & week(self.members.busy[place]):
                yield "at an hour already taken", (member,)

    def _starts_of(self, member: int, minutes: int) -> int:
        free = week(self.members.hours[member]) & ~week(self.members.busy[member])
        hours = -(-minutes // 60)
        return sum(
            1 << slot
            for slot in range(SLOTS)
            if slot % HOURS_A_DAY + hours <= HOURS_A_DAY and all(free >> slot + later & 1 for later in range(hours))
        )

    def _of_place(self, session: Session | Rendezvous, sport: Sport) -> Broken:
        venue, venues = self.venue_at[session.venue], self.snapshot.venues
        if self.sports[sport.slug][0] not in row_of(venues.sports, venue):
            yield "a venue where it is not played", session.members
        for member in session.members:
            if not self._reaches(self.at[member], venue):
                yield "out of reach", (member,)
        strangers = (
            len(session.members) == 2 and frozenset(self.at[member] for member in session.members) not in self.met
        )
        if strangers and not self._is_trusted(session.venue):
            yield "a first one-to-one away from a verified public place", session.members

    def _is_trusted(self, venue: Id) -> bool:
        at, venues = self.venue_at[venue], self.snapshot.venues
        return bool(venues.is_public[at] and venues.is_verified[at])

    def _is_in_reach(self, member: int, venue: int) -> bool:
        latitude, longitude = self.snapshot.venues.latitude[venue], self.snapshot.venues.longitude[venue]
        return any(
            kilometres(lat, lon, float(latitude), float(longitude)) <= radius + SLACK_KM
            for lat, lon, radius in self.areas[member]
        )

    def _of_level(self, session: Session | Rendezvous, format_: Format, sport: Sport) -> Broken:
        place = self.sports[sport.slug][0]
        for a, b in combinations(session.members, 2):
            if not self._level_fits(self.at[a], self.at[b], place, format_, sport):
                yield "levels too far apart", (a, b)

    def _level_fits(self, i: int, j: int, sport: int, format_: Format, facts: Sport) -> bool:
        rows, practices = (self._row_of(i, sport, format_), self._row_of(j, sport, format_)), self.snapshot.practices
        if rows[0] is None or rows[1] is None:
            return False
        a, b = rows[0], rows[1]
        paces = [float(practices.pace_fast[row]) for row in (a, b)] + [
            float(practices.pace_slow[row]) for row in (a, b)
        ]
        if facts.by_pace and not any(map(math.isnan, paces)):
            return max(paces[:2]) <= min(paces[2:])
        gap = abs(float(practices.level[a]) - float(practices.level[b]))
        if gap > format_.widest_gap + 1e-9:
            return False
        doubt = math.hypot(float(practices.sigma[a]), float(practices.sigma[b]))
        tolerance = min(float(practices.tolerance[a]), float(practices.tolerance[b]))
        return format_.equalises or gap <= tolerance + self.rules.level_doubt * doubt + 1e-9

    def _row_of(self, member: int, sport: int, format_: Format) -> int | None:
        names = self.snapshot.disciplines
        wanted = names.index(format_.discipline) if format_.discipline in names else -1
        return self.practice.get((member, sport, wanted), self.practice.get((member, sport, -1)))

    def _of_reasons(self, session: Session | Rendezvous) -> Broken:
        for member in session.members:
            given = session.reasons.get(member, ())
            if len({(reason.code, str(reason.params)) for reason in given}) < LEAST_REASONS:
                yield "fewer than three reasons", (member,)
