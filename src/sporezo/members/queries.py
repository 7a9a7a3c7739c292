"""Questions about members."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.sessions.backends.base import SessionBase

from sporezo.members.enums import Topic
from sporezo.members.models import Member


def has_profile(member: Member) -> bool:
    """Whether a member said the least the others need to know, is of age and agreed to the rules of the house."""
    said = (member.first_name, member.last_name, member.sector, member.spoken, member.adult_at, member.consented_at)
    return all(said)


SIGNING_IN_AS = "signing_in_as"


def address_signing_in(session: SessionBase) -> str:
    """The address last typed at the sign-in page of this browser, or nothing."""
    return str(session.get(SIGNING_IN_AS, ""))


def topics_in_words(codes: Iterable[str]) -> str:
    """Topics as one reads them: hiring, exporting."""
    return ", ".join(str(Topic(code).label) for code in codes)
