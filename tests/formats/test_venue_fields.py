"""Where a facility is, and what is told of it, in every form its sources have."""

import pytest

from sporezo.formats.reasons import Reason
from sporezo.formats.records import Skipped
from tests.formats.test_venues import COURT, only, read


@pytest.mark.parametrize(
    "point",
    [
        {"equip_coordonnees": {"lon": 4.83, "lat": 45.76}},
        {"coordonnees": '{"lon": 4.83, "lat": 45.76}'},
        {"coordonnees": "45.76, 4.83"},
        {"coordonnees": [45.76, 4.83]},
        {"equip_coordonnees": '{"coordinates": [4.83, 45.76], "type": "Point"}'},
        {"equip_x": 4.83, "equip_y": 45.76},
        {"equip_x": 842666.1, "equip_y": 6519924.4, "coordonnees": "45.76,4.83"},
        {
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[4.82, 45.75], [4.84, 45.75], [4.84, 45.77], [4.82, 45.77], [4.82, 45.75]]],
            }
        },
        {"geom": "POINT (4.83 45.76)"},
    ],
)
def test_a_point_in_any_of_its_forms(point):
    bare = {name: value for name, value in COURT.items() if name != "equip_coordonnees"}
    venue = only([bare | point])
    assert (round(venue.longitude, 6), round(venue.latitude, 6)) == (4.83, 45.76)


@pytest.mark.parametrize("point", [None, "", "x,y", [1], {"lon": 500, "lat": 45}, {"lon": 0, "lat": 0}, '{"lon":'])
def test_a_facility_without_a_position_is_counted(point):
    assert read([COURT | {"equip_coordonnees": point}]) == [
        Skipped(1, Reason.NO_COORDINATES, {}, file="venues.json"),
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        *((yes, True) for yes in ("true", True, "Oui", "-1", -1)),
        *((no, False) for no in ("false", False, "Non", 0)),
        *((unknown, None) for unknown in (None, "", "ne sait pas")),
    ],
)
def test_yes_no_and_unknown(written, told):
    assert only([COURT | {"equip_eclair": written}]).is_lit is told


def test_a_point_that_lies_off_somalia_is_told_to_be_the_wrong_way_round():
    assert read([COURT | {"equip_coordonnees": {"lon": 45.76, "lat": 4.83}}]) == [
        Skipped(1, Reason.SWAPPED_COORDINATES, {}, file="venues.json"),
    ]
    assert only([COURT | {"equip_coordonnees": {"lon": 55.45, "lat": -20.88}}]).latitude == -20.88  # Réunion


def test_a_place_that_nothing_names_is_counted():
    assert read(b"nom,sport,lat,lon\n,tennis,45.76,4.83\n") == [Skipped(2, Reason.MISSING_NAME, {}, file="venues.json")]
