"""The week of a round, sentence by sentence: what is easily got wrong between two of them."""

import datetime as dt

import pytest
from django.urls import reverse

from sporezo.communities.models import Membership
from sporezo.meets import domain as meets
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Court
from sporezo.meets.queries import detail
from sporezo.notices.domain.letters import calendar_text
from sporezo.notices.models import Delivery, Notice
from sporezo.rounds.domain import answer, decide, sweep
from sporezo.rounds.enums import FULL_WEEK, Answer, ProposalState, SeatKind
from sporezo.rounds.models import LeftOut, OptIn, Proposal, Seat
from sporezo.rounds.queries import candidates
from sporezo.safety.models import Block
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import make_venue, organise
from tests.factories.rounds import make_player, make_proposal, make_round, opt_in, thursday

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


def say(proposal, member, accepted, now):
    return answer(Seat.objects.get(proposal=proposal, member=member), accepted=accepted, now=now)


def state_of(proposal):
    proposal.refresh_from_db()
    proposal.meet.refresh_from_db()
    return proposal.state


def told(name):
    return sorted(Notice.objects.filter(kind=name).values_list("member", flat=True))


def ids(*members):
    return sorted(member.pk for member in members)


def names_shown(proposal, viewer):
    proposal.meet.refresh_from_db()
    return [(one.pk, one.is_organiser) for one in detail(proposal.meet, viewer).people]


