"""Write a contact as a vCard, patching the raw card it came from.

A field that still says what the raw card says keeps its very lines; one that changed is written anew; what
Sporezo does not know is carried along.
"""

import base64
import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Literal
from urllib.parse import quote

from sporezo.formats import contentlines, vcard
from sporezo.formats.contentlines import Card, ContentLine, escaped, pieces
from sporezo.formats.keys import email_keys, linkedin_slug, web_url
from sporezo.formats.records import Birthday, ContactRecord, Phone, Photo

Version = Literal["3.0", "4.0"]
FOLD_OCTETS = 75
_PHONE_TYPES = {"home", "work", "cell", "fax", "pager", "video", "main", "other", "car", "iphone"}
_FAMILIES = {"PHOTO": "image", "LOGO": "image", "SOUND": "audio", "KEY": "application"}
_GROUP_LABELS = {"X-ABLABEL", "X-ABADR"}


def to_vcard(record: ContactRecord, *, version: Version | None = None) -> str:
    """One card, lines ended by CRLF and folded at 75 octets.

    Without a version the raw card keeps its own, 3.0 or 4.0; a 2.1 card and a new one become 4.0. Reading the
    result gives the record's fields back (several addresses or numbers perhaps in another order).
    """
    card = contentlines.parse(record.source)
    wanted: Version = version or ("3.0" if card.version == "3.0" else "4.0")
    kept = tuple(_kept(card, record))
    placed = next(filter(vcard.has_place, card.lines), None)
    is_new_place = (record.city, record.country) != vcard.place(placed) and (record.city or record.country)
    lines = [f"VERSION:{wanted}", *([_address(placed, record)] if is_new_place else [])]
    lines += [line.raw if card.version == wanted else _rewritten(line, wanted) for line in kept]
    lines += _fresh(record, Card(1, kept), wanted)
    return "".join(f"{_folded(line)}\r\n" for line in ["BEGIN:VCARD", *lines, "END:VCARD"])


def _kept(card: Card, record: ContactRecord) -> Iterator[ContentLine]:
    """The lines that still say what the record says, and those that say what it cannot."""
    keeps = _keepers(card, record)
    kept = [line for line in card.lines if line.name not in keeps or keeps[line.name](line)]
    spoken_for = {line.group for line in kept if line.name not in _GROUP_LABELS}
    yield from (line for line in kept if line.name not in _GROUP_LABELS or line.group in spoken_for)


def _keepers(card: Card, record: ContactRecord) -> dict[str, Callable[[ContentLine], bool]]:
    known = vcard.facts(card)
    placed = next(filter(vcard.has_place, card.lines), None)

    def same(*fields: str) -> Callable[[ContentLine], bool]:
        is_same = all(getattr(known, name) == getattr(record, name) for name in fields)
        return lambda line: is_same

    def is_kept_link(line: ContentLine) -> bool:
        url = contentlines.unescaped(line.value)
        if slug := linkedin_slug(url):
            return slug == record.linkedin_slug
        return not web_url(url) or web_url(url) in record.urls

    def is_kept_email(line: ContentLine) -> bool:
        return all(address in record.emails for address in email_keys(contentlines.unescaped(line.value)))

    def is_kept_number(line: ContentLine) -> bool:
        return all(n in record.phones or n not in known.phones for n in vcard.numbers_of(line, card))

    def is_kept_address(line: ContentLine) -> bool:
        if line is placed:
            return (known.city, known.country) == (record.city, record.country)
        return bool(record.city or record.country) or not vcard.has_place(line)

    return {
        "VERSION": lambda line: False,
        "N": same("given", "family"),
        "FN": same("full"),
        "NICKNAME": same("nickname"),
        "ORG": same("company"),
        "TITLE": same("title"),
        "ROLE": same("title"),
        "BDAY": same("birthday"),
        "ADR": is_kept_address,
        "NOTE": same("note"),
        "CATEGORIES": same("labels"),
        "PHOTO": same("photo"),
        "UID": same("uid"),
        "EMAIL": is_kept_email,
        "TEL": is_kept_number,
        **dict.fromkeys(("URL", "X-SOCIALPROFILE", "SOCIALPROFILE"), is_kept_link),
    }


