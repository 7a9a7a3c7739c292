"""Whom one may be in the demo with one click: the cast, and those proposed to play with Alix."""

from __future__ import annotations

from django.db.models import QuerySet

from sporezo.demo.words import CAST
from sporezo.members.models import Member
from sporezo.rounds.enums import ProposalState
from sporezo.rounds.models import Seat

DOMAIN = "sporezo.example"
ALIX = f"alix.morel@{DOMAIN}"


def cast_members() -> QuerySet[Member]:
    return Member.objects.filter(pk__lte=len(CAST), email__endswith=f"@{DOMAIN}").order_by("pk")


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
