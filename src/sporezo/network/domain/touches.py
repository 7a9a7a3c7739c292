"""Exchanges written down, one by one or by the thousand, and struck out: `write` and `strike` are the one door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from sporezo.members.models import Member
from sporezo.network import rules
from sporezo.network.domain.sheets import refresh
from sporezo.network.enums import Direction, Purpose, TouchChannel
from sporezo.network.models import Contact, Touch

IN_PERSON = (
    TouchChannel.SESSION,
    TouchChannel.MEAL,
    TouchChannel.COFFEE,
    TouchChannel.AFTERWORK,
    TouchChannel.MEETING,
    TouchChannel.CALL,
)
"""What cannot but go both ways."""


@transaction.atomic
def log_touch(
    owner: Member,
    contacts: Collection[Contact],
    *,
    channel: str,
    at: dt.datetime,
    now: dt.datetime,
    direction: str = Direction.BOTH,
    purpose: str = Purpose.NEWS,
) -> list[Touch]:
    """Log one exchange with one or several people; told twice the same day, it stays one.

    A session, a meal, a coffee or a call goes both ways, whatever `direction` says.
    """
    refusal = rules.refusal_to_log(owner, contacts, at=at, now=now)
    if refusal:
        raise refusal
    if channel in IN_PERSON:
        direction = Direction.BOTH
    day = at.astimezone(ZoneInfo(owner.time_zone)).date()
    key = f"log:{channel}:{direction}:{day.isoformat()}"
    if purpose == Purpose.ASK:  # an ask is counted as one, whatever else was written that day
        key += ":ask"
    Contact.objects.filter(pk__in=[contact.pk for contact in contacts]).update(snoozed_until=None)
    write(
        owner,
        [
            Touch(
                owner=owner,
                contact=contact,
                at=min(at, now),
                channel=channel,
                direction=direction,
                purpose=purpose,
                people=len(contacts) + 1,
                key=key,
                logged_at=now,
            )
            for contact in contacts
        ],
        now=now,
    )
    return list(Touch.objects.filter(contact__in=contacts, key=key).select_related("contact").order_by("contact_id"))


@transaction.atomic
def write(owner: Member, touches: Iterable[Touch], *, now: dt.datetime) -> None:
    """Write these exchanges of one owner; what is there already (same contact, same `key`) is left as it is.

    Every exchange comes in by here, or by `put_in`, so that ties kept read (`sheets`) never miss one.
    """
    refresh(owner, put_in(touches), now=now)


def put_in(touches: Iterable[Touch]) -> set[int]:
    """The same for whoever writes much at once, and says so to `sheets.refresh` at the end of the transaction."""
    rows = list(touches)
    Touch.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return {row.contact_id for row in rows}


@transaction.atomic
def strike(owner: Member, touches: QuerySet[Touch], *, now: dt.datetime) -> int:
    """Those exchanges never took place; how many they were."""
    contacts = set(touches.filter(owner=owner).values_list("contact_id", flat=True))
    struck, _by_model = touches.filter(owner=owner).delete()
    refresh(owner, contacts, now=now)
    return struck


def unlog(touch: Touch, *, now: dt.datetime) -> None:
    """A slip of the thumb: the exchange never took place."""
    strike(touch.owner, Touch.objects.filter(pk=touch.pk), now=now)
