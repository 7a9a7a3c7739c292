import signal

import pytest

from sporezo.jobs import enqueue
from sporezo.jobs.models import PeriodicRun
from sporezo.jobs.queue import queue
from tests.processes import own_queue, queue_url, wait_until, worker
from tests.redisserver import redis_server

CHORES = "tests.jobs.chores"


@pytest.fixture
def bench(transactional_db, settings, tmp_path):
    """A folder of duties, and this process on the same queue as the workers."""
    for name in ("duties", "done"):
        (tmp_path / name).mkdir()
    (tmp_path / "lines").touch()
    with own_queue(settings, queue_url(tmp_path)):
        yield tmp_path


def start(bench, **settings):
    return worker(bench, imports=[CHORES], CHORES=str(bench), **settings)


def lines(bench):
    return (bench / "lines").read_text().split()


def test_each_job_runs_once_whatever_the_workers(bench):
    wanted = [str(number) for number in range(200)]
    for number in wanted:
        enqueue(f"{CHORES}.write_down", f"job-{number}")
    with start(bench), start(bench):
        assert wait_until(lambda: sum(line.startswith("job-") for line in lines(bench)) >= 200)
    assert sorted(line for line in lines(bench) if line.startswith("job-")) == sorted(f"job-{n}" for n in wanted)


def test_each_slot_of_a_periodic_task_runs_once_with_two_workers(bench):
    with start(bench), start(bench):
        assert wait_until(lambda: len(lines(bench)) >= 5)
    slots = PeriodicRun.objects.filter(task=f"{CHORES}.every_second").values_list("slot", flat=True)
    assert len(lines(bench)) == len(slots) == len(set(slots))


def test_a_duty_of_a_killed_worker_is_swept_by_another(bench):
    (bench / "duties" / "mail").touch()
    with start(bench) as doomed:
        enqueue(f"{CHORES}.do", "mail", 60.0)
        assert wait_until((bench / "begun").exists)
        doomed.send_signal(signal.SIGKILL)
        doomed.wait()
    assert not any(b"mail" in job for job in queue().storage.enqueued_items())
    with start(bench):
        assert wait_until((bench / "done" / "mail").exists)


def test_a_worker_told_to_stop_ends_the_job_under_way(bench):
    (bench / "duties" / "mail").touch()
    with start(bench) as asked:
        enqueue(f"{CHORES}.do", "mail", 1.5)
        assert wait_until((bench / "begun").exists)
        asked.send_signal(signal.SIGTERM)
        assert asked.wait(20) == 0
    assert (bench / "done" / "mail").exists()


def test_a_job_that_fails_does_not_stop_the_worker(bench):
    enqueue(f"{CHORES}.do", "no such duty")
    enqueue(f"{CHORES}.write_down", "after")
    with start(bench) as process:
        assert wait_until(lambda: "after" in lines(bench))
        assert process.poll() is None


def test_two_workers_share_a_queue_in_redis(bench, settings):
    wanted = [f"job-{number}" for number in range(100)]
    with redis_server() as url, own_queue(settings, url):
        with start(bench, SPOREZO_QUEUE_URL=url), start(bench, SPOREZO_QUEUE_URL=url):
            for line in wanted:
                enqueue(f"{CHORES}.write_down", line)
            assert wait_until(lambda: sum(line.startswith("job-") for line in lines(bench)) >= 100)
            assert wait_until(lambda: any(line.isdecimal() for line in lines(bench)))
        assert queue().pending_count() == 0
    assert sorted(line for line in lines(bench) if line.startswith("job-")) == sorted(wanted)
