import datetime as dt

import pytest

from sporezo.meets import domain
from sporezo.meets.enums import CourtState, MeetState, Presence
from sporezo.meets.models import Attendance
from sporezo.notices.models import Notice
from sporezo.safety.models import Acquaintance, Block, NotWith
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import make_player, make_venue, organise, propose

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def presence(meet, member):
    return Attendance.objects.get(meet=meet, member=member).presence


def told(name, meet):
    return set(
        Notice.objects.filter(kind=f"meets/{name}", dedupe_key__contains=f":{meet.pk}:").values_list(
            "member", flat=True
        )
    )


def test_a_proposed_session_has_nobody_in_and_a_court_to_book(four, now):
    meet = propose(four, now=now)
    assert meet.state == MeetState.PROPOSED
    assert [presence(meet, one) for one in four] == [Presence.PROPOSED] * 4
    assert meet.court.state == CourtState.TO_BOOK
    assert meet.court.book_by_at == meet.starts_at - DAY


def test_a_run_needs_no_court(four, running, now):
    assert propose(four, now=now, sport=running).court.state == CourtState.NOT_NEEDED


def test_joining_twice_changes_nothing(four, now):
    meet = propose(four, now=now)
    first = domain.join(meet, member=four[0], now=now)
    again = domain.join(meet, member=four[0], now=now + DAY / 24)
    assert (first.pk, first.since_at) == (again.pk, again.since_at)


def test_the_first_to_say_yes_organises(four, now):
    meet = propose(four, now=now)
    domain.join(meet, member=four[2], now=now)
    domain.join(meet, member=four[0], now=now)
    meet.refresh_from_db()
    assert meet.host == four[2]


def test_people_and_a_court_make_a_confirmed_session(four, now):
    meet = propose(four, now=now)
    for one in four:
        domain.join(meet, member=one, now=now)
    meet.refresh_from_db()
    assert meet.state == MeetState.PROPOSED
    domain.book_court(meet.court, by=four[0], reference="Court 3", cents_a_head=900, now=now)
    meet.refresh_from_db()
    assert (meet.state, meet.confirmed_at) == (MeetState.CONFIRMED, now)
    domain.tell_of_arrivals(now=now)
    assert told("confirmed", meet) == {one.pk for one in four}


def test_a_run_is_confirmed_as_soon_as_enough_said_yes(four, running, now):
    meet = propose(four, now=now, sport=running, places=10, quorum=2)
    domain.join(meet, member=four[0], now=now)
    domain.join(meet, member=four[1], now=now)
    meet.refresh_from_db()
    assert meet.state == MeetState.CONFIRMED
    domain.tell_of_arrivals(now=now)
    assert told("confirmed", meet) == {one.pk for one in four[:2]}


def test_a_stranger_does_not_join_a_proposed_session(four, now):
    with pytest.raises(Refused, match="invitation"):
        domain.join(propose(four, now=now), member=make_member(language="en"), now=now)


def test_a_full_session_takes_nobody_else(now, running):
    meet = organise(make_member(), now=now, places=2)
    domain.join(meet, member=make_member(), now=now)
    with pytest.raises(Refused, match="place"):
        domain.join(meet, member=make_member(), now=now)


def test_nobody_is_in_two_sessions_at_once_whatever_their_communities(now, running):
    one, other = organise(make_member(), now=now), organise(make_member(), now=now)
    member = make_member()
    domain.join(one, member=member, now=now)
    with pytest.raises(Refused, match="same time"):
        domain.join(other, member=member, now=now)
    later = organise(make_member(), now=now, starts_at=one.ends_at)
    domain.join(later, member=member, now=now)


def test_a_session_that_has_started_or_was_cancelled_takes_nobody(now, running):
    meet = organise(make_member(), now=now)
    with pytest.raises(Refused, match="started"):
        domain.join(meet, member=make_member(), now=meet.starts_at)
    domain.cancel(meet, now=now)
    with pytest.raises(Refused, match="cancelled"):
        domain.join(meet, member=make_member(), now=now)


@pytest.mark.parametrize("way", ["blocked", "blocks", "not with"])
def test_somebody_kept_apart_reads_what_a_latecomer_reads(now, running, way):
    host, member = make_member(), make_member()
    meet = organise(host, now=now, places=3)
    if way == "not with":
        NotWith.objects.create(member=host, other=member)
    else:
        Block.objects.create(blocker=host if way == "blocked" else member, blocked=member if way == "blocked" else host)
    with pytest.raises(Refused) as kept_apart:
        domain.join(meet, member=member, now=now)
    full = organise(make_member(), now=now, places=1)
    with pytest.raises(Refused) as late:
        domain.join(full, member=make_member(), now=now)
    assert kept_apart.value.reason == late.value.reason


def test_leaving_before_the_confirmation_is_silent_and_keeps_the_name(four, now):
    meet = propose(four, now=now)
    domain.join(meet, member=four[0], now=now)
    domain.leave(meet, member=four[0], now=now)
    assert presence(meet, four[0]) == Presence.PROPOSED
    assert not Notice.objects.exists()


