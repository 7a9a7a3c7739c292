"""Deeds about places: a member's areas, venues and start points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from sporezo.members.models import Member
from sporezo.places.enums import HauntKind, Travel, VenueKind
from sporezo.places.models import Commune, Haunt, Venue
from sporezo.places.rules import area_cell, cell_centre, reach_km
from sporezo.sports.models import Sport
from sporezo.ui.refused import Refused

AREAS_AT_MOST = len(HauntKind)


@transaction.atomic
def set_haunt(
    member: Member,
    *,
    kind: str = HauntKind.HOME,
    commune: Commune,
    travel: str = Travel.BICYCLE,
    minutes: int = 25,
) -> Haunt:
    """Say where one is and how far one goes; the same kind of area is replaced."""
    if not 5 < minutes <= 120:
        raise Refused(_("That is not a travel time for a game."), _("Choose between 10 minutes and two hours."))
    cell = area_cell(commune.latitude, commune.longitude)
    latitude, longitude = cell_centre(cell)
    haunt, _created = Haunt.objects.update_or_create(
        member=member,
        kind=kind,
        defaults={
            "commune": commune,
            "cell": cell,
            "latitude": latitude,
            "longitude": longitude,
            "travel": travel,
            "radius_km": round(reach_km(minutes, travel), 2),
        },
    )
    return haunt


def drop_haunt(haunt: Haunt) -> None:
    haunt.delete()


@transaction.atomic
def add_venue(
    *,
    name: str,
    latitude: float,
    longitude: float,
    sports: Iterable[Sport],
    added_by: Member | None,
    now: dt.datetime,
    kind: str = VenueKind.VENUE,
    city: str = "",
    commune: Commune | None = None,
    is_public: bool | None = None,
    booking_url: str = "",
) -> Venue:
    """Add a venue or a start point; unverified until somebody confirms it."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refused(
            _("These coordinates are not on Earth."), _("Write latitude then longitude, such as 45.77, 4.85.")
        )
    venue = Venue.objects.create(
        kind=kind,
        name=name.strip(),
        city=city or (commune.name if commune else ""),
        commune=commune,
        latitude=latitude,
        longitude=longitude,
        cell=area_cell(latitude, longitude),
        is_public=is_public,
        booking_url=booking_url,
        added_by=added_by,
        added_at=now,
    )
    venue.sports.set(sports)
    return venue


def confirm_venue(venue: Venue, *, by: Member, now: dt.datetime) -> None:
    """Somebody who knows the place says it is what it says."""
    Venue.objects.filter(pk=venue.pk, verified_at__isnull=True).update(verified_at=now, verified_by=by)


def close_venue(venue: Venue, *, now: dt.datetime) -> None:
    """No session is proposed there any more; past sessions keep their place."""
    Venue.objects.filter(pk=venue.pk, closed_at__isnull=True).update(closed_at=now)
