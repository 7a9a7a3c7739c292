"""`sporezo demo` as one types it: seeds once, serves, works, and leaves when told."""

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.processes import ROOT, wait_until
from tests.test_cli import environment, free_port, get, is_listening, sporezo


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    data = tmp_path_factory.mktemp("town")
    answer = sporezo(data, "demo", "--no-serve")
    assert answer.returncode == 0, answer.stderr
    return data


def test_alix_is_the_first_of_six_hundred(town):
    members = json.loads(sporezo(town, "members", "--json").stdout)
    assert members[0]["name"].startswith("Alix")
    assert len(members) >= 600


def test_what_is_open_in_town_and_who_keeps_order(town):
    told = """
from sporezo.demo.doors import moderators, public_page
from sporezo.meets.models import Meet
known = Meet.objects.filter(visibility="public", state__in=("open", "confirmed"))
ahead = known.filter(starts_at__gt=public_page().created_at)
some = [ahead.filter(**one).count() for one in ({"women_only": True}, {"newcomers_only": True})]
print(len({one.sport_id for one in ahead}), *some, ahead.exclude(series=None).exists(), moderators().count())
"""
    assert sporezo(town, "manage", "shell", "-c", told).stdout.split()[-5:] == ["5", "1", "1", "True", "1"]


def test_seeding_again_changes_nothing(town):
    before = sporezo(town, "members", "--json").stdout
    assert sporezo(town, "demo", "--no-serve").returncode == 0
    assert sporezo(town, "members", "--json").stdout == before


def test_the_demo_serves_and_works_until_ctrl_c(town):
    port = free_port()
    command = [sys.executable, "-m", "sporezo", "demo", "--port", str(port)]
    with (town / "log").open("w") as log:
        demo = subprocess.Popen(
            command, cwd=ROOT, env=environment(town), stdout=log, stderr=log, start_new_session=True
        )
    try:
        assert wait_until(lambda: is_listening(port), seconds=60)
        assert wait_until(lambda: "working" in get(port, "readyz")[1], seconds=60)
        assert get(port, "")[0] == 200
        os.killpg(demo.pid, signal.SIGINT)
        assert demo.wait(60) == 0, (town / "log").read_text()
    finally:
        if demo.poll() is None:
            os.killpg(demo.pid, signal.SIGKILL)
    assert not is_listening(port)
