"""Distances and reach: how far is near enough."""

from __future__ import annotations

import h3
from django.utils.translation import gettext as _

from sporezo.members.models import Member
from sporezo.places.enums import Travel
from sporezo.places.models import Venue
from sporezo.places.queries import distance_km
from sporezo.ui.refused import Refused

__all__ = ["distance_km"]

SPEED_KMH = {Travel.FOOT: 5.0, Travel.BICYCLE: 15.0, Travel.TRANSIT: 18.0, Travel.CAR: 30.0}
DETOUR = 1.3  # roads against the straight line
SETTING_OUT_MINUTES = 5
STORED_RESOLUTION, SHOWN_RESOLUTION = 8, 7


def travel_minutes(km: float, travel: str) -> int:
    """Minutes door to door for a straight-line distance.

    >>> travel_minutes(3, "bicycle"), travel_minutes(0, "foot")
    (21, 5)
    """
    return round(DETOUR * km / SPEED_KMH[Travel(travel)] * 60 + SETTING_OUT_MINUTES)


def reach_km(minutes: int, travel: str) -> float:
    """The straight-line distance one covers in that many minutes.

    >>> round(reach_km(21, "bicycle"), 1)
    3.1
    """
    return max(0.3, (minutes - SETTING_OUT_MINUTES) / 60 * SPEED_KMH[Travel(travel)] / DETOUR)


def area_cell(latitude: float, longitude: float) -> str:
    """The cell that stands for a member's area; all that is kept of where they are."""
    return str(h3.latlng_to_cell(latitude, longitude, STORED_RESOLUTION))


def shown_cell(latitude: float, longitude: float) -> str:
    """The wider cell, some two kilometres across, that others may read."""
    return str(h3.latlng_to_cell(latitude, longitude, SHOWN_RESOLUTION))


def cell_centre(cell: str) -> tuple[float, float]:
    latitude, longitude = h3.cell_to_latlng(cell)
    return float(latitude), float(longitude)


def refusal_to_confirm(venue: Venue, member: Member) -> Refused | None:
    """Two pairs of eyes: whoever added a place does not confirm it."""
    if venue.closed_at:
        return Refused(_("This place is closed."))
    if venue.verified_at:
        return Refused(_("This place is confirmed already."))
    if venue.added_by == member and not member.is_staff:
        return Refused(_("You added this place yourself."), _("Somebody else who knows it confirms it."))
    return None


def refusal_to_close(venue: Venue, member: Member) -> Refused | None:
    """Whoever added a place may close it until it is confirmed; then an operator does."""
    if venue.closed_at:
        return Refused(_("This place is closed."))
    if member.is_staff or (venue.added_by == member and not venue.verified_at):
        return None
    return Refused(_("A confirmed place is closed by those who run this instance."), _("Write to them."))
