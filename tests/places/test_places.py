"""Communes as typed, areas as cells, venues until closed."""

import h3
import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sporezo.members.models import Member
from sporezo.places import domain, queries
from sporezo.places.enums import LocatedBy
from sporezo.places.models import Commune, Gazetteer, Haunt, Postcode, Venue
from sporezo.places.rules import STORED_RESOLUTION, distance_km, reach_km, travel_minutes
from sporezo.sports.domain import load_catalogue
from sporezo.sports.models import Sport
from sporezo.ui.refused import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def alix():
    domain.load_communes(departments={"69"})
    return Member.objects.create_user("alix@example.org", first_name="Alix")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("69003", "69383"),
        ("ecully", "69081"),
        ("Villeurbanne (69100)", "69266"),
        ("Lyon 6e", "69386"),
        ("bron", "69029"),
        ("lyon 3ème", "69383"),
        ("Lyon 1er arrondissement", "69381"),
        ("LYON CEDEX 03", "69123"),
        ("69003 Lyon", "69383"),
        ("69 003", "69383"),
        ("Bron 69", "69029"),
        ("Écully, 69130", "69081"),
        ("Bron (69)", "69029"),
        ("Lyon, Rhône", "69123"),
        ("ste foy les lyon", "69202"),
        ("St-Priest", "69290"),
        ("saintefoy", "69202"),
    ],
)
def test_commune_is_found_as_one_types(alix, typed, code):
    assert queries.commune_typed(typed) == Commune.objects.get(pk=code)


def test_unknown_commune_is_none(alix):
    for wrong in ("Zzyzx", "Bron (42)", "Bron 38", "Écully, 75001", "75001 Bron", "42", ""):
        assert queries.commune_typed(wrong) is None, wrong
    assert queries.communes_named("l") == []


def test_a_city_is_its_middle_and_its_postcodes_are_those_of_its_arrondissements(alix):
    lyon = queries.commune_typed("Lyon")
    assert (lyon.code, lyon.postcodes) == ("69123", [])
    assert queries.commune_typed("Oullins-Pierre-Bénite").located_by == LocatedBy.MERGER


def test_loading_a_department_again_adds_nothing_and_is_not_the_whole_table(alix):
    before = (Commune.objects.count(), Postcode.objects.count())
    Postcode.objects.create(commune_id="69386", postcode="69999")
    Commune.objects.filter(pk="69386").update(name="Elsewhere")
    assert domain.load_communes(departments={"69"}) == before[0]
    assert (Commune.objects.count(), Postcode.objects.count()) == before
    assert Commune.objects.get(pk="69386").name == "Lyon 6e"
    assert not Gazetteer.objects.exists()


def test_the_whole_table_is_loaded_once_and_locates_the_country():
    assert domain.load_communes() == 34_920 == Commune.objects.count()
    with CaptureQueriesContext(connection) as queries_made:
        assert domain.load_communes() == 34_920
    assert len(queries_made) == 2
    assert {"2A004", "97411", "75116", "13055"} <= set(Commune.objects.values_list("code", flat=True))
    for code, latitude, longitude in (("75056", 48.857, 2.352), ("59350", 50.63, 3.06), ("97411", -20.88, 55.45)):
        commune = Commune.objects.get(pk=code)
        assert distance_km(commune.latitude, commune.longitude, latitude, longitude) < 3 * commune.doubt_km
    people = Commune.objects.exclude(located_by=LocatedBy.CODE)
    by_method = dict(people.values_list("located_by").annotate(Sum("population")))
    assert by_method[LocatedBy.NAME] + by_method[LocatedBy.MERGER] > 0.9 * sum(by_method.values())
    assert Commune.objects.filter(doubt_km__lte=0).count() == 0


def test_area_is_a_cell_and_never_the_point_given(alix):
    lyon = Commune.objects.get(pk="69386")
    haunt = domain.set_haunt(alix, commune=lyon, minutes=25, travel="bicycle")
    assert 0 < distance_km(haunt.latitude, haunt.longitude, lyon.latitude, lyon.longitude) < 1
    assert haunt.radius_km == pytest.approx(3.85, abs=0.01)
    domain.set_haunt(alix, commune=Commune.objects.get(pk="69029"), minutes=25)
    assert Haunt.objects.filter(member=alix).count() == 1


@pytest.mark.parametrize("absurd", [{"minutes": 600}, {"radius_km": 0.1}, {"radius_km": 300}])
def test_absurd_travel_is_refused(alix, absurd):
    with pytest.raises(Refused):
        domain.set_haunt(alix, commune=Commune.objects.get(pk="69386"), **absurd)


@pytest.mark.parametrize(
    ("travel", "minutes", "km"), [("foot", 30, 1.6), ("bicycle", 25, 3.8), ("transit", 40, 8.1), ("car", 60, 21.2)]
)
def test_minutes_are_a_detour_of_three_tenths_at_the_speed_of_each_way_and_five_to_set_out(travel, minutes, km):
    assert reach_km(minutes, travel) == pytest.approx(km, abs=0.05)
    assert travel_minutes(reach_km(minutes, travel), travel) == minutes


def test_an_area_is_kept_at_resolution_eight_and_may_be_a_radius(alix):
    haunt = domain.set_haunt(alix, commune=Commune.objects.get(pk="69386"), radius_km=12)
    assert haunt.radius_km == 12
    assert h3.get_resolution(haunt.cell) == STORED_RESOLUTION == 8


def test_venue_is_unverified_then_confirmed_then_closed(alix, now):
    load_catalogue()
    venue = domain.add_venue(
        name="Court 7", latitude=45.7, longitude=4.8, sports=Sport.objects.filter(slug="tennis"), added_by=alix, now=now
    )
    assert venue.verified_at is None
    bruno = Member.objects.create_user("bruno@example.org")
    operator = Member.objects.create_user("operator@example.org", is_staff=True)
    with pytest.raises(Refused):
        domain.confirm_venue(venue, by=alix, now=now)
    domain.confirm_venue(venue, by=bruno, now=now)
    venue.refresh_from_db()
    for member in (alix, bruno):
        with pytest.raises(Refused):
            domain.close_venue(venue, by=member, now=now)
    domain.close_venue(venue, by=operator, now=now)
    venue.refresh_from_db()
    assert venue.verified_by == bruno
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
