"""Who stands where: one's turn in the list, the place one was offered, who knocks, whom one played with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Invitation, Meet, Offer, Opinion
from sporezo.meets.queries.reads import visible_to
from sporezo.members.models import Member
from sporezo.safety.queries import Card, cards, hidden_ids
from sporezo.sports.models import Practice
from sporezo.sports.rules import shown_level

ASKED_FOR = dt.timedelta(days=4)  # afterwards nobody remembers, and the page no longer asks


@dataclass(frozen=True, slots=True)
class Turn:
    """A session to come that one is not in yet: a place held for one, an invitation, a wait, an answer awaited."""

    meet: Meet
    presence: str
    until_at: dt.datetime | None = None  # a place is held until then

    @property
    def is_mine_to_answer(self) -> bool:
        return self.presence == Presence.OFFERED


@dataclass(frozen=True, slots=True)
class Knocking:
    """Somebody who asks to join, as whoever organises may read them."""

    card: Card
    level: str


def turn_of(meet: Meet, member: Member) -> int:
    """One's turn in the waiting list, 1 for the next; 0 for whoever does not wait."""
    line = Attendance.objects.filter(meet=meet, presence=Presence.WAITING, member__isnull=False)
    order = list(line.order_by("since_at", "pk").values_list("member_id", flat=True))
    return order.index(member.pk) + 1 if member.pk in order else 0


def offer_to(meet: Meet, member: Member, *, now: dt.datetime) -> Offer | None:
    """The place of the waiting list that is held for somebody now."""
    return Offer.objects.filter(
        attendance__meet=meet,
        attendance__member=member,
        attendance__presence=Presence.OFFERED,
        answered_at__isnull=True,
        expires_at__gt=now,
    ).first()


def knocking_at(meet: Meet, viewer: Member) -> list[Knocking]:
    """Those who asked and were not passed over, the first ahead; whoever is hidden from the viewer is not there."""
    asked = Attendance.objects.filter(meet=meet, presence=Presence.ASKED, passed_over_at__isnull=True)
    ids = [pk for pk in asked.order_by("since_at", "pk").values_list("member_id", flat=True) if pk]
    return knocking_cards(meet, ids, viewer)


def knocking_cards(meet: Meet, ids: list[int], viewer: Member) -> list[Knocking]:
    """These people, in this order, with their level in the session's sport; nobody hidden from the viewer."""
    seen = cards(viewer, ids, full_names=False)
    practices = Practice.objects.filter(member__in=ids, sport=meet.sport).order_by("-position")
    levels = {one.member_id: shown_level(one) for one in practices}
    return [Knocking(seen[pk], levels.get(pk, "")) for pk in ids if pk in seen]


def companions(meet: Meet, member: Member) -> list[Member]:
    """The other members who played, in the order they joined; whoever is hidden from one another is not there."""
    there = Member.objects.filter(
        attendances__meet=meet, attendances__presence__in=(Presence.IN, Presence.CAME)
    ).exclude(pk__in=hidden_ids(member) | {member.pk})
    return list(there.order_by("attendances__since_at", "pk"))


def players_there(meet: Meet) -> list[Member]:
    """All members who were in, those said to be absent among them, in the order they joined."""
    there = Q(attendances__meet=meet, attendances__presence__in=(Presence.IN, Presence.CAME, Presence.ABSENT))
    return list(Member.objects.filter(there).order_by("attendances__since_at", "pk"))


def to_tell(member: Member, now: dt.datetime) -> list[Meet]:
    """Sessions played lately of which one has said nothing yet, the last one first. One query."""
    said = Opinion.objects.filter(meet=OuterRef("pk"), by=member)
    mine = Attendance.objects.filter(meet=OuterRef("pk"), member=member, presence__in=(Presence.IN, Presence.CAME))
    over = (
        Meet.objects.filter(
            Exists(mine),
            ~Exists(said),
            state__in=(MeetState.CONFIRMED, MeetState.HELD),
            starts_at__range=(now - ASKED_FOR, now),
        )
        .select_related("sport", "venue")
        .order_by("-starts_at")
    )
    return [meet for meet in over[:5] if meet.ends_at <= now][:2]


def turns_of(member: Member, *, now: dt.datetime, but: Collection[int] = ()) -> list[Turn]:
    """Where one stands in sessions one is not in, what one has to answer first; `but` are said elsewhere.

    One query, three when something was offered. A round's own question is the round's to show.
    """
    rows = Attendance.objects.filter(
        member=member,
        presence__in=(Presence.OFFERED, Presence.WAITING, Presence.ASKED),
        meet__in=visible_to(member).filter(state__in=(MeetState.OPEN, MeetState.CONFIRMED), starts_at__gt=now),
    ).exclude(meet__in=but)
    found = list(rows.select_related("meet__sport", "meet__venue").order_by("meet__starts_at", "pk"))
    ids = [one.pk for one in found if one.presence == Presence.OFFERED]
    held = dict(
        Offer.objects.filter(attendance__in=ids, answered_at=None, expires_at__gt=now).values_list(
            "attendance", "expires_at"
        )
        if ids
        else ()
    )
    invited = set(
        Invitation.objects.filter(member=member, declined_at=None, meet__attendances__in=ids).values_list(
            "meet", flat=True
        )
        if ids
        else ()
    )
    turns = [
        Turn(one.meet, one.presence, held.get(one.pk))
        for one in found
        if one.presence != Presence.OFFERED or one.pk in held or one.meet_id in invited
    ]
    return sorted(turns, key=lambda turn: not turn.is_mine_to_answer)
