"""The last yes, a worker, a mail server: four people are told, with a line for their calendars."""

import datetime as dt
import signal
import time

import pytest
from django.core.management import call_command
from django.test import Client
from icalendar import Calendar

from sporezo.jobs import clock
from sporezo.meets.enums import MeetState
from sporezo.notices.enums import DeliveryState
from sporezo.notices.models import Delivery
from sporezo.rounds.domain import answer
from sporezo.rounds.models import Seat
from tests.factories.meets import make_player, make_sport, make_venue
from tests.factories.rounds import make_proposal
from tests.mailserver import mail_server
from tests.processes import own_queue, queue_url, wait_until, worker

A_DEAD_WORKER_IS_GIVEN_UP = dt.timedelta(seconds=60)


@pytest.fixture
def bench(transactional_db, settings, tmp_path):
    """A folder, and this process on the same queue as the workers."""
    call_command("createcachetable", verbosity=0)
    with own_queue(settings, queue_url(tmp_path)):
        yield tmp_path


@pytest.fixture
def last_seat(bench):
    """A run for four on which three have said yes: the fourth makes it certain, since a run books no court."""
    running = make_sport("running")
    four = [make_player(running, last_name="Morel") for _ in range(4)]
    now = clock.now()
    proposal = make_proposal(
        four,
        sport=running,
        now=now,
        starts_at=now.replace(microsecond=0) + dt.timedelta(days=3),
        until=now + dt.timedelta(days=1),
        venue=make_venue(running, name="Parc de la Tête d'Or", city="Lyon"),
    )
    seats = list(Seat.objects.filter(proposal=proposal).order_by("pk"))
    for seat in seats[:3]:
        answer(seat, accepted=True, now=now)
    return seats[3]


def say_yes(seat):
    """As the browser does."""
    browser = Client()
    browser.force_login(seat.member)
    assert browser.post(f"/play/proposals/{seat.pk}/answer").status_code == 303


def confirmations(server):
    return [mail for mail in server.mails if mail.get_content_type() == "multipart/mixed"]


def test_the_last_yes_is_at_four_doors_and_in_four_calendars_at_once(bench, last_seat, record_property):
    """By the nudge alone: this worker does not sweep. The seconds are in the report; on a free machine, under three."""
    with mail_server() as server, worker(bench, periodic=False, SPOREZO_SMTP_URL=server.url):
        asked = time.monotonic()
        say_yes(last_seat)
        assert wait_until(lambda: len(confirmations(server)) == 4)
        record_property("seconds_to_the_mail_server", round(server.at[-1] - asked, 2))
    meet = last_seat.proposal.meet
    meet.refresh_from_db()
    assert meet.state == MeetState.CONFIRMED
    assert {mail["To"] for mail in server.mails} == {seat.member.email for seat in last_seat.proposal.seats.all()}
    for mail in confirmations(server):
        assert "Parc de la Tête d'Or" in mail.get_body(["plain"]).get_content()
        (line,) = mail.iter_attachments()
        assert line.get_content_type() == "text/calendar"
        (event,) = Calendar.from_ical(line.get_content()).walk("VEVENT")
        assert str(event["UID"]).startswith(str(meet.uid))
        assert event.decoded("DTSTART").astimezone(dt.UTC) == meet.starts_at
        assert event.decoded("DTEND").astimezone(dt.UTC) == meet.ends_at
        assert (str(event["STATUS"]), str(event["LOCATION"])[:20]) == ("CONFIRMED", "Parc de la Tête d'Or")


def test_a_confirmation_whose_worker_was_killed_is_told_by_another(bench, last_seat):
    """The other's clock is ahead by less than the ninety seconds that are promised."""
    with mail_server() as server:
        server.dawdle = 30
        with worker(bench, SPOREZO_SMTP_URL=server.url) as doomed:
            say_yes(last_seat)
            assert server.began.wait(20)
            doomed.send_signal(signal.SIGKILL)
            doomed.wait()
        assert server.mails == []
        server.dawdle = 0
        later = {"SPOREZO_DEMO": "1", "SPOREZO_NOW": (clock.now() + A_DEAD_WORKER_IS_GIVEN_UP).isoformat()}
        with worker(bench, SPOREZO_SMTP_URL=server.url, SPOREZO_DATA=str(bench / "later"), **later):
            assert wait_until(lambda: len(confirmations(server)) == 4)
            assert wait_until(lambda: set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT})
    assert len({mail["Message-ID"] for mail in server.mails}) == len(server.mails) == 4
