"""Reminders: the evening before and two hours before, never at night; a place given back by mail."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from sporezo.jobs import clock
from sporezo.meets import domain
from sporezo.meets.domain.reminders import due_at, place_link
from sporezo.meets.enums import MeetState, Presence, ReminderKind
from sporezo.meets.models import Attendance, Meet, Reminder
from sporezo.notices.domain import send, set_wish
from sporezo.notices.enums import DeliveryState, Topic
from sporezo.notices.models import Delivery, Notice
from tests.factories.communities import make_member
from tests.factories.meets import organise
from tests.factories.races import race
from tests.mailserver import mail_server

DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)
PARIS = ZoneInfo("Europe/Paris")
EVE, SOON = ReminderKind


@pytest.fixture
def thursday(running, now):
    """Three runners, Thursday 12:30 in Paris, confirmed on Monday."""
    start = dt.datetime(2026, 11, 26, 12, 30, tzinfo=PARIS)
    return make_session(running, now, start)


def make_session(running, now, start, players=3, **more):
    host, *others = [make_member() for _ in range(players)]
    meet = organise(host, now=now, sport=running, starts_at=start, quorum=2, **more)
    for one in others:
        domain.join(meet, member=one, now=now)
    meet.refresh_from_db()
    assert meet.state == MeetState.CONFIRMED
    domain.tell_of_arrivals(now=now)
    return meet


def reminded(kind=None):
    kinds = [f"meets/{kind}"] if kind else ["meets/eve", "meets/soon"]
    return Notice.objects.filter(kind__in=kinds)


def paris(day, hour, minute=0):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def test_each_is_reminded_the_evening_before_and_two_hours_before_once(thursday):
    assert domain.remind(now=paris(25, 17, 59)) == 0
    assert domain.remind(now=paris(25, 18)) == 3
    for _rerun in range(3):
        assert domain.remind(now=paris(25, 18, 10)) == 0
    assert domain.remind(now=paris(26, 10, 29)) == 0
    assert domain.remind(now=paris(26, 10, 31)) == 3
    assert domain.remind(now=paris(26, 10, 36)) == 0
    assert (reminded(EVE).count(), reminded(SOON).count()) == (3, 3)


def test_nothing_is_said_once_it_has_begun_nor_long_after_it_was_due(thursday):
    assert domain.remind(now=paris(25, 22, 1)) == 0
    assert domain.remind(now=paris(26, 7, 30)) == 0
    assert domain.remind(now=paris(26, 12, 30)) == 0


@pytest.mark.parametrize(
    ("start", "soon"),
    [
        (paris(26, 12, 30), paris(26, 10, 30)),
        (paris(26, 9), paris(26, 7)),
        (paris(26, 8, 30), paris(26, 7)),
        (paris(26, 8), paris(26, 7)),
        (paris(26, 7, 30), None),
        (paris(26, 6), None),
        (paris(27, 0, 30), None),
        (paris(26, 23, 30), paris(26, 21, 30)),
    ],
)
def test_the_second_reminder_keeps_the_night(start, soon):
    assert due_at(EVE, start, PARIS) == dt.datetime.combine(start.date() - DAY, dt.time(18), tzinfo=PARIS)
    assert due_at(SOON, start, PARIS) == soon


@pytest.mark.parametrize("sunday", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_reminders_follow_the_wall_clock_over_both_changes_of_time(running, sunday):
    start = dt.datetime.combine(sunday, dt.time(10), tzinfo=PARIS)
    make_session(running, start - 4 * DAY, start)
    assert domain.remind(now=dt.datetime.combine(sunday - DAY, dt.time(17, 59), tzinfo=PARIS)) == 0
    assert domain.remind(now=dt.datetime.combine(sunday - DAY, dt.time(18), tzinfo=PARIS)) == 3
    assert domain.remind(now=dt.datetime.combine(sunday, dt.time(7, 59), tzinfo=PARIS)) == 0
    assert domain.remind(now=dt.datetime.combine(sunday, dt.time(8), tzinfo=PARIS)) == 3


def test_reminders_follow_a_session_that_moves(thursday):
    host = thursday.host
    domain.remind(now=paris(25, 18))
    domain.move(thursday, by=host, starts_at=paris(27, 12, 30), reason="weather", now=paris(25, 19))
    assert domain.remind(now=paris(26, 10, 31)) == 0
    assert domain.remind(now=paris(26, 18)) == 3
    domain.move(thursday, by=host, starts_at=paris(27, 13), reason="weather", now=paris(26, 20))
    assert domain.remind(now=paris(26, 20, 5)) == 0  # the message that it moved said it
    assert domain.remind(now=paris(27, 11)) == 3


def test_whoever_was_told_lately_left_or_is_not_in_is_left_alone(thursday, running):
    late, waits = make_member(), make_member()
    domain.leave(thursday, member=thursday.host, now=paris(24, 12))
    domain.join(thursday, member=late, now=paris(25, 17, 30))
    Meet.objects.filter(pk=thursday.pk).update(places=3)
    domain.wait(thursday, member=waits, now=paris(25, 12))
    assert domain.remind(now=paris(25, 18)) == 2
    assert not reminded().filter(member__in=[late, waits, thursday.host]).exists()


def test_a_session_called_off_or_not_confirmed_is_not_reminded_of(thursday, running, now):
    organise(make_member(), now=now, sport=running, starts_at=thursday.starts_at)
    domain.call_off(thursday, by=thursday.host, reason="weather", now=paris(25, 12))
    assert domain.remind(now=paris(25, 18)) == 0


def test_reminders_have_a_switch_of_their_own(thursday):
    set_wish(thursday.host, topic=Topic.REMINDERS, by_mail=False, now=paris(24, 12))
    domain.remind(now=paris(25, 18))
    states = dict(Delivery.objects.filter(notice__in=reminded()).values_list("notice__member", "state"))
    assert states.pop(thursday.host_id) == DeliveryState.DROPPED
    assert set(states.values()) == {DeliveryState.WAITING}


def test_the_sweep_costs_the_same_for_one_session_and_thirty_that_were_reminded_of(
    running, now, django_assert_num_queries
):
    for size in (1, 29):
        for number in range(size):
            make_session(running, now, paris(26, 12, 30) + number * MINUTE, players=2)
        domain.remind(now=paris(25, 18, 30))
        with django_assert_num_queries(2):
            domain.remind(now=paris(25, 18, 35))


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_each_reminder_is_said_once(running, now):
    thursday = make_session(running, now, paris(26, 12, 30))
    assert race(lambda _: domain.remind(now=paris(25, 18)), range(6)) == [None] * 6
    assert (reminded().count(), Reminder.objects.count()) == (3, 1)
    assert reminded().values("member").distinct().count() == thursday.attendances.count()


@pytest.mark.django_db(transaction=True)
def test_a_place_given_back_while_it_is_reminded_of_is_given_back_once(running, now):
    thursday = make_session(running, now, paris(26, 12, 30))
    member = Attendance.objects.filter(meet=thursday).exclude(member=thursday.host).first().member
    deeds = [lambda: domain.leave(thursday, member=member, now=paris(25, 18))] * 2 + [
        lambda: domain.remind(now=paris(25, 18))
    ]
    refusals = race(lambda deed: deed(), deeds)
    assert refusals.count(None) == 2
    assert Attendance.objects.get(meet=thursday, member=member).presence == Presence.OUT


def test_one_click_in_a_real_mail_gives_the_place_back(running, client, settings):
    now = clock.now()
    settings.SPOREZO_URL = "https://sporezo.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    local = (now + 2 * DAY).astimezone(PARIS)
    start = local.replace(hour=12, minute=30, second=0, microsecond=0)
    meet = make_session(running, now, start)
    reader = Attendance.objects.filter(meet=meet).exclude(member=meet.host).select_related("member").first()
    domain.remind(now=start.replace(hour=18, minute=0) - DAY)
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        delivery = Delivery.objects.get(notice__member=reader.member, notice__kind="meets/eve")
        assert send([delivery.pk], now=start - HOUR) == 1
    (mail,) = server.mails
    plain, page = mail.get_body(["plain"]).get_content(), mail.get_body(["html"]).get_content()
    assert "Je ne peux pas venir" in plain or "I cannot make it" in plain
    path = re.search(r"https://sporezo\.example(/meets/place/\S+)", plain)[1]
    assert path in page
    assert "List-Unsubscribe" in mail

    seen = client.get(path)
    assert (seen.status_code, seen["X-Robots-Tag"]) == (200, "noindex")
    reader.refresh_from_db()
    assert reader.presence == Presence.IN  # a mail scanner looked
    for _twice in range(2):
        assert client.post(path, follow=True).status_code == 200
        reader.refresh_from_db()
        assert reader.presence == Presence.OUT
    assert Notice.objects.filter(kind="meets/departure").values("member").distinct().count() == 2


def test_a_link_that_was_tampered_with_or_comes_too_late_says_so(running, client):
    now = clock.now()
    meet = make_session(running, now, now + 2 * DAY)
    place = Attendance.objects.filter(meet=meet).first()
    assert client.get(reverse("give_back", args=["x" + place_link(place).rpartition("/")[2]])).status_code == 422
    Meet.objects.filter(pk=meet.pk).update(starts_at=now - HOUR)
    late = client.get(place_link(place))
    assert (late.status_code, late.context["refusal"] is not None) == (200, True)
    assert client.post(place_link(place)).status_code == 422
    place.refresh_from_db()
    assert place.presence == Presence.IN


def test_moving_and_calling_off_say_why_in_each_readers_language(thursday, now):
    guest = thursday.attendances.exclude(member=thursday.host).first().member
    guest.language = "fr"
    guest.save()
    before = thursday.sequence
    domain.move(
        thursday, by=thursday.host, starts_at=paris(26, 18), reason="weather", because=" Grêle annoncée. ", now=now
    )
    thursday.refresh_from_db()
    assert (thursday.moved_at, thursday.moved_reason, thursday.moved_because) == (now, "weather", "Grêle annoncée.")
    assert thursday.sequence > before
    said = Notice.objects.get(kind="meets/moved", member=guest).context["because"]
    assert said == "La météo s’en mêle. Grêle annoncée."
    moved = thursday.sequence
    domain.call_off(thursday, by=thursday.host, reason="weather", now=now + HOUR)
    thursday.refresh_from_db()
    assert thursday.sequence > moved
    assert Notice.objects.get(kind="meets/cancelled", member=thursday.host).context["because"]
