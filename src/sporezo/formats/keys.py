"""The exact keys on which contacts merge: e-mail address, LinkedIn slug; and web addresses made harmless."""

import hashlib
import re
import unicodedata
from urllib.parse import unquote, urlsplit

from sporezo.formats.texts import one_line

_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"\\]{1,64}@[^\s@,;:<>()\[\]\"\\.]+(?:\.[^\s@,;:<>()\[\]\"\\.]+)+")
_SLUG = re.compile(r"linkedin\.com/(?:mwlite/)?(?:in|pub)/([^/?#\s]+)", re.IGNORECASE)
_OLD_PAGE = re.compile(r"linkedin\.com/pub/([^/?#\s]+)/(\w{1,3})/(\w{1,3})/(\w{1,3})\b", re.IGNORECASE)


def email_key(text: str) -> str:
    """Lower-cased address, or ``""`` when it is none.

    >>> email_key(" mailto:Jean.Dupont@Exemple.fr ")
    'jean.dupont@exemple.fr'
    """
    address = one_line(text, limit=320).lower().removeprefix("mailto:").removeprefix("smtp:").strip("<> '").rstrip(".")
    return address if len(address) <= 254 and _EMAIL.fullmatch(address) else ""


def email_keys(cell: str) -> tuple[str, ...]:
    """All addresses of a cell that may hold several, in order, without repeats."""
    found = (email_key(part) for part in re.split(r"[\s,;]+|/(?=[^/]+@)", cell[:5_000]))
    return tuple(dict.fromkeys(address for address in found if address))


def linkedin_slug(url: str) -> str:
    """Percent-decoded, lower-cased ``/in/<slug>``, or ``""``.

    >>> linkedin_slug("https://www.linkedin.com/in/H%C3%A9l%C3%A8ne-Petit-12/?trk=x")
    'hélène-petit-12'
    >>> linkedin_slug("https://fr.linkedin.com/pub/jean-dupont/1a/b2/345")
    'jean-dupont-3450b21a'
    """
    found = _SLUG.search(url[:2_000])
    if found is None:
        return ""
    slug = unquote(unquote(found[1]), errors="replace")
    if old := _OLD_PAGE.search(url[:2_000]):  # the name alone would be everybody's of that name
        slug += f"-{old[4].zfill(3)}{old[3].zfill(3)}{old[2]}"
    return one_line(unicodedata.normalize("NFC", slug).lower(), limit=200).strip("/ ")


def web_url(text: str) -> str:
    """An ``http`` or ``https`` address that can be linked to, or ``""`` (``javascript:`` and the like)."""
    url = one_line(text, limit=2_000).replace("\\:", ":")
    if "://" not in url and re.match(r"[\w-]+(\.[\w-]+)+(/|$)", url):
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme.lower() in {"http", "https"} and parts.netloc and " " not in url else ""


def touch_key(*parts: object) -> str:
    """A short stable name for an exchange, from what identifies it (never from its body)."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()[:32]
