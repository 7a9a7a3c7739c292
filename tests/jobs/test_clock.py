import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from sporezo.jobs import clock

START = dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC)


@pytest.fixture
def moved(settings, tmp_path):
    settings.SPOREZO_DATA = tmp_path
    settings.SPOREZO_NOW = START
    clock._lead.cache_clear()
    yield settings
    clock._lead.cache_clear()


def test_now_is_the_wall_clock_when_nothing_moves_it(settings):
    settings.SPOREZO_NOW = None
    before = dt.datetime.now(dt.UTC)
    assert before <= clock.now() <= dt.datetime.now(dt.UTC)


def test_now_starts_where_it_is_told_and_runs_on(moved):
    first = clock.now()
    assert dt.timedelta() <= first - START < dt.timedelta(seconds=5)
    assert clock.now() > first


def test_now_goes_on_in_another_process_instead_of_starting_again(moved, tmp_path):
    an_hour_ago = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    kept = {"now": START.isoformat(), "first_looked_at": an_hour_ago.isoformat()}
    (tmp_path / "clock.json").write_text(json.dumps(kept))
    assert dt.timedelta(hours=1) <= clock.now() - START < dt.timedelta(hours=1, seconds=5)


def test_another_start_starts_the_clock_anew(moved):
    clock.now()
    moved.SPOREZO_NOW = START + dt.timedelta(days=7)
    assert dt.timedelta(days=7) <= clock.now() - START < dt.timedelta(days=7, seconds=5)


def test_a_damaged_file_is_written_again(moved, tmp_path):
    (tmp_path / "clock.json").write_text("{")
    clock.now()
    assert json.loads((tmp_path / "clock.json").read_text())["now"] == START.isoformat()


def test_all_who_look_at_once_agree(moved, tmp_path):
    with ThreadPoolExecutor(8) as pool:
        leads = set(pool.map(lambda _: clock._lead.__wrapped__(START, tmp_path), range(32)))
    assert len(leads) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["clock.json"]


def test_start_is_exactly_what_was_set(moved):
    assert clock.start() == START
