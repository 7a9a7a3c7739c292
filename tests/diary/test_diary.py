"""The week grid, days away, and the calendar feed."""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sporezo.diary import domain, queries
from sporezo.diary.models import BITS, Away, BusyTime, WeekGrid, pack_slots
from sporezo.formats.reasons import Unreadable
from sporezo.formats.source import Source
from sporezo.members.models import Member
from sporezo.ui.refused import Refused


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(st.sets(st.integers(0, BITS - 1)))
def test_slots_packed_come_back(slots):
    assert WeekGrid(hours=pack_slots(sorted(slots))).slots == sorted(slots)


@pytest.mark.parametrize("slot", [-1, BITS])
def test_slot_off_the_week_is_an_error(slot):
    with pytest.raises(ValueError, match="a slot is"):
        pack_slots([slot])


@pytest.fixture
def alix(db):
    return Member.objects.create_user("alix@example.org", first_name="Alix")


def test_week_page_paints_and_repaints(client, alix):
    client.force_login(alix)
    assert not queries.has_hours(alix)
    assert client.post(reverse("hours"), {"slots": [5, 21, 53], "most_sessions": 2}).status_code == 302
    assert queries.grid_of(alix).slots == [5, 21, 53]
    client.post(reverse("hours"), {"slots": [6], "most_sessions": 1})
    assert queries.grid_of(alix).slots == [6]


@pytest.mark.parametrize("sent", [{"slots": [112], "most_sessions": 1}, {"slots": [1], "most_sessions": 99}])
def test_impossible_week_is_refused_and_the_old_one_stays(client, alix, now, sent):
    domain.set_hours(alix, slots=[5], most_sessions=1, now=now)
    client.force_login(alix)
    assert client.post(reverse("hours"), sent).status_code == 422
    assert queries.grid_of(alix).slots == [5]


def test_away_backwards_is_refused_and_twice_is_once(alix):
    first, last = dt.date(2026, 12, 20), dt.date(2026, 12, 27)
    with pytest.raises(Refused):
        domain.go_away(alix, starts_on=last, ends_on=first)
    domain.go_away(alix, starts_on=first, ends_on=last)
    domain.go_away(alix, starts_on=first, ends_on=last)
    assert Away.objects.count() == 1


@pytest.mark.parametrize(
    "days", [("2026-12-27", "2026-12-20"), ("2020-01-01", "2020-01-08"), ("2026-12-20", ""), ("soon", "2026-12-27")]
)
def test_days_away_that_make_no_sense_are_said_where_they_were_typed(client, alix, days):
    client.force_login(alix)
    first, last = days
    page = client.post(reverse("away"), {"starts_on": first, "ends_on": last})
    assert page.status_code == 422
    assert page.context["away_form"].errors
    assert page.context["away_form"]["starts_on"].value() == first
    assert not Away.objects.exists()


def test_new_feed_silences_the_one_before(alix, now):
    first = domain.open_feed(alix, now=now)
    second = domain.open_feed(alix, now=now)
    assert queries.feed_of(alix) == second
    first.refresh_from_db()
    assert first.revoked_at == now
    domain.revoke_feeds(alix, now=now)
    assert queries.feed_of(alix) is None


EVENT = "BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20261001T000000Z\r\nSUMMARY:Board, secret\r\n{lines}\r\nEND:VEVENT\r\n"


def calendar(*events):
    body = "".join(EVENT.format(uid=n, lines="\r\n".join(lines)) for n, lines in enumerate(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//\r\n{body}END:VCALENDAR\r\n".encode()


def bring(member, content, now):
    return domain.bring_calendar(member, source=Source(io.BytesIO(content), "me.ics"), now=now)


def test_a_series_keeps_its_wall_clock_over_the_change_of_hour_and_nothing_but_hours_is_kept(alix):
    now = dt.datetime(2026, 10, 12, 8, tzinfo=dt.UTC)
    weekly = ["DTSTART;TZID=Europe/Paris:20261013T230000", "DURATION:PT2H", "RRULE:FREQ=WEEKLY;COUNT=4"]
    assert bring(alix, calendar(weekly), now) == 4
    starts = [one.starts_at.astimezone(ZoneInfo("Europe/Paris")).strftime("%d %H:%M") for one in alix.busy_times.all()]
    assert starts == ["13 23:00", "20 23:00", "27 23:00", "03 23:00"]
    assert [one.starts_at.hour for one in alix.busy_times.all()] == [21, 21, 22, 22]
    assert {(one.ends_at - one.starts_at) for one in alix.busy_times.all()} == {dt.timedelta(hours=2)}
    assert [field.name for field in BusyTime._meta.fields] == ["id", "member", "starts_at", "ends_at"]


def test_a_calendar_takes_the_place_of_the_one_before_and_is_bounded(alix, now):
    free = ["DTSTART:20261125T100000Z", "DTEND:20261125T110000Z", "TRANSP:TRANSPARENT"]
    one = ["DTSTART:20261125T100000Z", "DTEND:20261125T113000Z"]
    touching = ["DTSTART:20261125T110000Z", "DTEND:20261125T120000Z"]
    far = ["DTSTART:20270601T100000Z", "DTEND:20270601T110000Z"]
    endless = ["DTSTART:20260101T120000Z", "DTEND:20260101T123000Z", "RRULE:FREQ=DAILY"]
    assert bring(alix, calendar(free, one, touching, far), now) == 1
    assert bring(alix, calendar(endless), now) == 56
    with pytest.raises(Unreadable):
        bring(alix, b"not a calendar", now)
    assert alix.busy_times.count() == 56
    assert domain.forget_past(now=now + dt.timedelta(weeks=1)) == 7
    domain.forget_calendar(alix)
    assert not alix.busy_times.exists()


def test_the_week_page_takes_a_calendar_and_forgets_it(client, alix, settings, now):
    settings.SPOREZO_NOW = now
    client.force_login(alix)
    file = SimpleUploadedFile("me.ics", calendar(["DTSTART:20261125T100000Z", "DTEND:20261125T113000Z"]))
    assert client.post(reverse("busy"), {"file": file}).status_code == 302
    page = client.get(reverse("hours"))
    assert page.context["busy"].stretches == 1
    assert "secret" not in page.content.decode()
    broken = client.post(reverse("busy"), {"file": SimpleUploadedFile("me.ics", b"not a calendar")})
    assert (broken.status_code, list(broken.context["calendar_form"].errors)) == (422, ["file"])
    client.post(reverse("busy"), {"forget": "1"})
    assert not alix.busy_times.exists()


def test_a_week_may_hold_so_many_minutes(client, alix):
    client.force_login(alix)
    client.post(reverse("hours"), {"slots": [5], "most_sessions": 2, "most_minutes": 150})
    assert queries.grid_of(alix).most_minutes == 150
    client.post(reverse("hours"), {"slots": [5], "most_sessions": 2, "most_minutes": ""})
    assert queries.grid_of(alix).most_minutes is None
