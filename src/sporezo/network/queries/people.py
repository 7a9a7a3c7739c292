"""Reads of one member's own people: `of` is the one door."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Count, QuerySet

from sporezo.meets.models import Meet
from sporezo.members.models import Member
from sporezo.network.enums import NoteKind
from sporezo.network.models import Contact, KeepInTouch, Link, Note
from sporezo.prepared import Prepared
from sporezo.safety.queries import hidden_ids
from sporezo.safety.rules import kept_apart_from

ASKED_FOR = dt.timedelta(days=28)  # "keep in touch?" fades after that


def of(owner: Member) -> QuerySet[Contact]:
    """The people a member holds: nobody else's, and not those in the trash."""
    return Contact.objects.filter(owner=owner, trashed_at=None)


def trashed(owner: Member) -> QuerySet[Contact]:
    """Those taken off the network, who may come back."""
    gone = Contact.objects.filter(owner=owner, merged_into=None, trashed_at__isnull=False)
    return gone.order_by("-trashed_at")


_held = Prepared(lambda owner, pk: Contact.objects.filter(owner=owner, trashed_at=None, pk=pk))


def held(owner: Member, pk: int) -> Contact | None:
    """One of the people a member holds, by its number."""
    return next(iter(_held(owner.pk, pk)), None)


_away = Prepared(
    lambda owner: (
        Contact.objects.filter(owner=owner, merged_into=None, trashed_at__isnull=False)
        .values("owner")
        .annotate(n=Count("pk"))
        .values_list("n", flat=True)
    )
)


def away(owner: Member) -> int:
    """How many are in the trash."""
    return sum(_away(owner.pk))


def count(owner: Member) -> int:
    return of(owner).count()


@dataclass(frozen=True, slots=True)
class Stock:
    """The small-talk card: what to speak of next time."""

    topics: tuple[Note, ...]
    news: tuple[Note, ...]
    promises: tuple[Note, ...]
    to_ask: tuple[Note, ...]

    def __bool__(self) -> bool:
        return bool(self.topics or self.news or self.promises or self.to_ask)


_open_lines = Prepared(lambda contact: Note.objects.filter(contact=contact, settled_at=None))


def stock(contact: Contact, *, most: int = 4) -> Stock:
    """The latest lines of each kind; a settled one has left the card."""
    kinds: dict[str, list[Note]] = defaultdict(list)
    for line in _open_lines(contact.pk):
        kinds[line.kind].append(line)
    return Stock(
        *(tuple(kinds[kind][:most]) for kind in (NoteKind.TOPIC, NoteKind.NEWS, NoteKind.PROMISE, NoteKind.ASK_NEXT))
    )


def latest_lines(contacts: Collection[int]) -> dict[int, Note]:
    """The freshest unsettled line of each contact: what a first line can start from."""
    lines = Note.objects.filter(contact__in=contacts, settled_at=None).order_by("contact_id", "-at", "-pk")
    found: dict[int, Note] = {}
    for line in lines:
        found.setdefault(line.contact_id, line)
    return found


def verified_emails(members: Iterable[int]) -> dict[int, list[str]]:
    """The addresses each member has proved to be theirs."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = EmailAddress.objects.filter(user__in=list(members), verified=True).order_by("pk")
    for member, email in rows.values_list("user_id", "email"):
        found[member].append(email.lower())
    return found


_questions = Prepared(
    lambda member, since: KeepInTouch.objects.filter(member=member, answered_at=None, asked_at__gt=since).values_list(
        "pk", "other_id"
    )
)


def questions_for(member: Member, now: dt.datetime) -> list[KeepInTouch]:
    """The "keep in touch?" waiting for a member's answer, latest first; a block on either side withdraws it."""
    asked_by = dict(_questions(member.pk, now - ASKED_FOR))
    if not asked_by:  # nearly always, and what follows is long to write
        return []
    hidden = hidden_ids(member)
    questions = KeepInTouch.objects.filter(pk__in=[pk for pk, other in asked_by.items() if other not in hidden])
    return list(questions.select_related("other", "meet__sport").order_by("-asked_at", "pk"))


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody one has just played with: held already, or what one answered to *keep in touch?*"""

    person: Member
    contact: Contact | None
    line: str
    wants: bool | None


def kept_after(member: Member, meet: Meet, others: Sequence[Member]) -> list[Kept]:
    """One's co-players of a session, as one's own network knows them; who is kept apart is not asked. Seven queries."""
    ids = [one.pk for one in others]
    apart = kept_apart_from(member, ids)
    held = {one.member_id: one for one in of(member).filter(member__in=ids)}
    said = Note.objects.filter(contact__in=held.values(), at__gte=meet.ends_at).order_by("at", "pk")
    lines = {note.contact_id: note.text for note in said}
    asked = dict(KeepInTouch.objects.filter(member=member, other__in=ids).values_list("other_id", "wants"))
    found = []
    for one in others:
        if one.pk not in apart:
            contact = held.get(one.pk)
            found.append(Kept(one, contact, lines.get(contact.pk, "") if contact else "", asked.get(one.pk)))
    return found


def question_of(member: Member, pk: int) -> QuerySet[KeepInTouch]:
    """One question put to this member, answered or not."""
    return KeepInTouch.objects.filter(member=member, pk=pk).select_related("member", "other", "meet")


def is_linked(member: Member, other: Member) -> bool:
    low, high = sorted((member.pk, other.pk))
    return Link.objects.filter(low=low, high=high, ended_at=None).exists()


def has_five(member: Member) -> bool:
    """Whether this member named the people they would hate to lose; one is enough to start."""
    return of(member).exists()
