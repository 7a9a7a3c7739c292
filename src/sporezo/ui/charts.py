"""Charts as geometry: the server draws, the page only paints. No colour and no text in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 1000.0, 300.0
HEADROOM = 1.12


@dataclass(frozen=True)
class Bar:
    """One week's load."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Training:
    """Form over the weeks as a line, gestures as load under it, in a 1000 × 300 frame."""

    labels: list[str]
    forms: list[float]
    loads: list[int]
    line: str
    area: str
    bars: list[Bar]
    rules: list[float]
    scale: list[int]
    last: tuple[float, float]


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
    bars = [
        Bar(
            x=round(slot * (i + 0.22), 1),
            y=round(HEIGHT * (1 - 0.5 * load / heaviest), 1),
            width=round(slot * 0.56, 1),
            height=round(HEIGHT * 0.5 * load / heaviest, 1),
        )
        for i, load in enumerate(loads)
    ]
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
