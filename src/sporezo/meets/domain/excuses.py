"""What should not count: excused by whoever organised, who never asks why, else by a moderator on appeal."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse

from sporezo.meets.domain.words import facts
from sporezo.meets.models import Excuse, Meet
from sporezo.meets.rules import (
    refusal_to_appeal,
    refusal_to_ask_excuse,
    refusal_to_decide_appeal,
    refusal_to_excuse,
)
from sporezo.members.models import Member
from sporezo.notices.domain import Message, post_many
from sporezo.notices.enums import Topic
from sporezo.safety.domain import record


@transaction.atomic
def excuse(meet: Meet, *, member: Member, by: Member, now: dt.datetime) -> Excuse:
    """Whoever organised says that it does not count. Said twice, it is said once."""
    if refusal := refusal_to_excuse(meet, member, by, now=now):
        raise refusal
    return _grant(_of(meet, member), by=by, now=now)


@transaction.atomic
def ask_excuse(meet: Meet, *, member: Member, now: dt.datetime) -> Excuse:
    """Ask whoever organised, once, without a word of why."""
    if refusal := refusal_to_ask_excuse(meet, member, now=now):
        raise refusal
    found = _of(meet, member)
    if found.asked_at is None and found.granted_at is None:
        found.asked_at = now
        found.save(update_fields=["asked_at"])
        if meet.host is not None and meet.host != member:
            _tell("excuse", meet, [meet.host], reverse("after", args=[meet.pk]), now=now, about=found)
    return found


@transaction.atomic
def appeal(meet: Meet, *, member: Member, words: str, now: dt.datetime) -> Excuse:
    """A moderator who was not there looks at it."""
    if refusal := refusal_to_appeal(meet, member, words, now=now):
        raise refusal
    found = _of(meet, member)
    found.appealed_at, found.appeal = now, words.strip()[:500]
    found.save(update_fields=["appealed_at", "appeal"])
    record(member, deed="appeal", subject=f"meets.Excuse {found.pk}", now=now)
    moderators = Member.objects.filter(is_staff=True, is_active=True).exclude(pk=member.pk).order_by("pk")
    desk = reverse("admin:meets_excuse_change", args=[found.pk])
    _tell("appeal", meet, list(moderators), desk, now=now, about=found)
    return found


@transaction.atomic
def decide_appeal(excuse: Excuse, *, by: Member, is_granted: bool, now: dt.datetime) -> Excuse:
    """The moderator's answer, which the member hears; it is written in the log."""
    found = Excuse.objects.select_for_update(of=("self",)).select_related("meet__sport", "member").get(pk=excuse.pk)
    if refusal := refusal_to_decide_appeal(found, by):
        raise refusal
    found.decided_at, found.decided_by = now, by
    found.save(update_fields=["decided_at", "decided_by"])
    if is_granted:
        _grant(found, by=by, now=now)
    record(by, deed="decide", subject=f"meets.Excuse {found.pk}", now=now, granted=is_granted)
    _tell("decided", found.meet, [found.member], reverse("word"), now=now, about=found, is_granted=is_granted)
    return found


def _of(meet: Meet, member: Member) -> Excuse:
    found, _is_new = Excuse.objects.get_or_create(meet=meet, member=member)
    return Excuse.objects.select_for_update().get(pk=found.pk)


def _grant(found: Excuse, *, by: Member, now: dt.datetime) -> Excuse:
    if found.granted_at is None:
        found.granted_at, found.granted_by = now, by
        found.save(update_fields=["granted_at", "granted_by"])
    return found


def _tell(
    name: str, meet: Meet, members: list[Member], link: str, *, now: dt.datetime, about: Excuse, **more: Any
) -> None:
    post_many(
        (
            Message(
                to=one,
                kind=f"meets/{name}",
                topic=Topic.ACCOUNT if name == "appeal" else Topic.SESSIONS,
                context=facts(meet, one.language) | {"who": about.member.short_name} | more,
                link=link,
                dedupe_key=f"meets/{name}:{about.pk}:{one.pk}",
            )
            for one in members
        ),
        now=now,
    )
