"""A session that comes back: its dates made ahead, changed, skipped, kept by a word or by silence, handed on."""

import datetime as dt

import pytest

from sporezo.formats.recurrence import Rule
from sporezo.meets import domain
from sporezo.meets.domain.dates import AHEAD
from sporezo.meets.enums import JoinMode, MeetState, Presence, Visibility
from sporezo.meets.models import Attendance, Meet, Regular
from sporezo.meets.queries import visible_to
from sporezo.notices.models import Notice
from sporezo.safety.models import Block
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import begin, make_player, make_regular, make_sport, make_venue, organise
from tests.factories.series import dates, days, presence, said

pytestmark = pytest.mark.django_db
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
WEEK = 7 * DAY


class TestMaking:
    def test_dates_are_made_five_weeks_ahead_with_the_host_in_them(self, series, now):
        made = dates(series)
        assert [meet.starts_at - made[0].starts_at for meet in made] == [n * WEEK for n in range(5)]
        assert {presence(meet, series.host) for meet in made} == {Presence.IN}
        assert {(meet.host_id, meet.places, meet.venue_id) for meet in made} == {(series.host_id, 4, series.venue_id)}
        assert not Notice.objects.exists()

    def test_made_again_nothing_is_made_twice_and_time_brings_more(self, series, now):
        assert domain.make_ahead(now=now) == 0
        assert domain.make_ahead(now=now + WEEK) == 1
        assert domain.make_ahead(now=now + WEEK) == 0
        assert len(days(series)) == len(set(days(series))) == 6

    def test_a_rare_rhythm_has_its_next_date(self, now, db):
        rule = Rule("month", 3, 2, -1)
        series = begin(make_member(), now=now, rule=rule, starts_at=now + 2 * DAY)
        later = dates(series)[0].starts_at + HOUR
        domain.make_ahead(now=later)
        assert days(series) == [dt.date(2026, 11, 25), dt.date(2027, 2, 24)]
        assert later + AHEAD < dates(series)[1].starts_at

    def test_an_end_is_an_end(self, now, db):
        host = make_member()
        three = begin(host, now=now, rule=Rule("week", 1, 2, count=3))
        until = begin(host, now=now, rule=Rule("week", 1, 3, until_on=dt.date(2026, 12, 3)), starts_at=now + 3 * DAY)
        domain.make_ahead(now=now + 20 * WEEK)
        assert (len(days(three)), len(days(until))) == (3, 2)

    def test_the_wall_clock_stays_when_the_clocks_change(self, now, db):
        series = begin(make_member(), now=now, starts_at=now + 2 * DAY)
        domain.make_ahead(now=dt.datetime(2027, 3, 15, tzinfo=dt.UTC))
        around = series.meets.filter(recurs_on__in=[dt.date(2027, 3, 24), dt.date(2027, 3, 31)]).order_by("starts_at")
        assert [meet.starts_at.hour for meet in around] == [8, 7]
        assert {meet.local_start.hour for meet in around} == {9}

    def test_a_first_day_off_the_rhythm_makes_no_sense(self, now, db):
        with pytest.raises(ValueError):
            begin(make_member(), now=now, rule=Rule("week", 1, 0))

    def test_series_are_not_begun_by_the_dozen_nor_on_top_of_another_session(self, now, db):
        host = make_member()
        organise(host, now=now)
        with pytest.raises(Refused, match="same time"):
            begin(host, now=now)
        for n in range(5):
            begin(host, now=now, starts_at=now + (3 + n) * DAY)
        with pytest.raises(Refused, match="already keep 5"):
            begin(host, now=now, starts_at=now + 2 * DAY + 5 * HOUR)
        organise(host, now=now, starts_at=now + 2 * DAY + 5 * HOUR)  # the dates of a series are not counted as sessions

    def test_regulars_are_put_in_where_they_are_free_and_nobody_is_kept_apart(self, series, now):
        one, other, busy = (make_regular(series, now=now) for _ in range(3))
        Block.objects.create(blocker=one, blocked=other, created_at=now)
        next_made = dates(series)[-1].starts_at + WEEK
        organise(busy, now=now, starts_at=next_made)
        domain.make_ahead(now=now + WEEK)
        newest = dates(series)[-1]
        assert newest.starts_at == next_made
        assert [presence(newest, who) for who in (series.host, one, other, busy)] == ["in", "in", None, None]


