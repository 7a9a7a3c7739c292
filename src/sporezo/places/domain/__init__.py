"""Deeds about places: communes as shipped, a member's areas, venues and start points, venues from a file."""

from sporezo.places.domain.areas import (
    AREAS_AT_MOST,
    drop_haunt,
    set_haunt,
)
from sporezo.places.domain.communes import load_communes
from sporezo.places.domain.files import ask_for_import, bring_file, import_file
from sporezo.places.domain.grounds import add_venue, close_venue, confirm_venue
from sporezo.places.domain.venues import VenuesReport, import_venues

__all__ = [
    "AREAS_AT_MOST",
    "VenuesReport",
    "add_venue",
    "ask_for_import",
    "bring_file",
    "close_venue",
    "confirm_venue",
    "drop_haunt",
    "import_file",
    "import_venues",
    "load_communes",
    "set_haunt",
]
