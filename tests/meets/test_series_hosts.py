"""A session that comes back: its co-hosts, a date kept by a word or by silence, a host who goes."""

import datetime as dt

import pytest

from sporezo.meets import domain
from sporezo.meets.enums import MeetState
from sporezo.meets.models import KeepQuestion
from sporezo.notices.models import Notice
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import begin, make_regular
from tests.factories.series import dates, days, said

pytestmark = pytest.mark.django_db
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
WEEK = 7 * DAY


class TestCoHosts:
    def test_a_cohost_does_what_the_host_does(self, series, now):
        cohost = make_regular(series, now=now, cohost=True)
        assert said("cohost") == [cohost.pk]
        on = days(series)
        domain.change(series, from_on=on[3], by=cohost, at=dt.time(18), now=now)
        domain.skip(series, on=on[2], by=cohost, because="", now=now)
        domain.move(dates(series)[1], by=cohost, starts_at=dates(series)[1].starts_at + HOUR, now=now)
        domain.call_off(dates(series)[1], by=cohost, reason="weather", now=now)
        domain.name_cohost(series, member=cohost, by=cohost, is_one=False, now=now)
        with pytest.raises(Refused):
            domain.skip(series, on=on[4], by=cohost, because="", now=now)

    def test_only_regulars_are_cohosts_and_only_those_who_run_it_name_them(self, series, now):
        regular = make_regular(series, now=now)
        with pytest.raises(Refused, match="Only a regular"):
            domain.name_cohost(series, member=make_member(), by=series.host, is_one=True, now=now)
        with pytest.raises(Refused, match="organises"):
            domain.name_cohost(series, member=regular, by=regular, is_one=True, now=now)
        for _twice in range(2):
            domain.name_cohost(series, member=regular, by=series.host, is_one=True, now=now)
        assert said("cohost") == [regular.pk]

    def test_handed_over_the_dates_ahead_follow(self, series, now):
        former, regular = series.host, make_regular(series, now=now)
        with pytest.raises(Refused, match="Only a regular"):
            domain.hand_over_series(series, by=former, to=make_member(), now=now)
        domain.hand_over_series(series, by=former, to=regular, now=now)
        series.refresh_from_db()
        assert series.host == regular
        assert {meet.host for meet in dates(series)} == {regular}
        domain.hand_over_series(series, by=regular, to=regular, now=now)
        assert said("series_handed") == [regular.pk]
        domain.stop_being_regular(series, member=former, now=now)


class TestKeeping:
    def near(self, series, n=1):
        return dates(series)[n].starts_at - 5 * DAY

    def test_the_host_is_asked_five_days_ahead_once_and_by_day(self, series, now):
        assert domain.ask_hosts(now=now) == 0  # the first date was kept when the series began
        at = self.near(series)
        assert domain.ask_hosts(now=at.replace(hour=3)) == 0
        assert [domain.ask_hosts(now=at) for _twice in range(2)] == [1, 0]
        assert said("keep") == [series.host.pk]

    def test_one_tap_keeps_and_confirms_when_enough_are_in(self, series, now):
        regular = make_regular(series, now=now)
        domain.ask_hosts(now=self.near(series))
        second = dates(series)[1]
        assert second.state == MeetState.OPEN
        with pytest.raises(Refused, match="organiser alone"):
            domain.keep(second, by=regular, now=self.near(series))
        with pytest.raises(Refused, match="Nobody asked"):
            domain.keep(dates(series)[2], by=series.host, now=now)
        for _twice in range(2):
            domain.keep(second, by=series.host, now=self.near(series))
        second.refresh_from_db()
        assert second.state == MeetState.CONFIRMED
        domain.tell_of_arrivals(now=self.near(series))
        told = Notice.objects.filter(kind="meets/confirmed", link=f"/meets/{second.pk}")
        assert set(told.values_list("member", flat=True)) == {series.host.pk, regular.pk}
        assert not Notice.objects.filter(kind="meets/confirmed", link=f"/meets/{dates(series)[2].pk}").exists()

    def test_one_tap_skips(self, series, now):
        make_regular(series, now=now)
        at = self.near(series)
        domain.ask_hosts(now=at)
        second = dates(series)[1]
        domain.skip_asked(second, by=series.host, because="Salon", now=at)
        second.refresh_from_db()
        assert (second.state, second.cancelled_because) == (MeetState.CANCELLED, "Salon")
        assert KeepQuestion.objects.get(meet=second).answered_by == series.host

    def test_silence_keeps_two_days_ahead(self, series, now):
        make_regular(series, now=now)
        domain.ask_hosts(now=self.near(series))
        late = dates(series)[1].starts_at - 2 * DAY
        assert [domain.let_silence_keep(now=at) for at in (late - HOUR, late, late)] == [0, 1, 0]
        assert dates(series)[1].state == MeetState.CONFIRMED

    def test_silence_with_too_few_leaves_it_to_the_rule_of_every_session(self, series, now):
        domain.ask_hosts(now=self.near(series))
        second = dates(series)[1]
        domain.let_silence_keep(now=second.starts_at - 2 * DAY)
        assert dates(series)[1].state == MeetState.OPEN
        domain.settle_what_is_near(now=second.starts_at - 2 * HOUR)
        assert dates(series)[1].state == MeetState.CANCELLED

    def test_whoever_booked_the_court_has_answered(self, now, padel):
        series = begin(make_member(), now=now, sport=padel, places=4, quorum=2)
        make_regular(series, now=now)
        second = dates(series)[1]
        domain.book_court(second.court, by=series.host, now=now)
        assert dates(series)[1].state == MeetState.OPEN
        assert domain.ask_hosts(now=self.near(series)) == 0
        assert dates(series)[1].state == MeetState.CONFIRMED
        assert said("keep") == []

    def test_a_date_nobody_was_asked_about_in_time_is_kept_without_hurry(self, series, now):
        make_regular(series, now=now)
        late = dates(series)[1].starts_at - 24 * HOUR
        assert (domain.ask_hosts(now=late), domain.let_silence_keep(now=late)) == (0, 1)
        assert dates(series)[1].state == MeetState.CONFIRMED
        assert said("keep") == []


