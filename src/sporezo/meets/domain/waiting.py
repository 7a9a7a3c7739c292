"""The waiting list: first come, first served; a place is offered for a time, one list, never at night.

A party of two (a member and the guest they bring) is offered both places or none, and keeps its turn meanwhile.
"""

from __future__ import annotations

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from sporezo.meets.domain import words
from sporezo.meets.domain.locks import lock, lock_members
from sporezo.meets.enums import JoinMode, MeetState, Presence
from sporezo.meets.models import Attendance, Meet, Offer
from sporezo.meets.queries import who_is_there
from sporezo.meets.rules import free_places, is_awaited, is_kept_apart, refusal_to_join, refusal_to_wait
from sporezo.members.models import Member
from sporezo.notices.rules import is_night

WAITED_FOR = (
    (dt.timedelta(hours=16), dt.timedelta(hours=2)),
    (dt.timedelta(hours=1), dt.timedelta(minutes=30)),
    (dt.timedelta(0), dt.timedelta(minutes=10)),
)
"""More than so long before the start, an offer stands for so long."""

CHUNK = 50


@transaction.atomic
def wait(meet: Meet, *, member: Member, now: dt.datetime, guest: str = "") -> Attendance:
    """Take a turn in the list, with a guest or alone; waiting already, one keeps one's turn."""
    lock_members([member.pk])
    meet = lock(meet)
    mine = Attendance.objects.filter(meet=meet, member=member).first()
    if mine is not None and mine.presence == Presence.WAITING:
        return mine
    if refusal := refusal_to_wait(meet, member, now=now, seats=2 if guest else 1):
        raise refusal
    party = uuid.uuid4() if guest else None
    mine, _is_new = Attendance.objects.update_or_create(
        meet=meet,
        member=member,
        defaults={"presence": Presence.WAITING, "party": party, "since_at": now, "changed_at": now},
    )
    if guest:
        bring(meet, member=member, guest=guest, party=party, presence=Presence.WAITING, now=now)
    return mine


def bring(
    meet: Meet, *, member: Member, guest: str, party: uuid.UUID | None, presence: Presence, now: dt.datetime
) -> None:
    """The guest's own row: guests are people, and count as such."""
    Attendance.objects.filter(meet=meet, guest_of=member, party__isnull=False).delete()  # not those invited by a link
    Attendance.objects.create(
        meet=meet,
        guest_name=guest[:120],
        guest_of=member,
        party=party,
        presence=presence,
        since_at=now,
        changed_at=now,
    )


@transaction.atomic
def offer_places(meet: Meet, *, now: dt.datetime) -> list[Offer]:
    """Offer what is free to the first in line, one offer a place; nothing at night, nothing once it began."""
    meet = lock(meet)
    zone = ZoneInfo(meet.time_zone)
    if meet.state not in (MeetState.OPEN, MeetState.CONFIRMED) or now >= meet.starts_at or is_night(now, zone):
        return []
    free = free_places(meet, now=now)
    made: list[Offer] = []
    line = Attendance.objects.filter(meet=meet, presence=Presence.WAITING, member__isnull=False)
    for attendance in line.select_related("member").order_by("since_at", "pk"):
        if attendance.member and is_kept_apart(meet, attendance.member):
            continue  # an offer that cannot be taken would say why
        seats = 2 if attendance.party else 1
        if seats > free:
            break  # nobody is overtaken: two places are awaited rather than one given further down
        free -= seats
        _everybody(attendance).update(presence=Presence.OFFERED, changed_at=now)
        until = min(now + offer_lasts(meet.starts_at - now), meet.starts_at)
        made.append(Offer.objects.create(attendance=attendance, made_at=now, expires_at=until))
    words.tell_offered(meet, made, now=now)
    return made


