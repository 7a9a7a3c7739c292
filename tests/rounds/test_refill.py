"""A round's session, once confirmed: a place that comes free goes to the list, then to those who fit, one at a time."""

import datetime as dt

import pytest
from django.urls import reverse

from sporezo.meets import domain as meets
from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Offer
from sporezo.notices.models import Notice
from sporezo.rounds.domain import answer, sweep, wait_for
from sporezo.rounds.enums import Answer, ProposalState, SeatKind
from sporezo.rounds.models import Seat
from sporezo.safety.models import Block, NotWith
from sporezo.ui.refused import Refused
from tests.factories.rounds import make_player, make_proposal, make_round, thursday

pytestmark = pytest.mark.django_db
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
STARTS = thursday(18)
AHEAD = STARTS - 2 * dt.timedelta(days=1)  # Tuesday evening, six o'clock
LATE = STARTS - 9 * HOUR  # nine in the morning of that day


@pytest.fixture
def spare(padel):
    return [make_player(padel, language="en") for _ in range(4)]


@pytest.fixture
def on(four, spare, padel, decided_at):
    """Four said yes and the court is booked; four others opted in for nothing."""
    proposal = make_proposal(four, sport=padel, now=decided_at, round=make_round([*four, *spare]), starts_at=STARTS)
    for member in four:
        say(proposal, member, True, decided_at)
    meets.book_court(proposal.meet.court, by=four[0], now=decided_at)
    sweep(now=decided_at + MINUTE)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.CONFIRMED
    return proposal


def say(proposal, member, accepted, now):
    return answer(Seat.objects.get(proposal=proposal, member=member), accepted=accepted, now=now)


def offers(proposal):
    return Offer.objects.filter(attendance__meet=proposal.meet, answered_at=None).order_by("pk")


def vacancies(proposal):
    return Seat.objects.filter(proposal=proposal, kind=SeatKind.VACANCY).order_by("pk")


def state(proposal):
    proposal.refresh_from_db()
    proposal.meet.refresh_from_db()
    return proposal.state


def presence(proposal, member):
    return Attendance.objects.filter(meet=proposal.meet, member=member).values_list("presence", flat=True).first()


def late_seat(proposal, member, now):
    """Somebody who was asked, and whose place went to somebody quicker."""
    Attendance.objects.create(meet=proposal.meet, member=member, presence=Presence.OUT, since_at=now, changed_at=now)
    return Seat.objects.create(
        proposal=proposal, member=member, kind=SeatKind.VACANCY, asked_at=now, answer_by_at=now, replaced_at=now
    )


def test_after_the_confirmation_one_is_asked_at_a_time_for_as_long_as_the_list_would(on, four):
    meets.leave(on.meet, member=four[3], now=AHEAD)
    sweep(now=AHEAD)
    sweep(now=AHEAD + MINUTE)  # asked again, the minute asks nobody else
    first = offers(on).get()
    assert first.expires_at == AHEAD + 2 * HOUR
    assert vacancies(on).get().answer_by_at == first.expires_at
    assert Notice.objects.filter(kind="meets/offered").count() == 1
    assert not Notice.objects.filter(kind="rounds/vacancy").exists()
    assert Notice.objects.filter(kind="rounds/looking").count() == 3


@pytest.mark.parametrize("ahead", [9 * HOUR, 4 * HOUR])
def test_on_the_day_itself_a_place_is_held_half_an_hour(on, four, ahead):
    now = STARTS - ahead
    meets.leave(on.meet, member=four[3], now=now)
    sweep(now=now)
    assert offers(on).get().expires_at == now + HOUR / 2
    assert state(on) == ProposalState.SHORT  # no last call yet: it is being filled


def test_the_place_is_taken_on_either_page_and_the_session_is_on_again(on, four):
    meets.leave(on.meet, member=four[3], now=LATE)
    sweep(now=LATE)
    seat = vacancies(on).get()
    answer(seat, accepted=True, now=LATE + MINUTE)
    assert state(on) == ProposalState.CONFIRMED
    assert not offers(on).exists()
    meets.leave(on.meet, member=seat.member, now=LATE + 2 * MINUTE)
    sweep(now=LATE + 2 * MINUTE)
    other = vacancies(on).exclude(pk=seat.pk).get()
    meets.join(on.meet, member=other.member, now=LATE + 3 * MINUTE)
    sweep(now=LATE + 4 * MINUTE)
    assert state(on) == ProposalState.CONFIRMED
    assert {one.answer for one in vacancies(on)} == {Answer.ACCEPTED, Answer.DECLINED}


def test_a_no_passes_it_on_from_either_page_and_nobody_is_asked_twice(on, four, spare):
    meets.leave(on.meet, member=four[3], now=LATE)
    for minute in range(4):
        sweep(now=LATE + minute * MINUTE)
        seat = vacancies(on).last()
        if minute % 2:
            meets.decline(on.meet, member=seat.member, now=LATE + minute * MINUTE)
        else:
            answer(seat, accepted=False, now=LATE + minute * MINUTE)
    sweep(now=LATE + 5 * MINUTE)
    assert {one.member for one in vacancies(on)} == set(spare)
    assert {one.answer for one in vacancies(on)} == {Answer.DECLINED}
    assert not offers(on).exists()


def test_an_offer_not_taken_goes_to_the_next(on, four):
    meets.leave(on.meet, member=four[3], now=LATE)
    sweep(now=LATE)
    later = LATE + HOUR / 2
    meets.sweep_offers(now=later)
    sweep(now=later)
    first, second = vacancies(on)
    assert (first.answer, bool(first.replaced_at)) == ("", True)
    assert not Notice.objects.filter(kind="meets/passed").exists()  # nobody had asked them: silence is an answer
    assert offers(on).get().attendance.member == second.member


