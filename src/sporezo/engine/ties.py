"""What each tie has become, from its owner's own exchanges: warmth, lateness, rhythm, the chance of an answer.

Everything is computed for all contacts of one owner at once, as of one moment; nothing after it is looked at.
"""

from dataclasses import dataclass

import numpy as np

from sporezo.engine import circles
from sporezo.engine.cadence import Clocks, clocks
from sporezo.engine.reply import ANSWER_DAYS, History, features, shipped_model
from sporezo.engine.snapshot import Flags, Floats, Ints
from sporezo.engine.tallies import Moments, Tally
from sporezo.engine.touches import ASK, GIVE, IN, IN_PERSON, OUT, Touches

YEAR_DAYS = 365.0


@dataclass(frozen=True, slots=True)
class Ties:
    """The state of every tie at one moment; all columns are (C,).

    Attributes
    ----------
    circle : 0…3, `circles.CIRCLES`
    clocks : when each is due
    warmth : decayed impulses, unbounded
    temperature : warmth over what one two-way thread a wished interval would keep up
    rhythm_days : mean silence between real exchanges, ``nan`` under three of them
    p_reply : chance of an answer within seven days to a message written now
    approaches, answered : messages after a day's silence whose seven days are over, and those of them answered
    unanswered_run : how many of the latest such messages in a row met silence
    exchanges : real exchanges ever, a day apart at least; `in_person` those of the last year face to face
    first_days, last_out_days, last_in_days, last_ask_days, last_give_days : days, minus infinity for never
    last_channel : channel of the last exchange of any kind, -1 for none
    """

    circle: Ints
    clocks: Clocks
    warmth: Floats
    temperature: Floats
    rhythm_days: Floats
    p_reply: Floats
    approaches: Ints
    answered: Ints
    unanswered_run: Ints
    exchanges: Ints
    in_person: Ints
    first_days: Floats
    last_out_days: Floats
    last_in_days: Floats
    last_ask_days: Floats
    last_give_days: Floats
    last_channel: Ints

    @property
    def now_days(self) -> float:
        return self.clocks.now_days

    @property
    def lateness(self) -> Floats:
        """Silence over the wished interval: 1 on the due day, infinity when there never was a real exchange."""
        silence: Floats = self.clocks.silent_days / self.clocks.wish_days
        return silence

    @property
    def cooling(self) -> Floats:
        """Silence over eight times the tie's own rhythm: 1 and more is cooling; 0 while the rhythm is unknown."""
        ratio: Floats = self.clocks.silent_days / (circles.COOLING_RHYTHMS * self.rhythm_days)
        return np.where(np.isnan(self.rhythm_days), 0.0, ratio)

    @property
    def has_spoken(self) -> Flags:
        """Something came or went, even one way."""
        return np.isfinite(np.maximum(np.maximum(self.last_out_days, self.last_in_days), self.clocks.reset_days))

    @property
    def is_owed_an_answer(self) -> Flags:
        """They wrote last, and nothing went back."""
        return self.last_in_days > np.maximum(self.last_out_days, self.clocks.reset_days)

    @property
    def is_mine_the_last_word(self) -> Flags:
        """I wrote last, and nothing came back so far."""
        return self.last_out_days > np.maximum(self.last_in_days, self.clocks.reset_days)

    @property
    def is_waiting(self) -> Flags:
        """My message is on its seven days."""
        return self.is_mine_the_last_word & (self.now_days - self.last_out_days < ANSWER_DAYS)

    @property
    def is_dormant(self) -> Flags:
        """There was a real exchange once, and then a silence of twice the wish or eight times the rhythm."""
        known = np.isfinite(self.clocks.reset_days)
        return known & ((self.lateness > circles.SILENT_WISHES) | (self.cooling >= 1.0))

    @property
    def was_close(self) -> Flags:
        """Dormant, and close once: the silent ties research finds as useful as active ones (Levin 2011)."""
        return self.is_dormant & ((self.exchanges >= circles.CLOSE_EXCHANGES) | (self.circle <= 1))

    @property
    def is_told(self) -> Flags:
        """The chance rests on at least three outcomes and less than six months of silence; else nothing is said."""
        last = np.maximum(np.maximum(self.last_out_days, self.last_in_days), self.clocks.reset_days)
        return (self.approaches >= 3) & (self.now_days - last < circles.STALE_DAYS)


