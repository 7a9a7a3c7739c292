"""Somebody in a session asks another member to it: the door opens for them, and no place is held."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from sporezo.meets.domain import words
from sporezo.meets.domain.locks import lock, lock_members
from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Invitation, Meet
from sporezo.meets.rules import refusal_to_invite, refusal_to_uninvite
from sporezo.members.models import Member


@transaction.atomic
def invite(meet: Meet, *, member: Member, by: Member, now: dt.datetime) -> Attendance:
    """Ask another member to come, once; whoever asked to join or waits, or is in already, stays where they are."""
    lock_members([member.pk, by.pk])
    meet = lock(meet)
    mine = Attendance.objects.filter(meet=meet, member=member).first()
    if mine is not None and mine.presence != Presence.OUT:
        return mine
    if refusal := refusal_to_invite(meet, member, by=by, now=now):
        raise refusal
    Invitation.objects.create(meet=meet, member=member, by=by, made_at=now)
    mine, _is_new = Attendance.objects.update_or_create(
        meet=meet, member=member, defaults={"presence": Presence.OFFERED, "since_at": now, "changed_at": now}
    )
    words.tell_invited(meet, mine, by=by, now=now)
    return mine


@transaction.atomic
def uninvite(meet: Meet, *, member: Member, by: Member, now: dt.datetime) -> None:
    """Whoever invited, or organises, takes an invitation back while it is no yes; it is not made a second time.

    Taking back one that was turned down in silence reads the same.
    """
    lock_members([member.pk, by.pk])
    meet = lock(meet)
    if refusal := refusal_to_uninvite(meet, member, by=by, now=now):
        raise refusal
    Invitation.objects.filter(meet=meet, member=member, withdrawn_at__isnull=True).update(withdrawn_at=now)
    Attendance.objects.filter(meet=meet, member=member, presence=Presence.OFFERED).update(
        presence=Presence.OUT, changed_at=now
    )


@transaction.atomic
def turn_down(meet: Meet, *, member: Member, now: dt.datetime) -> None:
    """No, thank you: nobody is told, and they are not asked to this session again."""
    meet = lock(meet)
    mine = Attendance.objects.filter(meet=meet, member=member, presence=Presence.OFFERED)
    open_to = Invitation.objects.filter(meet=meet, member=member, declined_at__isnull=True)
    if mine.exists() and open_to.update(declined_at=now):
        mine.update(presence=Presence.OUT, changed_at=now)
