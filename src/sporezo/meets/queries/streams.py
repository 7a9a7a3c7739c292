"""Who may hear a thread live: a key signed for one session, one member and the browser they are signed in with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from sporezo.meets.models import Meet
from sporezo.members.models import Member

# A key opens a stream for that long; what is open is checked again and again.
STREAM, STREAM_SECONDS = "meets.thread", 600
SHOWN = 8  # characters of the browser's session a key bears to find it by: the 24 others are as good as a password


@dataclass(frozen=True, slots=True)
class Listening:
    """Who hears which thread, and by which browser."""

    meet: int
    member: int
    browser: str


def stream_address(meet: Meet, member: Member, browser: str) -> str:
    """Where a browser hears a thread live, to be opened within minutes; `browser` is the key of its own session."""
    key = signing.dumps([meet.pk, member.pk, browser[:SHOWN], _seal(browser)], salt=STREAM)
    return f"{settings.EVENTS_URL}/events/thread?key={key}"


def listener(key: str, *, now: dt.datetime) -> Listening | None:
    """Whom a key was signed for; None when it is not ours, too old, or its browser has signed out. Three queries."""
    try:
        meet, member, start, seal = signing.loads(key, salt=STREAM, max_age=STREAM_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    near = Session.objects.filter(session_key__gte=start, session_key__lte=start.ljust(40, "z"))
    browser = next((one for one in near.values_list("pk", flat=True) if constant_time_compare(_seal(one), seal)), "")
    if not signed_in({browser: int(member)}, now=now):
        return None
    return Listening(int(meet), int(member), browser)


def signed_in(browsers: Mapping[str, int], *, now: dt.datetime) -> set[str]:
    """In which of these browsers that member is signed in still. Two queries."""
    people = Member.objects.filter(is_active=True).in_bulk(set(browsers.values()))
    rows = Session.objects.filter(pk__in=list(browsers), expire_date__gt=now)
    found = set()
    for key, packed in rows.values_list("pk", "session_data"):
        kept, member = SessionStore().decode(packed), people.get(browsers[key])
        if member is None or str(kept.get(SESSION_KEY)) != str(member.pk):
            continue
        if constant_time_compare(kept.get(HASH_SESSION_KEY, ""), member.get_session_auth_hash()):
            found.add(key)
    return found


def _seal(browser: str) -> str:
    return salted_hmac(STREAM, browser, algorithm="sha256").hexdigest()
