"""What surrounds one person in their owner's own records: introducers, games, years of exchanges."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, F, Max, QuerySet, prefetch_related_objects

from sporezo.formats.names import fold
from sporezo.network.enums import TouchChannel
from sporezo.network.models import Contact, Touch
from sporezo.network.queries.gather import Year
from sporezo.network.queries.reading import Reading
from sporezo.prepared import Prepared

MOST_INTRODUCERS, MOST_LOOKED_AT = 3, 12
SHORTEST_NAME = 4  # letters: a first name found in "how we met"
A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Introducer:
    """Somebody who may know them, and why: together at a table, the same company, named when you met."""

    contact: Contact
    why: str  # table, company, named


def introducers(
    reading: Reading, contact: Contact, *, most: int = MOST_INTRODUCERS, has_tables: bool = True
) -> list[Introducer]:
    """Who could introduce one to a contact, from the owner's own records only, warmest first; three queries at most.

    Nobody whose own light is *through someone* is proposed: an introducer answers. Whoever knows that several never met
    at once (`Thread.has_tables`) says so, and one query is spared.
    """
    why = _at_one_table(contact) if has_tables else {}
    able = reading.is_real & ~reading.is_through & (reading.ids != contact.pk)
    near = np.isin(reading.ids, list(why))
    company, named = fold(contact.company), [w for w in fold(contact.how_we_met).split() if len(w) >= SHORTEST_NAME]
    if company:
        near |= reading.words.holding(company)
    for name in named:
        near |= reading.words.beginning(f"{name} ")
    places = np.flatnonzero(near & able)
    warmest = places[np.argsort(-reading.ties.warmth[places], kind="stable")][:MOST_LOOKED_AT]
    reasons = [
        (one, why.get(one.pk) or _reason(one, company, named)) for one in reading.contacts.load(warmest.tolist())
    ]
    return [Introducer(one, reason) for one, reason in reasons if reason][:most]


def _reason(one: Contact, company: str, named: list[str]) -> str:
    if company and fold(one.company) == company:
        return "company"
    return "named" if fold(one.given_name) in named else ""


def _at_one_table(contact: Contact) -> dict[int, str]:
    """Contacts who were there when several met, by the same exchange."""
    tables = set(contact.touches.filter(people__gt=2).order_by("-at").values_list("key", "at")[:20])
    if not tables:
        return {}
    there = Touch.objects.filter(owner=contact.owner_id, key__in=[key for key, _at in tables], people__gt=2)
    rows = there.values_list("contact_id", "key", "at")[:500]
    return {other: "table" for other, key, at in rows if (key, at) in tables}


def games(contact: Contact, *, most: int = 3) -> list[Touch]:
    """The last games played together."""
    played = contact.touches.filter(channel=TouchChannel.SESSION).prefetch_related("meet__sport")
    return list(played.order_by("-at", "-pk")[:most])


@dataclass(frozen=True, slots=True)
class Thread:
    """The exchanges with one person: those shown, latest first, and how many there are year by year."""

    touches: list[Touch]
    years: list[tuple[int, int]]
    year: int | None  # the one shown, None for lately
    has_games: bool
    has_tables: bool  # several at once


def _everything(owner: int, contact: int) -> QuerySet[Touch]:
    return Touch.objects.filter(owner=owner, contact=contact).order_by()  # the index begins with both


_kinds = Prepared(
    lambda owner, contact: (
        _everything(owner, contact)
        .values_list(Year(F("at")), "channel", "direction")
        .annotate(n=Count("pk"), most=Max("people"))
    )
)
_lately = Prepared(lambda owner, contact: _everything(owner, contact).order_by("-at", "-pk")[:A_PAGE])


def thread(contact: Contact, *, year: int | None = None, channel: str = "", way: str = "") -> Thread:
    """Lately, or one year of it, by channel and direction; the other years are counts. Two queries, four with games."""
    kinds = _kinds(contact.owner_id, contact.pk)
    has_games = any(kind[1] == TouchChannel.SESSION for kind in kinds)
    is_asked = {"channel": channel in TouchChannel.values, "direction": way in ("in", "out", "both")}
    if year is None and not any(is_asked.values()):
        touches = _lately(contact.owner_id, contact.pk)
    else:
        shown = _everything(contact.owner_id, contact.pk).order_by("-at", "-pk")
        if is_asked["channel"]:
            shown = shown.filter(channel=channel)
        if is_asked["direction"]:
            shown = shown.filter(direction=way)
        if year is not None:
            shown = shown.filter(at__year=year)
        touches = list(shown[: 400 if year is not None else A_PAGE])
    if has_games:
        prefetch_related_objects(touches, "meet__sport")  # few of them are games: no join
    years: Counter[int] = Counter()
    for in_year, by, direction, n, _most in kinds:
        if (not is_asked["channel"] or by == channel) and (not is_asked["direction"] or direction == way):
            years[int(in_year)] += n
    return Thread(
        touches=touches,
        years=sorted(years.items(), reverse=True),
        year=year,
        has_games=has_games,
        has_tables=any(kind[4] > 2 for kind in kinds),
    )
