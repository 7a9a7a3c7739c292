"""A whole network read at a glance: its form over time, three figures against façade, regularity, open silences."""

from dataclasses import dataclass

import numpy as np

from sporezo.engine import circles
from sporezo.engine.snapshot import Flags, Floats, Ints
from sporezo.engine.tallies import Moments, Tally
from sporezo.engine.ties import Ties
from sporezo.engine.touches import IN, OUT, Touches

WEEK_DAYS = 7.0
TWO_YEARS_WEEKS = 104
REGULARITY_WEEKS = 8
POLITE_DAYS = 2.0  # nobody owes an answer sooner


@dataclass(frozen=True, slots=True)
class FormSeries:
    """Weekly values, oldest first, (W,): `form` is the warmth of all ties, `load` the impulses of that week."""

    week_ends_days: Floats
    form: Floats
    load: Floats


def form_series(touches: Touches, *, circle: Ints, now_days: float, weeks: int = TWO_YEARS_WEEKS) -> FormSeries:
    """The form of a network over the last `weeks`, as a training log shows fitness and load. O(N log N).

    Examples
    --------
    >>> from sporezo.engine.touches import Exchange
    >>> series = form_series(Touches.of([Exchange(0, 0.0, "meal")], contacts=1), circle=np.array([0]), now_days=45.0,
    ...                      weeks=2)
    >>> series.form.round(2).tolist(), series.load.tolist()
    ([1.67, 1.5], [0.0, 0.0])
    """
    past = touches.until(now_days)
    ends = now_days - WEEK_DAYS * np.arange(weeks - 1, -1, -1.0)
    impulses = past.impulses()
    just_after = np.nextafter(ends, np.inf)
    by_circle = Tally(circle[past.contact], past.at_days, impulses)
    form = np.zeros(weeks)
    for code, half_life in enumerate(circles.WARMTH_HALF_LIFE_DAYS):
        form += by_circle.fading(Moments(np.full(weeks, code), just_after), half_life_days=float(half_life))
    everybody = Moments(np.zeros(weeks, dtype=np.int64), just_after)
    total = Tally(np.zeros(past.contact.size, dtype=np.int64), past.at_days, impulses)
    load = total.total(everybody) - total.total(everybody.earlier(WEEK_DAYS))
    return FormSeries(ends, form, np.round(load, 9))


@dataclass(frozen=True, slots=True)
class Figures:
    """What a network is worth, against its façade; shares are 0–1, `nan` where there is nobody to count.

    Attributes
    ----------
    contacts, activable, activated : how many; activated ⊆ activable
    facade : contacts with whom nothing ever went both ways
    answered : share of the last year's approaches that were answered, among activated ties
    in_person : share of activated ties met face to face in the last year
    diversity : 0 when all activated ties are of one sector, 1 when the known sectors weigh the same
    quality : the mean of those three that are known
    """

    contacts: int
    activable: int
    activated: int
    facade: int
    answered: float
    in_person: float
    diversity: float
    quality: float


def figures(ties: Ties, *, is_through: Flags, sector: Ints) -> Figures:
    """The three figures and what quality is made of; ask for an earlier moment too, and there is a trend.

    *Activable*: something once went both ways, and the light is not *through someone*. *Activated*: activable, and in
    touch within the wished interval. `is_through` (C,) tells those lights, `sector` (C,) is a code, -1 where unknown.
    """
    is_real = np.isfinite(ties.clocks.reset_days)
    is_activable = is_real & ~is_through
    is_activated = is_activable & (ties.lateness <= 1.0)
    asked = int(ties.approaches[is_activated].sum())
    answered = ties.answered[is_activated].sum() / asked if asked else float("nan")
    in_person = float((ties.in_person[is_activated] > 0).mean()) if is_activated.any() else float("nan")
    diversity = _evenness(sector[is_activated])
    known = [part for part in (answered, in_person, diversity) if not np.isnan(part)]
    return Figures(
        contacts=int(is_real.size),
        activable=int(is_activable.sum()),
        activated=int(is_activated.sum()),
        facade=int((~is_real).sum()),
        answered=float(answered),
        in_person=in_person,
        diversity=diversity,
        quality=float(np.mean(known)) if known else float("nan"),
    )


def _evenness(sector: Ints) -> float:
    """Shannon's evenness of the known sectors: 0 one sector, 1 all alike."""
    known = sector[sector >= 0]
    if not known.size:
        return float("nan")
    share = np.unique(known, return_counts=True)[1] / known.size
    return float(-(share * np.log(share)).sum() / np.log(share.size)) if share.size > 1 else 0.0


def regularity(touches: Touches, *, now_days: float, weeks: int = REGULARITY_WEEKS) -> Flags:
    """In which of the last `weeks` one did something for one's network, oldest first, (weeks,).

    A gesture is whatever one took part in: sent, met, called. Receiving is none.
    """
    mine = (touches.direction != IN) & (touches.at_days <= now_days)
    ago = np.floor((now_days - touches.at_days[mine]) / WEEK_DAYS).astype(np.int64)
    did = np.zeros(weeks, dtype=bool)
    did[ago[ago < weeks]] = True
    return did[::-1]


@dataclass(frozen=True, slots=True)
class OpenSilence:
    """A last word that met silence: since when, how many messages, and whether that person never got an answer."""

    contact: int
    since_days: float
    messages: int
    is_never: bool


@dataclass(frozen=True, slots=True)
class OpenSilences:
    """The last words of one side that met silence; all columns are (C,).

    Attributes
    ----------
    since_days : the first of them, infinity where there is none
    messages : how many
    is_never : the other side never came back at all
    """

    since_days: Floats
    messages: Ints
    is_never: Flags

    def longest(self, *, before_days: float) -> list[OpenSilence]:
        """Those open since `before_days` or longer, the longest wait first."""
        waiting = np.flatnonzero(self.since_days <= before_days)
        ordered = waiting[np.argsort(self.since_days[waiting], kind="stable")]
        return [
            OpenSilence(int(c), float(self.since_days[c]), int(self.messages[c]), bool(self.is_never[c]))
            for c in ordered
        ]


def whom_i_never_answered(touches: Touches, *, now_days: float) -> list[OpenSilence]:
    """Who wrote and is still waiting, longest wait first; `is_never` when I never answered them at all."""
    return open_silences(touches.until(now_days), of=IN).longest(before_days=now_days - POLITE_DAYS)


def who_never_answered_me(touches: Touches, *, now_days: float) -> list[OpenSilence]:
    """To whom I wrote a week ago or more without an answer, longest wait first; `is_never` when they never did."""
    return open_silences(touches.until(now_days), of=OUT).longest(before_days=now_days - WEEK_DAYS)


def open_silences(past: Touches, *, of: int) -> OpenSilences:
    """What side `of` (`IN`, `OUT`) said last without anything coming back, contact by contact. O(N)."""
    speaks = ~past.by_channel("social")
    last_settled = np.full(past.contacts, -np.inf)
    settles = speaks & (past.direction != of)
    last_settled[past.contact[settles]] = past.at_days[settles]  # in time order: the latest is written last
    is_open = speaks & (past.direction == of) & (past.at_days > last_settled[past.contact])
    messages = np.bincount(past.contact[is_open], minlength=past.contacts)
    since = np.full(past.contacts, np.inf)
    since[past.contact[is_open][::-1]] = past.at_days[is_open][::-1]
    return OpenSilences(since, messages, ~np.isfinite(last_settled))
