"""The week grid, days away, and the calendar feed."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from sporezo.diary import domain, queries
from sporezo.diary.models import BITS, Away, WeekGrid, pack_slots
from sporezo.members.models import Member
from sporezo.ui.refused import Refused


@given(st.sets(st.integers(0, BITS - 1)))
def test_slots_packed_come_back(slots):
    assert WeekGrid(hours=pack_slots(sorted(slots))).slots == sorted(slots)


@pytest.mark.parametrize("slot", [-1, BITS])
def test_slot_off_the_week_is_an_error(slot):
    with pytest.raises(ValueError, match="a slot is"):
        pack_slots([slot])


@pytest.fixture
def alix(db):
    return Member.objects.create_user("alix@example.org", first_name="Alix")


def test_week_page_paints_and_repaints(client, alix):
    client.force_login(alix)
    assert not queries.has_hours(alix)
    assert client.post(reverse("hours"), {"slots": [5, 21, 53], "most_sessions": 2}).status_code == 302
    assert queries.grid_of(alix).slots == [5, 21, 53]
    client.post(reverse("hours"), {"slots": [6], "most_sessions": 1})
    assert queries.grid_of(alix).slots == [6]


@pytest.mark.parametrize("sent", [{"slots": [112], "most_sessions": 1}, {"slots": [1], "most_sessions": 99}])
def test_impossible_week_is_refused_and_the_old_one_stays(client, alix, now, sent):
    domain.set_hours(alix, slots=[5], most_sessions=1, now=now)
    client.force_login(alix)
    assert client.post(reverse("hours"), sent).status_code == 422
    assert queries.grid_of(alix).slots == [5]


def test_away_backwards_is_refused_and_twice_is_once(alix):
    first, last = dt.date(2026, 12, 20), dt.date(2026, 12, 27)
    with pytest.raises(Refused):
        domain.go_away(alix, starts_on=last, ends_on=first)
    domain.go_away(alix, starts_on=first, ends_on=last)
    domain.go_away(alix, starts_on=first, ends_on=last)
    assert Away.objects.count() == 1


def test_new_feed_silences_the_one_before(alix, now):
    first = domain.open_feed(alix, now=now)
    second = domain.open_feed(alix, now=now)
    assert queries.feed_of(alix) == second
    first.refresh_from_db()
    assert first.revoked_at == now
    domain.revoke_feeds(alix, now=now)
    assert queries.feed_of(alix) is None
