"""`sporezo bench imports`: a hundred people say yes at once, with nothing else going on and during each import.

What is driven is the product: `sporezo serve` with some processes, `sporezo worker`, and the import as an operator
types it, on a database of their own (a SQLite file in a temporary folder, or the empty one of `--database-url`). A
hundred members, each with a session and an open connection, send the form of their yes in the same instant; an answer
is timed from then until its last byte, so the last of them has waited for the ninety-nine others. A wave counts as
*during* an import when the import was writing before it began and still ran when it ended; others are thrown away, and
counted.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import gzip
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

ACCEPTS = 100
CASES = ("alone", "members", "venues")
TOKEN = "b" * 32  # of the form, the same in the cookie
PATIENCE_SECONDS = 60.0
PLAYERS = 10  # a session
INSIDE = "--inside"
SPOREZO = [sys.executable, "-m", "sporezo"]
TYPES = ("Court de tennis", "Terrain de football", "Boulodrome", "Bassin sportif de natation")


@dataclass(slots=True)
class Waves:
    """What came of the waves of one case: seconds each yes took, and answers that were no redirection."""

    seconds: list[list[float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    thrown_away: int = 0
    import_seconds: list[float] = field(default_factory=list)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="sporezo bench imports", description=__doc__)
    parser.add_argument("--rows", type=int, default=5000, help="people in the list of members")
    parser.add_argument("--venues", default="330000", help="a file of venues, or how many to make up")
    parser.add_argument("--waves", type=int, default=5, help="waves of a hundred for each case")
    parser.add_argument("--cases", nargs="+", default=list(CASES), choices=CASES, help="what goes on meanwhile")
    parser.add_argument("--processes", type=int, default=2, help="web processes")
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
    from sporezo.ui.staticfiles import collect

    for prepare in (("migrate",), ("createcachetable",), ("load_catalogue",), ("load_communes",)):
        call_command(*prepare, verbosity=0)
    collect()
    if Member.objects.exists():
        raise CommandError("That database has members in it: name an empty one.")
    folder = Path(tempfile.mkdtemp(dir=os.environ["SPOREZO_DATA"]))
    venues = Path(asked.venues) if not asked.venues.isdigit() else _venue_file(folder, int(asked.venues))
    club, seats = _club(asked.waves * 5)
    waves = iter([seats[at : at + ACCEPTS] for at in range(0, len(seats), ACCEPTS)])
    report: dict[str, Any] = {"database": connection.vendor, "accepts": ACCEPTS, "web_processes": asked.processes}

    def members(number: int) -> list[str]:
        return ["members", "import", str(_list(folder, asked.rows, number)), "--community", club]

    with _instance(asked.processes) as port:
        for _ in range(2):
            asyncio.run(_wave(port, next(waves)))  # the first connections, and the code they load
        if "alone" in asked.cases:
            alone = Waves()
            for _ in range(asked.waves):
                _keep(alone, asyncio.run(_wave(port, next(waves))))
            report["alone"] = _figures(alone)
        if "members" in asked.cases:
            report["members"] = _during(members, port, waves, asked.waves)
        if "venues" in asked.cases:
            report["venues"] = _during(lambda number: ["venues", "import", str(venues)], port, waves, asked.waves)
    return report


@contextmanager
def _instance(processes: int) -> Iterator[int]:
    """Web server and worker; the port one asks."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    serve = ["serve", "--port", str(port), "--processes", str(processes)]
    started = [
        subprocess.Popen([*SPOREZO, *words], stdout=subprocess.DEVNULL)  # noqa: S603 (our own words)
        for words in (serve, ["worker"])
    ]
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)


