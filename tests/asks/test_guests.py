"""Somebody without an account is invited by hand, comes under a first name, and what was played is an exchange."""

import datetime as dt

import pytest
from django.urls import reverse

from sporezo.asks import domain
from sporezo.jobs import clock
from sporezo.meets import domain as meets
from sporezo.meets.models import Attendance
from sporezo.ui.refused import Refused
from tests.factories.meets import organise
from tests.factories.network import make_contact
from tests.factories.races import race


@pytest.fixture
def session(alix, now):
    return organise(alix, now=now)


@pytest.fixture
def ada(alix):
    return make_contact(alix, "Ada Vidal")


def test_a_guest_takes_one_place_and_their_host_hears_of_it(alix, ada, session, now):
    door = domain.open_guest_door(alix, ada, session, now=now)
    assert domain.open_guest_door(alix, ada, session, now=now) == door

    for _ in range(2):
        domain.come(door, name="Ada", now=now)

    guest = Attendance.objects.get(meet=session, member=None)
    assert (guest.guest_name, guest.guest_of, guest.presence) == ("Ada", alix, "in")
    assert alix.notices.filter(kind="asks/guest_comes").count() == 1


def test_played_it_is_an_exchange_once(alix, bruno, ada, session, now):
    meets.join(session, member=bruno, now=now)
    domain.come(domain.open_guest_door(alix, ada, session, now=now), name="Ada", now=now)
    later = session.starts_at + dt.timedelta(hours=4)
    assert domain.record_guests(now=later) == 0

    meets.hold(session, came_ids=[alix.pk, bruno.pk], now=later)

    assert domain.record_guests(now=later) == 1
    assert domain.record_guests(now=later) == 0
    touch = ada.touches.get()
    assert (touch.channel, touch.direction, touch.people, touch.meet) == ("session", "both", 3, session)


def test_who_may_be_invited_and_to_what(alix, bruno, session, now):
    with pytest.raises(Refused):
        domain.open_guest_door(alix, make_contact(alix, "Bruno Lafont", member=bruno), session, now=now)
    with pytest.raises(Refused):
        domain.open_guest_door(bruno, make_contact(bruno, "Ada Vidal"), session, now=now)
    with pytest.raises(Refused):
        domain.open_guest_door(alix, make_contact(bruno, "Ada Vidal"), session, now=now)
    with pytest.raises(Refused):
        domain.open_guest_door(alix, make_contact(alix), session, now=session.starts_at)


def test_a_full_or_started_session_takes_nobody(alix, bruno, ada, now):
    two = organise(alix, now=now, places=2)
    door = domain.open_guest_door(alix, ada, two, now=now)
    meets.join(two, member=bruno, now=now)

    with pytest.raises(Refused):
        domain.come(door, name="Ada", now=now)
    with pytest.raises(Refused):
        domain.come(door, name="Ada", now=two.starts_at + dt.timedelta(hours=1))


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one_guest(alix, now):
    session = organise(alix, now=now, places=2)
    doors = [domain.open_guest_door(alix, make_contact(alix), session, now=now) for _ in range(2)]

    refusals = race(lambda one: domain.come(one, name="Guest", now=now), doors)

    assert sum(refusal is None for refusal in refusals) == 1
    assert Attendance.objects.filter(meet=session, member=None).count() == 1


def test_the_door_shows_the_city_then_the_place(client, alix, ada):
    session = organise(alix, now=clock.now())
    door = domain.guest_link(domain.open_guest_door(alix, ada, session, now=clock.now()))

    page = client.get(door)
    assert session.venue.name not in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"  # a browser that hides it posts no origin, and CSRF refuses
    assert session.venue.name not in client.get(f"{door}/session.ics").content.decode()
    assert client.post(door, {"name": ""}).status_code == 422
    assert client.post(door, {"name": "Ada"}).status_code == 303
    assert session.venue.name in client.get(door).content.decode()
    assert session.venue.name in client.get(f"{door}/session.ics").content.decode()
    assert client.get(reverse("guest_door", args=["forged:abc"])).status_code == 422


def test_the_owner_copies_a_link_and_a_stranger_finds_nobody(signed_in, alix, bruno, ada, client):
    session = organise(alix, now=clock.now())
    address = reverse("invite_guest", args=[ada.pk])
    assert signed_in.post(address, {"meet": session.pk}).status_code == 303
    assert "/guests/" in signed_in.get(address).content.decode()

    client.force_login(bruno)
    assert client.get(address).status_code == 404
    assert client.post(address, {"meet": session.pk}).status_code == 404
