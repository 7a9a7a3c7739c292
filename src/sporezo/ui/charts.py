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
class Ring:
    """A round distance: its radius on paper, and where its words stand."""

    radius: float
    x: float
    y: float
    km: float


@dataclass(frozen=True)
class Locator:
    """A place in the middle, one's own areas around it, rings at round distances."""

    spots: list[Spot]
    rings: list[Ring]


KM_A_DEGREE = 111.32
RINGS_KM = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
EIGHT_WAYS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
REACH = 88.0  # of the 100 from the middle to the edge
SPOT_GAP = 21.0  # two numbered spots side by side
WORDS_AT = (90, 45, 135, 0, 180, -45, -135)  # degrees, clockwise from the east; north has its arrow


def locator(latitude: float, longitude: float, areas: Sequence[tuple[float, float]]) -> Locator:
    """Where a place (degrees) lies from one's areas (latitude, longitude): north is up, the farthest area fits.

    >>> locator(45.0, 4.0, [(45.02, 4.0)])
    Locator(spots=[Spot(x=100.0, y=12.0)], rings=[Ring(radius=39.5, x=100.0, y=136.5, km=1.0), \
Ring(radius=79.1, x=100.0, y=176.1, km=2.0)])
    """
    narrowing = math.cos(math.radians(latitude))
    offsets = [
        ((east - longitude) * KM_A_DEGREE * narrowing, (north - latitude) * KM_A_DEGREE) for north, east in areas
    ]
    farthest = max([math.hypot(*offset) for offset in offsets] + [0.5])
    scale = REACH / farthest
    spots = _apart([(100 + x * scale, 100 - y * scale) for x, y in offsets])
    return Locator(
        spots=[Spot(round(x, 1), round(y, 1)) for x, y in spots],
        rings=[_ring(km, km * scale, spots) for km in RINGS_KM if 18 < km * scale <= 100],
    )


def _apart(spots: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spots nudged until none lies on another or on the middle: what can be read goes before the last hundred metres.

    >>> (x, y), (z, t) = _apart([(100.0, 40.0), (100.0, 40.0)])
    >>> math.hypot(x - z, y - t) > 20
    True
    """
    placed = [(100.0, 100.0), *spots]
    for _round in range(40):
        is_clear = True
        for i in range(len(placed)):
            for j in range(i + 1, len(placed)):
                across, down = placed[j][0] - placed[i][0], placed[j][1] - placed[i][1]
                away = math.hypot(across, down)
                if away >= SPOT_GAP:
                    continue
                is_clear = False
                turn = 2.4 * j  # two in one place part each their own way
                way = (across / away, down / away) if away > 0.1 else (math.cos(turn), math.sin(turn))
                push = SPOT_GAP - away + 0.5
                mine = 0.0 if i == 0 else push / 2
                placed[i] = _inside(placed[i][0] - way[0] * mine, placed[i][1] - way[1] * mine)
                placed[j] = _inside(placed[j][0] + way[0] * (push - mine), placed[j][1] + way[1] * (push - mine))
        if is_clear:
            break
    return placed[1:]


def _inside(x: float, y: float) -> tuple[float, float]:
    return min(max(x, 12.0), 188.0), min(max(y, 12.0), 188.0)


def _ring(km: float, radius: float, spots: Sequence[tuple[float, float]]) -> Ring:
    """A ring whose words stand below the middle, else at the first side where no spot covers them."""

    def words_at(degrees: float) -> tuple[float, float]:
        turn = math.radians(degrees)
        return 100 + (radius - 7) * math.cos(turn), 100 + (radius - 7) * math.sin(turn)

    def room(at: tuple[float, float]) -> float:
        return min(math.hypot((at[0] - x) / 1.5, at[1] - y) for x, y in [(100.0, 100.0), *spots])

    sides = [at for at in map(words_at, WORDS_AT) if 18 <= at[0] <= 182]
    x, y = next((at for at in sides if room(at) >= SPOT_GAP * 0.8), max(sides, key=room))
    return Ring(round(radius, 1), round(x, 1), round(y + 4, 1), km)


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
