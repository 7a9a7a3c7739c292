"""Sports facilities as the census, a city and OpenStreetMap publish them; every place is invented."""

import gzip
import io
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sporezo.formats import venues
from sporezo.formats.facilities import facility, sports_of_activity
from sporezo.formats.jsonstream import elements
from sporezo.formats.reasons import Reason, Unreadable
from sporezo.formats.records import Skipped
from sporezo.formats.source import Source
from sporezo.formats.venues import Selection, VenueRecord

COURT = {
    "equip_numero": "E001I690010001",
    "equip_nom": "Court n° 1",
    "inst_nom": "Parc des Sports",
    "equip_type_name": "Court de tennis",
    "equip_aps_nom": ["Tennis"],
    "equip_nature": "Découvert",
    "equip_eclair": "true",
    "equip_acc_libre": "true",
    "equip_ouv_public_bool": None,
    "equip_sol": "Béton poreux",
    "equip_coordonnees": {"lon": 4.83, "lat": 45.76},
    "new_code": "69001",
    "new_name": "Lyon",
    "inst_cp": "69001",
    "inst_adresse": "1 rue du Lac",
    "equip_url": "exemple.fr",
}


def read(content, selection=None, name="venues.json"):
    if not isinstance(content, bytes):
        content = json.dumps(content, ensure_ascii=False).encode()
    return list(venues.read(Source(io.BytesIO(content), name), selection))


def only(content, **options):
    (venue,) = read(content, **options)
    assert isinstance(venue, VenueRecord), venue
    return venue


def test_a_facility_of_todays_census():
    venue = only([COURT])
    assert (venue.source, venue.source_id) == ("data-es", "E001I690010001")
    assert (venue.name, venue.installation, venue.kind) == ("Court n° 1", "Parc des Sports", "Court de tennis")
    assert (venue.longitude, venue.latitude) == (4.83, 45.76)
    assert (venue.sports, venue.is_guessed) == (("tennis",), False)
    assert (venue.is_indoor, venue.is_lit, venue.is_public, venue.is_school) == (False, True, True, False)
    assert (venue.insee, venue.commune, venue.department) == ("69001", "Lyon", "69")
    assert venue.url == "https://exemple.fr"


OTHER_SHAPES = {
    "api page": {"total_count": 1, "results": [COURT]},
    "older export": [{"datasetid": "x", "recordid": "y", "fields": COURT, "geometry": None}],
    "geojson": {
        "type": "FeatureCollection",
        "crs": {"type": "name"},
        "features": [
            {"type": "Feature", "properties": COURT, "geometry": {"type": "Point", "coordinates": [4.83, 45.76]}}
        ],
    },
    "old names": [
        {
            "EquipementId": 12345,
            "EquNom": "Court n° 1",
            "InsNom": "Parc des Sports",
            "EquipementTypeLib": "Court de tennis",
            "EquGpsX": "4,83",
            "EquGpsY": "45,76",
            "ComInsee": 69001,
            "ComLib": "Lyon",
            "NatureLibelle": "Découvert",
            "EquEclairage": "-1",
        }
    ],
    "newer activities": [
        {
            **{name: value for name, value in COURT.items() if name != "equip_aps_nom"},
            "aps_name": '["Tennis"]',
        }
    ],
}


@pytest.mark.parametrize("shape", OTHER_SHAPES)
def test_the_same_facility_in_other_shapes(shape):
    venue = only(OTHER_SHAPES[shape])
    assert (venue.source, venue.name, venue.sports) == ("data-es", "Court n° 1", ("tennis",))
    assert (venue.longitude, venue.latitude) == (4.83, 45.76)
    assert (venue.commune, venue.insee, venue.is_indoor, venue.is_lit) == ("Lyon", "69001", False, True)


