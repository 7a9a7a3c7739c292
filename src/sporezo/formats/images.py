"""Photographs that come with a contact: decoded, bounded, and recognised by their first bytes."""

import base64
import binascii
import re

from sporezo.formats.records import Photo

PHOTO_BYTES = 4_000_000
_SIGNATURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"))
_DATA_URI = re.compile(r"data:[\w/+.-]*(?:;[\w-]+=[^;,]*)*;base64,", re.IGNORECASE)


def photo(encoded: str) -> Photo | None:
    """The image of a base64 text or ``data:`` URI; ``None`` for an address or an SVG (it runs scripts)."""
    text = encoded.strip().replace("\\,", ",").replace("\\;", ";")
    found = _DATA_URI.match(text)
    text = re.sub(r"\s+", "", text[found.end() :] if found else text)
    if len(text) > PHOTO_BYTES * 4 // 3:
        return None
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    kind = next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), "")
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = "image/webp"
    return Photo(content, kind) if kind else None
