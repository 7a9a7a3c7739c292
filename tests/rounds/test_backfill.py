"""After the confirmation: the waiting list first, then those of the round who fit, with the list's times."""

import datetime as dt

import pytest

from sporezo.communities.models import Membership
from sporezo.meets import domain as sessions
from sporezo.meets.enums import MeetState, Presence, Visibility
from sporezo.meets.models import Attendance, Offer
from sporezo.notices.models import Notice
from sporezo.rounds.domain import backfill
from sporezo.rounds.models import Round
from sporezo.safety.models import Block, NotWith
from sporezo.ui.refused import Refused
from tests.factories.meets import make_venue, organise
from tests.factories.rounds import MONDAY, make_player, make_round, opt_in, thursday

pytestmark = pytest.mark.django_db
STARTS = thursday(18)
LATE = STARTS - dt.timedelta(hours=9)  # nine in the morning of that day


@pytest.fixture
def four(running):
    return [make_player(running) for _ in range(4)]


@pytest.fixture
def round(four, running):
    found = make_round(four[:1])
    for one in four[1:]:
        Membership.objects.create(community=found.community, member=one, joined_at=MONDAY)
    Round.objects.filter(pk=found.pk).update(decided_at=found.closes_at)
    return found


@pytest.fixture
def meet(four, round, running):
    """Confirmed with three of three, one of whom gives their place back on the day."""
    found = organise(
        four[1], now=MONDAY, sport=running, starts_at=STARTS, places=3, quorum=2, community=round.community,
        visibility=Visibility.COMMUNITY, venue=make_venue(running),
    )  # fmt: skip
    for one in four[2:]:
        sessions.join(found, member=one, now=MONDAY)
    found.refresh_from_db()
    assert found.state == MeetState.CONFIRMED
    return found


def presence(meet, member):
    return Attendance.objects.filter(meet=meet, member=member).values_list("presence", flat=True).first()


def test_a_place_given_back_late_is_offered_to_who_plays_the_round(meet, four):
    assert backfill(now=LATE) == 0  # nobody left yet
    sessions.leave(meet, member=four[3], now=LATE)
    assert backfill(now=LATE) == 1
    assert backfill(now=LATE) == 0  # asked: the place is held
    offer = Offer.objects.get(attendance__member=four[0])
    assert offer.expires_at == LATE + dt.timedelta(minutes=30)  # nine hours ahead
    assert Notice.objects.filter(kind="meets/offered", member=four[0]).count() == 1
    sessions.join(meet, member=four[0], now=LATE)
    assert presence(meet, four[0]) == Presence.IN
    assert backfill(now=LATE) == 0


def test_nobody_is_asked_at_night_nor_twice(meet, four):
    sessions.leave(meet, member=four[3], now=LATE)
    night = STARTS - dt.timedelta(hours=14)  # four in the morning
    assert backfill(now=night) == 0
    assert backfill(now=LATE) == 1
    sessions.decline(meet, member=four[0], now=LATE)
    assert presence(meet, four[0]) == Presence.OUT
    assert backfill(now=LATE) == 0


def test_the_waiting_list_comes_first(meet, four, running):
    waiting = make_player(running, community=meet.community)
    sessions.wait(meet, member=waiting, now=MONDAY)
    sessions.leave(meet, member=four[3], now=LATE)
    assert presence(meet, waiting) == Presence.OFFERED
    assert backfill(now=LATE) == 0
    sessions.decline(meet, member=waiting, now=LATE)
    assert backfill(now=LATE) == 1
    assert presence(meet, four[0]) == Presence.OFFERED


def test_nobody_is_asked_to_what_is_not_for_them(meet, four, round, running):
    Block.objects.create(blocker=four[0], blocked=four[1])
    man = make_player(running, community=meet.community, gender="man")
    opt_in(round, man)
    type(meet).objects.filter(pk=meet.pk).update(women_only=True)
    sessions.leave(meet, member=four[3], now=LATE)
    assert backfill(now=LATE) == 0


def test_one_place_is_held_for_one(meet, four, round, running):
    for _ in range(3):
        opt_in(round, make_player(running, community=meet.community))
    sessions.leave(meet, member=four[3], now=LATE)
    assert backfill(now=LATE) == 1
    assert Offer.objects.filter(answered_at__isnull=True).count() == 1


def test_somebody_kept_apart_who_waits_holds_nothing_up(meet, four, running):
    """Their turn never comes, as nobody tells them; meanwhile the place is somebody else's."""
    waiting = make_player(running, community=meet.community)
    sessions.wait(meet, member=waiting, now=MONDAY)
    NotWith.objects.create(member=four[2], other=waiting, created_at=MONDAY)
    sessions.leave(meet, member=four[3], now=LATE)
    assert presence(meet, waiting) == Presence.WAITING
    assert backfill(now=LATE) == 1
    assert presence(meet, four[0]) == Presence.OFFERED
    sessions.join(meet, member=four[0], now=LATE)
    assert (presence(meet, waiting), presence(meet, four[0])) == (Presence.WAITING, Presence.IN)


def test_an_invitation_by_name_holds_no_place_and_the_first_yes_has_it(meet, four, running):
    friend = make_player(running, community=meet.community)
    sessions.leave(meet, member=four[3], now=LATE)
    sessions.invite(meet, member=friend, by=four[1], now=LATE)
    assert backfill(now=LATE) == 1
    assert backfill(now=LATE) == 0
    with pytest.raises(Refused, match="No place is left"):
        sessions.join(meet, member=friend, now=LATE)
    sessions.decline(meet, member=four[0], now=LATE)
    sessions.join(meet, member=friend, now=LATE)
    assert presence(meet, friend) == Presence.IN
    assert backfill(now=LATE) == 0


def test_whoever_was_invited_by_name_is_not_asked_a_second_time(meet, four):
    sessions.leave(meet, member=four[3], now=LATE)
    sessions.invite(meet, member=four[0], by=four[1], now=LATE)
    assert backfill(now=LATE) == 0
    assert Notice.objects.filter(kind="meets/offered").count() == 0
    sessions.turn_down(meet, member=four[0], now=LATE)
    assert backfill(now=LATE) == 0
