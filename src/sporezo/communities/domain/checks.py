"""What a list of people is held to: postcodes, sports, scales and languages that exist here."""

from __future__ import annotations

from functools import cache

from sporezo.formats.members import Checks
from sporezo.formats.names import fold
from sporezo.members.enums import SpokenLanguage
from sporezo.places.models import Postcode
from sporezo.sports.models import Scale, Sport
from sporezo.sports.rules import scale_that_reads

LANGUAGE_WORDS = {
    "francais": "fr",
    "french": "fr",
    "anglais": "en",
    "english": "en",
    "allemand": "de",
    "german": "de",
    "deutsch": "de",
    "espagnol": "es",
    "spanish": "es",
    "espanol": "es",
    "italien": "it",
    "italian": "it",
    "italiano": "it",
    "portugais": "pt",
    "portuguese": "pt",
    "neerlandais": "nl",
    "dutch": "nl",
}

# What people write in their lists, where the catalogue says it otherwise.
SPORT_WORDS = {
    "velo": "road-cycling",
    "cyclisme": "road-cycling",
    "cycling": "road-cycling",
    "footing": "running",
    "jogging": "running",
    "course": "running",
    "run": "running",
    "marche": "walking",
    "walk": "walking",
    "rando": "hiking",
    "foot": "football-5",
    "football": "football-5",
    "soccer": "football-5",
    "ping pong": "table-tennis",
    "ski": "alpine-skiing",
    "basket": "basketball-3x3",
    "basketball": "basketball-3x3",
    "volley": "volleyball",
    "beach volley": "beach-volleyball",
    "nage": "swimming",
    "piscine": "swimming",
}


def checks() -> Checks:
    """Three queries, whatever the length of the list."""
    postcodes = frozenset(Postcode.objects.values_list("postcode", flat=True))
    slugs = dict(SPORT_WORDS)
    for sport in Sport.objects.all():
        for name in (sport.name_fr, sport.name_en, sport.slug):
            slugs[fold(name)] = sport.slug
    scales: dict[str, list[Scale]] = {}
    for scale in Scale.objects.select_related("sport").prefetch_related("rungs"):
        scales.setdefault(scale.sport.slug, []).append(scale)

    @cache
    def is_level(sport: str, named: str, level: str) -> bool:
        return scale_that_reads(scales.get(sport, ()), named, level) is not None

    return Checks(
        is_postcode=postcodes.__contains__,
        sport_of=lambda word: slugs.get(fold(word), ""),
        is_level=is_level,
        language_of=language_of,
    )


def language_of(word: str) -> str:
    """The code of a language, as a code or in words; `""` when Sporezo does not know it.

    >>> language_of("FR"), language_of("Anglais"), language_of("klingon")
    ('fr', 'en', '')
    """
    code = LANGUAGE_WORDS.get(fold(word), fold(word))
    return code if code in SpokenLanguage.values else ""
