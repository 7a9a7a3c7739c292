"""Sessions as calendar entries. The uid never changes; the sequence rises with every change."""

from __future__ import annotations

import datetime as dt
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sporezo.formats.ics_writing import CalendarEvent, Method, Status, calendar
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.meets.queries.details import Detail, detail, details
from sporezo.members.models import Member

KEPT = dt.timedelta(days=60)  # a feed remembers that far back


def event_text(meet: Meet, viewer: Member) -> str:
    """One session as a calendar file, with what this viewer may read of it."""
    with translation.override(viewer.language):
        method: Method = "CANCEL" if meet.state == MeetState.CANCELLED else "PUBLISH"
        event = _event(detail(meet, viewer))
        return calendar([event], method=method, name=event.summary, language=viewer.language).decode()


def feed_text(viewer: Member, now: dt.datetime, *, kept: dt.timedelta = KEPT) -> str:
    """Every session one is or was in for as long as `kept`, as a calendar; what one is not in never appears."""
    mine = Attendance.objects.filter(member=viewer, presence__in=(Presence.IN, Presence.CAME)).values("meet")
    meets = (
        Meet.objects.filter(pk__in=mine, starts_at__gt=now - kept)
        .select_related("sport", "venue", "host", "format")
        .order_by("starts_at", "pk")
    )
    with translation.override(viewer.language):
        events = [_event(one) for one in details(list(meets), viewer)]
        name = _("My sessions")
        return calendar(events, method="PUBLISH", name=name, language=viewer.language).decode()


def _event(found: Detail) -> CalendarEvent:
    meet = found.meet
    names = ", ".join(person.name for person in found.people if not person.is_you)
    return CalendarEvent(
        uid=str(meet.uid),
        sequence=meet.sequence,
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
