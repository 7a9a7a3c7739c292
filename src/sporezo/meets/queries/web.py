"""What the web may read of a session, as schema.org says it: the area, never the exact place, never a person."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from sporezo.meets.models import Meet


def sports_event(meet: Meet, *, url: str) -> dict[str, Any]:
    """A `SportsEvent`; it has no point on a map, no street, no organiser but the instance."""
    city = meet.venue.city if meet.venue else ""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "SportsEvent",
        "name": str(meet.sport or ""),
        "sport": str(meet.sport or ""),
        "startDate": meet.local_start.isoformat(),
        "endDate": meet.ends_at.astimezone(meet.local_start.tzinfo).isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "maximumAttendeeCapacity": meet.places,
        "organizer": {"@type": "Organization", "name": settings.SPOREZO_NAME, "url": settings.SPOREZO_URL},
        "url": url,
    }
    if city:
        found["location"] = {
            "@type": "Place",
            "name": city,
            "address": {"@type": "PostalAddress", "addressLocality": city},
        }
    return found
