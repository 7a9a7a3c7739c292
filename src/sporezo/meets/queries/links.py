"""Signed addresses about one session: a place offered, or an invitation, answered without signing in."""

from __future__ import annotations

import datetime as dt

from django.core import signing
from django.urls import reverse

from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Invitation, Meet
from sporezo.members.models import Member

SALT = "sporezo.meets.offered"
LASTS = dt.timedelta(days=60)


def offer_path(attendance: Attendance) -> str:
    """Where somebody says yes or no to the place they were offered."""
    return reverse("offered_place", args=[signing.dumps(attendance.pk, salt=SALT)])


def offered_by(token: str) -> Attendance | None:
    """Whose place a link is about, whatever became of it; None for a link that is not ours, or too old."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    rows = Attendance.objects.select_related("member", "meet__sport", "meet__venue", "meet__host")
    return rows.filter(pk=pk, member__is_active=True).first()


def invitation_to(meet: Meet, member: Member) -> Invitation | None:
    """The invitation a member may still answer, with who sent it."""
    open_to = Invitation.objects.filter(
        meet=meet,
        member=member,
        declined_at__isnull=True,
        withdrawn_at__isnull=True,
        meet__attendances__member=member,
        meet__attendances__presence=Presence.OFFERED,
    )
    return open_to.select_related("by").first()


def was_taken_back(meet: Meet, member: Member) -> bool:
    """Whether somebody's invitation was taken back by whoever made it, or by the organiser."""
    return Invitation.objects.filter(meet=meet, member=member, withdrawn_at__isnull=False).exists()