def read_ties(
    touches: Touches,
    *,
    circle: Ints,
    now_days: float,
    own_wish_days: Floats | None = None,
    start_days: Floats | float | None = None,
    snoozed_until_days: Floats | None = None,
    record: float | None = None,
) -> Ties:
    """Read every tie of one owner as of `now_days`.

    Parameters
    ----------
    circle : (C,) `circles.circle_codes`
    own_wish_days : (C,) wishes that override the circle's, ``nan`` where there is none
    start_days, snoozed_until_days : as in `cadence.clocks`
    record : the owner's own (`reply.owner_record`), when `touches` holds only some of their exchanges

    Notes
    -----
    O((N + C) log N) for N exchanges: 20,000 contacts with 400,000 exchanges in about half a second.

    Examples
    --------
    >>> from sporezo.engine.touches import Exchange
    >>> story = [Exchange(0, 0.0, "meal"), Exchange(0, 90.0, "call"), Exchange(0, 180.0, "message")]
    >>> ties = read_ties(Touches.of(story, contacts=1), circle=np.array([2]), now_days=225.0)
    >>> ties.lateness.tolist(), ties.rhythm_days.tolist(), ties.clocks.due_days.tolist()
    ([0.5], [90.0], [270.0])
    """
    past = touches.until(now_days)
    everyone = np.arange(touches.contacts)
    now = Moments(everyone, np.full(touches.contacts, np.nextafter(now_days, np.inf)))
    wished = circles.wish_days(circle, own_wish_days)
    clock = clocks(
        past, wish_days=wished, now_days=now_days, start_days=start_days, snoozed_until_days=snoozed_until_days
    )
    half_life = circles.WARMTH_HALF_LIFE_DAYS[circle]
    warmth = _warmth(past, half_life_days=half_life, now_days=now_days)
    conversations = _a_day_apart(past.real_exchanges())
    exchanges, first = conversations.count(now), conversations.first(now)
    with np.errstate(invalid="ignore"):
        rhythm = np.where(exchanges >= 3, (conversations.last(now) - first) / np.maximum(exchanges - 1, 1), np.nan)

    history = History(past.as_messages())
    p_reply = shipped_model().p_reply(features(history, now, np.ones(touches.contacts), record=record))
    sent = ~past.by_channel("social") & (past.direction != IN)
    last_received = np.maximum(history.received.last(now), -1e12)
    ripe = history.mine.count(now.earlier(ANSWER_DAYS))
    run = np.maximum(ripe - history.mine.count(Moments(everyone, last_received)), 0)
    return Ties(
        circle=circle,
        clocks=clock,
        warmth=warmth,
        temperature=warmth / circles.kept_up(wished, half_life),
        rhythm_days=rhythm,
        p_reply=p_reply,
        approaches=history.yes.count(now) + history.no.count(now),
        answered=history.yes.count(now),
        unanswered_run=run,
        exchanges=exchanges,
        in_person=_tally(past, past.by_channel(*IN_PERSON)).recent(now, days=YEAR_DAYS),
        first_days=first,
        last_out_days=_tally(past, sent & (past.direction == OUT)).last(now),
        last_in_days=_tally(past, ~past.by_channel("social") & (past.direction == IN)).last(now),
        last_ask_days=_tally(past, sent & (past.purpose == ASK)).last(now),
        last_give_days=_tally(past, sent & (past.purpose == GIVE)).last(now),
        last_channel=_last_channel(past),
    )


def _tally(past: Touches, keep: Flags) -> Tally:
    return Tally(past.contact[keep], past.at_days[keep])


def _warmth(past: Touches, *, half_life_days: Floats, now_days: float) -> Floats:
    faded = past.impulses() * np.exp2(-(now_days - past.at_days) / half_life_days[past.contact])
    return np.bincount(past.contact, weights=faded, minlength=past.contacts).astype(np.float64)


def _a_day_apart(real: Tally) -> Tally:
    """The same exchanges, those less than a day after the one before left out: an evening is one."""
    contact, at_days = real.facts()
    apart = np.ones(contact.size, dtype=bool)
    apart[1:] = (contact[1:] != contact[:-1]) | (np.diff(at_days) >= 1.0)
    return Tally(contact[apart], at_days[apart])


def _last_channel(past: Touches) -> Ints:
    last = np.full(past.contacts, -1, dtype=np.int64)
    last[past.contact] = past.channel  # in time order, so the latest is written last
    return last


def lived_circle(ties: Ties) -> Ints:
    """The circle each tie lives in, whose wish is nearest to its own rhythm; -1 without one or when cooling, (C,).

    Near is a ratio: between two circles the border is the geometric mean of their wishes.

    >>> from sporezo.engine.touches import Exchange
    >>> fortnightly = [Exchange(0, 16.0 * n, "meal") for n in range(5)]
    >>> lived_circle(read_ties(Touches.of(fortnightly, contacts=1), circle=np.array([3]), now_days=70.0)).tolist()
    [0]
    """
    borders = np.sqrt(circles.WISH_DAYS[:-1] * circles.WISH_DAYS[1:])
    is_alive = ~np.isnan(ties.rhythm_days) & (ties.cooling < 1.0)
    return np.where(is_alive, np.searchsorted(borders, np.nan_to_num(ties.rhythm_days, nan=0.0)), -1)
