import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sporezo.jobs.periodic import Periodic, periodic, registry

PERIODS = st.timedeltas(min_value=dt.timedelta(seconds=1), max_value=dt.timedelta(days=30))
MOMENTS = st.integers(min_value=0, max_value=2**32).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))


@given(every=PERIODS, offset=PERIODS, now=MOMENTS)
def test_slot_holds_the_present_and_no_more_than_one_period(every, offset, now):
    slot = Periodic("x", every, offset).slot(now)
    assert slot <= now < slot + every


@pytest.mark.parametrize(
    ("every", "offset", "slot"),
    [
        (dt.timedelta(minutes=1), dt.timedelta(), "2026-11-25T16:05:00+00:00"),
        (dt.timedelta(days=1), dt.timedelta(hours=3), "2026-11-25T03:00:00+00:00"),
        (dt.timedelta(days=7), dt.timedelta(hours=7), "2026-11-23T07:00:00+00:00"),
    ],
)
def test_slot_begins_where_people_expect(every, offset, slot):
    assert Periodic("x", every, offset).slot(dt.datetime(2026, 11, 25, 16, 5, 40, tzinfo=dt.UTC)).isoformat() == slot


def test_periodic_names_the_task_by_its_path():
    @periodic(every=dt.timedelta(minutes=5))
    def tidy_up():
        return None

    name = f"{__name__}.test_periodic_names_the_task_by_its_path.<locals>.tidy_up"
    assert registry.pop(name).every == dt.timedelta(minutes=5)
