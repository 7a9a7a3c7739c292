"""The rhythm of a series as one says it: every Tuesday, 12:30; the last Friday of the month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from sporezo.formats.recurrence import Rule, nths
from sporezo.meets.models import Series
from sporezo.ui.moments import dated, hour
from sporezo.ui.numbers import in_words


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A rhythm one may choose for a session of some day: `key` is what the form sends back."""

    key: str
    title: str
    rule: Rule


def rhythms_for(on: dt.date) -> list[Rhythm]:
    """What a session of that day may become: every week, every other, its place in the month."""
    rules = {
        "week": Rule("week", 1, on.weekday()),
        "fortnight": Rule("week", 2, on.weekday()),
        "month": Rule("month", 1, on.weekday(), nths(on)[0]),
    }
    return [Rhythm(key, rule_said(rule), rule) for key, rule in rules.items()]


def rhythm_said(series: Series) -> str:
    """Day and hour on the wall clock there, and its end when it has one."""
    rule = series.rhythm
    said = f"{rule_said(rule)}, {hour(series.at)}"
    last = rule.last_on(series.starts_on)
    if last is None:
        return said
    return _("%(rhythm)s, until %(day)s") % {"rhythm": said, "day": dated(last, _("j F Y"))}


def rule_said(rule: Rule) -> str:
    """The days alone."""
    told = {"day": str(WEEKDAYS[rule.weekday])}
    if rule.every == "week":
        if rule.interval == 1:
            return _("every %(day)s") % told
        if rule.interval == 2:
            return _("every other %(day)s") % told
        return _("a %(day)s every %(n)s weeks") % (told | {"n": in_words(rule.interval)})
    nth = {
        1: _("the first %(day)s"), 2: _("the second %(day)s"), 3: _("the third %(day)s"),
        4: _("the fourth %(day)s"), -1: _("the last %(day)s"),
    }[rule.nth] % told  # fmt: skip
    if rule.interval == 1:
        return _("%(nth)s of the month") % {"nth": nth}
    return _("%(nth)s, every %(n)s months") % {"nth": nth, "n": in_words(rule.interval)}
