"""What the rounds have brought: sums for those who lead, from five people on."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Meet
from sporezo.members.models import Member
from sporezo.rounds.enums import FULL_WEEK
from sporezo.rounds.models import LeftOut, Round
from sporezo.rounds.queries import figures_of
from tests.factories.communities import make_community, make_member
from tests.factories.rounds import SATURDAY, make_player, make_proposal, make_round, opt_in

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(weeks=1)
LATER = dt.datetime(2026, 12, 14, 8, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _later(settings):
    settings.SPOREZO_NOW = LATER


def played(round, sport, members, now, at):
    proposal = make_proposal(members, sport=sport, now=now, round=round, starts_at=at)
    Attendance.objects.filter(meet=proposal.meet).update(presence=Presence.CAME)
    Meet.objects.filter(pk=proposal.meet_id).update(state=MeetState.HELD)
    return proposal


@pytest.fixture
def season(padel, decided_at):
    """Two rounds: the same four play in both, two sit out, one of them with a full week."""
    lead = make_member(language="en")
    people = [make_player(padel) for _ in range(6)]
    community = make_community(people, lead=lead)
    for one, sector in zip(people, ("law", "law", "health", "health", "energy", ""), strict=True):
        Member.objects.filter(pk=one.pk).update(sector=sector)
    for week in range(2):
        round = make_round(community=community, first_day=SATURDAY + week * WEEK)
        for one in people:
            opt_in(round, one)
        played(round, padel, people[:4], decided_at, decided_at + (week + 1) * WEEK)
        LeftOut.objects.create(round=round, member=people[4], reason="too_few")
        LeftOut.objects.create(round=round, member=people[5], reason="no_common_hour", remedy={"kind": FULL_WEEK})
    Round.objects.update(decided_at=decided_at)
    return community, people, lead


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_below_five_people_nothing_is_told(client, season):
    community, _people, lead = season
    assert figures_of(community, LATER) is None
    client.force_login(lead)
    assert "once five people have played" in text(client.get(f"/communities/{community.slug}/round/figures"))


def test_placed_left_out_repeats_and_meetings_across_sectors(client, season, padel, decided_at):
    community, people, lead = season
    round = Round.objects.latest("first_day")
    played(round, padel, [people[3], people[4]], decided_at, decided_at + 3 * WEEK)
    found = figures_of(community, LATER)
    assert (found.rounds, found.people, found.meetings) == (2, 6, 13)
    assert found.placed == pytest.approx(9 / 12)
    assert found.left_out == pytest.approx(1 / 12)  # the second time they played after all
    assert found.repeats == pytest.approx(6 / 13)
    assert found.cross_sector == pytest.approx(9 / 13)
    client.force_login(lead)
    shown = text(client.get(f"/communities/{community.slug}/round/figures"))
    assert "75%" in shown
    assert "across lines of work" in shown
    assert "round/figures" in client.get(f"/communities/{community.slug}").content.decode()
    assert not any(one.first_name in shown for one in people)
    Member.objects.filter(sector="energy").update(sector="")
    assert figures_of(community, LATER).cross_sector is None


def test_members_and_strangers_have_no_such_page(client, season):
    community, people, _lead = season
    for one in (people[0], make_member()):
        client.force_login(one)
        assert client.get(f"/communities/{community.slug}/round/figures").status_code == 404
    assert figures_of(make_community(), LATER) is None


def test_figures_take_the_same_queries_for_one_round_and_two(season, padel, decided_at, django_assert_num_queries):
    community, people, _lead = season
    played(Round.objects.earliest("first_day"), padel, [people[3], people[4]], decided_at, decided_at + 3 * WEEK)
    with django_assert_num_queries(4):
        assert figures_of(community, LATER).rounds == 2
    early = LATER - WEEK  # the second week is still on
    with django_assert_num_queries(4):
        assert figures_of(community, early).rounds == 1
