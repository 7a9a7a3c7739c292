"""Every tie of one owner at one moment: the engine's rows inside, one `Tie` at a time outside.

A reading asks nothing of the database but the contacts somebody looks at.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Self, overload

import numpy as np

from sporezo.engine.cards import Card, is_out_of_the_blue
from sporezo.engine.circles import CIRCLE_WEIGHT, WISH_DAYS
from sporezo.engine.form import POLITE_DAYS, WEEK_DAYS, Figures, figures
from sporezo.engine.lights import COLOURS, Lights, is_through_someone, light_ties
from sporezo.engine.sheets import Rows, Season, form_now, form_wished, ties_at
from sporezo.engine.snapshot import Flags, Floats, Ints
from sporezo.engine.ties import Ties, lived_circle
from sporezo.network.enums import LightState
from sporezo.network.models import Contact
from sporezo.network.queries.gather import days, moment
from sporezo.network.queries.keys import Keys
from sporezo.network.queries.memory import Sums, once
from sporezo.network.queries.said import Form, Silence, Step, Tie, Week
from sporezo.prepared import Prepared

STATES = {"green": "green", "warm_up": "warm-up", "through_someone": "through"}
"""The engine's colours as pages name them."""
CODES = {state: COLOURS.index(colour) for colour, state in STATES.items()}
HOLDS_FOR = dt.timedelta(minutes=1)
"""How long sums may serve again while nobody writes: ties fade by the day."""


_contacts = Prepared(lambda ids: Contact.objects.filter(pk__in=ids))


class Shown(Sequence[Contact]):
    """Contacts by their place, loaded when looked at."""

    def __init__(self, ids: Ints) -> None:
        self._ids = ids
        self._loaded: dict[int, Contact] = {}

    def __len__(self) -> int:
        return int(self._ids.size)

    @overload
    def __getitem__(self, place: int) -> Contact: ...
    @overload
    def __getitem__(self, place: slice) -> list[Contact]: ...
    def __getitem__(self, place: int | slice) -> Contact | list[Contact]:
        if isinstance(place, slice):
            return self.load(range(*place.indices(len(self))))
        return self.load([place % len(self) if place < 0 else place])[0]

    def __iter__(self) -> Iterator[Contact]:
        return iter(self.load(range(len(self))))

    def load(self, places: Iterable[int]) -> list[Contact]:
        """These contacts, in one query for those not loaded yet."""
        return list(self.at(places).values())

    def at(self, places: Iterable[int]) -> dict[int, Contact]:
        """The same by place, in the order asked for; whoever is gone is left out."""
        wanted = [int(place) for place in places]
        missing = {int(self._ids[place]): place for place in wanted if place not in self._loaded}
        if missing:
            for contact in _contacts(tuple(missing)):
                self._loaded[missing[contact.pk]] = contact
        return {place: self._loaded[place] for place in wanted if place in self._loaded}

    def know(self, place: int, contact: Contact) -> None:
        self._loaded[place] = contact


