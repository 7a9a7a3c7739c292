import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from sporezo.ui import moments, numbers

PARIS = ZoneInfo("Europe/Paris")
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def english_in_paris():
    with translation.override("en"), timezone.override(PARIS):
        yield


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ((2026, 11, 23, 12, 30), "today 12:30"),
        ((2026, 11, 24, 9, 0), "tomorrow 9:00"),
        ((2026, 11, 26, 12, 30), "Thursday 12:30"),
        ((2026, 12, 3, 12, 30), "Thursday 3 December, 12:30"),
        ((2027, 1, 7, 12, 30), "7 January 2027, 12:30"),
    ],
)
def test_when_is_as_short_as_it_can_be(moment, said):
    assert moments.when(dt.datetime(*moment, tzinfo=PARIS), NOW) == said


def test_when_speaks_in_the_readers_zone():
    noon_utc = dt.datetime(2026, 11, 26, 23, 30, tzinfo=dt.UTC)
    assert moments.when(noon_utc, NOW) == "Friday 0:30"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "two days ago"),
        (8, "a week ago"),
        (21, "three weeks ago"),
        (62, "nine weeks ago"),
        (63, "two months ago"),
        (240, "eight months ago"),
        (400, "13 months ago"),
        (800, "two years ago"),
        (-1, "tomorrow"),
        (-3, "in three days"),
    ],
)
def test_ago_rounds_as_one_would_say_it(days, said):
    assert moments.ago(NOW - dt.timedelta(days=days), NOW) == said


def test_until_names_the_day_once():
    start = NOW.replace(hour=12, minute=30)
    assert moments.until(start, start + dt.timedelta(hours=1), NOW) == "today 12:30 to 13:30"
    assert moments.until(start, start + dt.timedelta(days=1), NOW) == "today 12:30 to tomorrow 12:30"


def test_numbers_are_written_as_one_writes_them():
    assert numbers.duration(90) == "1 h 30"
    assert numbers.duration(45) == "45 min"
    assert [numbers.number_of(text) for text in ("42", "²", "9" * 30, None)] == [42, 0, 0, 0]
    assert numbers.duration(120) == "2 h"
    assert numbers.figure(1234.5, 1) == "1,234.5"
    assert numbers.percent(0.624) == "62%"
    assert numbers.in_words(3) == "three"
    assert numbers.in_words(13) == "13"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ((2026, 12, 1), "mardi 1er décembre"),
        ((2026, 12, 11), "vendredi 11 décembre"),
        ((2031, 1, 1), "1er janvier 2031"),
    ],
)
def test_the_first_of_a_month_is_the_first_in_french(moment, said):
    with translation.override("fr"):
        assert moments.day(dt.date(*moment), NOW).replace("\N{NO-BREAK SPACE}", " ") == said
