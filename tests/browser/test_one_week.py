"""The main job, as four people live it on their phones: proposed with reasons, accepted, booked, confirmed, told."""

import datetime as dt

import icalendar
import pytest
from django.core.management import call_command

from sporezo.demo.doors import ALIX
from sporezo.meets.enums import CourtState, MeetState
from sporezo.meets.models import Meet
from sporezo.members.models import Member
from sporezo.rounds.enums import ProposalState
from sporezo.rounds.models import Seat
from tests.factories.members import make_members


@pytest.fixture
def town(settings, live_server, transactional_db):
    """The demo town on a Monday morning, with its mailbox."""
    settings.DEMO = True
    settings.SPOREZO_NOW = dt.datetime(2026, 11, 23, 11, 25, tzinfo=dt.UTC)
    settings.EMAIL_BACKEND = "sporezo.notices.adapters.Mailbox"
    Member.objects.filter(pk__in=[one.pk for one in make_members(20)]).delete()  # the town does not count from one
    call_command("seed_demo")
    return live_server.url


def enter(page, town, member):
    """Sign in by one click, as somebody of the town."""
    page.context.clear_cookies()
    page.goto(f"{town}/demo")
    page.locator(f"form[action='/demo/{member.pk}'] button").first.click()
    page.wait_for_url(f"{town}/")


def test_alix_and_three_others_get_their_game(page, town):
    seat = Seat.objects.filter(member__email=ALIX, proposal__ended_at=None).earliest("pk")
    meet, alix = seat.proposal.meet, seat.member
    players = [one.member for one in seat.proposal.seats.filter(kind="proposed").order_by("member_id")]
    assert len(players) == 4

    page.goto(town)
    assert "réseau" in page.inner_text("h1").lower()
    enter(page, town, alix)
    card = page.locator(".surface").first
    assert meet.venue.name in card.inner_text()
    reasons = card.locator(".reasons li").all_inner_texts()
    assert len(set(reasons)) >= 3

    for player in players:
        enter(page, town, player)
        page.locator(
            f"form[action='/play/proposals/{meet.proposal.seats.get(member=player).pk}/answer'] button"
        ).first.click()
        page.wait_for_load_state()
    meet.refresh_from_db()
    assert meet.proposal.state in (ProposalState.AGREED, ProposalState.CONFIRMED)

    if meet.court.state == CourtState.TO_BOOK:
        enter(page, town, meet.host)
        page.goto(f"{town}/meets/{meet.pk}")
        page.fill("[name=reference]", "Terrain 2, au nom de Morel")
        page.locator(f"form[action='/meets/{meet.pk}/court'] button:not([name])").click()
        page.wait_for_load_state()
    assert Meet.objects.get(pk=meet.pk).state == MeetState.CONFIRMED

    enter(page, town, alix)
    page.goto(f"{town}/mailbox")
    page.locator(".row .row-title").first.click()
    page.wait_for_load_state()
    with page.expect_download() as download:
        page.locator("a[href$='.ics']").first.click()
    event = icalendar.Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")[0]
    assert event["UID"].startswith(str(meet.uid))
    assert event.decoded("DTSTART").astimezone(dt.UTC) == Meet.objects.get(pk=meet.pk).starts_at
    assert meet.venue.name in event["LOCATION"]
