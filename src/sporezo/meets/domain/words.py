"""What is said to those in a session, through the outbox, in each one's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from sporezo.meets.enums import Presence
from sporezo.meets.models import Meet
from sporezo.meets.queries import event_text
from sporezo.members.models import Member
from sporezo.notices.domain import post
from sporezo.notices.enums import Topic
from sporezo.ui import moments

NOT_ONE_OF_US = _("Only somebody who plays can take the session over.")


def tell_confirmed(meet: Meet, members: Iterable[Member], *, now: dt.datetime) -> None:
    """People and a court: it is on, with its line for the calendar."""
    _tell("confirmed", meet, members, now=now, calendar=True)


def tell_cancelled(meet: Meet, *, now: dt.datetime) -> None:
    _tell("cancelled", meet, players(meet), now=now, calendar=True, because=meet.cancelled_because)


def tell_of_arrival(meet: Meet, member: Member, *, now: dt.datetime) -> None:
    """Those in a confirmed session hear who joins it."""
    _tell("arrival", meet, (one for one in players(meet) if one != member), now=now, who=member.full_name)


def tell_of_departure(meet: Meet, member: Member, *, now: dt.datetime) -> None:
    """Those who stay hear who left a confirmed session; nobody is asked why."""
    _tell("departure", meet, players(meet), now=now, calendar=True, who=member.full_name)


def tell_of_handover(meet: Meet, *, by: Member, now: dt.datetime) -> None:
    if meet.host is not None:
        _tell("handover", meet, [meet.host], now=now, who=by.short_name)


def tell_no_court(meet: Meet, *, by: Member, now: dt.datetime) -> None:
    _tell("no_court", meet, (one for one in players(meet) if one != by), now=now, calendar=True)


def tell_moved(meet: Meet, *, by: Member, now: dt.datetime) -> None:
    _tell("moved", meet, (one for one in players(meet) if one != by), now=now, calendar=True)


def players(meet: Meet) -> list[Member]:
    return list(Member.objects.filter(attendances__meet=meet, attendances__presence=Presence.IN).order_by("pk"))


def facts(meet: Meet, language: str) -> dict[str, str]:
    """Sport, day, hour and place as one says them in a language, on the clock of the place."""
    with translation.override(language), timezone.override(ZoneInfo(meet.time_zone)):
        return {
            "sport": str(meet.sport or meet.title),
            "when": moments.when(meet.starts_at),
            "where": str(meet.venue or ""),
        }


def _tell(
    name: str, meet: Meet, members: Iterable[Member], *, now: dt.datetime, calendar: bool = False, **more: str
) -> None:
    for member in members:
        context = facts(meet, member.language) | more
        if calendar:
            context["calendar"] = event_text(meet, member)
        post(
            member=member,
            kind=f"meets/{name}",
            topic=Topic.SESSIONS,
            context=context,
            link=reverse("meet", args=[meet.pk]),
            dedupe_key=f"meets/{name}:{meet.pk}:{meet.sequence}:{member.pk}:{more.get('who', '')}",
            now=now,
        )
