"""What a reading of ties hands out: one tie, one silence, one week, the form of the whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sporezo.engine.form import Figures
from sporezo.engine.outcome import Reason
from sporezo.network.models import Contact


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
    rhythm_days: int | None  # the tie's own, once it has one
    p_reply: float
    exchanges: int  # real ones, a day apart
    is_owed_an_answer: bool
    is_dormant: bool
    is_held: bool  # an unanswered message holds the clock
    is_own_word: bool  # the light is the owner's, not the engine's
    is_told: bool  # three outcomes and less than six months of silence: a chance of an answer rests on something

    @property
    def is_late(self) -> bool:
        return self.lateness > 1.0


@dataclass(frozen=True, slots=True)
class Silence:
    """A last word that waits: whose, since when, how many times; `is_never` when nothing ever came back."""

    contact: Contact
    since_at: dt.datetime
    messages: int
    is_never: bool


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the chart: its last day, form from 0 to 100, exchanges one took part in."""

    ends_at: dt.datetime
    form: float
    gestures: int


@dataclass(frozen=True, slots=True)
class Form:
    """The network's condition: two years of form and load, three figures with last month's beside, eight weeks."""

    weeks: tuple[Week, ...]
    figures: Figures
    a_month_ago: Figures
    weeks_kept: tuple[bool, ...]

    @property
    def regular_weeks(self) -> int:
        return sum(self.weeks_kept)
