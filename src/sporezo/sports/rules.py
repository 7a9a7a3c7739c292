"""How a level is shown, and how a value typed on a scale is read."""

from __future__ import annotations

import re
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
    LevelSource.UNKNOWN: 2.0,
}
SHOWN_AS_RANGE_ABOVE = 0.8


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


def read_off(scale: Scale, value: str) -> float:
    """The 0–10 level of a value typed on a scale.

    Raises
    ------
    Refused
        With a sentence that says what the scale expects.
    """
    rungs = list(scale.rungs.all())
    if scale.kind == ScaleKind.RUNGS:
        wanted = value.strip().casefold().replace(" ", "")
        for rung in rungs:
            if rung.value.casefold().replace(" ", "") == wanted:
                return rung.level
        known = ", ".join(rung.value for rung in rungs)
        raise Refused(_("“%(value)s” is not on this scale.") % {"value": value}, _("Choose one of: %s.") % known)
    if scale.kind == ScaleKind.DURATION:
        number: float | None = seconds(value)
        if number is None:
            raise Refused(_("“%(value)s” is not a time.") % {"value": value}, _("Write it as 50:00 or 1:45:00."))
    else:
        number = number_typed(value)
        if number is None:
            raise Refused(_("“%(value)s” is not a number.") % {"value": value}, _("Write it as 18 or 3.5."))
    numbers = [rung.number for rung in rungs if rung.number is not None]
    spread = max(numbers) - min(numbers)
    if not min(numbers) - spread / 2 <= number <= max(numbers) + spread / 2:
        raise Refused(
            _("“%(value)s” is far off this scale.") % {"value": value},
            _("It runs from %(low)s to %(high)s.") % {"low": rungs[0].value, "high": rungs[-1].value},
        )
    return interpolate(number, numbers, [rung.level for rung in rungs if rung.number is not None])


def scale_that_reads(scales: Iterable[Scale], named: str, value: str) -> Scale | None:
    """The scale of that name, or without a name the first, on which a value stands."""
    wanted = fold(named)
    return next((scale for scale in scales if (not named or fold(scale.slug) == wanted) and _reads(scale, value)), None)


def _reads(scale: Scale, value: str) -> bool:
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
