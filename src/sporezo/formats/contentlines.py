"""The lines of a vCard: cut a file into cards, unfold and decode their lines.

vobject is not used: its line pattern takes exponential time on ``X;Y=a=a=a=…`` (a second at 22 repeats,
doubling with each), and one bad line or charset loses the whole file. Everything here is linear in the size
of the card.
"""

import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from sporezo.formats.reasons import Reason, Unreadable
from sporezo.formats.records import Skipped
from sporezo.formats.texts import encoding_of, is_broken, lines, repaired

CARD_CHARACTERS = 12_000_000
_HEAD = re.compile(r'[^":]*(?:"[^"]*"[^":]*)*:')
_ESCAPED_QUOTE = re.compile(r'\\"(?=[^:;,])')
_QUOTED_OR_PLAIN = r'(?:[^"{0}]|"[^"]*"|")+'
_PARAMS = re.compile(_QUOTED_OR_PLAIN.format(";"))
_PARAM_VALUES = re.compile(_QUOTED_OR_PLAIN.format(","))
_CHARSET = re.compile(r";CHARSET=[^;:]+", re.IGNORECASE)
_PIECES = {mark: re.compile(rf"{mark}|(?:[^\\{mark}]|\\.?)+", re.DOTALL) for mark in ";,"}
_ESCAPE = re.compile(r"\\([\\,;:\"nN])")


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One logical line; ``value`` is decoded but still backslash-escaped, ``raw`` is as the file had it."""

    name: str
    value: str
    params: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    group: str = ""
    raw: str = ""

    @property
    def types(self) -> frozenset[str]:
        return frozenset(kind.lower() for kind in self.params.get("TYPE", ()))

    def param(self, name: str) -> str:
        return next(iter(self.params.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Card:
    row: int
    lines: tuple[ContentLine, ...]

    @property
    def source(self) -> str:
        return "".join(f"{line.raw}\r\n" for line in self.lines)

    @property
    def version(self) -> str:
        return next((line.value.strip() for line in self.lines if line.name == "VERSION"), "")


def cards(stream: BinaryIO) -> Iterator[Card | Skipped]:
    """Cut a file at BEGIN and END:VCARD; a card inside a card (2.1's AGENT) stays out.

    A card without END that another follows is still read; one the file breaks off in is not.
    """
    encoding = encoding_of(stream)
    gathered: list[str] | None = None
    row = size = depth = 0
    for line in lines(stream, "utf-8-sig" if encoding == "cp1252" else encoding):
        mark = line[:40].strip().strip("\ufeff").upper().replace(" ", "")
        if mark == "BEGIN:VCARD" and (depth or (gathered and gathered[-1].strip().upper().startswith("AGENT"))):
            depth += 1
        elif mark == "BEGIN:VCARD":
            if gathered is not None:
                yield _card(row, gathered, size)
            gathered, size, row = [], 0, row + 1
        elif mark == "END:VCARD" and depth:
            depth -= 1
        elif mark == "END:VCARD" and gathered is not None:
            yield _card(row, gathered, size)
            gathered = None
        elif gathered is not None and not depth:
            size += len(line)
            if size <= CARD_CHARACTERS:
                gathered.append(line.rstrip("\n").replace("\0", ""))
    if gathered is not None:
        yield Skipped(row, Reason.UNCLOSED_CARD)
    if row == 0:
        raise Unreadable(Reason.NO_CARD)


def parse(text: str) -> Card:
    """Read back one raw card, with or without its BEGIN and END."""
    physical = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    marks = {"BEGIN:VCARD", "END:VCARD"}
    return Card(1, tuple(_content_lines([line for line in physical if line.strip().upper() not in marks])))


def unescaped(value: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


def pieces(value: str, mark: str) -> list[str]:
    """Split at each unescaped ``mark`` (``;`` or ``,``), unescaping what lies between.

    >>> pieces(r"Dupont\\, Fils;Jean;;", ";")
    ['Dupont, Fils', 'Jean', '', '']
    """
    found = [""]
    for piece in _PIECES[mark].findall(value):
        if piece == mark:
            found.append("")
        else:
            found[-1] = unescaped(piece)
    return found


def _card(row: int, physical: list[str], size: int) -> Card | Skipped:
    if size > CARD_CHARACTERS:
        return Skipped(row, Reason.TOO_LARGE)
    return Card(row, tuple(_content_lines(physical)))


def _content_lines(physical: list[str]) -> Iterator[ContentLine]:
    for logical, raw in _unfolded(physical):
        line = _content_line(logical, raw)
        if line is not None:
            yield line


def _unfolded(physical: list[str]) -> Iterator[tuple[str, str]]:
    parts: list[str] = []
    raw: list[str] = []
    head = ""
    for line in physical:
        is_base64 = "BASE64" in head or "ENCODING=B:" in head or "ENCODING=B;" in head
        if parts and "QUOTED-PRINTABLE" in head and parts[-1].endswith("="):
            parts[-1] = parts[-1][:-1]
            parts.append(line)
        elif parts and line[:1] in {" ", "\t"}:
            parts.append(line.strip() if is_base64 else line[1:])
        elif parts and is_base64 and line and ":" not in line and line.strip():
            parts.append(line.strip())
        else:
            if parts:
                yield "".join(parts), "\r\n".join(raw)
            parts, raw, head = ([line], [], line[:300].upper()) if line.strip() else ([], [], "")
        if parts:
            raw.append(line)
    if parts:
        yield "".join(parts), "\r\n".join(raw)


def _content_line(logical: str, raw: str) -> ContentLine | None:
    found = _HEAD.match(logical) or _HEAD.match(logical := _ESCAPED_QUOTE.sub("'", logical))
    head, value = (logical[: found.end() - 1], logical[found.end() :]) if found else ("", "")
    if found is None and ":" in logical:
        head, _, value = logical.partition(":")
    name, *rest = _PARAMS.findall(repaired(head)) or [""]
    group, _, name = name.strip().rpartition(".")
    if not re.fullmatch(r"[\w-]+", name):
        return None
    params = _params(rest)
    decoded = _decoded(value, params)
    if is_broken(raw):
        raw = _CHARSET.sub("", raw.split(":", 1)[0]) + ":" + _in_charset(raw.split(":", 1)[-1], params)
    return ContentLine(name.upper(), decoded, params, group, raw)


def _params(texts: list[str]) -> dict[str, tuple[str, ...]]:
    params: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, equals, value = text.strip().partition("=")
        if not equals:
            is_encoding = name.upper() in {"QUOTED-PRINTABLE", "BASE64", "8BIT"}
            name, value = ("ENCODING" if is_encoding else "TYPE"), name
        values = tuple(part.strip().strip('"') for part in _PARAM_VALUES.findall(value.replace('\\"', "'")))
        if len(values) == 1 and text.count('"') == 2:
            values = tuple(part.strip() for part in values[0].split(","))
        params[name.upper()] = params.get(name.upper(), ()) + values
    return params


def _decoded(value: str, params: Mapping[str, tuple[str, ...]]) -> str:
    encodings = {encoding.upper() for encoding in params.get("ENCODING", ())}
    if "QUOTED-PRINTABLE" not in encodings:
        return _in_charset(value, params)
    content = quopri.decodestring(value.encode("utf-8", "surrogateescape"))
    return _in_charset(content.decode("utf-8", "surrogateescape"), params)


def _in_charset(text: str, params: Mapping[str, tuple[str, ...]]) -> str:
    if not is_broken(text):
        return text
    charset = next(iter(params.get("CHARSET", ())), "")
    if not charset or charset.lower().replace("-", "") == "utf8":
        return repaired(text)
    try:
        return text.encode("utf-8", "surrogateescape").decode(charset)
    except (LookupError, UnicodeError):
        return repaired(text)