class TestHandover:
    def silent_weeks(self, series, now, n=3):
        for _week in range(n):
            now += WEEK
            domain.make_ahead(now=now)
            domain.ask_hosts(now=now)
            meet = series.meets.filter(keep_question__closed_at=None, keep_question__isnull=False).first()
            if meet:
                domain.let_silence_keep(now=meet.starts_at - 2 * DAY)
        series.refresh_from_db()
        return now

    def test_three_silences_of_an_absent_host_offer_the_series(self, series, now):
        cohost, regular = make_regular(series, now=now, cohost=True), make_regular(series, now=now)
        for meet in dates(series)[1:]:
            domain.leave(meet, member=series.host, now=now)
        after = self.silent_weeks(series, now)
        assert series.orphaned_at
        for _twice in range(2):
            domain.find_hosts(now=after)
        assert said("series_offered") == [cohost.pk]
        with pytest.raises(Refused, match="for those who play it"):
            domain.take_over(series, member=regular, now=after)
        domain.find_hosts(now=after + 4 * DAY)
        assert set(said("series_offered")) == {cohost.pk, regular.pk}
        for _twice in range(2):
            domain.take_over(series, member=regular, now=after + 4 * DAY)
        series.refresh_from_db()
        assert (series.host, series.orphaned_at) == (regular, None)
        with pytest.raises(Refused, match="already"):
            domain.take_over(series, member=cohost, now=after + 4 * DAY)
        assert set(said("series_host")) >= {cohost.pk}

    def test_a_silent_host_who_plays_is_left_in_peace(self, series, now):
        make_regular(series, now=now)
        self.silent_weeks(series, now, 4)
        assert series.orphaned_at is None

    def test_a_host_who_left_is_missed_at_once_and_nobody_taking_over_ends_it(self, series, now):
        regular = make_regular(series, now=now)
        series.host.is_active = False
        series.host.save()
        domain.find_hosts(now=now)
        assert said("series_offered") == [regular.pk]
        assert domain.find_hosts(now=now + 20 * DAY) == 0
        assert [domain.find_hosts(now=now + 21 * DAY) for _twice in range(2)] == [1, 0]
        assert days(series, starts_at__gt=now + 21 * DAY) == []

    def test_a_host_who_answers_is_back(self, series, now):
        for meet in dates(series)[1:]:
            domain.leave(meet, member=series.host, now=now)
        make_regular(series, now=now)
        after = self.silent_weeks(series, now)
        assert series.orphaned_at
        meet = series.meets.filter(starts_at__gt=after).earliest("starts_at")
        KeepQuestion.objects.filter(meet=meet).delete()
        KeepQuestion.objects.create(meet=meet, asked_at=after)
        domain.keep(meet, by=series.host, now=after)
        series.refresh_from_db()
        assert series.orphaned_at is None
