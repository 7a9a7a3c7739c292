"""How likely is an answer: the features of a written approach, and the regression that weighs them.

An *approach* is a message sent after a day of silence both ways; it is *answered* when a message comes back within
seven days. Every feature comes from the owner's own messages before the approach (`docs/engine/ties.md` says each one
and why); the weights are fitted by `tools/fit_reply.py`, never guessed.
"""

import json
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Self

import numpy as np

from sporezo.engine.snapshot import Flags, Floats, Ints
from sporezo.engine.tallies import Moments, Tally

SILENCE_DAYS = 1.0
ANSWER_DAYS = 7.0

RECENT_DAYS = 30.0
THREAD_HALF_LIFE_DAYS = 90.0
OWNER_HALF_LIFE_DAYS = 30.0
IMAGINED_YES, IMAGINED_NO = (
    1.0,
    2.5,
)  # an owner's first approaches to new people: 29 % were answered where weights were fitted
COUNT_CAP = 30.0  # beyond it one more message says nothing new; keeps log counts inside what was fitted
GAP_CAP_DAYS = 365.0
HOUR = 1.0 / 24.0

FEATURES = (
    "thread_rate",
    "unanswered_run",
    "waiting",
    "received",
    "sent",
    "received_lately",
    "own_answers",
    "never_wrote",
    "answer_delay",
    "approaches",
    "gap",
    "gap_to_rhythm",
    "to_many",
    "new_to_many",
    "owner_record",
)


@dataclass(frozen=True, slots=True)
class Messages:
    """Messages as their owners saw them.

    Attributes
    ----------
    thread : (N,) 0…T-1, one owner with one contact
    at_days : (N,) days on any common scale
    is_sent : (N,) true when the owner wrote it
    recipients : (N,) how many people the owner sent the same message to; 1 for what came in
    owner_of : (T,) 0…, the owner of each thread
    """

    thread: Ints
    at_days: Floats
    is_sent: Flags
    recipients: Floats
    owner_of: Ints

    def in_order(self) -> Self:
        """The same messages, thread by thread, each in time order."""
        step, later = np.diff(self.thread), np.diff(self.at_days)
        if np.all((step > 0) | ((step == 0) & (later >= 0))):
            return self
        order = np.lexsort((self.at_days, self.thread))
        return type(self)(
            self.thread[order],
            self.at_days[order],
            self.is_sent[order],
            self.recipients[order],
            self.owner_of,
        )


@dataclass(frozen=True, slots=True)
class Approaches:
    """Each message that broke a day of silence, and when it was answered (infinity: not within seven days).

    All columns are (A,); `is_first` says that nothing was exchanged in that thread before.
    """

    thread: Ints
    at_days: Floats
    is_sent: Flags
    recipients: Floats
    is_first: Flags
    answered_at_days: Floats

    @property
    def is_answered(self) -> Flags:
        return np.isfinite(self.answered_at_days)

    def where(self, keep: Flags) -> Self:
        return type(self)(
            self.thread[keep],
            self.at_days[keep],
            self.is_sent[keep],
            self.recipients[keep],
            self.is_first[keep],
            self.answered_at_days[keep],
        )


def approaches_in(ordered: Messages) -> Approaches:
    """Find the approaches of both sides in messages that are in order.

    Examples
    --------
    >>> one = Messages(np.zeros(3, int), np.array([0.0, 2.0, 2.5]), np.array([True, True, False]),
    ...                np.ones(3), np.zeros(1, int))
    >>> found = approaches_in(one)
    >>> found.at_days.tolist(), found.is_answered.tolist()
    ([0.0, 2.0], [True, True])
    """
    opens = np.ones(ordered.thread.size, dtype=bool)
    opens[1:] = ordered.thread[1:] != ordered.thread[:-1]
    silence_days = np.diff(ordered.at_days, prepend=-np.inf)
    breaks = np.flatnonzero(opens | (silence_days >= SILENCE_DAYS))
    at_days, is_sent = ordered.at_days[breaks], ordered.is_sent[breaks]
    back = np.where(is_sent, _next_day(ordered, breaks, from_owner=False), _next_day(ordered, breaks, from_owner=True))
    return Approaches(
        thread=ordered.thread[breaks],
        at_days=at_days,
        is_sent=is_sent,
        recipients=ordered.recipients[breaks],
        is_first=opens[breaks],
        answered_at_days=np.where(back - at_days <= ANSWER_DAYS, back, np.inf),
    )


