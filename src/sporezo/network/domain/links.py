"""Two members who both wish to see each other again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db import transaction

from sporezo.meets.enums import Presence
from sporezo.meets.models import Meet
from sporezo.members.models import Member
from sporezo.network.domain.sheets import refresh
from sporezo.network.domain.touches import write
from sporezo.network.enums import Circle, Direction, TouchChannel
from sporezo.network.models import Contact, KeepInTouch, Link, Touch
from sporezo.network.rules import refusal_to_wish
from sporezo.notices.domain import post
from sporezo.notices.enums import Topic


@transaction.atomic
def answer_keep_in_touch(question: KeepInTouch, *, wants: bool, now: dt.datetime) -> Link | None:
    """Say yes or no, once or again; the second yes makes the link, a no is never told."""
    low, high = sorted((question.member_id, question.other_id))
    list(Member.objects.select_for_update().filter(pk__in=(low, high)).order_by("pk"))
    question.wants, question.answered_at = wants, now
    question.save(update_fields=["wants", "answered_at"])
    mirror = KeepInTouch.objects.filter(member=question.other_id, other=question.member_id).first()
    if not wants or mirror is None or not mirror.wants:
        return None
    link, is_new = Link.objects.get_or_create(low_id=low, high_id=high, defaults={"since_at": now})
    if not is_new and link.ended_at is None:
        return link
    if not is_new:
        link.since_at, link.ended_at = now, None
        link.save(update_fields=["since_at", "ended_at"])
    for member, other in ((question.member, question.other), (question.other, question.member)):
        contact = hold_member(member, other, now=now)
        if question.meet is not None:
            write_session(question.meet, [contact], people=_people(question.meet), now=now)
        _tell(member, other, contact, link)
    return link


@transaction.atomic
def wish_to_keep(member: Member, other: Member, *, meet: Meet, wants: bool, now: dt.datetime) -> Link | None:
    """Say so on the evening itself, before the question is put: between two who played that session."""
    if refusal := refusal_to_wish(member, other, meet):
        raise refusal
    question, _is_new = KeepInTouch.objects.get_or_create(
        member=member, other=other, defaults={"meet": meet, "asked_at": now}
    )
    return answer_keep_in_touch(question, wants=wants, now=now)


@transaction.atomic
def end_link(member: Member, other: Member, *, now: dt.datetime) -> None:
    """One side takes its yes back, silently; the contact stays."""
    low, high = sorted((member.pk, other.pk))
    Link.objects.filter(low=low, high=high, ended_at=None).update(ended_at=now)
    KeepInTouch.objects.filter(member=member, other=other).update(wants=False, answered_at=now)


def hold_member(owner: Member, other: Member, *, now: dt.datetime) -> Contact:
    """The contact that stands for a member one is linked with: the one already held, or a new one."""
    contact, _ = Contact.objects.get_or_create(
        owner=owner,
        member=other,
        defaults={
            "given_name": other.first_name,
            "family_name": other.last_name,
            "company": other.company,
            "function": other.function,
            "sector": other.sector,
            "circle": Circle.ACTIVE,
            "provenance": {"source": "link"},
            "created_at": now,
        },
    )
    if contact.trashed_at:
        contact.trashed_at = None
        contact.save(update_fields=["trashed_at"])
    refresh(owner, [contact.pk], now=now)
    return contact


def write_session(meet: Meet, contacts: Collection[Contact], *, people: int, now: dt.datetime) -> int:
    """A session played is an exchange with each of these contacts; how many were new."""
    key = f"meet:{meet.pk}"
    known = set(Touch.objects.filter(contact__in=contacts, key=key).values_list("contact_id", flat=True))
    fresh = [contact for contact in contacts if contact.pk not in known]
    by_owner: dict[Member, list[Touch]] = defaultdict(list)
    for contact in fresh:
        by_owner[contact.owner].append(
            Touch(
                owner=contact.owner,
                contact=contact,
                at=meet.starts_at,
                channel=TouchChannel.SESSION,
                direction=Direction.BOTH,
                people=people,
                meet=meet,
                key=key,
                logged_at=now,
            )
        )
    for owner, touches in by_owner.items():
        write(owner, touches, now=now)
    return len(fresh)


def _people(meet: Meet) -> int:
    return max(2, meet.attendances.filter(presence=Presence.CAME).count())


def _tell(member: Member, other: Member, contact: Contact, link: Link) -> None:
    post(
        to=member,
        kind="network/linked",
        topic=Topic.SESSIONS,
        context={"name": other.full_name, "first_name": other.first_name or other.full_name},
        link=contact.get_absolute_url(),
        dedupe_key=f"network/linked:{link.pk}:{link.since_at.isoformat()}:{member.pk}",
        now=link.since_at,
    )
