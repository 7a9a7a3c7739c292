import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sporezo.communities.models import Membership
from sporezo.diary.models import Away, BusyTime, WeekGrid, pack_slots
from sporezo.engine import slots
from sporezo.meets import domain as meets
from sporezo.members.models import Member
from sporezo.network.models import Link
from sporezo.places.models import Haunt
from sporezo.rounds.models import LeftOut, OptIn
from sporezo.rounds.queries import candidates, seats_for, slot_of, start_of
from sporezo.safety.models import Block, ExcludedCompany, NotWith, Suspension
from sporezo.sports.models import Practice
from tests.factories.communities import make_community, make_member
from tests.factories.meets import LYON, make_venue, organise
from tests.factories.rounds import EVERY_HOUR, MONDAY, make_player, make_proposal, make_round, opt_in, thursday

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
PARIS = ZoneInfo("Europe/Paris")
SATURDAY_NINE, MONDAY_SEVEN = 2, 32  # slots of a week that begins on Saturday


def gather(round):
    return candidates(round, as_of=round.closes_at)


def free(snapshot, member):
    row = snapshot.members.ids.index(member.pk)
    hours, busy = (slots.from_words(*words[row]) for words in (snapshot.members.hours, snapshot.members.busy))
    return slots.unpack(hours & ~busy)


def test_a_monday_grid_is_turned_to_a_week_that_begins_on_saturday(running):
    member = make_player(running, hours=[0, 5 * 16 + 2])
    assert free(gather(make_round([member])), member) == [SATURDAY_NINE, MONDAY_SEVEN]


def test_hours_are_the_members_own_wall_clock(running):
    here = make_player(running, hours=[5 * 16 + 2])
    reunion = make_player(running, hours=[5 * 16 + 5], time_zone="Indian/Reunion")
    snapshot = gather(make_round([here, reunion]))
    assert free(snapshot, here) == free(snapshot, reunion) == [SATURDAY_NINE]


def test_absences_busy_times_and_sessions_of_any_community_take_hours(running, now):
    member = make_player(running, most_sessions=3, hours=[5 * 16 + 2, 6 * 16 + 2, 0, 16, 32, 48 + 5])
    round = make_round(community=make_community([member]))
    opt_in(round, member, most_sessions=3)
    Away.objects.create(member=member, starts_on=dt.date(2026, 11, 20), ends_on=dt.date(2026, 11, 28))
    monday_seven = dt.datetime(2026, 11, 30, 6, 30, tzinfo=dt.UTC)
    BusyTime.objects.create(member=member, starts_at=monday_seven, ends_at=monday_seven + HOUR / 4)
    other = organise(make_member(), now=now, starts_at=thursday(12, 30))
    meets.join(other, member=member, now=now)
    assert free(gather(round), member) == [16 + 2, 48, 64]
    assert gather(round).members.sessions_max.tolist() == [2]


def test_whoever_has_enough_sessions_is_not_gathered(running, now):
    member = make_player(running)
    meets.join(organise(make_member(), now=now, starts_at=thursday(12)), member=member, now=now)
    assert gather(make_round([member])).members.ids == ()


def test_who_is_away_suspended_or_gone_is_not_gathered(running, now):
    members = [make_player(running) for _ in range(4)]
    round = make_round(members)
    Suspension.objects.create(member=members[0], reason="…", starts_at=now)
    Membership.objects.filter(member=members[1]).update(left_at=now)
    Member.objects.filter(pk=members[2].pk).update(is_active=False)
    assert gather(round).members.ids == (members[3].pk,)


def test_relations_are_gathered_whichever_way_they_were_said(running, now):
    a, b, c = (make_player(running, company=name) for name in ("Rey", "Sud", "Nord"))
    Block.objects.create(blocker=c, blocked=a)
    NotWith.objects.create(member=b, other=a)
    ExcludedCompany.objects.create(member=a, name="Sud", company_key=b.company_key)
    Link.objects.create(low=a, high=b, since_at=now - dt.timedelta(days=104), low_wish_days=60, high_wish_days=90)
    snapshot = gather(make_round([a, b, c]))
    index = {member: row for row, member in enumerate(snapshot.members.ids)}
    pairs = {
        name: {frozenset(map(int, pair)) for pair in getattr(snapshot.relations, name)}
        for name in ("blocked", "not_with", "links")
    }
    assert pairs["blocked"] == {frozenset((index[a.pk], index[c.pk]))}
    assert pairs["not_with"] == pairs["links"] == {frozenset((index[a.pk], index[b.pk]))}
    # 104 days and the days from Monday to Wednesday evening, against the longer wish of 90.
    assert snapshot.relations.link_weeks_overdue[0] == pytest.approx(16.4 / 7, abs=0.1)
    assert snapshot.members.excluded_companies.offsets.tolist() == [0, 1, 1, 1]


