"""Reads about sessions: `visible_to` is the one door, `detail` what one viewer may read of one session."""

from sporezo.meets.queries.calendars import event_text, feed_text
from sporezo.meets.queries.details import Detail, Person, Tier, detail, details, presence_of, tier_of
from sporezo.meets.queries.reads import (
    LIVE,
    LONGEST,
    PRESENT,
    Held,
    engaged,
    held_since,
    kept_apart_among,
    open_near,
    people_in,
    players_of,
    upcoming_for,
    vacancies,
    venues_instead,
    visible_to,
)

__all__ = [
    "LIVE",
    "LONGEST",
    "PRESENT",
    "Detail",
    "Held",
    "Person",
    "Tier",
    "detail",
    "details",
    "engaged",
    "event_text",
    "feed_text",
    "held_since",
    "kept_apart_among",
    "open_near",
    "people_in",
    "players_of",
    "presence_of",
    "tier_of",
    "upcoming_for",
    "vacancies",
    "venues_instead",
    "visible_to",
]