@transaction.atomic
def hold_for(meet: Meet, *, member: Member, now: dt.datetime) -> Offer | None:
    """Hold a free place, as the list would, for somebody who did not ask; None when the moment has passed.

    Whoever waits comes first, nobody is asked at night, nobody twice, and nobody whom the session would refuse.
    """
    lock_members([member.pk])
    meet = lock(meet)
    there = who_is_there(meet, now=now)
    is_new = there.of(member) is None
    if is_awaited(meet, there):
        return None
    there.rows[:] = [one for one in there.rows if one.presence != Presence.WAITING]
    row = Attendance(meet=meet, member=member, presence=Presence.OFFERED, since_at=now, changed_at=now)
    if is_new and meet.join_mode == JoinMode.INVITED:
        there.rows.append(row)  # being asked is the invitation
    if (
        meet.state not in (MeetState.OPEN, MeetState.CONFIRMED)
        or now >= meet.starts_at
        or is_night(now, ZoneInfo(meet.time_zone))
        or not is_new
        or refusal_to_join(meet, member, now=now, there=there)
    ):
        return None
    row.save()
    until = min(now + offer_lasts(meet.starts_at - now), meet.starts_at)
    made = Offer.objects.create(attendance=row, made_at=now, expires_at=until)
    words.tell_offered(meet, [made], now=now)
    return made


def offer_lasts(ahead: dt.timedelta) -> dt.timedelta:
    """How long a place is held for somebody, by how far away the start is.

    >>> [str(offer_lasts(dt.timedelta(hours=hours))) for hours in (17, 16, 0.5)]
    ['2:00:00', '0:30:00', '0:10:00']
    """
    return next(length for bound, length in WAITED_FOR if ahead > bound)


@transaction.atomic
def decline(meet: Meet, *, member: Member, now: dt.datetime) -> None:
    """No, thank you: the place goes to the next in line. Said twice, it changes nothing."""
    meet = lock(meet)
    offer = Offer.objects.filter(attendance__meet=meet, attendance__member=member, answered_at__isnull=True).last()
    if offer is None:
        return
    _close(offer, accepted=False, now=now)
    offer_places(meet, now=now)


def sweep_offers(*, now: dt.datetime) -> int:
    """Close the offers whose time has passed, and offer what is free: after a night, or after a worker's."""
    meets = set(
        Offer.objects.filter(answered_at__isnull=True, expires_at__lte=now).values_list("attendance__meet", flat=True)
    ) | set(
        Attendance.objects.filter(
            presence=Presence.WAITING,
            meet__starts_at__gt=now,
            meet__state__in=(MeetState.OPEN, MeetState.CONFIRMED),
        ).values_list("meet", flat=True)
    )
    return sum(_sweep(meet, now) for meet in Meet.objects.filter(pk__in=meets).order_by("starts_at")[:CHUNK])


@transaction.atomic
def _sweep(meet: Meet, now: dt.datetime) -> int:
    meet = lock(meet)
    passed = Offer.objects.filter(attendance__meet=meet, answered_at__isnull=True, expires_at__lte=now)
    late = list(passed.select_related("attendance__member"))
    for offer in late:
        _close(offer, accepted=None, now=now)
    if meet.state != MeetState.CANCELLED and now < meet.starts_at:
        # Whoever was asked without having waited is left in peace: their silence was an answer.
        waited = [offer for offer in late if offer.attendance.since_at < offer.made_at]
        words.tell_passed(meet, waited, now=now)
    return len(offer_places(meet, now=now))


def take(attendance: Attendance, *, now: dt.datetime) -> None:
    """The place offered is taken: its offer is answered, and the guest comes along."""
    Offer.objects.filter(attendance=attendance, answered_at__isnull=True).update(answered_at=now, accepted=True)
    _everybody(attendance).exclude(pk=attendance.pk).update(presence=Presence.IN, changed_at=now)


def _close(offer: Offer, *, accepted: bool | None, now: dt.datetime) -> None:
    offer.answered_at, offer.accepted = now, accepted
    offer.save(update_fields=["answered_at", "accepted"])
    _everybody(offer.attendance).filter(presence=Presence.OFFERED).update(presence=Presence.OUT, changed_at=now)


def _everybody(attendance: Attendance) -> QuerySet[Attendance]:
    """The row itself, and the guest's in a party."""
    rows = Attendance.objects.filter(meet=attendance.meet_id)
    return rows.filter(party=attendance.party) if attendance.party else rows.filter(pk=attendance.pk)
