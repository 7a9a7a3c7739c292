"""Reasons as sentences: what a light rests on, the way to a green one, how long ago. The engine only knows codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sporezo.engine.outcome import Reason
from sporezo.network.enums import Circle
from sporezo.network.models import Contact, Touch
from sporezo.network.queries.people import Stock
from sporezo.network.queries.said import Tie
from sporezo.ui.moments import ago, day, day_of, span
from sporezo.ui.numbers import in_words


def sentence(fact: Reason, tie: Tie, now: dt.datetime) -> str:
    """One fact of a tie as one says it."""
    return SENTENCES[fact.code](_Numbers(fact, tie, now))


def in_brief(tie: Tie, now: dt.datetime) -> str:
    """What a list says of somebody: their company, and what decided the light."""
    fact = sentence(tie.facts[0], tie, now)
    return f"{tie.contact.company} · {fact}" if tie.contact.company else fact


def sentences(tie: Tie, now: dt.datetime, *, most: int = 2) -> list[str]:
    """What decided the light of a tie, then what else is known."""
    return [sentence(fact, tie, now) for fact in tie.facts[:most]]


def verdict(tie: Tie, now: dt.datetime) -> str:
    """May I ask them something now? The answer in a sentence, with its earliest fair day."""
    if tie.state == "green":
        return _("Yes, the way is clear: ask.")
    fair = {"day": day(tie.fair_from, now)}
    if tie.state == "warm-up":
        return _("Not cold: warm up first. A fair day to ask: %(day)s.") % fair
    return _("Rather through somebody who knows you both. A fair day to ask: %(day)s.") % fair


def path(tie: Tie, now: dt.datetime) -> list[tuple[str, str]]:
    """The way to a green light: what to do, and when."""
    return [(str(WAYS[step.way](tie)), day(step.at, now)) for step in tie.steps]


def every(wish_days: int) -> str:
    """A wished interval as one says it."""
    known: dict[int, Callable[[], str]] = {
        14: lambda: _("every two weeks"),
        30: lambda: _("every month"),
        90: lambda: _("every season"),
        365: lambda: _("once a year"),
    }
    return known[wish_days]() if wish_days in known else _("every %(span)s") % {"span": span(wish_days)}


class _Numbers:
    """The numbers of one fact, said aloud."""

    def __init__(self, fact: Reason, tie: Tie, now: dt.datetime) -> None:
        self.params, self.now = fact.params, now
        self._since = now - dt.timedelta(days=self.number("days"))
        # The engine counts whole days: what the page dates to the minute elsewhere is said from that same minute.
        if fact.code in SINCE_LAST and tie.last_at:
            self._since = tie.last_at

    def number(self, name: str = "n") -> int:
        return int(self.params.get(name) or 0)

    def ago(self) -> str:
        return ago(self._since, self.now)

    def span(self, name: str) -> str:
        return span(max(1, self.number(name)))

    def silence(self) -> str:
        """How long since, in the same words as :meth:`ago`."""
        return _capital(span(max(1, (day_of(self.now) - day_of(self._since)).days)))


def _in_a_row(fact: _Numbers) -> str:
    return ngettext(
        "Your last message met silence.", "Your last %(n)s messages met silence.", fact.number("messages")
    ) % {"n": in_words(fact.number("messages"))}


def _never_answered(fact: _Numbers) -> str:
    return _("No answer has ever come; your last message left %(ago)s.") % {"ago": fact.ago()}


def _answers(fact: _Numbers) -> str:
    answered, asked = fact.number("answered"), fact.number("of")
    if not answered:
        return ngettext("Your one approach met silence.", "Your %(n)s approaches met silence.", asked) % {
            "n": in_words(asked)
        }
    if answered == asked:
        return ngettext("Your one approach was answered.", "All %(n)s of your approaches were answered.", asked) % {
            "n": in_words(asked)
        }
    return ngettext(
        "One of your %(of)s approaches was answered.", "%(n)s of your %(of)s approaches were answered.", answered
    ) % {"n": _capital(in_words(answered)), "of": in_words(asked)}


def _was_close(fact: _Numbers) -> str:
    exchanges = fact.number("exchanges")
    if exchanges >= 5:
        return _("%(n)s exchanges before this silence: a strong tie wakes quickly.") % {
            "n": _capital(in_words(exchanges))
        }
    return _("Near you, once and still: a strong tie wakes quickly.")


def _met(fact: _Numbers) -> str:
    times = fact.number("times")
    return ngettext("Seen once this year.", "Seen %(n)s times this year.", times) % {"n": in_words(times)}


def _circle(fact: _Numbers) -> str:
    circle = Circle(str(fact.params["circle"]))
    return _("%(circle)s: you wish for an exchange %(every)s.") % {
        "circle": _capital(str(circle.label)),
        "every": every(fact.number("wish_days")),
    }


def explained(tie: Tie, now: dt.datetime) -> list[tuple[str, str]]:
    """Every figure of a tie, said: what it is, what it rests on. Never a percentage."""
    rows = [(_("Last real exchange"), ago(tie.last_at, now) if tie.last_at else _("none noted yet"))]
    if tie.exchanges:
        times = ngettext("once", "%(n)s times", tie.exchanges) % {"n": in_words(tie.exchanges)}
        rows.append((_("You really spoke"), times))
    rows.append((_("Your wish"), every(tie.wish_days)))
    rows.append((_("Your own rhythm"), rhythm(tie)))
    next_day = day(tie.due_at, now)
    if tie.is_held:
        next_day = _("%(day)s: your message has the time to be answered") % {"day": next_day}
    rows.append((_("Next exchange wished"), next_day))
    rows.append((_("Warmth"), warmth(tie)))
    rows.append((_("An answer to a message"), chance(tie)))
    return rows


def rhythm(tie: Tie) -> str:
    """The tie's own interval, once it has one."""
    if tie.rhythm_days is None:
        return _("too early to say")
    return _("about every %(span)s") % {"span": span(max(1, tie.rhythm_days))}


