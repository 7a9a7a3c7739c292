"""Who came: each player says it of the others, and whoever is said to be absent may say otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from sporezo.meets.domain import words
from sporezo.meets.domain.ends import hold
from sporezo.meets.domain.locks import lock
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet, Voice
from sporezo.meets.queries import missing_ids, together_since
from sporezo.meets.rules import refusal_to_answer_the_roll, refusal_to_call_the_roll
from sporezo.members.models import Member
from sporezo.safety.domain import acquaint, acquaint_since
from sporezo.safety.queries import hidden_ids


@transaction.atomic
def call_the_roll(meet: Meet, *, by: Member, came_ids: Collection[int], now: dt.datetime) -> None:
    """One player's word on all the others they may see; said again, it replaces the first.

    The organiser's word holds the session at once; what the words add up to is written down each time.
    """
    meet = lock(meet)
    if refusal := refusal_to_call_the_roll(meet, by, now=now):
        raise refusal
    there = Attendance.objects.filter(
        meet=meet, member__isnull=False, presence__in=(Presence.IN, Presence.CAME, Presence.ABSENT)
    )
    seen = set(there.values_list("member_id", flat=True)) - hidden_ids(by) - {by.pk}
    for pk in sorted(pk for pk in seen if pk):
        _say(meet, by, pk, pk in came_ids, now)
    _say(meet, by, by.pk, True, now)
    if by.pk == meet.host_id and meet.state != MeetState.HELD:
        hold(meet, came_ids=_came(meet, now), now=now)
    _write_down(lock(meet), now=now)


@transaction.atomic
def answer_the_roll(meet: Meet, *, member: Member, came: bool, now: dt.datetime) -> None:
    """Said to be absent: "I was there", or "true, I was not". One's last word counts."""
    meet = lock(meet)
    if refusal := refusal_to_answer_the_roll(meet, member, now=now):
        raise refusal
    _say(meet, member, member.pk, came, now)
    _write_down(meet, now=now)


def _say(meet: Meet, by: Member, about: int, came: bool, now: dt.datetime) -> None:
    """The first time something is said is kept: the hours to answer run from there."""
    said = {"came": came, "said_at": now}
    voice, is_new = Voice.objects.get_or_create(meet=meet, by=by, about_id=about, defaults=said)
    if not is_new and voice.came != came:
        voice.came, voice.said_at = came, now
        voice.save(update_fields=["came", "said_at"])


def _part_again(meet: Meet, gone: Collection[int]) -> None:
    """Whoever was not there met nobody there: they know the others since another session they shared, or not at all.

    A yes to *keep in touch* is another matter, and `network`'s: two who said it both wish for it, whatever the roll.
    """
    here = Attendance.objects.filter(
        meet=meet, member__isnull=False, presence__in=(Presence.CAME, Presence.ABSENT)
    ).values_list("member_id", flat=True)
    others = [pk for pk in here if pk]
    for one in gone:
        acquaint_since(one, together_since(one, others))


def _came(meet: Meet, now: dt.datetime) -> set[int]:
    missing = missing_ids(meet, now=now)
    there = Attendance.objects.filter(meet=meet, presence=Presence.IN, member__isnull=False)
    return {pk for pk in there.values_list("member_id", flat=True) if pk and pk not in missing}


def _write_down(meet: Meet, *, now: dt.datetime) -> None:
    """Bring the presences in line with the words, and tell those who are said to be absent; nobody hears by whom."""
    missing = missing_ids(meet, now=now)
    rows = Attendance.objects.filter(meet=meet, member__isnull=False).select_related("member").order_by("pk")
    if meet.state == MeetState.HELD:
        gone = list(rows.filter(presence=Presence.CAME, member__in=missing))
        for one in gone:
            one.presence, one.changed_at = Presence.ABSENT, now
            one.save(update_fields=["presence", "changed_at"])
        back = list(rows.filter(presence=Presence.ABSENT).exclude(member__in=missing))
        for one in back:
            one.presence, one.changed_at = Presence.CAME, now
            one.save(update_fields=["presence", "changed_at"])
        _part_again(meet, [one.member_id for one in gone if one.member_id])
        if back:
            came = rows.filter(presence=Presence.CAME).values_list("member_id", flat=True)
            acquaint([pk for pk in came if pk], now=meet.starts_at)
        if back or gone:
            meet.held_at = now  # so that whoever reads what was held reads it again
            meet.save(update_fields=["held_at"])
    own = Voice.objects.filter(meet=meet, came=False, by=F("about"))  # they said it themselves
    told = rows.filter(member__in=missing).exclude(member__in=own.values("by"))
    words.tell_absent(meet, [one.member for one in told if one.member], now=now)
