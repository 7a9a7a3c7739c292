"""What surrounds one person in their owner's own records: introducers, games, years of exchanges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.db.models import Count
from django.db.models.functions import ExtractYear

from sporezo.engine.lights import THROUGH_SOMEONE
from sporezo.formats.names import fold
from sporezo.network.enums import TouchChannel
from sporezo.network.models import Contact, Touch
from sporezo.network.queries.people import of
from sporezo.network.queries.ties import Reading, Tie

MOST_INTRODUCERS = 3
SHORTEST_NAME = 4  # letters: a first name found in "how we met"
A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Introducer:
    """Somebody who may know them, and why: together at a table, the same company, named when you met."""

    tie: Tie
    why: str  # table, company, named


def introducers(reading: Reading, contact: Contact, *, most: int = MOST_INTRODUCERS) -> list[Introducer]:
    """Who could introduce one to a contact, from the owner's own records only, warmest first; three queries.

    Nobody whose own light is *through someone* is proposed: an introducer answers.
    """
    why: dict[int, str] = {}
    met = fold(contact.how_we_met).split()
    if met:
        for place, key in enumerate(reading.words):
            first = key.split(" ", 1)[0]
            if len(first) >= SHORTEST_NAME and first in met:
                why[int(reading.ids[place])] = "named"
    if contact.company:
        same = of(contact.owner).filter(company__iexact=contact.company).values_list("pk", flat=True)[:50]
        why |= dict.fromkeys(same, "company")
    tables = list(contact.touches.filter(people__gt=2).order_by("-at").values_list("key", "at")[:20])
    if tables:
        there = Touch.objects.filter(owner=contact.owner, key__in=[key for key, _at in tables], people__gt=2)
        at = set(tables)
        for other, key, moment in there.values_list("contact_id", "key", "at")[:500]:
            if (key, moment) in at:
                why[other] = "table"
    why.pop(contact.pk, None)
    places = np.flatnonzero(np.isin(reading.ids, list(why)))
    if not places.size:
        return []
    able = places[(reading.lights.colour[places] != THROUGH_SOMEONE) & reading.is_real[places]]
    warmest = able[np.argsort(-reading.ties.warmth[able], kind="stable")][:most]
    return [Introducer(tie, why[tie.contact.pk]) for tie in reading.look(warmest)]


def games(contact: Contact, *, most: int = 3) -> list[Touch]:
    """The last games played together."""
    played = contact.touches.filter(channel=TouchChannel.SESSION).select_related("meet__sport")
    return list(played.order_by("-at", "-pk")[:most])


@dataclass(frozen=True, slots=True)
class Thread:
    """The exchanges with one person: those shown, latest first, and how many there are year by year."""

    touches: list[Touch]
    years: list[tuple[int, int]]
    year: int | None  # the one shown, None for lately


def thread(contact: Contact, *, year: int | None = None, channel: str = "", way: str = "") -> Thread:
    """Lately, or one year of it, by channel and direction; the other years are counts. Two queries."""
    everything = contact.touches.all()
    if channel in TouchChannel.values:
        everything = everything.filter(channel=channel)
    if way in ("in", "out", "both"):
        everything = everything.filter(direction=way)
    years = everything.annotate(year=ExtractYear("at")).values_list("year").annotate(n=Count("pk")).order_by("-year")
    shown = everything.select_related("meet__sport").order_by("-at", "-pk")
    if year is not None:
        shown = shown.filter(at__year=year)
    touches = list(shown[: 400 if year is not None else A_PAGE])
    return Thread(touches, [(int(one), int(n)) for one, n in years], year)
