"""A network read once and packed: a row a contact, a season for the whole, good for a later look without any exchange.

Between two exchanges a tie only fades and grows late, which a row tells for any later moment. What a row cannot tell
is an outcome that ripens by itself (a message that met seven days of silence, the end of a year since a meal): it stays
as it was read, so a sheet is read anew within a day.
"""

from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from sporezo.engine import circles
from sporezo.engine.cadence import Clocks
from sporezo.engine.cards import Pattern, pattern
from sporezo.engine.form import WEEK_DAYS, Figures, figures, form_series, open_silences, regularity
from sporezo.engine.lights import is_through_someone
from sporezo.engine.reply import owner_record
from sporezo.engine.snapshot import Flags, Floats, Ints
from sporezo.engine.ties import Ties, read_ties
from sporezo.engine.touches import IN, OUT, Touches

A_MONTH_DAYS = 30.0

ROW = np.dtype(
    [
        ("contact", "<i8"),
        ("circle", "i1"),
        ("sector", "i1"),
        ("is_aside", "?"),
        ("sort_from_days", "<f8"),
        ("wish_days", "<f8"),
        ("snoozed_until_days", "<f8"),
        ("read_days", "<f8"),
        ("reset_days", "<f8"),
        ("due_days", "<f8"),
        ("is_held", "?"),
        ("warmth", "<f8"),
        ("rhythm_days", "<f8"),
        ("p_reply", "<f8"),
        ("approaches", "<i4"),
        ("answered", "<i4"),
        ("unanswered_run", "<i4"),
        ("exchanges", "<i4"),
        ("in_person", "<i4"),
        ("first_days", "<f8"),
        ("last_out_days", "<f8"),
        ("last_in_days", "<f8"),
        ("last_ask_days", "<f8"),
        ("last_give_days", "<f8"),
        ("last_channel", "i1"),
        ("wrote_since_days", "<f8"),
        ("wrote_messages", "<i4"),
        ("was_answered", "?"),
        ("unheard_since_days", "<f8"),
        ("unheard_messages", "<i4"),
        ("has_answered", "?"),
    ]
)
"""One contact: who, what its owner wishes, and what `read_ties` found. `due_days` leaves the snooze out; `wrote_…` is
what they wrote and I never answered, `unheard_…` what I wrote and never heard back of."""

Rows = npt.NDArray[np.void]
TIE_COLUMNS = (
    "rhythm_days",
    "p_reply",
    "approaches",
    "answered",
    "unanswered_run",
    "exchanges",
    "in_person",
    "first_days",
    "last_out_days",
    "last_in_days",
    "last_ask_days",
    "last_give_days",
    "last_channel",
)


@dataclass(frozen=True, slots=True)
class People:
    """What an owner wishes of each contact; all columns are (C,).

    Attributes
    ----------
    contact : any number of one's own for each
    circle : `circles.circle_codes`
    sector : a code, -1 where unknown
    is_aside : no gesture is wanted
    wish_days : a wish that overrides the circle's, ``nan`` where there is none
    start_days : the day each was noted
    snoozed_until_days : ``nan`` for none
    sort_from_days : imported and not looked at yet: from when on to be sorted, ``nan`` for the others
    """

    contact: Ints
    circle: Ints
    sector: Ints
    is_aside: Flags
    wish_days: Floats
    start_days: Floats
    snoozed_until_days: Floats
    sort_from_days: Floats


@dataclass(frozen=True, slots=True)
class Season:
    """What only the exchanges themselves can tell of a whole network, as of one moment.

    Attributes
    ----------
    week_ends_days, form, load, gestures : (W,) oldest first: warmth of all ties, impulses, exchanges one took part in
    weeks_kept : (8,) flags, oldest first: a gesture in that week
    pattern : one's asks of the last 90 days
    record : how new people answered the owner lately
    a_month_ago : the figures then
    """

    week_ends_days: list[float]
    form: list[float]
    load: list[float]
    gestures: list[int]
    weeks_kept: list[bool]
    pattern: Pattern
    record: float
    a_month_ago: Figures

    def as_json(self) -> dict[str, Any]:
        """Plain lists and numbers, None where a share of nobody has no value."""
        kept = asdict(self)
        kept["a_month_ago"] = {name: None if np.isnan(n) else n for name, n in kept["a_month_ago"].items()}
        return kept

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Self:
        """The season as `as_json` wrote it."""
        then: dict[str, Any] = {name: np.nan if n is None else n for name, n in kept["a_month_ago"].items()}
        back = {
            "pattern": Pattern(*kept["pattern"]),
            "a_month_ago": Figures(**then),
        }
        return cls(**kept | back)


