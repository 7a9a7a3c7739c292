import datetime as dt
import json

import pytest
from django.db import transaction

from sporezo.jobs import enqueue
from sporezo.jobs.models import PeriodicRun
from sporezo.jobs.queue import open_queue, push, queue

NOWHERE = "json.dumps"


@pytest.fixture
def fresh_queue():
    """The queue is opened once a process: tests that name another open theirs, and close it behind them."""
    queue.cache_clear()
    yield
    queue.cache_clear()


def test_enqueue_waits_for_the_commit(transactional_db, settings, fresh_queue, tmp_path):
    settings.QUEUE_URL = f"sqlite:///{tmp_path}/queue.sqlite3"
    with transaction.atomic():
        enqueue(NOWHERE, 1)
        assert queue().pending_count() == 0
    assert queue().pending_count() == 1


def test_enqueue_forgets_a_job_whose_transaction_failed(transactional_db, settings, fresh_queue, tmp_path):
    settings.QUEUE_URL = f"sqlite:///{tmp_path}/queue.sqlite3"
    with transaction.atomic():
        enqueue(NOWHERE, 1)
        transaction.set_rollback(True)
    assert queue().pending_count() == 0


def test_enqueue_refuses_a_name_that_is_no_function():
    with pytest.raises(ImportError):
        enqueue("sporezo.jobs.queue.no_such_thing")


def test_enqueue_refuses_what_json_cannot_carry():
    with pytest.raises(TypeError):
        enqueue(NOWHERE, dt.timedelta(1))


def test_enqueue_keeps_the_deed_when_the_queue_is_out_of_reach(
    transactional_db, settings, fresh_queue, tmp_path, caplog
):
    settings.QUEUE_URL = f"sqlite:///{tmp_path}/no/such/folder/queue.sqlite3"
    with transaction.atomic():
        PeriodicRun.objects.create(task="the deed", slot=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
        enqueue(NOWHERE, 1)
    assert PeriodicRun.objects.filter(task="the deed").exists()
    assert "unable to open database file" in caplog.text


def test_immediate_queue_runs_the_job_and_shows_its_error(transactional_db):
    with pytest.raises(TypeError, match="not JSON serializable"):
        push(NOWHERE, object())


def test_messages_are_plain_json(tmp_path):
    opened = open_queue(f"sqlite:///{tmp_path}/queue.sqlite3")
    opened.enqueue(opened._sporezo_call.s(NOWHERE, "é", 2))
    (message,) = opened.storage.enqueued_items()
    assert json.loads(message)[2] == [NOWHERE, "é", 2]
    assert opened.execute(opened.dequeue()) is None
    assert opened.pending_count() == 0
