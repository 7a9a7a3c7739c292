"""After a session, in twenty seconds: a private word on levels, on the hour, on fair play."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction

from sporezo.engine.levels import HEARD_FROM
from sporezo.meets.domain.locks import lock
from sporezo.meets.enums import Shown
from sporezo.meets.models import Meet, Opinion
from sporezo.meets.queries import companions
from sporezo.meets.rules import refusal_to_tell
from sporezo.members.models import Member
from sporezo.sports.domain import hear
from sporezo.sports.models import Practice


@transaction.atomic
def tell(
    meet: Meet,
    *,
    by: Member,
    levels: Mapping[int, str],
    now: dt.datetime,
    on_time: Collection[int] = (),
    fair: Collection[int] = (),
) -> None:
    """Say of each co-player whether they play below, as or above what is shown; said again, it replaces the first word.

    Whoever is not in `levels`, or has an empty word there, was seen and not judged. `on_time` and `fair` praise: what
    is not said counts for nothing.
    """
    meet = lock(meet)
    if refusal := refusal_to_tell(meet, by, now=now):
        raise refusal
    counted = set(Opinion.objects.filter(meet=meet, by=by, counted_at__isnull=False).values_list("about_id", flat=True))
    for other in companions(meet, by):
        said: dict[str, object] = {"was_on_time": other.pk in on_time, "was_fair": other.pk in fair, "said_at": now}
        if other.pk in counted:
            Opinion.objects.filter(meet=meet, by=by, about=other).update(**said)
            continue
        word = levels.get(other.pk, "")
        said["level"] = word if word in Shown.values else ""
        Opinion.objects.update_or_create(meet=meet, by=by, about=other, defaults=said)
        weigh(other, meet, now=now)


def weigh(member: Member, meet: Meet, *, now: dt.datetime) -> bool:
    """Count what was said of somebody in this sport once three different players have spoken; each one's last word."""
    practice = Practice.objects.filter(member=member, sport=meet.sport).order_by("position").first()
    said = Opinion.objects.filter(about=member, meet__sport=meet.sport, counted_at__isnull=True).exclude(level="")
    last = {one.by_id: one.level for one in said.order_by("said_at", "pk")}
    if practice is None or len(last) < HEARD_FROM:
        return False
    words = list(last.values())
    hear(
        practice,
        below=words.count(Shown.BELOW),
        as_shown=words.count(Shown.AS_SHOWN),
        above=words.count(Shown.ABOVE),
        now=now,
    )
    said.update(counted_at=now)
    return True
