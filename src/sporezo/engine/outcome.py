"""What the weekly round decides, as data: sessions and their reasons, who is left out, the objective.

A reason is a code and its parameters, never a sentence: the page renders it for its reader and under that
reader's rights (`docs/engine/affinity.md` lists the codes). Parameters hold numbers, topics and ids only.
"""

from dataclasses import dataclass, field
from typing import Literal

from sporezo.engine.snapshot import Id

Param = Id | float | bool | None
Why = Literal["no_common_hour", "nothing_in_reach", "no_level_near", "too_few", "nobody_free"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why this session for this member, e.g. ``Reason("near", {"km": 1.4})``."""

    code: str
    params: dict[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Session:
    """One session to propose; `slot` is the hour it begins (`sporezo.engine.slots`), `terms` sum to `value`.

    `sides` are the two opposing sides where the format has them; `reserves` could take anybody's place.
    """

    sport: str
    format: str
    venue: Id
    slot: int
    minutes: int
    members: tuple[Id, ...]
    sides: tuple[tuple[Id, ...], ...]
    value: float
    terms: dict[str, float]
    reasons: dict[Id, tuple[Reason, ...]]
    reserves: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendezvous:
    """A (sport, hour, venue) asked of `members` in one question; any `least` of them make a session."""

    sport: str
    format: str
    venue: Id
    slot: int
    minutes: int
    members: tuple[Id, ...]
    least: int
    reasons: dict[Id, tuple[Reason, ...]]


@dataclass(frozen=True, slots=True)
class Wait:
    """With how many others somebody could play as two this week, counted to 12, and for how many rounds they are left
    out at most; None where nobody can promise it (`docs/engine/rounds.md`)."""

    density: str
    partners: int
    most_rounds: int | None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Somebody without a session or a rendez-vous this week, what would help most, and how long this may last."""

    member: Id
    reason: Why
    remedy: dict[str, Param] | None = None
    wait: Wait | None = None


@dataclass(frozen=True, slots=True)
class Objective:
    """The total value, its named terms, a proved upper bound, and ``gap = (bound - total) / bound``.

    `bound_by` names the proof (`docs/engine/rounds.md`).
    """

    total: float
    terms: dict[str, float]
    bound: float
    gap: float
    bound_by: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One round, decided. Everything is in a fixed order: the same snapshot and seed give the same bytes."""

    seed: int
    sessions: tuple[Session, ...]
    rendezvous: tuple[Rendezvous, ...]
    unplaced: tuple[Unplaced, ...]
    objective: Objective