class TestRepeating:
    def test_a_session_becomes_the_first_date_and_lends_its_uid(self, now, running):
        host, player = make_member(), make_member()
        meet = organise(host, now=now)
        domain.join(meet, member=player, now=now)
        series = domain.repeat(meet, by=host, rule=Rule("week", 2, 2), now=now)
        meet.refresh_from_db()
        assert (series.uid, meet.series, meet.recurs_at) == (meet.uid, series, meet.starts_at)
        assert [on - days(series)[0] for on in days(series)] == [0 * DAY, 14 * DAY, 28 * DAY]
        assert meet.state == MeetState.CONFIRMED
        assert presence(dates(series)[1], player) is None

    def test_only_once_by_its_organiser_and_while_it_is_ahead(self, now, running):
        host, player = make_member(), make_member()
        meet = organise(host, now=now)
        rule = Rule("week", 1, 2)
        domain.join(meet, member=player, now=now)
        with pytest.raises(Refused, match="organiser alone"):
            domain.repeat(meet, by=player, rule=rule, now=now)
        with pytest.raises(Refused, match="already started"):
            domain.repeat(meet, by=host, rule=rule, now=meet.starts_at)
        domain.repeat(meet, by=host, rule=rule, now=now)
        with pytest.raises(Refused, match="part of a series"):
            domain.repeat(meet, by=host, rule=rule, now=now)


class TestChanging:
    def test_an_hour_changes_from_a_date_on_and_everybody_hears_once(self, series, now):
        regular = make_regular(series, now=now)
        before = dates(series)
        changed = domain.change(series, from_on=before[2].recurs_on, by=series.host, at=dt.time(18), now=now)
        after = dates(series)
        assert [meet.local_start.hour for meet in after] == [9, 9, 18, 18, 18]
        assert [meet.recurs_at for meet in after] == [meet.recurs_at for meet in before]
        assert [meet.sequence - was.sequence for meet, was in zip(after, before, strict=True)] == [0, 0, 1, 1, 1]
        assert changed.sequence == series.sequence + 1
        assert said("series_changed") == [regular.pk]
        assert domain.make_ahead(now=now + WEEK) == 1
        assert dates(series)[-1].local_start.hour == 18

    def test_another_weekday_takes_people_skips_and_cancelled_dates_along(self, series, now):
        regular = make_regular(series, now=now)
        on = days(series)
        domain.skip(series, on=on[2], by=series.host, because="Fêtes", now=now)
        domain.call_off(dates(series)[3], by=series.host, reason="weather", now=now)
        domain.change(series, from_on=on[1], by=series.host, on=on[1] + DAY, now=now)
        assert days(series) == [on[0], on[1] + DAY, on[4] + DAY]
        assert domain.make_ahead(now=now) == 0
        assert series.skips.get().on == on[2] + DAY
        assert presence(dates(series)[-1], regular) == Presence.IN
        series.refresh_from_db()
        assert series.rhythm == Rule("week", 1, 3)

    def test_a_rarer_rhythm_calls_off_what_it_no_longer_holds(self, series, now):
        regular = make_regular(series, now=now)
        on = days(series)
        domain.change(series, from_on=on[1], by=series.host, rule=Rule("week", 2, 2), now=now)
        assert days(series) == [on[0], on[1], on[3]]
        assert said("series_changed") == [regular.pk]
        domain.change(series, from_on=on[1], by=series.host, rule=Rule("week", 1, 2), now=now)
        assert days(series) == on

    def test_whoever_plays_elsewhere_at_the_new_time_loses_that_place_alone(self, series, now):
        regular = make_regular(series, now=now)
        second, third = dates(series)[1:3]
        organise(regular, now=now, starts_at=second.starts_at + 9 * HOUR)
        domain.change(series, from_on=second.recurs_on, by=series.host, at=dt.time(18), now=now)
        assert (presence(second, regular), presence(third, regular)) == (Presence.OUT, Presence.IN)

    def test_a_court_is_booked_again(self, now, padel):
        series = begin(make_member(), now=now, sport=padel)
        first = dates(series)[0]
        domain.book_court(first.court, by=series.host, reference="3", now=now)
        domain.change(series, from_on=first.recurs_on, by=series.host, at=dt.time(18), now=now)
        first.court.refresh_from_db()
        assert (first.court.state, first.court.reference) == ("to-book", "")

    def test_what_makes_no_sense_is_refused(self, series, now):
        on, host = days(series), series.host
        for _one in range(2):
            domain.join(dates(series)[1], member=make_member(), now=now)
        for refused, changes in [
            ("no date of this series", {"from_on": on[0] + DAY}),
            ("no date of this series", {"from_on": on[-1] + WEEK}),
            ("comes after", {"from_on": on[2], "on": on[1]}),
            ("has passed", {"from_on": on[0], "on": now.date()}),
            ("does not fit", {"from_on": on[1], "rule": Rule("week", 1, 0)}),
            ("More people", {"from_on": on[1], "places": 2}),
        ]:
            with pytest.raises(Refused, match=refused):
                domain.change(series, by=host, now=now, **changes)
        with pytest.raises(Refused, match="organises this series"):
            domain.change(series, from_on=on[1], by=make_member(), at=dt.time(18), now=now)
        assert days(series) == on

    def test_more_places_are_offered_to_those_who_wait(self, series, now):
        second = dates(series)[1]
        for _one in range(3):
            domain.join(second, member=make_member(), now=now)
        waiting = make_member()
        domain.wait(second, member=waiting, now=now)
        domain.change(series, from_on=second.recurs_on, by=series.host, places=6, now=now)
        assert presence(second, waiting) == Presence.OFFERED


