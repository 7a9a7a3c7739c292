"""What earlier readings found: each finding has its test."""

import datetime as dt

import numpy as np
import pytest

from sporezo.meets import domain
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Withdrawal
from sporezo.meets.queries import slips_of
from sporezo.network.domain import record_sessions
from sporezo.network.models import KeepInTouch, Touch
from sporezo.network.queries.gather import days, touches_of
from sporezo.notices.models import Delivery, Notice
from tests.factories.communities import make_member
from tests.factories.meets import organise
from tests.factories.network import make_contact
from tests.factories.races import race

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def told(kind):
    return Notice.objects.filter(kind=f"meets/{kind}").count()


@pytest.fixture
def three(now):
    """A confirmed session of three, of whom two are enough."""
    people = [make_member() for _ in range(3)]
    meet = organise(people[0], now=now, places=4)
    for one in people[1:]:
        domain.join(meet, member=one, now=now)
    domain.tell_of_arrivals(now=now)
    meet.refresh_from_db()
    assert meet.state == MeetState.CONFIRMED
    Notice.objects.all().delete()
    return meet, people


def test_whoever_leaves_and_is_back_within_minutes_has_never_been_away(three, now):
    meet, (_host, _second, third) = three
    domain.leave(meet, member=third, now=now)
    assert not Delivery.objects.filter(due_at__lte=now + 4 * MINUTE).exists()
    domain.join(meet, member=third, now=now + 4 * MINUTE)
    domain.tell_of_arrivals(now=now + 5 * MINUTE)
    assert (told("departure"), told("arrival"), told("confirmed")) == (0, 0, 0)


def test_who_comes_and_goes_again_is_told_again(three, now):
    meet, (_host, _second, third) = three
    for hour in range(2):
        at = now + dt.timedelta(hours=hour)
        domain.leave(meet, member=third, now=at)
        Delivery.objects.filter(due_at__lte=at + 6 * MINUTE).update(state="sent")
        domain.join(meet, member=third, now=at + 30 * MINUTE)
        domain.tell_of_arrivals(now=at + 31 * MINUTE)
    assert (told("departure"), told("arrival")) == (4, 4)


def test_a_late_place_somebody_took_is_not_the_givers_even_if_that_one_did_not_come(now):
    giver, host, taker = (make_member() for _ in range(3))
    meet = organise(host, now=now, places=2)
    domain.join(meet, member=giver, now=now)
    domain.leave(meet, member=giver, now=meet.starts_at - dt.timedelta(hours=1))
    assert Withdrawal.objects.filter(member=giver).count() == 1
    domain.join(meet, member=taker, now=meet.starts_at - 30 * MINUTE)
    over = meet.ends_at + dt.timedelta(days=4)
    domain.hold(meet, came_ids=[host.pk, taker.pk], now=meet.ends_at)
    assert slips_of(giver, now=over) == []
    Attendance.objects.filter(meet=meet, member=taker).update(presence=Presence.ABSENT)
    assert slips_of(giver, now=over) == []
    Attendance.objects.filter(meet=meet, member=taker).update(presence=Presence.OUT)
    assert [one.kind for one in slips_of(giver, now=over)] == ["late"]


def test_an_absence_that_became_final_takes_the_exchange_back(three, now):
    meet, (host, second, third) = three
    holds = make_contact(host, "Lui", member=third)
    kept = make_contact(host, "Elle", member=second)
    over = meet.ends_at + dt.timedelta(hours=1)
    domain.call_the_roll(meet, by=host, came_ids=[second.pk, third.pk], now=over)
    record_sessions(over)
    assert Touch.objects.filter(contact__in=(holds, kept)).count() == 2
    assert KeepInTouch.objects.filter(other=third).exists()

    domain.call_the_roll(meet, by=second, came_ids=[host.pk], now=over + MINUTE)
    domain.call_the_roll(meet, by=host, came_ids=[second.pk], now=over + 2 * MINUTE)
    assert Attendance.objects.get(meet=meet, member=third).presence == Presence.ABSENT
    record_sessions(over + 3 * MINUTE)
    assert list(Touch.objects.filter(contact__in=(holds, kept)).values_list("contact", flat=True)) == [kept.pk]
    assert not KeepInTouch.objects.filter(other=third).exists()

    domain.answer_the_roll(meet, member=third, came=True, now=over + 4 * MINUTE)
    domain.call_the_roll(meet, by=second, came_ids=[host.pk, third.pk], now=over + 5 * MINUTE)
    domain.call_the_roll(meet, by=host, came_ids=[second.pk, third.pk], now=over + 5 * MINUTE)
    record_sessions(over + 6 * MINUTE)
    assert Touch.objects.filter(contact=holds).count() == 1


@pytest.mark.parametrize("milliseconds", [0, 1, 333, 617, 999])
def test_what_is_logged_now_is_not_of_tomorrow(alix, now, milliseconds):
    contact = make_contact(alix)
    at = now + dt.timedelta(milliseconds=milliseconds, microseconds=137)
    for shift in range(20):
        moment = at + shift * dt.timedelta(seconds=7, milliseconds=13)
        Touch.objects.create(
            owner=alix, contact=contact, at=moment, channel="call", direction="both", logged_at=moment, key=f"{shift}"
        )
        seen = touches_of(alix, np.array([contact.pk]))
        assert len(seen.until(days(moment)).at_days) == shift + 1


@pytest.mark.django_db(transaction=True)
def test_a_session_moved_while_somebody_joins_leaves_nobody_in_two_places(now):
    one, other, busy = (make_member() for _ in range(3))
    first, second = organise(one, now=now), organise(other, now=now, starts_at=now + dt.timedelta(days=3))
    domain.join(second, member=busy, now=now)
    deeds = [
        lambda: domain.change_one(first, by=one, starts_at=second.starts_at, now=now),
        lambda: domain.join(first, member=busy, now=now),
    ]
    race(lambda deed: deed(), deeds)
    places = Attendance.objects.filter(member=busy, presence=Presence.IN)
    assert len(set(places.values_list("meet__starts_at", flat=True))) == places.count()
