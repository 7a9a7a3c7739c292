"""`sporezo bench thread`: many people on one live thread, on a database of its own, through real processes.

A web server and an events process are started as an operator would; everybody listens on loopback, some speak through
the page's form, and somebody goes on reading ordinary pages. A line is late by the time from sending its form to its
arrival at each listener.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import numpy as np

MAKE = """
import datetime as dt, json
from django.conf import settings
from django.test import Client
from django.utils import timezone
from sporezo.meets.domain import organise
from sporezo.meets.models import Attendance
from sporezo.meets.queries import stream_address
from sporezo.members.models import Member
from sporezo.sports.models import Sport
now = timezone.now()
sport = Sport.objects.get(slug="running")
people = [
    Member(email=f"bench{n}@example.org", first_name=f"Prénom{n}", last_name="Nom", language=("en", "fr")[n % 4 > 0],
           adult_at=now, consented_at=now, set_up_at=now)
    for n in range(COUNT)
]
people = Member.objects.bulk_create(people)
meet = organise(host=people[0], sport=sport, venue=None, starts_at=now + dt.timedelta(days=2), minutes=60,
                time_zone="Europe/Paris", places=COUNT, now=now)
Attendance.objects.bulk_create(
    Attendance(meet=meet, member=one, presence="in", since_at=now, changed_at=now) for one in people[1:]
)
told = []
for one in people:
    client = Client()
    client.force_login(one)
    browser = client.cookies[settings.SESSION_COOKIE_NAME].value
    told.append([browser, stream_address(meet, one, browser)])
