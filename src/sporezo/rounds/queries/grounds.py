"""Sports, practices and venues in the engine's words."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from sporezo.engine import rows, snapshot
from sporezo.places.models import Venue
from sporezo.rounds.models import OptIn
from sporezo.sports.models import Discipline, Format, Practice, Sport

KM_A_DEGREE = 111.2
DISCIPLINE_OF_TEAMS = {"1v1": "singles", "2v2": "doubles"}


def sports_played(ids: QuerySet[OptIn, Any]) -> list[snapshot.Sport]:
    """The sports these members practise, each with the formats that its usual sizes allow."""
    practised = Practice.objects.filter(sport=OuterRef("pk"), member__in=ids, paused_at__isnull=True)
    found = list(Sport.objects.filter(Exists(practised)).order_by("slug"))
    names: dict[int, list[str]] = defaultdict(list)
    for one_of in Discipline.objects.filter(sport__in=found):
        names[one_of.sport_id].append(one_of.slug)
    formats: dict[int, list[Format]] = defaultdict(list)
    for one in Format.objects.filter(sport__in=found).order_by("sport_id", "position", "pk"):
        formats[one.sport_id].append(one)
    by_pace = set(
        Practice.objects.filter(sport__in=found, easy_pace_slow__isnull=False)
        .values_list("sport_id", flat=True)
        .distinct()
    )
    played = []
    for sport in found:
        ways = tuple(
            snapshot.Format(
                code=one.slug,
                sizes=sizes,
                sides=2 if one.teams else 0,
                discipline=discipline_of(one, names[sport.pk]),
                widest_gap=float(one.widest_gap),
                equalises=is_handicap(one),
            )
            for one in formats[sport.pk]
            if (sizes := sizes_of(one, sport))
        )
        if ways:
            played.append(
                snapshot.Sport(
                    slug=sport.slug,
                    formats=ways,
                    minutes=sport.minutes,
                    talk=sport.talk,
                    needs_venue=sport.needs_venue,
                    court_booked=sport.court_booked,
                    elastic=sport.is_elastic,
                    by_pace=sport.pk in by_pace,
                    fewer=fewer_of(formats[sport.pk], sport),
                )
            )
    return played


def sizes_of(format: Format, sport: Sport) -> tuple[int, ...]:
    """How many of a sport's usual sizes this format takes; two sides are equal."""
    return tuple(
        size
        for size in sorted(sport.sizes)
        if format.players_min <= size <= format.players_max and not (format.teams and size % 2)
    )


def fewer_of(formats: Sequence[Format], sport: Sport) -> tuple[int, ...]:
    """Sizes no session is planned for, at which some format lets it be held when others decline: three at padel."""
    borne = {size for one in formats for size in range(one.players_min, one.players_max + 1)}
    return tuple(sorted(size for size in borne - {*sport.sizes} if 2 <= size < max(sport.sizes, default=0)))


def discipline_of(format: Format, disciplines: Sequence[str]) -> str:
    """Whose level counts: singles or doubles where a sport has both, else the sport's one level."""
    wanted = DISCIPLINE_OF_TEAMS.get(format.teams, "")
    return wanted if len(disciplines) > 1 and wanted in disciplines else ""


def is_handicap(format: Format) -> bool:
    """Whether a way to play evens out unequal players, as its own sentence says."""
    return bool(format.handicap_en)


def easy_pace_of(practice: Practice) -> tuple[float, float] | None:
    """The fastest and the slowest pace at which one still talks, in s/km; None where none was said."""
    paces = sorted(float(pace) for pace in (practice.easy_pace_fast, practice.easy_pace_slow) if pace)
    return (paces[0], paces[-1]) if paces else None


def practices_in(ids: QuerySet[OptIn, Any], sports: Sequence[snapshot.Sport]) -> Iterator[rows.Practice]:
    """Each member's levels, under the discipline a format asks for."""
    asked = {sport.slug: {one.discipline for one in sport.formats} for sport in sports}
    found = (
        Practice.objects.filter(member__in=ids, paused_at__isnull=True)
        .select_related("sport", "discipline")
        .order_by("member_id", "position", "pk")
    )
    seen: set[tuple[int, str, str]] = set()
    for one in found:
        disciplines = asked.get(one.sport.slug, set())
        name = one.discipline.slug if one.discipline.slug in disciplines else ""
        key = (one.member_id, one.sport.slug, name)
        if name not in disciplines or key in seen:
            continue
        seen.add(key)
        yield rows.Practice(
            member=one.member_id,
            sport=one.sport.slug,
            level=one.level_mean,
            sigma=one.level_deviation,
            tolerance=one.tolerance,
            discipline=name,
            mood=one.mood,
            easy_pace=easy_pace_of(one),
        )


def venues_within(areas: Sequence[rows.Area], sports: Sequence[snapshot.Sport]) -> list[rows.Venue]:
    """Open venues of these sports in the rectangle that holds everybody's reach; unknown is never read as private."""
    if not areas:
        return []
    south = min(one.latitude - one.radius_km / KM_A_DEGREE for one in areas)
    north = max(one.latitude + one.radius_km / KM_A_DEGREE for one in areas)
    narrow = math.cos(math.radians(min(max(abs(south), abs(north)), 85.0)))
    west = min(one.longitude - one.radius_km / (KM_A_DEGREE * narrow) for one in areas)
    east = max(one.longitude + one.radius_km / (KM_A_DEGREE * narrow) for one in areas)
    slugs = [one.slug for one in sports]
    within = Venue.objects.filter(closed_at__isnull=True, latitude__range=(south, north), longitude__range=(west, east))
    played: dict[int, list[str]] = defaultdict(list)
    pairs = Venue.sports.through.objects.filter(venue__in=within, sport__slug__in=slugs)
    for venue, slug in pairs.order_by("venue_id", "sport__slug").values_list("venue_id", "sport__slug"):
        played[venue].append(slug)
    found = within.order_by("pk").values_list("pk", "latitude", "longitude", "is_public", "verified_at")
    return [
        rows.Venue(
            id=pk,
            latitude=latitude,
            longitude=longitude,
            sports=tuple(played[pk]),
            is_public=is_public is not False,
            is_verified=verified_at is not None,
        )
        for pk, latitude, longitude, is_public, verified_at in found
        if pk in played
    ]
