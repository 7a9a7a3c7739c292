"""A seeded population that opted in to one round: towns of very unequal size, or one of the hard sets.

Nothing is read from a file. Shares and radii are guesses about a French professional network, written where they are
used; they decide how dense the market is, so figures of two populations are compared as ratios only.
"""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np

from sporezo.engine import slots
from sporezo.engine.rows import NO_LIMIT
from sporezo.engine.snapshot import (
    Areas,
    Flags,
    Floats,
    Format,
    Ints,
    Members,
    Practices,
    Ragged,
    Relations,
    Snapshot,
    Sport,
    Venues,
    Words,
)

SATURDAY = date(2026, 11, 28)
SETS = {
    "towns": "300 towns, the largest with a fifth of the members",
    "thin": "the same, spread over 1,500 small towns",
    "club": "one town of 6 km across, and a past of its own",
    "dense": "one town of 12 km across",
    "one-hour": "everybody is free at the same two hours only",
    "one-cell": "everybody at one place",
    "hubs": "one member in fifty plays everything, with everybody, at all hours",
}
SPORTS = (  # as sports/data/formats.csv has them
    Sport(
        "badminton",
        (
            Format("singles", (2,), sides=2, discipline="singles", widest_gap=1.5),
            Format("singles-handicap", (2,), sides=2, discipline="singles", widest_gap=3.0, equalises=True),
            Format("doubles", (4,), sides=2, discipline="doubles", widest_gap=3.5, equalises=True),
        ),
        minutes=60,
        court_booked=True,
    ),
    Sport(
        "bouldering", (Format("together", (2, 3, 4, 5, 6), widest_gap=4.0, equalises=True),), minutes=90, elastic=True
    ),
    Sport(
        "football-5",
        (Format("teams", (8, 10, 12), sides=2, widest_gap=4.0, equalises=True),),
        minutes=60,
        talk=2,
        court_booked=True,
    ),
    Sport("golf", (Format("strokes", (2, 3, 4), widest_gap=8.0, equalises=True),), minutes=240, talk=3),
    Sport(
        "padel",
        (Format("doubles", (4,), sides=2, discipline="doubles", widest_gap=2.5, equalises=True),),
        minutes=90,
        talk=3,
        court_booked=True,
        fewer=(3,),
    ),
    Sport(
        "road-cycling",
        (Format("together", (2, 3, 4, 5, 6, 7, 8), widest_gap=3.0, equalises=True),),
        minutes=120,
        elastic=True,
    ),
    Sport(
        "running",
        (Format("together", tuple(range(2, 11)), widest_gap=4.0, equalises=True),),
        minutes=60,
        talk=3,
        elastic=True,
        by_pace=True,
    ),
    Sport(
        "squash",
        (
            Format("singles", (2,), sides=2, widest_gap=1.5),
            Format("singles-handicap", (2,), sides=2, widest_gap=2.8, equalises=True),
        ),
        minutes=45,
        talk=1,
        court_booked=True,
    ),
    Sport(
        "tennis",
        (
            Format("singles", (2,), sides=2, discipline="singles", widest_gap=1.5),
            Format("singles-handicap", (2,), sides=2, discipline="singles", widest_gap=3.0, equalises=True),
            Format("doubles", (4,), sides=2, discipline="doubles", widest_gap=3.5, equalises=True),
        ),
        minutes=90,
        court_booked=True,
        fewer=(3,),
    ),
    Sport(
        "walking",
        (Format("together", tuple(range(2, 11)), widest_gap=3.0, equalises=True),),
        minutes=60,
        talk=3,
        elastic=True,
    ),
)
DISCIPLINES = ("doubles", "singles")
POPULARITY = {
    "badminton": 0.12,
    "bouldering": 0.08,
    "football-5": 0.06,
    "golf": 0.08,
    "padel": 0.22,
    "road-cycling": 0.10,
    "running": 0.36,
    "squash": 0.06,
    "tennis": 0.24,
    "walking": 0.10,
}
IN_A_CLUB = {  # who joins one says yes to more sports, the sociable ones above all
    "badminton": 0.15,
    "bouldering": 0.08,
    "football-5": 0.08,
    "golf": 0.08,
    "padel": 0.35,
    "road-cycling": 0.15,
    "running": 0.45,
    "squash": 0.08,
    "tennis": 0.30,
    "walking": 0.35,
}
TOWNS, THIN_TOWNS, VENUES = 300, 1500, 3000
KM_A_DEGREE = 111.2
RUNNING = 6
OPEN_WINDOWS = (  # (day from Saturday, first hour, hours), and how likely each is painted
    [(day, 9, 3, 0.35) for day in (0, 1)]
    + [(day, 15, 3, 0.15) for day in (0, 1)]
    + [(day, 12, 2, 0.18) for day in range(2, 7)]
    + [(day, 18, 3, 0.22) for day in range(2, 7)]
    + [(day, 7, 2, 0.06) for day in range(2, 7)]
)
WIDER_IN_A_CLUB = 1.10  # so that four members share an hour for padel in 7 % of weeks


