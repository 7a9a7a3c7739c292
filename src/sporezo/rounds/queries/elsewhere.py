"""No court there: other venues and hours at which everybody in the session is free, as one tap each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sporezo.engine import verify
from sporezo.meets.models import Meet
from sporezo.meets.queries import players_of
from sporezo.places.models import Venue
from sporezo.places.rules import distance_km
from sporezo.rounds.models import Proposal
from sporezo.rounds.queries.gather import candidates, promised, start_of

MOST = 6
MOST_A_KIND = 3


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another venue or another hour of the same week."""

    venue: Venue
    slot: int
    starts_at: dt.datetime
    is_same_venue: bool
    is_same_time: bool


def elsewhere(proposal: Proposal, *, soonest: dt.datetime, now: dt.datetime) -> list[Elsewhere]:
    """Where and when those in could play instead, the least change first: same hour, same place, then neither.

    None begins before `soonest`. Everybody's painted hours, reach and other sessions hold; empty when nothing fits.
    """
    meet, round = proposal.meet, proposal.round
    if meet.sport is None or meet.format is None:
        return []
    players = list(players_of(meet).values_list("pk", flat=True))
    found = verify.elsewhere(
        candidates(round, as_of=now, but=meet), sport=meet.sport.slug, format=meet.format.slug, members=players
    )
    pairs = [(int(venue), slot) for venue, slot in found]
    venues = Venue.objects.in_bulk({venue for venue, _ in pairs})
    zone = ZoneInfo(round.community.time_zone)
    options = [_option(meet, venues[venue], slot, start_of(round.first_day, slot, zone)) for venue, slot in pairs]
    late_enough = [one for one in options if one.starts_at >= soonest and not (one.is_same_venue and one.is_same_time)]
    late_enough.sort(key=lambda one: _change(meet, one))
    return _free_of_others(meet, players, late_enough)


def _option(meet: Meet, venue: Venue, slot: int, starts_at: dt.datetime) -> Elsewhere:
    return Elsewhere(venue, slot, starts_at, venue.pk == meet.venue_id, starts_at == meet.starts_at)


def _change(meet: Meet, one: Elsewhere) -> tuple[int, float, float, int]:
    """How far an option is from what had been agreed: kind of change, hours, kilometres."""
    hours = abs((one.starts_at - meet.starts_at).total_seconds()) / 3600
    here = meet.venue
    km = distance_km(here.latitude, here.longitude, one.venue.latitude, one.venue.longitude) if here else 0.0
    return (0 if one.is_same_time else 1 if one.is_same_venue else 2), hours, km, one.venue.pk


def _free_of_others(meet: Meet, players: Sequence[int], options: Sequence[Elsewhere]) -> list[Elsewhere]:
    """The first few of each kind at whose hour nobody is in, or asked for, another session."""
    kept: list[Elsewhere] = []
    kinds: dict[tuple[bool, bool], int] = {}
    length = dt.timedelta(minutes=meet.minutes)
    for one in options:
        kind = (one.is_same_venue, one.is_same_time)
        if kinds.get(kind, 0) >= MOST_A_KIND or any(
            other.starts_at == one.starts_at and not one.is_same_time and not one.is_same_venue for other in kept
        ):
            continue
        if promised(players, one.starts_at, one.starts_at + length, but=meet):
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        kept.append(one)
        if len(kept) == MOST:
            break
    return kept
