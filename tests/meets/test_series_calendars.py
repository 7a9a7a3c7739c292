"""A series in calendars: the same instants as on the pages, one UID, a sequence that rises with every edit."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar

from sporezo.formats.recurrence import Rule
from sporezo.meets import domain
from sporezo.meets.enums import MeetState, Presence
from sporezo.meets.models import Attendance
from sporezo.meets.queries import event_text, feed_text, series_text, series_view
from sporezo.notices.domain.letters import calendar_text
from sporezo.notices.models import Notice
from tests.factories.communities import make_member
from tests.factories.meets import begin, make_regular, organise

pytestmark = pytest.mark.django_db
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
PARIS = ZoneInfo("Europe/Paris")


def instants(text, start, end):
    """When a calendar app shows something, told by a library that is not ours."""
    found = recurring_ical_events.of(Calendar.from_ical(text)).between(start, end)
    return sorted(event["DTSTART"].dt.astimezone(dt.UTC) for event in found if str(event.get("STATUS")) != "CANCELLED")


def on_the_page(series, viewer, now):
    """What the page of the series says the viewer is in."""
    view = series_view(series, viewer, now=now)
    return [line.meet.starts_at for line in view.dates if line.presence == Presence.IN and not line.is_off]


def events(text):
    return list(Calendar.from_ical(text).walk("VEVENT"))


def told(text):
    """What each entry says and its sequence, by the date it is named after; None for what repeats."""
    return {
        event["RECURRENCE-ID"].dt if "RECURRENCE-ID" in event else None: (
            int(event["SEQUENCE"]),
            [event[name].to_ical() for name in ("DTSTART", "DTEND", "RRULE", "EXDATE") if name in event],
        )
        for event in events(text)
    }


def uids(text):
    return {str(event["UID"]) for event in events(text)}


def master(text):
    (found,) = [event for event in events(text) if "RRULE" in event]
    return found


@pytest.fixture
def india(db):
    return make_member(time_zone="Asia/Kolkata", language="en")


@pytest.mark.parametrize("hour", [7, 12, 23])
@pytest.mark.parametrize(
    "begins_on", [dt.date(2026, 10, 8), dt.date(2027, 3, 11)], ids=["the clocks go back", "the clocks go forward"]
)
def test_across_a_change_of_time_a_feed_shows_the_instants_of_the_page(india, client, settings, begins_on, hour):
    """Thursdays on the wall clock in Paris, read in Kolkata: five weeks of them lie on both sides of the change."""
    now = dt.datetime.combine(begins_on - DAY, dt.time(9), tzinfo=PARIS).astimezone(dt.UTC)
    starts_at = dt.datetime.combine(begins_on, dt.time(hour, 30), tzinfo=PARIS).astimezone(dt.UTC)
    series = begin(make_member(), now=now, starts_at=starts_at)
    make_regular(series, india, now=now)
    page = on_the_page(series, india, now)
    assert len(page) == 5
    assert {moment.astimezone(PARIS).time() for moment in page} == {dt.time(hour, 30)}
    assert len({moment.time() for moment in page}) == 2
    text = feed_text(india, now)
    assert instants(text, now, now + 5 * WEEK) == page
    assert len(instants(text, now, now + 52 * WEEK)) == 52
    later = instants(text, now + 5 * WEEK, now + 60 * WEEK)
    assert {moment.astimezone(PARIS).time() for moment in later} == {dt.time(hour, 30)}
    starts = {event["DTSTART"].dt for event in events(text)}
    assert {(one.tzinfo.key, one.time()) for one in starts} == {("Europe/Paris", dt.time(hour, 30))}
    settings.SPOREZO_NOW = now
    client.force_login(india)
    seen = client.get(f"/series/{series.pk}").content.decode()
    for moment in page:
        assert f"<b>{moment.astimezone(ZoneInfo('Asia/Kolkata')):%-H:%M}</b>" in seen
    assert f"{hour}:30 in Paris" in seen


def edits(series, now):
    """Every kind of edit, one after the other."""
    dates = list(series.meets.order_by("recurs_on"))
    host, second, third, fourth = series.host, dates[1], dates[2], dates[3]
    yield (
        "one hour later",
        lambda: domain.change_one(second, by=host, starts_at=second.starts_at + dt.timedelta(hours=1), now=now),
    )
    yield "one longer", lambda: domain.change_one(third, by=host, minutes=120, now=now)
    yield "one skipped", lambda: domain.skip(series, on=fourth.recurs_on, by=host, now=now)
    yield "one further ahead skipped", lambda: domain.skip(series, on=dates[-1].recurs_on + WEEK, by=host, now=now)
    yield (
        "the next at another hour",
        lambda: domain.change(series, from_on=third.recurs_on, by=host, at=dt.time(18), now=now),
    )
    yield (
        "the next on another day",
        lambda: domain.change(series, from_on=third.recurs_on, by=host, on=third.recurs_on + DAY, now=now),
    )
    yield (
        "back again",
        lambda: domain.change(
            series, from_on=third.recurs_on + DAY, by=host, on=third.recurs_on, at=dt.time(9), now=now
        ),
    )
    yield (
        "a rarer rhythm",
        lambda: domain.change(
            series, from_on=second.recurs_on, by=host, rule=Rule("week", 2, second.recurs_on.weekday()), now=now
        ),
    )
    yield (
        "an end",
        lambda: domain.change(series, from_on=second.recurs_on, by=host, until_on=second.recurs_on + 8 * WEEK, now=now),
    )
    yield "over", lambda: domain.stop(series, by=host, because="", now=now)


def test_every_edit_keeps_the_uid_raises_the_sequence_and_shows_what_the_page_shows(india, now):
    series = begin(make_member(), now=now)
    make_regular(series, india, now=now)
    before, horizon = told(feed_text(india, now)), now + 5 * WEEK
    for named, edit in edits(series, now):
        edit()
        series.refresh_from_db()
        text = feed_text(india, now)
        assert uids(text) <= {str(series.uid)}, named
        assert instants(text, now, horizon) == on_the_page(series, india, now), named
        after = told(text)
        changed = [name for name in after.keys() & before.keys() if after[name][1] != before[name][1]]
        assert changed or not after, named
        assert all(after[name][0] > before[name][0] for name in changed), named
        assert all(after[name][0] >= before[name][0] for name in after.keys() & before.keys()), named
        before |= after
    assert instants(text, now, now + 60 * WEEK) == []


def test_what_a_calendar_is_mailed_rises_too(india, now):
    """Each mail that holds a file: the UID of the series, and a sequence that never falls for any of its dates."""
    series = begin(make_member(), now=now)
    make_regular(series, india, now=now)
    for _named, edit in edits(series, now):
        edit()
        domain.tell_of_arrivals(now=now)
        series.refresh_from_db()
    last = {}
    letters = Notice.objects.filter(member=india, context__has_key="calendar").order_by("pk")
    kinds = set()
    for letter in letters:
        kinds.add((letter.kind, letter.context["calendar_method"]))
        for event in events(calendar_text(letter)):
            assert str(event["UID"]) == str(series.uid)
            key = event["RECURRENCE-ID"].dt.astimezone(dt.UTC) if "RECURRENCE-ID" in event else "the whole"
            assert int(event["SEQUENCE"]) >= last.get(key, -1)
            last[key] = int(event["SEQUENCE"])
    assert {("meets/confirmed", "PUBLISH"), ("meets/cancelled", "CANCEL"), ("meets/series_changed", "PUBLISH")} <= kinds


def test_one_date_is_named_by_its_first_start_whatever_becomes_of_it(now, db):
    series = begin(make_member(), now=now)
    visitor, second = make_member(), series.meets.order_by("starts_at")[1]
    domain.join(second, member=visitor, now=now)
    first_start = second.starts_at
    domain.change_one(second, by=series.host, starts_at=first_start + DAY, now=now)
    domain.change(series, from_on=second.recurs_on, by=series.host, at=dt.time(18), now=now)
    second.refresh_from_db()
    for text in (event_text(second, visitor), feed_text(visitor, now), series_text(series, visitor, now=now)):
        (event,) = events(text)
        assert event["RECURRENCE-ID"].dt == first_start
        assert event["DTSTART"].dt == second.starts_at
        assert str(event["UID"]) == str(series.uid)
        assert "RRULE" not in event


def test_a_skipped_date_is_left_out_and_mailed_as_cancelled(india, now):
    series = begin(make_member(), now=now)
    make_regular(series, india, now=now)
    third = series.meets.order_by("starts_at")[2]
    domain.skip(series, on=third.recurs_on, by=series.host, reason="weather", now=now)
    excluded = master(feed_text(india, now))["EXDATE"]
    assert [one.dt for one in excluded.dts] == [third.starts_at]
    letter = Calendar.from_ical(calendar_text(Notice.objects.get(member=india, kind="meets/cancelled")))
    (event,) = letter.walk("VEVENT")
    assert (str(letter["METHOD"]), str(event["STATUS"])) == ("CANCEL", "CANCELLED")
    assert event["RECURRENCE-ID"].dt == third.starts_at


def test_a_date_given_back_leaves_ones_own_feed_alone(india, now):
    series = begin(make_member(), now=now)
    make_regular(series, india, now=now)
    third = series.meets.order_by("starts_at")[2]
    domain.leave(third, member=india, now=now)
    assert third.starts_at not in instants(feed_text(india, now), now, now + 5 * WEEK)
    assert third.starts_at in instants(feed_text(series.host, now), now, now + 5 * WEEK)
    domain.stop_being_regular(series, member=india, now=now)
    assert instants(feed_text(india, now), now, now + 60 * WEEK) == []


def test_who_comes_late_reads_nothing_of_what_was_before(now, db):
    series = begin(make_member(), now=now)
    later = now + 2 * WEEK
    domain.make_ahead(now=later)
    late = make_regular(series, now=later)
    shown = instants(feed_text(late, later), now - WEEK, later + 5 * WEEK)
    assert shown == on_the_page(series, late, later)
    assert min(shown) > later


def test_dates_played_stay_where_they_were(india, now):
    series = begin(make_member(), now=now)
    make_regular(series, india, now=now)
    first, second, third, *_ = series.meets.order_by("starts_at")
    domain.change_one(second, by=series.host, starts_at=second.starts_at + dt.timedelta(hours=2), now=now)
    second.refresh_from_db()
    played = third.starts_at + dt.timedelta(hours=9)
    for meet in (first, second, third):
        domain.hold(meet, came_ids=[india.pk, series.host_id] if meet != third else [series.host_id], now=played)
    domain.make_ahead(now=played)
    domain.change(series, from_on=third.recurs_on + WEEK, by=series.host, at=dt.time(18), now=played)
    series.refresh_from_db()
    page = on_the_page(series, india, played)
    shown = instants(feed_text(india, played), now, page[-1] + DAY)
    assert shown == [first.starts_at, second.starts_at, *page]
    long_after = played + 30 * WEEK
    domain.make_ahead(now=long_after)
    assert second.starts_at not in instants(feed_text(india, long_after), now, now + 3 * WEEK)


def test_a_count_and_an_end_are_told_as_one(india, now):
    series = begin(make_member(), now=now, rule=Rule("week", 1, 2, count=12))
    make_regular(series, india, now=now)
    text = feed_text(india, now)
    assert len(instants(text, now, now + 60 * WEEK)) == 12
    assert master(text)["RRULE"]["UNTIL"][0].tzinfo is not None  # RFC 5545: in UTC where the start has a zone


def test_a_session_that_comes_back_keeps_its_place_in_calendars(now, db):
    host, player = make_member(), make_member()
    meet = organise(host, now=now)
    domain.join(meet, member=player, now=now)
    before = events(event_text(meet, player))[0]
    series = domain.repeat(meet, by=host, rule=Rule("week", 1, 2), now=now)
    meet.refresh_from_db()
    after = events(event_text(meet, player))[0]
    assert str(after["UID"]) == str(before["UID"]) == str(series.uid)
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert uids(feed_text(host, now)) == {str(series.uid)}


@pytest.mark.parametrize("number", [1, 4])
def test_a_feed_asks_the_same_of_one_series_and_of_many(now, india, number, django_assert_num_queries):
    for n in range(number):
        series = begin(make_member(), now=now, starts_at=now + 2 * DAY + n * dt.timedelta(hours=2))
        make_regular(series, india, now=now)
    with django_assert_num_queries(12):
        text = feed_text(india, now)
    assert len(instants(text, now, now + 5 * WEEK)) == 5 * number


def test_called_off_dates_of_a_series_come_to_no_one_s_feed_twice(now, india):
    series = begin(make_member(), now=now)
    make_regular(series, india, now=now)
    second = series.meets.order_by("starts_at")[1]
    on = second.recurs_on
    domain.change(series, from_on=on, by=series.host, rule=Rule("week", 2, on.weekday()), now=now)
    domain.change(series, from_on=on, by=series.host, rule=Rule("week", 1, on.weekday()), now=now)
    text = feed_text(india, now)
    assert instants(text, now, now + 5 * WEEK) == on_the_page(series, india, now)
    twice = Attendance.objects.filter(member=india, presence=Presence.IN, meet__state=MeetState.CANCELLED)
    assert twice.exists()
    names = [event["RECURRENCE-ID"].dt for event in events(text) if "RECURRENCE-ID" in event]
    assert len(names) == len(set(names))
