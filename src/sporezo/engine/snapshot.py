"""What the weekly round is computed from: the facts of one week, as arrays of ids.

Whoever gathers the facts writes rows (`sporezo.engine.rows`) and has them turned into the columns below;
whoever has a million members fills the columns directly. Only members who opted in to this round are in it.
Ids are opaque strings or integers, in the order given; nothing is a name, an address or a date of birth.

Levels are on the common 0–10 scale of `docs/engine/levels.md` (S), distances in kilometres, hours as in
`sporezo.engine.slots`. The search and the verifier share this module and nothing else.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Id = str | int
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

MOODS = ("relaxed", "steady", "competitive")
MODES = ("discover", "maintain", "both")


@dataclass(frozen=True, slots=True)
class Format:
    """One way of playing a sport.

    Attributes
    ----------
    sizes : how many play, ascending, e.g. ``(4,)`` or ``(2, 3, …, 10)``
    sides : 2 when two equal sides oppose each other (singles, doubles, three against three), else 0
    discipline : whose level counts (``"singles"``); ``""`` for a sport with one level
    widest_gap : S units between the strongest and the weakest beyond which the format is no fun
    equalises : a handicap makes unequal play fair: only `widest_gap` counts, not the members' own tolerance
    """

    code: str
    sizes: tuple[int, ...]
    sides: int = 0
    discipline: str = ""
    widest_gap: float = 10.0
    equalises: bool = False


@dataclass(frozen=True, slots=True)
class Sport:
    """A sport as data: `talk` 0–3 is how much one speaks while playing; `by_pace` matches on easy paces.

    `fewer` are sizes no session is planned for, at which it is held all the same when others decline: an *americano*.
    """

    slug: str
    formats: tuple[Format, ...]
    minutes: int
    talk: int = 2
    needs_venue: bool = True
    court_booked: bool = False
    elastic: bool = False
    by_pace: bool = False
    fewer: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of the hard constraints, which the search and the verifier both read.

    Attributes
    ----------
    level_doubt : a gap is accepted up to ``tolerance + level_doubt · sqrt(sigma_i² + sigma_j²)``
    no_repeat_weeks : the widest window without the same partner (unless both are in *maintain* only)
    partners_a_week : partners one could play with for each week of that window: with 7 partners and 3 a
        week the window is 2 weeks, with 2 partners there is none
    """

    level_doubt: float = 0.35
    no_repeat_weeks: int = 4
    partners_a_week: int = 3


class Ragged(NamedTuple):
    """Lists of unequal length: row ``i`` is ``values[offsets[i]:offsets[i + 1]]``, sorted."""

    offsets: Ints
    values: Ints


@dataclass(frozen=True, eq=False)
class Members:
    """Columns of n members; -1 stands for unknown in `company`, `sector` and `function`."""

    ids: tuple[Id, ...]
    hours: Words  # (n, 2)
    busy: Words  # (n, 2)
    languages: Words  # (n,), one bit a language
    sessions_max: Ints
    minutes_max: Ints
    company: Ints
    sector: Ints
    function: Ints
    gives: Ragged
    curious: Ragged
    is_woman: Flags
    women_only: Flags
    avoids_colleagues: Flags
    excluded_companies: Ragged
    rounds_left_out: Ints
    is_newcomer: Flags
    mode: Ints  # index in MODES
    reliability: Floats

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, eq=False)
class Practices:
    """Columns of practices; `discipline` -1 is all those without a row of their own; no pace is NaN."""

    member: Ints
    sport: Ints
    discipline: Ints
    level: Floats
    sigma: Floats
    tolerance: Floats
    mood: Ints
    pace_fast: Floats
    pace_slow: Floats


@dataclass(frozen=True, eq=False)
class Areas:
    """Columns of areas, several a member."""

    member: Ints
    latitude: Floats
    longitude: Floats
    radius_km: Floats


@dataclass(frozen=True, eq=False)
class Venues:
    """Columns of venues; `sports` holds sport indices."""

    ids: tuple[Id, ...]
    latitude: Floats
    longitude: Floats
    sports: Ragged
    is_public: Flags
    is_verified: Flags

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, eq=False)
class Relations:
    """Pairs of member indices, each (k, 2); blocks and not-with hold in both directions."""

    blocked: Ints
    not_with: Ints
    met: Ints
    met_weeks_ago: Floats
    links: Ints
    link_weeks_overdue: Floats


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The facts of one round; `week_starts_on` is the local day of slot 0 and is never read by the engine.

    `disciplines` and `topics` are the words behind the indices in the columns.
    """

    week_starts_on: date
    sports: tuple[Sport, ...]
    disciplines: tuple[str, ...]
    topics: tuple[str, ...]
    members: Members
    practices: Practices
    areas: Areas
    venues: Venues
    relations: Relations
    rules: Rules = field(default_factory=Rules)
