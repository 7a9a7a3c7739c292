"""Who is in: joining, leaving, handing a session over."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from sporezo.meets.domain import words
from sporezo.meets.domain.ends import confirm_locked
from sporezo.meets.domain.locks import lock, lock_members
from sporezo.meets.domain.waiting import bring, offer_places, take
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet, Withdrawal
from sporezo.meets.queries import There, who_is_there
from sporezo.meets.rules import is_late_to_leave, refusal_to_change, refusal_to_join, refusal_to_knock, refusal_to_leave
from sporezo.members.models import Member
from sporezo.prepared import write
from sporezo.ui.refused import Refused


@transaction.atomic
def join(meet: Meet, *, member: Member, now: dt.datetime, guest: str = "") -> Attendance:
    """Take a place: never more people than places, nobody in two sessions at once. Joining twice changes nothing.

    The session confirms itself once enough are in and its court is settled. A guest one brings takes a place too.
    """
    lock_members([member.pk])
    meet = lock(meet)
    return let_in(meet, who_is_there(meet, now=now), member=member, now=now, guest=guest)


def let_in(meet: Meet, there: There, *, member: Member, now: dt.datetime, guest: str = "") -> Attendance:
    """The same, of a session and a member who are held still, and whose people were read: `there` follows."""
    if refusal := refusal_to_join(meet, member, now=now, seats=2 if guest else 1, there=there):
        raise refusal
    mine = there.of(member)
    was = mine.presence if mine else None
    if was == Presence.IN and mine is not None:
        return mine
    untold = now if meet.state == MeetState.CONFIRMED else None
    if mine is None:
        mine = Attendance.objects.create(
            meet=meet, member=member, presence=Presence.IN, since_at=now, changed_at=now, untold_since_at=untold
        )
        there.rows.append(mine)
    else:
        if untold and was == Presence.OUT and words.unsay_departure(meet, member, now=now):
            untold = None  # back before anybody was told that they had left
        mine.presence, mine.since_at, mine.changed_at, mine.untold_since_at = Presence.IN, now, now, untold
        write(mine, "presence", "since_at", "changed_at", "untold_since_at")
        if was == Presence.OFFERED:
            take(mine, now=now)
            if mine.party:
                there.rows[:] = who_is_there(meet, now=now).rows
    if guest:
        mine.party = uuid.uuid4()
        mine.save(update_fields=["party"])
        bring(meet, member=member, guest=guest, party=mine.party, presence=Presence.IN, now=now)
        there.rows[:] = who_is_there(meet, now=now).rows
    if meet.host_id is None:
        meet.host = member
        meet.save(update_fields=["host"])
    is_on = meet.state == MeetState.CONFIRMED or confirm_locked(meet, there, now=now)
    if not is_on and meet.decide_by_at and meet.host_id != member.pk:
        words.tell_host_of_arrival(meet, member, now=now)
    return mine


@transaction.atomic
def leave(meet: Meet, *, member: Member, now: dt.datetime) -> None:
    """Give one's place back. The session is no longer confirmed when too few stay; it passes to the next in line.

    While it is only proposed nobody is told, and one's name stays: a refusal looks like a silence.
    """
    lock_members([member.pk])
    meet = lock(meet)
    if refusal := refusal_to_leave(meet, member, now=now):
        raise refusal
    was_confirmed = meet.state == MeetState.CONFIRMED
    place = Attendance.objects.filter(meet=meet, member=member, presence=Presence.IN).first()
    if place is not None and was_confirmed and is_late_to_leave(meet, since_at=place.since_at, now=now):
        Withdrawal.objects.get_or_create(meet=meet, member=member, defaults={"left_at": now})
    Attendance.objects.filter(meet=meet, member=member).update(
        presence=Presence.PROPOSED if meet.state == MeetState.PROPOSED else Presence.OUT,
        party=None,
        changed_at=now,
        untold_since_at=None,
    )
    Attendance.objects.filter(meet=meet, guest_of=member).delete()
    staying = Attendance.objects.filter(meet=meet, presence=Presence.IN)
    if meet.host_id == member.pk:
        meet.host_id = _next_host(meet)
    _unsettle_if_few(meet, staying.count())
    meet.changed_at = now
    meet.save(update_fields=["host", "state", "confirmed_at", "sequence", "changed_at"])
    came_unseen = place is not None and place.untold_since_at and meet.state == MeetState.CONFIRMED
    if was_confirmed and place is not None and not came_unseen:
        words.tell_of_departure(meet, member, now=now)
    offer_places(meet, now=now)


def leave_all(member: Member, *, now: dt.datetime) -> int:
    """Give back every place one has in sessions to come, one transaction each; how many."""
    mine = Attendance.objects.filter(
        member=member, presence__in=(Presence.IN, Presence.WAITING, Presence.ASKED), meet__starts_at__gt=now
    ).exclude(meet__state=MeetState.CANCELLED)
    meets = [one.meet for one in mine.select_related("meet").order_by("meet__starts_at", "pk")]
    for meet in meets:
        leave(meet, member=member, now=now)
    return len(meets)


@transaction.atomic
def knock(meet: Meet, *, member: Member, now: dt.datetime) -> Attendance:
    """Ask to join where people are chosen; whoever organises hears of it once."""
    lock_members([member.pk])
    meet = lock(meet)
    mine = Attendance.objects.filter(meet=meet, member=member).first()
    if mine is not None and mine.presence == Presence.ASKED:
        return mine
    if refusal := refusal_to_knock(meet, member, now=now):
        raise refusal
    mine, _is_new = Attendance.objects.update_or_create(
        meet=meet, member=member, defaults={"presence": Presence.ASKED, "since_at": now, "changed_at": now}
    )
    words.tell_of_knock(meet, member, now=now)
    return mine


@transaction.atomic
def admit(meet: Meet, *, member: Member, by: Member, now: dt.datetime) -> None:
    """Whoever organises says yes to somebody who asked."""
    lock_members([member.pk])
    meet = lock(meet)
    if refusal := refusal_to_change(meet, by, now=now):
        raise refusal
    asked = Attendance.objects.filter(meet=meet, member=member, presence=Presence.ASKED)
    if not asked.update(presence=Presence.PROPOSED, changed_at=now):
        return
    if refusal_to_join(meet, member, now=now):
        raise Refused(
            _("%(name)s cannot come any more: no place is left, or they play elsewhere.") % {"name": member.short_name},
            _("Leave them where they are; a place may come free."),
        )
    join(meet, member=member, now=now)
    words.tell_admitted(meet, member, now=now)


@transaction.atomic
def pass_over(meet: Meet, *, member: Member, by: Member, now: dt.datetime) -> None:
    """Whoever organises chooses others: the one who asked is told nothing, and goes on waiting until the start."""
    meet = lock(meet)
    if refusal := refusal_to_change(meet, by, now=now):
        raise refusal
    Attendance.objects.filter(meet=meet, member=member, presence=Presence.ASKED).update(passed_over_at=now)


@transaction.atomic
def recount(meet: Meet, *, now: dt.datetime) -> Meet:
    """Bring a session in line with who is in it: an account that is deleted leaves no word."""
    meet = lock(meet)
    recount_locked(meet, who_is_there(meet, now=now), now=now)
    return meet


def recount_locked(meet: Meet, there: There, *, now: dt.datetime) -> None:
    """The same, of a session that is held still and whose people were read."""
    if _unsettle_if_few(meet, there.taken) or (there.taken and meet.host_id is None):
        meet.host_id, meet.changed_at = meet.host_id or _next_host(meet), now
        meet.save(update_fields=["host", "state", "confirmed_at", "sequence", "changed_at"])


def _unsettle_if_few(meet: Meet, staying: int) -> bool:
    """A confirmed session is in the balance again when too few stay."""
    if meet.state != MeetState.CONFIRMED or staying >= meet.quorum:
        return False
    meet.state, meet.confirmed_at = MeetState.OPEN, None
    meet.sequence += 1
    return True


@transaction.atomic
def ask(meet: Meet, *, member: Member, now: dt.datetime) -> Attendance:
    """Offer a free place to one more member; nobody else reads their name until they take it."""
    meet = lock(meet)
    attendance, is_new = Attendance.objects.get_or_create(
        meet=meet, member=member, defaults={"presence": Presence.OFFERED, "since_at": now, "changed_at": now}
    )
    if not is_new and attendance.presence == Presence.OUT:
        attendance.presence, attendance.changed_at = Presence.OFFERED, now
        attendance.save(update_fields=["presence", "changed_at"])
    return attendance


@transaction.atomic
def let_go(meet: Meet, *, members: list[int], now: dt.datetime) -> None:
    """Those who were asked and are not coming: their names leave the session without a word."""
    lock(meet)
    Attendance.objects.filter(meet=meet, member__in=members, presence__in=(Presence.PROPOSED, Presence.OFFERED)).update(
        presence=Presence.OUT, changed_at=now
    )


@transaction.atomic
def hand_over(meet: Meet, *, by: Member, to: Member, now: dt.datetime) -> None:
    """Another one of those who are in becomes the organiser."""
    meet = lock(meet)
    if refusal := refusal_to_change(meet, by, now=now):
        raise refusal
    if not Attendance.objects.filter(meet=meet, member=to, presence=Presence.IN).exists():
        raise Refused(_("Only somebody who plays can take the session over."))
    if meet.host_id == to.pk:
        return
    meet.host, meet.changed_at = to, now
    meet.save(update_fields=["host", "changed_at"])
    words.tell_of_handover(meet, by=by, now=now)


def _next_host(meet: Meet) -> int | None:
    """Whoever has been in the longest."""
    staying = Attendance.objects.filter(meet=meet, presence=Presence.IN, member__isnull=False)
    return staying.order_by("since_at", "pk").values_list("member_id", flat=True).first()
