import datetime as dt

import pytest
from bs4 import BeautifulSoup

from sporezo.diary.models import CalendarFeed
from sporezo.meets import domain
from sporezo.meets.enums import CourtState, MeetState, Presence
from sporezo.meets.models import Attendance
from tests.factories.communities import make_member
from tests.factories.meets import make_player, make_venue, organise, propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(settings):
    """The pages read the clock: it stands on this Monday."""
    moment = dt.datetime.now(dt.UTC).replace(microsecond=0)
    settings.SPOREZO_NOW = None
    return moment


@pytest.fixture
def visit(client):
    def visit(member):
        client.force_login(member)
        return client

    return visit


def text(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def test_a_session_is_404_for_whoever_may_not_know_of_it(visit, four, now):
    meet = propose(four, now=now)
    stranger = visit(make_member())
    for method, path in [
        ("get", f"/meets/{meet.pk}"),
        ("get", f"/meets/{meet.pk}.ics"),
        ("post", f"/meets/{meet.pk}/attendance"),
        ("delete", f"/meets/{meet.pk}/attendance"),
        ("post", f"/meets/{meet.pk}/court"),
        ("delete", f"/meets/{meet.pk}/court"),
        ("post", f"/meets/{meet.pk}/place-and-time"),
        ("post", f"/meets/{meet.pk}/organiser"),
    ]:
        assert getattr(stranger, method)(path).status_code == 404, path


def test_signed_out_one_is_sent_to_sign_in(client, running, now):
    meet = organise(make_member(), now=now)
    assert client.get(f"/meets/{meet.pk}")["Location"].startswith("/accounts/login")


def test_one_joins_reads_the_place_and_leaves(visit, running, now):
    meet = organise(make_member(), now=now, venue=make_venue(running, name="Parc de Gerland", city="Lyon 7e"))
    member = make_member(language="en")
    page = visit(member)
    before = text(page.get(f"/meets/{meet.pk}"))
    assert "Parc de Gerland" not in before
    assert "Lyon 7e" in before
    answer = page.post(f"/meets/{meet.pk}/attendance")
    assert (answer.status_code, answer["Location"]) == (303, f"/meets/{meet.pk}")
    after = text(page.get(f"/meets/{meet.pk}"))
    assert "Parc de Gerland" in after
    assert page.get(f"/meets/{meet.pk}.ics").content.startswith(b"BEGIN:VCALENDAR")
    assert page.post(f"/meets/{meet.pk}/attendance", {"leave": "1"}).status_code == 303
    assert Attendance.objects.get(meet=meet, member=member).presence == Presence.OUT


def test_a_refusal_is_a_sentence_with_what_to_do(visit, running, now):
    meet = organise(make_member(), now=now, places=1)
    answer = visit(make_member(language="en")).post(f"/meets/{meet.pk}/attendance")
    assert answer.status_code == 422
    assert "No place is left" in text(answer)


def test_the_court_is_booked_on_the_page(visit, four, now):
    meet = propose(four, now=now)
    for one in four:
        domain.join(meet, member=one, now=now)
    page = visit(four[0])
    wrong = page.post(f"/meets/{meet.pk}/court", {"reference": "Court 3", "price": "dix"})
    assert wrong.status_code == 422
    assert 'value="Court 3"' in wrong.content.decode()
    page.post(f"/meets/{meet.pk}/court", {"reference": "Court 3", "price": "9.50"})
    meet.court.refresh_from_db()
    meet.refresh_from_db()
    assert (meet.court.cents_a_head, meet.state) == (950, MeetState.CONFIRMED)
    assert "Court 3" in text(visit(four[1]).get(f"/meets/{meet.pk}"))


def test_no_court_then_another_venue_in_one_tap(visit, padel, now):
    four = [make_player(padel, language="en") for _ in range(4)]
    meet = propose(four, now=now)
    for one in four:
        domain.join(meet, member=one, now=now)
    elsewhere = make_venue(padel, name="Terrain d'à côté")
    page = visit(four[0])
    assert page.post(f"/meets/{meet.pk}/court", {"none": "1"}).status_code == 303
    meet.court.refresh_from_db()
    assert meet.court.state == CourtState.FAILED
    assert "Terrain d'à côté" in text(page.get(f"/meets/{meet.pk}"))
    empty = page.post(f"/meets/{meet.pk}/place-and-time", {})
    assert (empty.status_code, "Choose another venue" in text(empty)) == (422, True)
    page.post(f"/meets/{meet.pk}/place-and-time", {"venue": elsewhere.pk, "reason": "court"})
    meet.refresh_from_db()
    assert meet.venue == elsewhere


def test_the_organiser_hands_over_on_the_page(visit, running, now):
    host, other = make_member(), make_member()
    meet = organise(host, now=now)
    domain.join(meet, member=other, now=now)
    page = visit(host)
    assert page.post(f"/meets/{meet.pk}/organiser", {"to": make_member().pk}).status_code == 422
    assert page.post(f"/meets/{meet.pk}/organiser", {"to": other.pk}).status_code == 303
    meet.refresh_from_db()
    assert meet.host == other


def test_the_calendar_address_is_made_shown_and_revoked(visit):
    member = make_member()
    page = visit(member)
    assert page.get("/me/calendar").status_code == 200
    page.post("/me/calendar")
    feed = CalendarFeed.objects.get(member=member)
    assert feed.token in page.get("/me/calendar").content.decode()
    page.post("/me/calendar", {"revoke": "1"})
    feed.refresh_from_db()
    assert feed.revoked_at


def test_htmx_gets_the_fragment_alone(visit, running, now):
    meet = organise(make_member(), now=now)
    answer = visit(make_member()).get(f"/meets/{meet.pk}", headers={"HX-Request": "true"})
    assert b"<html" not in answer.content