def test_what_is_not_said_is_unknown_never_no():
    venue = only(
        [{"equip_numero": "1", "equip_nom": "Court", "equip_type_name": "Court de tennis", "coordonnees": "45.7,4.8"}]
    )
    assert (venue.is_indoor, venue.is_public, venue.is_lit) == (None, None, None)
    assert only([COURT | {"equip_nature": "Découvrable"}]).is_indoor is None
    assert only([COURT | {"equip_acc_libre": None}]).is_public is None
    assert only([COURT | {"equip_acc_libre": "false", "equip_ouv_public_bool": "false"}]).is_public is False


def test_listed_activities_speak_before_the_type_and_a_guess_says_so():
    gym = COURT | {"equip_type_name": "Salle multisports (gymnase)", "equip_nature": "Intérieur"}
    listed = only(
        [gym | {"equip_aps_nom": ["Badminton, Jeu de volant", "Judo", "Football / Football en salle (Futsal)"]}]
    )
    assert (listed.sports, listed.is_guessed) == (("badminton", "football-5"), False)
    guessed = only([gym | {"equip_aps_nom": None}])
    assert guessed.is_guessed
    assert "volleyball" in guessed.sports
    (judo,) = read([gym | {"equip_aps_nom": ["Judo"]}])
    assert (judo.reason, judo.params) == (Reason.NO_SPORT, {"type": "Salle multisports (gymnase)"})
    assert only([COURT | {"equip_aps_nom": ["Padel"]}]).sports == ("padel", "tennis")


def test_unknown_types_are_counted_apart_from_known_ones_without_a_sport():
    unknown, known = read(
        [
            COURT | {"equip_type_name": "Soucoupe", "equip_aps_nom": None},
            COURT | {"equip_type_name": "Salle de billard", "equip_aps_nom": None},
        ]
    )
    assert (unknown.reason, unknown.params) == (Reason.UNKNOWN_TYPE, {"type": "Soucoupe"})
    assert (known.reason, known.params) == (Reason.NO_SPORT, {"type": "Salle de billard"})


@pytest.mark.parametrize(
    "sign",
    [
        {"inst_nom": "Collège Jean Moulin"},
        {"inst_nom": "GROUPE SCOLAIRE DES LÔNES"},
        {"inst_uai": "0690001A"},
        {"inst_part_type": '["Etablissement d\'enseignement"]'},
        {"equip_utilisateur": ["Scolaires, universités"]},
    ],
)
def test_school_facilities_are_left_out_unless_asked_for(sign):
    (skipped,) = read([COURT | sign])
    assert skipped.reason is Reason.SCHOOL
    assert only([COURT | sign], selection=Selection(with_schools=True)).is_school


def test_a_selection_by_department_sport_and_box():
    corsican = COURT | {"new_code": "2A004"}
    overseas = COURT | {"new_code": "97411"}
    assert only([corsican], selection=Selection(departments=frozenset({"2A"}))).department == "2A"
    assert only([overseas], selection=Selection(departments=frozenset({"974"}))).department == "974"
    around_lyon = Selection(box=(4.7, 45.6, 5.0, 45.9), sports=frozenset({"tennis"}))
    assert only([COURT], selection=around_lyon)
    for elsewhere in (
        Selection(departments=frozenset({"75"})),
        Selection(sports=frozenset({"padel"})),
        Selection(box=(2.0, 48.0, 3.0, 49.0)),
    ):
        assert [record.reason for record in read([COURT], elsewhere)] == [Reason.NOT_SELECTED]


def test_what_is_out_of_service_or_has_no_number_is_counted():
    closed, unnamed, odd = read([COURT | {"inst_hs_bool": "true"}, COURT | {"equip_numero": None}, "x"])
    assert [closed.reason, unnamed.reason, odd.reason] == [Reason.CLOSED, Reason.NO_SOURCE_ID, Reason.BROKEN_ROW]


