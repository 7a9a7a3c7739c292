"""A notice becomes a mail, read back from a real server."""

import datetime as dt
from itertools import pairwise

import pytest
from django.conf import settings as django_settings
from icalendar import Calendar

from sporezo.notices.domain import post, send
from sporezo.notices.enums import DeliveryState, Topic
from sporezo.notices.models import Delivery, Letter
from sporezo.ui.mails import words
from tests.factories.members import make_members
from tests.mailserver import mail_server

CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Sporezo//EN\r
BEGIN:VEVENT\r
UID:42@sporezo\r
DTSTAMP:20261123T080000Z\r
DTSTART:20261126T113000Z\r
SUMMARY:Course à pied\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture
def server(settings):
    with mail_server() as received:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", received.port
        yield received


def sent(to, now, server, **more):
    given = {"kind": "safety/reported", "topic": Topic.WEEK, "context": {"due_at": now}, "dedupe_key": "once"} | more
    delivery = post(to=to, now=now, **given).deliveries.get()
    assert send([delivery.pk], now=now) == 1
    return server.mails[-1]


def test_a_mail_is_written_in_its_readers_language_and_time_zone(alix, server):
    alix.language, alix.time_zone = "en", "Pacific/Auckland"
    alix.save()
    evening = dt.datetime(2026, 11, 30, 20, 0, tzinfo=dt.UTC)
    mail = sent(alix, evening - dt.timedelta(days=30), server, context={"due_at": evening})
    assert mail["Subject"] == "A report waits for a moderator"
    assert "Tuesday 1 December" in mail.get_body(["plain"]).get_content()
    assert mail["To"] == "alix@example.org"


def test_an_initial_at_the_end_of_a_sentence_brings_its_full_stop(now):
    _, paragraphs = words("meets/notices/arrival.txt", {"who": "Bruno K.", "starts_at": now, "sport": "Padel"})
    assert paragraphs[0].endswith("Bruno K.")
    assert ".." not in paragraphs[0]


def test_a_subject_keeps_the_spaces_that_french_does_not_break(alix, now, server, tmp_path, settings):
    (tmp_path / "asked.txt").write_text("Padel jeudi :\n  on joue\u202f?\n\nOui.".replace(" :", "\u00a0:"))
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    subject, paragraphs = words("asked.txt", {})
    assert subject == "Padel jeudi\u00a0:"
    assert paragraphs == ["on joue\u202f?", "Oui."]


def test_text_and_page_say_the_same_and_escape_what_people_wrote(alix, now, server):
    alix.language = "en"
    mail = sent(
        alix,
        now,
        server,
        kind="safety/decided",
        context={"decision": "reminder", "words": "<b>Fair</b> & square\nplay"},
        link="/me/safety",
    )
    text, page = (mail.get_body([kind]).get_content().replace("\r\n", "\n") for kind in ("plain", "html"))
    assert "<b>Fair</b> & square\nplay" in text
    assert "&lt;b&gt;Fair&lt;/b&gt; &amp; square<br>play" in page
    for part in (text, page):
        assert f"{django_settings.SPOREZO_URL}/me/safety" in part


def test_a_calendar_travels_with_its_method_and_can_be_read_back(alix, now, server):
    mail = sent(alix, now, server, context={"due_at": now, "calendar": CALENDAR, "calendar_method": "CANCEL"})
    part = next(mail.iter_attachments())
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "CANCEL"
    assert part.get_content_charset() == "utf-8"
    event = Calendar.from_ical(part.get_content()).walk("VEVENT")[0]
    assert str(event["SUMMARY"]) == "Course à pied"


def test_one_click_switches_the_topic_off_without_signing_in(alix, now, server, client):
    mail = sent(alix, now, server)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = mail["List-Unsubscribe"].strip(" <>").removeprefix(django_settings.SPOREZO_URL)
    assert client.get(path).status_code == 200
    assert post(to=alix, kind="safety/closed", topic=Topic.WEEK, context={}, dedupe_key="still on", now=now)
    assert Delivery.objects.order_by("-pk")[0].state == DeliveryState.WAITING
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert set(Delivery.objects.exclude(state=DeliveryState.SENT).values_list("state", flat=True)) == {
        DeliveryState.DROPPED
    }
    other = post(to=alix, kind="safety/closed", topic=Topic.SESSIONS, context={}, dedupe_key="other", now=now)
    assert other.deliveries.get().state == DeliveryState.WAITING