class Reading(Sums):
    """Every tie of one owner at one moment: rows inside, one `Tie` at a time outside; places are alphabetical."""

    def __init__(self, rows: Rows, words: Sequence[str], season: Season, own_lights: dict[int, str], now: dt.datetime):
        super().__init__()
        self.rows, self.words, self.season, self.now = rows, Keys(words), season, now
        self.contacts = Shown(self.ids)
        self._own_lights = own_lights

    def again(self) -> Self:
        """The same sums for another request, which loads contacts of its own."""
        other = copy.copy(self)
        other.contacts = Shown(self.ids)
        return other

    def is_good(self, now: dt.datetime) -> bool:
        """Whether these sums still hold, provided that nobody wrote."""
        return dt.timedelta(0) <= now - self.now < HOLDS_FOR

    @once
    def ids(self) -> Ints:
        return np.ascontiguousarray(self.rows["contact"])

    @once
    def circle(self) -> Ints:
        return self.rows["circle"].astype(np.int64)

    @once
    def sector(self) -> Ints:
        return self.rows["sector"].astype(np.int64)

    @once
    def ties(self) -> Ties:
        return ties_at(self.rows, days(self.now))

    @once
    def lights(self) -> Lights:
        return self._own_words(light_ties(self.ties), self.ids)

    @once
    def is_through(self) -> Flags:
        """Whose light is *through someone*."""
        through = is_through_someone(self.ties)
        for contact, state in self._own_lights.items():
            through[self.ids == contact] = state == LightState.THROUGH
        return through

    @once
    def is_kept(self) -> Flags:
        """Those gestures may propose: not set aside."""
        kept: Flags = ~self.rows["is_aside"]
        return kept

    @once
    def is_snoozed(self) -> Flags:
        snoozed: Flags = self.rows["snoozed_until_days"] > days(self.now)
        return snoozed

    @once
    def is_real(self) -> Flags:
        """Something once went both ways."""
        real: Flags = np.isfinite(self.rows["reset_days"])
        return real

    @once
    def is_late(self) -> Flags:
        """Past the wish, with somebody one really spoke with."""
        return self.ties.clocks.is_due & self.is_kept & self.is_real

    @once
    def to_sort(self) -> Ints:
        """Places of those who came with an import and were not looked at, who was spoken with most first."""
        pile = np.flatnonzero(self.rows["sort_from_days"] <= days(self.now))
        known = self.rows["exchanges"][pile] + np.log1p(self.rows["wrote_messages"][pile])
        return pile[np.argsort(-known, kind="stable")]

    @once
    def lived(self) -> Ints:
        """The circle each tie already lives in, -1 where it says nothing."""
        return lived_circle(self.ties)

    @once
    def misplaced(self) -> Ints:
        """Places of those who live in another circle than the wish, nearest first; whoever has a wish of days stays."""
        own = self.rows["wish_days"] != WISH_DAYS[self.circle]
        found = np.flatnonzero((self.lived >= 0) & (self.lived != self.circle) & ~own & self.is_kept)
        return found[np.argsort(self.lived[found], kind="stable")]

    def tie(self, place: int) -> Tie:
        """The tie of the contact at `place`."""
        return self.look([place])[0]

    def look(self, places: Iterable[int]) -> list[Tie]:
        """The ties at these places, their contacts loaded in one query; only their rows are read."""
        return [tie for _place, tie in self.look_at(places)]

    def look_at(self, places: Iterable[int]) -> list[tuple[int, Tie]]:
        """The same, each with its place; somebody erased since the rows were read has none."""
        contacts = self.contacts.at(places)
        wanted = np.array(list(contacts), dtype=np.int64)
        if not wanted.size:
            return []
        # Of these rows alone: a light's facts are reckoned over all the ties it is given.
        ties = ties_at(self.rows[wanted], days(self.now))
        lights = self._own_words(light_ties(ties), self.ids[wanted])
        is_owed, is_dormant, lateness, is_told = ties.is_owed_an_answer, ties.is_dormant, ties.lateness, ties.is_told
        found = []
        for k, contact in enumerate(contacts.values()):
            light = lights.of(k)
            reset, rhythm = float(ties.clocks.reset_days[k]), float(ties.rhythm_days[k])
            found.append(
                Tie(
                    contact=contact,
                    state=STATES[light.colour],
                    facts=light.facts,
                    steps=tuple(Step(step.way, moment(step.on_days)) for step in light.steps),
                    fair_from=moment(light.fair_from_days),
                    warmth=float(ties.warmth[k]),
                    temperature=float(ties.temperature[k]),
                    lateness=float(lateness[k]),
                    last_at=moment(reset) if np.isfinite(reset) else None,
                    due_at=moment(float(ties.clocks.due_days[k])),
                    wish_days=int(ties.clocks.wish_days[k]),
                    rhythm_days=round(rhythm) if np.isfinite(rhythm) else None,
                    p_reply=float(ties.p_reply[k]),
                    exchanges=int(ties.exchanges[k]),
                    is_owed_an_answer=bool(is_owed[k]),
                    is_dormant=bool(is_dormant[k]),
                    is_held=bool(ties.clocks.is_held[k]),
                    is_own_word=light.facts[0].code == "own_word",
                    is_told=bool(is_told[k]),
                )
            )
        return list(zip(contacts, found, strict=True))

    def _own_words(self, lights: Lights, ids: Ints) -> Lights:
        """The same lights under the owner's own word."""
        if not self._own_lights:
            return lights
        own = [CODES[self._own_lights[pk]] if pk in self._own_lights else -1 for pk in ids.tolist()]
        return lights.with_own_word(np.array(own, dtype=np.int64))

    def state(self, place: int) -> str:
        """The light alone, for lists."""
        return STATES[COLOURS[self.lights.colour[place]]]

    def holds(self, contact: Contact) -> bool:
        return bool((self.ids == contact.pk).any())

    def place_of(self, contact: Contact) -> int:
        place = int(np.flatnonzero(self.ids == contact.pk)[0])
        self.contacts.know(place, contact)
        return place

    def losing_touch(self, *, most: int = 5) -> list[Tie]:
        """Those one really spoke with and is losing, whom it is time for most first."""
        return self.look(self.late[:most])

    @once
    def late(self) -> Ints:
        """Their places: past the wish, nearest circles and longest silences first."""
        return self.by_lateness(np.flatnonzero(self.is_late))

    def by_lateness(self, places: Ints) -> Ints:
        """The same places, those whose circle and silence weigh most first."""
        lateness = self.ties.clocks.silent_days[places] / self.ties.clocks.wish_days[places]
        weight = np.where(self.is_real[places], lateness, 0.0) * CIRCLE_WEIGHT[self.circle[places]]
        return places[np.argsort(-weight, kind="stable")]

    def never_answered(self, *, most: int = 5) -> list[Silence]:
        """Whom I never answered: they wrote last and nothing went back, the longest wait first."""
        return self._silences("wrote", "was_answered", self.waiting_for_me[:most])

    def never_answered_me(self, *, most: int = 5) -> list[Silence]:
        """Who never answered me: I wrote last, a week ago or more, the longest wait first."""
        return self._silences("unheard", "has_answered", self.unheard[:most])

    @once
    def waiting_for_me(self) -> Ints:
        """Places of those I never answered."""
        return self._open("wrote_since_days", POLITE_DAYS)

    @once
    def unheard(self) -> Ints:
        """Places of those who never answered me."""
        return self._open("unheard_since_days", WEEK_DAYS)

    def _open(self, column: str, polite_days: float) -> Ints:
        since: Floats = self.rows[column]
        waiting = np.flatnonzero((since <= days(self.now) - polite_days) & self.is_kept)
        return waiting[np.argsort(since[waiting], kind="stable")]

    def _silences(self, side: str, answered: str, places: Ints) -> list[Silence]:
        return [
            Silence(contact, moment(float(row[f"{side}_since_days"])), int(row[f"{side}_messages"]), not row[answered])
            for place, contact in self.contacts.at(places).items()
            for row in (self.rows[place],)
        ]

    def card(self, *, asking: Contact | None = None) -> Card | None:
        """The owner's own card, or the one that asking this contact now would bring."""
        found = self.season.pattern
        if asking is not None:
            reset = float(self.rows["reset_days"][self.place_of(asking)])
            blue = bool(is_out_of_the_blue(np.array([reset]), days(self.now))[0])
            found = found.with_one_more(is_out_of_the_blue=blue)
        return found.card()

    @once
    def figures(self) -> Figures:
        """Activable, activated, quality, now."""
        return figures(self.ties, is_through=self.is_through, sector=self.sector)

    @once
    def form(self) -> Form:
        """The training chart and the three figures; 100 is a network where every living tie is as warm as wished."""
        as_wished = form_wished(self.rows) or 1.0
        values = [*self.season.form[:-1], form_now(self.rows, days(self.now))]
        return Form(
            weeks=tuple(
                Week(moment(end), round(min(100.0, 100.0 * value / as_wished), 1), gestures)
                for end, value, gestures in zip(self.season.week_ends_days, values, self.season.gestures, strict=True)
            ),
            figures=self.figures,
            a_month_ago=self.season.a_month_ago,
            weeks_kept=tuple(self.season.weeks_kept),
        )