def test_a_citys_extract_in_gzip_keeps_the_census_number():
    properties = {
        "identifiant": "E001I690030001",
        "nom": "court couvert",
        "type": "Court de tennis",
        "famille": "Court de tennis",
        "installation": "Parc",
        "insee": "69003",
        "commune": "Ici",
        "gid": 1,
    }
    feature = {
        "type": "Feature",
        "id": "x.1",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [4.8, 45.8]},
    }
    content = gzip.compress(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode())
    venue = only(content, name="ville.json.gz")
    assert (venue.source, venue.source_id, venue.sports) == ("data-es", "E001I690030001", ("tennis",))
    assert venue.file == "ville.json"
    with pytest.raises(Unreadable, match="damaged"):
        read(content[:60] + content[-8:], name="ville.json.gz")


def test_openstreetmap_as_geojson_and_as_elements():
    tags = {
        "leisure": "pitch",
        "sport": "tennis;padel",
        "name": "Club",
        "access": "private",
        "lit": "yes",
        "indoor": "no",
    }
    feature = {
        "type": "Feature",
        "id": "way/12",
        "properties": tags,
        "geometry": {"type": "Point", "coordinates": [4.8, 45.8]},
    }
    element = {"type": "node", "id": 12, "lat": 45.8, "lon": 4.8, "tags": tags}
    way = {"type": "way", "id": 13, "center": {"lat": 45.8, "lon": 4.8}, "tags": tags}
    box = {
        "type": "way",
        "id": 14,
        "bounds": {"minlat": 45.7, "maxlat": 45.9, "minlon": 4.7, "maxlon": 4.9},
        "tags": tags,
    }
    for content, source_id in (
        ({"type": "FeatureCollection", "features": [feature]}, "way/12"),
        ({"version": 0.6, "elements": [element]}, "node/12"),
        ({"version": 0.6, "elements": [way]}, "way/13"),
        ({"version": 0.6, "elements": [box]}, "way/14"),
        (
            b"@id\t@type\tname\tsport\t@lat\t@lon\taccess\tlit\tindoor\n"
            b"15\tnode\tClub\ttennis;padel\t45.8\t4.8\tprivate\tyes\tno\n",
            "node/15",
        ),
    ):
        venue = only(content)
        assert (venue.source, venue.source_id) == ("osm", source_id)
        assert venue.sports == ("tennis", "padel")
        assert (venue.is_public, venue.is_lit, venue.is_indoor) == (False, True, False)


@pytest.mark.parametrize("delimiter", [";", ","])
def test_the_census_as_csv_with_labels(delimiter):
    header = (
        "Numéro de l'équipement sportif|Nom de l'équipement sportif|Nom de l'installation sportive|"
        "Type d'équipement sportif|Activités|Commune INSEE|Commune nom|Longitude (WGS84)|Latitude (WGS84)"
    )
    row = "E001I010040001|Court 1|Parc|Court de tennis|Tennis|01004|Ambérieu-en-Bugey|5.36|45.95"
    venue = only(f"\ufeff{header}\n{row}\n".replace("|", delimiter).encode(), name="data-es.csv")
    assert (venue.source, venue.sports, venue.department, venue.row) == ("data-es", ("tennis",), "01", 2)


def test_a_plain_table_needs_no_number_and_keeps_its_identity():
    content = "nom,sport,latitude,longitude,ville,cp\nLes Lônes,padel|tennis,45.7,4.8,Lyon,1000\n".encode()
    venue = only(content)
    assert (venue.source, venue.sports, venue.commune, venue.postcode) == (
        "table",
        ("padel", "tennis"),
        "Lyon",
        "01000",
    )
    assert venue.source_id == only(content).source_id


def test_tables_of_types_and_activities():
    slugs = {"tennis", "padel", "squash", "badminton", "table-tennis", "pickleball", "beach-volleyball", "volleyball"}
    slugs |= {"basketball-3x3", "football-5", "golf", "running", "trail-running", "walking", "nordic-walking", "hiking"}
    slugs |= {"road-cycling", "gravel", "mountain-biking", "swimming", "open-water", "climbing", "bouldering", "rowing"}
    slugs |= {"sailing", "alpine-skiing", "ski-touring", "cross-country-skiing", "petanque", "yoga", "fitness-outdoor"}
    slugs |= {"fencing"}
    from sporezo.formats import facilities

    assert {sport for known in facilities._facilities().values() for sport in known.sports} <= slugs
    assert {sport for sports in facilities._activities().values() for sport in sports} <= slugs
    assert facility("Stade d’athlétisme").sports == ("running",)
    for name, sports in [
        ("Tennis / Padel", ("tennis", "padel")),
        ("Tennis-ballon", ()),
        ("Volley-ball de plage (beach-volley)", ("beach-volleyball",)),
        ("VTT / Cross country", ("mountain-biking",)),
        ("Pétanque et jeu provençal", ("petanque",)),
        ("Football américain", ()),
        ("table_tennis", ("table-tennis",)),
    ]:
        assert sports_of_activity(name) == sports


