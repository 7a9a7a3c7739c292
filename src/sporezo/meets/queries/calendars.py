"""Sessions as calendar entries. The uid never changes; the sequence rises with every change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import fields
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sporezo.formats.ics_writing import CalendarEvent, Method, Status, calendar
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet, Series
from sporezo.meets.queries.details import Detail, detail, details, seen_by
from sporezo.meets.queries.recurring import masters
from sporezo.meets.queries.there import There
from sporezo.members.models import Member

KEPT = dt.timedelta(days=60)  # a feed remembers that far back


def event_text(meet: Meet, viewer: Member) -> str:
    """One session as a calendar file, with what this viewer may read of it."""
    with translation.override(viewer.language):
        method: Method = "CANCEL" if meet.state == MeetState.CANCELLED else "PUBLISH"
        event = event_of(detail(meet, viewer))
        return calendar([event], method=method, name=event.summary, language=viewer.language).decode()


def events_for(meet: Meet, viewers: Sequence[Member], there: There) -> dict[int, dict[str, Any]]:
    """What goes into each viewer's calendar, by viewer, as a message keeps it: a mail writes the file when it leaves.

    One query at most, whatever the number of viewers.
    """
    found = {}
    for viewer, seen in zip(viewers, seen_by(meet, viewers, there), strict=True):
        with translation.override(viewer.language):
            event = event_of(seen)
        said = ((field.name, getattr(event, field.name)) for field in fields(event))
        found[viewer.pk] = {name: value for name, value in said if value not in ("", None, ())}
    return found


def feed_text(viewer: Member, now: dt.datetime, *, kept: dt.timedelta = KEPT) -> str:
    """Every session one is or was in for as long as `kept`, as a calendar; what one is not in never appears."""
    mine = Attendance.objects.filter(member=viewer, presence__in=(Presence.IN, Presence.CAME)).values("meet")
    meets = (
        Meet.objects.filter(pk__in=mine, starts_at__gt=now - kept)
        .select_related("sport", "venue", "host", "format", "series")
        .order_by("starts_at", "pk")
    )
    with translation.override(viewer.language):
        events = _events(list(meets), viewer, masters(viewer, now=now, kept=kept))
        name = _("My sessions")
        return calendar(events, method="PUBLISH", name=name, language=viewer.language).decode()


def series_text(series: Series, viewer: Member, *, now: dt.datetime) -> str:
    """One series as a calendar file: its rhythm for a regular, and the dates to come that the viewer is in."""
    mine = Attendance.objects.filter(member=viewer, presence=Presence.IN).values("meet")
    meets = series.meets.filter(pk__in=mine, starts_at__gt=now).select_related(
        "sport", "venue", "host", "format", "series"
    )
    with translation.override(viewer.language):
        kept = masters(viewer, now=now, kept=dt.timedelta(), series=series)
        events = _events(list(meets.order_by("starts_at", "pk")), viewer, kept)
        name = series.title or str(series.sport)
        return calendar(events, method="PUBLISH", name=name, language=viewer.language).decode()


def _events(meets: list[Meet], viewer: Member, repeating: list[CalendarEvent]) -> list[CalendarEvent]:
    """What repeats, then each session; a date called off is left out of what repeats, and needs no line of its own."""
    uids = {event.uid for event in repeating}
    shown = [
        meet
        for meet in meets
        if meet.state != MeetState.CANCELLED or meet.series is None or str(meet.series.uid) not in uids
    ]
    return repeating + [event_of(one) for one in details(shown, viewer)]


def event_of(found: Detail) -> CalendarEvent:
    """One session as one entry. A date of a series bears the UID of the series and says which date it is."""
    meet, series = found.meet, found.meet.series
    names = ", ".join(person.name for person in found.people if not person.is_you)
    return CalendarEvent(
        uid=str(series.uid if series else meet.uid),
        sequence=meet.sequence + (series.sequence if series else 0),
        recurs_at=meet.recurs_at if series else None,
        stamped_at=meet.changed_at,
        starts_at=meet.starts_at,
        ends_at=meet.ends_at,
        time_zone=meet.time_zone,
        summary=meet.title or str(meet.sport),
        status=_status(meet),
        description=_("With %(names)s") % {"names": names} if names else "",
        location=found.place,
        url=settings.SPOREZO_URL + reverse("meet", args=[meet.pk]),
        organiser_email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1] if meet.state == MeetState.CANCELLED else "",
    )


def _status(meet: Meet) -> Status:
    if meet.state == MeetState.CANCELLED:
        return "CANCELLED"
    return "CONFIRMED" if meet.state in (MeetState.CONFIRMED, MeetState.HELD) else "TENTATIVE"
