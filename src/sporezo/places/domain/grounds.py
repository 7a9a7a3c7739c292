"""Deeds about one venue or start point: added, confirmed by somebody else, closed, never deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from sporezo.members.models import Member
from sporezo.places.enums import VenueKind
from sporezo.places.models import Commune, Venue
from sporezo.places.queries import venues_like
from sporezo.places.rules import area_cell, refusal_to_close, refusal_to_confirm
from sporezo.sports.models import Sport
from sporezo.ui.refused import Refused


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
    is_sure: bool = True,
) -> Venue:
    """Add a venue or a start point; unverified until somebody confirms it.

    Unless `is_sure`, a place like it nearby is a refusal: two people who add the same one meet.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refused(
            _("These coordinates are not on Earth."), _("Write latitude then longitude, such as 45.77, 4.85.")
        )
    if commune is not None:
        # Whoever adds the same place at the same moment waits here, and then finds it.
        Commune.objects.select_for_update(no_key=True).get(pk=commune.pk)
    if not is_sure:
        is_exact = commune is None or (latitude, longitude) != (commune.latitude, commune.longitude)
        if alike := venues_like(name, latitude=latitude, longitude=longitude, is_exact=is_exact):
            raise Refused(
                _("“%(name)s” stands there already.") % {"name": alike[0].venue.name},
                _("Look whether it is the same place."),
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
    """Somebody else who knows the place says it is what it says."""
    if refusal := refusal_to_confirm(venue, by):
        raise refusal
    Venue.objects.filter(pk=venue.pk, verified_at__isnull=True).update(verified_at=now, verified_by=by)


def close_venue(venue: Venue, *, by: Member, now: dt.datetime) -> None:
    """No session is proposed there any more; those that name it keep it."""
    if refusal := refusal_to_close(venue, by):
        raise refusal
    Venue.objects.filter(pk=venue.pk, closed_at__isnull=True).update(closed_at=now)
