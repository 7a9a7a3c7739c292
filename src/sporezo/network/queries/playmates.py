"""Whom one could bring to a session: the members one is linked with, and the people one holds in the near circles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Q, When

from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Invitation, Meet
from sporezo.meets.queries import is_shown_to, kept_apart_among, standings
from sporezo.members.models import Member
from sporezo.network.enums import Circle
from sporezo.network.models import Contact, Link
from sporezo.sports.models import Practice

MOST_CONTACTS = 12
NEAR = (Circle.FIRST, Circle.SECOND, Circle.ACTIVE)


@dataclass(frozen=True, slots=True)
class Linked:
    """Somebody one is linked with, whether they do this sport, and what became of asking them; never their no."""

    member: Member
    plays: bool
    is_asked: bool
    is_taken_back: bool
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class Playmates:
    """Those who have an account are asked by Sporezo, at one's word; the others by oneself, with a link."""

    linked: Sequence[Linked]
    contacts: Sequence[Contact]


def playmates(owner: Member, meet: Meet) -> Playmates:
    """Whoever is in it, must not meet somebody there, or it is not for, is left out without a word. Eleven queries."""
    pairs = Link.objects.filter(Q(low=owner) | Q(high=owner), ended_at=None).values_list("low_id", "high_id")
    ids = {other for pair in pairs for other in pair} - {owner.pk}
    there = dict(Attendance.objects.filter(meet=meet, member__isnull=False).values_list("member_id", "presence"))
    asked = {one.member_id: one for one in Invitation.objects.filter(meet=meet)}
    playing = {pk for pk, presence in there.items() if presence == Presence.IN}
    apart = {pk for pair in kept_apart_among(ids | playing) if set(pair) & playing for pk in pair} - playing
    plays = set(Practice.objects.filter(member__in=ids, sport=meet.sport).values_list("member_id", flat=True))
    standing = standings(ids)
    linked = [
        Linked(
            one,
            plays=one.pk in plays,
            is_asked=one.pk in asked,
            is_taken_back=one.pk in asked and asked[one.pk].withdrawn_at is not None,
            may_take_back=one.pk in asked and one.pk not in playing and owner.pk in (asked[one.pk].by_id, meet.host_id),
        )
        for one in Member.objects.filter(pk__in=ids - apart, is_active=True).order_by("first_name", "last_name", "pk")
        if (one.pk in asked or there.get(one.pk, Presence.OUT) == Presence.OUT) and is_shown_to(meet, standing[one.pk])
    ]
    linked.sort(key=lambda one: (one.is_asked, not one.plays))
    near = Case(*(When(circle=circle, then=place) for place, circle in enumerate(NEAR)), default=len(NEAR))
    contacts = Contact.objects.filter(
        owner=owner, trashed_at=None, member=None, set_aside_at=None, circle__in=NEAR
    ).order_by(near, "given_name", "family_name", "pk")
    return Playmates(linked, list(contacts[:MOST_CONTACTS]))
