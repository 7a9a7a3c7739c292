"""What the owner's own records say of each contact with regard to a need: nothing that another member knows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np

from sporezo.asks.models import Ask
from sporezo.asks.queries.roll import Company, Roll, company_of, roll_of
from sporezo.engine.asks import REFERENCE_MONTHS, Traits
from sporezo.engine.paths import Ground, Way, ways_to
from sporezo.engine.snapshot import Flags, Floats
from sporezo.formats.names import fold
from sporezo.members.enums import Sector
from sporezo.members.models import Member, company_key
from sporezo.network.models import Contact, Note, Position
from sporezo.network.queries import Reading

AT_ONE_TABLE = 12  # more than that is a crowd, not common ground
LONGEST_NAME = 5  # words
WORKS_THERE, WORKED_THERE, SPEAKS_OF_IT, SAME_TRADE = 1.0, 0.6, 0.8, 0.15
BY = re.compile(r"\b(?:par|via|by|through|avec|chez|grace a)\s+([a-z-]+)")
SECTORS = {name: code for code, name in enumerate(Sector.values)}


def traits(ask: Ask, reading: Reading) -> Traits:
    """The columns the engine ranks on; four queries at most, two of them remembered with the reading."""
    roll, company = roll_of(ask.owner, reading), company_of(ask.owner, reading)
    jobs = _jobs(ask.owner, reading)
    count = len(reading.contacts)
    return Traits(
        months_alongside=_months(ask, roll, jobs, reading),
        hours_together=_spread(count, company.hours),
        p_knows_target=_knows(ask, roll, jobs, reading),
        is_in_sector=_same_sector(ask, reading),
        founds_or_funds=_flags(count, roll.founders),
    )


def is_target(ask: Ask, contact: Contact) -> bool:
    """Whether this contact is the very person wanted: nobody introduces themselves."""
    return _is_named(fold(ask.person).split(), fold(contact.full_name))


def ways(owner: Member, reading: Reading) -> dict[int, list[Way]]:
    """Who could introduce whom, from what pairs of one's contacts have in common."""
    return reading.sum("asks: ways", lambda: ways_to(reading.lights, _grounds(owner, reading)))


def _grounds(owner: Member, reading: Reading) -> Iterator[Ground]:
    roll = roll_of(owner, reading)
    yield from _named(roll)
    yield from _together(company_of(owner, reading))
    yield from _colleagues(roll)


def _jobs(owner: Member, reading: Reading) -> dict[int, list[Position]]:
    """What is known of where each worked before, by place."""
    rows = list(Position.objects.filter(contact__owner=owner).order_by("pk"))
    place_of = {pk: place for place, pk in enumerate(reading.ids.tolist())} if rows else {}
    found: dict[int, list[Position]] = defaultdict(list)
    for job in rows:
        if job.contact_id in place_of:
            found[place_of[job.contact_id]].append(job)
    return found


def _months(ask: Ask, roll: Roll, jobs: dict[int, list[Position]], reading: Reading) -> Floats:
    """Months both were at the employer asked about; a year for whoever is there today and said no more."""
    months = np.zeros(len(reading.contacts))
    wanted, this_year = company_key(ask.company), reading.now.year
    if not wanted:
        return months
    first, last = ask.from_year or 0, ask.until_year or this_year
    months[roll.houses.get(wanted, [])] = REFERENCE_MONTHS if last >= this_year else REFERENCE_MONTHS / 2
    for place, told in jobs.items():
        if known := [job for job in told if company_key(job.company) == wanted]:
            months[place] = sum(_months_in(job, first, last, this_year) for job in known)
    return months


def _months_in(job: Position, first: int, last: int, this_year: int) -> float:
    """Of these years, how many they were there; half a year's worth when it is only known that they left in time."""
    until = min(job.finished_on.year if job.finished_on else this_year, last)
    if job.started_on is None:
        return REFERENCE_MONTHS / 2 if until >= first else 0.0
    return 12.0 * max(0, until - max(job.started_on.year, first) + 1)


def _knows(ask: Ask, roll: Roll, jobs: dict[int, list[Position]], reading: Reading) -> Floats:
    """How sure it is that each knows whom is wanted; the surest word is written last."""
    wanted = company_key(ask.company)
    known = np.where(_same_sector(ask, reading), SAME_TRADE, 0.0) if ask.sector else np.zeros(len(reading.contacts))
    if wanted:
        worked = [place for place, told in jobs.items() if any(company_key(one.company) == wanted for one in told)]
        known[worked] = WORKED_THERE
    known[_spoken_of(ask, roll, reading)] = SPEAKS_OF_IT
    if wanted:
        known[roll.houses.get(wanted, [])] = WORKS_THERE
    person = fold(ask.person).split()
    known[[place for place, (_given, full) in enumerate(roll.names) if _is_named(person, full)]] = 0.0
    return known


def _is_named(wanted: list[str], full_name: str) -> bool:
    return len(wanted) > 1 and set(wanted) <= set(full_name.split())


def _spoken_of(ask: Ask, roll: Roll, reading: Reading) -> list[int]:
    """In whose notes, or whose way of being met, the person or company wanted stands."""
    wanted = [folded for name in (ask.person, ask.company) if len(folded := fold(name)) > 2]
    if not wanted:
        return []
    place_of = {pk: place for place, pk in enumerate(reading.ids.tolist())}
    lines = Note.objects.filter(contact__owner=ask.owner).values_list("contact_id", "text")
    noted = ((place_of[pk], fold(text)) for pk, text in lines if pk in place_of)
    return [place for place, told in [*noted, *roll.met.items()] if any(name in told for name in wanted)]


def _same_sector(ask: Ask, reading: Reading) -> Flags:
    """Everybody's, when none is asked for."""
    if not ask.sector:
        return np.ones(len(reading.contacts), dtype=bool)
    same: Flags = reading.sector == SECTORS[ask.sector]
    return same


def _spread(count: int, values: Mapping[int, float]) -> Floats:
    column = np.zeros(count)
    column[list(values)] = list(values.values())
    return column


def _flags(count: int, places: list[int]) -> Flags:
    column = np.zeros(count, dtype=bool)
    column[places] = True
    return column


def _named(roll: Roll) -> Iterator[Ground]:
    """ "By Hélène": the one contact of that first name, or of that full name."""
    for place, told in roll.met.items():
        words = told.split()
        full = (" ".join(words[at : at + n]) for n in range(2, LONGEST_NAME + 1) for at in range(len(words) - n + 1))
        for name in [*BY.findall(told), *full]:
            holders = roll.bearers.get(name, set())
            if len(holders) == 1 and holders != {place}:
                yield Ground(place, next(iter(holders)), "named")


def _together(company: Company) -> Iterator[Ground]:
    """At one table with the owner: the same session, the same afterwork."""
    for people in company.tables:
        if len(people) <= AT_ONE_TABLE:
            yield from (Ground(one, other, "together") for one, other in combinations(sorted(people), 2))


def _colleagues(roll: Roll) -> Iterator[Ground]:
    for people in roll.houses.values():
        if len(people) <= AT_ONE_TABLE:
            yield from (Ground(one, other, "company") for one, other in combinations(people, 2))
