"""A whole week of a club, from Monday's tap to the acquaintance made, by the pages and the periodic tasks alone."""

import datetime as dt

import pytest
from django.core import mail
from icalendar import Calendar

from sporezo.meets.enums import MeetState
from sporezo.meets.models import Meet
from sporezo.meets.tasks import hold_what_is_over
from sporezo.rounds.enums import ProposalState
from sporezo.rounds.models import Proposal, Seat
from sporezo.rounds.tasks import minute
from sporezo.safety.models import Acquaintance
from tests.factories.communities import make_community
from tests.factories.meets import make_sport, make_venue
from tests.factories.rounds import make_player

pytestmark = pytest.mark.django_db(transaction=True)
THURSDAY_NOON = [53, 54]


@pytest.fixture
def at(settings):
    """Move the clock, and let the minute's task run."""

    def at(moment):
        settings.SPOREZO_NOW = dt.datetime.fromisoformat(moment)
        minute()

    return at


def test_a_club_plays_on_thursday(client, at, settings):
    tennis = make_sport("tennis")
    make_venue(tennis, name="Tennis de la Doua", city="Villeurbanne")
    alix, bruno = (
        make_player(tennis, hours=THURSDAY_NOON, first_name=name, last_name="Morel") for name in ("Alix", "Bruno")
    )
    make_community([alix, bruno])

    at("2026-11-23T08:00+01:00")
    for member in (alix, bruno):
        client.force_login(member)
        page = client.get("/play").content.decode()
        address = next(part.split('"')[0] for part in page.split('action="')[1:] if part.startswith("/play/rounds/"))
        assert client.post(address).status_code == 303

    at("2026-11-25T18:05+01:00")
    proposal = Proposal.objects.get()
    assert proposal.meet.starts_at == dt.datetime(2026, 12, 3, 11, tzinfo=dt.UTC)
    asked = {letter.to[0] for letter in mail.outbox}
    assert asked == {alix.email, bruno.email}

    at("2026-11-26T09:00+01:00")
    for member in (alix, bruno):
        client.force_login(member)
        client.post(f"/play/proposals/{Seat.objects.get(member=member).pk}/answer")
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.AGREED

    mail.outbox.clear()
    client.force_login(alix)
    client.post(f"/meets/{proposal.meet.pk}/court", {"reference": "Court 2", "price": "8"})
    confirmed = {letter.to[0]: letter for letter in mail.outbox}
    assert set(confirmed) == {alix.email, bruno.email}
    (event,) = Calendar.from_ical(confirmed[bruno.email].attachments[0].get_payload(decode=True)).walk("VEVENT")
    assert event["DTSTART"].dt == proposal.meet.starts_at
    assert str(event["LOCATION"]) == "Tennis de la Doua"

    at("2026-11-26T09:01+01:00")
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.CONFIRMED

    at("2026-12-03T18:00+01:00")
    hold_what_is_over()
    assert Meet.objects.get().state == MeetState.HELD
    assert Acquaintance.objects.filter(low=alix, high=bruno).exists()
    at("2026-12-03T18:01+01:00")
    proposal.refresh_from_db()
    assert proposal.ended_at