def test_neither_order_nor_organiser_says_who_said_yes_or_took_it_back(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    before = names_shown(proposal, four[3])
    say(proposal, four[1], True, decided_at + HOUR)
    say(proposal, four[0], True, decided_at + 2 * HOUR)
    assert names_shown(proposal, four[3]) == before
    say(proposal, four[1], False, decided_at + 3 * HOUR)
    assert names_shown(proposal, four[3]) == before
    assert names_shown(proposal, four[0])[0] == (four[0].pk, True)


def test_once_enough_said_yes_the_organiser_is_shown(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    for member in four:
        say(proposal, member, True, decided_at)
    assert dict(names_shown(proposal, four[3]))[four[0].pk] is True


@pytest.mark.parametrize(("decided", "due"), [((22, 30), (7, 0)), ((20, 0), (20, 0))])
def test_a_round_decided_at_night_asks_in_the_morning(tennis, decided, due):
    make_venue(tennis)
    round = make_round([make_player(tennis) for _ in range(2)])
    now = dt.datetime(2026, 11, 25, decided[0] - 1, decided[1], tzinfo=dt.UTC)
    decide(round, now=now)
    (sent_at,) = set(Delivery.objects.filter(notice__kind="rounds/proposed").values_list("due_at", flat=True))
    assert (sent_at + HOUR).time() == dt.time(*due)


def test_everybody_who_opted_in_has_a_seat_or_a_reason(tennis, decided_at, now):
    """Also whoever's week was full: they are not passed over, so they do not come first next time."""
    make_venue(tennis)
    busy, gone, *others = (make_player(tennis) for _ in range(5))
    meets.join(organise(make_member(), now=now, starts_at=thursday(12)), member=busy, now=now)
    round = make_round([busy, gone, *others])
    Membership.objects.filter(member=gone).update(left_at=now)
    decide(round, now=decided_at)
    seated = set(Seat.objects.filter(kind=SeatKind.PROPOSED).values_list("member", flat=True))
    why = {one.member_id: (one.reason, one.remedy.get("kind")) for one in LeftOut.objects.all()}
    assert seated | why.keys() == {member.pk for member in (busy, *others)}
    assert not seated & why.keys()
    assert why[busy.pk] == ("no_common_hour", FULL_WEEK)
    assert told("rounds/left_out") == sorted(why)
    later = make_round(community=round.community, first_day=round.first_day + dt.timedelta(weeks=1))
    opt_in(later, busy)
    assert candidates(later, as_of=later.closes_at).members.rounds_left_out.tolist() == [0]


def test_two_rounds_at_different_hours_keep_to_the_sessions_wished(tennis, decided_at):
    """Each plan is made before the other is written, as two workers would."""
    make_venue(tennis)
    two = [make_player(tennis, hours=[53, 54, 69, 70]) for _ in range(2)]
    first, second = make_round(two), make_round(two)
    assert decide(first, now=decided_at) == 1
    assert decide(second, now=decided_at) == 0
    assert LeftOut.objects.filter(round=second).count() == 2


def test_a_session_called_off_elsewhere_is_told_once_and_gives_priority(four, padel, decided_at):
    """Workers that were down for days: sessions close before the round has looked at them."""
    proposal = make_proposal(four, sport=padel, now=decided_at)
    say(proposal, four[0], True, decided_at)
    meets.hold_what_is_over(now=thursday(20))
    for minute in range(2):
        sweep(now=thursday(20) + minute * MINUTE)
    assert state_of(proposal) == ProposalState.LAPSED
    assert told("rounds/lapsed") == ids(four[0])
    assert [one.member for one in LeftOut.objects.all()] == [four[0]]


def test_a_session_its_organiser_called_off_is_not_told_twice(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    say(proposal, four[0], True, decided_at)
    meets.cancel(proposal.meet, now=decided_at + HOUR)
    sweep(now=decided_at + 2 * HOUR)
    assert state_of(proposal) == ProposalState.LAPSED
    assert told("meets/cancelled") == ids(four[0])
    assert told("rounds/lapsed") == []


def test_what_went_into_calendars_is_taken_out_of_them(padel, decided_at):
    two = [make_player(padel) for _ in range(2)]
    proposal = make_proposal(two, sport=padel, now=decided_at)
    for member in two:
        say(proposal, member, True, decided_at)
    meets.book_court(proposal.meet.court, by=two[0], now=decided_at)
    say(proposal, two[1], False, thursday(12) - 20 * HOUR)
    sweep(now=thursday(12) - 19 * HOUR)
    assert state_of(proposal) == ProposalState.LAPSED
    lapsed = Notice.objects.get(kind="rounds/lapsed")
    assert lapsed.context["calendar_method"] == "CANCEL"
    assert str(proposal.meet.uid) in calendar_text(lapsed)
    # In the last day nobody else is asked: "others are being asked" would be untrue.
    assert told("rounds/looking") == []


def test_two_places_are_offered_to_people_who_go_together(four, padel, decided_at):
    spare = [make_player(padel) for _ in range(3)]
    Block.objects.create(blocker=spare[0], blocked=spare[1])
    proposal = make_proposal(four, sport=padel, now=decided_at, round=make_round([*four, *spare]))
    for member, accepted in zip(four, (True, True, False, False), strict=True):
        say(proposal, member, accepted, decided_at)
    sweep(now=decided_at)
    offered = Seat.objects.filter(proposal=proposal, kind=SeatKind.VACANCY).values_list("member", flat=True)
    assert sorted(offered) == ids(spare[0], spare[2])


def test_whoever_leaves_the_community_has_said_no_and_nobody_is_told(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    say(proposal, four[0], True, decided_at)
    before = names_shown(proposal, four[0])
    Membership.objects.filter(member__in=four[:2]).update(left_at=decided_at)
    with pytest.raises(Refused, match="members"):
        say(proposal, four[1], True, decided_at + HOUR)
    for minute in (1, 2):
        sweep(now=decided_at + minute * MINUTE)
    answers = dict(Seat.objects.filter(proposal=proposal).values_list("member", "answer"))
    assert (answers[four[0].pk], answers[four[1].pk]) == (Answer.ACCEPTED, Answer.DECLINED)
    assert state_of(proposal) == ProposalState.SHORT
    assert names_shown(proposal, four[0]) == before
    assert not Notice.objects.exists()


def test_an_account_that_is_deleted_leaves_a_place_to_fill(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    for member in four:
        say(proposal, member, True, decided_at)
    meets.book_court(proposal.meet.court, by=four[1], now=decided_at)
    sweep(now=decided_at)
    assert state_of(proposal) == ProposalState.CONFIRMED
    four[0].delete()
    sweep(now=decided_at + MINUTE)
    assert state_of(proposal) == ProposalState.SHORT
    assert (proposal.meet.state, proposal.meet.host) == (MeetState.OPEN, four[1])
    assert told("rounds/looking") == ids(*four[1:])


def test_a_session_moved_forward_takes_its_deadline_along(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    say(proposal, four[0], True, decided_at)
    sunday = dt.datetime(2026, 11, 28, 9, tzinfo=dt.UTC)
    meets.move(proposal.meet, by=four[0], now=decided_at, starts_at=sunday)
    sweep(now=decided_at + MINUTE)
    state_of(proposal)
    assert proposal.answers_until_at == sunday - 24 * HOUR
    assert set(Seat.objects.values_list("answer_by_at", flat=True)) == {sunday - 24 * HOUR}


def test_a_court_agreed_late_may_be_booked_until_two_hours_before(padel, decided_at):
    two = [make_player(padel) for _ in range(2)]
    proposal = make_proposal(two, sport=padel, now=decided_at, until=thursday(12) - 24 * HOUR)
    for member in two:
        say(proposal, member, True, thursday(12) - 25 * HOUR)
    assert Court.objects.get().book_by_at == thursday(12) - 2 * HOUR
    assert Notice.objects.get(kind="rounds/to_book").link == reverse("meet", args=[proposal.meet.pk]) + "#court"


@pytest.mark.parametrize("has_said_no", [True, False])
def test_a_block_reads_the_same_whether_the_other_said_no_or_nothing(four, padel, decided_at, has_said_no):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    say(proposal, four[0], True, decided_at)
    if has_said_no:
        say(proposal, four[2], False, decided_at)
    Block.objects.create(blocker=four[0], blocked=four[2])
    sweep(now=decided_at + MINUTE)
    assert state_of(proposal) == ProposalState.WITHDRAWN
    assert set(ids(four[0], four[1], four[3])) <= set(told("rounds/withdrawn"))


def test_a_block_with_somebody_offered_a_place_leaves_the_others_alone(four, padel, decided_at):
    spare = make_player(padel)
    proposal = make_proposal(four, sport=padel, now=decided_at, round=make_round([*four, spare]))
    say(proposal, four[0], False, decided_at)
    sweep(now=decided_at)
    Block.objects.create(blocker=four[1], blocked=spare)
    for minute in (1, 2):
        sweep(now=decided_at + minute * MINUTE)
    assert state_of(proposal) == ProposalState.SHORT
    there = Attendance.objects.exclude(presence=Presence.OUT).values_list("member", flat=True)
    assert sorted(there) == ids(*four)


def test_a_block_in_a_confirmed_run_lets_the_silent_one_go(running, decided_at):
    runners = [make_player(running) for _ in range(3)]
    proposal = make_proposal(runners, sport=running, now=decided_at, quorum=2)
    for member in runners[:2]:
        say(proposal, member, True, decided_at)
    Block.objects.create(blocker=runners[0], blocked=runners[2])
    sweep(now=decided_at + MINUTE)
    assert state_of(proposal) == ProposalState.CONFIRMED
    there = Attendance.objects.filter(meet=proposal.meet, presence=Presence.IN)
    assert sorted(there.values_list("member", flat=True)) == ids(*runners[:2])


def test_nobody_organises_two_sessions_at_once(running, now):
    host = make_player(running)
    organise(host, now=now, starts_at=thursday(12))
    with pytest.raises(Refused, match="same time"):
        organise(host, now=now, starts_at=thursday(12, 30))


def test_what_each_owed_is_forgotten(four, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at)
    for member in four:
        say(proposal, member, True, decided_at)
    meets.book_court(proposal.meet.court, by=four[0], reference="Court 2", cents_a_head=1200, now=decided_at)
    assert meets.forget_costs(now=thursday(12) + dt.timedelta(days=13)) == 0
    assert meets.forget_costs(now=thursday(12) + dt.timedelta(days=15)) == 1
    assert meets.forget_costs(now=thursday(12) + dt.timedelta(days=15)) == 0
    court = Court.objects.get()
    assert (court.reference, court.cents_a_head) == ("", None)


def test_an_opt_in_withdrawn_between_plan_and_writing_is_not_proposed(tennis, decided_at):
    make_venue(tennis)
    round = make_round([make_player(tennis) for _ in range(2)])
    OptIn.objects.filter(member=round.opt_ins.first().member).update(withdrawn_at=decided_at - HOUR)
    assert decide(round, now=decided_at) == 0
    assert not Proposal.objects.exists()
