"""Dates as each source writes them: an explicit list of forms for each, never a guess at the order of day and month."""

import re
from datetime import UTC, date, datetime

from sporezo.formats import names
from sporezo.formats.records import Birthday

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FRENCH_MONTHS = ("janv", "fevr", "mars", "avri", "mai", "juin", "juil", "aout", "sept", "octo", "nove", "dece")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:er)?[ -]([^\W\d_]{3,9})\.?[ -](\d{4}|\d{2})")
_MONTH_DAY = re.compile(r"([^\W\d_]{3,9})\.? (\d{1,2}),? (\d{4})")
_US = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?:,?\s+(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap])\.?m\.?)?", re.IGNORECASE
)
_ISO = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?(?:\.\d+)?\s*(?:UTC|Z|\+00:?00)?")
_MONTH_YEAR = re.compile(r"(?:([^\W\d_]{3,9})\.?\s+)?(\d{4})")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def linkedin_moment(text: str) -> datetime | date | None:
    """A moment in UTC, or a day where LinkedIn gives no hour; months are English or French, numbers American.

    >>> linkedin_moment("2024-12-16 18:24:37 UTC").isoformat(), linkedin_moment("12/15/24, 7:47 AM").isoformat()
    ('2024-12-16T18:24:37+00:00', '2024-12-15T07:47:00+00:00')
    >>> linkedin_moment("16 Dec 2024"), linkedin_moment("04-May-22"), linkedin_moment("31/12/2024")
    (datetime.date(2024, 12, 16), datetime.date(2022, 5, 4), None)
    >>> linkedin_moment("Dec 16, 2024"), linkedin_moment("1er mai 2021")
    (datetime.date(2024, 12, 16), datetime.date(2021, 5, 1))
    >>> linkedin_moment("16 déc. 2024"), linkedin_moment("3 août 2021"), linkedin_moment("3 juin 2021")
    (datetime.date(2024, 12, 16), datetime.date(2021, 8, 3), datetime.date(2021, 6, 3))
    """
    text = " ".join(text.split())
    if found := _ISO.fullmatch(text):
        year, month, day, hour, minute, second = found.groups()
        if hour is None:
            return _day(int(year), int(month), int(day))
        return _moment(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))
    if found := _US.fullmatch(text):
        month, day, year, hour, minute, half = found.groups()
        if hour is None:
            return _day(_full_year(year), int(month), int(day))
        hours = int(hour) % 12 + (12 if half.lower() == "p" else 0)
        return _moment(_full_year(year), int(month), int(day), hours, int(minute), 0)
    if found := _MONTH_DAY.fullmatch(text):
        name, day, year = found.groups()
        return _day(int(year), _month(name), int(day))
    if found := _DAY_MONTH.fullmatch(text):
        day, name, year = found.groups()
        return _day(_full_year(year), _month(name), int(day))
    return None


def linkedin_day(text: str) -> date | None:
    """The day of :func:`linkedin_moment`; the first of a month or year where that is all there is.

    >>> linkedin_day("Sep 2019"), linkedin_day("2015"), linkedin_day("1/8/18, 6:14 PM")
    (datetime.date(2019, 9, 1), datetime.date(2015, 1, 1), datetime.date(2018, 1, 8))
    """
    moment = linkedin_moment(text)
    if isinstance(moment, datetime):
        return moment.date()
    if moment is None and (found := _MONTH_YEAR.fullmatch(text.strip())):
        return _day(int(found[2]), _month(found[1]) if found[1] else 1, 1)
    return moment


def birthday(year: int | None, month: int, day: int) -> Birthday | None:
    """A birthday when such a day exists."""
    if 1 <= month <= 12 and 1 <= day <= _LONGEST[month - 1] and (year is None or 1850 <= year <= 2200):
        return Birthday(month, day, year)
    return None


def iso_birthday(text: str) -> Birthday | None:
    """``1980-03-21``, ``19800321``, ``--03-21`` or ``--0321``, a time ignored.

    >>> iso_birthday(" --02-03"), iso_birthday("1980-02-29")
    (Birthday(month=2, day=3, year=None), Birthday(month=2, day=29, year=1980))
    """
    found = re.fullmatch(r"(\d{4}|--)-?(\d{2})-?(\d{2})(?:[T ].*)?", text.strip())
    if found is None:
        return None
    return birthday(None if found[1] in {"--", "0000"} else int(found[1]), int(found[2]), int(found[3]))


def slashed_birthday(text: str, *, is_day_first: bool) -> Birthday | None:
    """Outlook's ``3/21/1980`` in English, ``21/03/1980`` in French; ``0/0/00`` means none."""
    found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text.strip())
    if found is None:
        return None
    first, second, year = map(int, found.groups())
    return birthday(year, *((second, first) if is_day_first else (first, second)))


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(name: str) -> int:
    """Its number; 0 for a word that is no month, or may be two (*jui*)."""
    bare = names.fold(name)
    found = {
        number
        for known in (_MONTHS, _FRENCH_MONTHS)
        for number, month in enumerate(known, start=1)
        if bare.startswith(month) or month.startswith(bare)
    }
    return found.pop() if len(found) == 1 else 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moment(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