def population(n: int, *, seed: int, kind: str = "towns") -> Snapshot:
    """`n` members who opted in, a third with a second zone, the venues of the country, and a past of six weeks.

    >>> people = population(50, seed=1)
    >>> len(people.members), len(people.venues), bool((people.areas.latitude > 40).all())
    (50, 3000, True)
    """
    if kind not in SETS:
        raise ValueError(f"{kind!r} is no set: write one of {', '.join(SETS)}.")
    rng = np.random.default_rng([seed, n, list(SETS).index(kind)])
    town, north, east = _homes(n, kind, rng)
    is_hub = np.zeros(n, dtype=np.bool_) if kind != "hubs" else rng.random(n) < 0.02
    areas = _areas(n, town, north, east, kind, is_hub, rng)
    practices = _practices(n, kind, is_hub, rng)
    return Snapshot(
        week_starts_on=SATURDAY,
        sports=SPORTS,
        disciplines=DISCIPLINES,
        topics=tuple(f"topic-{one:02}" for one in range(20)),
        members=_members(n, _hours(n, kind, is_hub, rng), rng),
        practices=practices,
        areas=areas,
        venues=_venues(n, town, north, east, kind, rng),
        relations=_relations(n, town, practices, rng),
    )


def of_one_sport(n: int, *, sport: str, seed: int) -> Snapshot:
    """`n` members of one town who all play `sport` and nothing else, one session each: where groups are hard.

    >>> len(set(of_one_sport(30, sport="padel", seed=1).practices.member.tolist()))
    30
    """
    town = population(n, seed=seed, kind="dense")
    rng = np.random.default_rng([seed, n, 99])
    own = [one.slug for one in SPORTS].index(sport)
    level = np.clip(rng.normal(4.3, 1.3, size=n), 0.5, 9.5)
    practices = replace(
        town.practices,
        member=np.arange(n),
        sport=np.zeros(n, dtype=np.int64),
        discipline=np.full(n, -1, dtype=np.int64),
        level=level,
        **{
            name: getattr(town.practices, name)[np.unique(town.practices.member, return_index=True)[1]]
            for name in ("sigma", "tolerance", "mood")
        },
        pace_fast=np.full(n, np.nan),
        pace_slow=np.full(n, np.nan),
    )
    plays = [own in town.venues.sports.values[a:b] for a, b in pairwise(town.venues.sports.offsets.tolist())]
    return replace(
        town,
        sports=(SPORTS[own],),
        members=replace(town.members, sessions_max=np.ones(n, dtype=np.int64)),
        practices=practices,
        venues=replace(town.venues, sports=_ragged_flags(np.array(plays))),
    )


def _ragged_flags(flags: Flags) -> Ragged:
    """The list [0] where a flag is set, none elsewhere."""
    return Ragged(np.concatenate(([0], np.cumsum(flags))).astype(np.int64), np.zeros(int(flags.sum()), dtype=np.int64))


def _homes(n: int, kind: str, rng: np.random.Generator) -> tuple[Ints, Floats, Floats]:
    """The town of each member, and the town's centres in kilometres from the middle of France."""
    if kind in ("club", "dense", "one-cell", "one-hour"):
        return np.zeros(n, dtype=np.int64), np.zeros(1), np.zeros(1)
    towns = THIN_TOWNS if kind == "thin" else TOWNS
    share = 1.0 / np.arange(1, towns + 1) ** (0.6 if kind == "thin" else 1.0)
    town = rng.choice(towns, size=n, p=share / share.sum()).astype(np.int64)
    return town, rng.uniform(-400, 400, towns), rng.uniform(-400, 400, towns)