print(json.dumps({"meet": meet.pk, "cookie": settings.SESSION_COOKIE_NAME, "people": told}))
"""
SECRET = "b" * 32  # a form's token may be anything that the cookie says too
SPOKEN = re.compile(rb"bench-(\d+)")
PATIENCE_SECONDS = 10.0
PAUSE_SECONDS = 0.25  # between two ordinary pages


def main(argv: list[str]) -> int:
    """Measure; print a line a figure, or one JSON. Exit code 1 when a line was lost."""
    parser = argparse.ArgumentParser("sporezo bench thread", description="measure a live thread with many listeners")
    parser.add_argument("--listeners", type=int, default=200)
    parser.add_argument("--rate", type=float, default=4.0, help="lines a second (4)")
    parser.add_argument("--seconds", type=float, default=25.0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="sporezo-bench-") as folder, _town(Path(folder), options.listeners) as town:
        figures = asyncio.run(Thread(town).measure(rate=options.rate, seconds=options.seconds))
    if options.json:
        print(json.dumps(figures))  # noqa: T201
    else:
        for name, figure in figures.items():
            print(f"{name:24} {figure}")  # noqa: T201
    return 1 if figures["lost"] else 0


class Thread:
    """One measurement: who listens, what was said when, what arrived when."""

    def __init__(self, town: dict[str, Any]) -> None:
        self.town = town
        self.said_at: dict[int, float] = {}
        self.arrivals: list[dict[int, float]] = [{} for _ in town["people"]]
        self.answers: list[float] = []
        self.pages: list[float] = []
        self.wrong: list[str] = []
        self.connecting = 0.0

    async def measure(self, *, rate: float, seconds: float) -> dict[str, Any]:
        """Lines lost; milliseconds of delivery and of ordinary pages, meanwhile and before."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(16))
        await asyncio.to_thread(self._read_pages, 3.0)
        quiet, self.pages = self.pages, []
        started = time.monotonic()
        listening = [asyncio.create_task(self._listen(number)) for number in range(len(self.arrivals))]
        while self.connecting < len(self.arrivals) and time.monotonic() - started < PATIENCE_SECONDS:
            await asyncio.sleep(0.02)
        connected = time.monotonic() - started
        reading = asyncio.create_task(asyncio.to_thread(self._read_pages, seconds))
        speaking = []
        for number in range(int(rate * seconds)):
            speaking.append(asyncio.create_task(asyncio.to_thread(self._say, number)))
            await asyncio.sleep(1 / rate)
        await asyncio.gather(*speaking, reading)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and any(len(one) < len(self.said_at) for one in self.arrivals):
            await asyncio.sleep(0.05)
        for task in listening:
            task.cancel()
        late = [1000 * (at - self.said_at[number]) for one in self.arrivals for number, at in one.items()]
        return {
            "listeners": len(self.arrivals),
            "connected in ms": round(1000 * connected),
            "lines": len(self.said_at),
            "deliveries": len(late),
            "lost": len(self.said_at) * len(self.arrivals) - len(late),
            "delivery p50 ms": _percentile(late, 50),
            "delivery p99 ms": _percentile(late, 99),
            "delivery max ms": _percentile(late, 100),
            "form p50 ms": _percentile(self.answers, 50),
            "form p99 ms": _percentile(self.answers, 99),
            "pages": len(self.pages),
            "page p50 ms": _percentile(self.pages, 50),
            "page p99 ms": _percentile(self.pages, 99),
            "page p50 ms, quiet": _percentile(quiet, 50),
            "wrong answers": self.wrong,
        }

    async def _listen(self, number: int) -> None:
        address = urlsplit(self.town["people"][number][1])
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        asked = f"GET {address.path}?{address.query} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n"
        writer.write(asked.encode())
        if b" 200 " not in await reader.readuntil(b"\r\n"):
            self.wrong.append("stream")
        self.connecting += 1
        while True:
            event = await reader.readuntil(b"\n\n")
            if spoken := SPOKEN.search(event):
                self.arrivals[number].setdefault(int(spoken[1]), time.monotonic())

    def _say(self, number: int) -> None:
        people = self.town["people"]
        form = urlencode({"csrfmiddlewaretoken": SECRET, "words": f"bench-{number} qui apporte les balles ?"})
        started = time.monotonic()
        if self._ask("POST", f"/meets/{self.town['meet']}/thread", people[number % len(people)][0], form) == 303:
            self.said_at[number] = started
            self.answers.append(1000 * (time.monotonic() - started))
        else:
            self.wrong.append(f"line {number}")

    def _read_pages(self, seconds: float) -> None:
        """An ordinary reader: the session, its thread, what there is to play."""
        pages = [f"/meets/{self.town['meet']}", f"/meets/{self.town['meet']}/thread", "/play"]
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            started = time.monotonic()
            path = pages[len(self.pages) % len(pages)]
            if (status := self._ask("GET", path, self.town["people"][0][0])) != 200:
                self.wrong.append(f"{path}: {status}")
            self.pages.append(1000 * (time.monotonic() - started))
            time.sleep(PAUSE_SECONDS)

    def _ask(self, method: str, path: str, session: str, form: str = "") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.town["port"], timeout=30)
        headers = {
            "Cookie": f"{self.town['cookie']}={session}; csrftoken={SECRET}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, form or None, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status


@contextmanager
def _town(folder: Path, listeners: int) -> Iterator[dict[str, Any]]:
    """An instance with one session and everybody in it, its web server and its events process running."""
    port, events_port = _free_port(), _free_port()
    home = os.environ | {
        "SPOREZO_DATA": str(folder / "data"),
        "SPOREZO_DATABASE_URL": "",
        "SPOREZO_QUEUE_URL": "",
        "SPOREZO_URL": f"http://127.0.0.1:{port}",
        "SPOREZO_EVENTS_URL": f"http://127.0.0.1:{events_port}",
        "SPOREZO_LOG_LEVEL": "ERROR",
    }
    _run(["migrate"], home)
    told = _run(["manage", "shell", "--verbosity", "0", "-c", MAKE.replace("COUNT", str(listeners))], home)
    town: dict[str, Any] = json.loads(told.splitlines()[-1]) | {"port": port}
    commands = (["serve", "--port", str(port)], ["events", "--port", str(events_port)])
    processes = [
        subprocess.Popen([sys.executable, "-m", "sporezo", *words], env=home, stdout=subprocess.DEVNULL)  # noqa: S603
        for words in commands
    ]
    try:
        for number in (port, events_port):
            _wait_for(number)
        yield town
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)


def _run(words: Sequence[str], home: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "sporezo", *words], env=home, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"Nothing answers on port {port}.")


def _percentile(milliseconds: Sequence[float], share: float) -> int:
    return round(float(np.percentile(milliseconds, share))) if milliseconds else 0
