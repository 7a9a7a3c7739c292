"""Venues from files: in line by source and number, never deleted, and a sentence for what cannot be read."""

import io
import json

import pytest

from sporezo.cli import main
from sporezo.formats.reasons import Unreadable
from sporezo.formats.source import Source
from sporezo.formats.venues import Selection
from sporezo.places import domain
from sporezo.places.models import Venue
from sporezo.sports.domain import load_catalogue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def catalogue(db):
    load_catalogue()
    domain.load_communes(departments={"69"})


def facility(number, **fields):
    return {
        "equip_numero": f"E001I6900{number:05}",
        "equip_nom": f"Court {number}",
        "inst_nom": "Stade des Quais",
        "equip_type_name": "Court de tennis",
        "equip_aps_nom": ["Tennis"],
        "equip_x": 4.85,
        "equip_y": 45.77,
        "new_code": "69386",
        "new_name": "Lyon 6e",
        **fields,
    }


def source_of(facilities):
    return Source(io.BytesIO(json.dumps(facilities).encode()), "facilities.json")


@pytest.fixture
def told(catalogue, now):
    def bring(facilities, **options):
        report = domain.import_venues(source_of(facilities), now=now, **options)
        return report.as_json()

    return bring


def test_the_same_file_again_changes_nothing(told):
    facilities = [facility(n) for n in range(250)]
    first = told(facilities)
    assert (first["created"], first["updated"], first["unchanged"]) == (250, 0, 0)
    assert first["by_sport"] == {"tennis": 250}
    again = told(facilities)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 250)
    venue = Venue.objects.get(source_key="E001I690000007")
    assert (venue.name, venue.city, venue.commune_id) == ("Stade des Quais · Court 7", "Lyon 6e", "69386")
    assert [sport.slug for sport in venue.sports.all()] == ["tennis"]
    assert venue.is_public is None


def test_what_changed_is_updated_and_what_is_gone_stays(told):
    told([facility(1), facility(2), facility(3)])
    kept = Venue.objects.get(source_key="E001I690000003").pk
    report = told([facility(1), facility(2, equip_aps_nom=["Tennis", "Padel"]), facility(4)])
    assert (report["created"], report["updated"], report["unchanged"]) == (1, 1, 1)
    assert Venue.objects.filter(pk=kept).exists()
    padel = Venue.objects.get(source_key="E001I690000002")
    assert {sport.slug for sport in padel.sports.all()} == {"tennis", "padel"}


def test_what_is_left_out_is_counted_by_reason(told):
    report = told(
        [
            facility(1),
            facility(1, equip_nom="Twice"),
            facility(2, equip_x=None, equip_y=None),
            facility(3, equip_type_name="Soucoupe", equip_aps_nom=[]),
            facility(4, inst_hs_bool="Oui"),
        ]
    )
    assert report["created"] == 1
    assert report["skipped"] == {"duplicate": 1, "no_coordinates": 1, "unknown_type": 1, "closed": 1}
    assert Venue.objects.get().name == "Stade des Quais · Court 1"


def test_only_what_is_selected_is_brought_in(told):
    report = told([facility(1), facility(2, new_code="38185")], selection=Selection(departments=frozenset({"38"})))
    assert (report["created"], report["skipped"]) == (1, {"not_selected": 1})


def test_an_unknown_commune_leaves_the_venue_where_it_is(told):
    told([facility(1, new_code="00000")])
    assert Venue.objects.get().commune is None


def test_a_damaged_file_keeps_what_stood_before_the_damage(catalogue, now):
    whole = json.dumps([facility(n) for n in range(150)]).encode()
    with pytest.raises(Unreadable):
        domain.import_venues(Source(io.BytesIO(whole[:-300]), "cut.json"), now=now)
    assert Venue.objects.count() == 120


def test_the_command_tells_what_stood_before_the_damage(catalogue, tmp_path, capsys):
    file = tmp_path / "cut.json"
    file.write_text(json.dumps([facility(n) for n in range(150)])[:-300])
    assert main(["venues", "import", str(file), "--json"]) == 1
    assert "120" in capsys.readouterr().err


def test_the_command_says_one_line_of_json(catalogue, tmp_path, capsys):
    file = tmp_path / "facilities.json"
    file.write_text(json.dumps([facility(1)]))
    assert main(["venues", "import", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["created"] == 1


@pytest.mark.parametrize("content", [None, b"", b"nothing like a table\n"])
def test_a_file_that_cannot_be_read_is_a_sentence_and_exit_1(catalogue, tmp_path, capsys, content):
    file = tmp_path / "facilities.json"
    if content is not None:
        file.write_bytes(content)
    assert main(["venues", "import", str(file), "--json"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.strip().endswith(".")
    assert "Traceback" not in told.err


def test_a_ground_without_a_name_is_called_by_its_sport_and_street(told):
    def pitch(number, **tags):
        return {"type": "node", "id": number, "lat": 45.77, "lon": 4.85, "tags": {"leisure": "pitch", **tags}}

    grounds = [
        pitch(1, sport="tennis", **{"addr:street": "rue Garibaldi"}),
        pitch(2, sport="table_tennis", **{"addr:city": "Lyon"}),
        pitch(3, sport="tennis", name="Court des Quais"),
        pitch(4, sport="tennis"),
    ]
    assert told(grounds)["created"] == 4
    names = Venue.objects.order_by("source_key").values_list("name", flat=True)
    assert list(names) == ["Tennis, rue Garibaldi", "Tennis de table, Lyon", "Court des Quais", "Tennis"]
    assert told(grounds)["unchanged"] == 4