def warmth(tie: Tie) -> str:
    """Temperature in words: 1 is as warm as the wish keeps it."""
    if tie.temperature >= 0.9:
        return _("as warm as you wish it")
    if tie.temperature >= 0.5:
        return _("warm still, cooling a little")
    if tie.temperature >= 0.15:
        return _("lukewarm: a word would do it good")
    return _("cold for now")


def chance(tie: Tie) -> str:
    """The chance of an answer in words; nothing is said where there is nothing to go by."""
    if tie.is_owed_an_answer:
        return _("the answer is yours to give")
    if not tie.is_told:
        return _("too early to say")
    if tie.p_reply >= LIKELY:
        return _("usually comes within the week")
    if tie.p_reply >= EVEN:
        return _("comes about one time in two")
    return _("rarely comes: speaking works better")


def why_introducer(why: str) -> str:
    """What makes somebody an introducer."""
    return {
        "table": _("You were at the same table."),
        "company": _("Same company."),
        "named": _("Named in how you met."),
    }[why]


def to_begin(stock: Stock, games: Sequence[Touch]) -> str:
    """What to ask next: what one meant to ask, else their news, a promise, a topic, the last game."""
    if stock.to_ask:
        return stock.to_ask[0].text
    if stock.promises:
        return _("First keep your word: %(text)s") % {"text": stock.promises[0].text}
    if stock.news:
        return _("And since: %(text)s?") % {"text": stock.news[0].text}
    if stock.topics:
        return _("Where does it stand: %(text)s?") % {"text": stock.topics[0].text}
    if games:
        return _("When is the return match?")
    return ""


LIKELY, EVEN = 0.6, 0.35
SINCE_LAST = ("in_touch", "last_exchange", "silent", "cooled")
"""Facts whose days are those since the last real exchange."""

