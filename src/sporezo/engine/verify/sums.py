"""The sums of the check: hours as bits, rows of ragged arrays, kilometres; written apart from `slots` and `geo`."""

from __future__ import annotations

import math

import numpy as np

from sporezo.engine.outcome import Rendezvous, Session
from sporezo.engine.snapshot import Floats, Ragged

EARTH_KM = 6371.0088
HOURS_A_DAY, SLOTS = 16, 112
SLACK_KM = 0.005  # different roundings of the same distance


def hours_of(session: Session | Rendezvous) -> int:
    hours = -(-session.minutes // 60)
    if not 0 <= session.slot < SLOTS or session.slot % HOURS_A_DAY + hours > HOURS_A_DAY:
        return 0
    return ((1 << hours) - 1) << session.slot


def week(words: object) -> int:
    low, high = (int(word) for word in words)  # type: ignore[attr-defined]
    return high << 64 | low


def row_of(ragged: Ragged, place: int) -> list[int]:
    values: list[int] = ragged.values[int(ragged.offsets[place]) : int(ragged.offsets[place + 1])].tolist()
    return values


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    a, b = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(other_longitude - longitude)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def many_kilometres(latitude: float, longitude: float, latitudes: Floats, longitudes: Floats) -> Floats:
    """`kilometres` from one place to many."""
    a, b = math.radians(latitude), np.radians(latitudes)
    across = np.radians(longitudes - longitude)
    half = np.sin((b - a) / 2) ** 2 + math.cos(a) * np.cos(b) * np.sin(across / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))), dtype=np.float64)
