"""Everybody at once, with real threads, on whichever database the suite runs on."""

import datetime as dt

import pytest

from sporezo.meets import domain
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet, Series
from sporezo.notices.models import Notice
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import begin, make_regular, make_sport, organise, propose
from tests.factories.races import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clock(settings, now):
    """Jobs run right after each commit, by the clock."""
    settings.SPOREZO_NOW = now


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


def test_a_court_is_booked_once_and_told_once(now):
    four = [make_member() for _ in range(4)]
    meet = propose(four, now=now)
    for one in four:
        domain.join(meet, member=one, now=now)
    refusals = race(lambda one: domain.book_court(meet.court, by=one, reference=one.first_name, now=now), four)
    assert refusals.count(None) == 1
    meet.refresh_from_db()
    assert meet.state == MeetState.CONFIRMED
    race(lambda _worker: domain.tell_of_arrivals(now=now), range(2))
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


def test_fifty_join_the_last_place_and_one_has_it(now):
    meet = organise(make_member(), now=now, places=2)
    runners = [make_member() for _ in range(50)]
    refusals = race(lambda one: domain.join(Meet.objects.get(pk=meet.pk), member=one, now=now), runners)
    assert refusals.count(None) == 1
    assert players(meet) == 2


def test_the_dates_of_a_series_are_made_once_by_many_workers(now):
    series = begin(make_member(), now=now)
    make_regular(series, now=now)
    race(lambda _: domain.make_ahead(now=now + dt.timedelta(weeks=3)), range(6))
    on = list(series.meets.values_list("recurs_on", flat=True))
    assert len(on) == len(set(on)) == 8
    assert {players(meet) for meet in series.meets.all()} == {2}


def test_kept_and_skipped_at_once_is_one_of_the_two(now):
    series = begin(make_member(), now=now)
    make_regular(series, now=now)
    second = series.meets.order_by("starts_at")[1]
    asked = second.starts_at - dt.timedelta(days=5)
    race(lambda _: domain.ask_hosts(now=asked), range(4))
    assert Notice.objects.filter(kind="meets/keep").count() == 1

    def answer(word):
        if word == "keep":
            domain.keep(second, by=series.host, now=asked)
        else:
            domain.skip_asked(second, by=series.host, reason="weather", now=asked)

    outcome = race(answer, ["keep", "skip", "keep", "skip"])
    assert all(one is None or isinstance(one, Refused) for one in outcome)
    second.refresh_from_db()
    assert second.state == MeetState.CANCELLED  # whichever came first, a skip holds
    assert series.skips.count() == 1


def test_two_change_a_series_while_others_join_and_become_regulars(now):
    series = begin(make_member(), now=now, places=6)
    cohost = make_regular(series, now=now, cohost=True)
    first, second = series.meets.order_by("starts_at")[:2]
    runners = [make_member() for _ in range(3)]

    def deed(who):
        if who in (series.host, cohost):
            domain.change(series, from_on=second.recurs_on, by=who, at=dt.time(18 if who == cohost else 19), now=now)
        else:
            domain.join(first, member=who, now=now)
            domain.be_regular(series, member=who, now=now)

    assert race(deed, [series.host, cohost, *runners]) == [None] * 5
    series.refresh_from_db()
    assert series.sequence == 2
    for meet in series.meets.order_by("starts_at")[1:]:
        assert meet.starts_at == series.starts_at(meet.recurs_on)
        assert players(meet) == 5


def test_the_first_yes_takes_a_series_over(now):
    series = begin(make_member(), now=now, places=6)
    regulars = [make_regular(series, now=now) for _ in range(4)]
    Series.objects.filter(pk=series.pk).update(orphaned_at=now)
    refusals = race(lambda one: domain.take_over(series, member=one, now=now), regulars)
    assert refusals.count(None) == 1
    series.refresh_from_db()
    assert series.host == regulars[refusals.index(None)]


def test_the_last_place_on_the_bench_of_regulars_is_given_once(now):
    series = begin(make_member(), now=now, places=3)
    first = series.meets.earliest("starts_at")
    one = make_regular(series, now=now)
    domain.leave(first, member=one, now=now)
    domain.leave(first, member=series.host, now=now)
    runners = [make_member() for _ in range(3)]
    for runner in runners:
        domain.join(first, member=runner, now=now)
    refusals = race(lambda who: domain.be_regular(series, member=who, now=now), runners)
    assert refusals.count(None) == 1
    assert series.regulars.filter(left_at=None).count() == 3
