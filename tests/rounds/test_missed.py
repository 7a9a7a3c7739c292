"""Who is left out, how long they have waited and how long it may last: on the lead's pages and on their own."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from sporezo.jobs import clock
from sporezo.notices.models import Notice
from sporezo.rounds.domain import answer, decide, rehearse
from sporezo.rounds.enums import FULL_WEEK
from sporezo.rounds.models import LeftOut, Seat
from sporezo.rounds.queries import board_of, dry_run, not_this_week, wait_sentence
from tests.factories.communities import make_community, make_member
from tests.factories.meets import make_venue
from tests.factories.rounds import MONDAY, make_player, make_proposal, make_round, opt_in

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(weeks=1)
FEW = {"density": "few", "partners": 4, "most_rounds": 8}


@pytest.fixture
def alone(tennis):
    """Somebody who plays at an hour when nobody else does, beside two who find each other, and their lead."""
    make_venue(tennis)
    pair = [make_player(tennis, hours=[53, 54]) for _ in range(2)]
    alone = make_player(tennis, hours=[9, 10], language="en", first_name="Solène", set_up_at=MONDAY)
    lead = make_member(language="en")
    round = make_round(community=make_community([*pair, alone], lead=lead))
    for member in (*pair, alone):
        opt_in(round, member)
    return round, alone, lead


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def before(round, member, weeks=1):
    """The same member was left out of rounds before."""
    for ago in range(1, weeks + 1):
        earlier = make_round(community=round.community, first_day=round.first_day - ago * WEEK)
        LeftOut.objects.create(round=earlier, member=member, reason="too_few")


def test_the_dry_run_says_how_long_somebody_has_waited_and_may_wait(alone):
    round, member, _lead = alone
    before(round, member, weeks=2)
    found = dry_run(round, rehearse(round, now=round.closes_at).document)
    (missed,) = found.left_out
    assert missed.member == member
    assert missed.wait == "Out of the last two rounds too. No date can honestly be promised."


def test_the_one_left_out_reads_it_warmly_on_their_week_and_under_play(client, alone, settings):
    round, member, lead = alone
    now = round.closes_at + dt.timedelta(minutes=5)
    decide(round, now=now)
    kept = LeftOut.objects.get(member=member)
    assert kept.wait == {"density": "none", "partners": 0, "most_rounds": None}
    settings.SPOREZO_NOW = now
    client.force_login(member)
    for address in ("/", "/play"):
        shown = text(client.get(address))
        assert "On the bench this week" in shown
        assert "In the next round you come first." in shown
        assert "for a date to be promised honestly" in shown
    client.force_login(lead)
    assert "On the bench" not in text(client.get("/play"))
    told = Notice.objects.get(kind="rounds/left_out", member=member)
    assert told.context["wait"].startswith("In the next round you come first.")
    assert [one.wait for one in board_of(round, clock.now()).without] == ["No date can honestly be promised."]


def test_it_goes_when_a_game_comes_when_the_week_is_over_and_with_the_next_round(tennis, decided_at):
    players = [make_player(tennis, language="en") for _ in range(2)]
    round = make_round(players)
    member = players[0]
    LeftOut.objects.create(
        round=round, member=member, reason="no_common_hour", wait=FEW, remedy={"kind": "more_hours", "people": 2}
    )
    (one,) = not_this_week(member, decided_at)
    assert (one.remedy_url, one.why) == ("/me/hours", "no hour in common")
    saturday = dt.datetime(2026, 12, 5, 0, 30, tzinfo=dt.UTC)
    assert not_this_week(member, saturday - dt.timedelta(hours=2))
    assert not not_this_week(member, saturday)
    proposal = make_proposal(players, sport=tennis, now=decided_at, round=round)
    assert not not_this_week(member, decided_at)
    answer(Seat.objects.get(proposal=proposal, member=member), accepted=False, now=decided_at)
    assert not_this_week(member, decided_at)
    later = make_round(community=round.community, first_day=round.first_day + WEEK)
    later.decided_at = decided_at
    later.save()
    assert not not_this_week(member, decided_at)


def test_a_full_week_is_no_bench(tennis, decided_at):
    member = make_player(tennis)
    LeftOut.objects.create(
        round=make_round([member]), member=member, reason="no_common_hour", remedy={"kind": FULL_WEEK}
    )
    assert not_this_week(member, decided_at) == []


@pytest.mark.parametrize("size", [1, 3])
def test_the_bench_takes_the_same_queries_for_one_and_three(tennis, decided_at, size, django_assert_num_queries):
    members = [make_player(tennis) for _ in range(size)]
    round = make_round(members)
    for one in members:
        LeftOut.objects.create(round=round, member=one, reason="too_few", wait=FEW)
    with django_assert_num_queries(3):
        not_this_week(members[0], decided_at)
    with django_assert_num_queries(5):
        assert len(board_of(round, decided_at).without) == size


@pytest.mark.parametrize(
    ("missed", "wait", "said"),
    [
        (0, {}, "In the next round you come first."),
        (0, FEW, "In the next round you come first. With as many players within your reach, the wait is eight rounds"),
        (2, FEW, "Three rounds on the bench: in the next one you come before anybody who has played. With as many"),
        (7, FEW, "Eight rounds on the bench: in the next one you come before anybody who has played. That is as long"),
    ],
)  # fmt: skip
def test_what_is_said_of_the_wait(missed, wait, said):
    assert wait_sentence(missed, wait).startswith(said)