def test_leaving_a_confirmed_session_reopens_it_and_hands_it_over(four, now):
    meet = propose(four, now=now)
    for one in four:
        domain.join(meet, member=one, now=now)
    domain.book_court(meet.court, by=four[0], now=now)
    meet.refresh_from_db()
    sequence = meet.sequence
    domain.leave(meet, member=four[0], now=now)
    meet.refresh_from_db()
    assert (meet.state, meet.host) == (MeetState.OPEN, four[1])
    assert meet.sequence == sequence + 1
    assert told("departure", meet) == {one.pk for one in four[1:]}


def test_one_leaves_only_what_one_is_in(four, now):
    with pytest.raises(Refused):
        domain.leave(propose(four, now=now), member=make_member(), now=now)


def test_only_those_who_play_book_and_a_second_booking_is_refused(four, now):
    meet = propose(four, now=now)
    with pytest.raises(Refused):
        domain.book_court(meet.court, by=four[0], now=now)
    domain.join(meet, member=four[0], now=now)
    domain.join(meet, member=four[1], now=now)
    domain.book_court(meet.court, by=four[0], now=now)
    with pytest.raises(Refused, match="booked"):
        domain.book_court(meet.court, by=four[1], now=now)
    domain.book_court(meet.court, by=four[0], reference=" Court 7 ", now=now)
    meet.court.refresh_from_db()
    assert meet.court.reference == "Court 7"


def test_no_court_puts_a_confirmed_session_in_the_balance_and_another_venue_saves_it(padel, now):
    four = [make_player(padel) for _ in range(4)]
    meet = propose(four, now=now)
    for one in four:
        domain.join(meet, member=one, now=now)
    domain.book_court(meet.court, by=four[0], now=now)
    domain.court_failed(meet.court, by=four[0], now=now)
    meet.refresh_from_db()
    assert (meet.state, meet.court.state) == (MeetState.OPEN, CourtState.FAILED)
    assert told("no_court", meet) == {one.pk for one in four[1:]}
    domain.court_failed(meet.court, by=four[0], now=now)
    elsewhere = make_venue(padel)
    domain.move(meet, by=four[0], venue=elsewhere, now=now)
    meet.refresh_from_db()
    meet.court.refresh_from_db()
    assert (meet.venue, meet.court.state) == (elsewhere, CourtState.TO_BOOK)
    domain.book_court(meet.court, by=four[0], now=now)
    meet.refresh_from_db()
    assert meet.state == MeetState.CONFIRMED


def test_a_session_does_not_move_onto_somebodys_other_session(now, running):
    host = make_member()
    meet = organise(host, now=now)
    other = organise(host, now=now, starts_at=now + 3 * DAY)
    with pytest.raises(Refused, match="already plays"):
        domain.move(meet, by=host, starts_at=other.starts_at, now=now)
    with pytest.raises(Refused, match="passed"):
        domain.move(meet, by=host, starts_at=now - DAY, now=now)


def test_only_the_organiser_moves_or_hands_over(four, now):
    meet = propose(four, now=now)
    for one in four[:3]:
        domain.join(meet, member=one, now=now)
    with pytest.raises(Refused):
        domain.hand_over(meet, by=four[1], to=four[2], now=now)
    with pytest.raises(Refused):
        domain.hand_over(meet, by=four[0], to=four[3], now=now)
    domain.hand_over(meet, by=four[0], to=four[2], now=now)
    domain.hand_over(meet, by=four[2], to=four[2], now=now)
    meet.refresh_from_db()
    assert meet.host == four[2]
    assert told("handover", meet) == {four[2].pk}


def test_cancelling_twice_tells_once(now, running):
    host, guest = make_member(), make_member()
    meet = organise(host, now=now)
    domain.join(meet, member=guest, now=now)
    assert domain.cancel(meet, because="Orage", now=now)
    assert not domain.cancel(meet, because="Orage", now=now)
    assert told("cancelled", meet) == {host.pk, guest.pk}


def test_holding_makes_acquaintances_of_those_who_came(now, running):
    members = [make_member() for _ in range(3)]
    meet = organise(members[0], now=now)
    for one in members[1:]:
        domain.join(meet, member=one, now=now)
    with pytest.raises(Refused, match="not started"):
        domain.hold(meet, came_ids=[], now=now)
    after = meet.ends_at + DAY / 24
    domain.hold(meet, came_ids=[members[0].pk, members[1].pk], now=after)
    domain.hold(meet, came_ids=[], now=after)
    assert [presence(meet, one) for one in members] == [Presence.CAME, Presence.CAME, Presence.ABSENT]
    pairs = set(Acquaintance.objects.values_list("low", "high"))
    assert pairs == {(members[0].pk, members[1].pk)}


def test_what_is_over_is_held_some_hours_later_unless_it_never_was_confirmed(now, running, padel):
    run = organise(make_member(), now=now)
    domain.join(run, member=make_member(), now=now)
    never = propose([make_member() for _ in range(4)], now=now)
    assert domain.hold_what_is_over(now=run.ends_at + dt.timedelta(hours=2)) == 0
    later = run.ends_at + dt.timedelta(hours=5)
    assert domain.hold_what_is_over(now=later) == 1
    assert domain.hold_what_is_over(now=later) == 0
    run.refresh_from_db()
    never.refresh_from_db()
    assert (run.state, run.held_at) == (MeetState.HELD, later)
    assert never.state == MeetState.CANCELLED
