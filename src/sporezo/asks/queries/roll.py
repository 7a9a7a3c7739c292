"""What asking reads of everybody: the same for all needs, so read once and kept with the sums of the ties."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sporezo.formats.names import fold
from sporezo.members.enums import Sector
from sporezo.members.models import Member, company_key
from sporezo.network.enums import Direction, TouchChannel
from sporezo.network.models import Touch
from sporezo.network.queries import Reading
from sporezo.network.queries import of as contacts_of

HOURS: dict[str, float] = {
    TouchChannel.SESSION: 1.5,
    TouchChannel.MEAL: 1.5,
    TouchChannel.AFTERWORK: 2.0,
    TouchChannel.MEETING: 1.0,
    TouchChannel.COFFEE: 0.75,
}
"""How long one usually lasts, when the session itself does not say."""

FOUNDS = re.compile(r"fondat|founder|gerant|associe|invest|capital|angel|financ|\bcfo\b|\bdaf\b|\bceo\b|president")

Table = tuple[object, ...]


@dataclass(frozen=True)
class Roll:
    """One owner's people by their place in the reading.

    Attributes
    ----------
    names : (given name, full name), folded
    met : how one met them, folded; only those of whom something is said
    houses : who works where, by `company_key`
    founders : founders, and people of finance, as far as their function or sector says
    """

    names: list[tuple[str, str]]
    met: Mapping[int, str]
    houses: Mapping[str, list[int]]
    founders: list[int]

    @cached_property
    def bearers(self) -> dict[str, set[int]]:
        """Who bears a first name, or a full name."""
        found: dict[str, set[int]] = defaultdict(set)
        for place, (given, full) in enumerate(self.names):
            found[given].add(place)
            found[full].add(place)
        return found


@dataclass(frozen=True, slots=True)
class Company:
    """In whose company the owner was: hours by place, and who sat at one table."""

    hours: Mapping[int, float]
    tables: list[set[int]]


def roll_of(owner: Member, reading: Reading) -> Roll:
    return reading.sum("asks: roll", lambda: _read_roll(owner, reading))


def company_of(owner: Member, reading: Reading) -> Company:
    return reading.sum("asks: company", lambda: _read_company(owner, reading, reading.now))


def _read_roll(owner: Member, reading: Reading) -> Roll:
    """One query."""
    place_of = _places(reading)
    names: list[tuple[str, str]] = [("", "")] * len(place_of)
    met, founders = dict[int, str](), list[int]()
    houses: dict[str, list[int]] = defaultdict(list)
    keys, founds = dict[str, str](), dict[str, bool]()
    rows = contacts_of(owner).order_by("folded", "pk")
    for pk, given, family, company, function, sector, how in rows.values_list(
        "pk", "given_name", "family_name", "company", "function", "sector", "how_we_met"
    ):
        place = place_of.get(pk)
        if place is None:
            continue  # came this very moment
        names[place] = (fold(given), fold(f"{given} {family}".strip() or company))
        if how:
            met[place] = fold(how)
        if company:
            if company not in keys:
                keys[company] = company_key(company)
            houses[keys[company]].append(place)
        if function not in founds:
            founds[function] = bool(FOUNDS.search(fold(function)))
        if sector == Sector.BANKING or founds[function]:
            founders.append(place)
    return Roll(names, met, {key: people for key, people in houses.items() if key}, founders)


def _read_company(owner: Member, reading: Reading, now: dt.datetime) -> Company:
    """One query."""
    place_of = _places(reading)
    hours: dict[int, float] = defaultdict(float)
    tables: dict[Table, set[int]] = defaultdict(set)
    rows = Touch.objects.filter(owner=owner, channel__in=list(HOURS), at__lte=now).order_by()
    for pk, channel, at, meet, minutes, people, direction in rows.values_list(
        "contact_id", "channel", "at", "meet_id", "meet__minutes", "people", "direction"
    ):
        place = place_of.get(pk)
        if place is None:
            continue
        hours[place] += minutes / 60.0 if minutes else HOURS[channel]
        if people > 2 and direction == Direction.BOTH:
            tables[("meet", meet) if meet else (channel, at)].add(place)
    return Company(hours, [people for people in tables.values() if len(people) > 1])


def _places(reading: Reading) -> dict[int, int]:
    return {pk: place for place, pk in enumerate(reading.ids.tolist())}
