"""`sporezo bench network`: the network's pages for one member with very many contacts, while an import writes.

Everything happens in a data folder of its own, thrown away at the end. The pages come from `sporezo serve` as an
operator runs it, to readers who ask for one page after the other without a pause; meanwhile LinkedIn archives come in
as a worker brings them, chunk by chunk. What is told, in milliseconds, is what a reader waits for, and the server's own
share of it: from when a thread takes the request in hand until its answer is whole.
"""

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import Any

import numpy as np

from sporezo.bench.archives import write_archive

YEARS = 5.0
SEARCHES = ("martin", "lyon", "eleonroe guerin", "juridique", "novalys")
FIRST = ("Éléonore", "Martin", "Inès", "Gaël", "Zoé", "Karim", "Solène", "Hugo", "Maëlle", "Bastien", "Aïcha", "Léon")
LAST = ("Guérin", "Petit", "Lefèvre", "Moreau", "Novalys", "Roux", "Bonnet", "Faure", "Andrieu", "Masson", "Kersauson")
ENDS = ("", "-Duval", "-Martin", "-Le Goff", "-Haddad", "-Nguyen", "-Besson")
KINDS = ("Conseil", "et Fils", "Logiciels", "Avocats", "Industrie", "Santé")
WARM_UP_SECONDS = 4.0
PAGES = ("network", "person", "search")
CONNECTIONS, MESSAGES = 400, 1_600  # of each archive brought in meanwhile


def main(argv: list[str]) -> int:
    asked = _arguments(argv)
    if asked.role:
        print(json.dumps(ROLES[asked.role](asked)))  # noqa: T201 (a command speaks)
        return 0
    with tempfile.TemporaryDirectory(prefix="sporezo-bench-") as folder:
        report = _measure(asked, asked.data or Path(folder))
    print(json.dumps(report) if asked.json else _table(report))  # noqa: T201
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sporezo bench network", description=__doc__)
    parser.add_argument("--contacts", type=int, default=20_000)
    parser.add_argument("--touches", type=int, default=400_000)
    parser.add_argument("--readers", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each group of readers asks")
    parser.add_argument("--processes", type=int, default=0, help="web processes (as many as `sporezo serve` starts)")
    parser.add_argument("--data", type=Path, help="a folder filled before, kept afterwards")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="one JSON document on one line")
    parser.add_argument("--role", choices=sorted(ROLES), help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def _measure(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    environment = os.environ | {"SPOREZO_DATA": str(folder), "SPOREZO_DATABASE_URL": "", "SPOREZO_QUEUE_URL": ""}
    environment |= {"SPOREZO_DEMO": "1", "SPOREZO_LOG_LEVEL": "WARNING", "SPOREZO_SERVER_TIMING": "1"}
    command, port = [sys.executable, "-m", "sporezo"], _free_port()

    def start(role: str, **options: object) -> subprocess.Popen[str]:
        words = [*command, "bench", "network", "--role", role]
        told = {name: getattr(asked, name) for name in ("contacts", "touches", "seconds", "seed")} | options
        for name, value in told.items():
            words += [f"--{name}", str(value)]
        return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603

    def told(process: subprocess.Popen[str]) -> Any:
        out, _ = process.communicate()
        if process.returncode:
            raise SystemExit(process.returncode)
        return json.loads(out.splitlines()[-1])

    report: dict[str, Any] = {"contacts": asked.contacts, "touches": asked.touches}
    subprocess.run([*command, "migrate"], env=environment, check=True, stdout=sys.stderr)  # noqa: S603
    report["filled"] = told(start("fill"))
    serving = ["serve", "--port", str(port), *(["--processes", str(asked.processes)] if asked.processes else [])]
    server = subprocess.Popen([*command, *serving], env=environment, stdout=sys.stderr)  # noqa: S603
    try:
        _wait_for(port)
        report["milliseconds"] = {}
        for readers in asked.readers:
            writer = start("write")
            found = told(start("read", readers=readers, port=port))
            group = {
                page: _summary([waited for waited, _took in found[page]])
                | {"server": _summary([took for _waited, took in found[page]]), "queries": found["queries"][page]}
                for page in PAGES
            }
            report["milliseconds"][f"{readers} readers"] = group | {"import_chunk": told(writer)}
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
    return report


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, *, seconds: float = 30.0) -> None:
    until = monotonic() + seconds
    while monotonic() < until:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        sleep(0.1)
    raise SystemExit("the server did not start")


def _summary(wall_seconds: list[float]) -> dict[str, float]:
    wall = np.array(wall_seconds) * 1e3
    p50, p95, p99 = (round(float(np.percentile(wall, share)), 1) for share in (50, 95, 99))
    return {"p50": p50, "p95": p95, "p99": p99, "max": round(float(wall.max()), 1), "asked": int(wall.size)}


def _fill(asked: argparse.Namespace) -> dict[str, float]:
    """One member, their contacts and years of exchanges, some people seen often and most hardly ever."""
    from sporezo.jobs import clock
    from sporezo.members.models import Member
    from sporezo.network import domain
    from sporezo.network.models import Contact, Touch

    if Member.objects.exists():
        return {}
    now, rng = clock.now(), np.random.default_rng(asked.seed)
    owner = Member.objects.create_user("many@example.org", set_up_at=now, language="fr")
    contacts: list[Contact] = []
    for some in _chunks(_people(rng, owner, asked.contacts, now), 2_000):
        contacts += Contact.objects.bulk_create(some)
    for chunk in _chunks(_exchanges(rng, contacts, asked.touches, now), 5_000):
        Touch.objects.bulk_create(chunk)
    started = perf_counter()
    domain.rebuild(owner, now=now)
    return {"rebuild_seconds": round(perf_counter() - started, 2)}


def _chunks(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, size)):
        yield chunk


