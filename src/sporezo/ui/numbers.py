"""Numbers as one says or writes them."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

# Translators: numbers from two to twelve inside a sentence ("three weeks ago").
SPOKEN = {
    2: lambda: pgettext("number", "two"),
    3: lambda: pgettext("number", "three"),
    4: lambda: pgettext("number", "four"),
    5: lambda: pgettext("number", "five"),
    6: lambda: pgettext("number", "six"),
    7: lambda: pgettext("number", "seven"),
    8: lambda: pgettext("number", "eight"),
    9: lambda: pgettext("number", "nine"),
    10: lambda: pgettext("number", "ten"),
    11: lambda: pgettext("number", "eleven"),
    12: lambda: pgettext("number", "twelve"),
}


def number_of(text: str | None) -> int:
    """The row that an address or a form asks for by number; 0, which none has, for whatever else was sent.

    >>> number_of("42"), number_of("²"), number_of("9" * 30), number_of(None)
    (42, 0, 0, 0)
    """
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0


def in_words(number: int) -> str:
    """Two to twelve in letters, anything else in figures."""
    return SPOKEN[number]() if number in SPOKEN else figure(number)


def figure(number: float, decimals: int = 0) -> str:
    """1234.5 as the reader's language writes it: 1 234,5 in French, 1,234.5 in English."""
    return number_format(number, decimals, use_l10n=True, force_grouping=True)


def percent(share: float) -> str:
    """A share between 0 and 1 as a whole percentage."""
    return _("%(number)s%%") % {"number": figure(round(share * 100))}


def duration(minutes: int) -> str:
    """90 as 1 h 30, 45 as 45 min."""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    return (
        _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}
        if rest
        else _("%(hours)d h") % {"hours": hours}
    )
