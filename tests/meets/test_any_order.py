"""Anybody does anything at any time to a series of three places: its list holds, whatever the order.

Each run plays the same few lives; `SPOREZO_EXAMPLES=200 .venv/bin/pytest tests/meets/test_any_order.py` plays new ones.
"""

import datetime as dt
import os
from contextlib import suppress
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from sporezo.formats.recurrence import Rule
from sporezo.meets import domain
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance, Offer
from sporezo.notices.models import Notice
from sporezo.notices.rules import is_night
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import begin, make_sport

EXAMPLES = int(os.environ.get("SPOREZO_EXAMPLES", "0"))
ZONE = ZoneInfo("Europe/Paris")
DAY = dt.timedelta(days=1)


class AnyOrder(RuleBasedStateMachine):
    """Six people, a host among them, and the two next dates of a weekly series."""

    def __init__(self):
        super().__init__()
        self.now = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
        self.people = [make_member() for _one in range(6)]
        self.series = begin(self.people[0], now=self.now, places=3, starts_at=self.now + 3 * DAY)
        self.meets = list(self.series.meets.order_by("starts_at")[:2])
        self.gone = set()  # offers that were let go: (session, member, since when they had waited)

    def _try(self, deed, *about, **told):
        with suppress(Refused):
            deed(*about, now=self.now, **told)

    who = st.integers(0, 5)
    which = st.integers(0, 1)
    guest = st.sampled_from(["", "", "Zoé"])

    @rule(who=who, which=which, guest=guest)
    def join(self, who, which, guest):
        self._try(domain.join, self.meets[which], member=self.people[who], guest=guest)

    @rule(who=who, which=which, guest=guest)
    def wait(self, who, which, guest):
        self._try(domain.wait, self.meets[which], member=self.people[who], guest=guest)

    @rule(who=who, which=which)
    def leave(self, who, which):
        self._try(domain.leave, self.meets[which], member=self.people[who])

    @rule(who=who, which=which)
    def decline(self, who, which):
        self._try(domain.decline, self.meets[which], member=self.people[who])

    @rule(minutes=st.sampled_from([5, 45, 150, 600]))
    @precondition(lambda self: self.now < self.meets[0].starts_at)
    def time_goes_by(self, minutes):
        self.now += dt.timedelta(minutes=minutes)
        domain.sweep_offers(now=self.now)
        domain.settle_what_is_near(now=self.now)
        domain.ask_hosts(now=self.now)
        domain.let_silence_keep(now=self.now)
        domain.make_ahead(now=self.now)

    @rule(who=who)
    def be_regular(self, who):
        self._try(domain.be_regular, self.series, member=self.people[who])

    @rule(who=who)
    def no_longer(self, who):
        self._try(domain.stop_being_regular, self.series, member=self.people[who])

    @rule(which=which, places=st.integers(1, 5))
    def more_or_fewer_places(self, which, places):
        self._try(domain.change_one, self.meets[which], by=self.people[0], places=places)

    @rule(which=which, places=st.integers(2, 5), hours=st.sampled_from([0, 0, 2]))
    def change_from(self, which, places, hours):
        self.series.refresh_from_db()
        on, at = self._on(which), (self.series.at.hour + hours) % 24
        if on:
            self._try(domain.change, self.series, from_on=on, by=self.people[0], places=places, at=dt.time(at))

    @rule(which=which, interval=st.integers(1, 2), shift=st.sampled_from([0, 0, 1]))
    def another_rhythm(self, which, interval, shift):
        on = self._on(which)
        if on:
            moved = on + shift * DAY
            self._try(
                domain.change, self.series, from_on=on, by=self.people[0], on=moved,
                rule=Rule("week", interval, moved.weekday()),
            )  # fmt: skip

    @rule(which=which)
    def skip(self, which):
        if on := self._on(which):
            self._try(domain.skip, self.series, on=on, by=self.people[0])

    @rule(which=which)
    def keep(self, which):
        self._try(domain.keep, self.meets[which], by=self.people[0])

    @rule(which=which)
    @precondition(lambda self: self.now > dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
    def call_off(self, which):
        self._try(domain.call_off, self.meets[which], by=self.people[0], reason="weather")

    def _on(self, which):
        self.meets[which].refresh_from_db()
        return self.meets[which].recurs_on

    @invariant()
    def never_more_than_places(self):
        for meet in self.series.meets.all():
            there = Attendance.objects.filter(meet=meet, presence=Presence.IN).count()
            held = Attendance.objects.filter(
                meet=meet, presence=Presence.OFFERED, offers__answered_at=None, offers__expires_at__gt=self.now
            ).count()
            assert there <= meet.places
            # a guest has no offer of their own: their place is held by that of whoever brings them
            assert there + held <= meet.places

    @invariant()
    def parties_stay_together(self):
        for guest in Attendance.objects.filter(meet__series=self.series, guest_of__isnull=False):
            host = Attendance.objects.get(meet=guest.meet_id, member=guest.guest_of)
            assert guest.presence == host.presence

    @invariant()
    def nobody_is_overtaken(self):
        """Whoever waits had no free place for them when somebody behind them was offered one."""
        for meet in self.meets:
            waiting = Attendance.objects.filter(meet=meet, presence=Presence.WAITING, member__isnull=False)
            first = waiting.order_by("since_at", "pk").first()
            if first is None:
                continue
            behind = Offer.objects.filter(
                attendance__meet=meet, attendance__since_at__gt=first.since_at, made_at__gte=first.since_at,
                attendance__presence=Presence.OFFERED, answered_at=None,
            )  # fmt: skip
            assert not behind.exists()

    @invariant()
    def nobody_is_offered_at_night(self):
        offers = Offer.objects.filter(attendance__meet__series=self.series)
        assert not any(is_night(offer.made_at, ZONE) for offer in offers)

    @invariant()
    def whoever_let_an_offer_go_is_not_offered_it_again(self):
        """A second offer to somebody comes only once they took a new turn in the list."""
        last = {}
        for offer in Offer.objects.filter(attendance__meet__series=self.series).order_by("pk"):
            since = offer.attendance.since_at
            before = last.get(offer.attendance_id)
            if before is not None:
                assert before.answered_at is not None
                assert offer.made_at >= since >= before.made_at
            last[offer.attendance_id] = offer

    @invariant()
    def each_offer_is_told_once(self):
        for meet in self.meets:
            told = Notice.objects.filter(dedupe_key__startswith=f"meets/offered:{meet.pk}:")
            assert told.count() == Offer.objects.filter(attendance__meet=meet).count()

    @invariant()
    def one_session_a_date_and_nobody_in_two(self):
        filled = self.series.meets.filter(recurs_on__isnull=False)
        days = list(filled.values_list("recurs_on", flat=True))
        assert len(days) == len(set(days))
        live = Attendance.objects.filter(meet__series=self.series, presence=Presence.IN, member__isnull=False).exclude(
            meet__state=MeetState.CANCELLED
        )
        taken = [(one.member_id, one.meet.starts_at) for one in live.select_related("meet")]
        assert len(taken) == len(set(taken))

    @invariant()
    def sequences_never_fall(self):
        for meet in self.series.meets.all():
            assert meet.sequence >= self.heights.get(meet.pk, 0)
            self.heights[meet.pk] = meet.sequence

    @property
    def heights(self):
        return self.__dict__.setdefault("_heights", {})


@pytest.mark.django_db
def test_the_line_holds_whatever_happens():
    make_sport("running")
    run_state_machine_as_test(
        AnyOrder,
        settings=hypothesis_settings(
            max_examples=EXAMPLES or 12,
            stateful_step_count=30 if EXAMPLES else 20,
            deadline=None,
            derandomize=not EXAMPLES,
            database=None,
        ),
    )


@pytest.mark.django_db
def test_one_life_in_which_a_place_is_offered():
    """The few lives of each run may offer none."""
    make_sport("running")
    life = AnyOrder()
    life.join(who=0, which=0, guest="")
    life.join(who=4, which=0, guest="Zoé")
    life.wait(who=3, which=0, guest="")
    life.change_from(which=0, places=4, hours=0)
    assert Offer.objects.count() == 1
    for holds in (
        life.each_offer_is_told_once, life.never_more_than_places, life.nobody_is_overtaken, life.parties_stay_together,
        life.nobody_is_offered_at_night, life.whoever_let_an_offer_go_is_not_offered_it_again,
    ):  # fmt: skip
        holds()