def _spread(n: int, town: Ints, kind: str) -> Floats:
    """How many kilometres from its centre people of a town live: its radius grows as the root of its people."""
    if kind == "one-cell":
        return np.full(n, 0.1)
    if kind == "club":
        return np.full(n, 3.0)
    if kind in ("dense", "one-hour"):
        return np.full(n, 6.0)
    people = np.bincount(town)
    spread: Floats = np.clip(0.35 * np.sqrt(people), 1.5, 9.0)[town]
    return spread


def _degrees(north: Floats, east: Floats) -> tuple[Floats, Floats]:
    latitude = 46.5 + north / KM_A_DEGREE
    return latitude, 2.5 + east / (KM_A_DEGREE * np.cos(np.radians(latitude)))


def _areas(
    n: int, town: Ints, north: Floats, east: Floats, kind: str, is_hub: Flags, rng: np.random.Generator
) -> Areas:
    """A home for everybody and a place of work for a third, in the same town."""
    works = np.flatnonzero(rng.random(n) < 1 / 3)
    member = np.concatenate((np.arange(n), works))
    spread = _spread(n, town, kind)[member]
    latitude, longitude = _degrees(
        north[town[member]] + spread * rng.normal(size=len(member)) / 1.5,
        east[town[member]] + spread * rng.normal(size=len(member)) / 1.5,
    )
    radius = rng.choice([1.5, 3.0, 5.0, 8.0], size=len(member), p=[0.15, 0.35, 0.35, 0.15])
    radius[is_hub[member]] = 20.0
    order = np.argsort(member, kind="stable")
    return Areas(member[order], latitude[order], longitude[order], radius[order])