def test_the_waiting_list_comes_first(on, four, padel):
    waiting = make_player(padel, community=on.round.community)
    wait_for(late_seat(on, waiting, AHEAD), now=AHEAD)
    wait_for(Seat.objects.get(proposal=on, member=waiting), now=AHEAD)  # twice changes nothing
    assert presence(on, waiting) == Presence.WAITING
    meets.leave(on.meet, member=four[3], now=LATE)
    sweep(now=LATE)
    assert [one.attendance.member for one in offers(on)] == [waiting]
    meets.decline(on.meet, member=waiting, now=LATE + MINUTE)
    sweep(now=LATE + MINUTE)
    assert offers(on).count() == 1
    assert presence(on, waiting) == Presence.OUT


def test_whoever_is_kept_apart_and_waits_holds_up_nobody(on, four, padel):
    waiting = make_player(padel, community=on.round.community)
    NotWith.objects.create(member=four[0], other=waiting)
    wait_for(late_seat(on, waiting, AHEAD), now=AHEAD)
    meets.leave(on.meet, member=four[3], now=LATE)
    sweep(now=LATE)
    assert presence(on, waiting) == Presence.WAITING
    assert offers(on).count() == 1


def test_nobody_is_asked_at_night_nor_whom_the_session_keeps_apart(on, four, spare):
    for one in spare[:2]:
        NotWith.objects.create(member=one, other=four[0])
    Block.objects.create(blocker=four[1], blocked=spare[2])
    night = STARTS - 16 * HOUR  # two in the morning
    meets.leave(on.meet, member=four[3], now=night)
    sweep(now=night)
    assert not offers(on).exists()
    sweep(now=LATE)
    assert [one.attendance.member for one in offers(on)] == [spare[3]]


def test_what_is_still_short_three_hours_before_is_played_otherwise(on, four):
    meets.leave(on.meet, member=four[3], now=LATE)
    sweep(now=STARTS - 3 * HOUR - MINUTE)
    assert state(on) == ProposalState.SHORT
    sweep(now=STARTS - 3 * HOUR)
    assert state(on) == ProposalState.CONFIRMED
    assert on.meet.places == 3  # an americano
    assert not Attendance.objects.filter(meet=on.meet, presence=Presence.OFFERED).exists()


@pytest.mark.parametrize(("ahead", "minutes"), [(9 * HOUR, 30), (HOUR / 2, 10)])
def test_a_run_that_goes_on_fills_the_place_given_back_late_and_no_other(running, decided_at, ahead, minutes):
    people = [make_player(running) for _ in range(6)]
    proposal = make_proposal(
        people[:3], sport=running, now=decided_at, round=make_round(people), starts_at=STARTS, places=8, quorum=2
    )
    for member in people[:3]:
        say(proposal, member, True, decided_at)
    sweep(now=AHEAD)
    assert not offers(proposal).exists()  # enough play: nobody is missed
    now = STARTS - ahead
    meets.leave(proposal.meet, member=people[2], now=now)
    sweep(now=now)
    sweep(now=now + MINUTE)
    assert offers(proposal).get().expires_at == now + minutes * MINUTE
    meets.join(proposal.meet, member=offers(proposal).get().attendance.member, now=now + MINUTE)
    sweep(now=now + 2 * MINUTE)
    assert not offers(proposal).exists()


def test_before_the_confirmation_three_are_asked_at_once(four, spare, padel, decided_at):
    proposal = make_proposal(four, sport=padel, now=decided_at, round=make_round([*four, *spare]), starts_at=STARTS)
    say(proposal, four[3], False, decided_at)
    sweep(now=decided_at)
    assert vacancies(proposal).count() == 3
    assert not offers(proposal).exists()


def test_one_waits_for_what_is_confirmed_and_of_ones_community(on, four, spare, padel, decided_at):
    stranger = make_player(padel)
    with pytest.raises(Refused, match="members of its community"):
        wait_for(late_seat(on, stranger, AHEAD), now=AHEAD)
    with pytest.raises(Refused, match="already"):
        wait_for(Seat.objects.get(proposal=on, member=four[0]), now=AHEAD)
    seat = late_seat(on, spare[0], AHEAD)
    with pytest.raises(Refused, match="started"):
        wait_for(seat, now=STARTS)
    type(on).objects.update(confirmed_at=None)
    seat.proposal.refresh_from_db()
    with pytest.raises(Refused, match="Nobody waits"):
        wait_for(seat, now=AHEAD)


def test_whoever_comes_too_late_reads_so_and_may_wait(client, on, four, spare, stand):
    stand(AHEAD)
    seat = late_seat(on, spare[0], AHEAD)
    client.force_login(spare[0])
    page, turn = reverse("proposal", args=[seat.pk]), reverse("turn", args=[seat.pk])
    said = client.get(page).content.decode()
    assert "somebody quicker" in said
    assert four[0].first_name not in said
    assert client.post(reverse("answer", args=[seat.pk])).status_code == 303
    assert client.post(turn).status_code == 303
    assert "on the list" in client.get(page).content.decode()
    assert client.post(turn, {"no": "1"}).status_code == 303
    assert presence(on, spare[0]) == Presence.OUT
    client.force_login(spare[1])
    assert client.get(page).status_code == client.post(turn).status_code == 404


def test_the_page_of_whoever_is_offered_says_until_when(client, on, four, stand):
    meets.leave(on.meet, member=four[3], now=LATE)
    sweep(now=LATE)
    stand(LATE + MINUTE)
    seat = vacancies(on).get()
    client.force_login(seat.member)
    said = client.get(reverse("proposal", args=[seat.pk])).content.decode()
    assert "kept for you" in said
