"""Whom one trusts with a session."""

from __future__ import annotations

import datetime as dt

from django.utils.crypto import salted_hmac

from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Hush, Meet, Vigil
from sporezo.meets.queries.details import presence_of
from sporezo.members.models import Member

HUSH = "sporezo.meets.hush"
GONE_AFTER = dt.timedelta(days=1)  # after the session: then the link shows nothing, and the address is deleted


def vigil_of(meet: Meet, member: Member, *, now: dt.datetime) -> Vigil | None:
    """The running one; none once it is over."""
    if now >= meet.ends_at + GONE_AFTER:
        return None
    return Vigil.objects.filter(meet=meet, member=member, stopped_at=None).first()


def is_still_in(vigil: Vigil) -> bool:
    """Whether its member still plays, or played."""
    places = (Presence.IN, Presence.CAME, Presence.ABSENT)
    return vigil.meet.state != MeetState.CANCELLED and presence_of(vigil.meet, vigil.member) in places


def hushed(email: str) -> str:
    """The hash an address that would rather not be told is kept as, keyed by the instance's secret."""
    return salted_hmac(HUSH, email, algorithm="sha256").hexdigest()


def is_hushed(email: str) -> bool:
    return Hush.objects.filter(address=hushed(email)).exists()
