"""A session played becomes an exchange with those one holds or is linked with; otherwise a question."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import permutations

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.meets.queries import Held, held_since
from sporezo.members.models import Member
from sporezo.network.domain.links import hold_member, write_session
from sporezo.network.domain.touches import strike
from sporezo.network.enums import KeyKind
from sporezo.network.models import Contact, ContactKey, KeepInTouch, Link, ReadingMark, Touch
from sporezo.network.queries import verified_emails
from sporezo.safety.rules import kept_apart

MARK = "sessions"
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
AT_ONCE = 200
OVERLAP = dt.timedelta(minutes=15)  # a session marked held in a transaction that committed after a later one


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one reading looked at, and what was new in it."""

    sessions: int
    touches: int
    questions: int


def record_sessions(now: dt.datetime) -> Recorded:
    """Read every session held since last time, one transaction each; read twice, it writes once."""
    mark, _ = ReadingMark.objects.get_or_create(name=MARK, defaults={"read_until_at": LONG_AGO})
    cursor_at, most = mark.read_until_at - OVERLAP, AT_ONCE
    read: set[int] = set()
    touches = questions = 0
    while True:
        batch = held_since(cursor_at, most=most)
        for held in batch:
            if held.meet not in read:
                wrote = _record(held, now=now)
                touches, questions = touches + wrote[0], questions + wrote[1]
                read.add(held.meet)
        if batch and batch[-1].held_at > mark.read_until_at:
            mark.read_until_at = batch[-1].held_at
            mark.save(update_fields=["read_until_at"])
        if len(batch) < most:
            return Recorded(len(read), touches, questions)
        # More sessions in one instant than a batch holds: look at more of them, or the cursor would never leave it.
        most = most * 2 if batch[-1].held_at == cursor_at else AT_ONCE
        cursor_at = batch[-1].held_at


@transaction.atomic
def _record(held: Held, *, now: dt.datetime) -> tuple[int, int]:
    """Everyone who came, with everyone else who came: how many exchanges and questions were new.

    Read again, what was written with somebody who turns out to have been absent is taken back.
    """
    meet = Meet.objects.get(pk=held.meet)
    _take_back(meet, now=now)
    if len(held.came) < 2:
        return 0, 0
    members = Member.objects.in_bulk(held.came)
    apart = kept_apart(held.came)
    contacts = _contacts_among(members.values())
    for low, high in _linked_among(held.came):
        for one, other in ((low, high), (high, low)):
            if (one, other) not in contacts and (low, high) not in apart:
                contacts[one, other] = hold_member(members[one], members[other], now=now)
    touches = write_session(meet, list(contacts.values()), people=len(held.came), now=now)
    strangers = [
        pair
        for pair in permutations(sorted(held.came), 2)
        if pair not in contacts and (min(pair), max(pair)) not in apart
    ]
    return touches, _ask(strangers, meet, now=now)


def _take_back(meet: Meet, *, now: dt.datetime) -> None:
    """What this session said of whoever was absent after all: exchanges, open questions, a yes nobody gave back.

    Two who both said yes stay linked: they wish to see each other again, and either ends it in one tap. A no stays a
    no. A yes that waits is asked again once they have really played: it answered for a game that was none.
    """
    missed = Attendance.objects.filter(meet=meet, presence=Presence.ABSENT, member__isnull=False)
    absent = list(missed.values_list("member_id", flat=True))
    if not absent:
        return
    with_absent = Q(owner__in=absent) | Q(contact__member__in=absent)
    wrong = Touch.objects.filter(with_absent, meet=meet, key=f"meet:{meet.pk}")
    for owner in Member.objects.filter(pk__in=list(wrong.values_list("owner", flat=True))):
        strike(owner, wrong, now=now)
    asked = KeepInTouch.objects.filter(Q(member__in=absent) | Q(other__in=absent), meet=meet)
    mirror = KeepInTouch.objects.filter(member=OuterRef("other"), other=OuterRef("member"), wants=True)
    asked.filter(Q(answered_at=None) | Q(~Exists(mirror), wants=True)).delete()


def _contacts_among(members: Iterable[Member]) -> dict[tuple[int, int], Contact]:
    """(owner, other) → the contact by which the owner holds the other: told by a link, or the same verified e-mail.

    A contact found by e-mail is bound to the account from now on: they have met.
    """
    ids = [member.pk for member in members]
    found: dict[tuple[int, int], Contact] = {}
    for contact in Contact.objects.filter(owner__in=ids, member__in=ids, trashed_at=None).select_related("owner"):
        found[contact.owner_id, contact.member_id or 0] = contact
    holder_of = {email: member for member, emails in verified_emails(ids).items() for email in emails}
    keys = ContactKey.objects.filter(
        owner__in=ids, kind=KeyKind.EMAIL, value__in=list(holder_of), contact__trashed_at=None
    ).select_related("contact__owner")
    for key in keys:
        pair = (key.owner_id, holder_of[key.value])
        if pair in found or pair[0] == pair[1] or key.contact.member_id is not None:
            continue
        key.contact.member_id = pair[1]
        key.contact.save(update_fields=["member"])
        found[pair] = key.contact
    return found


def _linked_among(members: Collection[int]) -> list[tuple[int, int]]:
    links = Link.objects.filter(low__in=members, high__in=members, ended_at=None)
    return list(links.values_list("low_id", "high_id"))


def _ask(pairs: list[tuple[int, int]], meet: Meet, *, now: dt.datetime) -> int:
    """Put the question once in a lifetime to each side; whoever has answered is not asked again."""
    asked: dict[int, set[int]] = defaultdict(set)
    known = Q()
    for member, other in pairs:
        known |= Q(member=member, other=other)
    if pairs:
        for member, other in KeepInTouch.objects.filter(known).values_list("member_id", "other_id"):
            asked[member].add(other)
    fresh = [(member, other) for member, other in pairs if other not in asked[member]]
    KeepInTouch.objects.bulk_create(
        [KeepInTouch(member_id=member, other_id=other, meet=meet, asked_at=now) for member, other in fresh],
        ignore_conflicts=True,
    )
    return len(fresh)