def read_rows(touches: Touches, people: People, *, now_days: float, record: float | None = None) -> Rows:
    """Read every tie as of `now_days` into a row, (C,) of `ROW`.

    `record` is the owner's (`reply.owner_record`) when `touches` holds only some of their exchanges. O((N + C) log N).
    """
    past = touches.until(now_days)
    ties = _ties(past, people, now_days=now_days, record=record)
    rows = np.zeros(people.contact.size, dtype=ROW)
    for name in ("contact", "circle", "sector", "is_aside", "snoozed_until_days", "sort_from_days"):
        rows[name] = getattr(people, name)
    for name in TIE_COLUMNS:
        rows[name] = getattr(ties, name)
    clocks = ties.clocks
    rows["wish_days"], rows["reset_days"] = clocks.wish_days, clocks.reset_days
    rows["due_days"], rows["is_held"] = clocks.due_days, clocks.is_held
    rows["warmth"], rows["read_days"] = ties.warmth, now_days
    mine, theirs = open_silences(past, of=IN), open_silences(past, of=OUT)
    rows["wrote_since_days"], rows["wrote_messages"] = mine.since_days, mine.messages
    rows["was_answered"] = ~mine.is_never
    rows["unheard_since_days"], rows["unheard_messages"] = theirs.since_days, theirs.messages
    rows["has_answered"] = ~theirs.is_never
    return rows


def read_season(touches: Touches, people: People, *, now_days: float) -> Season:
    """Read what rows cannot tell: the weeks, the owner's own pattern, the figures of a month ago. O(N log N)."""
    past = touches.until(now_days)
    series = form_series(past, circle=people.circle, now_days=now_days)
    then_days = now_days - A_MONTH_DAYS
    then = _ties(past.until(then_days), people, now_days=then_days, record=None)
    return Season(
        week_ends_days=series.week_ends_days.tolist(),
        form=series.form.round(6).tolist(),
        load=series.load.tolist(),
        gestures=_gestures(past, series.week_ends_days).tolist(),
        weeks_kept=regularity(past, now_days=now_days).tolist(),
        pattern=pattern(past, now_days=now_days),
        record=owner_record(past.as_messages(), now_days=now_days),
        a_month_ago=figures(then, is_through=is_through_someone(then), sector=people.sector),
    )


def ties_at(rows: Rows, now_days: float) -> Ties:
    """The ties of these rows at `now_days`, nothing having happened since they were read. O(C).

    Examples
    --------
    >>> from sporezo.engine.touches import Exchange
    >>> one = People(np.array([7]), np.array([1]), np.array([-1]), np.array([False]),
    ...              np.array([np.nan]), np.array([0.0]), np.array([np.nan]), np.array([np.nan]))
    >>> rows = read_rows(Touches.of([Exchange(0, 0.0, "meal")], contacts=1), one, now_days=30.0)
    >>> later = ties_at(rows, 90.0)
    >>> later.warmth.round(3).tolist(), later.lateness.tolist()
    ([1.5], [3.0])
    """
    column = {name: np.ascontiguousarray(rows[name]) for name in TIE_COLUMNS}
    circle = rows["circle"].astype(np.int64)
    wish_days = np.ascontiguousarray(rows["wish_days"])
    half_life = circles.WARMTH_HALF_LIFE_DAYS[circle]
    warmth = rows["warmth"] * np.exp2(-(now_days - rows["read_days"]) / half_life)
    clocks = Clocks(
        now_days,
        wish_days,
        np.ascontiguousarray(rows["reset_days"]),
        np.fmax(rows["due_days"], rows["snoozed_until_days"]),
        np.ascontiguousarray(rows["is_held"]),
    )
    return Ties(
        circle=circle,
        clocks=clocks,
        warmth=warmth,
        temperature=warmth / circles.kept_up(wish_days, half_life),
        **column,
    )


def form_now(rows: Rows, now_days: float) -> float:
    """The summed warmth of all ties at `now_days`."""
    half_life = circles.WARMTH_HALF_LIFE_DAYS[rows["circle"]]
    return float((rows["warmth"] * np.exp2(-(now_days - rows["read_days"]) / half_life)).sum())


def form_wished(rows: Rows) -> float:
    """What form would be if every tie in which something once went both ways were as warm as wished; 0 without any."""
    real = np.isfinite(rows["reset_days"]) & ~rows["is_aside"]
    half_life = circles.WARMTH_HALF_LIFE_DAYS[rows["circle"][real]]
    return float(circles.kept_up(rows["wish_days"][real], half_life).sum())


def _ties(past: Touches, people: People, *, now_days: float, record: float | None) -> Ties:
    return read_ties(
        past,
        circle=people.circle,
        now_days=now_days,
        own_wish_days=people.wish_days,
        start_days=people.start_days,
        record=record,
    )


def _gestures(past: Touches, week_ends_days: Floats) -> Ints:
    """How many exchanges one took part in, week by week."""
    mine = past.at_days[past.direction != IN]
    ago = np.floor((week_ends_days[-1] - mine) / WEEK_DAYS).astype(np.int64)
    counted: Ints = np.bincount(ago[(ago >= 0) & (ago < week_ends_days.size)], minlength=week_ends_days.size)
    return counted[::-1]
