"""What those in a session say to each other: a line, an announcement, a word taken back, one that is reported.

A session's lines are written in turn, under its lock, so that `said` only rises: whoever has read up to a turn asks
for what came after it and misses nothing.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sporezo.meets.domain.locks import lock, lock_members
from sporezo.meets.domain.words import facts, once_awake
from sporezo.meets.enums import PostKind
from sporezo.meets.models import Meet, Post, PostReport
from sporezo.meets.queries import Reader, readers_of
from sporezo.meets.rules import (
    refusal_of_words,
    refusal_to_edit,
    refusal_to_moderate,
    refusal_to_say,
    refusal_to_take_back,
)
from sporezo.members.models import Member
from sporezo.notices.domain import Message, post_many
from sporezo.notices.enums import Topic
from sporezo.safety.domain import record
from sporezo.safety.domain import report as tell_the_moderators
from sporezo.safety.enums import WEIGHT, ReportReason
from sporezo.safety.models import Report
from sporezo.ui.moments import when
from sporezo.ui.refused import Refused

HIDDEN_FROM = 6  # the weight of reports that hides a line at once: one person alone never reaches it
KEPT = dt.timedelta(days=90)  # after the session, then its words are erased
CHUNK = 200


@transaction.atomic
def say(meet: Meet, *, member: Member, words: str, key: uuid.UUID, now: dt.datetime, announces: bool = False) -> Post:
    """Write a line; the same `key` again is the same line.

    An announcement is told to all who are in, a name to whoever bears it.
    """
    lock_members([member.pk])
    meet = lock(meet)
    if said := Post.objects.filter(author=member, key=key).first():
        return said
    words = words.strip()
    if refusal := refusal_of_words(words) or refusal_to_say(meet, member, now=now, announces=announces):
        raise refusal
    post = Post.objects.create(
        meet=meet,
        author=member,
        kind=PostKind.ANNOUNCEMENT if announces else PostKind.WORD,
        words=words,
        key=key,
        turn=_turn(meet),
        said_at=now,
    )
    if announces or "@" in words:
        _tell_those_who_hear(post, now=now)
    return post


@transaction.atomic
def edit(post: Post, *, member: Member, words: str, now: dt.datetime) -> Post:
    """Say it better, for a few minutes; nobody is told twice."""
    post = _lock_post(post)
    words = words.strip()
    if refusal := refusal_to_edit(post, member, now=now) or refusal_of_words(words):
        raise refusal
    if words != post.words:
        post.words, post.edited_at = words, now
        _change(post, "words", "edited_at")
    return post


@transaction.atomic
def take_back(post: Post, *, member: Member, now: dt.datetime) -> Post:
    """One's own line: its words are erased, its place stays. Taken back twice, it changes nothing."""
    post = _lock_post(post)
    if refusal := refusal_to_take_back(post, member):
        raise refusal
    if post.removed_at is None:
        post.words, post.removed_at = "", now
        _change(post, "words", "removed_at")
    return post


@transaction.atomic
def report_post(post: Post, *, member: Member, reason: str, words: str, now: dt.datetime) -> Report:
    """Tell the moderators of a line; enough weight from several people hides it until one of them has looked."""
    lock_members([member.pk])
    post = _lock_post(post)
    if post.removed_at is not None:
        raise Refused(_("Its author has taken it back."), _("Report the person from their page instead."))
    found = tell_the_moderators(
        member,
        reported=post.author,
        reason=reason,
        words=words,
        about=_about(post.meet),
        quoted=post.words,
        link=reverse("moderate_post", args=[post.pk]),
        now=now,
    )
    PostReport.objects.get_or_create(post=post, report=found)
    told = PostReport.objects.filter(post=post, report__decided_at__isnull=True, report__reporter__isnull=False)
    heaviest: dict[int, int] = {}
    for reporter, why in told.values_list("report__reporter_id", "report__reason"):
        heaviest[reporter] = max(heaviest.get(reporter, 0), WEIGHT[ReportReason(why)])
    if post.hidden_at is None and sum(heaviest.values()) >= HIDDEN_FROM:
        _hide(post, by=None, because="", now=now)
    return found


def report_player(meet: Meet, *, member: Member, about: Member, reason: str, words: str, now: dt.datetime) -> Report:
    """Tell the moderators of somebody in a session; they read which one."""
    return tell_the_moderators(member, reported=about, reason=reason, words=words, about=_about(meet), now=now)


def _about(meet: Meet) -> str:
    """A session as a moderator reads it."""
    with timezone.override(ZoneInfo(meet.time_zone)):
        return f"{meet.sport or meet.title}, {when(meet.starts_at)}"


@transaction.atomic
def hide(post: Post, *, by: Member, because: str, now: dt.datetime) -> Post:
    """A moderator hides a line with a reason, which its author reads; hidden already by one, it stays as it is."""
    post = _lock_post(post)
    if refusal := refusal_to_moderate(post, by):
        raise refusal
    because = because.strip()[:300]
    if not because:
        raise Refused(_("Its author is owed a reason."), _("One sentence will do."))
    if post.hidden_at is not None and post.hidden_by_id is not None:
        return post
    _hide(post, by=by, because=because, now=now)
    record(by, deed="hide_post", subject=f"meets.Post {post.pk}", now=now)
    return post


