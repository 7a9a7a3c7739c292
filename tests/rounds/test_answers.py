import datetime as dt

import pytest
from django.db import connection

from sporezo.meets import domain as meets
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance
from sporezo.meets.queries import detail
from sporezo.notices.models import Notice
from sporezo.rounds.domain import Unseen, answer, sweep
from sporezo.rounds.enums import Answer, ProposalState, SeatKind
from sporezo.rounds.models import LeftOut, Seat
from sporezo.rounds.queries import card_of, seats_for
from sporezo.safety.models import Block
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.rounds import make_player, make_proposal, make_round, opt_in, thursday

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


def say(proposal, member, accepted, now):
    return answer(Seat.objects.get(proposal=proposal, member=member), accepted=accepted, now=now)


def seat(proposal, member):
    return Seat.objects.select_related("proposal__meet__sport", "proposal__meet__venue").get(
        proposal=proposal, member=member
    )


def now_is(proposal):
    proposal.refresh_from_db()
    proposal.meet.refresh_from_db()
    return proposal.state


def told(name):
    return sorted(Notice.objects.filter(kind=f"rounds/{name}").values_list("member", flat=True))


def ids(*members):
    return sorted(member.pk for member in members)


def test_four_yes_make_it_agreed_and_a_court_confirmed(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    for member in four:
        assert now_is(proposal) == ProposalState.OPEN
        say(proposal, member, True, decided_at)
    assert now_is(proposal) == ProposalState.AGREED
    assert told("to_book") == ids(four[0])
    meets.book_court(proposal.meet.court, by=four[1], now=decided_at)
    sweep(now=decided_at + MINUTE)
    assert now_is(proposal) == ProposalState.CONFIRMED
    meets.tell_of_arrivals(now=decided_at + MINUTE)
    assert Notice.objects.filter(kind="meets/confirmed").count() == 4


def test_a_run_is_confirmed_from_two(running, decided_at):
    runners = [make_player(running) for _ in range(4)]
    proposal = make_proposal(runners, sport=running, now=decided_at, places=10, quorum=2)
    say(proposal, runners[0], True, decided_at)
    say(proposal, runners[1], True, decided_at)
    assert now_is(proposal) == ProposalState.CONFIRMED


def test_saying_it_twice_changes_nothing(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    first = say(proposal, four[0], True, decided_at)
    assert say(proposal, four[0], True, decided_at + HOUR).answered_at == first.answered_at


def test_a_refusal_cannot_be_told_from_a_silence(four, padel, decided_at):
    refused, silent = (make_proposal(four, sport=padel, now=decided_at, starts_at=thursday(hour)) for hour in (10, 18))
    say(refused, four[0], False, decided_at)
    for proposal in (refused, silent):
        say(proposal, four[1], True, decided_at)
    cards = [card_of(seat(proposal, four[1]), four[1], decided_at + HOUR) for proposal in (refused, silent)]
    assert now_is(refused) == ProposalState.SHORT
    assert now_is(silent) == ProposalState.OPEN
    assert cards[0].state == cards[1].state == ProposalState.OPEN
    assert [one.pk for one in cards[0].detail.people] == [one.pk for one in cards[1].detail.people]
    assert [one.presence for one in (cards[0].detail, cards[1].detail)] == ["in", "in"]
    assert not Notice.objects.exists()


def test_at_the_deadline_the_other_hears_and_names_leave(padel, running, decided_at):
    two = [make_player(running) for _ in range(2)]
    proposal = make_proposal(two, sport=running, now=decided_at)
    say(proposal, two[0], True, decided_at)
    say(proposal, two[1], False, decided_at)
    sweep(now=proposal.answers_until_at - MINUTE)
    assert told("looking") == []
    assert {one.pk for one in detail(proposal.meet, two[0]).people} == {two[0].pk, two[1].pk}
    sweep(now=proposal.answers_until_at)
    sweep(now=proposal.answers_until_at + MINUTE)
    assert told("looking") == ids(two[0])
    assert {one.pk for one in detail(proposal.meet, two[0]).people} == {two[0].pk}


def test_one_may_change_ones_mind_while_the_place_is_there(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    say(proposal, four[0], False, decided_at)
    assert now_is(proposal) == ProposalState.SHORT
    say(proposal, four[0], True, decided_at + HOUR)
    assert now_is(proposal) == ProposalState.OPEN
    say(proposal, four[0], False, decided_at + HOUR)
    assert now_is(proposal) == ProposalState.SHORT


def test_nobody_says_yes_after_the_deadline_nor_to_what_has_ended(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    with pytest.raises(Refused, match="passed"):
        say(proposal, four[0], True, proposal.answers_until_at)
    with pytest.raises(Refused, match="started"):
        say(proposal, four[0], False, proposal.meet.starts_at)
    meets.cancel(proposal.meet, now=decided_at)
    with pytest.raises(Refused, match="not take place"):
        say(proposal, four[0], True, decided_at)


def test_two_proposals_at_the_same_hour_are_not_both_accepted(four, padel, decided_at):
    one, other = (make_proposal(four, sport=padel, now=decided_at) for _ in range(2))
    say(one, four[0], True, decided_at)
    with pytest.raises(Refused, match="same time"):
        say(other, four[0], True, decided_at)
    assert seat(other, four[0]).answer == ""


def test_a_reserve_has_not_been_asked(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    reserve = Seat.objects.create(
        proposal=proposal,
        member=make_player(padel),
        kind=SeatKind.RESERVE,
        asked_at=decided_at,
        answer_by_at=thursday(8),
    )
    with pytest.raises(Refused):
        answer(reserve, accepted=True, now=decided_at)


def test_a_vacancy_is_offered_to_three_at_once_and_the_first_yes_takes_it(four, padel, decided_at):
    spare = [make_player(padel) for _ in range(5)]
    round = make_round([*four, *spare])
    proposal = make_proposal(four, sport=padel, now=decided_at, round=round)
    for member in four[:3]:
        say(proposal, member, True, decided_at)
    say(proposal, four[3], False, decided_at)
    sweep(now=decided_at + MINUTE)
    sweep(now=decided_at + 2 * MINUTE)
    offered = list(Seat.objects.filter(proposal=proposal, kind=SeatKind.VACANCY).order_by("pk"))
    assert len(offered) == 3
    assert told("vacancy") == ids(*(one.member for one in offered))
    # Wednesday 18:06 and four hours: six minutes of them wait for Thursday 7:00.
    assert {one.answer_by_at for one in offered} == {dt.datetime(2026, 11, 26, 6, 6, tzinfo=dt.UTC)}
    answer(offered[1], accepted=True, now=decided_at + HOUR)
    with pytest.raises(Refused, match="quicker"):
        answer(offered[0], accepted=True, now=decided_at + HOUR)
    assert now_is(proposal) == ProposalState.AGREED
    assert {one.pk for one in detail(proposal.meet, four[0]).people} == {
        *(one.pk for one in four[:3]),
        offered[1].member_id,
    }


def test_those_offered_a_vacancy_read_who_plays_and_are_read_by_nobody(four, padel, decided_at):
    spare = make_player(padel)
    proposal = make_proposal(four, sport=padel, now=decided_at, round=make_round([*four, spare]))
    for member in four[:3]:
        say(proposal, member, True, decided_at)
    say(proposal, four[3], False, decided_at)
    sweep(now=decided_at + MINUTE)
    proposal.meet.refresh_from_db()
    assert {one.pk for one in detail(proposal.meet, spare).people} == {one.pk for one in four[:3]}
    assert spare.pk not in {one.pk for one in detail(proposal.meet, four[0]).people}


def test_unanswered_offers_expire_and_the_next_are_asked_by_day(four, padel, decided_at):
    spare = [make_player(padel) for _ in range(4)]
    proposal = make_proposal(four, sport=padel, now=decided_at, round=make_round([*four, *spare]))
    say(proposal, four[3], False, decided_at)
    sweep(now=decided_at)
    first = set(Seat.objects.filter(proposal=proposal, kind=SeatKind.VACANCY).values_list("member", flat=True))
    sweep(now=dt.datetime(2026, 11, 26, 5, 0, tzinfo=dt.UTC))
    assert Seat.objects.filter(proposal=proposal, kind=SeatKind.VACANCY).count() == 3
    sweep(now=dt.datetime(2026, 11, 26, 6, 6, tzinfo=dt.UTC))
    second = set(
        Seat.objects.filter(proposal=proposal, kind=SeatKind.VACANCY, replaced_at=None).values_list("member", flat=True)
    )
    assert len(second) == 1
    assert not first & second


def test_nobody_is_asked_at_night(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at, round=make_round([*four, make_player(padel)]))
    say(proposal, four[3], False, decided_at)
    for hour in (21, 23, 3, 5):
        day = 25 if hour > 20 else 26
        sweep(now=dt.datetime(2026, 11, day, hour, 30, tzinfo=dt.UTC))
        assert not Seat.objects.filter(proposal=proposal, kind=SeatKind.VACANCY).exists()
    sweep(now=dt.datetime(2026, 11, 26, 6, 0, tzinfo=dt.UTC))
    assert Seat.objects.filter(proposal=proposal, kind=SeatKind.VACANCY).count() == 1


def test_three_of_four_play_an_americano_a_day_before(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    for member in four[:3]:
        say(proposal, member, True, decided_at)
    meets.book_court(proposal.meet.court, by=four[0], now=decided_at)
    sweep(now=proposal.answers_until_at)
    assert now_is(proposal) == ProposalState.SHORT
    sweep(now=thursday(12) - 24 * HOUR)
    sweep(now=thursday(12) - 24 * HOUR + MINUTE)
    assert now_is(proposal) == ProposalState.CONFIRMED
    assert (proposal.meet.format.slug, proposal.meet.places) == ("americano", 3)
    assert told("reshaped") == ids(*four[:3])


def test_too_wide_a_gap_lapses_rather_than_spoil_the_game(padel, decided_at):
    four = [make_player(padel, level=level) for level in (2.0, 5.0, 5.0, 5.0)]
    proposal = make_proposal(four, sport=padel, now=decided_at)
    for member in four[:3]:
        say(proposal, member, True, decided_at)
    sweep(now=thursday(12) - 24 * HOUR)
    assert now_is(proposal) == ProposalState.LAPSED


def test_a_lapse_is_told_once_to_those_who_said_yes_and_they_come_first_next_time(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    say(proposal, four[0], True, decided_at)
    for minute in range(3):
        sweep(now=thursday(12) - 24 * HOUR + minute * MINUTE)
    assert now_is(proposal) == ProposalState.LAPSED
    assert proposal.meet.state == MeetState.CANCELLED
    assert told("lapsed") == ids(four[0])
    assert list(LeftOut.objects.values_list("member", flat=True)) == ids(four[0])
    assert seats_for(four[0], thursday(11)) == []


def test_without_a_court_nobody_sets_out(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    for member in four:
        say(proposal, member, True, decided_at)
    sweep(now=thursday(12) - 3 * HOUR)
    assert now_is(proposal) == ProposalState.AGREED
    sweep(now=thursday(12) - 2 * HOUR)
    assert now_is(proposal) == ProposalState.LAPSED
    assert told("lapsed") == ids(*four)


def test_a_block_withdraws_a_proposal_within_the_minute_and_says_nothing_of_it(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    say(proposal, four[2], True, decided_at)
    say(proposal, four[3], False, decided_at)
    Block.objects.create(blocker=four[0], blocked=four[1])
    assert seats_for(four[0], decided_at) == []
    assert seats_for(four[1], decided_at) == []
    for minute in (1, 2):
        sweep(now=decided_at + minute * MINUTE)
    assert now_is(proposal) == ProposalState.WITHDRAWN
    assert told("withdrawn") == ids(*four[:3])
    assert [one.member for one in LeftOut.objects.all()] == [four[2]]
    with pytest.raises(Refused):
        say(proposal, four[2], True, decided_at + HOUR)


def test_a_block_after_the_confirmation_takes_out_whoever_blocked(running, decided_at):
    runners = [make_player(running) for _ in range(3)]
    proposal = make_proposal(runners, sport=running, now=decided_at, quorum=2)
    for member in runners:
        say(proposal, member, True, decided_at)
    Block.objects.create(blocker=runners[1], blocked=runners[2])
    sweep(now=decided_at + MINUTE)
    assert now_is(proposal) == ProposalState.CONFIRMED
    there = Attendance.objects.filter(meet=proposal.meet, presence=Presence.IN)
    assert set(there.values_list("member", flat=True)) == {runners[0].pk, runners[2].pk}


def test_leaving_a_confirmed_session_makes_it_short_and_asks_others(four, padel, decided_at):
    spare = make_player(padel)
    proposal = make_proposal(four, sport=padel, now=decided_at, round=make_round([*four, spare]))
    for member in four:
        say(proposal, member, True, decided_at)
    meets.book_court(proposal.meet.court, by=four[0], now=decided_at)
    meets.leave(proposal.meet, member=four[0], now=decided_at + HOUR)
    sweep(now=decided_at + HOUR)
    sweep(now=decided_at + HOUR + MINUTE)
    assert now_is(proposal) == ProposalState.SHORT
    assert seat(proposal, four[0]).answer == Answer.DECLINED
    assert told("looking") == ids(*four[1:])
    say(proposal, spare, True, decided_at + 2 * HOUR)
    assert now_is(proposal) == ProposalState.CONFIRMED


def test_joining_on_the_sessions_own_page_is_an_answer(running, decided_at):
    two = [make_player(running) for _ in range(2)]
    proposal = make_proposal(two, sport=running, now=decided_at)
    for member in two:
        meets.join(proposal.meet, member=member, now=decided_at)
    sweep(now=decided_at + MINUTE)
    assert now_is(proposal) == ProposalState.CONFIRMED
    assert {one.answer for one in proposal.seats.all()} == {Answer.ACCEPTED}


def test_a_stranger_has_no_seat(four, padel, decided_at):
    make_proposal(four, sport=padel, now=decided_at)
    assert seats_for(make_member(), decided_at) == []


def test_left_out_reserves_are_asked_first(four, padel, decided_at):
    spare = [make_player(padel) for _ in range(4)]
    round = make_round([*four, *spare[:3]])
    opt_in(round, spare[3])
    round.community.memberships.create(member=spare[3])
    proposal = make_proposal(four, sport=padel, now=decided_at, round=round)
    Seat.objects.create(
        proposal=proposal, member=spare[3], kind=SeatKind.RESERVE, asked_at=decided_at, answer_by_at=thursday(8)
    )
    say(proposal, four[3], False, decided_at)
    sweep(now=decided_at)
    assert seat(proposal, spare[3]).kind == SeatKind.VACANCY


@pytest.mark.parametrize("in_already", [1, 3])
def test_a_yes_costs_the_same_queries_however_many_play(running, decided_at, in_already, django_assert_num_queries):
    runners = [make_player(running) for _ in range(in_already + 2)]
    proposal = make_proposal(runners, sport=running, now=decided_at, places=10, quorum=2)
    for runner in runners[: in_already + 1]:
        say(proposal, runner, True, decided_at)
    mine = Seat.objects.select_related("proposal").get(proposal=proposal, member=runners[-1])
    locks = 2 if connection.features.has_select_for_update else 0
    with django_assert_num_queries(12 + locks):  # two of them a savepoint
        answer(mine, accepted=True, now=decided_at)


def test_a_block_hides_the_session_from_the_page_that_answers(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    Block.objects.create(blocker=four[1], blocked=four[0])
    with pytest.raises(Unseen):
        answer(seat(proposal, four[0]), accepted=True, now=decided_at, if_visible=True)
    assert seat(proposal, four[0]).answer == ""
