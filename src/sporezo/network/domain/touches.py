"""Logging what took place: one exchange, with everyone who was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.db import transaction

from sporezo.members.models import Member
from sporezo.network import rules
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
    Touch.objects.bulk_create(
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
        ignore_conflicts=True,
    )
    Contact.objects.filter(pk__in=[contact.pk for contact in contacts]).update(snoozed_until=None)
    return list(Touch.objects.filter(contact__in=contacts, key=key).select_related("contact").order_by("contact_id"))


def unlog(touch: Touch) -> None:
    """A slip of the thumb: the exchange never took place."""
    touch.delete()
