"""What a member takes along of their sessions."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from sporezo.meets.models import (
    Attendance,
    Court,
    Excuse,
    Invitation,
    KeepQuestion,
    Meet,
    Opinion,
    Post,
    Regular,
    Result,
    Series,
    Skip,
    Vigil,
    Voice,
    Withdrawal,
)
from sporezo.members.models import Member

MEET = ("uid", "sport__slug", "title", "starts_at", "minutes", "time_zone", "venue__name", "venue__city", "state")


def record_of(member: Member) -> dict[str, object]:
    """The sessions a member was in, proposed or invited to, and what they said and did there, for the member.

    Who else was there, what others wrote and what they said of the member is theirs to tell.
    """
    mine = Attendance.objects.filter(member=member).order_by("meet__starts_at", "pk")
    said = Post.objects.filter(author=member).order_by("pk")
    left = Withdrawal.objects.filter(member=member).order_by("pk")
    excuses = Excuse.objects.filter(member=member).order_by("pk")
    trusted = Vigil.objects.filter(member=member).order_by("pk")
    return {
        "late_withdrawals": list(left.values("meet__uid", "left_at")),
        "trusted": list(trusted.values("meet__uid", "email", "watches", "made_at", "stopped_at", "back_at")),
        "excuses": list(excuses.values("meet__uid", "asked_at", "granted_at", "appealed_at", "appeal", "decided_at")),
        "sessions": list(mine.values(*(f"meet__{name}" for name in MEET), "presence", "since_at", "changed_at")),
        "posts": list(said.values("meet__uid", "words", "said_at", "edited_at", "removed_at", "hidden_at")),
    } | (_organised(member) | _said_of_others(member))


def _organised(member: Member) -> dict[str, object]:
    hosted = Meet.objects.filter(host=member).order_by("starts_at", "pk")
    series = Series.objects.filter(host=member).order_by("pk")
    regular = Regular.objects.filter(member=member).order_by("pk")
    skips = Skip.objects.filter(by=member).order_by("pk")
    kept = KeepQuestion.objects.filter(answered_by=member).order_by("pk")
    courts = Court.objects.filter(booked_by=member).order_by("pk")
    guests = Attendance.objects.filter(guest_of=member).order_by("pk")
    return {
        "organised": list(hosted.values(*MEET, "words", "places", "visibility", "join_mode", "created_at")),
        "series": list(series.values("uid", "rule", "starts_on", "at", "title", "words", "created_at", "ended_at")),
        "regular_in": list(regular.values("series__uid", "since_at", "cohost_since_at", "left_at")),
        "skipped": list(skips.values("series__uid", "on", "reason", "because", "at")),
        "kept": list(kept.values("meet__uid", "closed_at")),
        "courts": list(courts.values("meet__uid", "state", "booked_at", "reference", "cents_a_head")),
        "guests": list(guests.values("meet__uid", "guest_name", "presence", "since_at")),
    }


def _said_of_others(member: Member) -> dict[str, object]:
    """A no that somebody gave in silence stays silent here too."""
    asked = Invitation.objects.filter(member=member).select_related("meet", "by").order_by("pk")
    invited = Invitation.objects.filter(by=member).select_related("meet", "member").order_by("pk")
    results = Result.objects.filter(Q(by=member) | Q(agreed_by=member)).order_by("pk")
    return {
        "invitations": [
            {"meet": one.meet.uid, "by": one.by.short_name, "made_at": one.made_at, "declined_at": one.declined_at}
            for one in asked
        ],
        "invited": [{"meet": one.meet.uid, "whom": one.member.short_name, "made_at": one.made_at} for one in invited],
        "who_came": _of(Voice.objects.filter(by=member), "came"),
        "opinions": _of(Opinion.objects.filter(by=member), "level", "was_on_time", "was_fair"),
        "results": list(results.values("meet__uid", "parts", "said_at", "agreed_at")),
    }


def _of(said: QuerySet[Voice] | QuerySet[Opinion], *fields: str) -> list[dict[str, object]]:
    return [
        {"meet": one.meet.uid, "about": one.about.short_name, "said_at": one.said_at}
        | {name: getattr(one, name) for name in fields}
        for one in said.select_related("meet", "about").order_by("pk")
    ]
