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


@transaction.atomic
def set_haunt(
    member: Member,
    *,
    kind: str = HauntKind.HOME,
    commune: Commune,
    travel: str = Travel.BICYCLE,
    minutes: int = 25,
) -> Haunt:
    """Say where one is and how far one goes; the same kind of area is replaced."""
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
            "radius_km": round(reach_km(minutes, travel), 2),
        },
    )
    return haunt


def drop_haunt(haunt: Haunt) -> None:
    haunt.delete()
