"""Whether words were kept, from facts alone: a number for its owner, a band for those in one session, no more.

Never a fact: a refusal, a silence, a proposal, a place given back in time, or one that somebody else took; what the
organiser or a moderator excused; what is still in doubt; a session that was called off.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Q

from sporezo.engine.reliability import Standing, fading, standing
from sporezo.engine.roll import Verdict
from sporezo.meets.enums import MeetState, Presence, Reason, Word
from sporezo.meets.models import Attendance, Excuse, Meet, Opinion, Withdrawal
from sporezo.meets.queries.details import Tier, tier_of
from sporezo.meets.queries.reads import people_in
from sporezo.meets.queries.roll import verdicts
from sporezo.members.models import Member

KEPT = dt.timedelta(days=1080)  # six half-lives: what is older weighs a sixty-fourth
RESPONDENTS = 3
TAKEN = (Presence.IN, Presence.CAME, Presence.ABSENT)  # who took a place and did not come took it all the same
PRAISED_FOR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Slip:
    """An absence or a late withdrawal, as its owner reads it, or whoever organised; `weight` is what is left of it."""

    meet: Meet
    member: Member
    kind: str
    weight: float
    excuse: Excuse | None

    @property
    def is_excused(self) -> bool:
        return self.excuse is not None and self.excuse.granted_at is not None


@dataclass(frozen=True, slots=True)
class Praise:
    """What at least three co-players ticked, as shares (0–1)."""

    on_time: float
    fair: float
    respondents: int


def standing_for(member: Member, *, now: dt.datetime) -> Standing:
    """One's own number. Six queries."""
    return standing(_facts([member.pk], now)[member.pk])


def bands_in(meet: Meet, viewer: Member, *, now: dt.datetime) -> dict[int, str]:
    """The band of each who is in, for those who are in it themselves; nothing for anybody else. Eight queries."""
    if meet.state == MeetState.PROPOSED or tier_of(meet, viewer) != Tier.PLAYER:
        return {}
    there = Attendance.objects.filter(
        meet=meet, presence__in=(Presence.IN, Presence.CAME), member__isnull=False
    ).values_list("member_id", flat=True)
    ids = [int(pk or 0) for pk in there]
    if viewer.pk not in ids:
        return {}
    facts = _facts(ids, now)
    bands = {pk: standing(facts[pk]).band for pk in ids}
    return {pk: str(Word(band.value).label) for pk, band in bands.items() if band is not None}


def slips_of(member: Member, *, now: dt.datetime) -> list[Slip]:
    """What one's own number lost by, the last first, excused ones too."""
    return _slips(Q(member=member), now)


def slips_in(meet: Meet, *, now: dt.datetime) -> list[Slip]:
    """Who was absent or left late, for whoever organised to excuse."""
    return _slips(Q(meet=meet), now)


def praise_of(member: Member, *, now: dt.datetime) -> Praise | None:
    """Punctuality and fair play over a year, once three different co-players have spoken. One query."""
    said: dict[int, list[tuple[bool, bool]]] = defaultdict(list)
    rows = Opinion.objects.filter(about=member, said_at__gt=now - PRAISED_FOR)
    for by, on_time, fair in rows.values_list("by_id", "was_on_time", "was_fair"):
        said[by].append((on_time, fair))
    if len(said) < RESPONDENTS:
        return None
    times = [any(on_time for on_time, _fair in words) for words in said.values()]
    manners = [any(fair for _on_time, fair in words) for words in said.values()]
    return Praise(sum(times) / len(said), sum(manners) / len(said), len(said))


def _facts(members: Collection[int], now: dt.datetime) -> dict[int, list[tuple[str, float]]]:
    """By member, each fact and how many days ago its session was. Six queries, whatever the number of members."""
    found: dict[int, list[tuple[str, float]]] = {pk: [] for pk in members}
    came = Attendance.objects.filter(
        member__in=members,
        presence=Presence.CAME,
        meet__state=MeetState.HELD,
        meet__starts_at__range=(now - KEPT, now),
    )
    for pk, at in came.values_list("member_id", "meet__starts_at"):
        found[pk or 0].append(("came", (now - at).days))
    for slip in _slips(Q(member__in=members), now):
        if not slip.is_excused:
            found[slip.member.pk].append((slip.kind, (now - slip.meet.starts_at).days))
    return found


def _slips(whose: Q, now: dt.datetime) -> list[Slip]:
    """Five queries."""
    recent = Q(meet__starts_at__range=(now - KEPT, now))
    missed = list(
        Attendance.objects.filter(
            whose, recent, presence=Presence.ABSENT, meet__state=MeetState.HELD, member__isnull=False
        ).select_related("meet__sport", "member")
    )
    final = verdicts([one.meet for one in missed], now=now)
    left = (
        Withdrawal.objects.filter(whose, recent)
        .filter(
            Q(meet__state=MeetState.HELD) | Q(meet__state=MeetState.CANCELLED, meet__cancelled_reason=Reason.FEW),
            meet__attendances__member=F("member"),
            meet__attendances__presence=Presence.OUT,
        )
        .annotate(people=people_in("meet", presences=TAKEN))
        .filter(people__lt=F("meet__places"))
        .select_related("meet__sport", "member")
    )
    slips = [
        (one.meet, one.member, "absent")
        for one in missed
        if one.member and final.get((one.meet_id, one.member.pk)) == Verdict.ABSENT
    ]
    slips += [(one.meet, one.member, "late") for one in left]
    excuses = {(one.meet_id, one.member_id): one for one in Excuse.objects.filter(whose)}
    slips.sort(key=lambda one: (one[0].starts_at, one[0].pk, one[1].pk), reverse=True)
    return [
        Slip(meet, member, kind, fading((now - meet.starts_at).days), excuses.get((meet.pk, member.pk)))
        for meet, member, kind in slips
    ]
