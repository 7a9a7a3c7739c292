"""A session's thread as one reader sees it, and who reads it: the same answer for the page, the deeds and what is live.

Those who are in read and write, and the organiser; nobody else: while a session is only proposed, a line would tell who
said yes, so the thread opens once enough have. Two people between whom a block stands read nothing of each other.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from sporezo.meets.enums import MeetState, PostKind, Presence
from sporezo.meets.models import Attendance, Meet, Post
from sporezo.meets.queries.reads import LIVE, PRESENT
from sporezo.members.models import Member
from sporezo.safety.models import Block

PLAYERS = (Presence.IN, Presence.CAME, Presence.ABSENT)
PAGE = 30  # lines read at once
PINNED = 3  # announcements that stay on top


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads a thread, and whose lines they do not."""

    member: Member
    hidden: frozenset[int]


@dataclass(frozen=True, slots=True)
class Line:
    """One line, with no more than its reader may see: no words once it was taken back or hidden from them."""

    pk: int
    meet: int
    author: int
    name: str
    initials: str
    words: str
    at: dt.datetime
    is_announcement: bool
    is_edited: bool
    is_removed: bool
    is_hidden: bool
    because: str  # what the moderators told its author, shown to nobody else
    is_mine: bool

    @property
    def is_gone(self) -> bool:
        """Whether nothing is left to read."""
        return not self.words


@dataclass(frozen=True, slots=True)
class Thread:
    """Some lines of one thread, oldest first, and the announcements that stay on top, the last one first."""

    lines: Sequence[Line]
    pinned: Sequence[Line]
    older: int | None  # the line before which more can be read
    said: int
    names: tuple[str, ...]  # whom one may speak to by name
    marked: tuple[str, ...]  # the same and oneself, as they are marked where they are written

    @property
    def last(self) -> Line | None:
        return self.lines[-1] if self.lines else None


def readers_of(meets: Collection[int], *, only: Collection[int] | None = None) -> dict[int, dict[int, Reader]]:
    """Who reads each of these sessions' threads (or who of `only`), by session and member. Four queries."""
    sessions = list(Meet.objects.filter(pk__in=meets))
    inside: dict[int, set[int]] = {meet.pk: {meet.host_id} if meet.host_id else set() for meet in sessions}
    there: dict[int, set[int]] = defaultdict(set)
    taken: dict[int, int] = defaultdict(int)
    rows = Attendance.objects.filter(meet__in=meets, presence__in=(*PLAYERS, *PRESENT))
    for meet_id, member, presence in rows.values_list("meet_id", "member_id", "presence"):
        taken[meet_id] += presence == Presence.IN
        if member and presence in PRESENT:
            there[meet_id].add(member)
        if member and presence in PLAYERS:
            inside[meet_id].add(member)
    asked = {pk for ids in inside.values() for pk in ids if only is None or pk in only}
    apart = _apart(asked, {pk for ids in (*inside.values(), *there.values()) for pk in ids})
    people = Member.objects.filter(is_active=True).in_bulk(asked)
    return {
        meet.pk: {
            pk: Reader(people[pk], frozenset(apart[pk]))
            for pk in sorted(inside[meet.pk] & people.keys())
            if not (meet.state in LIVE and apart[pk] & there[meet.pk])
        }
        if meet.state != MeetState.PROPOSED or taken[meet.pk] >= meet.quorum
        else {}
        for meet in sessions
    }


def reads_thread(meet: Meet, member: Member) -> bool:
    """Whether a member reads a session's thread. Four queries."""
    return member.pk in readers_of([meet.pk], only=[member.pk]).get(meet.pk, {})


def thread_of(meet: Meet, viewer: Member, *, before: int | None = None) -> Thread | None:
    """The last lines of a thread, or those before one; None for whoever does not read it. Six queries."""
    readers = readers_of([meet.pk]).get(meet.pk, {})
    if viewer.pk not in readers:
        return None
    hidden = readers[viewer.pk].hidden
    posts = Post.objects.filter(meet=meet).exclude(author__in=hidden).select_related("author")
    older = posts.filter(pk__lt=before) if before else posts
    found = list(older.order_by("-pk")[: PAGE + 1])
    pinned = posts.filter(kind=PostKind.ANNOUNCEMENT, removed_at__isnull=True, hidden_at__isnull=True)
    return Thread(
        lines=[line_of(post, viewer.pk) for post in reversed(found[:PAGE])],
        pinned=[] if before else [line_of(post, viewer.pk) for post in pinned.order_by("-pk")[:PINNED]],
        older=found[PAGE - 1].pk if len(found) > PAGE else None,
        said=meet.said,
        names=names_of(readers.values(), but=hidden | {viewer.pk}),
        marked=names_of(readers.values(), but=hidden),
    )


def line_of(post: Post, viewer: int) -> Line:
    """One post as somebody reads it. Its author reads what was hidden, and why."""
    is_mine = post.author_id == viewer
    return Line(
        pk=post.pk,
        meet=post.meet_id,
        author=post.author_id,
        name=post.author.short_name,
        initials=post.author.initials,
        words=post.words if post.hidden_at is None or is_mine else "",
        at=post.said_at,
        is_announcement=post.kind == PostKind.ANNOUNCEMENT,
        is_edited=post.edited_at is not None,
        is_removed=post.removed_at is not None,
        is_hidden=post.hidden_at is not None,
        because=post.hidden_because if is_mine else "",
        is_mine=is_mine,
    )


def posts_visible_to(meet: Meet, viewer: Member) -> QuerySet[Post]:
    """The one door to a line: none for whoever does not read the thread."""
    reader = readers_of([meet.pk], only=[viewer.pk]).get(meet.pk, {}).get(viewer.pk)
    if reader is None:
        return Post.objects.none()
    return Post.objects.filter(meet=meet).exclude(author__in=reader.hidden).select_related("author", "meet")


def names_of(readers: Iterable[Reader], *, but: Collection[int] = ()) -> tuple[str, ...]:
    """How those in a thread are spoken to: the first name, with its initial where two share it."""
    people = [reader.member for reader in readers if reader.member.pk not in but]
    firsts = Counter(one.first_name.casefold() for one in people)
    return tuple(
        sorted(
            one.first_name if one.first_name and firsts[one.first_name.casefold()] == 1 else one.short_name
            for one in people
        )
    )


def _apart(members: Collection[int], others: Collection[int]) -> dict[int, set[int]]:
    """For each of `members`, those of `others` between whom and them a block stands."""
    apart: dict[int, set[int]] = defaultdict(set)
    if not members:
        return apart
    pairs = Block.objects.filter(
        Q(blocker__in=members, blocked__in=others) | Q(blocked__in=members, blocker__in=others)
    )
    for one, other in pairs.values_list("blocker_id", "blocked_id"):
        apart[one].add(other)
        apart[other].add(one)
    return apart
