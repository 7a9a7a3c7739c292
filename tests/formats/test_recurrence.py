import datetime as dt
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from sporezo.formats.recurrence import Rule, nth_weekday, nths, parse

FIRST = dt.date(2026, 11, 24)
days = st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1))


def rules(first):
    ends = st.one_of(
        st.just({}),
        st.integers(1, 40).map(lambda n: {"count": n}),
        st.integers(0, 900).map(lambda n: {"until_on": first + dt.timedelta(days=n)}),
    )
    weekly = st.builds(lambda n, end: Rule("week", n, first.weekday(), **end), st.integers(1, 4), ends)
    monthly = st.builds(
        lambda n, nth, end: Rule("month", n, first.weekday(), nth, **end),
        st.integers(1, 3), st.sampled_from(nths(first)), ends,
    )  # fmt: skip
    return st.one_of(weekly, monthly)


@given(days.flatmap(lambda first: st.tuples(st.just(first), rules(first))))
def test_dates_are_those_of_dateutil(told):
    first, rule = told
    start = dt.datetime.combine(first, dt.time())  # dateutil reads UNTIL as midnight of that day
    expected = [moment.date() for moment in islice(rrulestr(str(rule), dtstart=start), 45)]
    assert list(islice(rule.dates(first), 45)) == expected


@given(days.flatmap(lambda first: st.tuples(st.just(first), rules(first))))
def test_a_rule_is_read_back_as_it_was_written(told):
    first, rule = told
    assert parse(str(rule)) == rule
    assert rule.ending(first).until_on == rule.last_on(first)
    assert list(islice(rule.ending(first).dates(first), 60)) == list(islice(rule.dates(first), 60))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=DAILY;BYDAY=TU",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=TU,TH",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;INTERVAL=5;BYDAY=TU",
        "FREQ=WEEKLY;INTERVAL=0;BYDAY=TU",
        "FREQ=WEEKLY;BYDAY=2TU",
        "FREQ=MONTHLY;BYDAY=5TU",
        "FREQ=MONTHLY;BYDAY=TU",
        "FREQ=MONTHLY;INTERVAL=4;BYDAY=1TU",
        "FREQ=WEEKLY;BYDAY=TU;COUNT=0",
        "FREQ=WEEKLY;BYDAY=TU;COUNT=401",
        "FREQ=WEEKLY;BYDAY=TU;COUNT=3;UNTIL=20270101",
        "FREQ=WEEKLY;BYDAY=TU;UNTIL=20271301",
        "FREQ=WEEKLY;BYDAY=TU;BYHOUR=3",
    ],
)
def test_what_is_no_rhythm_is_refused(text):
    with pytest.raises(ValueError):
        parse(text)


def test_a_first_day_off_the_rule_is_refused():
    with pytest.raises(ValueError):
        next(Rule("week", 1, 0).dates(FIRST))
    with pytest.raises(ValueError):
        next(Rule("month", 1, 1, 1).dates(FIRST))


def test_between_holds_both_ends():
    rule = Rule("week", 2, 1)
    assert rule.between(FIRST, FIRST, FIRST + dt.timedelta(days=28)) == [
        FIRST, FIRST + dt.timedelta(days=14), FIRST + dt.timedelta(days=28)
    ]  # fmt: skip
    assert nth_weekday(2027, 12, 4, -1) == dt.date(2027, 12, 31)
