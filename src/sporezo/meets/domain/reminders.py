"""Reminders: the evening before and two hours before, once each, never at night, and where a session moved, anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sporezo.meets.domain.locks import lock
from sporezo.meets.domain.words import facts
from sporezo.meets.enums import MeetState, Presence, ReminderKind
from sporezo.meets.models import Attendance, Court, Meet, Reminder
from sporezo.notices.domain import Message, post_many
from sporezo.notices.enums import Topic
from sporezo.notices.rules import NIGHT_TO, is_night
from sporezo.ui.refused import Refused

EVENING = dt.time(18)
SOON = dt.timedelta(hours=2)
TOO_LATE = dt.timedelta(hours=1)  # by then one has left home
STALE = dt.timedelta(hours=4)  # workers that were stopped do not say in the night what was for the evening
FURTHEST = dt.timedelta(hours=31)  # from the evening before to the end of the longest day of the year
TOLD_LATELY = dt.timedelta(hours=1)
SALT = "sporezo.meets.place"
LINK_LASTS = dt.timedelta(days=3)


def due_at(kind: str, starts_at: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
    """When a session is to be reminded of, by the wall clock where it is played; None when that would be at night.

    Two hours before a start at 08:30 is night: it is said at 07:00, when that is still an hour ahead.

    >>> paris = ZoneInfo("Europe/Paris")
    >>> start = dt.datetime(2026, 10, 25, 8, 30, tzinfo=paris)  # the night the clocks go back
    >>> [due_at(kind, start, paris).isoformat() for kind in ReminderKind]
    ['2026-10-24T16:00:00+00:00', '2026-10-25T06:00:00+00:00']
    >>> due_at(ReminderKind.SOON, start - dt.timedelta(hours=1), paris)
    """
    local = starts_at.astimezone(zone)
    if kind == ReminderKind.EVE:
        eve = dt.datetime.combine(local.date() - dt.timedelta(days=1), EVENING, tzinfo=zone)
        return eve.astimezone(dt.UTC)
    at = starts_at.astimezone(dt.UTC) - SOON
    if is_night(at, zone):
        at = dt.datetime.combine(local.date(), NIGHT_TO, tzinfo=zone).astimezone(dt.UTC)
    return at if at <= starts_at - TOO_LATE and not is_night(at, zone) else None


def remind(*, now: dt.datetime) -> int:
    """Say what is due; how many reminders left. Run as often as one likes: each session is reminded of once."""
    near = Meet.objects.filter(state=MeetState.CONFIRMED, starts_at__gt=now, starts_at__lte=now + FURTHEST)
    said = set(Reminder.objects.filter(meet__in=near).values_list("meet_id", "kind", "starts_at"))
    due = [
        (meet, kind)
        for meet in near.order_by("starts_at", "pk")
        for kind in ReminderKind
        if (meet.pk, kind.value, meet.starts_at) not in said and _is_due(kind, meet, now)
    ]
    return sum(_remind(meet, kind, now=now) for meet, kind in due)


def read_place_link(token: str) -> Attendance:
    """Whose place in which session a link gives back."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_LASTS)
        return Attendance.objects.select_related("member", "meet__sport", "meet__venue").get(pk=pk)
    except (signing.BadSignature, Attendance.DoesNotExist):
        raise Refused(
            _("This link is not valid, or too old."), _("The session's page gives a place back too.")
        ) from None


def place_link(attendance: Attendance) -> str:
    """The path of a link that gives one's place back without signing in, and does nothing else."""
    return reverse("give_back", args=[signing.dumps(attendance.pk, salt=SALT)])


@transaction.atomic
def _remind(meet: Meet, kind: ReminderKind, *, now: dt.datetime) -> int:
    meet = lock(meet)
    if meet.state != MeetState.CONFIRMED or not _is_due(kind, meet, now):
        return 0
    _row, is_new = Reminder.objects.get_or_create(
        meet=meet, kind=kind, starts_at=meet.starts_at, defaults={"made_at": now}
    )
    if not is_new:
        return 0
    there = list(
        Attendance.objects.filter(meet=meet, presence=Presence.IN).select_related("member").order_by("since_at", "pk")
    )
    told = [one for one in there if one.member and not _was_told_lately(one, meet, kind)]
    court = Court.objects.filter(meet=meet).first()
    _tell(meet, kind, told, people=len(there), reference=court.reference if court else "", now=now)
    return len(told)


def _is_due(kind: ReminderKind, meet: Meet, now: dt.datetime) -> bool:
    zone = ZoneInfo(meet.time_zone)
    at = due_at(kind, meet.starts_at, zone)
    if at is None or is_night(now, zone):
        return False
    return at <= now < min(at + STALE, meet.starts_at)


def _was_told_lately(attendance: Attendance, meet: Meet, kind: ReminderKind) -> bool:
    """Whoever joined, or heard that it is on or moved, within the hour before needs no reminder."""
    at = due_at(kind, meet.starts_at, ZoneInfo(meet.time_zone))
    last = max(filter(None, (attendance.since_at, meet.confirmed_at, meet.moved_at)))
    return at is not None and last > at - TOLD_LATELY


def _tell(
    meet: Meet, kind: ReminderKind, told: Collection[Attendance], *, people: int, reference: str, now: dt.datetime
) -> None:
    messages = []
    for one in told:
        if one.member is None:
            continue
        with translation.override(one.member.language):
            label = _("I cannot make it")
        messages.append(
            Message(
                to=one.member,
                kind=f"meets/{kind}",
                topic=Topic.REMINDERS,
                context=facts(meet, one.member.language)
                | {"people": people, "reference": reference, "other_link": place_link(one), "other_label": label},
                link=reverse("meet", args=[meet.pk]),
                dedupe_key=f"meets/{kind}:{meet.pk}:{meet.starts_at:%Y%m%dT%H%M}:{one.member.pk}",
            )
        )
    post_many(messages, now=now)
