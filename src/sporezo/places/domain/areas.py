"""Deeds about a member's areas: a cell and a reach, never an address."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from sporezo.members.models import Member
from sporezo.places.enums import HauntKind, Travel
from sporezo.places.models import Commune, Haunt
from sporezo.places.rules import area_cell, cell_centre, reach_km
from sporezo.ui.refused import Refused

AREAS_AT_MOST = len(HauntKind)
WIDEST_KM = 100


@transaction.atomic
def set_haunt(
    member: Member,
    *,
    kind: str = HauntKind.HOME,
    commune: Commune,
    travel: str = Travel.BICYCLE,
    minutes: int = 25,
    radius_km: float | None = None,
) -> Haunt:
    """Say where one is and how far one goes, in minutes or as a radius; the same kind of area is replaced."""
    if radius_km is not None and not 0.5 <= radius_km <= WIDEST_KM:
        raise Refused(_("That is not a radius for a game."), _("Choose between half a kilometre and a hundred."))
    if not 5 < minutes <= 120:
        raise Refused(_("That is not a travel time for a game."), _("Choose between 10 minutes and two hours."))
    cell = area_cell(commune.latitude, commune.longitude)
    latitude, longitude = cell_centre(cell)
    haunt, _created = Haunt.objects.update_or_create(
        member=member,
        kind=kind,
        defaults={
            "commune": commune,
            "cell": cell,
            "latitude": latitude,
            "longitude": longitude,
            "travel": travel,
            "radius_km": round(radius_km or reach_km(minutes, travel), 2),
        },
    )
    return haunt


def drop_haunt(haunt: Haunt) -> None:
    haunt.delete()
