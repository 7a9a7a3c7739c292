"""Whom to ask: one need against every tie, and one person for one need."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django.db.models import QuerySet

from sporezo.asks.models import Approach, Ask
from sporezo.asks.queries import words
from sporezo.asks.queries.evidence import is_target, traits, ways
from sporezo.engine import asks as engine
from sporezo.engine.asks import Suggestion, Traits
from sporezo.engine.cards import Card
from sporezo.engine.paths import Way, rungs
from sporezo.members.models import Member
from sporezo.network.models import Contact
from sporezo.network.queries import Reading, Tie, tie_reading
from sporezo.network.queries.gather import moment
from sporezo.network.queries.words import sentence

CONSIDERED = 40
SHOWN = {"green": 6, "warm-up": 4, "through": 3}


def of(owner: Member) -> QuerySet[Ask]:
    """The one door to asks: one's own."""
    return Ask.objects.filter(owner=owner)


@dataclass(frozen=True, slots=True)
class Person:
    """One person to ask, as the page says it."""

    contact: Contact
    tie: Tie
    why: words.Why
    facts: tuple[str, ...]
    way: str
    on: dt.datetime
    introducer: Contact | None
    introducer_why: str
    approach: Approach | None

    @property
    def state(self) -> str:
        return self.tie.state

    @property
    def stage(self) -> str:
        """Where this person stands in this need, in a word; empty when nothing was done."""
        return words.stage(self.approach) if self.approach else ""


@dataclass(frozen=True, slots=True)
class Move:
    """What to do now about one person: ask, warm up, go through somebody; and the card asking now would bring."""

    person: Person
    advice: str
    path: tuple[tuple[str, str, dt.date], ...]  # the engine's word, what to do, from which day
    draft: str
    warm_line: str
    on: dt.datetime  # a fair day, tomorrow at the soonest
    channel: str
    ladder: tuple[Contact, ...]
    introducers: tuple[tuple[Contact, str], ...]
    pattern: Card | None
    pattern_facts: tuple[str, ...]


class Bench:
    """Everybody one could ask for one need, read once."""

    def __init__(self, ask: Ask, now: dt.datetime) -> None:
        self.ask = ask
        self.now = now

    @cached_property
    def reading(self) -> Reading:
        return tie_reading(self.ask.owner, self.now)

    @cached_property
    def traits(self) -> Traits:
        return traits(self.ask, self.reading)

    @cached_property
    def ways(self) -> dict[int, list[Way]]:
        return ways(self.ask.owner, self.reading)

    @cached_property
    def approaches(self) -> dict[int, Approach]:
        rows = Approach.objects.filter(ask=self.ask).select_related("contact", "ask").prefetch_related("steps")
        return {approach.contact_id: approach for approach in rows}

    @property
    def need(self) -> engine.Need:
        return cast("engine.Need", self.ask.need)

    def people(self) -> dict[str, list[Person]]:
        """The best of them under each light, best first; whoever was approached already is always among them."""
        if not len(self.reading.contacts):
            return {state: [] for state in SHOWN}
        suggested = engine.rank(
            self.need, self.reading.lights, self.traits, introducers=self._introducers, at_most=CONSIDERED
        )
        through = [one.introducer for one in suggested if one.introducer is not None]
        self.reading.contacts.load([*(one.contact for one in suggested), *through])
        found: dict[str, list[Person]] = {state: [] for state in SHOWN}
        for suggestion in suggested:
            person = self._person(suggestion)
            room = len(found[person.state]) < SHOWN[person.state]
            if (room or person.approach) and not is_target(self.ask, person.contact):
                found[person.state].append(person)
        known = {person.contact.pk for people in found.values() for person in people}
        for pk in self.approaches.keys() - known:
            if self.approaches[pk].contact.trashed_at is None:
                person = self.person(self.approaches[pk].contact)
                found[person.state].append(person)
        return found

    def person(self, contact: Contact) -> Person:
        return self._person(self._suggestion(contact))

    def move(self, contact: Contact) -> Move:
        """What to do now about one person."""
        place = self.reading.place_of(contact)
        suggestion = self._suggestion(contact)
        person = self._person(suggestion)
        pattern = self.reading.card(asking=contact)
        ladder = rungs(self.reading.lights, place)
        self.reading.contacts.load([*ladder, *(way.introducer for way in self.ways.get(place, []))])
        introducers = tuple(
            (self.reading.contacts[way.introducer], words.ground(way)) for way in self.ways.get(place, [])
        )
        return Move(
            person=person,
            advice=words.advice(self.ask.need, person.state, contact),
            path=tuple(words.step(step.way, moment(step.on_days), self.now) for step in suggestion.steps),
            draft=words.draft(self.ask, contact, on=person.on, now=self.now),
            warm_line=words.warm_line(contact, is_late=person.tie.lateness > 1.0),
            on=max(person.on, self.now + dt.timedelta(days=1)),
            channel=words.channel(suggestion.way),
            ladder=tuple(self.reading.contacts[each] for each in ladder),
            introducers=introducers if person.state != "green" else (),
            pattern=pattern,
            pattern_facts=tuple(words.card_fact(fact) for fact in pattern.facts) if pattern else (),
        )

    def _suggestion(self, contact: Contact) -> Suggestion:
        return engine.suggest(
            self.need,
            self.reading.lights,
            self.traits,
            self.reading.place_of(contact),
            introducers=self._introducers,
        )

    @cached_property
    def _introducers(self) -> dict[int, list[int]]:
        return {target: [way.introducer for way in ways] for target, ways in self.ways.items()}

    def _person(self, suggestion: Suggestion) -> Person:
        contact = self.reading.contacts[suggestion.contact]
        tie = self.reading.tie(suggestion.contact)
        through = suggestion.introducer
        way = next((one for one in self.ways.get(suggestion.contact, []) if one.introducer == through), None)
        return Person(
            contact=contact,
            tie=tie,
            why=words.why(suggestion.reasons[0], fits=suggestion.score > 0.0),
            facts=tuple(sentence(fact, tie, self.now) for fact in tie.facts[:2]),
            way=suggestion.way,
            on=moment(suggestion.ask_on_days),
            introducer=self.reading.contacts[through] if through is not None else None,
            introducer_why=words.ground(way) if way else "",
            approach=self.approaches.get(contact.pk),
        )


def pattern_of(member: Member, now: dt.datetime) -> Card | None:
    """One's own card, for one's own eyes."""
    return tie_reading(member, now).card()