def _club(waves: int) -> tuple[str, list[tuple[int, str]]]:
    """A club with sessions proposed to ten people each, ten a wave and two waves to warm up.

    Its slug, and for each place asked its number and the cookie of whom it is for.
    """
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

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
    cookies: dict[int, str] = {}
    for one in people:
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(one.pk), one.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session.create()
        cookies[one.pk] = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={TOKEN}"
    made: list[tuple[int, str]] = []
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
            asked = Seat.objects.bulk_create(
                Seat(proposal=proposal, member=one, asked_at=now, answer_by_at=until) for one in players
            )
            made += [(seat.pk, cookies[seat.member_id]) for seat in asked]
    return club.slug, made


async def _wave(port: int, seats: list[tuple[int, str]]) -> tuple[list[float], list[str]]:
    """Seconds that each of a hundred yeses took, all sent in one instant, and the answers that went wrong."""
    go = asyncio.Event()
    ready = asyncio.Semaphore(0)

    async def say_yes(seat: int, cookie: str) -> tuple[float, str]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        form = f"csrfmiddlewaretoken={TOKEN}"
        writer.write(
            f"POST /play/proposals/{seat}/answer HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            f"Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(form)}\r\n".encode()
        )
        await writer.drain()
        ready.release()
        await go.wait()
        began = time.perf_counter()
        writer.write(f"\r\n{form}".encode())  # the request is whole from here on
        said = await asyncio.wait_for(reader.read(), PATIENCE_SECONDS)
        took = time.perf_counter() - began
        writer.close()
        status = said.split(b"\r\n", 1)[0].decode()
        return took, "" if " 303 " in f"{status} " else status or "no answer"

    asking = [asyncio.create_task(say_yes(*one)) for one in seats]
    for _ in seats:
        await ready.acquire()
    go.set()
    found = await asyncio.gather(*asking)
    return [took for took, _wrong in found], [wrong for _took, wrong in found if wrong]


def _during(
    words: Callable[[int], list[str]], port: int, waves: Iterator[list[tuple[int, str]]], count: int
) -> dict[str, Any]:
    """Waves while an import is under way, one import after the other."""
    found = Waves()
    number = 0
    while len(found.seconds) < count and found.thrown_away < 2 * count:
        began = time.perf_counter()
        with _import(words(number)) as process:
            while len(found.seconds) < count and process.poll() is None:
                one = asyncio.run(_wave(port, next(waves)))
                if process.poll() is None:
                    _keep(found, one)
                else:
                    found.thrown_away += 1
            if len(found.seconds) == count:
                process.terminate()
            else:
                found.import_seconds.append(time.perf_counter() - began)
        number += 1
    return _figures(found)


def _keep(waves: Waves, one: tuple[list[float], list[str]]) -> None:
    waves.seconds.append(one[0])
    waves.errors += one[1]


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
    if process.wait() > 0:  # less than nothing: we ended it
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


def _figures(waves: Waves) -> dict[str, Any]:
    """Milliseconds, the median wave and the worst: p99 of a hundred is about the second slowest of them."""
    p50 = [float(np.percentile(one, 50)) * 1000 for one in waves.seconds]
    p99 = [float(np.percentile(one, 99)) * 1000 for one in waves.seconds]
    return {
        "p50_ms": round(float(np.median(p50))),
        "p99_ms": round(float(np.median(p99))),
        "worst_p99_ms": round(max(p99)),
        "waves": len(waves.seconds),
        "errors": len(waves.errors),
        "what_went_wrong": sorted(set(waves.errors)),
        "thrown_away": waves.thrown_away,
        "import_seconds": round(float(np.median(waves.import_seconds)), 1) if waves.import_seconds else None,
    }


def _table(report: dict[str, Any]) -> str:
    lines = [f"{report['database']}, {report['accepts']} yeses at once, {report['web_processes']} web processes"]
    for name, one in ((name, report[name]) for name in CASES if name in report):
        lines.append(
            f"{name:<8} p50 {one['p50_ms']} ms, p99 {one['p99_ms']} ms, worst p99 {one['worst_p99_ms']} ms, "
            f"{one['errors']} errors in {one['waves']} waves"
        )
    return "\n".join(lines)
