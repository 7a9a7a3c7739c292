"""What the plan of one's week rests on beside the ties: sessions to come, words given, what ties are curious about."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from sporezo.asks.queries import steps_due
from sporezo.engine.outcome import Reason
from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.meets.queries import LIVE, visible_to
from sporezo.members.enums import Topic
from sporezo.members.models import Member
from sporezo.network.enums import NoteKind
from sporezo.network.models import Contact, Link, Note, Position
from sporezo.safety.queries import hidden_ids

SESSIONS_WITHIN = dt.timedelta(days=10)
WEEK = dt.timedelta(days=7)
STALE = dt.timedelta(days=14)  # a promise that old has faded from the plan; it stays on the card
COMING = (Presence.PROPOSED, Presence.OFFERED, Presence.IN)
BY: dict[str, str] = {"call": "call", "meal": "meal"}
"""How a step of a warm-up is arranged; everything else begins with a message."""

TOPICS = tuple(Topic.values)


@dataclass(frozen=True, slots=True)
class Together:
    """A session of one's week and the people of one's network who are in it."""

    meet: Meet
    contacts: tuple[int, ...]


def together(member: Member, now: dt.datetime) -> list[Together]:
    """The sessions of the coming days, proposed or agreed, that bring one together with people one holds: two queries.

    Only accounts one already holds count, so that no session tells who somebody is.
    """
    mine = Attendance.objects.filter(member=member, presence__in=COMING).values("meet")
    meets = list(
        visible_to(member)
        .filter(pk__in=mine, state__in=LIVE, starts_at__range=(now, now + SESSIONS_WITHIN))
        .order_by("starts_at", "pk")
    )
    held = dict(
        Contact.objects.filter(owner=member, trashed_at=None, member__attendances__meet__in=meets)
        .exclude(member__in=hidden_ids(member))
        .values_list("member_id", "pk")
    )
    people: dict[int, list[int]] = defaultdict(list)
    rows = Attendance.objects.filter(meet__in=meets, member__in=held, presence__in=COMING).order_by("pk")
    for meet, other in rows.values_list("meet_id", "member_id"):
        people[meet].append(held[other])
    return [Together(meet, tuple(people[meet.pk])) for meet in meets if people[meet.pk]]


def promises_due(member: Member, *, until: dt.date) -> dict[int, tuple[str, Reason]]:
    """By contact, the word given or the step of a warm-up whose day falls this week, with its channel: two queries."""
    since = until - STALE
    found: dict[int, tuple[str, Reason]] = {}
    for step in steps_due(member, until=until, since=since):
        reason = Reason("warm_up", {"step": step.pk})
        found.setdefault(step.approach.contact_id, (BY.get(step.way, "message"), reason))
    promises = Note.objects.filter(
        contact__owner=member,
        contact__trashed_at=None,
        kind=NoteKind.PROMISE,
        settled_at=None,
        due_on__range=(since, until),
    )
    for pk, contact in promises.order_by("due_on", "pk").values_list("pk", "contact_id"):
        found[contact] = ("message", Reason("promise", {"note": pk}))  # a word given goes before a warm-up
    return found


def occasions(member: Member, first_day: dt.date) -> dict[int, Reason]:
    """By contact, a birthday in the week that begins that day, or a job left since a fortnight: two queries."""
    found: dict[int, Reason] = {}
    moved = Position.objects.filter(
        contact__owner=member, contact__trashed_at=None, finished_on__range=(first_day - STALE, first_day + WEEK)
    ).exclude(contact__company="")
    for contact in moved.values_list("contact_id", flat=True):
        found[contact] = Reason("new_job")
    days = [first_day + dt.timedelta(days=ahead) for ahead in range(7)]
    born = Q()
    for day in days:
        born |= Q(birthday__endswith=f"-{day:%m-%d}")
    for contact in Contact.objects.filter(born, owner=member, trashed_at=None).values_list("pk", flat=True):
        found[contact] = Reason("birthday")
    return found


def wanted_gifts(member: Member) -> dict[int, Reason]:
    """By contact, something one gives that a linked member said they are curious about: two queries.

    Only both-sided links tell it: what somebody is curious about is theirs to show.
    """
    if not member.gives:
        return {}
    links = Link.objects.filter(ended_at=None)
    linked = {
        *links.filter(low=member).values_list("high_id", flat=True),
        *links.filter(high=member).values_list("low_id", flat=True),
    } - hidden_ids(member)
    rows = Contact.objects.filter(owner=member, trashed_at=None, member__in=linked)
    found: dict[int, Reason] = {}
    for pk, curious in rows.values_list("pk", "member__curious_about"):
        shared = [topic for topic in curious or () if topic in member.gives and topic in TOPICS]
        if shared:
            found[pk] = Reason("curious_about", {"topic": TOPICS.index(shared[0])})
    return found
