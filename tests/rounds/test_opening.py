import datetime as dt

import pytest

from sporezo.diary.models import WeekGrid
from sporezo.rounds.domain import open_round, open_rounds, opt_in, withdraw
from sporezo.rounds.enums import Mode
from sporezo.rounds.models import OptIn, Round, Timetable
from sporezo.rounds.queries import due_to_decide, rounds_to_play
from sporezo.rounds.rules import DECIDED_AFTER, next_opening
from sporezo.ui.refused import Refused
from tests.factories.communities import make_community, make_member
from tests.factories.rounds import MONDAY, make_player, make_round

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def test_rounds_open_by_each_communitys_own_clock():
    lyon = make_community()
    reunion = make_community(time_zone="Indian/Reunion")
    before_dawn = dt.datetime(2026, 11, 23, 4, 30, tzinfo=dt.UTC)
    assert [one.community for one in open_rounds(now=before_dawn)] == [reunion]
    assert [one.community for one in open_rounds(now=MONDAY)] == [lyon]
    assert open_rounds(now=MONDAY) == []
    assert {one.first_day for one in Round.objects.all()} == {dt.date(2026, 11, 28)}


@pytest.mark.parametrize(
    "when", [dt.datetime(2026, 11, 25, 17, 0), dt.datetime(2026, 11, 28, 12), dt.datetime(2026, 11, 29, 23)]
)
def test_nothing_opens_between_the_closing_and_the_next_monday(when):
    make_community()
    assert open_rounds(now=when.replace(tzinfo=dt.UTC)) == []


def test_the_next_opening_is_said_by_each_communitys_timetable(running):
    lyon, late = make_community(), make_community()
    Timetable.objects.create(
        community=late, opens_weekday=3, opens_time=dt.time(12)
    )  # Thursday noon, for the next week
    thursday = dt.datetime(2026, 11, 26, 17, tzinfo=dt.UTC)
    assert next_opening(lyon, now=thursday) == dt.datetime(2026, 11, 30, 7, tzinfo=dt.UTC)
    assert next_opening(late, now=thursday) == dt.datetime(2026, 11, 26, 11, tzinfo=dt.UTC)  # its minute comes
    earlier, _ = open_round(late, first_day=dt.date(2026, 12, 5))
    Round.objects.filter(pk=earlier.pk).update(decided_at=thursday)  # by a timetable of before
    assert next_opening(late, now=thursday) == dt.datetime(2026, 12, 3, 11, tzinfo=dt.UTC)
    member = make_player(running, community=lyon)
    round, _ = open_round(lyon, first_day=dt.date(2026, 12, 5))
    with pytest.raises(Refused) as refused:
        opt_in(round, member=member, now=thursday)
    assert "Monday 30 November, 08:00" in refused.value.remedy or "Monday" in refused.value.remedy


def test_opting_in_again_changes_the_wishes_and_not_the_moment(running):
    member = make_player(running)
    round = make_round(community=make_community([member]))
    first = opt_in(round, member=member, now=MONDAY)
    again = opt_in(round, member=member, now=MONDAY + HOUR, most_sessions=2, mode=Mode.DISCOVER)
    assert (first.pk, again.at, again.most_sessions, again.mode) == (again.pk, MONDAY, 2, Mode.DISCOVER)
    withdraw(round, member=member, now=MONDAY + HOUR)
    withdraw(round, member=member, now=MONDAY + HOUR)
    assert rounds_to_play(member, MONDAY)[0].mine is None
    opt_in(round, member=member, now=MONDAY + 2 * HOUR)
    assert OptIn.objects.get(member=member).withdrawn_at is None


def test_a_round_is_played_while_it_is_open_by_its_members_once_set_up(running):
    member = make_player(running)
    community = make_community([member])
    round = make_round(community=community)
    for when in (round.opens_at - HOUR, round.closes_at):
        with pytest.raises(Refused):
            opt_in(round, member=member, now=when)
    with pytest.raises(Refused, match="closed"):
        withdraw(round, member=member, now=round.closes_at)
    with pytest.raises(Refused, match="members of its community"):
        opt_in(round, member=make_player(running), now=MONDAY)
    newcomer = make_member()
    community.memberships.create(member=newcomer)
    with pytest.raises(Refused, match="sport"):
        opt_in(round, member=newcomer, now=MONDAY)
    member.haunts.all().delete()
    with pytest.raises(Refused, match="Where"):
        opt_in(round, member=member, now=MONDAY)


def test_a_member_without_a_free_hour_is_told_to_paint_some(running):
    member = make_player(running, hours=[])
    round = make_round(community=make_community([member]))
    with pytest.raises(Refused, match="free"):
        opt_in(round, member=member, now=MONDAY)
    assert not WeekGrid.objects.get(member=member).slots


def test_rounds_decide_five_minutes_after_their_closing_unless_the_lead_does():
    itself, by_hand = make_round(), make_round()
    Timetable.objects.filter(community=by_hand.community).update(decides_itself=False)
    assert list(due_to_decide(itself.closes_at, DECIDED_AFTER)) == []
    assert list(due_to_decide(itself.closes_at + DECIDED_AFTER, DECIDED_AFTER)) == [itself]


@pytest.mark.parametrize("size", [1, 3])
def test_open_rounds_take_the_same_queries_for_one_and_three(running, size, django_assert_num_queries):
    member = make_player(running)
    for _ in range(size):
        make_round([member])
    with django_assert_num_queries(2):
        assert len(rounds_to_play(member, MONDAY)) == size