def test_having_played_together_counts_from_the_last_time(running, now):
    a, b = make_player(running), make_player(running)
    newcomer = make_player(running)
    for weeks in (9, 3):
        then = now - dt.timedelta(weeks=weeks)
        meet = organise(a, now=then, starts_at=then + HOUR)
        meets.join(meet, member=b, now=then)
        meets.hold(meet, came_ids=[a.pk, b.pk], now=meet.ends_at)
    snapshot = gather(make_round([a, b, newcomer]))
    assert len(snapshot.relations.met) == 1
    assert snapshot.relations.met_weeks_ago[0] == pytest.approx(3.3, abs=0.1)
    assert snapshot.members.is_newcomer.tolist() == [False, False, True]


def test_rounds_left_out_are_counted_since_the_last_session(running):
    member = make_player(running)
    community = make_community([member])
    for weeks in (2, 1):
        earlier = make_round(community=community, first_day=dt.date(2026, 11, 28) - dt.timedelta(weeks=weeks))
        LeftOut.objects.create(round=earlier, member=member, reason="too_few")
    elsewhere = make_round(community=make_community(), first_day=dt.date(2026, 11, 21))
    LeftOut.objects.create(round=elsewhere, member=member, reason="too_few")
    round = make_round(community=community)
    opt_in(round, member)
    assert gather(round).members.rounds_left_out.tolist() == [2]


def test_practices_take_the_discipline_a_format_asks_for(tennis, running):
    player = make_player(tennis, level=4.0)
    runner = make_player(running, level=6.0)
    snapshot = gather(make_round([player, runner]))
    assert [sport.slug for sport in snapshot.sports] == ["running", "tennis"]
    assert snapshot.practices.level.tolist() == [4.0, 6.0]
    assert [one.sizes for one in snapshot.sports[1].formats] == [(2,)]


def test_venues_are_open_of_the_right_sport_and_in_somebodys_reach(tennis, running, now):
    member = make_player(tennis)
    near = make_venue(tennis, running)
    make_venue(running)
    make_venue(tennis, closed_at=now)
    make_venue(tennis, at=(48.85, 2.35))
    assert gather(make_round([member])).venues.ids == (near.pk,)


@pytest.mark.parametrize("first_day", [dt.date(2026, 3, 28), dt.date(2026, 10, 24)])
def test_slots_keep_their_wall_clock_when_the_clocks_change(first_day, running):
    round = make_round(first_day=first_day)
    for slot in (0, 15, 16, 21, 111):
        starts_at = start_of(first_day, slot, PARIS)
        day, hour = slots.day_and_hour(slot)
        local = starts_at.astimezone(PARIS)
        assert (local.date() - first_day).days == day
        assert local.hour == hour
        assert slot_of(round, starts_at) == slot


def crowd(count, sport):
    """A round that `count` members play, made in bulk."""
    members = Member.objects.bulk_create(
        Member(email=f"crowd{number}@example.org", spoken=["fr"], company=f"Maison {number % 40}")
        for number in range(count)
    )
    community = make_community()
    Membership.objects.bulk_create(Membership(community=community, member=one, joined_at=MONDAY) for one in members)
    discipline = sport.disciplines.first()
    Practice.objects.bulk_create(
        Practice(
            member=one, sport=sport, discipline=discipline, level_mean=number % 10, level_deviation=0.5,
            level_source="label", level_at=MONDAY,
        )
        for number, one in enumerate(members)
    )  # fmt: skip
    Haunt.objects.bulk_create(
        Haunt(member=one, cell="881f902439fffff", latitude=LYON[0], longitude=LYON[1]) for one in members
    )
    grid = pack_slots(EVERY_HOUR)
    WeekGrid.objects.bulk_create(WeekGrid(member=one, hours=grid) for one in members)
    round = make_round(community=community)
    OptIn.objects.bulk_create(OptIn(round=round, member=one, at=MONDAY) for one in members)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what PostgreSQL does by itself within a minute of such a crowd
    return round


@pytest.mark.parametrize("count", [50, 5000])
def test_gathering_takes_as_many_queries_for_fifty_as_for_five_thousand(running, count):
    make_venue(running)
    round = crowd(count, running)
    with CaptureQueriesContext(connection) as queries:
        snapshot = gather(round)
    assert len(snapshot.members) == count
    assert len(queries) == 21


@pytest.mark.parametrize("size", [1, 3])
def test_cards_take_the_same_queries_for_one_and_three(four, padel, decided_at, size, django_assert_num_queries):
    round = make_round(four)
    for hour in range(size):
        make_proposal(four, sport=padel, now=decided_at, round=round, starts_at=thursday(9 + 3 * hour))
    with django_assert_num_queries(7):
        assert len(seats_for(four[0], decided_at)) == size
