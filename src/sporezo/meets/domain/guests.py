"""A place taken by somebody without an account, whom a member who plays invited by a link."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from sporezo.meets.domain.ends import confirm
from sporezo.meets.domain.locks import lock
from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.meets.rules import refusal_to_welcome
from sporezo.members.models import Member


@transaction.atomic
def welcome(meet: Meet, *, guest: str, by: Member, now: dt.datetime) -> Attendance:
    """The guest takes a place, as long as one is free and their member still plays."""
    meet = lock(meet)
    if refusal := refusal_to_welcome(meet, by, now=now):
        raise refusal
    attendance = Attendance.objects.create(
        meet=meet, guest_name=guest[:120], guest_of=by, presence=Presence.IN, since_at=now, changed_at=now
    )
    confirm(meet, now=now)
    return attendance
