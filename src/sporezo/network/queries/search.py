"""Finding somebody among one's own people: a key a contact, filtered by word, else scored for slips of the thumb."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from sporezo.engine.snapshot import Flags, Ints
from sporezo.formats.names import fold
from sporezo.members.enums import Sector
from sporezo.members.models import Member
from sporezo.network.enums import Circle
from sporezo.network.models import Contact
from sporezo.network.queries.people import of
from sporezo.network.queries.reading import Reading
from sporezo.network.queries.ties import tie_reading

FOUND_AT_LEAST = 72  # out of 100: one slip in a short name still finds it
SHORTEST_LABEL = 4  # letters of a sector or a circle that are enough to mean it
MOST_FOUND = 200
MOST_NAMED = 8
MOST_OFFERED = 5


def find(reading: Reading, wanted: str) -> Ints:
    """Places whose name, company, function, city, sector or circle holds every word, best first; all without a word.

    Accents and case count for nothing; "late" finds whom one is losing. When nothing holds the words, the nearest
    spellings do, each word on its own.
    """
    words = fold(wanted).split()
    if not words:
        return np.arange(len(reading.words))
    holding = [_holding(reading, word) for word in words]
    places = np.flatnonzero(np.logical_and.reduce(holding))
    if places.size:
        start = words[0]
        begins = reading.words.beginning(start)[places]
        return places[np.argsort(~begins, kind="stable")]
    return _nearest(reading, words, holding)


def likely(reading: Reading, *, most: int) -> list[int]:
    """Places of those one sees most: nearest circles and warmest ties first."""
    places: list[int] = np.lexsort((-reading.ties.warmth, reading.circle))[:most].tolist()
    return places


def named(reading: Reading, name: str) -> list[Contact]:
    """Who answers to a name: the one person who bears it letter for letter, else the best found, eight at most."""
    found = reading.contacts.load(find(reading, name)[:MOST_NAMED].tolist())
    exact = [contact for contact in found if fold(contact.full_name) == fold(name)]
    return exact if len(exact) == 1 else found


def by_name(owner: Member, now: dt.datetime, *, reading: Reading | None = None) -> dict[str, Any]:
    """What a field that asks for one of one's people needs to know (`ui.forms.Somebody.among`)."""
    return {
        "people": of(owner),
        "named": lambda name: named(reading or tie_reading(owner, now), name),
        "likely": lambda: offered(reading or tie_reading(owner, now)),
        "names": reverse("network_names"),
    }


def offered(reading: Reading) -> list[Contact]:
    """Whom to show before a name is typed."""
    return reading.contacts.load(likely(reading, most=MOST_OFFERED))


def _holding(reading: Reading, word: str) -> Flags:
    holds = reading.words.holding(word)
    for code, label in enumerate(Sector.labels):
        if _means(word, str(label)):
            holds |= reading.sector == code
    for code, label in enumerate(Circle.labels):
        if _means(word, str(label)):
            holds |= reading.circle == code
    if _means(word, _("late")):
        holds |= reading.is_late
    return holds


def _means(word: str, label: str) -> bool:
    """A whole word of the label, or the beginning of one that is long enough to mean it."""
    parts = _parts(label)
    return word in parts or (len(word) >= SHORTEST_LABEL and any(part.startswith(word) for part in parts))


@lru_cache(maxsize=256)
def _parts(label: str) -> list[str]:
    return fold(label).split()


def _nearest(reading: Reading, words: list[str], holding: list[Flags]) -> Ints:
    """Places whose key comes nearest to each word, best first: the worst word decides.

    A word that somebody's key holds is first taken at its word: the slip is in the others. Where they come near nobody,
    those who hold what is held are better than nobody.
    """
    held = [flags for flags in holding if flags.any()]
    slips = [word for word, flags in zip(words, holding, strict=True) if not flags.any()]
    if held and slips:
        among = np.flatnonzero(np.logical_and.reduce(held))
        found = _close_to(reading, slips, among)
        if found.size:
            return found
    found = _close_to(reading, words)
    if found.size or not held:
        return found
    return np.flatnonzero(np.logical_and.reduce(held))[:MOST_FOUND]


def _close_to(reading: Reading, words: list[str], among: Ints | None = None) -> Ints:
    keys = reading.words.lines if among is None else [reading.words[place] for place in among.tolist()]
    scores = process.cdist(words, keys, scorer=fuzz.partial_ratio, score_cutoff=FOUND_AT_LEAST, dtype=np.uint8)
    worst = scores.min(axis=0) if keys else np.zeros(0, dtype=np.uint8)
    near = np.flatnonzero(worst)
    nearest = near[np.argsort(-worst[near].astype(np.int64), kind="stable")][:MOST_FOUND]
    return nearest if among is None else among[nearest]