class TestSkipping:
    def test_a_date_is_skipped_with_a_reason(self, series, now):
        regular = make_regular(series, now=now)
        on = days(series)[2]
        for _twice in range(2):
            domain.skip(series, on=on, by=series.host, because="Le gymnase est pris", now=now)
        meet = series.meets.get(recurs_on=on)
        assert (meet.state, meet.cancelled_because) == (MeetState.CANCELLED, "Le gymnase est pris")
        assert sorted(said("cancelled")) == sorted([series.host.pk, regular.pk])
        assert domain.make_ahead(now=now) == 0
        series.refresh_from_db()
        assert series.sequence == 1

    def test_a_skipped_date_comes_back_under_its_name_with_its_regulars(self, series, now):
        regular, other = make_regular(series, now=now), make_member()
        meet = dates(series)[2]
        domain.join(meet, member=other, now=now)
        before = Meet.objects.get(pk=meet.pk)
        skip = domain.skip(series, on=meet.recurs_on, by=series.host, now=now)
        with pytest.raises(Refused):
            domain.bring_back(skip, by=regular, now=now)
        for _twice in range(2):
            domain.bring_back(skip, by=series.host, now=now)
        meet.refresh_from_db()
        assert (meet.state, meet.uid) == (before.state, before.uid)
        assert meet.sequence == before.sequence + 2  # off, and on again
        assert [presence(meet, one) for one in (series.host, regular, other)] == ["in", "in", "out"]
        assert sorted(said("series_changed")) == sorted([regular.pk, other.pk])
        series.refresh_from_db()
        assert (series.sequence, series.skips.count()) == (2, 0)

    def test_a_date_that_has_passed_does_not_come_back(self, series, now):
        make_regular(series, now=now)
        meet = dates(series)[1]
        skip = domain.skip(series, on=meet.recurs_on, by=series.host, now=now)
        with pytest.raises(Refused):
            domain.bring_back(skip, by=series.host, now=meet.starts_at)

    def test_a_date_skipped_before_it_was_made_is_made_after_all(self, series, now):
        on = days(series)[-1] + WEEK
        skip = domain.skip(series, on=on, by=series.host, now=now)
        domain.bring_back(skip, by=series.host, now=now)
        assert domain.make_ahead(now=now + WEEK) == 1

    def test_a_date_far_ahead_is_never_made(self, series, now):
        on = days(series)[-1] + WEEK
        domain.skip(series, on=on, by=series.host, because="", now=now)
        assert domain.make_ahead(now=now + WEEK) == 0
        assert domain.make_ahead(now=now + 2 * WEEK) == 1

    def test_what_is_no_date_or_over_is_refused(self, series, now):
        on = days(series)[0]
        for wrong in (on + DAY, on - WEEK, on + 60 * WEEK):
            with pytest.raises(Refused):
                domain.skip(series, on=wrong, by=series.host, because="", now=now)
        with pytest.raises(Refused, match="organises this series"):
            domain.skip(series, on=on, by=make_member(), because="", now=now)

    def test_the_end_calls_off_what_is_ahead_and_says_so_once(self, series, now):
        regular = make_regular(series, now=now)
        with pytest.raises(Refused, match="organises this series"):
            domain.stop(series, by=regular, because="", now=now)
        domain.stop(series, by=series.host, because="Un genou", now=now)
        assert days(series) == []
        assert said("series_stopped") == [regular.pk]
        assert domain.make_ahead(now=now + WEEK) == 0
        with pytest.raises(Refused, match="over"):
            domain.stop(series, by=series.host, because="", now=now)
        with pytest.raises(Refused, match="over"):
            domain.be_regular(series, member=make_member(), now=now)


