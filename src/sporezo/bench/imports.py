"""`sporezo bench imports`: a hundred people say yes, with nothing else going on and during each import.

On a database of its own: a file in a temporary folder, or the empty one that `--database-url` names. The imports run as
an operator runs them, in another process; the hundred are served by as many threads as a web server has, each with a
connection, and timed from the moment one takes them up. `--at-once 100` lets all of them go together instead: then the
time is mostly that of waiting for the ninety-nine others, import or not.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

ACCEPTS = 100
PLAYERS = 10  # a session
INSIDE = "--inside"
SPOREZO = [sys.executable, "-m", "sporezo"]
TYPES = ("Court de tennis", "Terrain de football", "Boulodrome", "Bassin sportif de natation")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="sporezo bench imports", description=__doc__)
    parser.add_argument("--rows", type=int, default=5000, help="people in the list of members")
    parser.add_argument("--venues", default="40000", help="a file of venues, or how many to make up")
    parser.add_argument("--waves", type=int, default=5, help="waves of a hundred for each case")
    parser.add_argument("--at-once", type=int, default=4, help="how many yeses are under way at a time")
    parser.add_argument("--database-url", default="", help="an empty database; a SQLite file of its own when not given")
    parser.add_argument("--json", action="store_true", help="one JSON document on one line")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    if not asked.inside:
        return _in_a_place_of_its_own(argv, asked.database_url)
    report = _measure(asked)
    print(json.dumps(report) if asked.json else _table(report))  # noqa: T201 (a command speaks)
    return 0


def _in_a_place_of_its_own(argv: list[str], database_url: str) -> int:
    with tempfile.TemporaryDirectory(prefix="sporezo-bench-") as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SPOREZO_")},
            "SPOREZO_DATA": folder,
            "SPOREZO_DATABASE_URL": database_url,
            "SPOREZO_QUEUE_URL": f"sqlite:///{folder}/queue.sqlite3",
            "SPOREZO_LOG_LEVEL": "ERROR",
        }
        words = [*SPOREZO, "bench", "imports", INSIDE, *argv]
        return subprocess.call(words, env=environment)  # noqa: S603 (our own words)


def _measure(asked: argparse.Namespace) -> dict[str, Any]:
    from django.core.management import CommandError, call_command
    from django.db import connection

    from sporezo.members.models import Member

    for prepare in (("migrate",), ("createcachetable",), ("load_catalogue",), ("load_communes",)):
        call_command(*prepare, verbosity=0)
    if Member.objects.exists():
        raise CommandError("That database has members in it: name an empty one.")
    folder = Path(tempfile.mkdtemp(dir=os.environ["SPOREZO_DATA"]))
    venues = Path(asked.venues) if not asked.venues.isdigit() else _venue_file(folder, int(asked.venues))
    club, proposals = _club(asked.waves * 3)
    at_once = min(asked.at_once, ACCEPTS)
    waves = iter(proposals[at : at + ACCEPTS // PLAYERS] for at in range(0, len(proposals), ACCEPTS // PLAYERS))
    for _ in range(2):
        _wave(next(waves), at_once)  # the first connections, and the code they load
    alone = [_wave(next(waves), at_once) for _ in range(asked.waves)]
    report: dict[str, Any] = {
        "database": connection.vendor,
        "accepts": ACCEPTS,
        "at_once": at_once,
        "alone": _figures(alone),
    }

    def members(number: int) -> list[str]:
        return ["members", "import", str(_list(folder, asked.rows, number)), "--community", club]

    report["members"] = _during(members, waves, asked.waves, at_once)
    report["venues"] = _during(lambda number: ["venues", "import", str(venues)], waves, asked.waves, at_once)
    report["ratios"] = {
        f"p99_during_{name}_over_alone": round(report[name]["p99_ms"] / report["alone"]["p99_ms"], 2)
        for name in ("members", "venues")
    }
    return report


def _club(waves: int) -> tuple[str, list[int]]:
    """A club with sessions proposed to ten people each, ten for every wave and two waves to warm up."""
    from sporezo.communities.models import Community, Membership
    from sporezo.jobs import clock
    from sporezo.meets.domain import propose
    from sporezo.members.models import Member
    from sporezo.rounds.domain import open_round
    from sporezo.rounds.models import Proposal, Seat
    from sporezo.sports.models import Sport

    now = clock.now()
    club = Community.objects.create(slug="bench", name="Bench", kind="club", join_code="BENCHMARK")
    people = Member.objects.bulk_create(
        Member(email=f"player{number}@example.org", first_name="Alix", last_name=str(number), spoken=["fr"])
        for number in range(ACCEPTS)
    )
    Membership.objects.bulk_create(Membership(community=club, member=one, joined_at=now) for one in people)
    saturday = now.date() + dt.timedelta(days=(5 - now.date().weekday()) % 7 + 7)
    round, _ = open_round(club, first_day=saturday)
    running = Sport.objects.get(slug="running")
    made = []
    for wave in range(waves + 2):
        starts_at = now + dt.timedelta(days=10, hours=3 * wave)
        for first in range(0, ACCEPTS, PLAYERS):
            players = people[first : first + PLAYERS]
            meet = propose(
                sport=running,
                venue=None,
                starts_at=starts_at,
                minutes=60,
                time_zone="Europe/Paris",
                places=PLAYERS,
                quorum=2,
                members=players,
                community=club,
                format=running.formats.first(),
                now=now,
            )
            until = starts_at - dt.timedelta(days=1)
            proposal = Proposal.objects.create(round=round, meet=meet, answers_until_at=until)
            Seat.objects.bulk_create(
                Seat(proposal=proposal, member=one, asked_at=now, answer_by_at=until) for one in players
            )
            made.append(proposal.pk)
    return club.slug, made


def _wave(proposals: list[int], at_once: int) -> list[float]:
    """Seconds that each of a hundred yeses took; an error ends the measurement."""
    from django.db import connections

    from sporezo.jobs import clock
    from sporezo.rounds.domain import answer
    from sporezo.rounds.models import Seat

    seats = list(Seat.objects.filter(proposal__in=proposals).select_related("proposal__meet").order_by("member_id"))

    def say_yes(seat: Seat) -> float:
        connections["default"].ensure_connection()
        began = time.perf_counter()
        answer(seat, accepted=True, now=clock.now())
        return time.perf_counter() - began

    with ThreadPoolExecutor(at_once) as pool:
        took = list(pool.map(say_yes, seats))
        list(pool.map(lambda _: connections.close_all(), range(4 * at_once)))
    return took


def _during(words: Callable[[int], list[str]], waves: Iterator[list[int]], count: int, at_once: int) -> dict[str, Any]:
    """Waves while an import is under way; a wave that outlived its import is said, and counts all the same."""
    lived: list[list[float]] = []
    imports: list[float] = []
    covered = number = 0
    while len(lived) < count:
        began = time.perf_counter()
        with _import(words(number)) as process:
            while len(lived) < count and process.poll() is None:
                lived.append(_wave(next(waves), at_once))
                covered += process.poll() is None
            process.wait()
        imports.append(time.perf_counter() - began)
        number += 1
    return _figures(lived) | {"import_seconds": round(float(np.median(imports)), 1), "waves_inside": covered}


@contextmanager
def _import(words: list[str]) -> Iterator[subprocess.Popen[str]]:
    """The import, once it writes."""
    from sporezo.communities.models import Invitation
    from sporezo.places.models import Venue

    before = Invitation.objects.count(), Venue.objects.count()
    process = subprocess.Popen([*SPOREZO, *words, "--json"], stdout=subprocess.PIPE, text=True)  # noqa: S603 (our own words)
    while (Invitation.objects.count(), Venue.objects.count()) == before and process.poll() is None:
        time.sleep(0.01)
    yield process
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}")


def _list(folder: Path, rows: int, number: int) -> Path:
    """A list of people who are new each time."""
    path = folder / f"members-{number}.csv"
    lines = (f"person{number}-{row}@example.org,Camille,Roche{row},Maison {row % 90},Chef" for row in range(rows))
    path.write_text("email,first_name,last_name,company,function\n" + "\n".join(lines) + "\n")
    return path


def _venue_file(folder: Path, count: int) -> Path:
    """A file of venues as Data ES publishes them."""
    path = folder / "venues.json.gz"
    rows = [
        {
            "equip_numero": f"E{number:08}",
            "equip_nom": f"Terrain {number}",
            "inst_nom": f"Stade {number // 4}",
            "equip_type_name": TYPES[number % len(TYPES)],
            "equip_coordonnees": {"lat": 43.5 + number % 5003 / 1000, "lon": number % 4999 / 1000},
            "new_name": "Lyon",
        }
        for number in range(count)
    ]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump(rows, file)
    return path


def _figures(waves: list[list[float]]) -> dict[str, Any]:
    """Milliseconds, the median wave and the worst: p99 of a hundred is the second slowest of them."""
    p50 = [float(np.percentile(one, 50)) * 1000 for one in waves]
    p99 = [float(np.percentile(one, 99)) * 1000 for one in waves]
    return {
        "p50_ms": round(float(np.median(p50))),
        "p99_ms": round(float(np.median(p99))),
        "worst_p99_ms": round(max(p99)),
        "waves": len(waves),
    }


def _table(report: dict[str, Any]) -> str:
    lines = [f"{report['database']}, {report['accepts']} yeses, {report['at_once']} at a time"]
    for name in ("alone", "members", "venues"):
        one = report[name]
        lines.append(f"{name:<8} p50 {one['p50_ms']} ms, p99 {one['p99_ms']} ms, worst p99 {one['worst_p99_ms']} ms")
    return "\n".join(lines)
