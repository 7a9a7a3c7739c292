"""The private address a calendar app reads one's sessions from."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction

from sporezo.diary.models import CalendarFeed
from sporezo.members.models import Member


@transaction.atomic
def open_feed(member: Member, *, now: dt.datetime) -> CalendarFeed:
    """A new address; the former one, if any, no longer opens anything."""
    revoke_feed(member, now=now)
    return CalendarFeed.objects.create(member=member, token=secrets.token_urlsafe(32), created_at=now)


@transaction.atomic
def revoke_feed(member: Member, *, now: dt.datetime) -> None:
    """From now on the address opens nothing."""
    CalendarFeed.objects.filter(member=member, revoked_at__isnull=True).update(revoked_at=now)
