"""Mail through real worker processes and a real mail server, some of them killed."""

import datetime as dt
import signal

import pytest
from django.db import transaction

from sporezo.jobs import clock
from sporezo.jobs.queue import queue
from sporezo.notices.domain import post
from sporezo.notices.enums import DeliveryState, Topic
from sporezo.notices.models import Delivery
from tests.factories.members import make_member, make_members
from tests.mailserver import mail_server
from tests.processes import own_queue, queue_url, wait_until, worker


@pytest.fixture
def bench(transactional_db, settings, tmp_path):
    """A folder, and this process on the same queue as the workers."""
    with own_queue(settings, queue_url(tmp_path)):
        yield tmp_path


@pytest.fixture
def server():
    with mail_server() as received:
        yield received


def say(member, key="once"):
    with transaction.atomic():
        post(to=member, kind="safety/closed", topic=Topic.SESSIONS, context={}, dedupe_key=key, now=clock.now())


def a_minute_later(bench):
    """Settings of a worker whose clock is past the time a dead one is given up."""
    later = clock.now() + dt.timedelta(seconds=60)
    return {"SPOREZO_DEMO": "1", "SPOREZO_NOW": later.isoformat(), "SPOREZO_DATA": str(bench / "later")}


def states():
    return set(Delivery.objects.values_list("state", flat=True))


def test_two_workers_send_each_mail_once(bench, server):
    with worker(bench, SPOREZO_SMTP_URL=server.url), worker(bench, SPOREZO_SMTP_URL=server.url):
        for member in make_members(31):
            say(member, f"to {member.pk}")
        assert wait_until(lambda: states() == {DeliveryState.SENT})
    assert len(server.mails) == len({mail["To"] for mail in server.mails}) == 31
    assert len({mail["Message-ID"] for mail in server.mails}) == 31


def test_a_mail_whose_worker_was_killed_while_sending_leaves_once_all_the_same(bench, server):
    server.dawdle = 30
    with worker(bench, SPOREZO_SMTP_URL=server.url) as doomed:
        say(make_member())
        assert server.began.wait(20)
        doomed.send_signal(signal.SIGKILL)
        doomed.wait()
    assert states() == {DeliveryState.CLAIMED}
    server.dawdle = 0
    with worker(bench, SPOREZO_SMTP_URL=server.url, **a_minute_later(bench)):
        assert wait_until(lambda: states() == {DeliveryState.SENT})
    assert len({mail["Message-ID"] for mail in server.mails}) == 1


def test_a_mail_whose_nudge_was_lost_leaves_all_the_same(bench, server):
    say(make_member())
    queue().flush()
    with worker(bench, SPOREZO_SMTP_URL=server.url, **a_minute_later(bench)):
        assert wait_until(lambda: states() == {DeliveryState.SENT})
    assert len(server.mails) == 1
