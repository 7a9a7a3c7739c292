"""Reads of communes, venues and areas."""

from __future__ import annotations

import math
import random
import re
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Replace
from rapidfuzz import fuzz

from sporezo.formats.names import fold
from sporezo.members.models import Member
from sporezo.places.models import Commune, Haunt, Venue, VenueFile
from sporezo.sports.models import Sport

ABBREVIATED = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur", "ss": "sous"}
MANY = 60
EARTH_RADIUS_KM = 6371.0
KM_A_DEGREE = 111.2
NEXT_DOOR_KM = 0.06
SAME_TOWN_KM = 4.0
FAR_FROM_ITS_OWN_KM = 30.0
CITIES = ("13055", "69123", "75056")
ALIKE = 88  # token-set ratio of folded names, out of 100
MOST_ALIKE = 5


def communes_named(text: str, *, most: int = 8) -> list[Commune]:
    """Communes whose name or postcode begins as typed, the most populous first."""
    typed = name_typed(text)
    if len(typed) < 2:
        return []
    if typed[:2].isdigit():
        found = Commune.objects.filter(postcode_rows__postcode__startswith=typed.replace(" ", "")[:5]).distinct()
    else:
        found = Commune.objects.filter(folded__startswith=typed)
        if not found.exists():
            glued = Replace("folded", Value(" "), Value(""))
            found = Commune.objects.annotate(glued=glued).filter(glued__startswith=typed.replace(" ", ""))
    return list(found.order_by("-population", "name")[:most])


def commune_typed(text: str) -> Commune | None:
    """The one commune meant by `Lyon`, `69003`, `Lyon 3e (69003)`, `Écully, 69130` or `st denis 93`; the largest of
    several. A name with the code of a department or a postcode it does not have is none."""
    if (typed := name_typed(text))[:2].isdigit():
        bare = re.fullmatch(r"([\d ]+?)( [^\d ].*)?", typed)
        code, name = (bare[1].replace(" ", ""), (bare[2] or "").strip()) if bare else (typed, "")
        return _first(communes_named(code, most=MANY), name, code) if len(code) == 5 else None
    if found := communes_named(typed, most=MANY):
        return _first(found, typed, "")
    parts = re.fullmatch(r"(.+?) (\d[\d ]*|2[ab])", typed)
    if parts:
        return _first(communes_named(parts[1], most=MANY), parts[1], parts[2].replace(" ", ""))
    name = name_typed(re.split(r"[,(]", text)[0])
    return _first(communes_named(name, most=MANY), name, "") if name != typed else None


def name_typed(text: str) -> str:
    """A commune as it is looked up: abbreviations spelt out, arrondissements as they are written, no CEDEX.

    >>> name_typed("Ste-Foy lès Lyon"), name_typed("PARIS 11ème"), name_typed("La Roche s/ Yon"), name_typed("Brest")
    ('sainte foy les lyon', 'paris 11e', 'la roche sur yon', 'brest')
    """
    typed = re.sub(r"\bcedex( \d+)?\b", "", fold(text.replace("/", " "))).strip()
    typed = re.sub(r"\b(\d{1,2}) ?(?:e|er|eme|ieme)( arrondissement| arr)?\b", r"\1e", typed)
    typed = re.sub(r"\b1e\b", "1er", typed)
    return " ".join(ABBREVIATED.get(word, word) for word in typed.split())


def _first(found: list[Commune], name: str, code: str) -> Commune | None:
    """The first that a code allows, one of exactly that name ahead."""
    fit = [
        one
        for one in found
        if (one.folded.startswith(name) or one.folded.replace(" ", "").startswith(name.replace(" ", "")))
        and (not code or one.department.lower() == code or any(each.startswith(code) for each in one.postcodes))
    ]
    return next((one for one in fit if one.folded == name), fit[0] if fit else None)


def haunts_of(member: Member) -> QuerySet[Haunt]:
    return Haunt.objects.filter(member=member).select_related("commune")


def has_haunt(member: Member) -> bool:
    return Haunt.objects.filter(member=member).exists()


