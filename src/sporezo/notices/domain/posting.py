"""Posting: a notice and its delivery are written in the transaction of the deed they tell of."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from sporezo.jobs import enqueue
from sporezo.members.models import Member
from sporezo.notices.domain.letters import check_kind
from sporezo.notices.enums import DeliveryState, Topic
from sporezo.notices.models import Delivery, Notice, Preference
from sporezo.prepared import Prepared

MESSAGES_A_JOB = 25


@dataclass(frozen=True)
class Message:
    """What to say and to whom: a member, or an e-mail address that has no account.

    `dedupe_key` names the event told, so that telling it again tells nothing. A key of `context` that ends in `_at`
    may hold an aware datetime. `due_at` holds the message back until then.
    """

    to: Member | str
    kind: str
    topic: str
    dedupe_key: str
    context: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
    language: str | None = None
    due_at: dt.datetime | None = None


def post(
    *,
    to: Member | str,
    kind: str,
    topic: str,
    context: Mapping[str, Any],
    link: str = "",
    dedupe_key: str,
    now: dt.datetime,
    language: str | None = None,
    due_at: dt.datetime | None = None,
) -> Notice | None:
    """Say one thing to one person, once the caller's transaction commits; None when this key was said before."""
    message = Message(to, kind, topic, dedupe_key, context, link, language, due_at)
    check_kind(kind)
    draft = _draft(message, now)
    with transaction.atomic():
        notice, is_new = Notice.objects.get_or_create(
            dedupe_key=dedupe_key,
            defaults={name: getattr(draft, name) for name in _WRITTEN},
        )
        if is_new:
            _deliver([notice], [message], now)
    return notice if is_new else None


def post_many(messages: Iterable[Message], *, now: dt.datetime) -> None:
    """Say many things at once, in a bounded number of queries; those whose key was said before are left alone."""
    by_key = {message.dedupe_key: message for message in messages}
    for kind in {message.kind for message in by_key.values()}:
        check_kind(kind)
    if not by_key:
        return
    with transaction.atomic(savepoint=False):
        said = set(_said(tuple(by_key)))
        new = [message for key, message in by_key.items() if key not in said]
        # Those another transaction writes meanwhile keep their words, and tell their row: they have a delivery by now.
        notices = Notice.objects.bulk_create(
            [_draft(message, now) for message in new],
            update_conflicts=True,
            unique_fields=["dedupe_key"],
            update_fields=["dedupe_key"],
        )
        _deliver(notices, new, now)


_said = Prepared(
    lambda keys: Notice.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True),
)
_unwanted = Prepared(
    lambda members: (
        Preference.objects.filter(member__in=members, by_mail=False)
        .exclude(topic=Topic.ACCOUNT)
        .values_list("member_id", "topic")
    )
)
_WRITTEN = ("member", "email", "language", "kind", "topic", "context", "link", "created_at")


def _draft(message: Message, now: dt.datetime) -> Notice:
    member = message.to if isinstance(message.to, Member) else None
    return Notice(
        member=member,
        email="" if member else str(message.to).strip().lower(),
        language=message.language or (member.language if member else settings.LANGUAGE_CODE),
        kind=message.kind,
        topic=message.topic,
        context=json.loads(json.dumps(dict(message.context), cls=DjangoJSONEncoder)),
        link=message.link,
        dedupe_key=message.dedupe_key,
        created_at=now,
    )


def _deliver(notices: Sequence[Notice], messages: Sequence[Message], now: dt.datetime) -> None:
    """Write one mail delivery a notice, and nudge a worker for those due now."""
    told = tuple({notice.member_id for notice in notices if notice.member_id})
    unwanted = set(_unwanted(told)) if told else set()
    deliveries = Delivery.objects.bulk_create(
        [
            Delivery(
                notice=notice,
                due_at=message.due_at or now,
                state=DeliveryState.DROPPED if (notice.member_id, notice.topic) in unwanted else DeliveryState.WAITING,
            )
            for notice, message in zip(notices, messages, strict=True)
        ],
        update_conflicts=True,
        unique_fields=["notice", "channel"],
        update_fields=["channel"],
    )
    due = sorted(one.pk for one in deliveries if one.state == DeliveryState.WAITING and one.due_at <= now)
    for start in range(0, len(due), MESSAGES_A_JOB):
        enqueue("sporezo.notices.tasks.deliver", *due[start : start + MESSAGES_A_JOB])
