"""Introductions, each side reading no more than its own part."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from sporezo.asks.models import Introduction
from sporezo.members.models import Member
from sporezo.safety.queries import hidden_ids

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """One introduction as one of its three reads it. `part` is asker, broker or target.

    The asker reads *waiting* until C has agreed, whether B passed it on, let it lie or C refused: then *agreed*, or
    *faded* once its time is over.
    """

    introduction: Introduction
    part: str
    state: str

    @property
    def title(self) -> str:
        """Who asks, as the other two read it."""
        asker = self.introduction.asker
        return ", ".join(word for word in (asker.full_name, asker.function, asker.company) if word)

    @property
    def says(self) -> str:
        return self.introduction.asker_says if self.part == "asker" else self.introduction.target_says


def visible_to(member: Member) -> QuerySet[Introduction]:
    """The one door: what one asked for, what one is asked to pass, what reached one."""
    apart = hidden_ids(member)
    return Introduction.objects.filter(
        Q(asker=member)
        | (Q(broker=member) & ~Q(asker__in=apart))
        | (Q(target_member=member, passed_at__isnull=False) & ~Q(asker__in=apart))
    ).select_related("asker", "broker", "ask", "target", "target_member", "brought")


def seen_by(introduction: Introduction, member: Member, now: dt.datetime) -> Seen:
    if introduction.asker_id == member.pk:
        return Seen(introduction, "asker", _as_asker(introduction, now))
    if introduction.broker_id == member.pk:
        return Seen(introduction, "broker", _as_broker(introduction, now))
    return Seen(introduction, "target", _as_target(introduction, now))


def introductions_of(member: Member, now: dt.datetime) -> list[Seen]:
    """The latest ones, whatever one's part in them; a broker's list leaves out what they set aside."""
    rows = visible_to(member).order_by("-asked_at", "-pk")[:SHOWN]
    seen = [seen_by(introduction, member, now) for introduction in rows]
    return [one for one in seen if one.state not in ("set-aside", "refused")]


def waiting_for(member: Member, now: dt.datetime) -> list[Introduction]:
    """Those that wait for this member's word: to pass on, to agree to, or, two weeks after, how it went. One query."""
    a_month_ago = now - dt.timedelta(days=30)
    in_time = Q(lapses_at__gt=now, agreed_at=None)
    to_pass = in_time & Q(broker=member, passed_at=None, declined_at=None)
    to_agree = in_time & Q(target_member=member, passed_at__isnull=False, refused_at=None)
    to_say = Q(follow_up_at__lte=now, follow_up_at__gt=a_month_ago) & (
        Q(asker=member, asker_says="") | Q(target_member=member, target_says="")
    )
    return list(visible_to(member).filter(to_pass | to_agree | to_say).order_by("asked_at", "pk"))


def _as_asker(introduction: Introduction, now: dt.datetime) -> str:
    if introduction.agreed_at:
        return "agreed"
    return "waiting" if now < introduction.lapses_at else "faded"


def _as_broker(introduction: Introduction, now: dt.datetime) -> str:
    if introduction.agreed_at:
        return "agreed"
    if introduction.declined_at:
        return "set-aside"
    if now >= introduction.lapses_at:
        return "faded"
    return "passed" if introduction.passed_at else "to-pass"


def _as_target(introduction: Introduction, now: dt.datetime) -> str:
    if introduction.agreed_at:
        return "agreed"
    if introduction.refused_at:
        return "refused"
    return "to-agree" if now < introduction.lapses_at else "faded"
