"""What one's ties have become: exchanges gathered into columns, read by the engine, handed back as dataclasses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.utils import timezone

from sporezo.engine.circles import CIRCLE_WEIGHT, THREAD, WARMTH_HALF_LIFE_DAYS, circle_codes
from sporezo.engine.form import WEEK_DAYS, Figures, figures, form_series, regularity, whom_i_never_answered
from sporezo.engine.lights import COLOURS, Lights, light_ties
from sporezo.engine.outcome import Reason
from sporezo.engine.snapshot import Floats, Ints
from sporezo.engine.ties import Ties, read_ties
from sporezo.engine.touches import IN, Exchange, Touches
from sporezo.members.enums import Sector
from sporezo.members.models import Member
from sporezo.network.models import Contact, Touch
from sporezo.network.queries.people import of

A_DAY = 86_400.0
STATES = {"green": "green", "warm_up": "warm-up", "through_someone": "through"}
"""The engine's colours as pages name them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a warm-up: what, and from which day on."""

    way: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Tie:
    """What one contact has become."""

    contact: Contact
    state: str  # green, warm-up, through
    facts: tuple[Reason, ...]
    steps: tuple[Step, ...]
    fair_from: dt.datetime
    warmth: float
    temperature: float  # 1: as warm as the wish keeps it
    lateness: float  # silence over the wish; 1 on the due day
    last_at: dt.datetime | None  # the last real exchange
    due_at: dt.datetime
    wish_days: int
    p_reply: float
    is_owed_an_answer: bool
    is_dormant: bool

    @property
    def is_late(self) -> bool:
        return self.lateness > 1.0


@dataclass(frozen=True, slots=True)
class Silence:
    """Somebody who wrote and is still waiting for me, since when, how many times."""

    contact: Contact
    since_at: dt.datetime
    messages: int
    is_never: bool


@dataclass(frozen=True, slots=True)
class Form:
    """The network's condition: twelve weeks of form (0–100) and load, and three figures with last month's beside."""

    weeks: tuple[tuple[str, float, int], ...]
    figures: Figures
    a_month_ago: Figures
    regular_weeks: int