SENTENCES: dict[str, Callable[[_Numbers], str]] = {
    "in_touch": lambda fact: _("You last really spoke %(ago)s.") % {"ago": fact.ago()},
    "last_exchange": lambda fact: _("You last really spoke %(ago)s.") % {"ago": fact.ago()},
    "silent": lambda fact: (
        _("%(span)s of silence, where you wished for an exchange %(every)s.")
        % {"span": fact.silence(), "every": every(fact.number("wish_days"))}
    ),
    "cooled": lambda fact: (
        _("%(span)s of silence; your usual interval was %(rhythm)s.")
        % {"span": fact.silence(), "rhythm": fact.span("rhythm_days")}
    ),
    "unanswered_in_a_row": _in_a_row,
    "never_answered": _never_answered,
    "owed_an_answer": lambda fact: _("They wrote %(ago)s: the ball is in your court.") % {"ago": fact.ago()},
    "asked_lately": lambda fact: _("You asked them for something %(ago)s: let it breathe.") % {"ago": fact.ago()},
    "waiting": lambda fact: _("Your message left %(ago)s; the answer may still come.") % {"ago": fact.ago()},
    "one_way": lambda fact: _("Only one side has written so far, %(ago)s.") % {"ago": fact.ago()},
    "my_last_word": lambda fact: _("The last word was yours, %(ago)s.") % {"ago": fact.ago()},
    "just_met": lambda fact: _("You met only %(ago)s.") % {"ago": fact.ago()},
    "rarely_answers": _answers,
    "answers": _answers,
    "was_close": _was_close,
    "met": _met,
    "never_spoke": lambda fact: _("No exchange noted yet."),
    "own_word": lambda fact: _("Your own word, over what the exchanges say."),
    "circle": _circle,
}

WAYS: dict[str, Callable[[Tie], str]] = {
    "session": lambda tie: _("Play together: an invitation costs nothing"),
    "meal": lambda tie: _("A lunch or a coffee, with nothing to ask"),
    "call": lambda tie: _("A call rather than a message"),
    "give": lambda tie: _("Give something first: a name, an article, a hand"),
    "answer": lambda tie: _("Answer their last message"),
    "wait": lambda tie: _("Leave the answer time to come"),
    "introducer": lambda tie: _("Think of somebody who knows you both, and ask for an introduction"),
    "message": lambda tie: _("A word that asks for nothing"),
}

CHANNELS_SAID: dict[str, Callable[[], str]] = {
    "session": lambda: pgettext("exchange", "some sport"),
    "meal": lambda: pgettext("exchange", "a meal"),
    "coffee": lambda: pgettext("exchange", "a coffee"),
    "afterwork": lambda: pgettext("exchange", "an after-work drink"),
    "meeting": lambda: pgettext("exchange", "a meeting"),
    "call": lambda: pgettext("exchange", "a call"),
    "message": lambda: pgettext("exchange", "a message"),
    "mail": lambda: pgettext("exchange", "a mail"),
    "social": lambda: pgettext("exchange", "a sign on a social network"),
    "introduction": lambda: pgettext("exchange", "an introduction"),
}


def channel_said(channel: str) -> str:
    """A channel as one names an exchange of the past."""
    return CHANNELS_SAID[channel]()


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def logged(channel: str, contacts: Sequence[Contact], *, due: str = "") -> str:
    """What was just noted, and the day by which one wishes to speak again: "Noted: a coffee with Bruno and Inès."."""
    said = _("Noted: %(what)s with %(who)s.") % {
        "what": channel_said(channel),
        "who": get_text_list([contact.first_name for contact in contacts], _("and")),
    }
    return f"{said} {_('Next exchange wished: %(day)s.') % {'day': due}}" if due else said


def with_others(others: int) -> str:
    """How many more were there."""
    return ngettext("With one other person.", "With %(n)s other people.", others) % {"n": in_words(others)}