class TestRegulars:
    def test_a_regular_is_in_every_date_not_this_time_and_no_longer(self, series, now):
        regular = make_regular(series, now=now)
        made = dates(series)
        assert {presence(meet, regular) for meet in made} == {Presence.IN}
        assert said("regular") == [series.host.pk]
        assert domain.be_regular(series, member=regular, now=now) == Regular.objects.get(member=regular)
        domain.leave(made[2], member=regular, now=now)  # not this time
        domain.make_ahead(now=now + WEEK)
        assert [presence(meet, regular) for meet in dates(series)] == ["in", "in", "out", "in", "in", "in"]
        for _twice in range(2):
            domain.stop_being_regular(series, member=regular, now=now + WEEK)
        assert [presence(meet, regular) for meet in dates(series)] == ["in", "out", "out", "out", "out", "out"]
        assert said("regular_left") == [series.host.pk]
        domain.make_ahead(now=now + 2 * WEEK)
        assert presence(dates(series)[-1], regular) is None

    def test_one_becomes_a_regular_by_playing_and_while_a_place_can_be_kept(self, now, db):
        series = begin(make_member(), now=now, places=2)
        with pytest.raises(Refused, match="by playing"):
            domain.be_regular(series, member=make_member(), now=now)
        make_regular(series, now=now)
        second, late = dates(series)[1], make_member()
        domain.leave(second, member=series.host, now=now)
        domain.join(second, member=late, now=now)
        with pytest.raises(Refused, match="as many regulars"):
            domain.be_regular(series, member=late, now=now)

    def test_a_new_regular_overtakes_nobody_who_waits(self, series, now):
        second = dates(series)[1]
        others = [make_member() for _one in range(3)]
        for other in others:
            domain.join(second, member=other, now=now)
        domain.wait(second, member=make_member(), now=now)
        regular = make_regular(series, now=now)
        assert [presence(meet, regular) for meet in dates(series)] == ["in", None, "in", "in", "in"]

    def test_a_regular_comes_back_to_a_date_where_others_need_an_invitation(self, now, db):
        series = begin(make_member(), now=now, visibility=Visibility.PRIVATE, join_mode=JoinMode.INVITED)
        first, second, *_ = dates(series)
        regular = make_member()
        Attendance.objects.create(meet=first, member=regular, presence=Presence.IN, since_at=now, changed_at=now)
        domain.be_regular(series, member=regular, now=now)
        domain.leave(second, member=regular, now=now)
        assert visible_to(regular).filter(pk=second.pk).exists()
        domain.join(second, member=regular, now=now)
        assert presence(second, regular) == Presence.IN
        assert not visible_to(make_member()).filter(series=series).exists()

    def test_the_host_stays_until_somebody_else_has_the_whistle(self, series, now):
        with pytest.raises(Refused, match="has a host"):
            domain.stop_being_regular(series, member=series.host, now=now)


def test_a_series_keeps_its_level_and_place(now, running):
    venue = make_venue(running)
    series = begin(make_player(running), now=now, venue=venue, levels=(4.0, 6.0), words="Allure tranquille")
    assert {(meet.level_low, meet.venue, meet.words) for meet in dates(series)} == {(4.0, venue, "Allure tranquille")}
    strong = make_player(make_sport("running"), level=9.0)
    with pytest.raises(Refused, match="a little off"):
        domain.join(Meet.objects.filter(series=series).earliest("starts_at"), member=strong, now=now)


class TestWhatAReadingFound:
    @pytest.mark.parametrize("shift", [WEEK, 2 * WEEK])
    def test_moved_onto_the_next_dates_nobody_meets_themselves(self, series, now, shift):
        first = dates(series)[0].recurs_on
        domain.change(series, from_on=first, by=series.host, on=first + shift, now=now)
        coming = series.meets.filter(recurs_on__gte=first + shift).exclude(state=MeetState.CANCELLED)
        assert coming.count() >= 5
        assert {presence(meet, series.host) for meet in coming} == {Presence.IN}

    def test_nobody_becomes_a_regular_beside_a_host_who_blocked_them(self, series, now):
        other = make_member()
        domain.join(dates(series)[0], member=other, now=now)
        Block.objects.create(blocker=series.host, blocked=other)
        with pytest.raises(Refused, match="as many regulars"):
            domain.be_regular(series, member=other, now=now)
        assert {presence(meet, other) for meet in dates(series)[1:]} == {None}

    def test_a_series_that_came_to_its_end_ends_by_itself_and_tells_nobody(self, now, db):
        three = begin(make_member(), now=now, rule=Rule("week", 1, 2, count=3))
        domain.make_ahead(now=now + 20 * WEEK)
        three.refresh_from_db()
        assert three.ended_at == now + 20 * WEEK
        assert said("series_stopped") == []
