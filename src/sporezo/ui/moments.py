"""Moments as one says them: Thursday 12:30, three weeks ago. `now` is always an argument."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sporezo.ui.numbers import in_words

Moment = dt.datetime | dt.date


def day_of(moment: Moment) -> dt.date:
    """The reader's calendar day of a moment."""
    if isinstance(moment, dt.datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment


def dated(on: dt.date, pattern: str) -> str:
    """A date by Django's letters; French says 1er, and 2."""
    said = date_format(on, pattern)
    is_first = on.day == 1 and (get_language() or "").startswith("fr")
    return _THE_FIRST.sub("1er", said, count=1) if is_first else said


_THE_FIRST = re.compile(r"\b1(?=\s)")


def hour(moment: dt.datetime | dt.time) -> str:
    """12:30 in English, 12 h 30 in French, 9 h when the hour is whole."""
    clock = timezone.localtime(moment) if isinstance(moment, dt.datetime) and timezone.is_aware(moment) else moment
    if clock.minute:
        return _("%(hour)d:%(minute)02d") % {"hour": clock.hour, "minute": clock.minute}
    return _("%(hour)d:00") % {"hour": clock.hour}


def weekday(moment: Moment) -> str:
    return str(WEEKDAYS[day_of(moment).weekday()])


def day(moment: Moment, now: dt.datetime | None = None) -> str:
    """Today, tomorrow, Thursday (within six days), else Thursday 26 November; the year only when it is another."""
    on = day_of(moment)
    if now is None:
        return dated(on, _("l j F"))
    ahead = (on - day_of(now)).days
    if ahead in _NEAR:
        return _NEAR[ahead]()
    if 1 < ahead < 7:
        return weekday(on)
    return dated(on, _("l j F") if on.year == day_of(now).year else _("j F Y"))


_NEAR = {-1: lambda: _("yesterday"), 0: lambda: _("today"), 1: lambda: _("tomorrow")}


def day_tile(moment: Moment) -> str:
    """The day as short as a tile is wide: Thu 26, jeu. 26."""
    return date_format(day_of(moment), _("D j"))


def when(moment: dt.datetime, now: dt.datetime | None = None) -> str:
    """Day and hour: Thursday 12:30, or Thursday 3 December, 12:30 when it is further away."""
    named = day(moment, now)
    pattern = _("%(day)s, %(hour)s") if any(letter.isdigit() for letter in named) else _("%(day)s %(hour)s")
    return pattern % {"day": named, "hour": hour(moment)}


def board(moment: dt.datetime, now: dt.datetime) -> str:
    """Day and hour as a scoreboard has room for: Thursday 12:30 within six days, else Thu 26 · 12:30."""
    ahead = (day_of(moment) - day_of(now)).days
    if -2 < ahead < 7:
        return when(moment, now)
    short = day_tile(moment) if 0 < ahead < 28 else dated(day_of(moment), _("j M"))
    return f"{short} · {hour(moment)}"


def there(moment: dt.datetime, zone: str) -> str:
    """The hour where it takes place beside the reader's own, when they differ; empty when one clock serves both."""
    local, mine = moment.astimezone(ZoneInfo(zone)), timezone.localtime(moment)
    if local.utcoffset() == mine.utcoffset():
        return ""
    named = when if local.date() != mine.date() else hour
    with timezone.override(ZoneInfo(zone)):
        on_site = named(moment)
    city = zone.rpartition("/")[2].replace("_", " ")
    return _("%(there)s in %(city)s, %(here)s where you are") % {"there": on_site, "city": city, "here": named(moment)}


def until(start: dt.datetime, end: dt.datetime, now: dt.datetime | None = None) -> str:
    """A span: Thursday 12:30 to 13:30, or both days when it crosses midnight."""
    last = hour(end) if day_of(start) == day_of(end) else when(end, now)
    return _("%(start)s to %(end)s") % {"start": when(start, now), "end": last}


def ago(moment: Moment, now: Moment) -> str:
    """How long since, rounded as one would say it aloud; for what is to come, how long until."""
    return _ago((day_of(now) - day_of(moment)).days, get_language())


@lru_cache(maxsize=4096)
def _ago(days: int, language: str | None) -> str:
    """In the language at work, which is told only to be remembered by: a page of exchanges says dozens of these."""
    if -2 < days < 2:
        return _NEAR[-days]()
    amount = span(abs(days))
    return (_("%(amount)s ago") if days > 0 else _("in %(amount)s")) % {"amount": amount}


def span(days: int) -> str:
    """Days up to a week, weeks up to nine, months up to two years, then years."""
    if days < 7:
        return ngettext("a day", "%(n)s days", days) % {"n": in_words(days)}
    if days < 63:
        weeks = round(days / 7)
        return ngettext("a week", "%(n)s weeks", weeks) % {"n": in_words(weeks)}
    if days < 700:
        months = round(days / 30.44)
        return ngettext("a month", "%(n)s months", months) % {"n": in_words(months)}
    years = round(days / 365.25)
    return ngettext("a year", "%(n)s years", years) % {"n": in_words(years)}
