"""Rounds lived at random: two communities with members in common, answers, silences, blocks, courts, changing clocks.

Few, deep lives in `make test`; more with `pytest --hypothesis-profile=deep tests/rounds/test_machine.py`.
"""

import datetime as dt
from contextlib import contextmanager, suppress
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sporezo.communities import domain as communities
from sporezo.communities.models import Membership
from sporezo.communities.rules import is_in
from sporezo.diary.models import WeekGrid, pack_slots
from sporezo.meets import domain as meets
from sporezo.meets.enums import CourtState, MeetState, Presence
from sporezo.meets.models import Attendance, Court, Meet, Offer
from sporezo.meets.queries import LIVE, visible_to
from sporezo.members.models import Member
from sporezo.notices.models import Delivery, Notice
from sporezo.notices.rules import is_night
from sporezo.places.models import Venue
from sporezo.rounds import domain
from sporezo.rounds.enums import Answer, ProposalState, SeatKind
from sporezo.rounds.models import PEACE, LeftOut, OptIn, Proposal, Round, Seat
from sporezo.rounds.queries import card_of, due_to_decide, due_to_look_again
from sporezo.rounds.rules import DECIDED_AFTER, SECOND_LOOK_WITHIN
from sporezo.safety.models import Block
from sporezo.ui.refused import Refused
from tests.factories.communities import make_community, make_member
from tests.factories.meets import make_haunt, make_practice, make_sport, make_venue

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
SATURDAYS = (
    dt.date(2026, 10, 24),
    dt.date(2026, 3, 28),
    dt.date(2026, 11, 28),
)  # the first two hold a change of clocks
ENDS = ("rounds/lapsed", "rounds/withdrawn", "meets/cancelled")
OVER = (ProposalState.LAPSED, ProposalState.WITHDRAWN)
any_number = st.integers(min_value=0, max_value=10_000)


@pytest.fixture
def town(db):
    """Two communities of nine with four members in common; three sports; hours that meet, and some that do not."""
    sports = [make_sport(slug) for slug in ("padel", "running", "tennis")]
    for _ in range(2):
        make_venue(*sports)
    people = []
    for number in range(14):
        member = make_member()
        evenings = [day * 16 + hour for day in range(7) for hour in (10, 11, 12, 13)]
        noon = [day * 16 + hour for day in range(3, 6) for hour in (5, 6)]
        grid = evenings if number % 4 else noon + evenings[8:16]
        WeekGrid.objects.create(member=member, hours=pack_slots(sorted(set(grid))), most_sessions=1 + number % 2)
        make_haunt(member)
        for sport in (sports[0], sports[1 + number % 2]):
            make_practice(member, sport, level=4.5 + number % 3 / 2)
        people.append(member)
    return [make_community(people[:9]), make_community(people[5:])]