def _next_day(ordered: Messages, after: Ints, *, from_owner: bool) -> Floats:
    """The day of the next message of that side in the same thread, infinity when none comes."""
    theirs = np.append(np.flatnonzero(ordered.is_sent == from_owner), ordered.thread.size)
    following = theirs[np.searchsorted(theirs, after, side="right").clip(max=theirs.size - 1)]
    thread = np.append(ordered.thread, -1)[following]
    days = np.append(ordered.at_days, np.inf)[following]
    return np.where(thread == ordered.thread[after], days, np.inf)


class History:
    """Everything the features look up, tallied once for any number of moments."""

    def __init__(self, messages: Messages) -> None:
        ordered = messages.in_order()
        self.owner_of = ordered.owner_of
        sent, got = np.flatnonzero(ordered.is_sent), np.flatnonzero(~ordered.is_sent)
        thread, at_days = ordered.thread, ordered.at_days
        self.all = Tally(thread, at_days)
        self.sent = Tally(thread[sent], at_days[sent], 1.0 / ordered.recipients[sent])
        self.received = Tally(thread[got], at_days[got])

        approaches = approaches_in(ordered)
        self.found = approaches
        self.approaches = Tally(approaches.thread, approaches.at_days)
        mine = approaches.where(approaches.is_sent)
        theirs = approaches.where(~approaches.is_sent)
        self.mine = Tally(mine.thread, mine.at_days)
        yes, no = mine.where(mine.is_answered), mine.where(~mine.is_answered)
        self.yes = Tally(yes.thread, yes.answered_at_days, np.log(yes.answered_at_days - yes.at_days + HOUR))
        self.no = Tally(no.thread, no.at_days + ANSWER_DAYS)
        i_did, i_did_not = theirs.where(theirs.is_answered), theirs.where(~theirs.is_answered)
        self.own_yes = Tally(i_did.thread, i_did.answered_at_days)
        self.own_no = Tally(i_did_not.thread, i_did_not.at_days + ANSWER_DAYS)
        # By owner an outcome counts on its seventh day whatever it is: answers come early, silences only then, and a
        # tally of what is known so far would flatter everyone who writes a lot.
        self.new_yes = self._by_owner(yes.where(yes.is_first))
        self.new_no = self._by_owner(no.where(no.is_first))

    def _by_owner(self, mine: Approaches) -> Tally:
        owner = self.owner_of[mine.thread]
        return Tally(owner, mine.at_days + ANSWER_DAYS, 1.0 / mine.recipients)


def owner_record(messages: Messages, *, now_days: float) -> float:
    """How new people answered owner 0 lately, as log-odds beside what is usual; 0 without evidence."""
    when = Moments(np.zeros(1, dtype=np.int64), np.array([np.nextafter(now_days, np.inf)]))
    return float(_owner_record(History(messages), when)[0])


def features(history: History, when: Moments, recipients: Floats, *, record: float | None = None) -> Floats:
    """Describe an approach in each of the threads `when.group` at `when.at_days`, sent to `recipients` people.

    `record` stands for `owner_record` where the history holds only a part of it.

    Returns
    -------
    (Q, 15) in the order of `FEATURES`. Cost: O((N + Q) log N) for N messages and Q approaches; only messages strictly
    before the moment are looked at, and an unanswered approach is one that had its seven days.
    """
    last = history.all.last(when)
    is_known = np.isfinite(last)
    gap_days = np.clip(np.where(is_known, when.at_days - last, 1.0), 1.0, GAP_CAP_DAYS)
    yes, no = history.yes.count(when), history.no.count(when)

    last_received = history.received.last(when)
    since_received = Moments(when.group, np.maximum(last_received, -1e12))
    mine_before_that = history.mine.count(since_received)
    ripe = history.mine.count(when.earlier(ANSWER_DAYS))
    unanswered_run = np.maximum(ripe - mine_before_that, 0)
    waiting = history.mine.count(when) - np.maximum(ripe, mine_before_that)

    approaches = history.approaches.count(when)
    first = np.where(is_known, history.all.first(when), when.at_days)
    rhythm_days = (when.at_days - first) / np.maximum(approaches, 1)
    gap_to_rhythm = np.clip(np.log(gap_days / np.maximum(rhythm_days, 0.5)), -2.0, 3.0)

    fades = THREAD_HALF_LIFE_DAYS
    if record is None:
        by_new_people = _owner_record(history, when.of(history.owner_of[when.group]))
    else:
        by_new_people = np.full(when.group.size, record)
    to_many = 1.0 - 1.0 / recipients
    columns = {
        "thread_rate": _log_odds(yes, no),
        "unanswered_run": np.log1p(np.minimum(unanswered_run, COUNT_CAP)),
        "waiting": waiting > 0,
        "received": _log_count(history.received.fading(when, half_life_days=fades)),
        "sent": _log_count(history.sent.fading(when, half_life_days=fades)),
        "received_lately": _log_count(history.received.recent(when, days=RECENT_DAYS)),
        "own_answers": _log_odds(
            history.own_yes.fading(when, half_life_days=fades),
            history.own_no.fading(when, half_life_days=fades),
        ),
        "never_wrote": is_known & ~np.isfinite(last_received),
        "answer_delay": np.where(yes > 0, history.yes.total(when) / np.maximum(yes, 1) - np.log(0.5), 0.0),
        "approaches": _log_count(approaches),
        "gap": is_known * np.log(gap_days),
        "gap_to_rhythm": np.where(approaches > 1, gap_to_rhythm, 0.0),
        "to_many": to_many,
        "new_to_many": np.where(is_known, 0.0, to_many),
        "owner_record": np.where(is_known, 0.0, by_new_people),
    }
    return np.column_stack([columns[name] for name in FEATURES]).astype(np.float64)


