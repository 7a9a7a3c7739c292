"""The list of a community's members that its lead imports: a table, checked line by line.

Which postcodes, sports, levels and languages exist is asked of the caller: the tables that know live upstairs.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sporezo.formats.csvtext import Row, Table, open_table
from sporezo.formats.keys import email_key
from sporezo.formats.reasons import Reason, Unreadable
from sporezo.formats.records import Skipped
from sporezo.formats.texts import encoding_of

ALIASES: dict[str, tuple[str, ...]] = {
    "email": ("email", "e-mail", "mail", "courriel", "adresse e-mail", "adresse mail", "adresse électronique"),
    "first_name": ("first_name", "prénom"),
    "last_name": ("last_name", "nom", "nom de famille"),
    "company": ("company", "entreprise", "société", "organisation"),
    "function": ("function", "fonction", "poste", "titre", "job title"),
    "sector": ("sector", "secteur", "secteur d'activité"),
    "seniority": ("seniority", "séniorité", "ancienneté", "expérience", "niveau d'expérience", "parcours"),
    "languages": ("languages", "language", "langues", "langue"),
    "postcode": ("postcode", "postal code", "code postal", "cp"),
    "sports": ("sports", "sport", "sports pratiqués"),
    "external_id": ("external_id", "identifier", "identifiant", "identifiant externe", "id externe", "matricule"),
}
_MAILABLE = re.compile(r"[^.]+(?:\.[^.]+)*@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_](?:[\w-]*[^\W_])")
_OTHER_FILES = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"\xff\xd8\xff", b"\x89PNG")
_GIBBERISH = re.compile("[\x00-\x08\x0e-\x1f\ufffd\ud800-\udfff]|ÿþ|þÿ")


@dataclass(frozen=True, slots=True)
class DeclaredSport:
    """A sport, and a level on a named scale when one is given: ``padel=FR8:4``, ``running=10k:50:00``, ``golf``."""

    sport: str
    scale: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRecord:
    """One person to invite; ``email`` is the key, lower-cased."""

    row: int
    email: str
    first_name: str
    last_name: str
    company: str = ""
    function: str = ""
    sector: str = ""
    seniority: str = ""
    languages: tuple[str, ...] = ()
    postcode: str = ""
    sports: tuple[DeclaredSport, ...] = ()
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Checks:
    """What the caller knows: is it a postcode; a sport's slug, a language's code (``""`` when unknown); is it a
    level of that sport on that scale (the scale is ``""`` when the file names none)."""

    is_postcode: Callable[[str], bool]
    sport_of: Callable[[str], str]
    is_level: Callable[[str, str, str], bool]
    language_of: Callable[[str], str]


def read(stream: BinaryIO, checks: Checks) -> Iterator[MemberRecord | Skipped]:
    """Yield each line as a member, or all that is wrong with it, one ``Skipped`` a fault.

    ``Skipped.column`` is one of the keys of ``ALIASES``, or empty when the whole line is to blame.

    Raises
    ------
    Unreadable
        When it is a workbook, a ZIP or a document, or no line of headers names an address, a first and a last name.
    """
    start = stream.tell()
    if stream.read(8).startswith(_OTHER_FILES):
        raise Unreadable(Reason.NO_TABLE)
    stream.seek(start)
    table = open_table(
        stream, *(ALIASES[name] for name in ("email", "first_name", "last_name")), encoding=encoding_of(stream)
    )
    places = {name: table.place(*aliases) for name, aliases in ALIASES.items()}
    lines_of: dict[str, int] = {}
    for row in table.rows():
        if isinstance(row, Skipped):
            yield row
            continue
        fault = _unfit(row, table)
        found = fault or _member(row, places, checks, lines_of)
        if isinstance(found, MemberRecord):
            lines_of[found.email] = row.line
            yield found
        else:
            yield from found


def _unfit(row: Row, table: Table) -> list[Skipped]:
    """Whether the line as a whole can be read; empty cells that spreadsheets add at its end are forgiven."""
    if row.is_broken or any(map(_GIBBERISH.search, row.cells)):
        return [Skipped(row.line, Reason.UNDECODABLE)]
    expected, found = len(table.header), len(row.cells)
    while expected > 0 and not table.header[expected - 1]:
        expected -= 1
    if found < expected or any(cell.strip() for cell in row.cells[expected:]):
        return [Skipped(row.line, Reason.WRONG_FIELD_COUNT, {"found": found, "expected": expected})]
    return []


def _member(
    row: Row, places: dict[str, int | None], checks: Checks, lines_of: dict[str, int]
) -> MemberRecord | list[Skipped]:
    text = {name: row.text(place) for name, place in places.items()}
    faults: list[Skipped] = []

    def fault(reason: Reason, column: str, **params: str | int) -> None:
        faults.append(Skipped(row.line, reason, params, column=column))

    email = email_key(text["email"])
    email = email if _MAILABLE.fullmatch(email) else ""
    if not text["email"]:
        fault(Reason.MISSING_EMAIL, "email")
    elif not email:
        fault(Reason.MALFORMED_EMAIL, "email", value=text["email"])
    elif email in lines_of:
        fault(Reason.DUPLICATE_EMAIL, "email", value=email, line=lines_of[email])
    for name in ("first_name", "last_name"):
        if not text[name]:
            fault(Reason.MISSING_NAME, name)
    postcode = _postcode(text["postcode"])
    if postcode and not checks.is_postcode(postcode):
        fault(Reason.UNKNOWN_POSTCODE, "postcode", value=text["postcode"])
    languages: list[str] = []
    for word in _words(text["languages"], _BETWEEN_LANGUAGES):
        if code := checks.language_of(word):
            languages.append(code)
        else:
            fault(Reason.UNKNOWN_LANGUAGE, "languages", value=word)
    sports: list[DeclaredSport] = []
    for word in _words(text["sports"], _BETWEEN_SPORTS):
        declared, level = _declared(word)
        slug = checks.sport_of(declared.sport)
        if not slug:
            fault(Reason.UNKNOWN_SPORT, "sports", value=declared.sport)
        elif level and not checks.is_level(slug, declared.scale, declared.level):
            fault(Reason.LEVEL_OFF_SCALE, "sports", value=level, sport=declared.sport)
        else:
            sports.append(DeclaredSport(slug, declared.scale, declared.level))
    if faults:
        return faults
    return MemberRecord(
        row=row.line,
        email=email,
        postcode=postcode,
        languages=tuple(dict.fromkeys(languages)),
        sports=tuple(sports),
        **{name: text[name] for name in _PLAIN},
    )


_PLAIN = ("first_name", "last_name", "company", "function", "sector", "seniority", "external_id")


# A level may hold a comma or a stroke (index 18,4; FFT 15/4): before a figure neither parts two sports.
_BETWEEN_SPORTS = re.compile(r"[;|]|[,/](?!\s*\d)")
_BETWEEN_LANGUAGES = re.compile(r"[;|,/]|\s(?:et|and)\s")


def _words(cell: str, between: re.Pattern[str]) -> list[str]:
    """What a cell lists, as people part it.

    >>> _words("Tennis = FFT:15/4, padel / golf=18,4", _BETWEEN_SPORTS)
    ['Tennis = FFT:15/4', 'padel', 'golf=18,4']
    """
    return [word.strip() for word in between.split(cell) if word.strip()]


def _declared(word: str) -> tuple[DeclaredSport, str]:
    """A sport as declared, and its level as written.

    >>> _declared("running = 10k:50:00")
    (DeclaredSport(sport='running', scale='10k', level='50:00'), '10k:50:00')
    """
    sport, _, level = (part.strip() for part in word.partition("="))
    scale, colon, value = (part.strip() for part in level.partition(":"))
    return DeclaredSport(sport, scale if colon else "", value if colon else level), level


def _postcode(text: str) -> str:
    """A postcode with the zero a spreadsheet took from it, without the country's letter.

    >>> _postcode("69 003"), _postcode("1000"), _postcode("F-69002")
    ('69003', '01000', '69002')
    """
    bare = text.replace(" ", "").upper().removeprefix("F-")
    return bare.zfill(5) if bare.isdigit() and len(bare) == 4 else bare
