"""What a series has become, as its tests read it."""

from sporezo.meets.enums import MeetState
from sporezo.meets.models import Attendance
from sporezo.notices.models import Notice


def days(series, **more):
    dates = series.meets.filter(**more).exclude(state=MeetState.CANCELLED).order_by("recurs_on")
    return list(dates.values_list("recurs_on", flat=True))


def dates(series):
    return list(series.meets.order_by("starts_at"))


def presence(meet, member):
    return Attendance.objects.filter(meet=meet, member=member).values_list("presence", flat=True).first()


def said(kind):
    return list(Notice.objects.filter(kind=f"meets/{kind}").order_by("pk").values_list("member", flat=True))
