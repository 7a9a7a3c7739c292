"""Distances and reach: how far is near enough."""

from __future__ import annotations

import math

import h3

from sporezo.places.enums import Travel

EARTH_RADIUS_KM = 6371.0
SPEED_KMH = {Travel.FOOT: 5.0, Travel.BICYCLE: 15.0, Travel.TRANSIT: 18.0, Travel.CAR: 30.0}
DETOUR = 1.3  # roads against the straight line
SETTING_OUT_MINUTES = 5
STORED_RESOLUTION, SHOWN_RESOLUTION = 8, 7


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance.

    >>> round(distance_km(45.7578, 4.8320, 48.8566, 2.3522))
    392
    """
    a, b = math.radians(latitude), math.radians(other_latitude)
    half = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


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


def cell_centre(cell: str) -> tuple[float, float]:
    latitude, longitude = h3.cell_to_latlng(cell)
    return float(latitude), float(longitude)