def streamed(text):
    return list(elements(io.BytesIO(text.encode())))


def test_json_is_read_element_by_element_in_any_wrapping():
    assert streamed('[1, "a", {"b": [2]}]') == [1, "a", {"b": [2]}]
    assert streamed(' \n{"meta": {"n": 1}, "features": [{"a": 1}, {"a": 2}], "bbox": [1]}\n') == [{"a": 1}, {"a": 2}]
    assert streamed('{"a": 1}\n{"a": 2}\n') == [{"a": 1}, {"a": 2}]
    assert streamed("[]") == streamed("") == streamed('{"features": []}') == []


@pytest.mark.parametrize(
    "text", ["[1, 2", "[1 2]", '{"a" 1}', '{"features": [1}', "[" * 100_000, "x", '{"a": 1} x', "[nul]"]
)
def test_damaged_json_says_where(text):
    with pytest.raises(Unreadable, match="character"):
        streamed(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.lists(json_values, max_size=5), st.integers(1, 7))
def test_any_array_is_streamed_whatever_the_size_of_the_window(values, size):
    class Drip(io.BytesIO):
        def read(self, _=-1):
            return super().read(size)

    assert list(elements(Drip(json.dumps(values).encode()))) == values


@settings(deadline=None, max_examples=150)
@given(
    st.dictionaries(
        st.sampled_from([*COURT, "geometry", "tags", "sport", "id", "coordonnees"]), json_values, max_size=10
    )
)
def test_no_facility_brings_a_traceback(odd):
    (record,) = read([COURT | odd])
    assert isinstance(record, VenueRecord | Skipped)


def test_a_large_file_is_read_in_bounded_memory():
    class Rows(io.RawIOBase):
        """Six thousand facilities, made as they are read."""

        def __init__(self):
            self.left, self.tail = 6_000, b"["

        def readable(self):
            return True

        def readinto(self, buffer):
            while len(self.tail) < len(buffer) and self.left:
                self.left -= 1
                mark = b"," if self.left else b"]"
                self.tail += json.dumps(COURT | {"equip_numero": f"E{self.left:03}I1", "x": "x" * 500}).encode() + mark
            content, self.tail = self.tail[: len(buffer)], self.tail[len(buffer) :]
            buffer[: len(content)] = content
            return len(content)

    tracemalloc.start()
    count = sum(1 for _ in elements(io.BufferedReader(Rows())))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 6_000
    assert peak < 4_000_000


@pytest.mark.parametrize(
    ("content", "read_from", "ignored"),
    [
        (
            "nom;sport;lat;lon;couleur\nCourt 1;tennis;45,7;4,8;bleu\n".encode("cp1252"),
            {"name": "nom", "activities": "sport", "longitude": "lon", "latitude": "lat"},
            ["couleur"],
        ),
        (
            b'{"features": [{"properties": {"name": "Stade", "leisure": "pitch", "sport": "tennis", "x": 1}}]}',
            {"name": "name", "activities": "sport"},
            ["x"],
        ),
    ],
)
def test_which_column_is_read_as_what_is_told(content, read_from, ignored):
    assert venues.columns(Source(io.BytesIO(content), "places")) == (read_from, ignored)


def test_a_table_of_something_else_is_told_what_to_name():
    with pytest.raises(Unreadable, match="name, sports, latitude, longitude"):
        read(b"a,b\n1,2\n")