def files_waiting() -> list[int]:
    """Files of places that were asked for and are not imported."""
    waiting = VenueFile.objects.filter(asked_at__isnull=False, finished_at__isnull=True)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def open_venues() -> QuerySet[Venue]:
    """Venues one may still propose."""
    return Venue.objects.filter(closed_at__isnull=True)


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance.

    >>> round(distance_km(45.7578, 4.8320, 48.8566, 2.3522))
    392
    """
    a, b = math.radians(latitude), math.radians(other_latitude)
    half = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


@dataclass(frozen=True, slots=True)
class NearVenue:
    """A venue and how far it is from where one looks, in straight kilometres."""

    venue: Venue
    km: float


def venues_near(
    latitude: float, longitude: float, *, radius_km: float, sport: Sport | None = None, text: str = "", most: int = 30
) -> list[NearVenue]:
    """Open venues within a radius, the nearest first: two queries."""
    found = _in_box(latitude, longitude, radius_km)
    if sport:
        found = found.filter(sports=sport)
    if text.strip():
        found = found.filter(Q(name__icontains=text.strip()) | Q(city__icontains=text.strip()))
    away = [
        (distance_km(latitude, longitude, one_latitude, one_longitude), pk)
        for pk, one_latitude, one_longitude in found.values_list("pk", "latitude", "longitude")
    ]
    nearest = {pk: km for km, pk in sorted(away)[:most] if km <= radius_km}
    venues = open_venues().filter(pk__in=nearest).prefetch_related("sports")
    return sorted((NearVenue(venue, nearest[venue.pk]) for venue in venues), key=lambda one: (one.km, one.venue.pk))


def venues_like(name: str, *, latitude: float, longitude: float, is_exact: bool) -> list[NearVenue]:
    """Open venues that may be the same: next to it when its place is known, in its town and of its name otherwise."""
    typed = fold(name)
    return [
        one
        for one in venues_near(latitude, longitude, radius_km=SAME_TOWN_KM, most=400)
        if (is_exact and one.km <= NEXT_DOOR_KM) or fuzz.token_set_ratio(typed, fold(one.venue.name)) >= ALIKE
    ][:MOST_ALIKE]


def _in_box(latitude: float, longitude: float, radius_km: float) -> QuerySet[Venue]:
    up = radius_km / KM_A_DEGREE
    across = up / max(0.05, math.cos(math.radians(latitude)))
    return open_venues().filter(
        latitude__range=(latitude - up, latitude + up), longitude__range=(longitude - across, longitude + across)
    )


@dataclass(frozen=True, slots=True)
class Method:
    """A way communes were located: how many, and their share of the population, 0 to 1."""

    name: str
    communes: int
    share: float


def population_by_method() -> list[Method]:
    """The whole of a city whose arrondissements have rows of their own is counted once, by those."""
    rows = list(
        Commune.objects.exclude(pk__in=CITIES).values_list("located_by").annotate(Count("pk"), Sum("population"))
    )
    everybody = sum(people for _method, _communes, people in rows)
    told = [Method(method, communes, people / everybody) for method, communes, people in rows]
    return sorted(told, key=lambda method: -method.share)


def astray(number: int, *, draw: random.Random) -> list[Commune]:
    """Of so many communes drawn, those farther from every other of their department than any neighbour is."""
    codes = list(Commune.objects.order_by("pk").values_list("pk", flat=True))
    wrong = []
    for commune in Commune.objects.filter(pk__in=draw.sample(codes, min(number, len(codes)))).order_by("pk"):
        others = Commune.objects.filter(department=commune.department).exclude(pk=commune.pk)
        nearest = min(
            (
                distance_km(commune.latitude, commune.longitude, latitude, longitude)
                for latitude, longitude in others.values_list("latitude", "longitude")
            ),
            default=0.0,
        )
        if nearest > FAR_FROM_ITS_OWN_KM:
            wrong.append(commune)
    return wrong


def record_of(member: Member) -> dict[str, object]:
    """Where a member is and the venues they brought, for the member."""
    haunts = Haunt.objects.filter(member=member).order_by("pk")
    venues = Venue.objects.filter(added_by=member).order_by("pk")
    return {
        "areas": list(haunts.values("kind", "commune__name", "cell", "travel", "radius_km")),
        "venues_added": list(venues.values("name", "city", "latitude", "longitude", "added_at")),
    }
