"""A session of one's own: four taps, each a link; the last one writes."""

import datetime as dt

import pytest
from django.urls import reverse

from sporezo.communities.domain import join as join_community
from sporezo.meets.enums import JoinMode, MeetState, Presence, Visibility
from sporezo.meets.models import Meet
from tests.factories.communities import make_community
from tests.factories.meets import make_player, make_sport, make_venue, organise

NEW = "/meets/new"


@pytest.fixture
def host(client, running):
    member = make_player(running)
    client.force_login(member)
    return member


def told(client, **tapped):
    return client.get(NEW, tapped).context


@pytest.fixture
def soon():
    from sporezo.jobs import clock

    return (clock.now() + dt.timedelta(days=2)).replace(minute=0, second=0, microsecond=0)


def test_four_taps_make_a_session(client, host, running, soon):
    park = make_venue(running)
    assert told(client)["mine"] == [running]
    assert told(client, sport="running")["step"] == 2
    places = told(client, sport="running", starts_at=soon.isoformat())
    assert [near.venue for near in places["near"]] == [park]
    last = told(client, sport="running", starts_at=soon.isoformat(), venue=park.pk)
    assert (last["step"], [one.key for one in last["audiences"]]) == (4, ["fitting", "asked", "invited"])
    tapped = {"sport": "running", "starts_at": soon.isoformat(), "venue": park.pk, "places": 6, "minutes": 60}
    assert client.post(NEW, tapped | {"audience": "fitting"}).status_code == 303
    meet = Meet.objects.get()
    assert (meet.host, meet.venue, meet.starts_at, meet.places, meet.quorum) == (host, park, soon, 6, 2)
    assert (meet.visibility, meet.join_mode, meet.has_level) == (Visibility.PUBLIC, JoinMode.OPEN, True)
    assert meet.attendances.get().presence == Presence.IN


@pytest.mark.parametrize(
    ("audience", "visibility", "mode"),
    [("asked", Visibility.PUBLIC, JoinMode.REQUEST), ("invited", Visibility.PRIVATE, JoinMode.INVITED)],
)
def test_for_whom_it_is(client, host, running, soon, audience, visibility, mode):
    tapped = {"sport": "running", "starts_at": soon.isoformat(), "places": 4, "minutes": 60, "audience": audience}
    assert client.post(NEW, tapped).status_code == 303
    meet = Meet.objects.get()
    assert (meet.visibility, meet.join_mode, meet.venue) == (visibility, mode, None)


def test_a_community_is_asked_in_its_own_time_zone(client, host, running, soon, now):
    club = make_community(time_zone="Europe/Lisbon")
    join_community(club, member=host, now=now)
    tapped = {"sport": "running", "starts_at": soon.isoformat(), "places": 4, "minutes": 60}
    assert client.post(NEW, tapped | {"audience": f"community-{club.pk}"}).status_code == 303
    meet = Meet.objects.get()
    assert (meet.community, meet.visibility, meet.time_zone) == (club, Visibility.COMMUNITY, "Europe/Lisbon")


def test_again_is_the_same_wall_clock_hour(client, host, running):
    from sporezo.jobs import clock

    past = organise(host, now=clock.now() - dt.timedelta(days=9), sport=running)
    again = told(client, like=past.pk)
    assert again["step"] == 4
    gap = again["starts_at"] - past.starts_at
    assert gap % dt.timedelta(days=7) in (dt.timedelta(0), dt.timedelta(hours=1), dt.timedelta(days=7, hours=-1))
    assert again["starts_at"] > clock.now()


@pytest.mark.parametrize(
    "wrong",
    [
        {"audience": "community-999"},
        {"places": "1"},
        {"places": "a"},
        {"minutes": "5"},
        {"starts_at": "yesterday"},
        {"starts_at": "2020-01-01T10:00:00+00:00"},
        {"sport": "curling"},
        {"venue": "999"},
        {"minutes": ""},
        {"places": "", "minutes": "x", "sport": ""},
    ],
)
def test_what_makes_no_sense_is_a_sentence(client, host, running, soon, wrong):
    tapped = {"sport": "running", "starts_at": soon.isoformat(), "places": 4, "minutes": 60, "audience": "asked"}
    response = client.post(NEW, tapped | wrong)
    assert response.status_code == 422
    assert not Meet.objects.exists()


@pytest.mark.parametrize("tapped", [{"sport": "x"}, {"sport": "running", "starts_at": "x"}, {"like": "9" * 40}])
def test_an_odd_address_is_asked_again(client, host, tapped):
    assert told(client, **tapped)["step"] in (1, 2)


def test_a_padel_needs_a_court(client, host, soon):
    make_sport("padel")
    tapped = {"sport": "padel", "starts_at": soon.isoformat(), "places": 4, "minutes": 90, "audience": "asked"}
    assert client.post(NEW, tapped).status_code == 422
    running_only = make_venue(make_sport("running"))
    assert client.post(NEW, tapped | {"venue": running_only.pk}).status_code == 422
    assert not Meet.objects.exists()


def test_hours_taken_are_not_offered(client, host, running, soon):
    free = [start for day in told(client, sport="running")["days"] for start in day.starts]
    begin = free[0]
    organise(host, now=begin - dt.timedelta(days=1), sport=running, starts_at=begin)
    again = [start for day in told(client, sport="running")["days"] for start in day.starts]
    assert begin not in again
    assert set(again) < set(free)


@pytest.mark.parametrize("size", [1, 3])
def test_places_cost_the_same_queries(client, host, running, soon, size, django_assert_num_queries):
    for _place in range(size):
        make_venue(running)
    with django_assert_num_queries(7):
        client.get(NEW, {"sport": "running", "starts_at": soon.isoformat()})


def test_the_reason_for_calling_off_is_read_by_all(client, host, running, soon):
    meet = organise(host, now=soon, sport=running)
    assert client.post(reverse("cancellation", args=[meet.pk]), {"because": "x"}).status_code == 422
    told = {"reason": "weather", "because": "Il pleut des cordes"}
    assert client.post(reverse("cancellation", args=[meet.pk]), told).status_code == 303
    meet.refresh_from_db()
    assert meet.state == MeetState.CANCELLED
    assert meet.why_cancelled == "The weather will not have it. Il pleut des cordes"
