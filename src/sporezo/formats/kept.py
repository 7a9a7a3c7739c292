"""Sporezo's own JSON of a network, read back: everything a member wrote, was told and exchanged, person by person.

The document is ``{"format": "sporezo-network", "version": 1, "items": [person, …]}``; ``network.queries.exports``
writes it. Whatever is not of the expected kind costs its person, who is reported, never the file.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from sporezo.formats import jsonstream
from sporezo.formats.reasons import Reason
from sporezo.formats.records import Skipped
from sporezo.formats.texts import many_lines, one_line, repaired

FORMAT = "sporezo-network"
VERSION = 1
MOST_ROWS = 50_000
RAW_CHARACTERS = 400_000

Read = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRecord:
    """One person with all that is kept about them, cleaned; ``person`` has every key of ``PERSON``."""

    row: int
    person: Mapping[str, Any] = field(repr=False)
    file: str = ""


def is_kept(head: str) -> bool:
    """True when a file begins as such a document does."""
    return head.lstrip().startswith("{") and f'"{FORMAT}"' in head[:400]


def read(stream: BinaryIO) -> Iterator[KeptRecord | Skipped]:
    """Yield each person of the document, or why not.

    Raises
    ------
    Unreadable
        When it is no JSON.
    """
    for row, element in enumerate(jsonstream.elements(stream), start=1):
        try:
            yield KeptRecord(row=row, person=_object(PERSON)(element))
        except (ValueError, TypeError, KeyError, OverflowError):
            yield Skipped(row, Reason.BROKEN_ROW)


def _text(limit: int) -> Read:
    def read_text(value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            raise TypeError
        return one_line(value, limit=limit)

    return read_text


def _moment(value: Any) -> datetime | None:
    if not value:
        return None
    moment = datetime.fromisoformat(value)
    if moment.utcoffset() is None or not 1900 < moment.year < 2200:
        raise ValueError
    return moment


def _known_moment(value: Any) -> datetime:
    moment = _moment(value)
    if moment is None:
        raise ValueError
    return moment


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def _number(most: int) -> Read:
    def read_number(value: Any) -> int | None:
        if value is None:
            return None
        if not isinstance(value, int) or not 0 <= value <= most:
            raise ValueError
        return int(value)

    return read_number


def _list(read_one: Read) -> Read:
    def read_list(value: Any) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > MOST_ROWS:
            raise TypeError
        return [read_one(one) for one in value]

    return read_list


def _object(shape: Mapping[str, Read]) -> Read:
    def read_object(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise TypeError
        return {name: read_one(value.get(name)) for name, read_one in shape.items()}

    return read_object


def _texts(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict) or len(value) > 50:
        raise TypeError
    return {_text(20)(name): _text(40)(text) for name, text in value.items()}


def _said(value: Any) -> dict[str, Any]:
    """What a card says, without what is empty, as ``sightings`` keeps it."""
    said: dict[str, Any] = _object(CARD_FIELDS)(value)
    return {name: told for name, told in said.items() if told}


def _birthday(value: Any) -> str:
    """As contacts keep it: ``1980-02-03``, or ``--02-03`` without its year; nothing for anything else."""
    written = _text(10)(value)
    return written if re.fullmatch(r"(\d{4}|-)-\d\d-\d\d", written) else ""


def _raw(value: Any) -> str:
    if not isinstance(value, str) or len(value) > RAW_CHARACTERS:
        raise TypeError
    return repaired(value.replace("\x00", ""))


CARD_FIELDS: dict[str, Read] = {
    **dict.fromkeys(("given", "family", "full", "nickname", "company", "title", "city", "country"), _text(250)),
    "emails": _list(_text(254)),
    "phones": _list(_list(_text(250))),
    "linkedin": _text(200),
    "past": _list(_texts),
    "birthday": _birthday,
    "note": lambda value: many_lines(value) if isinstance(value, str) else "",
    "labels": _list(_text(250)),
    "urls": _list(_text(2_000)),
    "connected_on": _text(10),
    "uid": _text(250),
}

PERSON: dict[str, Read] = {
    "id": _text(64),
    "given_name": _text(80),
    "family_name": _text(80),
    "company": _text(120),
    "function": _text(160),
    "city": _text(80),
    "birthday": _birthday,
    "sector": _text(20),
    "how_we_met": _text(200),
    "circle": _text(10),
    "wish_days": _number(10_000),
    "sources": _texts,
    "created_at": _known_moment,
    "snoozed_until": _moment,
    "set_aside_at": _moment,
    "trashed_at": _moment,
    "sorted_at": _moment,
    "sort_again_at": _moment,
    "keys": _list(_object({"kind": _text(10), "value": _text(254)})),
    "touches": _list(
        _object(
            {
                "at": _known_moment,
                "channel": _text(12),
                "direction": _text(5),
                "purpose": _text(5),
                "people": _number(10_000),
                "key": _text(120),
                "logged_at": _known_moment,
            }
        )
    ),
    "notes": _list(
        _object({"kind": _text(10), "text": _text(300), "at": _known_moment, "due_on": _day, "settled_at": _moment})
    ),
    "lights": _list(_object({"state": _text(10), "why": _text(200), "set_at": _known_moment, "lifted_at": _moment})),
    "favours": _list(_object({"way": _text(10), "words": _text(200), "on": date.fromisoformat})),
    "positions": _list(
        _object({"company": _text(120), "function": _text(160), "started_on": _day, "finished_on": _day})
    ),
    "cards": _list(_object({"source": _text(12), "said": _said, "raw": _raw, "is_hint": bool})),
}