def _fresh(record: ContactRecord, kept: Card, version: Version) -> Iterator[str]:
    """Lines for what the record says and the kept lines do not."""
    still = vcard.facts(kept)
    properties = {line.name for line in kept.lines}
    if "FN" not in properties:
        yield f"FN:{escaped(record.full or next(iter(record.emails), '-'))}"
    if "N" not in properties:
        yield f"N:{escaped(record.family)};{escaped(record.given)};;;"
    if record.nickname != still.nickname:
        yield "NICKNAME:" + ",".join(map(escaped, record.nickname.split(", ")))
    for name, text in (("ORG", "company"), ("TITLE", "title"), ("NOTE", "note"), ("UID", "uid")):
        if getattr(record, text) != getattr(still, text):
            yield f"{name}:{escaped(getattr(record, text))}"
    yield from (f"EMAIL:{escaped(address)}" for address in record.emails if address not in still.emails)
    groups = {line.group for line in kept.lines}
    yield from (line for n in record.phones if n not in still.phones for line in _number(n, groups))
    if record.linkedin_slug != still.linkedin_slug:
        yield f"URL:https://www.linkedin.com/in/{quote(record.linkedin_slug)}"
    yield from (f"URL:{escaped(url)}" for url in record.urls if url not in still.urls)
    if record.birthday and record.birthday != still.birthday:
        yield _birthday(record.birthday, version)
    if record.labels != still.labels:
        yield "CATEGORIES:" + ",".join(map(escaped, record.labels))
    if record.photo and record.photo != still.photo:
        yield _object("PHOTO", record.photo, version)


def _address(placed: ContentLine | None, record: ContactRecord) -> str:
    """The raw card's address with its city and country replaced; the street leaves with an old city."""
    parts = (pieces(placed.value, ";") if placed else []) + [""] * 7
    if parts[3] and parts[3] != record.city:
        parts[:6] = [""] * 6
    parts[3], parts[6] = record.city, record.country
    return "ADR:" + ";".join(map(escaped, parts[:7]))


def _number(number: Phone, groups: set[str]) -> Iterator[str]:
    kinds = number.label.split(",")
    text = escaped(number.raw)
    if not number.label:
        yield f"TEL:{text}"
    elif set(kinds) <= _PHONE_TYPES and kinds == sorted(kinds):
        yield f"TEL;{';'.join(f'TYPE={kind}' for kind in kinds)}:{text}"
    else:
        group = next(name for name in (f"item{i}" for i in count(1)) if name not in groups)
        groups.add(group)
        yield f"{group}.TEL:{text}"
        yield f"{group}.X-ABLabel:{escaped(number.label)}"


def _birthday(day: Birthday, version: Version) -> str:
    if version == "4.0":
        return f"BDAY:{day.year or '--'}{day.month:02}{day.day:02}"
    if day.year is None:
        return f"BDAY;X-APPLE-OMIT-YEAR=1604:1604-{day.month:02}-{day.day:02}"
    return f"BDAY:{day.year}-{day.month:02}-{day.day:02}"


def _object(name: str, photo: Photo, version: Version) -> str:
    encoded = base64.b64encode(photo.content).decode()
    if version == "4.0":
        return f"{name}:data:{photo.media_type};base64,{encoded}"
    return f"{name};ENCODING=b;TYPE={photo.media_type.rpartition('/')[2].upper()}:{encoded}"


def _rewritten(line: ContentLine, version: Version) -> str:
    """A line of another version in the words of this one."""
    encodings = {encoding.upper() for encoding in line.params.get("ENCODING", ())}
    head = f"{line.group}." if line.group else ""
    params = {name: values for name, values in line.params.items() if name not in {"ENCODING", "CHARSET"}}
    value = line.value.replace("\r\n", "\n").replace("\n", "\\n")
    if encodings & {"B", "BASE64"} and version == "4.0" and line.name in _FAMILIES:
        kind = next(iter(params.pop("TYPE", ())), "octet-stream").lower()
        value = f"data:{_FAMILIES[line.name]}/{kind};base64,{value}"
    elif encodings & {"B", "BASE64"}:
        params["ENCODING"] = ("b",)
    elif version == "3.0" and line.name in _FAMILIES and value.startswith("data:"):
        media, _, value = value.partition(",")
        params |= {"ENCODING": ("b",), "TYPE": (media.partition(";")[0].rpartition("/")[2].upper(),)}
    written = "".join(f";{name}={','.join(map(_quoted, values))}" for name, values in params.items())
    return f"{head}{line.name}{written}:{value}"


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search("[:;,]", value) else value


def _folded(line: str) -> str:
    """Fold what is longer than 75 octets, never inside a character; raw lines come folded already."""
    if "\r\n" in line or len(line.encode()) <= FOLD_OCTETS:
        return line
    folded: list[str] = []
    start = octets = 0
    for place, character in enumerate(line):
        width = len(character.encode())
        if octets + width > FOLD_OCTETS - (1 if folded else 0):
            folded.append(line[start:place])
            start, octets = place, 0
        octets += width
    return "\r\n ".join([*folded, line[start:]])
