"""Tags that draw: the training chart, the rhythm of weeks, where a place lies, exchanges over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.html import conditional_escape as escape
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from sporezo.ui import charts, moments
from sporezo.ui.templatetags.ui import icon, together

register = template.Library()

WAYS = {
    "N": gettext_lazy("to the north"),
    "NE": gettext_lazy("to the north-east"),
    "E": gettext_lazy("to the east"),
    "SE": gettext_lazy("to the south-east"),
    "S": gettext_lazy("to the south"),
    "SW": gettext_lazy("to the south-west"),
    "W": gettext_lazy("to the west"),
    "NW": gettext_lazy("to the north-west"),
}
DIRECTIONS = {
    "both": ("both-ways", gettext_lazy("both ways")),
    "out": ("to-them", gettext_lazy("from you")),
    "in": ("from-them", gettext_lazy("from them")),
}


@register.inclusion_tag("ui/chart.html")
def training_chart(
    weeks: Sequence[tuple[str, float, int]],
    name: str = "training",
    ticks: Sequence[str] = (),
    rows: Sequence[tuple[str, float, int]] = (),
) -> dict[str, Any]:
    """Form over the weeks with the gestures as load: (label, form 0–100, gestures) a week, oldest first.

    Many weeks bring words of their own for the axis (`ticks`, evenly apart) and for the table (`rows`).
    """
    chart = charts.training(weeks)
    rows = rows or list(zip(chart.labels, chart.forms, chart.loads, strict=True))
    step = 1 if len(rows) <= 9 else 2
    ticks = ticks or [label if (len(rows) - 1 - i) % step == 0 else "" for i, label in enumerate(chart.labels)]
    return {"chart": chart, "rows": rows, "ticks": ticks, "name": name}


@register.inclusion_tag("ui/rhythm.html")
def rhythm(beats: Sequence[Any], regular: int) -> dict[str, Any]:
    """The last weeks as columns of blocks: each beat has `label`, `games`, `exchanges`; `regular` had something."""
    blocks = charts.rhythm([(int(_part(beat, "games")), int(_part(beat, "exchanges"))) for beat in beats])
    return {"blocks": blocks, "beats": beats, "regular": regular, "width": charts.BLOCK_SLOT * len(beats)}


@register.inclusion_tag("ui/locator.html")
def locator(where: charts.Locator, kind: str, label: Any) -> dict[str, Any]:
    """A place (in the middle) from one's areas; `label` says the same in words."""
    return {"where": where, "kind": kind, "label": label}


@register.inclusion_tag("ui/around.html")
def around(where: charts.Locator, label: Any) -> dict[str, Any]:
    """One's own area in the middle, numbered places around it; `label` says the same in words."""
    return {"where": where, "label": label}


@register.filter
def compass(letters: str) -> str:
    """Which way, in words: NE is north-east."""
    return str(WAYS[letters])


@register.simple_tag
def timeline(entries: Iterable[Any], now: dt.datetime) -> SafeString:
    """Exchanges, latest first: each has `at`, `direction` (both, out, in), `title`, and may have `note` and `url`."""
    # Written here and not in a template: a page has dozens.
    today = moments.day_of(now)
    return format_html('<ol class="timeline">{}</ol>', together(_moment(entry, today) for entry in entries))


def _moment(entry: Any, today: dt.date) -> SafeString:
    shape, way = DIRECTIONS[str(_part(entry, "direction"))]
    on, note = moments.day_of(_part(entry, "at")), _part(entry, "note")
    title, url = escape(_part(entry, "title")), _part(entry, "url")
    named = f'<a href="{escape(url)}">{title}</a>' if url else title
    line = (
        f'<li>{icon(shape, str(way))}<div><p class="line"><strong>{named}</strong>'
        f'<time class="when" datetime="{on.isoformat()}">{escape(moments.ago(on, today))}</time></p>'
    )
    # Every word above is escaped by hand: `format_html` took four times as long for a page of forty.
    return mark_safe(f'{line}<p class="row-note">{escape(note)}</p></div></li>' if note else f"{line}</div></li>")  # noqa: S308


def _part(entry: Any, name: str) -> Any:
    return entry.get(name, "") if isinstance(entry, dict) else getattr(entry, name, "")