@contextmanager
def another_world():
    """What happens in here never happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Week(RuleBasedStateMachine):
    """One week of rounds, from the Monday they open to the Friday their sessions end."""

    @initialize(first_day=st.sampled_from(SATURDAYS), silent=st.sets(any_number, max_size=3))
    def monday(self, first_day, silent):
        self.world = another_world()
        self.world.__enter__()
        self.communities = list(self.town)
        self.people = list(Member.objects.order_by("pk"))
        self.now = dt.datetime.combine(first_day - dt.timedelta(days=5), dt.time(8), tzinfo=PARIS).astimezone(dt.UTC)
        self.last = dt.datetime.combine(first_day + dt.timedelta(days=8), dt.time(), tzinfo=PARIS)
        self.ended: dict[int, str] = {}
        domain.open_rounds(now=self.now)
        self.rounds = list(Round.objects.select_related("community").order_by("pk"))
        assert len(self.rounds) == 2
        quiet = {number % len(self.people) for number in silent}
        for round in self.rounds:
            for number, member in enumerate(self.people):
                if number not in quiet and is_in(round.community, member):
                    domain.opt_in(round, member=member, now=self.now)

    def teardown(self):
        if hasattr(self, "world"):
            self.world.__exit__(None, None, None)

    # What people do.

    @rule(who=any_number, which=any_number, most=st.integers(1, 3))
    def opt_in(self, who, which, most):
        self.attempt(domain.opt_in, self.one(self.rounds, which), member=self.one(self.people, who), most_sessions=most)

    @rule(who=any_number, which=any_number)
    def sit_out(self, who, which):
        self.attempt(domain.withdraw, self.one(self.rounds, which), member=self.one(self.people, who))

    @rule(which=any_number)
    def say_yes(self, which):
        if seat := self.one(self.asked(), which):
            self.attempt(domain.answer, seat, accepted=True)

    @rule(which=any_number, most=st.integers(2, 4))
    def several_say_yes(self, which, most):
        if proposal := self.one(self.live(), which):
            for seat in self.asked().filter(proposal=proposal)[:most]:
                self.attempt(domain.answer, seat, accepted=True)

    @rule(which=any_number)
    def say_no(self, which):
        """In one world they say no, in the other nothing: nobody else can tell which they live in."""
        seat = self.one(self.asked().filter(answer=""), which)
        if seat is None or self.now >= seat.answer_by_at:
            return
        if seat.kind == SeatKind.PROPOSED and seat.proposal.meet.state == MeetState.PROPOSED:
            with another_world():
                silent = self.what_others_read(seat)
            with another_world():
                domain.answer(seat, accepted=False, now=self.now)
                refused = self.what_others_read(seat)
            assert refused == silent
            event("a refusal beside a silence")
        self.attempt(domain.answer, seat, accepted=False)

    @rule(which=any_number)
    def take_it_back(self, which):
        if seat := self.one(self.seats().filter(answer=Answer.ACCEPTED), which):
            self.attempt(domain.answer, seat, accepted=False)

    @rule(which=any_number)
    def leave_on_its_page(self, which):
        there = Attendance.objects.filter(presence=Presence.IN, meet__state__in=LIVE).select_related("meet", "member")
        if one := self.one(there.order_by("pk"), which):
            self.attempt(meets.leave, one.meet, member=one.member)

    @rule(which=any_number)
    def wait_for_a_place(self, which):
        late = self.asked().filter(replaced_at__isnull=False, proposal__confirmed_at__isnull=False)
        if seat := self.one(late, which):
            self.attempt(domain.wait_for, seat)

    @rule(which=any_number)
    def no_to_a_place_held(self, which):
        held = Offer.objects.filter(answered_at=None).select_related("attendance__meet", "attendance__member")
        if offer := self.one(held.order_by("pk"), which):
            self.attempt(meets.decline, offer.attendance.meet, member=offer.attendance.member)

    @rule(a=any_number, b=any_number)
    def block(self, a, b):
        one, other = self.one(self.people, a), self.one(self.people, b)
        if one != other and Block.objects.count() < 2:
            Block.objects.get_or_create(blocker=one, blocked=other)

    @rule(who=any_number, which=any_number)
    def leave_the_community(self, who, which):
        if Membership.objects.filter(left_at__isnull=False).count() < 2:
            self.attempt(communities.leave, self.one(self.communities, which), member=self.one(self.people, who))

    @rule(which=any_number, who=any_number)
    def book(self, which, who):
        courts = Court.objects.filter(state__in=(CourtState.TO_BOOK, CourtState.FAILED), meet__state__in=LIVE)
        court = self.one(courts.select_related("meet").order_by("pk"), which)
        if court and (player := self.one(self.players(court.meet), who)):
            self.attempt(meets.book_court, court, by=player, cents_a_head=900)

    @rule(which=any_number, hours=st.integers(-30, 30), other_venue=st.booleans())
    def no_court(self, which, hours, other_venue):
        courts = Court.objects.filter(meet__state__in=LIVE, meet__host__isnull=False).exclude(
            state=CourtState.NOT_NEEDED
        )
        if court := self.one(courts.select_related("meet__host").order_by("pk"), which):
            self.attempt(meets.court_failed, court, by=court.meet.host)
            venue = Venue.objects.exclude(pk=court.meet.venue_id).first() if other_venue else None
            starts_at = court.meet.starts_at + hours * HOUR
            self.attempt(meets.move, court.meet, by=court.meet.host, venue=venue, starts_at=starts_at)

    # What time does.

    @rule(minutes=st.sampled_from((1, 30, 4 * 60, 9 * 60, 24 * 60)))
    def time_passes(self, minutes):
        self.until(self.now + minutes * MINUTE)

    @rule(which=any_number)
    def until_something_is_due(self, which):
        due = [round.closes_at + DECIDED_AFTER for round in self.rounds]
        for proposal in self.live():
            starts_at = proposal.meet.starts_at
            due += [proposal.answers_until_at, starts_at - PEACE, starts_at - 2 * HOUR, starts_at + 5 * HOUR]
        if moment := self.one(sorted({one for one in due if one > self.now}), which % 3):
            self.until(moment)

    @rule()
    def until_the_round_is_decided(self):
        self.until(max(self.now, *(round.closes_at + DECIDED_AFTER for round in self.rounds)))

    @rule()
    def midnight(self):
        local = self.now.astimezone(PARIS)
        self.until(dt.datetime.combine(local.date() + dt.timedelta(days=1), dt.time(0, 1), tzinfo=PARIS))

    def until(self, moment):
        """The workers may have slept meanwhile: they look once they wake, and looking again changes nothing."""
        self.now = min(moment, self.last).astimezone(dt.UTC)
        self.minute()
        before = self.rows()
        self.minute()
        assert self.rows() == before

    def minute(self):
        domain.open_rounds(now=self.now)
        meets.sweep_offers(now=self.now)
        for round in due_to_decide(self.now, DECIDED_AFTER):
            domain.decide(round, now=self.now)
        domain.sweep(now=self.now)
        for round in due_to_look_again(self.now, SECOND_LOOK_WITHIN):
            if domain.look_again(round, now=self.now):
                event("looked again")
        meets.hold_what_is_over(now=self.now)
        domain.sweep(now=self.now)

    # What must hold.

    @invariant()
    def nobody_is_in_two_places(self):
        there = Attendance.objects.filter(presence=Presence.IN, meet__state__in=LIVE).select_related("meet")
        for a, b in combinations(there.order_by("member_id"), 2):
            if a.member_id == b.member_id:
                assert a.meet.ends_at <= b.meet.starts_at or b.meet.ends_at <= a.meet.starts_at

    @invariant()
    def nowhere_are_more_than_there_are_places(self):
        for meet in Meet.objects.filter(state__in=LIVE):
            assert self.players(meet).count() <= meet.places

    @invariant()
    def nobody_is_asked_at_night(self):
        questions = Delivery.objects.filter(notice__kind__in=("rounds/proposed", "rounds/vacancy"))
        offers = Seat.objects.filter(kind=SeatKind.VACANCY)
        moments = {*questions.values_list("due_at", flat=True), *offers.values_list("asked_at", flat=True)}
        moments |= {*Offer.objects.values_list("made_at", flat=True)}
        assert not [one for one in moments if is_night(one, PARIS)]
        assert all(self.offered(proposal) <= 3 for proposal in self.live())

    @invariant()
    def a_place_of_a_confirmed_session_is_held_for_one(self):
        for proposal in self.live():
            held = Offer.objects.filter(attendance__meet=proposal.meet, answered_at=None, expires_at__gt=self.now)
            held = held.filter(attendance__presence=Presence.OFFERED).count()
            assert held <= proposal.meet.places - self.players(proposal.meet).count()
            if held:
                event("a place held")
                assert proposal.confirmed_at

    @invariant()
    def every_end_is_told_once_and_stays_one(self):
        proposals = Proposal.objects.select_related("meet")
        for pk, state in self.ended.items():
            assert proposals.get(pk=pk).state == state
        for proposal in proposals:
            notices = Notice.objects.filter(kind__in=ENDS, context__starts_at__isnull=False)
            told = [one.member_id for one in notices if self.is_about(one, proposal)]
            assert len(told) == len(set(told))
            if proposal.state in OVER:
                self.ended[proposal.pk] = proposal.state
                event(f"{proposal.state}")
                ready = Seat.objects.filter(proposal=proposal, answer=Answer.ACCEPTED)
                assert {*ready.values_list("member", flat=True)} <= {*told}
                refused = Seat.objects.filter(proposal=proposal, answer=Answer.DECLINED)
                assert not {*refused.values_list("member", flat=True)} & {*told}
            else:
                assert told == []

    @invariant()
    def whoever_opted_in_has_a_seat_or_a_reason(self):
        for round in Round.objects.filter(decided_at__isnull=False).select_related("community"):
            playing = {
                one.member_id
                for one in OptIn.objects.filter(round=round, withdrawn_at__isnull=True).select_related("member")
                if is_in(round.community, one.member)
            }
            seats = Seat.objects.filter(proposal__round=round).exclude(kind=SeatKind.RESERVE)
            reasons = LeftOut.objects.filter(round=round)
            assert playing <= {*seats.values_list("member", flat=True), *reasons.values_list("member", flat=True)}

    @invariant()
    def confirmed_means_people_and_court(self):
        for meet in Meet.objects.filter(state=MeetState.CONFIRMED).select_related("court"):
            assert meet.court.state in (CourtState.NOT_NEEDED, CourtState.BOOKED)
            assert self.players(meet).count() >= meet.quorum

    # How to look at it.

    def what_others_read(self, seat):
        """What the others asked read of this session, now and at each hour that matters, if nobody does anything."""
        proposal = Proposal.objects.select_related("meet").get(pk=seat.proposal_id)
        others = list(
            Seat.objects.filter(proposal=proposal, kind=SeatKind.PROPOSED)
            .exclude(pk=seat.pk)
            .values_list("pk", flat=True)
        )
        until, starts_at = proposal.answers_until_at, proposal.meet.starts_at
        moments = {self.now, self.now + 5 * HOUR, until - MINUTE, until + MINUTE, starts_at - PEACE + MINUTE}
        read = []
        for moment in sorted(one for one in moments if one >= self.now):
            domain.sweep(now=moment)
            read.append([self.read_by(pk, proposal, moment) for pk in others])
        return read

    def read_by(self, pk, proposal, moment):
        seat = Seat.objects.select_related("member", "proposal__meet__sport", "proposal__meet__venue").get(pk=pk)
        told = [
            (one.kind, one.context, one.created_at)
            for one in Notice.objects.filter(member=seat.member).order_by("dedupe_key")
            if self.is_about(one, proposal)
        ]
        if not visible_to(seat.member).filter(pk=proposal.meet_id).exists():
            return told
        card = card_of(seat, seat.member, moment)
        return told, card.state, card.is_waiting, card.reasons, card.yes_of, card.detail.people, card.detail.place

    def is_about(self, notice, proposal):
        key = notice.dedupe_key.split(":")
        return key[1] == str(proposal.meet_id if key[0].startswith("meets/") else proposal.pk)

    def rows(self):
        for state, kind in Seat.objects.values_list("proposal__state", "kind").distinct():
            event(f"a {kind} seat of one {state}")
        return (
            Notice.objects.count(),
            list(Seat.objects.order_by("pk").values_list("pk", "kind", "answer", "asked_at", "replaced_at")),
            list(Proposal.objects.order_by("pk").values_list("pk", "state", "answers_until_at", "ended_at")),
            list(Meet.objects.order_by("pk").values_list("pk", "state", "sequence", "host", "places")),
            list(Attendance.objects.order_by("pk").values_list("pk", "presence")),
            LeftOut.objects.count(),
        )

    def seats(self):
        return (
            Seat.objects.filter(proposal__ended_at__isnull=True)
            .exclude(kind=SeatKind.RESERVE)
            .select_related("member", "proposal__meet", "proposal__round__community")
            .order_by("proposal", "pk")
        )

    def asked(self):
        return self.seats().exclude(answer=Answer.ACCEPTED)

    def live(self):
        return Proposal.objects.filter(ended_at__isnull=True).select_related("meet").order_by("pk")

    def players(self, meet):
        return Member.objects.filter(attendances__meet=meet, attendances__presence=Presence.IN).order_by("pk")

    def offered(self, proposal):
        return Seat.objects.filter(
            proposal=proposal, kind=SeatKind.VACANCY, answer="", replaced_at=None, answer_by_at__gt=self.now
        ).count()

    def one(self, of, number):
        found = list(of)
        return found[number % len(found)] if found else None

    def attempt(self, deed, *subject, **more):
        """Do it, or be told why not: nothing else may happen."""
        with suppress(Refused):
            deed(*subject, **more, now=self.now)
            event(f"{deed.__name__} done")


def test_a_week_of_rounds_lived_at_random(town):
    is_deep = settings.get_current_profile_name() == "deep"
    Week.town = town
    lived = settings(
        max_examples=settings.default.max_examples if is_deep else 4,
        stateful_step_count=60 if is_deep else 30,
        derandomize=not is_deep,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Week, settings=lived)
