"""Sending: claim, send, mark. A claim is one conditional UPDATE, so that of many workers one sends.

A worker may die after the mail left and before it is marked: the choice is *at least once*, a message told twice under
one Message-ID being better than a session nobody heard of.
"""

from __future__ import annotations

import datetime as dt
import smtplib
import time
from collections.abc import Collection, Sequence

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F

from sporezo.jobs import enqueue
from sporezo.jobs.giving_way import GoingLast, giving_way
from sporezo.notices.domain.letters import write
from sporezo.notices.domain.posting import MESSAGES_A_JOB
from sporezo.notices.enums import DeliveryState, Topic
from sporezo.notices.models import Delivery, Notice, Preference

ABANDONED_AFTER = dt.timedelta(seconds=45)  # three times EMAIL_TIMEOUT
CLOCKS_DIFFER = dt.timedelta(seconds=5)  # between the machine that posted and the one that sends
NUDGED_WITHIN = dt.timedelta(seconds=10)  # a worker had that long to hear of it
RETRY_AFTER = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=25),
    dt.timedelta(hours=2),
)
MOST_ATTEMPTS = len(RETRY_AFTER) + 1
A_SWEEP = 500
KEPT = dt.timedelta(days=365)


def send(deliveries: Sequence[int], *, now: dt.datetime) -> int:
    """Send those of these deliveries that are due and nobody else took, over one connection; how many left."""
    sent = 0
    began = time.monotonic()
    connection, last = get_connection(), GoingLast()
    try:
        for pk in deliveries:
            # Each claim is as old as itself: the last of twenty-five mails to a slow server is not abandoned at birth.
            moment = now + dt.timedelta(seconds=time.monotonic() - began)
            with last.piece():
                if _claim(pk, moment):
                    sent += _send_claimed(pk, connection, moment)
    finally:
        connection.close()
    return sent


def give_back_abandoned(*, now: dt.datetime) -> int:
    """Free what a dead worker left claimed, and nudge a worker for all that is overdue; how many were nudged."""
    abandoned = Delivery.objects.filter(state=DeliveryState.CLAIMED, claimed_at__lt=now - ABANDONED_AFTER)
    abandoned.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=DeliveryState.FAILED, problem="Each worker stopped while sending this."
    )
    abandoned.update(state=DeliveryState.WAITING)
    waiting = list(
        Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=now - NUDGED_WITHIN)
        .order_by("due_at", "pk")
        .values_list("pk", flat=True)[:A_SWEEP]
    )
    for start in range(0, len(waiting), MESSAGES_A_JOB):
        enqueue("sporezo.notices.tasks.deliver", *waiting[start : start + MESSAGES_A_JOB])
    return len(waiting)


def forget_said(kinds: Sequence[str], *, but: Collection[str]) -> int:
    """Forget messages of these kinds, sent or not, save those of these keys: an address served, and is gone."""
    count, _rows = Notice.objects.filter(kind__in=kinds).exclude(dedupe_key__in=but).delete()
    return count


def forget_old(*, now: dt.datetime) -> int:
    """Forget what was said long ago: a notice holds names and places, and its key has done its service."""
    count, _rows = Notice.objects.filter(created_at__lt=now - KEPT).delete()
    return count


def _claim(pk: int, now: dt.datetime) -> bool:
    free = Delivery.objects.filter(pk=pk, state=DeliveryState.WAITING, due_at__lte=now + CLOCKS_DIFFER)
    with giving_way(breath_seconds=0):  # a crowd of people at the database goes before its letters
        return free.update(state=DeliveryState.CLAIMED, claimed_at=now, attempts=F("attempts") + 1) == 1


def _send_claimed(pk: int, connection: BaseEmailBackend, now: dt.datetime) -> bool:
    delivery = Delivery.objects.select_related("notice__member").get(pk=pk)
    if not _is_wanted(delivery):
        _mark(delivery, state=DeliveryState.DROPPED)
        return False
    mail = write(delivery, now=now)
    mail.connection = connection
    try:
        connection.open()
        mail.send()
    except (smtplib.SMTPException, OSError) as error:
        connection.close()
        _put_off(delivery, problem=f"{type(error).__name__}: {error}", now=now)
        return False
    _mark(delivery, state=DeliveryState.SENT, sent_at=now, problem="")
    return True


def _is_wanted(delivery: Delivery) -> bool:
    member, topic = delivery.notice.member, delivery.notice.topic
    if member is None or topic == Topic.ACCOUNT:
        return True
    return member.is_active and not Preference.objects.filter(member=member, topic=topic, by_mail=False).exists()


def _put_off(delivery: Delivery, *, problem: str, now: dt.datetime) -> None:
    if delivery.attempts >= MOST_ATTEMPTS:
        _mark(delivery, state=DeliveryState.FAILED, problem=problem[:300])
    else:
        due_at = now + RETRY_AFTER[delivery.attempts - 1]
        _mark(delivery, state=DeliveryState.WAITING, due_at=due_at, problem=problem[:300])


def _mark(delivery: Delivery, **fields: object) -> None:
    """Write what became of our claim, unless a sweep has given it to another worker meanwhile."""
    ours = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.CLAIMED, claimed_at=delivery.claimed_at, attempts=delivery.attempts
    )
    ours.update(**fields)
