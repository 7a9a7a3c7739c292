"""Contacts and exchanges by the dozen, and sessions played."""

from __future__ import annotations

import datetime as dt
from itertools import count

from allauth.account.models import EmailAddress

from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.network.enums import Circle, KeyKind
from sporezo.network.models import Contact, ContactKey, Touch
from tests.factories.meets import make_sport

_numbers = count(1)


def make_contact(owner, name="", *, circle=Circle.SECOND, email="", now=None, **fields):
    number = next(_numbers)
    given, _, family = (name or f"Contact Numéro{number}").partition(" ")
    created_at = fields.pop("created_at", now or dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC))
    contact = Contact.objects.create(
        owner=owner, given_name=given, family_name=family, circle=circle, created_at=created_at, **fields
    )
    if email:
        ContactKey.objects.create(owner=owner, contact=contact, kind=KeyKind.EMAIL, value=email)
    return contact


def make_touch(contact, at, *, channel="message", direction="both", **fields):
    return Touch.objects.create(
        owner=contact.owner,
        contact=contact,
        at=at,
        channel=channel,
        direction=direction,
        key=f"test:{next(_numbers)}",
        logged_at=at,
        **fields,
    )


def verify_email(member, email=""):
    """The member has proved that this address is theirs."""
    return EmailAddress.objects.create(user=member, email=email or member.email, verified=True, primary=not email)


def played(members, *, starts_at, held_at=None, sport=None, absent=()):
    """A session that was held, with those who came."""
    held_at = held_at or starts_at + dt.timedelta(hours=3)
    meet = Meet.objects.create(
        sport=sport or make_sport("running"),
        starts_at=starts_at,
        minutes=60,
        places=8,
        state=MeetState.HELD,
        created_at=starts_at,
        changed_at=held_at,
        held_at=held_at,
    )
    for presence, people in ((Presence.CAME, members), (Presence.ABSENT, absent)):
        for member in people:
            Attendance.objects.create(
                meet=meet, member=member, presence=presence, since_at=starts_at, changed_at=held_at
            )
    return meet
