"""How many play a sport around somebody: a figure, never a name."""

from __future__ import annotations

import math

from sporezo.members.models import Member
from sporezo.places.models import Haunt
from sporezo.places.rules import distance_km, reach_km
from sporezo.sports.models import Practice, Sport

WITHIN_MINUTES = 30  # always the same, lest moving it a little should tell where one of them is
LEAST_TOLD = 5
KM_A_DEGREE = 111.32


def players_near(member: Member, sport: Sport) -> int:
    """How many other members play this sport and have an area within half an hour of one's own; three queries.

    Below `LEAST_TOLD` the figure is not to be shown (`told` says so in words).
    """
    return len(ids_near(member, sport))


def ids_near(member: Member, sport: Sport) -> set[int]:
    """Who they are: for counting and matching, never for a page."""
    mine = list(Haunt.objects.filter(member=member))
    found: set[int] = set()
    for haunt in mine:
        reach = reach_km(WITHIN_MINUTES, haunt.travel)
        up = reach / KM_A_DEGREE
        across = up / max(0.05, math.cos(math.radians(haunt.latitude)))
        around = Haunt.objects.filter(
            latitude__range=(haunt.latitude - up, haunt.latitude + up),
            longitude__range=(haunt.longitude - across, haunt.longitude + across),
            member__is_active=True,
            member__in=Practice.objects.filter(sport=sport, paused_at__isnull=True).values("member"),
        )
        found |= {
            pk
            for pk, latitude, longitude in around.values_list("member_id", "latitude", "longitude")
            if distance_km(haunt.latitude, haunt.longitude, latitude, longitude) <= reach
        }
    return found - {member.pk}  # a figure that moved with one's own lists would speak of one person