def _log_count(count: Floats | Ints) -> Floats:
    logged: Floats = np.log1p(np.minimum(count, COUNT_CAP))
    return logged


def _log_odds(yes: Floats | Ints, no: Floats | Ints) -> Floats:
    """The log-odds of a rate with one imagined yes and one imagined no: 0 without evidence."""
    odds: Floats = np.log((yes + 1.0) / (no + 1.0))
    return odds


def _owner_record(history: History, owners: Moments) -> Floats:
    fades = OWNER_HALF_LIFE_DAYS
    yes = history.new_yes.fading(owners, half_life_days=fades)
    no = history.new_no.fading(owners, half_life_days=fades)
    record: Floats = np.log((yes + IMAGINED_YES) / (no + IMAGINED_NO)) - np.log(IMAGINED_YES / IMAGINED_NO)
    return record


@dataclass(frozen=True, slots=True)
class ReplyModel:
    """A logistic regression over `FEATURES`; `provenance` says on what, how and when it was fitted.

    `low` and `high` (15,) are the range each feature had there: beyond it nothing was learnt, so nothing is added.
    """

    intercept: float
    weights: Floats
    provenance: dict[str, Any]
    low: Floats = field(default_factory=lambda: np.full(len(FEATURES), -np.inf))
    high: Floats = field(default_factory=lambda: np.full(len(FEATURES), np.inf))

    def p_reply(self, described: Floats) -> Floats:
        """The probability of an answer within seven days, (Q,), from `features` (Q, 15)."""
        p: Floats = 1.0 / (1.0 + np.exp(-np.clip(self.logit(described), -500.0, 500.0)))
        return p

    def logit(self, described: Floats) -> Floats:
        """The log-odds of an answer, (Q,)."""
        logit: Floats = self.intercept + np.clip(described, self.low, self.high) @ self.weights
        return logit

    def without_owner_record(self) -> Self:
        """The same for an owner of whom nothing is known: what the adaptation to an owner is measured against."""
        return replace(self, weights=np.where(np.array(FEATURES) == "owner_record", 0.0, self.weights))


@cache
def shipped_model() -> ReplyModel:
    """The weights in `reply_weights.json`, which `tools/fit_reply.py` writes."""
    text = files("sporezo.engine").joinpath("reply_weights.json").read_text(encoding="utf-8")
    pinned: dict[str, Any] = json.loads(text)
    low, high = np.array([pinned["ranges"][name] for name in FEATURES]).T
    weights = np.array([pinned["weights"][name] for name in FEATURES])
    return ReplyModel(pinned["intercept"], weights, pinned["provenance"], low, high)


def p_reply(messages: Messages, *, now_days: float, model: ReplyModel | None = None) -> Floats:
    """The probability that each thread's contact answers a message written to them alone now, (T,)."""
    size = messages.owner_of.size
    when = Moments(np.arange(size), np.full(size, now_days))
    described = features(History(messages), when, np.ones(size))
    return (model or shipped_model()).p_reply(described)
