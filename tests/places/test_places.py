"""Communes as typed, areas as cells, venues until closed."""

import pytest
from django.urls import reverse

from sporezo.members.models import Member
from sporezo.places import domain, queries
from sporezo.places.models import Commune, Haunt, Venue
from sporezo.places.rules import distance_km
from sporezo.sports.domain import load_catalogue
from sporezo.sports.models import Sport
from sporezo.ui.refused import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def alix():
    domain.load_communes()
    return Member.objects.create_user("alix@example.org", first_name="Alix")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("69003", "69383"),
        ("ecully", "69081"),
        ("Villeurbanne (69100)", "69266"),
        ("Lyon 6e", "69386"),
        ("bron", "69029"),
    ],
)
def test_commune_is_found_as_one_types(alix, typed, code):
    assert queries.commune_typed(typed) == Commune.objects.get(pk=code)


def test_unknown_commune_is_none(alix):
    assert queries.commune_typed("Zzyzx") is None
    assert queries.communes_named("l") == []


def test_loading_communes_twice_adds_nothing(alix):
    before = Commune.objects.count()
    assert domain.load_communes() == before == Commune.objects.count()


def test_area_is_a_cell_and_never_the_point_given(alix):
    lyon = Commune.objects.get(pk="69386")
    haunt = domain.set_haunt(alix, commune=lyon, minutes=25, travel="bicycle")
    assert 0 < distance_km(haunt.latitude, haunt.longitude, lyon.latitude, lyon.longitude) < 1
    assert haunt.radius_km == pytest.approx(3.85, abs=0.01)
    domain.set_haunt(alix, commune=Commune.objects.get(pk="69029"), minutes=25)
    assert Haunt.objects.filter(member=alix).count() == 1


def test_absurd_travel_is_refused(alix):
    with pytest.raises(Refused):
        domain.set_haunt(alix, commune=Commune.objects.get(pk="69386"), minutes=600)


def test_venue_is_unverified_then_confirmed_then_closed(alix, now):
    load_catalogue()
    venue = domain.add_venue(
        name="Court 7", latitude=45.7, longitude=4.8, sports=Sport.objects.filter(slug="tennis"), added_by=alix, now=now
    )
    assert venue.verified_at is None
    domain.confirm_venue(venue, by=alix, now=now)
    domain.close_venue(venue, now=now)
    venue.refresh_from_db()
    assert venue.verified_by == alix
    assert venue not in queries.open_venues()
    assert Venue.objects.filter(pk=venue.pk).exists()


def test_venue_off_the_earth_is_refused(alix, now):
    with pytest.raises(Refused):
        domain.add_venue(name="Mars", latitude=120, longitude=4.8, sports=[], added_by=alix, now=now)


def test_area_page_keeps_what_was_typed_when_it_is_unknown(client, alix):
    client.force_login(alix)
    sent = {"commune": "Zzyzx", "kind": "home", "travel": "bicycle", "minutes": "25"}
    answer = client.post(reverse("areas"), sent)
    assert answer.status_code == 422
    assert "Zzyzx" in answer.content.decode()
    answer = client.post(reverse("areas"), {**sent, "commune": "Écully"})
    assert answer.status_code == 302
    assert Haunt.objects.get().commune.name == "Écully"
