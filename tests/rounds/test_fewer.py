"""Somebody is missing: whether others are asked, and how so few would play."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from sporezo.rounds.domain import answer, sweep
from sporezo.rounds.enums import ProposalState
from sporezo.rounds.models import Proposal, Seat
from sporezo.rounds.queries import board_of, candidates, card_of, shortages
from tests.factories.rounds import make_player, make_proposal, make_round, opt_in, thursday

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_of_four(four, padel, decided_at):
    """Three said yes, one nothing, and the time to answer is over."""
    for one in four:
        one.language = "en"
        one.save()
    proposal = make_proposal(four, sport=padel, now=decided_at, starts_at=thursday(12))
    for member in four[:3]:
        answer(Seat.objects.get(proposal=proposal, member=member), accepted=True, now=decided_at)
    later = proposal.answers_until_at + dt.timedelta(minutes=1)
    sweep(now=later)
    proposal = Proposal.objects.select_related("meet", "round__community").get()
    assert proposal.state == ProposalState.SHORT
    return proposal, later


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_those_in_read_that_three_would_play_an_americano(client, three_of_four, four, settings):
    proposal, now = three_of_four
    seat = Seat.objects.select_related("proposal__meet").get(proposal=proposal, member=four[0])
    shortage = card_of(seat, four[0], now).shortage
    assert (shortage.players, shortage.format.slug, shortage.is_asking) == (3, "americano", False)
    settings.SPOREZO_NOW = now
    client.force_login(four[0])
    shown = text(client.get(f"/play/proposals/{seat.pk}"))
    assert "nobody else fits so far" in shown
    assert "it goes on with those who are in: americano." in shown
    (row,) = board_of(proposal.round, now).waiting
    assert row.shortage == shortage
    assert row.settled_at == thursday(12) - dt.timedelta(days=1)


def test_others_are_asked_first(client, three_of_four, four, padel, settings):
    proposal, _ = three_of_four
    stands_in = make_player(padel, community=proposal.round.community)
    opt_in(proposal.round, stands_in)
    morning = dt.datetime(2026, 11, 28, 8, 0, tzinfo=dt.UTC)
    sweep(now=morning)
    assert Seat.objects.filter(member=stands_in, answer="").exists()
    assert shortages([proposal], morning)[proposal.meet_id].is_asking


def test_nothing_is_said_before_the_deadline_of_a_refusal(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    for member, accepted in zip(four, (True, False, False, True), strict=True):
        answer(Seat.objects.get(proposal=proposal, member=member), accepted=accepted, now=decided_at)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SHORT
    seat = Seat.objects.select_related("proposal__meet").get(proposal=proposal, member=four[0])
    assert card_of(seat, four[0], decided_at).shortage is None
    assert board_of(proposal.round, decided_at).waiting[0].shortage is None


@pytest.mark.parametrize("size", [1, 3])
def test_short_sessions_take_the_same_queries_for_one_and_three(
    four, padel, decided_at, size, django_assert_num_queries
):
    round = make_round(four)
    for hour in range(size):
        make_proposal(four, sport=padel, now=decided_at, round=round, starts_at=thursday(9 + 3 * hour))
    with django_assert_num_queries(4):
        assert len(shortages(list(Proposal.objects.select_related("meet")), decided_at)) == size
    assert shortages([], decided_at) == {}


def test_the_engine_hears_at_which_sizes_a_session_is_held_all_the_same(four, padel, tennis, running):
    members = [*four, make_player(tennis), make_player(running)]
    round = make_round(members)
    fewer = {sport.slug: sport.fewer for sport in candidates(round, as_of=round.closes_at).sports}
    assert fewer == {"padel": (3,), "tennis": (), "running": ()}
