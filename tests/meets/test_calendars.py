import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from sporezo.diary.domain import open_feed, revoke_feeds
from sporezo.meets import domain
from sporezo.meets.queries import event_text, feed_text
from sporezo.notices.domain.letters import calendar_text
from sporezo.notices.models import Notice
from tests.factories.communities import make_member
from tests.factories.meets import make_venue, organise, propose

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def events(text):
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_a_session_keeps_its_wall_clock_and_zone(now, running):
    host = make_member()
    meet = organise(host, now=now, starts_at=dt.datetime(2027, 3, 28, 10, 0, tzinfo=dt.UTC))
    (event,) = events(event_text(meet, host))
    start = event["DTSTART"].dt
    assert start == meet.starts_at
    assert (start.hour, start.tzinfo) == (12, ZoneInfo("Europe/Paris"))
    assert event["DTEND"].dt - start == dt.timedelta(minutes=60)


def test_the_uid_stays_and_the_sequence_rises_with_every_change(padel, now):
    four = [make_member() for _ in range(4)]
    meet = propose(four, now=now)
    for one in four:
        domain.join(meet, member=one, now=now)
    domain.book_court(meet.court, by=four[0], now=now)
    domain.tell_of_arrivals(now=now)
    elsewhere = make_venue(padel)
    domain.move(meet, by=four[0], venue=elsewhere, now=now)
    domain.book_court(meet.court, by=four[0], now=now)
    domain.tell_of_arrivals(now=now)
    domain.cancel(meet, because="Orage", now=now)
    letters = Notice.objects.filter(member=four[1], context__has_key="calendar").order_by("pk")
    told = [(one.kind, events(calendar_text(one))[0]) for one in letters]
    assert [kind for kind, _ in told] == ["meets/confirmed", "meets/moved", "meets/confirmed", "meets/cancelled"]
    assert {str(event["UID"]) for _, event in told} == {str(meet.uid)}
    sequences = [int(event["SEQUENCE"]) for _, event in told]
    assert sequences == sorted(set(sequences))
    assert [str(event["STATUS"]) for _, event in told] == ["CONFIRMED", "TENTATIVE", "CONFIRMED", "CANCELLED"]
    assert str(Calendar.from_ical(calendar_text(letters[3]))["METHOD"]) == "CANCEL"


def test_the_exact_place_is_in_the_file_of_those_in_it_alone(now, running):
    host, stranger = make_member(), make_member()
    meet = organise(host, now=now, venue=make_venue(running, name="Parc de Gerland", city="Lyon 7e"))
    assert "Parc de Gerland" in event_text(meet, host)
    outside = event_text(meet, stranger)
    assert "Parc de Gerland" not in outside
    assert host.first_name not in outside


def test_a_feed_holds_ones_own_sessions_and_nothing_else(now, running, padel):
    member, host = make_member(), make_member(first_name="Bruno", last_name="Keller")
    mine = organise(host, now=now)
    domain.join(mine, member=member, now=now)
    organise(make_member(), now=now, venue=make_venue(running, name="Ailleurs"))
    propose([member, make_member()], now=now)
    old = organise(member, now=now - 90 * DAY, starts_at=now - 88 * DAY)
    domain.hold(old, came_ids=[member.pk], now=now - 87 * DAY)
    text = feed_text(member, now)
    assert [str(event["UID"]) for event in events(text)] == [str(mine.uid)]
    assert "Bruno Keller" in text
    assert "Ailleurs" not in text


def test_a_new_address_revokes_the_former(now, client):
    member = make_member()
    first, second = (open_feed(member, now=now) for _ in range(2))
    assert client.get(f"/calendar/{first.token}.ics").status_code == 404
    answer = client.get(f"/calendar/{second.token}.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Cache-Control"] == "private, no-store"
    revoke_feeds(member, now=now)
    assert client.get(f"/calendar/{second.token}.ics").status_code == 404
