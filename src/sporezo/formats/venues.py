"""Places to play: Data ES old and new, a city's extract, OpenStreetMap, or a plain table; JSON, GeoJSON or CSV.

Columns drift from dump to dump and are mapped by aliases. What a source does not say stays unknown: a missing
answer is never read as no. A type of facility the tables do not know is a reason of its own, so that it can be
counted and the tables grow.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from sporezo.formats import names
from sporezo.formats.csvtext import Table, open_table
from sporezo.formats.facilities import Facility, facility, sports_of_activities
from sporezo.formats.jsonstream import elements
from sporezo.formats.keys import touch_key, web_url
from sporezo.formats.reasons import Reason, Unreadable
from sporezo.formats.records import Skipped
from sporezo.formats.source import Source
from sporezo.formats.venue_fields import ALIASES, column_of, is_swapped, listed, mapped, point, reader, text, told

_SCHOOL = re.compile(
    r"\b(ecoles?|college|lycee|groupe scolaire|scolaire|maternelle|elementaire|universit\w*|campus|iut|insa|cfa)\b"
)
_TAGS = ("leisure", "amenity", "indoor", "access")  # OpenStreetMap's, read beside the columns
_INDOOR = {
    "interieur": True,
    "decouvert": False,
    "exterieur": False,
    "site naturel": False,
    "site naturel amenage": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueRecord:
    """One place to play, as a source knows it; ``None`` where it does not say.

    ``source`` and ``source_id`` name it for ever; ``sports`` are slugs; ``is_guessed`` when only the type of the
    facility speaks for them (a gymnasium has seldom a single sport). ``name`` is empty where a ground has none but a
    tag, such as OpenStreetMap's *pitch*.
    """

    row: int
    source: str
    source_id: str
    name: str
    installation: str
    kind: str
    sports: tuple[str, ...]
    is_guessed: bool
    latitude: float
    longitude: float
    is_indoor: bool | None
    is_public: bool | None
    is_lit: bool | None
    is_school: bool
    ground: str
    insee: str
    postcode: str
    commune: str
    address: str
    url: str
    file: str = ""

    @property
    def department(self) -> str:
        code = self.insee or self.postcode
        return code[:3] if code.startswith(("97", "98")) else code[:2]


@dataclass(frozen=True, slots=True)
class Selection:
    """What an operator wants of a national file; empty wants everything but schools.

    ``box`` is west, south, east, north in degrees.
    """

    departments: frozenset[str] = frozenset()
    sports: frozenset[str] = frozenset()
    box: tuple[float, float, float, float] | None = None
    with_schools: bool = False

    def refusal(self, venue: VenueRecord) -> Reason | None:
        if venue.is_school and not self.with_schools:
            return Reason.SCHOOL
        if self.departments and venue.department not in self.departments:
            return Reason.NOT_SELECTED
        if self.sports and not self.sports & set(venue.sports):
            return Reason.NOT_SELECTED
        if self.box:
            west, south, east, north = self.box
            if not (west <= venue.longitude <= east and south <= venue.latitude <= north):
                return Reason.NOT_SELECTED
        return None


def read(source: Source, selection: Selection | None = None) -> Iterator[VenueRecord | Skipped]:
    """Yield each facility as a venue, or why not, in bounded memory.

    Raises
    ------
    Unreadable
        When a member is neither JSON nor a table of venues, or is damaged on the way.
    """
    selection = selection or Selection()
    for member in source.members:
        with source.open(member) as stream:
            for record in _records(stream):
                refusal = selection.refusal(record) if isinstance(record, VenueRecord) else None
                kept = Skipped(record.row, refusal) if refusal else record
                yield replace(kept, file=member.name)


def columns(source: Source) -> tuple[dict[str, str], list[str]]:
    """Which column of the first member each of our fields is read from, and the columns nobody reads.

    Raises
    ------
    Unreadable
        When it is neither JSON nor a table of venues.
    """
    for member in source.members:
        with source.open(member) as stream:
            head = stream.read(256).decode("utf-8-sig", "replace").lstrip()
            stream.seek(0)
            if head[:1] in {"{", "["}:
                first = next((one for one in elements(stream) if isinstance(one, dict)), {})
                names_found = tuple(name for name in _flattened(first) if name != "geometry")
            else:
                names_found = tuple(name for name in _table(stream).header if name)
            read_from = mapped(names_found)
            return read_from, [name for name in names_found if name not in {*read_from.values(), *_TAGS}]
    return {}, []


def _table(stream: BinaryIO) -> Table:
    try:
        return open_table(stream, ALIASES["name"] + ALIASES["installation"], ALIASES["type"] + ALIASES["activities"])
    except Unreadable as error:
        if error.reason != Reason.NO_HEADER:
            raise
        raise Unreadable(Reason.NO_HEADER, columns="name, sports, latitude, longitude") from error


def _records(stream: BinaryIO) -> Iterator[VenueRecord | Skipped]:
    head = stream.read(256).decode("utf-8-sig", "replace").lstrip()
    stream.seek(0)
    if head[:1] in {"{", "["}:
        for row, element in enumerate(elements(stream), start=1):
            yield _venue(row, _flattened(element)) if isinstance(element, dict) else Skipped(row, Reason.BROKEN_ROW)
        return
    table = _table(stream)
    for found in table.rows():
        if isinstance(found, Skipped):
            yield found
        else:
            cells = map(found.cell, range(len(table.header)))
            yield _venue(found.line, dict(zip(table.header, cells, strict=True)))


def _flattened(element: dict[str, Any]) -> dict[str, Any]:
    """Properties of a GeoJSON feature, fields of an older export, tags of an OpenStreetMap element, and its point."""
    inner = next(
        (element[name] for name in ("properties", "fields", "tags") if isinstance(element.get(name), dict)), None
    )
    if inner is None:
        return element
    flat = {**inner, "geometry": element.get("geometry")}
    if isinstance(element.get("tags"), dict):
        flat |= element["center"] if isinstance(element.get("center"), dict) else _middle(element.get("bounds"))
        flat |= {name: element[name] for name in ("lat", "lon") if name in element}
        flat["@id"] = f"{element.get('type')}/{element.get('id')}"
    elif "@id" not in flat and "id" in element:
        flat["@id"] = element["id"]
    return flat


def _middle(bounds: Any) -> dict[str, float]:
    try:
        return {"lat": (bounds["minlat"] + bounds["maxlat"]) / 2, "lon": (bounds["minlon"] + bounds["maxlon"]) / 2}
    except (TypeError, LookupError):
        return {}


def _venue(row: int, flat: Mapping[str, Any]) -> VenueRecord | Skipped:
    value_of = reader(flat)
    said = text(value_of("type"))
    kind = said or text(flat.get("leisure")) or text(flat.get("amenity"))
    activities = listed(value_of("activities"))
    known = facility(kind)
    source_id = text(value_of("id"))
    if source_id.isdigit() and flat.get("@type") in {"node", "way", "relation"}:  # OpenStreetMap as a table
        source_id = f"{flat['@type']}/{source_id}"
    if not source_id and column_of(flat, "id"):
        return Skipped(row, Reason.NO_SOURCE_ID)
    if told(value_of("broken")):
        return Skipped(row, Reason.CLOSED)
    sports, is_guessed = _sports(known, activities)
    if not sports:
        is_known = known is not None or bool(activities)
        return Skipped(row, Reason.NO_SPORT if is_known else Reason.UNKNOWN_TYPE, {"type": kind or "?"})
    place = point(flat.get("geometry"), value_of)
    if place is None:
        return Skipped(row, Reason.NO_COORDINATES)
    if is_swapped(*place):
        return Skipped(row, Reason.SWAPPED_COORDINATES)
    known = known or Facility()
    installation = text(value_of("installation"))
    name = text(value_of("name")) or installation or said
    if not name and not kind:
        return Skipped(row, Reason.MISSING_NAME)
    return VenueRecord(
        row=row,
        source=_source_of(source_id, column_of(flat, "id")),
        source_id=source_id or touch_key(name or kind, f"{place[0]:.4f}", f"{place[1]:.4f}"),
        name=name,
        installation=installation,
        kind=kind,
        sports=sports,
        is_guessed=is_guessed,
        longitude=place[0],
        latitude=place[1],
        is_indoor=_is_indoor(text(value_of("nature")), flat, known),
        is_public=_is_public(value_of, flat, known),
        is_lit=told(value_of("lit")),
        is_school=_is_school(value_of, installation),
        ground=text(value_of("ground")),
        insee=text(value_of("insee")).zfill(5) if text(value_of("insee")) else "",
        postcode=text(value_of("postcode")).zfill(5) if text(value_of("postcode")) else "",
        commune=text(value_of("commune")),
        address=text(value_of("address")),
        url=web_url(text(value_of("url"))),
    )


def _sports(known: Facility | None, activities: list[str]) -> tuple[tuple[str, ...], bool]:
    """What is listed, and what the type makes certain; a mere guess only where nothing is listed."""
    listed = sports_of_activities(activities)
    certain = known.sports if known and known.is_certain else ()
    sports = tuple(dict.fromkeys((*listed, *certain)))
    if sports or activities or known is None:
        return sports, False
    return known.sports, True


def _is_indoor(nature: str, flat: Mapping[str, Any], known: Facility) -> bool | None:
    if nature:
        return _INDOOR.get(names.fold(nature))
    tagged = told(flat.get("indoor"))
    return known.is_indoor if tagged is None else tagged


def _is_public(value_of: Callable[[str], Any], flat: Mapping[str, Any], known: Facility) -> bool | None:
    answers = {told(value_of("public")), told(value_of("free"))}
    if flat.get("access") in {"private", "no", "customers", "members"}:
        answers.add(False)
    if True in answers:
        return True
    return False if False in answers else known.is_public


def _is_school(value_of: Callable[[str], Any], installation: str) -> bool:
    particular = names.fold(" ".join(listed(value_of("particular"))))
    users = {names.fold(user) for user in listed(value_of("users"))}
    return bool(
        value_of("school")
        or "enseignement" in particular
        or "scolaire" in particular
        or (users and all(user.startswith("scolaire") for user in users))
        or _SCHOOL.search(names.fold(installation))
    )


def _source_of(source_id: str, column: str) -> str:
    """The census's own numbers, whoever republishes them; OpenStreetMap's; else a table's."""
    if column in {"equipnumero", "equipementid", "numerodelequipementsportif"} or re.fullmatch(r"E\d+I\d+", source_id):
        return "data-es"
    return "osm" if re.fullmatch(r"(node|way|relation)/\d+", source_id) else "table"