@transaction.atomic
def show_again(post: Post, *, by: Member, now: dt.datetime) -> Post:
    """A moderator finds nothing wrong with it."""
    post = _lock_post(post)
    if refusal := refusal_to_moderate(post, by):
        raise refusal
    if post.hidden_at is not None:
        post.hidden_at, post.hidden_by, post.hidden_because = None, None, ""
        _change(post, "hidden_at", "hidden_by", "hidden_because")
        record(by, deed="show_post", subject=f"meets.Post {post.pk}", now=now)
        _tell_author(post, "post_shown", now=now)
    return post


def forget_threads(*, now: dt.datetime) -> int:
    """Erase what was said around sessions long over, a bounded number at a time; what a moderator has to read stays."""
    old = Post.objects.filter(meet__starts_at__lt=now - KEPT).exclude(
        reports__report__decided_at__isnull=True, reports__isnull=False
    )
    erased, _rows = Post.objects.filter(pk__in=list(old.order_by("pk").values_list("pk", flat=True)[:CHUNK])).delete()
    return erased


def _tell_those_who_hear(post: Post, *, now: dt.datetime) -> None:
    """All of an announcement, of a line those it names; nobody from whom its author is kept apart."""
    readers = readers_of([post.meet_id])[post.meet_id].values()
    hearing = [one for one in readers if one.member != post.author and post.author_id not in one.hidden]
    if post.kind == PostKind.ANNOUNCEMENT:
        _tell_announced(post, hearing, now=now)
        return
    named = mentioned(post.words, hearing)
    _tell_mentioned(post, [one for one in hearing if one.member.pk in named], now=now)


def mentioned(words: str, readers: Iterable[Reader]) -> set[int]:
    """Whom a line speaks to: @ and a first name, with its initial where two share it; in doubt, both."""
    bearers: dict[str, set[int]] = defaultdict(set)
    for reader in readers:
        one = reader.member
        for name in (one.first_name, one.short_name.rstrip("."), one.full_name):
            bearers[name.casefold()].add(one.pk)
    names = "|".join(re.escape(name) for name in sorted(filter(None, bearers), key=len, reverse=True))
    spoken = re.findall(rf"(?<![\w/@.])@({names})(?!\w)", words.casefold()) if names else []
    return {pk for name in spoken for pk in bearers[name]}


def _turn(meet: Meet) -> int:
    """The next turn of a session whose lock one holds."""
    meet.said += 1
    meet.save(update_fields=["said"])
    return meet.said


def _lock_post(post: Post) -> Post:
    """The line as it is now, its session held still."""
    meet = lock(post.meet)
    found = Post.objects.select_related("author").get(pk=post.pk)
    found.meet = meet
    return found


def _change(post: Post, *fields: str) -> None:
    post.turn = _turn(post.meet)
    post.save(update_fields=[*fields, "turn"])


def _hide(post: Post, *, by: Member | None, because: str, now: dt.datetime) -> None:
    post.hidden_at, post.hidden_by, post.hidden_because = now, by, because
    _change(post, "hidden_at", "hidden_by", "hidden_because")
    _tell_author(post, "post_hidden", now=now, because=because)


def _tell_announced(post: Post, hearing: Iterable[Reader], *, now: dt.datetime) -> None:
    """No word of a thread ever leaves by mail: it says who announces something, and where to read it."""
    _tell("announced", Topic.SESSIONS, post, hearing, key=str(post.pk), now=now)


def _tell_mentioned(post: Post, hearing: Iterable[Reader], *, now: dt.datetime) -> None:
    """At most one message an hour and session, and none at night: the morning says it for all of them."""
    for reader in hearing:
        at = once_awake(reader.member, now) or now
        _tell("mentioned", Topic.TALK, post, [reader], key=f"{post.meet_id}:{at:%Y%m%d%H}", now=now)


def _tell(name: str, topic: str, post: Post, hearing: Iterable[Reader], *, key: str, now: dt.datetime) -> None:
    post_many(
        (
            Message(
                to=one.member,
                kind=f"meets/{name}",
                topic=topic,
                context=facts(post.meet, one.member.language) | {"who": post.author.short_name},
                link=reverse("thread", args=[post.meet_id]),
                dedupe_key=f"meets/{name}:{key}:{one.member.pk}",
                due_at=once_awake(one.member, now),
            )
            for one in hearing
        ),
        now=now,
    )


def _tell_author(post: Post, name: str, *, now: dt.datetime, because: str = "") -> None:
    post_many(
        [
            Message(
                to=post.author,
                kind=f"meets/{name}",
                topic=Topic.ACCOUNT,
                context=facts(post.meet, post.author.language) | {"because": because},
                link=reverse("thread", args=[post.meet_id]),
                dedupe_key=f"meets/{name}:{post.pk}:{post.turn}",
            )
        ],
        now=now,
    )
