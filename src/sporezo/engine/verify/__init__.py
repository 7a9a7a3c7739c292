"""Does a plan keep every hard constraint? Written apart from the search, from the snapshot alone, plainly.

The search and this module share the facts (`snapshot`), the form of the answer (`outcome`) and nothing else: a mistake
in one is not repeated by the other. Cost: the sessions × their members; a pair that met lately looks through the people
near each of them until the no-repeat window is as wide as it can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sporezo.engine.outcome import Plan, Session
from sporezo.engine.snapshot import Id, Snapshot
from sporezo.engine.verify.facts import Facts
from sporezo.engine.verify.sums import SLOTS


@dataclass(frozen=True, slots=True)
class Breach:
    """One constraint broken by one session, or by the plan as a whole (`session` is then -1)."""

    constraint: str
    session: int
    members: tuple[Id, ...]

    def __str__(self) -> str:
        where = f"session {self.session}" if self.session >= 0 else "the plan"
        return f"{self.constraint} in {where}: {', '.join(map(str, self.members))}"


def breaches(snapshot: Snapshot, plan: Plan) -> list[Breach]:
    """Every broken constraint, in the plan's order; an empty list is a plan one may tell people."""
    facts = Facts(snapshot)
    found: list[Breach] = []
    for number, session in enumerate(plan.sessions):
        found += [Breach(constraint, number, members) for constraint, members in facts.of_session(session)]
    for number, offer in enumerate(plan.rendezvous, start=len(plan.sessions)):
        found += [Breach(constraint, number, members) for constraint, members in facts.of_offer(offer)]
    found += [Breach(constraint, -1, members) for constraint, members in facts.of_plan(plan)]
    return found


def fits(snapshot: Snapshot, *, sport: str, format: str, venue: Id | None, slot: int, members: Sequence[Id]) -> bool:
    """Whether these people could play that there and then: every hard constraint but the number of players.

    A session being filled has fewer people than its format asks for. Without a venue, reach is not looked at.
    """
    group, last = members[:-1], members[-1:]
    found = who_fits(snapshot, sport=sport, format=format, venue=venue, slot=slot, members=group, among=last)
    return found == list(last)


def who_fits(
    snapshot: Snapshot,
    *,
    sport: str,
    format: str,
    venue: Id | None,
    slot: int,
    members: Sequence[Id],
    among: Iterable[Id],
    together: bool = False,
    most: int | None = None,
) -> list[Id]:
    """Who of `among`, in that order, could join `members` as `fits` would say of each; the facts are read once.

    `together`: each must also go with those found before, because more than one place is free. `most` are enough.
    """
    facts = Facts(snapshot)
    if sport not in facts.sports or not snapshot.venues.ids:
        return []
    there: list[Id] = list(members)
    found: list[Id] = []
    for one in among:
        if facts.can_play(_asked(facts, sport, format, venue, slot, (*there, one)), anywhere=venue is None):
            found.append(one)
            if together:
                there.append(one)
        if len(found) == most:
            break
    return found


def elsewhere(snapshot: Snapshot, *, sport: str, format: str, members: Sequence[Id]) -> Iterator[tuple[Id, int]]:
    """Every (venue, slot) of the week at which these people are all free and within reach."""
    facts = Facts(snapshot)
    if sport not in facts.sports or not members or any(member not in facts.at for member in members):
        return
    asked = partial(_asked, facts, sport, format, members=tuple(members))
    slots = [
        slot for slot in range(SLOTS) if not any(facts.broken_in_time(asked(venue=snapshot.venues.ids[0], slot=slot)))
    ] if len(snapshot.venues) else []  # fmt: skip
    for venue in snapshot.venues.ids if slots else ():
        if not any(facts.broken_in_place(asked(venue=venue, slot=slots[0]))):
            yield from ((venue, slot) for slot in slots)


def _asked(facts: Facts, sport: str, format: str, venue: Id | None, slot: int, members: tuple[Id, ...]) -> Session:
    return Session(
        sport=sport,
        format=format,
        venue=facts.snapshot.venues.ids[0] if venue is None else venue,
        slot=slot,
        minutes=facts.sports[sport][1].minutes,
        members=members,
        sides=(),
        value=0.0,
        terms={},
        reasons={},
    )
