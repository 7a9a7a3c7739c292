"""Ways to play that make unequal players fine, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F

from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.sports.models import Format, Sport

EVEN = 1.5  # a gap, on the 0–10 scale, that any plain game bears


@dataclass(frozen=True, slots=True)
class Fairer:
    """A format that bears the gap between those who are in better than what they are about to play."""

    format: Format
    is_wide: bool  # wide enough that even this one takes some good will


def formats_for(sport: Sport, places: int) -> list[Format]:
    """The ways to play a sport at that many that say what makes them fair."""
    found = Format.objects.filter(sport=sport, players_min__lte=places, players_max__gte=places)
    return [one for one in found.order_by("position", "pk") if one.handicap]


def fairer(meet: Meet) -> Fairer | None:
    """What to suggest when those in are unequal; None when they are not, or nothing bears it better."""
    there = Attendance.objects.filter(
        meet=meet, presence=Presence.IN, member__practices__sport=F("meet__sport")
    ).values_list("member_id", "member__practices__level_mean")
    levels = dict(there.order_by("-member__practices__position")).values()
    gap = max(levels, default=0.0) - min(levels, default=0.0)
    borne = float(meet.format.widest_gap) if meet.format else EVEN
    if meet.sport is None or len(levels) < 2 or gap <= borne:
        return None
    better = [one for one in formats_for(meet.sport, meet.places) if float(one.widest_gap) > borne]
    if not better:
        return None
    enough = next((one for one in better if float(one.widest_gap) >= gap), None)
    return Fairer(enough or max(better, key=lambda one: one.widest_gap), enough is None)
