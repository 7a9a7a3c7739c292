"""A map under a drawing, where the operator set tiles: whose they are, and the one door opened for their server."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse


@dataclass(frozen=True, slots=True)
class Tiles:
    """Where tiles come from, and whose map it is: words, and an address where it says so."""

    url: str
    credit: str
    credit_url: str

    @property
    def server(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


def tiles() -> Tiles | None:
    """What the operator set; None when places are only drawn."""
    if not settings.TILES_URL:
        return None
    words = settings.TILES_CREDIT.split()
    links = [word for word in words if word.startswith(("https://", "http://"))]
    return Tiles(settings.TILES_URL, " ".join(word for word in words if word not in links), links[0] if links else "")


def with_tiles(response: HttpResponse) -> HttpResponse:
    """This page may load pictures from the tile server: no other page does."""
    found = tiles()
    if found is not None:
        response._csp_update = {"img-src": [found.server]}  # type: ignore[attr-defined]
    return response


def spot(latitude: float, longitude: float) -> str:
    """A point as scripts read it, in degrees with four decimals (eleven metres).

    >>> spot(45.76401, 4.8357)
    '45.7640,4.8357'
    """
    return f"{latitude:.4f},{longitude:.4f}"
