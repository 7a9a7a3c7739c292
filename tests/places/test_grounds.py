"""Places people add: met by whoever adds the same, confirmed by somebody else, found nearby; files looked at first."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import ProtectedError
from django.urls import reverse

from sporezo.members.models import Member
from sporezo.places import domain, queries
from sporezo.places.models import Commune, Venue, VenueFile
from sporezo.places.rules import travel_minutes
from sporezo.places.tasks import sweep
from sporezo.sports.domain import declare, load_catalogue
from sporezo.sports.models import Sport
from sporezo.ui.refused import Refused
from tests.factories.meets import organise

pytestmark = pytest.mark.django_db

COURT = {"name": "Tennis Club de la Tête d'Or", "kind": "venue", "commune": "Lyon 6e", "coordinates": "45.7772, 4.8556"}


@pytest.fixture
def alix():
    load_catalogue()
    domain.load_communes(departments={"69"})
    alix = Member.objects.create_user("alix@example.org", first_name="Alix")
    domain.set_haunt(alix, commune=Commune.objects.get(pk="69386"), minutes=25)
    return alix


@pytest.fixture
def operator():
    return Member.objects.create_user("operator@example.org", is_staff=True)


def said(**changed):
    return {**COURT, "sport_more": Sport.objects.get(slug="tennis").pk} | changed


def test_a_place_in_one_form_then_confirmed_by_somebody_else(client, alix):
    client.force_login(alix)
    page = client.post(reverse("new_venue"), said(), follow=True)
    venue = Venue.objects.get()
    assert page.context["venue"] == venue
    assert (page.context["may_confirm"], page.context["may_close"]) == (False, True)
    assert page.context["ways"][0][2] == travel_minutes(page.context["ways"][0][1], "bicycle")
    assert client.post(reverse("confirm_venue", args=[venue.pk])).status_code == 422
    client.force_login(Member.objects.create_user("bruno@example.org"))
    client.post(reverse("confirm_venue", args=[venue.pk]))
    client.post(reverse("close_venue", args=[venue.pk]))
    venue.refresh_from_db()
    assert (venue.verified_by.email, venue.closed_at) == ("bruno@example.org", None)


@pytest.mark.parametrize("typed", ["inf, 4", "nan,nan", "999,999", "4.8556, 45.7772", "45.7772", "here"])
def test_coordinates_that_lead_nowhere_are_said_and_nothing_is_lost(client, alix, typed):
    client.force_login(alix)
    page = client.post(reverse("new_venue"), said(coordinates=typed))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["coordinates"])
    assert page.context["form"]["name"].value() == COURT["name"]
    assert not Venue.objects.exists()


@pytest.mark.parametrize("typed", ["45,7772; 4,8556", "45.7772 4.8556", " 45,7772, 4,8556 "])
def test_coordinates_are_read_as_people_write_them(client, alix, typed):
    client.force_login(alix)
    client.post(reverse("new_venue"), said(coordinates=typed))
    venue = Venue.objects.get()
    assert (venue.latitude, venue.longitude) == (45.7772, 4.8556)


def test_two_who_add_the_same_place_meet(client, alix, now):
    client.force_login(alix)
    client.post(reverse("new_venue"), said())
    for changed in ({"name": "T.C. Tête d’Or", "coordinates": "45.7774, 4.8557"}, {"coordinates": ""}):
        met = client.post(reverse("new_venue"), said(**changed))
        assert (met.status_code, len(met.context["alike"])) == (422, 1)
        assert met.context["form"]["name"].value() == said(**changed)["name"]
    assert Venue.objects.count() == 1
    with pytest.raises(Refused, match="Tête d'Or"):
        domain.add_venue(
            name=COURT["name"],
            latitude=45.7772,
            longitude=4.8556,
            sports=[],
            added_by=alix,
            is_sure=False,
            commune=Commune.objects.get(pk="69386"),
            now=now,
        )
    client.post(reverse("new_venue"), said(coordinates="", anyway="1"))
    assert Venue.objects.count() == 2


def test_a_place_that_a_session_names_is_closed_and_never_deleted(alix, operator, now):
    venue = organise(alix, now=now).venue
    domain.close_venue(venue, by=operator, now=now)
    assert venue not in queries.open_venues()
    with pytest.raises(ProtectedError):
        venue.delete()


@pytest.mark.parametrize("places", [1, 3])
def test_places_nearby_cost_the_same_for_one_and_three(client, alix, now, places, django_assert_num_queries):
    tennis = Sport.objects.filter(slug="tennis")
    for n in range(places):
        domain.add_venue(
            name=f"Court {n}", latitude=45.77 + n / 1000, longitude=4.85, sports=tennis, added_by=alix, now=now
        )
    client.force_login(alix)
    with django_assert_num_queries(8):
        page = client.get(reverse("venues"), {"sport": tennis[0].pk, "text": "court"})
    assert len(page.context["found"]) == places
    kms = [one.km for one in page.context["found"]]
    assert kms == sorted(kms)
    assert client.get(reverse("venues"), {"commune": "Zzyzx"}).status_code == 422


def facilities(*numbers, **fields):
    return [
        {
            "equip_numero": f"E001I6900{number:05}",
            "equip_nom": f"Court {number}",
            "inst_nom": "Stade des Quais",
            "equip_type_name": "Court de tennis",
            "equip_aps_nom": ["Tennis"],
            "equip_x": 4.85,
            "equip_y": 45.77,
            "new_code": "69386",
            "couleur": "bleu",
            **fields,
        }
        for number in numbers
    ]


def brought(client, content):
    return client.post(reverse("venue_files"), {"file": SimpleUploadedFile("places.json", content)}, follow=True)


def test_an_operator_looks_at_a_file_then_imports_it_once(client, operator):
    load_catalogue()
    client.force_login(operator)
    page = brought(client, json.dumps(facilities(1, 2, 2)).encode())
    assert not Venue.objects.exists()
    file = VenueFile.objects.get()
    assert (file.foreseen["created"], file.foreseen["skipped"]) == (2, {"duplicate": 1})
    assert file.foreseen["columns"]["name"] == "equip_nom"
    assert file.foreseen["ignored"] == ["couleur"]
    assert "couleur" in page.content.decode()
    for _press in range(3):
        client.post(reverse("venue_file", args=[file.pk]))
    sweep()
    sweep()
    file.refresh_from_db()
    assert (Venue.objects.count(), file.report["created"], file.content) == (2, 2, None)
    assert client.post(reverse("venue_file", args=[file.pk])).status_code == 422
    again = brought(client, json.dumps(facilities(1) + facilities(2, equip_nom="Court central")).encode())
    told = VenueFile.objects.first().foreseen
    assert (told["created"], told["updated"], told["unchanged"]) == (0, 1, 1)
    assert told["changes"][0]["fields"] == ["name"]
    assert "central" not in Venue.objects.get(source_key="E001I690000002").name
    assert again.status_code == 200


@pytest.mark.parametrize("content", [b"", b"nothing,here\n1,2\n", b'[{"equip_numero": "E1"', b"\x00\x01\x02"])
def test_an_unusable_file_is_a_sentence_and_nothing_is_kept(client, operator, content):
    client.force_login(operator)
    page = client.post(reverse("venue_files"), {"file": SimpleUploadedFile("places.json", content)})
    assert page.status_code == 422
    assert str(page.context["form"].errors["file"][0]).endswith(".")
    assert not VenueFile.objects.exists()


def test_only_operators_bring_files(client, alix):
    client.force_login(alix)
    assert client.get(reverse("venue_files")).status_code == 404
    assert client.get(reverse("venue_file", args=[1])).status_code == 404


def test_the_share_located_is_told_by_method(capsys):
    call_command("communes", "--json", "--check", "200")
    told = json.loads(capsys.readouterr().out)
    assert told["communes"] == 34_917
    assert told["population_located"] >= 0.99
    assert sum(one["population"] for one in told["by_method"].values()) == pytest.approx(1, abs=1e-4)
    assert told["far_from_their_department"] == []


def test_the_form_knows_where_one_is_and_what_one_plays(client, alix, now):
    declare(alix, discipline=Sport.objects.get(slug="padel").disciplines.get(), label="advanced", now=now)
    client.force_login(alix)
    form = client.get(reverse("new_venue")).context["form"]
    assert form["commune"].value() == "Lyon 6e (69006)"
    assert [str(label) for _pk, label in form.fields["sports"].choices] == ["Padel"]
    silent = client.post(reverse("new_venue"), said(sport_more=""))
    assert list(silent.context["form"].errors) == ["sport_more"]
    client.post(reverse("new_venue"), said(sports=[Sport.objects.get(slug="padel").pk]))
    assert {sport.slug for sport in Venue.objects.get().sports.all()} == {"padel", "tennis"}
