"""Distances on the sphere, and which venues lie within reach of which members."""

import math

import numpy as np

from sporezo.engine.compiled import compiled
from sporezo.engine.snapshot import Floats, Ints

EARTH_KM = 6371.0088  # mean radius (IUGG)
KM_A_DEGREE = EARTH_KM * math.pi / 180.0


@compiled
def distance_km(latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float) -> float:
    """Great-circle distance by the haversine formula.

    >>> round(distance_km(45.7640, 4.8357, 48.8566, 2.3522))    # Lyon–Paris as the crow flies
    392
    """
    radians = math.pi / 180.0
    north = math.sin((latitude_b - latitude_a) * radians / 2.0)
    east = math.sin((longitude_b - longitude_a) * radians / 2.0)
    half = north * north + math.cos(latitude_a * radians) * math.cos(latitude_b * radians) * east * east
    return 2.0 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


@compiled
def within_reach(
    area_member: Ints,
    area_latitude: Floats,
    area_longitude: Floats,
    area_radius_km: Floats,
    venue_latitude: Floats,
    venue_longitude: Floats,
    by_latitude: Ints,
) -> tuple[Ints, Ints, Floats, Floats]:
    """Every (member, venue) such that the venue lies within the radius of one of the member's areas.

    Parameters
    ----------
    area_member, area_latitude, area_longitude, area_radius_km : (a,), several areas a member
    venue_latitude, venue_longitude : (v,) degrees
    by_latitude : (v,) venue indices by ascending latitude

    Returns
    -------
    member, venue : (r,) indices; a pair stands once for each area that reaches
    km : (r,) distance
    ease : (r,) ``1 - km / radius``, 1 next door and 0 at the limit

    Cost: for each area, the venues of its band of latitude.
    """
    sorted_latitude = venue_latitude[by_latitude]
    room = max(64, 8 * len(area_member))
    member = np.empty(room, np.int64)
    venue = np.empty(room, np.int64)
    km = np.empty(room, np.float64)
    ease = np.empty(room, np.float64)
    found = 0
    for a in range(len(area_member)):
        band = area_radius_km[a] / KM_A_DEGREE
        first = np.searchsorted(sorted_latitude, area_latitude[a] - band - 1e-9)
        last = np.searchsorted(sorted_latitude, area_latitude[a] + band + 1e-9)
        for at in range(first, last):
            v = by_latitude[at]
            far = distance_km(area_latitude[a], area_longitude[a], venue_latitude[v], venue_longitude[v])
            if far > area_radius_km[a]:
                continue
            if found == len(member):
                member = np.concatenate((member, np.empty(found, np.int64)))
                venue = np.concatenate((venue, np.empty(found, np.int64)))
                km = np.concatenate((km, np.empty(found, np.float64)))
                ease = np.concatenate((ease, np.empty(found, np.float64)))
            member[found] = area_member[a]
            venue[found] = v
            km[found] = far
            ease[found] = 1.0 - far / area_radius_km[a]
            found += 1
    return member[:found], venue[:found], km[:found], ease[:found]
