"""The waiting list: in order, for a time, never at night, two together or not at all; and knocking at the door."""

import datetime as dt

import pytest

from sporezo.meets import domain
from sporezo.meets.enums import JoinMode, MeetState, Presence
from sporezo.meets.models import Attendance, Meet, Offer
from sporezo.notices.models import Notice
from sporezo.notices.rules import is_night
from sporezo.safety.models import Block
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import make_player, make_sport, organise

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def full(db, now):
    """Two places, both taken, two days ahead at nine in the morning."""
    meet = organise(make_member(), now=now, places=2)
    domain.join(meet, member=make_member(), now=now)
    return meet


def presence(meet, member):
    return Attendance.objects.get(meet=meet, member=member).presence


def somebody_leaves(meet, now):
    leaver = Attendance.objects.filter(meet=meet, presence=Presence.IN, member__isnull=False).latest("pk").member
    domain.leave(meet, member=leaver, now=now)
    return leaver


def said(kind):
    return list(Notice.objects.filter(kind=f"meets/{kind}").order_by("pk").values_list("member", flat=True))


def test_a_place_goes_to_the_first_in_line(full, now):
    first, second = make_member(), make_member()
    domain.wait(full, member=first, now=now)
    domain.wait(full, member=second, now=now + HOUR)
    domain.wait(full, member=first, now=now + 2 * HOUR)
    somebody_leaves(full, now + 2 * HOUR)
    assert (presence(full, first), presence(full, second)) == (Presence.OFFERED, Presence.WAITING)
    assert said("offered") == [first.pk]
    with pytest.raises(Refused, match="No place"):
        domain.join(full, member=make_member(), now=now + 2 * HOUR)
    domain.join(full, member=first, now=now + 3 * HOUR)
    assert presence(full, first) == Presence.IN


@pytest.mark.parametrize(
    ("ahead", "minutes"), [(17 * HOUR, 120), (16 * HOUR, 30), (2 * HOUR, 30), (HOUR, 10), (HOUR / 2, 10)]
)
def test_an_offer_stands_as_long_as_the_start_allows(full, now, ahead, minutes):
    domain.wait(full, member=make_member(), now=now)
    at = full.starts_at - ahead
    if is_night(at, dt.UTC):
        at = at.replace(hour=8)
    Meet.objects.filter(pk=full.pk).update(starts_at=at + ahead)
    full.refresh_from_db()
    somebody_leaves(full, at)
    offer = Offer.objects.get()
    assert offer.expires_at - offer.made_at == dt.timedelta(minutes=minutes)


def test_an_offer_not_taken_goes_to_the_next_and_the_late_one_is_told(full, now):
    first, second = make_member(), make_member()
    for member in (first, second):
        domain.wait(full, member=member, now=now - HOUR)
    somebody_leaves(full, now)
    late = now + 3 * HOUR
    with pytest.raises(Refused, match="passed"):
        domain.join(full, member=first, now=late)
    for _again in range(2):
        domain.sweep_offers(now=late)
    assert (presence(full, first), presence(full, second)) == (Presence.OUT, Presence.OFFERED)
    assert (said("passed"), said("offered")) == ([first.pk], [first.pk, second.pk])


def test_nobody_is_offered_at_night(full, now):
    waiting = make_member()
    domain.wait(full, member=waiting, now=now)
    night = now.replace(hour=22)  # 23:00 in Paris
    somebody_leaves(full, night)
    domain.sweep_offers(now=night + HOUR)
    assert presence(full, waiting) == Presence.WAITING
    domain.sweep_offers(now=(night + dt.timedelta(days=1)).replace(hour=6))
    assert presence(full, waiting) == Presence.OFFERED


def test_two_come_together_or_not_at_all(full, now):
    couple, alone = make_member(), make_member()
    domain.wait(full, member=couple, now=now, guest="Zoé Marchand")
    domain.wait(full, member=alone, now=now + HOUR)
    somebody_leaves(full, now + HOUR)
    assert presence(full, couple) == presence(full, alone) == Presence.WAITING
    somebody_leaves(full, now + HOUR)
    assert presence(full, couple) == Presence.OFFERED
    domain.join(full, member=couple, now=now + HOUR)
    assert Attendance.objects.filter(meet=full, presence=Presence.IN).count() == 2
    domain.leave(full, member=couple, now=now + HOUR)
    assert not Attendance.objects.filter(meet=full, presence=Presence.IN).exists()
    assert presence(full, alone) == Presence.OFFERED


