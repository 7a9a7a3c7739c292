"""The backup that docs/self-hosting.md tells is enough to start again elsewhere."""

import json
import shutil
import sqlite3

from tests.test_cli import sporezo

ALIX = "from sporezo.members.models import Member; Member.objects.create_user('alix@example.org', first_name='Alix')"


def test_a_backup_taken_while_it_runs_is_an_instance(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    assert sporezo(first, "migrate").returncode == 0
    assert sporezo(first, "manage", "shell", "-c", ALIX).returncode == 0
    second.mkdir()
    with sqlite3.connect(first / "sporezo.sqlite3") as live, sqlite3.connect(second / "sporezo.sqlite3") as copy:
        live.execute("BEGIN IMMEDIATE")  # somebody is writing
        with sqlite3.connect(first / "sporezo.sqlite3") as reader:
            reader.backup(copy)
    shutil.copy(first / "secret_key", second)
    assert sporezo(second, "migrate").returncode == 0
    (member,) = json.loads(sporezo(second, "members", "--json").stdout)
    assert member["email"] == "alix@example.org"
