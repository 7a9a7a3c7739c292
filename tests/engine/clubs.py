# ruff: noqa: E501
"""Random clubs, small enough to look at."""

import random
from datetime import date

from sporezo.engine import rows, slots
from sporezo.engine.snapshot import Format, Sport

SPORTS = (
    Sport(
        "padel",
        (Format("doubles", (4,), sides=2, discipline="doubles", widest_gap=2.5, equalises=True),),
        minutes=90,
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
    ),
    Sport(
        "running", (Format("together", tuple(range(2, 11)), widest_gap=4.0),), minutes=60, elastic=True, by_pace=True
    ),
    Sport("golf", (Format("strokes", (2, 3, 4), widest_gap=8.0, equalises=True),), minutes=180, talk=3),
)
VENUES = [
    rows.Venue(number, 45.74 + 0.012 * number, 4.82 + 0.009 * number, sports)
    for number, sports in enumerate(
        [("running", "golf"), ("tennis", "padel"), ("running", "padel"), ("tennis",), ("running", "tennis")]
    )
]


def _busy(rng, hours):
    """What another community has taken of the week: an hour or two of those painted, for one member in three."""
    return slots.pack(rng.sample(slots.unpack(hours), 2)) if rng.random() < 0.33 else 0


def club(seed, n):
    """A club of n people who opted in, with blocks, colleagues, links and games behind them."""
    rng = random.Random(seed)
    members, practices, areas = [], [], []
    for i in range(n):
        days = rng.sample(range(7), rng.randint(1, 4))
        hours = slots.pack(
            {slots.slot(day, hour + more) for day in days for hour in (rng.choice((12, 18)),) for more in range(3)}
        )
        members.append(
            rows.Member(
                i, hours, busy=_busy(rng, hours), minutes_max=rng.choice((None, None, 90, 150)), languages=tuple(rng.sample(("fr", "en"), rng.randint(1, 2))), sessions_max=rng.choice((1, 1, 2)),
                company=rng.choice(("a", "b", "c", "")), sector=rng.choice("xyz"), gives=(rng.choice("pqr"),), curious=(rng.choice("pqr"),),
                is_woman=rng.random() < 0.5, women_only=rng.random() < 0.05, avoids_colleagues=rng.random() < 0.7,
                excluded_companies=("c",) if rng.random() < 0.1 else (), rounds_left_out=rng.choice((0, 0, 1, 3)), mode=rng.choice(("discover", "maintain", "both")),
            )
        )  # fmt: skip
        level = min(9.0, max(0.5, rng.gauss(4.5, 1.5)))
        for sport, share, disciplines in (
            ("padel", 0.6, [("doubles",)]),
            ("tennis", 0.6, [("singles",), ("singles", "doubles"), ("",)]),
            ("running", 0.6, [("",)]),
            ("golf", 0.2, [("",)]),
        ):
            if rng.random() < share:
                pace = (380 - 25 * level + 60, 420 - 25 * level + 60) if sport == "running" else None
                practices += [
                    rows.Practice(
                        i,
                        sport,
                        level + rng.random() - 0.5,
                        sigma=rng.choice((0.4, 1.2)),
                        tolerance=rng.choice((1.0, 1.5)),
                        discipline=discipline,
                        easy_pace=pace if rng.random() < 0.8 else None,
                    )
                    for discipline in rng.choice(disciplines)
                ]
        areas.append(rows.Area(i, 45.74 + rng.random() * 0.06, 4.82 + rng.random() * 0.05, rng.choice((1.5, 4.0, 8.0))))
    pairs = [(a, b) for a in range(n) for b in range(a)]
    some = lambda share: [pair for pair in pairs if rng.random() < share]
    return rows.build(
        week_starts_on=date(2026, 11, 28), sports=SPORTS, members=members, practices=practices, areas=areas, venues=VENUES,
        blocked=some(0.03), not_with=some(0.02),
        met=[rows.Met(a, b, rng.choice((1, 2, 5, 20))) for a, b in some(0.15)],
        links=[rows.Link(a, b, rng.choice((-4, 0, 6))) for a, b in some(0.05)],
    )  # fmt: skip


def foursome(**changes):
    """Four who can only play padel together, on Saturday at noon."""
    noon = slots.pack([slots.slot(0, 12), slots.slot(0, 13)])
    people = [rows.Member(name, noon, sector=name, **changes.get(name, {})) for name in "abcd"]
    return {
        "sports": SPORTS,
        "members": people,
        "practices": [rows.Practice(name, "padel", 4.0, discipline="doubles") for name in "abcd"],
        "areas": [rows.Area(name, 45.76, 4.84, 8.0) for name in "abcd"],
        "venues": VENUES,
        "week_starts_on": date(2026, 11, 28),
    }