def _venues(n: int, town: Ints, north: Floats, east: Floats, kind: str, rng: np.random.Generator) -> Venues:
    """Ten a town on average, more where more people are, and more still for more than 30,000 members."""
    count = min(max(VENUES if len(north) > 1 else 40 if kind == "club" else VENUES // 10, n // 10), 30_000)
    share = np.bincount(town, minlength=len(north)) + n / len(north) + 1.0
    where = rng.choice(len(north), size=count, p=share / share.sum())
    by_town = np.full(len(north), 1.5)
    by_town[town] = _spread(n, town, kind)
    latitude, longitude = _degrees(
        north[where] + by_town[where] * rng.normal(size=count) / 1.5,
        east[where] + by_town[where] * rng.normal(size=count) / 1.5,
    )
    first = rng.choice(len(SPORTS), size=count, p=_popularity(kind))
    second = rng.choice(len(SPORTS), size=count, p=_popularity(kind))
    third = np.where(rng.random(count) < 0.6, RUNNING, first)
    return Venues(
        ids=tuple(range(count)),
        latitude=latitude,
        longitude=longitude,
        sports=_ragged(np.column_stack((first, second, third))),
        is_public=rng.random(count) < 0.97,
        is_verified=rng.random(count) < 0.95,
    )


def _popularity(kind: str) -> Floats:
    share = _shares(kind)
    popularity: Floats = share / share.sum()
    return popularity


def _shares(kind: str) -> Floats:
    shares = IN_A_CLUB if kind == "club" else POPULARITY
    return np.array([shares[sport.slug] for sport in SPORTS])


def _hours(n: int, kind: str, is_hub: Flags, rng: np.random.Generator) -> Words:
    if kind == "one-hour":
        noon = slots.words(slots.pack([slots.slot(3, 12), slots.slot(3, 13)]))
        return np.tile(np.array(noon, dtype=np.uint64), (n, 1))
    hours = np.zeros((n, 2), dtype=np.uint64)
    for day, hour, length, share in OPEN_WINDOWS:
        painted = (rng.random(n) < share * (WIDER_IN_A_CLUB if kind == "club" else 1.0)) | is_hub
        window = slots.words(slots.pack(range(slots.slot(day, hour), slots.slot(day, hour) + length)))
        hours[painted] |= np.array(window, dtype=np.uint64)
    none = (hours == 0).all(axis=1)
    hours[none] = np.array(slots.words(slots.pack(range(slots.slot(0, 9), slots.slot(0, 12)))), dtype=np.uint64)
    return hours


def _members(n: int, hours: Words, rng: np.random.Generator) -> Members:
    companies = max(25, n // 20)
    is_woman = rng.random(n) < 0.45
    languages = np.ones(n, dtype=np.uint64)
    languages[rng.random(n) < 0.45] |= np.uint64(2)
    languages[rng.random(n) < 0.03] = np.uint64(2)
    excludes = [rng.integers(0, companies, size=1).tolist() if one else [] for one in rng.random(n) < 0.05]
    offsets = np.concatenate(([0], np.cumsum([len(one) for one in excludes]))).astype(np.int64)
    return Members(
        ids=tuple(range(n)),
        hours=hours,
        busy=np.zeros((n, 2), dtype=np.uint64),
        languages=languages,
        sessions_max=np.where(rng.random(n) < 0.25, 2, 1).astype(np.int64),
        minutes_max=np.full(n, NO_LIMIT, dtype=np.int64),
        company=np.floor(companies * rng.random(n) ** 2).astype(np.int64),
        sector=rng.integers(0, 12, size=n),
        function=rng.integers(0, 8, size=n),
        gives=_ragged(rng.integers(0, 20, size=(n, 2))),
        curious=_ragged(rng.integers(0, 20, size=(n, 2))),
        is_woman=is_woman,
        women_only=is_woman & (rng.random(n) < 0.06),
        avoids_colleagues=rng.random(n) < 0.6,
        excluded_companies=Ragged(offsets, np.array([at for one in excludes for at in one], dtype=np.int64)),
        rounds_left_out=rng.choice(4, size=n, p=[0.75, 0.15, 0.07, 0.03]).astype(np.int64),
        is_newcomer=rng.random(n) < 0.05,
        mode=rng.choice(3, size=n, p=[0.3, 0.1, 0.6]).astype(np.int64),
        reliability=rng.uniform(0.7, 1.0, size=n),
    )


def _practices(n: int, kind: str, is_hub: Flags, rng: np.random.Generator) -> Practices:
    """One to three sports each, at levels of one member that resemble each other."""
    talent = rng.normal(4.3, 1.3, size=n)
    plays = rng.random((n, len(SPORTS))) < _shares(kind)
    plays[np.arange(n), rng.choice(len(SPORTS), size=n, p=_popularity(kind))] = True
    plays[is_hub] = True
    member, sport = np.nonzero(plays)
    level = np.clip(talent[member] + rng.normal(0, 0.9, size=len(member)), 0.5, 9.5)
    fast = 440.0 - 28.0 * level + rng.normal(0, 10, size=len(member))
    has_pace = (sport == RUNNING) & (rng.random(len(member)) < 0.5)
    return Practices(
        member=member.astype(np.int64),
        sport=sport.astype(np.int64),
        discipline=np.full(len(member), -1, dtype=np.int64),
        level=level,
        sigma=rng.choice([0.4, 0.8, 1.2, 2.0], size=len(member), p=[0.2, 0.3, 0.4, 0.1]),
        tolerance=rng.choice([1.0, 1.5, 2.0], size=len(member), p=[0.25, 0.5, 0.25]),
        mood=rng.integers(0, 3, size=len(member)),
        pace_fast=np.where(has_pace, fast, np.nan),
        pace_slow=np.where(has_pace, fast + rng.choice([30.0, 45.0, 60.0], size=len(member)), np.nan),
    )


def _relations(n: int, town: Ints, practices: Practices, rng: np.random.Generator) -> Relations:
    """People who met live in one town and play one sport, at levels that are near."""
    order = np.lexsort((practices.level, practices.sport, town[practices.member]))
    near = practices.member[order]

    def some(share: float) -> Ints:
        count = min(int(share * n), max(0, len(near) - 8))
        first = rng.integers(0, max(1, len(near) - 8), size=count)
        pairs = np.column_stack((near[first], near[first + rng.integers(1, 8, size=count)])) if count else None
        kept = np.zeros((0, 2), dtype=np.int64) if pairs is None else np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)
        return np.unique(kept, axis=0)

    met, links = some(1.5), some(0.4)
    return Relations(
        blocked=some(0.05),
        not_with=some(0.03),
        met=met,
        met_weeks_ago=rng.integers(1, 7, size=len(met)).astype(np.float64),
        links=links,
        link_weeks_overdue=rng.integers(-4, 9, size=len(links)).astype(np.float64),
    )


def _ragged(columns: Ints) -> Ragged:
    """Rows of a few numbers as sorted lists without repetition."""
    values = np.sort(columns.astype(np.int64), axis=1)
    is_new = np.ones(values.shape, dtype=np.bool_)
    is_new[:, 1:] = values[:, 1:] != values[:, :-1]
    offsets = np.concatenate(([0], np.cumsum(is_new.sum(axis=1)))).astype(np.int64)
    return Ragged(offsets, values[is_new])
