"""What a member takes along of their links; their people go by `exports`."""

from __future__ import annotations

from django.db.models import Q

from sporezo.members.models import Member
from sporezo.network.models import Link


def record_of(member: Member) -> dict[str, object]:
    """The members one is linked with, for the member; the other side's wish is theirs."""
    links = Link.objects.filter(Q(low=member) | Q(high=member)).select_related("low", "high").order_by("pk")
    return {
        "links": [
            {
                "with": (one.high if one.low_id == member.pk else one.low).full_name,
                "since_at": one.since_at,
                "wish_days": one.low_wish_days if one.low_id == member.pk else one.high_wish_days,
                "ended_at": one.ended_at,
            }
            for one in links
        ]
    }
