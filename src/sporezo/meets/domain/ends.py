"""What becomes of a session: confirmed, cancelled, held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.db import transaction

from sporezo.meets.domain import words
from sporezo.meets.domain.arrivals import tell_soon
from sporezo.meets.domain.locks import lock
from sporezo.meets.enums import CourtState, MeetState, Presence, Reason
from sporezo.meets.models import Attendance, Court, KeepQuestion, Meet
from sporezo.meets.queries import There, missing_ids, who_is_there
from sporezo.meets.rules import refusal_to_change, refusal_to_hold
from sporezo.members.models import Member
from sporezo.notices.rules import is_night
from sporezo.prepared import write
from sporezo.safety.domain import acquaint

WARNED_BEFORE = dt.timedelta(hours=24)
HELD_AFTER = dt.timedelta(hours=3)  # nobody said otherwise by then: it was played
CHUNK = 50
CANCELLED = ("cancelled_at", "cancelled_reason", "cancelled_because")


@transaction.atomic
def confirm(meet: Meet, *, now: dt.datetime) -> bool:
    """Confirm a session once it has people *and* a court; those in it hear a moment later. False when not so far."""
    meet = lock(meet)
    return confirm_locked(meet, who_is_there(meet, now=now), now=now)


def confirm_locked(meet: Meet, there: There, *, now: dt.datetime) -> bool:
    """The same, of a session that is held still and whose people were read."""
    if meet.state not in (MeetState.PROPOSED, MeetState.OPEN) or now >= meet.starts_at or there.taken < meet.quorum:
        return False
    if meet.series_id and not KeepQuestion.objects.filter(meet=meet, closed_at__isnull=False).exists():
        return False  # a date of a series waits for its host's word, or for silence to keep it
    if not Court.objects.filter(meet=meet, state__in=(CourtState.NOT_NEEDED, CourtState.BOOKED)).exists():
        return False
    meet.state, meet.confirmed_at, meet.changed_at = MeetState.CONFIRMED, now, now
    meet.sequence += 1
    write(meet, "state", "confirmed_at", "changed_at", "sequence")
    tell_soon(meet, there, now=now)
    return True


@transaction.atomic
def cancel(meet: Meet, *, now: dt.datetime, reason: str = "", because: str = "", silently: bool = False) -> bool:
    """Call a session off and tell those who were in it, unless somebody else tells them; False when it was over."""
    meet = lock(meet)
    if meet.state in (MeetState.CANCELLED, MeetState.HELD):
        return False
    was_confirmed = meet.state == MeetState.CONFIRMED
    meet.state, meet.cancelled_at, meet.changed_at = MeetState.CANCELLED, now, now
    meet.cancelled_reason, meet.cancelled_because = Reason(reason) if reason else "", because.strip()[:200]
    meet.sequence += 1
    meet.save(update_fields=["state", "changed_at", "sequence", *CANCELLED])
    if not silently or was_confirmed:
        words.tell_cancelled(meet, now=now)
    return True


@transaction.atomic
def call_off(meet: Meet, *, by: Member, reason: str, now: dt.datetime, because: str = "") -> None:
    """Whoever organises calls it off, with a reason, and a word more if they wish."""
    meet = lock(meet)
    if refusal := refusal_to_change(meet, by, now=now):
        raise refusal
    cancel(meet, now=now, reason=reason, because=because)


@transaction.atomic
def hold(meet: Meet, *, came_ids: Collection[int], now: dt.datetime) -> None:
    """A session was played: who came, who did not; from now on those who came know each other."""
    meet = lock(meet)
    if refusal := refusal_to_hold(meet, now=now):
        raise refusal
    if meet.state == MeetState.HELD:
        return
    there = Attendance.objects.filter(meet=meet, presence=Presence.IN)
    there.filter(member__in=came_ids).update(presence=Presence.CAME, changed_at=now)
    there.filter(member__isnull=False).exclude(member__in=came_ids).update(presence=Presence.ABSENT, changed_at=now)
    there.filter(member__isnull=True).update(presence=Presence.CAME, changed_at=now)
    Attendance.objects.filter(
        meet=meet, presence__in=(Presence.PROPOSED, Presence.OFFERED, Presence.ASKED, Presence.WAITING)
    ).update(presence=Presence.OUT, changed_at=now)
    meet.state, meet.held_at, meet.changed_at = MeetState.HELD, now, now
    meet.save(update_fields=["state", "held_at", "changed_at"])
    came = Member.objects.filter(attendances__meet=meet, attendances__presence=Presence.CAME).order_by("pk")
    acquaint(list(came), now=meet.starts_at)


def settle_what_is_near(*, now: dt.datetime) -> int:
    """Sessions somebody organised: a day ahead those in hear that they are too few; at the time to decide it is off."""
    near = Meet.objects.filter(
        state=MeetState.OPEN, decide_by_at__isnull=False, starts_at__gt=now, starts_at__lte=now + WARNED_BEFORE
    ).order_by("starts_at")
    off = 0
    for meet in near.select_related("court", "venue", "sport")[:CHUNK]:
        if Attendance.objects.filter(meet=meet, presence=Presence.IN).count() >= meet.quorum:
            continue
        if meet.decide_by_at and meet.decide_by_at <= now:
            off += cancel(meet, now=now, reason=Reason.FEW)
        elif not is_night(now, ZoneInfo(meet.time_zone)):
            words.tell_too_few(meet, now=now)
    return off


def hold_what_is_over(*, now: dt.datetime) -> int:
    """Hold every confirmed session that ended some hours ago, and close those that never were confirmed."""
    over = Meet.objects.filter(
        state__in=(MeetState.PROPOSED, MeetState.OPEN, MeetState.CONFIRMED), starts_at__lt=now - HELD_AFTER
    ).order_by("starts_at")
    held = 0
    for meet in over[:CHUNK]:
        if now < meet.ends_at + HELD_AFTER:
            continue
        if meet.state == MeetState.CONFIRMED:
            there = Attendance.objects.filter(meet=meet, presence=Presence.IN, member__isnull=False)
            came = {pk for pk in there.values_list("member_id", flat=True) if pk} - missing_ids(meet, now=now)
            hold(meet, came_ids=came, now=now)
            held += 1
        else:
            cancel(meet, now=now, silently=True)
    return held
