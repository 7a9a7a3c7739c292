"""Real processes for tests: workers on the test's own database and queue, started, killed and stopped."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from sporezo.jobs.queue import queue

ROOT = Path(__file__).resolve().parent.parent
WORK = """import django; django.setup(); {imports}
from sporezo.jobs.worker import work; work(threads=2, periodic={periodic})"""


def database_url():
    """The test database, as `SPOREZO_DATABASE_URL` names it."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(told['NAME']).resolve()}"
    host = told["HOST"] or told["OPTIONS"].get("host", "")
    password = f":{quote(told['PASSWORD'])}" if told["PASSWORD"] else ""
    port = f"&port={told['PORT']}" if told["PORT"] else ""
    return f"postgresql://{told['USER']}{password}@/{told['NAME']}?host={quote(host, safe='')}{port}"


def queue_url(folder):
    """A queue for one test: a file beside SQLite, tables in PostgreSQL."""
    return f"sqlite:///{folder / 'queue.sqlite3'}" if connection.vendor == "sqlite" else database_url()


@contextmanager
def own_queue(settings, url):
    """This process on the queue of a test's workers, empty before and after."""
    before, settings.QUEUE_URL = settings.QUEUE_URL, url
    queue.cache_clear()
    queue().flush()
    try:
        yield
    finally:
        queue().flush()
        queue().storage.close()
        queue.cache_clear()
        settings.QUEUE_URL = before


def environment(folder, **settings):
    """What a child process is told, on top of what the tests run with."""
    told = {"SPOREZO_DATABASE_URL": database_url(), "SPOREZO_QUEUE_URL": queue_url(folder), **settings}
    return {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", **told}


@contextmanager
def worker(folder, *, imports=(), periodic=True, **settings):
    """A worker process, ready to take jobs; `imports` are modules of the tests whose periodic tasks it must know."""
    code = WORK.format(imports="; ".join(f"import {module}" for module in imports) or "pass", periodic=periodic)
    log = folder / f"worker-{time.monotonic_ns()}.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", code], env=environment(folder, **settings), stderr=file, cwd=ROOT
        )
    try:
        wait_until(lambda: "Worker ready" in log.read_text() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_until(is_so, *, seconds=20.0):
    """Wait for something to be true, and say whether it became so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
