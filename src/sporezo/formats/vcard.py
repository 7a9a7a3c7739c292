"""vCard 2.1, 3.0 and 4.0: read cards one by one, each a contact or a reason; write them back.

The raw card travels with the contact, and :func:`to_vcard` patches only the fields that changed, so that what
Sporezo does not know (keys, relations, extensions) survives.
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from sporezo.formats import contentlines, names, phones
from sporezo.formats.contentlines import Card, ContentLine, pieces, unescaped
from sporezo.formats.dates import iso_birthday
from sporezo.formats.images import photo
from sporezo.formats.keys import email_key, email_keys, linkedin_slug, web_url
from sporezo.formats.reasons import Reason
from sporezo.formats.records import Birthday, ContactRecord, Phone, Skipped
from sporezo.formats.texts import many_lines, one_line

SOURCE_CHARACTERS = 400_000
_MUTE_TYPES = {"voice", "pref", "internet", "text", "msg", "x400", ""}
_BETWEEN_NAMES = re.compile(r"(?<!\\),")  # several given names, or several surnames
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")


def read(stream: BinaryIO) -> Iterator[ContactRecord | Skipped]:
    """Yield each card of a file as a contact, or why not.

    Raises
    ------
    Unreadable
        When the file holds no card at all.
    """
    for card in contentlines.cards(stream):
        yield card if isinstance(card, Skipped) else contact(card)


def contact(card: Card) -> ContactRecord | Skipped:
    """What one card says, or why it is no person's."""
    kind = _first(card, "KIND", "X-ADDRESSBOOKSERVER-KIND").lower()
    if kind in {"group", "org", "location", "device", "application"}:
        return Skipped(card.row, Reason.GROUP if kind == "group" else Reason.ORGANISATION)
    record = facts(card)
    if _first(card, "X-ABSHOWAS").upper() == "COMPANY" and record.full in {"", record.company}:
        return Skipped(card.row, Reason.ORGANISATION)
    return record if record.is_named else Skipped(card.row, Reason.NO_NAME)


def facts(card: Card) -> ContactRecord:
    """The fields of a card that Sporezo knows, be they few."""
    name = _name(card)
    links = [unescaped(line.value) for line in _lines(card, "URL", "X-SOCIALPROFILE", "SOCIALPROFILE")]
    city, country = place(next(filter(has_place, card.lines), None))
    source = card.source
    return ContactRecord(
        row=card.row,
        given=name.given,
        family=name.family,
        full=_shown_name(card) or name.full,
        nickname=", ".join(_texts(card, "NICKNAME"))[:250],
        emails=_distinct(key for line in _lines(card, "EMAIL") for key in email_keys(unescaped(line.value))),
        phones=phones.distinct([n for line in _lines(card, "TEL") for n in numbers_of(line, card)]),
        linkedin_slug=next(filter(None, map(linkedin_slug, links)), ""),
        company=next(filter(None, map(one_line, pieces(_first(card, "ORG"), ";"))), ""),
        title=one_line(unescaped(_first(card, "TITLE", "ROLE"))),
        birthday=_birthday(card),
        city=city,
        country=country,
        note=many_lines("\n\n".join(unescaped(line.value) for line in _lines(card, "NOTE"))),
        labels=_distinct(_texts(card, "CATEGORIES")),
        urls=_distinct(web_url(link) for link in links if not linkedin_slug(link)),
        photo=next(filter(None, (photo(line.value) for line in _lines(card, "PHOTO"))), None),
        uid=one_line(unescaped(_first(card, "UID"))),
        source=source if len(source) <= SOURCE_CHARACTERS else _without_objects(card),
    )


def numbers_of(line: ContentLine, card: Card) -> Iterator[Phone]:
    """The numbers of one TEL line, labelled by its types or by Apple's X-ABLabel."""
    apples = (x.value for x in card.lines if x.name == "X-ABLABEL" and x.group == line.group and x.group)
    label = _APPLE_LABEL.sub(r"\1", unescaped(next(apples, ""))) or ",".join(sorted(line.types - _MUTE_TYPES))
    yield from phones.phones(unescaped(line.value), label=one_line(label, limit=40))


def has_place(line: ContentLine) -> bool:
    return line.name == "ADR" and any(place(line))


def place(line: ContentLine | None) -> tuple[str, str]:
    """City and country of an ADR line."""
    parts = [one_line(part) for part in pieces(line.value if line else "", ";")] + [""] * 7
    return parts[3], parts[6]


def _name(card: Card) -> names.Name:
    written = _BETWEEN_NAMES.sub(" ", _first(card, "N"))
    family, given, middle, *_ = (*map(one_line, pieces(written, ";")), "", "", "")
    if given or family:
        return names.Name(given=given or middle, family=family)
    return names.split(_shown_name(card))


def _shown_name(card: Card) -> str:
    """FN, unless it only repeats an address or stands for nothing."""
    shown = one_line(unescaped(_first(card, "FN")))
    return "" if email_key(shown) or shown in {"-", "?", "."} else shown


def _birthday(card: Card) -> Birthday | None:
    line = next(_lines(card, "BDAY"), None)
    if line is None:
        return None
    omitted = line.param("X-APPLE-OMIT-YEAR") or "1604"
    value = line.value.strip()
    return iso_birthday(f"--{value.removeprefix(omitted)}" if value.startswith(omitted) else value)


def _without_objects(card: Card) -> str:
    kept = tuple(line for line in card.lines if line.name not in {"PHOTO", "LOGO", "SOUND", "KEY"})
    return Card(card.row, kept).source[:SOURCE_CHARACTERS]


def _lines(card: Card, *wanted: str) -> Iterator[ContentLine]:
    for name in wanted:
        yield from (line for line in card.lines if line.name == name and line.value.strip())


def _first(card: Card, *wanted: str) -> str:
    return next((line.value.strip() for line in _lines(card, *wanted)), "")


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _texts(card: Card, name: str) -> list[str]:
    values = (piece for line in _lines(card, name) for piece in pieces(line.value, ","))
    return [text for text in map(one_line, values) if text]
