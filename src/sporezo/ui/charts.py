"""Charts as geometry: the server draws, the page only paints. No colour and no text in here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 1000.0, 300.0
HEADROOM = 1.12


@dataclass(frozen=True)
class Training:
    """Form over the weeks as a line, gestures as load under it, in a 1000 × 300 frame."""

    labels: list[str]
    forms: list[float]
    loads: list[int]
    line: str
    area: str
    bars: str
    rules: list[float]
    scale: list[int]
    last: tuple[float, float]


@dataclass(frozen=True)
class Block:
    """One thing done, in the column of its week."""

    x: float
    y: float
    kind: str


BLOCK_SLOT, BLOCK_WIDTH, BLOCK_STEP, MOST_BLOCKS = 40, 30, 12, 5


def rhythm(weeks: Sequence[tuple[int, int]]) -> list[Block]:
    """Games, then exchanges, stacked a week a column, oldest first, five at most; a week without is one hollow block.

    >>> [(block.x, block.y, block.kind) for block in rhythm([(1, 0), (0, 0)])]
    [(5.0, 48, 'game'), (45.0, 48, 'none')]
    """
    blocks = []
    for column, (games, exchanges) in enumerate(weeks):
        kinds = (["game"] * games + ["exchange"] * exchanges)[:MOST_BLOCKS] or ["none"]
        x = column * BLOCK_SLOT + (BLOCK_SLOT - BLOCK_WIDTH) / 2
        blocks += [Block(x, BLOCK_STEP * (MOST_BLOCKS - 1 - rank), kind) for rank, kind in enumerate(kinds)]
    return blocks


@dataclass(frozen=True)
class Spot:
    """A place on the locator, in its 200 × 200 frame."""

    x: float
    y: float


@dataclass(frozen=True)
class Locator:
    """A place in the middle, one's own areas around it, rings at round distances."""

    spots: list[Spot]
    rings: list[tuple[float, float, float]]  # radius on paper, where its words stand, km


KM_A_DEGREE = 111.32
RINGS_KM = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
EIGHT_WAYS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
REACH = 88.0  # of the 100 from the middle to the edge


def locator(latitude: float, longitude: float, areas: Sequence[tuple[float, float]]) -> Locator:
    """Where a place (degrees) lies from one's areas (latitude, longitude): north is up, the farthest area fits.

    >>> locator(45.0, 4.0, [(45.02, 4.0)])
    Locator(spots=[Spot(x=100.0, y=2.0)], rings=[(39.5, 136.5, 1.0), (79.0, 176.0, 2.0)])
    """
    narrowing = math.cos(math.radians(latitude))
    offsets = [
        ((east - longitude) * KM_A_DEGREE * narrowing, (north - latitude) * KM_A_DEGREE) for north, east in areas
    ]
    farthest = max([math.hypot(*offset) for offset in offsets] + [0.5])
    scale = REACH / farthest
    return Locator(
        spots=[Spot(round(100 + x * scale, 1), round(100 - y * scale, 1)) for x, y in offsets],
        rings=[(round(km * scale, 1), round(97 + km * scale, 1), km) for km in RINGS_KM if 18 < km * scale <= 100],
    )


def heading(latitude: float, longitude: float, north: float, east: float) -> str:
    """Which of eight ways a second place (degrees) lies from a first, as its compass letters.

    >>> heading(45.0, 4.0, 45.1, 4.0), heading(45.0, 4.0, 44.9, 3.85)
    ('N', 'SW')
    """
    up = north - latitude
    right = (east - longitude) * math.cos(math.radians(latitude))
    return EIGHT_WAYS[round(math.degrees(math.atan2(right, up)) / 45) % 8]


def training(weeks: Sequence[tuple[str, float, int]], *, top: float = 100.0) -> Training:
    """Lay out (label, form from 0 to `top`, gestures) a week, oldest first.

    >>> training([("1", 0, 0), ("2", 100, 3)]).line
    'M250 300L750 0'
    """
    if not weeks:
        raise ValueError("a training chart needs one week at least")
    slot = WIDTH / len(weeks)
    labels, forms, loads = (list(column) for column in zip(*weeks, strict=True))
    heaviest = max(max(loads), 1) * HEADROOM
    points = [(slot * (i + 0.5), HEIGHT * (1 - form / top)) for i, form in enumerate(forms)]
    line = "M" + "L".join(f"{x:g} {y:g}" for x, y in ((round(x, 1), round(y, 1)) for x, y in points))
    bars = "".join(
        f"M{round(slot * (i + 0.22), 1):g} {HEIGHT:g}v{-round(HEIGHT * 0.5 * load / heaviest, 1):g}"
        f"h{round(slot * 0.56, 1):g}V{HEIGHT:g}z"
        for i, load in enumerate(loads)
        if load
    )
    return Training(
        labels=labels,
        forms=forms,
        loads=loads,
        line=line,
        area=f"{line}L{points[-1][0]:g} {HEIGHT:g}L{points[0][0]:g} {HEIGHT:g}Z",
        bars=bars,
        rules=[HEIGHT * part / 4 for part in range(4)],
        scale=[round(top * part / 4) for part in range(4, -1, -1)],
        last=points[-1],
    )
