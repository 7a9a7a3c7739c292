"""Everybody at once, with real threads, on whichever database the suite runs on."""

import pytest

from sporezo.meets import domain
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.notices.models import Notice
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import make_sport, organise, propose
from tests.factories.races import race

pytestmark = pytest.mark.django_db(transaction=True)


def players(meet):
    return Attendance.objects.filter(meet=meet, presence=Presence.IN).count()


def test_twenty_four_join_the_same_four_places_and_exactly_four_are_in(now):
    host = make_member()
    meet = organise(host, now=now, places=5)
    runners = [make_member() for _ in range(24)]
    refusals = race(lambda one: domain.join(Meet.objects.get(pk=meet.pk), member=one, now=now), runners)
    assert players(meet) == 5
    assert refusals.count(None) == 4


def test_two_sessions_at_the_same_hour_never_both_take_the_same_member(now):
    running = make_sport("running")
    member = make_member()
    meets = [organise(make_member(), now=now, sport=running) for _ in range(6)]
    refusals = race(lambda one: domain.join(one, member=member, now=now), meets)
    assert refusals.count(None) == 1
    assert Attendance.objects.filter(member=member, presence=Presence.IN).count() == 1


def test_a_court_is_booked_once(now):
    four = [make_member() for _ in range(4)]
    meet = propose(four, now=now)
    for one in four:
        domain.join(meet, member=one, now=now)
    refusals = race(lambda one: domain.book_court(meet.court, by=one, reference=one.first_name, now=now), four)
    assert refusals.count(None) == 1
    meet.refresh_from_db()
    assert meet.state == MeetState.CONFIRMED
    assert Notice.objects.filter(kind="meets/confirmed").count() == 4


def test_all_leave_at_once_and_nobody_is_left_organising(now):
    runners = [make_member() for _ in range(4)]
    meet = organise(runners[0], now=now)
    for one in runners[1:]:
        domain.join(meet, member=one, now=now)
    assert race(lambda one: domain.leave(meet, member=one, now=now), runners) == [None] * 4
    meet.refresh_from_db()
    assert (players(meet), meet.host) == (0, None)


def test_holding_at_once_holds_once(now):
    runners = [make_member() for _ in range(3)]
    meet = organise(runners[0], now=now)
    for one in runners[1:]:
        domain.join(meet, member=one, now=now)
    ids = [one.pk for one in runners]
    after = meet.ends_at
    assert race(lambda _: domain.hold(meet, came_ids=ids, now=after), range(4)) == [None] * 4
    assert Attendance.objects.filter(meet=meet, presence=Presence.CAME).count() == 3


def test_cancelling_while_people_join_leaves_nobody_thinking_it_is_on(now):
    meet = organise(make_member(), now=now, places=9)
    runners = [make_member() for _ in range(5)]

    def deed(one):
        if one is None:
            domain.cancel(meet, because="Orage", now=now)
        else:
            domain.join(meet, member=one, now=now)

    outcome = race(deed, [*runners, None])
    assert all(one is None or isinstance(one, Refused) for one in outcome)
    meet.refresh_from_db()
    assert meet.state == MeetState.CANCELLED
    told = set(Notice.objects.filter(kind="meets/cancelled").values_list("member", flat=True))
    assert told == set(Attendance.objects.filter(meet=meet, presence=Presence.IN).values_list("member", flat=True))
