"""`sporezo bench network`: the network's pages for one member with very many contacts, while an import writes.

Everything happens in a data folder of its own, thrown away at the end. Readers are processes that ask for one page
after the other without a pause; the writer adds exchanges by chunks, as an import does.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from time import monotonic, perf_counter, thread_time
from typing import Any

import numpy as np

YEARS = 5.0
CHUNK = 200
SEARCHES = ("martin", "lyon", "eleonroe guerin", "juridique", "novalys")
FIRST = ("Éléonore", "Martin", "Inès", "Gaël", "Zoé", "Karim", "Solène", "Hugo", "Maëlle", "Bastien", "Aïcha", "Léon")
LAST = ("Guérin", "Petit", "Lefèvre", "Moreau", "Novalys", "Roux", "Bonnet", "Faure", "Andrieu", "Masson", "Kersauson")
ENDS = ("", "-Duval", "-Martin", "-Le Goff", "-Haddad", "-Nguyen", "-Besson")
KINDS = ("Conseil", "et Fils", "Logiciels", "Avocats", "Industrie", "Santé")
PAGES = ("network", "person", "search")


def main(argv: list[str]) -> int:
    asked = _arguments(argv)
    if asked.role:
        print(json.dumps(ROLES[asked.role](asked)))  # noqa: T201 (a command speaks)
        return 0
    with tempfile.TemporaryDirectory(prefix="sporezo-bench-") as folder:
        report = _measure(asked, Path(folder))
    print(json.dumps(report) if asked.json else _table(report))  # noqa: T201
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sporezo bench network", description=__doc__)
    parser.add_argument("--contacts", type=int, default=20_000)
    parser.add_argument("--touches", type=int, default=400_000)
    parser.add_argument("--readers", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each group of readers asks")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="one JSON document on one line")
    parser.add_argument("--role", choices=sorted(ROLES), help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def _measure(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    environment = os.environ | {"SPOREZO_DATA": str(folder), "SPOREZO_DATABASE_URL": "", "SPOREZO_QUEUE_URL": ""}
    environment |= {"SPOREZO_DEMO": "1"}

    def start(role: str) -> subprocess.Popen[str]:
        words = [sys.executable, "-m", "sporezo", "bench", "network", "--role", role]
        for name in ("contacts", "touches", "seconds", "seed"):
            words += [f"--{name}", str(getattr(asked, name))]
        return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603

    def told(process: subprocess.Popen[str]) -> Any:
        out, _ = process.communicate()
        if process.returncode:
            raise SystemExit(process.returncode)
        return json.loads(out.splitlines()[-1])

    subprocess.run([sys.executable, "-m", "sporezo", "migrate"], env=environment, check=True, stdout=sys.stderr)
    report: dict[str, Any] = {"contacts": asked.contacts, "touches": asked.touches, "filled": told(start("fill"))}
    report["milliseconds"] = {}
    for readers in asked.readers:
        writer = start("write")
        found = [told(process) for process in [start("read") for _ in range(readers)]]
        written = told(writer)
        report["milliseconds"][f"{readers} readers"] = {page: _summary(found, page) for page in PAGES}
        report["milliseconds"][f"{readers} readers"]["write_chunk"] = written
    return report


def _summary(found: list[dict[str, Any]], page: str) -> dict[str, float]:
    wall = np.concatenate([one[page]["wall"] for one in found]) * 1e3
    cpu = np.concatenate([one[page]["cpu"] for one in found]) * 1e3
    return {
        "p50": round(float(np.percentile(wall, 50)), 1),
        "p95": round(float(np.percentile(wall, 95)), 1),
        "cpu_p50": round(float(np.percentile(cpu, 50)), 1),
        "queries": max(one[page]["queries"] for one in found),
        "asked": int(wall.size),
    }


def _fill(asked: argparse.Namespace) -> dict[str, float]:
    """One member, their contacts and years of exchanges, some people seen often and most hardly ever."""
    from sporezo.jobs import clock
    from sporezo.members.models import Member
    from sporezo.network import domain
    from sporezo.network.models import Contact, Touch

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
    """What an import does: chunk after chunk of exchanges, each in its transaction, ties refreshed."""
    import datetime as dt

    from sporezo.jobs import clock
    from sporezo.members.models import Member
    from sporezo.network import domain
    from sporezo.network.models import Contact, Touch

    owner, rng = Member.objects.get(), np.random.default_rng()
    people = list(Contact.objects.filter(owner=owner).order_by("pk")[: asked.contacts])
    until, took = monotonic() + asked.seconds + 4.0, []
    while monotonic() < until:
        now = clock.now()
        rows = [
            Touch(
                owner=owner,
                contact=people[int(place)],
                at=now - dt.timedelta(days=float(rng.random() * 900)),
                channel="mail",
                direction="in",
                key=f"write:{now.timestamp()}:{number}",
                logged_at=now,
            )
            for number, place in enumerate(rng.integers(len(people), size=CHUNK))
        ]
        started = perf_counter()
        domain.write(owner, rows, now=now)
        took.append(perf_counter() - started)
    return {"p50": round(float(np.median(took)) * 1e3, 1), "p95": round(float(np.percentile(took, 95)) * 1e3, 1)}


def _read(asked: argparse.Namespace) -> dict[str, Any]:
    """Ask for the three pages in turn, as a signed-in browser does."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, override_settings
    from django.urls import reverse

    from sporezo.members.models import Member
    from sporezo.network.models import Contact

    owner, rng = Member.objects.get(), np.random.default_rng()
    people = list(Contact.objects.filter(owner=owner).order_by("pk")[:2_000])
    browser = Client()
    browser.force_login(owner)

    def address(page: str) -> tuple[str, dict[str, str], dict[str, str]]:
        if page == "network":
            return reverse("network"), {}, {}
        if page == "person":
            return people[int(rng.integers(len(people)))].get_absolute_url(), {}, {}
        return reverse("network"), {"q": str(rng.choice(SEARCHES))}, {"HX-Request": "true"}

    found: dict[str, Any] = {}
    with override_settings(ALLOWED_HOSTS=["*"]):
        for page in PAGES:
            with CaptureQueriesContext(connection) as asked_for:
                url, data, headers = address(page)
                browser.get(url, data, headers=headers)
            found[page] = {"wall": [], "cpu": [], "queries": len(asked_for)}
        until = monotonic() + asked.seconds
        while monotonic() < until:
            for page in PAGES:
                url, data, headers = address(page)
                wall, cpu = perf_counter(), thread_time()
                answer = browser.get(url, data, headers=headers)
                found[page]["wall"].append(perf_counter() - wall)
                found[page]["cpu"].append(thread_time() - cpu)
                if answer.status_code != 200:
                    raise SystemExit(f"{url}: {answer.status_code}")
    return found


ROLES = {"fill": _fill, "write": _write, "read": _read}


def _table(report: dict[str, Any]) -> str:
    lines = [f"{report['contacts']} contacts, {report['touches']} exchanges; read anew in {report['filled']} s"]
    for group, pages in report["milliseconds"].items():
        lines.append(group)
        lines += [f"  {page:<12} {figures}" for page, figures in pages.items()]
    return "\n".join(lines)