def test_safety_mail_and_mail_to_an_address_have_no_switch(alix, now, server):
    assert sent(alix, now, server, topic=Topic.ACCOUNT)["List-Unsubscribe"] is None
    assert sent("guest@example.org", now, server, language="en", dedupe_key="guest")["List-Unsubscribe"] is None


def test_a_mail_written_twice_bears_one_name(alix, now, server):
    first = sent(alix, now, server)
    Delivery.objects.update(state=DeliveryState.WAITING)
    send(list(Delivery.objects.values_list("pk", flat=True)), now=now)
    assert server.mails[1]["Message-ID"] == first["Message-ID"]
    assert sent(alix, now, server, dedupe_key="another")["Message-ID"] != first["Message-ID"]


def test_a_refused_mail_is_tried_again_later_and_given_up_in_the_end(alix, now, server):
    server.refuse = "451 Come back later"
    delivery = post(to=alix, kind="safety/closed", topic=Topic.WEEK, context={}, dedupe_key="k", now=now)
    pk = delivery.deliveries.get().pk
    moment, waits = now, []
    for _ in range(5):
        assert send([pk], now=moment) == 0
        row = Delivery.objects.get(pk=pk)
        waits.append(round((row.due_at - moment).total_seconds() / 60))
        moment = row.due_at
    assert waits[:4] == [1, 5, 25, 120]
    assert row.state == DeliveryState.FAILED
    assert "Come back later" in row.problem


def test_a_server_that_is_back_gets_what_it_missed(alix, now, server):
    server.refuse = "451 Come back later"
    row = post(to=alix, kind="safety/closed", topic=Topic.WEEK, context={}, dedupe_key="k", now=now).deliveries.get()
    assert send([row.pk], now=now) == 0
    server.refuse = ""
    assert send([row.pk], now=now + dt.timedelta(minutes=1)) == 1
    row.refresh_from_db()
    assert (row.state, row.problem, row.attempts) == (DeliveryState.SENT, "", 2)


def test_a_server_out_of_reach_is_a_problem_told(alix, now, settings, server):
    settings.EMAIL_PORT = 1
    row = post(to=alix, kind="safety/closed", topic=Topic.WEEK, context={}, dedupe_key="k", now=now).deliveries.get()
    assert send([row.pk], now=now) == 0
    row.refresh_from_db()
    assert (row.state, row.problem.partition(":")[0]) == (DeliveryState.WAITING, "ConnectionRefusedError")


def test_the_demo_keeps_letters_with_their_calendar(alix, now, settings):
    settings.EMAIL_BACKEND = "sporezo.notices.adapters.Mailbox"
    delivery = post(
        to=alix,
        kind="safety/closed",
        topic=Topic.WEEK,
        context={"calendar": CALENDAR, "calendar_method": "REQUEST"},
        dedupe_key="k",
        now=now,
    ).deliveries.get()
    assert send([delivery.pk], now=now) == 1
    letter = Letter.objects.get()
    assert letter.to == "alix@example.org"
    assert "Course à pied" in letter.calendar
    assert letter.html.startswith("<!DOCTYPE html>")


def test_a_slow_server_gets_a_whole_job_over_one_connection_and_each_claim_has_its_own_moment(db, now, server):
    server.dawdle = 0.2
    notices = [
        post(to=one, now=now, kind="safety/closed", topic=Topic.WEEK, context={}, dedupe_key=f"{one.pk}")
        for one in make_members(3)
    ]
    assert send([notice.deliveries.get().pk for notice in notices], now=now) == 3
    assert len(server.peers) == 1
    claimed = list(Delivery.objects.order_by("pk").values_list("claimed_at", flat=True))
    assert claimed[0] >= now
    assert all(later - earlier >= dt.timedelta(seconds=0.2) for earlier, later in pairwise(claimed))
