"""Everybody at once, with real threads, on whichever database the suite runs on."""

import datetime as dt

import pytest

from sporezo.meets.domain import book_court, leave, tell_of_arrivals
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Offer
from sporezo.notices.models import Notice
from sporezo.rounds.domain import answer, decide, opt_in, sweep
from sporezo.rounds.enums import Answer, ProposalState, SeatKind
from sporezo.rounds.models import OptIn, Proposal, Round, Seat
from tests.factories.communities import make_community
from tests.factories.meets import make_sport, make_venue
from tests.factories.races import race
from tests.factories.rounds import MONDAY, make_player, make_proposal, make_round

pytestmark = pytest.mark.django_db(transaction=True)
DECIDED_AT = dt.datetime(2026, 11, 25, 17, 5, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock(settings):
    """Jobs run right after each commit, by the clock."""
    settings.SPOREZO_NOW = DECIDED_AT


def test_twenty_four_are_offered_the_same_four_places_and_exactly_four_are_in():
    padel = make_sport("padel")
    proposal = make_proposal([make_player(padel) for _ in range(24)], sport=padel, now=DECIDED_AT, places=4, quorum=4)
    Seat.objects.update(kind=SeatKind.VACANCY)
    Attendance.objects.update(presence=Presence.OFFERED)
    refusals = race(lambda one: answer(one, accepted=True, now=DECIDED_AT), Seat.objects.order_by("pk"))
    assert refusals.count(None) == 4
    assert Attendance.objects.filter(presence=Presence.IN).count() == 4
    assert Seat.objects.filter(answer=Answer.ACCEPTED).count() == 4
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.AGREED
    assert Notice.objects.filter(kind="rounds/to_book").count() == 1


def test_all_answer_at_once_and_each_hears_once():
    running = make_sport("running")
    runners = [make_player(running) for _ in range(8)]
    proposal = make_proposal(runners, sport=running, now=DECIDED_AT, places=10, quorum=2)
    assert race(lambda one: answer(one, accepted=True, now=DECIDED_AT), Seat.objects.order_by("pk")) == [None] * 8
    proposal.meet.refresh_from_db()
    assert proposal.meet.state == MeetState.CONFIRMED
    race(lambda _worker: tell_of_arrivals(now=DECIDED_AT), range(2))
    assert Notice.objects.filter(kind="meets/confirmed").count() == 8
    assert not Notice.objects.filter(kind="meets/arrival").exists()


def test_a_round_decided_by_four_workers_is_decided_once():
    tennis = make_sport("tennis")
    make_venue(tennis)
    round = make_round([make_player(tennis) for _ in range(24)])
    race(lambda _: decide(Round.objects.select_related("community").get(pk=round.pk), now=DECIDED_AT), range(4))
    assert Proposal.objects.count() == 12
    members = list(Seat.objects.filter(kind=SeatKind.PROPOSED).values_list("member", flat=True))
    assert len(members) == len(set(members)) == 24
    assert Notice.objects.filter(kind="rounds/proposed").count() == 24


def test_two_communities_deciding_at_once_never_share_somebodys_hour():
    tennis = make_sport("tennis")
    make_venue(tennis)
    shared = [make_player(tennis, hours=[53, 54], most_sessions=1) for _ in range(10)]
    rounds = [make_round(shared) for _ in range(3)]
    race(lambda one: decide(Round.objects.select_related("community").get(pk=one.pk), now=DECIDED_AT), rounds)
    members = list(Seat.objects.filter(kind=SeatKind.PROPOSED).values_list("member", flat=True))
    assert len(members) == len(set(members)) == 10


def test_sweeps_at_once_offer_a_vacancy_once():
    padel = make_sport("padel")
    players = [make_player(padel) for _ in range(10)]
    proposal = make_proposal(players[:4], sport=padel, now=DECIDED_AT, round=make_round(players))
    answer(Seat.objects.get(member=players[0]), accepted=False, now=DECIDED_AT)
    race(lambda _: sweep(now=DECIDED_AT), range(4))
    assert Seat.objects.filter(proposal=proposal, kind=SeatKind.VACANCY).count() == 3
    assert Notice.objects.filter(kind="rounds/vacancy").count() == 3


def test_opting_in_from_two_phones_counts_once():
    running = make_sport("running")
    member = make_player(running)
    round = make_round(community=make_community([member]))
    assert race(lambda _: opt_in(round, member=member, now=MONDAY), range(4)) == [None] * 4
    assert OptIn.objects.count() == 1


def test_a_place_given_back_after_the_confirmation_is_held_for_one_whatever_wakes():
    padel = make_sport("padel")
    players = [make_player(padel) for _ in range(8)]
    proposal = make_proposal(players[:4], sport=padel, now=DECIDED_AT, round=make_round(players))
    for member in players[:4]:
        answer(Seat.objects.get(proposal=proposal, member=member), accepted=True, now=DECIDED_AT)
    book_court(proposal.meet.court, by=players[0], now=DECIDED_AT)
    sweep(now=DECIDED_AT)
    leave(proposal.meet, member=players[3], now=DECIDED_AT)
    race(lambda _: sweep(now=DECIDED_AT), range(4))
    assert Offer.objects.filter(answered_at=None).count() == 1
    assert Seat.objects.filter(proposal=proposal, kind=SeatKind.VACANCY).count() == 1