def test_no_thank_you_passes_it_on(full, now):
    first, second = make_member(), make_member()
    for member in (first, second):
        domain.wait(full, member=member, now=now)
    somebody_leaves(full, now)
    for _twice in range(2):
        domain.decline(full, member=first, now=now)
    assert (presence(full, first), presence(full, second)) == (Presence.OUT, Presence.OFFERED)


def test_a_guest_counts(now, db):
    meet = organise(make_member(), now=now, places=3)
    domain.join(meet, member=make_member(), now=now, guest="Zoé")
    with pytest.raises(Refused):
        domain.join(meet, member=make_member(), now=now)


def test_waiting_where_there_is_room_is_refused(now, db):
    meet = organise(make_member(), now=now, places=3)
    with pytest.raises(Refused, match="no need to wait"):
        domain.wait(meet, member=make_member(), now=now)


def test_somebody_kept_apart_waits_like_anybody_and_is_passed_by(full, now):
    """A full session and somebody one must not meet cannot be told apart, nor by an offer that could not be taken."""
    blocked, next_in_line = make_member(), make_member()
    there = Attendance.objects.filter(meet=full, presence=Presence.IN).earliest("pk").member
    Block.objects.create(blocker=there, blocked=blocked, created_at=now)
    for member in (blocked, next_in_line):
        domain.wait(full, member=member, now=now)
    somebody_leaves(full, now)
    assert (presence(full, blocked), presence(full, next_in_line)) == (Presence.WAITING, Presence.OFFERED)


def test_whoever_waited_with_a_guest_may_come_back_alone(full, now):
    member = make_member()
    domain.wait(full, member=member, now=now, guest="Zoé")
    domain.leave(full, member=member, now=now)
    somebody_leaves(full, now)
    domain.join(full, member=member, now=now)
    assert Attendance.objects.filter(meet=full, presence=Presence.IN).count() == 2


def test_whoever_organises_chooses(now, db):
    host, asking, other = make_member(), make_member(), make_member()
    meet = organise(host, now=now, places=2, join_mode=JoinMode.REQUEST)
    with pytest.raises(Refused, match="chooses"):
        domain.join(meet, member=asking, now=now)
    for _twice in range(2):
        domain.knock(meet, member=asking, now=now)
        domain.knock(meet, member=other, now=now)
    assert said("knock") == [host.pk, host.pk]
    domain.pass_over(meet, member=other, by=host, now=now)
    assert presence(meet, other) == Presence.ASKED
    with pytest.raises(Refused, match="organiser alone"):
        domain.admit(meet, member=asking, by=other, now=now)
    for _twice in range(2):
        domain.admit(meet, member=asking, by=host, now=now)
    assert presence(meet, asking) == Presence.IN
    with pytest.raises(Refused, match="no place"):
        domain.admit(meet, member=other, by=host, now=now)
    assert presence(meet, other) == Presence.ASKED


def test_off_one_s_level_one_knocks(now, db):
    running = make_sport("running")
    meet = organise(make_member(), now=now, places=4, sport=running, levels=(4.0, 6.0))
    domain.join(meet, member=make_player(running, level=6.3), now=now)
    strong = make_player(running, level=9.0)
    with pytest.raises(Refused, match="a little off"):
        domain.join(meet, member=strong, now=now)
    domain.knock(meet, member=strong, now=now)
    assert presence(meet, strong) == Presence.ASKED


def test_too_few_are_told_a_day_ahead_and_then_it_is_off(now, db):
    host, waiting = make_member(), make_member()
    meet = organise(host, now=now, places=4, quorum=3, starts_at=now + dt.timedelta(days=2), join_mode=JoinMode.REQUEST)
    domain.knock(meet, member=waiting, now=now)
    domain.settle_what_is_near(now=now)
    assert not said("too_few")
    for _again in range(2):
        domain.settle_what_is_near(now=now + dt.timedelta(days=1))
    assert said("too_few") == [host.pk]
    assert domain.settle_what_is_near(now=meet.starts_at - 2 * HOUR) == 1
    assert domain.settle_what_is_near(now=meet.starts_at - HOUR) == 0
    meet.refresh_from_db()
    assert meet.state == MeetState.CANCELLED
    assert set(said("cancelled")) == {host.pk, waiting.pk}
