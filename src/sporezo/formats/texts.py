"""From bytes of unknown encoding to clean text, a line at a time."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from sporezo.formats.reasons import Reason, Unreadable

CHUNK_BYTES = 1 << 16
LINE_CHARACTERS = 1 << 23
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_BROKEN_BYTES = re.compile("[\udc80-\udcff]+")


def encoding_of(stream: BinaryIO) -> str:
    """Tell ``utf-8-sig``, UTF-16, UTF-32 or ``cp1252``; the stream is left where it was.

    A byte order mark decides. Without one, bytes that are no UTF-8 mean cp1252, unless one in ten or more of
    the accents is well formed: that is UTF-8 with broken rows.
    """
    start = stream.tell()
    head = stream.read(4096)
    stream.seek(start)
    if wide := wide_encoding_of(head):
        return wide
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    accents = broken = 0
    while chunk := stream.read(CHUNK_BYTES):
        if chunk.isascii():
            continue
        text = decoder.decode(chunk)
        bad = sum(len(found) for found in _BROKEN_BYTES.findall(text))
        broken += bad
        accents += sum(character > "\x7f" for character in text) - bad
    stream.seek(start)
    return "cp1252" if broken > 10 * accents else "utf-8-sig"


def wide_encoding_of(head: bytes) -> str:
    """``utf-16`` or ``utf-32``, by its mark or by its zeros, for a file that begins so; ``""`` for any other.

    >>> wide_encoding_of("BEGIN".encode("utf-32-be")), wide_encoding_of("BEGIN".encode("utf-16-le"))
    ('utf-32-be', 'utf-16-le')
    """
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    first, second, third, fourth = zeros = [head[place::4].count(0) for place in range(4)]
    if sum(zeros) <= len(head) // 4:
        return ""
    if sum(zeros) > len(head) * 5 // 8:
        return "utf-32-be" if first > fourth else "utf-32-le"
    return "utf-16-be" if first + third > second + fourth else "utf-16-le"


def lines(stream: BinaryIO, encoding: str | None = None) -> Iterator[str]:
    """Yield physical lines ending in ``\\n``, whatever the file's line ends.

    Bytes that cannot be decoded come as lone surrogates: :func:`repaired` reads them as cp1252. A line is cut
    at ``LINE_CHARACTERS``, so memory stays bounded.
    """
    wrapper = io.TextIOWrapper(stream, encoding=encoding or encoding_of(stream), errors="surrogateescape", newline=None)
    try:
        while line := wrapper.readline(LINE_CHARACTERS):
            yield line
    except UnicodeError as error:
        raise Unreadable(Reason.NOT_TEXT) from error
    finally:
        if not stream.closed:
            wrapper.detach()


def is_broken(text: str) -> bool:
    """True when some bytes of it could not be decoded."""
    return not text.isascii() and _SURROGATES.search(text) is not None


def repaired(text: str) -> str:
    """Read the bytes that could not be decoded as cp1252, the usual culprit; drop what even it lacks.

    A letter that folding had cut in two is whole again once its lines are joined: its bytes are read as UTF-8.
    """
    if not is_broken(text):
        return text
    return _SURROGATES.sub("", _BROKEN_BYTES.sub(lambda found: _letters(found[0]), text))


def _letters(broken: str) -> str:
    content = broken.encode("utf-8", "surrogateescape")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "ignore")


def one_line(text: str, *, limit: int = 250) -> str:
    """Clean a short field: repaired, no controls, single spaces, at most ``limit`` characters."""
    return " ".join(_CONTROLS.sub("", repaired(text)).split())[:limit].rstrip()


def many_lines(text: str, *, limit: int = 20_000) -> str:
    """Clean a note: as :func:`one_line`, but its lines stay lines."""
    plain = repaired(text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", plain).strip()[:limit].rstrip()
