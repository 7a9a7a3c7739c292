"""What the owner's own records say of each contact with regard to a need: nothing that another member knows."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from sporezo.asks.models import Ask, Stint
from sporezo.engine.asks import REFERENCE_MONTHS, Traits
from sporezo.engine.paths import Ground
from sporezo.engine.snapshot import Floats
from sporezo.formats.names import fold
from sporezo.members.enums import Sector
from sporezo.members.models import Member, company_key
from sporezo.network.enums import TouchChannel
from sporezo.network.models import Contact, Note, Touch
from sporezo.network.queries import Reading

HOURS: dict[str, float] = {
    TouchChannel.SESSION: 1.5,
    TouchChannel.MEAL: 1.5,
    TouchChannel.AFTERWORK: 2.0,
    TouchChannel.MEETING: 1.0,
    TouchChannel.COFFEE: 0.75,
}
"""How long one usually lasts, when the session itself does not say."""

AT_ONE_TABLE = 12  # more than that is a crowd, not common ground
WORKS_THERE, WORKED_THERE, SPEAKS_OF_IT, SAME_TRADE = 1.0, 0.6, 0.8, 0.15
FOUNDS = re.compile(r"fondat|founder|gerant|associe|invest|capital|angel|financ|\bcfo\b|\bdaf\b|\bceo\b|president")
BY = re.compile(r"\b(?:par|via|by|through|avec|chez|grace a)\s+([a-z-]+)")


def traits(ask: Ask, reading: Reading) -> Traits:
    """The columns the engine ranks on, in a bounded number of queries."""
    contacts = list(reading.contacts)
    wanted = company_key(ask.company)
    stints = _stints(ask.owner)
    spoken_of = _spoken_of(ask.owner, contacts, [ask.person, ask.company])
    return Traits(
        months_alongside=np.array([_months(ask, one, wanted, stints.get(one.pk, ()), reading) for one in contacts]),
        hours_together=_hours(ask.owner, contacts, reading.now),
        p_knows_target=np.array(
            [_knows(ask, one, wanted, stints.get(one.pk, ()), one.pk in spoken_of) for one in contacts]
        ),
        is_in_sector=np.array([not ask.sector or one.sector == ask.sector for one in contacts], dtype=bool),
        founds_or_funds=np.array([founds_or_funds(one) for one in contacts], dtype=bool),
    )


def founds_or_funds(contact: Contact) -> bool:
    """A founder, or somebody of finance, as far as their function or sector says."""
    return contact.sector == Sector.BANKING or bool(FOUNDS.search(fold(contact.function)))


def is_target(ask: Ask, contact: Contact) -> bool:
    """Whether this contact is the very person wanted: nobody introduces themselves."""
    wanted = fold(ask.person).split()
    return len(wanted) > 1 and set(wanted) <= set(fold(contact.full_name).split())


def grounds(owner: Member, reading: Reading) -> list[Ground]:
    """What pairs of one's contacts have in common."""
    contacts = list(reading.contacts)
    return [*_named(contacts), *_together(owner, contacts), *_colleagues(contacts)]


def _stints(owner: Member) -> dict[int, list[Stint]]:
    found: dict[int, list[Stint]] = defaultdict(list)
    for stint in Stint.objects.filter(contact__owner=owner).order_by("pk"):
        found[stint.contact_id].append(stint)
    return found


def _months(ask: Ask, contact: Contact, wanted: str, stints: Iterable[Stint], reading: Reading) -> float:
    """Months both were at the employer asked about; a year for whoever is there today and said no more."""
    this_year = reading.now.year
    first, last = ask.from_year or 0, ask.until_year or this_year
    known = [one for one in stints if wanted and one.company_key == wanted]
    if known:
        years = sum(max(0, min(one.until_year or this_year, last) - max(one.from_year, first) + 1) for one in known)
        return 12.0 * years
    is_there = bool(wanted) and company_key(contact.company) == wanted
    return REFERENCE_MONTHS if is_there and last >= this_year else REFERENCE_MONTHS / 2 if is_there else 0.0


def _knows(ask: Ask, contact: Contact, wanted: str, stints: Iterable[Stint], is_spoken_of: bool) -> float:
    if is_target(ask, contact):
        return 0.0
    if wanted and company_key(contact.company) == wanted:
        return WORKS_THERE
    if is_spoken_of:
        return SPEAKS_OF_IT
    if wanted and any(one.company_key == wanted for one in stints):
        return WORKED_THERE
    return SAME_TRADE if ask.sector and contact.sector == ask.sector else 0.0


def _spoken_of(owner: Member, contacts: Sequence[Contact], names: Iterable[str]) -> set[int]:
    """In whose notes, or whose way of being met, one of these names stands."""
    wanted = [folded for name in names if len(folded := fold(name)) > 2]
    if not wanted:
        return set()
    lines = Note.objects.filter(contact__owner=owner).values_list("contact_id", "text")
    told = [*lines, *((contact.pk, contact.how_we_met) for contact in contacts)]
    return {pk for pk, text in told if any(name in fold(text) for name in wanted)}


def _hours(owner: Member, contacts: Sequence[Contact], now: dt.datetime) -> Floats:
    hours = np.zeros(len(contacts))
    place = {contact.pk: i for i, contact in enumerate(contacts)}
    rows = Touch.objects.filter(owner=owner, channel__in=list(HOURS), at__lte=now)
    for pk, channel, minutes in rows.values_list("contact_id", "channel", "meet__minutes"):
        if pk in place:
            hours[place[pk]] += minutes / 60.0 if minutes else HOURS[channel]
    return hours


def _named(contacts: Sequence[Contact]) -> Iterator[Ground]:
    """ "By Hélène": the one contact of that first name, or of that full name."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for place, contact in enumerate(contacts):
        by_name[fold(contact.given_name)].append(place)
        by_name[fold(contact.full_name)].append(place)
    for place, contact in enumerate(contacts):
        told = fold(contact.how_we_met)
        candidates = [*BY.findall(told), *(name for name in by_name if " " in name and name in told)] if told else []
        for name in candidates:
            holders = set(by_name.get(name, ()))
            if len(holders) == 1 and holders != {place}:
                yield Ground(place, holders.pop(), "named")


def _together(owner: Member, contacts: Sequence[Contact]) -> Iterator[Ground]:
    """At one table with the owner: the same session, the same afterwork."""
    place = {contact.pk: i for i, contact in enumerate(contacts)}
    tables: dict[tuple[object, ...], set[int]] = defaultdict(set)
    rows = Touch.objects.filter(owner=owner, people__gt=2, direction="both")
    for pk, channel, at, meet in rows.values_list("contact_id", "channel", "at", "meet_id"):
        if pk in place:
            tables[("meet", meet) if meet else (channel, at)].add(place[pk])
    for people in tables.values():
        if len(people) <= AT_ONE_TABLE:
            yield from (Ground(one, other, "together") for one, other in combinations(sorted(people), 2))


def _colleagues(contacts: Sequence[Contact]) -> Iterator[Ground]:
    houses: dict[str, list[int]] = defaultdict(list)
    for place, contact in enumerate(contacts):
        if key := company_key(contact.company):
            houses[key].append(place)
    for people in houses.values():
        if len(people) <= AT_ONE_TABLE:
            yield from (Ground(one, other, "company") for one, other in combinations(people, 2))