def _people(rng: np.random.Generator, owner: Any, count: int, now: Any) -> Iterator[Any]:
    import datetime as dt

    from sporezo.members.enums import Sector
    from sporezo.network.enums import Circle
    from sporezo.network.models import Contact

    def one_of(words: Sequence[str]) -> str:
        return words[int(rng.integers(len(words)))]

    circles = rng.choice(Circle.values, size=count, p=(0.002, 0.01, 0.05, 0.938))
    for number in range(count):
        contact = Contact(
            owner=owner,
            given_name=one_of(FIRST),
            family_name=f"{one_of(LAST)}{one_of(ENDS)} {number}",
            company=f"{one_of(LAST)} {one_of(KINDS)}",
            sector=one_of(Sector.values),
            city=one_of(("Lyon", "Paris", "Nantes", "Lille")),
            circle=str(circles[number]),
            created_at=now - dt.timedelta(days=365 * YEARS),
        )
        contact.refold()
        yield contact


def _exchanges(rng: np.random.Generator, contacts: list[Any], count: int, now: Any) -> Iterator[Any]:
    import datetime as dt

    from sporezo.network.models import Touch

    share = 1.0 / (np.arange(len(contacts)) + 20.0)
    who = rng.choice(len(contacts), size=count, p=share / share.sum())
    who[: len(contacts) // 2] = np.arange(len(contacts) // 2)
    ago = rng.random(count) * 365.0 * YEARS
    channel = rng.choice(("message", "mail", "call", "meal"), size=count, p=(0.6, 0.3, 0.06, 0.04))
    direction = rng.choice(("in", "out"), size=count)
    for number in range(count):
        contact, is_talk = contacts[who[number]], channel[number] in ("call", "meal")
        yield Touch(
            owner_id=contact.owner_id,
            contact=contact,
            at=now - dt.timedelta(days=float(ago[number])),
            channel=str(channel[number]),
            direction="both" if is_talk else str(direction[number]),
            key=f"bench:{number}",
            logged_at=now,
        )


def _write(asked: argparse.Namespace) -> dict[str, float]:
    """Bring archives in as a worker does; what a chunk took, reading the file included."""
    from sporezo.jobs import clock
    from sporezo.jobs.worker import give_way
    from sporezo.members.models import Member
    from sporezo.network import domain
    from sporezo.network.tasks import Beat

    owner, until, took = Member.objects.get(), monotonic() + asked.seconds + WARM_UP_SECONDS + 2.0, list[float]()
    chunk_began, beat = 0.0, Beat()

    def counted() -> Any:
        nonlocal chunk_began
        took.append(perf_counter() - chunk_began)
        if monotonic() > until:
            raise TimeoutError
        at = beat()
        chunk_began = perf_counter()
        return at

    give_way()
    with tempfile.TemporaryDirectory() as folder:
        while monotonic() < until:
            path, seed = Path(folder) / "archive.zip", int(np.random.default_rng().integers(1 << 30))
            write_archive(path, connections=CONNECTIONS, messages=MESSAGES, seed=seed, first=seed)
            with path.open("rb") as stream:
                chunk_began = perf_counter()
                try:
                    domain.bring(
                        domain.open_batch(owner, path.name, now=clock.now()), stream, now=clock.now(), beat=counted
                    )
                except TimeoutError:
                    break
    return _summary(took)


def _read(asked: argparse.Namespace) -> dict[str, Any]:
    """So many browsers, each asking for the three pages in turn; what each waited and what the server took, seconds."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from sporezo.members.models import Member
    from sporezo.network.models import Contact

    owner = Member.objects.get()
    people = [one.get_absolute_url() for one in Contact.objects.filter(owner=owner).order_by("pk")[:2_000]]
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(owner)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
    everyone, asking = reverse("network"), {"HX-Request": "true"}

    def address(page: str, rng: np.random.Generator) -> tuple[str, dict[str, str]]:
        if page == "person":
            return people[int(rng.integers(len(people)))], {}
        wanted = str(rng.choice(SEARCHES)).replace(" ", "+")
        return (f"{everyone}?q={wanted}", asking) if page == "search" else (everyone, {})

    found: dict[str, Any] = {page: [] for page in PAGES} | {"queries": {}}
    for page in PAGES:
        for _twice in range(2):
            url, headers = address(page, np.random.default_rng(0))
            with CaptureQueriesContext(connection) as asked_for:
                browser.get(url, headers=headers)
        found["queries"][page] = len(asked_for)

    def read(seed: int) -> None:
        rng = np.random.default_rng(seed)
        warm_until, until = monotonic() + WARM_UP_SECONDS, monotonic() + WARM_UP_SECONDS + asked.seconds
        while monotonic() < until:
            # Browsers come and go: a line kept for good stays with one web process, and eight of them share out badly.
            line = http.client.HTTPConnection("127.0.0.1", asked.port, timeout=30)
            for page in PAGES:
                url, headers = address(page, rng)
                started = perf_counter()
                line.request("GET", url, headers=headers | {"Cookie": cookie})
                answer = line.getresponse()
                answer.read()
                if monotonic() > warm_until:
                    took = float(answer.headers["Server-Timing"].partition("dur=")[2]) / 1e3
                    found[page].append((perf_counter() - started, took))
                if answer.status != 200:
                    raise SystemExit(f"{url}: {answer.status}")
            line.close()

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(asked.readers[0])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


ROLES = {"fill": _fill, "write": _write, "read": _read}


def _table(report: dict[str, Any]) -> str:
    lines = [f"{report['contacts']} contacts, {report['touches']} exchanges; read anew in {report['filled']}"]
    for group, pages in report["milliseconds"].items():
        lines.append(group)
        lines += [f"  {page:<12} {figures}" for page, figures in pages.items()]
    return "\n".join(lines)