class Reading:
    """Every tie of one owner at one moment: columns inside, one `Tie` at a time outside."""

    def __init__(self, contacts: Sequence[Contact], touches: Touches, now: dt.datetime) -> None:
        self.contacts = list(contacts)
        self.touches = touches
        self.now = now

    @cached_property
    def circle(self) -> Ints:
        return circle_codes([contact.circle for contact in self.contacts])

    @cached_property
    def ties(self) -> Ties:
        return self.as_of(self.now)

    @cached_property
    def lights(self) -> Lights:
        return light_ties(self.ties)

    @cached_property
    def is_kept(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Those gestures may propose: not set aside."""
        return np.array([contact.set_aside_at is None for contact in self.contacts], dtype=bool)

    def as_of(self, moment: dt.datetime) -> Ties:
        """The same people as they stood at `moment`; those noted later had no exchange yet."""
        return read_ties(
            self.touches,
            circle=self.circle,
            now_days=days(moment),
            own_wish_days=_optional([contact.wish_days for contact in self.contacts]),
            start_days=np.array([days(contact.created_at) for contact in self.contacts], dtype=np.float64),
            snoozed_until_days=_optional(
                [days(contact.snoozed_until) if contact.snoozed_until else None for contact in self.contacts]
            ),
        )

    def tie(self, place: int) -> Tie:
        """The tie of the contact at `place`."""
        ties, light = self.ties, self.lights.of(place)
        reset = float(ties.clocks.reset_days[place])
        return Tie(
            contact=self.contacts[place],
            state=STATES[light.colour],
            facts=light.facts,
            steps=tuple(Step(step.way, moment(step.on_days)) for step in light.steps),
            fair_from=moment(light.fair_from_days),
            warmth=float(ties.warmth[place]),
            temperature=float(ties.temperature[place]),
            lateness=float(ties.lateness[place]),
            last_at=moment(reset) if np.isfinite(reset) else None,
            due_at=moment(float(ties.clocks.due_days[place])),
            wish_days=int(ties.clocks.wish_days[place]),
            p_reply=float(ties.p_reply[place]),
            is_owed_an_answer=bool(ties.is_owed_an_answer[place]),
            is_dormant=bool(ties.is_dormant[place]),
        )

    def state(self, place: int) -> str:
        """The light alone, for lists."""
        return STATES[COLOURS[self.lights.colour[place]]]

    def place_of(self, contact: Contact) -> int:
        return self._places[contact.pk]

    @cached_property
    def _places(self) -> dict[int, int]:
        return {contact.pk: place for place, contact in enumerate(self.contacts)}

    def losing_touch(self, *, most: int = 5) -> list[Tie]:
        """Those one really spoke with and is losing: past the wish, nearest circles and longest silences first."""
        ties = self.ties
        is_late = ties.clocks.is_due & self.is_kept & np.isfinite(ties.clocks.reset_days)
        weight = np.where(is_late, np.where(is_late, ties.lateness, 0.0) * CIRCLE_WEIGHT[self.circle], 0.0)
        order = np.argsort(-weight, kind="stable")[:most]
        return [self.tie(int(place)) for place in order if weight[place] > 0]

    def never_answered(self, *, most: int = 5) -> list[Silence]:
        """Whom I never answered: they wrote last and nothing went back, the longest wait first."""
        waiting = whom_i_never_answered(self.touches, now_days=days(self.now))
        kept = [one for one in waiting if self.is_kept[one.contact]][:most]
        return [Silence(self.contacts[one.contact], moment(one.since_days), one.messages, one.is_never) for one in kept]

    def form(self, *, weeks: int = 12) -> Form:
        """The training chart and the three figures; 100 is a network where every tie is as warm as wished."""
        series = form_series(self.touches, circle=self.circle, now_days=days(self.now), weeks=weeks)
        half_life = WARMTH_HALF_LIFE_DAYS[self.circle]
        as_wished = float((THREAD / (1.0 - np.exp2(-self.ties.clocks.wish_days / half_life))).sum()) or 1.0
        gestures = self._gestures(series.week_ends_days)
        sectors = {name: code for code, name in enumerate(Sector.values)}
        sector = np.array([sectors.get(contact.sector, -1) for contact in self.contacts], dtype=np.int64)
        before = light_ties(self.as_of(self.now - dt.timedelta(days=30)))
        return Form(
            weeks=tuple(
                (
                    str(timezone.localtime(moment(float(end))).isocalendar().week),
                    round(min(100.0, 100.0 * float(form) / as_wished), 1),
                    int(load),
                )
                for end, form, load in zip(series.week_ends_days, series.form, gestures, strict=True)
            ),
            figures=figures(self.lights, sector=sector),
            a_month_ago=figures(before, sector=sector),
            regular_weeks=int(regularity(self.touches, now_days=days(self.now)).sum()),
        )

    def _gestures(self, week_ends_days: Floats) -> Ints:
        """How many exchanges one took part in, week by week."""
        mine = self.touches.at_days[self.touches.direction != IN]
        ago = np.floor((week_ends_days[-1] - mine) / WEEK_DAYS).astype(np.int64)
        counted: Ints = np.bincount(ago[(ago >= 0) & (ago < week_ends_days.size)], minlength=week_ends_days.size)
        return counted[::-1]


def tie_reading(owner: Member, now: dt.datetime) -> Reading:
    """Every tie of a member, in two queries whatever their number."""
    contacts = list(of(owner).order_by("folded", "pk"))
    return Reading(contacts, _gathered(contacts, owner=owner), now)


def tie_of(contact: Contact, now: dt.datetime) -> Tie:
    """One contact's tie, in one query."""
    return Reading([contact], _gathered([contact], contact=contact), now).tie(0)


def days(moment: dt.datetime) -> float:
    """A moment on the engine's scale: days since 1970."""
    return moment.timestamp() / A_DAY


def moment(days: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(days * A_DAY, dt.UTC)


def _gathered(contacts: Sequence[Contact], **whose: Member | Contact) -> Touches:
    place = {contact.pk: i for i, contact in enumerate(contacts)}
    rows = Touch.objects.filter(**whose).values_list("contact_id", "at", "channel", "direction", "purpose", "people")
    return Touches.of(
        (
            Exchange(place[contact], days(at), channel, direction, purpose, people)
            for contact, at, channel, direction, purpose, people in rows.order_by("at", "pk").iterator(5000)
            if contact in place
        ),
        contacts=len(contacts),
    )


def _optional(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
