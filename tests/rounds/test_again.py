"""The second look: once answers are in, those still without a session are planned again among themselves."""

import datetime as dt

import pytest

from sporezo.meets.models import Meet
from sporezo.notices.models import Notice
from sporezo.rounds.domain import answer, look_again, sweep
from sporezo.rounds.enums import Answer, ProposalState
from sporezo.rounds.models import LeftOut, Proposal, Seat
from sporezo.rounds.queries import due_to_look_again
from sporezo.rounds.rules import SECOND_LOOK_WITHIN
from tests.factories.meets import make_venue
from tests.factories.rounds import make_player, make_proposal, make_round, thursday

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
AT_NOON, AT_SIX = [53, 54], [59, 60]  # Thursday, Monday first


@pytest.fixture
def week(tennis, decided_at):
    """Two asked for Thursday noon: one says yes, the other no. A third is free on Thursday evening only."""
    venue = make_venue(tennis)
    yes, no = make_player(tennis, hours=AT_NOON + AT_SIX), make_player(tennis, hours=AT_NOON + AT_SIX)
    other = make_player(tennis, hours=AT_SIX)
    round = make_round([yes, no, other])
    round.decided_at = decided_at
    round.save()
    proposal = make_proposal([yes, no], sport=tennis, now=decided_at, round=round, venue=venue)
    return round, proposal, (yes, no, other)


def say(proposal, member, accepted, now):
    return answer(Seat.objects.get(proposal=proposal, member=member), accepted=accepted, now=now)


def asked_again(round, first):
    """Who was proposed what since."""
    later = Proposal.objects.filter(round=round).exclude(pk=first.pk).order_by("pk")
    return [sorted(one.seats.filter(kind="proposed").values_list("member", flat=True)) for one in later]


def friday(round):
    sweep(now=round.answers_until_at)
    return round.answers_until_at + MINUTE


def test_whoever_said_yes_for_nothing_is_proposed_something_else_at_once(week, decided_at):
    round, proposal, (yes, no, other) = week
    say(proposal, yes, True, decided_at)
    say(proposal, no, False, decided_at)
    assert look_again(round, now=friday(round)) == 1
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.LAPSED
    assert asked_again(round, proposal) == [sorted([yes.pk, other.pk])]
    fresh = Meet.objects.get(proposal__round=round, proposal__ended_at__isnull=True)
    assert fresh.starts_at == thursday(18)
    seats = Seat.objects.filter(proposal__meet=fresh, kind="proposed")
    assert {one.answer_by_at for one in seats} == {thursday(18) - dt.timedelta(hours=24)}
    told = Notice.objects.filter(member=yes).order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["rounds/looking", "rounds/lapsed", "rounds/proposed"]
    assert LeftOut.objects.filter(member=yes).exists()  # should this one fail too, they come first


def test_a_second_time_changes_nothing(week, decided_at):
    round, proposal, (yes, no, _other) = week
    say(proposal, yes, True, decided_at)
    say(proposal, no, False, decided_at)
    now = friday(round)
    assert [look_again(round, now=now + minute * MINUTE) for minute in range(2)] == [1, 0]
    assert Proposal.objects.filter(round=round).count() == 2


def test_whoever_kept_silent_is_left_in_peace(week, decided_at):
    round, proposal, (yes, no, other) = week
    say(proposal, no, False, decided_at)
    look_again(round, now=friday(round))
    assert asked_again(round, proposal) == [sorted([no.pk, other.pk])]
    assert yes.pk not in asked_again(round, proposal)[0]


def test_two_of_whom_one_said_no_are_not_proposed_together_again(week, decided_at):
    round, proposal, (yes, no, other) = week
    round.opt_ins.filter(member=other).delete()
    say(proposal, yes, True, decided_at)
    say(proposal, no, False, decided_at)
    assert look_again(round, now=friday(round)) == 0
    assert asked_again(round, proposal) == []


def test_a_session_somebody_could_save_goes_on_looking(tennis, week, decided_at):
    round, proposal, (yes, no, _other) = week
    spare = make_player(tennis, hours=AT_NOON, community=round.community)
    round.opt_ins.create(member=spare, at=round.opens_at)
    say(proposal, yes, True, decided_at)
    say(proposal, no, False, decided_at)
    Seat.objects.filter(proposal=proposal, member=spare).delete()
    look_again(round, now=friday(round))
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SHORT
    assert Seat.objects.get(proposal=proposal, member=yes).answer == Answer.ACCEPTED


def test_it_is_due_once_answers_are_in_and_not_for_a_round_decided_late(week):
    round, _proposal, _people = week
    assert not due_to_look_again(round.answers_until_at - MINUTE, SECOND_LOOK_WITHIN).exists()
    assert due_to_look_again(round.answers_until_at, SECOND_LOOK_WITHIN).get() == round
    assert look_again(round, now=round.answers_until_at - MINUTE) == 0
    assert look_again(round, now=round.answers_until_at + SECOND_LOOK_WITHIN) == 0
    round.decided_at = round.answers_until_at - MINUTE
    round.save()
    assert look_again(round, now=round.answers_until_at) == 0
    round.refresh_from_db()
    assert round.looked_again_at is None
