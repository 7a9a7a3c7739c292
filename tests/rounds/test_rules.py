import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from sporezo.notices.rules import after_waking, is_night
from sporezo.rounds.models import Round, Timetable
from sporezo.rounds.rules import answers_until, dates_of

PARIS = ZoneInfo("Europe/Paris")
HOUR = dt.timedelta(hours=1)


def local(moment):
    return moment.astimezone(PARIS).strftime("%a %d %H:%M")


def test_a_week_turns_on_the_wall_clock():
    week = dates_of(Timetable(), dt.date(2026, 11, 28), PARIS)
    assert [local(one) for one in (week.opens_at, week.closes_at, week.answers_until_at)] == [
        "Mon 23 08:00",
        "Wed 25 18:00",
        "Fri 27 18:05",
    ]


@pytest.mark.parametrize(
    "saturday", [dt.date(2026, 3, 28), dt.date(2026, 4, 4), dt.date(2026, 10, 24), dt.date(2026, 10, 31)]
)
def test_the_hours_of_the_week_stay_the_same_across_daylight_saving(saturday):
    week = dates_of(Timetable(), saturday, PARIS)
    assert week.closes_at.astimezone(PARIS).time() == dt.time(18)
    assert week.answers_until_at.astimezone(PARIS).date() == saturday - dt.timedelta(days=1)


def test_a_timetable_of_ones_own_may_open_the_week_before():
    table = Timetable(opens_weekday=6, opens_time=dt.time(20), closes_weekday=1, answers_weekday=3)
    week = dates_of(table, dt.date(2026, 11, 28), PARIS)
    assert [local(one) for one in (week.opens_at, week.closes_at, week.answers_until_at)] == [
        "Sun 22 20:00",
        "Tue 24 18:00",
        "Thu 26 18:05",
    ]


def test_another_zone_has_its_own_evening():
    week = dates_of(Timetable(), dt.date(2026, 11, 28), ZoneInfo("Indian/Reunion"))
    assert week.closes_at == dt.datetime(2026, 11, 25, 14, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("clock", "night"), [("21:59", False), ("22:00", True), ("00:00", True), ("06:59", True), ("07:00", False)]
)
def test_nights_are_from_ten_to_seven(clock, night):
    moment = dt.datetime.combine(dt.date(2026, 11, 25), dt.time.fromisoformat(clock), tzinfo=PARIS)
    assert is_night(moment, PARIS) is night


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-25 09:00", "2026-11-25 13:00"),
        ("2026-11-25 18:00", "2026-11-25 22:00"),
        ("2026-11-25 21:00", "2026-11-26 10:00"),
        ("2026-11-25 23:30", "2026-11-26 11:00"),
        ("2026-11-26 03:00", "2026-11-26 11:00"),
        ("2026-10-24 21:00", "2026-10-25 10:00"),
        ("2026-03-28 21:00", "2026-03-29 10:00"),
    ],
)
def test_four_hours_awake_skip_the_night_even_when_the_clocks_change(start, end):
    begins = dt.datetime.fromisoformat(start).replace(tzinfo=PARIS)
    ends = dt.datetime.fromisoformat(end).replace(tzinfo=PARIS)
    assert after_waking(begins, 4 * HOUR, PARIS) == ends.astimezone(dt.UTC)


def test_answers_end_on_friday_evening_or_a_day_before_the_start():
    friday = dt.datetime(2026, 11, 27, 17, 5, tzinfo=dt.UTC)
    round = Round(answers_until_at=friday)
    wednesday = friday - 48 * HOUR
    tuesday_noon = dt.datetime(2026, 12, 1, 11, tzinfo=dt.UTC)
    saturday_nine = dt.datetime(2026, 11, 28, 8, tzinfo=dt.UTC)
    assert answers_until(round, tuesday_noon, now=wednesday) == friday
    assert answers_until(round, saturday_nine, now=wednesday) == saturday_nine - 24 * HOUR
    assert answers_until(round, tuesday_noon, now=friday + HOUR) == tuesday_noon - 24 * HOUR
