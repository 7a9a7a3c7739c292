"""The `sporezo` command as an operator meets it: what it prints, where, and its exit code."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager

import pytest

from tests.processes import ROOT, wait_until


def environment(data, **settings):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SPOREZO_")}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "SPOREZO_DATA": str(data), **settings}


def sporezo(data, *words, **settings):
    command = [sys.executable, "-m", "sporezo", *words]
    told = environment(data, **settings)
    return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    answer = sporezo(data, "migrate")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout == "The database, the cache table and the static files are ready.\n"
    return data


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(data, *words):
    port = free_port()
    command = [sys.executable, "-m", "sporezo", *words, "--port", str(port)]
    with (data / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(data), stdout=log, stderr=log)
    try:
        yield process, port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def get(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=10) as answer:
        return answer.status, answer.read().decode()


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_help_lists_the_commands(tmp_path):
    answer = sporezo(tmp_path, "--help")
    assert answer.returncode == 0
    assert {line.split("  ")[0] for line in answer.stdout.splitlines()} >= {
        "sporezo demo",
        "sporezo serve",
        "sporezo worker",
        "sporezo migrate",
        "sporezo manage",
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["dance"], "There is no `sporezo dance`. `sporezo --help` lists what there is.\n"),
        (["serve", "--port", "0"], "write a port between 1 and 65534"),
        (["worker", "--threads", "none"], "write a number from 1"),
        (["check"], "There is no `sporezo check`."),
    ],
)
def test_wrong_usage_ends_with_2_and_a_sentence(tmp_path, words, told):
    answer = sporezo(tmp_path, *words)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert told in answer.stderr


def test_wrong_settings_are_all_told_at_once(tmp_path):
    answer = sporezo(tmp_path, "serve", SPOREZO_TIME_ZONE="Mars", SPOREZO_QUEUE_URL="carrier-pigeon://")
    assert answer.returncode == 2
    assert set(answer.stderr.splitlines()) == {
        "SPOREZO_TIME_ZONE: write an IANA name such as Europe/Paris (it reads 'Mars').",
        "SPOREZO_QUEUE_URL: write redis://host:6379/0 or postgresql://…, or leave it empty for a SQLite file.",
    }


@pytest.mark.parametrize("word", ["serve", "worker"])
def test_a_database_that_is_not_ready_is_told(tmp_path, word):
    answer = sporezo(tmp_path, word)
    assert (answer.returncode, answer.stderr) == (1, "The database is not ready. Type `sporezo migrate` first.\n")


def test_serve_answers_and_stops_when_told(migrated):
    with serving(migrated, "serve") as (process, port):
        assert wait_until(lambda: is_listening(port))
        assert get(port, "healthz") == (200, "alive\n")
        status, told = get(port, "readyz")
        assert (status, json.loads(told)) == (200, {"database": "ready", "worker": "silent"})
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert not is_listening(port)


@pytest.mark.parametrize("word", ["serve", "demo"])
def test_a_port_that_is_taken_is_told(migrated, word):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        answer = sporezo(migrated, word, "--port", str(port))
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Port {port} is taken.")
