"""A venue's fields whatever their names and forms: aliases of columns, yes and no, lists, points."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from sporezo.formats.csvtext import column_key
from sporezo.formats.texts import one_line

ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("equip_numero", "Numéro de l'équipement sportif", "EquipementId", "identifiant", "source_id", "@id", "id"),
    "name": ("equip_nom", "Nom de l'équipement sportif", "EquNom", "nom", "name", "nom du lieu", "lieu", "venue"),
    "installation": ("inst_nom", "Nom de l'installation sportive", "InsNom", "installation"),
    "type": ("equip_type_name", "Type d'équipement sportif", "EquipementTypeLib", "typequipement", "type"),
    "activities": (
        "equip_aps_nom",
        "aps_name",
        "Activités",
        "ActLib",
        "sports",
        "sport",
        "sports pratiqués",
        "activité",
    ),
    "nature": ("equip_nature", "Nature de l'équipement sportif", "NatureLibelle", "nature"),
    "public": ("equip_ouv_public_bool", "Ouverture exclusive au public", "Ouvert au public", "public"),
    "free": ("equip_acc_libre", "Equipement d'accès libre", "EquAccesLibre", "acces_libre"),
    "lit": ("equip_eclair", "Eclairage de l'équipement", "EquEclairage", "lit"),
    "ground": ("equip_sol", "Nature du sol", "NatureSolLib", "surface"),
    "point": ("equip_coordonnees", "coordonnees", "Coordonnées", "geo_point_2d", "geolocalisation", "geom", "wkt"),
    "longitude": ("equip_x", "EquGpsX", "Longitude (WGS84)", "longitude", "lon", "lng", "long", "@lon"),
    "latitude": ("equip_y", "EquGpsY", "Latitude (WGS84)", "latitude", "lat", "@lat"),
    "insee": ("new_code", "Commune INSEE", "ComInsee", "code_insee", "insee", "inst_com_code"),
    "commune": ("new_name", "Commune nom", "inst_com_nom", "ComLib", "commune", "ville", "city", "addr:city"),
    "postcode": ("inst_cp", "Code Postal", "InsCodePostal", "postcode", "cp", "addr:postcode"),
    "address": (
        "inst_adresse",
        "Adresse",
        "Numéro, type et nom de la voie",
        "InsLibelleVoie",
        "address",
        "addr:street",
    ),
    "url": ("equip_url", "Adresse internet de l'équipement", "website", "url"),
    "school": ("inst_uai", "UAI"),
    "particular": ("inst_part_type", "inst_part_type_filter", "Type de particularité de l'installation"),
    "users": ("equip_utilisateur", "Types d'utilisateurs"),
    "broken": ("inst_hs_bool", "Installation hors service"),
}
_KEYS = {field: tuple(map(column_key, aliases)) for field, aliases in ALIASES.items()}
_WKT_POINT = re.compile(r"\s*POINT\s*Z?\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)", re.IGNORECASE)
_YES = {"true", "oui", "yes", "vrai", "1", "-1", "o", "t"}
_NO = {"false", "non", "no", "faux", "0", "n", "f"}


def reader(flat: Mapping[str, Any]) -> Callable[[str], Any]:
    """Look a field up by any of its names; an empty one gives way to the next."""
    plan = _plan(tuple(flat))

    def value_of(field: str) -> Any:
        return next((flat[name] for name in plan.get(field, ()) if flat[name] not in (None, "", [])), None)

    return value_of


def column_of(flat: Mapping[str, Any], field: str) -> str:
    """The key of the column a field stands in; ``""`` when there is none."""
    return next(map(column_key, _plan(tuple(flat)).get(field, ())), "")


def mapped(columns: tuple[str, ...]) -> dict[str, str]:
    """The column each field is read from first.

    >>> mapped(("Nom", "Latitude (WGS84)", "couleur"))
    {'name': 'Nom', 'latitude': 'Latitude (WGS84)'}
    """
    return {field: found[0] for field, found in _plan(columns).items() if found}


@lru_cache(maxsize=256)
def _plan(columns: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    by_key: dict[str, str] = {}
    for column in columns:
        by_key.setdefault(column_key(column), column)
    return {field: tuple(by_key[key] for key in keys if key in by_key) for field, keys in _KEYS.items()}


def point(geometry: Any, value_of: Callable[[str], Any]) -> tuple[float, float] | None:
    """Longitude and latitude, from a geometry, two columns, or one in any of its forms."""
    if isinstance(geometry, dict):
        corners = list(_corners(geometry.get("coordinates"), depth=0))
        corners = corners[: -1 if corners[1:] and corners[0] == corners[-1] else None]  # a ring ends where it began
        if corners:
            mean = (sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners))
            return _checked(*mean)
    longitude, latitude = _number(value_of("longitude")), _number(value_of("latitude"))
    if longitude is not None and latitude is not None and (found := _checked(longitude, latitude)):
        return found
    return _written_point(value_of("point"))


def is_swapped(longitude: float, latitude: float) -> bool:
    """A point in the sea off Somalia that would lie in metropolitan France the other way round.

    >>> is_swapped(45.75, 4.85), is_swapped(4.85, 45.75), is_swapped(55.45, -20.88)
    (True, False, False)
    """
    return 41 <= longitude <= 51.5 and -5.5 <= latitude <= 10


def _written_point(written: Any) -> tuple[float, float] | None:
    """``{"lon", "lat"}``, ``[lat, lon]``, ``"lat, lon"``, or any of them as JSON inside a string."""
    if isinstance(written, str) and written.lstrip()[:1] in {"{", "["}:
        try:
            written = json.loads(written)
        except (ValueError, RecursionError):
            return None
    if isinstance(written, dict):
        if "coordinates" in written:
            return point(written, lambda field: None)
        pair = (_number(written.get("lat")), _number(written.get("lon")))
    elif isinstance(written, str) and (found := _WKT_POINT.match(written)):
        pair = (_number(found[2]), _number(found[1]))
    else:
        parts = written.split(",") if isinstance(written, str) else written
        pair = (_number(parts[0]), _number(parts[1])) if isinstance(parts, list) and len(parts) == 2 else (None, None)
    latitude, longitude = pair
    return None if latitude is None or longitude is None else _checked(longitude, latitude)


def _corners(coordinates: Any, depth: int) -> Iterator[tuple[float, float]]:
    if not isinstance(coordinates, list) or depth > 4:
        return
    if len(coordinates) >= 2 and all(isinstance(value, int | float) for value in coordinates[:2]):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for part in coordinates:
        yield from _corners(part, depth + 1)


def _checked(longitude: float, latitude: float) -> tuple[float, float] | None:
    is_on_earth = -180 <= longitude <= 180 and -90 <= latitude <= 90 and (longitude, latitude) != (0, 0)
    return (longitude, latitude) if is_on_earth else None


def _number(value: Any) -> float | None:
    try:
        return float(str(value).strip().replace(",", ".")) if value is not None else None
    except ValueError:
        return None


def told(value: Any) -> bool | None:
    """Yes, no, or not told: ``true``, ``Oui``, ``-1``, ``0``…"""
    answer = str(value).strip().lower() if value is not None else ""
    return True if answer in _YES else False if answer in _NO else None


def listed(value: Any) -> list[str]:
    """A list, a list written as JSON in a string, or names separated by ``;``, ``|`` (never ``,``: *Badminton, …*)."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value.replace("'", '"') if '"' not in value else value)
        except (ValueError, RecursionError):
            value = value.strip("[] ")
    if isinstance(value, list):
        return [part for part in map(text, value) if part]
    return [part.strip() for part in re.split(r"[;|]", text(value)) if part.strip()]


def text(value: Any) -> str:
    if isinstance(value, str):
        return one_line(value)
    return one_line(str(value)) if isinstance(value, int | float) else ""
