"""The rows a gatherer writes, and `build`, which turns them into the columns of a `Snapshot`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sporezo.engine import slots
from sporezo.engine.snapshot import (
    MODES,
    MOODS,
    Areas,
    Flags,
    Floats,
    Id,
    Ints,
    Members,
    Practices,
    Ragged,
    Relations,
    Rules,
    Snapshot,
    Sport,
    Venues,
)

NO_LIMIT = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class Member:
    """One member who opted in.

    `hours` and `busy` are weeks of 112 bits; `sessions_max` is *b*, how many sessions this week may still bring, and
    `minutes_max` how many minutes; `mode` looks for new faces (discover), overdue ties (maintain) or both;
    `reliability` is the probability of coming (private).
    """

    id: Id
    hours: int
    languages: tuple[str, ...] = ("fr",)
    busy: int = 0
    sessions_max: int = 1
    minutes_max: int | None = None
    company: str = ""
    sector: str = ""
    function: str = ""
    gives: tuple[str, ...] = ()
    curious: tuple[str, ...] = ()
    is_woman: bool = False
    women_only: bool = False
    avoids_colleagues: bool = False
    excluded_companies: tuple[str, ...] = ()
    rounds_left_out: int = 0
    is_newcomer: bool = False
    mode: str = "both"
    reliability: float = 0.9


@dataclass(frozen=True, slots=True)
class Practice:
    """How one member plays one sport, in one discipline or (``""``) in all those without a row of their own.

    `tolerance` is the widest level gap accepted, in S; `easy_pace` the fastest and the slowest easy pace in
    seconds a kilometre (runs), or None.
    """

    member: Id
    sport: str
    level: float
    sigma: float = 1.2
    tolerance: float = 1.0
    discipline: str = ""
    mood: str = "steady"
    easy_pace: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """Where a member is (home, work): the centre of a cell, never an address, and how far they go from it."""

    member: Id
    latitude: float
    longitude: float
    radius_km: float


@dataclass(frozen=True, slots=True)
class Venue:
    """A place to play, or a start point for a run; `sports` are the slugs played there."""

    id: Id
    latitude: float
    longitude: float
    sports: tuple[str, ...]
    is_public: bool = True
    is_verified: bool = True


@dataclass(frozen=True, slots=True)
class Met:
    """Two members who held a session together, the last one `weeks_ago`."""

    a: Id
    b: Id
    weeks_ago: float


@dataclass(frozen=True, slots=True)
class Link:
    """Two members who both said yes to seeing each other again; overdue from 0 weeks on, negative before."""

    a: Id
    b: Id
    weeks_overdue: float


def build(
    *,
    week_starts_on: date,
    sports: Sequence[Sport],
    members: Sequence[Member],
    practices: Sequence[Practice],
    areas: Sequence[Area],
    venues: Sequence[Venue],
    blocked: Iterable[tuple[Id, Id]] = (),
    not_with: Iterable[tuple[Id, Id]] = (),
    met: Sequence[Met] = (),
    links: Sequence[Link] = (),
    rules: Rules | None = None,
) -> Snapshot:
    """Turn rows into the columns of a `Snapshot`.

    Pairs that name somebody who is not in `members` are left aside (they did not opt in this week); a
    practice, an area or a venue that refers to nothing is an error.

    >>> from sporezo.engine.snapshot import Format, Sport
    >>> run = Sport("running", (Format("easy-run", (2, 3, 4)),), minutes=60, by_pace=True)
    >>> week = build(week_starts_on=date(2026, 11, 28), sports=[run],
    ...              members=[Member("a", hours=0b11), Member("b", hours=0b10)],
    ...              practices=[Practice("a", "running", 4.0), Practice("b", "running", 4.4)],
    ...              areas=[Area("a", 45.76, 4.85, 3.0)], venues=[Venue(7, 45.77, 4.85, ("running",))],
    ...              blocked=[("a", "z")])
    >>> len(week.members), week.venues.ids, week.relations.blocked.shape
    (2, (7,), (0, 2))
    """
    for sport in sports:
        _check_sport(sport)
    sport_index = _index([sport.slug for sport in sports], "sport")
    index = _index([member.id for member in members], "member")
    disciplines = tuple(
        sorted({one.discipline for sport in sports for one in sport.formats if one.discipline}
               | {one.discipline for one in practices if one.discipline})
    )  # fmt: skip
    topics = tuple(sorted({topic for one in members for topic in (*one.gives, *one.curious)}))
    pairs = _pairs(index)
    met_kept = [one for one in met if one.a in index and one.b in index]
    links_kept = [one for one in links if one.a in index and one.b in index]
    return Snapshot(
        week_starts_on=week_starts_on,
        sports=tuple(sports),
        disciplines=disciplines,
        topics=topics,
        members=_members(members, {topic: i for i, topic in enumerate(topics)}),
        practices=_practices(practices, index, sport_index, {name: i for i, name in enumerate(disciplines)}),
        areas=_areas(areas, index),
        venues=Venues(
            ids=tuple(_index([venue.id for venue in venues], "venue")),
            latitude=_floats(venue.latitude for venue in venues),
            longitude=_floats(venue.longitude for venue in venues),
            sports=_ragged([[_found(sport_index, slug, "sport") for slug in one.sports] for one in venues]),
            is_public=_flags(venue.is_public for venue in venues),
            is_verified=_flags(venue.is_verified for venue in venues),
        ),
        relations=Relations(
            blocked=pairs(blocked),
            not_with=pairs(not_with),
            met=pairs((one.a, one.b) for one in met_kept),
            met_weeks_ago=_floats(one.weeks_ago for one in met_kept),
            links=pairs((one.a, one.b) for one in links_kept),
            link_weeks_overdue=_floats(one.weeks_overdue for one in links_kept),
        ),
        rules=rules or Rules(),
    )


def _members(rows: Sequence[Member], topics: Mapping[str, int]) -> Members:
    languages = _numbered(code for one in rows for code in one.languages)
    if len(languages) > 64:
        raise ValueError(f"{len(languages)} languages are spoken; a round counts 64 at most.")
    companies = _numbered(key for one in rows for key in (one.company, *one.excluded_companies))
    sectors = _numbered(one.sector for one in rows)
    functions = _numbered(one.function for one in rows)
    for one in rows:
        if one.mode not in MODES:
            raise ValueError(f"{one.mode!r} is no mode: write one of {', '.join(MODES)}.")
        if not 0 <= one.reliability <= 1:
            raise ValueError(f"Member {one.id!r} has a reliability of {one.reliability}, not of 0 to 1.")
    return Members(
        ids=tuple(one.id for one in rows),
        hours=_weeks(one.hours for one in rows),
        busy=_weeks(one.busy for one in rows),
        languages=np.array([sum(1 << languages[code] for code in set(one.languages)) for one in rows], dtype=np.uint64),
        sessions_max=_ints(one.sessions_max for one in rows),
        minutes_max=_ints(NO_LIMIT if one.minutes_max is None else one.minutes_max for one in rows),
        company=_ints(companies.get(one.company, -1) for one in rows),
        sector=_ints(sectors.get(one.sector, -1) for one in rows),
        function=_ints(functions.get(one.function, -1) for one in rows),
        gives=_ragged([[topics[topic] for topic in one.gives] for one in rows]),
        curious=_ragged([[topics[topic] for topic in one.curious] for one in rows]),
        is_woman=_flags(one.is_woman for one in rows),
        women_only=_flags(one.women_only for one in rows),
        avoids_colleagues=_flags(one.avoids_colleagues for one in rows),
        excluded_companies=_ragged([[companies[key] for key in one.excluded_companies if key] for one in rows]),
        rounds_left_out=_ints(one.rounds_left_out for one in rows),
        is_newcomer=_flags(one.is_newcomer for one in rows),
        mode=_ints(MODES.index(one.mode) for one in rows),
        reliability=_floats(one.reliability for one in rows),
    )


def _practices(
    rows: Sequence[Practice],
    members: Mapping[Id, int],
    sports: Mapping[Id, int],
    disciplines: Mapping[str, int],
) -> Practices:
    seen: set[tuple[Id, str, str]] = set()
    for one in rows:
        key = (one.member, one.sport, one.discipline)
        if key in seen:
            raise ValueError(f"Member {one.member!r} has two practices of {one.sport!r} {one.discipline!r}.")
        seen.add(key)
        if one.mood not in MOODS:
            raise ValueError(f"{one.mood!r} is no mood: write one of {', '.join(MOODS)}.")
        if not (one.sigma >= 0 and one.tolerance > 0):
            raise ValueError(f"Member {one.member!r} in {one.sport!r}: sigma is at least 0, tolerance above 0.")
        if one.easy_pace and not 0 < one.easy_pace[0] <= one.easy_pace[1]:
            raise ValueError(f"Member {one.member!r}: an easy pace goes from the fastest to the slowest.")
    return Practices(
        member=_ints(_found(members, one.member, "member") for one in rows),
        sport=_ints(_found(sports, one.sport, "sport") for one in rows),
        discipline=_ints(disciplines.get(one.discipline, -1) for one in rows),
        level=_floats(one.level for one in rows),
        sigma=_floats(one.sigma for one in rows),
        tolerance=_floats(one.tolerance for one in rows),
        mood=_ints(MOODS.index(one.mood) for one in rows),
        pace_fast=_floats(one.easy_pace[0] if one.easy_pace else np.nan for one in rows),
        pace_slow=_floats(one.easy_pace[1] if one.easy_pace else np.nan for one in rows),
    )


def _areas(rows: Sequence[Area], members: Mapping[Id, int]) -> Areas:
    for one in rows:
        if not (-90 <= one.latitude <= 90 and -180 <= one.longitude <= 180 and one.radius_km > 0):
            raise ValueError(f"The area of member {one.member!r} is no place on earth, or has no radius.")
    return Areas(
        member=_ints(_found(members, one.member, "member") for one in rows),
        latitude=_floats(one.latitude for one in rows),
        longitude=_floats(one.longitude for one in rows),
        radius_km=_floats(one.radius_km for one in rows),
    )


def _check_sport(sport: Sport) -> None:
    hours = slots.hours_needed(sport.minutes)
    if not 1 <= hours <= slots.HOURS_A_DAY:
        raise ValueError(f"{sport.slug!r} lasts {sport.minutes} minutes: a session must fit in one day.")
    if not sport.formats:
        raise ValueError(f"{sport.slug!r} has no format: nobody could play it.")
    for one in sport.formats:
        if not one.sizes or list(one.sizes) != sorted(set(one.sizes)) or one.sizes[0] < 2:
            raise ValueError(f"Write the sizes of {sport.slug!r} {one.code!r} ascending, from two players.")
        if one.sides not in (0, 2) or (one.sides and any(size % 2 for size in one.sizes)):
            raise ValueError(f"{sport.slug!r} {one.code!r} has no sides, or two of equal numbers.")


def _index(ids: Iterable[Id], noun: str) -> dict[Id, int]:
    index: dict[Id, int] = {}
    for one in ids:
        if one in index:
            raise ValueError(f"Two {noun}s have the id {one!r}.")
        index[one] = len(index)
    return index


def _found(index: Mapping[Id, int], id: Id, noun: str) -> int:
    try:
        return index[id]
    except KeyError:
        raise ValueError(f"There is no {noun} {id!r} in this snapshot.") from None


def _numbered(words: Iterable[str]) -> dict[str, int]:
    return {word: number for number, word in enumerate(sorted({word for word in words if word}))}


def _pairs(index: Mapping[Id, int]) -> Callable[[Iterable[tuple[Id, Id]]], Ints]:
    def pairs(rows: Iterable[tuple[Id, Id]]) -> Ints:
        kept = [(index[a], index[b]) for a, b in rows if a in index and b in index]
        return np.array(kept, dtype=np.int64).reshape(-1, 2)

    return pairs


def _ragged(lists: Sequence[Sequence[int]]) -> Ragged:
    kept = [sorted(set(one)) for one in lists]
    offsets = np.zeros(len(kept) + 1, dtype=np.int64)
    np.cumsum([len(one) for one in kept], out=offsets[1:])
    return Ragged(offsets, np.array([value for one in kept for value in one], dtype=np.int64))


def _weeks(weeks: Iterable[int]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
    return np.array([slots.words(week) for week in weeks], dtype=np.uint64).reshape(-1, 2)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _floats(values: Iterable[float]) -> Floats:
    return np.fromiter(values, dtype=np.float64)


def _flags(values: Iterable[bool]) -> Flags:
    return np.fromiter(values, dtype=np.bool_)
