"""How a level is shown, and how a value typed on a scale is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from sporezo.engine.levels import interpolate, label_index
from sporezo.formats.names import fold
from sporezo.sports.enums import LevelLabel, LevelSource, ScaleKind
from sporezo.sports.models import Practice, Scale
from sporezo.ui.refused import Refused

LABELS = tuple(LevelLabel)
DEVIATION = {
    LevelSource.RANKING: 0.4,
    LevelSource.OLD_RANKING: 0.8,
    LevelSource.TIMED: 0.3,
    LevelSource.APP: 0.5,
    LevelSource.LABEL: 1.2,
    LevelSource.PLAYED: 1.2,
    LevelSource.UNKNOWN: 2.0,
}
SHOWN_AS_RANGE_ABOVE = 0.8
GOLF_WITHOUT_CARDS = 1.2  # an index of 40 to 50 that nobody plays cards on is the unsurest of rankings
# What an easy pace is said in. Letters of club groups mean something else in each club: a speed does not.
PACE_UNITS = {
    "running": "min/km",
    "trail-running": "min/km",
    "walking": "km/h",
    "nordic-walking": "km/h",
    "road-cycling": "km/h",
    "gravel": "km/h",
    "mountain-biking": "km/h",
}
WITH_CLIMB = {"trail-running", "hiking", "road-cycling", "gravel", "mountain-biking", "ski-touring"}


def label(level: float) -> LevelLabel:
    """The label a level wears; the number itself stays private."""
    return LABELS[label_index(level)]


def shown_level(practice: Practice) -> str:
    """The label, or a range of two when the doubt is wide and reaches across a bound."""
    middle = label(practice.level_mean)
    if practice.level_deviation <= SHOWN_AS_RANGE_ABOVE:
        return str(middle.label)
    low = label(max(0.0, practice.level_mean - practice.level_deviation / 2))
    high = label(min(10.0, practice.level_mean + practice.level_deviation / 2))
    if low == high:
        return str(middle.label)
    return str(format_lazy("{} – {}", low.label, str(high.label).lower()))


def seconds(text: str) -> int | None:
    """A duration typed as 50:00, 1:45:00 or 50' in seconds; None when it is not one.

    >>> seconds("50:00"), seconds("1 h 45"), seconds("24'06"), seconds("fast")
    (3000, 6300, 1446, None)
    """
    text = text.strip().lower()
    hours = re.fullmatch(r"(\d{1,2})\s*h\s*(\d{1,2})?(?:\D+(\d{1,2}))?", text)
    if hours:
        return int(hours[1]) * 3600 + int(hours[2] or 0) * 60 + int(hours[3] or 0)
    parts = [part for part in re.split(r"[:'’′\"″]", text.replace(" ", "")) if part]
    if not 1 < len(parts) <= 3 and not (len(parts) == 1 and re.search(r"['’′]", text)):
        return None
    if not all(part.isdigit() for part in parts):
        return None
    if len(parts) == 1:
        return int(parts[0]) * 60
    total = 0
    for part in parts:
        total = total * 60 + int(part)
    return total


def pace_typed(text: str, unit: str) -> int | None:
    """Seconds a kilometre of a pace typed as 6:30 a kilometre, or as a speed in km/h; None when it is neither.

    >>> pace_typed("6:30", "min/km"), pace_typed("27", "km/h"), pace_typed("fast", "km/h")
    (390, 133, None)
    """
    if unit == "min/km":
        found = seconds(text)
        return found if found and 120 <= found <= 1200 else None
    speed = number_typed(text)
    return round(3600 / speed) if speed and 2 <= speed <= 60 else None


def pace_written(seconds_a_km: int | None, unit: str) -> str:
    """A pace as it was typed.

    >>> pace_written(390, "min/km"), pace_written(133, "km/h"), pace_written(None, "km/h")
    ('6:30', '27', '')
    """
    if seconds_a_km is None:
        return ""
    if unit == "min/km":
        return f"{seconds_a_km // 60}:{seconds_a_km % 60:02}"
    return f"{3600 / seconds_a_km:.0f}"


def old_deviation(scale: Scale) -> float:
    """How far off a ranking from another season may be."""
    return GOLF_WITHOUT_CARDS if scale.sport.slug == "golf" else DEVIATION[LevelSource.OLD_RANKING]


def read_off(scale: Scale, value: str) -> float:
    """The 0–10 level of a value typed on a scale.

    Raises
    ------
    Refused
        With a sentence that names what the scale holds.
    """
    rungs = list(scale.rungs.all())
    if scale.kind == ScaleKind.KEPT:
        raise Refused(_("%(scale)s is kept as written, and never converted.") % {"scale": scale.name})
    if scale.kind == ScaleKind.RUNGS:
        wanted = _plain(value)
        for rung in rungs:
            if _plain(rung.value) == wanted:
                return rung.level
        known = ", ".join(rung.value for rung in rungs)
        raise Refused(_("“%(value)s” is not on this scale.") % {"value": value}, _("Choose one of: %s.") % known)
    span = _("It runs from %(low)s to %(high)s.") % {"low": rungs[0].value, "high": rungs[-1].value}
    if scale.kind == ScaleKind.DURATION:
        number: float | None = seconds(value)
        if number is None:
            raise Refused(
                _("“%(value)s” is not a time.") % {"value": value}, f"{_('Write it as 50:00 or 1:45:00.')} {span}"
            )
    else:
        number = number_typed(value)
        if number is not None and scale.slug == "WHS" and value.strip().startswith("+"):
            number = -number  # a golfer better than scratch says +2 and means −2
        if number is None:
            raise Refused(_("“%(value)s” is not a number.") % {"value": value}, f"{_('Write it as 18 or 3.5.')} {span}")
    numbers = [rung.number for rung in rungs if rung.number is not None]
    spread = max(numbers) - min(numbers)
    if not min(numbers) - spread / 2 <= number <= max(numbers) + spread / 2:
        raise Refused(_("“%(value)s” is far off this scale.") % {"value": value}, span)
    return interpolate(number, numbers, [rung.level for rung in rungs if rung.number is not None])


def _plain(value: str) -> str:
    """A rung however it is typed: case, spaces and accents aside; a minus sign is not a hyphen to drop."""
    bare = (
        unicodedata.normalize("NFKD", value.casefold().replace("−", "-").replace("–", "-"))
        .encode("ascii", "ignore")
        .decode()
    )
    return "".join(bare.split())


def scale_that_reads(scales: Iterable[Scale], named: str, value: str) -> Scale | None:
    """The scale of that name, or without a name the first, on which a value stands."""
    wanted = fold(named)
    candidates = (
        scale
        for scale in scales
        if (fold(scale.slug) == wanted if named else scale.kind != ScaleKind.KEPT) and _reads(scale, value)
    )
    return next(candidates, None)


def _reads(scale: Scale, value: str) -> bool:
    if scale.kind == ScaleKind.KEPT:
        return bool(value.strip())
    try:
        read_off(scale, value)
    except Refused:
        return False
    return True


def number_typed(text: str) -> float | None:
    """A number typed with a comma or a point, or None.

    >>> number_typed("3,5"), number_typed("+2"), number_typed("a")
    (3.5, 2.0, None)
    """
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
