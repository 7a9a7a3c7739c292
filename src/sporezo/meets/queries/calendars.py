"""Sessions as calendar entries (RFC 5545). The uid never changes; `SEQUENCE` rises with every change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.meets.queries.details import Detail, detail, details
from sporezo.members.models import Member

KEPT = dt.timedelta(days=60)  # a feed remembers that far back


def event_text(meet: Meet, viewer: Member) -> str:
    """One session as a calendar file, with what this viewer may read of it."""
    with translation.override(viewer.language):
        return _calendar([detail(meet, viewer)], is_cancelled=meet.state == MeetState.CANCELLED)


def feed_text(viewer: Member, now: dt.datetime) -> str:
    """Every session one is or was in lately, as a calendar; what one is not in never appears."""
    mine = Attendance.objects.filter(member=viewer, presence__in=(Presence.IN, Presence.CAME)).values("meet")
    meets = (
        Meet.objects.filter(pk__in=mine, starts_at__gt=now - KEPT)
        .select_related("sport", "venue", "host")
        .order_by("starts_at", "pk")
    )
    with translation.override(viewer.language):
        return _calendar(details(list(meets), viewer), name=_("My sessions"))


def _calendar(found: Iterable[Detail], *, name: str = "", is_cancelled: bool = False) -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//Sporezo//Sporezo//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
    for one in found:
        calendar.add_component(_event(one))
    calendar.add_missing_timezones()
    return str(calendar.to_ical().decode())


def _event(found: Detail) -> Event:
    meet = found.meet
    zone = ZoneInfo(meet.time_zone)
    event = Event()
    event.add("uid", f"{meet.uid}@{urlsplit(settings.SPOREZO_URL).hostname}")
    event.add("sequence", meet.sequence)
    event.add("dtstamp", meet.changed_at.astimezone(dt.UTC))
    event.add("dtstart", meet.starts_at.astimezone(zone))
    event.add("dtend", meet.ends_at.astimezone(zone))
    event.add("summary", meet.title or str(meet.sport))
    event.add("url", settings.SPOREZO_URL + reverse("meet", args=[meet.pk]))
    event.add("status", _status(meet))
    if found.place:
        event.add("location", found.place)
    names = ", ".join(person.name for person in found.people if not person.is_you)
    if names:
        event.add("description", _("With %(names)s") % {"names": names})
    return event


def _status(meet: Meet) -> str:
    if meet.state == MeetState.CANCELLED:
        return "CANCELLED"
    return "CONFIRMED" if meet.state in (MeetState.CONFIRMED, MeetState.HELD) else "TENTATIVE"
