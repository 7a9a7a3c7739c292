"""Who came, by the words of those who were there."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Min

from sporezo.engine.roll import Verdict, verdict
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet, Voice

HERE = (Presence.IN, Presence.CAME, Presence.ABSENT)


def verdicts(meets: Sequence[Meet], *, now: dt.datetime) -> dict[tuple[int, int], Verdict]:
    """By session and member, whether they came, for all who were in. Two queries."""
    there: dict[int, list[int]] = defaultdict(list)
    rows = Attendance.objects.filter(meet__in=meets, presence__in=HERE, member__isnull=False)
    for meet_id, member_id in rows.order_by("pk").values_list("meet_id", "member_id"):
        there[meet_id].append(member_id or 0)
    said: dict[tuple[int, int], list[Voice]] = defaultdict(list)
    for voice in Voice.objects.filter(meet__in=meets).order_by("said_at", "pk"):
        said[voice.meet_id, voice.about_id].append(voice)
    return {
        (meet.pk, pk): _verdict(meet, pk, said[meet.pk, pk], are_two=len(there[meet.pk]) == 2, now=now)
        for meet in meets
        for pk in there[meet.pk]
    }


def missing_ids(meet: Meet, *, now: dt.datetime) -> set[int]:
    """Those said to be absent, in doubt or for good."""
    return {pk for (_meet, pk), found in verdicts([meet], now=now).items() if found != Verdict.CAME}


def together_since(member: int, others: Collection[int]) -> dict[int, dt.datetime | None]:
    """The first session held that somebody and each of the others came to; None where there is none. One query."""
    theirs = Attendance.objects.filter(member=member, presence=Presence.CAME, meet__state=MeetState.HELD)
    came = Attendance.objects.filter(meet__in=theirs.values("meet"), presence=Presence.CAME, member__in=others)
    first = dict(came.order_by().values_list("member_id").annotate(Min("meet__starts_at")))
    return {other: first.get(other) for other in others if other != member}


def _verdict(meet: Meet, about: int, voices: Sequence[Voice], *, are_two: bool, now: dt.datetime) -> Verdict:
    own = next((one.came for one in voices if one.by_id == about), None)
    weighty = [one.came for one in voices if one.by_id != about and (one.by_id == meet.host_id or are_two)]
    others = [one.came for one in voices if one.by_id not in (about, meet.host_id) and not are_two]
    last = max((one.said_at for one in voices if not one.came), default=now)
    return verdict(own, weighty[0] if weighty else None, others, hours=(now - last).total_seconds() / 3600)
