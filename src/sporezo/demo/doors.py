"""Whom one may be in the demo with one click: the cast, and those proposed to play with Alix."""

from __future__ import annotations

import unicodedata

from django.db.models import QuerySet

from sporezo.demo.words import CAST, REFEREE
from sporezo.jobs import clock
from sporezo.meets.enums import MeetState
from sporezo.meets.models import Meet
from sporezo.members.models import Member
from sporezo.rounds.enums import ProposalState
from sporezo.rounds.models import Seat

DOMAIN = "sporezo.example"
ALIX = f"alix.morel@{DOMAIN}"


def address(first: str, last: str) -> str:
    """Where somebody of the town would get their mail, if they were anybody."""
    plain = unicodedata.normalize("NFKD", f"{first}.{last}").encode("ascii", "ignore").decode().lower()
    return f"{plain.replace(chr(39), '').replace(' ', '-')}@{DOMAIN}"


CAST_AREAS = {address(first, last): commune for first, last, _sector, _rank, _function, commune in CAST}
"""The cast by address, and the commune each lives in."""


MODERATOR = address(*REFEREE)


def moderators() -> QuerySet[Member]:
    """Whoever keeps order here: reports, their deadlines, appeals."""
    return Member.objects.filter(email=MODERATOR)


def public_page() -> Meet | None:
    """The next session that has a page for people without an account."""
    ahead = Meet.objects.filter(is_on_the_web=True, state__in=(MeetState.OPEN, MeetState.CONFIRMED))
    return ahead.filter(starts_at__gt=clock.now()).order_by("starts_at").first()


def cast_members() -> QuerySet[Member]:
    return Member.objects.filter(email__in=CAST_AREAS).order_by("pk")


def proposed_with_alix() -> QuerySet[Member]:
    """Those who share a running proposal with Alix."""
    hers = Seat.objects.filter(member__email=ALIX, replaced_at__isnull=True, proposal__ended_at__isnull=True).exclude(
        proposal__state=ProposalState.CONFIRMED
    )
    return (
        Member.objects.filter(seats__proposal__in=hers.values("proposal"), seats__replaced_at__isnull=True)
        .exclude(email=ALIX)
        .distinct()
        .order_by("pk")
    )
